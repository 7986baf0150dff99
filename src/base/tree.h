/*
 * tree.h - a folder with all that is in it: how large it is, and its end.
 */
#ifndef BASE_TREE_H
#define BASE_TREE_H

#include "base/err.h"

#include <stdint.h>

/* Room that its files take on the disk; 0 when there is no such folder. */
uint64_t tree_bytes(const char *path);
/* Links are removed, not followed; what is not there is removed already. */
int tree_remove(const char *path, struct err *err);

#endif

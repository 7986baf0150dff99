/*
 * place.h - where the program's own files lie: beside it as it was built, or under the prefix
 * that it was installed below.  Both are found from the program itself, so that a prefix (or
 * a DESTDIR) needs no other build.
 */
#ifndef BASE_PLACE_H
#define BASE_PLACE_H

#include "base/str.h"

/*
 * Appends the folder "DIR/beside" when there is one, DIR being where the program lies, else
 * "PREFIX/installed".  1 when that is a folder, 0 when neither is there.
 */
int place_find(const char *beside, const char *installed, struct str *out);

#endif

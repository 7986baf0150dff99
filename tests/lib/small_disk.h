/*
 * small_disk.h - a small file system of a test's own, in a user namespace, and a file that
 * fills it.  Knows nothing of Herb Ledger.
 */
#ifndef TESTS_LIB_SMALL_DISK_H
#define TESTS_LIB_SMALL_DISK_H

/*
 * Mounts so many MB over dir for this process and its children, whose user becomes root there;
 * -1: no namespace here.  It goes with the last of them.
 */
int small_disk_mount(const char *dir, int mb);
/* Takes all room but about so many bytes by DIR/filler; -1. */
int small_disk_fill(const char *dir, long leave);
int small_disk_empty(const char *dir);  /* removes the filler */

#endif

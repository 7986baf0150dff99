/*
 * lock_file.h - a file that is locked while the process lives that wrote it.
 *
 * The lock, not the file, tells of the process: it goes with it, however it ends.
 */
#ifndef DATA_LOCK_FILE_H
#define DATA_LOCK_FILE_H

struct str;

/*
 * Writes the text as fresh, locks it, and only then gives it its name: nobody finds it
 * unlocked.  The descriptor, which holds the lock; -1 with errno.
 */
int lock_file_create(const char *fresh, const char *path, const struct str *text);
/* For looking into one; -1 with errno. */
int lock_file_open(const char *path);
/* 1: somebody has it. */
int lock_file_is_held(int fd);
/* 1: nobody has it, and it is no file that is only just being written. */
int lock_file_is_stale(int fd);

#endif

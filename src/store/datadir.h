/*
 * datadir.h - the data directory as files: format number, lock, marks; no database here.
 *
 *	DIR/format      "herbledger store 1"        DIR/lock     held by serve and --alone
 *	DIR/store/      the database                DIR/socket   the server's
 *	DIR/demo        serve --now is allowed      DIR/damaged  checksum failures, a line each
 */
#ifndef STORE_DATADIR_H
#define STORE_DATADIR_H

#include "base/err.h"

enum { STORE_FORMAT = 1 };

char *datadir_path(const char *dir, const char *name); /* DIR/name, free() it */
/* Absolute path of an existing directory, free() it; NULL and err when there is none. */
char *datadir_resolve(const char *dir, struct err *err);

/* Makes it when asked; else ERR_NOT_FOUND when absent, ERR_VERSION when newer than we are. */
int datadir_prepare(const char *dir, int create, struct err *err);
int datadir_write_format(const char *dir, struct err *err);
int datadir_is_demo(const char *dir); /* 1 or 0 */
int datadir_is_empty(const char *dir); /* 1 also when absent */
int datadir_make(const char *path, struct err *err); /* 0700, parents are not made */

/*
 * Takes DIR/lock for who ("serve", "alone"), waiting at most wait_ms.  The lock goes with
 * the descriptor.  ERR_STORE names the holder.
 */
int datadir_lock(const char *dir, const char *who, int wait_ms, int *fd, struct err *err);

/* A page of file failed its checksum; twice is enough to stay down. */
void datadir_note_damage(const char *dir, const char *file);
int datadir_check_damage(const char *dir, struct err *err);

/* Flushes a directory's entries to the disk; quiet when it cannot. */
void datadir_sync(const char *dir);

#endif

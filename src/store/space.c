/*
 * space.c - room on the disk: a floor under which nothing is written, and a reserve.
 *
 * A commit that is applied must also reach the log, and a recovery must be able to write
 * the tables: the floor keeps room for both, the reserve is given to recovery when even
 * that was not enough.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/log.h"
#include "store/datadir.h"
#include "store/engine.h"
#include "store/errors.h"

enum {
	FLOOR = 32 * 1024 * 1024, /* also what a recovery would write */
	RESERVE = 4 * 1024 * 1024,
	LOOK_US = 50 * 1000, /* how long a look at the disk is good for */
	LARGE = 1024 * 1024, /* and how many bytes */
};

static uint64_t free_bytes(const struct engine *e)
{
	struct statvfs about;

	if (statvfs(e->dir, &about) < 0)
		return UINT64_MAX;
	return (uint64_t)about.f_bavail * about.f_frsize;
}

void space_keep_reserve(struct engine *engine)
{
	char *path = datadir_path(engine->dir, "reserve");
	int fd = -1;

	if (access(path, F_OK) < 0 && free_bytes(engine) > 2 * FLOOR + RESERVE)
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0) {
		if (posix_fallocate(fd, 0, RESERVE) != 0)
			unlink(path);
		close(fd);
	}
	free(path);
}

int space_give_reserve(struct engine *engine)
{
	char *path = datadir_path(engine->dir, "reserve");
	int given = unlink(path) == 0;

	free(path);
	return given;
}

int space_is_low(const struct engine *engine)
{
	return free_bytes(engine) < FLOOR;
}

/* Room for the batch in the log, and for a recovery to write what no checkpoint has yet. */
static int is_full(const struct engine *e, size_t bytes)
{
	return free_bytes(e) < FLOOR + 3 * (uint64_t)bytes + 2 * (e->dirty + e->leaving);
}

int space_check(struct engine *engine, size_t bytes, struct err *err)
{
	int64_t now = clock_steady();
	struct err ignored = { 0 };
	int full;

	engine->unseen += bytes;
	if (!engine->full && engine->unseen < LARGE && now - engine->space_seen < LOOK_US)
		return 0;
	engine->space_seen = now;
	engine->unseen = 0;
	full = is_full(engine, bytes);
	if (full && engine->dirty + engine->leaving &&
		engine_checkpoint(engine, 0, &ignored) == 0)
		full = is_full(engine, bytes);
	if (full != engine->full)
		log_line(LOG_WARN,
			full ? "the disk is full: nothing is saved until there is room"
			     : "there is room on the disk again");
	engine->full = full;
	return full ? fault_errno(err, ENOSPC, engine->dir) : 0;
}

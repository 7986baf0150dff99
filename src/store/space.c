/*
 * space.c - room on the disk: a floor under which nothing is written, and a reserve.
 *
 * A commit that is applied must also reach the log, and a recovery must be able to write
 * the tables: the floor keeps room for both, the reserve is given to recovery when even
 * that was not enough.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/reserve.h"
#include "store/datadir.h"
#include "store/engine.h"
#include "store/errors.h"

enum {
	FLOOR = 32 * 1024 * 1024, /* also what a recovery would write */
	RESERVE = 4 * 1024 * 1024,
	LOOK_US = 50 * 1000, /* how long a look at the disk is good for */
	LARGE = 1024 * 1024, /* and how many bytes */
};

void space_keep_reserve(struct engine *engine)
{
	char *path = datadir_path(engine->dir, "reserve");

	if (disk_room(engine->dir) > 2 * FLOOR + RESERVE)
		reserve_make(path, RESERVE);
	free(path);
}

int space_give_reserve(struct engine *engine)
{
	char *path = datadir_path(engine->dir, "reserve");
	int given = reserve_give(path);

	free(path);
	return given;
}

int space_is_low(const struct engine *engine)
{
	return disk_room(engine->dir) < FLOOR;
}

/* Room for the batch in the log, and for a recovery to write what no checkpoint has yet. */
static int is_full(const struct engine *e, size_t bytes)
{
	return disk_room(e->dir) < FLOOR + 3 * (uint64_t)bytes + 2 * (e->dirty + e->leaving);
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

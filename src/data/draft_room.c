/*
 * draft_room.c - the folders of drafts and their reserve: room that is there when the disk is
 * full.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/reserve.h"
#include "base/str.h"
#include "data/drafts_internal.h"

enum { RESERVE = 1024 * 1024, PLENTY = 8 * RESERVE };

static char *reserve_path(const char *dir)
{
	struct str path = { 0 };

	str_addf(&path, "%s/drafts/.reserve", dir);
	return str_detach(&path);
}

void draft_reserve_keep(const char *dir)
{
	char *path = reserve_path(dir);

	/* a disk that is nearly full keeps what it has for the drafts themselves */
	if (disk_room(dir) > PLENTY)
		reserve_make(path, RESERVE);
	free(path);
}

int draft_reserve_give(const char *dir)
{
	char *path = reserve_path(dir);
	int given = reserve_give(path);

	free(path);
	return given;
}

static void make_folder(const char *dir, const char *user)
{
	char *path = draft_path(dir, user, NULL);

	if (mkdir(path, 0700) == 0)
		draft_sync_name(path);
	free(path);
}

void drafts_prepare(const char *dir, const char *user)
{
	make_folder(dir, NULL);
	make_folder(dir, user);
	draft_reserve_keep(dir);
}

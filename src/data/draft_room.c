/*
 * draft_room.c - the folders of drafts and their reserve: room that is there when the disk is
 * full.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/str.h"
#include "data/drafts_internal.h"

enum { RESERVE = 1024 * 1024, PLENTY = 8 * RESERVE };

static char *reserve_path(const char *dir)
{
	struct str path = { 0 };

	str_addf(&path, "%s/drafts/.reserve", dir);
	return str_detach(&path);
}

/* A disk that is nearly full keeps what it has for the drafts themselves. */
static int there_is_plenty(const char *dir)
{
	struct statvfs about;

	return statvfs(dir, &about) == 0 && about.f_bavail > PLENTY / about.f_frsize;
}

void reserve_keep(const char *dir)
{
	char *path = reserve_path(dir);
	int fd = -1;

	if (access(path, F_OK) < 0 && there_is_plenty(dir))
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0) {
		if (posix_fallocate(fd, 0, RESERVE) != 0)
			unlink(path);
		close(fd);
	}
	free(path);
}

int reserve_give(const char *dir)
{
	char *path = reserve_path(dir);
	int given = unlink(path) == 0;

	free(path);
	return given;
}

static void make_folder(const char *dir, const char *user)
{
	char *path = draft_path(dir, NULL, NULL);

	mkdir(path, 0700);
	free(path);
	path = draft_path(dir, user, NULL);
	mkdir(path, 0700);
	free(path);
}

void drafts_prepare(const char *dir, const char *user)
{
	make_folder(dir, user);
	reserve_keep(dir);
}

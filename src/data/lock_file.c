/*
 * lock_file.c - a file that is locked while the process lives that wrote it.
 */
#include "data/lock_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

enum { STALE_S = 60 };

int lock_file_create(const char *fresh, const char *path, const struct str *text)
{
	int fd;

	unlink(fresh);
	fd = open(fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 &&
		write(fd, text->at, text->len) == (ssize_t)text->len &&
		rename(fresh, path) == 0)
		return fd;
	unlink(fresh);
	close(fd);
	return -1;
}

int lock_file_open(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

/* Shared, so that two who look do not take each other for one who holds it. */
int lock_file_is_held(int fd)
{
	if (flock(fd, LOCK_SH | LOCK_NB) < 0)
		return 1;
	flock(fd, LOCK_UN);
	return 0;
}

int lock_file_is_stale(int fd)
{
	struct stat about;

	return fstat(fd, &about) == 0 && S_ISREG(about.st_mode) &&
		time(NULL) - about.st_mtime > STALE_S && !lock_file_is_held(fd);
}

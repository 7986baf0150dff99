/* reserve.c - statvfs, and a file whose blocks are really there. */
#include "base/reserve.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

uint64_t disk_room(const char *dir)
{
	struct statvfs about;

	if (statvfs(dir, &about) < 0)
		return UINT64_MAX;
	return (uint64_t)about.f_bavail * about.f_frsize;
}

void reserve_make(const char *path, off_t bytes)
{
	int fd;

	if (access(path, F_OK) == 0)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	if (posix_fallocate(fd, 0, bytes) != 0)
		unlink(path);
	close(fd);
}

int reserve_give(const char *path)
{
	return unlink(path) == 0;
}

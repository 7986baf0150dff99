/* small_disk.c - unshare, mount, fill. */
#include "lib/small_disk.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/namespace.h"

enum { PATH_ROOM = 4096, BLOCK = 4096 };

int small_disk_mount(const char *dir, int mb)
{
	char size[32];

	if (namespace_enter(0, 0) < 0)
		return -1;
	snprintf(size, sizeof(size), "size=%dm", mb);
	return mount("small", dir, "tmpfs", 0, size);
}

static int open_filler(const char *dir, int flags)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "%s/filler", dir);
	return open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
}

int small_disk_fill(const char *dir, long leave)
{
	int fd = open_filler(dir, O_APPEND), status;
	struct statvfs about;
	off_t size, room;

	if (fd < 0)
		return -1;
	size = lseek(fd, 0, SEEK_END);
	status = fstatvfs(fd, &about);
	room = (off_t)(about.f_bavail * about.f_frsize) - leave;
	if (status == 0 && room > 0)
		status = posix_fallocate(fd, size, room / BLOCK * BLOCK) ? -1 : 0;
	close(fd);
	return status;
}

int small_disk_empty(const char *dir)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "%s/filler", dir);
	return unlink(path);
}

/* small_disk.c - unshare, mount, fill. */
#include "lib/small_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, BLOCK = 4096 };

static int write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok ? 0 : -1;
}

int small_disk_mount(const char *dir, int mb)
{
	char map[64], size[32];
	unsigned uid = getuid(), gid = getgid();

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return -1;
	snprintf(map, sizeof(map), "0 %u 1", uid);
	if (write_to("/proc/self/uid_map", map) < 0 ||
		write_to("/proc/self/setgroups", "deny") < 0)
		return -1;
	snprintf(map, sizeof(map), "0 %u 1", gid);
	if (write_to("/proc/self/gid_map", map) < 0)
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

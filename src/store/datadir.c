/*
 * datadir.c - format number, lock, demo and damage marks of a data directory.
 */
#include "store/datadir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "store/admin.h"
#include "store/clock.h"
#include "store/errors.h"

static const char format_head[] = "herbledger store ";

char *datadir_path(const char *dir, const char *name)
{
	struct str path = { 0 };

	str_addf(&path, "%s/%s", dir, name);
	return str_detach(&path);
}

static int no_directory(struct err *err, const char *dir)
{
	return fault_set(err, ERR_NOT_FOUND,
		N_("There is no data directory at %s. Make one with: herbledger init"), dir);
}

char *datadir_resolve(const char *dir, struct err *err)
{
	char *path = realpath(dir, NULL);

	if (!path)
		no_directory(err, dir);
	return path;
}

int datadir_make(const char *path, struct err *err)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return fault_errno(err, errno, path);
	return 0;
}

void datadir_sync(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* ---- format ---- */

static int write_file(const char *path, int flags, const char *text, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
	size_t len = strlen(text);
	int failed;

	if (fd < 0)
		return fault_errno(err, errno, path);
	failed = write(fd, text, len) != (ssize_t)len || fsync(fd) < 0 ? errno : 0;
	close(fd);
	return failed ? fault_errno(err, failed, path) : 0;
}

/* Whole or not at all: twenty sessions may make and read it at once. */
int datadir_write_format(const char *dir, struct err *err)
{
	struct str text = { 0 }, fresh = { 0 };
	char *path = datadir_path(dir, "format");
	int status;

	str_addf(&text, "%s%d\n", format_head, STORE_FORMAT);
	str_addf(&fresh, "%s.%d", path, (int)getpid());
	status = write_file(str_text(&fresh), O_TRUNC, str_text(&text), err);
	if (status == 0 && rename(str_text(&fresh), path) < 0)
		status = fault_errno(err, errno, path);
	datadir_sync(dir);
	str_release(&text);
	str_release(&fresh);
	free(path);
	return status;
}

/* The number in DIR/format; 0 when there is no such file, -1 when it says nothing. */
static long format_of(const char *dir)
{
	char *path = datadir_path(dir, "format");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[64] = { 0 };
	ssize_t got = fd >= 0 ? read(fd, text, sizeof(text) - 1) : 0;
	size_t head = strlen(format_head);

	free(path);
	if (fd < 0)
		return 0;
	close(fd);
	if (got <= 0 || strncmp(text, format_head, head) != 0)
		return -1;
	return strtol(text + head, NULL, 10);
}

static int make_new(const char *dir, struct err *err)
{
	if (datadir_make(dir, err) < 0)
		return -1;
	if (chmod(dir, 0700) < 0)
		return fault_errno(err, errno, dir);
	return datadir_write_format(dir, err);
}

int datadir_prepare(const char *dir, int create, struct err *err)
{
	struct stat about;
	long format;

	if (stat(dir, &about) < 0 || !S_ISDIR(about.st_mode)) {
		if (create)
			return make_new(dir, err);
		return no_directory(err, dir);
	}
	format = format_of(dir);
	if (format == 0)
		return create ? make_new(dir, err) : no_directory(err, dir);
	if (format < 0)
		return fault_set(err, ERR_STORE,
			N_("The file format in %s is damaged; restore it from a backup."), dir);
	if (format > STORE_FORMAT)
		return fault_set(err, ERR_VERSION,
			N_("The data directory %s was written by a newer herbledger; "
			   "install that version to open it."),
			dir);
	return 0;
}

/* ---- marks ---- */

int datadir_is_demo(const char *dir)
{
	char *path = datadir_path(dir, "demo");
	int is = access(path, F_OK) == 0;

	free(path);
	return is;
}

int store_mark_demo(const char *dir, struct err *err)
{
	char *path = datadir_path(dir, "demo");
	int status = datadir_make(dir, err);

	if (status == 0)
		status = write_file(path, O_TRUNC, "example ledgers\n", err);
	free(path);
	return status;
}

int datadir_is_empty(const char *dir)
{
	DIR *entries = opendir(dir);
	struct dirent *entry;
	int empty = 1;

	if (!entries)
		return errno == ENOENT;
	while (empty && (entry = readdir(entries)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	closedir(entries);
	return empty;
}

void datadir_note_damage(const char *dir, const char *file)
{
	struct err ignored = { 0 };
	struct str line = { 0 };
	char *path = datadir_path(dir, "damaged");

	str_addf(&line, "%s\n", file);
	write_file(path, O_APPEND, str_text(&line), &ignored);
	str_release(&line);
	free(path);
}

int datadir_check_damage(const char *dir, struct err *err)
{
	char *path = datadir_path(dir, "damaged");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[256] = { 0 };
	ssize_t got = fd >= 0 ? read(fd, text, sizeof(text) - 1) : 0;
	char *first_end, *second_end;

	free(path);
	if (fd >= 0)
		close(fd);
	first_end = got > 0 ? strchr(text, '\n') : NULL;
	second_end = first_end ? strchr(first_end + 1, '\n') : NULL;
	if (!second_end)
		return 0;
	*second_end = '\0';
	return fault_set(err, ERR_STORE,
		N_("The file store/%s is damaged on the disk, so the store stays closed. "
		   "Restore the newest backup into a new directory: herbledger restore"),
		first_end + 1);
}

/* ---- the lock ---- */

static int held_by(struct err *err, int fd)
{
	char text[64] = { 0 };
	ssize_t got = pread(fd, text, sizeof(text) - 1, 0);

	text[got > 0 ? got : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return fault_set(err, ERR_STORE,
		N_("The data directory is in use by another process (%s)."), text);
}

int datadir_lock(const char *dir, const char *who, int wait_ms, int *fd, struct err *err)
{
	char *path = datadir_path(dir, "lock");
	int64_t until = clock_steady() + (int64_t)wait_ms * 1000;
	struct str text = { 0 };
	int status = -1;

	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0) {
		fault_errno(err, errno, path);
		free(path);
		return -1;
	}
	while ((status = flock(*fd, LOCK_EX | LOCK_NB)) < 0 && clock_steady() < until)
		usleep(10000);
	if (status < 0) {
		held_by(err, *fd);
		close(*fd);
		*fd = -1;
	} else {
		str_addf(&text, "%s %d\n", who, (int)getpid());
		/* only a courtesy to who finds it held */
		(void)(ftruncate(*fd, 0) == 0 && pwrite(*fd, text.at, text.len, 0) > 0);
		str_release(&text);
	}
	free(path);
	return status;
}

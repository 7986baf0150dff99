/*
 * copies.c - dated folders under one folder; knows nothing of what is in a copy.
 */
#include "cli/copies.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/tree.h"

static int cannot(struct err *err, const char *path)
{
	return err_set(err, errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORE,
		_("%s cannot be used: %s"), path, strerror(errno));
}

int copies_lock(const char *dir, struct err *err)
{
	struct str path = { 0 };
	int fd;

	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return cannot(err, dir);
	str_addf(&path, "%s/.lock", dir);
	fd = open(str_text(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		cannot(err, str_text(&path));
	else if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		err_set(err, ERR_STORE, _("Another backup into %s is under way."), dir);
		close(fd);
		fd = -1;
	}
	str_release(&path);
	return fd;
}

void copies_name(int64_t taken, struct str *out)
{
	struct str text = { 0 };

	instant_print(taken, &text); /* "2026-11-22 02:15:07" */
	str_addf(out, "%.10sT%.2s%.2s", str_text(&text), str_text(&text) + 11,
		str_text(&text) + 14);
	str_release(&text);
}

/* ---- removing ---- */

/* The shape of a name, 0 for a digit: "0000-00-00T0000". */
static int is_dated(const char *name, const char *ending)
{
	const char *shape = "0000-00-00T0000";

	for (; *shape; shape++, name++)
		if (*shape == '0' ? *name < '0' || *name > '9' : *name != *shape)
			return 0;
	return strcmp(name, ending) == 0;
}

static int is_left_over(const struct dirent *entry)
{
	return is_dated(entry->d_name, ".unproven") ||
		strncmp(entry->d_name, ".prove-", strlen(".prove-")) == 0;
}

static int is_proven(const struct dirent *entry)
{
	return is_dated(entry->d_name, "");
}

/* The first so many of those chosen, all but keep; by name, which is by age. */
static int remove_some(const char *dir, int (*chosen)(const struct dirent *entry), size_t keep,
	size_t *removed, struct err *err)
{
	struct dirent **names = NULL;
	int count = scandir(dir, &names, chosen, alphasort), status = 0;

	if (count < 0)
		return cannot(err, dir);
	for (int i = 0; i < count; i++) {
		struct str path = { 0 };

		str_addf(&path, "%s/%s", dir, names[i]->d_name);
		if (status == 0 && (size_t)(count - i) > keep) {
			status = tree_remove(str_text(&path), err);
			*removed += status == 0;
		}
		str_release(&path);
		free(names[i]);
	}
	free(names);
	return status;
}

int copies_clear(const char *dir, struct err *err)
{
	size_t removed = 0;

	return remove_some(dir, is_left_over, 0, &removed, err);
}

int copies_keep(const char *dir, size_t keep, size_t *removed, struct err *err)
{
	*removed = 0;
	return remove_some(dir, is_proven, keep, removed, err);
}

/* ---- the note ---- */

static void note_path(const char *copy, struct str *out)
{
	str_addf(out, "%s/taken", copy);
}

int copy_note_write(const char *copy, int64_t taken, uint64_t records, struct err *err)
{
	struct str path = { 0 };
	int fd, status = 0;
	FILE *file;

	note_path(copy, &path);
	fd = open(str_text(&path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!file || fprintf(file, "%" PRId64 " %" PRIu64 "\n", taken, records) < 0 ||
		fflush(file) == EOF || fsync(fileno(file)) < 0)
		status = cannot(err, str_text(&path));
	if (file)
		fclose(file);
	str_release(&path);
	return status;
}

int copy_note_read(const char *copy, int64_t *taken, uint64_t *records, struct err *err)
{
	struct str path = { 0 };
	FILE *file;
	int status = 0;

	note_path(copy, &path);
	file = fopen(str_text(&path), "re");
	if (!file)
		status = cannot(err, str_text(&path));
	else if (fscanf(file, "%" SCNd64 " %" SCNu64, taken, records) != 2)
		status = err_set(err, ERR_FAULT, _("%s says nothing; the copy is damaged."),
			str_text(&path));
	if (file)
		fclose(file);
	str_release(&path);
	return status;
}

/*
 * settings.c - the settings file of a user, read whole and written whole.
 */
#include "data/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/drafts_internal.h"

enum { MOST = 65536 };

static const char file_name[] = "settings", new_name[] = ".settings.new";

/* No file is an empty text. */
static void load(const char *dir, const char *user, struct str *out)
{
	char *path = draft_path(dir, user, file_name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char bytes[4096];
	ssize_t got;

	while (fd >= 0 && out->len < MOST && (got = read(fd, bytes, sizeof(bytes))) > 0)
		str_add_len(out, bytes, (size_t)got);
	if (fd >= 0)
		close(fd);
	free(path);
}

/* The value when the line from at (len bytes) sets name, else NULL. */
static const char *value_of(const char *at, size_t len, const char *name, size_t *value_len)
{
	size_t name_len = strlen(name);
	const char *end = at + len;

	if (len < name_len || memcmp(at, name, name_len) != 0)
		return NULL;
	at += name_len;
	while (at < end && *at == ' ')
		at++;
	if (at == end || *at++ != '=')
		return NULL;
	while (at < end && *at == ' ')
		at++;
	while (end > at && (end[-1] == ' ' || end[-1] == '\r'))
		end--;
	*value_len = (size_t)(end - at);
	return at;
}

int settings_get(const char *dir, const char *user, const char *name, struct str *out)
{
	struct str all = { 0 };
	int found = 0;

	load(dir, user, &all);
	for (const char *at = str_text(&all); *at && !found;) {
		size_t len = strcspn(at, "\n"), value_len;
		const char *value = value_of(at, len, name, &value_len);

		if (value) {
			utf8_clean(value, value_len, 0, out);
			found = 1;
		}
		at += len + (at[len] == '\n');
	}
	str_release(&all);
	return found;
}

/* All lines but those that set name, then the new one. */
static void replace(const char *all, const char *name, const char *value, struct str *out)
{
	while (*all) {
		size_t len = strcspn(all, "\n"), ignored;

		if (len && !value_of(all, len, name, &ignored)) {
			str_add_len(out, all, len);
			str_add_char(out, '\n');
		}
		all += len + (all[len] == '\n');
	}
	str_addf(out, "%s = %s\n", name, value);
}

static int write_whole(const char *path, const struct str *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	int failed;

	if (fd < 0)
		return -1;
	failed = write(fd, text->at, text->len) != (ssize_t)text->len || fsync(fd) < 0;
	return close(fd) < 0 || failed ? -1 : 0;
}

static void make_folders(const char *dir, const char *user)
{
	char *all = draft_path(dir, NULL, NULL), *own = draft_path(dir, user, NULL);

	mkdir(all, 0700);
	mkdir(own, 0700);
	free(all);
	free(own);
}

int settings_put(
	const char *dir, const char *user, const char *name, const char *value, struct err *err)
{
	char *path = draft_path(dir, user, file_name), *fresh = draft_path(dir, user, new_name);
	struct str all = { 0 }, text = { 0 };
	int status = 0;

	make_folders(dir, user);
	load(dir, user, &all);
	replace(str_text(&all), name, value, &text);
	if (write_whole(fresh, &text) < 0 || rename(fresh, path) < 0)
		status = err_set(err, errno == ENOSPC ? ERR_FULL : ERR_STORE,
			_("the settings could not be written: %s"), strerror(errno));
	if (status < 0)
		unlink(fresh);
	str_release(&all);
	str_release(&text);
	free(path);
	free(fresh);
	return status;
}

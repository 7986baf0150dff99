/*
 * holds.c - hints that somebody looks into a record: one locked file each, FORM-ID.PID-N.
 *
 * The lock, not the file, says that the session lives; a file gets its name when it is locked.
 */
#include "data/holds.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "data/lock_file.h"

enum { MOST_BYTES = 4096 };

struct hold {
	int fd;
	char *path;
};

static int fault(struct err *err)
{
	return err_set(err, errno == ENOSPC ? ERR_FULL : ERR_STORE,
		_("that somebody is looking could not be noted: %s"), strerror(errno));
}

static char *path_of(const char *dir, const char *name)
{
	struct str path = { 0 };

	str_addf(&path, "%s/holds%s%s", dir, name ? "/" : "", name ? name : "");
	return str_detach(&path);
}

/* ---- our own ---- */

static void put_who(const struct hold_info *who, struct str *out)
{
	str_addf(out, "%" PRId64 "\t", who->since);
	utf8_clean(who->login, strlen(who->login), 0, out);
	str_add_char(out, '\t');
	utf8_clean(who->name, strlen(who->name), 0, out);
	str_add_char(out, '\n');
}

static void new_name(const char *form, uint64_t id, struct str *out)
{
	static unsigned number; /* of this process */

	str_addf(out, ".%s-%" PRIu64 ".%d-%u", form, id, (int)getpid(), ++number);
}

int hold_take(const char *dir, const char *form, uint64_t id, const struct hold_info *who,
	struct hold **out, struct err *err)
{
	struct str name = { 0 }, text = { 0 };
	char *own = path_of(dir, NULL), *fresh, *path;
	int fd;

	new_name(form, id, &name);
	fresh = path_of(dir, str_text(&name));
	path = path_of(dir, str_text(&name) + 1);
	put_who(who, &text);
	if (mkdir(own, 0700) < 0)
		errno = 0; /* it is there, or the next step says why not */
	fd = lock_file_create(fresh, path, &text);
	*out = NULL;
	if (fd >= 0) {
		*out = xalloc(sizeof(**out));
		**out = (struct hold){ .fd = fd, .path = path };
	} else {
		fault(err);
		free(path);
	}
	str_release(&name);
	str_release(&text);
	free(own);
	free(fresh);
	return fd < 0 ? -1 : 0;
}

void hold_drop(struct hold **hold)
{
	struct hold *h = *hold;

	*hold = NULL;
	if (!h)
		return;
	unlink(h->path);
	close(h->fd);
	free(h->path);
	free(h);
}

/* ---- those of others ---- */

static int pid_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? (int)strtol(dot + 1, NULL, 10) : 0;
}

static void read_who(int fd, const char *name, struct arena *mem, struct hold_info *out)
{
	char bytes[MOST_BYTES + 1], *login, *who;
	ssize_t got = pread(fd, bytes, MOST_BYTES, 0);

	bytes[got > 0 ? got : 0] = '\0';
	bytes[strcspn(bytes, "\n")] = '\0';
	login = strchr(bytes, '\t');
	if (login)
		*login++ = '\0';
	who = login ? strchr(login, '\t') : NULL;
	if (who)
		*who++ = '\0';
	*out = (struct hold_info){
		.login = arena_text(mem, login ? login : ""),
		.name = arena_text(mem, who ? who : ""),
		.since = strtoll(bytes, NULL, 10),
		.pid = pid_of(name),
	};
}

/* 1: somebody lives who holds it. */
static int look_at(const char *dir, const char *name, struct arena *mem, struct hold_info *out)
{
	char *path = path_of(dir, name);
	int fd = lock_file_open(path);
	int lives = 0;

	if (fd >= 0) {
		lives = lock_file_is_held(fd);
		/* begun and killed before it had its name: when it is old enough */
		if (!lives && (name[0] != '.' || lock_file_is_stale(fd)))
			unlink(path);
		if (lives && mem)
			read_who(fd, name, mem, out);
		close(fd);
	}
	free(path);
	return lives;
}

static int by_since(const void *a, const void *b)
{
	const struct hold_info *x = a, *y = b;

	if (x->since != y->since)
		return x->since < y->since ? -1 : 1;
	return x->pid - y->pid;
}

int holds_of(const char *dir, const char *form, uint64_t id, struct arena *mem,
	struct hold_info **out, size_t *count, struct err *err)
{
	VEC(struct hold_info) all = { 0 };
	struct str prefix = { 0 };
	char *path = path_of(dir, NULL);
	DIR *open = opendir(path);
	struct hold_info info;
	struct dirent *entry;

	free(path);
	*out = NULL;
	*count = 0;
	if (!open)
		return errno == ENOENT ? 0 : fault(err);
	str_addf(&prefix, "%s-%" PRIu64 ".", form, id);
	while ((entry = readdir(open))) {
		if (text_starts_with(entry->d_name, str_text(&prefix)) &&
			pid_of(entry->d_name) != getpid() &&
			look_at(dir, entry->d_name, mem, &info))
			*VEC_PUSH_IN(mem, &all) = info;
	}
	closedir(open);
	str_release(&prefix);
	if (all.count)
		qsort(all.at, all.count, sizeof(*all.at), by_since);
	*out = all.at;
	*count = all.count;
	return 0;
}

int holds_any(const char *dir)
{
	char *path = path_of(dir, NULL);
	DIR *open = opendir(path);
	struct dirent *entry;
	int any = 0;

	free(path);
	while (open && (entry = readdir(open))) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
			pid_of(entry->d_name) != getpid() &&
			look_at(dir, entry->d_name, NULL, NULL) && entry->d_name[0] != '.')
			any = 1;
	}
	if (open)
		closedir(open);
	return any;
}

/*
 * sessions.c - marks of the sessions that run, one file each, and how one is told to end.
 *
 * The lock, not the pid, says that a session lives: it goes with the process, and nobody is
 * signalled whose file is not locked at that moment.  A file gets its name when it is locked.
 */
#include "data/sessions.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "data/lock_file.h"

enum {
	ACTIVE_S = 10,
	MOST_BYTES = 8192,
	WAIT_US = 20 * 1000,
	WAIT_END = 150, /* 3 s */
	WAIT_KILLED = 100,
};

static const char folder[] = "sessions", first_line[] = "herbledger-session 1";

struct session_mark {
	int fd;
	char *path;
	time_t told;            /* when it was last said that somebody types */
};

static int fault(struct err *err)
{
	return err_set(err, errno == ENOSPC ? ERR_FULL : ERR_STORE,
		_("the list of sessions could not be written or read: %s"), strerror(errno));
}

static char *path_of(const char *dir, const char *name)
{
	struct str path = { 0 };

	str_addf(&path, "%s/%s%s%s", dir, folder, name ? "/" : "", name ? name : "");
	return str_detach(&path);
}

static time_t steady(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* ---- our own ---- */

static void put_line(const char *name, const char *text, struct str *out)
{
	str_addf(out, "%s\t", name);
	utf8_clean(text ? text : "", text ? strlen(text) : 0, 0, out);
	str_add_char(out, '\n');
}

static void put_info(const struct session_info *info, struct str *out)
{
	str_addf(out, "%s\n", first_line);
	str_addf(out, "pid\t%d\n", (int)getpid());
	str_addf(out, "begun\t%lld\n", (long long)instant_now());
	put_line("user", info->user, out);
	put_line("login", info->login, out);
	put_line("name", info->user_name, out);
	put_line("from", info->from, out);
	put_line("what", info->what, out);
}

int session_mark_begin(const char *dir, const struct session_info *info,
	struct session_mark **out, struct err *err)
{
	struct str name = { 0 }, text = { 0 };
	char *own = path_of(dir, NULL), *path, *fresh;
	int fd;

	str_addf(&name, ".%d-%lld", (int)getpid(), (long long)instant_now());
	fresh = path_of(dir, str_text(&name));
	path = path_of(dir, str_text(&name) + 1);
	if (mkdir(own, 0700) < 0)
		errno = 0; /* it is there, or the next step says why not */
	put_info(info, &text);
	fd = lock_file_create(fresh, path, &text);
	str_release(&text);
	*out = NULL;
	if (fd >= 0) {
		*out = xalloc(sizeof(**out));
		(*out)->fd = fd;
		(*out)->path = path;
		(*out)->told = steady();
	} else {
		fault(err);
		free(path);
	}
	str_release(&name);
	free(own);
	free(fresh);
	return fd < 0 ? -1 : 0;
}

/* The file's time says it: that needs no room on a full disk. */
void session_mark_active(struct session_mark *mark)
{
	time_t now;

	if (!mark)
		return;
	now = steady();
	if (now - mark->told < ACTIVE_S)
		return;
	mark->told = now;
	futimens(mark->fd, NULL);
}

void session_mark_end(struct session_mark **mark)
{
	struct session_mark *m = *mark;

	*mark = NULL;
	if (!m)
		return;
	unlink(m->path);
	close(m->fd);
	free(m->path);
	free(m);
}

/* ---- all of them ---- */

static void load(int fd, struct str *out)
{
	char bytes[1024];
	ssize_t got;

	lseek(fd, 0, SEEK_SET);
	while (out->len < MOST_BYTES && (got = read(fd, bytes, sizeof(bytes))) > 0)
		str_add_len(out, bytes, (size_t)got);
}

static const char *line_value(const char *text, const char *name, struct arena *mem)
{
	size_t len = strlen(name);

	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n')
		if (strncmp(at, name, len) == 0 && at[len] == '\t')
			return arena_text_len(mem, at + len + 1, strcspn(at + len + 1, "\n"));
	return "";
}

/* 1 a session, 0 no file of ours. */
static int read_info(int fd, const char *name, struct arena *mem, struct session_info *out)
{
	struct str text = { 0 };
	struct stat about = { 0 };
	int sound;

	load(fd, &text);
	sound = text_starts_with(str_text(&text), first_line) && fstat(fd, &about) == 0;
	*out = (struct session_info){
		.name = arena_text(mem, name),
		.user = line_value(str_text(&text), "user", mem),
		.login = line_value(str_text(&text), "login", mem),
		.user_name = line_value(str_text(&text), "name", mem),
		.from = line_value(str_text(&text), "from", mem),
		.what = line_value(str_text(&text), "what", mem),
		.begun = strtoll(line_value(str_text(&text), "begun", mem), NULL, 10),
		.active = (int64_t)about.st_mtim.tv_sec * 1000000 +
			about.st_mtim.tv_nsec / 1000,
		.pid = (int)strtol(line_value(str_text(&text), "pid", mem), NULL, 10),
	};
	str_release(&text);
	return sound && out->pid > 1;
}

static int open_file(const char *dir, const char *name)
{
	char *path = path_of(dir, name);
	int fd = lock_file_open(path);

	free(path);
	return fd;
}

static void clear_away(const char *dir, const char *name)
{
	char *path = path_of(dir, name);

	unlink(path);
	free(path);
}

/* Begun and killed before it had its name. */
static void clear_stale(const char *dir, const char *name)
{
	int fd = open_file(dir, name);

	if (fd < 0)
		return;
	if (lock_file_is_stale(fd))
		clear_away(dir, name);
	close(fd);
}

/* 1 a living session. */
static int look_at(
	const char *dir, const char *name, struct arena *mem, struct session_info *out)
{
	int fd = open_file(dir, name), lives;

	if (fd < 0)
		return 0;
	lives = lock_file_is_held(fd);
	if (!lives)
		clear_away(dir, name);
	else
		lives = read_info(fd, name, mem, out);
	close(fd);
	return lives;
}

/* PID-INSTANT and nothing else: the name comes from people too. */
static int is_name(const char *name)
{
	size_t pid = strspn(name, "0123456789");
	size_t instant = name[pid] == '-' ? strspn(name + pid + 1, "0123456789") : 0;

	return pid && instant && name[pid + 1 + instant] == '\0';
}

static int by_begun(const void *a, const void *b)
{
	const struct session_info *x = a, *y = b;

	return x->begun < y->begun ? -1 : x->begun > y->begun;
}

int sessions_list(const char *dir, struct arena *mem, struct session_info **out, size_t *count,
	struct err *err)
{
	VEC(struct session_info) all = { 0 };
	char *path = path_of(dir, NULL);
	DIR *open = opendir(path);
	struct session_info info;
	struct dirent *entry;

	free(path);
	*out = NULL;
	*count = 0;
	if (!open)
		return errno == ENOENT ? 0 : fault(err);
	while ((entry = readdir(open))) {
		if (is_name(entry->d_name) && look_at(dir, entry->d_name, mem, &info))
			*VEC_PUSH_IN(mem, &all) = info;
		else if (entry->d_name[0] == '.')
			clear_stale(dir, entry->d_name);
	}
	closedir(open);
	if (all.count)
		qsort(all.at, all.count, sizeof(*all.at), by_begun);
	*out = all.at;
	*count = all.count;
	return 0;
}

/* ---- ending ---- */

static int wait_end(int fd, int tries)
{
	while (lock_file_is_held(fd)) {
		if (tries-- <= 0)
			return 0;
		usleep(WAIT_US);
	}
	return 1;
}

/* 1: the session is over; 0 it is not yet; -1 with errno. */
static int tell(int fd, int pid, int sig, int tries)
{
	if (!lock_file_is_held(fd))
		return 1;
	if (kill(pid, sig) < 0 && errno != ESRCH)
		return -1;
	return wait_end(fd, tries);
}

static int stop(int fd, int pid, struct err *err)
{
	int got = tell(fd, pid, SIGHUP, WAIT_END);

	if (got == 0)
		got = tell(fd, pid, SIGKILL, WAIT_KILLED);
	if (got < 0)
		return err_set(err, ERR_STORE, _("the session could not be told to end: %s"),
			strerror(errno));
	if (got == 0)
		return err_set(err, ERR_STORE, _("the session does not end"));
	return 0;
}

int sessions_stop(const char *dir, const char *name, struct err *err)
{
	int fd = is_name(name) ? open_file(dir, name) : -1, status = 1;
	struct session_info info;
	struct arena mem = { 0 };

	if (fd < 0)
		return 1;
	if (lock_file_is_held(fd) && read_info(fd, name, &mem, &info)) {
		if (info.pid == getpid())
			status = err_set(err, ERR_USAGE,
				_("This is your own session: leave it with q."));
		else
			status = stop(fd, info.pid, err);
	}
	if (status >= 0)
		clear_away(dir, name);
	arena_release(&mem);
	close(fd);
	return status;
}

int sessions_stop_user(const char *dir, const char *user, size_t *count, struct err *err)
{
	struct session_info *all;
	struct arena mem = { 0 };
	size_t total;
	int status = sessions_list(dir, &mem, &all, &total, err);

	*count = 0;
	for (size_t i = 0; i < total; i++) {
		int got;

		if (strcmp(all[i].user, user) != 0 || all[i].pid == getpid())
			continue;
		got = sessions_stop(dir, all[i].name, err);
		if (got < 0)
			status = -1;
		*count += got == 0;
	}
	arena_release(&mem);
	return status;
}

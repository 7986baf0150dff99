/*
 * draft_file.c - one draft that is being written: its lock, its room, its lines.
 *
 * The lock says that a session has it; the pid in it says which one may be told to end.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/drafts.h"
#include "data/drafts_internal.h"

enum {
	ROOM = 64 * 1024,
	MOST_BYTES = 64 * 1024 * 1024,
	WAIT_US = 20 * 1000,
	WAIT_LOOKER = 5, /* a list being made holds a draft for a moment */
	WAIT_END = 150,
	WAIT_KILLED = 100,
	TRIES = 10,
};

struct draft {
	int fd;
	char *dir, *path;
	struct str head; /* the file's first lines */
	off_t size, room;
	int named; /* the folder is synced too */
};

/* ---- writing ----------------------------------------------------------------------------- */

static void make_room(struct draft *d, size_t len)
{
	if (d->size + (off_t)len > d->room &&
		fallocate(d->fd, FALLOC_FL_KEEP_SIZE, d->size, ROOM + (off_t)len) == 0)
		d->room = d->size + ROOM + (off_t)len;
}

/* Whole or not at all; 0 or an errno. */
static int write_once(struct draft *d, const struct str *bytes)
{
	ssize_t put;
	int failed;

	make_room(d, bytes->len);
	put = pwrite(d->fd, bytes->at, bytes->len, d->size);
	if (put == (ssize_t)bytes->len) {
		d->size += put;
		return 0;
	}
	failed = put < 0 ? errno : ENOSPC;
	d->room = 0;
	/* a piece that cannot be taken away is written over by the next */
	return ftruncate(d->fd, d->size) < 0 ? errno : failed;
}

static int write_all(struct draft *d, const struct str *bytes, struct err *err)
{
	int failed = write_once(d, bytes);

	if (failed == ENOSPC && draft_reserve_give(d->dir))
		failed = write_once(d, bytes);
	return failed ? draft_fault(err, failed) : 0;
}

int draft_add(struct draft *draft, const char *line, struct err *err)
{
	struct str bytes = { 0 };
	int status;

	str_addf(&bytes, "+%s\n", line);
	status = write_all(draft, &bytes, err);
	str_release(&bytes);
	return status;
}

static int write_start(struct draft *d, struct err *err)
{
	struct str bytes = { 0 };
	int status;

	str_add(&bytes, str_text(&d->head));
	draft_put_pid(&bytes);
	status = write_all(d, &bytes, err);
	str_release(&bytes);
	return status;
}

void draft_sync_name(const char *path)
{
	char *folder = xstrdup(path);
	int fd;

	*strrchr(folder, '/') = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

int draft_sync(struct draft *draft, struct err *err)
{
	if (fdatasync(draft->fd) < 0)
		return draft_fault(err, errno);
	if (!draft->named)
		draft_sync_name(draft->path);
	draft->named = 1;
	return 0;
}

/* ---- making ------------------------------------------------------------------------------ */

static void forget(struct draft **draft)
{
	struct draft *d = *draft;

	if (d->fd >= 0)
		close(d->fd);
	free(d->dir);
	free(d->path);
	str_release(&d->head);
	free(d);
	*draft = NULL;
}

static struct draft *make(const char *dir, const char *path, int fd)
{
	struct draft *d = xalloc(sizeof(*d));

	d->fd = fd;
	d->dir = xstrdup(dir);
	d->path = xstrdup(path);
	return d;
}

/* Nobody else may see it without its lock: it gets its name when it is locked. */
static int create(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0) {
		close(fd);
		errno = EAGAIN;
		return -1;
	}
	return fd;
}

static int create_with_room(const char *dir, const char *path)
{
	int fd = create(path);

	if (fd < 0 && errno == ENOSPC && draft_reserve_give(dir))
		fd = create(path);
	return fd;
}

int draft_new(const char *dir, const char *user, const struct draft_head *head,
	struct draft **out, struct err *err)
{
	struct str name = { 0 };
	char *path;
	int fd, failed, status;

	str_addf(&name, "%lld-%d.draft", (long long)instant_now(), (int)getpid());
	path = draft_path(dir, user, str_text(&name));
	str_release(&name);
	drafts_prepare(dir, user);
	fd = create_with_room(dir, path);
	failed = errno;
	*out = NULL;
	if (fd >= 0) {
		*out = make(dir, path, fd);
		draft_put_head(head, &(*out)->head);
	}
	free(path);
	if (fd < 0)
		return draft_fault(err, failed);
	status = write_start(*out, err);
	if (status < 0)
		draft_drop(out);
	return status;
}

/* The new file takes the old one's name; who waits for the old one looks again. */
static int take_name(struct draft *d, struct draft *fresh, const char *path, struct err *err)
{
	int old = d->fd;

	/* a power cut must not leave the name of the old one with nothing in it */
	if (fdatasync(fresh->fd) < 0 || rename(path, d->path) < 0)
		return draft_fault(err, errno);
	d->fd = fresh->fd;
	fresh->fd = old;
	d->size = fresh->size;
	d->room = fresh->room;
	d->named = 0;
	return 0;
}

static int write_lines(struct draft *d, const char *const *lines, size_t count, struct err *err)
{
	struct str bytes = { 0 };
	int status = write_start(d, err);

	for (size_t i = 0; i < count; i++)
		str_addf(&bytes, "+%s\n", lines[i]);
	if (status == 0 && bytes.len)
		status = write_all(d, &bytes, err);
	str_release(&bytes);
	return status;
}

int draft_rewrite(struct draft *draft, const char *const *lines, size_t count, struct err *err)
{
	struct str path = { 0 };
	struct draft *fresh;
	int fd, status;

	str_addf(&path, "%s.new", draft->path);
	unlink(str_text(&path)); /* of one that was killed while at it */
	fd = create_with_room(draft->dir, str_text(&path));
	if (fd < 0) {
		status = draft_fault(err, errno);
	} else {
		fresh = make(draft->dir, str_text(&path), fd);
		str_add(&fresh->head, str_text(&draft->head));
		status = write_lines(fresh, lines, count, err);
		if (status == 0)
			status = take_name(draft, fresh, str_text(&path), err);
		if (status < 0)
			unlink(str_text(&path));
		forget(&fresh);
	}
	str_release(&path);
	return status;
}

/* ---- taking over ------------------------------------------------------------------------- */

static void program_of(const char *pid, char *out, size_t size)
{
	char path[64];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%s/exe", pid);
	len = readlink(path, out, size - 1);
	out[len > 0 ? len : 0] = '\0';
	/* an older one, replaced meanwhile */
	if (text_ends_with(out, " (deleted)"))
		out[strlen(out) - strlen(" (deleted)")] = '\0';
}

/* What came through the gate shows nobody its program, but its name; "" unknown. */
static void name_of(const char *pid, char *out, size_t size)
{
	char path[64];
	ssize_t len = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		len = read(fd, out, size - 1);
		close(fd);
	}
	out[len > 0 ? len : 0] = '\0';
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Pids come round again: only a process of ours that is this program is told anything. */
static int is_session(pid_t pid)
{
	char own[4096], its[4096], name[32];
	struct stat about;

	if (pid <= 1 || pid == getpid())
		return 0;
	snprintf(name, sizeof(name), "/proc/%d", (int)pid);
	if (stat(name, &about) < 0 || (about.st_uid != geteuid() && kill(pid, 0) < 0))
		return 0;
	snprintf(name, sizeof(name), "%d", (int)pid);
	program_of("self", own, sizeof(own));
	program_of(name, its, sizeof(its));
	if (*own && *its)
		return strcmp(last_part(own), last_part(its)) == 0;
	name_of("self", own, sizeof(own));
	name_of(name, its, sizeof(its));
	return *own && strcmp(own, its) == 0;
}

static int wait_lock(int fd, int tries)
{
	int got;

	while ((got = flock(fd, LOCK_EX | LOCK_NB)) < 0 && tries-- > 0)
		usleep(WAIT_US);
	return got;
}

static void tell(int fd, int sig)
{
	struct str bytes = { 0 };
	struct arena mem = { 0 };
	struct draft_text text = { 0 };

	if (draft_load(fd, MOST_BYTES, &bytes) == 0)
		draft_parse(&bytes, &mem, &text);
	if (is_session(text.pid))
		kill(text.pid, sig);
	str_release(&bytes);
	arena_release(&mem);
}

static int lock_over(int fd, struct err *err)
{
	if (wait_lock(fd, WAIT_LOOKER) == 0)
		return 0;
	tell(fd, SIGHUP);
	if (wait_lock(fd, WAIT_END) == 0)
		return 0;
	tell(fd, SIGKILL);
	if (wait_lock(fd, WAIT_KILLED) == 0)
		return 0;
	return err_set(err, ERR_CONFLICT,
		_("Another session of yours has this draft open and does not end; leave it "
		  "there, or ask the administrator to end it."));
}

/* 1 while the name means the file that is open. */
static int is_named(int fd, const char *path)
{
	struct stat open_one, named;

	return fstat(fd, &open_one) == 0 && stat(path, &named) == 0 &&
		open_one.st_ino == named.st_ino && open_one.st_dev == named.st_dev;
}

/* A locked descriptor; -1 with errno ENOENT, or with *err. */
static int open_locked(const char *path, struct err *err)
{
	for (int i = 0; i < TRIES; i++) {
		int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

		if (fd < 0) {
			if (errno != ENOENT)
				draft_fault(err, errno);
			return -1;
		}
		if (lock_over(fd, err) < 0) {
			close(fd);
			return -1;
		}
		if (is_named(fd, path))
			return fd;
		close(fd); /* saved, dropped or written anew meanwhile */
	}
	errno = ENOENT;
	return -1;
}

static int go_on(struct draft *d, struct arena *mem, struct draft_text *text, struct err *err)
{
	struct str bytes = { 0 };
	int status = 0;

	if (draft_load(d->fd, MOST_BYTES, &bytes) < 0)
		status = draft_fault(err, errno);
	else
		draft_parse(&bytes, mem, text);
	if (status == 0 && (!text->sound || !text->pid_at))
		status = 1;
	/* what a crash has cut short must not become the start of the next line */
	if (status == 0 && text->whole < bytes.len && ftruncate(d->fd, (off_t)text->whole) < 0)
		status = draft_fault(err, errno);
	str_clear(&bytes);
	if (status == 0) {
		d->size = (off_t)text->whole;
		draft_put_head(&text->head, &d->head);
		draft_put_pid(&bytes);
		/* in place: it needs no room on a full disk */
		if (pwrite(d->fd, bytes.at, bytes.len, (off_t)text->pid_at) < 0)
			status = draft_fault(err, errno);
	}
	str_release(&bytes);
	return status;
}

int draft_take(const char *dir, const char *user, const char *name, struct arena *mem,
	struct draft **out, struct draft_head *head, const char ***lines, size_t *count,
	struct err *err)
{
	char *path = draft_path(dir, user, name);
	struct err why = { 0 };
	struct draft_text text = { 0 };
	int fd = strchr(name, '/') ? -1 : open_locked(path, &why), status = 1;

	*out = NULL;
	if (fd >= 0) {
		*out = make(dir, path, fd);
		status = go_on(*out, mem, &text, &why);
		if (status != 0)
			forget(out);
	}
	free(path);
	*head = text.head;
	*lines = text.lines;
	*count = text.count;
	return why.code == ERR_NONE ? status : err_set(err, why.code, "%s", why.text);
}

/* ---- ending ------------------------------------------------------------------------------ */

void draft_close(struct draft **draft)
{
	if (!*draft)
		return;
	draft_sync(*draft, &(struct err){ 0 });
	draft_reserve_keep((*draft)->dir);
	forget(draft);
}

void draft_drop(struct draft **draft)
{
	if (!*draft)
		return;
	unlink((*draft)->path);
	draft_reserve_keep((*draft)->dir);
	forget(draft);
}

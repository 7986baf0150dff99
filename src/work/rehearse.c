/*
 * rehearse.c - copies to practise on: made, kept locked while they are used, cleared away.
 */
#include "work/rehearse.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/reserve.h"
#include "base/str.h"
#include "base/tree.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "data/upkeep.h"

enum {
	LOGIN_MOST = 40,
	PULSE_MS = 500,
	STEP_MS = 50,
	MB = 1 << 20,
	LEFT_FREE = 32 * MB, /* for the ledgers themselves, and for typing in the copy */
};

struct rehearsal {
	struct str place; /* DATA/rehearse/LOGIN-PID */
	struct str dir; /* place/data */
	int alive; /* place/alive, locked as long as we are */
};

static int cannot(struct err *err, const char *path)
{
	return err_set(err, errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORE,
		_("%s cannot be used: %s"), path, strerror(errno));
}

static void folder_of(const char *dir, struct str *out)
{
	str_addf(out, "%s/rehearse", dir);
}

/* Locks a file in folder, made when wanted; -1: not there, or somebody has it. */
static int lock_in(const char *folder, const char *name, int flags, int how)
{
	struct str path = { 0 };
	int fd;

	str_addf(&path, "%s/%s", folder, name);
	fd = open(str_text(&path), O_RDWR | O_CLOEXEC | flags, 0600);
	str_release(&path);
	if (fd >= 0 && flock(fd, how) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* ---- room ---- */

uint64_t rehearse_size(const char *dir)
{
	static const char *const parts[] = { "store", "conf", "forms", "drafts" };
	uint64_t size = 0;

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		struct str path = { 0 };

		str_addf(&path, "%s/%s", dir, parts[i]);
		size += tree_bytes(str_text(&path));
		str_release(&path);
	}
	return size;
}

int rehearse_fits(uint64_t size, uint64_t room, struct err *err)
{
	if (room >= size + LEFT_FREE)
		return 0;
	return err_set(err, ERR_FULL,
		_("A rehearsal works on a copy of the ledgers. That wants %llu MB on the disk "
		  "and there are only %llu MB; ask who looks after the machine to make room."),
		(unsigned long long)(size + LEFT_FREE) / MB + 1,
		(unsigned long long)room / MB);
}

/* ---- clearing away ---- */

/* 1 when no server has it open any more. */
static int is_let_go(const char *place)
{
	struct str dir = { 0 };
	struct err err = { 0 };
	int gone = 1;

	str_addf(&dir, "%s/data", place);
	if (data_is_served(str_text(&dir)))
		gone = data_stop_server(str_text(&dir), &err) == 0;
	str_release(&dir);
	return gone;
}

static void remove_place(const char *place)
{
	struct err err = { 0 };

	if (is_let_go(place) && tree_remove(place, &err) < 0)
		log_line(LOG_WARN, "rehearsal not removed: %s", err.text);
}

/* Nobody is in it, or its session never came so far as to say so. */
static void sweep_one(const char *folder, const char *name)
{
	struct str place = { 0 };
	int alive;

	str_addf(&place, "%s/%s", folder, name);
	alive = lock_in(str_text(&place), "alive", O_CREAT, LOCK_EX | LOCK_NB);
	if (alive >= 0) {
		remove_place(str_text(&place));
		close(alive);
	}
	str_release(&place);
}

static void sweep_folder(const char *folder)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;

	while (entries && (entry = readdir(entries)))
		if (entry->d_name[0] != '.')
			sweep_one(folder, entry->d_name);
	if (entries)
		closedir(entries);
}

void rehearse_sweep(const char *dir)
{
	struct str folder = { 0 };
	int lock;

	folder_of(dir, &folder);
	lock = lock_in(str_text(&folder), ".lock", 0, LOCK_EX | LOCK_NB);
	if (lock >= 0) { /* else there are none, or somebody sweeps just now */
		sweep_folder(str_text(&folder));
		close(lock);
	}
	str_release(&folder);
}

/* ---- telling how far it is ---- */

struct watch {
	const struct rehearsal *r;
	rehearse_progress *progress;
	uint64_t size;
	pthread_t thread;
	int runs;
	atomic_int over;
};

static void *tell(void *context)
{
	const struct timespec step = { 0, STEP_MS * 1000000L };
	struct watch *w = context;

	for (int ms = STEP_MS; !w->over; ms += STEP_MS) {
		nanosleep(&step, NULL);
		if (ms % PULSE_MS == 0 && !w->over)
			w->progress(tree_bytes(str_text(&w->r->dir)), w->size);
	}
	return NULL;
}

/* Signals are for the thread that waits. */
static void watch_begin(struct watch *w)
{
	sigset_t all, before;

	if (!w->progress)
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	w->runs = pthread_create(&w->thread, NULL, tell, w) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void watch_end(struct watch *w)
{
	w->over = 1;
	if (w->runs)
		pthread_join(w->thread, NULL);
}

/* ---- the copy ---- */

/* A name of our own making: logins may hold what no file name should. */
static void name_place(struct rehearsal *r, const char *folder, const char *login)
{
	str_addf(&r->place, "%s/", folder);
	for (size_t i = 0; i < LOGIN_MOST && login[i]; i++) {
		unsigned char c = (unsigned char)login[i];
		int plain = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			(c >= 'A' && c <= 'Z') || c == '_';

		str_add_char(&r->place, plain ? (char)c : '_');
	}
	str_addf(&r->place, "-%d", (int)getpid());
	str_addf(&r->dir, "%s/data", str_text(&r->place));
}

/* While the folder is locked: nobody takes ours for a dead one before it says it lives. */
static int take_place(struct rehearsal *r, const char *dir, const char *login, struct err *err)
{
	struct str folder = { 0 };
	int lock, status = -1;

	folder_of(dir, &folder);
	if (mkdir(str_text(&folder), 0700) < 0 && errno != EEXIST)
		cannot(err, str_text(&folder));
	lock = lock_in(str_text(&folder), ".lock", O_CREAT, LOCK_EX);
	if (lock >= 0) {
		sweep_folder(str_text(&folder));
		name_place(r, str_text(&folder), login);
		if (mkdir(str_text(&r->place), 0700) == 0)
			r->alive = lock_in(
				str_text(&r->place), "alive", O_CREAT, LOCK_EX | LOCK_NB);
		status = r->alive >= 0 ? 0 : -1;
		close(lock);
	}
	if (status < 0 && err->code == ERR_NONE)
		cannot(err, r->place.len ? str_text(&r->place) : str_text(&folder));
	str_release(&folder);
	return status;
}

/* What others were typing, and keys that no sshd would ask for here. */
static int strip(const struct rehearsal *r, struct err *err)
{
	static const char *const names[] = { "drafts", "authorized_keys" };
	int status = 0;

	for (size_t i = 0; status == 0 && i < COUNT_OF(names); i++) {
		struct str path = { 0 };

		str_addf(&path, "%s/%s", str_text(&r->dir), names[i]);
		status = tree_remove(str_text(&path), err);
		str_release(&path);
	}
	return status;
}

static int copy(struct rehearsal *r, struct store *store, const char *dir,
	rehearse_progress *progress, struct err *err)
{
	struct watch watch = {
		.r = r, .progress = progress, .size = rehearse_size(dir)
	};
	int status;

	if (rehearse_fits(watch.size, disk_room(dir), err) < 0)
		return -1;
	watch_begin(&watch);
	status = data_backup(store, str_text(&r->dir), err);
	watch_end(&watch);
	if (status == 0)
		status = strip(r, err);
	if (status == 0)
		status = data_settle(str_text(&r->dir), err);
	return status;
}

int rehearse_begin(struct store *store, const char *dir, const char *login,
	rehearse_progress *progress, struct rehearsal **out, struct err *err)
{
	struct rehearsal *r = xcalloc(1, sizeof(*r));

	r->alive = -1;
	*out = r;
	if (take_place(r, dir, login, err) == 0 && copy(r, store, dir, progress, err) == 0)
		return 0;
	rehearse_end(out);
	return -1;
}

const char *rehearse_dir(const struct rehearsal *r)
{
	return str_text(&r->dir);
}

void rehearse_end(struct rehearsal **r)
{
	if (!*r)
		return;
	if ((*r)->alive >= 0) {
		remove_place(str_text(&(*r)->place));
		close((*r)->alive);
	}
	str_release(&(*r)->place);
	str_release(&(*r)->dir);
	free(*r);
	*r = NULL;
}

/*
 * client_reach.c - finds the store server, or starts it where that is ours to do.
 */
#include "store/client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/i18n.h"
#include "store/clock.h"
#include "store/datadir.h"
#include "store/errors.h"
#include "store/spawn.h"

enum {
	FIRST_PAUSE_US = 2000,
	LAST_PAUSE_US = 100 * 1000,
	HURRY_US = 300 * 1000, /* an answer to someone who types */
	AWAY_US = 2 * SECOND, /* ... and no other such wait for so long */
};

int64_t deadline(int seconds)
{
	return clock_steady() + (int64_t)seconds * SECOND;
}

int64_t deadline_of(const struct client *c, int seconds)
{
	return c->base.hurry ? clock_steady() + HURRY_US : deadline(seconds);
}

void disconnect(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	c->ahead.state = AHEAD_NONE;
	reader_release(&c->in);
}

/* ---- connecting ---- */

int no_server(struct client *c, struct err *err)
{
	return fault_set(err, ERR_STORE,
		N_("The store server of %s does not answer; try again, "
		   "or ask who looks after the machine."),
		c->dir);
}

/* 0 welcome, 1 try again soon, -1. */
static int greet(struct client *c, int64_t until, struct err *err)
{
	struct hello ours = { .version = WIRE_VERSION }, theirs;
	struct str out = { 0 };
	struct bytes frame;
	int status;

	memcpy(ours.session, c->id, SESSION_ID_SIZE);
	hello_encode(&ours, &out);
	status = frame_send(c->fd, bytes_of_str(&out));
	str_release(&out);
	if (status < 0 || reader_next(&c->in, until, &frame) != 1)
		return 1;
	if (hello_decode(frame, &theirs) < 0)
		return fault_set(err, ERR_VERSION,
			N_("What answers at %s/socket is no store server."), c->dir);
	if (theirs.status == HELLO_FINISHING)
		return 1;
	if (theirs.status == HELLO_WELCOME && theirs.version == WIRE_VERSION)
		return 0;
	if (theirs.version > WIRE_VERSION)
		return fault_set(err, ERR_VERSION,
			N_("herbledger was replaced by a newer version while this session "
			   "ran (%s); leave and start it again."),
			c->dir);
	return fault_set(err, ERR_VERSION,
		N_("The store server of %s is an older version; restart it "
		   "(herbledger serve)."),
		c->dir);
}

int try_connect(struct client *c, int64_t until, struct err *err)
{
	int status;

	c->fd = c->in.fd = socket_connect(c->dir);
	if (c->fd < 0) {
		if (errno == EACCES || errno == EPERM)
			return fault_set(err, ERR_DENIED,
				N_("You may not use the data directory %s."), c->dir);
		return 1;
	}
	status = greet(c, until, err);
	if (status != 0)
		disconnect(c);
	else
		c->connection++;
	return status;
}

/* 1 when the directory's lock is free, so that a server can be started; 0 held by one; -1 alone. */
static int lock_is_free(struct client *c, struct err *err)
{
	char *path = datadir_path(c->dir, "lock");
	int fd = open(path, O_RDWR | O_CLOEXEC);
	char who[64] = { 0 };
	int is_free = 1;

	free(path);
	if (fd < 0)
		return 1;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		is_free = 0;
		if (pread(fd, who, sizeof(who) - 1, 0) > 0 && strncmp(who, "alone", 5) == 0)
			is_free = -1;
	}
	close(fd);
	who[strcspn(who, "\n")] = '\0';
	if (is_free < 0)
		fault_set(err, ERR_STORE,
			N_("The data directory is in use by another process (%s)."), who);
	return is_free;
}

/*
 * One session at a time starts a server; the others wait for it here.  0 started or it is
 * there meanwhile (connect again), 1 wait, -1.
 */
static int start_server(struct client *c, int64_t until, struct err *err)
{
	char *path = datadir_path(c->dir, "start.lock");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int status = 1, probe;

	free(path);
	if (fd < 0)
		return fault_errno(err, errno, c->dir);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		probe = socket_connect(c->dir);
		if (probe >= 0) {
			close(probe);
			status = 0;
		} else {
			status = lock_is_free(c, err);
			if (status == 1)
				status = server_spawn(c->dir, &c->options, until, err);
			else if (status == 0)
				status = 1;
		}
	}
	close(fd);
	return status;
}

void stay_away(struct client *c)
{
	c->away_until = clock_steady() + AWAY_US;
}

/* One look whether somebody is there. */
static int reach_soon(struct client *c, int64_t until, struct err *err)
{
	int64_t begun = clock_steady();
	int status = 1;

	if (begun >= c->away_until)
		status = try_connect(c, until, err);
	if (status <= 0)
		return status;
	if (clock_steady() >= until)
		stay_away(c);
	return no_server(c, err);
}

int reach(struct client *c, int64_t until, struct err *err)
{
	int64_t alone_until = deadline(3);
	useconds_t pause = FIRST_PAUSE_US;

	if (c->fd < 0 && c->base.hurry)
		return reach_soon(c, until, err);
	while (c->fd < 0) {
		struct err why = { 0 };
		int status = try_connect(c, until, err);

		if (status <= 0)
			return status;
		status = c->options.wait_for_system ? 1 : start_server(c, until, &why);
		if (status < 0 && clock_steady() > alone_until)
			return err_set(err, why.code, "%s", why.text);
		if (clock_steady() > until)
			return no_server(c, err);
		if (status == 0)
			continue;
		usleep(pause);
		pause = pause * 2 > LAST_PAUSE_US ? LAST_PAUSE_US : pause * 2;
	}
	return 0;
}

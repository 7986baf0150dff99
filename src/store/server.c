/*
 * server.c - the store server: start, sessions, group commit, stop.
 *
 * Threads: main accepts; one per connection answers reads and hands commits to the
 * writer, which applies all that wait; the flusher makes them durable and answers.
 */
#include "store/server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "store/datadir.h"
#include "store/errors.h"
#include "store/spawn.h"

enum {
	IDLE_SECONDS = 60,
	LOCK_WAIT_MS = 5000, /* the server before us may still be closing */
	CONNS_MAX = 2000,
	STACK = 256 * 1024,
	SLOW_STACK = 2 * 1024 * 1024, /* sanitizers need more */
	GRACE_SECONDS = 20, /* for sessions that do not read their answers */
};

#if defined(__SANITIZE_ADDRESS__)
#define CONN_STACK SLOW_STACK
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CONN_STACK SLOW_STACK
#endif
#endif
#ifndef CONN_STACK
#define CONN_STACK STACK
#endif

/* ---- sessions ---- */

struct session *session_join(struct server *server, const unsigned char id[SESSION_ID_SIZE])
{
	struct session *s;

	pthread_mutex_lock(&server->lock);
	for (s = server->sessions; s && memcmp(s->id, id, SESSION_ID_SIZE) != 0; s = s->next)
		;
	if (!s) {
		s = xalloc(sizeof(*s));
		memcpy(s->id, id, SESSION_ID_SIZE);
		s->next = server->sessions;
		server->sessions = s;
	}
	s->refs++;
	server->session_count++;
	pthread_mutex_unlock(&server->lock);
	return s;
}

void session_leave(struct server *server, struct session *session)
{
	struct session **at = &server->sessions;

	pthread_mutex_lock(&server->lock);
	server->session_count--;
	if (--session->refs == 0) {
		while (*at != session)
			at = &(*at)->next;
		*at = session->next;
		free(session);
	}
	pthread_mutex_unlock(&server->lock);
}

/* ---- connections ---- */

static void wake_main(struct server *server)
{
	if (write(server->wake[1], "w", 1) < 0)
		return; /* full: it is awake already */
}

void server_conn_gone(struct server *server, struct conn *conn)
{
	struct conn **at = &server->conns;

	pthread_mutex_lock(&server->lock);
	while (*at != conn)
		at = &(*at)->next;
	*at = conn->next;
	pthread_mutex_unlock(&server->lock);
	conn_free(conn);
	pthread_mutex_lock(&server->lock);
	if (--server->conn_count == 0)
		pthread_cond_broadcast(&server->all_gone);
	pthread_mutex_unlock(&server->lock);
}

static uint32_t peer_uid(int fd)
{
	struct ucred who;
	socklen_t len = sizeof(who);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0 ? (uint32_t)who.uid
									: (uint32_t)-1;
}

static struct conn *conn_new(struct server *server, int fd)
{
	struct conn *c = xalloc(sizeof(*c));
	struct timeval patience = { .tv_sec = 30 };

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	c->server = server;
	c->fd = c->in.fd = fd;
	c->uid = peer_uid(fd);
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->idle, NULL);
	pthread_mutex_lock(&server->lock);
	c->next = server->conns;
	server->conns = c;
	server->conn_count++;
	pthread_mutex_unlock(&server->lock);
	return c;
}

static void accept_one(struct server *server, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	pthread_attr_t attr;
	pthread_t thread;
	struct conn *c;
	int code;

	if (fd < 0)
		return;
	if (server->conn_count >= CONNS_MAX) {
		log_line(LOG_WARN, "too many sessions at once: one was turned away");
		close(fd);
		return;
	}
	c = conn_new(server, fd);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, CONN_STACK);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	code = pthread_create(&thread, &attr, conn_run, c);
	pthread_attr_destroy(&attr);
	if (code) {
		log_line(LOG_ERROR_LEVEL, "no thread for a session: %s", strerror(code));
		server_conn_gone(server, c);
	}
}

/* ---- group commit ---- */

void server_enqueue(struct server *server, struct conn *conn)
{
	pthread_mutex_lock(&conn->lock);
	conn->pending = 1;
	pthread_mutex_unlock(&conn->lock);
	pthread_mutex_lock(&server->lock);
	conn->next_waiting = server->waiting;
	server->waiting = conn;
	if (server->waiting_count++ == 0)
		pthread_cond_signal(&server->work);
	pthread_mutex_unlock(&server->lock);
}

static void answer(struct conn *c)
{
	conn_answer_commit(c);
	pthread_mutex_lock(&c->lock);
	c->pending = 0;
	pthread_cond_signal(&c->idle);
	pthread_mutex_unlock(&c->lock); /* from here on c may be gone */
}

/* Takes what waits, in the order it came; 0 when the server ends. */
static size_t take_waiting(struct server *server, struct conn **out)
{
	size_t count, at;

	pthread_mutex_lock(&server->lock);
	while (!server->waiting && !server->writer_stops)
		pthread_cond_wait(&server->work, &server->lock);
	at = count = server->waiting_count;
	for (struct conn *c = server->waiting; c; c = c->next_waiting)
		out[--at] = c;
	server->waiting = NULL;
	server->waiting_count = 0;
	pthread_mutex_unlock(&server->lock);
	return count;
}

/* Applied ones go to the flusher, in one piece; it is a group ahead at most. */
static void hand_over(struct server *server, struct conn **conns, size_t count)
{
	pthread_mutex_lock(&server->lock);
	while (server->applied)
		pthread_cond_wait(&server->taken, &server->lock);
	for (size_t i = 0; i < count; i++) {
		conns[i]->next_waiting = server->applied;
		server->applied = conns[i];
	}
	pthread_cond_signal(&server->flush);
	pthread_mutex_unlock(&server->lock);
}

/* One transaction for all that wait; meanwhile the next ones gather. */
static void *write_run(void *at)
{
	struct server *server = at;
	struct conn **conns = xcalloc(CONNS_MAX, sizeof(*conns));
	struct commit **commits = xcalloc(CONNS_MAX, sizeof(*commits));
	size_t count;

	while ((count = take_waiting(server, conns)) > 0) {
		for (size_t i = 0; i < count; i++)
			commits[i] = &conns[i]->job.commit;
		engine_apply(server->engine, commits, count);
		hand_over(server, conns, count);
	}
	free(conns);
	free(commits);
	return NULL;
}

static struct conn *take_applied(struct server *server)
{
	struct conn *applied;

	pthread_mutex_lock(&server->lock);
	while (!server->applied && !server->flusher_stops)
		pthread_cond_wait(&server->flush, &server->lock);
	applied = server->applied;
	server->applied = NULL;
	pthread_cond_signal(&server->taken);
	pthread_mutex_unlock(&server->lock);
	return applied;
}

static void *flush_run(void *at)
{
	struct server *server = at;
	struct conn *applied, *next;

	while ((applied = take_applied(server))) {
		struct err err = { 0 };
		int written = 0;

		for (struct conn *c = applied; c; c = c->next_waiting)
			written |= c->job.commit.status == STORE_OK;
		if (written && engine_flush(server->engine, &err) < 0)
			_exit(1); /* the engine has ended the server already */
		for (struct conn *c = applied; c; c = next) {
			next = c->next_waiting;
			answer(c);
		}
	}
	return NULL;
}

/* ---- the life of the server ---- */

void server_stop(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	server->stopping = 1;
	pthread_mutex_unlock(&server->lock);
	wake_main(server);
}

static void drain(int fd)
{
	char buf[64];

	while (read(fd, buf, sizeof(buf)) > 0)
		;
}

/* Somebody deleted the data directory under us: nothing is left to be saved. */
static void leave_if_gone(const struct server *server)
{
	if (access(server->dir, F_OK) < 0 && errno == ENOENT)
		_exit(0);
}

/* Accepts until told to stop, or idle for idle_seconds (0: never). */
static void accept_sessions(struct server *server, int listener, int signals, int idle_seconds)
{
	struct pollfd p[3] = { { .fd = listener, .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
		{ .fd = server->wake[0], .events = POLLIN } };
	int64_t busy = clock_steady();
	int stop = 0;

	while (!stop) {
		int ready = poll(p, 3, 500);

		if (ready == 0)
			leave_if_gone(server);
		if (ready > 0 && p[0].revents)
			accept_one(server, listener);
		if (ready > 0 && p[2].revents)
			drain(server->wake[0]);
		pthread_mutex_lock(&server->lock);
		if (server->conn_count)
			busy = clock_steady();
		stop = server->stopping;
		pthread_mutex_unlock(&server->lock);
		if (idle_seconds && clock_steady() - busy > idle_seconds * INT64_C(1000000))
			stop = 1;
		if (ready > 0 && p[1].revents)
			stop = 1;
	}
}

static void shut_all(struct server *server, int how)
{
	for (struct conn *c = server->conns; c; c = c->next)
		shutdown(c->fd, how);
}

/* Requests under way are answered; then every session finds the connection closed. */
static void end_sessions(struct server *server)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += GRACE_SECONDS;
	pthread_mutex_lock(&server->lock);
	shut_all(server, SHUT_RD);
	while (server->conn_count &&
		pthread_cond_timedwait(&server->all_gone, &server->lock, &until) == 0)
		;
	shut_all(server, SHUT_RDWR);
	while (server->conn_count)
		pthread_cond_wait(&server->all_gone, &server->lock);
	server->writer_stops = server->flusher_stops = 1;
	pthread_cond_signal(&server->work);
	pthread_cond_signal(&server->flush);
	pthread_mutex_unlock(&server->lock);
	pthread_join(server->writer, NULL);
	pthread_join(server->flusher, NULL);
}

static int open_log(const char *dir, struct err *err)
{
	char *folder = datadir_path(dir, "log");
	char *file = datadir_path(folder, "server.log");
	int status = datadir_make(folder, err);

	if (status == 0)
		status = log_open(file, LOG_INFO, err);
	free(folder);
	free(file);
	return status;
}

static int block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is a full disk, not a death */
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int run_server(struct server *server, const struct serve_options *options, int listener,
	int signals, struct err *err)
{
	int idle = options->idle_seconds ? options->idle_seconds : IDLE_SECONDS;
	int code;

	if (pipe2(server->wake, O_CLOEXEC | O_NONBLOCK) < 0)
		return fault_errno(err, errno, "pipe");
	code = pthread_create(&server->writer, NULL, write_run, server);
	if (!code)
		code = pthread_create(&server->flusher, NULL, flush_run, server);
	if (code)
		return fault_errno(err, code, "thread");
	log_line(LOG_INFO, "serving %s", server->dir);
	server_tell_ready(options->ready_fd);
	if (options->ready_fd >= 0)
		close(options->ready_fd);
	accept_sessions(server, listener, signals, options->auto_started ? idle : 0);
	log_line(LOG_INFO, "stopping");
	socket_remove(server->dir);
	close(listener);
	end_sessions(server);
	close(server->wake[0]);
	close(server->wake[1]);
	return 0;
}

static int serve_directory(
	const char *dir, const struct serve_options *options, struct err *err)
{
	struct engine_options eo = { .dir = dir, .now = options->now, .exit_on_panic = 1 };
	struct server server = { .dir = dir, .auto_started = options->auto_started };
	int signals, listener, status;

	if (datadir_lock(dir, "serve", LOCK_WAIT_MS, &eo.lock_fd, err) < 0)
		return -1;
	signals = block_signals(); /* before any thread is there to get one */
	if (engine_open(&eo, &server.engine, err) < 0)
		return -1;
	pthread_mutex_init(&server.lock, NULL);
	pthread_cond_init(&server.all_gone, NULL);
	pthread_cond_init(&server.work, NULL);
	pthread_cond_init(&server.flush, NULL);
	pthread_cond_init(&server.taken, NULL);
	listener = socket_listen(dir);
	status = listener < 0 ? fault_errno(err, errno, "socket")
			      : run_server(&server, options, listener, signals, err);
	close(signals);
	engine_close(&server.engine);
	log_line(LOG_INFO, "stopped");
	return status;
}

int store_serve(const struct serve_options *options, struct err *err)
{
	char *dir = NULL;
	int status = datadir_prepare(options->dir, 0, err);

	if (status == 0) {
		dir = datadir_resolve(options->dir, err);
		status = dir ? open_log(dir, err) : -1;
	}
	if (status == 0)
		status = serve_directory(dir, options, err);
	if (status < 0)
		log_line(LOG_ERROR_LEVEL, "%s", err->text);
	if (status < 0)
		server_tell_failure(options->ready_fd, err);
	free(dir);
	return status;
}

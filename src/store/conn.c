/*
 * conn.c - one session's connection in the server: reads requests, answers them.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/log.h"
#include "store/errors.h"
#include "store/pack.h"
#include "store/server.h"

enum {
	HELLO_SECONDS = 10,
	LEAVING_MS = 1000,
	SESSION_VALUE_SIZE = 16, /* number, instant */
	SMALL_PLAN = 4096, /* operations; a larger plan is not kept */
};

static struct conn *conn_of(struct commit *commit)
{
	return (struct conn *)(void *)((char *)commit - offsetof(struct conn, job.commit));
}

/* ---- views ---- */

static struct view **view_of(struct conn *c, uint32_t id)
{
	for (int i = 0; i < VIEWS_MAX; i++)
		if (c->views[i] && c->view_ids[i] == id)
			return &c->views[i];
	return NULL;
}

static int open_view(struct conn *c, const struct request *r, struct err *err)
{
	int slot = 0;

	while (slot < VIEWS_MAX && c->views[slot])
		slot++;
	if (slot == VIEWS_MAX)
		return fault_set(err, ERR_STORE,
			N_("This session holds too many views of the data at once."), NULL);
	if (bdb_view_open(c->server->engine, r->life, &c->views[slot], err) < 0)
		return -1;
	c->view_ids[slot] = ++c->next_view;
	put_u8(&c->out, ANSWER_OK);
	put_u32(&c->out, c->next_view);
	return 0;
}

static void close_views(struct conn *c)
{
	for (int i = 0; i < VIEWS_MAX; i++)
		bdb_view_close(c->server->engine, &c->views[i]);
}

static int need_view(struct conn *c, uint32_t id, struct view **out, struct err *err)
{
	struct view **at = view_of(c, id);

	if (!at)
		return fault_set(err, ERR_EXPIRED,
			N_("This view of the data is too old; read again."), NULL);
	*out = *at;
	return 0;
}

/* ---- requests ---- */

static int do_now(struct conn *c, const struct request *r, struct err *err)
{
	(void)r;
	(void)err;
	put_u8(&c->out, ANSWER_OK);
	put_i64(&c->out, engine_now(c->server->engine));
	return 0;
}

static int do_snapshot_end(struct conn *c, const struct request *r, struct err *err)
{
	struct view **at = view_of(c, r->view);

	(void)err;
	if (at)
		bdb_view_close(c->server->engine, at);
	return 0;
}

static int do_get(struct conn *c, const struct request *r, struct err *err)
{
	struct view *view = NULL;
	struct bytes value;
	int status;

	if (need_view(c, r->view, &view, err) < 0)
		return -1;
	status = view_get(view, r->scan.table, r->scan.from, &c->mem, &value, err);
	if (status < 0)
		return -1;
	put_u8(&c->out, status == STORE_NONE ? ANSWER_NONE : ANSWER_OK);
	if (status == STORE_OK)
		put_bytes(&c->out, value);
	return 0;
}

static int do_scan(struct conn *c, const struct request *r, struct err *err)
{
	struct view *view = NULL;
	struct row_page page = { 0 };

	if (need_view(c, r->view, &view, err) < 0 ||
		view_scan(view, &r->scan, &c->mem, &page, err) < 0)
		return -1;
	put_u8(&c->out, ANSWER_OK);
	page_encode(&page, &c->out);
	return 0;
}

/* ---- commits ---- */

/* The number of the session's last commit, when this server is new to it. */
static int load_session(struct conn *c, struct err *err)
{
	struct session *s = c->session;
	struct view *view = NULL;
	struct bytes value;
	int status;

	pthread_mutex_lock(&c->server->lock);
	status = s->loaded;
	pthread_mutex_unlock(&c->server->lock);
	if (status)
		return 0;
	if (bdb_view_open(c->server->engine, SNAPSHOT_SCREEN, &view, err) < 0)
		return -1;
	status = view_get(view, TABLE_META, c->job.own.key, &c->mem, &value, err);
	bdb_view_close(c->server->engine, &view);
	pthread_mutex_lock(&c->server->lock);
	if (!s->loaded && status == STORE_OK && value.len == SESSION_VALUE_SIZE)
		s->last = unpack_u64(value.at);
	s->loaded = status >= 0;
	pthread_mutex_unlock(&c->server->lock);
	return status < 0 ? -1 : 0;
}

static void prepare_job(struct conn *c)
{
	size_t prefix = strlen(META_SESSION);

	memcpy(c->job.key, META_SESSION, prefix);
	memcpy(c->job.key + prefix, c->session->id, SESSION_ID_SIZE);
	c->job.own.key = bytes_of(c->job.key, prefix + SESSION_ID_SIZE);
	c->job.own.value = bytes_of(c->job.value, SESSION_VALUE_SIZE);
}

/* The writer's thread alone reads and moves session->last. */
static int admit(struct commit *commit, struct err *err)
{
	struct conn *c = conn_of(commit);

	c->job.before = c->session->last;
	if (c->job.number == c->job.before)
		return STORE_NONE;
	if (c->job.number < c->job.before)
		return fault_set(err, ERR_STORE, N_("A request came out of its order."), NULL);
	c->session->last = c->job.number;
	return 0;
}

static void undo(struct commit *commit)
{
	struct conn *c = conn_of(commit);

	c->session->last = c->job.before;
}

/* Hands the batch to the writer, which answers. */
static int do_commit(struct conn *c, const struct request *r, struct err *err)
{
	if (plan_decode(&c->plan, r->ops, 0, err) < 0)
		return -1;
	c->job.number = r->number;
	pack_u64(c->job.value, r->number);
	pack_u64(c->job.value + 8, (uint64_t)instant_now());
	memset(&c->job.commit, 0, offsetof(struct commit, err));
	c->job.commit.plan = &c->plan;
	c->job.commit.uid = c->uid;
	c->job.commit.own = &c->job.own;
	c->job.commit.admit = admit;
	c->job.commit.undo = undo;
	server_enqueue(c->server, c);
	return 0;
}

void conn_answer_commit(struct conn *conn)
{
	const struct commit *commit = &conn->job.commit;
	unsigned char head[4];
	struct str out = { 0 };
	size_t len;

	str_add_len(&out, "\0\0\0\0", 4);
	if (commit->status == STORE_OK) {
		put_u8(&out, ANSWER_OK);
	} else if (commit->status == STORE_CONFLICT) {
		put_u8(&out, ANSWER_CONFLICT);
		put_u8(&out, (uint8_t)commit->conflict_table);
		put_bytes(&out, commit->conflict_key);
	} else {
		answer_failed(&commit->err, &commit->fault, &out);
	}
	len = out.len - sizeof(head);
	pack_u32(head, (uint32_t)len);
	memcpy(out.at, head, sizeof(head));
	/* A small answer to a session that waits for it; one that does not read is dropped. */
	if (send(conn->fd, out.at, out.len, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)out.len)
		shutdown(conn->fd, SHUT_RDWR);
	str_release(&out);
}

static int do_set_now(struct conn *c, const struct request *r, struct err *err)
{
	if (engine_set_now(c->server->engine, r->now, err) < 0)
		return -1;
	put_u8(&c->out, ANSWER_OK);
	return 0;
}

static int do_backup(struct conn *c, const struct request *r, struct err *err)
{
	const char *into = arena_text_len(&c->mem, (const char *)r->ops.at, r->ops.len);

	if (engine_backup(c->server->engine, into, err) < 0)
		return -1;
	put_u8(&c->out, ANSWER_OK);
	return 0;
}

static int do_verify(struct conn *c, const struct request *r, struct err *err)
{
	(void)r;
	if (engine_verify(c->server->engine, err) < 0)
		return -1;
	put_u8(&c->out, ANSWER_OK);
	return 0;
}

static int do_status(struct conn *c, const struct request *r, struct err *err)
{
	struct store_status s = { 0 };

	(void)r;
	if (engine_status(c->server->engine, &s, err) < 0)
		return -1;
	pthread_mutex_lock(&c->server->lock);
	s.sessions = c->server->session_count;
	pthread_mutex_unlock(&c->server->lock);
	put_u8(&c->out, ANSWER_OK);
	put_u64(&c->out, s.sessions);
	put_u64(&c->out, s.snapshots);
	put_u64(&c->out, s.frozen_pages);
	put_u64(&c->out, s.commits);
	put_u64(&c->out, s.flushes);
	return 0;
}

static size_t other_sessions(struct server *server)
{
	size_t others;

	pthread_mutex_lock(&server->lock);
	others = server->session_count - 1;
	pthread_mutex_unlock(&server->lock);
	return others;
}

/* A session that ended a moment ago may still be on its way out. */
static int do_stop_if_idle(struct conn *c, const struct request *r, struct err *err)
{
	size_t others = other_sessions(c->server);

	(void)r;
	for (int i = 0; others && i < LEAVING_MS / 10; i++) {
		usleep(10000);
		others = other_sessions(c->server);
	}
	if (others)
		return fault_set(err, ERR_STORE,
			N_("Other sessions are at work on this data; ask them to leave, "
			   "then try again."),
			NULL);
	put_u8(&c->out, ANSWER_OK);
	server_stop(c->server);
	return 0;
}

static int (*const handlers[])(struct conn *, const struct request *, struct err *) = {
	[WIRE_NOW] = do_now,
	[WIRE_SNAPSHOT] = open_view,
	[WIRE_SNAPSHOT_END] = do_snapshot_end,
	[WIRE_GET] = do_get,
	[WIRE_SCAN] = do_scan,
	[WIRE_COMMIT] = do_commit,
	[WIRE_SET_NOW] = do_set_now,
	[WIRE_BACKUP] = do_backup,
	[WIRE_VERIFY] = do_verify,
	[WIRE_STATUS] = do_status,
	[WIRE_STOP_IF_IDLE] = do_stop_if_idle,
};

/* ---- the connection ---- */

/* The frame stays where it is until the writer is done with it. */
static void await_answer(struct conn *c)
{
	int pending;

	pthread_mutex_lock(&c->lock);
	pending = c->pending;
	pthread_mutex_unlock(&c->lock);
	if (!pending)
		return;
	if (c->in.at == c->in.buf.len)
		reader_wait(&c->in); /* the session speaks again after it was answered */
	pthread_mutex_lock(&c->lock);
	while (c->pending)
		pthread_cond_wait(&c->idle, &c->lock);
	pthread_mutex_unlock(&c->lock);
	if (c->plan.ops.cap > SMALL_PLAN)
		plan_release(&c->plan);
}

static int serve_request(struct conn *c, struct bytes frame)
{
	struct request request;
	struct err err = { 0 };

	str_clear(&c->out);
	arena_clear(&c->mem);
	if (request_decode(frame, &request) < 0) {
		log_line(LOG_WARN, "a session of uid %u sent garbage", c->uid);
		return -1;
	}
	if (handlers[request.op](c, &request, &err) < 0) {
		str_clear(&c->out);
		answer_failed(&err, fault_last(), &c->out);
	}
	return c->out.len ? frame_send(c->fd, bytes_of_str(&c->out)) : 0;
}

static int join(struct conn *c, const unsigned char id[SESSION_ID_SIZE])
{
	struct err err = { 0 };

	c->session = session_join(c->server, id);
	prepare_job(c);
	if (load_session(c, &err) == 0)
		return HELLO_WELCOME;
	log_line(LOG_ERROR_LEVEL, "a session's number cannot be read: %s", err.text);
	return HELLO_FINISHING;
}

static int greet(struct conn *c)
{
	struct hello theirs, ours = { .version = WIRE_VERSION, .status = HELLO_WELCOME };
	struct bytes frame;

	if (reader_next(&c->in, clock_steady() + HELLO_SECONDS * INT64_C(1000000), &frame) !=
			1 ||
		hello_decode(frame, &theirs) < 0)
		return -1;
	if (theirs.version != WIRE_VERSION)
		ours.status = theirs.version > WIRE_VERSION && c->server->auto_started
			? HELLO_FINISHING
			: HELLO_REFUSED;
	else
		ours.status = join(c, theirs.session);
	hello_encode(&ours, &c->out);
	if (frame_send(c->fd, bytes_of_str(&c->out)) < 0)
		return -1;
	if (ours.status == HELLO_FINISHING && !c->session)
		server_stop(c->server);
	return ours.status == HELLO_WELCOME ? 0 : -1;
}

void conn_free(struct conn *c)
{
	close(c->fd);
	reader_release(&c->in);
	str_release(&c->out);
	arena_release(&c->mem);
	plan_release(&c->plan);
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->idle);
	free(c);
}

void *conn_run(void *conn)
{
	struct conn *c = conn;
	struct server *server = c->server;
	struct bytes frame;

	if (greet(c) == 0) {
		while (reader_next(&c->in, 0, &frame) == 1) {
			if (serve_request(c, frame) < 0)
				break;
			await_answer(c);
		}
	}
	if (c->session)
		session_leave(server, c->session);
	close_views(c);
	server_conn_gone(server, c);
	return NULL;
}

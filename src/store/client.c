/*
 * client.c - the back end that asks the store server.
 *
 * Owns one connection and the session's id.  When the connection breaks it connects
 * again, starting a server where that is ours to do, and repeats what was in flight: a
 * commit keeps its number, so that it is applied once.  Snapshots die with a connection.
 */
#include "store/client.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "store/batch.h"
#include "store/clock.h"
#include "store/datadir.h"
#include "store/errors.h"

enum {
	LONG_SECONDS = 3600, /* for backup and page checks */
	CLOCK_HOLDS_US = 50 * 1000, /* so long the server's clock is known without asking */
	CLOCK_FLIES_US = 5 * SECOND, /* ... while a batch is on its way */
};

struct client_snapshot {
	struct snapshot base;
	unsigned connection;
	uint32_t id;
};

/* ---- asking ---- */

static void land(struct client *c);

/* 1 the page asked for ahead, until the next answer is read; 0 there is none. */
static int read_ahead(struct client *c, struct bytes *answer)
{
	if (c->ahead.state != AHEAD_SENT)
		return 0;
	c->ahead.state = AHEAD_NONE;
	if (reader_next(&c->in, deadline_of(c, DEADLINE_SECONDS), answer) == 1 &&
		answer->len > 0)
		return 1;
	disconnect(c);
	return 0;
}

/* It is taken off the line, so that another answer can come. */
static void take_ahead(struct client *c)
{
	struct bytes answer;

	if (!read_ahead(c, &answer))
		return;
	str_clear(&c->ahead.answer);
	str_add_len(&c->ahead.answer, answer.at, answer.len);
	c->ahead.state = AHEAD_HERE;
}

/* Sends c->out once. 1 answered, 0 the connection broke, -1 time is up. */
static int ask_once(struct client *c, int64_t until, struct bytes *answer)
{
	int status = -1;

	if (frame_send(c->fd, bytes_of_str(&c->out)) == 0)
		status = reader_next(&c->in, until, answer);
	if (status == 1 && answer->len > 0)
		return 1;
	disconnect(c);
	if (clock_steady() < until)
		return 0;
	if (c->base.hurry)
		stay_away(c);
	return -1;
}

/* The answer's status and the bytes after it; a failed one fills err. */
static int open_answer(struct bytes answer, struct bytes *body, struct err *err)
{
	int status = answer.at[0];

	*body = bytes_of(answer.at + 1, answer.len - 1);
	if (status == ANSWER_OK || status == ANSWER_NONE || status == ANSWER_CONFLICT)
		return status;
	return answer_fault(*body, err);
}

/* Asks until there is an answer or no more time; the request may be repeated. */
static int ask(struct client *c, const struct request *request, int seconds, struct bytes *body,
	struct err *err)
{
	int64_t until = deadline_of(c, seconds);
	struct bytes answer;
	int status;

	land(c);
	take_ahead(c);
	str_clear(&c->out);
	request_encode(request, &c->out);
	if (c->out.len > FRAME_MAX)
		return fault_set(err, ERR_STORE,
			N_("This is too much to be saved in one go; divide it."), NULL);
	do {
		if (reach(c, until, err) < 0)
			return -1;
		status = ask_once(c, until, &answer);
	} while (status == 0);
	if (status < 0 && c->base.hurry)
		return no_server(c, err);
	if (status < 0)
		return fault_set(err, ERR_STORE,
			N_("The store did not answer in time; whether this was saved is "
			   "not known: look before you repeat it (%s)."),
			c->dir);
	return open_answer(answer, body, err);
}

static int expired(struct err *err)
{
	return fault_set(
		err, ERR_EXPIRED, N_("This view of the data is too old; read again."), NULL);
}

/* Asks within a snapshot: only on the connection that knows it. */
static int ask_view(
	struct snapshot *view, struct request *request, struct bytes *body, struct err *err)
{
	struct client *c = (struct client *)view->store;
	struct client_snapshot *snapshot = (struct client_snapshot *)view;
	struct bytes answer;
	int status;

	land(c);
	take_ahead(c);
	if (c->fd < 0 || snapshot->connection != c->connection)
		return expired(err);
	request->view = snapshot->id;
	str_clear(&c->out);
	request_encode(request, &c->out);
	status = ask_once(c, deadline_of(c, DEADLINE_SECONDS), &answer);
	if (status == 0)
		return expired(err);
	if (status < 0)
		return no_server(c, err);
	return open_answer(answer, body, err);
}

static int nonsense(struct err *err)
{
	return fault_set(err, ERR_STORE, N_("The store server gave no sensible answer."), NULL);
}

/* ---- the back end ---- */

static void client_close(struct store *store)
{
	struct client *c = (struct client *)store;

	disconnect(c);
	str_release(&c->out);
	str_release(&c->ahead.from);
	str_release(&c->ahead.to);
	str_release(&c->ahead.answer);
	free(c->dir);
	free(c->program);
	free(c);
}

static int client_now(struct store *store, int64_t *out, struct err *err)
{
	struct client *c = (struct client *)store;
	struct request request = { .op = WIRE_NOW };
	int64_t since = clock_steady() - c->clock_asked;
	struct taker t = { 0 };
	struct err why = { 0 };

	if (c->clock_asked && since < (c->flying ? CLOCK_FLIES_US : CLOCK_HOLDS_US)) {
		*out = c->clock + since;
		return 0;
	}
	if (ask(c, &request, DEADLINE_SECONDS, &t.left, c->base.hurry ? &why : err) < 0) {
		*out = c->clock + since;
		if (c->base.hurry && c->clock_asked)
			return 0;
		return c->base.hurry ? err_set(err, why.code, "%s", why.text) : -1;
	}
	*out = c->clock = take_i64(&t);
	c->clock_asked = t.bad ? 0 : clock_steady();
	return t.bad ? nonsense(err) : 0;
}

static int ask_plain(
	struct store *store, const struct request *request, int seconds, struct err *err)
{
	struct bytes body;

	return ask((struct client *)store, request, seconds, &body, err) < 0 ? -1 : 0;
}

static int client_set_now(struct store *store, int64_t now, struct err *err)
{
	struct request request = { .op = WIRE_SET_NOW, .now = now };

	((struct client *)store)->options.now = now;
	((struct client *)store)->clock_asked = 0;
	return ask_plain(store, &request, DEADLINE_SECONDS, err);
}

static int client_snapshot_open(
	struct store *store, enum snapshot_life life, struct snapshot **out, struct err *err)
{
	struct client *c = (struct client *)store;
	struct request request = { .op = WIRE_SNAPSHOT, .life = life };
	struct client_snapshot *view;
	struct taker t = { 0 };
	uint32_t id;

	if (ask(c, &request, DEADLINE_SECONDS, &t.left, err) < 0)
		return -1;
	id = take_u32(&t);
	if (t.bad)
		return nonsense(err);
	view = xalloc(sizeof(*view));
	view->base.store = store;
	view->connection = c->connection;
	view->id = id;
	*out = &view->base;
	return 0;
}

static void client_snapshot_close(struct snapshot *view)
{
	struct client *c = (struct client *)view->store;
	struct client_snapshot *snapshot = (struct client_snapshot *)view;
	struct request request = { .op = WIRE_SNAPSHOT_END, .view = snapshot->id };

	take_ahead(c);
	c->ahead.state = AHEAD_NONE;
	str_clear(&c->ahead.from);
	if (c->fd >= 0 && snapshot->connection == c->connection) {
		str_clear(&c->out);
		request_encode(&request, &c->out);
		if (frame_send(c->fd, bytes_of_str(&c->out)) < 0)
			disconnect(c);
	}
	free(snapshot);
}

static int client_get(struct snapshot *view, enum table table, struct bytes key,
	struct arena *mem, struct bytes *out, struct err *err)
{
	struct request request = { .op = WIRE_GET, .scan = { .table = table, .from = key } };
	struct bytes body;
	int status = ask_view(view, &request, &body, err);

	if (status == STORE_OK)
		*out = arena_bytes(mem, body);
	return status;
}

static int is_continued(const struct client *c, uint32_t view, const struct scan *scan)
{
	const struct ahead *a = &c->ahead;

	return a->from.len && a->view == view && a->table == scan->table &&
		a->flags == scan->flags && bytes_equal(bytes_of_str(&a->from), scan->from) &&
		bytes_equal(bytes_of_str(&a->to), scan->to);
}

/* Remembers where the page ended; one who reads on for long gets the next without asking. */
static void look_ahead(struct client *c, uint32_t view, const struct scan *scan,
	const struct row_page *page, int goes_on)
{
	struct request request = { .op = WIRE_SCAN, .view = view, .scan = *scan };
	struct ahead *a = &c->ahead;
	struct bytes last, to = scan->to;

	a->state = AHEAD_NONE;
	str_clear(&a->from);
	if (!page->more || !page->count || scan->max_rows || scan->flags & SCAN_REVERSE)
		return;
	last = page->rows[page->count - 1].key;
	str_add_len(&a->from, last.at, last.len);
	str_add_len(&a->from, "", 1); /* the key and a zero byte: see scan_next() */
	if (!bytes_equal(bytes_of_str(&a->to), to)) {
		str_clear(&a->to);
		str_add_len(&a->to, to.at, to.len);
	}
	a->view = view;
	a->table = scan->table;
	a->flags = scan->flags;
	if (!goes_on)
		return;
	request.scan.from = bytes_of_str(&a->from);
	str_clear(&c->out);
	request_encode(&request, &c->out);
	if (frame_send(c->fd, bytes_of_str(&c->out)) < 0)
		disconnect(c);
	else
		a->state = AHEAD_SENT;
}

static int client_scan(struct snapshot *view, const struct scan *scan, struct arena *mem,
	struct row_page *out, struct err *err)
{
	struct client *c = (struct client *)view->store;
	uint32_t id = ((struct client_snapshot *)view)->id;
	struct request request = { .op = WIRE_SCAN, .scan = *scan };
	int goes_on = is_continued(c, id, scan);
	struct bytes answer, body;
	int status;

	if (goes_on && c->ahead.state == AHEAD_HERE)
		status = open_answer(bytes_of_str(&c->ahead.answer), &body, err);
	else if (goes_on && read_ahead(c, &answer))
		status = open_answer(answer, &body, err);
	else
		status = ask_view(view, &request, &body, err);
	c->ahead.state = AHEAD_NONE;
	if (status < 0)
		return -1;
	if (page_decode(body, mem, out) < 0)
		return nonsense(err);
	look_ahead(c, id, scan, out, goes_on && !c->flying);
	return 0;
}

static int take_conflict(struct batch *batch, struct bytes body, struct err *err)
{
	struct taker t = { .left = body };
	int table = take_u8(&t);

	if (t.bad || table >= TABLE_COUNT)
		return nonsense(err);
	batch_set_conflict(batch, (enum table)table, t.left);
	return STORE_CONFLICT;
}

static struct request commit_request(const struct batch *batch)
{
	return (struct request){
		.op = WIRE_COMMIT, .number = batch->number, .ops = bytes_of_str(&batch->ops)
	};
}

static int ask_commit(struct client *c, struct batch *batch, struct err *err)
{
	struct request request = commit_request(batch);
	struct bytes body;
	int status = ask(c, &request, DEADLINE_SECONDS, &body, err);

	return status == STORE_CONFLICT ? take_conflict(batch, body, err) : status;
}

static int client_commit(struct store *store, struct batch *batch, struct err *err)
{
	struct client *c = (struct client *)store;

	land(c);
	batch->number = ++c->number;
	return ask_commit(c, batch, err);
}

static void client_send(struct store *store, struct batch *batch)
{
	struct client *c = (struct client *)store;
	struct request request;

	land(c);
	take_ahead(c);
	batch->number = ++c->number;
	batch->sent = 0;
	c->flying = batch;
	if (c->fd < 0)
		return;
	request = commit_request(batch);
	str_clear(&c->out);
	request_encode(&request, &c->out);
	if (c->out.len > FRAME_MAX)
		return;
	if (frame_send(c->fd, bytes_of_str(&c->out)) < 0) {
		disconnect(c);
		return;
	}
	batch->sent = 1;
	batch->connection = c->connection;
}

/* The answer of what flies; where the connection broke it is asked again under its number. */
static void land(struct client *c)
{
	struct batch *batch = c->flying;
	struct bytes answer, body;

	if (!batch)
		return;
	c->flying = NULL;
	batch->landed = 1;
	if (batch->sent && c->fd >= 0 && batch->connection == c->connection) {
		if (reader_next(&c->in, deadline(DEADLINE_SECONDS), &answer) == 1 &&
			answer.len > 0) {
			batch->result = open_answer(answer, &body, &batch->err);
			if (batch->result == STORE_CONFLICT)
				batch->result = take_conflict(batch, body, &batch->err);
			return;
		}
		disconnect(c);
	}
	batch->result = ask_commit(c, batch, &batch->err);
}

static void client_land(struct store *store, struct batch *batch)
{
	(void)batch;
	land((struct client *)store);
}

/* The server's working directory is not ours: the path goes out whole. */
static int client_backup(struct store *store, const char *into, struct err *err)
{
	struct request request = { .op = WIRE_BACKUP };
	struct str path = { 0 };
	char *here = into[0] == '/' ? NULL : getcwd(NULL, 0);
	int status;

	if (here)
		str_addf(&path, "%s/", here);
	free(here);
	str_add(&path, into);
	request.ops = bytes_of_str(&path);
	status = ask_plain(store, &request, LONG_SECONDS, err);
	str_release(&path);
	return status;
}

static int client_verify(struct store *store, struct err *err)
{
	struct request request = { .op = WIRE_VERIFY };

	return ask_plain(store, &request, LONG_SECONDS, err);
}

static int client_status(struct store *store, struct store_status *out, struct err *err)
{
	struct request request = { .op = WIRE_STATUS };
	struct taker t = { 0 };

	if (ask((struct client *)store, &request, DEADLINE_SECONDS, &t.left, err) < 0)
		return -1;
	out->sessions = take_u64(&t);
	out->snapshots = take_u64(&t);
	out->frozen_pages = take_u64(&t);
	out->commits = take_u64(&t);
	out->flushes = take_u64(&t);
	return t.bad ? nonsense(err) : 0;
}

static const struct store_ops client_ops = {
	.close = client_close,
	.now = client_now,
	.set_now = client_set_now,
	.snapshot_open = client_snapshot_open,
	.snapshot_close = client_snapshot_close,
	.get = client_get,
	.scan = client_scan,
	.commit = client_commit,
	.send = client_send,
	.land = client_land,
	.backup = client_backup,
	.verify_pages = client_verify,
	.status = client_status,
};

static struct client *client_new(const struct store_options *options, char *dir)
{
	struct client *c = xalloc(sizeof(*c));

	c->base.ops = &client_ops;
	c->options = *options;
	c->dir = dir;
	c->program = options->program ? xstrdup(options->program) : NULL;
	c->options.dir = c->dir;
	c->options.program = c->program;
	c->fd = -1;
	if (getrandom(c->id, sizeof(c->id), 0) != (ssize_t)sizeof(c->id))
		BUG("no random numbers for a session id");
	return c;
}

int client_open(const struct store_options *options, struct store **out, struct err *err)
{
	struct client *c;
	char *dir;

	if (datadir_prepare(options->dir, options->create, err) < 0)
		return -1;
	dir = datadir_resolve(options->dir, err);
	if (!dir)
		return -1;
	c = client_new(options, dir);
	if (reach(c, deadline(DEADLINE_SECONDS), err) < 0) {
		client_close(&c->base);
		return -1;
	}
	*out = &c->base;
	return 0;
}

int client_ask_to_stop(const char *dir, struct err *err)
{
	struct store_options options = { .dir = dir };
	struct request request = { .op = WIRE_STOP_IF_IDLE };
	struct client *c = client_new(&options, xstrdup(dir));
	struct bytes answer, body;
	int status = try_connect(c, deadline(DEADLINE_SECONDS), err);

	if (status == 0) {
		request_encode(&request, &c->out);
		if (ask_once(c, deadline(DEADLINE_SECONDS), &answer) == 1)
			status = open_answer(answer, &body, err);
	}
	client_close(&c->base);
	return status < 0 ? -1 : 0;
}

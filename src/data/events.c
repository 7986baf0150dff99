/*
 * events.c - what happened beside the records: one chain of TABLE_HISTORY for each day.
 *
 * Chain `e` + day; the store only ever appends there, and its seals cover these rows too.
 */
#include "data/events.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "data/dataset_internal.h"
#include "data/events_internal.h"
#include "data/value_bytes.h"
#include "store/store.h"

enum { VERSION = 1, CHAIN_LEN = 5, WORD_MOST = 96, WHAT_MOST = 600, ONCE_MS = 1000 };

/* clang-format off */
static const struct { const char *name, *label; } kinds[EVENT_COUNT] = {
	[EVENT_LOGIN] =   { "login",   N_("login") },
	[EVENT_LOGOUT] =  { "logout",  N_("logout") },
	[EVENT_EXPORT] =  { "export",  N_("export") },
	[EVENT_REFUSED] = { "refused", N_("refused") },
	[EVENT_CONF] =    { "conf",    N_("settings") },
	[EVENT_PEOPLE] =  { "people",  N_("people") },
	[EVENT_BACKUP] =  { "backup",  N_("backup") },
	[EVENT_REPORT] =  { "report",  N_("report") },
};
/* clang-format on */

const char *event_kind_name(enum event_kind kind)
{
	return kinds[kind].name;
}

const char *event_kind_label(enum event_kind kind)
{
	return _(kinds[kind].label);
}

static struct str other_end;

void events_from(const char *address)
{
	str_clear(&other_end);
	str_add(&other_end, address ? address : "");
}

/* ---- writing ---- */

struct doer {
	const char *user, *login, *post;
};

/* Cleaned, and no longer than an event may be. */
static void put_text(const char *text, size_t most, struct str *out)
{
	struct str clean = { 0 };
	size_t end = most;

	utf8_clean(text ? text : "", text ? strlen(text) : 0, 0, &clean);
	if (clean.len > most) {
		/* not in the middle of a character */
		while (end > 0 && ((unsigned char)clean.at[end] & 0xc0) == 0x80)
			end--;
		str_truncate(&clean, end);
		str_add(&clean, "…");
	}
	text_put(str_text(&clean), out);
	str_release(&clean);
}

static void put_event(
	const struct doer *doer, enum event_kind kind, const char *what, struct str *out)
{
	put_u8(out, VERSION);
	put_u8(out, (uint8_t)kind);
	put_text(doer->user, WORD_MOST, out);
	put_text(doer->login, WORD_MOST, out);
	put_text(doer->post, WORD_MOST, out);
	put_text(str_text(&other_end), WORD_MOST, out);
	put_text(what, WHAT_MOST, out);
}

static struct bytes chain_of(int32_t day, struct arena *mem)
{
	struct str key = { 0 };
	struct bytes chain;

	put_u8(&key, 'e');
	put_u32(&key, (uint32_t)day ^ UINT32_C(0x80000000));
	chain = arena_bytes(mem, bytes_of_str(&key));
	str_release(&key);
	return chain;
}

static int32_t chain_day(struct bytes key)
{
	struct taker t = { .left = key };

	take_u8(&t);
	return (int32_t)(take_u32(&t) ^ UINT32_C(0x80000000));
}

/* Who asks for the same thing again and again at once is told of once. */
static int is_repeated(const struct str *text)
{
	static struct str before;
	static int64_t told;
	struct timespec t;
	int64_t now;

	clock_gettime(CLOCK_MONOTONIC, &t);
	now = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
	if (before.len && now - told < ONCE_MS && text->len == before.len &&
		memcmp(text->at, before.at, before.len) == 0)
		return 1;
	told = now;
	str_clear(&before);
	str_add_len(&before, text->at, text->len);
	return 0;
}

int event_append(struct store *store, struct batch *batch, const struct viewer *viewer,
	enum event_kind kind, const char *what, struct err *err)
{
	struct doer doer = { viewer->user, viewer->login, NULL };
	struct str payload = { 0 }, post = { 0 };
	struct arena mem = { 0 };
	int64_t now;

	if (store_now(store, &now, err) < 0)
		return -1;
	if (viewer->post_count)
		str_addf(&post, "%s@%s", viewer->posts->role,
			viewer->posts->unit ? viewer->posts->unit->code : "");
	doer.post = str_text(&post);
	put_event(&doer, kind, what, &payload);
	batch_append(batch, chain_of(instant_day(now), &mem), bytes_of_str(&payload));
	str_release(&payload);
	str_release(&post);
	arena_release(&mem);
	return 0;
}

static int is_told(const struct viewer *viewer, enum event_kind kind, const char *what)
{
	struct str key = { 0 };
	int repeated;

	if (kind != EVENT_REFUSED)
		return 0;
	str_addf(&key, "%s\n%s\n%s", viewer->user ? viewer->user : "",
		viewer->login ? viewer->login : "", what);
	repeated = is_repeated(&key);
	str_release(&key);
	return repeated;
}

static int note(struct store *store, const struct viewer *viewer, enum event_kind kind,
	struct err *err, const char *fmt, va_list args) __attribute__((format(printf, 5, 0)));

static int note(struct store *store, const struct viewer *viewer, enum event_kind kind,
	struct err *err, const char *fmt, va_list args)
{
	struct str what = { 0 };
	struct batch *batch = NULL;
	int status = 0;

	str_vaddf(&what, fmt, args);
	if (!is_told(viewer, kind, str_text(&what))) {
		batch = batch_new();
		status = event_append(store, batch, viewer, kind, str_text(&what), err);
		if (status == 0)
			status = store_commit(store, batch, err);
	}
	batch_free(&batch);
	str_release(&what);
	return status < 0 ? -1 : 0;
}

int event_note(
	struct dataset *data, enum event_kind kind, struct err *err, const char *fmt, ...)
{
	va_list args;
	int status;

	va_start(args, fmt);
	status = note(data->store, &data->viewer, kind, err, fmt, args);
	va_end(args);
	return status;
}

int event_note_as(struct store *store, const char *login, enum event_kind kind, struct err *err,
	const char *fmt, ...)
{
	struct viewer nobody = { .user = "", .login = login };
	va_list args;
	int status;

	va_start(args, fmt);
	status = note(store, &nobody, kind, err, fmt, args);
	va_end(args);
	return status;
}

/* ---- reading ---- */

struct reading {
	const struct event_query *query;
	struct arena *mem;
	VEC(struct event) found;
	/* the row read before this one, which is the one after it in the chain */
	int32_t day;
	uint64_t sequence;
	unsigned char previous[CHAIN_HASH_SIZE];
	size_t pending;                 /* + 1: place of its event in found; 0: not wanted */
};

static int decode(struct bytes payload, struct event *out)
{
	struct taker in = { .left = payload };
	uint8_t version = take_u8(&in), kind = take_u8(&in);

	out->kind = kind;
	out->user = text_take(&in);
	out->login = text_take(&in);
	out->post = text_take(&in);
	out->from = text_take(&in);
	out->what = text_take(&in);
	return in.bad || version != VERSION || kind >= EVENT_COUNT ? -1 : 0;
}

static int is_wanted(const struct event_query *q, const struct event *e)
{
	return (!q->kinds || q->kinds & 1U << e->kind) &&
		(!q->login || strcmp(q->login, e->login) == 0) &&
		(!q->text || strstr(e->what, q->text));
}

static const char *event_id(int32_t day, uint64_t sequence, struct arena *mem)
{
	struct str text = { 0 };
	const char *id;

	date_print(day, &text);
	str_addf(&text, "/%" PRIu64, sequence);
	id = arena_text(mem, str_text(&text));
	str_release(&text);
	return id;
}

static void keep(struct reading *r, const struct event *e, int32_t day, uint64_t sequence)
{
	struct event *copy = VEC_PUSH_IN(r->mem, &r->found);

	*copy = *e;
	copy->id = event_id(day, sequence, r->mem);
	copy->user = arena_text(r->mem, e->user);
	copy->login = arena_text(r->mem, e->login);
	copy->post = arena_text(r->mem, e->post);
	copy->from = arena_text(r->mem, e->from);
	copy->what = arena_text(r->mem, e->what);
	r->pending = r->found.count;
}

/* The row read before follows this one, or this one ends a day; else rows are missing. */
static void link_rows(struct reading *r, int32_t day, const struct chain_row *row)
{
	static const unsigned char none[CHAIN_HASH_SIZE];
	int broken;

	if (!r->sequence)
		return;
	if (row && day == r->day)
		broken = row->sequence + 1 != r->sequence ||
			memcmp(row->hash, r->previous, CHAIN_HASH_SIZE) != 0;
	else
		broken = r->sequence != 1 || memcmp(none, r->previous, CHAIN_HASH_SIZE) != 0;
	if (broken && r->pending)
		r->found.at[r->pending - 1].whole = 0;
}

static int take_row(struct reading *r, const struct row *row, struct err *err)
{
	struct bytes chain = bytes_of(row->key.at, CHAIN_LEN);
	struct event e = { 0 };
	struct chain_row link;
	int32_t day = chain_day(row->key);

	if (chain_decode(row->value, &link, err) < 0)
		return -1;
	link_rows(r, day, &link);
	r->day = day;
	r->sequence = link.sequence;
	memcpy(r->previous, link.previous, CHAIN_HASH_SIZE);
	r->pending = 0;
	e.instant = link.instant;
	e.uid = link.uid;
	e.whole = chain_row_is_whole(chain, &link);
	/* unreadable: of a newer program; passed over, its chain is checked */
	if (decode(link.payload, &e) == 0 && is_wanted(r->query, &e))
		keep(r, &e, day, link.sequence);
	return 0;
}

static int is_full(const struct reading *r)
{
	/* one more, so that the last one wanted is joined to the row before it */
	return r->query->limit && r->found.count > r->query->limit;
}

static int read_all(struct snapshot *view, struct reading *r, struct err *err)
{
	const struct event_query *q = r->query;
	struct arena mem = { 0 }, bounds = { 0 };
	struct scan scan = { .table = TABLE_HISTORY, .flags = SCAN_REVERSE };
	struct row_page page;
	int got;

	scan.from = q->first == DATE_NONE ? bytes_of_text("e") : chain_of(q->first, &bounds);
	scan.to = bytes_after_prefix(
		q->last == DATE_NONE ? bytes_of_text("e") : chain_of(q->last, &bounds),
		&bounds);
	do {
		arena_clear(&mem);
		got = store_scan(view, &scan, &mem, &page, err);
		for (size_t i = 0; got == 0 && i < page.count && !is_full(r); i++)
			got = take_row(r, &page.rows[i], err);
	} while (got == 0 && !is_full(r) && scan_next(&scan, &page, &bounds));
	if (got == 0 && !is_full(r))
		link_rows(r, DATE_NONE, NULL);
	arena_release(&mem);
	arena_release(&bounds);
	return got < 0 ? -1 : 0;
}

int events_list(struct dataset *data, const struct event_query *query, struct arena *mem,
	struct event **out, size_t *count, struct err *err)
{
	struct reading r;
	struct snapshot *view;
	int got, tries = 0;

	*out = NULL;
	*count = 0;
	if (dataset_freshen(data, err) < 0 ||
		may(data->model, &data->viewer, ACTION_AUDIT, NULL, NULL, err) < 0)
		return -1;
	do {
		r = (struct reading){ .query = query, .mem = mem };
		got = snapshot_open(data->store, SNAPSHOT_SCREEN, &view, err);
		if (got == 0)
			got = read_all(view, &r, err);
		snapshot_close(&view);
	} while (read_again(got, tries++, err));
	if (is_full(&r))
		r.found.count = query->limit;
	*out = r.found.at;
	*count = r.found.count;
	return got;
}

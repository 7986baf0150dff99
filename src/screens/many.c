/*
 * many.c - batches of records read, changed and written; what became of each.
 */
#include "screens/many.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset.h"
#include "model/form.h"
#include "screens/ledger.h"
#include "screens/screens.h"
#include "tui/popup.h"
#include "tui/progress.h"
#include "tui/screen.h"
#include "work/act.h"

/* A batch is stored or not as one; small enough that Esc is soon heard. */
enum { BATCH = 100, TITLES = 6, TOLD = 300 };

struct batch_item {
	struct record *before; /* as read */
	struct save_item save;
};

struct batch {
	const struct ledger *in;
	const struct many_deed *deed;
	struct many_result *out;
	struct arena mem;
	struct batch_item *at;
	size_t count;
};

static void leave(struct batch *b, const struct record *record, uint64_t id, const char *why)
{
	struct arena *mem = &b->out->mem;
	struct many_left *left = VEC_PUSH_IN(mem, &b->out->left);
	struct str title = { 0 };

	if (record)
		record_title(b->in->model, record, &title);
	else
		str_addf(&title, "#%" PRIu64, id);
	left->title = arena_text(mem, str_text(&title));
	left->why = arena_text(mem, why ? why : "");
	str_release(&title);
}

static void done(struct batch *b, const struct batch_item *item, uint64_t revision)
{
	*VEC_PUSH_IN(&b->out->mem, &b->out->done) = item->before->id;
	if (b->deed->stored)
		b->deed->stored(b->deed->ctx, item->before, revision);
}

/* A finding says more than that there are findings. */
static const char *why_not(const struct save_result *r)
{
	return r->findings.count ? r->findings.at[0].sentence : r->sentence;
}

static void take_result(struct batch *b, const struct batch_item *item)
{
	if (item->save.result == DATA_OK)
		done(b, item, item->save.detail.revision);
	else
		leave(b, item->before, item->before->id, why_not(&item->save.detail));
}

/* ---- one batch ---- */

/* Reads a record and lets the deed change it; 0, -1. */
static int prepare(struct batch *b, uint64_t id, struct err *err)
{
	enum many_will will = MANY_DO;
	struct record *before, *now;
	const char *why = NULL;
	int got = data_get(b->in->app->data, b->in->form, id, &b->mem, &before, err);

	if (got < 0)
		return -1;
	if (got != DATA_OK) {
		leave(b, NULL, id, _("This record is not there any more."));
		return 0;
	}
	now = record_copy(before, &b->mem);
	if (b->deed->prepare)
		will = b->deed->prepare(b->deed->ctx, now, &b->mem, &why);
	if (will == MANY_LEAVE)
		leave(b, before, id, why);
	else if (will == MANY_PASS)
		b->out->passed++;
	else
		b->at[b->count++] = (struct batch_item){ before, { .record = now } };
	return 0;
}

static unsigned flags_of(const struct batch *b, const struct record *record)
{
	if (b->deed->what == MANY_SUBMIT)
		return record->warn_reason ? SAVE_ACCEPT_WARNINGS : 0;
	return data_counts(b->in->app->data, record->state) ? 0 : SAVE_KEEP;
}

static int write_items(struct batch *b, struct save_item *items, size_t count, unsigned flags,
	struct err *err)
{
	struct save_options options = { .flags = flags };
	struct act_order act = { .action = b->deed->act,
		.reason = b->deed->reason,
		.given = b->deed->given };
	struct dataset *data = b->in->app->data;

	if (b->deed->what == MANY_DELETE)
		return data_delete_many(data, items, count, b->deed->reason, &b->mem, err);
	if (b->deed->what == MANY_ACT)
		return work_act_many(data, items, count, &act, &b->mem, err);
	return data_save_many(data, items, count, &options, &b->mem, err);
}

/* 1: all of a batch are written by one call, whatever they are. */
static int is_alike(const struct batch *b)
{
	return b->deed->what == MANY_DELETE || b->deed->what == MANY_ACT;
}

/* Those of one kind, since the flags hold for a whole call. */
static int write_flags(struct batch *b, unsigned flags, struct err *err)
{
	struct save_item *items = arena_array(&b->mem, b->count + 1, sizeof(*items));
	size_t *of = arena_array(&b->mem, b->count + 1, sizeof(*of)), count = 0;

	for (size_t i = 0; i < b->count; i++) {
		if (!is_alike(b) && flags_of(b, b->at[i].before) != flags)
			continue;
		of[count] = i;
		items[count++] = b->at[i].save;
	}
	if (!count)
		return 0;
	/* fewer than a batch of the store: when it failed, none was written */
	if (write_items(b, items, count, flags, err) < 0) {
		b->out->skipped += count;
		return -1;
	}
	for (size_t i = 0; i < count; i++) {
		b->at[of[i]].save = items[i];
		take_result(b, &b->at[of[i]]);
	}
	return 0;
}

static int put_back(struct batch *b, struct err *err)
{
	for (size_t i = 0; i < b->count; i++) {
		struct batch_item *item = &b->at[i];

		item->save.result = data_undelete(b->in->app->data, b->in->form,
			item->before->id, &b->mem, &item->save.detail, err);
		if (item->save.result < 0 && err->code != ERR_DENIED) {
			b->out->skipped += b->count - i;
			return -1;
		}
		if (item->save.result < 0) {
			screen_refused(err);
			item->save.detail.sentence = arena_text(&b->mem, err->text);
		}
		err_clear(err);
		take_result(b, item);
	}
	return 0;
}

static int write_batch(struct batch *b, struct err *err)
{
	static const unsigned kinds[] = { 0, SAVE_KEEP, SAVE_ACCEPT_WARNINGS };
	size_t came = 0;

	if (b->deed->what == MANY_UNDELETE)
		return put_back(b, err);
	if (is_alike(b))
		return write_flags(b, 0, err);
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		if (write_flags(b, kinds[k], err) == 0)
			continue;
		for (size_t later = k + 1; later < sizeof(kinds) / sizeof(*kinds); later++)
			for (size_t i = 0; i < b->count; i++)
				came += flags_of(b, b->at[i].before) == kinds[later];
		b->out->skipped += came;
		return -1;
	}
	return 0;
}

static int cancelled(struct err *err)
{
	return err_set(err, ERR_CANCELLED, _("Stopped, as you asked."));
}

static int run_batch(struct batch *b, const uint64_t *ids, size_t count, struct err *err)
{
	int got = 0;

	arena_clear(&b->mem);
	b->count = 0;
	b->at = arena_array(&b->mem, count, sizeof(*b->at));
	for (size_t i = 0; i < count && got == 0; i++) {
		got = prepare(b, ids[i], err);
		if (got < 0)
			b->out->skipped += count - i + b->count;
	}
	return got < 0 ? -1 : write_batch(b, err);
}

void many_do(const struct ledger *in, const uint64_t *ids, size_t count,
	const struct many_deed *deed, struct many_result *out)
{
	struct batch b = { .in = in, .deed = deed, .out = out };
	size_t at = 0, now;

	*out = (struct many_result){ 0 };
	progress_begin(deed->title);
	for (; at < count && out->stopped.code == ERR_NONE; at += now) {
		now = count - at < BATCH ? count - at : BATCH;
		if (progress_step(at, count)) {
			cancelled(&out->stopped);
			break;
		}
		run_batch(&b, ids + at, now, &out->stopped);
	}
	out->skipped += count - at;
	progress_end();
	arena_release(&b.mem);
}

void many_release(struct many_result *r)
{
	arena_release(&r->mem);
	*r = (struct many_result){ 0 };
}

/* ---- telling ---- */

static void list_left(const struct many_result *r, struct str *out)
{
	for (size_t i = 0; i < r->left.count && i < TOLD; i++)
		str_addf(out, "%s\n  %s\n", r->left.at[i].title, r->left.at[i].why);
	if (r->left.count > TOLD)
		str_addf(out, _("... and %zu more\n"), r->left.count - TOLD);
}

static void summary(const struct many_result *r, struct str *out)
{
	str_addf(out, P_("%zu record done", "%zu records done", r->done.count), r->done.count);
	if (r->passed)
		str_addf(out, _(", %zu needed nothing"), r->passed);
	if (r->left.count)
		str_addf(out, _(", %zu not done"), r->left.count);
	if (r->skipped)
		str_addf(out, _(", %zu not come to"), r->skipped);
	if (r->left.count || r->skipped)
		str_add(out, _(" and still marked"));
}

void many_tell(struct screen *s, const struct many_result *r, const char *also)
{
	int whole = !r->left.count && !r->skipped;
	struct str text = { 0 }, list = { 0 };

	summary(r, &text);
	if (r->stopped.code != ERR_NONE)
		str_addf(&list, "%s\n\n", r->stopped.text);
	list_left(r, &list);
	if (list.len) {
		str_insert(&list, 0, "\n\n", 2);
		str_insert(&list, 0, str_text(&text), text.len);
		screen_show_text(s, _("What became of them"), str_text(&list));
	}
	if (also && r->done.count)
		str_addf(&text, "%s%s", _("; "), also);
	if (whole)
		screen_message(s, "%s", str_text(&text));
	else
		screen_warn(s, "%s", str_text(&text));
	str_release(&text);
	str_release(&list);
}

/* ---- looking first ---- */

static void count_one(
	const struct ledger *in, const struct record *r, enum deed deed, struct many_tally *out)
{
	int counts = data_counts(in->app->data, r->state);

	out->saved += !counts && r->state != STATE_DELETED;
	out->submitted += counts;
	out->deleted += r->state == STATE_DELETED;
	out->denied += !ledger_may(in, deed, r);
}

int many_look(const struct ledger *in, const uint64_t *ids, size_t count, enum deed deed,
	void (*see)(void *ctx, const struct record *record), void *ctx, struct many_tally *out,
	struct err *err)
{
	struct arena mem = { 0 };
	struct str titles = { 0 };
	int got = 0;

	*out = (struct many_tally){ .titles = "" };
	progress_begin(_("Looking at what is marked"));
	for (size_t i = 0; i < count && got >= 0; i++) {
		struct record *record;

		arena_clear(&mem);
		got = progress_step(i, count)
			? cancelled(err)
			: data_get(in->app->data, in->form, ids[i], &mem, &record, err);
		if (got > 0)
			out->gone++;
		if (got != DATA_OK)
			continue;
		count_one(in, record, deed, out);
		if (see)
			see(ctx, record);
		if (i >= TITLES)
			continue;
		record_title(in->model, record, &titles);
		str_add_char(&titles, '\n');
	}
	progress_end();
	if (count > TITLES)
		str_addf(&titles, _("... and %zu more\n"), count - TITLES);
	out->titles = arena_text(&out->mem, str_text(&titles));
	str_release(&titles);
	arena_release(&mem);
	return got < 0 ? -1 : 0;
}

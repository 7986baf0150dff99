/*
 * browse_marks.c - marking records of a ledger, and doing something to all of them.
 */
#include "screens/browse.h"

#include "base/i18n.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/form.h"
#include "screens/acts.h"
#include "screens/many.h"
#include "screens/screens.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/progress.h"

const uint64_t *browse_chosen(const struct browse *b, uint64_t *one, size_t *count)
{
	const struct record *record = browse_current(b);

	*one = record ? record->id : 0;
	*count = b->marks.count ? b->marks.count : record != NULL;
	return b->marks.count ? b->marks.at : one;
}

enum screen_next browse_do_many(
	struct browse *b, const struct many_deed *deed, const char *also)
{
	struct many_result result;
	uint64_t one;
	size_t count;
	const uint64_t *ids = browse_chosen(b, &one, &count);

	many_do(&b->in, ids, count, deed, &result);
	if (b->marks.count && !result.left.count && !result.skipped)
		marks_release(&b->marks);
	else
		marks_take_away(&b->marks, result.done.at, result.done.count);
	many_tell(&b->screen, &result, also);
	many_release(&result);
	return SCREEN_REFRESH;
}

/* ---- marking ---- */

enum screen_next browse_mark(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	marks_turn(&b->marks, browse_current(b)->id);
	return browse_key(s, K_DOWN);
}

static int take_id(void *context, const struct record *record, struct err *err)
{
	struct marks *list = context;

	(void)err;
	*VEC_PUSH(list) = record->id;
	return 0;
}

static void tell_marked(struct browse *b, int away)
{
	if (away)
		screen_message(&b->screen, _("The marks are taken away again."));
	else
		screen_message(&b->screen,
			P_("%zu record is marked, whether in sight or not; * takes the marks "
			   "away.",
				"%zu records are marked, whether in sight or not; * takes the "
				"marks away.",
				b->marks.count),
			b->marks.count);
}

/* All that meet the condition, seen or not; when they are marked already, none of them. */
enum screen_next browse_mark_all(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	struct query query = b->query;
	struct marks list = { 0 };
	struct err err = { 0 };
	int got;

	query.sort = NULL;
	query.sort_count = 0;
	progress_begin(_("Marking"));
	got = query_each(b->in.app->data, &query, take_id, &list, &err);
	progress_end();
	if (got == 0)
		tell_marked(b, marks_turn_all(&b->marks, list.at, list.count));
	marks_release(&list);
	return got == 0 ? SCREEN_STAY : screen_fail(s, &err);
}

/* ---- what is asked before ---- */

/* "2 submitted, 1 not submitted.", what cannot be done, and the first titles. */
static void describe(const struct many_tally *t, struct str *out)
{
	str_addf(out, _("%" PRIu64 " submitted, %" PRIu64 " not submitted."), t->submitted,
		t->saved);
	if (t->denied)
		str_addf(out, _(" %" PRIu64 " of them you may not change."), t->denied);
	if (t->gone)
		str_addf(out, _(" %" PRIu64 " are not there any more."), t->gone);
	str_addf(out, "\n\n%s", t->titles);
	while (out->len && out->at[out->len - 1] == '\n')
		str_truncate(out, out->len - 1);
}

/* Reads what is chosen again; the tally is to be released after a failure too. */
static int look(
	const struct browse *b, enum deed deed, struct many_tally *tally, struct err *err)
{
	uint64_t one;
	size_t count;
	const uint64_t *ids = browse_chosen(b, &one, &count);

	return many_look(&b->in, ids, count, deed, NULL, NULL, tally, err);
}

/* 1 confirmed; the question comes with the number in it. */
static int confirm(struct browse *b, const char *question, const struct many_tally *t)
{
	struct str text = { 0 };
	int yes;

	str_addf(&text, "%s\n", question);
	describe(t, &text);
	yes = screen_confirm(&b->screen, str_text(&text));
	str_release(&text);
	return yes;
}

/* ---- deleting ---- */

static enum screen_next delete_marked(struct browse *b, const char *reason)
{
	struct many_deed deed = {
		.title = _("Deleting"), .what = MANY_DELETE, .reason = reason
	};
	struct str question = { 0 };
	struct many_tally tally;
	struct err err = { 0 };
	enum screen_next next = SCREEN_STAY;

	str_addf(&question, P_("Delete %zu record?", "Delete %zu records?", b->marks.count),
		b->marks.count);
	if (look(b, ACTION_DELETE, &tally, &err) < 0)
		next = screen_fail(&b->screen, &err);
	else if (confirm(b, str_text(&question), &tally))
		next = browse_do_many(
			b, &deed, _("u lists what was deleted and can put it back."));
	str_release(&question);
	arena_release(&tally.mem);
	return next;
}

static enum screen_next delete_now(struct browse *b, const struct record *r, const char *reason)
{
	struct arena mem = { 0 };
	struct save_result result = { 0 };
	struct err err = { 0 };
	enum screen_next next = SCREEN_REFRESH;
	int got = data_delete(b->in.app->data, b->in.form, r->id, reason, &mem, &result, &err);

	if (got == DATA_OK)
		screen_message(&b->screen,
			_("Deleted; u lists what was deleted and can put it back."));
	else if (got < 0)
		next = screen_fail(&b->screen, &err);
	else if (result.sentence)
		screen_warn(&b->screen, "%s", result.sentence);
	else
		screen_warn(&b->screen, _("This record is not there any more."));
	arena_release(&mem);
	return next;
}

static enum screen_next delete_current(struct browse *b, const char *reason)
{
	struct str title = { 0 }, question = { 0 };
	enum screen_next next = SCREEN_STAY;

	record_title(b->in.model, browse_current(b), &title);
	str_addf(&question, _("Delete %s?"), str_text(&title));
	if (screen_confirm(&b->screen, str_text(&question)))
		next = delete_now(b, browse_current(b), reason);
	str_release(&title);
	str_release(&question);
	return next;
}

enum screen_next browse_delete(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	struct str reason = { 0 }, label = { 0 };
	enum screen_next next = SCREEN_STAY;

	if (b->marks.count)
		str_addf(&label,
			P_("Why is the %zu marked record to be deleted?",
				"Why are the %zu marked records to be deleted?",
				b->marks.count),
			b->marks.count);
	else
		str_add(&label, _("Why is it to be deleted?"));
	if (screen_prompt(s, str_text(&label), 200, &reason) == 0) {
		if (text_is_blank(str_text(&reason)))
			screen_warn(s, _("Not deleted: a deletion needs a reason."));
		else if (b->marks.count)
			next = delete_marked(b, str_text(&reason));
		else if (browse_current(b))
			next = delete_current(b, str_text(&reason));
	}
	str_release(&label);
	str_release(&reason);
	return next;
}

/* ---- submitting ---- */

static enum many_will submit_one(
	void *ctx, struct record *now, struct arena *mem, const char **why)
{
	const struct browse *b = ctx;

	(void)mem;
	*why = _("The record was deleted: undo the deletion first");
	if (now->state == STATE_DELETED)
		return MANY_LEAVE;
	return data_counts(b->in.app->data, now->state) ? MANY_PASS : MANY_DO;
}

static enum screen_next submit(struct browse *b)
{
	struct many_deed deed = {
		.title = _("Submitting"), .what = MANY_SUBMIT, .prepare = submit_one, .ctx = b
	};
	struct str question = { 0 };
	struct many_tally tally;
	struct err err = { 0 };
	enum screen_next next = SCREEN_STAY;

	if (look(b, ACTION_SUBMIT, &tally, &err) < 0) {
		next = screen_fail(&b->screen, &err);
	} else if (!tally.saved) {
		screen_message(&b->screen, _("All of these are submitted already."));
	} else {
		str_addf(&question,
			P_("Submit the %" PRIu64 " record that is not submitted yet?",
				"Submit the %" PRIu64 " records that are not submitted yet?",
				tally.saved),
			tally.saved);
		if (confirm(b, str_text(&question), &tally))
			next = browse_do_many(b, &deed, NULL);
	}
	str_release(&question);
	arena_release(&tally.mem);
	return next;
}

/* ---- the menu ---- */

static enum screen_next take_marks_away(struct browse *b)
{
	marks_release(&b->marks);
	return SCREEN_STAY;
}

static enum screen_next delete_them(struct browse *b)
{
	return browse_delete(&b->screen);
}

static int has_marks(const struct browse *b)
{
	return b->marks.count > 0;
}

static int has_actions(const struct browse *b)
{
	return b->in.form->workflow != NULL;
}

/* clang-format off */
static const struct {
	const char *label;
	enum screen_next (*run)(struct browse *b);
	int (*when)(const struct browse *b); /* NULL: always */
} menu[] = {
	{ N_("Submit what is not submitted yet"), submit,          NULL },
	{ N_("Set one field to one value in all"), browse_set,     NULL },
	{ N_("Delete"),                            delete_them,    NULL },
	{ N_("Confirm, return and the like"),      acts_many,      has_actions },
	{ N_("Take all marks away"),               take_marks_away, has_marks },
};
/* clang-format on */

enum screen_next browse_menu(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	const char *items[COUNT_OF(menu)];
	size_t of[COUNT_OF(menu)], shown = 0, count;
	struct str title = { 0 };
	uint64_t one;
	int at;

	for (size_t i = 0; i < COUNT_OF(menu); i++) {
		if (menu[i].when && !menu[i].when(b))
			continue;
		of[shown] = i;
		items[shown++] = _(menu[i].label);
	}
	browse_chosen(b, &one, &count);
	if (b->marks.count)
		str_addf(&title, P_("With %zu marked record", "With %zu marked records", count),
			count);
	else
		str_add(&title, _("With this record"));
	at = screen_choose(s, str_text(&title), items, shown, 0);
	str_release(&title);
	return at < 0 ? SCREEN_STAY : menu[of[at]].run(b);
}

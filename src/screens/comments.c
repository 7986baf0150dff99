/*
 * comments.c - the comments of a returned filing at the screen: found with a line, shown, gone
 * through, answered; and who else looks into the filing.
 */
#include "screens/comments.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "data/holds.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/screens.h"
#include "tui/popup.h"
#include "work/collect.h"
#include "work/review.h"

enum { ANSWER_LIMIT = 200, CLOCK_AT = 11 };

/* ---- reading ----------------------------------------------------------------------------- */

static int stands_in(struct record *const *lines, size_t count, uint64_t id, size_t *at)
{
	for (size_t i = 0; i < count; i++)
		if (lines[i]->id == id) {
			*at = i;
			return 1;
		}
	return 0;
}

/* Those of the filing's lines, as its lines stand. */
static void take(struct comment_trail *t, struct record *const *lines, size_t line_count,
	const struct comment *all, size_t count)
{
	t->at = arena_array(&t->mem, count + 1, sizeof(*t->at));
	t->count = 0;
	for (size_t line = 0; line < line_count; line++)
		for (size_t i = 0; i < count; i++) {
			size_t at;

			if (!all[i].done && stands_in(lines, line_count, all[i].record, &at) &&
				at == line)
				t->at[t->count++] = all[i];
		}
}

static int read_filing(struct app *app, const struct cycle *cycle, const struct unit *unit,
	struct period period, struct comment_trail *out, struct err *err)
{
	struct filing filing;
	struct record **lines;
	struct comment *all;
	size_t line_count, count;
	int got = filing_of(app->data, cycle, unit, period, &out->mem, &filing, err);

	if (got != DATA_OK || !filing.open_comments)
		return got < 0 ? -1 : 0;
	if (filing_records(app->data, &filing, &out->mem, &lines, &line_count, err) < 0 ||
		comments_list(app->data, cycle->form, 0, 0, &out->mem, &all, &count, err) < 0)
		return -1;
	take(out, lines, line_count, all, count);
	return 0;
}

int comments_read(
	struct app *app, const struct record *line, struct comment_trail *out, struct err *err)
{
	const struct model *model = app_model(app);
	const struct cycle *cycle;
	const struct unit *unit;
	struct record *filing;
	struct period period;
	int got;

	comments_release(out);
	got = review_filing_of(app->data, line, &out->mem, &cycle, &filing, err);
	/* what counts was not returned */
	if (got != DATA_OK || data_counts(app->data, filing->state))
		return got < 0 ? -1 : 0;
	period = record_of_period(line);
	unit = record_of_unit(model, line);
	unit = unit ? cycle_unit_of(cycle, model, period, unit) : NULL;
	return unit ? read_filing(app, cycle, unit, period, out, err) : 0;
}

void comments_release(struct comment_trail *t)
{
	arena_release(&t->mem);
	*t = (struct comment_trail){ 0 };
}

/* ---- going through ----------------------------------------------------------------------- */

const struct comment *comments_on(
	const struct comment_trail *t, uint64_t record, const struct field *field)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct field *on = t->at[i].field;

		if (t->at[i].record == record &&
			(on && field ? strcmp(on->id, field->id) == 0 : !on && !field))
			return &t->at[i];
	}
	return NULL;
}

const struct comment *comments_next(
	const struct comment_trail *t, const struct comment *from, uint64_t record, int step)
{
	size_t at;

	if (!t->count)
		return NULL;
	if (from) {
		at = (size_t)(from - t->at) + (step > 0 ? 1 : t->count - 1);
		return &t->at[at % t->count];
	}
	for (size_t i = 0; i < t->count; i++)
		if (t->at[i].record == record)
			return &t->at[i];
	return &t->at[step > 0 ? 0 : t->count - 1];
}

void comment_text(const struct comment_trail *t, const struct comment *c, struct str *out)
{
	str_addf(out, _("Comment %zu/%zu, round %d"), (size_t)(c - t->at) + 1, t->count,
		c->round);
	if (!text_is_empty(c->by))
		str_addf(out, " %s", c->by);
	str_addf(out, _(": %s"), c->text);
}

int comment_answer(struct app *app, struct screen *s, const struct comment *c)
{
	struct arena mem = { 0 };
	struct str label = { 0 }, text = { 0 };
	struct err err = { 0 };
	int done = 0;

	str_addf(&label, _("Answer to: %s"), c->text);
	if (screen_prompt(s, str_text(&label), ANSWER_LIMIT, &text) == 0) {
		if (text_is_empty(str_text(&text)))
			screen_warn(s, _("Not answered: nothing was typed."));
		else if (comment_done(app->data, c->id, str_text(&text), &mem, &err) != 0)
			screen_fail(s, &err);
		else
			done = 1;
	}
	str_release(&label);
	str_release(&text);
	arena_release(&mem);
	return done;
}

/* ---- who else looks ---------------------------------------------------------------------- */

/* "14:02" of today, else with the day. */
static void print_since(struct app *app, int64_t since, struct str *out)
{
	struct str text = { 0 };

	instant_print_minute(since, &text);
	str_add(out,
		instant_day(since) == dataset_today(app->data) && text.len > CLOCK_AT
			? str_text(&text) + CLOCK_AT
			: str_text(&text));
	str_release(&text);
}

void comments_reviewer_of(struct app *app, const struct record *filing, struct str *out)
{
	struct arena mem = { 0 };
	struct hold_info *all;
	struct str since = { 0 };
	struct err ignored = { 0 };
	size_t count;

	if (app->dir &&
		holds_of(app->dir, filing->form->id, filing->id, &mem, &all, &count,
			&ignored) == 0 &&
		count) {
		print_since(app, all[0].since, &since);
		str_addf(out, _("%s has been reviewing this since %s"), all[0].name,
			str_text(&since));
	}
	str_release(&since);
	arena_release(&mem);
}

void comments_reviewer(struct app *app, const struct record *line, struct str *out)
{
	struct arena mem = { 0 };
	const struct cycle *cycle;
	struct record *filing;
	struct err ignored = { 0 };

	if (app->dir && holds_any(app->dir) &&
		review_filing_of(app->data, line, &mem, &cycle, &filing, &ignored) == DATA_OK)
		comments_reviewer_of(app, filing, out);
	arena_release(&mem);
}

void comments_add_reviewer(struct screen *s, const char *reviewer)
{
	if (text_is_empty(reviewer))
		return;
	if (s->message.len)
		str_addf(&s->message, "  %s", reviewer);
	else
		screen_message(s, "%s", reviewer);
}

/* ---- a returned filing ------------------------------------------------------------------- */

static void where_of(const struct cycle *cycle, const struct unit *unit, struct period period,
	struct str *out)
{
	str_addf(out, "%s = ", cycle->form->period->id);
	period_print(period, out);
	str_addf(out, " and %s within '%s'", cycle->form->unit->id, unit->code);
}

struct screen *scr_returned(struct app *app, const struct cycle *cycle, const struct unit *unit,
	struct period period)
{
	struct comment_trail trail = { 0 };
	struct str where = { 0 };
	struct err ignored = { 0 };
	struct screen *s;

	if (read_filing(app, cycle, unit, period, &trail, &ignored) == 0 && trail.count) {
		s = scr_card(app, cycle->form, trail.at[0].record, NULL);
	} else {
		where_of(cycle, unit, period, &where);
		s = scr_browse(app, cycle->form, str_text(&where));
	}
	str_release(&where);
	comments_release(&trail);
	return s;
}

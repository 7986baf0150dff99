/*
 * review_acts.c - what is done to filings at the review screen: confirmed one or many, returned
 * with comments, confirmed on paper.
 *
 * Each act names the lines that were seen: what changed under the reviewer's eyes is not done.
 */
#include "screens/review.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/model.h"
#include "model/workflow.h"
#include "screens/acts.h"
#include "screens/asks.h"
#include "screens/classes.h"
#include "screens/comments.h"
#include "screens/many.h"
#include "screens/screens.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/progress.h"
#include "work/act.h"

enum { NAMED_MOST = 8 };

static struct review *of(const struct screen *s)
{
	return (struct review *)s;
}

/* ---- when -------------------------------------------------------------------------------- */

int review_can_onward(const struct screen *s)
{
	const struct review_line *line = review_now(of(s));

	return of(s)->marks.count > 0 || (line && line->onward);
}

/* It is told why, rather than that the key does nothing. */
int review_is_refused(const struct screen *s)
{
	const struct review_line *line = review_now(of(s));

	return !review_can_onward(s) && line && *line->refusal;
}

enum screen_next review_why(struct screen *s)
{
	screen_warn(s, "%s", review_now(of(s))->refusal);
	return SCREEN_STAY;
}

int review_can_back(const struct screen *s)
{
	const struct review_line *line = review_now(of(s));

	return line && line->back;
}

int review_can_paper(const struct screen *s)
{
	const struct review_line *line = review_now(of(s));

	return line && line->paper;
}

/* ---- marking ----------------------------------------------------------------------------- */

enum screen_next review_mark(struct screen *s)
{
	struct review *r = of(s);
	const struct review_line *line = review_now(r);

	if (line->onward)
		marks_turn(&r->marks, line->row->now.record->id);
	else
		screen_message(s, _("This one cannot be confirmed now."));
	list_key(&r->list, K_DOWN);
	return SCREEN_STAY;
}

enum screen_next review_mark_clean(struct screen *s)
{
	struct review *r = of(s);
	VEC(uint64_t) clean = { 0 };

	for (size_t i = 0; i < r->count; i++)
		if (r->lines[i].onward && !r->lines[i].row->marks)
			*VEC_PUSH(&clean) = r->lines[i].row->now.record->id;
	if (!clean.count)
		screen_message(s, _("None can be confirmed that has nothing remarkable."));
	else if (marks_turn_all(&r->marks, clean.at, clean.count))
		screen_message(s, _("The marks are taken away again."));
	else
		screen_message(s,
			P_("%zu filing with nothing remarkable is marked.",
				"%zu filings with nothing remarkable are marked.", clean.count),
			clean.count);
	VEC_RELEASE(&clean);
	return SCREEN_STAY;
}

/* ---- confirming and accepting ------------------------------------------------------------ */

struct chosen {
	struct {
		struct review_line **at;
		size_t count, cap;
	} lines;
	size_t remarkable;
};

static void choose(struct review *r, struct chosen *out)
{
	for (size_t i = 0; i < r->count; i++) {
		struct review_line *line = &r->lines[i];
		const struct record *record = line->row->now.record;
		int taken = r->marks.count ? record && marks_has(&r->marks, record->id)
					   : line == review_now(r);

		if (!taken || !line->onward)
			continue;
		*VEC_PUSH(&out->lines) = line;
		out->remarkable += line->row->marks != 0;
	}
}

/* "Confirm: 3 filings", a line for each action that it comes to. */
static void count_actions(const struct chosen *c, struct str *out)
{
	for (size_t i = 0; i < c->lines.count; i++) {
		const struct work_action *action = c->lines.at[i]->onward;
		size_t same = 0, before = 0;

		for (size_t k = 0; k < c->lines.count; k++) {
			same += c->lines.at[k]->onward == action;
			before += k < i && c->lines.at[k]->onward == action;
		}
		if (!before)
			str_addf(out, P_("%s: %zu filing\n", "%s: %zu filings\n", same),
				action_label(action), same);
	}
}

static void name_units(const struct chosen *c, int remarkable, struct str *out)
{
	size_t named = 0, all = 0;

	for (size_t i = 0; i < c->lines.count; i++) {
		const struct review_line *line = c->lines.at[i];

		if ((line->row->marks != 0) != remarkable || all++ >= NAMED_MOST)
			continue;
		str_addf(out, "%s%s", named++ ? _(", ") : "", line->cell[REVIEW_UNIT]);
		if (remarkable)
			str_addf(out, " (%s)", line->cell[REVIEW_REMARKS]);
	}
	if (all > NAMED_MOST)
		str_addf(out, _(" and %zu more"), all - NAMED_MOST);
}

/* Comments were written on one of them, which only a return sends. */
static int has_unsent(const struct review *r, const struct chosen *c)
{
	for (size_t i = 0; reviewing_count(r->app->reviewing) && i < c->lines.count; i++)
		if (reviewing_is(r->app->reviewing, c->lines.at[i]->row->now.record->id))
			return 1;
	return 0;
}

static int confirm(struct review *r, const struct chosen *c)
{
	struct str text = { 0 };
	int yes;

	count_actions(c, &text);
	name_units(c, 0, &text);
	if (c->remarkable) {
		str_addf(&text,
			P_("\n%zu with something remarkable: ",
				"\n%zu with something "
				"remarkable: ",
				c->remarkable),
			c->remarkable);
		name_units(c, 1, &text);
	}
	if (has_unsent(r, c))
		str_addf(&text,
			P_("\n%zu comment you wrote is not sent then: only a return sends it.",
				"\n%zu comments you wrote are not sent then: only a "
				"return sends them.",
				reviewing_count(r->app->reviewing)),
			reviewing_count(r->app->reviewing));
	yes = screen_confirm(&r->screen, str_text(&text));
	str_release(&text);
	return yes;
}

static const char *why_not(int got, const struct act_done *done, const struct err *err)
{
	if (got < 0)
		return err->text;
	if (done->result.findings.count)
		return done->result.findings.at[0].sentence;
	return done->result.sentence
		? done->result.sentence
		: _("It has changed since you opened it: look at it again.");
}

/* DATA_OK, or what stood in the way, in *why (in mem). */
static int act_on(struct review *r, const struct review_line *line, struct act_order *order,
	struct arena *mem, struct act_done *done, const char **why)
{
	const struct record *record = line->row->now.record;
	struct err err = { 0 };
	int got;

	order->seen = (const uint64_t(*)[2])line->row->seen;
	order->seen_count = line->row->seen_count;
	*done = (struct act_done){ 0 };
	got = work_act(r->app->data, record->form, record->id, record->revision, order, mem,
		done, &err);
	if (got < 0)
		screen_refused(&err);
	if (got != DATA_OK)
		*why = arena_text(mem, why_not(got, done, &err));
	return got;
}

static void do_all(struct review *r, const struct chosen *c, struct many_result *out)
{
	progress_begin(_("Confirming"));
	for (size_t i = 0; i < c->lines.count; i++) {
		const struct review_line *line = c->lines.at[i];
		struct act_order order = { .action = line->onward->id };
		struct act_done done;
		const char *why;

		if (progress_step(i, c->lines.count)) {
			out->skipped = c->lines.count - i;
			err_set(&out->stopped, ERR_CANCELLED, _("Stopped, as you asked."));
			break;
		}
		if (act_on(r, line, &order, &out->mem, &done, &why) == DATA_OK) {
			*VEC_PUSH_IN(&out->mem, &out->done) = line->row->now.record->id;
			if (reviewing_is(r->app->reviewing, line->row->now.record->id))
				reviewing_sent(r->app->reviewing);
		} else
			*VEC_PUSH_IN(&out->mem, &out->left) = (struct many_left){
				arena_text(&out->mem, line->cell[REVIEW_UNIT]), why
			};
	}
	progress_end();
}

/* One: what became of it in a line; many: how many, and those not done with the reasons. */
static void tell(struct review *r, const struct chosen *c, const struct many_result *result)
{
	struct screen *s = &r->screen;

	if (c->lines.count > 1)
		many_tell(s, result, NULL);
	else if (result->done.count)
		screen_message(s, _("%s: %s"), c->lines.at[0]->cell[REVIEW_UNIT],
			state_label(r->model, c->lines.at[0]->onward->to));
	else if (result->left.count)
		screen_warn(s, "%s: %s", result->left.at[0].title, result->left.at[0].why);
}

enum screen_next review_onward(struct screen *s)
{
	struct review *r = of(s);
	struct chosen c = { 0 };
	struct many_result result = { 0 };
	enum screen_next next = SCREEN_STAY;

	choose(r, &c);
	if (c.lines.count && confirm(r, &c)) {
		do_all(r, &c, &result);
		marks_take_away(&r->marks, result.done.at, result.done.count);
		tell(r, &c, &result);
		next = SCREEN_REFRESH;
	}
	many_release(&result);
	VEC_RELEASE(&c.lines);
	return next;
}

/* ---- one filing: returned, or confirmed on paper ----------------------------------------- */

/* Comments that were written and not sent come back with it. */
static struct reviewing *open_review(struct review *r, const struct review_line *line)
{
	const struct filing *f = &line->row->now;

	if (!f->record || !(line->onward || line->back))
		return NULL;
	if (!reviewing_is(r->app->reviewing, f->record->id)) {
		reviewing_end(&r->app->reviewing);
		r->app->reviewing =
			reviewing_begin(r->app, r->cycle, f->unit, r->period, f->record);
	}
	return r->app->reviewing;
}

/* 1 done; the message says what became of it. */
static int act_alone(struct review *r, const struct review_line *line, struct act_order *order)
{
	struct arena mem = { 0 };
	struct act_done done;
	const char *why;
	int got = act_on(r, line, order, &mem, &done, &why);

	if (got == DATA_OK)
		screen_message(&r->screen, _("%s: %s"), line->cell[REVIEW_UNIT],
			order->given ? action_label(line->paper)
				     : state_label(r->model, done.result.state));
	else
		screen_warn(&r->screen, "%s: %s", line->cell[REVIEW_UNIT], why);
	arena_release(&mem);
	return got == DATA_OK;
}

static int ask_reason(
	struct review *r, const struct review_line *line, size_t comments, struct str *reason)
{
	struct str label = { 0 };
	int got;

	str_addf(&label, _("%s %s: why?"), action_label(line->back), line->cell[REVIEW_UNIT]);
	if (comments)
		str_addf(&label, P_(" (with %zu comment)", " (with %zu comments)", comments),
			comments);
	got = screen_prompt(&r->screen, str_text(&label), 0, reason);
	if (got == 0 && text_is_blank(str_text(reason))) {
		screen_warn(&r->screen, _("Not done: %s needs a reason."),
			action_label(line->back));
		got = 1;
	}
	str_release(&label);
	return got;
}

enum screen_next review_back(struct screen *s)
{
	struct review *r = of(s);
	struct review_line *line = review_now(r);
	struct reviewing *reviewing = open_review(r, line);
	struct act_order order = { .action = line->back->id };
	struct str reason = { 0 };
	enum screen_next next = SCREEN_STAY;

	order.comments = reviewing_comments(reviewing, &order.comment_count);
	if (ask_reason(r, line, order.comment_count, &reason) == 0) {
		order.reason = str_text(&reason);
		if (act_alone(r, line, &order))
			reviewing_sent(reviewing);
		next = SCREEN_REFRESH;
	} else if (!order.comment_count) {
		reviewing_end(&r->app->reviewing);
	}
	str_release(&reason);
	return next;
}

enum screen_next review_paper(struct screen *s)
{
	struct review *r = of(s);
	struct review_line *line = review_now(r);
	struct act_order order = { .action = line->paper->id };
	struct arena mem = { 0 };
	struct str reason = { 0 };
	enum screen_next next = SCREEN_STAY;

	if (asks_run(s, r->app, line->row->now.record->form, line->paper, &mem, &order.given) ==
			0 &&
		acts_ask_reason(s, line->paper, &reason) == 0) {
		order.reason = reason.len ? str_text(&reason) : NULL;
		act_alone(r, line, &order);
		next = SCREEN_REFRESH;
	}
	str_release(&reason);
	arena_release(&mem);
	return next;
}

/* ---- its lines --------------------------------------------------------------------------- */

enum screen_next review_open(struct screen *s)
{
	struct review *r = of(s);
	const struct review_line *line = review_now(r);
	const struct form *form = r->cycle->form;
	struct str where = { 0 };
	struct screen *browse;

	if (!form->period || !form->unit)
		return SCREEN_STAY;
	open_review(r, line);
	str_addf(&where, "%s = ", form->period->id);
	period_print(r->period, &where);
	str_addf(&where, " and %s within '%s'", form->unit->id, line->row->now.unit->code);
	browse = scr_browse(r->app, form, str_text(&where));
	if (*line->reviewer)
		screen_message(browse, "%s", line->reviewer);
	str_release(&where);
	return screen_push(s, browse);
}

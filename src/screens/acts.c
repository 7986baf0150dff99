/*
 * acts.c - what may be done to a record by its workflow, and why not; one record or many.
 */
#include "screens/acts.h"

#include "base/i18n.h"
#include "base/str.h"
#include "model/form.h"
#include "model/model.h"
#include "model/workflow.h"
#include "screens/asks.h"
#include "screens/browse.h"
#include "screens/correct_view.h"
#include "screens/many.h"
#include "screens/screens.h"
#include "tui/popup.h"
#include "tui/screen.h"
#include "work/act.h"

enum { REASON_LIMIT = 200 };

int acts_any(const struct form *form, const struct record *record)
{
	return record->id && form_actions_from(form, record->state, NULL, 0) > 0;
}

int acts_ask_reason(struct screen *s, const struct work_action *action, struct str *out)
{
	struct str label = { 0 };
	int got;

	if (!action->reason)
		return 0;
	str_addf(&label, _("%s: why?"), action_label(action));
	got = screen_prompt(s, str_text(&label), REASON_LIMIT, out);
	if (got == 0 && text_is_empty(str_text(out))) {
		screen_warn(s, _("Not done: %s needs a reason."), action_label(action));
		got = 1;
	}
	str_release(&label);
	return got;
}

/* ---- one record ---- */

/* "Confirm: the record is confirmed now. 3 lines with it." */
static void tell_done(struct screen *s, struct app *app, const struct work_action *action,
	const struct act_done *done)
{
	struct str also = { 0 };

	if (done->also)
		str_addf(&also, P_(" %zu line with it.", " %zu lines with it.", done->also),
			done->also);
	screen_message(s, _("%s: the record is %s now.%s"), action_label(action),
		state_label(app_model(app), done->result.state), str_text(&also));
	str_release(&also);
}

/* A finding says more than that there are findings. */
static const char *why_not(const struct save_result *r)
{
	if (r->findings.count)
		return r->findings.at[0].sentence;
	return r->sentence ? r->sentence
			   : _("Somebody saved this record meanwhile: look at it again.");
}

static int do_asked(struct screen *s, struct app *app, const struct record *record,
	const struct work_action *action, struct act_order *order, struct arena *mem)
{
	struct act_done done = { 0 };
	struct err err = { 0 };
	int got = work_act(app->data, record->form, record->id, record->revision, order, mem,
		&done, &err);

	if (got < 0)
		screen_fail(s, &err);
	else if (got > 0)
		screen_warn(s, "%s", why_not(&done.result));
	else
		tell_done(s, app, action, &done);
	if (got == DATA_OK)
		correction_tell_printed(s, app, record);
	return got == DATA_OK;
}

static int do_one(struct screen *s, struct app *app, const struct record *record,
	const struct work_action *action, struct arena *mem)
{
	struct act_order order = { .action = action->id };
	struct str reason = { 0 };
	int done = 0;

	if (asks_run(s, app, record->form, action, mem, &order.given) == 0 &&
		acts_ask_reason(s, action, &reason) == 0) {
		order.reason = reason.len ? str_text(&reason) : NULL;
		done = do_asked(s, app, record, action, &order, mem);
	}
	str_release(&reason);
	return done;
}

/* The ones that can be done, then the others with the reason. */
static const char **labels_of(const struct act_choice *acts, size_t count, struct arena *mem)
{
	const char **labels = arena_array(mem, count + 1, sizeof(*labels));

	for (size_t i = 0; i < count; i++) {
		const char *label = action_label(acts[i].action);

		labels[i] = *acts[i].refusal
			? arena_printf(mem, _("%s (not you; Enter tells why)"), label)
			: label;
	}
	return labels;
}

static void tell_none(struct screen *s, struct app *app, const struct record *record)
{
	if (!record->form->workflow)
		screen_message(s,
			_("This ledger has no actions: its records are submitted on saving."));
	else
		screen_message(s, _("The record is %s: there is nothing to be done to it."),
			state_label(app_model(app), record->state));
}

int acts_one(struct screen *s, struct app *app, const struct record *record)
{
	struct arena mem = { 0 };
	struct act_choice *acts;
	struct err err = { 0 };
	size_t count;
	int at, done = 0;

	if (data_acts(app->data, record, &mem, &acts, &count, &err) < 0) {
		screen_fail(s, &err);
	} else if (count == 0) {
		tell_none(s, app, record);
	} else {
		at = screen_choose(
			s, _("What is to be done?"), labels_of(acts, count, &mem), count, 0);
		if (at >= 0 && *acts[at].refusal) {
			err_set(&err, ERR_DENIED, "%s", acts[at].refusal);
			screen_fail(s, &err);
		} else if (at >= 0) {
			done = do_one(s, app, record, acts[at].action, &mem);
		}
	}
	arena_release(&mem);
	return done;
}

void acts_tell_may(struct app *app, const struct record *record, struct str *out)
{
	struct arena mem = { 0 };
	struct act_choice *acts;
	struct str names = { 0 };
	struct err ignored = { 0 };
	size_t count;

	if (!acts_any(record->form, record) ||
		data_acts(app->data, record, &mem, &acts, &count, &ignored) < 0)
		count = 0;
	for (size_t i = 0; i < count; i++)
		if (!*acts[i].refusal)
			str_addf(&names, "%s%s", names.len ? _(", ") : "",
				action_label(acts[i].action));
	if (names.len)
		str_addf(out, _("To be done by you (a): %s"), str_text(&names));
	str_release(&names);
	arena_release(&mem);
}

void acts_tell_why(struct screen *s, struct app *app, const struct record *record)
{
	struct revision_list list;
	struct arena mem = { 0 };
	struct err ignored = { 0 };
	const struct revision *last;

	if ((int)record->state < STATE_FIRST_OWN || data_counts(app->data, record->state))
		return;
	if (data_history(app->data, record->form, record->id, &mem, &list, &ignored) ==
			DATA_OK &&
		list.count) {
		last = &list.at[list.count - 1];
		if (*last->reason)
			screen_message(s, _("%s by %s: %s"),
				data_deed_label(record->form, last->action), last->user_name,
				last->reason);
	}
	arena_release(&mem);
}

/* ---- many records ---- */

/* What is to be done to which, and how it will go. */
struct acting {
	struct browse *b;
	const struct work_action *action;
	uint64_t can, cannot;
	const char *why; /* the first refusal, in mem; "" none */
	struct arena mem;
};

static void see(void *ctx, const struct record *record)
{
	struct acting *a = ctx;
	struct act_choice *acts;
	struct err err = { 0 };
	size_t count;

	if (data_acts(a->b->in.app->data, record, &a->mem, &acts, &count, &err) < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		if (acts[i].action != a->action)
			continue;
		if (!*acts[i].refusal) {
			a->can++;
			return;
		}
		a->why = *a->why ? a->why : acts[i].refusal;
	}
	a->cannot++;
}

static const struct work_action *choose(struct browse *b)
{
	const struct workflow *flow = b->in.form->workflow;
	struct arena mem = { 0 };
	const char **labels = arena_array(&mem, flow->action_count + 1, sizeof(*labels));
	int at;

	for (size_t i = 0; i < flow->action_count; i++)
		labels[i] = action_label(&flow->actions[i]);
	at = screen_choose(
		&b->screen, _("What is to be done?"), labels, flow->action_count, 0);
	arena_release(&mem);
	return at < 0 ? NULL : &flow->actions[at];
}

static int confirm(const struct acting *a, size_t count, const struct many_tally *tally)
{
	struct str text = { 0 };
	int yes;

	str_addf(&text,
		P_("%s: %zu record?", "%s: %zu records?", count), action_label(a->action),
		count);
	str_addf(&text, _("\nIt can be done to %" PRIu64 "."), a->can);
	if (a->cannot)
		str_addf(&text, _(" Not to %" PRIu64 "."), a->cannot);
	if (*a->why)
		str_addf(&text, "\n%s", a->why);
	str_addf(&text, "\n\n%s", tally->titles);
	while (text.len && text.at[text.len - 1] == '\n')
		str_truncate(&text, text.len - 1);
	yes = screen_confirm(&a->b->screen, str_text(&text));
	str_release(&text);
	return yes;
}

static enum screen_next act_confirmed(struct acting *a, const uint64_t *ids, size_t count)
{
	struct screen *s = &a->b->screen;
	struct many_deed deed = {
		.title = action_label(a->action), .what = MANY_ACT, .act = a->action->id
	};
	struct many_tally tally = { 0 };
	struct str reason = { 0 };
	struct err err = { 0 };
	enum screen_next next = SCREEN_STAY;

	if (acts_ask_reason(s, a->action, &reason) != 0)
		return SCREEN_STAY;
	deed.reason = reason.len ? str_text(&reason) : NULL;
	if (many_look(&a->b->in, ids, count, ACTION_READ, see, a, &tally, &err) < 0)
		next = screen_fail(s, &err);
	else if (confirm(a, count, &tally))
		next = browse_do_many(a->b, &deed, NULL);
	arena_release(&tally.mem);
	str_release(&reason);
	return next;
}

enum screen_next acts_many(struct browse *b)
{
	struct acting a = { .b = b, .why = "" };
	const uint64_t *ids;
	uint64_t one;
	size_t count;
	enum screen_next next;

	if (!b->marks.count)
		return browse_current(b) && acts_one(&b->screen, b->in.app, browse_current(b))
			? SCREEN_REFRESH
			: SCREEN_STAY;
	a.action = choose(b);
	if (!a.action)
		return SCREEN_STAY;
	ids = browse_chosen(b, &one, &count);
	next = act_confirmed(&a, ids, count);
	arena_release(&a.mem);
	return next;
}

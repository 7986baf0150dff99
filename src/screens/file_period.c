/*
 * file_period.c - what is to be filed, shown and confirmed; the same from every screen.
 *
 * Whether it may be filed is asked of work/ first (a dry run), so that nobody confirms what is
 * refused.
 */
#include "screens/file_period.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/measure.h"
#include "model/model.h"
#include "model/record.h"
#include "model/unit.h"
#include "model/viewer.h"
#include "screens/columns.h"
#include "screens/inbox.h"
#include "screens/screens.h"
#include "screens/sheet.h"
#include "tui/popup.h"
#include "work/collect.h"

enum { REASON_LIMIT = 200, WHO_LIMIT = 60, MOST_LISTED = 8 };

/* ---- who, what, when ---- */

int file_may(const struct app *app)
{
	const struct model *model = app_model(app);
	const struct form *filings = kept_form(model, KEPT_FILING);
	struct err ignored = { 0 };

	return filings &&
		may(model, dataset_viewer(app->data), ACTION_CREATE, filings, NULL, &ignored) ==
		0;
}

struct period file_latest(const struct app *app, const struct cycle *cycle)
{
	/* asked at each key, so the server is not: the day the rights are of will do */
	int64_t now = dataset_viewer(app->data)->now;

	return cycle->on ? cycle_latest(cycle, app_model(app), instant_day(now))
			 : (struct period){ 0 };
}

/* kind PERIOD_NONE: the first one that asks this ledger. */
static const struct cycle *cycle_of(
	const struct app *app, const struct form *form, enum period_kind kind)
{
	const struct model *model = app_model(app);

	for (size_t i = 0; i < model->cycle_count; i++) {
		const struct cycle *cycle = &model->cycles[i];

		if (cycle->on && strcmp(cycle->form_id, form->id) == 0 &&
			(kind == PERIOD_NONE || cycle->kind == kind))
			return cycle;
	}
	return NULL;
}

int file_may_ledger(const struct app *app, const struct form *form)
{
	const struct cycle *cycle = cycle_of(app, form, PERIOD_NONE);

	return cycle && file_latest(app, cycle).kind != PERIOD_NONE && file_may(app);
}

/* Those that owe it and that the viewer sees. */
static size_t units_in_sight(const struct app *app, const struct cycle *cycle,
	struct period period, struct arena *mem, const struct unit ***out)
{
	const struct model *model = app_model(app);
	size_t all = cycle_units(cycle, model, period, mem, out), count = 0;

	for (size_t i = 0; i < all; i++)
		if (viewer_sees(model, dataset_viewer(app->data), cycle->form, (*out)[i]))
			(*out)[count++] = (*out)[i];
	return count;
}

/* "Planting, East Town, 2027 H1" */
static void add_what(const struct cycle *cycle, const struct unit *unit, struct period period,
	struct str *out)
{
	str_addf(out, "%s  %s  ", unit_name(unit, DATE_NONE), cycle_label(cycle));
	period_print_long(period, out);
}

/* ---- asking ---- */

static void add_figures(const struct app *app, const struct filing *f, struct str *out)
{
	const struct cycle *cycle = f->cycle;

	for (size_t i = 0; f->figures && i < cycle->figures.count; i++) {
		const struct field *field = cycle->figures.at[i];

		str_addf(out, "\n%s", field_label(field, i18n_lang()));
		if (field->measure)
			str_addf(out, "(%s)", text_in(field->measure->label, i18n_lang()));
		str_add(out, _(": "));
		cell_show(app_model(app), cycle->form, field, &f->figures[i], out);
	}
}

static void add_contents(const struct app *app, const struct filing *f, struct str *out)
{
	str_addf(out, _("\nRecords: %" PRIu64), f->records);
	if (f->kept)
		str_addf(out, _(", submitted with it: %" PRIu64), f->kept);
	if (f->cells)
		str_addf(out, _("\nRequired cells: %" PRIu64 ", missing %" PRIu64), f->cells,
			f->cells - f->given);
	add_figures(app, f, out);
}

static void add_nil(const struct filing *f, struct str *out)
{
	for (size_t i = 0; i < f->cycle->nil_count; i++)
		str_addf(out, "\n%s%s%s",
			field_label(f->cycle->nil[i].field, i18n_lang()), _(": "),
			f->cycle->nil[i].text);
}

/* Unit, task, period, what stands in the ledger: one yes for all of it. */
static int confirm(struct screen *s, const struct app *app, const struct filing *f, int nil)
{
	struct str text = { 0 };
	int yes;

	str_add(&text, nil ? _("File a nil report (nothing to report)?") : _("File this?"));
	str_addf(&text, _("\nUnit: %s"), unit_name(f->unit, DATE_NONE));
	str_addf(&text, _("\nTask: %s"), cycle_label(f->cycle));
	str_add(&text, _("\nPeriod: "));
	period_print_long(f->period, &text);
	str_add(&text, "  ");
	filing_text(app_model(app), f, dataset_today(app->data), &text);
	if (nil)
		add_nil(f, &text);
	else
		add_contents(app, f, &text);
	yes = screen_confirm(s, str_text(&text));
	str_release(&text);
	return yes;
}

/* Nothing stands in the ledger: perhaps that is the report.  1 nil, 0 not, -1 neither. */
static int ask_nil(struct screen *s, const struct filing *f)
{
	if (f->records || f->record)
		return 0;
	if (!f->cycle->nil_count) {
		screen_warn(s, _("Nothing is entered for this period yet."));
		return -1;
	}
	return 1;
}

/* ---- filing ---- */

struct filing_now {
	struct screen *s;
	struct app *app;
	struct filing f;
	struct file_order order;
	struct str reason, who;
	struct arena mem;
};

/* Warnings only: they may be right. */
static int only_warnings(int got, const struct save_result *result)
{
	return got == DATA_FINDINGS && result->findings.count && !result->findings.blocks;
}

static int ask_reason(struct filing_now *n, const struct save_result *result)
{
	const struct choice choices[] = { { 'w', _("Write the reason") } };
	const struct findings *found = &result->findings;
	struct str text = { 0 };
	int given;

	str_add(&text, _("Please check:"));
	for (size_t i = 0; i < found->count && i < MOST_LISTED; i++)
		str_addf(&text, "\n%s", found->at[i].sentence);
	if (found->count > MOST_LISTED)
		str_add(&text, _("\nand more"));
	given = screen_ask(n->s, str_text(&text), choices, 1) == 0 &&
		screen_prompt(n->s, _("Why is it right? The reason is kept with the record."),
			REASON_LIMIT, &n->reason) == 0 &&
		n->reason.len > 0;
	str_release(&text);
	return given;
}

static void tell_refusal(struct screen *s, const char *sentence)
{
	struct err err = { 0 };

	err_set(&err, ERR_FAULT, "%s", sentence);
	screen_fail(s, &err);
}

/* 1 done (dry run: it would be), 0 refused and told. */
static int try(struct filing_now *n, int dry_run)
{
	for (;;) {
		struct save_result result = { 0 };
		struct err err = { 0 };
		int got;

		n->order.dry_run = dry_run;
		got = file_period(n->app->data, n->f.cycle, n->f.unit, n->f.period, &n->order,
			&n->mem, &result, &err);
		if (got == DATA_OK || (dry_run && only_warnings(got, &result)))
			return 1;
		if (only_warnings(got, &result) && !n->order.reason) {
			if (!ask_reason(n, &result))
				return 0;
			n->order.reason = str_text(&n->reason);
			continue;
		}
		if (got < 0)
			screen_fail(n->s, &err);
		else if (result.sentence)
			tell_refusal(n->s, result.sentence);
		else if (result.findings.count)
			tell_refusal(n->s, result.findings.at[0].sentence);
		else
			screen_warn(n->s,
				_("Somebody saved here meanwhile: look at it again."));
		return 0;
	}
}

/* The section files what a township has telephoned. */
static int ask_who(struct filing_now *n)
{
	if (inbox_is_own(n->app, n->f.unit))
		return 1;
	if (screen_prompt(n->s, _("Who reported it? Kept in the history."), WHO_LIMIT,
		    &n->who) != 0)
		return 0;
	n->order.entered_for = n->who.len ? str_text(&n->who) : NULL;
	return 1;
}

static void tell_filed(struct filing_now *n)
{
	int32_t today = dataset_today(n->app->data);
	int32_t day = n->f.filed != DATE_NONE ? n->f.filed : today;
	int late = cycle_state(n->f.cycle, app_model(n->app), n->f.period, day, today) ==
		DUE_LATE;
	struct str what = { 0 };

	add_what(n->f.cycle, n->f.unit, n->f.period, &what);
	if (late)
		screen_message(n->s, _("%s: filed, after the day it was due."),
			str_text(&what));
	else
		screen_message(n->s, _("%s: filed in time."), str_text(&what));
	str_release(&what);
}

static enum screen_next file_it(struct filing_now *n, int nil)
{
	if (!nil) {
		nil = ask_nil(n->s, &n->f);
		if (nil < 0)
			return SCREEN_STAY;
	}
	n->order.nil = nil;
	if (!try(n, 1) || !confirm(n->s, n->app, &n->f, nil) || !ask_who(n) || !try(n, 0))
		return SCREEN_STAY;
	tell_filed(n);
	return SCREEN_REFRESH;
}

enum screen_next file_ask(struct screen *s, struct app *app, const struct cycle *cycle,
	const struct unit *unit, struct period period, int nil)
{
	struct filing_now n = { .s = s, .app = app };
	struct err err = { 0 };
	enum screen_next next = SCREEN_STAY;
	int got = filing_of(app->data, cycle, unit, period, &n.mem, &n.f, &err);

	if (got < 0) {
		next = screen_fail(s, &err);
	} else if (got > 0) {
		struct str what = { 0 };

		add_what(cycle, unit, period, &what);
		screen_warn(s, _("%s: not due from this unit."), str_text(&what));
		str_release(&what);
	} else {
		next = file_it(&n, nil);
	}
	str_release(&n.reason);
	str_release(&n.who);
	arena_release(&n.mem);
	return next;
}

/* ---- from a ledger ---- */

/* Of the record's unit, or the only one in sight, or chosen; NULL: cancelled, or none. */
static const struct unit *unit_for(struct screen *s, struct app *app,
	const struct cycle *cycle, struct period period, const struct unit *unit)
{
	const struct unit *owing =
		unit ? cycle_unit_of(cycle, app_model(app), period, unit) : NULL;
	const struct unit **units;
	const char **names;
	struct arena mem = { 0 };
	size_t count;
	int at = -1;

	if (owing)
		return owing;
	count = units_in_sight(app, cycle, period, &mem, &units);
	names = arena_array(&mem, count + 1, sizeof(*names));
	for (size_t i = 0; i < count; i++)
		names[i] = unit_name(units[i], DATE_NONE);
	if (count == 0)
		screen_warn(s, _("None of your units has to file this."));
	else
		at = count == 1 ? 0
				: screen_choose(s, _("File for which unit?"), names, count, 0);
	owing = at >= 0 ? units[at] : NULL;
	arena_release(&mem);
	return owing;
}

enum screen_next file_ask_ledger(struct screen *s, struct app *app, const struct form *form,
	struct period period, const struct unit *unit, const struct record *record)
{
	const struct model *model = app_model(app);
	const struct cycle *cycle;

	if (period.kind == PERIOD_NONE)
		period = record_of_period(record);
	cycle = cycle_of(app, form, (enum period_kind)period.kind);
	if (!cycle || (period.kind != PERIOD_NONE && !cycle_asks(cycle, model, period))) {
		period = (struct period){ 0 };
		cycle = cycle_of(app, form, PERIOD_NONE);
	}
	if (cycle && period.kind == PERIOD_NONE)
		period = file_latest(app, cycle);
	if (!cycle || period.kind == PERIOD_NONE) {
		screen_message(s, _("Nothing of this ledger is to be filed now."));
		return SCREEN_STAY;
	}
	/* of the model now in use: a grid may hold an older one */
	unit = unit ? unit_find(&model->units, unit->code)
		    : record_of_unit(app_model(app), record);
	unit = unit_for(s, app, cycle, period, unit);
	return unit ? file_ask(s, app, cycle, unit, period, 0) : SCREEN_STAY;
}

/* ---- telling ---- */

/* 0: *f is the filing of the unit (NULL: one's only one); -1 there is none to speak of. */
static int read_own(struct app *app, const struct form *form, struct period period,
	const struct unit *unit, struct arena *mem, struct filing *f)
{
	const struct cycle *cycle = cycle_of(app, form, (enum period_kind)period.kind);
	const struct model *model = app_model(app);
	struct err ignored = { 0 };

	if (!cycle || period.kind == PERIOD_NONE || !cycle_asks(cycle, model, period) ||
		!file_may(app))
		return -1;
	unit = unit ? unit_find(&model->units, unit->code) : NULL;
	if (unit) {
		unit = cycle_unit_of(cycle, model, period, unit);
	} else {
		const struct unit **units;

		unit = units_in_sight(app, cycle, period, mem, &units) == 1 ? units[0] : NULL;
	}
	return unit && filing_of(app->data, cycle, unit, period, mem, f, &ignored) == DATA_OK
		? 0
		: -1;
}

void file_tell_ready(struct screen *s, struct app *app, const struct form *form,
	struct period period, const struct unit *unit)
{
	struct arena mem = { 0 };
	struct filing f = { 0 };

	if (read_own(app, form, period, unit, &mem, &f) == 0 && f.records && !f.closed &&
		(f.state == STATE_NEW || !data_counts(app->data, f.state)) && f.cells &&
		f.given == f.cells)
		str_addf(&s->message,
			P_(" The only item of this period is entered: "
			   "F in the ledger files it.",
				" All %" PRIu64 " items of this period are entered: "
				"F in the ledger files them.",
				f.cells),
			f.cells);
	arena_release(&mem);
}

void file_record_ready(struct screen *s, struct app *app, const struct record *record)
{
	const struct unit *unit = record_of_unit(app_model(app), record);

	if (unit)
		file_tell_ready(s, app, record->form, record_of_period(record), unit);
}

void file_tell_days(struct app *app, const struct form *form, struct period period,
	struct str *out)
{
	int32_t today = dataset_today(app->data);
	struct arena mem = { 0 };
	struct filing f = { 0 };
	int days;

	if (period.kind == PERIOD_NONE && cycle_of(app, form, PERIOD_NONE))
		period = file_latest(app, cycle_of(app, form, PERIOD_NONE));
	if (read_own(app, form, period, NULL, &mem, &f) == 0 && f.due == DUE_OPEN &&
		today <= f.due_day) {
		days = calendar_workdays(&app_model(app)->calendar, today, f.due_day);
		period_print_long(period, out);
		str_add(out, _(": due "));
		date_print(f.due_day, out);
		str_addf(out, P_(", %d working day left", ", %d working days left",
				      (unsigned long)days),
			days);
	}
	arena_release(&mem);
}

/* ---- grids ---- */

int file_may_sheet(const struct sheet *sh)
{
	return sh->form && sh->cells.count == 0 && file_may_ledger(sh->app, sh->form);
}

enum screen_next file_sheet(struct sheet *sh)
{
	const struct sheet_row *row = sheet_now(sh);

	return file_ask_ledger(
		sh->screen, sh->app, sh->form, sh->period,
		row && row->unit ? row->unit : sheet_unit(sh), NULL);
}

void file_sheet_ready(struct sheet *sh)
{
	const struct screen *s = sh->screen;

	if (s->message.len && s->message_look == LOOK_PLAIN && sh->cells.count == 0)
		file_tell_ready(sh->screen, sh->app, sh->form, sh->period, NULL);
}

/*
 * inbox.c - what waits for the holder of one's posts, read in idle moments, and its ways out.
 */
#include "screens/inbox.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/unit.h"
#include "model/viewer.h"
#include "model/workflow.h"
#include "screens/file_period.h"
#include "screens/screens.h"
#include "tui/canvas.h"
#include "work/collect.h"

/* ---- reading ---- */

static void forget(struct inbox *in)
{
	arena_release(&in->mem);
	model_drop(&in->model);
	in->items = NULL;
	in->count = 0;
}

void inbox_release(struct inbox *in)
{
	forget(in);
}

void inbox_expire(struct inbox *in, struct app *app)
{
	in->fresh = 0;
	if (in->model && (in->model != app_model(app) ||
			in->rights != dataset_viewer(app->data)->rights))
		forget(in);
}

int inbox_refresh(struct inbox *in, struct app *app, struct err *err)
{
	struct inbox now = { .known = 1, .fresh = 1 };

	now.model = model_hold((struct model *)app_model(app));
	now.rights = dataset_viewer(app->data)->rights;
	if (inbox_read(app->data, &now.mem, &now.items, &now.count, err) < 0) {
		forget(&now);
		/* a key came meanwhile: at another tick; else what stands there is kept */
		in->fresh = err->code != ERR_CANCELLED;
		return in->fresh ? -1 : 0;
	}
	forget(in);
	*in = now;
	return 1;
}

/* ---- showing ---- */

static const char *kind_label(enum inbox_kind kind)
{
	static const char *const labels[INBOX_KINDS] = {
		[INBOX_RETURNED] = N_("Returned"),
		[INBOX_OVERDUE] = N_("Overdue"),
		[INBOX_DUE] = N_("Due"),
		[INBOX_WAITING] = N_("To do"),
		[INBOX_STALE] = N_("Restated"),
	};
	return _(labels[kind]);
}

void inbox_text(const struct inbox_item *item, struct str *out)
{
	str_addf(out, "%s  %s", kind_label(item->kind), item->sentence);
}

int inbox_look(const struct inbox_item *item)
{
	if (item->kind == INBOX_OVERDUE)
		return LOOK_WARN;
	return item->remind ? LOOK_ACCENT : LOOK_PLAIN;
}

/* ---- who ---- */

/* Confirming on paper records what somebody else decided. */
static int is_review(const struct work_action *action)
{
	return action->triggers && !action->asks && !action->only_with;
}

static int holds_role(const struct viewer *viewer, const char **roles)
{
	for (; roles && *roles; roles++)
		for (size_t i = 0; i < viewer->post_count; i++)
			if (strcmp(viewer->posts[i].role, *roles) == 0)
				return 1;
	return 0;
}

int inbox_reviews(const struct app *app)
{
	const struct form *filings = kept_form(app_model(app), KEPT_FILING);
	const struct workflow *flow = filings ? filings->workflow : NULL;

	for (size_t i = 0; flow && i < flow->action_count; i++)
		if (is_review(&flow->actions[i]) &&
			holds_role(dataset_viewer(app->data), flow->actions[i].roles))
			return 1;
	return 0;
}

int inbox_is_own(const struct app *app, const struct unit *unit)
{
	const struct viewer *viewer = dataset_viewer(app->data);

	for (size_t i = 0; i < viewer->post_count; i++) {
		const struct unit *post = viewer->posts[i].unit;

		if (post && unit_parent(post, DATE_NONE) &&
			unit_is_within(unit, post, DATE_NONE))
			return 1;
	}
	return 0;
}

int inbox_may_file(const struct app *app, const struct inbox_item *item)
{
	return item->cycle && item->unit &&
		(item->kind == INBOX_RETURNED || item->kind == INBOX_OVERDUE ||
			item->kind == INBOX_DUE) &&
		file_may(app);
}

/* ---- opening ---- */

/* What can be a word of a condition as it stands. */
static const char *name_of(const struct field *field)
{
	const char *label = field_label(field, i18n_lang());

	for (const unsigned char *c = (const unsigned char *)label; *c; c++)
		if (*c < 0x80)
			return field->id;
	return label;
}

static void add_unit(const struct model *model, const struct form *form,
	const struct unit *unit, struct str *out)
{
	struct arena mem = { 0 };
	const char *name = unit_name(unit, DATE_NONE);
	int plain = strcmp(unit_display(&model->units, unit, DATE_NONE, &mem), name) == 0 &&
		!strpbrk(name, " \"'|:*!=<>()");

	str_addf(out, "%s=%s", name_of(form->unit), plain ? name : unit->code);
	arena_release(&mem);
}

static struct screen *filtered(struct app *app, const struct form *form, struct period period,
	const struct unit *unit)
{
	struct str line = { 0 };
	struct screen *browse;

	if (form->period && period.kind != PERIOD_NONE) {
		str_addf(&line, "%s=", name_of(form->period));
		period_print(period, &line);
	}
	if (form->unit && unit) {
		str_add(&line, line.len ? " " : "");
		add_unit(app_model(app), form, unit, &line);
	}
	browse = scr_browse_filtered(app, form, str_text(&line));
	str_release(&line);
	return browse;
}

struct screen *scr_lines(struct app *app, const struct cycle *cycle, const struct unit *unit,
	struct period period)
{
	const struct form *form = cycle->form;
	struct arena mem = { 0 };
	struct filing f = { 0 };
	struct err ignored = { 0 };
	struct str days = { 0 };
	struct screen *above;
	int none = unit && form->grid.rows && file_may(app) &&
		(form->grid.rows == form->unit || inbox_is_own(app, unit)) &&
		filing_of(app->data, cycle, unit, period, &mem, &f, &ignored) == DATA_OK &&
		f.records == 0 && !f.record;

	above = none ? scr_grid_of(app, form, period, unit) : filtered(app, form, period, unit);
	file_tell_days(app, form, period, &days);
	if (days.len)
		screen_message(above, "%s", str_text(&days));
	str_release(&days);
	arena_release(&mem);
	return above;
}

/* Those of the ledger from which the action leaves. */
static struct screen *scr_waiting(struct app *app, const struct inbox_item *item)
{
	const struct model *model = app_model(app);
	const struct work_action *action =
		item->action ? form_action(item->form, item->action) : NULL;
	struct str line = { 0 };
	struct screen *browse;

	for (int state = 0; action && state < 32; state++)
		if (action->from & (UINT32_C(1) << state))
			str_addf(&line, "%s%s", line.len ? "|" : "state=",
				state_id(model, (enum record_state)state));
	browse = scr_browse_filtered(app, item->form, str_text(&line));
	str_release(&line);
	return browse;
}

static struct screen *screen_for(struct app *app, const struct inbox_item *item)
{
	const struct cycle *cycle = item->cycle;
	int own = item->unit && inbox_is_own(app, item->unit);

	if (item->kind == INBOX_RETURNED && cycle && item->unit)
		return scr_returned(app, cycle, item->unit, item->period);
	if (item->kind == INBOX_WAITING && cycle)
		return scr_review(app, cycle, item->period);
	if (cycle && cycle->form && (own || item->kind == INBOX_DUE) && item->unit)
		return scr_lines(app, cycle, item->unit, item->period);
	if (cycle && item->kind != INBOX_STALE)
		return scr_matrix(app, cycle);
	if (item->form && item->record)
		return scr_card(app, item->form, item->record, NULL);
	if (item->kind == INBOX_STALE)
		return scr_corrections(app);
	return item->form ? scr_waiting(app, item) : NULL;
}

enum screen_next inbox_open(struct screen *s, struct app *app, const struct inbox_item *item)
{
	struct screen *above = screen_for(app, item);

	if (above)
		return screen_push(s, above);
	screen_message(s, "%s", item->sentence);
	return SCREEN_STAY;
}

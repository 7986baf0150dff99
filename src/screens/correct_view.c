/*
 * correct_view.c - a correction in words; proposing one from a card.
 */
#include "screens/correct_view.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/periods.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/viewer.h"
#include "screens/card.h"
#include "tui/popup.h"
#include "work/correct.h"

enum { VALUE_LIMIT = 200, REASON_LIMIT = 200 };

const char *correction_text(
	const struct model *model, const struct record *correction, enum correction_field which)
{
	const struct field *field = kept_field(model, KEPT_CORRECTION, which);
	const struct value *value = field ? &correction->values[field->index] : NULL;

	return value && value_is_given(value) && value->kind == KIND_TEXT ? value->text : "";
}

static void show(const struct model *model, const struct record *correction,
	enum correction_field which, struct str *out)
{
	const struct field *field = kept_field(model, KEPT_CORRECTION, which);

	if (!field || !value_is_given(&correction->values[field->index]))
		return;
	str_add(out, " ");
	field_show(model, field, &correction->values[field->index], out);
}

/* "S001" as people call it, as far as the field can tell. */
static void show_value(
	const struct model *model, const struct field *field, const char *text, struct str *out)
{
	struct arena mem = { 0 };
	struct value value;
	struct err ignored = { 0 };

	if (field && field_parse(model, field, text, &mem, &value, &ignored) == 0 &&
		value_is_given(&value))
		field_show(model, field, &value, out);
	else
		str_add(out, *text ? text : _("(nothing)"));
	arena_release(&mem);
}

void correction_show(
	const struct model *model, const struct record *correction, struct str *out)
{
	const struct form *form =
		model_form(model, correction_text(model, correction, CORRECTION_LEDGER));
	const char *id = correction_text(model, correction, CORRECTION_FIELD);
	const struct field *field = form ? form_field(form, id) : NULL;

	if (form)
		str_add(out, form_label(form, i18n_lang()));
	show(model, correction, CORRECTION_PERIOD, out);
	show(model, correction, CORRECTION_UNIT, out);
	str_addf(out, " %s%s", field ? field_label(field, i18n_lang()) : id, _(": "));
	show_value(model, field, correction_text(model, correction, CORRECTION_OLD), out);
	str_add(out, " → ");
	show_value(model, field, correction_text(model, correction, CORRECTION_NEW), out);
	show(model, correction, CORRECTION_REASON, out);
}

int correction_tell_printed(struct screen *s, struct app *app, const struct record *record)
{
	enum kept what;
	const char **lines;
	struct arena mem = { 0 };
	struct str text = { 0 };
	struct err ignored = { 0 };
	size_t count = 0;

	if (form_is_kept(app_model(app), record->form, &what) && what == KEPT_CORRECTION &&
		correct_printed(app->data, record->id, &mem, &lines, &count, &ignored) == 0 &&
		count > 0) {
		str_addf(&text, "%s\n\n",
			_("These were printed with the old value, and have to be printed "
			  "again:"));
		for (size_t i = 0; i < count; i++)
			str_addf(&text, "  %s\n", lines[i]);
		screen_show_text(s, _("Printed reports"), str_text(&text));
	}
	str_release(&text);
	arena_release(&mem);
	return count > 0;
}

/* ---- from a card ---- */

/* The period of the record, where a switched-on cycle asks for it; NULL: none does. */
int correction_period_denies(struct app *app, const struct record *record, struct err *err)
{
	const struct model *model = app_model(app);
	struct err ignored = { 0 };
	struct str why = { 0 };
	const struct cycle *cycle = record->id ? record_cycle(model, record) : NULL;
	int shut = 0;

	if (cycle &&
		period_shut_text(app->data, cycle, record_of_period(record),
			record_of_unit(model, record), &why, &ignored) > 0) {
		err_clear(err);
		err_set(err, ERR_DENIED, "%s", str_text(&why));
		shut = 1;
	}
	str_release(&why);
	return shut;
}

/* Nothing is asked of the store here: it is called at each key. */
int card_can_correct(const struct screen *s)
{
	const struct card *c = (const struct card *)s;
	const struct form *form = kept_form(c->model, KEPT_CORRECTION);
	struct err ignored = { 0 };

	return c->open && c->shut && form &&
		may(c->model, dataset_viewer(c->app->data), ACTION_CREATE, form, NULL,
			&ignored) == 0;
}

static int try(struct card *c, struct correct_order *order, struct correct_done *out,
	struct arena *mem)
{
	struct err err = { 0 };
	int got = correct_propose(c->app->data, order, mem, out, &err);

	if (got < 0)
		screen_fail(&c->base, &err);
	else if (got > 0)
		screen_warn(&c->base, "%s", out->result.sentence);
	return got == DATA_OK;
}

/* The value, then why; what is refused is said before anybody writes a reason. */
static void ask(struct card *c, const struct field *field, struct str *value,
	struct str *reason, struct arena *mem)
{
	struct correct_order order = { .form = c->form,
		.record = c->id,
		.field = field->id,
		.reason = "?",
		.dry_run = 1 };
	struct correct_done done;
	struct str label = { 0 };

	str_addf(&label, _("%s should be"), field_label(field, i18n_lang()));
	field_format(c->model, field, &c->entry.base->values[field->index], value);
	if (screen_prompt(&c->base, str_text(&label), VALUE_LIMIT, value) == 0) {
		order.value = str_text(value);
		if (try(c, &order, &done, mem) &&
			screen_prompt(&c->base, _("Why is it corrected?"), REASON_LIMIT,
				reason) == 0) {
			order.reason = str_text(reason);
			order.dry_run = 0;
			if (try(c, &order, &done, mem))
				screen_message(&c->base,
					_("Correction %s is proposed; it is carried out once "
					  "it is approved."),
					done.number);
		}
	}
	str_release(&label);
}

enum screen_next card_correct(struct screen *s)
{
	struct card *c = (struct card *)s;
	struct box *box = entry_now(&c->entry);
	struct str value = { 0 }, reason = { 0 };
	struct arena mem = { 0 };

	if (!box || box->group) {
		screen_message(s, _("Go to the value that is to be corrected first."));
		return SCREEN_STAY;
	}
	ask(c, box->field, &value, &reason, &mem);
	str_release(&value);
	str_release(&reason);
	arena_release(&mem);
	return SCREEN_STAY;
}

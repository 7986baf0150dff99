#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "unit/work/collecting.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/kept.h"
#include "work/act.h"

void collecting_open(struct collecting *c)
{
	*c = (struct collecting){ .period = { PERIOD_HALF_YEAR, 2027, 1 } };
	office_open(&c->o);
	office_now(&c->o, "2027-06-20T09:00");
	c->cycle = (struct cycle *)model_cycle(c->o.model, "planting");
	assert_non_null(c->cycle);
	c->cycle->since = c->period;
	for (size_t i = 0; i < c->o.model->cycle_count; i++)
		c->o.model->cycles[i].on = &c->o.model->cycles[i] == c->cycle;
	c->bao = office_enter(&c->o, "bao");
	c->chen = office_enter(&c->o, "chen");
	c->zhang = office_enter(&c->o, "zhang");
}

void collecting_close(struct collecting *c)
{
	dataset_close(&c->bao);
	dataset_close(&c->chen);
	dataset_close(&c->zhang);
	office_close(&c->o);
}

const struct unit *unit_of(struct collecting *c, const char *code)
{
	const struct unit *unit = unit_find(&c->o.model->units, code);

	assert_non_null(unit);
	return unit;
}

static void type_in(
	struct collecting *c, struct record *record, const char *field, const char *text)
{
	struct err err = { 0 };

	if (field_parse(c->o.model, form_field(record->form, field), text, &c->o.mem,
		    record_value(record, field), &err) < 0)
		fail_msg("%s: %s", field, err.text);
}

uint64_t enter(struct collecting *c, struct dataset *data, const char *unit,
	const char *species, const char *area, int keep)
{
	struct record *record = record_new(model_form(c->o.model, "planting"), &c->o.mem);
	struct save_options options = { .flags = keep ? SAVE_KEEP : 0 };
	struct save_result result;
	struct err err = { 0 };
	int got;

	type_in(c, record, "period", "2027H1");
	type_in(c, record, "unit", unit);
	type_in(c, record, "species", species);
	type_in(c, record, "area", area);
	type_in(c, record, "as_of", "2027-06-20");
	got = data_save(data, record, &options, &c->o.mem, &result, &err);
	if (got != DATA_OK)
		fail_msg("entering %s gave %d: %s%s", area, got, err.text,
			result.sentence ? result.sentence : "");
	return result.id;
}

int file_it(struct collecting *c, struct dataset *data, const char *unit, int nil)
{
	struct file_order order = { .nil = nil };

	err_clear(&c->err);
	return file_period(data, c->cycle, unit_of(c, unit), c->period, &order, &c->o.mem,
		&c->result, &c->err);
}

struct filing filing_now(struct collecting *c, const char *unit)
{
	struct filing f = { 0 };
	struct err err = { 0 };

	if (filing_of(c->o.owner, c->cycle, unit_of(c, unit), c->period, &c->o.mem, &f, &err) !=
		DATA_OK)
		fail_msg("%s owes nothing: %s", unit, err.text);
	return f;
}

void unlock_it(struct collecting *c, const char *unit, int32_t until)
{
	struct record *record = record_new(kept_form(c->o.model, KEPT_UNLOCK), &c->o.mem);
	struct save_options options = { .flags = SAVE_VERB };
	struct save_result result;
	struct err err = { 0 };

	kept_set(c->o.model, record, KEPT_UNLOCK, UNLOCK_CYCLE, value_text(c->cycle->id));
	kept_set(c->o.model, record, KEPT_UNLOCK, UNLOCK_PERIOD, value_period(c->period));
	kept_set(c->o.model, record, KEPT_UNLOCK, UNLOCK_UNIT, value_text(unit));
	kept_set(c->o.model, record, KEPT_UNLOCK, UNLOCK_UNTIL, value_date(until));
	kept_set(c->o.model, record, KEPT_UNLOCK, UNLOCK_AUTHORITY, value_text("Li"));
	kept_set(c->o.model, record, KEPT_UNLOCK, UNLOCK_REASON, value_text("flood"));
	if (data_save(c->o.owner, record, &options, &c->o.mem, &result, &err) != DATA_OK)
		fail_msg("%s%s", err.text, result.sentence ? result.sentence : "");
}

void act_on(struct collecting *c, struct dataset *data, const char *unit, const char *action,
	const char *reason)
{
	struct filing f = filing_now(c, unit);
	struct act_order order = { .action = action, .reason = reason };
	struct act_done done = { 0 };
	struct err err = { 0 };
	int got;

	assert_non_null(f.record);
	got = work_act(data, f.record->form, f.record->id, 0, &order, &c->o.mem, &done, &err);
	if (got != DATA_OK)
		fail_msg("%s gave %d: %s%s", action, got, err.text,
			done.result.sentence ? done.result.sentence : "");
}

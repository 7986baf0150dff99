/*
 * cycle.c - reporting cycles: their days, who owes them, how they stand.  Nothing is stored.
 */
#include "model/cycle.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/model.h"
#include "model/record.h"

/* ---- days told by a period ---- */

enum {
	OFFSET_MOST = 366,
	WORKDAYS_MOST = 99,
	REST_MOST = 366,                /* a calendar may have no working day at all */
};

static int fault_rule(const char *text, struct err *err)
{
	return err_set(err, ERR_FAULT,
		       _("\"%s\" tells no day; write \"start\", \"end\", \"25\" (of the last "
			 "month), \"+10\" or \"-10\" (days from the end) or \"3w\" (the 3rd "
			 "working day after it)"), text);
}

/* Digits up to a stop that is the end or `last`; 0, -1. */
static int take_small(const char *text, const char *last, int most, int *out)
{
	int n = 0, digits = 0;

	for (; *text >= '0' && *text <= '9' && n <= most; text++, digits++)
		n = n * 10 + (*text - '0');
	if (digits == 0 || n > most || strcmp(text, last) != 0)
		return -1;
	*out = n;
	return 0;
}

int day_rule_parse(const char *text, struct day_rule *out, struct err *err)
{
	struct day_rule rule = { DAY_START, 0 };

	if (strcmp(text, "end") == 0) {
		rule.kind = DAY_END;
	} else if (text[0] == '+' || text[0] == '-') {
		rule.kind = DAY_OFFSET;
		if (take_small(text + 1, "", OFFSET_MOST, &rule.n) < 0)
			return fault_rule(text, err);
		rule.n = text[0] == '-' ? -rule.n : rule.n;
	} else if (take_small(text, "w", WORKDAYS_MOST, &rule.n) == 0 && rule.n > 0) {
		rule.kind = DAY_WORKDAYS;
	} else if (take_small(text, "", 31, &rule.n) == 0 && rule.n > 0) {
		rule.kind = DAY_OF_MONTH;
	} else if (strcmp(text, "start") != 0) {
		return fault_rule(text, err);
	}
	*out = rule;
	return 0;
}

static int32_t nth_workday(const struct calendar *calendar, int32_t day, int n)
{
	for (int rested = 0; n > 0 && rested < REST_MOST; ) {
		day++;
		if (calendar_is_workday(calendar, day)) {
			n--;
			rested = 0;
		} else {
			rested++;
		}
	}
	return day;
}

static int32_t day_of_month(int32_t last, int n)
{
	struct ymd end = date_split(last);
	int days = date_month_days(end.year, end.month);

	return date_of(end.year, end.month, n < days ? n : days);
}

int32_t day_rule_day(const struct day_rule *rule, struct period period,
		     const struct calendar *calendar)
{
	int32_t last = period_last_day(period, &calendar->season);

	switch (rule->kind) {
	case DAY_START:
		return period_first_day(period, &calendar->season);
	case DAY_OF_MONTH:
		return day_of_month(last, rule->n);
	case DAY_OFFSET:
		return last + rule->n;
	case DAY_WORKDAYS:
		return nth_workday(calendar, last, rule->n);
	case DAY_END:
		break;
	}
	return last;
}

static int32_t unrested(const struct calendar *calendar, int32_t day, enum rest_day rest)
{
	int step = rest == REST_NEXT ? 1 : -1;

	for (int i = 0; rest != REST_STAYS && i < REST_MOST; i++) {
		if (calendar_is_workday(calendar, day + i * step))
			return day + i * step;
	}
	return day;
}

int calendar_workdays(const struct calendar *calendar, int32_t from, int32_t to)
{
	int count = 0;

	for (int32_t day = from; day < to; )
		count += calendar_is_workday(calendar, ++day);
	return count;
}

/* ---- cycles by name ---- */

const struct cycle *model_cycle(const struct model *model, const char *id)
{
	for (size_t i = 0; i < model->cycle_count; i++) {
		if (strcmp(model->cycles[i].id, id) == 0)
			return &model->cycles[i];
	}
	return NULL;
}

static int is_called(const struct cycle *cycle, const char *name)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		if (cycle->label[lang] && strcmp(cycle->label[lang], name) == 0)
			return 1;
	}
	return 0;
}

const struct cycle *model_cycle_named(const struct model *model, const char *name)
{
	const struct cycle *found = model_cycle(model, name);

	for (size_t i = 0; i < model->cycle_count && !found; i++) {
		if (is_called(&model->cycles[i], name))
			found = &model->cycles[i];
	}
	return found;
}

const char *cycle_label(const struct cycle *cycle)
{
	return text_in(cycle->label, i18n_lang());
}

void cycle_period_text(const struct cycle *cycle, struct period period, struct str *out)
{
	period_print_long(period, out);
	str_addf(out, " %s", cycle_label(cycle));
}

/* By id: a record under the hands keeps the form of an older model. */
const struct cycle *form_cycle(const struct model *model, const struct form *form,
			       enum period_kind kind)
{
	for (size_t i = 0; i < model->cycle_count; i++) {
		const struct cycle *cycle = &model->cycles[i];

		if (cycle->on && cycle->kind == kind && strcmp(cycle->form_id, form->id) == 0)
			return cycle;
	}
	return NULL;
}

/* ---- its periods and days ---- */

int cycle_asks(const struct cycle *cycle, const struct model *model, struct period period)
{
	return cycle->on && cycle_covers(cycle, model, period);
}

int cycle_covers(const struct cycle *cycle, const struct model *model, struct period period)
{
	if (period.kind == PERIOD_NONE || period.kind != cycle->kind)
		return 0;
	return cycle->since.kind == PERIOD_NONE ||
		period_compare(period, cycle->since, &model->calendar.season) >= 0;
}

const struct cycle *record_cycle(const struct model *model, const struct record *record)
{
	struct period period = record_of_period(record);
	const struct cycle *cycle =
		form_cycle(model, record->form, (enum period_kind)period.kind);

	return cycle && cycle_asks(cycle, model, period) ? cycle : NULL;
}

const struct cycle *record_guard_cycle(const struct model *model, const struct record *record)
{
	const struct cycle *asks = record_cycle(model, record);
	struct period period = record_of_period(record);

	for (size_t i = 0; !asks && i < model->cycle_count; i++)
		if (model->cycles[i].form == record->form &&
			cycle_covers(&model->cycles[i], model, period))
			return &model->cycles[i];
	return asks;
}

static const struct cycle *filing_cycle(const struct model *model, const struct record *record)
{
	const struct field *field = kept_field(model, KEPT_FILING, FILING_CYCLE);
	enum kept what;
	const struct value *value;

	if (!record || !field || !form_is_kept(model, record->form, &what) ||
		what != KEPT_FILING)
		return NULL;
	value = &record->values[field->index];
	return value_is_given(value) ? model_cycle(model, value->text) : NULL;
}

int cycle_lets_review(const struct model *model, const struct record *record, const char *role)
{
	const struct cycle *cycle = filing_cycle(model, record);
	const struct role *is = model_role(model, role);

	if (!cycle || !cycle->review || !is || !role_is_whole(is))
		return 1;
	for (const char **id = cycle->review; *id; id++)
		if (strcmp(*id, role) == 0)
			return 1;
	return 0;
}

struct period cycle_latest(const struct cycle *cycle, const struct model *model, int32_t day)
{
	const struct period none = { PERIOD_NONE, 0, 0 };
	struct period period;

	if (!cycle->on || day == DATE_NONE)
		return none;
	/* it may open before it begins */
	period = period_of_day(day + OFFSET_MOST, cycle->kind, &model->calendar.season);
	if (cycle->kind == PERIOD_SEASON)       /* the day may lie in none */
		period = (struct period){ PERIOD_SEASON,
					  (int16_t)date_split(day + OFFSET_MOST).year, 1 };
	while (cycle_asks(cycle, model, period)) {
		if (cycle_opens(cycle, model, period) <= day)
			return period;
		period = period_previous(period);
	}
	return none;
}

int32_t cycle_opens(const struct cycle *cycle, const struct model *model, struct period period)
{
	return day_rule_day(&cycle->opens, period, &model->calendar);
}

int32_t cycle_due(const struct cycle *cycle, const struct model *model, struct period period)
{
	return unrested(&model->calendar,
			day_rule_day(&cycle->due, period, &model->calendar), cycle->rest);
}

int32_t cycle_late_after(const struct cycle *cycle, const struct model *model,
			 struct period period)
{
	return cycle_due(cycle, model, period) + cycle->grace;
}

int32_t cycle_locked_after(const struct cycle *cycle, const struct model *model,
			   struct period period)
{
	return cycle->lock < 0 || !cycle->on ? DATE_NONE
					     : cycle_due(cycle, model, period) + cycle->lock;
}

/* ---- who owes it ---- */

static int names_code(const char *const *codes, const char *code)
{
	for (; codes && *codes; codes++) {
		if (strcmp(*codes, code) == 0)
			return 1;
	}
	return 0;
}

static int owes(const struct cycle *cycle, const struct unit *unit, int32_t day)
{
	if (!unit_is_valid(unit, day))
		return 0;
	if (cycle->units)
		return names_code(cycle->units, unit->code);
	return names_code(unit->reports, cycle->form_id);
}

static int in_report_order(const void *a, const void *b)
{
	const struct unit *left = *(const struct unit *const *)a;
	const struct unit *right = *(const struct unit *const *)b;

	if (left->report_order == right->report_order)
		return strcmp(left->code, right->code);
	if (left->report_order == 0 || right->report_order == 0)
		return left->report_order == 0 ? 1 : -1;
	return left->report_order < right->report_order ? -1 : 1;
}

size_t cycle_units(const struct cycle *cycle, const struct model *model, struct period period,
		   struct arena *mem, const struct unit ***out)
{
	int32_t day = period_last_day(period, &model->calendar.season);
	VEC(const struct unit *) found = { 0 };

	for (size_t i = 0; cycle_asks(cycle, model, period) && i < model->units.count; i++) {
		if (owes(cycle, &model->units.units[i], day))
			*VEC_PUSH_IN(mem, &found) = &model->units.units[i];
	}
	if (found.count > 1)
		qsort(found.at, found.count, sizeof(*found.at), in_report_order);
	*out = found.at;
	return found.count;
}

const struct unit *cycle_unit_of(const struct cycle *cycle, const struct model *model,
				 struct period period, const struct unit *unit)
{
	int32_t day = period_last_day(period, &model->calendar.season);

	if (!cycle_covers(cycle, model, period))
		return NULL;
	while (unit && !owes(cycle, unit, day))
		unit = unit_parent(unit, day);
	return unit;
}

/* ---- how it stands ---- */

enum due_state cycle_state(const struct cycle *cycle, const struct model *model,
			   struct period period, int32_t filed, int32_t today)
{
	int32_t in_time = cycle_late_after(cycle, model, period);

	if (filed != DATE_NONE)
		return filed <= in_time ? DUE_IN_TIME : DUE_LATE;
	if (today < cycle_opens(cycle, model, period))
		return DUE_NOT_OPEN;
	return today <= in_time ? DUE_OPEN : DUE_OVERDUE;
}

int cycle_reminds(const struct cycle *cycle, const struct model *model, struct period period,
		  int32_t today, int *days)
{
	int from_due = today - cycle_due(cycle, model, period), last = 0;

	*days = -from_due;
	if (!cycle_asks(cycle, model, period) || today < cycle_opens(cycle, model, period))
		return 0;
	for (size_t i = 0; i < cycle->remind_count; i++) {
		last = cycle->remind[i];
		if (last == from_due)
			return 1;
	}
	last = last > 0 ? last : 0;
	return cycle->remind_every > 0 && from_due > last &&
		(from_due - last) % cycle->remind_every == 0;
}

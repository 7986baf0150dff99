/*
 * record_check.c - what is wrong with a record: types, bounds, required fields, rules.
 */
#include "model/record.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

struct finding_vec {
	struct finding *at;
	size_t count, cap;
};

struct check {
	const struct model *model;
	int32_t day;
	/* whose the record is, and when it was: not today's units, but those of its period */
	const struct field *unit;
	int32_t unit_day;
	struct arena *mem;
	struct finding_vec found;
	size_t blocks;
	size_t row;             /* the group's row being checked, from 1; 0 the record itself */
};

static void add_finding(struct check *check, int weight, const struct field *field,
			const struct rule *rule, const char *sentence)
{
	*VEC_PUSH_IN(check->mem, &check->found) = (struct finding){
		.weight = weight, .field = field, .rule = rule, .row = check->row,
		.sentence = arena_text(check->mem, sentence),
	};
	check->blocks += weight == FINDING_BLOCKS;
}

int field_check(const struct model *model, const struct field *field,
		const struct value *value, int32_t day, struct err *err)
{
	const char *label = field_label(field, i18n_lang());

	if (field->compute)
		return 0;
	if (value->state == VALUE_NONE && !(field->flags & FIELD_REQUIRED))
		return 0;
	if (value->state == VALUE_NONE)
		return err_set(err, ERR_FAULT,
			field->flags & FIELD_KEY
				? _("%s is empty; fill it in.")
				: _("%s is empty; fill it in, or type . if it is not known."),
			label);
	if (field->flags & FIELD_KEY && value->state != VALUE_GIVEN)
		return err_set(err, ERR_FAULT,
			field->flags & FIELD_REQUIRED
				? _("%s says which record this is; it cannot be unknown. Fill "
				    "it in.")
				: _("%s says which record this is; fill it in or leave it "
				    "empty."),
			label);
	if (value->carried)
		return err_set(err, ERR_FAULT,
			_("%s is copied from last period and not confirmed yet; press Enter on "
			  "it when it is right, or type the figure."),
			label);
	return field_validate(model, field, value, day, err);
}

static void check_value(struct check *check, const struct field *field,
			const struct value *value)
{
	struct err why = { 0 };
	int32_t day = field == check->unit ? check->unit_day : check->day;

	if (field_check(check->model, field, value, day, &why) < 0)
		add_finding(check, FINDING_BLOCKS, field, NULL, why.text);
}

int field_is_asked(const struct field *field, const struct expr_scope *scope, struct err *err)
{
	int truth = field->asked_if ? expr_truth(field->asked_if, scope, err) : TRUTH_TRUE;

	return truth < 0 ? -1 : truth == TRUTH_TRUE;
}

/* Labels of the fields that decide whether it is asked. */
static void deciding(const struct form *form, const struct field *field, struct str *out)
{
	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *read = &form->fields[i];

		if (expr_reads(field->asked_if, read))
			str_addf(out, "%s%s", out->len ? _(", ") : "",
				field_label(read, i18n_lang()));
	}
}

/* What stands where nothing is asked is kept, and stays out of every figure. */
static void check_skipped(struct check *check, const struct form *form,
			  const struct field *field, const struct value *value)
{
	const char *label = field_label(field, i18n_lang());
	struct str by = { 0 };

	if (value->state == VALUE_NONE || value->state == VALUE_NOT_APPLICABLE)
		return;
	deciding(form, field, &by);
	add_finding(check, FINDING_BLOCKS, field, NULL,
		by.len ? arena_printf(check->mem,
				_("%s is not asked here: empty it, or change %s. Until then "
				  "the record is kept and counts nowhere."),
				label, str_text(&by))
		       : arena_printf(check->mem,
				_("%s is not asked here: empty it. Until then the record is "
				  "kept and counts nowhere."),
				label));
	str_release(&by);
}

static int check_values(struct check *check, const struct form *form,
			const struct expr_scope *scope, struct err *err)
{
	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];
		const struct value *value = &scope->record->values[i];
		int asked = field_is_asked(field, scope, err);

		if (asked < 0)
			return err_prefix(err, "%s", field->id);
		if (asked)
			check_value(check, field, value);
		else
			check_skipped(check, form, field, value);
	}
	return 0;
}

static int check_rules(struct check *check, const struct form *form,
		       const struct expr_scope *scope, struct err *err)
{
	for (size_t i = 0; i < form->rule_count; i++) {
		const struct rule *rule = &form->rules[i];
		int truth = expr_truth(rule->holds, scope, err);

		if (truth < 0)
			return err_prefix(err, "%s", rule->id);
		if (truth == TRUTH_TRUE || (truth == TRUTH_UNKNOWN && !rule->missing_breaks))
			continue;
		add_finding(check, rule->level == RULE_WARN ? FINDING_WARNS : FINDING_BLOCKS,
			rule->field, rule, text_in(rule->say, i18n_lang()));
	}
	return 0;
}

/* Each row is a small record of the group's form, the record outside it its `this`. */
static int check_rows(struct check *check, const struct field *field,
		      const struct record *record, const struct expr_scope *scope,
		      struct err *err)
{
	const struct row_values *rows = &record->values[field->index].rows;
	struct record row = { .form = field->group, .state = record->state };
	struct expr_scope inner = *scope;
	int result = 0;

	inner.record = &row;
	inner.outer = record;
	if (rows->width != field->group->field_count)
		return 0;
	for (size_t i = 0; i < rows->count && result == 0; i++) {
		check->row = i + 1;
		row.values = rows->cells + i * rows->width;
		result = check_values(check, field->group, &inner, err);
		if (result == 0)
			result = check_rules(check, field->group, &inner, err);
	}
	check->row = 0;
	return result;
}

int record_check(const struct model *model, const struct record *record, int32_t day,
		 const struct expr_scope *scope, struct arena *mem, struct findings *out,
		 struct err *err)
{
	struct check check = { .model = model, .day = day, .mem = mem };
	const struct form *form = record->form;
	struct expr_scope own =
		scope ? *scope : (struct expr_scope){ .model = model, .mem = mem };

	own.record = record;
	check.unit = form->unit;
	check.unit_day = unit_view_day(UNITS_WAS, form, record->values,
				       &model->calendar.season);
	if (check.unit_day == DATE_NONE)
		check.unit_day = day;
	if (check_values(&check, form, &own, err) < 0 ||
	    check_rules(&check, form, &own, err) < 0)
		return -1;
	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];

		if (field->group && record->values[i].kind == KIND_ROWS &&
		    field_is_asked(field, &own, err) > 0 &&
		    check_rows(&check, field, record, &own, err) < 0)
			return -1;
	}
	*out = (struct findings){ .at = check.found.at, .count = check.found.count,
				  .blocks = check.blocks };
	return 0;
}

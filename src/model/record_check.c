/*
 * record_check.c - what is wrong with a record: types, bounds, required fields, rules.
 */
#include "model/record.h"

#include <string.h>

#include "base/i18n.h"
#include "base/vec.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"

struct finding_vec {
	struct finding *at;
	size_t count, cap;
};

struct check {
	const struct model *model;
	int32_t day;
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

static void check_value(struct check *check, const struct field *field,
			const struct value *value)
{
	struct err err = { 0 };

	if (field->compute)
		return;
	if (value->state == VALUE_NONE) {
		if (field->flags & FIELD_REQUIRED)
			add_finding(check, FINDING_BLOCKS, field, NULL,
				arena_printf(check->mem,
					field->flags & FIELD_KEY
						? _("%s is empty; fill it in.")
						: _("%s is empty; fill it in, or type . if it "
						  "is not known."),
					field_label(field, i18n_lang())));
		return;
	}
	if (field->flags & FIELD_KEY && value->state != VALUE_GIVEN) {
		add_finding(check, FINDING_BLOCKS, field, NULL,
			arena_printf(check->mem,
				field->flags & FIELD_REQUIRED
					? _("%s says which record this is; it cannot be "
					  "unknown. Fill it in.")
					: _("%s says which record this is; fill it in or "
					  "leave it empty."),
				field_label(field, i18n_lang())));
		return;
	}
	if (field_validate(check->model, field, value, check->day, &err) < 0)
		add_finding(check, FINDING_BLOCKS, field, NULL, err.text);
}

static void check_values(struct check *check, const struct form *form,
			 const struct value *values)
{
	for (size_t i = 0; i < form->field_count; i++)
		check_value(check, &form->fields[i], &values[i]);
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
		check_values(check, field->group, row.values);
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
	check_values(&check, form, record->values);
	if (check_rules(&check, form, &own, err) < 0)
		return -1;
	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];

		if (field->group && record->values[i].kind == KIND_ROWS &&
		    check_rows(&check, field, record, &own, err) < 0)
			return -1;
	}
	*out = (struct findings){ .at = check.found.at, .count = check.found.count,
				  .blocks = check.blocks };
	return 0;
}

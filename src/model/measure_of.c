/*
 * measure_of.c - numbers whose measure unit is told by the code beside them.
 */
#include "model/form.h"

#include <string.h>

#include "base/str.h"
#include "model/expr.h"
#include "model/model.h"

const struct measure *field_measure_by(const struct model *model, const struct field *field,
				       const struct value *code)
{
	const struct code *found = NULL;

	if (value_is_given(code))
		found = code_list_find(field->measure_of->list, code->text);
	return found && found->measure ? measure_find(&model->measures, found->measure) : NULL;
}

const struct measure *field_measure(const struct model *model, const struct field *field,
				    const struct value *values)
{
	const struct field *by = field->measure_of;

	if (!by)
		return field->measure;
	return values ? field_measure_by(model, field, &values[by->index]) : NULL;
}

const struct field *field_beside(const struct model *model, const struct field *field,
				 const struct value *values, struct field *room)
{
	if (!field->measure_of)
		return field;
	*room = *field;
	room->measure = field_measure(model, field, values);
	return room;
}

void field_add_measure(const struct model *model, const struct field *field,
		       const struct value *values, struct str *out)
{
	const struct measure *measure;
	const char *label;

	if (!field->measure_of || !value_is_given(&values[field->index]))
		return;
	measure = field_measure(model, field, values);
	label = measure ? text_in(measure->label, i18n_lang()) : "";
	if (*label)
		str_addf(out, " %s", label);
}

const struct expr *expr_fixed(const struct expr *where, const struct field *field)
{
	struct arena mem = { 0 };
	struct expr_bound *bounds;
	const struct expr *found = NULL;
	int exact;
	size_t count = where ? expr_bounds(where, &mem, &bounds, &exact) : 0;

	for (size_t i = 0; i < count && !found; i++) {
		if (bounds[i].field == field && bounds[i].op == BOUND_EQUAL)
			found = bounds[i].value;
	}
	arena_release(&mem);
	return found;
}

int figures_go_together(const struct field *field, const struct expr *where)
{
	return !field->measure_of || expr_fixed(where, field->measure_of) != NULL;
}

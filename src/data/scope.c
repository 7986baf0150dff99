/*
 * scope.c - which rows the viewer sees, by unit and by owner.
 */
#include "data/scope.h"

#include <string.h>

#include "data/dataset_internal.h"
#include "model/form.h"

const struct field *scope_owner(const struct model *model, const struct form *form)
{
	const struct query_fields *queries = &model->site.queries;

	if (form->owner)
		return form->owner;
	return queries->form && strcmp(queries->form, form->id) == 0
		? form_field(form, queries->owner)
		: NULL;
}

static const struct field *shared_field(const struct model *model, const struct form *form)
{
	return form->owner ? form->shared : form_field(form, model->site.queries.shared);
}

void scope_find(struct dataset *data, struct shape *shape)
{
	const struct unit_tree *tree = &data->model->units;
	const struct form *form = shape->form;

	if (!shape->seen)
		shape->seen = arena_array(&data->mem, tree->count + 1, 1);
	shape->sees_unitless = viewer_sees(data->model, &data->viewer, form, NULL);
	shape->sees_units = shape->sees_unitless;
	for (size_t i = 0; i < tree->count; i++) {
		shape->seen[i] = (unsigned char)viewer_sees(
			data->model, &data->viewer, form, &tree->units[i]);
		shape->sees_units &= shape->seen[i];
	}
	if (!form->unit)
		shape->sees_units = shape->sees_unitless;
	shape->owner = data->viewer.everything ? NULL : scope_owner(data->model, form);
	shape->shared = shape->owner ? shared_field(data->model, form) : NULL;
	shape->sees_all = shape->sees_units && !shape->owner;
}

void scope_refresh(struct dataset *data)
{
	for (size_t i = 0; i < data->shapes.count; i++)
		scope_find(data, data->shapes.at[i]);
}

/* A code that the tree does not have is nobody's: only who sees all units sees its rows. */
int shape_sees(const struct dataset *data, const struct shape *shape, const char *unit)
{
	const struct unit *found;

	if (shape->sees_units)
		return 1;
	if (!unit)
		return shape->sees_unitless;
	found = unit_find(&data->model->units, unit);
	return found && shape->seen[found->index];
}

/* Of a form with rows of one's own: shared, or the viewer's. */
static int is_open_to(
	const struct viewer *viewer, const struct shape *shape, const struct value *values)
{
	const struct value *owner = &values[shape->owner->index];
	const struct value *shared = shape->shared ? &values[shape->shared->index] : NULL;

	if (shared && shared->state == VALUE_GIVEN && shared->kind == KIND_BOOL && shared->yes)
		return !viewer->locked;
	return !viewer->locked && owner->state == VALUE_GIVEN && owner->kind == KIND_TEXT &&
		*owner->text && strcmp(owner->text, viewer->login) == 0;
}

int scope_sees(
	const struct dataset *data, const struct shape *shape, const struct record *record)
{
	if (shape->sees_all)
		return 1;
	if (!shape_sees(data, shape, record_unit(shape, record)))
		return 0;
	return !shape->owner || is_open_to(&data->viewer, shape, record->values);
}

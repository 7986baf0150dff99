/*
 * form_sets.c - what a form says about its fields: key, columns, totals; names used once.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "conf/form_sets.h"
#include "model/field_type.h"

const struct field_type *field_answer(const struct field *field)
{
	return (field->type->flags & TYPE_COMPUTED) && field->result ? field->result
								     : field->type;
}

static int field_is_number(const struct field *field)
{
	return (field_answer(field)->flags & TYPE_NUMBER) != 0;
}

/* ---- each name stands for one field ---- */

static int labels_meet(const struct field *a, const struct field *b, const char **shared)
{
	for (int i = 0; i < LANG_COUNT; i++)
		for (int k = 0; k < LANG_COUNT; k++)
			if (a->label[i] && b->label[k] &&
				strcmp(a->label[i], b->label[k]) == 0) {
				*shared = a->label[i];
				return 1;
			}
	return 0;
}

static void check_old_ids(struct reader *r, const struct form *form, const struct field *field)
{
	for (const char **old = field->old_ids; old && *old; old++)
		if (form_field(form, *old))
			fault_here(r, field->at.line,
				_("field %s was \"%s\", which is a field of "
				  "the form still; take one of them out"),
				field->id, *old);
}

void check_field_names(struct reader *r, const struct form *form)
{
	const char *label = NULL;

	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];

		check_old_ids(r, form, field);
		for (size_t k = 0; k < i; k++) {
			const struct field *before = &form->fields[k];

			if (strcmp(field->id, before->id) == 0)
				fault_here(r, field->at.line,
					_("field \"%s\" is there already, at "
					  "line %d; give each its own id"),
					field->id, before->at.line);
			else if (labels_meet(field, before, &label))
				fault_here(r, field->at.line,
					_("fields %s and %s have the same "
					  "label \"%s\"; change one of them"),
					before->id, field->id, label);
		}
	}
}

/* ---- fields named by other settings ---- */

static void fault_no_field(
	struct reader *r, const struct form *form, int line, const char *what, const char *name)
{
	const char **known = arena_array(&r->scratch, form->field_count, sizeof(*known));
	const char *near;

	for (size_t i = 0; i < form->field_count; i++)
		known[i] = form->fields[i].id;
	near = nearest_name(name, known, form->field_count);
	if (near)
		fault_here(r, line, _("%s names no field: \"%s\"; did you mean \"%s\"?"), what,
			name, near);
	else
		fault_here(r, line,
			_("%s names no field: \"%s\"; write the id of a field of this "
			  "form"),
			what, name);
}

const struct field *field_named(
	struct reader *r, const struct form *form, config_setting_t *node, const char *what)
{
	const char *name = node_text(r, node);
	const struct field *field = name ? form_field(form, name) : NULL;

	if (name && !field)
		fault_no_field(r, form, node_line(node), what, name);
	return field;
}

void read_field_set(struct reader *r, config_setting_t *node, const struct form *form,
	const char *what, struct field_set *out)
{
	size_t count = node_count(node);

	out->at = arena_array(r->mem, count, sizeof(*out->at));
	out->count = 0;
	if (node && !config_setting_is_array(node) && !config_setting_is_list(node)) {
		fault_here(r, node_line(node),
			_("%s is a list of fields; write it like this: %s"), what,
			"[\"a\", \"b\"]");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		config_setting_t *element = config_setting_get_elem(node, (unsigned)i);
		const struct field *field = field_named(r, form, element, what);

		for (size_t k = 0; field && k < out->count; k++)
			if (out->at[k] == field) {
				fault_here(r, node_line(element),
					_("%s names the field \"%s\" "
					  "twice; take one out"),
					what, field->id);
				field = NULL;
			}
		if (field)
			out->at[out->count++] = field;
	}
}

static void need_keyed(
	struct reader *r, int line, const struct field_set *set, const char *what)
{
	for (size_t i = 0; i < set->count; i++)
		if ((set->at[i]->type->flags & (TYPE_NOT_KEYED | TYPE_GROUP)) ||
			(set->at[i]->flags & FIELD_SEVERAL))
			fault_here(r, line,
				_("%s cannot hold field %s (type %s%s); use fields with "
				  "one short value"),
				what, set->at[i]->id, set->at[i]->type->name,
				set->at[i]->flags & FIELD_SEVERAL ? ", several" : "");
}

void need_numbers(
	struct reader *r, int line, const struct field_set *set, const char *what)
{
	for (size_t i = 0; i < set->count; i++)
		if (!field_is_number(set->at[i]))
			fault_here(r, line,
				_("%s: field %s is no number (type %s); name a number"), what,
				set->at[i]->id, set->at[i]->type->name);
}

static void keyed_set(struct reader *r, config_setting_t *node, const struct form *form,
	const char *what, struct field_set *out)
{
	if (!node)
		return;
	read_field_set(r, node, form, what, out);
	need_keyed(r, node_line(node), out, what);
}

static const struct field *role(struct reader *r, config_setting_t *node,
	const struct form *form, const char *what, const char *type)
{
	const struct field *field = node ? field_named(r, form, node, what) : NULL;

	if (!field || strcmp(field->type->name, type) == 0)
		return field;
	fault_here(r, node_line(node), _("%s: field %s is of type %s; it must be of type %s"),
		what, field->id, field->type->name, type);
	return NULL;
}

static void read_indexes(struct reader *r, config_setting_t *list, struct form *form)
{
	size_t count = node_count(list);

	form->indexes = arena_array(r->mem, count, sizeof(*form->indexes));
	form->index_count = count;
	for (size_t i = 0; i < count; i++)
		keyed_set(r, config_setting_get_elem(list, (unsigned)i), form, "indexes",
			&form->indexes[i].fields);
}

struct set_pair {
	config_setting_t *first, *second, *third;
};

/* clang-format off */
static const struct spec total_specs[] = {
	SPEC_NEED("by", NODE, offsetof(struct set_pair, first), "by = [\"...\", \"...\"];"),
	SPEC_NEED("sum", NODE, offsetof(struct set_pair, second), "sum = [\"...\"];"),
	SPEC_END,
};

static const struct spec grid_specs[] = {
	SPEC_NEED("rows", NODE, offsetof(struct set_pair, first), "rows = \"...\";"),
	SPEC_NEED("cells", NODE, offsetof(struct set_pair, second), "cells = [\"...\"];"),
	SPEC_END,
};

static const struct spec parts_specs[] = {
	SPEC_NEED("within", NODE, offsetof(struct set_pair, first), "within = [\"...\"];"),
	SPEC_NEED("unit", NODE, offsetof(struct set_pair, second), "unit = \"...\";"),
	SPEC("axes", NODE, offsetof(struct set_pair, third)),
	SPEC_END,
};
/* clang-format on */

static int set_has(const struct field_set *set, const struct field *field)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->at[i] == field)
			return 1;
	return 0;
}

/* Persons and money are never added together. */
static void need_alike(struct reader *r, int line, const struct form_total *total)
{
	for (size_t i = 0; i < total->sum.count; i++) {
		const struct field *by = total->sum.at[i]->measure_of;

		if (by && !set_has(&total->by, by))
			fault_here(r, line,
				_("totals sum: field %s has a measure unit for each %s; write "
				  "%s in by too"),
				total->sum.at[i]->id, by->id, by->id);
	}
}

static void read_total(struct reader *r, config_setting_t *group, const struct form *form,
	struct form_total *out)
{
	struct set_pair read = { 0 };

	if (read_group(r, group, total_specs, NULL, &read) < 0)
		return;
	keyed_set(r, read.first, form, "totals by", &out->by);
	for (size_t i = 0; i < out->by.count; i++)
		if (field_is_number(out->by.at[i]))
			fault_here(r, node_line(read.first),
				_("totals by: field %s is a number; "
				  "name codes, units, periods"),
				out->by.at[i]->id);
	read_field_set(r, read.second, form, "totals sum", &out->sum);
	need_numbers(r, node_line(read.second), &out->sum, "totals sum");
	need_alike(r, node_line(read.second), out);
}

static void read_totals(struct reader *r, config_setting_t *list, struct form *form)
{
	size_t count = node_count(list);

	form->totals = arena_array(r->mem, count, sizeof(*form->totals));
	form->total_count = count;
	for (size_t i = 0; i < count; i++) {
		config_setting_t *group = group_at(r, list, i);

		if (group)
			read_total(r, group, form, &form->totals[i]);
	}
}

enum { MOST_AXES = 16 };

static void read_parts(struct reader *r, config_setting_t *group, struct form *form)
{
	struct form_parts *parts = &form->parts;
	struct set_pair read = { 0 };

	if (read_group(r, group, parts_specs, NULL, &read) < 0)
		return;
	keyed_set(r, read.first, form, "parts within", &parts->within);
	parts->unit = role(r, read.second, form, "parts unit", "unit");
	keyed_set(r, read.third, form, "parts axes", &parts->axes);
	if (parts->axes.count > MOST_AXES)
		fault_here(
			r, node_line(read.third), _("parts has more than %d axes"), MOST_AXES);
}

static void read_grid(struct reader *r, config_setting_t *group, struct form *form)
{
	struct form_grid *grid = &form->grid;
	struct set_pair read = { 0 };

	if (read_group(r, group, grid_specs, NULL, &read) < 0)
		return;
	grid->rows = field_named(r, form, read.first, "grid rows");
	if (grid->rows &&
		(!word_is_in(grid->rows->type->name, "unit code") ||
			(grid->rows->flags & FIELD_SEVERAL)))
		fault_here(r, node_line(read.first),
			_("%s: field %s is of type %s; it must be of "
			  "type %s"),
			"grid rows", grid->rows->id, grid->rows->type->name, "unit, code");
	read_field_set(r, read.second, form, "grid cells", &grid->cells);
	need_numbers(r, node_line(read.second), &grid->cells, "grid cells");
}

/* Without columns: whatever fits one line and is still in use. */
static void default_columns(struct reader *r, struct form *form)
{
	form->columns.at = arena_array(r->mem, form->field_count, sizeof(*form->columns.at));
	form->columns.count = 0;
	for (size_t i = 0; i < form->field_count; i++)
		if (!(form->fields[i].type->flags & (TYPE_GROUP | TYPE_MULTI_LINE)) &&
			!(form->fields[i].flags & FIELD_RETIRED))
			form->columns.at[form->columns.count++] = &form->fields[i];
}

static const char *joined_ids(struct reader *r, const struct field_set *set)
{
	struct str ids = { 0 };
	const char *text;

	for (size_t i = 0; i < set->count; i++)
		str_addf(&ids, "%s%s", i ? " " : "", set->at[i]->id);
	text = arena_text(r->mem, str_text(&ids));
	str_release(&ids);
	return text;
}

static void check_stored_set(struct reader *r, const struct form *form,
	const struct field_set *set, const char *what)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->at[i]->compute && expr_has_aggregate(set->at[i]->compute))
			fault_here(r, form->at.line,
				_("%s cannot hold field %s: it asks other "
				  "records and is not stored"),
				what, set->at[i]->id);
}

void check_stored(struct reader *r, const struct form *form)
{
	check_stored_set(r, form, &form->key, "key");
	check_stored_set(r, form, &form->likely, "likely");
	for (size_t i = 0; i < form->index_count; i++)
		check_stored_set(r, form, &form->indexes[i].fields, "indexes");
	for (size_t i = 0; i < form->total_count; i++) {
		check_stored_set(r, form, &form->totals[i].by, "totals by");
		check_stored_set(r, form, &form->totals[i].sum, "totals sum");
	}
}

void read_form_sets(struct reader *r, const struct form_sets *sets, struct form *form)
{
	struct field_set title = { 0 };

	form->period = role(r, sets->period, form, "period", "period");
	form->unit = role(r, sets->unit, form, "unit", "unit");
	form->as_of = role(r, sets->as_of, form, "as_of", "date");
	keyed_set(r, sets->key, form, "key", &form->key);
	for (size_t i = 0; i < form->key.count; i++)
		form->fields[form->key.at[i]->index].flags |= FIELD_KEY;
	read_field_set(r, sets->columns, form, "columns", &form->columns);
	if (!sets->columns)
		default_columns(r, form);
	keyed_set(r, sets->sort, form, "sort", &form->sort);
	if (!sets->sort)
		form->sort = form->key;
	keyed_set(r, sets->likely, form, "likely", &form->likely);
	read_field_set(r, sets->title, form, "title", &title);
	form->title = joined_ids(r, &title);
	read_indexes(r, sets->indexes, form);
	read_totals(r, sets->totals, form);
	if (sets->parts)
		read_parts(r, sets->parts, form);
	if (sets->grid)
		read_grid(r, sets->grid, form);
	for (size_t i = 0; i < form->field_count; i++)
		if (form->fields[i].preset_param && !form->period &&
			strcmp(form->fields[i].preset_param, "period_end") == 0)
			fault_here(r, form->fields[i].at.line,
				_("field %s: \"$period_end\" needs "
				  "a period; write period = \"...\"; in the form"),
				form->fields[i].id);
}

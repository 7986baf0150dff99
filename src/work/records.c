/*
 * records.c - opening, filling in and saving the records of one verb.
 */
#include "work/records.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

void changes_begin(struct changes *c, struct dataset *data, struct arena *mem)
{
	*c = (struct changes){ .data = data, .mem = mem };
	c->items = arena_array(mem, CHANGES_MOST, sizeof(*c->items));
}

static const struct form *find_form(const struct changes *c, const char *id, struct err *err)
{
	const struct form *form = id ? model_form(dataset_model(c->data), id) : NULL;

	if (!form)
		err_set(err, ERR_FAULT,
			_("conf/site.conf names no sound form for users, posts or keys; "
			  "herbledger check says what is wrong"));
	return form;
}

static struct record *take(struct changes *c, struct record *record, struct err *err)
{
	if (c->count == CHANGES_MOST) {
		err_set(err, ERR_USAGE, _("Too much at once: do it in parts"));
		return NULL;
	}
	c->items[c->count++].record = record;
	return record;
}

struct record *changes_open(struct changes *c, const char *id, uint64_t number, struct err *err)
{
	const struct form *form = find_form(c, id, err);
	struct record *record = NULL;
	int got;

	if (!form)
		return NULL;
	for (size_t i = 0; i < c->count; i++)
		if (c->items[i].record->form == form && c->items[i].record->id == number)
			return c->items[i].record;
	got = data_get(c->data, form, number, c->mem, &record, err);
	if (got > 0)
		err_set(err, ERR_NOT_FOUND, _("there is no record %llu in %s"),
			(unsigned long long)number, form_label(form, i18n_lang()));
	return got == 0 ? take(c, record, err) : NULL;
}

struct record *changes_new(struct changes *c, const char *id, struct err *err)
{
	const struct form *form = find_form(c, id, err);

	return form ? take(c, record_new(form, c->mem), err) : NULL;
}

static int refuse(const struct changes *c, int result, struct err *err)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct save_item *item = &c->items[i];

		if (item->result != result || !item->detail.sentence)
			continue;
		return err_set(err, result == DATA_CONFLICT ? ERR_CONFLICT : ERR_FAULT, "%s",
			item->detail.sentence);
	}
	return err_set(err, ERR_FAULT, _("It could not be saved"));
}

/* Whoever has confirmed the whole has confirmed its warnings; 0: there are faults too. */
static int answer_warnings(struct changes *c, const char *reason)
{
	int any = 0;

	for (size_t i = 0; i < c->count; i++) {
		struct save_item *item = &c->items[i];

		if (item->result != DATA_FINDINGS)
			continue;
		if (item->detail.findings.blocks > 0)
			return 0;
		item->record->warn_reason =
			text_is_empty(reason) ? _("confirmed with the whole") : reason;
		any = 1;
	}
	return any;
}

int changes_save(struct changes *c, const char *reason, int dry_run, struct err *err)
{
	struct save_options options = {
		.flags = SAVE_ACCEPT_WARNINGS | (dry_run ? SAVE_DRY_RUN : 0), .reason = reason
	};
	int got;

	if (c->count == 0)
		return 0;
	got = data_save_together(c->data, c->items, c->count, &options, c->mem, err);
	if (got == DATA_FINDINGS && answer_warnings(c, reason))
		got = data_save_together(
			c->data, c->items, c->count, &options, c->mem, err);
	return got > 0 ? refuse(c, got, err) : got;
}

/* ---- values ---- */

void set_in(struct record *record, const char *field, struct value value)
{
	struct value *at = field ? record_value(record, field) : NULL;

	if (at)
		*at = value;
}

static struct row_values *rows_in(const struct record *record, const char *rows,
	const struct form **group)
{
	const struct field *field = rows ? form_field(record->form, rows) : NULL;

	if (!field || !field->group)
		return NULL;
	*group = field->group;
	return &record->values[field->index].rows;
}

size_t rows_of(const struct record *record, const char *rows)
{
	const struct field *field = rows ? form_field(record->form, rows) : NULL;
	const struct value *v = field ? &record->values[field->index] : NULL;

	return v && v->state == VALUE_GIVEN && v->kind == KIND_ROWS ? v->rows.count : 0;
}

struct value *cell_in(const struct record *record, const char *rows, size_t row,
	const char *field)
{
	const struct form *group;
	struct row_values *all = rows_in(record, rows, &group);
	const struct field *cell = all ? form_field(group, field) : NULL;

	if (!cell)
		BUG("rows %s have no field %s", rows, field);
	return &all->cells[row * all->width + cell->index];
}

size_t row_add(struct record *record, const char *rows, struct arena *mem)
{
	const struct form *group = NULL;
	size_t count = rows_of(record, rows), width;
	struct row_values *all = rows_in(record, rows, &group);
	struct value *cells;

	if (!all)
		BUG("no rows %s", rows);
	width = group->field_count;
	cells = arena_array(mem, (count + 1) * width, sizeof(*cells));
	if (count)
		memcpy(cells, all->cells, count * width * sizeof(*cells));
	*record_value(record, rows) = (struct value){ .state = VALUE_GIVEN, .kind = KIND_ROWS };
	*all = (struct row_values){ .cells = cells, .count = count + 1, .width = width };
	return count;
}

void row_drop(struct record *record, const char *rows, size_t row)
{
	const struct form *group;
	struct row_values *all = rows_in(record, rows, &group);
	struct value *cells = all->cells;

	memmove(&cells[row * all->width], &cells[(row + 1) * all->width],
		(all->count - row - 1) * all->width * sizeof(*cells));
	if (--all->count == 0)
		*record_value(record, rows) = (struct value){ .state = VALUE_NONE };
}

struct value value_of_id(uint64_t id, struct arena *mem)
{
	return value_text(arena_printf(mem, "%" PRIu64, id));
}

uint64_t id_of_value(const struct value *value)
{
	return value_is_given(value) && value->kind == KIND_TEXT
		? strtoull(value->text, NULL, 10)
		: 0;
}

int32_t day_of_value(const struct value *value)
{
	return value_is_given(value) && value->kind == KIND_DATE ? value->date : DATE_NONE;
}

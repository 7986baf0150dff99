/*
 * collect_cells.c - how complete a ledger is: of the required cells those in a real state.
 *
 * Given and not applicable are real; missing, empty and carried over without a look are not.
 * With `each` there is one record for every code that was valid in the period.
 */
#include "work/collect_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/code.h"
#include "model/expr.h"
#include "model/model.h"

enum { MARK_GIVEN = 1, MARK_LACKS = 2 };

/* Without required cells a record is its own cell. */
static size_t width_of(const struct cycle *cycle)
{
	return cycle->required.count ? cycle->required.count : 1;
}

static int code_is_valid(const struct code *code, int32_t day)
{
	return (code->valid_from == DATE_NONE || code->valid_from <= day) &&
		(code->valid_to == DATE_NONE || code->valid_to >= day);
}

void cells_begin(struct cells *c, const struct model *model, const struct cycle *cycle,
	struct period period, struct arena *mem)
{
	const struct code_list *list = cycle->each ? cycle->each->list : NULL;
	int32_t day = period_last_day(period, &model->calendar.season);

	*c = (struct cells){ .model = model, .cycle = cycle, .mem = mem };
	if (!list)
		return;
	c->codes = arena_array(mem, list->count, sizeof(*c->codes));
	for (size_t i = 0; i < list->count; i++)
		if (code_is_valid(&list->codes[i], day))
			c->codes[c->code_count++] = &list->codes[i];
	c->marks = arena_array(mem, c->code_count * width_of(cycle), 1);
}

static int is_real(
	const struct cells *c, const struct record *record, const struct field *field)
{
	const struct value *v = &record->values[field->index];
	struct expr_scope scope = { .model = c->model, .record = record, .mem = c->mem };
	struct err ignored = { 0 };

	if (v->carried)
		return 0;
	if (v->state == VALUE_GIVEN || v->state == VALUE_NOT_APPLICABLE)
		return 1;
	return v->state == VALUE_NONE && field->asked_if &&
		field_is_asked(field, &scope, &ignored) == 0;
}

static void lacks(struct cells *c, const char *text)
{
	if (c->listing)
		*VEC_PUSH_IN(c->mem, &c->lacks) = text;
}

static void add_record(struct cells *c, const struct record *record)
{
	const struct field_set *required = &c->cycle->required;

	c->wanted += width_of(c->cycle);
	c->given += required->count == 0;
	for (size_t i = 0; i < required->count; i++) {
		struct str text = { 0 };

		if (is_real(c, record, required->at[i])) {
			c->given++;
			continue;
		}
		if (!c->listing)
			continue;
		record_title(c->model, record, &text);
		str_addf(&text, " %s", field_label(required->at[i], i18n_lang()));
		lacks(c, str_keep(&text, c->mem));
	}
}

static unsigned char *marks_of(struct cells *c, const char *code)
{
	for (size_t i = 0; i < c->code_count; i++)
		if (strcmp(c->codes[i]->code, code) == 0)
			return &c->marks[i * width_of(c->cycle)];
	return NULL;
}

static void add_code(struct cells *c, const struct record *record)
{
	const struct value *v = &record->values[c->cycle->each->index];
	unsigned char *marks =
		v->state == VALUE_GIVEN && v->kind == KIND_TEXT ? marks_of(c, v->text) : NULL;

	if (!marks)
		return;
	if (c->cycle->required.count == 0)
		marks[0] |= MARK_GIVEN;
	for (size_t i = 0; i < c->cycle->required.count; i++)
		marks[i] |=
			is_real(c, record, c->cycle->required.at[i]) ? MARK_GIVEN : MARK_LACKS;
}

void cells_add(struct cells *c, const struct record *record)
{
	c->records++;
	if (c->cycle->each)
		add_code(c, record);
	else
		add_record(c, record);
}

static void end_code(struct cells *c, size_t at)
{
	const struct field_set *required = &c->cycle->required;
	const char *label = code_label(c->codes[at], i18n_lang());

	for (size_t i = 0; i < width_of(c->cycle); i++) {
		if (c->marks[at * width_of(c->cycle) + i] == MARK_GIVEN)
			c->given++;
		else if (required->count > 1)
			lacks(c,
				arena_printf(c->mem, "%s %s", label,
					field_label(required->at[i], i18n_lang())));
		else
			lacks(c, label);
	}
}

void cells_end(struct cells *c)
{
	if (!c->cycle->each) {
		c->wanted = c->wanted ? c->wanted : width_of(c->cycle);
		return;
	}
	c->wanted = c->code_count * width_of(c->cycle);
	for (size_t i = 0; i < c->code_count; i++)
		end_code(c, i);
}

int cells_lacking(struct cells *c, const struct model *model, const struct filing *f,
	struct record *const *lines, size_t count, struct arena *mem)
{
	cells_begin(c, model, f->cycle, f->period, mem);
	c->listing = 1;
	for (size_t i = 0; i < count; i++)
		cells_add(c, lines[i]);
	cells_end(c);
	return c->given < c->wanted;
}

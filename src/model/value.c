/*
 * value.c - making, comparing and copying values; knows nothing of fields and forms.
 */
#include "model/value.h"

#include <string.h>

#include "base/arena.h"

struct value value_number(struct decimal number)
{
	return (struct value){ .state = VALUE_GIVEN, .kind = KIND_NUMBER, .number = number };
}

struct value value_text(const char *text)
{
	return (struct value){ .state = VALUE_GIVEN, .kind = KIND_TEXT, .text = text };
}

struct value value_date(int32_t day)
{
	return (struct value){ .state = VALUE_GIVEN, .kind = KIND_DATE, .date = day };
}

struct value value_period(struct period p)
{
	return (struct value){ .state = VALUE_GIVEN, .kind = KIND_PERIOD, .period = p };
}

struct value value_bool(int yes)
{
	return (struct value){ .state = VALUE_GIVEN, .kind = KIND_BOOL, .yes = yes != 0 };
}

struct value value_state_only(enum value_state state)
{
	return (struct value){ .state = (uint8_t)state };
}

static int same_text(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(a, b) == 0;
}

static int same_list(const struct value_list *a, const struct value_list *b)
{
	if (a->count != b->count)
		return 0;
	for (size_t i = 0; i < a->count; i++) {
		if (!same_text(a->at[i], b->at[i]))
			return 0;
	}
	return 1;
}

static int same_rows(const struct row_values *a, const struct row_values *b)
{
	if (a->count != b->count || a->width != b->width)
		return 0;
	for (size_t i = 0; i < a->count * a->width; i++) {
		if (!value_equal(&a->cells[i], &b->cells[i]))
			return 0;
	}
	return 1;
}

static int same_content(const struct value *a, const struct value *b)
{
	switch ((enum value_kind)a->kind) {
	case KIND_NONE:
		return 1;
	case KIND_NUMBER:
		return decimal_compare(a->number, b->number) == 0 &&
		       decimal_compare(a->upper, b->upper) == 0;
	case KIND_TEXT:
		return same_text(a->text, b->text);
	case KIND_DATE:
		return a->date == b->date;
	case KIND_PERIOD:
		return period_key_compare(a->period, b->period) == 0;
	case KIND_BOOL:
		return a->yes == b->yes;
	case KIND_LIST:
		return same_list(&a->list, &b->list);
	case KIND_ROWS:
		return same_rows(&a->rows, &b->rows);
	}
	return 0;
}

int value_equal(const struct value *a, const struct value *b)
{
	return a->state == b->state && a->kind == b->kind && a->carried == b->carried &&
	       a->nature == b->nature && same_text(a->qualifier, b->qualifier) &&
	       same_text(a->note, b->note) && same_content(a, b);
}

static const char *copied_text(const char *text, struct arena *mem)
{
	return text ? arena_text(mem, text) : NULL;
}

static void copy_list(struct value_list *list, struct arena *mem)
{
	const char **at = arena_array(mem, list->count, sizeof(*at));

	for (size_t i = 0; i < list->count; i++)
		at[i] = copied_text(list->at[i], mem);
	list->at = at;
}

static void copy_rows(struct row_values *rows, struct arena *mem)
{
	size_t count = rows->count * rows->width;
	struct value *cells = arena_array(mem, count, sizeof(*cells));

	for (size_t i = 0; i < count; i++)
		cells[i] = value_copy(&rows->cells[i], mem);
	rows->cells = cells;
}

struct value value_copy(const struct value *v, struct arena *mem)
{
	struct value copy = *v;

	copy.qualifier = copied_text(v->qualifier, mem);
	copy.note = copied_text(v->note, mem);
	if (v->kind == KIND_TEXT)
		copy.text = copied_text(v->text, mem);
	else if (v->kind == KIND_LIST)
		copy_list(&copy.list, mem);
	else if (v->kind == KIND_ROWS)
		copy_rows(&copy.rows, mem);
	return copy;
}

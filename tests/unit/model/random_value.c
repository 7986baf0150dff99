/* random_value.c - any value at all. */
#include "random_value.h"

#include "base/date.h"
#include "base/str.h"
#include "base/xalloc.h"

const char *random_text(struct prop *p, struct arena *mem)
{
	static const char *const bits[] = {
		"a", "b", "Z", "0", "9", " ", ".", "/", "\\", "|", ";", ",", "×", "X", "。", "、", "亩",
		"黄芪", "=", "-", "'", "\"",
	};
	struct str s = { 0 };
	const char *text;

	for (uint64_t n = prop_below(p, 6); n > 0; n--)
		str_add(&s, bits[prop_below(p, COUNT_OF(bits))]);
	text = arena_text(mem, str_text(&s));
	str_release(&s);
	return text;
}

static struct decimal random_number(struct prop *p)
{
	return (struct decimal){ .unscaled = (int64_t)prop_u64(p) >> prop_below(p, 60),
				 .scale = (int)prop_below(p, DECIMAL_MAX_SCALE + 1) };
}

static void fill_list(struct prop *p, struct arena *mem, struct value_list *list)
{
	list->count = prop_below(p, 4);
	list->at = arena_array(mem, list->count, sizeof(*list->at));
	for (size_t i = 0; i < list->count; i++)
		list->at[i] = random_text(p, mem);
}

static void fill_rows(struct prop *p, struct arena *mem, int depth, struct row_values *rows)
{
	rows->width = prop_below(p, 3) + 1;
	rows->count = prop_below(p, 4);
	rows->cells = arena_array(mem, rows->count * rows->width, sizeof(*rows->cells));
	for (size_t i = 0; i < rows->count * rows->width; i++)
		rows->cells[i] = random_value(p, mem, depth + 1);
}

static struct value random_given(struct prop *p, struct arena *mem, int depth)
{
	struct value v = { .state = VALUE_GIVEN };

	switch (prop_below(p, depth == 0 ? 7 : 6)) {
	case 0:
		v = value_number(random_number(p));
		if (prop_chance(p, 20))
			v.upper = random_number(p);
		return v;
	case 1:
		return value_text(random_text(p, mem));
	case 2:
		return value_date((int32_t)prop_between(p, -700000, 2900000));
	case 3:
		return value_period(period_of_day(date_of(2000, 1, 1) + (int32_t)prop_below(p, 36500),
			(enum period_kind)prop_between(p, PERIOD_DAY, PERIOD_WEEK), NULL));
	case 4:
		return value_bool((int)prop_below(p, 2));
	case 5:
		v.kind = KIND_LIST;
		fill_list(p, mem, &v.list);
		return v;
	default:
		v.kind = KIND_ROWS;
		fill_rows(p, mem, depth, &v.rows);
		return v;
	}
}

struct value random_value(struct prop *p, struct arena *mem, int depth)
{
	struct value v = prop_chance(p, 75) ? random_given(p, mem, depth) :
		value_state_only((enum value_state)prop_between(p, VALUE_MISSING, VALUE_MASKED));

	if (prop_chance(p, 10))
		v = value_state_only(VALUE_NONE);
	v.carried = prop_chance(p, 20) != 0;
	v.nature = (uint8_t)prop_below(p, NATURE_COUNT);
	if (prop_chance(p, 20))
		v.qualifier = random_text(p, mem);
	if (prop_chance(p, 20))
		v.note = random_text(p, mem);
	return v;
}

/* test_field_type.c - every type: format and parse are inverse, keys keep the order. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "lib/prop.h"
#include "random_value.h"
#include "typing.h"

static const char *random_code(struct prop *p)
{
	static const char *const codes[] = { "S001", "S002", "S003", "S010", "B9", "A1" };

	return codes[prop_below(p, 6)];
}

static void random_codes(struct prop *p, struct arena *mem, struct value *v)
{
	size_t first = prop_below(p, 3), count = prop_below(p, 3) + 1;
	static const char *const codes[] = { "A1", "B9", "S001", "S002", "S010" };

	v->kind = KIND_LIST;
	v->list.at = arena_array(mem, count, sizeof(*v->list.at));
	v->list.count = count;
	for (size_t i = 0; i < count; i++)
		v->list.at[i] = codes[first + i];
}

static struct value random_number(const struct field *field, struct prop *p)
{
	static const char *const plain[] = { "YU", "APPROX", "FORECAST", "YEARPLAN" };
	struct value v = value_number((struct decimal){ prop_between(p, -999999, 9999999),
							field->scale });

	if (!(field->flags & FIELD_QUALIFIED) || prop_chance(p, 50))
		return v;
	v.qualifier = plain[prop_below(p, 4)];
	v.nature = strcmp(v.qualifier, "FORECAST") == 0 ? NATURE_EXPECTED :
		   strcmp(v.qualifier, "YEARPLAN") == 0 ? NATURE_PLANNED : NATURE_ACTUAL;
	if (prop_chance(p, 30)) {
		v.qualifier = "RANGE";
		v.nature = NATURE_ACTUAL;
		v.upper = v.number;
		v.upper.unscaled += prop_between(p, 1, 5000);
	}
	return v;
}

static struct value random_of(const struct field *field, struct prop *p, struct arena *mem);

static struct value random_rows(const struct field *field, struct prop *p, struct arena *mem)
{
	struct value v = { .state = VALUE_GIVEN, .kind = KIND_ROWS };

	v.rows.width = field->group->field_count;
	v.rows.count = prop_below(p, 3) + 1;
	v.rows.cells = arena_array(mem, v.rows.width * v.rows.count, sizeof(struct value));
	for (size_t i = 0; i < v.rows.width * v.rows.count; i++)
		v.rows.cells[i] = random_of(&field->group->fields[i % v.rows.width], p, mem);
	for (size_t i = 0; i < v.rows.count; i++)       /* a row of nothing is no row */
		v.rows.cells[i * v.rows.width + 1] = value_number((struct decimal){ 5, 2 });
	return v;
}

/* A value that the field may hold, in any of its states. */
static struct value random_of(const struct field *field, struct prop *p, struct arena *mem)
{
	const char *type = field->type->name;
	struct value v = { .state = VALUE_GIVEN };
	enum period_kind kind = (enum period_kind)prop_between(p, PERIOD_DAY, PERIOD_WEEK);

	if (prop_chance(p, 25))
		return value_state_only(prop_chance(p, 25) ? VALUE_NONE :
			(enum value_state)prop_between(p, VALUE_MISSING, VALUE_MASKED));
	if (field->period_kinds)
		kind = prop_chance(p, 50) ? PERIOD_YEAR : PERIOD_HALF_YEAR;
	if (field->flags & FIELD_SEVERAL) {
		random_codes(p, mem, &v);
		return v;
	}
	if (field_type_flags(field) & TYPE_NUMBER)
		return random_number(field, p);
	if (strcmp(type, "date") == 0)
		return value_date((int32_t)prop_between(p, -100000, 100000));
	if (strcmp(type, "period") == 0)
		return value_period(period_of_day(day(2021, 1, 1) + (int32_t)prop_below(p, 900), kind,
			NULL));
	if (strcmp(type, "code") == 0)
		return value_text(random_code(p));
	if (strcmp(type, "unit") == 0)
		return value_text(prop_chance(p, 50) ? "15101201" : "15100");
	if (strcmp(type, "ref") == 0)
		return value_text(arena_printf(mem, "%d", (int)prop_between(p, 1, 1200)));
	if (strcmp(type, "yesno") == 0)
		return value_bool((int)prop_below(p, 2));
	if (strcmp(type, "rows") == 0)
		return random_rows(field, p, mem);
	return value_text(random_text(p, mem));
}

static void what_format_gives_parse_takes_back(void **state)
{
	struct prop p = prop_start("format and parse", 11);
	struct typing t = typing_start();
	const struct form *form = sample_form(t.model);
	struct str s = { 0 };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		const struct field *field = &form->fields[prop_below(&p, form->field_count)];
		struct value v = random_of(field, &p, &t.mem), back;

		if (field->type->flags & TYPE_COMPUTED)
			continue;
		str_clear(&s);
		field_format(t.model, field, &v, &s);
		if (field_parse(t.model, field, str_text(&s), &t.mem, &back, &t.err) < 0 ||
		    !value_equal(&v, &back))
			fail_msg("%s: \"%s\": %s", field->id, str_text(&s), t.err.text);
		arena_clear(&t.mem);
	}
	str_release(&s);
	typing_end(&t);
}

static void keys_keep_the_order_of_values(void **state)
{
	struct prop p = prop_start("keys", 12);
	struct typing t = typing_start();
	const struct form *form = sample_form(t.model);
	struct str left = { 0 }, right = { 0 };

	(void)state;
	for (int i = 0; i < 40000; i++) {
		const struct field *field = &form->fields[prop_below(&p, form->field_count)];
		struct value a = random_of(field, &p, &t.mem), b = random_of(field, &p, &t.mem);
		int order = field_compare(t.model, field, &a, &b);

		if (field->type->flags & TYPE_NOT_KEYED)
			continue;
		str_clear(&left);
		str_clear(&right);
		field_encode_key(field, &a, &left);
		field_encode_key(field, &b, &right);
		assert_int_equal(order, bytes_compare(bytes_of_str(&left), bytes_of_str(&right)));
		assert_int_equal(order, -field_compare(t.model, field, &b, &a));
		/* whatever follows in a longer key */
		str_add(&left, "\xff");
		str_add_len(&right, "\0", 1);
		if (order)
			assert_int_equal(order, bytes_compare(bytes_of_str(&left), bytes_of_str(&right)));
		arena_clear(&t.mem);
	}
	str_release(&left);
	str_release(&right);
	typing_end(&t);
}

static void any_text_is_read_or_refused_in_words(void **state)
{
	struct prop p = prop_start("typing", 13);
	struct typing t = typing_start();
	const struct form *form = sample_form(t.model);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		const struct field *field = &form->fields[prop_below(&p, form->field_count)];
		const char *text = random_text(&p, &t.mem);
		struct err err = { 0 };
		struct value v;

		if (field_parse(t.model, field, text, &t.mem, &v, &err) < 0)
			assert_true(strlen(err.text) > 20);
		arena_clear(&t.mem);
	}
	typing_end(&t);
}

static void states_sort_before_values(void **state)
{
	struct typing t = typing_start();
	const struct field *area = sample_field(t.model, "area");
	struct value rising[] = {
		value_state_only(VALUE_NONE), value_state_only(VALUE_MISSING),
		value_state_only(VALUE_NOT_APPLICABLE), value_state_only(VALUE_MASKED),
		value_number(decimal_of(-5)), value_number(decimal_of(0)), value_number(decimal_of(7)),
	};

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(rising) / sizeof(rising[0]); i++)
		assert_int_equal(field_compare(t.model, area, &rising[i], &rising[i + 1]), -1);
	typing_end(&t);
}

static void a_long_text_is_quoted_by_whole_characters(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(stored(&t, "area",
		"字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字"),
		"Area: \"字字字字字字字字字字字字字字字字字字字字…\" is not a number; write digits, for example 1234.5.");
	typing_end(&t);
}

static void types_are_found_by_name(void **state)
{
	static const char *const names[] = {
		"text", "note", "integer", "decimal", "money", "percent", "date", "period", "code", "unit",
		"ref", "yesno", "rows", "computed",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_string_equal(field_type_find(names[i])->name, names[i]);
	assert_null(field_type_find("float"));
	assert_null(field_type_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_format_gives_parse_takes_back),
		cmocka_unit_test(keys_keep_the_order_of_values),
		cmocka_unit_test(any_text_is_read_or_refused_in_words),
		cmocka_unit_test(states_sort_before_values),
		cmocka_unit_test(a_long_text_is_quoted_by_whole_characters),
		cmocka_unit_test(types_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

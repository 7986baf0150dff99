/* test_record.c - records: new, copied, named. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "sample.h"

static struct record *filled(struct model *m, struct arena *mem)
{
	struct record *r = record_new(sample_form(m), mem);

	*record_value(r, "when") = value_period((struct period){ PERIOD_HALF_YEAR, 2021, 1 });
	*record_value(r, "where") = value_text("15101");
	*record_value(r, "kind") = value_text("S002");
	*record_value(r, "area") = value_number((struct decimal){ 1005540, 2 });
	return r;
}

static const char *title(const struct model *m, const struct record *r, struct str *s)
{
	str_clear(s);
	record_title(m, r, s);
	return s->at;
}

static void a_new_record_has_its_presets(void **state)
{
	struct model *m = sample_model();
	struct arena mem = { 0 };
	const struct value preset = value_text("黄芪");
	struct record *r;

	(void)state;
	m->forms[0]->fields[12].preset = &preset;
	r = record_new(sample_form(m), &mem);
	assert_int_equal(r->state, STATE_NEW);
	assert_int_equal(r->id, 0);
	assert_true(value_equal(record_value(r, "name"), &preset));
	assert_int_equal(record_value(r, "area")->state, VALUE_NONE);
	assert_null(record_value(r, "nothing"));
	arena_release(&mem);
	model_drop(&m);
}

static void a_record_is_called_by_its_key_or_title(void **state)
{
	struct model *m = sample_model();
	struct arena mem = { 0 };
	struct record *r = filled(m, &mem);
	struct str s = { 0 };

	(void)state;
	assert_string_equal(title(m, r, &s), "2021H1 东明镇 astragalus");
	*record_value(r, "kind") = value_state_only(VALUE_NONE);
	assert_string_equal(title(m, r, &s), "2021H1 东明镇");
	m->forms[0]->title = "where, area";
	assert_string_equal(title(m, r, &s), "东明镇 10055.4");
	m->forms[0]->title = "name";
	r->id = 7;
	assert_string_equal(title(m, r, &s), "#7");
	str_release(&s);
	arena_release(&mem);
	model_drop(&m);
}

static void a_copy_shares_nothing(void **state)
{
	struct model *m = sample_model();
	struct arena first = { 0 }, second = { 0 };
	struct record *r = filled(m, &first), *copy;
	struct value sums[] = { value_number(decimal_of(1)), value_state_only(VALUE_NONE),
				value_number(decimal_of(3)) };
	struct earlier_value earlier = { day(2021, 3, 1), sums };
	struct stray_value stray = { "gone", value_text("kept") };

	(void)state;
	r->earlier = &earlier;
	r->earlier_count = 1;
	r->strays = &stray;
	r->stray_count = 1;
	r->changed_by = arena_text(&first, "12");
	copy = record_copy(r, &second);
	arena_release(&first);
	assert_string_equal(record_value(copy, "where")->text, "15101");
	assert_ptr_not_equal(copy->earlier[0].sums, sums);
	assert_true(value_equal(&copy->earlier[0].sums[2], &sums[2]));
	assert_string_equal(copy->strays[0].value.text, "kept");
	assert_string_equal(copy->changed_by, "12");
	arena_release(&second);
	model_drop(&m);
}

static void sums_are_listed_once(void **state)
{
	struct model *m = sample_model();
	struct arena mem = { 0 };
	const struct field **sums;

	(void)state;
	assert_int_equal(form_sums(sample_form(m), &mem, &sums), 3);
	assert_string_equal(sums[0]->id, "area");
	assert_string_equal(sums[1]->id, "heads");
	assert_string_equal(sums[2]->id, "cost");
	arena_release(&mem);
	model_drop(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_record_has_its_presets),
		cmocka_unit_test(a_record_is_called_by_its_key_or_title),
		cmocka_unit_test(a_copy_shares_nothing),
		cmocka_unit_test(sums_are_listed_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

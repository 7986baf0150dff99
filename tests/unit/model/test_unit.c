/* test_unit.c - units over time: rename, merge, transfer, who is due, picking. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/date.h"
#include "sample.h"

static struct unit *of(struct model *m, const char *code)
{
	return &m->units.units[unit_find(&m->units, code)->index];
}

/* The codes of a set in order, with blanks between. */
static const char *codes(const struct unit **at, size_t count, struct arena *mem)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_printf(mem, "%s%s%s", text, i ? " " : "", at[i]->code);
	return text;
}

static const char *subtree(struct model *m, const char *code, int32_t on, struct arena *mem)
{
	const struct unit **found;
	size_t count = unit_subtree(&m->units, of(m, code), on, mem, &found);

	return codes(found, count, mem);
}

static const char *children(struct model *m, const char *code, int32_t on, struct arena *mem)
{
	const struct unit **found;
	size_t count = unit_children(&m->units, of(m, code), on, mem, &found);

	return codes(found, count, mem);
}

static void the_tree_stands_in_report_order(void **state)
{
	struct model *m = sample_model();
	struct arena mem = { 0 };

	(void)state;
	assert_string_equal(children(m, "15", day(2021, 1, 1), &mem), "15101 15100 15102 15103");
	assert_string_equal(subtree(m, "15100", DATE_NONE, &mem), "15100 15100201 15100202");
	assert_int_equal(unit_level(of(m, "15"), DATE_NONE), 0);
	assert_int_equal(unit_level(of(m, "15100201"), DATE_NONE), 2);
	assert_ptr_equal(unit_at_level(of(m, "15100201"), 1, DATE_NONE), of(m, "15100"));
	assert_ptr_equal(unit_at_level(of(m, "15100"), 1, DATE_NONE), of(m, "15100"));
	assert_null(unit_at_level(of(m, "15"), 1, DATE_NONE));
	assert_null(unit_find(&m->units, "151"));
	arena_release(&mem);
	model_drop(&m);
}

static void validity_is_dated(void **state)
{
	struct model *m = sample_model();
	struct arena mem = { 0 };

	(void)state;
	assert_true(unit_is_valid(of(m, "15102"), day(2022, 6, 30)));
	assert_false(unit_is_valid(of(m, "15102"), day(2022, 7, 1)));
	assert_false(unit_is_valid(of(m, "15102"), DATE_NONE));
	assert_false(unit_is_valid(of(m, "15103"), day(2019, 12, 31)));
	assert_string_equal(children(m, "15", day(2023, 1, 1), &mem), "15101 15100 15103");
	assert_string_equal(children(m, "15", day(2019, 1, 1), &mem), "15101 15100 15102");
	/* its values stay with it, so it stays in the subtree */
	assert_non_null(strstr(subtree(m, "15", day(2023, 1, 1), &mem), "15102"));
	assert_null(strstr(subtree(m, "15", day(2019, 1, 1), &mem), "15103"));
	arena_release(&mem);
	model_drop(&m);
}

static void a_renamed_unit_has_both_names(void **state)
{
	struct model *m = sample_model();
	struct unit_name names[] = { { "东明乡", DATE_NONE, day(2020, 12, 31) },
				     { "东明镇", day(2021, 1, 1), DATE_NONE } };
	struct arena mem = { 0 };
	const struct unit **found;

	(void)state;
	of(m, "15101")->names = names;
	of(m, "15101")->name_count = 2;
	assert_string_equal(unit_name(of(m, "15101"), day(2020, 5, 1)), "东明乡");
	assert_string_equal(unit_name(of(m, "15101"), day(2021, 1, 1)), "东明镇");
	assert_string_equal(unit_name(of(m, "15101"), DATE_NONE), "东明镇");
	assert_int_equal(unit_pick(&m->units, "东明乡", NULL, DATE_NONE, &mem, &found), 1);
	arena_release(&mem);
	model_drop(&m);
}

static void a_transferred_village_moves_from_its_day_on(void **state)
{
	struct model *m = sample_model();
	struct unit_parent parents[] = { { of(m, "15100"), DATE_NONE, day(2021, 12, 31) },
					 { of(m, "15101"), day(2022, 1, 1), DATE_NONE } };
	struct arena mem = { 0 };

	(void)state;
	of(m, "15100202")->parents = parents;
	of(m, "15100202")->parent_count = 2;
	assert_string_equal(subtree(m, "15100", day(2021, 6, 1), &mem), "15100 15100201 15100202");
	assert_string_equal(subtree(m, "15100", day(2022, 6, 1), &mem), "15100 15100201");
	assert_string_equal(subtree(m, "15101", DATE_NONE, &mem), "15101 15100202 15101201");
	assert_true(unit_is_within(of(m, "15100202"), of(m, "15100"), day(2021, 12, 31)));
	assert_false(unit_is_within(of(m, "15100202"), of(m, "15100"), day(2022, 1, 1)));
	arena_release(&mem);
	model_drop(&m);
}

static void a_merged_town_counts_with_the_one_it_went_into(void **state)
{
	struct model *m = sample_model();
	struct unit_link link = { UNIT_MERGED_INTO, "15101", day(2022, 7, 1) };
	struct arena mem = { 0 };

	(void)state;
	of(m, "15102")->links = &link;
	of(m, "15102")->link_count = 1;
	unit_tree_settle(&m->units, &m->mem);
	unit_tree_settle(&m->units, &m->mem);   /* again changes nothing */
	assert_int_equal(of(m, "15102")->parent_count, 2);
	assert_false(unit_is_within(of(m, "15102"), of(m, "15101"), day(2021, 6, 1)));
	assert_true(unit_is_within(of(m, "15102"), of(m, "15101"), day(2022, 7, 1)));
	assert_true(unit_is_within(of(m, "15102"), of(m, "15101"), DATE_NONE));
	assert_string_equal(children(m, "15101", DATE_NONE, &mem), "15101201");
	arena_release(&mem);
	model_drop(&m);
}

static void a_cycle_of_parents_ends(void **state)
{
	struct model *m = sample_model();
	struct unit_parent loop = { of(m, "15100201"), DATE_NONE, DATE_NONE };

	(void)state;
	of(m, "15100")->parents = &loop;
	assert_false(unit_is_within(of(m, "15100201"), of(m, "15"), DATE_NONE));
	assert_true(unit_level(of(m, "15100201"), DATE_NONE) > 2);
	model_drop(&m);
}

static void like_named_villages_show_their_town(void **state)
{
	struct model *m = sample_model();
	struct arena mem = { 0 };

	(void)state;
	assert_string_equal(unit_display(&m->units, of(m, "15100201"), DATE_NONE, &mem),
		"光明村(大沁他拉镇)");
	assert_string_equal(unit_display(&m->units, of(m, "15101201"), DATE_NONE, &mem),
		"光明村(东明镇)");
	assert_string_equal(unit_display(&m->units, of(m, "15100202"), DATE_NONE, &mem), "绿洲村");
	arena_release(&mem);
	model_drop(&m);
}

static void those_who_owe_a_form_are_listed(void **state)
{
	struct model *m = sample_model();
	struct arena mem = { 0 };
	const struct unit **found;
	size_t count = units_due(&m->units, "sample", day(2021, 6, 25), &mem, &found);

	(void)state;
	assert_string_equal(codes(found, count, &mem), "15101 15100 15102");
	count = units_due(&m->units, "sample", DATE_NONE, &mem, &found);
	assert_string_equal(codes(found, count, &mem), "15101 15100");
	assert_int_equal(units_due(&m->units, "other", DATE_NONE, &mem, &found), 0);
	arena_release(&mem);
	model_drop(&m);
}

static void units_are_picked_by_whatever_people_type(void **state)
{
	static const char *const town[] = { "dqtl", "大镇", "大沁", "daqin", "15100", "他拉镇" };
	struct model *m = sample_model();
	struct arena mem = { 0 };
	const struct unit **found;

	(void)state;
	for (size_t i = 0; i < sizeof(town) / sizeof(town[0]); i++) {
		assert_true(unit_pick(&m->units, town[i], NULL, DATE_NONE, &mem, &found) > 0);
		assert_string_equal(found[0]->code, "15100");
	}
	assert_int_equal(unit_pick(&m->units, "gmc", NULL, DATE_NONE, &mem, &found), 2);
	assert_int_equal(unit_pick(&m->units, "gmc", of(m, "15101"), DATE_NONE, &mem, &found), 1);
	assert_string_equal(found[0]->code, "15101201");
	assert_int_equal(unit_pick(&m->units, "jz", NULL, day(2023, 1, 1), &mem, &found), 0);
	assert_int_equal(unit_pick(&m->units, "jz", NULL, day(2021, 1, 1), &mem, &found), 1);
	assert_int_equal(unit_pick(&m->units, "", NULL, DATE_NONE, &mem, &found), 8);
	assert_string_equal(found[7]->code, "15102");   /* it has ended: last */
	arena_release(&mem);
	model_drop(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tree_stands_in_report_order),
		cmocka_unit_test(validity_is_dated),
		cmocka_unit_test(a_renamed_unit_has_both_names),
		cmocka_unit_test(a_transferred_village_moves_from_its_day_on),
		cmocka_unit_test(a_merged_town_counts_with_the_one_it_went_into),
		cmocka_unit_test(a_cycle_of_parents_ends),
		cmocka_unit_test(like_named_villages_show_their_town),
		cmocka_unit_test(those_who_owe_a_form_are_listed),
		cmocka_unit_test(units_are_picked_by_whatever_people_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

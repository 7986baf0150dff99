/* test_code.c - code lists, and the ranking of what is picked by typing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "sample.h"

static void codes_are_found_with_their_labels(void **state)
{
	struct model *m = sample_model();
	const struct code_list *list = model_list(m, "kinds");
	const struct code *code = code_list_find(list, "S001");

	(void)state;
	assert_string_equal(code_label(code, LANG_ZH), "甘草");
	assert_string_equal(code_label(code, LANG_EN), "甘草");
	assert_string_equal(code_label(code_list_find(list, "S002"), LANG_EN), "astragalus");
	assert_string_equal(code_attribute(code, "latin"), "Glycyrrhiza");
	assert_null(code_attribute(code, "greek"));
	assert_null(code_list_find(list, "s001"));
	assert_null(code_list_find(list, ""));
	for (size_t i = 0; i < list->count; i++)
		assert_ptr_equal(code_list_find(list, list->codes[i].code), &list->codes[i]);
	model_drop(&m);
}

static void an_unsorted_list_is_searched_too(void **state)
{
	struct model *m = sample_model();
	struct code_list list = *model_list(m, "kinds");

	(void)state;
	list.by_code = NULL;
	assert_string_equal(code_list_find(&list, "B9")->code, "B9");
	assert_null(code_list_find(&list, "zz"));
	model_drop(&m);
}

static void the_ranking_goes_from_code_to_contains(void **state)
{
	static const char *aliases[] = { "大镇", NULL };
	const struct pick_key town = { "15100", "大沁他拉镇", "dà qìn tā lā zhèn", "dqtlz", aliases };
	static const char *const falling[] = { "15100", "大沁他拉镇", "大镇", "大沁", "dqtl", "daqin",
					       "他拉" };

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(falling) / sizeof(falling[0]); i++)
		assert_true(pick_score(&town, falling[i]) > pick_score(&town, falling[i + 1]));
	assert_true(pick_score(&town, "他拉") > 0);
	assert_int_equal(pick_score(&town, "东明"), 0);
	assert_int_equal(pick_score(&town, "dx"), 0);
	assert_true(pick_score(&town, "da qin ta") > 0);
	assert_true(pick_score(&town, "DQTL") > 0);
	assert_true(pick_score(&town, "ｄｑｔｌ") > 0);
	assert_true(pick_score(&town, "dàqìn") > 0);
	assert_true(pick_score(&town, "151") > 0);
	assert_int_equal(pick_score(&town, "100"), 0);
	assert_true(pick_score(&town, "") > 0);
}

static void pinyin_with_umlaut_is_typed_with_v_or_u(void **state)
{
	const struct pick_key key = { .code = "S010", .name = "女贞子", .pinyin = "nǚ zhēn zǐ" };

	(void)state;
	assert_true(pick_score(&key, "nv zhen") > 0);
	assert_true(pick_score(&key, "nuzhen") > 0);
	assert_true(pick_score(&key, "nǚ") > 0);
	assert_int_equal(pick_score(&key, "ni"), 0);
}

static void picking_lists_the_best_first(void **state)
{
	struct model *m = sample_model();
	struct arena mem = { 0 };
	const struct code **found;

	(void)state;
	assert_int_equal(code_list_pick(model_list(m, "kinds"), "hq", &mem, &found), 2);
	assert_string_equal(found[0]->code, "S002");
	assert_string_equal(found[1]->code, "S003");
	assert_int_equal(code_list_pick(model_list(m, "kinds"), "s00", &mem, &found), 3);
	assert_int_equal(code_list_pick(model_list(m, "kinds"), "astra", &mem, &found), 1);
	assert_int_equal(code_list_pick(model_list(m, "kinds"), "甜草", &mem, &found), 1);
	assert_int_equal(code_list_pick(model_list(m, "kinds"), "", &mem, &found), 6);
	assert_string_equal(found[4]->code, "B9");      /* in the file's order */
	assert_int_equal(code_list_pick(model_list(m, "kinds"), "zzz", &mem, &found), 0);
	arena_release(&mem);
	model_drop(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_found_with_their_labels),
		cmocka_unit_test(an_unsorted_list_is_searched_too),
		cmocka_unit_test(the_ranking_goes_from_code_to_contains),
		cmocka_unit_test(pinyin_with_umlaut_is_typed_with_v_or_u),
		cmocka_unit_test(picking_lists_the_best_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

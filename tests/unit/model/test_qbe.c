/* test_qbe.c - what a cell of a query means, as the expression that is shown. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "lib/model_fixture.h"
#include "model/expr.h"
#include "model/qbe.h"

#include <string.h>

static struct model *model;
static const struct form *form;

static int set_up(void **state)
{
	(void)state;
	i18n_init(LANG_EN, NULL);
	model = fixture_model();
	form = model_form(model, "planting");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	model_drop(&model);
	return 0;
}

static const char *printed(const struct expr *expr)
{
	struct str out = { 0 };
	const char *text;

	if (!expr)
		return "";
	expr_print(expr, &out);
	text = arena_text(&model->mem, out.at);
	str_release(&out);
	return text;
}

struct means {
	const char *field, *cell, *expr;
};

static void check_cells(const struct means *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct err err = { 0 };
		const struct expr *expr;
		const struct field *field = form_field(form, cases[i].field);

		if (qbe_cell(model, form, field, cases[i].cell, &model->mem, &expr, &err) < 0)
			fail_msg("%s: %s", cases[i].cell, err.text);
		if (strcmp(printed(expr), cases[i].expr) != 0)
			fail_msg(
				"%s %s gives %s", cases[i].field, cases[i].cell, printed(expr));
	}
}

static void numbers_are_compared_and_ranged(void **state)
{
	static const struct means cases[] = {
		{ "area", "", "" },
		{ "area", "  ", "" },
		{ "area", "100", "area = 100" },
		{ "area", ">=100", "area >= 100" },
		{ "area", "＞＝１００", "area >= 100" },
		{ "area", "≤ 5", "area <= 5" },
		{ "area", "<5", "area < 5" },
		{ "area", ">1.2万", "area > 12000" },
		{ "area", "1,234.5", "area = 1234.5" },
		{ "area", "10:20", "area >= 10 and area <= 20" },
		{ "area", "10：", "area >= 10" },
		{ "area", ":20", "area <= 20" },
		{ "area", "1|2|3", "area in (1, 2, 3)" },
		{ "area", "1｜>5", "area = 1 or area > 5" },
		{ "area", "!0", "area != 0 or area is not given" },
		{ "area", "!=0", "area != 0 or area is not given" },
		{ "area", "-5", "area = -5" },
		{ "diff", "<0", "diff < 0" },
	};

	(void)state;
	check_cells(cases, COUNT_OF(cases));
}

static void states_of_values_have_their_signs(void **state)
{
	static const struct means cases[] = {
		{ "area", "=", "area is empty" },
		{ "area", "!=", "area is not empty" },
		{ "area", "≠", "area is not empty" },
		{ "area", ".", "area is missing" },
		{ "area", "/", "area is not applicable" },
		{ "area", "X", "area is masked" },
		{ "area", "*", "area is given" },
		{ "area", "=|.", "area is empty or area is missing" },
		{ "by_land", "=", "by_land is empty" },
		{ "by_land", "!=", "by_land is not empty" },
	};

	(void)state;
	check_cells(cases, COUNT_OF(cases));
}

static void texts_equal_or_match_a_pattern(void **state)
{
	static const struct means cases[] = {
		{ "grower", "张三", "grower = '张三'" },
		{ "grower", "张*", "grower like '张*'" },
		{ "grower", "!张*", "grower not like '张*' or grower is not given" },
		{ "grower", "it's", "grower = 'it''s'" },
		{ "grower", "a:b", "grower = 'a:b'" },
		{ "grower", "\\>5", "grower = '>5'" },
		{ "grower", "\\X", "grower = 'X'" },
		{ "grower", "张三|李四", "grower in ('张三', '李四')" },
		{ "grower", "!张三|李四", "grower not in ('张三', '李四') or grower is not given" },
		{ "grower", "'; 1 = 1 or '", "grower = '''; 1 = 1 or '''" },
		{ "grower", ">张", "grower > '张'" },
	};

	(void)state;
	check_cells(cases, COUNT_OF(cases));
}

static void codes_are_named_in_any_way(void **state)
{
	static const struct means cases[] = {
		{ "land", "LX", "land = 'LX'" },
		{ "land", "林下", "land = 'LX'" },
		{ "land", "林下种植", "land = 'LX'" },
		{ "land", "gd", "land = 'GD'" },
		{ "land", "LX|耕地", "land in ('LX', 'GD')" },
		{ "land", "!QT", "land != 'QT' or land is not given" },
		{ "land", "林*", "land like '林*'" },
		{ "species", "gc", "species = 'S001'" },
		{ "kinds", "甘草", "kinds = 'S001'" },
		{ "organic", "是", "organic = true" },
		{ "organic", "no", "organic = false" },
	};

	(void)state;
	check_cells(cases, COUNT_OF(cases));
}

static void a_unit_means_its_subtree(void **state)
{
	static const struct means cases[] = {
		{ "unit", "150525105", "unit within '150525105'" },
		{ "unit", "东明镇", "unit within '150525105'" },
		{ "unit", "dqtlz", "unit within '150525100'" },
		{ "unit", "=东明镇", "unit = '150525105'" },
		{ "unit", "!东明镇", "unit not within '150525105' or unit is not given" },
		{ "unit", "东明镇|大沁他拉镇", "unit within '150525105' or unit within '150525100'" },
		{ "unit", "东*", "unit like '东*'" },
	};

	(void)state;
	check_cells(cases, COUNT_OF(cases));
}

static void periods_and_dates_take_each_other(void **state)
{
	static const struct means cases[] = {
		{ "period", "2021", "period within 2021" },
		{ "period", "2021年上半年", "period within 2021H1" },
		{ "period", "=2021H1", "period = 2021H1" },
		{ "period", ">=2021H1", "start(period) >= start(2021H1)" },
		{ "period", "2021:2022",
			"start(period) >= start(2021) and end(period) <= end(2022)" },
		{ "as_of", "2021-06-25", "as_of = 2021-06-25" },
		{ "as_of", "2021.6.25", "as_of = 2021-06-25" },
		{ "as_of", "2021-06", "as_of within 2021-06" },
		{ "as_of", "2021", "as_of within 2021" },
		{ "as_of", "<=2021-06", "as_of <= end(2021-06)" },
		{ "as_of", ">2021-06", "as_of > end(2021-06)" },
		{ "as_of", "2021-06-01:2021-06-25",
			"as_of >= 2021-06-01 and as_of <= 2021-06-25" },
	};

	(void)state;
	check_cells(cases, COUNT_OF(cases));
}

static void a_wrong_cell_is_refused_in_words(void **state)
{
	static const struct means cases[] = {
		{ "area", "abc", "not a number" },
		{ "area", ">", "must follow" },
		{ "area", "!", "must follow" },
		{ "area", "1|", "beside" },
		{ "area", ":", "before or after" },
		{ "land", "树上", "树上" },
		{ "unit", "光明村", "光明村" },
		{ "unit", ">东明镇", "no order" },
		{ "species", "hq", "hq" },
		{ "as_of", "2021-13", "not a date" },
		{ "by_land", "5", "only = and !=" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err err = { 0 };
		const struct expr *expr;

		if (qbe_cell(model, form, form_field(form, cases[i].field), cases[i].cell,
			    &model->mem, &expr, &err) == 0)
			fail_msg("%s was taken as %s", cases[i].cell, printed(expr));
		assert_int_equal(err.code, ERR_FAULT);
		if (!strstr(err.text, cases[i].expr))
			fail_msg("%s: %s", cases[i].cell, err.text);
	}
}

static const char *words(const char *a, const char *b, struct err *err)
{
	char *both[] = { (char *)a, (char *)b };
	const struct expr *expr;

	if (qbe_words(model, form, both, b ? 2 : 1, &model->mem, &expr, err) < 0)
		return NULL;
	return printed(expr);
}

static void words_all_hold(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_string_equal(
		words("area=>=100", "land=LX", &err), "area >= 100 and land = 'LX'");
	assert_string_equal(words("种植面积>100", "用地类型=林下|耕地", &err),
		"area > 100 and land in ('LX', 'GD')");
	assert_string_equal(
		words("area=1|2", "land!=", &err), "area in (1, 2) and land is not empty");
	assert_string_equal(
		words("area>1", "land=a|林下", &err) ? "taken" : "refused", "refused");
	err_clear(&err);
	assert_string_equal(words("area=1|>5", "grower=张|=", &err),
		"(area = 1 or area > 5) and (grower = '张' or grower is empty)");
	assert_string_equal(words("area=", NULL, &err), "");
	assert_string_equal(words("grower=a=b", NULL, &err), "grower = 'a=b'");
}

static void words_name_states(void **state)
{
	char *saved[] = { "state=saved" }, *deleted[] = { "状态=deleted|saved" };
	const struct expr *expr;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(qbe_words(model, form, saved, 1, &model->mem, &expr, &err), 0);
	assert_string_equal(printed(expr), "state = 'saved'");
	assert_int_equal(expr_states(expr), 1 << STATE_SAVED);
	assert_int_equal(qbe_words(model, form, deleted, 1, &model->mem, &expr, &err), 0);
	assert_int_equal(expr_states(expr), 1 << STATE_SAVED | 1 << STATE_DELETED);
	assert_string_equal(words("state=!deleted", "area=5", &err),
		"state != 'deleted' and area = 5");
	assert_string_equal(words("state=*", NULL, &err), "state is given");
}

static void a_wrong_word_is_named(void **state)
{
	static const char *const wrong[] = { "area", "=5", "面积=5", "area=x", "state=gone",
		"备注=x" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct err err = { 0 };

		if (words(wrong[i], NULL, &err))
			fail_msg("%s was taken", wrong[i]);
		assert_int_equal(err.code, ERR_USAGE);
		assert_non_null(strstr(err.text, wrong[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_compared_and_ranged),
		cmocka_unit_test(states_of_values_have_their_signs),
		cmocka_unit_test(texts_equal_or_match_a_pattern),
		cmocka_unit_test(codes_are_named_in_any_way),
		cmocka_unit_test(a_unit_means_its_subtree),
		cmocka_unit_test(periods_and_dates_take_each_other),
		cmocka_unit_test(a_wrong_cell_is_refused_in_words),
		cmocka_unit_test(words_all_hold),
		cmocka_unit_test(words_name_states),
		cmocka_unit_test(a_wrong_word_is_named),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

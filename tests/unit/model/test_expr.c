/* test_expr.c - reading and printing of expressions, and what is said about wrong ones. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "lib/model_fixture.h"
#include "lib/prop.h"
#include "model/expr.h"

#include <string.h>

static struct model *model;
static const struct expr_param params[] = {
	{ "period", EXPR_PERIOD }, { "unit", EXPR_UNIT }, { "as_of", EXPR_DATE },
	{ "today", EXPR_DATE }, { "x", EXPR_ANY }, { NULL, EXPR_ANY },
};

static int set_up(void **state)
{
	(void)state;
	i18n_init(LANG_EN, NULL);
	model = fixture_model();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	model_drop(&model);
	return 0;
}

static int parse(
	const char *text, enum expr_type want, const struct expr **out, struct err *err)
{
	struct expr_options options = {
		.model = model, .form = model_form(model, "planting"), .params = params,
		.want = want,
	};

	return expr_parse(text, &options, &model->mem, out, err);
}

static const struct expr *read(const char *text)
{
	const struct expr *expr = NULL;
	struct err err = { 0 };

	if (parse(text, EXPR_ANY, &expr, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return expr;
}

static const char *printed(const struct expr *expr)
{
	struct str out = { 0 };
	const char *text;

	expr_print(expr, &out);
	text = arena_text(&model->mem, out.at);
	str_release(&out);
	return text;
}

/* What is printed parses to what prints the same. */
static void check_stable(const char *text)
{
	const char *once = printed(read(text)), *twice = printed(read(once));

	if (strcmp(once, twice) != 0)
		fail_msg("%s prints %s, then %s", text, once, twice);
}

struct pair {
	const char *text, *printed;
};

static void check_printed(const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *got = printed(read(pairs[i].text));

		if (strcmp(got, pairs[i].printed) != 0)
			fail_msg("%s prints %s", pairs[i].text, got);
		check_stable(pairs[i].text);
	}
}

static void labels_and_full_width_signs_are_read(void **state)
{
	static const struct pair pairs[] = {
		{ "种植面积 > 10", "area > 10" },
		{ "种植面积＞＝１０．５", "area >= 10.5" },
		{ "种植面积≥10 且 种植面积≤20", "area >= 10 and area <= 20" },
		{ "（种植面积 ≠ 0）或 非 有机", "area != 0 or not organic" },
		{ "Area × 2 ÷ 4", "area * 2 / 4" },
		{ "「面积(旱地)」 = 1", "odd = 1" },
		{ "「面积（旱地）」 = 1", "odd = 1" },
		{ "用地类型 ＝ “林下”", "land = 'LX'" },
		{ "用地类型 = ‘林下’", "land = 'LX'" },
		{ "种植户 = '（甲）'", "grower = '（甲）'" },
		{ "种植户 = 'it''s'", "grower = 'it''s'" },
		{ "种植户 = \"a'b\"", "grower = 'a''b'" },
		{ "种植面积 不为空 且 品种 为 空", "area is not empty and species is empty" },
		{ "合计（分地类．核实 其中 地类 = '林下'）", "sum(by_land.verified where land = 'LX')" },
		{ "如果(area > 1, '大', '小')", "if(area > 1, '大', '小')" },
		{ "状态 = 'saved'", "state = 'saved'" },
		{ "area > 12.5万", "area > 125000" },
		{ "area > 1.2亿", "area > 120000000" },
		{ "截止日期 <= ２０２１－０６－２５", "as_of <= 2021-06-25" },
	};

	(void)state;
	check_printed(pairs, COUNT_OF(pairs));
}

static void parentheses_stand_only_where_needed(void **state)
{
	static const struct pair pairs[] = {
		{ "((area))", "area" },
		{ "(1 + 2) * 3", "(1 + 2) * 3" },
		{ "1 + (2 * 3)", "1 + 2 * 3" },
		{ "1 - (2 - 3)", "1 - (2 - 3)" },
		{ "(1 - 2) - 3", "1 - 2 - 3" },
		{ "1 / (2 * 3)", "1 / (2 * 3)" },
		{ "-(area + 1)", "-(area + 1)" },
		{ "-area * -2", "-area * -2" },
		{ "- - area", "--area" },
		{ "not (area > 1)", "not area > 1" },
		{ "not (area > 1 and area < 2)", "not (area > 1 and area < 2)" },
		{ "(organic or organic) and organic", "(organic or organic) and organic" },
		{ "organic or (organic and organic)", "organic or organic and organic" },
		{ "organic or (organic or organic)", "organic or (organic or organic)" },
		{ "(area > 1) = organic", "(area > 1) = organic" },
		{ "not (land in ('LX', 'GD'))", "land not in ('LX', 'GD')" },
		{ "not not (area is empty)", "not area is not empty" },
		{ "(not organic) is given", "(not organic) is given" },
		{ "not (species is not applicable)", "species is applicable" },
	};

	(void)state;
	check_printed(pairs, COUNT_OF(pairs));
}

static void dates_and_periods_are_told_from_subtraction(void **state)
{
	static const struct pair pairs[] = {
		{ "area-2021", "area - 2021" },
		{ "2021-6", "2021 - 6" },
		{ "2021-0625", "2021 - 625" },
		{ "2021 - 06 - 25", "2021 - 6 - 25" },
		{ "as_of = 2021-06-25", "as_of = 2021-06-25" },
		{ "as_of = '2021-06-25'", "as_of = 2021-06-25" },
		{ "period = 2021-06", "period = 2021-06" },
		{ "period = 2021-06X3", "period = 2021-06X3" },
		{ "period = 2021Q2", "period = 2021Q2" },
		{ "period within 2021", "period within 2021" },
		{ "period = 2021S", "period = 2021S" },
		{ "period = 2021-06-25", "period = 2021-06-25" },
		{ "period in (2021, 2021H1, '2021Q1')", "period in (2021, 2021H1, 2021Q1)" },
		{ "2021 = period", "2021 = period" },
		{ "start(2021) <= as_of", "start(2021) <= as_of" },
		{ "coalesce(period, 2021)", "coalesce(period, 2021)" },
		{ "as_of within 2021", "as_of within 2021" },
		{ "$x within 2021", "$x within 2021" },
		{ "as_of - 2021-06-25 > 3", "as_of - 2021-06-25 > 3" },
	};

	(void)state;
	check_printed(pairs, COUNT_OF(pairs));
	assert_int_equal(expr_type(read("as_of - 2021-06-25")), EXPR_NUMBER);
	assert_int_equal(expr_type(read("as_of + 3")), EXPR_DATE);
}

static void constants_become_codes_and_units(void **state)
{
	static const struct pair pairs[] = {
		{ "land = '林下'", "land = 'LX'" },
		{ "'林下种植' = land", "'LX' = land" },
		{ "land in ('林下', 'GD')", "land in ('LX', 'GD')" },
		{ "coalesce(land, '其他') = '林下'", "coalesce(land, 'QT') = 'LX'" },
		{ "if(organic, '林下', land) = 'GD'", "if(organic, 'LX', land) = 'GD'" },
		{ "kinds = '甘草'", "kinds = 'S001'" },
		{ "unit = '东明镇'", "unit = '150525105'" },
		{ "unit within '大镇'", "unit within '150525100'" },
		{ "unit in ('东明镇', '150525100')", "unit in ('150525105', '150525100')" },
		{ "parent(unit) = '奈曼旗'", "parent(unit) = '150525000'" },
	};

	(void)state;
	check_printed(pairs, COUNT_OF(pairs));
}

static void aggregates_know_groups_and_forms(void **state)
{
	static const struct pair pairs[] = {
		{ "sum(by_land.verified)", "sum(by_land.verified)" },
		{ "count(by_land where verified > this.area)",
			"count(by_land where verified > this.area)" },
		{ "sum(planting.area where period within $period and unit within $unit)",
			"sum(planting.area where period within $period and unit within $unit)" },
		{ "sum(种植面积表.种植面积 其中 单位 = this.单位)",
			"sum(planting.area where unit = this.unit)" },
		{ "count(planting)", "count(planting)" },
		{ "max(planting.area where state = 'saved')",
			"max(planting.area where state = 'saved')" },
		{ "max(area, 1)", "max(area, 1)" },
		{ "last(结转面积.在地面积 where period = previous($period)) * 10000",
			"last(carryover.area where period = previous($period)) * 10000" },
		{ "sum(planting.area where count(by_land where land = 'LX') > 0)",
			"sum(planting.area where count(by_land where land = 'LX') > 0)" },
	};

	(void)state;
	check_printed(pairs, COUNT_OF(pairs));
	assert_int_equal(expr_has_aggregate(read("sum(by_land.verified)")), 0);
	assert_int_equal(expr_has_aggregate(read("area + sum(planting.area)")), 1);
	assert_string_equal(expr_measure(read("sum(planting.area)"))->code, "mu");
	assert_null(expr_measure(read("sum(planting.area) / count")));
	assert_string_equal(expr_measure(read("max(0, area + 1)"))->code, "mu");
}

struct wrong {
	const char *text, *says;
};

static void check_wrong(const struct wrong *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct err err = { 0 };
		const struct expr *expr;

		if (parse(cases[i].text, EXPR_ANY, &expr, &err) == 0)
			fail_msg("%s was taken as %s", cases[i].text, printed(expr));
		assert_int_equal(err.code, ERR_FAULT);
		if (!strstr(err.text, cases[i].says))
			fail_msg("%s: %s", cases[i].text, err.text);
	}
}

static void a_wrong_name_is_told_with_its_column(void **state)
{
	static const struct wrong cases[] = {
		{ "种面积 > 3",
			"column 1: unknown name 「种面积」; did you mean 「种植面积」?" },
		{ "1 < aera", "column 5: unknown name 「aera」; did you mean 「area」?" },
		{ "organic 且 种植 > 1", "column 11: unknown name 「种植」; did you mean" },
		{ "（种植面积且 > 3）",
			"column 2: unknown name 「种植面积且」; if 「种植面积」 is meant" },
		{ "zzz = 1", "column 1: unknown name 「zzz」; Planting has no such field" },
		{ "备注 = 'x'",
			"column 1: more than one field of Planting is called 「备注」" },
		{ "1 = $nope", "column 5: unknown parameter $nope" },
		{ "this.area = 1", "column 1: there is no record outside" },
		{ "sum(plantin.area)",
			"column 5: there is no form 「plantin」; did you mean 「planting」?" },
		{ "sum(nowhere.area)", "column 5: there is no form 「nowhere」" },
		{ "sum(planting.aera)",
			"column 14: unknown name 「aera」; did you mean 「area」?" },
		{ "sum(by_land.area)", "column 13: unknown name 「area」" },
		{ "foo(area)", "column 1: there is no function foo" },
		{ "by_land.verified > 1", "column 1: a name with a point" },
		{ "land = '树下'", "column 8: 「树下」 is not in the list land type (LX" },
		{ "unit = '西明镇'", "column 8: there is no unit 「西明镇」" },
		{ "unit = '光明村'",
			"more than one unit is called 「光明村」 (150525100200, 150525105201)" },
		{ "state = 'gone'", "column 9: there is no state 「gone」" },
	};

	(void)state;
	check_wrong(cases, COUNT_OF(cases));
}

static void types_that_do_not_go_together_are_named(void **state)
{
	static const struct wrong cases[] = {
		{ "area = 'x'", "column 6: a number and a text do not go together" },
		{ "as_of > 5", "a date and a number" },
		{ "period = as_of", "a period and a date" },
		{ "organic > true", "a yes/no has no order" },
		{ "unit < 'x'", "there is no unit" },
		{ "unit < '东明镇'", "a unit has no order" },
		{ "kinds < 'S001'", "a list of codes has no order" },
		{ "area and organic", "a yes/no is needed here, but this is a number" },
		{ "not area", "a yes/no is needed here, but this is a number" },
		{ "area + count", "column 6: figures in mu and ge do not go together" },
		{ "area > count", "column 6: figures in mu and ge do not go together" },
		{ "max(area, count)", "figures in mu and ge" },
		{ "area + grower", "a number is needed here, but this is a text" },
		{ "land = species", "codes of two lists" },
		{ "area within 2021", "within asks for" },
		{ "unit within 2021", "a unit is needed here, but this is a number" },
		{ "by_land = 1", "a group of rows" },
		{ "by_land = by_land", "cannot be compared" },
		{ "sum(planting.grower)", "sum cannot be taken of a text" },
		{ "year(area)", "a period is needed here, but this is a number" },
		{ "label(grower)", "a field with a code list" },
		{ "if(area, 1, 2)", "a yes/no is needed" },
		{ "if(organic, 1, 'x')", "do not go together" },
		{ "grower is zero", "a number is needed" },
		{ "abs(1, 2)", "too many or too few" },
		{ "if(organic, 1)", "too many or too few" },
		{ "max()", "too many or too few" },
		{ "sum(planting)", "sum needs a field" },
		{ "sum(planting.area where area)", "a yes/no is needed" },
		{ "sum(planting.area where sum(carryover.area) > 1)",
			"no other form can be asked" },
		{ "-as_of", "a number is needed" },
	};

	(void)state;
	check_wrong(cases, COUNT_OF(cases));
}

static void broken_text_is_told_with_its_column(void **state)
{
	static const struct wrong cases[] = {
		{ "", "column 1: the expression is empty" },
		{ "   ", "empty" },
		{ "area >", "column 7: a name" },
		{ "area > > 1", "column 8" },
		{ "(area > 1", "column 10: ) is expected" },
		{ "area > 1)", "column 9: an operator or the end" },
		{ "种植面积 > 1）", "column 9: an operator or the end" },
		{ "area 1", "column 6: an operator or the end" },
		{ "1 < area < 3", "column 10: an operator or the end" },
		{ "grower = '张三", "column 10: the quoted text is not closed" },
		{ "「面积 = 1", "column 1: 「 is not closed" },
		{ "area ? 1", "column 6: 「?」 means nothing" },
		{ "as_of = 2021-13-45", "column 9" },
		{ "area > 100亩", "column 11: a word follows the number" },
		{ "area is big", "column 9: after is stands" },
		{ "area in 5", "column 9: ( is expected" },
		{ "$ = 1", "column 1: a name must follow $" },
		{ "area > 99999999999999999999", "column 8" },
		{ "area > 99999999999999999亿", "column 8" },
		{ "\xff = 1", "column 1" },
		{ "@big", "column 1: @big: saved queries stand in lists" },
	};

	(void)state;
	check_wrong(cases, COUNT_OF(cases));
}

/* "big" is area > 100, "all" no condition; nothing else is known. */
static int find_saved(void *context, const struct form *of, const char *name,
	struct arena *mem, const struct expr **out, struct err *err)
{
	struct expr_options options = { .model = model, .form = of, .want = EXPR_BOOL };

	(void)context;
	*out = NULL;
	if (strcmp(name, "all") == 0)
		return 0;
	if (strcmp(name, "big") == 0 || strcmp(name, "面积 大") == 0)
		return expr_parse("area > 100", &options, mem, out, err);
	return err_set(err, ERR_NOT_FOUND, "nobody saved %s", name);
}

static const char *with_saved(const char *text)
{
	struct expr_options options = { .model = model, .saved = find_saved };
	const struct expr *expr;
	struct str out = { 0 };
	struct err err = { 0 };
	const char *kept;

	if (expr_parse(text, &options, &model->mem, &expr, &err) < 0)
		return arena_text(&model->mem, err.text);
	expr_print(expr, &out);
	kept = arena_text(&model->mem, str_text(&out));
	str_release(&out);
	return kept;
}

static void a_saved_condition_stands_in_a_condition(void **state)
{
	(void)state;
	assert_string_equal(with_saved("count(planting where @big)"),
		"count(planting where area > 100)");
	assert_string_equal(
		with_saved("sum(planting.area where not @big or (＠「面积 大」 and area < 9))"),
		"sum(planting.area where not area > 100 or area > 100 and area < 9)");
	assert_string_equal(
		with_saved("count(planting where @all)"), "count(planting where true)");
	assert_non_null(strstr(with_saved("count(planting where @none)"),
		"column 22: nobody saved none"));
	assert_non_null(strstr(with_saved("1 + @big"), "column 5: @big"));
	assert_non_null(strstr(with_saved("count(planting where @)"), "must follow @"));
	assert_non_null(strstr(with_saved("count(planting where @big > 1)"), "column"));
}

static void a_wanted_type_is_kept_to(void **state)
{
	const struct expr *expr;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(parse("area", EXPR_BOOL, &expr, &err), -1);
	assert_non_null(strstr(err.text, "a yes/no is needed here, but this is a number"));
	err_clear(&err);
	assert_int_equal(parse("2021", EXPR_PERIOD, &expr, &err), 0);
	assert_int_equal(expr_type(expr), EXPR_PERIOD);
}

static char *repeated(const char *start, const char *part, size_t times, const char *end)
{
	struct str out = { 0 };

	str_add(&out, start);
	while (times-- > 0)
		str_add(&out, part);
	str_add(&out, end);
	return str_detach(&out);
}

static void depth_is_limited(void **state)
{
	static const struct { const char *start, *part, *end; size_t deep, fine; } cases[] = {
		{ "", "(", "1", 100000, 0 },
		{ "", "-", "area", 100000, 150 },
		{ "", "not ", "organic", 100000, 150 },
		{ "area", " + area", "", 100000, 1000 },
		{ "organic", " or organic", "", 100000, 1000 },
		{ "", "abs(", "1", 100000, 0 },
		{ "", "sum(by_land.verified where ", "true", 100000, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *deep =
			repeated(cases[i].start, cases[i].part, cases[i].deep, cases[i].end);
		char *fine =
			repeated(cases[i].start, cases[i].part, cases[i].fine, cases[i].end);
		const struct expr *expr;
		struct err err = { 0 };

		assert_int_equal(parse(deep, EXPR_ANY, &expr, &err), -1);
		if (cases[i].fine)
			check_stable(fine);
		free(deep);
		free(fine);
	}
}

/* ---- any expression that parses prints to what prints the same ---- */

static void add_random(struct prop *p, struct str *out, char type, int depth);

static void add_pair(struct prop *p, struct str *out, char type, const char *sign, int depth)
{
	str_add_char(out, '(');
	add_random(p, out, type, depth);
	str_addf(out, " %s ", sign);
	add_random(p, out, type, depth);
	str_add_char(out, ')');
}

static void add_number(struct prop *p, struct str *out, int depth)
{
	static const char *const leaves[] = {
		"area",
		"种植面积",
		"0",
		"12.50",
		"1.5万",
		"-3",
		"sum(by_land.verified)",
		"2021",
		"count(by_land where land = '林下')",
		"max(planting.area where unit within this.unit)",
	};
	static const char *const binary[] = { "+", "-", "*", "/", "%" };

	switch (depth > 0 ? prop_below(p, 5) : 0) {
	case 1:
	case 2:
		add_pair(p, out, 'n', binary[prop_below(p, COUNT_OF(binary))], depth - 1);
		break;
	case 3:
		str_add(out, "-");
		add_random(p, out, 'n', depth - 1);
		break;
	case 4:
		str_add(out, "if(");
		add_random(p, out, 'b', depth - 1);
		str_add(out, ", ");
		add_random(p, out, 'n', depth - 1);
		str_add(out, ", 1)");
		break;
	default:
		str_add(out, leaves[prop_below(p, COUNT_OF(leaves))]);
	}
}

static void add_condition(struct prop *p, struct str *out, int depth)
{
	static const char *const leaves[] = {
		"organic",
		"land in ('LX', '耕地')",
		"species not in ('甘草')",
		"grower like '张*'",
		"unit within '东明镇'",
		"period within 2021",
		"as_of <= 2021-06-25",
		"area is not empty",
		"species is not applicable",
		"state != 'deleted'",
		"period = 2021H1",
		"land is applicable",
	};
	static const char *const compare[] = { "=", "!=", "<", "<=", ">", ">=" };

	switch (depth > 0 ? prop_below(p, 6) : 0) {
	case 1:
		add_pair(p, out, 'b', "and", depth - 1);
		break;
	case 2:
		add_pair(p, out, 'b', "or", depth - 1);
		break;
	case 3:
		str_add(out, "not ");
		add_random(p, out, 'b', depth - 1);
		break;
	case 4:
		add_pair(p, out, 'n', compare[prop_below(p, COUNT_OF(compare))], depth - 1);
		break;
	case 5:
		add_random(p, out, 'n', depth - 1);
		str_add(out, prop_below(p, 2) ? " is not given" : " is zero");
		break;
	default:
		str_add(out, leaves[prop_below(p, COUNT_OF(leaves))]);
	}
}

static void add_random(struct prop *p, struct str *out, char type, int depth)
{
	str_add_char(out, '(');
	if (type == 'n')
		add_number(p, out, depth);
	else
		add_condition(p, out, depth);
	str_add_char(out, ')');
}

static void whatever_parses_prints_stably(void **state)
{
	struct prop p = prop_start("expr round trip", 20210625);
	struct str text = { 0 };

	(void)state;
	for (int i = 0; i < 3000; i++) {
		const struct expr *expr;
		struct err err = { 0 };

		str_clear(&text);
		add_random(
			&p, &text, prop_below(&p, 2) ? 'n' : 'b', 1 + (int)prop_below(&p, 5));
		/* Figures of 亩 and products without a unit may not go together: not every one parses. */
		if (parse(str_text(&text), EXPR_ANY, &expr, &err) == 0)
			check_stable(str_text(&text));
		else if (!strstr(err.text, "together"))
			fail_msg("%s: %s", str_text(&text), err.text);
	}
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_and_full_width_signs_are_read),
		cmocka_unit_test(parentheses_stand_only_where_needed),
		cmocka_unit_test(dates_and_periods_are_told_from_subtraction),
		cmocka_unit_test(constants_become_codes_and_units),
		cmocka_unit_test(aggregates_know_groups_and_forms),
		cmocka_unit_test(a_wrong_name_is_told_with_its_column),
		cmocka_unit_test(types_that_do_not_go_together_are_named),
		cmocka_unit_test(broken_text_is_told_with_its_column),
		cmocka_unit_test(a_saved_condition_stands_in_a_condition),
		cmocka_unit_test(a_wanted_type_is_kept_to),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(whatever_parses_prints_stably),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

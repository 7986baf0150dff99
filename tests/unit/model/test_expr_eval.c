/* test_expr_eval.c - what expressions give: figures, truth of three values, rows, forms. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "lib/model_fixture.h"
#include "lib/prop.h"
#include "model/expr.h"

#include <string.h>

static struct model *model;
static struct record *record;
static const struct expr_param params[] = {
	{ "a", EXPR_BOOL }, { "b", EXPR_BOOL }, { "period", EXPR_PERIOD }, { "odd", EXPR_TEXT },
	{ "none", EXPR_NUMBER }, { "any", EXPR_ANY }, { NULL, EXPR_ANY },
};
static int given[2];                    /* truth of $a and $b */

static int give_param(void *context, const char *name, struct value *out)
{
	const struct period half = { PERIOD_HALF_YEAR, 2021, 1 };

	(void)context;
	if (strcmp(name, "period") == 0)
		*out = value_period(half);
	else if (strcmp(name, "odd") == 0)
		*out = value_number(decimal_of(7));     /* not what was declared */
	else if (strcmp(name, "any") == 0)
		*out = value_text("LX");
	else if (strcmp(name, "none") == 0)
		return 1;
	else if (given[*name - 'a'] == TRUTH_UNKNOWN)
		*out = value_state_only(VALUE_NONE);
	else
		*out = value_bool(given[*name - 'a']);
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	i18n_init(LANG_EN, NULL);
	model = fixture_model();
	record = fixture_record(model, "planting");
	fixture_set(model, record, "period", "2021H1");
	fixture_set(model, record, "unit", "150525105201");
	fixture_set(model, record, "land", "LX");
	fixture_set(model, record, "grower", "张三");
	fixture_set(model, record, "area", "12.50");
	fixture_set(model, record, "verified", "10");
	fixture_set(model, record, "count", ".");
	fixture_set(model, record, "odd", "/");
	fixture_set(model, record, "as_of", "2021-06-25");
	fixture_set(model, record, "organic", "yes");
	fixture_set(model, record, "kinds", "S001 S002");
	fixture_row(model, record, "LX", "5", "4");
	fixture_row(model, record, "GD", NULL, "6");
	fixture_row(model, record, "LX", "2.5", ".");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	model_drop(&model);
	return 0;
}

static const struct expr *read(const char *text)
{
	struct expr_options options = {
		.model = model, .form = model_form(model, "planting"), .params = params,
	};
	const struct expr *expr = NULL;
	struct err err = { 0 };

	if (expr_parse(text, &options, &model->mem, &expr, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return expr;
}

/* Sum of the calls' worth, and that it is asked as it should be. */
static int answer(void *context, const struct aggregate_call *call,
		  const struct expr_scope *scope, struct value *out, struct err *err)
{
	struct record *row = fixture_record(model, call->form->id);
	struct expr_scope inner = *scope;
	int truth;

	(void)context;
	assert_null(scope->record);
	assert_ptr_equal(scope->outer, record);
	fixture_set(model, row, "period", "2021H1");
	fixture_set(model, row, "area", "100");
	inner.record = row;
	truth = call->where ? expr_truth(call->where, &inner, err) : TRUTH_TRUE;
	if (truth < 0)
		return -1;
	*out = truth != TRUTH_TRUE ? value_state_only(VALUE_MISSING)
		: call->field ? row->values[call->field->index] : value_number(decimal_of(1));
	return 0;
}

static struct expr_scope scope_of(void)
{
	return (struct expr_scope){
		.model = model, .record = record, .param = give_param, .aggregate = answer,
		.mem = &model->mem,
	};
}

/* The result as text; "missing"; "! sentence". */
static const char *result(const char *text)
{
	struct expr_scope scope = scope_of();
	struct str out = { 0 };
	struct err err = { 0 };
	struct value v;
	const char *kept;

	if (expr_eval(read(text), &scope, &v, &err) < 0)
		str_addf(&out, "! %s", err.text);
	else if (!value_is_given(&v))
		str_add(&out, v.state == VALUE_MISSING ? "missing" : "no value");
	else if (v.kind == KIND_NUMBER)
		decimal_print(v.number, &out);
	else if (v.kind == KIND_DATE)
		date_print(v.date, &out);
	else if (v.kind == KIND_PERIOD)
		period_print(v.period, &out);
	else
		str_add(&out, v.kind == KIND_BOOL ? v.yes ? "yes" : "no" : v.text);
	kept = arena_text(&model->mem, str_text(&out));
	str_release(&out);
	return kept;
}

struct gives {
	const char *text, *result;
};

static void check(const struct gives *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(result(cases[i].text), cases[i].result) != 0)
			fail_msg("%s gives %s", cases[i].text, result(cases[i].text));
}

static void figures_are_exact(void **state)
{
	static const struct gives cases[] = {
		{ "area + 1", "13.50" },
		{ "area - verified", "2.50" },
		{ "area * 2.5", "31.250" },
		{ "area / 3", "4.166666666667" },
		{ "(verified - area) / area * 100", "-20" },
		{ "1 / 3 + 1 / 3 + 1 / 3", "0.999999999999" },
		{ "12.5万 + 1", "125001" },
		{ "7 % 3", "1" },
		{ "-7.5 % 2", "-1.5" },
		{ "-area", "-12.50" },
		{ "diff", "-2.50" },
		{ "diff * 2", "-5.00" },
		{ "abs(diff)", "2.50" },
		{ "round(area / 3, 2)", "4.17" },
		{ "round(-2.5)", "-3" },
		{ "round(1.5, 4)", "1.5" },
		{ "floor(-1.5) + floor(1.9)", "-1" },
		{ "min(3, area, verified) + max(1, 2)", "5" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct decimal got, want;

		assert_int_equal(decimal_parse(result(cases[i].text), &got, NULL), 0);
		assert_int_equal(decimal_parse(cases[i].result, &want, NULL), 0);
		if (decimal_compare(got, want) != 0)
			fail_msg("%s gives %s", cases[i].text, result(cases[i].text));
	}
}

static void what_is_missing_stays_missing(void **state)
{
	static const struct gives cases[] = {
		{ "count + 1", "missing" },     /* . */
		{ "odd * 2", "missing" },       /* / */
		{ "species = 'S001'", "missing" },      /* nothing typed */
		{ "species", "no value" },
		{ "-count", "missing" },
		{ "count = count", "missing" },
		{ "count in (1, 2)", "missing" },
		{ "area in (12.5, count * 1)", "yes" },
		{ "area in (1, count * 1)", "missing" },
		{ "area not in (1, count * 1)", "missing" },
		{ "area / 0", "missing" },
		{ "area % 0", "missing" },
		{ "0 / 0", "missing" },
		{ "coalesce(count, 3)", "3" },
		{ "coalesce(count, odd / area)", "missing" },
		{ "if(count > 1, 1, 2)", "missing" },
		{ "if(organic, 1, count)", "1" },
		{ "min(area, count * 1)", "missing" },
		{ "year(as_of) + $none", "missing" },
		{ "length(label(species))", "missing" },
		{ "count is missing", "yes" },
		{ "count is empty", "no" },
		{ "count is given", "no" },
		{ "count is zero", "no" },
		{ "count - count is zero", "no" },
		{ "area - area is zero", "yes" },
		{ "species is empty", "yes" },
		{ "species is missing", "no" },
		{ "odd is not applicable", "yes" },
		{ "odd is applicable", "no" },
		{ "area is masked", "no" },
		{ "by_land is empty", "no" },
		{ "area / 0 is missing", "yes" },
	};

	(void)state;
	check(cases, COUNT_OF(cases));
}

static void dates_periods_texts_and_units_have_functions(void **state)
{
	static const struct gives cases[] = {
		{ "year(as_of) * 100 + month(as_of)", "202106" },
		{ "day(as_of)", "25" },
		{ "quarter(as_of)", "2" },
		{ "half(as_of)", "1" },
		{ "half(2021-07-01)", "2" },
		{ "year(2021S)", "2021" },
		{ "month(2021Q2)", "4" },
		{ "start(period)", "2021-01-01" },
		{ "end(period)", "2021-06-30" },
		{ "start(2021S)", "2021-04-01" },
		{ "next(period)", "2021H2" },
		{ "previous($period)", "2020H2" },
		{ "previous(2021)", "2020" },
		{ "period_of(as_of, 'halfyear')", "2021H1" },
		{ "days(as_of, end(period))", "5" },
		{ "as_of + 5", "2021-06-30" },
		{ "as_of - 25", "2021-05-31" },
		{ "as_of - 2021-06-20", "5" },
		{ "as_of within 2021H1 and as_of within 2021", "yes" },
		{ "as_of within 2021H2", "no" },
		{ "period within 2021", "yes" },
		{ "period within 2021H1", "yes" },
		{ "2021 within period", "no" },
		{ "period < 2021H2 and period > 2020", "yes" },
		{ "length(grower)", "2" },
		{ "starts(grower, '张')", "yes" },
		{ "contains(grower, '四')", "no" },
		{ "contains(kinds, 'S002')", "yes" },
		{ "grower like '张*'", "yes" },
		{ "grower like '*三'", "yes" },
		{ "grower like '*'", "yes" },
		{ "grower like '三*'", "no" },
		{ "'a*b' like 'a\\*b'", "yes" },
		{ "'axb' like 'a\\*b'", "no" },
		{ "'abcabd' like '*ab*d'", "yes" },
		{ "land like '林*'", "yes" },
		{ "unit like '光*'", "yes" },
		{ "label(land)", "under trees" },
		{ "name(unit)", "光明村" },
		{ "name(parent(unit))", "东明镇" },
		{ "report_name(parent(unit))", "东镇" },
		{ "name(level(unit, 0))", "奈曼旗" },
		{ "level(unit, 1) = '东明镇'", "yes" },
		{ "unit within '东明镇'", "yes" },
		{ "unit within '大沁他拉镇'", "no" },
		{ "unit within unit", "yes" },
		{ "kinds = '甘草'", "yes" },
		{ "kinds = '黄芩'", "no" },
		{ "kinds in ('黄芩', '黄芪')", "yes" },
		{ "organic = true and organic", "yes" },
		{ "if(area > 10, '大', '小')", "大" },
	};

	(void)state;
	check(cases, COUNT_OF(cases));
}

static void rows_of_the_record_are_summed(void **state)
{
	static const struct gives cases[] = {
		{ "sum(by_land.verified)", "10.00" },
		{ "sum(by_land.reported)", "7.50" },
		{ "sum(by_land.reported where land = 'LX')", "7.50" },
		{ "sum(by_land.reported where land = 'GD')", "missing" },
		{ "sum(by_land.reported where land = 'QT')", "missing" },
		{ "count(by_land)", "3" },
		{ "count(by_land where land = 'LX')", "2" },
		{ "count(by_land.verified)", "2" },
		{ "distinct(by_land.land)", "2" },
		{ "min(by_land.verified)", "4.00" },
		{ "max(by_land.verified)", "6.00" },
		{ "last(by_land.reported)", "2.50" },
		{ "max(by_land.verified where verified < this.verified - 5)", "4.00" },
		{ "sum(by_land.verified) = verified", "yes" },
		{ "sum(by_land.reported) / area > 0.5", "yes" },
	};

	(void)state;
	check(cases, COUNT_OF(cases));
}

static void plans_are_not_added_to_what_is(void **state)
{
	const struct field *group = form_field(record->form, "by_land");
	struct row_values *rows = &record->values[group->index].rows;
	struct value *reported = &rows->cells[0 * rows->width + 1];

	(void)state;
	reported->nature = NATURE_PLANNED;
	assert_string_equal(result("sum(by_land.reported)"), "2.50");
	reported->nature = NATURE_ACTUAL;
}

static void other_forms_are_asked_through_the_scope(void **state)
{
	static const struct gives cases[] = {
		{ "sum(carryover.area where period = this.period)", "100.0" },
		{ "sum(carryover.area where period = previous(this.period))", "missing" },
		{ "sum(carryover.area where period within $period) * 10000", "1000000.0" },
		{ "count(carryover) + 1", "2" },
	};
	struct expr_scope scope = scope_of();
	struct value v;
	struct err err = { 0 };

	(void)state;
	check(cases, COUNT_OF(cases));
	scope.aggregate = NULL;
	assert_int_equal(expr_eval(read("count(carryover)"), &scope, &v, &err), -1);
	assert_non_null(strstr(err.text, "Carry-over"));
}

static void failures_are_told(void **state)
{
	static const struct gives cases[] = {
		{ "9000000000000000000 * 9000000000000000000", "!" },
		{ "9000000000000000000 + 9000000000000000000 > 1", "!" },
		{ "as_of + 1.5", "! only whole days" },
		{ "as_of + 99999999", "! only whole days" },
		{ "as_of + 3999999", "! the date is out" },
		{ "round(area, 99)", "! round takes 0 to 12" },
		{ "period_of(as_of, 'fortnight')", "! there is no kind of period" },
		{ "length($odd)", "! length cannot be asked" },
		{ "$odd = 'x'", "! values of two kinds" },
		{ "$any + 1", "! only numbers" },
		{ "starts(kinds, 'S')", "! starts cannot be asked" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (!text_starts_with(result(cases[i].text), cases[i].result))
			fail_msg("%s gives %s", cases[i].text, result(cases[i].text));
}

/* ---- three values ---- */

static int truth(const char *text)
{
	struct expr_scope scope = scope_of();
	struct err err = { 0 };
	int t = expr_truth(read(text), &scope, &err);

	if (t < 0)
		fail_msg("%s: %s", text, err.text);
	return t;
}

static void truth_tables_have_three_values(void **state)
{
	enum { F = TRUTH_FALSE, T = TRUTH_TRUE, U = TRUTH_UNKNOWN };
	static const int and_is[3][3] = {
		[F] = { F, F, F }, [T] = { F, T, U }, [U] = { F, U, U }
	};
	static const int or_is[3][3] = {
		[F] = { F, T, U }, [T] = { T, T, T }, [U] = { U, T, U }
	};
	static const int not_is[3] = { [F] = T, [T] = F, [U] = U };
	static const int equal_is[3][3] = {
		[F] = { T, F, U }, [T] = { F, T, U }, [U] = { U, U, U }
	};

	(void)state;
	for (given[0] = 0; given[0] < 3; given[0]++)
		for (given[1] = 0; given[1] < 3; given[1]++) {
			assert_int_equal(truth("$a and $b"), and_is[given[0]][given[1]]);
			assert_int_equal(truth("$a or $b"), or_is[given[0]][given[1]]);
			assert_int_equal(truth("not $a"), not_is[given[0]]);
			assert_int_equal(truth("$a = $b"), equal_is[given[0]][given[1]]);
			assert_int_equal(truth("$a is given"), given[0] != TRUTH_UNKNOWN);
		}
}

static void add_tree(struct prop *p, struct str *out, int depth)
{
	switch (depth > 0 ? prop_below(p, 4) : 0) {
	case 0:
		str_add(out, prop_below(p, 2) ? "$a" : "$b");
		break;
	case 1:
		str_add(out, "not (");
		add_tree(p, out, depth - 1);
		str_add(out, ")");
		break;
	default:
		str_add(out, "(");
		add_tree(p, out, depth - 1);
		str_add(out, prop_below(p, 2) ? ") and (" : ") or (");
		add_tree(p, out, depth - 1);
		str_add(out, ")");
	}
}

static void de_morgan_holds_for_three_values(void **state)
{
	struct prop p = prop_start("three-valued logic", 17);
	struct str a = { 0 }, b = { 0 };

	(void)state;
	for (int i = 0; i < 300; i++) {
		const char *left, *right;

		str_clear(&a);
		str_clear(&b);
		add_tree(&p, &a, 3);
		add_tree(&p, &b, 3);
		left = arena_printf(&model->mem, "not ((%s) and (%s))", a.at, b.at);
		right = arena_printf(&model->mem, "not (%s) or not (%s)", a.at, b.at);
		for (given[0] = 0; given[0] < 3; given[0]++)
			for (given[1] = 0; given[1] < 3; given[1]++)
				if (truth(left) != truth(right))
					fail_msg("%s", left);
	}
	str_release(&a);
	str_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_exact),
		cmocka_unit_test(what_is_missing_stays_missing),
		cmocka_unit_test(dates_periods_texts_and_units_have_functions),
		cmocka_unit_test(rows_of_the_record_are_summed),
		cmocka_unit_test(plans_are_not_added_to_what_is),
		cmocka_unit_test(other_forms_are_asked_through_the_scope),
		cmocka_unit_test(failures_are_told),
		cmocka_unit_test(truth_tables_have_three_values),
		cmocka_unit_test(de_morgan_holds_for_three_values),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* test_expr_plan.c - bounds, states and readers that are known without a record. */
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
	{ "period", EXPR_PERIOD }, { "unit", EXPR_UNIT }, { NULL, EXPR_ANY },
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

static const struct expr *read(const char *text)
{
	struct expr_options options = {
		.model = model, .form = model_form(model, "planting"), .params = params,
		.outer = model_form(model, "carryover"),
	};
	const struct expr *expr = NULL;
	struct err err = { 0 };

	if (expr_parse(text, &options, &model->mem, &expr, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return expr;
}

/* "area >= 5; land in 'LX','GD' exact" */
static const char *bounds_of(const char *text)
{
	static const char *const signs[] = { "=", ">=", "<=", "within", "in" };
	struct expr_bound *bounds;
	struct str out = { 0 };
	const char *kept;
	int exact;
	size_t count = expr_bounds(text ? read(text) : NULL, &model->mem, &bounds, &exact);

	for (size_t i = 0; i < count; i++) {
		str_addf(&out, "%s%s %s", i ? "; " : "", bounds[i].field->id,
			signs[bounds[i].op]);
		if (bounds[i].value)
			str_add_char(&out, ' ');
		if (bounds[i].value)
			expr_print(bounds[i].value, &out);
		for (size_t j = 0; j < bounds[i].value_count; j++) {
			str_add(&out, j ? "," : " ");
			expr_print(bounds[i].values[j], &out);
		}
	}
	str_add(&out, exact ? " exact" : "");
	kept = arena_text(&model->mem, str_text(&out));
	str_release(&out);
	return kept;
}

static void conjuncts_become_bounds(void **state)
{
	static const struct { const char *text, *bounds;
	} cases[] = {
		{ "land = 'LX'", "land = 'LX' exact" },
		{ "'林下' = land and 5 <= area", "land = 'LX'; area >= 5 exact" },
		{ "area > 5 and area < 10", "area >= 5; area <= 10" },
		{ "area >= 5.123", "area >= 5.123" },
		{ "area = 5.120", "area = 5.12 exact" },
		{ "period within $period and unit within $unit",
			"period within $period; unit within $unit exact" },
		{ "land in ('LX', 'GD')", "land in 'LX','GD' exact" },
		{ "period = this.period", "period = this.period exact" },
		{ "period within previous(this.period)",
			"period within previous(this.period) exact" },
		{ "as_of within 2021H1", "as_of >= start(2021H1); as_of <= end(2021H1) exact" },
		{ "as_of <= end($period)", "as_of <= end($period) exact" },
		{ "land = 'LX' and (area > 1 or area < 0)", "land = 'LX'" },
		{ "land = 'LX' or land = 'GD'", "" },
		{ "not land = 'LX'", "" },
		{ "land != 'LX'", "" },
		{ "area = verified", "" },
		{ "area + 1 = 5", "" },
		{ "diff = 5", "" },
		{ "kinds = '甘草'", "" },
		{ "period >= 2021H1", "" },
		{ "organic and area = 1", "area = 1" },
		{ "area = sum(planting.area)", "" },
		{ "area = 1 and state = 'saved'", "area = 1" },
		{ "true", " exact" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (strcmp(bounds_of(cases[i].text), cases[i].bounds) != 0)
			fail_msg("%s: %s", cases[i].text, bounds_of(cases[i].text));
	assert_string_equal(bounds_of(NULL), " exact");
}

static int meets(const struct expr_bound *bound, const struct expr_scope *scope)
{
	static const char *const signs[] = { "=", ">=", "<=", "within" };
	struct str text = { 0 };
	struct err err = { 0 };
	int truth;

	str_addf(&text, "%s %s ", bound->field->id,
		bound->op == BOUND_IN ? "in (" : signs[bound->op]);
	if (bound->value)
		expr_print(bound->value, &text);
	for (size_t i = 0; i < bound->value_count; i++) {
		str_add(&text, i ? ", " : "");
		expr_print(bound->values[i], &text);
	}
	str_add(&text, bound->value_count ? ")" : "");
	truth = expr_truth(read(str_text(&text)), scope, &err);
	str_release(&text);
	return truth == TRUTH_TRUE;
}

/* Records that satisfy meet all bounds; and if the bounds are exact, the other way round. */
static void bounds_never_leave_a_record_out(void **state)
{
	static const char *const parts[] = {
		"area > 2",
		"area >= 2",
		"2 > area",
		"area = 2.5",
		"area in (1, 2, 2.505)",
		"land = 'LX'",
		"land in ('LX', 'QT')",
		"not land = 'LX'",
		"land is not empty",
		"unit within '东明镇'",
		"period within 2021",
		"as_of within 2021",
		"as_of <= 2021-06-25",
		"(area = 1 or land = 'GD')",
		"area <= 2.505",
		"true",
	};
	static const char *const areas[] = { "", ".", "1", "2", "2.5", "3" };
	static const char *const lands[] = { "", "LX", "GD", "QT" };
	static const char *const days[] = { "", "2021-06-25", "2021-06-26", "2022-01-01" };
	struct prop p = prop_start("expr bounds", 5);

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct record *record = fixture_record(model, "planting");
		struct expr_scope scope = {
			.model = model, .record = record, .mem = &model->mem
		};
		const struct expr *expr = NULL;
		struct expr_bound *bounds;
		struct err err = { 0 };
		int exact, all = 1, truth;
		size_t count;

		for (uint64_t n = prop_below(&p, 4); n > 0; n--)
			expr = expr_and(expr, read(parts[prop_below(&p, COUNT_OF(parts))]),
				&model->mem);
		fixture_set(model, record, "area", areas[prop_below(&p, COUNT_OF(areas))]);
		fixture_set(model, record, "land", lands[prop_below(&p, COUNT_OF(lands))]);
		fixture_set(model, record, "as_of", days[prop_below(&p, COUNT_OF(days))]);
		fixture_set(model, record, "period", prop_below(&p, 2) ? "2021H1" : "2022");
		fixture_set(model, record, "unit",
			prop_below(&p, 2) ? "150525105201" : "150525100");
		truth = expr ? expr_truth(expr, &scope, &err) : TRUTH_TRUE;
		count = expr_bounds(expr, &model->mem, &bounds, &exact);
		for (size_t b = 0; b < count; b++)
			all = all && meets(&bounds[b], &scope);
		assert_true(truth != TRUTH_TRUE || all);
		assert_true(!exact || !all || truth == TRUTH_TRUE);
	}
}

static void states_that_may_satisfy_are_known(void **state)
{
	enum { SAVED = 1 << STATE_SAVED, SUBMITTED = 1 << STATE_SUBMITTED,
	       DELETED = 1 << STATE_DELETED };
	static const struct { const char *text; unsigned states; } cases[] = {
		{ "area > 1", 0 },
		{ "state = 'saved'", SAVED },
		{ "area > 1 and state = 'saved'", SAVED },
		{ "area > 1 or state = 'saved'", SAVED | SUBMITTED | DELETED },
		{ "state = 'saved' or state = 'submitted'", SAVED | SUBMITTED },
		{ "state in ('saved', 'deleted') and state != 'saved'", DELETED },
		{ "not state = 'deleted'", SAVED | SUBMITTED },
		{ "state is given", SAVED | SUBMITTED | DELETED },
		{ "state like 's*'", SAVED | SUBMITTED },
		{ "state = grower", SAVED | SUBMITTED | DELETED },
		{ "sum(carryover.area where state = 'saved') > 1", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (expr_states(read(cases[i].text)) != cases[i].states)
			fail_msg("%s: %#x", cases[i].text, expr_states(read(cases[i].text)));
	assert_int_equal(expr_states(NULL), 0);
}

static void what_an_expression_reads_is_known(void **state)
{
	static const struct { const char *text, *field; int reads; } cases[] = {
		{ "area > 1", "area", 1 },
		{ "area > 1", "land", 0 },
		{ "diff > 1", "area", 1 },              /* through the computed field */
		{ "sum(by_land.verified)", "by_land", 1 },
		{ "sum(by_land.verified where land = 'LX')", "land", 0 },
		{ "sum(by_land.verified where verified < this.area)", "area", 1 },
		{ "sum(planting.area where land = this.land)", "land", 1 },
		{ "sum(planting.area where land = this.land)", "area", 0 },
		{ "sum(planting.area where land = 'LX')", "land", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (expr_reads(read(cases[i].text),
			    form_field(model_form(model, "planting"), cases[i].field)) !=
			cases[i].reads)
			fail_msg("%s reads %s", cases[i].text, cases[i].field);
}

static void conditions_are_joined(void **state)
{
	const struct expr *a = read("area = 1"), *b = read("land = 'LX' or land = 'GD'");
	struct str out = { 0 };

	(void)state;
	assert_null(expr_and(NULL, NULL, &model->mem));
	assert_ptr_equal(expr_and(a, NULL, &model->mem), a);
	assert_ptr_equal(expr_and(NULL, b, &model->mem), b);
	expr_print(expr_and(a, b, &model->mem), &out);
	assert_string_equal(out.at, "area = 1 and (land = 'LX' or land = 'GD')");
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conjuncts_become_bounds),
		cmocka_unit_test(bounds_never_leave_a_record_out),
		cmocka_unit_test(states_that_may_satisfy_are_known),
		cmocka_unit_test(what_an_expression_reads_is_known),
		cmocka_unit_test(conditions_are_joined),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

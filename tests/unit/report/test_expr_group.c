/*
 * test_expr_group.c - sums over the rows of another form's group, and names with a measure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"

static struct form rows_form, outer_form;
static struct field rows_fields[2], outer_fields[3];
static struct form *forms[1];
static struct model model;
static struct arena mem;
static const struct measure plots = { .code = "plots", .decimals = -1 };

static void name_field(struct field *f, size_t index, const char *id, const char *type)
{
	*f = (struct field){ .id = id,
		.label = { id, id },
		.index = index,
		.scale = 2,
		.type = field_type_find(type) };
	if (field_type_flags(f) & TYPE_NUMBER)
		f->measure = &plots;
}

static int set_up(void **state)
{
	(void)state;
	name_field(&rows_fields[0], 0, "kind", "text");
	name_field(&rows_fields[1], 1, "found", "decimal");
	rows_form = (struct form){ .id = "by_kind",
		.label = { "by_kind", "by_kind" },
		.fields = rows_fields,
		.field_count = 2 };
	name_field(&outer_fields[0], 0, "day", "period");
	name_field(&outer_fields[1], 1, "kind", "text");
	name_field(&outer_fields[2], 2, "by_kind", "rows");
	outer_fields[2].group = &rows_form;
	outer_form = (struct form){ .id = "visit",
		.label = { "visit", "visit" },
		.folder = "x",
		.fields = outer_fields,
		.field_count = 3 };
	forms[0] = &outer_form;
	model = (struct model){ .forms = forms, .form_count = 1 };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&mem);
	return 0;
}

static const struct expr *parse(const char *text, struct err *err)
{
	static const struct expr_param params[] = { { "period", EXPR_PERIOD },
		{ NULL, EXPR_ANY } };
	static const struct expr_named named[] = {
		{ "kind_asked", EXPR_TEXT, NULL, NULL },
		{ "share", EXPR_NUMBER, &plots, NULL },
		{ NULL, EXPR_ANY, NULL, NULL },
	};
	struct expr_options options = { .model = &model, .params = params, .named = named };
	const struct expr *expr = NULL;

	return expr_parse(text, &options, &mem, &expr, err) < 0 ? NULL : expr;
}

static const char *printed(const char *text)
{
	struct err err = { 0 };
	const struct expr *expr = parse(text, &err);
	struct str out = { 0 };
	const char *copy;

	if (!expr)
		fail_msg("%s: %s", text, err.text);
	expr_print(expr, &out);
	copy = arena_text(&mem, str_text(&out));
	str_release(&out);
	return copy;
}

static void test_prints_what_it_parses(void **state)
{
	static const char *const texts[] = {
		"sum(visit.by_kind.found)",
		"count(visit.by_kind)",
		"sum(visit.by_kind.found where kind = 'a')",
		"sum(visit.by_kind.found where day within $period and kind = $kind_asked)",
		"sum(visit.by_kind.found where day = $period and (kind = 'a' or found = 2))",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_string_equal(printed(printed(texts[i])), texts[i]);
	assert_string_equal(printed("abs(share) + $share"), "abs($share) + $share");
}

static void test_names_bring_their_measure(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_ptr_equal(expr_measure(parse("share", &err)), &plots);
	assert_ptr_equal(expr_measure(parse("abs($share)", &err)), &plots);
	assert_ptr_equal(expr_measure(parse("sum(visit.by_kind.found)", &err)), &plots);
}

static void test_no_record_outside(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_null(parse("sum(visit.by_kind.found where kind = this.kind)", &err));
	assert_non_null(strstr(err.text, "column 38"));
	err_clear(&err);
	assert_null(parse("sum(visit.by_kind.nothing)", &err));
	assert_non_null(strstr(err.text, "nothing"));
}

/* Keeps the call; answers from one record. */
static struct record visit;

static int add_row(void *context, const struct value *value, struct err *err)
{
	struct decimal *sum = context;

	if (value_is_given(value))
		return decimal_add(*sum, value->number, sum, err);
	return 0;
}

static int answer(void *context, const struct aggregate_call *call,
	const struct expr_scope *scope, struct value *out, struct err *err)
{
	struct expr_scope inner = *scope;
	struct decimal sum = decimal_of(0);

	(void)context;
	assert_ptr_equal(call->group, &outer_fields[2]);
	inner.record = &visit;
	if (call->where && expr_truth(call->where, &inner, err) != TRUTH_TRUE) {
		*out = value_state_only(VALUE_MISSING);
		return 0;
	}
	if (expr_each_row(call, &visit, &inner, add_row, &sum, err) < 0)
		return -1;
	*out = value_number(sum);
	return 0;
}

static int param(void *context, const char *name, struct value *out)
{
	(void)context;
	if (strcmp(name, "kind_asked") == 0)
		*out = value_text("a");
	else
		*out = value_period(
			(struct period){ .kind = PERIOD_YEAR, .year = 2021, .number = 1 });
	return 0;
}

static void test_counts_chosen_rows(void **state)
{
	struct value cells[] = {
		value_text("a"),
		value_number((struct decimal){ 15, 1 }),
		value_text("b"),
		value_number(decimal_of(10)),
		value_text("a"),
		value_state_only(VALUE_MISSING),
		value_text("a"),
		value_number(decimal_of(2)),
	};
	struct value values[] = {
		value_period(
			(struct period){ .kind = PERIOD_MONTH, .year = 2021, .number = 6 }),
		value_text("outside"),
		{ .state = VALUE_GIVEN, .kind = KIND_ROWS, .rows = { cells, 4, 2 } },
	};
	struct expr_scope scope = {
		.model = &model, .param = param, .aggregate = answer, .mem = &mem
	};
	struct value out;
	struct err err = { 0 };

	(void)state;
	visit = (struct record){
		.form = &outer_form, .values = values, .state = STATE_SUBMITTED
	};
	assert_int_equal(
		expr_eval(
			parse("sum(visit.by_kind.found where day within $period and "
			  "kind = $kind_asked)",
				&err),
			&scope, &out, &err),
		0);
	assert_int_equal(decimal_compare(out.number, (struct decimal){ 35, 1 }), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prints_what_it_parses),
		cmocka_unit_test(test_names_bring_their_measure),
		cmocka_unit_test(test_no_record_outside),
		cmocka_unit_test(test_counts_chosen_rows),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

/*
 * test_measure_of.c - numbers that take their measure unit from the code beside them: faults in
 * forms and lists, and figures that never go together.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "conf/conf.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/model.h"
#include "unit/conf/own.h"

static void read_texts(struct fixture *f, const char *conf, const char *form)
{
	own_write("conf/extra.conf", conf);
	own_write("forms/sheet/tally.conf", form);
	own_open(f);
}

#define LIST(last)                                                                             \
	"lists = ( { id = \"what\"; label = \"项\"; codes = (\n"                               \
	"  { code = \"W\"; label = \"重\"; measure = \"kg\"; },\n"                             \
	"  { code = \"L\"; label = \"地\"; measure = \"ha\"; },\n"                             \
	"  { code = \"X\"; label = \"末\"; " last " } ); } );\n"
#define TALLY(value, more)                                                                     \
	"id = \"tally\"; label = \"数表\"; fields = (\n"                                       \
	"  { id = \"what\"; type = \"code\"; list = \"what\"; label = \"项\"; },\n"            \
	"  { id = \"value\"; type = \"decimal\"; scale = 3; label = \"数\"; " value " },\n"     \
	"  { id = \"after\"; type = \"code\"; list = \"what\"; label = \"后\"; } );\n" more

static void the_code_tells_the_unit(void **state)
{
	struct fixture r;
	struct value values[3] = { { 0 } };
	const struct form *form;
	const struct field *value, *beside;
	struct field room;
	struct err err = { 0 };
	struct str shown = { 0 };

	(void)state;
	read_texts(&r, LIST("measure = \"plot\";"),
		TALLY("measure_of = \"what\";",
			"totals = ( { by = [\"what\"]; sum = [\"value\"]; } );"));
	assert_int_equal(r.faults.count, 0);
	form = model_form(r.model, "tally");
	value = form_field(form, "value");
	assert_null(value->measure);
	assert_null(field_measure(r.model, value, values));
	assert_ptr_equal(field_beside(r.model, form_field(form, "what"), values, &room),
		form_field(form, "what"));
	values[0] = value_text("L");
	beside = field_beside(r.model, value, values, &room);
	assert_string_equal(beside->measure->code, "ha");
	/* in another unit of the same kind, and never in one of another */
	assert_int_equal(field_parse(r.model, beside, "25000m2", &r.mem, &values[1], &err), 0);
	field_show(r.model, beside, &values[1], &shown);
	field_add_measure(r.model, value, values, &shown);
	assert_string_equal(str_text(&shown), "2.5 ha");
	assert_int_equal(field_parse(r.model, beside, "3kg", &r.mem, &values[1], &err), -1);
	str_release(&shown);
	fixture_close(&r);
}

static void sums_over_several_units_are_refused(void **state)
{
	/* clang-format off */
	static const struct { const char *text, *measure, *fault; } cases[] = {
		{ "sum(tally.value)", NULL, "do not go together" },
		{ "max(tally.value where value > 3)", NULL, "where what = '...'" },
		{ "sum(tally.value where what = 'W' or what = 'L')", NULL, "do not go together" },
		{ "sum(tally.value where after = 'W')", NULL, "do not go together" },
		{ "sum(tally.value where what = 'W' and value > 3)", "kg", NULL },
		{ "sum(tally.value where what = 'L')", "ha", NULL },
		{ "sum(tally.value where what = 'W') + sum(tally.value where what = 'L')", NULL,
			"do not go together" },
		{ "count(tally)", NULL, NULL },
	};
	/* clang-format on */
	struct fixture r;

	(void)state;
	read_texts(&r, LIST("measure = \"plot\";"), TALLY("measure_of = \"what\";", ""));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct expr_options options = { .model = r.model, .want = EXPR_NUMBER };
		const struct expr *expr = NULL;
		struct err err = { 0 };
		int got = expr_parse(cases[i].text, &options, &r.mem, &expr, &err);

		if ((got < 0) != (cases[i].fault != NULL) ||
			(cases[i].fault && !strstr(err.text, cases[i].fault)))
			fail_msg("%s: %s", cases[i].text, err.text);
		if (cases[i].measure)
			assert_string_equal(expr_measure(expr)->code, cases[i].measure);
	}
	fixture_close(&r);
}

static void faults_say_what_would_be_right(void **state)
{
	/* clang-format off */
	static const struct { const char *list, *value, *more, *says; } cases[] = {
		{ "measure = \"plot\";", "", "", "without measure unit" },
		{ "", "measure_of = \"what\";", "", "code \"X\" of list what tells no measure unit" },
		{ "measure = \"miles\";", "measure_of = \"what\";", "",
			"code \"X\": there is no measure unit \"miles\"" },
		{ "measure = \"plot\";", "measure_of = \"after\";", "", "stands before it; \"after\"" },
		{ "measure = \"plot\";", "measure_of = \"what\"; measure = \"kg\";", "",
			"cannot both be there" },
		{ "measure = \"plot\";", "measure_of = \"what\";",
			"totals = ( { by = [\"after\"]; sum = [\"value\"]; } );", "write what in by too" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str list = { 0 }, form = { 0 };
		struct fixture r;
		int said = 0;

		str_addf(&list, LIST("%s"), cases[i].list);
		str_addf(&form, TALLY("%s", "%s"), cases[i].value, cases[i].more);
		read_texts(&r, str_text(&list), str_text(&form));
		for (size_t k = 0; k < r.faults.count; k++)
			said |= strstr(r.faults.at[k].sentence, cases[i].says) != NULL;
		if (!said)
			fail_msg("%s is not said: %s", cases[i].says,
				r.faults.count ? r.faults.at[0].sentence : "no fault");
		str_release(&list);
		str_release(&form);
		fixture_close(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_code_tells_the_unit),
		cmocka_unit_test(sums_over_several_units_are_refused),
		cmocka_unit_test(faults_say_what_would_be_right),
	};

	return cmocka_run_group_tests(tests, own_set_up, own_tear_down);
}

/* test_expr_print.c - an expression as people say it; what it parses from is test_expr.c's. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/i18n.h"
#include "base/str.h"
#include "lib/model_fixture.h"
#include "model/code.h"
#include "model/expr.h"

static struct model *model;

static void says(const char *text, const char *want)
{
	struct expr_options options = {
		.model = model, .form = model_form(model, "planting"), .want = EXPR_BOOL
	};
	const struct expr *expr;
	struct err err = { 0 };
	struct str out = { 0 };

	if (expr_parse(text, &options, &model->mem, &expr, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	expr_show(model, expr, &out);
	assert_string_equal(str_text(&out), want);
	str_release(&out);
}

static void labels_and_names(void **state)
{
	const struct form *form = model_form(model, "planting");
	struct str want = { 0 };

	(void)state;
	str_addf(&want, "%s > 100", field_label(form_field(form, "area"), LANG_EN));
	says("area > 100", str_text(&want));
	str_clear(&want);
	str_addf(&want, "%s = submitted and not (%s is empty or %s < 5)", "state",
		field_label(form_field(form, "grower"), LANG_EN),
		field_label(form_field(form, "area"), LANG_EN));
	says("state = 'submitted' and not (grower is empty or area < 5)", str_text(&want));
	str_release(&want);
}

/* Codes, units, periods stand as their values are shown, not as they are stored. */
static void values_as_shown(void **state)
{
	const struct form *form = model_form(model, "planting");
	const struct code_list *list = form_field(form, "land")->list;
	const char *code = list->codes[0].code, *name = code_label(&list->codes[0], LANG_EN);
	const char *label = field_label(form_field(form, "land"), LANG_EN);
	struct str from = { 0 }, want = { 0 };

	(void)state;
	str_addf(&from, "land = '%s' and land in ('%s', '%s')", code, code, code);
	str_addf(&want, "%s = %s and %s in (%s, %s)", label, name, label, name, name);
	says(str_text(&from), str_text(&want));
	str_release(&from);
	str_release(&want);
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_and_names),
		cmocka_unit_test(values_as_shown),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

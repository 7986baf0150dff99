/* test_qbe_line.c - lines of conditions: as typed, with saved ones, and as they are kept. */
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
#include "model/aids.h"
#include "model/expr.h"
#include "model/qbe_line.h"

#include <string.h>

static struct model *model;
static const struct form *form;

static int find(void *context, const struct form *of, const char *name, struct arena *mem,
	const char **line, struct err *err)
{
	(void)context, (void)mem;
	assert_ptr_equal(of, form);
	if (strcmp(name, "big") == 0)
		*line = "area>=1000";
	else if (strcmp(name, "gone") == 0)
		*line = "area>=1000 colour=red";
	else if (strcmp(name, "week") == 0)
		*line = "as_of=t-7:";
	else if (strcmp(name, "ring") == 0)
		*line = "@big";
	else
		return err_set(err, ERR_NOT_FOUND, "nobody saved %s", name);
	return 0;
}

static int32_t today(void *context)
{
	(void)context;
	return date_of(2021, 6, 25);
}

static const struct qbe_saved saved = { .find = find, .today = today };

static int set_up(void **state)
{
	static const char *const columns[] = { "period", "unit", "species" };
	struct form *own;

	(void)state;
	i18n_init(LANG_EN, NULL);
	model = fixture_model();
	form = model_form(model, "planting");
	own = (struct form *)form;
	own->columns.at = arena_array(&model->mem, COUNT_OF(columns), sizeof(*own->columns.at));
	own->columns.count = COUNT_OF(columns);
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		own->columns.at[i] = form_field(form, columns[i]);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	model_drop(&model);
	return 0;
}

/* The expression a line makes, or the sentence why not. */
static const char *understood(const char *line)
{
	const struct expr *expr = NULL;
	struct str text = { 0 };
	struct err err = { 0 };
	const char *out;

	if (qbe_line_condition(model, form, line, &saved, &model->mem, &expr, &err) < 0)
		return arena_text(&model->mem, err.text);
	if (expr)
		expr_print(expr, &text);
	out = arena_text(&model->mem, str_text(&text));
	str_release(&text);
	return out;
}

static const char *kept(const char *line)
{
	struct str text = { 0 };
	struct err err = { 0 };
	const char *out;

	if (qbe_line_keep(model, form, line, &saved, &text, &err) < 0) {
		str_release(&text);
		return arena_text(&model->mem, err.text);
	}
	out = arena_text(&model->mem, str_text(&text));
	str_release(&text);
	return out;
}

static void a_saved_query_is_one_word_among_others(void **state)
{
	(void)state;
	assert_string_equal(understood("@big"), "area >= 1000");
	assert_string_equal(
		understood("＠big period=2021H1"), "area >= 1000 and period within 2021H1");
	assert_string_equal(understood("@none"), "nobody saved none");
	/* days told from today stay so, where nobody types too */
	assert_string_equal(understood("@week"), "as_of >= 2021-06-18");
	assert_non_null(strstr(understood("as_of=t-7:"), "t-7"));
}

static void a_saved_query_that_does_not_fit_says_what_is_gone(void **state)
{
	(void)state;
	assert_non_null(strstr(understood("@gone"), "@gone"));
	assert_non_null(strstr(understood("@gone"), "colour"));
	/* one in another would make rings */
	assert_non_null(strstr(understood("@ring"), "@big"));
}

static void it_is_kept_with_ids_and_cells_as_typed(void **state)
{
	(void)state;
	assert_string_equal(kept("种植面积>=12万 Period=2021H1"), "area>=12万 period=2021H1");
	aids_set(today(NULL));
	assert_string_equal(kept("as_of=t-7:"), "as_of=t-7:");
	aids_set(DATE_NONE);
	assert_string_equal(
		kept("\"Unit=东明镇 | 大沁他拉镇\""), "\"unit=东明镇 | 大沁他拉镇\"");
	assert_string_equal(kept("state=saved"), "state=saved");
	assert_string_equal(kept("东明镇 @big"), "unit=东明镇 area>=1000");
	assert_string_equal(kept(""), "");
}

static void what_is_not_understood_is_not_kept(void **state)
{
	(void)state;
	assert_non_null(strstr(kept("colour=red"), "colour"));
	assert_non_null(strstr(kept("area>=many"), "area"));
	assert_non_null(strstr(kept("@gone"), "colour"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_saved_query_is_one_word_among_others),
		cmocka_unit_test(a_saved_query_that_does_not_fit_says_what_is_gone),
		cmocka_unit_test(it_is_kept_with_ids_and_cells_as_typed),
		cmocka_unit_test(what_is_not_understood_is_not_kept),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

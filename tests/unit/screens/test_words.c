/* test_words.c - a line of conditions, as people type it. */
#include "unit/screens/desk.h"

#include "base/str.h"
#include "model/expr.h"
#include "model/form.h"
#include "screens/words.h"

/* The expression a line makes, or the sentence why not. */
static const char *understood(struct desk *d, const char *line)
{
	const struct expr *expr = NULL;
	struct str text = { 0 };
	struct err err = { 0 };
	const char *out;

	if (words_condition(
		    d->model, desk_form(d, "harvest"), line, NULL, &d->mem, &expr, &err) < 0)
		return arena_text(&d->mem, err.text);
	if (expr)
		expr_print(expr, &text);
	out = arena_text(&d->mem, str_text(&text));
	str_release(&text);
	return out;
}

static void all_words_hold(void **state)
{
	struct desk *d = *state;

	assert_string_equal(understood(d, ""), "");
	assert_string_equal(understood(d, "yield>100"), "yield > 100");
	assert_string_equal(understood(d, " herb=A  yield=1:5 "),
		"herb = 'A' and (yield >= 1 and yield <= 5)");
	assert_string_equal(understood(d, "品种=A\u3000Yield>=2"), "herb = 'A' and yield >= 2");
}

static void part_of_a_label_will_do_where_it_is_clear(void **state)
{
	struct desk *d = *state;

	assert_string_equal(understood(d, "Yiel>3"), "yield > 3");
	assert_non_null(strstr(understood(d, "e>3"), "e>3")); /* many labels have an e */
	assert_non_null(strstr(understood(d, "colour=red"), "colour"));
}

static void a_bare_word_is_looked_for_in_the_columns(void **state)
{
	struct desk *d = *state;

	assert_string_equal(understood(d, "East"), "unit within 'U01'");
	assert_string_equal(understood(d, "甜草"), "herb = 'A'");
	assert_non_null(strstr(understood(d, "nowhere"), "nowhere"));
}

static void bare_words_find_texts(void **state)
{
	struct desk *d = *state;
	const struct expr *expr = NULL;
	struct str text = { 0 };
	struct err err = { 0 };

	assert_int_equal(words_condition(d->model, desk_form(d, "plain"), "river", d->data,
				 &d->mem, &expr, &err),
		0);
	expr_print(expr, &text);
	assert_string_equal(str_text(&text), "text like '*river*'");
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_words_hold),
		cmocka_unit_test(part_of_a_label_will_do_where_it_is_clear),
		cmocka_unit_test(a_bare_word_is_looked_for_in_the_columns),
		cmocka_unit_test(bare_words_find_texts),
	};

	return cmocka_run_group_tests(tests, desk_open, desk_close);
}

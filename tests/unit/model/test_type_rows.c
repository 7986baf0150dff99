/* test_type_rows.c - groups of rows as one text. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "typing.h"

static void rows_and_cells_are_read(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(stored(&t, "rows", "甘草|50余|a; 黄芪 | 3.7 | ;"), "S001|50余|a;S002|3.7|;");
	assert_int_equal(t.value.rows.count, 2);
	assert_int_equal(t.value.rows.width, 3);
	assert_string_equal(t.value.rows.cells[3].text, "S002");
	assert_string_equal(shown(&t, "rows", "S001|1;S002|2"), "2 rows");
	assert_string_equal(stored(&t, "rows", "S001"), "S001||;");
	assert_string_equal(stored(&t, "rows", "|.|/"), "|.|/;");
	assert_string_equal(stored(&t, "rows", ";;||;"), "");
	assert_string_equal(stored(&t, "rows", "."), ".");
	assert_int_equal(t.value.state, VALUE_MISSING);
	assert_string_equal(stored(&t, "rows", ".;"), ".||;");
	assert_int_equal(t.value.state, VALUE_GIVEN);
	typing_end(&t);
}

static void marks_inside_a_cell_are_escaped(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(stored(&t, "rows", "S001|1|a\\;b\\|c\\\\d"), "S001|1|a\\;b\\|c\\\\d;");
	assert_string_equal(t.value.rows.cells[2].text, "a;b|c\\d");
	typing_end(&t);
}

static void errors_name_the_row(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(stored(&t, "rows", "S001|1;S002|y"),
		"Rows, row 2: Area: \"y\" is not a number; write digits, for example 1234.5.");
	assert_non_null(strstr(stored(&t, "rows", "S001|1|a|b"), "row 1 has more than 3 cells"));
	typing_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_and_cells_are_read),
		cmocka_unit_test(marks_inside_a_cell_are_escaped),
		cmocka_unit_test(errors_name_the_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

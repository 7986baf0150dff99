/* Tables as text, CSV and JSON lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/i18n.h"
#include "exchange/rows_out.h"

static const struct rows_column columns[] = { { "name", "名称", ROWS_LEFT },
					      { "n", "Number", ROWS_NUMBER },
					      { "note", "Note", ROWS_LEFT } };
static const char *const first[] = { "甘草", "12.5", "a\nb" };
static const char *const second[] = { "x", "7", NULL };

static struct str out;
static char outside[300];

static const char *written(enum rows_format format, unsigned flags, const char *const *third)
{
	struct sink sink = sink_to_str(&out);
	struct rows_out *rows = rows_out_open(format, flags, columns, 3, &sink);
	struct err err = { 0 };

	str_clear(&out);
	assert_int_equal(rows_out_row(rows, first, &err), 0);
	assert_int_equal(rows_out_row(rows, third ? third : second, &err), 0);
	assert_int_equal(rows_out_finish(rows, &err), 0);
	snprintf(outside, sizeof(outside), "%s", rows_out_outside(rows));
	rows_out_close(&rows);
	return str_text(&out);
}

static void as_text(void **state)
{
	static const char *const nasty[] = { "\x1b[2J\xE2\x80\xAE", "-5", "" };

	(void)state;
	assert_string_equal(written(ROWS_TEXT, 0, NULL),
		"名称  Number  Note\n甘草    12.5  a b\nx          7\n");
	assert_string_equal(written(ROWS_TEXT, ROWS_NO_HEADER, nasty),
		"甘草   12.5  a b\n?[2J?    -5\n");
}

static void as_csv(void **state)
{
	(void)state;
	assert_string_equal(written(ROWS_CSV, 0, NULL),
		"\xEF\xBB\xBF" "名称,Number,Note\n甘草,12.5,\"a\nb\"\nx,7,\n");
	assert_string_equal(written(ROWS_CSV, ROWS_NO_BOM | ROWS_CRLF | ROWS_NO_HEADER, NULL),
		"甘草,12.5,\"a\nb\"\r\nx,7,\r\n");
}

static void as_gb18030(void **state)
{
	static const char *const rare[] = { "\xF0\xAC\xAD\x9A\xE2\x82\xAC", "1", "" };

	(void)state;
	assert_string_equal(written(ROWS_CSV, ROWS_GB18030 | ROWS_NO_HEADER, NULL),
		"\xB8\xCA\xB2\xDD,12.5,\"a\nb\"\nx,7,\n");
	assert_string_equal(outside, "");
	written(ROWS_CSV, ROWS_GB18030, rare);
	assert_non_null(strstr(outside, "\xF0\xAC\xAD\x9A"));
}

static void as_json(void **state)
{
	(void)state;
	assert_string_equal(written(ROWS_JSON, 0, NULL),
		"{\"name\": \"甘草\", \"n\": \"12.5\", \"note\": \"a\\nb\"}\n"
		"{\"name\": \"x\", \"n\": \"7\", \"note\": null}\n");
}

static void an_empty_table(void **state)
{
	struct sink sink = sink_to_str(&out);
	struct rows_out *rows = rows_out_open(ROWS_CSV, ROWS_NO_BOM, columns, 3, &sink);
	struct err err = { 0 };

	(void)state;
	str_clear(&out);
	assert_int_equal(rows_out_finish(rows, &err), 0);
	assert_string_equal(str_text(&out), "名称,Number,Note\n");
	rows_out_close(&rows);
}

static void many_rows_after_the_widths_are_known(void **state)
{
	struct sink sink = sink_to_str(&out);
	struct rows_out *rows = rows_out_open(ROWS_TEXT, ROWS_NO_HEADER, columns, 3, &sink);
	static const char *const wide[] = { "a very long name", "1234567", "" };
	struct err err = { 0 };

	(void)state;
	str_clear(&out);
	for (int i = 0; i < ROWS_ALIGN_LIMIT; i++)
		assert_int_equal(rows_out_row(rows, second, &err), 0);
	assert_int_equal(rows_out_row(rows, wide, &err), 0);
	assert_int_equal(rows_out_finish(rows, &err), 0);
	assert_memory_equal(str_text(&out), "x  7\nx  7\n", 10);
	assert_non_null(strstr(str_text(&out), "\na very long name  1234567\n"));
	rows_out_close(&rows);
}

static void a_format_is_named(void **state)
{
	enum rows_format format;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(rows_format_parse("json", &format, &err), 0);
	assert_int_equal(format, ROWS_JSON);
	assert_int_equal(rows_format_parse("pdf", &format, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
}

static int release(void **state)
{
	(void)state;
	str_release(&out);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_text),
		cmocka_unit_test(as_csv),
		cmocka_unit_test(as_gb18030),
		cmocka_unit_test(as_json),
		cmocka_unit_test(an_empty_table),
		cmocka_unit_test(many_rows_after_the_widths_are_known),
		cmocka_unit_test(a_format_is_named),
	};
	i18n_init(LANG_EN, NULL);
	return cmocka_run_group_tests(tests, NULL, release);
}

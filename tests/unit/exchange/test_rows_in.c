/* Rows of cells from CSV and tabbed text in every encoding that offices produce. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/str.h"
#include "exchange/rows_in.h"
#include "ledger.h"

/* "row@line:a|b\n" for each row, or the error. */
static const char *read_all(FILE *file, enum rows_mode mode)
{
	static struct str out;
	struct rows_in *rows = NULL;
	struct row_in row;
	struct err err = { 0 };
	int got = -1;

	str_clear(&out);
	if (rows_in_open(file, mode, &rows, &err) == 0) {
		while ((got = rows_in_next(rows, &row, &err)) > 0) {
			str_addf(&out, "%llu@%llu:", (unsigned long long)row.row,
				(unsigned long long)row.line);
			for (size_t i = 0; i < row.count; i++)
				str_addf(&out, "%s%s", i ? "|" : "", row.cells[i]);
			str_add(&out, "\n");
		}
	}
	if (got < 0)
		str_addf(&out, "%s", err.text);
	rows_in_close(&rows);
	fclose(file);
	return str_text(&out);
}

static const char *cells(const char *text)
{
	return read_all(file_of(text), ROWS_CELLS);
}

static void plain(void **state)
{
	(void)state;
	assert_string_equal(cells("a,b\n1,2\n"), "1@1:a|b\n2@2:1|2\n");
	assert_string_equal(cells("a,b\r\n1,2"), "1@1:a|b\n2@2:1|2\n");
	assert_string_equal(cells("a,b\r1,2\r"), "1@1:a|b\n2@2:1|2\n");
	assert_string_equal(cells("\xEF\xBB\xBF" "品种,b\n"), "1@1:品种|b\n");
	assert_string_equal(cells(""), "");
	assert_string_equal(cells("\n\n"), "");
}

static void separators(void **state)
{
	(void)state;
	assert_string_equal(cells("a;b,c;d\n1;2;3\n"), "1@1:a|b,c|d\n2@2:1|2|3\n");
	assert_string_equal(cells("a\tb\n1\t\n\t\n"), "1@1:a|b\n2@2:1|\n");
	assert_string_equal(cells("\"a;;;\",b\n"), "1@1:a;;;|b\n");
}

static void quotes_and_line_breaks(void **state)
{
	(void)state;
	assert_string_equal(cells("a,b\n\"x \"\"y\"\"\nz\",2\nq,3\n"),
		"1@1:a|b\n2@2:x \"y\"\nz|2\n3@4:q|3\n");
	assert_string_equal(
		cells("a,b\r\n\"1\r\n2\",\" 3 \"\r\n"), "1@1:a|b\n2@2:1\r\n2| 3 \n");
}

static void empty_rows_count_but_do_not_come(void **state)
{
	(void)state;
	assert_string_equal(cells("a,b\n\n , \n,,,\n1,2\n"), "1@1:a|b\n5@5:1|2\n");
}

static void guards_come_off(void **state)
{
	(void)state;
	assert_string_equal(cells("'=1+1,'-5余\n''=x,'plain\n-5,'@a\n"),
		"1@1:=1+1|-5余\n2@2:'=x|'plain\n3@3:-5|@a\n");
}

static void broken_quotes_name_the_row(void **state)
{
	(void)state;
	assert_non_null(strstr(cells("a,b\n1,\"2\n3,4\n"), "row 2"));
	assert_non_null(strstr(cells("a,b\n\n1,2\"3\"\n"), "row 3"));
}

static void gb18030(void **state)
{
	(void)state;
	/* 品种 as GB18030; then 陆, whose two bytes would do as UTF-8 too. */
	assert_string_equal(cells("\xC6\xB7\xD6\xD6,b\n"), "1@1:品种|b\n");
	assert_string_equal(cells("\xC2\xBD,b\n"), "1@1:陆|b\n");
	assert_non_null(strstr(cells("a,b\n\xFF\xFF,1\n"), "Line 2"));
}

static void utf16(void **state)
{
	static const char little[] = "\xFF\xFE"
				     "a\0\t\0"
				     "\xC1\x54\n\0"
				     "1\0\t\0"
				     "2\0\r\0\n\0";

	(void)state;
	assert_string_equal(read_all(file_of_bytes(little, sizeof(little) - 1), ROWS_CELLS),
		"1@1:a|品\n2@2:1|2\n");
}

static void what_is_no_text_is_refused(void **state)
{
	static const char zero[] = "a,b\n1\0,2\n", sheet[] = "PK\x03\x04xxxx";

	(void)state;
	assert_non_null(
		strstr(read_all(file_of_bytes(zero, sizeof(zero) - 1), ROWS_CELLS), "CSV"));
	assert_non_null(strstr(read_all(file_of_bytes(sheet, sizeof(sheet) - 1), ROWS_CELLS),
			       "spreadsheet"));
	assert_non_null(strstr(cells("\xEF\xBB\xBF" "a,b\n1,\xC6\xB7\xD6\xD6xxx\n"), "Line 2"));
}

static void far_too_long(void **state)
{
	struct str text = { 0 };

	(void)state;
	str_add(&text, "a,b\n\"");
	for (int i = 0; i < 90000; i++)
		str_add(&text, "0123456789012345678901234567890123456789012345678\n");
	assert_non_null(strstr(cells(str_text(&text)), "row 2"));
	str_clear(&text);
	str_add(&text, "a,b\n1,");
	for (int i = 0; i < 120000; i++)
		str_add(&text, "0123456789");
	assert_non_null(strstr(cells(str_text(&text)), "1 MB"));
	str_release(&text);
}

static void pipes_and_lines(void **state)
{
	int ends[2];
	FILE *in;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "a,b\n1,2\n", 8), 8);
	close(ends[1]);
	in = fdopen(ends[0], "r");
	assert_string_equal(read_all(in, ROWS_CELLS), "1@1:a|b\n2@2:1|2\n");
	assert_string_equal(read_all(file_of("{\"a\": 1}\r\n\n{}\n"), ROWS_LINES),
		"1@1:{\"a\": 1}\n3@3:{}\n");
}

static void letters(void **state)
{
	char out[8];

	(void)state;
	assert_string_equal(column_letter(0, out), "A");
	assert_string_equal(column_letter(25, out), "Z");
	assert_string_equal(column_letter(26, out), "AA");
	assert_string_equal(column_letter(701, out), "ZZ");
	assert_string_equal(column_letter(702, out), "AAA");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain),
		cmocka_unit_test(separators),
		cmocka_unit_test(quotes_and_line_breaks),
		cmocka_unit_test(empty_rows_count_but_do_not_come),
		cmocka_unit_test(guards_come_off),
		cmocka_unit_test(broken_quotes_name_the_row),
		cmocka_unit_test(gb18030),
		cmocka_unit_test(utf16),
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(far_too_long),
		cmocka_unit_test(pipes_and_lines),
		cmocka_unit_test(letters),
	};
	i18n_init(LANG_EN, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

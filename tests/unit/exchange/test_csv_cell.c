/* CSV cells: no formula goes out, and what goes out comes back as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "exchange/rows_in.h"
#include "exchange/rows_out.h"
#include "ledger.h"
#include "lib/prop.h"

static const char *cell(const char *text)
{
	static struct str out;

	str_clear(&out);
	csv_put_cell(text, &out);
	return str_text(&out);
}

static void formulas_are_guarded(void **state)
{
	(void)state;
	assert_string_equal(cell("=1+1"), "'=1+1");
	assert_string_equal(cell("@sum"), "'@sum");
	assert_string_equal(cell("＝1"), "'＝1");
	assert_string_equal(cell("+86 138"), "'+86 138");
	assert_string_equal(cell("-5余"), "'-5余");
	assert_string_equal(cell("\t=x"), "\"'\t=x\"");
	assert_string_equal(cell("'=x"), "''=x");
	assert_string_equal(
		cell("=HYPERLINK(\"a\",\"b\")"), "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"");
}

static void numbers_and_texts_are_not(void **state)
{
	(void)state;
	assert_string_equal(cell("-5"), "-5");
	assert_string_equal(cell("+1.25"), "+1.25");
	assert_string_equal(cell("'quoted"), "'quoted");
	assert_string_equal(cell("甘草"), "甘草");
	assert_string_equal(cell(""), "");
	assert_string_equal(cell(" a"), "\" a\"");
}

static void codes_keep_their_digits(void **state)
{
	(void)state;
	assert_string_equal(cell("150525100200"), "'150525100200");
	assert_string_equal(cell("007"), "'007");
	assert_string_equal(cell("'007"), "''007");
	assert_string_equal(cell("150525105"), "150525105");
	assert_string_equal(cell("0"), "0");
}

static const char *const bits[] = { "=", "0", "123456", "+", "-", "@", "'", "\"", ",", ";", "\t", "\n", "1",
	".", "a", "甘草", " ", "＝", "余" };

static void round_trip(void **state)
{
	struct prop p = prop_start("csv cells", 7);
	struct str text = { 0 }, file = { 0 };

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct rows_in *rows;
		struct row_in row;
		struct err err = { 0 };
		FILE *in;

		str_clear(&text);
		str_clear(&file);
		for (uint64_t n = prop_below(&p, 6); n > 0; n--)
			str_add(&text, bits[prop_below(&p, sizeof(bits) / sizeof(bits[0]))]);
		csv_put_cell(str_text(&text), &file);
		str_add(&file, ",end,x,y,z,u,v,w,s,t,r,q\n");
		in = file_of(str_text(&file));
		assert_int_equal(rows_in_open(in, ROWS_CELLS, &rows, &err), 0);
		assert_int_equal(rows_in_next(rows, &row, &err), 1);
		assert_string_equal(row.cells[0], str_text(&text));
		assert_string_equal(row.cells[1], "end");
		rows_in_close(&rows);
		fclose(in);
	}
	str_release(&text);
	str_release(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formulas_are_guarded),
		cmocka_unit_test(numbers_and_texts_are_not),
		cmocka_unit_test(codes_keep_their_digits),
		cmocka_unit_test(round_trip),
	};
	i18n_init(LANG_EN, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

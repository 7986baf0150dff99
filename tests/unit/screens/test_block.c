/* test_block.c - blocks as spreadsheets and people paste them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "lib/prop.h"
#include "screens/block.h"

/* "a|b/c|d": cells by |, rows by / */
static char *read(const char *text)
{
	struct arena mem = { 0 };
	struct block block;
	struct str out = { 0 };

	block_parse(text, &mem, &block);
	for (size_t r = 0; r < block.count; r++) {
		str_add(&out, r ? "/" : "");
		for (size_t c = 0; c < block.rows[r].count; c++)
			str_addf(&out, "%s%s", c ? "|" : "", block.rows[r].cells[c]);
	}
	arena_release(&mem);
	return str_detach(&out);
}

static void reads(const char *text, const char *expected)
{
	char *got = read(text);

	assert_string_equal(got, expected);
	free(got);
}

static void tabs_and_line_ends_make_cells(void **state)
{
	(void)state;
	reads("a\tb\nc\td\n", "a|b/c|d");
	reads("a\tb\r\nc\td\r\n", "a|b/c|d");
	reads("a\tb\rc\td", "a|b/c|d");
	reads("\xEF\xBB\xBF" "a\tb", "a|b");
	reads("", "");
	reads("\n\n\t\n", "");
	reads("a\t\t\n\tb\n", "a||/|b");
	reads("a\tb\n\nc\n", "a|b//c");
	reads(" a \t\xE3\x80\x80" "b\xC2\xA0\n", "a|b");
}

static void quoted_cells_hold_anything(void **state)
{
	(void)state;
	reads("\"a\tb\"\tc\n", "a\tb|c");
	reads("\"two\nlines\"\tc\n", "two lines|c");
	reads("\"two\r\nlines\"\tc\n", "two lines|c");
	reads("\"say \"\"x\"\"\"\tc\n", "say \"x\"|c");
	reads("5\" pipe\tc\n", "5\" pipe|c");
	reads("\"never closed\tc\nd\te\n", "\"never closed|c/d|e");
	reads("\"a\"b\tc", "ab|c");
}

static void commas_part_cells_only_where_there_is_no_tab(void **state)
{
	(void)state;
	reads("a,1\nb,2\n", "a|1/b|2");
	reads("a,1\tb\n", "a,1|b");
	reads("x,\"1,234\"\n", "x|1,234");
	/* thousands are no cells */
	reads("1,234\n12\n5,678,901.25\n", "1,234/12/5,678,901.25");
	reads("12,34\n", "12|34");
}

static void a_word_is_no_block(void **state)
{
	(void)state;
	assert_true(block_is_word("878"));
	assert_true(block_is_word("878\r\n"));
	assert_true(block_is_word("1,234"));
	assert_false(block_is_word("a\tb"));
	assert_false(block_is_word("a\nb"));
}

static void a_short_row_has_empty_cells(void **state)
{
	struct arena mem = { 0 };
	struct block block;

	(void)state;
	block_parse("a\nb\tc\td\n", &mem, &block);
	assert_int_equal(block.width, 3);
	assert_string_equal(block_cell(&block, 0, 2), "");
	assert_string_equal(block_cell(&block, 1, 2), "d");
	assert_string_equal(block_cell(&block, 9, 0), "");
	arena_release(&mem);
}

/* As Excel writes a cell. */
static void write_cell(struct str *out, const char *cell, char separator, int quoted)
{
	if (!quoted && !strpbrk(cell, "\"\r\n") && !strchr(cell, separator)) {
		str_add(out, cell);
		return;
	}
	str_add_char(out, '"');
	for (; *cell; cell++) {
		if (*cell == '"')
			str_add_char(out, '"');
		str_add_char(out, *cell);
	}
	str_add_char(out, '"');
}

static void what_was_written_is_read_again(void **state)
{
	static const char *const cells[] = { "a", "", "1,234", "a\tb", "x\"y", "\"", "大镇",
		"#REF!", "a,b", "\"\"", "3.5" };
	struct prop prop = prop_start("block", 20261122);

	(void)state;
	for (int turn = 0; turn < 2000; turn++) {
		size_t rows = 1 + prop_below(&prop, 6), columns = 2 + prop_below(&prop, 4);
		const char *ends[] = { "\n", "\r\n", "\r" }, *end = ends[prop_below(&prop, 3)];
		const char *table[6][5];
		struct str text = { 0 };
		struct arena mem = { 0 };
		struct block block;

		str_add(&text, prop_chance(&prop, 20) ? "\xEF\xBB\xBF" : "");
		for (size_t r = 0; r < rows; r++) {
			for (size_t c = 0; c < columns; c++) {
				table[r][c] = c || r + 1 < rows
					? cells[prop_below(&prop, 11)]
					: "last";
				str_add(&text, c ? "\t" : "");
				write_cell(&text, table[r][c], '\t', prop_chance(&prop, 30));
			}
			str_add(&text, end);
		}
		block_parse(str_text(&text), &mem, &block);
		assert_int_equal(block.count, rows);
		for (size_t r = 0; r < rows; r++)
			for (size_t c = 0; c < columns; c++)
				assert_string_equal(block_cell(&block, r, c), table[r][c]);
		arena_release(&mem);
		str_release(&text);
	}
}

static void any_bytes_are_read_somehow(void **state)
{
	static const char alphabet[] = "a\t\n\r\",\" 1\xE5\xA4\xA7\xC2";
	struct prop prop = prop_start("block bytes", 7);

	(void)state;
	for (int turn = 0; turn < 5000; turn++) {
		char text[64];
		size_t len = prop_below(&prop, sizeof(text)), cells = 0;
		struct arena mem = { 0 };
		struct block block;

		for (size_t i = 0; i < len; i++)
			text[i] = alphabet[prop_below(&prop, sizeof(alphabet) - 1)];
		text[len < sizeof(text) ? len : sizeof(text) - 1] = '\0';
		block_parse(text, &mem, &block);
		for (size_t r = 0; r < block.count; r++) {
			assert_in_range(block.rows[r].count, 1, block.width);
			cells += block.rows[r].count;
		}
		assert_true(cells <= len + 1);
		arena_release(&mem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tabs_and_line_ends_make_cells),
		cmocka_unit_test(quoted_cells_hold_anything),
		cmocka_unit_test(commas_part_cells_only_where_there_is_no_tab),
		cmocka_unit_test(a_word_is_no_block),
		cmocka_unit_test(a_short_row_has_empty_cells),
		cmocka_unit_test(what_was_written_is_read_again),
		cmocka_unit_test(any_bytes_are_read_somehow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

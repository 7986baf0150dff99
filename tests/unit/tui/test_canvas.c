/* test_canvas.c - clipping, wide characters, figures that do not fit, wrapping, layers. */
#include "setup.h"

#include "base/utf8.h"
#include "lib/prop.h"
#include "tui/canvas.h"

static const char *row(const struct grid *g, int n)
{
	static struct str out[4];
	static int turn;
	struct str *s = &out[turn++ % 4];

	str_clear(s);
	grid_row_text(g, n, s);
	return str_text(s);
}

static void clips_by_columns(void **state)
{
	struct grid g;
	struct canvas c, part;

	(void)state;
	grid_init(&g, 3, 10);
	c = grid_canvas(&g);
	assert_int_equal(canvas_put(&c, 0, 0, 0, "种植面积ab"), 10);
	assert_int_equal(canvas_put(&c, 1, 1, 0, "种植面积ab"), 10);
	assert_int_equal(canvas_put(&c, 2, 0, 0, "a"), 1);
	assert_string_equal(row(&g, 0), "种植面积ab");
	assert_string_equal(row(&g, 1), " 种植面积a");
	canvas_put(&c, 1, 2, 0, "种植面积ab");
	assert_string_equal(row(&g, 1), "  种植面积");
	canvas_put(&c, 1, 3, 0, "种植面积ab");
	/* half of 积 does not fit: a blank, and the 种 that was cut in two is one too */
	assert_string_equal(row(&g, 1), "   种植面");
	canvas_put(&c, 2, -1, 0, "种植");
	assert_string_equal(row(&g, 2), " 植");
	canvas_put(&c, 7, 0, 0, "nowhere");
	canvas_put(&c, -1, 0, 0, "nowhere");
	part = canvas_part(&c, 0, 2, 1, 3);
	assert_int_equal(canvas_put(&part, 0, 0, 0, "药药药"), 3);
	assert_string_equal(row(&g, 0), "种药  积ab");
	grid_release(&g);
}

static void cleans_text(void **state)
{
	struct grid g;
	struct canvas c;

	(void)state;
	grid_init(&g, 1, 20);
	c = grid_canvas(&g);
	canvas_put(&c, 0, 0, 0,
		"a\x1b[31mb\r\n\xe2\x80\xae"
		"c\xff");
	assert_null(strchr(row(&g, 0), '\x1b'));
	assert_null(strchr(row(&g, 0), '\r'));
	assert_null(strstr(row(&g, 0), "\xe2\x80\xae"));
	assert_non_null(strstr(row(&g, 0), "[31mb"));
	grid_release(&g);
}

static void fits_columns(void **state)
{
	struct grid g;
	struct canvas c;

	(void)state;
	grid_init(&g, 6, 12);
	c = grid_canvas(&g);
	for (int i = 0; i < 6; i++)
		canvas_fill(&c, i, 0, 1, 12, '.');
	canvas_fit(&c, 0, 1, 8, CANVAS_LEFT, 0, "东明镇");
	canvas_fit(&c, 1, 1, 8, CANVAS_LEFT, 0, "大沁他拉镇");
	canvas_fit(&c, 2, 1, 8, CANVAS_RIGHT, 0, "17905");
	canvas_fit(&c, 3, 1, 4, CANVAS_RIGHT, 0, "17905");
	canvas_fit(&c, 4, 1, 8, CANVAS_RIGHT, 0, "无新增");
	assert_int_equal(canvas_fit(&c, 5, 8, 8, CANVAS_LEFT, 0, "abcdefghijk"), 16);
	assert_string_equal(row(&g, 0), ".东明镇  ...");
	assert_string_equal(row(&g, 1), ".大沁他… ...");
	assert_string_equal(row(&g, 2), ".   17905...");
	assert_string_equal(row(&g, 3), ".####.......");
	assert_string_equal(row(&g, 4), ".  无新增...");
	assert_string_equal(row(&g, 5), "........abcd");
	grid_release(&g);
}

static void wraps(void **state)
{
	struct grid g;
	struct canvas c;

	(void)state;
	grid_init(&g, 5, 10);
	c = grid_canvas(&g);
	assert_int_equal(canvas_wrap(&c, 0, 0, 5, 10, 0, "one two three fourteen"), 3);
	assert_string_equal(row(&g, 0), "one two");
	assert_string_equal(row(&g, 1), "three");
	assert_string_equal(row(&g, 2), "fourteen");
	grid_clear(&g);
	assert_int_equal(canvas_wrap(&c, 0, 0, 5, 9, 0, "种植面积大于历年\nx"), 3);
	assert_string_equal(row(&g, 0), "种植面积");
	assert_string_equal(row(&g, 1), "大于历年");
	assert_string_equal(row(&g, 2), "x");
	grid_clear(&g);
	/* no line begins with a comma */
	assert_int_equal(canvas_wrap(&c, 0, 0, 5, 8, 0, "一二三四、五"), 2);
	assert_string_equal(row(&g, 0), "一二三");
	assert_string_equal(row(&g, 1), "四、五");
	grid_clear(&g);
	/* a line of help goes on under its text */
	assert_int_equal(canvas_wrap(&c, 0, 0, 5, 10, 0, "  x  a bc d\n  yz\nno  way here"), 5);
	assert_string_equal(row(&g, 0), "  x  a bc");
	assert_string_equal(row(&g, 1), "     d");
	assert_string_equal(row(&g, 2), "  yz");
	assert_string_equal(row(&g, 3), "no  way");
	assert_string_equal(row(&g, 4), "here");
	assert_int_equal(text_wrap_rows("  x  a bc dd ee ff", 10), 3);
	assert_int_equal(text_wrap_rows("exactly te\nexactly te", 10), 2);
	assert_int_equal(text_wrap_rows("longerthanthewidth", 5), 4);
	assert_int_equal(text_wrap_rows("中", 1), 1);
	grid_release(&g);
}

static void layers_cut_wide_characters(void **state)
{
	struct grid under, over;
	struct canvas c;

	(void)state;
	grid_init(&under, 2, 10);
	grid_init(&over, 1, 4);
	c = grid_canvas(&under);
	canvas_put(&c, 0, 0, 0, "一二三四五");
	c = grid_canvas(&over);
	canvas_put(&c, 0, 0, 0, "abcd");
	canvas_cursor(&c, 0, 2);
	grid_over(&under, &over, 0, 3);
	assert_string_equal(row(&under, 0), "一 abcd 五");
	assert_int_equal(under.cursor_col, 5);
	grid_over(&under, &over, 1, 8);
	assert_string_equal(row(&under, 1), "        ab");
	grid_release(&under);
	grid_release(&over);
}

static void looks_at_a_taller_one(void **state)
{
	struct grid card, g;
	struct canvas c, tall;
	int top;

	(void)state;
	grid_init(&card, 9, 8);
	grid_init(&g, 3, 8);
	tall = grid_canvas(&card);
	c = grid_canvas(&g);
	for (int i = 0; i < 9; i++)
		canvas_putf(&tall, i, 0, 0, "%d 中文กx", i);
	canvas_cursor(&tall, 6, 2);
	top = canvas_scroll(&c, 0, card.cursor_row, card.rows);
	assert_int_equal(top, 4);
	canvas_view(&c, &card, top);
	assert_string_equal(row(&g, 0), "4 中文กx");
	assert_string_equal(row(&g, 2), "6 中文กx");
	assert_int_equal(g.cursor_row, 2);
	assert_int_equal(g.cursor_col, 2);
	assert_int_equal(canvas_scroll(&c, 4, 5, 9), 4);
	assert_int_equal(canvas_scroll(&c, 4, 1, 9), 1);
	assert_int_equal(canvas_scroll(&c, 8, 8, 9), 6);
	assert_int_equal(canvas_scroll(&c, 5, 1, 2), 0);
	grid_release(&card);
	grid_release(&g);
}

/* After any drawing every wide cell has its second half and no half stands alone. */
static void cells_stay_whole(void **state)
{
	static const char *const texts[] = { "中", "a", "文字abc字", "กx", "…①", "", "1中2中" };
	struct prop p = prop_start("cells", 7);
	struct grid g;
	struct canvas c;

	(void)state;
	grid_init(&g, 3, 9);
	c = grid_canvas(&g);
	for (int round = 0; round < 20000; round++) {
		struct canvas part = canvas_part(&c, (int)prop_between(&p, -1, 3),
			(int)prop_between(&p, -1, 9), (int)prop_between(&p, 0, 4),
			(int)prop_between(&p, 0, 9));
		const char *text = texts[prop_below(&p, 7)];
		int at = (int)prop_between(&p, -3, 10), r = (int)prop_between(&p, -1, 3);

		if (prop_chance(&p, 50))
			canvas_put(&part, r, at, LOOK_WARN, text);
		else if (prop_chance(&p, 50))
			canvas_fit(&part, r, at, (int)prop_below(&p, 8), CANVAS_LEFT, 0, text);
		else
			canvas_fill(&part, r, at, 1, 2, '-');
		for (int i = 0; i < 3; i++) {
			for (int k = 0; k < 9; k++) {
				int wide = grid_cell(&g, i, k)->width == 2;
				int next = k < 8 ? grid_cell(&g, i, k + 1)->width : -1;

				assert_true(wide == (next == 0));
			}
			assert_true(utf8_width(row(&g, i)) <= 9);
		}
	}
	grid_release(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clips_by_columns),
		cmocka_unit_test(cleans_text),
		cmocka_unit_test(fits_columns),
		cmocka_unit_test(wraps),
		cmocka_unit_test(layers_cut_wide_characters),
		cmocka_unit_test(looks_at_a_taller_one),
		cmocka_unit_test(cells_stay_whole),
	};

	return cmocka_run_group_tests(tests, speak_english, NULL);
}

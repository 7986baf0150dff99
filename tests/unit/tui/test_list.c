/* test_list.c - moving, scrolling, keeping by key; tables with frozen columns and figures. */
#include "setup.h"

#include "base/xalloc.h"
#include "tui/keys.h"
#include "tui/list.h"

static const char *const names[] = { "大镇", "八仙筒镇", "青龙山镇", "新镇", "治安镇", "东明镇",
	"沙日浩来镇", "义隆永镇", "固日班花苏木", "白音他拉苏木" };

static const char *name_of(const void *ctx, size_t row)
{
	(void)ctx;
	return names[row];
}

static const char *drawn(const struct grid *g)
{
	static struct str out;

	str_clear(&out);
	grid_text(g, &out);
	str_addf(&out, "%d,%d", g->cursor_row, g->cursor_col);
	return str_text(&out);
}

static const char *list_drawn(struct list_view *l, size_t count, int rows)
{
	struct grid g;
	struct canvas c;
	const char *text;

	grid_init(&g, rows, 16);
	c = grid_canvas(&g);
	list_draw(l, &c, count, name_of, NULL);
	text = drawn(&g);
	grid_release(&g);
	return text;
}

static void moves_and_scrolls(void **state)
{
	struct list_view l = { 0 };

	(void)state;
	assert_string_equal(list_drawn(&l, 10, 3), "> 大镇\n  八仙筒镇\n  青龙山镇\n0,1");
	assert_int_equal(list_key(&l, K_UP), LIST_BEFORE);
	assert_int_equal(list_key(&l, K_DOWN), LIST_MOVED);
	assert_string_equal(list_drawn(&l, 10, 3), "  大镇\n> 八仙筒镇\n  青龙山镇\n1,1");
	list_key(&l, K_DOWN);
	list_key(&l, K_DOWN);
	assert_string_equal(list_drawn(&l, 10, 3), "  八仙筒镇\n  青龙山镇\n> 新镇\n2,1");
	list_key(&l, K_END);
	assert_int_equal(list_key(&l, K_DOWN), LIST_AFTER);
	assert_int_equal(list_key(&l, K_PGDN), LIST_AFTER);
	assert_string_equal(
		list_drawn(&l, 10, 3), "  义隆永镇\n  固日班花苏木\n> 白音他拉苏木\n2,1");
	list_key(&l, K_PGUP);
	assert_int_equal(l.at, 7);
	list_key(&l, K_HOME);
	assert_int_equal(l.at, 0);
	assert_int_equal(list_key(&l, 'x'), LIST_PASS);
}

static void survives_any_size(void **state)
{
	struct list_view l = { 0 };

	(void)state;
	list_drawn(&l, 10, 4);
	list_key(&l, K_END);
	assert_string_equal(list_drawn(&l, 10, 1), "> 白音他拉苏木\n0,1");
	assert_string_equal(list_drawn(&l, 2, 4), "  大镇\n> 八仙筒镇\n\n\n1,1");
	assert_string_equal(list_drawn(&l, 0, 2), "\n\n-1,-1");
	assert_int_equal(list_key(&l, K_DOWN), LIST_AFTER);
	list_drawn(&l, 0, 0);
	assert_string_equal(list_drawn(&l, 1, 2), "> 大镇\n\n0,1");
}

/* clang-format off */
static const struct list_column columns[] = {
	{ "Unit", 12, CANVAS_LEFT },
	{ "Before", 6, CANVAS_RIGHT },
	{ "Area planted", 7, CANVAS_RIGHT },
	{ "Note", 10, CANVAS_LEFT },
};
/* clang-format on */

static void cell(const void *ctx, size_t row, size_t column, struct str *out)
{
	(void)ctx;
	if (column == 0)
		str_add(out, names[row]);
	else if (column == 3)
		str_add(out, "已上报");
	else
		str_addf(out, "%zu", (row + 1) * 1000 * column);
}

static void total(const void *ctx, size_t column, struct str *out)
{
	(void)ctx;
	if (column == 2)
		str_add(out, "123456789");
	else if (column == 0)
		str_add(out, "合计");
}

static char mark(const void *ctx, size_t row)
{
	(void)ctx;
	return row == 1 ? '*' : 0;
}

static const struct list_table table = { .columns = columns,
	.column_count = 4,
	.frozen = 1,
	.row_count = 10,
	.cell = cell,
	.mark = mark,
	.total = total };

static const char *table_drawn(struct list_view *l, int cols)
{
	struct grid g;
	struct canvas c;
	const char *text;

	grid_init(&g, 4, cols);
	c = grid_canvas(&g);
	list_draw_table(l, &c, &table);
	text = drawn(&g);
	grid_release(&g);
	return text;
}

static void draws_a_table(void **state)
{
	struct list_view l = { .at = 1 };

	(void)state;
	assert_string_equal(table_drawn(&l, 50),
		"  Unit          Before  Area p…  Note\n"
		"  大镇            1000     2000  已上报\n"
		">*八仙筒镇        2000     4000  已上报\n"
		"  合计                  #######\n2,1");
}

static void scrolls_columns_not_the_first(void **state)
{
	struct list_view l = { 0 };

	(void)state;
	/* a figure that does not fit whole is not shown at all */
	assert_string_equal(table_drawn(&l, 30),
		"  Unit          Before       >\n"
		"> 大镇            1000\n"
		" *八仙筒镇        2000\n"
		"  合计\n1,1");
	assert_int_equal(list_table_key(&l, &table, K_RIGHT), LIST_MOVED);
	assert_string_equal(table_drawn(&l, 30),
		" <Unit          Area p…      >\n"
		"> 大镇             2000\n"
		" *八仙筒镇         4000\n"
		"  合计          #######\n1,1");
	for (int i = 0; i < 5; i++) {
		list_table_key(&l, &table, K_RIGHT);
		table_drawn(&l, 30);
	}
	assert_string_equal(table_drawn(&l, 30),
		" <Unit          Note\n"
		"> 大镇          已上报\n"
		" *八仙筒镇      已上报\n"
		"  合计\n1,1");
	list_table_key(&l, &table, K_LEFT);
	assert_int_equal(l.left, 1);
	assert_int_equal(list_table_key(&l, &table, K_DOWN), LIST_MOVED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moves_and_scrolls),
		cmocka_unit_test(survives_any_size),
		cmocka_unit_test(draws_a_table),
		cmocka_unit_test(scrolls_columns_not_the_first),
	};

	return cmocka_run_group_tests(tests, speak_english, NULL);
}

/* test_list_find.c - type-ahead in a list: where the place goes, what the line says. */
#include "setup.h"

#include "tui/keys.h"
#include "tui/list.h"
#include "tui/list_find.h"
#include "tui/popup.h"
#include "tui/terminal.h"

static const char *const rows[] = {
	"大沁他拉镇 黄芪 120\ndqtl\ndaqintala",
	"八仙筒镇 黄芩 878\nbxtz\nbaxiantong",
	"青龙山镇 甘草 600\nqlsz\nqinglongshan",
	"新镇 黄芪 35\nxz\nxinzhen",
	"Station A Licorice",
};

enum { ROWS = 5 };

static struct list_view list;
static size_t loaded; /* rows in memory */
static int stubborn, asked_further, chosen;
static int with_store;

static void text(const void *ctx, size_t row, struct str *out)
{
	(void)ctx;
	str_add(out, rows[row]);
}

static int further(void *ctx, const char *typed, struct err *err)
{
	(void)ctx;
	asked_further++;
	if (stubborn)
		return err_set(err, ERR_CANCELLED, "stopped there");
	for (size_t i = loaded; i < ROWS; i++) {
		if (list_find_holds(rows[i], typed)) {
			loaded = ROWS;
			list.at = i;
			list_count(&list, loaded);
			return 1;
		}
	}
	return 0;
}

static enum screen_next find(struct screen *s)
{
	struct list_find f = { .text = text, .at = &list.at, .count = &list.count };

	if (with_store)
		f.further = further;
	return list_find_run(s, &f);
}

static enum screen_next choose(struct screen *s)
{
	static const char *const items[] = { "Area", "Species", "Land type", "Space" };

	chosen = screen_choose(s, "Which?", items, 4, 0);
	return SCREEN_STAY;
}

static const char *row_text(const void *ctx, size_t row)
{
	(void)ctx;
	return rows[row];
}

static void draw(struct screen *s, struct canvas *body)
{
	(void)s;
	list_draw(&list, body, loaded, row_text, NULL);
}

static const struct action actions[] = {
	ACTION_FIND(find, NULL),
	{ .name = "choose", .keys = "c", .label = "choose", .run = choose },
	{ 0 },
};

static const struct screen_class class = {
	.name = "rows",
	.title = "Rows",
	.size = sizeof(struct screen),
	.actions = actions,
	.draw = draw,
};

static size_t play(const char *keys)
{
	list = (struct list_view){ 0 };
	asked_further = 0;
	loaded = with_store ? 3 : ROWS;
	list_count(&list, loaded);
	terminal_stop();
	terminal_start_script(24, 80, keys);
	screens_run(screen_new(&class));
	return list.at;
}

static void test_holds(void **state)
{
	(void)state;
	assert_true(list_find_holds(rows[0], "黄芪"));
	assert_true(list_find_holds(rows[0], "120"));
	assert_true(list_find_holds(rows[0], "12"));
	assert_true(list_find_holds(rows[0], "DQ"));
	assert_true(list_find_holds(rows[0], "daqin"));
	assert_true(list_find_holds(rows[0], "１２０"));
	assert_true(list_find_holds(rows[4], "licor"));
	assert_true(list_find_holds(rows[4], "on a"));
	/* pinyin and initials only from their beginnings */
	assert_false(list_find_holds(rows[0], "qintala"));
	assert_false(list_find_holds(rows[0], "tl"));
	assert_false(list_find_holds(rows[0], "甘草"));
	assert_false(list_find_holds("", "x"));
}

static void test_typing_moves(void **state)
{
	(void)state;
	assert_int_equal(play("^F '黄芩'"), 1);
	assert_int_equal(play("^F 'xz' Esc"), 3);
	/* from the place on, then from the start */
	assert_int_equal(play("^F '黄芪' Enter Enter Enter"), 3);
	assert_int_equal(play("^F '黄芪' ^F"), 3);
	assert_int_equal(play("^F '黄芪' Up"), 3);
	/* what is taken back is looked for anew */
	assert_int_equal(play("^F '600' BS BS BS '35'"), 3);
	/* nothing has it: the place stays */
	assert_int_equal(play("^F '黄芩' 'x' <shot>"), 1);
	assert_non_null(strstr(terminal_script_shot(0), "no row has this"));
	assert_int_equal(play("^F '黄' <shot> Esc <shot>"), 0);
	assert_non_null(strstr(terminal_script_shot(0), "Find [黄"));
	assert_null(strstr(terminal_script_shot(1), "Find ["));
}

/* Only Enter goes on to what is not in memory. */
static void test_further(void **state)
{
	(void)state;
	with_store = 1;
	assert_int_equal(play("^F '新' <shot>"), 0);
	assert_int_equal(asked_further, 0);
	assert_non_null(strstr(terminal_script_shot(0), "Enter looks through all"));
	assert_int_equal(play("^F '新' Enter <shot>"), 3);
	assert_null(strstr(terminal_script_shot(0), "Enter looks through all"));
	assert_int_equal(play("^F '什' Enter <shot>"), 0);
	assert_int_equal(asked_further, 1);
	assert_non_null(strstr(terminal_script_shot(0), "no row has this"));
	stubborn = 1;
	assert_int_equal(play("^F '新' Enter <shot>"), 0);
	assert_non_null(strstr(terminal_script_shot(0), "stopped there"));
	stubborn = with_store = 0;
}

static void test_choose_narrows(void **state)
{
	(void)state;
	play("c 'sp' Down Enter");
	assert_int_equal(chosen, 3);
	play("c 'type' Enter");
	assert_int_equal(chosen, 2);
	play("c 'zzz' <shot> Enter BS BS BS 'ar' Enter");
	assert_int_equal(chosen, 0);
	assert_non_null(strstr(terminal_script_shot(0), "no row has this"));
	play("c 'a' Esc");
	assert_int_equal(chosen, -1);
}

static int teardown(void **state)
{
	(void)state;
	terminal_stop();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_typing_moves),
		cmocka_unit_test(test_further),
		cmocka_unit_test(test_choose_narrows),
	};

	return cmocka_run_group_tests(tests, speak_english, teardown);
}

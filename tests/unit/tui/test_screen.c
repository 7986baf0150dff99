/* test_screen.c - the loop: stack, loads, messages, flushes, pop-ups, resize, hang-up. */
#include "setup.h"

#include <stdio.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "tui/keys.h"
#include "tui/list.h"
#include "tui/popup.h"
#include "tui/screen.h"
#include "tui/terminal.h"

/* What the screens did, in order. */
static struct str did;

struct page {
	struct screen base;
	const char *name;
	struct str typed;
	int stubborn; /* load refuses */
	int curious; /* load asks */
};

static enum screen_next load(struct screen *s)
{
	struct page *p = (struct page *)s;

	str_addf(&did, "load %s;", p->name);
	if (p->curious && !screen_confirm(s, "Resume what was typed?")) {
		str_add(&p->typed, "afresh");
	}
	if (p->stubborn) {
		screen_warn(s, "no such record");
		return SCREEN_BACK;
	}
	return SCREEN_STAY;
}

static void draw(struct screen *s, struct canvas *body)
{
	struct page *p = (struct page *)s;

	canvas_putf(body, 0, 2, 0, "page %s %s", p->name, str_text(&p->typed));
}

static void unload(struct screen *s)
{
	str_addf(&did, "unload %s;", ((struct page *)s)->name);
	str_release(&((struct page *)s)->typed);
}

static void flush(struct screen *s)
{
	str_addf(&did, "flush %s;", ((struct page *)s)->name);
}

static enum screen_next tick(struct screen *s)
{
	str_addf(&did, "tick %s;", ((struct page *)s)->name);
	return SCREEN_STAY;
}

static struct page *new_page(const char *name);

static enum screen_next open_next(struct screen *s)
{
	return screen_push(s, &new_page("two")->base);
}

static enum screen_next open_bad(struct screen *s)
{
	struct page *p = new_page("bad");

	p->stubborn = 1;
	return screen_push(s, &p->base);
}

static enum screen_next open_curious(struct screen *s)
{
	struct page *p = new_page("asks");

	p->curious = 1;
	return screen_push(s, &p->base);
}

static enum screen_next refresh(struct screen *s)
{
	(void)s;
	return SCREEN_REFRESH;
}

static enum screen_next delete (struct screen *s) {
	if (screen_confirm(s, "Delete this record? It can be brought back."))
		screen_message(s, "Deleted.");
	else screen_message(s,
		"Kept.  It stands where it stood, nobody has changed it, and it can be deleted "
		"again.");
	return SCREEN_STAY;
}

static enum screen_next prompt(struct screen *s)
{
	struct page *p = (struct page *)s;

	if (screen_prompt(s, "Reason", 6, &p->typed) == 0)
		screen_message(s, "Taken.");
	return SCREEN_STAY;
}

static enum screen_next choose(struct screen *s)
{
	static const char *const items[] = { "林下", "平地", "坡地" };

	screen_message(s, "chose %d", screen_choose(s, "地类", items, 3, 1));
	return SCREEN_STAY;
}

static enum screen_next ask(struct screen *s)
{
	static const struct choice choices[] = { { 's', "Save" }, { 'd', "Discard" } };

	screen_message(s, "asked %d", screen_ask(s, "There is something unsaved.", choices, 2));
	return SCREEN_STAY;
}

static enum screen_next fail_long(struct screen *s)
{
	struct err err = { 0 };

	err_set(&err, ERR_FAULT, "%s",
		"The area of this line is larger than the largest that this "
		"unit has ever reported, please write the reason beside it and save it again.");
	return screen_fail(s, &err);
}

static enum screen_next leave(struct screen *s)
{
	screen_message(s, "Saved.");
	return SCREEN_BACK;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "open",    .keys = "Enter", .label = "Open",    .run = open_next },
	{ .name = "bad",     .keys = "b",     .label = "Bad",     .run = open_bad },
	{ .name = "curious", .keys = "i",     .label = "Curious", .run = open_curious, .flags = ACTION_QUIET },
	{ .name = "refresh", .keys = "r",     .label = "Refresh", .run = refresh },
	{ .name = "delete",  .keys = "d Del", .label = "Delete",  .run = delete },
	{ .name = "prompt",  .keys = "p",     .label = "Prompt",  .run = prompt },
	{ .name = "choose",  .keys = "c",     .label = "Choose",  .run = choose },
	{ .name = "ask",     .keys = "a",     .label = "Ask",     .run = ask },
	{ .name = "fail",    .keys = "f",     .label = "Fail",    .run = fail_long },
	{ .name = "leave",   .keys = "s",     .label = "Save",    .run = leave },
	{ .name = "quit",    .keys = "q",     .label = "Quit",    .run = screen_quit },
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static const struct screen_class page_class = { .name = "page",
	.title = "Ledger",
	.size = sizeof(struct page),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.flush = flush,
	.tick = tick };

/* A screen that is typed into; with paste_class it takes a pasted text as it came. */
static enum screen_next type_key(struct screen *s, int32_t key)
{
	if (!key_is_text(key))
		return SCREEN_PASS;
	utf8_put(&((struct page *)s)->typed, key);
	return SCREEN_STAY;
}

static int is_typing(const struct screen *s)
{
	return strcmp(((const struct page *)s)->name, "closed") != 0;
}

static enum screen_next take_paste(struct screen *s, const char *text)
{
	str_addf(&did, "paste %s %s;", ((struct page *)s)->name, text);
	return SCREEN_STAY;
}

static const struct screen_class typed_class = { .name = "typed",
	.title = "Typed",
	.size = sizeof(struct page),
	.actions = actions,
	.draw = draw,
	.unload = unload,
	.key = type_key,
	.typing = is_typing };

static const struct screen_class paste_class = { .name = "pasted",
	.title = "Pasted",
	.size = sizeof(struct page),
	.actions = actions,
	.draw = draw,
	.unload = unload,
	.paste = take_paste };

static int play_on(const struct screen_class *cls, const char *name, const char *keys)
{
	struct page *p = screen_new(cls);

	p->name = name;
	str_clear(&did);
	terminal_start_script(24, 80, keys);
	return screens_run(&p->base);
}

static struct page *new_page(const char *name)
{
	struct page *p = screen_new(&page_class);

	p->name = name;
	return p;
}

/* Plays keys on a first page; 0 left, 1 hung up. */
static int play(int rows, int cols, const char *keys)
{
	str_clear(&did);
	terminal_start_script(rows, cols, keys);
	screens_set_status("Zhang 2021-06-25");
	return screens_run(&new_page("one")->base);
}

static int row_has(const char *screen, int row, const char *text)
{
	const char *end;

	while (row-- > 0 && (screen = strchr(screen, '\n')))
		screen++;
	if (!screen || !(end = strchr(screen, '\n')))
		return 0;
	return memmem(screen, (size_t)(end - screen), text, strlen(text)) != NULL;
}

static void opens_and_goes_back(void **state)
{
	(void)state;
	assert_int_equal(play(24, 80, "Enter <shot> Esc <shot> q"), 0);
	assert_string_equal(str_text(&did),
		"load one;flush one;load two;flush two;unload two;"
		"load one;flush one;unload one;");
	assert_true(row_has(terminal_script_shot(0), 0, " Ledger"));
	assert_true(row_has(terminal_script_shot(0), 0, "Zhang 2021-06-25"));
	assert_true(row_has(terminal_script_shot(0), 2, "page two"));
	assert_true(row_has(terminal_script_shot(1), 2, "page one"));
	assert_true(row_has(terminal_script_shot(0), 23, "Enter Open  b Bad"));
	terminal_stop();
}

/* Whoever sees any part of it knows that it is not the real thing. */
static void a_mark_stands_first_everywhere(void **state)
{
	(void)state;
	screens_set_mark("[Trial] ");
	play(24, 80, "<shot> Enter d <shot> n q");
	assert_true(row_has(terminal_script_shot(0), 0, " [Trial] Ledger"));
	assert_true(row_has(terminal_script_shot(0), 0, "Zhang 2021-06-25"));
	assert_true(row_has(terminal_script_shot(1), 0, " [Trial] Ledger"));
	terminal_stop();
	play(3, 40, "<shot> q");
	assert_non_null(strstr(terminal_script_shot(0), "[Trial] "));
	terminal_stop();
	screens_set_mark(NULL);
	play(24, 80, "<shot> q");
	assert_null(strstr(terminal_script_shot(0), "[Trial]"));
	terminal_stop();
}

static void a_message_goes_below_and_away(void **state)
{
	(void)state;
	play(24, 80, "Enter s <shot> r <shot> z <shot> q");
	assert_true(row_has(terminal_script_shot(0), 22, "Saved."));
	assert_false(row_has(terminal_script_shot(1), 22, "Saved."));
	assert_true(row_has(terminal_script_shot(2), 22, "does nothing here"));
	terminal_stop();
	play(24, 80, "b <shot> q");
	assert_true(row_has(terminal_script_shot(0), 2, "page one"));
	assert_true(row_has(terminal_script_shot(0), 22, "no such record"));
	assert_non_null(strstr(str_text(&did), "load bad;unload bad;load one;"));
	terminal_stop();
}

static void a_hang_up_flushes_all(void **state)
{
	(void)state;
	assert_int_equal(play(24, 80, "Enter <tick>"), 1);
	assert_string_equal(str_text(&did),
		"load one;flush one;load two;flush two;tick two;"
		"flush two;flush one;unload two;unload one;");
	terminal_stop();
	/* also while a pop-up stands open */
	assert_int_equal(play(24, 80, "Enter d"), 1);
	assert_non_null(strstr(str_text(&did), "flush two;flush one;unload two;unload one;"));
	terminal_stop();
}

static void confirms_only_by_y(void **state)
{
	static const char *const no[] = { "n", "N", "Enter", "Esc", "x n", "^B" };
	char keys[64];

	(void)state;
	play(24, 80, "d <shot> y <shot> q");
	assert_non_null(strstr(terminal_script_shot(0), "Delete this record?"));
	assert_true(row_has(terminal_script_shot(0), 23, " y Yes  n No"));
	assert_true(row_has(terminal_script_shot(1), 23, "d Delete"));
	assert_non_null(strstr(terminal_script_shot(0), "page one"));
	assert_true(row_has(terminal_script_shot(1), 22, "Deleted."));
	assert_null(strstr(terminal_script_shot(1), "Delete this record?"));
	terminal_stop();
	for (size_t i = 0; i < COUNT_OF(no); i++) {
		snprintf(keys, sizeof(keys), "d %s <shot> q", no[i]);
		play(24, 80, keys);
		assert_true(row_has(terminal_script_shot(0), 22, "Kept."));
		/* it is longer than the line, and that shows */
		assert_true(row_has(terminal_script_shot(0), 22, "…"));
		terminal_stop();
	}
}

static void prompts_chooses_asks(void **state)
{
	(void)state;
	play(24, 80, "p '更正面积x' <shot> Enter <shot> p 'yz' Esc <shot> q");
	assert_non_null(strstr(terminal_script_shot(0), "[更正面积x"));
	assert_true(row_has(terminal_script_shot(1), 2, "page one 更正面积x"));
	assert_true(row_has(terminal_script_shot(2), 2, "page one 更正面积x"));
	terminal_stop();
	play(24, 80, "c <shot> Down Enter <shot> c Esc <shot> q");
	assert_non_null(strstr(terminal_script_shot(0), "> 平地"));
	assert_true(row_has(terminal_script_shot(1), 22, "chose 2"));
	assert_true(row_has(terminal_script_shot(2), 22, "chose -1"));
	terminal_stop();
	play(24, 80, "a <shot> x d <shot> a Esc <shot> q");
	assert_non_null(strstr(terminal_script_shot(0), "s Save  d Discard  Esc Cancel"));
	assert_true(row_has(terminal_script_shot(1), 22, "asked 1"));
	assert_true(row_has(terminal_script_shot(2), 22, "asked -1"));
	terminal_stop();
}

static void long_failures_are_shown_whole(void **state)
{
	(void)state;
	play(24, 80, "f <shot> Esc <shot> q");
	assert_non_null(strstr(terminal_script_shot(0), "save it again."));
	assert_null(strstr(terminal_script_shot(1), "save it again."));
	terminal_stop();
}

static void a_load_may_ask(void **state)
{
	(void)state;
	play(24, 80, "i <shot> n <shot> Esc q");
	/* the new screen is not drawn before it has loaded */
	assert_true(row_has(terminal_script_shot(0), 2, "page one"));
	assert_non_null(strstr(terminal_script_shot(0), "Resume what was typed?"));
	assert_true(row_has(terminal_script_shot(1), 2, "page asks afresh"));
	terminal_stop();
}

static void help_comes_from_the_table(void **state)
{
	(void)state;
	play(24, 80, "? <shot> Esc <shot> q");
	assert_non_null(strstr(terminal_script_shot(0), "d Del             Delete"));
	assert_null(strstr(terminal_script_shot(1), "d Del             Delete"));
	terminal_stop();
	/* longer than the terminal: it scrolls */
	play(14, 80, "? <shot> End <shot> Esc q");
	assert_null(strstr(terminal_script_shot(0), "Draw everything again."));
	assert_non_null(strstr(terminal_script_shot(1), "Draw everything again."));
	terminal_stop();
}

static void a_paste_comes_as_it_is(void **state)
{
	(void)state;
	play_on(&paste_class, "p", "<paste> '大镇' ^I '12' ^M ^J ^G '[A' ^J </paste> q");
	assert_non_null(strstr(str_text(&did), "paste p 大镇\t12\n\a[A\n;"));
	terminal_stop();
	/* the line goes in the middle: nothing of it was meant */
	assert_int_equal(play_on(&paste_class, "p", "<paste> 'd'"), 1);
	assert_null(strstr(str_text(&did), "paste"));
	terminal_stop();
}

static void a_paste_is_typed_but_never_acts(void **state)
{
	(void)state;
	play_on(&typed_class, "t", "<paste> 'q d' ^I 's' ^M </paste> <shot> F12 Esc");
	assert_true(row_has(terminal_script_shot(0), 2, "page t q d s"));
	terminal_stop();
	play_on(&typed_class, "closed", "<paste> 'q' </paste> <shot> q");
	assert_true(row_has(terminal_script_shot(0), 22, "none is open here"));
	terminal_stop();
	/* wholly or not at all, and which character it was */
	play_on(&typed_class, "t", "<paste> 'ab' ^G 'c' </paste> <shot> Esc");
	assert_true(row_has(terminal_script_shot(0), 22, "character 3"));
	assert_false(row_has(terminal_script_shot(0), 2, "ab"));
	terminal_stop();
	play(24, 80, "<paste> 'q' </paste> <shot> q");
	assert_true(row_has(terminal_script_shot(0), 22, "none is open here"));
	terminal_stop();
}

static void a_paste_into_popups(void **state)
{
	(void)state;
	play(24, 80,
		"p <paste> '更正' ^M '积' ^M </paste> <shot> Enter d <paste> 'y' </paste> <shot> n q");
	assert_non_null(strstr(terminal_script_shot(0), "[更正 积 "));
	/* a question is answered by a key, not by a text */
	assert_non_null(strstr(terminal_script_shot(1), "Delete this record?"));
	terminal_stop();
}

/* A paste whose end never came does not hold the keyboard; one too long is refused whole. */
static void a_broken_paste_is_told(void **state)
{
	struct str keys = { 0 };

	(void)state;
	str_add(&keys, "<paste> 'abc'");
	for (int i = 0; i < 20; i++)
		str_add(&keys, " <tick>");
	str_add(&keys, " <shot> Esc");
	play_on(&typed_class, "t", str_text(&keys));
	assert_true(row_has(terminal_script_shot(0), 22, "did not arrive"));
	terminal_stop();
	str_clear(&keys);
	str_add(&keys, "<paste> '");
	for (int i = 0; i < (1 << 20) + 10; i++)
		str_add_char(&keys, 'a');
	str_add(&keys, "' </paste> <shot> Esc");
	play_on(&typed_class, "t", str_text(&keys));
	assert_true(row_has(terminal_script_shot(0), 22, "longer than 1 MB"));
	terminal_stop();
	str_release(&keys);
}

static void any_size_at_any_moment(void **state)
{
	(void)state;
	play(24, 80,
		"d <40x10> <shot> <1x1> <2x2> <3x3> <200x60> <shot> y <shot> "
		"<5x4> ? <80x5> Esc c <10x3> Esc p <9x2> 'abc' Enter <60x12> <shot> q");
	assert_non_null(strstr(terminal_script_shot(0), "Delete this record?"));
	assert_non_null(strstr(terminal_script_shot(1), "Delete this record?"));
	assert_true(row_has(terminal_script_shot(2), 58, "Deleted."));
	assert_true(row_has(terminal_script_shot(3), 0, "Ledger"));
	terminal_stop();
	play(10, 60, "<shot> q");
	assert_true(row_has(terminal_script_shot(0), 0, "60x10, should be 80x24"));
	terminal_stop();
}

static void release_texts(void)
{
	str_release(&did);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_and_goes_back),
		cmocka_unit_test(a_mark_stands_first_everywhere),
		cmocka_unit_test(a_message_goes_below_and_away),
		cmocka_unit_test(a_hang_up_flushes_all),
		cmocka_unit_test(confirms_only_by_y),
		cmocka_unit_test(prompts_chooses_asks),
		cmocka_unit_test(long_failures_are_shown_whole),
		cmocka_unit_test(a_load_may_ask),
		cmocka_unit_test(help_comes_from_the_table),
		cmocka_unit_test(a_paste_comes_as_it_is),
		cmocka_unit_test(a_paste_is_typed_but_never_acts),
		cmocka_unit_test(a_paste_into_popups),
		cmocka_unit_test(a_broken_paste_is_told),
		cmocka_unit_test(any_size_at_any_moment),
	};

	atexit(release_texts);
	return cmocka_run_group_tests(tests, speak_english, NULL);
}

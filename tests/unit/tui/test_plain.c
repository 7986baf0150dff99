/*
 * test_plain.c - questions in lines: what is typed answers as the pop-up would have been.
 */
#include "tui/plain.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "tui/keys.h"
#include "unit/tui/setup.h"

/* What the following questions read. */
static void type_lines(const char *text)
{
	char path[] = "/tmp/plain-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
	assert_non_null(freopen(path, "r", stdin));
	unlink(path);
	plain_start();
}

static void asks_until_a_key_fits(void **state)
{
	const struct choice choices[] = { { 's', "Save" }, { K_ENTER, "Correct" } };

	(void)state;
	type_lines("x\ns\n\n:q\n");
	assert_int_equal(screen_ask(NULL, "Well?", choices, 2), 0);
	assert_int_equal(screen_ask(NULL, "Well?", choices, 2), 1);
	assert_int_equal(screen_ask(NULL, "Well?", choices, 2), -1);
	assert_false(plain_is_over());
	/* nobody answers: cancelled, for ever after */
	assert_int_equal(screen_ask(NULL, "Well?", choices, 2), -1);
	assert_true(plain_is_over());
	assert_int_equal(screen_confirm(NULL, "Sure?"), 0);
}

static void a_prompt_keeps_what_stands(void **state)
{
	struct str text = { 0 };

	(void)state;
	str_add(&text, "old");
	type_lines("\n  too long \nnew\n：q\n");
	assert_int_equal(screen_prompt(NULL, "Reason", 5, &text), 0);
	assert_string_equal(str_text(&text), "old");
	assert_int_equal(screen_prompt(NULL, "Reason", 5, &text), 0);
	assert_string_equal(str_text(&text), "new");
	assert_int_equal(screen_prompt(NULL, "Reason", 5, &text), 1);
	assert_string_equal(str_text(&text), "new");
	str_release(&text);
}

static void a_prompt_is_emptied(void **state)
{
	struct str text = { 0 };

	(void)state;
	str_add(&text, "old");
	type_lines(":e\nnew\n：e\n\n");
	assert_int_equal(screen_prompt(NULL, "Note", 5, &text), 0);
	assert_string_equal(str_text(&text), "");
	assert_int_equal(screen_prompt(NULL, "Note", 5, &text), 0);
	assert_string_equal(str_text(&text), "new");
	assert_int_equal(screen_prompt(NULL, "Note", 5, &text), 0);
	assert_string_equal(str_text(&text), "");
	assert_int_equal(screen_prompt(NULL, "Note", 5, &text), 0);
	assert_string_equal(str_text(&text), "");
	str_release(&text);
}

static void chooses_by_number(void **state)
{
	static const char *const items[] = { "one", "two", "three" };

	(void)state;
	type_lines("4\n0\n2\n:q\n");
	assert_int_equal(screen_choose(NULL, "Which", items, 3, 0), 1);
	assert_int_equal(screen_choose(NULL, "Which", items, 3, 0), -1);
}

static size_t find(
	void *ctx, const char *typed, struct arena *mem, const struct pick_item **items)
{
	static const struct pick_item all[] = { { .code = "11", .label = "east" },
		{ .code = "12", .label = "eastern" }, { .code = "20", .label = "west" } };
	struct pick_item *found = arena_array(mem, 4, sizeof(*found));
	size_t count = 0;

	(void)ctx;
	for (size_t i = 0; i < 3; i++)
		if (text_starts_with(all[i].label, typed) || text_starts_with(all[i].code, typed))
			found[count++] = all[i];
	*items = found;
	return count;
}

static void picks_by_number_name_or_code(void **state)
{
	const struct pick pick = { .title = "Where", .typed = "e", .find = find };
	struct arena mem = { 0 };
	struct pick_item item;

	(void)state;
	/* a bare number is a code, never a place in the list */
	type_lines("2)\neast\n1\n20\n:q\n");
	assert_int_equal(pick_run(NULL, &pick, &mem, &item), 0);
	assert_string_equal(item.label, "eastern");
	assert_int_equal(pick_run(NULL, &pick, &mem, &item), 0);
	assert_string_equal(item.label, "east");
	assert_int_equal(pick_run(NULL, &pick, &mem, &item), 0);
	assert_string_equal(item.label, "west");
	assert_int_equal(pick_run(NULL, &pick, &mem, &item), 1);
	arena_release(&mem);
}

static void draw(void *ctx, struct canvas *c)
{
	(void)ctx;
	canvas_put(c, 0, 0, LOOK_PLAIN, "b base  m mine");
}

static int key(void *ctx, int32_t k)
{
	*(int32_t *)ctx = k;
	return k == 'm' ? 7 : k == K_ESC ? POPUP_CANCEL : POPUP_STAY;
}

static void any_pop_up_takes_keys(void **state)
{
	int32_t last = 0;
	struct popup p = { .title = "Clash", .foot = "m Mine", .rows = 1, .cols = 20,
		.draw = draw, .key = key, .ctx = &last };

	(void)state;
	type_lines("\nx\nm\n:q\n");
	assert_int_equal(popup_run(NULL, &p), 7);
	assert_int_equal(popup_run(NULL, &p), POPUP_CANCEL);
	assert_int_equal(last, K_ESC);
	assert_int_equal(popup_run(NULL, &p), POPUP_CANCEL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_until_a_key_fits),
		cmocka_unit_test(a_prompt_keeps_what_stands),
		cmocka_unit_test(a_prompt_is_emptied),
		cmocka_unit_test(chooses_by_number),
		cmocka_unit_test(picks_by_number_name_or_code),
		cmocka_unit_test(any_pop_up_takes_keys),
	};

	i18n_init(LANG_EN, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}

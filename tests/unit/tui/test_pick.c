/* test_pick.c - the pick list: narrowing, digits, Enter that never guesses. */
#include "setup.h"

#include <stdio.h>

#include "base/xalloc.h"
#include "tui/pick.h"
#include "tui/screen.h"
#include "tui/terminal.h"

static const struct place {
	const char *code, *name, *initials, *detail;
} places[] = {
	{ "150525100", "大沁他拉镇", "dqtlz", NULL },
	{ "150525101", "八仙筒镇", "bxtz", NULL },
	{ "150525106", "东明镇", "dmz", NULL },
	{ "150525106201", "东明村", "dmc", "东明镇" },
	{ "150525101204", "东明村", "dmc", "八仙筒镇" },
};

static size_t find(
	void *ctx, const char *typed, struct arena *mem, const struct pick_item **items)
{
	struct pick_item *out = arena_array(mem, COUNT_OF(places), sizeof(*out));
	size_t count = 0;

	(void)ctx;
	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (strncmp(places[i].code, typed, strlen(typed)) == 0 ||
			strncmp(places[i].initials, typed, strlen(typed)) == 0 ||
			strstr(places[i].name, typed))
			out[count++] = (struct pick_item){ arena_text(mem, places[i].code),
				arena_text(mem, places[i].name), places[i].detail, NULL };
	*items = out;
	return count;
}

static char taken[64];
static const char *current, *typed_before;

static enum screen_next pick(struct screen *s)
{
	struct pick p = {
		.title = "Unit", .typed = typed_before, .current = current, .find = find
	};
	struct pick_item item;
	struct arena mem = { 0 };

	snprintf(taken, sizeof(taken), "cancelled");
	if (pick_run(s, &p, &mem, &item) == 0)
		snprintf(taken, sizeof(taken), "%s %s", item.code, item.label);
	arena_release(&mem);
	return SCREEN_QUIT;
}

static const struct action actions[] = {
	{ .name = "pick", .keys = "p", .label = "Pick", .run = pick },
	{ 0 },
};

static const struct screen_class pick_class = {
	.name = "pick", .title = "Pick", .size = sizeof(struct screen), .actions = actions
};

static const char *play(const char *keys)
{
	snprintf(taken, sizeof(taken), "nothing");
	terminal_stop();
	terminal_start_script(24, 80, keys);
	screens_run(screen_new(&pick_class));
	return taken;
}

static void narrows_by_what_is_typed(void **state)
{
	(void)state;
	assert_string_equal(play("p 'dqtl' <shot> Enter"), "150525100 大沁他拉镇");
	assert_non_null(strstr(terminal_script_shot(0), "> 1 150525100"));
	assert_string_equal(play("p '150525101' <shot> Enter"), "150525101 八仙筒镇");
	/* a filter of digits is a code: no digits before the rows */
	assert_non_null(strstr(terminal_script_shot(0), "> 150525101"));
	assert_string_equal(play("p '东明镇' Enter"), "150525106 东明镇");
	assert_string_equal(play("p 'dm' Esc"), "cancelled");
	assert_string_equal(play("p 'zzz' <shot> Enter Esc"), "cancelled");
	assert_non_null(strstr(terminal_script_shot(0), "nothing found"));
}

static void never_guesses(void **state)
{
	(void)state;
	assert_string_equal(play("p 'dm' Enter <shot> Esc"), "cancelled");
	assert_non_null(strstr(terminal_script_shot(0), "3 matches: choose one"));
	assert_null(strchr(strstr(terminal_script_shot(0), "[dm"), '>'));
	/* like-named places show where they lie */
	assert_string_equal(play("p '东明村' <shot> Enter Esc"), "cancelled");
	assert_non_null(strstr(terminal_script_shot(0), "东明村  东明镇"));
	assert_non_null(strstr(terminal_script_shot(0), "东明村  八仙筒镇"));
	assert_string_equal(play("p Enter Esc"), "cancelled");
}

static void moves_and_digits_choose(void **state)
{
	(void)state;
	assert_string_equal(play("p 'dm' Down Enter"), "150525106 东明镇");
	assert_string_equal(play("p 'dm' Down Down Enter"), "150525106201 东明村");
	assert_string_equal(play("p 'dm3'"), "150525101204 东明村");
	assert_string_equal(play("p 'dm9' Esc"), "cancelled");
	assert_string_equal(play("p '东2'"), "150525106201 东明村");
}

static void begins_with_what_there_is(void **state)
{
	(void)state;
	current = "150525106";
	assert_string_equal(play("p <shot> Enter"), "150525106 东明镇");
	assert_non_null(strstr(terminal_script_shot(0), "> 150525106"));
	current = NULL;
	typed_before = "bx";
	assert_string_equal(play("p Enter"), "150525101 八仙筒镇");
	typed_before = NULL;
	assert_string_equal(play("p <5x3> 'bx' <200x60> Enter"), "150525101 八仙筒镇");
	terminal_stop();
}

static void settles_without_a_list(void **state)
{
	const struct pick_item two[] = { { "1", "东明镇", NULL, NULL },
		{ "2", "东明村", NULL, NULL } };
	const struct pick_item same[] = { { "1", "东明村", "a", NULL },
		{ "2", "东明村", "b", NULL } };

	(void)state;
	assert_ptr_equal(pick_only(two, 2, "东明镇"), &two[0]);
	assert_ptr_equal(pick_only(two, 2, "2"), &two[1]);
	assert_null(pick_only(two, 2, "东明"));
	assert_null(pick_only(same, 2, "东明村"));
	assert_ptr_equal(pick_only(two, 1, "dm"), &two[0]);
	assert_null(pick_only(two, 0, "dm"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(narrows_by_what_is_typed),
		cmocka_unit_test(never_guesses),
		cmocka_unit_test(moves_and_digits_choose),
		cmocka_unit_test(begins_with_what_there_is),
		cmocka_unit_test(settles_without_a_list),
	};

	return cmocka_run_group_tests(tests, speak_english, NULL);
}

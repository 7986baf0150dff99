/* test_actions.c - faults in tables are found; overrides, key line and help follow them. */
#include "setup.h"

#include "tui/keys.h"
#include "tui/screen.h"

struct some {
	struct screen base;
	int editing, marked;
};

static enum screen_next nothing(struct screen *s)
{
	(void)s;
	return SCREEN_STAY;
}

static int has_marks(const struct screen *s)
{
	return ((const struct some *)s)->marked;
}

static int has_none(const struct screen *s)
{
	return !has_marks(s);
}

static int typing(const struct screen *s)
{
	return ((const struct some *)s)->editing;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "open",   .keys = "Enter",  .label = "Open",   .run = nothing },
	{ .name = "delete", .keys = "d Del",  .label = "Delete", .run = nothing, .when = has_none },
	{ .name = "delete-marked", .keys = "d Del", .label = "Delete marked", .run = nothing,
	  .when = has_marks, .help = "Deletes what is marked." },
	{ .name = "save",   .keys = "^S F2",  .label = "Save",   .run = nothing },
	{ .name = "top",    .keys = "g",      .label = "Top",    .run = nothing, .flags = ACTION_QUIET },
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static const struct screen_class some_class = { .name = "some",
	.title = "Some",
	.size = sizeof(struct some),
	.actions = actions,
	.typing = typing };

static const char *line(const struct some *s, int columns)
{
	static struct str out;

	str_clear(&out);
	screen_key_line(&s->base, columns, &out);
	return str_text(&out);
}

static void finds(const struct action *table, const char *what)
{
	struct err err = { 0 };

	assert_int_equal(actions_check(table, &err), -1);
	if (!strstr(err.text, what))
		fail_msg("'%s' does not say '%s'", err.text, what);
}

static void finds_faults(void **state)
{
	const struct action unknown[] = {
		{ .name = "a", .keys = "F13", .label = "A", .run = nothing }, { 0 }
	};
	const struct action twice[] = {
		{ .name = "a", .keys = "x ^S", .label = "A", .run = nothing },
		{ .name = "b", .keys = "y ^S", .label = "B", .run = nothing }, { 0 }
	};
	const struct action same[] = {
		{ .name = "a", .keys = "x", .label = "A", .run = nothing },
		{ .name = "a", .keys = "y", .label = "B", .run = nothing }, { 0 }
	};
	const struct action unlabelled[] = {
		{ .name = "a", .keys = "x", .label = "", .run = nothing }, { 0 }
	};
	const struct action idle[] = { { .name = "a", .keys = "x", .label = "A" }, { 0 } };
	const struct action keyless[] = { { .name = "a", .label = "A", .run = nothing },
		{ 0 } };
	const struct action help[] = {
		{ .name = "a", .keys = "?", .label = "A", .run = nothing }, { 0 }
	};

	(void)state;
	finds(unknown, "F13");
	finds(twice, "^S");
	finds(same, "two actions are named a");
	finds(unlabelled, "no label");
	finds(idle, "does nothing");
	finds(keyless, "no key");
	finds(help, "screen-help");
	assert_int_equal(actions_check(actions, NULL), 0);
	assert_int_equal(actions_check(screen_common_actions, NULL), 0);
}

static void the_key_line_is_true_now(void **state)
{
	struct some s = { .base = { .cls = &some_class } };

	(void)state;
	assert_string_equal(line(&s, 80), " Enter Open  d Delete  ^S Save  Esc Back  ? Help");
	s.marked = 1;
	assert_string_equal(
		line(&s, 80), " Enter Open  d Delete marked  ^S Save  Esc Back  ? Help");
	s.editing = 1;
	/* letters are text now */
	assert_string_equal(
		line(&s, 80), " Enter Open  Del Delete marked  ^S Save  Esc Back  F1 Help");
	assert_string_equal(line(&s, 40), " Enter Open  Esc Back  F1 Help");
	assert_null(screen_action(&s.base, 'd'));
	assert_string_equal(screen_action(&s.base, K_DEL)->name, "delete-marked");
	s.marked = 0;
	assert_string_equal(screen_action(&s.base, K_DEL)->name, "delete");
	assert_null(screen_action(&s.base, K_F5));
}

static void overrides_by_name(void **state)
{
	struct some s = { .base = { .cls = &some_class } };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(actions_override("save", "nokey", &err), -1);
	assert_int_equal(actions_override("save", "w", NULL), 0);
	assert_int_equal(actions_override("save", "F5 w", NULL), 0);
	assert_string_equal(screen_action(&s.base, K_F5)->name, "save");
	assert_null(screen_action(&s.base, K_CTRL('S')));
	assert_non_null(strstr(line(&s, 80), "F5 Save"));
	assert_int_equal(actions_check(actions, NULL), 0);
	actions_override("save", "d", NULL);
	finds(actions, "delete");
	actions_override_clear();
	assert_string_equal(screen_action(&s.base, K_CTRL('S'))->name, "save");
}

static void help_lists_every_action(void **state)
{
	struct some s = { .base = { .cls = &some_class } };
	struct str out = { 0 };

	(void)state;
	screen_help_text(&s.base, &out);
	assert_non_null(strstr(str_text(&out), "  d Del             Delete\n"));
	assert_non_null(
		strstr(str_text(&out), "  d Del             Deletes what is marked.\n"));
	assert_non_null(strstr(str_text(&out), "  g                 Top\n"));
	assert_non_null(
		strstr(str_text(&out), "  ? F1 ^G           Show what can be done here.\n"));
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_faults),
		cmocka_unit_test(the_key_line_is_true_now),
		cmocka_unit_test(overrides_by_name),
		cmocka_unit_test(help_lists_every_action),
	};

	return cmocka_run_group_tests(tests, speak_english, NULL);
}

/* test_screens.c - the screens played on a scripted terminal; their tables of actions. */
#include "unit/screens/desk.h"

#include "base/str.h"
#include "model/form.h"
#include "model/record.h"
#include "screens/columns.h"
#include "screens/record_text.h"
#include "screens/screens.h"
#include "tui/keys.h"
#include "tui/screen.h"
#include "tui/terminal.h"

/* Runs the application over keys; what it showed last. */
static const char *play(struct desk *d, const char *keys)
{
	struct app app = { .data = d->data };
	struct err err = { 0 };

	terminal_start_script(24, 80, keys);
	app_run(&app, &err);
	return terminal_script_screen();
}

static void has(const char *screen, const char *text)
{
	if (!strstr(screen, text))
		fail_msg("\"%s\" is not in\n%s", text, screen);
}

static void has_not(const char *screen, const char *text)
{
	if (strstr(screen, text))
		fail_msg("\"%s\" is in\n%s", text, screen);
}

static int fill(void **state)
{
	desk_open(state);
	desk_put(*state, "harvest", "period", "2024H1", "unit", "U01", "herb", "A", "yield",
		"12.5", "as_of", "2024-06-01", NULL);
	desk_put(*state, "harvest", "period", "2024H1", "unit", "U02", "herb", "A", "yield",
		"0", "as_of", "2024-06-01", NULL);
	desk_put(*state, "harvest", "period", "2024H2", "unit", "U02", "herb", "A", "yield",
		".", "as_of", "2024-12-01", NULL);
	return 0;
}

static void every_table_of_actions_is_sound(void **state)
{
	(void)state;
	for (size_t i = 0; screen_classes[i]; i++) {
		struct err err = { 0 };

		assert_non_null(screen_classes[i]->name);
		if (actions_check(screen_classes[i]->actions, &err) < 0)
			fail_msg("%s: %s", screen_classes[i]->name, err.text);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(
				screen_classes[i]->name, screen_classes[k]->name);
	}
}

/* PuTTY, Xshell and a laptop's Fn key: none of them may take an action away. */
static void no_action_needs_a_function_key(void **state)
{
	(void)state;
	for (size_t i = 0; screen_classes[i]; i++) {
		for (const struct action *a = screen_classes[i]->actions; a && a->name; a++) {
			size_t pos = 0, others = 0;
			int32_t key;

			while (key_list_next(a->keys, &pos, &key) > 0)
				others += key < K_F1 || key > K_F12;
			if (!others)
				fail_msg("%s: %s has %s alone", screen_classes[i]->name,
					a->name, a->keys);
		}
	}
}

static void home_lists_the_ledgers_with_their_counts(void **state)
{
	const char *screen = play(*state, "<tick> Down Down");

	has(screen, "Harvest");
	has(screen, "3 records");
	has(screen, "Visit");
	has(screen, "2024 H2  0 of 1 reported; not yet: East");
	terminal_stop();
}

static void a_list_tells_zero_from_missing(void **state)
{
	const char *screen = play(*state, "/ 'Harv' Enter <tick>");

	has(screen, "none");
	has(screen, "missing");
	has(screen, "1 figure missing");
	terminal_stop();
}

static void a_condition_is_shown_as_it_is_understood(void **state)
{
	const char *screen = play(*state, "/ 'Harv' Enter / 'Yield>=1' Enter <tick>");

	has(screen, "Harvest  Yield>=1");
	has(screen, "Yield >= 1");
	has(screen, "1 record ");
	has_not(screen, "Newer");
	terminal_stop();
}

static void a_deletion_needs_a_reason_and_a_yes(void **state)
{
	const char *screen = play(*state, "/ 'Harv' Enter d Enter <tick>");

	has(screen, "a deletion needs a reason");
	terminal_stop();
	screen = play(*state, "/ 'Harv' Enter d 'twice' Enter n <tick>");
	has(screen, "3 records");
	terminal_stop();
	screen = play(*state, "/ 'Harv' Enter d 'twice' Enter y <tick>");
	has(screen, "2 records");
	terminal_stop();
	screen = play(*state, "/ 'Harv' Enter u Enter");
	has(screen, "Reason: twice");
	terminal_stop();
	screen = play(*state, "/ 'Harv' Enter u u Esc <tick>");
	has(screen, "3 records");
	terminal_stop();
}

static void any_size_is_drawn(void **state)
{
	play(*state, "<5x2> <1x1> / 'Harv' Enter <9x3> h <3x9> Esc u <1x1> Esc <200x60> d");
	terminal_stop();
	play(*state,
		"/ 'Harv' Enter f 'East|Newer' Tab '!x' Tab '>=1' Tab <5x2> <1x1> Down <9x3> Up "
		"<40x10> <21x24> <200x60> ^S Enter <1x1>");
	terminal_stop();
}

static void a_record_is_told_in_lines(void **state)
{
	struct desk *d = *state;
	const struct form *form = desk_form(d, "harvest");
	struct record *before = record_new(form, &d->mem), *after;
	struct str text = { 0 };

	*record_value(before, "yield") = value_number(decimal_of(5));
	after = record_copy(before, &d->mem);
	*record_value(after, "yield") = value_number(decimal_of(0));
	record_changes(d->model, NULL, before, after, &text);
	assert_string_equal(str_text(&text), "Yield 5 -> none");
	str_clear(&text);
	record_text(d->model, after, &text);
	has(str_text(&text), "Yield             none\n");
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_table_of_actions_is_sound),
		cmocka_unit_test(no_action_needs_a_function_key),
		cmocka_unit_test(home_lists_the_ledgers_with_their_counts),
		cmocka_unit_test(a_list_tells_zero_from_missing),
		cmocka_unit_test(a_condition_is_shown_as_it_is_understood),
		cmocka_unit_test(a_deletion_needs_a_reason_and_a_yes),
		cmocka_unit_test(any_size_is_drawn),
		cmocka_unit_test(a_record_is_told_in_lines),
	};

	return cmocka_run_group_tests(tests, fill, desk_close);
}

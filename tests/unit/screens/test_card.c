/* test_card.c - card and grid played on a scripted terminal, by example and by random keys. */
#include "unit/screens/desk.h"

#include "base/str.h"
#include "base/xalloc.h"
#include "data/query.h"
#include "lib/prop.h"
#include "model/form.h"
#include "model/record.h"
#include "screens/screens.h"
#include "tui/screen.h"
#include "tui/terminal.h"

static const char *play(struct desk *d, struct screen *first, const char *keys)
{
	(void)d;
	terminal_start_script(24, 80, keys);
	screens_run(first);
	return terminal_script_screen();
}

static void has(const char *screen, const char *text)
{
	if (!strstr(screen, text))
		fail_msg("\"%s\" is not in\n%s", text, screen);
}

static uint64_t count(struct desk *d, const char *form)
{
	struct query query = { .form = desk_form(d, form) };
	struct err err = { 0 };
	uint64_t n = 0;

	assert_int_equal(query_count(d->data, &query, &n, &err), 0);
	return n;
}

static void a_form_without_unit_is_typed_and_saved(void **state)
{
	struct desk *d = *state;
	struct app app = { .data = d->data };
	const char *screen = play(d, scr_card(&app, desk_form(d, "visit"), 0, NULL),
		"S-Tab '20240102' Enter Enter 'gc' Enter '5' ^S <tick>");

	has(screen, "Saved and submitted.");
	has(screen, "2024-01-02");
	assert_int_equal(count(d, "visit"), 1);
	terminal_stop();
	app_forget_last(&app);
}

static void a_choice_is_taken_from_the_list(void **state)
{
	struct desk *d = *state;
	struct app app = { .data = d->data };
	const char *screen;

	desk_put(d, "harvest", "period", "2024H1", "unit", "U01", "herb", "A", "yield", "12.5",
		"as_of", "2024-06-01", NULL);
	screen = play(d, scr_card(&app, desk_form(d, "visit"), 0, NULL),
		"^F 'east' Enter ^F Down Enter ^F Down Down Enter <tick>");
	has(screen, "2024H1 East"); /* the title of the record referred to */
	has(screen, "liquorice, 黄芪");
	terminal_stop();
	app_forget_last(&app);
}

static void leaving_asks_only_when_something_is_unsaved(void **state)
{
	struct desk *d = *state;
	struct app app = { .data = d->data };

	play(d, scr_card(&app, desk_form(d, "plain"), 0, NULL),
		"'word' Esc <shot> Esc 's' <tick> <shot>");
	has(terminal_script_shot(0), "What you typed is not saved.");
	has(terminal_script_shot(1), "[words");
	terminal_stop();
	app_forget_last(&app);
	play(d, scr_card(&app, desk_form(d, "plain"), 0, NULL), "'word' Esc 's' <tick>");
	assert_int_equal(count(d, "plain"), 1);
	terminal_stop();
	app_forget_last(&app);
}

/* The same keys in one burst and one by one: what they do may not hang on what was drawn. */
static void keys_typed_ahead_do_the_same(void **state)
{
	static const char *const keys[] = {
		"Down Down 'liq' Up Up '20240203' Down Down Enter '7' ^S",
		"Tab Tab 'gc' Up Down '5' Up '2024' BS BS BS BS ^Z ^Y Down Down '12' ^S",
	};
	struct desk *d = *state;
	struct app app = { .data = d->data };

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct str slow = { 0 }, last = { 0 };

		for (const char *at = keys[i]; *at; at++) {
			str_add_char(&slow, *at);
			if (*at == ' ')
				str_add(&slow, "<tick> ");
		}
		str_add(&slow, " <tick>");
		str_add(&last,
			play(d, scr_card(&app, desk_form(d, "visit"), 0, NULL),
				str_text(&slow)));
		terminal_stop();
		app_forget_last(&app);
		str_clear(&slow);
		str_addf(&slow, "%s <tick>", keys[i]);
		assert_string_equal(play(d, scr_card(&app, desk_form(d, "visit"), 0, NULL),
					    str_text(&slow)),
			str_text(&last));
		terminal_stop();
		app_forget_last(&app);
		str_release(&slow);
		str_release(&last);
	}
}

static void a_pasted_text_is_no_key(void **state)
{
	struct desk *d = *state;
	struct app app = { .data = d->data };
	const char *screen = play(d, scr_card(&app, desk_form(d, "plain"), 0, NULL),
		"'a' <paste> 'b' ^I 'c' ^J 'd' ^J </paste> 'e' <tick>");

	has(screen, "[ab c de ");
	terminal_stop();
	app_forget_last(&app);
}

static void a_grid_is_filled_and_saved(void **state)
{
	struct desk *d = *state;
	struct app app = { .data = d->data };
	const char *screen =
		play(d, scr_grid(&app, desk_form(d, "harvest"), (struct period){ 0 }),
			"p ^U '2024H1' Enter ^U '2024-06-01' Enter '12.5' Enter ^S <tick>");

	has(screen, "1 row saved.");
	has(screen, "reported 1/1");
	assert_int_equal(count(d, "harvest"), 1);
	terminal_stop();
	app_forget_last(&app);
	/* zero is said in the form's words, a later figure revises the same line */
	screen = play(d, scr_grid(&app, desk_form(d, "harvest"), (struct period){ 0 }),
		"p ^U '2024H1' Enter ^U '2024-06-20' Enter '0' Enter ^S <tick>");
	has(screen, "none");
	assert_int_equal(count(d, "harvest"), 1);
	terminal_stop();
	app_forget_last(&app);
}

/* ---- any keys at all --------------------------------------------------------------------- */

static const char *const pieces[] = {
	"Enter",
	"Enter",
	"Enter",
	"Tab",
	"S-Tab",
	"Up",
	"Down",
	"Left",
	"Right",
	"BS",
	"Del",
	"^U",
	"PgUp",
	"PgDn",
	"Home",
	"End",
	"^P",
	"^R",
	"^X",
	"^S",
	"Esc",
	"y",
	"n",
	"k",
	"w",
	"s",
	"m",
	"'2024H1'",
	"'2024-06-01'",
	"'East'",
	"'gc'",
	"'.'",
	"'12.5'",
	"'黄芪'",
	"'Village'",
	"'0'",
	"'x'",
	"^O",
	"<24x80>",
	"<40x120>",
	"<20x60>",
	"<5x20>",
	"<tick>",
	"^T",
	"^N",
	"p",
	"o",
	"^F",
	"^P",
	"^D",
	"^Z",
	"^Z",
	"^Y",
	"^N",
	"^N 'why' Enter",
	"^V",
	"^R",
	"^X",
	"^G",
	"n",
	"d",
	"<paste> 'p' ^I ^J '2' </paste>",
	"S-Tab",
};

static void add_keys(struct prop *p, struct str *keys)
{
	for (int i = 0; i < 150; i++)
		str_addf(
			keys, "%s ", pieces[prop_below(p, sizeof(pieces) / sizeof(pieces[0]))]);
}

static void any_keys_are_survived(void **state)
{
	struct prop p = prop_start("keys", 20210625);
	struct desk *d = *state;
	struct app app = { .data = d->data };

	desk_put(d, "harvest", "period", "2024H1", "unit", "U0101", "herb", "A", "yield", "7",
		"as_of", "2024-06-01", NULL);
	for (int turn = 0; turn < 40; turn++) {
		const struct form *form = desk_form(d, turn % 4 == 1 ? "visit" : "harvest");
		struct str keys = { 0 };

		add_keys(&p, &keys);
		play(d,
			turn % 4 == 3 ? scr_grid(&app, form, (struct period){ 0 })
				      : scr_card(&app, form, turn % 4 == 2 ? 1 : 0, NULL),
			str_text(&keys));
		terminal_stop();
		app_forget_last(&app);
		str_release(&keys);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_form_without_unit_is_typed_and_saved, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_choice_is_taken_from_the_list, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			leaving_asks_only_when_something_is_unsaved, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			keys_typed_ahead_do_the_same, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(a_pasted_text_is_no_key, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_grid_is_filled_and_saved, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(any_keys_are_survived, desk_open, desk_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_field_help.c - what the help at a field says, and the lines of the earlier figures. */
#include "unit/screens/desk.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/past.h"
#include "model/form.h"
#include "model/model.h"
#include "model/value.h"
#include "screens/field_help.h"
#include "screens/past_view.h"
#include "screens/screens.h"
#include "tui/screen.h"
#include "tui/terminal.h"

static const char *help_of(struct desk *d, const char *group, const char *name)
{
	const struct form *form = desk_form(d, "harvest");
	const struct field *rows = group ? form_field(form, group) : NULL;
	struct str text = { 0 };
	const char *copy;

	field_help(d->model, form, rows, form_field(rows ? rows->group : form, name), &text);
	copy = arena_text(&d->mem, str_text(&text));
	str_release(&text);
	return copy;
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in\n%s", part, text);
}

static void has_not(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" is in\n%s", part, text);
}

static void a_figure_tells_its_measure_its_range_and_its_rules(void **state)
{
	const char *help = help_of(*state, NULL, "yield");

	has(help, "Yield (kg)\n");
	has(help, "At least 0. At most 99999. 2 decimals.");
	has(help, "3.7万, 120+35");
	has(help, "With a word: ");
	has(help, "Asks for a reason: the sum differs");
	has(help, ". missing  / not applicable  X masked");
	has(help_of(*state, "lots", "weight"), "Not allowed: not below zero");
	has_not(help_of(*state, "lots", "weight"), "the sum differs");
	has(help_of(*state, NULL, "share"), "Computed by the program.");
}

static void what_names_the_record_is_told(void **state)
{
	const char *help = help_of(*state, NULL, "period");

	has(help, "Must be filled in. Part of what tells records apart. The next new record begins "
		"with the same value.");
	has(help, "2021, 2021h1 or h1; this period, last period.");
	has_not(help, "2021q2");
	has_not(help, ". missing");
	has(help_of(*state, NULL, "herb"), "Code, name, initials or pinyin");
	has(help_of(*state, NULL, "as_of"), "t (today), t-7");
	has(help_of(*state, NULL, "note"), "several lines too");
}

static void those_who_may_change_it_are_named(void **state)
{
	struct desk *d = *state;

	if (d->model->role_count == 0)
		skip();
	has(help_of(d, NULL, "yield"), "May be changed by: ");
}

static struct past_value at(int year, int half, const char *number, int32_t as_of)
{
	struct past_value v = { .as_of = as_of, .who = "", .value = value_state_only(VALUE_MISSING),
		.period = { .kind = PERIOD_HALF_YEAR, .year = (int16_t)year,
			    .number = (uint16_t)half } };
	struct decimal d;
	struct err err = { 0 };

	if (number && decimal_parse(number, &d, &err) == 0)
		v.value = value_number(d);
	return v;
}

static void earlier_figures_stand_beside_the_neighbours(void **state)
{
	struct desk *d = *state;
	const struct form *form = desk_form(d, "harvest");
	struct past_value line[] = { at(2022, 1, "112.5", date_of(2022, 6, 25)), at(2021, 2, NULL, DATE_NONE),
		at(2021, 1, "100", date_of(2021, 6, 5)), at(2020, 1, "0", date_of(2021, 1, 2)) };
	struct past_value near[] = { at(2022, 1, "7", DATE_NONE) };
	struct past past = { .at = line, .count = 4, .near = near, .near_count = 1 };
	struct str text = { 0 };

	near[0].who = "East";
	past_lines(d->model, form, form_field(form, "yield"), &past, &text);
	assert_string_equal(str_text(&text),
		"Period  Figure As of      In a year    Beside it\n"
		"2022H1   112.5 06-25         +12.5%  7 East\n"
		"2021H2 missing\n"
		"2021H1     100 06-05\n"
		"2020H1    none 2021-01-02\n");
	str_clear(&text);
	past.near_count = 0;
	past.count = 1;
	past_lines(d->model, form, form_field(form, "yield"), &past, &text);
	assert_string_equal(str_text(&text), "Period Figure As of\n2022H1  112.5 06-25\n");
	str_release(&text);
}

/* ---- the pop-up on a scripted terminal ---- */

static struct app *app;
static struct record *shown;
static const char *of_field;

static enum screen_next show(struct screen *s)
{
	past_show(s, app, shown, form_field(shown->form, of_field));
	return SCREEN_STAY;
}

static void nothing(struct screen *s, struct canvas *c)
{
	(void)s;
	(void)c;
}

static const struct action actions[] = {
	{ .name = "past", .keys = "p", .label = "Past", .run = show },
	ACTION_BACK,
	{ 0 },
};
static const struct screen_class plain_class = {
	.name = "plain", .title = "Plain", .size = sizeof(struct screen), .actions = actions,
	.draw = nothing,
};

static const char *seen_for(struct desk *d, const char *unit, const char *field, const char *keys)
{
	struct app mine = { .data = d->data };
	struct record *record = record_new(desk_form(d, "harvest"), &d->mem);

	*record_value(record, "period") = value_period((struct period){ PERIOD_HALF_YEAR, 2024, 2 });
	if (unit)
		*record_value(record, "unit") = value_text(unit);
	app = &mine;
	shown = record;
	of_field = field;
	terminal_start_script(24, 80, keys);
	screens_run(screen_new(&plain_class));
	return terminal_script_shot(0);
}

static void the_pop_up_opens_or_a_sentence_says_why_not(void **state)
{
	struct desk *d = *state;
	const char *screen;

	desk_put(d, "harvest", "period", "2024H1", "unit", "U01", "herb", "A", "yield", "12.5",
		"as_of", "2024-06-01", NULL);
	screen = seen_for(d, "U01", "yield", "p <shot>");
	has(screen, "Yield (kg)");
	has(screen, "2024H1   12.5");
	has(screen, "Esc Close");
	terminal_stop();
	has_not(seen_for(d, "U01", "yield", "p Esc <shot>"), "2024H1");
	terminal_stop();
	has(seen_for(d, NULL, "yield", "p <shot>"), "Fill in Unit first");
	terminal_stop();
	has(seen_for(d, "U01", "note", "p <shot>"), "Note is no figure");
	terminal_stop();
	has(seen_for(d, "U01", "land", "p <shot>"), "has no earlier figures");
	terminal_stop();
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, desk_open, desk_close)
	const struct CMUnitTest tests[] = {
		TEST(a_figure_tells_its_measure_its_range_and_its_rules),
		TEST(what_names_the_record_is_told), TEST(those_who_may_change_it_are_named),
		TEST(earlier_figures_stand_beside_the_neighbours),
		TEST(the_pop_up_opens_or_a_sentence_says_why_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_sheet.c - the grid under any keys: all of it can be taken back and done again, and
 * after the line was cut it stands as it stood.
 */
#include "unit/screens/desk.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "conf/conf.h"
#include "lib/folder.h"
#include "lib/prop.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/period.h"
#include "screens/screens.h"
#include "tui/screen.h"
#include "tui/terminal.h"

enum { ROUNDS = 40, MOST_KEYS = 40 };

struct bench {
	struct desk desk;
	struct app app;
	char dir[64];
	struct period period;
};

static int open_bench(void **state)
{
	struct bench *b = xalloc(sizeof(*b));
	struct desk *d = &b->desk;
	struct conf_dirs dirs = { .conf = "conf", .forms = "forms" };
	struct err err = { 0 };

	desk_set_up(d, &dirs);
	if (period_parse("2021H1", &b->period, &err) < 0)
		fail_msg("%s", err.text);
	folder_make(b->dir, sizeof(b->dir));
	b->app = (struct app){ .data = d->data, .dir = b->dir };
	desk_put(d, "planting", "period", "2020H2", "unit", "150525101", "area", "878", "as_of",
		"2020-12-25", NULL);
	desk_put(d, "planting", "period", "2020H2", "unit", "150525105", "area", "0", "as_of",
		"2020-12-25", NULL);
	desk_put(d, "planting", "period", "2021H1", "unit", "150525100", "area", "5", "as_of",
		"2021-06-25", NULL);
	*state = b;
	return 0;
}

static int close_bench(void **state)
{
	struct bench *b = *state;

	folder_remove(b->dir);
	app_forget_last(&b->app);
	str_release(&b->app.resume);
	desk_take_down(&b->desk);
	free(b);
	return 0;
}

static void play(struct bench *b, const char *keys)
{
	terminal_start_script(24, 80, keys);
	screens_run(scr_grid(&b->app, desk_form(&b->desk, "planting"), b->period));
}

/*
 * The cells and states alone: no heading, no marker of the row, no messages, no keys; and no
 * cell whose text is wider than it, because how far it is scrolled is nobody's loss.
 */
static char *cells(const char *screen)
{
	struct str out = { 0 };
	const char *at = screen;

	for (int row = 0; *at && row < 21; row++) {
		size_t len = strcspn(at, "\n");

		if (row >= 2 && len > 0 && !memchr(at, '<', len))
			str_add_len(&out, at + 1, len - 1);
		str_add_char(&out, '\n');
		at += len + (at[len] == '\n');
	}
	return str_detach(&out);
}

static void add_keys(struct prop *prop, struct str *out)
{
	static const char *const pieces[] = { "Enter", "Enter", "Down", "Up", "PgDn", "Home",
		"'1'", "'2.5'", "'7x'", "'.'", "'-3'", "'3.7万'", "'无新增'", "BS",
		"BS", "Del", "Left", "Right", "Tab", "c", "z 'y'", "z 'n'", "=", "^P", "^Z", "^Z",
		"^Y", "^N 'why' Enter", "^N ^U Enter", "^F '150525105' Enter", "<tick>",
		"<120x40>", "<80x24>", "<paste> '5' ^I '6' ^J '7' ^J </paste> Enter",
		"<paste> 'dmz' ^I '17905' ^J </paste> Enter", "<paste> '12' </paste>" };
	size_t count = 1 + prop_below(prop, MOST_KEYS);

	for (size_t i = 0; i < count; i++)
		str_addf(out, "%s ", pieces[prop_below(prop, COUNT_OF(pieces))]);
}

static void same(const char *a, const char *b, const char *keys)
{
	char *left = cells(a), *right = cells(b);
	size_t at = 0;

	while (left[at] && left[at] == right[at])
		at++;
	while (at > 0 && left[at - 1] != '\n')
		at--;
	if (strcmp(left, right) != 0)
		fail_msg("%s\n%.*s\n-- but\n%.*s", keys, (int)strcspn(left + at, "\n"),
			left + at, (int)strcspn(right + at, "\n"), right + at);
	free(left);
	free(right);
}

static void add_times(struct str *out, const char *key, int times)
{
	for (int i = 0; i < times; i++)
		str_addf(out, "%s ", key);
}

static void any_keys_are_taken_back_and_done_again(void **state)
{
	struct bench *b = *state;
	struct prop prop = prop_start("grid undo", 31);

	for (int round = 0; round < ROUNDS; round++) {
		struct str keys = { 0 };

		str_add(&keys, "<tick> <shot> ");
		add_keys(&prop, &keys);
		/* a last step, behind which there is nothing to be done again */
		str_add(&keys, "<80x24> Home '99.5' Enter <tick> <shot> ");
		add_times(&keys, "^Z", MOST_KEYS * 2);
		str_add(&keys, "<tick> <shot> ");
		add_times(&keys, "^Y", MOST_KEYS * 2);
		str_add(&keys, "<tick> <shot> Esc 'd'");
		play(b, str_text(&keys));
		same(terminal_script_shot(0), terminal_script_shot(2), str_text(&keys));
		same(terminal_script_shot(1), terminal_script_shot(3), str_text(&keys));
		terminal_stop();
		str_release(&keys);
	}
}

static void after_a_cut_it_stands_as_it_stood(void **state)
{
	struct bench *b = *state;
	struct prop prop = prop_start("grid cut", 32);

	for (int round = 0; round < ROUNDS; round++) {
		struct str keys = { 0 }, again = { 0 };
		char *before, *cut;

		str_add(&keys, "<tick> <shot> ");
		add_keys(&prop, &keys);
		str_add(&keys, "<80x24> <tick> <shot>");
		play(b, str_text(&keys));
		before = xstrdup(terminal_script_shot(0));
		cut = xstrdup(terminal_script_shot(1));
		terminal_stop();
		str_add(&again, "Enter <tick> <shot> ");
		add_times(&again, "^Z", MOST_KEYS * 2);
		str_add(&again, "<tick> <shot> Esc 'd'");
		play(b, str_text(&again));
		same(cut, terminal_script_shot(0), str_text(&keys));
		same(before, terminal_script_shot(1), str_text(&keys));
		terminal_stop();
		free(before);
		free(cut);
		str_release(&keys);
		str_release(&again);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			any_keys_are_taken_back_and_done_again, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(
			after_a_cut_it_stands_as_it_stood, open_bench, close_bench),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

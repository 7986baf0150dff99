/*
 * test_cuts.c - random records are typed into card and grid, and the line, the session or the
 * server goes in the midst of it.  After each cut the next login goes on where the last one
 * was: nothing that stood on the screen is lost, and what is saved is what was typed.
 *
 * HERB_CUTS: how many (30); TEST_SEED repeats a run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"
#include "story.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"

enum { CUTS = 30, PATIENCE = 45000, LOOK = 10, ROWS_MOST = 4000 };

enum cut { CUT_HANG_UP, CUT_CLIENT, CUT_SESSION, CUT_SERVER, CUT_KINDS };
static const char *const cut_names[] = { "hang-up", "client killed", "session killed",
	"server killed" };

struct drill {
	struct prop prop;
	char *folder, *data;
	struct screen *s;
	struct story story;
	size_t sent, sure; /* keys; those whose effect has been seen */
	unsigned number; /* of the record, from 1 */
	unsigned cuts[CUT_KINDS], again; /* saved after a cut save */
	enum cut last;
	int year; /* of the grid that is typed */
};

/* ---- the terminal ------------------------------------------------------------------------ */

static void __attribute__((format(printf, 2, 3))) fail_at(struct drill *d, const char *fmt, ...)
{
	char *picture = d->s ? screen_picture(d->s) : xstrdup("");
	struct seen wanted, seen = { 0 };
	struct str why = { 0 };
	va_list args;

	va_start(args, fmt);
	str_vaddf(&why, fmt, args);
	va_end(args);
	printf("last cut: %s", cut_names[d->last]);
	printf("\nrecord %u, %s, keys %zu seen, %zu sent of %zu\n%s", d->number,
		d->story.grid ? "grid" : "card", d->sure, d->sent, d->story.count, picture);
	story_state(&d->story, d->sent, &wanted);
	if (d->s)
		story_read(d->s, d->story.grid, &seen);
	for (size_t i = 0; i < wanted.places; i++)
		printf("%s %zu: %s | %s\n", i == wanted.at ? ">" : " ", i, wanted.text[i],
			seen.text[i]);
	printf("column %zu | %zu of place %zu\n", wanted.column, seen.column, seen.at);
	for (size_t i = 0; i < d->sent; i++) {
		const char *bytes = d->story.keys[i].bytes;

		if ((unsigned char)*bytes < ' ')
			printf(" ^%c ", *bytes + '@');
		else
			printf("%s", bytes);
	}
	printf("\n");
	fflush(stdout);
	free(picture);
	fail_msg("%s", str_text(&why));
}

static void expect(struct drill *d, const char *text)
{
	if (!screen_expect(d->s, text, 1, PATIENCE))
		fail_at(d, "expected \"%s\"", text);
}

static void send(struct drill *d, const char *keys)
{
	screen_send(d->s, keys, strlen(keys));
}

static void log_in(struct drill *d)
{
	char *argv[] = { (char *)(uintptr_t)house_program(), "--data", d->data, "--as", "zhang",
		"--now", "2021-09-10T09:00", "--lang", "en", NULL };
	struct screen_how how = { .argv = argv };

	d->s = screen_open(&how);
	assert_non_null(d->s);
}

/* A key taken back at once shows nothing: from which key on the screen may be like that. */
static size_t first_like(const struct drill *d, size_t keys)
{
	struct seen wanted;

	story_state(&d->story, keys, &wanted);
	for (size_t k = d->sure; k < keys; k++)
		if (story_matches(&d->story, k, &wanted, 1))
			return k;
	return keys;
}

/* Waits until the screen shows the state after so many keys. */
static void see(struct drill *d, size_t keys)
{
	struct seen seen;
	double end = house_seconds() + PATIENCE / 1000.0;

	while (!story_read(d->s, d->story.grid, &seen) ||
		!story_matches(&d->story, keys, &seen, 1)) {
		if (house_seconds() > end)
			fail_at(d, "the keys do not show");
		if (screen_pump(d->s, LOOK) < 0)
			fail_at(d, "the session ended by itself");
	}
	d->sure = first_like(d, keys);
}

/* ---- records ----------------------------------------------------------------------------- */

static void begin(struct drill *d)
{
	double end = house_seconds() + PATIENCE / 1000.0;

	d->sent = d->sure = d->story.count = 0;
	while (!story_read(d->s, d->story.grid, &d->story.begun) ||
		d->story.begun.at == PLACES_MOST) {
		if (house_seconds() > end)
			fail_at(d, "nothing opened");
		screen_pump(d->s, LOOK);
	}
}

static void open_card(struct drill *d)
{
	send(d, "n");
	expect(d, "new record");
	d->story.grid = 0;
	screen_settle(d->s, 60);
	begin(d);
	story_card(&d->story, &d->prop, d->number);
}

static void open_grid(struct drill *d)
{
	char text[32];

	send(d, "g");
	expect(d, "reported");
	send(d, "p");
	expect(d, "Enter OK");
	snprintf(text, sizeof(text), "\025%dh1\r", ++d->year);
	send(d, text);
	snprintf(text, sizeof(text), "%d-06-30", d->year);
	expect(d, text);
	send(d, "\r");
	snprintf(text, sizeof(text), "%d H1", d->year);
	expect(d, text);
	d->story.grid = 1;
	screen_settle(d->s, 60);
	begin(d);
	story_grid(&d->story, &d->prop);
}

static void open_record(struct drill *d)
{
	d->number++;
	if (prop_chance(&d->prop, 30))
		open_grid(d);
	else
		open_card(d);
}

/* Taken back and done again looks as if it had never been: until something else is typed. */
static int is_ambiguous(const struct drill *d, size_t keys)
{
	while (keys && d->story.keys[keys - 1].does != KEY_TYPES)
		if (d->story.keys[--keys].does == KEY_UNDOES)
			return 1;
	return 0;
}

static void send_some(struct drill *d, size_t most)
{
	size_t count = 1 + prop_below(&d->prop, most);

	while (d->sent < d->story.count && (count || is_ambiguous(d, d->sent))) {
		send(d, d->story.keys[d->sent++].bytes);
		count -= count > 0;
	}
}

/* A place that was left holds something: a draft must be there. */
static int has_typed(const struct drill *d)
{
	struct seen now;

	story_state(&d->story, d->sure, &now);
	for (size_t i = 0; i < now.places; i++)
		if (i != now.at && strcmp(now.text[i], d->story.begun.text[i]) != 0)
			return 1;
	return 0;
}

/* ---- saving ------------------------------------------------------------------------------ */

/* What the store must hold of the record just saved. */
static void check_saved(struct drill *d)
{
	struct seen wanted;
	char words[160], area[64];

	story_state(&d->story, d->story.count, &wanted);
	if (d->story.grid) {
		snprintf(words, sizeof(words),
			"--as zhang list planting period=%dH1 --format json", d->year);
		house_must(0, d->data, words);
		for (size_t i = 0; i < wanted.places; i++) {
			snprintf(area, sizeof(area), "\"area\": \"%.40s\"", wanted.text[i]);
			if (*wanted.text[i] && !strstr(house_stdout, area))
				fail_at(d, "not stored: %s in\n%s", area, house_stdout);
		}
	} else {
		snprintf(words, sizeof(words),
			"--as zhang list planting plot=P%u --format json", d->number);
		house_must(0, d->data, words);
		snprintf(area, sizeof(area), "\"area\": \"%.40s\"", wanted.text[7]);
		if (!strstr(house_stdout, area) || !strstr(house_stdout, wanted.text[5]) ||
			!strstr(house_stdout, wanted.text[9]) ||
			!strstr(house_stdout, wanted.text[10]) ||
			strchr(house_stdout, '\n') != strrchr(house_stdout, '\n'))
			fail_at(d, "stored otherwise:\n%s", house_stdout);
	}
}

/* A record like it may be there already: this one is another. */
static int stands(struct drill *d, const char *text)
{
	return screen_expect(d->s, text, 1, 0);
}

static void press_save(struct drill *d)
{
	double end = house_seconds() + PATIENCE / 1000.0;

	send(d, "\023");
	do {
		if (house_seconds() > end || screen_pump(d->s, LOOK) < 0)
			fail_at(d, "not saved");
		if (stands(d, "Save anyway")) {
			send(d, "s");
			screen_expect(d->s, "Save anyway", 0, PATIENCE);
		}
	} while (!(stands(d, "Saved and") || stands(d, " saved.")) || stands(d, "not saved"));
}

static void type_rest(struct drill *d)
{
	while (d->sent < d->story.count)
		send_some(d, 40);
	see(d, d->sent);
}

/* ---- cuts -------------------------------------------------------------------------------- */

static void end_session(struct drill *d, int wanted)
{
	int status = screen_wait(d->s, PATIENCE);

	if (status != wanted)
		fail_at(d, "the session ended with %d", status);
	screen_close(&d->s);
}

static void cut(struct drill *d, enum cut how)
{
	pid_t server = house_server(d->data);

	d->cuts[how]++;
	d->last = how;
	switch (how) {
	case CUT_HANG_UP:
		screen_kill(d->s, SIGHUP);
		end_session(d, 0);
		break;
	case CUT_CLIENT:
		screen_hang_up(d->s);
		end_session(d, 0);
		break;
	case CUT_SESSION:
		screen_kill(d->s, SIGKILL);
		end_session(d, 128 + SIGKILL);
		break;
	default:
		if (server > 0)
			kill(server, SIGKILL);
		break;
	}
}

static int is_at(struct drill *d, int cursor)
{
	struct seen seen;
	size_t found = d->sent + 1;

	if (!story_read(d->s, d->story.grid, &seen))
		return 0;
	for (size_t k = d->sent + 1; k-- > d->sure;) {
		if (!story_matches(&d->story, k, &seen, cursor))
			continue;
		found = k;
		/* taken back looks as if never typed: then it is typed again */
		if (!is_ambiguous(d, k))
			break;
	}
	if (found <= d->sent)
		d->sent = d->sure = found;
	return found <= d->sent;
}

/* The keys whose effect is there: all that were seen, none that were not sent. */
static void find_where(struct drill *d, int cursor)
{
	double begun = house_seconds();

	/* a cursor still on its way is no cursor elsewhere */
	while (!is_at(d, 1) && (cursor || house_seconds() < begun + 1 || !is_at(d, 0))) {
		if (house_seconds() > begun + PATIENCE / 1000.0)
			fail_at(d, "what was typed is not there again");
		screen_pump(d->s, LOOK);
	}
}

/* A kill within a burst may leave the cursor in a place that was just left. */
static void mend_cursor(struct drill *d)
{
	struct seen seen, wanted;

	story_state(&d->story, d->sent, &wanted);
	if (story_read(d->s, d->story.grid, &seen))
		for (size_t at = seen.at; at < wanted.at; at++)
			send(d, "\r");
	see(d, d->sent);
}

static void resume(struct drill *d, enum cut how)
{
	log_in(d);
	expect(d, "Typed and not saved");
	send(d, "\r");
	expect(d, "Resumed");
	find_where(d, how != CUT_SESSION);
	mend_cursor(d);
}

/* 1 when the list of drafts is shown, 0 when home is. */
static int offers_drafts(struct drill *d)
{
	double end = house_seconds() + PATIENCE / 1000.0;

	do {
		if (house_seconds() > end || screen_pump(d->s, LOOK) < 0)
			fail_at(d, "no login");
		if (stands(d, "Typed and not saved"))
			return 1;
	} while (!stands(d, "Ledgers"));
	return 0;
}

/* While the store may or may not have taken the record: it is there, or is gone on with. */
static void cut_the_save(struct drill *d)
{
	enum cut how = (enum cut)prop_below(&d->prop, CUT_SERVER);

	send(d, "\023");
	if (prop_chance(&d->prop, 50))
		screen_pump(d->s, (int)prop_below(&d->prop, 8));
	d->sure = d->sent;
	cut(d, how);
	log_in(d);
	if (!offers_drafts(d))
		return;
	send(d, "\r");
	expect(d, "Resumed");
	find_where(d, 0);
	d->again++;
	press_save(d);
	send(d, "\033");
}

/* ---- the drill --------------------------------------------------------------------------- */

static unsigned total(const struct drill *d)
{
	unsigned sum = 0;

	for (int i = 0; i < CUT_KINDS; i++)
		sum += d->cuts[i];
	return sum;
}

/* One record, cut again and again until it is all there. */
static void one_record(struct drill *d, unsigned cuts)
{
	open_record(d);
	while (d->sent < d->story.count && total(d) < cuts) {
		enum cut how = (enum cut)prop_below(&d->prop, CUT_KINDS);

		send_some(d, 30);
		if (prop_chance(&d->prop, 60) || !has_typed(d))
			see(d, d->sent);
		if (!has_typed(d) || prop_chance(&d->prop, 40))
			continue;
		if (prop_chance(&d->prop, 50))
			send_some(d, 6);
		cut(d, how);
		if (how == CUT_SERVER)
			continue;
		resume(d, how);
	}
	type_rest(d);
	if (prop_chance(&d->prop, 25)) {
		cut_the_save(d);
	} else {
		press_save(d);
		send(d, "\033");
	}
	/* the list of drafts, empty now, gives way to home */
	expect(d, "Ledgers");
	check_saved(d);
	screen_settle(d->s, 60);
}

static void test_cuts(void **state)
{
	struct drill d = { .prop = prop_start("cuts", (uint64_t)time(NULL)), .year = 2030 };
	const char *given = getenv("HERB_CUTS");
	unsigned cuts = given ? (unsigned)strtoul(given, NULL, 10) : CUTS;

	(void)state;
	d.folder = house_folder();
	d.data = house_demo(d.folder);
	log_in(&d);
	expect(&d, "Ledgers");
	while (total(&d) < cuts)
		one_record(&d, cuts);
	send(&d, "q");
	end_session(&d, 0);
	house_must(0, d.data, "verify");
	for (int i = 0; i < CUT_KINDS; i++)
		printf("%s: %u\n", cut_names[i], d.cuts[i]);
	printf("%u records typed and saved, %u saved again after a cut save\n", d.number,
		d.again);
	free(d.data);
	house_remove(&d.folder);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cuts),
	};

	house_begin(argc, argv);
	i18n_init(LANG_EN, NULL); /* widths of characters */
	return cmocka_run_group_tests_name("cuts", tests, NULL, NULL);
}

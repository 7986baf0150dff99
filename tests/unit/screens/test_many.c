/* test_many.c - marks, and one deed done to many: what is done, what is left, what is told. */
#include "unit/screens/desk.h"

#include <stdio.h>

#include "data/query.h"
#include "model/form.h"
#include "screens/ledger.h"
#include "screens/many.h"
#include "screens/marks.h"
#include "screens/screens.h"
#include "tui/progress.h"
#include "tui/terminal.h"

enum { RECORDS = 450 };

static struct app app;
static struct ledger in;
static int64_t clock_ms;
static int stored;

/* Every look at the clock takes a third of a second. */
static int64_t slow_clock(void)
{
	return clock_ms += 300;
}

static int open_full(void **state)
{
	struct desk *d;
	char text[16];

	desk_open(state);
	d = *state;
	for (int i = 0; i < RECORDS; i++) {
		snprintf(text, sizeof(text), "n%03d", i);
		desk_put(d, "plain", "text", text, NULL);
	}
	app = (struct app){ .data = d->data };
	ledger_init(&in, &app, desk_form(d, "plain"));
	dataset_pulse(d->data, progress_pulse, NULL);
	return 0;
}

static int close_full(void **state)
{
	ledger_release(&in);
	progress_use_clock(NULL);
	terminal_stop();
	return desk_close(state);
}

/* The ids of a ledger where nothing else was ever put. */
static uint64_t *ids_from(struct arena *mem, uint64_t first, size_t count)
{
	uint64_t *ids = arena_array(mem, count, sizeof(*ids));

	for (size_t i = 0; i < count; i++)
		ids[i] = first + i;
	return ids;
}

static uint64_t count_of(unsigned states)
{
	struct query q = { .form = in.form, .states = states };
	struct err err = { 0 };
	uint64_t count;

	assert_int_equal(query_count(app.data, &q, &count, &err), 0);
	return count;
}

static void test_marks(void **state)
{
	static const uint64_t some[] = { 9, 3, 7, 3, 1 }, gone[] = { 7, 1, 20 };
	struct marks m = { 0 };

	(void)state;
	marks_turn(&m, 5);
	marks_add(&m, some, 5);
	assert_int_equal(m.count, 5);
	assert_true(marks_has(&m, 1) && marks_has(&m, 3) && marks_has(&m, 9));
	marks_turn(&m, 5);
	assert_false(marks_has(&m, 5));
	marks_take_away(&m, gone, 3);
	assert_int_equal(m.count, 2);
	assert_true(marks_has(&m, 3) && marks_has(&m, 9) && !marks_has(&m, 7));
	assert_int_equal(marks_turn_all(&m, some, 5), 0);
	assert_int_equal(m.count, 4);
	assert_int_equal(marks_turn_all(&m, gone, 2), 1);
	assert_int_equal(m.count, 2);
	assert_true(marks_has(&m, 3) && marks_has(&m, 9));
	marks_release(&m);
	assert_false(marks_has(&m, 3));
}

static enum many_will set_text(
	void *ctx, struct record *now, struct arena *mem, const char **why)
{
	(void)mem;
	*why = "not this one";
	if (now->id == 3)
		return MANY_LEAVE;
	if (now->id == 4)
		return MANY_PASS;
	/* somebody was quicker */
	if (now->id == 5)
		now->revision++;
	now->values[0] = value_text(ctx);
	return MANY_DO;
}

static void count_stored(void *ctx, const struct record *before, uint64_t revision)
{
	(void)ctx;
	assert_int_equal(before->values[0].text[0], 'n');
	assert_int_equal(revision, before->revision + 1);
	stored++;
}

/* Each on its own merits: left, passed, in conflict, gone, done. */
static void test_each_by_itself(void **state)
{
	struct many_deed deed = { .title = "Changing",
		.what = MANY_SAVE,
		.prepare = set_text,
		.stored = count_stored,
		.ctx = "other" };
	struct many_result result;
	struct arena mem = { 0 };
	uint64_t *ids = ids_from(&mem, 1, 10);

	(void)state;
	ids[9] = 99999;
	stored = 0;
	many_do(&in, ids, 10, &deed, &result);
	assert_int_equal(result.stopped.code, ERR_NONE);
	assert_int_equal(result.done.count, 6);
	assert_int_equal(stored, 6);
	assert_int_equal(result.passed, 1);
	assert_int_equal(result.left.count, 3);
	assert_int_equal(result.skipped, 0);
	assert_string_equal(result.left.at[0].why, "not this one");
	assert_non_null(strstr(result.left.at[1].why, "not there"));
	assert_non_null(strstr(result.left.at[2].why, "meanwhile"));
	many_release(&result);
	arena_release(&mem);
}

/* Stopped on the way: what is done is done, and the numbers say so. */
static void test_stopped(void **state)
{
	struct many_deed deed = { .title = "Deleting", .what = MANY_DELETE, .reason = "test" };
	struct many_result result;
	struct arena mem = { 0 };
	uint64_t before = count_of(0);

	(void)state;
	terminal_start_script(24, 80, "<meanwhile> x <meanwhile> Esc y");
	progress_use_clock(slow_clock);
	progress_start();
	many_do(&in, ids_from(&mem, 20, 400), 400, &deed, &result);
	progress_use_clock(NULL);
	assert_non_null(strstr(terminal_script_screen(), "Deleting  200 of 400"));
	assert_int_equal(result.stopped.code, ERR_CANCELLED);
	assert_in_range(result.done.count, 100, 300);
	assert_int_equal(result.done.count + result.skipped, 400);
	assert_int_equal(count_of(0), before - result.done.count);
	assert_int_equal(terminal_key(0), 'x');
	assert_int_equal(terminal_key(0), 'y');
	terminal_stop();
	many_release(&result);

	/* the rest, and all of it back again */
	many_do(&in, ids_from(&mem, 20, 400), 400, &deed, &result);
	assert_int_equal(count_of(0), before - 400);
	assert_int_equal(result.done.count + result.left.count, 400);
	many_release(&result);
	deed = (struct many_deed){ .title = "Putting back", .what = MANY_UNDELETE };
	many_do(&in, ids_from(&mem, 20, 400), 400, &deed, &result);
	assert_int_equal(result.done.count, 400);
	assert_int_equal(count_of(0), before);
	many_release(&result);
	arena_release(&mem);
}

static void see(void *ctx, const struct record *record)
{
	(void)record;
	++*(int *)ctx;
}

static void test_look(void **state)
{
	struct many_tally tally;
	struct arena mem = { 0 };
	struct err err = { 0 };
	uint64_t *ids = ids_from(&mem, 100, 9);
	int seen = 0;

	(void)state;
	ids[8] = 99999;
	assert_int_equal(many_look(&in, ids, 9, ACTION_DELETE, see, &seen, &tally, &err), 0);
	assert_int_equal(seen, 8);
	assert_int_equal(tally.submitted, 8);
	assert_int_equal(tally.gone, 1);
	assert_int_equal(tally.denied, 0);
	assert_non_null(strstr(tally.titles, "and 3 more"));
	arena_release(&tally.mem);
	arena_release(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_each_by_itself),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_look),
	};

	return cmocka_run_group_tests(tests, open_full, close_full);
}

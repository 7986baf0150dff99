/* test_progress.c - work under way: when it is told, how it is stopped, what is kept. */
#include "setup.h"

#include "base/err.h"
#include "base/xalloc.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/progress.h"
#include "tui/screen.h"
#include "tui/terminal.h"

static int64_t clock_ms;
static struct str heard; /* text keys that the screen got */
static int stopped_at; /* rows, when the work was stopped; 0: it went to its end */
static int ticks_of_work;

static int64_t fake_clock(void)
{
	return clock_ms;
}

/* A question of so many rows, each a millisecond. */
static int work(int rows, uint64_t of)
{
	for (int i = 1; i <= rows; i++) {
		clock_ms++;
		if (progress_pulse(NULL, (uint64_t)i * 10, of)) {
			stopped_at = i;
			return -1;
		}
	}
	return 0;
}

static enum screen_next ask_long(struct screen *s)
{
	screen_message(s, work(1400, 0) < 0 ? "stopped" : "answered");
	return SCREEN_STAY;
}

static enum screen_next ask_short(struct screen *s)
{
	screen_message(s, work(450, 0) < 0 ? "stopped" : "answered");
	return SCREEN_STAY;
}

static enum screen_next confirmed(struct screen *s)
{
	if (screen_confirm(s, "Read it all?"))
		work(1400, 0);
	return SCREEN_STAY;
}

static enum screen_next save_many(struct screen *s)
{
	uint64_t done = 0;

	progress_begin("Saving");
	for (; done < 20 && !progress_step(done, 20); done++)
		if (work(100, 0) < 0)
			break;
	progress_end();
	screen_message(s, "saved %d", (int)done);
	return SCREEN_STAY;
}

static enum screen_next tick(struct screen *s)
{
	(void)s;
	ticks_of_work++;
	return work(3000, 0) < 0 ? SCREEN_PASS : SCREEN_STAY;
}

static void draw(struct screen *s, struct canvas *body)
{
	(void)s;
	canvas_put(body, 0, 0, 0, "below");
}

static enum screen_next key(struct screen *s, int32_t k)
{
	(void)s;
	if (!key_is_text(k) && k != K_ESC)
		return SCREEN_PASS;
	str_add_char(&heard, k == K_ESC ? '!' : (char)k);
	return SCREEN_STAY;
}

static const struct action actions[] = {
	{ .name = "long", .keys = "^A", .label = "long", .run = ask_long },
	{ .name = "short", .keys = "^D", .label = "short", .run = ask_short },
	{ .name = "confirmed", .keys = "^E", .label = "confirmed", .run = confirmed },
	{ .name = "save", .keys = "^S", .label = "save", .run = save_many },
	{ 0 },
};

static const struct screen_class worker_class = {
	.name = "worker",
	.title = "Worker",
	.size = sizeof(struct screen),
	.actions = actions,
	.draw = draw,
	.key = key,
	.tick = tick,
};

static void play(const char *keys)
{
	stopped_at = ticks_of_work = 0;
	str_clear(&heard);
	terminal_stop();
	terminal_start_script(24, 80, keys);
	screens_run(screen_new(&worker_class));
}

static void test_shown_and_done(void **state)
{
	(void)state;
	play("<shot> ^A <shot>");
	assert_int_equal(stopped_at, 0);
	assert_non_null(strstr(terminal_script_shot(1), "answered"));
	assert_null(strstr(terminal_script_shot(1), "Esc Cancel"));
}

/* Under half a second nothing is shown, and Esc is nobody's cancel. */
static void test_short_says_nothing(void **state)
{
	(void)state;
	play("^D <meanwhile> Esc <shot>");
	assert_int_equal(stopped_at, 0);
	assert_string_equal(str_text(&heard), "!");
}

static void test_cancel_keeps_other_keys(void **state)
{
	(void)state;
	play("^A <meanwhile> a <meanwhile> b <meanwhile> Esc c <shot>");
	assert_in_range(stopped_at, 500, 700);
	assert_non_null(strstr(terminal_script_shot(0), "below"));
	assert_string_equal(str_text(&heard), "abc");
}

static void test_ctrl_b_cancels(void **state)
{
	(void)state;
	play("^A <meanwhile> ^B <shot>");
	assert_in_range(stopped_at, 500, 700);
	assert_non_null(strstr(terminal_script_shot(0), "stopped"));
}

/* The picture while it works: taken by the clock. */
static char *picture;

static int64_t clock_with_camera(void)
{
	if (clock_ms == 1300 && !picture)
		picture = xstrdup(terminal_script_screen());
	return clock_ms;
}

static void test_picture(void **state)
{
	(void)state;
	clock_ms = 0;
	progress_use_clock(clock_with_camera);
	play("^A");
	assert_non_null(picture);
	assert_non_null(strstr(picture, "below"));
	/* drawn at 500 and then every quarter of a second */
	assert_non_null(strstr(picture, "Reading ...  12,500 rows read"));
	assert_non_null(strstr(picture, "Esc Cancel"));
	free(picture);
	picture = NULL;
	progress_use_clock(fake_clock);
}

/* The question asked before is not to be seen any more. */
static void test_after_a_question(void **state)
{
	(void)state;
	clock_ms = 0;
	progress_use_clock(clock_with_camera);
	play("^E y");
	assert_non_null(picture);
	assert_null(strstr(picture, "Read it all?"));
	assert_null(strstr(picture, "y Yes"));
	assert_non_null(strstr(picture, "rows read"));
	free(picture);
	picture = NULL;
	progress_use_clock(fake_clock);
}

/* One's own loop shows its own numbers, and a question within it does not. */
static void test_steps(void **state)
{
	(void)state;
	clock_ms = 0;
	progress_use_clock(clock_with_camera);
	play("^S <shot>");
	assert_non_null(strstr(picture, "Saving  12 of 20"));
	assert_non_null(strstr(terminal_script_shot(0), "saved 20"));
	free(picture);
	picture = NULL;
	progress_use_clock(fake_clock);
	play("^S <meanwhile> Esc <shot>");
	assert_non_null(strstr(terminal_script_shot(0), "saved 5"));
}

static void test_idle_work_goes_on(void **state)
{
	(void)state;
	play("<tick> <shot> a");
	assert_int_equal(ticks_of_work, 1);
	assert_int_equal(stopped_at, 0);
	assert_null(strstr(terminal_script_shot(0), "Esc Cancel"));
}

static int setup(void **state)
{
	progress_use_clock(fake_clock);
	return speak_english(state);
}

static int teardown(void **state)
{
	(void)state;
	progress_use_clock(NULL);
	str_release(&heard);
	terminal_stop();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shown_and_done),
		cmocka_unit_test(test_short_says_nothing),
		cmocka_unit_test(test_cancel_keeps_other_keys),
		cmocka_unit_test(test_ctrl_b_cancels),
		cmocka_unit_test(test_picture),
		cmocka_unit_test(test_after_a_question),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_idle_work_goes_on),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

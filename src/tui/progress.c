/*
 * progress.c - the small pop-up of work under way.
 *
 * There is one, as there is one user who waits.  It is drawn over what was shown last: the
 * screen below may be in the middle of loading and must not be drawn from its model now.
 */
#include "tui/progress.h"

#include <inttypes.h>
#include <time.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/canvas.h"
#include "tui/popup.h"
#include "tui/screen_stack.h"
#include "tui/terminal.h"

enum { SHOW_AFTER_MS = 500, AGAIN_AFTER_MS = 250, ASK_AFTER_MS = 50 };
enum { NUMBER_COLS = 24 }; /* so that a growing number moves nothing else */

static struct {
	int64_t started; /* ms: the user waits since */
	int64_t asked, drawn; /* ms: when keys were looked at, when it was drawn */
	int idle; /* nobody waits */
	int shown;
	const char *title; /* not ours; NULL: questions only */
	int stepped; /* its own number is known */
	int cancelled; /* of the titled work */
	uint64_t done, of;
} work;

static int64_t real_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t (*now_ms)(void) = real_ms;

void progress_use_clock(int64_t (*clock)(void))
{
	now_ms = clock ? clock : real_ms;
}

void progress_start(void)
{
	work.started = now_ms();
	work.idle = work.shown = 0;
	work.asked = work.drawn = 0;
}

void progress_start_idle(void)
{
	progress_start();
	work.idle = 1;
}

/* ---- drawing ----------------------------------------------------------------------------- */

/* 12,000: what grows fast is read in thousands. */
static void add_number(uint64_t number, struct str *out)
{
	if (number >= 1000) {
		add_number(number / 1000, out);
		str_addf(out, ",%03" PRIu64, number % 1000);
		return;
	}
	str_addf(out, "%" PRIu64, number);
}

static void number_text(struct str *out)
{
	struct str done = { 0 }, of = { 0 };

	add_number(work.done, &done);
	add_number(work.of, &of);
	if (work.of)
		str_addf(out, _("%s of %s"), str_text(&done), str_text(&of));
	else if (work.stepped)
		str_addf(out, _("%s done"), str_text(&done));
	else
		str_addf(out, _("%s rows read"), str_text(&done));
	str_release(&done);
	str_release(&of);
}

static const char *title_now(void)
{
	return work.title ? work.title : _("Reading ...");
}

static void draw(void *ctx, struct canvas *c)
{
	struct str number = { 0 };
	int col = canvas_put(c, 0, 0, LOOK_PLAIN, title_now());

	(void)ctx;
	number_text(&number);
	canvas_fit(c, 0, col + 2, NUMBER_COLS, CANVAS_LEFT, LOOK_PLAIN, str_text(&number));
	canvas_put(c, 0, col + NUMBER_COLS + 4, LOOK_PLAIN, _("Esc Cancel"));
	canvas_cursor(c, 0, col + 1);
	str_release(&number);
}

static void show(void)
{
	struct popup p = { .rows = 1, .draw = draw };

	p.cols = (int)utf8_width(title_now()) + NUMBER_COLS + 4 +
		(int)utf8_width(_("Esc Cancel"));
	screens_show_over(&p);
	work.shown = 1;
}

/* ---- asking ------------------------------------------------------------------------------ */

/* What was typed before the pop-up could be seen was meant for something else. */
static void first_show(int64_t now)
{
	terminal_keep_keys();
	work.drawn = now;
	show();
}

/* 1 when the user has asked to stop. */
static int ask(uint64_t done, uint64_t of)
{
	int64_t now = now_ms();

	if (work.idle)
		return terminal_key_waits();
	work.done = done;
	work.of = of;
	if (now - work.started < SHOW_AFTER_MS)
		return 0;
	if (!work.shown) {
		first_show(now);
		return 0;
	}
	if (now - work.drawn >= AGAIN_AFTER_MS) {
		work.drawn = now;
		show();
	}
	if (now - work.asked < ASK_AFTER_MS)
		return 0;
	work.asked = now;
	return terminal_cancel_asked();
}

int progress_pulse(void *context, uint64_t rows, uint64_t of)
{
	(void)context;
	if (!work.title)
		return ask(rows, of);
	if (!work.cancelled && work.stepped)
		work.cancelled = ask(work.done, work.of);
	else if (!work.cancelled)
		work.cancelled = ask(rows, of);
	return work.cancelled;
}

void progress_begin(const char *title)
{
	work.title = title;
	work.cancelled = work.stepped = 0;
	work.done = work.of = 0;
}

int progress_step(uint64_t done, uint64_t of)
{
	work.stepped = 1;
	if (!work.cancelled)
		work.cancelled = ask(done, of);
	return work.cancelled;
}

void progress_end(void)
{
	work.title = NULL;
	work.cancelled = work.stepped = 0;
}

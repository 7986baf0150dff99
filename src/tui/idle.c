/*
 * idle.c - the clock of a session at which nobody types; says when, ends nothing itself.
 */
#include "tui/idle.h"

#include <stdint.h>
#include <time.h>

#include "base/i18n.h"
#include "base/str.h"

enum { WARN_S = 60, WORK_MS = 2000 };

static struct {
	int seconds;
	int64_t typed_at, waited_at; /* ms */
	int told; /* the warning that has been drawn */
	void (*typed)(void *context);
	void *context;
} idle;

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void idle_set(int seconds)
{
	idle.seconds = seconds > 0 ? seconds : 0;
	idle.typed_at = idle.waited_at = now_ms();
	idle.told = 0;
}

void idle_on_typing(void (*typed)(void *context), void *context)
{
	idle.typed = typed;
	idle.context = context;
}

/* Waits follow each other closely; between two that do not, somebody waited for us. */
void idle_wait(void)
{
	int64_t now = now_ms();

	if (now - idle.waited_at > WORK_MS)
		idle.typed_at += now - idle.waited_at;
	idle.waited_at = now;
}

void idle_typed(void)
{
	idle.typed_at = idle.waited_at = now_ms();
	if (idle.typed)
		idle.typed(idle.context);
}

static int64_t left_ms(void)
{
	return idle.typed_at + (int64_t)idle.seconds * 1000 - now_ms();
}

int idle_is_over(void)
{
	idle.waited_at = now_ms();
	return idle.seconds && left_ms() <= 0;
}

static int warn_seconds(void)
{
	int third = idle.seconds / 3;

	return third < 1 ? 1 : third < WARN_S ? third : WARN_S;
}

int idle_next(int most)
{
	int64_t left;

	if (!idle.seconds)
		return most;
	left = left_ms();
	if (!idle_warning())
		left -= (int64_t)warn_seconds() * 1000;
	return left < 0 ? 0 : left < most ? (int)left + 1 : most;
}

int idle_warning(void)
{
	int seconds = warn_seconds();

	return idle.seconds && left_ms() <= (int64_t)seconds * 1000 ? seconds : 0;
}

void idle_sentence(struct str *out)
{
	int seconds = idle_warning();

	if (seconds)
		str_addf(out,
			_("Nobody has typed for long: the session ends within %d seconds, what "
			  "is not saved stays a draft; any key goes on."),
			seconds);
}

int idle_is_new(void)
{
	int now = idle_warning(), is_new = now != idle.told;

	idle.told = now;
	return is_new;
}

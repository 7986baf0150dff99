/*
 * terminal_out.c - signals, and what is written to a terminal that is left in a hurry.
 */
#include "tui/terminal_out.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "base/xalloc.h"

/* For signal handlers: plain data only. */
static volatile sig_atomic_t asked_to_end;
static volatile sig_atomic_t restorable;
static struct termios modes_before;
static char restore_text[256];
static size_t restore_len;

static const int deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
static const int ending[] = { SIGHUP, SIGTERM, SIGINT };
static struct sigaction deadly_before[COUNT_OF(deadly)];
static struct sigaction ending_before[COUNT_OF(ending)];

/* Async-signal-safe. */
static void restore_terminal(void)
{
	ssize_t ignored;

	if (!restorable)
		return;
	restorable = 0;
	ignored = write(STDOUT_FILENO, restore_text, restore_len);
	(void)ignored;
	tcsetattr(STDIN_FILENO, TCSANOW, &modes_before);
}

static void on_ending(int number)
{
	(void)number;
	asked_to_end = 1;
}

/* Gives the signal to whoever had it before (a sanitizer, the kernel). */
static void on_deadly(int number, siginfo_t *info, void *context)
{
	(void)context;
	restore_terminal();
	for (size_t i = 0; i < COUNT_OF(deadly); i++)
		if (deadly[i] == number)
			sigaction(number, &deadly_before[i], NULL);
	/* what somebody sent does not come again by itself */
	if (number == SIGABRT || info->si_code <= 0)
		raise(number);
}

static void catch_signals(void)
{
	struct sigaction end = { .sa_handler = on_ending };
	struct sigaction die = { .sa_sigaction = on_deadly, .sa_flags = SA_SIGINFO };

	for (size_t i = 0; i < COUNT_OF(ending); i++)
		sigaction(ending[i], &end, &ending_before[i]);
	for (size_t i = 0; i < COUNT_OF(deadly); i++)
		sigaction(deadly[i], &die, &deadly_before[i]);
}

static void release_signals(void)
{
	for (size_t i = 0; i < COUNT_OF(ending); i++)
		sigaction(ending[i], &ending_before[i], NULL);
	for (size_t i = 0; i < COUNT_OF(deadly); i++)
		sigaction(deadly[i], &deadly_before[i], NULL);
}

static void add_text(const char *text)
{
	size_t len = strlen(text);

	if (restore_len + len > sizeof(restore_text))
		return;
	memcpy(restore_text + restore_len, text, len);
	restore_len += len;
}

static void add_capability(const char *name)
{
	const char *text = tigetstr(name);

	if (text && text != (char *)-1)
		add_text(text);
}

static void prepare_restore(void)
{
	restore_len = 0;
	add_text(PASTE_OFF);
	add_capability("sgr0");
	add_capability("cnorm");
	add_capability("rmcup");
	restorable = 1;
	bug_on_abort(restore_terminal);
}

void ways_out_forget(void)
{
	asked_to_end = 0;
}

void ways_out_watch(const struct termios *before)
{
	modes_before = *before;
	prepare_restore();
	catch_signals();
}

void ways_out_release(void)
{
	restorable = 0;
	bug_on_abort(NULL);
	release_signals();
}

int ways_out_asked(void)
{
	return asked_to_end;
}

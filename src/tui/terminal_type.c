/*
 * terminal_type.c - what kind of terminal it is, described to curses so that it sends less.
 *
 * The machine's description is read, a few capabilities are changed, and it is handed over as a
 * compiled entry in $TERMINFO (term(5), "hex:"), for the moment of newterm() alone.
 */
#include "tui/terminal_type.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <term.h>

#include "base/str.h"
#include "base/xalloc.h"

/* Of the older format, which has numbers of 16 bits. */
enum { MAGIC = 0432, MOST_NUMBER = 32767, MOST_BYTES = 4096, ABSENT = 0xffff };

static const char ansi_address[] = "\033[%i%p1%d;%p2%dH",
		  ansi_margins[] = "\033[%i%p1%d;%p2%dr";

static int is(const char *capability, const char *text)
{
	const char *has = tigetstr(capability);

	return has && has != (char *)-1 && strcmp(has, text) == 0;
}

/* CSI r alone gives all rows back; curses writes the last row's number each time. */
static const char *short_margins(void)
{
	static char text[96];
	struct winsize size = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_row)
		return ansi_margins;
	snprintf(text, sizeof(text),
		"\033[%%?%%p1%%t%%i%%p1%%d;%%p2%%d%%e%%p2%%{%d}%%=%%!%%t1;%%p2%%{1}%%+%%d%%;%%;r",
		size.ws_row - 1);
	return text;
}

/*
 * ESC D and ESC M go down and up a row on every ANSI terminal (at a margin they scroll, where
 * curses never goes on); a newline is not trusted to, as it may go to the first column.
 * "Repeat the last character" is not understood everywhere.  Without sgr one attribute is set
 * by its own short sequence.
 */
static const char *capability(const char *name)
{
	const char *text = tigetstr(name);

	if (!text || text == (char *)-1 || strcmp(name, "rep") == 0)
		return NULL;
	if (!is("cup", ansi_address))
		return text;
	if (strcmp(name, "cud1") == 0 && strcmp(text, "\n") == 0)
		return "\033D";
	if (strcmp(name, "cuu1") == 0 && strcmp(text, "\033[A") == 0)
		return "\033M";
	if (strcmp(name, "csr") == 0 && strcmp(text, ansi_margins) == 0)
		return short_margins();
	if (strcmp(name, "sgr0") == 0)
		return "\033[m";
	return strcmp(name, "sgr") == 0 ? NULL : text;
}

/* ---- a compiled entry -------------------------------------------------------------------- */

static void put_short(struct str *out, unsigned number)
{
	str_add_char(out, (char)(number & 0xff));
	str_add_char(out, (char)(number >> 8 & 0xff));
}

static unsigned put_numbers(struct str *out)
{
	unsigned count = 0;

	for (; numnames[count]; count++) {
		int number = tigetnum(numnames[count]);

		put_short(out,
			number < 0                     ? ABSENT
				: number > MOST_NUMBER ? MOST_NUMBER
						       : (unsigned)number);
	}
	return count;
}

static unsigned put_strings(struct str *offsets, struct str *texts)
{
	unsigned count = 0;

	for (; strnames[count]; count++) {
		const char *text = capability(strnames[count]);

		put_short(offsets, text ? (unsigned)texts->len : ABSENT);
		if (text)
			str_add_len(texts, text, strlen(text) + 1);
	}
	return count;
}

/* The entry of the terminal that setupterm() has found, under its own name. */
static void compile_entry(const char *type, struct str *out)
{
	struct str flags = { 0 }, numbers = { 0 }, offsets = { 0 }, texts = { 0 };
	unsigned flag_count = 0, number_count, string_count;

	for (; boolnames[flag_count]; flag_count++)
		str_add_char(&flags, tigetflag(boolnames[flag_count]) > 0 ? 1 : 0);
	number_count = put_numbers(&numbers);
	string_count = put_strings(&offsets, &texts);
	put_short(out, MAGIC);
	put_short(out, (unsigned)strlen(type) + 1);
	put_short(out, flag_count);
	put_short(out, number_count);
	put_short(out, string_count);
	put_short(out, (unsigned)texts.len);
	str_add_len(out, type, strlen(type) + 1);
	str_add_len(out, flags.at, flags.len);
	if (out->len % 2)
		str_add_char(out, 0);
	str_add_len(out, numbers.at, numbers.len);
	str_add_len(out, offsets.at, offsets.len);
	str_add_len(out, texts.at, texts.len);
	str_release(&flags);
	str_release(&numbers);
	str_release(&offsets);
	str_release(&texts);
}

/* ---- opening ----------------------------------------------------------------------------- */

/* 1 it can be drawn on, 0 not even that is known of it, -1 it cannot (a printer, "dumb"). */
static int type_serves(const char *type, struct str *entry)
{
	int found, serves;

	if (setupterm(type, STDOUT_FILENO, &found) == ERR)
		return found == 0 ? 0 : -1;
	serves = cursor_address != NULL;
	if (serves)
		compile_entry(type, entry);
	del_curterm(cur_term);
	return serves ? 1 : -1;
}

static SCREEN *open_with(const char *type, const struct str *entry)
{
	const char *now = getenv("TERMINFO");
	char *before = now ? xstrdup(now) : NULL;
	struct str hex = { 0 };
	SCREEN *screen;

	str_add(&hex, "hex:");
	for (size_t i = 0; i < entry->len; i++)
		str_addf(&hex, "%02X", (unsigned char)entry->at[i]);
	if (entry->len <= MOST_BYTES)
		setenv("TERMINFO", str_text(&hex), 1);
	screen = newterm(type, stdout, stdin);
	if (before)
		setenv("TERMINFO", before, 1);
	else
		unsetenv("TERMINFO");
	free(before);
	str_release(&hex);
	return screen;
}

/*
 * A name that this machine has no entry for (PuTTY's own, in a small Debian) is taken for the
 * one that nearly all of them speak.  Asked first, because newterm() leaks when it fails.
 */
SCREEN *terminal_type_open(const char *type)
{
	struct str entry = { 0 };
	int serves = text_is_empty(type) ? -1 : type_serves(type, &entry);
	SCREEN *screen = NULL;

	if (serves == 0) {
		type = "xterm";
		serves = type_serves(type, &entry);
	}
	if (serves > 0)
		screen = open_with(type, &entry);
	str_release(&entry);
	return screen;
}

/*
 * script_term.c - the commands of a script that drive a terminal.
 */
#include "lib/script.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct screen *term_screen(struct script *s)
{
	struct screen *screen = s->sessions[s->current].screen;

	if (!screen)
		script_fail(s, "no program on this terminal (spawn)");
	return screen;
}

void term_fail(struct script *s, struct screen *screen, const char *what, const char *text)
{
	char *picture = screen_picture(screen);

	script_fail(s, "%s \"%s\"; the screen is\n%s", what, text, picture);
	free(picture);
}

static int two_numbers(struct script *s, const char *rest, int *a, int *b)
{
	char *end;

	*a = (int)strtol(rest, &end, 10);
	*b = (int)strtol(end, &end, 10);
	if (*a > 0 && *b > 0)
		return 1;
	script_fail(s, "two numbers are wanted, not \"%s\"", rest);
	return 0;
}

void term_size(struct script *s, char *rest)
{
	two_numbers(s, rest, &s->rows, &s->cols);
}

void term_charset(struct script *s, char *rest)
{
	free(s->charset);
	s->charset = strdup(rest);
}

void term_session(struct script *s, char *rest)
{
	for (int i = 0; i < SCRIPT_SESSIONS; i++) {
		if (s->sessions[i].name && strcmp(s->sessions[i].name, rest) != 0)
			continue;
		if (!s->sessions[i].name)
			s->sessions[i].name = strdup(rest);
		s->current = i;
		return;
	}
	script_fail(s, "too many sessions");
}

void term_line(struct script *s, char *rest)
{
	char *end;

	s->line_bits = (int)strtol(rest, &end, 10);
	s->line_ms = (int)strtol(end, NULL, 10);
}

void term_ambwide(struct script *s, char *rest)
{
	s->ambiguous_wide = *rest == '1';
}

void script_open_terminal(struct script *s, char **argv)
{
	struct session *at = &s->sessions[s->current];
	char **env = script_env(s);

	screen_close(&at->screen);
	at->screen = screen_open(&(struct screen_how){ .rows = s->rows, .cols = s->cols,
		.charset = s->charset, .ambiguous_wide = s->ambiguous_wide,
		.line_bits = s->line_bits, .line_ms = s->line_ms, .argv = argv, .env = env });
	if (!at->screen)
		script_fail(s, "cannot start %s", argv[0]);
	script_free_env(env);
}

void term_spawn(struct script *s, char *rest)
{
	char *words[SCRIPT_WORDS];
	char **argv;

	script_words(rest, words);
	argv = script_argv(s, words);
	script_open_terminal(s, argv);
	free(argv);
}

void term_start(struct script *s, char *rest)
{
	char *words[SCRIPT_WORDS];

	if (script_words(rest, words))
		script_open_terminal(s, words);
}

void term_wait(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);

	if (screen)
		screen_pump(screen, (int)strtol(rest, NULL, 10));
}

static size_t unescape(char *text)
{
	char *out = text;

	for (const char *in = text; *in; in++) {
		if (*in != '\\' || !in[1]) {
			*out++ = *in;
			continue;
		}
		switch (*++in) {
		case 'e': *out++ = '\033'; break;
		case 'r': *out++ = '\r'; break;
		case 'n': *out++ = '\n'; break;
		case 't': *out++ = '\t'; break;
		case 's': *out++ = ' '; break;
		case 'x':
			if (in[1] && in[2]) {
				char hex[3] = { in[1], in[2], '\0' };

				*out++ = (char)strtol(hex, NULL, 16);
				in += 2;
			}
			break;
		default: *out++ = *in;
		}
	}
	return (size_t)(out - text);
}

/* A character is a key, and so is an escape sequence. */
static size_t count_keys(const char *bytes, size_t len)
{
	size_t keys = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		keys += c < 0x80 || c >= 0xC0;
		if (c != 27 || i + 1 == len || (bytes[i + 1] != '[' && bytes[i + 1] != 'O'))
			continue;
		for (i += 2; i < len && !(bytes[i] >= '@' && bytes[i] <= '~'); i++)
			;
	}
	return keys;
}

void term_keys(struct script *s, char *rest)
{
	struct session *at = &s->sessions[s->current];
	size_t most = strtoul(rest, NULL, 10);

	if (*rest && at->keys > most)
		script_fail(s, "%zu keys were sent, at most %zu may be", at->keys, most);
	at->keys = 0;
}

void term_send(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	size_t len = unescape(rest);

	s->sessions[s->current].keys += count_keys(rest, len);
	if (screen && screen_send(screen, rest, len) < 0)
		script_fail(s, "the program does not read any more");
}

void term_key(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	char *words[SCRIPT_WORDS];
	size_t count = script_words(rest, words);
	long times = count > 1 ? strtol(words[1], NULL, 10) : 1;
	const char *key = count ? screen_key(words[0]) : NULL;

	if (!key) {
		script_fail(s, "no such key: %s", count ? words[0] : "");
		return;
	}
	s->sessions[s->current].keys += times > 0 ? (size_t)times : 0;
	/* ^@ is one zero byte. */
	while (screen && times-- > 0)
		if (screen_send(screen, key, *key ? strlen(key) : 1) < 0)
			script_fail(s, "the program does not read any more");
}

void term_expect(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);

	if (screen && !screen_expect(screen, rest, 1, s->patience))
		term_fail(s, screen, "expected", rest);
}

void term_expect_not(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);

	if (screen && !screen_expect(screen, rest, 0, s->patience))
		term_fail(s, screen, "did not expect", rest);
}

/* Waits until the picture is the expected one; when renewing, until nothing more comes. */
void term_picture(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	char *name = NULL, *path, *want, *picture;
	int waited = 0, same;

	if (!screen || asprintf(&name, "%s.txt", rest) < 0)
		return;
	path = script_expected_path(name);
	want = script_read_file(path, NULL);
	if (s->accept || !want)
		screen_settle(screen, 300);
	do {
		picture = screen_picture(screen);
		same = !want || s->accept || strcmp(picture, want) == 0;
		if (!same && waited < s->patience) {
			free(picture);
			picture = NULL;
			if (screen_pump(screen, 20) < 0)
				waited = s->patience;
			waited += 20;
		}
	} while (!picture);
	script_compare(s, name, picture, strlen(picture));
	free(picture);
	free(want);
	free(path);
	free(name);
}

void term_cursor(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	int row, col, want_row, want_col;
	int waited = 0;

	if (!screen || !two_numbers(s, rest, &want_row, &want_col))
		return;
	for (;;) {
		screen_cursor(screen, &row, &col);
		if (row == want_row && col == want_col)
			return;
		if (waited >= s->patience || screen_pump(screen, 20) < 0)
			break;
		waited += 20;
	}
	term_fail(s, screen, "expected the cursor at", rest);
}

void term_resize(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	int rows, cols;

	if (screen && two_numbers(s, rest, &rows, &cols))
		screen_resize(screen, rows, cols);
}

void term_show(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	char *picture;

	(void)rest;
	if (!screen)
		return;
	screen_settle(screen, 300);
	picture = screen_picture(screen);
	printf("%s:%d:\n%s", s->file, s->line, picture);
	free(picture);
}

void term_hup(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);

	(void)rest;
	if (screen)
		screen_hang_up(screen);
}

void term_kill(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);

	(void)rest;
	if (screen)
		screen_kill(screen, SIGKILL);
}

void term_exit(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	int status;

	if (!screen)
		return;
	status = screen_wait(screen, s->patience);
	if (status < 0)
		term_fail(s, screen, "still runs, expected to end with", rest);
	else if (status != (int)strtol(rest, NULL, 10)) {
		char *all = screen_text(screen);

		script_fail(s, "ended with %d, expected %s; the screen is\n%s", status, rest,
			all);
		free(all);
	}
}

void term_release(struct script *s)
{
	for (int i = 0; i < SCRIPT_SESSIONS; i++) {
		screen_close(&s->sessions[i].screen);
		free(s->sessions[i].name);
	}
}

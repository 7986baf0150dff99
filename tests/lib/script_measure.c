/*
 * script_measure.c - the commands of a script that measure a terminal: bytes, bursts, time,
 * and what random sizes do to it.
 */
#include "lib/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/prop.h"

enum { QUIET_MS = 200, DRAWN_MS = 60, PATIENCE = 15000 };
enum { LEAST_ROWS = 20, MOST_ROWS = 60, LEAST_COLS = 60, MOST_COLS = 200 };

/* All that is under way has come. */
static void settle(struct script *s, struct screen *screen)
{
	screen_settle(screen, QUIET_MS + s->line_ms);
}

/* To go to a place and to wipe what follows there. */
enum { GO_AND_WIPE = 8 + 3 };

/* "text", "places", "row N" or nothing: how many bytes are allowed besides. */
static size_t allowance(struct script *s, struct screen *screen, const char *what)
{
	while (*what == ' ')
		what++;
	if (!*what)
		return 0;
	if (strcmp(what, "text") == 0)
		return screen_new_text(screen);
	if (strcmp(what, "places") == 0)
		return screen_new_text(screen) +
			(size_t)screen_new_rows(screen) * GO_AND_WIPE;
	if (strncmp(what, "row ", 4) == 0)
		return screen_row_text(screen, (int)strtol(what + 4, NULL, 10));
	script_fail(s, "bytes knows \"text\", \"places\" and \"row N\", not \"%s\"", what);
	return 0;
}

static void print_raw(struct screen *screen)
{
	size_t len;
	const char *raw = screen_raw(screen, &len);

	for (size_t i = 0; i < len && i < 2000; i++) {
		if (raw[i] == '\033')
			fputs("\\e", stdout);
		else if ((unsigned char)raw[i] < ' ' || raw[i] == 0x7f)
			printf("\\x%02x", (unsigned char)raw[i]);
		else
			putchar(raw[i]);
	}
	putchar('\n');
}

void measure_bytes(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	char *end;
	size_t most = strtoul(rest, &end, 10), more, got;

	if (!screen)
		return;
	settle(s, screen);
	if (*rest) {
		size_t len;

		more = allowance(s, screen, end);
		screen_raw(screen, &len);
		got = len;
		printf("%s:%d: %zu bytes, %zu of text [%zu]\n", s->file, s->line, got, more,
			most);
		if (got > most + more) {
			print_raw(screen);
			script_fail(s, "%zu bytes came, at most %zu%s were expected", got,
				most + more, more ? " with the text" : "");
		}
	}
	screen_bytes(screen);
}

void measure_keep(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	char number[32];

	if (!screen)
		return;
	settle(s, screen);
	snprintf(number, sizeof(number), "%zu", screen_bytes(screen));
	script_set(s->vars, sizeof(s->vars) / sizeof(s->vars[0]), rest, number);
}

void measure_bursts(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	size_t most = strtoul(rest, NULL, 10);

	if (!screen)
		return;
	settle(s, screen);
	printf("%s:%d: written %zu times [%zu]\n", s->file, s->line, screen_bursts(screen), most);
	if (screen_bursts(screen) > most)
		script_fail(s, "the program wrote %zu times, at most %zu were expected",
			screen_bursts(screen), most);
}

void measure_no_query(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);

	(void)rest;
	if (!screen)
		return;
	settle(s, screen);
	if (screen_queries(screen)) {
		print_raw(screen);
		script_fail(s, "the terminal was asked %zu times", screen_queries(screen));
	}
}

void measure_within(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	char *text;
	int most = (int)strtol(rest, &text, 10), took;

	if (!screen)
		return;
	text += *text == ' ';
	if (!screen_expect(screen, text, 1, s->patience)) {
		term_fail(s, screen, "expected", text);
		return;
	}
	took = screen_since_sent(screen);
	/* a build that checks itself is slow by itself */
	most += s->patience > PATIENCE ? most : 0;
	printf("%s:%d: after %d ms [%d]\n", s->file, s->line, took, most);
	if (took > most)
		script_fail(s, "\"%s\" came after %d ms, %d were expected", text, took, most);
}

static size_t character_length(const char *text)
{
	size_t len = 1;

	while ((text[len] & 0xc0) == 0x80)
		len++;
	return len;
}

/*
 * A terminal that grows narrower cuts what stands there itself, until the program has drawn
 * again: only what stays cut is a fault.
 */
static int stays_cut(struct script *s, struct screen *screen)
{
	for (int waited = 0; screen_halves(screen); waited += DRAWN_MS) {
		if (waited > s->patience)
			return 1;
		screen_settle(screen, DRAWN_MS);
	}
	return 0;
}

/* Sizes change at any moment, in the middle of a drawing too; then all must be whole. */
void measure_shake(struct script *s, char *rest)
{
	struct screen *screen = term_screen(s);
	struct prop p = prop_start(s->file, (unsigned long long)s->line * 7919);
	char *text;
	long times = strtol(rest, &text, 10);

	text += *text == ' ';
	for (long i = 0; screen && i < times && !s->failed; i++) {
		int rows = LEAST_ROWS + (int)prop_below(&p, MOST_ROWS - LEAST_ROWS + 1);
		int cols = LEAST_COLS + (int)prop_below(&p, MOST_COLS - LEAST_COLS + 1);
		char size[64];

		screen_resize(screen, rows, cols);
		screen_pump(screen, (int)prop_below(&p, 4) * 3);
		if (*text) {
			size_t len = character_length(text);

			screen_send(screen, text, len);
			text += len;
		}
		if (i % 3 || i + 1 == times)
			continue;
		screen_settle(screen, DRAWN_MS);
		snprintf(size, sizeof(size), "%d x %d", cols, rows);
		if (stays_cut(s, screen))
			term_fail(s, screen, "a Hanzi is cut in half at", size);
	}
	if (!screen || s->failed)
		return;
	screen_send(screen, text, strlen(text));
	screen_resize(screen, s->rows, s->cols);
	settle(s, screen);
	if (stays_cut(s, screen))
		term_fail(s, screen, "a Hanzi is cut in half at", "the end");
}

void measure_figure(struct script *s, char *rest)
{
	(void)s;
	puts(rest);
}

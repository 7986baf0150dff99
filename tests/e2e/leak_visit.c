/*
 * leak_visit.c - drives the terminal and searches what comes.
 */
#include "leak_visit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	TOLD = 6,
	QUIET = 12,
	ANSWER = 30, /* ms for the first byte of an answer */
};

const char *const visit_kinds[VISIT_KINDS] = { "row", "count", "suggestion", "history",
	"hold" };

void visit_tell(struct visit *w, const char *what, const char *detail)
{
	char *picture;

	w->found->faults++;
	if (w->quiet || w->told++ >= TOLD)
		return;
	picture = w->s ? screen_picture(w->s) : NULL;
	printf("%s (%s) at %s: %s%.60s\n%s", w->role->login, w->role->role, w->where, what,
		detail, picture ? picture : "");
	fflush(stdout);
	free(picture);
}

void visit_show(struct visit *w)
{
	char *text = screen_text(w->s);

	printf("---- %s: %s\n%s", w->role->login, w->where, text);
	fflush(stdout);
	free(text);
}

static void search(struct visit *w, const char *bytes, size_t len)
{
	const char *at = NULL;
	size_t own = 0;

	if (leak_search(w->l, w->role, bytes, len, NULL, &at, &own)) {
		w->found->leaks[w->kind]++;
		if (!w->quiet)
			visit_tell(w, visit_kinds[w->kind], at);
	}
	w->found->own += (unsigned)own;
}

void visit_look(struct visit *w)
{
	size_t len;
	const char *raw;
	char *text;

	if (screen_bursts(w->s) == 0)
		screen_pump(w->s, ANSWER);
	screen_settle(w->s, QUIET);
	raw = screen_raw(w->s, &len);
	search(w, raw, len);
	text = screen_text(w->s);
	search(w, text, strlen(text));
	free(text);
	screen_bytes(w->s);
	w->found->looks++;
}

void visit_bytes(struct visit *w, const char *bytes, size_t len)
{
	screen_send(w->s, bytes, len);
	visit_look(w);
}

void visit_press(struct visit *w, const char *name)
{
	char lower[16];
	const char *bytes = NULL;
	size_t len = strlen(name);

	if (len > 1 && len < sizeof(lower)) {
		for (size_t i = 0; i <= len; i++)
			lower[i] = name[0] != '^' && name[i] >= 'A' && name[i] <= 'Z'
				? (char)(name[i] + 'a' - 'A')
				: name[i];
		bytes = screen_key(strcmp(lower, "s-tab") == 0 ? "btab" : lower);
	}
	visit_bytes(w, bytes ? bytes : name, strlen(bytes ? bytes : name));
}

int visit_stands(struct visit *w, const char *text)
{
	return screen_expect(w->s, text, 1, 0);
}

void visit_log_in(struct visit *w)
{
	char *argv[] = { (char *)(uintptr_t)house_program(), "--data", w->l->data, "--as",
		(char *)(uintptr_t)w->role->login, "--lang", "en", NULL };
	struct screen_how how = { .argv = argv, .rows = VISIT_ROWS, .cols = VISIT_COLS };
	double end = house_seconds() + VISIT_PATIENCE / 1000.0;

	w->where = "login";
	w->s = screen_open(&how);
	assert_non_null(w->s);
	while (!visit_stands(w, "q Quit") && !visit_stands(w, "Typed and not saved"))
		if (house_seconds() > end || screen_pump(w->s, QUIET) < 0) {
			visit_tell(w, "no home", "");
			break;
		}
	visit_look(w);
}

void visit_log_out(struct visit *w)
{
	screen_hang_up(w->s);
	if (screen_wait(w->s, VISIT_PATIENCE) > 128)
		visit_tell(w, "killed by a signal", "");
	screen_close(&w->s);
}

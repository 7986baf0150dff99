/*
 * leak_visit.h - a session at a terminal whose every byte is searched for what is foreign.
 */
#ifndef TESTS_E2E_LEAK_VISIT_H
#define TESTS_E2E_LEAK_VISIT_H

#include "leak.h"
#include "lib/prop.h"
#include "lib/screen.h"

enum visit_kind {
	VISIT_ROW,
	VISIT_COUNT,
	VISIT_SUGGESTION,
	VISIT_HISTORY,
	VISIT_HOLD,
	VISIT_KINDS
};
extern const char *const visit_kinds[VISIT_KINDS];

enum {
	VISIT_SCREENS = 40,             /* classes at most */
	VISIT_PATIENCE = 20000,         /* ms for what must come */
	VISIT_ROWS = 30,
	VISIT_COLS = 120,
};

/* In memory that workers share. */
struct visited {
	unsigned leaks[VISIT_KINDS];
	unsigned looks, own, faults, counted;
	unsigned seen[VISIT_SCREENS];
};

struct visit {
	struct leak *l;
	const struct leak_role *role;
	struct visited *found;
	struct screen *s;
	struct prop prop;
	enum visit_kind kind;           /* what is being looked at */
	unsigned told;
	int quiet;                      /* leaks are wanted */
	const char *where;              /* the screen and action, for messages */
	const struct form **forms;      /* as home lists them */
	size_t form_count;
};

void visit_log_in(struct visit *w);
void visit_log_out(struct visit *w);            /* the line is cut */
/* All that has come since, as bytes and as it stands there now. */
void visit_look(struct visit *w);
/* Sends and looks; a key as the key tables name it. */
void visit_bytes(struct visit *w, const char *bytes, size_t len);
void visit_press(struct visit *w, const char *name);
int visit_stands(struct visit *w, const char *text);
/* A fault, with the screen. */
void visit_tell(struct visit *w, const char *what, const char *detail);
void visit_show(struct visit *w);               /* LEAK_SHOW: each screen that one comes to */

#endif

/*
 * leak_lines.h - subcommands run as a role, whose every byte is searched for what is foreign.
 */
#ifndef TESTS_E2E_LEAK_LINES_H
#define TESTS_E2E_LEAK_LINES_H

#include "leak.h"

enum kind { ROW, COUNT, TOTAL, HISTORY, ERROR_TEXT, SUGGESTION, PRINTED, DUE, KINDS };
extern const char *const line_kinds[KINDS];

enum { NUMBER = 40 };

/* In memory that the workers share. */
struct found {
	unsigned leaks[KINDS];
	unsigned runs, own, faults;
};

struct worker {
	const struct leak *l;
	const struct leak_role *role;
	struct found *found;
	unsigned turn, told;
	int quiet;                      /* leaks are wanted */
	int outside;                    /* the program itself is run */
	char all_text[8][NUMBER];       /* totals of everything: none may come out */
	size_t all_count;
	int status;                     /* of the last run */
};

/* A fault with the words that led to it; at NULL: with all that was printed. */
void line_tell(struct worker *w, const char *words, const char *what, const char *at);
void line_leak(struct worker *w, enum kind kind, const char *words, const char *at);
/* Words of a command as that user, with something on its stdin. */
void line_feed(struct worker *w, enum kind kind, const char *input, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
#define run(w, kind, ...) line_feed(w, kind, "", __VA_ARGS__)
void line_must_refuse(struct worker *w, const char *what);
/* The name of a foreign township, to who may know only of his own. */
void line_names_nobody(struct worker *w, const char *words);

/* One of the form that the role may not see, another each time; NULL none. */
const struct leak_row *line_foreign(struct worker *w, const char *form);
/* Calls walk for each ledger that the role reads. */
void line_each_ledger(struct worker *w, void (*walk)(struct worker *w, const char *form));
/* ... and for each foreign record of a ledger in turn, closed ledgers too. */
void line_each_foreign(
	struct worker *w, void (*walk)(struct worker *w, const char *form, uint64_t id));

/* ---- leak_verbs.c: the subcommands that change something ---- */

void leak_walk_put(struct worker *w);
void leak_walk_delete(struct worker *w);
void leak_walk_act(struct worker *w);
void leak_walk_second(struct worker *w);
void leak_walk_import(struct worker *w);
void leak_walk_close(struct worker *w);
void leak_walk_unlock(struct worker *w);
void leak_walk_correct(struct worker *w);
void leak_walk_unit(struct worker *w);

#endif

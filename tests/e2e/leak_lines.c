/*
 * leak_lines.c - runs subcommands and searches what they print; whose records are foreign.
 */
#include "leak_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/form.h"
#include "model/model.h"

const char *const line_kinds[KINDS] = { "row", "count", "total", "history", "error text",
	"suggestion", "printed report", "what is due" };

enum { TOLD = 12 };

/* ---- one run ----------------------------------------------------------------------------- */

void line_tell(struct worker *w, const char *words, const char *what, const char *at)
{
	w->found->faults++;
	if (w->quiet || w->told++ >= TOLD)
		return;
	printf("%s (%s): herbledger %s: %s%s%.200s\n%s%s", w->role->login, w->role->role, words,
		what, at ? ": " : "", at ? at : "", at ? "" : house_stdout,
		at ? "" : house_stderr);
	fflush(stdout);
}

void line_leak(struct worker *w, enum kind kind, const char *words, const char *at)
{
	w->found->leaks[kind]++;
	if (!w->quiet)
		line_tell(w, words, line_kinds[kind], at);
}

static void look(struct worker *w, enum kind kind, const char *words, const char *said)
{
	const char *texts[] = { house_stdout, house_stderr }, *at = NULL;

	for (size_t i = 0; i < 2; i++) {
		size_t own = 0;

		if (leak_search(w->l, w->role, texts[i], strlen(texts[i]), said, &at, &own))
			line_leak(w, kind, words, at);
		w->found->own += (unsigned)own;
		for (size_t k = 0; k < w->all_count; k++)
			if (strstr(texts[i], w->all_text[k]))
				line_leak(w, TOTAL, words, strstr(texts[i], w->all_text[k]));
	}
}

/* Words of a command as that user, with something on its stdin. */
void line_feed(struct worker *w, enum kind kind, const char *input, const char *fmt, ...)
{
	struct str words = { 0 }, said = { 0 };
	va_list args;

	str_addf(&words, "--as %s ", w->role->login);
	va_start(args, fmt);
	str_vaddf(&words, fmt, args);
	va_end(args);
	w->status = w->outside
		? house_feed(w->l->data, str_text(&words), input)
		: house_feed_within(w->l->s.model, w->l->data, str_text(&words), input);
	w->found->runs++;
	if (w->status < 0 || w->status > 4)
		line_tell(w, str_text(&words), "ended badly", NULL);
	str_addf(&said, "%s %s", str_text(&words), input);
	look(w, kind, str_text(&words), str_text(&said));
	str_release(&words);
	str_release(&said);
}

/* ---- foreign records --------------------------------------------------------------------- */

/* One of the form that the role may not see, another each time; NULL none. */
const struct leak_row *line_foreign(struct worker *w, const char *form)
{
	return leak_foreign(w->l, w->role, form, w->turn++ * 7);
}

/* Calls walk for each ledger that the role reads. */
void line_each_ledger(struct worker *w, void (*walk)(struct worker *w, const char *form))
{
	const struct model *m = w->l->s.model;

	for (size_t i = 0; i < m->form_count; i++)
		if (leak_reads(w->l, w->role, m->forms[i]->id))
			walk(w, m->forms[i]->id);
}

/* ... and for each foreign record of a ledger in turn, closed ledgers too. */
void line_each_foreign(
	struct worker *w, void (*walk)(struct worker *w, const char *form, uint64_t id))
{
	const struct model *m = w->l->s.model;

	for (size_t i = 0; i < m->form_count; i++) {
		const struct leak_row *row = line_foreign(w, m->forms[i]->id);

		if (row)
			walk(w, row->form, row->id);
	}
}

void line_must_refuse(struct worker *w, const char *what)
{
	if (!w->quiet && w->status == 0)
		line_tell(w, what, "not refused", NULL);
}

void line_names_nobody(struct worker *w, const char *words)
{
	const char *at = strstr(house_stdout, "八仙筒镇");

	if (at && !w->role->whole && !w->role->also)
		line_leak(w, DUE, words, at);
}

/*
 * plain_ledger.c - one ledger in lines: listed page by page, a record opened or added.
 */
#include "screens/plain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "data/dataset.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/workflow.h"
#include "screens/columns.h"
#include "screens/ledger.h"
#include "screens/words.h"
#include "tui/lines.h"
#include "tui/plain.h"
#include "tui/screen.h"

enum { PAGE = 20 };

struct listing {
	struct ledger in;
	struct arena mem; /* of query and last */
	struct query query;
	struct arena page_mem;
	const struct record *last; /* of the page shown, NULL: from the start */
};

/* "#17  label value  label value": what the columns of a list say, on one line. */
static void print_row(const struct listing *l, const struct record *record)
{
	const struct form *form = l->in.form;
	struct str line = { 0 };

	str_addf(&line, "#%" PRIu64, record->id);
	for (size_t i = 0; i < form->columns.count; i++) {
		const struct field *field = form->columns.at[i];
		const struct value *value = &record->values[field->index];

		if (value->state == VALUE_NONE)
			continue;
		str_addf(&line, "  %s ", field_label(field, i18n_lang()));
		cell_show(l->in.model, form, field, value, &line);
		field_add_measure(l->in.model, field, record->values, &line);
	}
	if (record->state != STATE_SUBMITTED)
		str_addf(&line, "  (%s)", state_label(l->in.model, record->state));
	lines_text(str_text(&line));
	str_release(&line);
}

static void fail(const struct err *err)
{
	screen_refused(err);
	lines_text(err->text);
}

static void print_page(struct listing *l)
{
	struct page_at at = { .after = l->last, .limit = PAGE };
	struct record_page page = { 0 };
	struct arena mem = { 0 };
	struct err err = { 0 };

	if (query_page(l->in.app->data, &l->query, &at, &mem, &page, &err) < 0) {
		fail(&err);
		arena_release(&mem);
		return;
	}
	for (size_t i = 0; i < page.count; i++)
		print_row(l, page.rows[i]);
	if (!page.count)
		lines_text(_("No record."));
	else if (page.more_after)
		lines_text(_("m shows more."));
	l->last = page.more_after ? page.rows[page.count - 1] : NULL;
	arena_release(&l->page_mem);
	l->page_mem = mem;
}

static void list(struct listing *l, const char *words)
{
	const struct expr *where = NULL;
	struct err err = { 0 };

	arena_clear(&l->mem);
	l->last = NULL;
	l->query = (struct query){ .form = l->in.form };
	if (words_condition(l->in.model, l->in.form, words, l->in.app->data, &l->mem,
		    &where, &err) < 0) {
		fail(&err);
		return;
	}
	l->query.where = where;
	l->query.states = where ? expr_states(where) : 0;
	print_page(l);
}

static void help(void)
{
	lines_text(_("n          a new record, asked field by field\n"
		     "l WORDS    list records; words are conditions such as field=value\n"
		     "m          more of the list\n"
		     "17         open the record with that number\n"
		     ":q         leave"));
}

/* 1: the form is gone. */
static int obey(struct listing *l, const char *answer)
{
	struct err err = { 0 };
	char *end;
	uint64_t id;

	if (ledger_load(&l->in, &err) < 0) {
		fail(&err);
		return 1;
	}
	id = strtoull(answer + (*answer == '#'), &end, 10);
	if (strcmp(answer, "n") == 0)
		plain_record(l->in.app, l->in.form, 0);
	else if (*answer == 'l' && (!answer[1] || answer[1] == ' '))
		list(l, answer + 1);
	else if (strcmp(answer, "m") == 0)
		print_page(l);
	else if (*answer && !*end && id)
		plain_record(l->in.app, l->in.form, id);
	else if (*answer)
		help();
	return 0;
}

void plain_ledger(struct app *app, const struct form *form)
{
	struct listing l = { 0 };
	struct str answer = { 0 }, question = { 0 };
	struct err err = { 0 };

	ledger_init(&l.in, app, form);
	l.query.form = form;
	if (ledger_load(&l.in, &err) < 0)
		fail(&err);
	str_addf(&question, _("%s: n New, l List, number Open, ? Help, :q Back > "),
		form_label(form, i18n_lang()));
	while (plain_line(str_text(&question), &answer) == 0)
		if (obey(&l, str_text(&answer)))
			break;
	str_release(&answer);
	str_release(&question);
	arena_release(&l.mem);
	arena_release(&l.page_mem);
	ledger_release(&l.in);
}

/*
 * plain.c - home in lines: the ledgers with their numbers, and the one that is chosen.
 */
#include "screens/plain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "data/dataset.h"
#include "data/query.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/ledger.h"
#include "screens/typing.h"
#include "tui/lines.h"
#include "tui/plain.h"
#include "tui/screen.h"

void plain_tell(struct screen *s)
{
	if (s->message.len)
		lines_text(str_text(&s->message));
	str_clear(&s->message);
}

struct ledgers {
	struct arena mem;
	const struct form **at;
	size_t count;
};

static void print_ledgers(const struct app *app, struct ledgers *l)
{
	size_t waiting = 0;

	arena_clear(&l->mem);
	l->count = ledger_list(app_model(app), dataset_viewer(app->data), &l->mem, &l->at);
	lines_put("%s  %s  %s", _("Herb Ledger"), app_model(app)->site.name,
		dataset_viewer(app->data)->name);
	for (size_t i = 0; i < l->count; i++) {
		struct query q = { .form = l->at[i] };
		struct err ignored = { 0 };
		uint64_t count = 0;

		query_count(app->data, &q, &count, &ignored);
		lines_put(P_("%zu %s  %" PRIu64 " record", "%zu %s  %" PRIu64 " records",
				  count),
			i + 1, form_label(l->at[i], i18n_lang()), count);
	}
	drafts_count(app, &waiting);
	if (waiting)
		lines_put(P_("%zu draft waits; open its ledger and record to go on.",
				  "%zu drafts wait; open ledger and record to go on.", waiting),
			waiting);
}

/* By number, or by a label that begins so. */
static const struct form *chosen(const struct ledgers *l, const char *answer)
{
	char *end;
	unsigned long n = strtoul(answer, &end, 10);

	if (*answer && !*end)
		return n >= 1 && n <= l->count ? l->at[n - 1] : NULL;
	for (size_t i = 0; *answer && i < l->count; i++)
		if (text_starts_with(form_label(l->at[i], i18n_lang()), answer) ||
			strcmp(l->at[i]->id, answer) == 0)
			return l->at[i];
	return NULL;
}

int plain_run(struct app *app)
{
	struct ledgers ledgers = { 0 };
	struct str answer = { 0 };

	plain_start();
	app_refresh(app);
	print_ledgers(app, &ledgers);
	while (plain_line(_("Ledger by number or name, :q Quit > "), &answer) == 0) {
		const struct form *form = chosen(&ledgers, str_text(&answer));

		if (form)
			plain_ledger(app, form);
		else if (answer.len)
			lines_put(_("There is no ledger \"%s\"."), str_text(&answer));
		app_refresh(app);
		if (!plain_is_over())
			print_ledgers(app, &ledgers);
	}
	arena_release(&ledgers.mem);
	str_release(&answer);
	return plain_is_over();
}

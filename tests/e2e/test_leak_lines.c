/*
 * test_leak_lines.c - every subcommand as each of the twelve roles: no foreign row, total,
 * count, suggestion, history or error text comes out of any.  Then the same on a program whose
 * filter was taken out, where all of them must be found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "leak_lines.h"
#include "base/xalloc.h"
#include "cli/cli.h"
#include "model/form.h"
#include "model/model.h"

enum { WORKERS = 2 };

/* ---- what should come out ---------------------------------------------------------------- */

static int sees(const struct worker *w, const struct leak_row *row)
{
	return leak_sees(w->l, w->role, row->form, row->unit, row->owner);
}

/* The period in which a sum is taken; "" all. */
static const char *sum_period(const char *form)
{
	return strcmp(form, "planting") == 0 ? "2022H1" : "";
}

static int is_summed(const struct leak_row *row, const char *form)
{
	return strcmp(row->form, form) == 0 && row->state == STATE_SUBMITTED && row->has_sum &&
		(!*sum_period(form) || strcmp(row->period, sum_period(form)) == 0);
}

/* As a cell of csv: no zeros at the end. */
static void print_sum(int64_t sum, char *out, size_t size)
{
	struct str text = { 0 };

	str_addf(&text, ",%lld.%02lld", (long long)sum / 100, (long long)sum % 100);
	while (text.at[text.len - 1] == '0')
		str_truncate(&text, text.len - 1);
	if (text.at[text.len - 1] == '.')
		str_truncate(&text, text.len - 1);
	snprintf(out, size, "%s,", str_text(&text));
	str_release(&text);
}

/* Totals of everything, where they are not those of the role. */
static void find_totals(struct worker *w)
{
	const struct model *m = w->l->s.model;

	for (size_t i = 0; i < m->form_count; i++) {
		int64_t all = 0, own = 0;
		const char *form = m->forms[i]->id;

		for (size_t k = 0; k < w->l->row_count && leak_sum_field(form); k++) {
			const struct leak_row *row = &w->l->rows[k];

			all += is_summed(row, form) ? row->sum : 0;
			own += is_summed(row, form) && sees(w, row) ? row->sum : 0;
		}
		if (all == own)
			continue;
		snprintf(w->all_text[w->all_count++], NUMBER, "%lld", (long long)all / 100);
		snprintf(w->all_text[w->all_count++], NUMBER, "%lld",
			(long long)(all - own) / 100);
	}
}

static void count_is(struct worker *w, const char *form)
{
	unsigned long wanted = leak_count(w->l, w->role, form), got;

	run(w, COUNT, "list %s --count", form);
	got = strtoul(house_stdout, NULL, 10);
	if (got != wanted) {
		line_leak(w, COUNT, form, house_stdout);
		if (!w->quiet)
			printf("%s: %lu of %s counted, %lu are his\n", w->role->login, got,
				form, wanted);
	}
}

static void sum_is(struct worker *w, const char *form)
{
	const char *field = leak_sum_field(form), *period = sum_period(form);
	char wanted[NUMBER];
	int64_t sum = 0;

	if (!field)
		return;
	for (size_t i = 0; i < w->l->row_count; i++)
		if (is_summed(&w->l->rows[i], form) && sees(w, &w->l->rows[i]))
			sum += w->l->rows[i].sum;
	print_sum(sum, wanted, sizeof(wanted));
	run(w, TOTAL, "list %s %s%s --sum %s --format csv", form, *period ? "period=" : "",
		period, field);
	if (!strstr(house_stdout, wanted))
		line_leak(w, TOTAL, form, house_stdout);
	run(w, TOTAL, "list %s --sum %s --by unit --format json", form, field);
	run(w, TOTAL, "list %s --sum %s --by unit@0 --as-of 2030-01-01", form, field);
}

/* ---- the subcommands --------------------------------------------------------------------- */

static void list_ledger(struct worker *w, const char *form)
{
	count_is(w, form);
	sum_is(w, form);
	if (!line_foreign(w, form))
		return;
	run(w, ROW, "list %s --format json --explain", form);
	run(w, ROW, "list %s --deleted --format json", form);
	run(w, ROW, "list %s --sort -%s --limit 5", form,
		model_form(w->l->s.model, form)->fields[0].id);
	if (model_form(w->l->s.model, form)->unit)
		run(w, ROW, "list %s %s=150525101 --explain", form,
			model_form(w->l->s.model, form)->unit->id);
}

static void list_closed(struct worker *w, const char *form, uint64_t id)
{
	(void)id;
	if (leak_reads(w->l, w->role, form))
		return;
	run(w, ROW, "list %s --format json", form);
	line_must_refuse(w, form);
	run(w, COUNT, "list %s --count", form);
	line_must_refuse(w, form);
}

static void walk_list(struct worker *w)
{
	char near[LEAK_MARK + 1];

	line_each_ledger(w, list_ledger);
	line_each_foreign(w, list_closed);
	snprintf(near, sizeof(near), "%.*sx", LEAK_MARK - 1, w->l->saved_query);
	run(w, SUGGESTION, "list planting @%s", near);
	run(w, SUGGESTION, "list planting @%s --explain", w->l->saved_query);
}

static void show_foreign(struct worker *w, const char *form, uint64_t id)
{
	run(w, ROW, "show %s %llu", form, (unsigned long long)id);
	line_must_refuse(w, form);
	run(w, HISTORY, "show %s %llu --at-rev 1 --format json", form, (unsigned long long)id);
	line_must_refuse(w, form);
}

static void show_moved(struct worker *w, const char *form)
{
	const struct leak_row *row = leak_moved_in(w->l, w->role, form);

	if (!row)
		return;
	run(w, ROW, "show %s %llu", form, (unsigned long long)row->id);
	run(w, HISTORY, "show %s %llu --at-rev 1", form, (unsigned long long)row->id);
	run(w, HISTORY, "history %s %llu", form, (unsigned long long)row->id);
	if (w->status != 0)
		line_tell(w, form, "no history of what is his", NULL);
	run(w, HISTORY, "history %s %llu --format json", form, (unsigned long long)row->id);
}

static void walk_show(struct worker *w)
{
	line_each_foreign(w, show_foreign);
	line_each_ledger(w, show_moved);
}

static void history_foreign(struct worker *w, const char *form, uint64_t id)
{
	run(w, HISTORY, "history %s %llu --format json", form, (unsigned long long)id);
	line_must_refuse(w, form);
}

static void walk_history(struct worker *w)
{
	line_each_foreign(w, history_foreign);
}

static void export_ledger(struct worker *w, const char *form)
{
	if (!line_foreign(w, form))
		return;
	run(w, ROW, "export %s", form);
	run(w, ROW, "export %s --format json", form);
}

static void export_closed(struct worker *w, const char *form, uint64_t id)
{
	(void)id;
	if (leak_reads(w->l, w->role, form))
		return;
	run(w, ROW, "export %s", form);
	line_must_refuse(w, form);
}

static void walk_export(struct worker *w)
{
	line_each_ledger(w, export_ledger);
	line_each_foreign(w, export_closed);
	run(w, ROW, "export leakp --columns name,friend,all_area --labels");
}

static void walk_report(struct worker *w)
{
	static const char *const periods[] = { "2022H1", "2021-06" };
	const struct model *m = w->l->s.model;

	for (size_t i = 0; i < m->report_count; i++)
		for (size_t k = 0; k < 2; k++) {
			run(w, TOTAL, "report %s --period %s --figures", m->reports[i].id,
				periods[k]);
			run(w, TOTAL, "report %s --period %s --unit 150525101",
				m->reports[i].id, periods[k]);
		}
	run(w, PRINTED, "report --printed"); /* others have printed too */
}

/* Which units owe something is told to who sees their rows. */
static void walk_due(struct worker *w)
{
	static const char *const ways[] = { "", " planting", " planting --matrix", " --overdue",
		" --reminders --print", " --format json" };

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		run(w, ROW, "due%s", ways[i]);
		line_names_nobody(w, ways[i]);
	}
}

static void forms_closed(struct worker *w, const char *form, uint64_t id)
{
	(void)id;
	run(w, ROW, "forms %s", form);
}

static void walk_forms(struct worker *w)
{
	run(w, ROW, "forms");
	line_each_foreign(w, forms_closed);
}

/* The auditor reads what others have typed, words and all; nobody else does. */
static void walk_events(struct worker *w)
{
	if (strcmp(w->role->role, "SJ") == 0)
		return;
	run(w, ROW, "events");
	line_must_refuse(w, "events");
}

static void walk_word(struct worker *w, const char *word)
{
	run(w, ROW, "%s", word);
}

/* ---- all of them ------------------------------------------------------------------------- */

enum how { WALKED, ALONE, OWNERS }; /* OWNERS: of whoever owns the data directory */

static const struct {
	const char *name;
	enum how how;
	void (*walk)(struct worker *w);
} walks[] = {
	{ "check", ALONE, NULL },
	{ "forms", WALKED, walk_forms },
	{ "list", WALKED, walk_list },
	{ "show", WALKED, walk_show },
	{ "put", WALKED, leak_walk_put },
	{ "delete", WALKED, leak_walk_delete },
	{ "act", WALKED, leak_walk_act },
	{ "import", WALKED, leak_walk_import },
	{ "second", WALKED, leak_walk_second },
	{ "close", WALKED, leak_walk_close },
	{ "unlock", WALKED, leak_walk_unlock },
	{ "correct", WALKED, leak_walk_correct },
	{ "export", WALKED, walk_export },
	{ "report", WALKED, walk_report },
	{ "history", WALKED, walk_history },
	{ "user", ALONE, NULL },
	/* what they show has no units; the words alone must not tell more */
	{ "events", WALKED, walk_events },
	{ "sessions", ALONE, NULL },
	{ "conf", ALONE, NULL },
	{ "post", ALONE, NULL },
	{ "due", WALKED, walk_due },
	{ "unit", WALKED, leak_walk_unit },
	{ "rights", ALONE, NULL },
	{ "init", OWNERS, NULL },
	{ "verify", OWNERS, NULL },
	{ "backup", OWNERS, NULL },
	{ "restore", OWNERS, NULL },
	{ "serve", OWNERS, NULL },
	{ "gate", OWNERS, NULL },
	{ "man", OWNERS, NULL },
};

static int walk_of(const char *name)
{
	for (size_t i = 0; i < sizeof(walks) / sizeof(*walks); i++)
		if (strcmp(walks[i].name, name) == 0)
			return (int)i;
	return -1;
}

static void walk_role(
	const struct leak *l, const struct leak_role *role, struct found *found, int quiet)
{
	struct worker w = {
		.l = l, .role = role, .found = found, .quiet = quiet, .outside = quiet
	};
	unsigned own = found->own;

	find_totals(&w);
	for (const struct command *c = cli_commands; c->name; c++) {
		int i = walk_of(c->name);

		if (i >= 0 && walks[i].walk)
			walks[i].walk(&w);
		else if (i >= 0 && walks[i].how == ALONE)
			walk_word(&w, c->name);
	}
	if (found->own == own)
		line_tell(&w, "", "saw nothing of his own: is the search blind?", NULL);
}

static struct leak house;

/* A role after the other, as many at once as there are workers. */
static void walk_roles(void *context, size_t n)
{
	struct found *found = context;

	for (size_t i = n; i < leak_role_count; i += WORKERS)
		walk_role(&house, &leak_roles[i], &found[n], 0);
}

static void nothing_foreign_comes_out(void **state)
{
	struct found *found = mmap(NULL, WORKERS * sizeof(*found), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned faults = 0, runs = 0;

	(void)state;
	assert_ptr_not_equal(found, MAP_FAILED);
	leak_workers(WORKERS, walk_roles, found);
	for (size_t n = 0; n < WORKERS; n++) {
		faults += found[n].faults;
		runs += found[n].runs;
	}
	printf("%u subcommands as %zu roles, %zu markers\n", runs, leak_role_count,
		house.mark_count);
	munmap(found, WORKERS * sizeof(*found));
	assert_int_equal(faults, 0);
}

/* A list of any ledger of units that is open to the role, those that the program keeps too. */
static void each_ledger_leaks(void)
{
	const struct model *m = house.s.model;

	for (size_t i = 0; i < m->form_count; i++) {
		struct found found = { 0 };
		struct worker w = { .l = &house,
			.role = &leak_roles[0],
			.found = &found,
			.quiet = 1,
			.outside = 1 };

		if (!m->forms[i]->unit || !leak_reads(&house, w.role, m->forms[i]->id))
			continue;
		run(&w, ROW, "list %s --format json", m->forms[i]->id);
		if (found.leaks[ROW] == 0)
			fail_msg("no leak of %s was found: %.300s%.300s", m->forms[i]->id,
				house_stdout, house_stderr);
	}
}

static void without_the_filter_each_kind_is_found(void **state)
{
	struct found found = { 0 };

	(void)state;
	leak_unscoped();
	walk_role(&house, &leak_roles[0], &found, 1);
	each_ledger_leaks();
	house_back();
	leak_is_not_blind(found.leaks, line_kinds, KINDS);
}

/* Each ledger of units has marked rows of others, those that the program keeps too. */
static void each_ledger_has_foreign_rows(void **state)
{
	const struct model *m = house.s.model;

	(void)state;
	for (size_t i = 0; i < m->form_count; i++) {
		const char *id = m->forms[i]->id;
		int marked = !m->forms[i]->unit || strcmp(m->forms[i]->folder, "people") == 0;

		for (size_t turn = 0; !marked && turn < house.row_count; turn++) {
			const struct leak_row *row =
				leak_foreign(&house, &leak_roles[0], id, turn);

			marked = row && row->mark >= 0;
		}
		if (!marked)
			fail_msg("%s has no foreign row with a marker", id);
	}
}

static void each_subcommand_is_walked(void **state)
{
	(void)state;
	for (const struct command *c = cli_commands; c->name; c++)
		if (walk_of(c->name) < 0)
			fail_msg("subcommand %s has no leak check: add it to walks[]", c->name);
}

static int open_it(void **state)
{
	(void)state;
	leak_open(&house);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	leak_close(&house);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_subcommand_is_walked),
		cmocka_unit_test(each_ledger_has_foreign_rows),
		cmocka_unit_test(nothing_foreign_comes_out),
		cmocka_unit_test(without_the_filter_each_kind_is_found),
	};

	house_begin(argc, argv);
	return cmocka_run_group_tests_name("leaks: subcommands", tests, open_it, close_it);
}

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

#include "leak.h"
#include "base/xalloc.h"
#include "cli/cli.h"
#include "model/form.h"
#include "model/model.h"

enum kind { ROW, COUNT, TOTAL, HISTORY, ERROR_TEXT, SUGGESTION, KINDS };
static const char *const kinds[KINDS] = { "row", "count", "total", "history", "error text",
	"suggestion" };

enum { WORKERS = 2, TOLD = 12, INPUT = 500, NUMBER = 40 };

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
	char all_text[8][NUMBER];       /* totals of everything: none may come out */
	size_t all_count;
	int status;                     /* of the last run */
};

/* ---- one run ----------------------------------------------------------------------------- */

static void tell(struct worker *w, const char *words, const char *what, const char *at)
{
	w->found->faults++;
	if (w->quiet || w->told++ >= TOLD)
		return;
	printf("%s (%s): herbledger %s: %s%s%.200s\n%s%s", w->role->login, w->role->role, words,
		what, at ? ": " : "", at ? at : "", at ? "" : house_stdout,
		at ? "" : house_stderr);
	fflush(stdout);
}

static void leak_found(struct worker *w, enum kind kind, const char *words, const char *at)
{
	w->found->leaks[kind]++;
	if (!w->quiet)
		tell(w, words, kinds[kind], at);
}

static void look(struct worker *w, enum kind kind, const char *words, const char *said)
{
	const char *texts[] = { house_stdout, house_stderr }, *at = NULL;

	for (size_t i = 0; i < 2; i++) {
		size_t own = 0;

		if (leak_search(w->l, w->role, texts[i], strlen(texts[i]), said, &at, &own))
			leak_found(w, kind, words, at);
		w->found->own += (unsigned)own;
		for (size_t k = 0; k < w->all_count; k++)
			if (strstr(texts[i], w->all_text[k]))
				leak_found(w, TOTAL, words, strstr(texts[i], w->all_text[k]));
	}
}

/* Words of a command as that user, with something on its stdin. */
static void __attribute__((format(printf, 4, 5))) feed(
	struct worker *w, enum kind kind, const char *input, const char *fmt, ...)
{
	struct str words = { 0 }, said = { 0 };
	va_list args;

	str_addf(&words, "--as %s ", w->role->login);
	va_start(args, fmt);
	str_vaddf(&words, fmt, args);
	va_end(args);
	w->status = house_feed(w->l->data, str_text(&words), input);
	w->found->runs++;
	if (w->status < 0 || w->status > 4)
		tell(w, str_text(&words), "ended badly", NULL);
	str_addf(&said, "%s %s", str_text(&words), input);
	look(w, kind, str_text(&words), str_text(&said));
	str_release(&words);
	str_release(&said);
}

#define run(w, kind, ...) feed(w, kind, "", __VA_ARGS__)

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
		leak_found(w, COUNT, form, house_stdout);
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
		leak_found(w, TOTAL, form, house_stdout);
	run(w, TOTAL, "list %s --sum %s --by unit --format json", form, field);
	run(w, TOTAL, "list %s --sum %s --by unit@0 --as-of 2030-01-01", form, field);
}

/* ---- foreign records --------------------------------------------------------------------- */

/* One of the form that the role may not see, another each time; NULL none. */
static const struct leak_row *foreign(struct worker *w, const char *form)
{
	return leak_foreign(w->l, w->role, form, w->turn++ * 7);
}

/* Calls walk for each ledger that the role reads. */
static void each_ledger(struct worker *w, void (*walk)(struct worker *w, const char *form))
{
	const struct model *m = w->l->s.model;

	for (size_t i = 0; i < m->form_count; i++)
		if (leak_reads(w->l, w->role, m->forms[i]->id))
			walk(w, m->forms[i]->id);
}

/* ... and for each foreign record of a ledger in turn, closed ledgers too. */
static void each_foreign(
	struct worker *w, void (*walk)(struct worker *w, const char *form, uint64_t id))
{
	const struct model *m = w->l->s.model;

	for (size_t i = 0; i < m->form_count; i++) {
		const struct leak_row *row = foreign(w, m->forms[i]->id);

		if (row)
			walk(w, row->form, row->id);
	}
}

static void must_refuse(struct worker *w, const char *what)
{
	if (!w->quiet && w->status == 0)
		tell(w, what, "not refused", NULL);
}

/* ---- the subcommands --------------------------------------------------------------------- */

static void list_ledger(struct worker *w, const char *form)
{
	count_is(w, form);
	sum_is(w, form);
	if (!foreign(w, form))
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
	must_refuse(w, form);
	run(w, COUNT, "list %s --count", form);
	must_refuse(w, form);
}

static void walk_list(struct worker *w)
{
	char near[LEAK_MARK + 1];

	each_ledger(w, list_ledger);
	each_foreign(w, list_closed);
	snprintf(near, sizeof(near), "%.*sx", LEAK_MARK - 1, w->l->saved_query);
	run(w, SUGGESTION, "list planting @%s", near);
	run(w, SUGGESTION, "list planting @%s --explain", w->l->saved_query);
}

static void show_foreign(struct worker *w, const char *form, uint64_t id)
{
	run(w, ROW, "show %s %llu", form, (unsigned long long)id);
	must_refuse(w, form);
	run(w, HISTORY, "show %s %llu --at-rev 1 --format json", form, (unsigned long long)id);
	must_refuse(w, form);
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
		tell(w, form, "no history of what is his", NULL);
	run(w, HISTORY, "history %s %llu --format json", form, (unsigned long long)row->id);
}

static void walk_show(struct worker *w)
{
	each_foreign(w, show_foreign);
	each_ledger(w, show_moved);
}

static void history_foreign(struct worker *w, const char *form, uint64_t id)
{
	run(w, HISTORY, "history %s %llu --format json", form, (unsigned long long)id);
	must_refuse(w, form);
}

static void walk_history(struct worker *w)
{
	each_foreign(w, history_foreign);
}

static void put_foreign(struct worker *w, const char *form, uint64_t id)
{
	char input[INPUT];

	snprintf(input, sizeof(input), "{\"_id\": %llu, \"remark\": \"x\"}\n",
		(unsigned long long)id);
	feed(w, ERROR_TEXT, input, "put %s -", form);
	must_refuse(w, form);
}

/* A name that another unit has taken, a total that others have entered. */
static void walk_put(struct worker *w)
{
	const struct leak_row *taken = leak_at(w->l, "leakp", "150525101");
	const struct leak_row *whole = leak_at(w->l, "leakp", "150525000");
	char input[INPUT];

	each_foreign(w, put_foreign);
	snprintf(input, sizeof(input),
		"{\"name\": \"zq%04dw\", \"unit\": \"150525105\", \"area\": \"1\"}\n",
		taken->mark);
	feed(w, ERROR_TEXT, input, "put leakp - --dry-run");
	snprintf(input, sizeof(input),
		"{\"name\": \"new\", \"unit\": \"150525105200\", \"area\": \"1\", "
		"\"period\": \"%s\"}\n",
		whole->period);
	feed(w, ERROR_TEXT, input, "put leakp - --dry-run");
	feed(w, ERROR_TEXT, input, "put leakp - --dry-run --replace");
}

static void delete_foreign(struct worker *w, const char *form, uint64_t id)
{
	run(w, ERROR_TEXT, "delete %s %llu --reason x", form, (unsigned long long)id);
	must_refuse(w, form);
	run(w, ERROR_TEXT, "delete %s %llu --undo", form, (unsigned long long)id);
	must_refuse(w, form);
}

static void walk_delete(struct worker *w)
{
	if (!w->quiet)
		each_foreign(w, delete_foreign);
}

static void act_foreign(struct worker *w, const char *form, uint64_t id)
{
	run(w, ERROR_TEXT, "act %s %llu", form, (unsigned long long)id);
	must_refuse(w, form);
	run(w, ERROR_TEXT, "act %s %llu confirm", form, (unsigned long long)id);
	must_refuse(w, form);
}

static void walk_act(struct worker *w)
{
	if (!w->quiet)
		each_foreign(w, act_foreign);
}

static void second_foreign(struct worker *w, const char *form, uint64_t id)
{
	/* all ledgers come through the same reading */
	if (strcmp(form, "planting") != 0 && strcmp(form, "leakp") != 0)
		return;
	feed(w, ERROR_TEXT, "{\"remark\": \"x\"}\n", "second %s %llu -", form,
		(unsigned long long)id);
	must_refuse(w, form);
}

static void walk_second(struct worker *w)
{
	run(w, ROW, "second --rate");
	run(w, ROW, "second --rate --format json");
	if (!w->quiet)
		each_foreign(w, second_foreign);
}

static void walk_import(struct worker *w)
{
	const struct leak_row *like = leak_at(w->l, "leakp", "150525101");
	char input[INPUT];

	run(w, ROW, "import --list");
	if (!w->quiet) {
		run(w, ERROR_TEXT, "import --undo %s-none", w->l->import_id);
		if (!w->role->whole)
			run(w, ERROR_TEXT, "import --undo %s", w->l->import_id);
	}
	snprintf(input, sizeof(input),
		"period,unit,name,heads\n%s,150525105,new,739153\n", like->period);
	feed(w, SUGGESTION, input, "import leakp - --dry-run");
	feed(w, ERROR_TEXT, "period,unit,grower,area,as_of\n1930H1,150525101,x,5,1930-06-25\n",
		"import planting - --dry-run --resume %s", w->l->import_id);
}

static void export_ledger(struct worker *w, const char *form)
{
	if (!foreign(w, form))
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
	must_refuse(w, form);
}

static void walk_export(struct worker *w)
{
	each_ledger(w, export_ledger);
	each_foreign(w, export_closed);
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
	run(w, ROW, "report --printed"); /* others have printed too */
}

/* Which units owe something is told to who sees their rows. */
static void walk_due(struct worker *w)
{
	static const char *const ways[] = { "", " planting", " planting --matrix", " --overdue",
		" --reminders --print", " --format json" };

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		run(w, ROW, "due%s", ways[i]);
		if (!w->role->whole && !w->role->also && strstr(house_stdout, "八仙筒镇"))
			leak_found(w, ROW, ways[i], strstr(house_stdout, "八仙筒镇"));
	}
}

/* What is open of a period is told to who closes it, an unlock to whose rows it is about. */
static void walk_close(struct worker *w)
{
	run(w, ROW, "close");
	run(w, ROW, "close planting 2027H1");
	run(w, ROW, "close planting 2027H1 --dry-run");
	if (!w->role->whole && !w->role->also && strstr(house_stdout, "八仙筒镇"))
		leak_found(w, ROW, "close", strstr(house_stdout, "八仙筒镇"));
}

static void walk_unlock(struct worker *w)
{
	run(w, ROW, "unlock");
	run(w, ROW,
		"unlock planting 2027H1 八仙筒镇 --until 2030-01-01 --authority x --reason x");
}

static void correct_foreign(struct worker *w, const char *form, uint64_t id)
{
	run(w, ERROR_TEXT, "correct %s %llu name=x --reason x", form, (unsigned long long)id);
}

static void walk_correct(struct worker *w)
{
	each_foreign(w, correct_foreign);
}

static void forms_closed(struct worker *w, const char *form, uint64_t id)
{
	(void)id;
	run(w, ROW, "forms %s", form);
}

static void walk_forms(struct worker *w)
{
	run(w, ROW, "forms");
	each_foreign(w, forms_closed);
}

/* The auditor reads what others have typed, words and all; nobody else does. */
static void walk_events(struct worker *w)
{
	if (strcmp(w->role->role, "SJ") == 0)
		return;
	run(w, ROW, "events");
	must_refuse(w, "events");
}

static void walk_word(struct worker *w, const char *word)
{
	run(w, ROW, "%s", word);
}

/* ---- all of them ------------------------------------------------------------------------- */

enum how { WALKED, ALONE, OWNERS };     /* OWNERS: of whoever owns the data directory */

static const struct {
	const char *name;
	enum how how;
	void (*walk)(struct worker *w);
} walks[] = {
	{ "check", ALONE, NULL }, { "forms", WALKED, walk_forms },
	{ "list", WALKED, walk_list }, { "show", WALKED, walk_show },
	{ "put", WALKED, walk_put }, { "delete", WALKED, walk_delete },
	{ "act", WALKED, walk_act }, { "import", WALKED, walk_import },
	{ "second", WALKED, walk_second }, { "close", WALKED, walk_close },
	{ "unlock", WALKED, walk_unlock }, { "correct", WALKED, walk_correct },
	{ "export", WALKED, walk_export }, { "report", WALKED, walk_report },
	{ "history", WALKED, walk_history }, { "user", ALONE, NULL },
	/* what they show has no units; the words alone must not tell more */
	{ "events", WALKED, walk_events }, { "sessions", ALONE, NULL }, { "conf", ALONE, NULL },
	{ "post", ALONE, NULL }, { "due", WALKED, walk_due }, { "rights", ALONE, NULL },
	{ "init", OWNERS, NULL }, { "verify", OWNERS, NULL }, { "backup", OWNERS, NULL },
	{ "restore", OWNERS, NULL }, { "serve", OWNERS, NULL }, { "gate", OWNERS, NULL },
	{ "man", OWNERS, NULL },
};

static int walk_of(const char *name)
{
	for (size_t i = 0; i < sizeof(walks) / sizeof(*walks); i++)
		if (strcmp(walks[i].name, name) == 0)
			return (int)i;
	return -1;
}

static void walk_role(const struct leak *l, const struct leak_role *role, struct found *found,
	int quiet)
{
	struct worker w = { .l = l, .role = role, .found = found, .quiet = quiet };
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
		tell(&w, "", "saw nothing of his own: is the search blind?", NULL);
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

static void without_the_filter_each_kind_is_found(void **state)
{
	struct found found = { 0 };

	(void)state;
	leak_unscoped();
	walk_role(&house, &leak_roles[0], &found, 1);
	house_back();
	leak_is_not_blind(found.leaks, kinds, KINDS);
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
		cmocka_unit_test(nothing_foreign_comes_out),
		cmocka_unit_test(without_the_filter_each_kind_is_found),
	};

	house_begin(argc, argv);
	return cmocka_run_group_tests_name("leaks: subcommands", tests, open_it, close_it);
}

/*
 * leak_verbs.c - subcommands that change something, of foreign records: each refuses, and in
 * words that tell nothing of them.
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

enum { INPUT = 500 };

static void put_foreign(struct worker *w, const char *form, uint64_t id)
{
	char input[INPUT];

	snprintf(input, sizeof(input), "{\"_id\": %llu, \"remark\": \"x\"}\n",
		(unsigned long long)id);
	line_feed(w, ERROR_TEXT, input, "put %s -", form);
	line_must_refuse(w, form);
}

/* A name that another unit has taken, a total that others have entered. */
void leak_walk_put(struct worker *w)
{
	const struct leak_row *taken = leak_at(w->l, "leakp", "150525101");
	const struct leak_row *whole = leak_at(w->l, "leakp", "150525000");
	char input[INPUT];

	line_each_foreign(w, put_foreign);
	snprintf(input, sizeof(input),
		"{\"name\": \"zq%04dw\", \"unit\": \"150525105\", \"area\": \"1\"}\n",
		taken->mark);
	line_feed(w, ERROR_TEXT, input, "put leakp - --dry-run");
	snprintf(input, sizeof(input),
		"{\"name\": \"new\", \"unit\": \"150525105200\", \"area\": \"1\", "
		"\"period\": \"%s\"}\n",
		whole->period);
	line_feed(w, ERROR_TEXT, input, "put leakp - --dry-run");
	line_feed(w, ERROR_TEXT, input, "put leakp - --dry-run --replace");
}

static void delete_foreign(struct worker *w, const char *form, uint64_t id)
{
	run(w, ERROR_TEXT, "delete %s %llu --reason x", form, (unsigned long long)id);
	line_must_refuse(w, form);
	run(w, ERROR_TEXT, "delete %s %llu --undo", form, (unsigned long long)id);
	line_must_refuse(w, form);
}

void leak_walk_delete(struct worker *w)
{
	if (!w->quiet)
		line_each_foreign(w, delete_foreign);
}

static void act_foreign(struct worker *w, const char *form, uint64_t id)
{
	run(w, ERROR_TEXT, "act %s %llu", form, (unsigned long long)id);
	line_must_refuse(w, form);
	run(w, ERROR_TEXT, "act %s %llu confirm", form, (unsigned long long)id);
	line_must_refuse(w, form);
}

void leak_walk_act(struct worker *w)
{
	if (!w->quiet)
		line_each_foreign(w, act_foreign);
}

static void second_foreign(struct worker *w, const char *form, uint64_t id)
{
	/* all ledgers come through the same reading */
	if (strcmp(form, "planting") != 0 && strcmp(form, "leakp") != 0)
		return;
	line_feed(w, ERROR_TEXT, "{\"remark\": \"x\"}\n", "second %s %llu -", form,
		(unsigned long long)id);
	line_must_refuse(w, form);
}

void leak_walk_second(struct worker *w)
{
	run(w, ROW, "second --rate");
	run(w, ROW, "second --rate --format json");
	if (!w->quiet)
		line_each_foreign(w, second_foreign);
}

void leak_walk_import(struct worker *w)
{
	const struct leak_row *like = leak_at(w->l, "leakp", "150525101");
	char input[INPUT];

	run(w, ROW, "import --list");
	if (!w->quiet) {
		run(w, ERROR_TEXT, "import --undo %s-none", w->l->import_id);
		if (!w->role->whole)
			run(w, ERROR_TEXT, "import --undo %s", w->l->import_id);
	}
	snprintf(input, sizeof(input), "period,unit,name,heads\n%s,150525105,new,739153\n",
		like->period);
	line_feed(w, SUGGESTION, input, "import leakp - --dry-run");
	line_feed(w, ERROR_TEXT,
		"period,unit,grower,area,as_of\n1930H1,150525101,x,5,1930-06-25\n",
		"import planting - --dry-run --resume %s", w->l->import_id);
}

/* What is open of a period is told to who closes it, an unlock to whose rows it is about. */
void leak_walk_close(struct worker *w)
{
	run(w, ROW, "close");
	run(w, ROW, "close planting 2027H1");
	run(w, ROW, "close planting 2027H1 --dry-run");
	line_names_nobody(w, "close");
}

void leak_walk_unlock(struct worker *w)
{
	run(w, ROW, "unlock");
	run(w, ROW,
		"unlock planting 2027H1 八仙筒镇 --until 2030-01-01 --authority x --reason x");
}

static void correct_foreign(struct worker *w, const char *form, uint64_t id)
{
	run(w, ERROR_TEXT, "correct %s %llu name=x --reason x", form, (unsigned long long)id);
}

void leak_walk_correct(struct worker *w)
{
	line_each_foreign(w, correct_foreign);
}

/*
 * Changes of units are everybody's to read and who tends the settings tries them: it says how
 * many records are concerned, and of which ledgers.
 */
void leak_walk_unit(struct worker *w)
{
	int outside = w->outside;

	w->outside = 1; /* conf/ is read as it would be */
	run(w, ROW, "unit list");
	run(w, ROW, "unit merge 150525101 --into 150525105 --on 2030-01-01 --dry-run");
	if (w->status == 0 && strcmp(w->role->role, "GL") != 0)
		line_tell(w, "unit merge", "not refused", NULL);
	run(w, ROW, "unit undo 1 --dry-run");
	if (w->status == 0 && strcmp(w->role->role, "GL") != 0)
		line_tell(w, "unit undo", "not refused", NULL);
	w->outside = outside;
}

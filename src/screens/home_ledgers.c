/*
 * home_ledgers.c - the ledgers one may read, by kind of work: how many records, who reported.
 */
#include "screens/home_ledgers.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "data/query.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/figures.h"
#include "screens/ledger.h"
#include "screens/screens.h"
#include "tui/pick.h"
#include "tui/screen.h"

enum { GROUP_COLS = 8, LABEL_COLS = 20, COUNT_COLS = 12, NAMES = 5 };

/* ---- loading ---- */

static const char *group_label(const struct model *model, const char *folder)
{
	const struct code_list *list = model_list(model, "work");
	const struct code *code = list && folder ? code_list_find(list, folder) : NULL;

	return code ? code_label(code, i18n_lang()) : folder ? folder : "";
}

static void add_form(struct home_ledgers *l, const struct form *form)
{
	const struct home_ledger *last = l->count ? &l->rows[l->count - 1] : NULL;
	int same = last && last->form->folder && form->folder &&
		strcmp(last->form->folder, form->folder) == 0;

	l->rows[l->count++] = (struct home_ledger){
		.form = form,
		.group = same ? "" : group_label(l->model, form->folder),
		.due = "",
		.names = "",
	};
}

static void add_forms(struct home_ledgers *l)
{
	const struct form **forms;
	size_t count = ledger_list(l->model, dataset_viewer(l->app->data), &l->mem, &forms);

	l->rows = arena_array(&l->mem, count + 1, sizeof(*l->rows));
	l->count = 0;
	for (size_t i = 0; i < count; i++)
		add_form(l, forms[i]);
	l->kept_count =
		ledger_list_kept(l->model, dataset_viewer(l->app->data), &l->mem, &l->kept);
}

/* What was counted stays in sight until it is counted again. */
static void keep_counts(struct home_ledgers *l, const struct home_ledger *old, size_t count,
	const struct model *model)
{
	for (size_t i = 0; model == l->model && i < count && i < l->count; i++) {
		if (old[i].form != l->rows[i].form)
			continue;
		l->rows[i].records = old[i].records;
		l->rows[i].due = arena_text(&l->mem, old[i].due);
		l->rows[i].names = arena_text(&l->mem, old[i].names);
		l->rows[i].counted = old[i].counted ? 2 : 0;
	}
}

void home_ledgers_load(struct home_ledgers *l)
{
	struct arena old = l->mem;
	const struct home_ledger *rows = l->rows;
	const struct model *before = l->model;
	size_t count = l->count;

	l->mem = (struct arena){ 0 };
	if (app_model(l->app) != l->model) {
		model_drop(&l->model);
		l->model = model_hold((struct model *)app_model(l->app));
	}
	add_forms(l);
	keep_counts(l, rows, count, before);
	arena_release(&old);
}

void home_ledgers_release(struct home_ledgers *l)
{
	model_drop(&l->model);
	arena_release(&l->mem);
	str_release(&l->text);
}

/* ---- counting ---- */

static int owed_by_someone(const struct home_ledgers *l, const struct form *form)
{
	const struct unit_tree *units = &l->model->units;

	for (size_t i = 0; i < units->count; i++)
		for (const char **r = units->units[i].reports; r && *r; r++)
			if (strcmp(*r, form->id) == 0)
				return 1;
	return 0;
}

/* "2021年上半年  15 of 16 reported", in the home's memory. */
static const char *due_line(struct home_ledgers *l, struct period period, const char *due)
{
	struct str text = { 0 };
	const char *out;

	period_print_long(period, &text);
	str_addf(&text, "  %s", due);
	out = arena_text(&l->mem, *due ? str_text(&text) : "");
	str_release(&text);
	return out;
}

static int read_due(struct home_ledgers *l, struct home_ledger *row, struct err *err)
{
	struct arena mem = { 0 };
	struct period period;
	struct due due = { 0 };
	int got;

	if (!row->form->period || !row->form->unit || !owed_by_someone(l, row->form))
		return 0;
	got = due_period(l->app->data, row->form, &period, &mem, err);
	if (got == 0)
		got = due_read(l->app->data, row->form, period, NAMES, &mem, &due, err);
	if (got == 0 && due.all) {
		row->due = due_line(l, period, due.short_text);
		row->names = due_line(l, period, due.text);
	}
	arena_release(&mem);
	return got;
}

static int count_row(struct home_ledgers *l, struct home_ledger *row, struct err *err)
{
	struct query q = { .form = row->form };

	uint64_t records;
	int got = query_count(l->app->data, &q, &records, err);

	if (got == 0)
		row->records = records;
	if (got == 0)
		got = read_due(l, row, err);
	/* a key came meanwhile: at another tick */
	if (got == 0 || err->code != ERR_CANCELLED)
		row->counted = 1;
	return got;
}

int home_ledgers_count(struct home_ledgers *l, struct screen *s, int64_t until)
{
	int some = 0;

	for (size_t i = 0; i < l->count && instant_now() < until; i++) {
		struct err err = { 0 };

		if (l->rows[i].counted == 1)
			continue;
		if (count_row(l, &l->rows[i], &err) < 0) {
			if (err.code == ERR_CANCELLED)
				break;
			screen_warn(s, "%s", err.text);
		}
		some = 1;
	}
	return some;
}

/* ---- rows ---- */

static void pad(struct str *out, const char *text, int cols, int right)
{
	utf8_fit(text, (size_t)cols, right, out);
	str_add_char(out, ' ');
}

const char *home_ledgers_text(const void *ctx, size_t i)
{
	struct home_ledgers *l = (struct home_ledgers *)ctx;
	const struct home_ledger *row = &l->rows[i];
	struct str count = { 0 };

	str_clear(&l->text);
	pad(&l->text, row->group, GROUP_COLS, 0);
	str_addf(&l->text, i < 9 ? "%zu " : "  ", i + 1);
	pad(&l->text, form_label(row->form, i18n_lang()), LABEL_COLS, 0);
	if (row->counted)
		str_addf(&count, P_("%" PRIu64 " record", "%" PRIu64 " records", row->records),
			row->records);
	pad(&l->text, str_text(&count), COUNT_COLS, 1);
	if (*row->due)
		str_addf(&l->text, " %s", row->due);
	str_release(&count);
	return str_text(&l->text);
}

size_t home_ledgers_find(
	void *ctx, const char *typed, struct arena *mem, const struct pick_item **items)
{
	const struct home_ledgers *l = ctx;
	size_t all = l->count + l->kept_count, count = 0;
	struct pick_item *found = arena_array(mem, all + 1, sizeof(*found));

	for (size_t i = 0; i < all; i++) {
		const struct form *form =
			i < l->count ? l->rows[i].form : l->kept[i - l->count];
		struct pick_key key = { .code = form->id,
			.name = form_label(form, i18n_lang()),
			.pinyin = "",
			.initials = "" };

		if (pick_score(&key, typed) > 0)
			found[count++] = (struct pick_item){ form->id, key.name,
				group_label(l->model, form->folder), form };
	}
	*items = found;
	return count;
}

/*
 * second_rate.c - what second entries have shown: how far the two agree, and what is still to
 * be decided on a record.
 */
#include "work/second.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/query.h"
#include "model/kept.h"
#include "model/model.h"
#include "work/collect_internal.h"
#include "work/second_internal.h"

enum { TENTHS = 1000 }; /* of a percent in a whole */

/* ---- agreement ---- */

static uint64_t cells_of(const struct dataset *data, const struct record *kept, size_t which)
{
	int64_t n = kept_number(dataset_model(data), kept, KEPT_SECOND, which);

	return n > 0 ? (uint64_t)n : 0;
}

void second_percent(uint64_t agreed, uint64_t cells, struct str *out)
{
	uint64_t tenths;

	if (!cells)
		return;
	tenths = (agreed * TENTHS + cells / 2) / cells;
	str_addf(out, "%" PRIu64 ".%" PRIu64, tenths / 10, tenths % 10);
}

/* Somebody's name as the history has it; read once. */
struct typist {
	const char *user, *name;
};

struct counting {
	struct dataset *data;
	struct period period;
	struct arena *mem;
	VEC(struct typist) typists;
	VEC(struct second_rate) rates;
};

static const char *name_of(struct counting *c, const struct record *kept)
{
	const char *user = kept->changed_by ? kept->changed_by : "";
	struct revision_list list = { 0 };
	struct err ignored = { 0 };
	const char *name = user;

	for (size_t i = 0; i < c->typists.count; i++)
		if (strcmp(c->typists.at[i].user, user) == 0)
			return c->typists.at[i].name;
	if (data_history(c->data, kept->form, kept->id, c->mem, &list, &ignored) == 0 &&
		list.count && *list.at[0].user_name)
		name = list.at[0].user_name;
	name = arena_text(c->mem, name);
	*VEC_PUSH_IN(c->mem, &c->typists) =
		(struct typist){ arena_text(c->mem, user), name };
	return name;
}

static int same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void count_in(struct counting *c, const struct record *kept, const char *form_id,
	const char *unit, const char *typist)
{
	struct second_rate *rate = NULL;

	for (size_t i = 0; i < c->rates.count && !rate; i++)
		if (same_text(c->rates.at[i].form_id, form_id) &&
			same_text(c->rates.at[i].unit, unit) &&
			same_text(c->rates.at[i].typist, typist))
			rate = &c->rates.at[i];
	if (!rate) {
		rate = VEC_PUSH_IN(c->mem, &c->rates);
		*rate = (struct second_rate){ .form_id = arena_text(c->mem, form_id) };
		rate->form = model_form(dataset_model(c->data), form_id);
		rate->unit = unit ? arena_text(c->mem, unit) : NULL;
		rate->typist = typist;
	}
	rate->entries++;
	rate->cells += cells_of(c->data, kept, SECOND_COMPARED);
	rate->agreed += cells_of(c->data, kept, SECOND_AGREED);
}

static int is_in_period(const struct counting *c, const struct record *kept)
{
	const struct value *v =
		kept_value(dataset_model(c->data), kept, KEPT_SECOND, SECOND_PERIOD);

	if (c->period.kind == PERIOD_NONE)
		return 1;
	return value_is_given(v) && v->kind == KIND_PERIOD &&
		period_contains(c->period, v->period,
			&dataset_model(c->data)->calendar.season);
}

static int count_one(void *context, const struct record *kept, struct err *err)
{
	struct counting *c = context;
	const struct model *model = dataset_model(c->data);
	const char *form_id = kept_text(model, kept, KEPT_SECOND, SECOND_LEDGER);
	const char *unit = kept_text(model, kept, KEPT_SECOND, SECOND_UNIT);

	(void)err;
	if (!*form_id || !is_in_period(c, kept))
		return 0;
	count_in(c, kept, form_id, NULL, NULL);
	if (*unit)
		count_in(c, kept, form_id, unit, NULL);
	count_in(c, kept, form_id, NULL, name_of(c, kept));
	return 0;
}

static int compare_text(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

/* All of a form, its units, its typists. */
static int compare_rates(const void *a, const void *b)
{
	const struct second_rate *x = a, *y = b;
	int order = compare_text(x->form_id, y->form_id);

	if (order == 0)
		order = compare_text(x->typist, y->typist);
	return order ? order : compare_text(x->unit, y->unit);
}

int second_rates(struct dataset *data, const struct form *form, struct period period,
	struct arena *mem, struct second_rate **out, size_t *count, struct err *err)
{
	const struct model *model = dataset_model(data);
	struct query query = { .form = kept_form(model, KEPT_SECOND) };
	struct counting c = { .data = data, .period = period, .mem = mem };

	if (!query.form)
		return err_set(err, ERR_FAULT,
			_("conf/cycles.conf names no ledger of second entries"));
	if (may(model, dataset_viewer(data), ACTION_READ, query.form, NULL, err) < 0)
		return -1;
	if (form) {
		query.where = work_condition(model, query.form, mem, err, "%s = '%s'",
			second_kept(data, SECOND_LEDGER)->id, form->id);
		if (!query.where)
			return -1;
	}
	if (query_each(data, &query, count_one, &c, err) < 0)
		return -1;
	if (c.rates.count)
		qsort(c.rates.at, c.rates.count, sizeof(*c.rates.at), compare_rates);
	*out = c.rates.at;
	*count = c.rates.count;
	return 0;
}

/* ---- what is still open on a record ---- */

struct opening {
	struct dataset *data;
	const struct record *record;
	struct arena *mem;
	const char *lines; /* of the latest */
	int64_t when;
};

static int keep_latest(void *context, const struct record *kept, struct err *err)
{
	struct opening *o = context;
	const char *lines =
		kept_text(dataset_model(o->data), kept, KEPT_SECOND, SECOND_DIFFERING);

	(void)err;
	if (kept->changed < o->record->changed || kept->changed < o->when)
		return 0;
	o->when = kept->changed;
	o->lines = *lines ? arena_text(o->mem, lines) : NULL;
	return 0;
}

int second_open_text(struct dataset *data, const struct record *record, struct arena *mem,
	struct str *out, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct form *form = kept_form(model, KEPT_SECOND);
	struct opening o = { .data = data, .record = record, .mem = mem };
	const char *mark = second_marks[SECOND_OPEN];
	struct str found = { 0 };

	if (!form || !record->id || form_is_kept(model, record->form, NULL) ||
		may(model, dataset_viewer(data), ACTION_READ, form, NULL, err) < 0) {
		err_clear(err);
		return 0;
	}
	if (second_each(data, record, mem, keep_latest, &o, err) < 0)
		return -1;
	for (const char *at = o.lines; at && *at; at += strcspn(at, "\n"), at += *at == '\n')
		if (strncmp(at, mark, strlen(mark)) == 0) {
			size_t skip = strlen(mark) + 1;

			str_add(&found, found.len ? "; " : "");
			str_add_len(&found, at + skip, strcspn(at, "\n") - skip);
		}
	if (found.len)
		str_addf(out, _("Second entry differs: %s"), str_text(&found));
	str_release(&found);
	return 0;
}

/*
 * collect.c - what units filed for a period, and what the ledger holds of it: one read of each.
 */
#include "work/collect.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/kept.h"
#include "model/model.h"
#include "work/collect_internal.h"
#include "work/comments.h"

enum { UNITS_MOST = 200 }; /* in one condition */

/* While the ledger is read. */
struct reading {
	struct dataset *data;
	const struct model *model;
	const struct cycle *cycle;
	struct period period;
	struct arena *mem;
	struct filing *filings;
	struct cells *cells; /* beside them */
	size_t count;
	size_t *place; /* by unit: which filing + 1, 0 not looked, NOWHERE */
	VEC(struct record *) comments;
};

static const size_t NOWHERE = SIZE_MAX;

static size_t place_of(struct reading *r, const struct value *v)
{
	const struct unit *unit = v && v->state == VALUE_GIVEN && v->kind == KIND_TEXT
		? unit_find(&r->model->units, v->text)
		: NULL;
	const struct unit *owes;

	if (!unit)
		return NOWHERE;
	if (r->place[unit->index])
		return r->place[unit->index];
	owes = cycle_unit_of(r->cycle, r->model, r->period, unit);
	r->place[unit->index] = NOWHERE;
	for (size_t i = 0; owes && i < r->count; i++)
		if (r->filings[i].unit == owes)
			r->place[unit->index] = i + 1;
	return r->place[unit->index];
}

/* ---- records of the ledger ---- */

static int add_figures(struct filing *f, const struct record *record, struct err *err)
{
	const struct field_set *figures = &f->cycle->figures;

	for (size_t i = 0; i < figures->count; i++) {
		const struct value *v = &record->values[figures->at[i]->index];
		struct value *sum = &f->figures[i];

		if (v->state != VALUE_GIVEN || v->kind != KIND_NUMBER ||
			v->nature != NATURE_ACTUAL) {
			if (sum->state == VALUE_NONE)
				*sum = value_state_only(VALUE_MISSING);
			continue;
		}
		if (sum->state != VALUE_GIVEN)
			*sum = value_number(v->number);
		else if (decimal_add(sum->number, v->number, &sum->number, err) < 0)
			return -1;
	}
	return 0;
}

static int add_record(void *context, const struct record *record, struct err *err)
{
	struct reading *r = context;
	const struct field *unit = record->form->unit;
	size_t at = place_of(r, unit ? &record->values[unit->index] : NULL);
	struct filing *f;

	if (at == NOWHERE)
		return 0;
	f = &r->filings[at - 1];
	f->records++;
	f->kept += (uint64_t)filing_is_owed(r->model, record->state);
	cells_add(&r->cells[at - 1], record);
	return add_figures(f, record, err);
}

/* Rows of the period; of one unit those of its subtree alone, so that an index finds them. */
static int ledger_condition(const struct model *model, const struct cycle *cycle,
	struct period period, const struct unit *one, struct arena *mem,
	const struct expr **out, struct err *err)
{
	const struct expr *within;
	struct str codes = { 0 };
	size_t count = 0;

	if (period_condition(model, cycle->form, period, mem, out, err) < 0)
		return -1;
	for (size_t i = 0; one && i < model->units.count; i++)
		if (cycle_unit_of(cycle, model, period, &model->units.units[i]) == one)
			str_addf(&codes, "%s'%s'", count++ ? ", " : "",
				model->units.units[i].code);
	if (count == 0 || count > UNITS_MOST || !cycle->form->unit) {
		str_release(&codes);
		return 0;
	}
	within = work_condition(model, cycle->form, mem, err, "%s in (%s)",
		cycle->form->unit->id, str_text(&codes));
	str_release(&codes);
	*out = within ? expr_and(*out, within, mem) : NULL;
	return within ? 0 : -1;
}

static int read_ledger(struct reading *r, const struct unit *one, struct err *err)
{
	struct query query = { .form = r->cycle->form };

	r->cells = arena_array(r->mem, r->count, sizeof(*r->cells));
	for (size_t i = 0; i < r->count; i++) {
		cells_begin(&r->cells[i], r->model, r->cycle, r->period, r->mem);
		r->filings[i].figures =
			arena_array(r->mem, r->cycle->figures.count, sizeof(struct value));
	}
	if (ledger_condition(r->model, r->cycle, r->period, one, r->mem, &query.where, err) <
			0 ||
		query_each(r->data, &query, add_record, r, err) < 0)
		return -1;
	for (size_t i = 0; i < r->count; i++) {
		cells_end(&r->cells[i]);
		r->filings[i].cells = r->cells[i].wanted;
		r->filings[i].given = r->cells[i].given;
	}
	return 0;
}

/* ---- comments ---- */

static int add_comment(void *context, const struct record *record, struct err *err)
{
	struct reading *r = context;

	(void)err;
	*VEC_PUSH_IN(r->mem, &r->comments) = record_copy(record, r->mem);
	return 0;
}

/* What was put right or deleted is not open, although nobody has said so. */
static int count_open(struct reading *r, struct err *err)
{
	const struct field *unit = kept_field(r->model, KEPT_COMMENT, COMMENT_UNIT);

	for (size_t i = 0; i < r->comments.count; i++) {
		const struct record *comment = r->comments.at[i];
		size_t at = place_of(r, &comment->values[unit->index]);
		int open = at == NOWHERE ? 0 : comment_is_open(r->data, comment, r->mem, err);

		if (open < 0)
			return -1;
		if (open)
			r->filings[at - 1].open_comments++;
	}
	return 0;
}

/* Who may not read comments has none. */
static int read_comments(struct reading *r, struct err *err)
{
	struct query query = { .form = kept_form(r->model, KEPT_COMMENT) };
	struct err refused = { 0 };
	struct str period = { 0 };

	if (!query.form ||
		may(r->model, dataset_viewer(r->data), ACTION_READ, query.form, NULL,
			&refused) < 0)
		return 0;
	period_print(r->period, &period);
	query.where = work_condition(r->model, query.form, r->mem, err,
		"%s = %s and (%s = '%s' or %s = '%s')",
		kept_field(r->model, KEPT_COMMENT, COMMENT_PERIOD)->id, str_text(&period),
		kept_field(r->model, KEPT_COMMENT, COMMENT_LEDGER)->id, r->cycle->form->id,
		kept_field(r->model, KEPT_COMMENT, COMMENT_LEDGER)->id,
		kept_form(r->model, KEPT_FILING)->id);
	str_release(&period);
	if (!query.where || query_each(r->data, &query, add_comment, r, err) < 0)
		return -1;
	return count_open(r, err);
}

/* ---- asked for ---- */

static int read_all(struct dataset *data, const struct cycle *cycle, const struct unit *unit,
	struct period period, struct arena *mem, struct filing **out, size_t *count,
	struct err *err)
{
	const struct model *model = dataset_model(data);
	struct reading r = {
		.data = data, .model = model, .cycle = cycle, .period = period, .mem = mem
	};
	struct kept_rows kept;

	*out = NULL;
	*count = 0;
	if (!cycle->form || !cycle_asks(cycle, model, period))
		return 0;
	if (cycle_may_read(data, cycle, err) < 0)
		return -1;
	if (kept_begin(data, mem, &kept, err) < 0 ||
		kept_filings(data, cycle, period, mem, &kept, err) < 0 ||
		filings_filed_in(
			data, &kept, cycle, period, unit, mem, &r.filings, &r.count, err) < 0)
		return -1;
	r.place = arena_array(mem, model->units.count, sizeof(*r.place));
	if (r.count > 0 && (read_ledger(&r, unit, err) < 0 || read_comments(&r, err) < 0))
		return -1;
	*out = r.filings;
	*count = r.count;
	return 0;
}

int filings_of(struct dataset *data, const struct cycle *cycle, struct period period,
	struct arena *mem, struct filing **out, size_t *count, struct err *err)
{
	return read_all(data, cycle, NULL, period, mem, out, count, err);
}

int filing_of(struct dataset *data, const struct cycle *cycle, const struct unit *unit,
	struct period period, struct arena *mem, struct filing *out, struct err *err)
{
	struct filing *found;
	size_t count;

	if (read_all(data, cycle, unit, period, mem, &found, &count, err) < 0)
		return -1;
	if (count == 0)
		return DATA_NONE;
	*out = found[0];
	return DATA_OK;
}

/* ---- the records themselves ---- */

struct gathering {
	const struct filing *of;
	const struct model *model;
	struct arena *mem;
	VEC(struct record *) all;
};

static int gather(void *context, const struct record *record, struct err *err)
{
	struct gathering *g = context;
	const struct unit *unit = record_of_unit(g->model, record);

	(void)err;
	if (unit && cycle_unit_of(g->of->cycle, g->model, g->of->period, unit) == g->of->unit)
		*VEC_PUSH_IN(g->mem, &g->all) = record_copy(record, g->mem);
	return 0;
}

int filing_find(struct dataset *data, const struct cycle *cycle, const struct unit *unit,
	struct period period, struct arena *mem, struct record **out, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct form *form = kept_form(model, KEPT_FILING);
	struct record *key;

	if (!form)
		return DATA_NONE;
	key = record_new(form, mem);
	kept_set(model, key, KEPT_FILING, FILING_CYCLE, value_text(cycle->id));
	kept_set(model, key, KEPT_FILING, FILING_UNIT, value_text(unit->code));
	kept_set(model, key, KEPT_FILING, FILING_PERIOD, value_period(period));
	return data_get_by_key(data, key, mem, out, err);
}

int filing_records(struct dataset *data, const struct filing *f, struct arena *mem,
	struct record ***out, size_t *count, struct err *err)
{
	const struct model *model = dataset_model(data);
	struct gathering g = { .of = f, .model = model, .mem = mem };
	struct query query = { .form = f->cycle->form };

	*out = NULL;
	*count = 0;
	if (ledger_condition(model, f->cycle, f->period, f->unit, mem, &query.where, err) < 0 ||
		query_each(data, &query, gather, &g, err) < 0)
		return -1;
	*out = g.all.at;
	*count = g.all.count;
	return 0;
}

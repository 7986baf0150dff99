/*
 * review.c - what was filed for a period read once, beside the period before, and judged.
 */
#include "work/review.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "data/query.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/form.h"
#include "model/model.h"

enum { HUNDRED = 100 };

/* ---- judging ----------------------------------------------------------------------------- */

/* Half-up, of what stood before; 0 when it cannot be told. */
static int64_t percent_of(struct decimal was, struct decimal is)
{
	struct decimal by, out;
	struct err ignored = { 0 };

	if (decimal_subtract(is, was, &by, &ignored) < 0 ||
		decimal_multiply(by, decimal_of(HUNDRED), &by, &ignored) < 0 ||
		decimal_divide(by, was, &out, &ignored) < 0 ||
		decimal_rescale(out, 0, &out, &ignored) < 0)
		return 0;
	return out.unscaled;
}

static enum review_change compare(
	const struct value *was, const struct value *is, int64_t *percent)
{
	int zero_was = value_is_given(was) && was->number.unscaled == 0;
	int zero_is = value_is_given(is) && is->number.unscaled == 0;

	*percent = 0;
	if (!value_is_given(was))
		return value_is_given(is) ? CHANGE_CAME : CHANGE_NONE;
	if (!value_is_given(is))
		return CHANGE_WENT;
	if (zero_was || zero_is)
		return zero_was && zero_is ? CHANGE_PERCENT
			: zero_was         ? CHANGE_FROM_ZERO
					   : CHANGE_TO_ZERO;
	*percent = percent_of(was->number, is->number);
	return CHANGE_PERCENT;
}

/* How much a change is worth a look: figures that come or go from nothing before others. */
static int64_t weight(enum review_change change, int64_t percent)
{
	switch (change) {
	case CHANGE_FROM_ZERO:
	case CHANGE_TO_ZERO:
		return INT64_MAX;
	case CHANGE_PERCENT:
		return 1 + (percent < 0 ? -percent : percent);
	case CHANGE_CAME:
	case CHANGE_WENT:
		return 1;
	case CHANGE_NONE:
		break;
	}
	return 0;
}

static void judge_figures(struct review_row *row)
{
	int64_t most = -1;

	for (size_t i = 0; i < row->now.cycle->figures.count; i++) {
		int64_t percent;
		enum review_change change =
			compare(&row->before[i], &row->now.figures[i], &percent);

		if (weight(change, percent) <= most)
			continue;
		most = weight(change, percent);
		row->figure = i;
		row->change = change;
		row->percent = percent;
	}
}

static int is_jump(const struct review_row *row)
{
	int64_t by = row->percent < 0 ? -row->percent : row->percent;

	return row->now.cycle->jump > 0 &&
		(row->change == CHANGE_FROM_ZERO || row->change == CHANGE_TO_ZERO ||
			(row->change == CHANGE_PERCENT && by >= row->now.cycle->jump));
}

static unsigned bit(enum review_mark mark, int is)
{
	return is ? 1u << mark : 0;
}

void review_judge(struct review_row *row)
{
	const struct filing *f = &row->now;
	int filed = f->state != STATE_NEW;

	row->change = CHANGE_NONE;
	row->percent = 0;
	row->figure = 0;
	judge_figures(row);
	row->marks = bit(REVIEW_OVERDUE, !filed && f->due == DUE_OVERDUE) |
		bit(REVIEW_NOT_FILED, !filed && f->due != DUE_OVERDUE) |
		bit(REVIEW_RETURNED, filed && row->held_up) |
		bit(REVIEW_BROKEN, row->broken > 0) | bit(REVIEW_WARNED, row->warned > 0) |
		bit(REVIEW_JUMP, filed && is_jump(row)) |
		bit(REVIEW_MISSING, filed && filing_percent(f) < HUNDRED) |
		bit(REVIEW_LATE, filed && f->due == DUE_LATE);
}

/* ---- reading ----------------------------------------------------------------------------- */

/* What stands in the ledger for one unit that owes it. */
struct pile {
	const struct unit *unit;
	struct value *before;
	VEC(struct seen_record) seen; /* in the reader's memory, as all here */
	uint64_t broken, warned, look_at;
};

struct seen_record {
	uint64_t id, revision;
};

struct reader {
	struct dataset *data;
	const struct model *model;
	const struct cycle *cycle;
	struct period period; /* that is reviewed: its tree says whose a record is */
	struct arena *mem;
	struct pile *piles;
	size_t count;
};

static struct pile *pile_of(struct reader *r, const struct record *record)
{
	const struct unit *own = record_of_unit(r->model, record);

	if (own)
		own = cycle_unit_of(r->cycle, r->model, r->period, own);
	for (size_t i = 0; own && i < r->count; i++)
		if (r->piles[i].unit == own)
			return &r->piles[i];
	return NULL;
}

/* Of what is not submitted; rules that cannot be asked are told when it is submitted. */
static int is_broken(struct reader *r, const struct record *record)
{
	struct expr_scope scope = { .model = r->model,
		.record = record,
		.aggregate = data_aggregate,
		.param = data_rule_param,
		.context = r->data,
		.mem = r->mem };
	struct findings found = { 0 };
	struct err ignored = { 0 };

	if (data_counts(r->data, record->state))
		return 0;
	return record_check(r->model, record, dataset_today(r->data), &scope, r->mem, &found,
		       &ignored) == 0 &&
		found.blocks > 0;
}

static int take_now(void *context, const struct record *record, struct err *err)
{
	struct reader *r = context;
	struct pile *pile = pile_of(r, record);
	int broken, warned;

	(void)err;
	if (!pile)
		return 0;
	*VEC_PUSH_IN(r->mem, &pile->seen) =
		(struct seen_record){ record->id, record->revision };
	broken = is_broken(r, record);
	warned = !text_is_empty(record->warn_reason) && !broken;
	pile->broken += (uint64_t)broken;
	pile->warned += (uint64_t)warned;
	if (!pile->look_at && (broken || warned))
		pile->look_at = record->id;
	return 0;
}

static void add(struct value *sum, const struct value *v)
{
	struct err ignored = { 0 };

	if (!value_is_given(v) || v->kind != KIND_NUMBER || v->nature != NATURE_ACTUAL)
		return;
	if (!value_is_given(sum))
		*sum = value_number(v->number);
	else if (decimal_add(sum->number, v->number, &sum->number, &ignored) < 0)
		*sum = value_state_only(VALUE_MISSING);
}

static int take_before(void *context, const struct record *record, struct err *err)
{
	struct reader *r = context;
	struct pile *pile = pile_of(r, record);

	(void)err;
	if (!pile || !data_counts(r->data, record->state))
		return 0;
	for (size_t i = 0; i < r->cycle->figures.count; i++)
		add(&pile->before[i], &record->values[r->cycle->figures.at[i]->index]);
	return 0;
}

static int each_of(struct reader *r, struct period period,
	int (*take)(void *, const struct record *, struct err *), struct err *err)
{
	const struct form *form = r->cycle->form;
	struct expr_options options = { .model = r->model, .form = form, .want = EXPR_BOOL };
	struct query query = { .form = form };
	struct str text = { 0 };
	int got;

	if (period.kind == PERIOD_NONE || !form->period)
		return 0;
	str_addf(&text, "%s = ", form->period->id);
	period_print(period, &text);
	got = expr_parse(str_text(&text), &options, r->mem, &query.where, err);
	if (got == 0)
		got = query_each(r->data, &query, take, r, err);
	str_release(&text);
	return got < 0 ? -1 : 0;
}

static void begin(struct reader *r)
{
	const struct unit **units;

	r->count = cycle_units(r->cycle, r->model, r->period, r->mem, &units);
	r->piles = arena_array(r->mem, r->count + 1, sizeof(*r->piles));
	for (size_t i = 0; i < r->count; i++) {
		r->piles[i].unit = units[i];
		r->piles[i].before =
			arena_array(r->mem, r->cycle->figures.count + 1, sizeof(struct value));
	}
}

static void fill(struct reader *r, struct review_row *row, int32_t today)
{
	const struct filing *f = &row->now;
	int32_t until = f->state == STATE_NEW ? today : f->filed;
	struct pile none = { 0 }, *pile = NULL;

	for (size_t i = 0; i < r->count && !pile; i++)
		if (r->piles[i].unit == f->unit)
			pile = &r->piles[i];
	if (!pile) {
		pile = &none;
		none.before =
			arena_array(r->mem, r->cycle->figures.count + 1, sizeof(struct value));
	}
	row->before = pile->before;
	row->broken = pile->broken;
	row->warned = pile->warned;
	row->look_at = pile->look_at;
	row->seen_count = pile->seen.count;
	row->seen = arena_array(r->mem, pile->seen.count + 1, sizeof(*row->seen));
	for (size_t i = 0; i < pile->seen.count; i++) {
		row->seen[i][0] = pile->seen.at[i].id;
		row->seen[i][1] = pile->seen.at[i].revision;
	}
	row->held_up = f->state != STATE_NEW && !data_counts(r->data, f->state);
	row->over = until != DATE_NONE && f->due_day != DATE_NONE && until > f->due_day
		? until - f->due_day
		: 0;
	review_judge(row);
}

/* The worst first; what is alike stays in report order. */
static void put_in_order(struct review_row *rows, size_t count, struct arena *mem)
{
	struct review_row *all = arena_array(mem, count + 1, sizeof(*all));
	size_t at = 0;

	memcpy(all, rows, count * sizeof(*all));
	for (unsigned mark = 0; mark < REVIEW_MARKS; mark++)
		for (size_t i = 0; i < count; i++)
			if ((all[i].marks & (1u << mark)) &&
				!(all[i].marks & ((1u << mark) - 1)))
				rows[at++] = all[i];
	for (size_t i = 0; i < count; i++)
		if (!all[i].marks)
			rows[at++] = all[i];
}

int review_read(struct dataset *data, const struct cycle *cycle, struct period period,
	struct arena *mem, struct review_row **out, size_t *count, struct err *err)
{
	struct reader r = { .data = data,
		.model = dataset_model(data),
		.cycle = cycle,
		.period = period,
		.mem = mem };
	struct filing *filings;
	int32_t today = dataset_today(data);

	*out = NULL;
	*count = 0;
	begin(&r);
	/* lines before filings: what changes in between is a conflict, and not overlooked */
	if (each_of(&r, period, take_now, err) < 0 ||
		each_of(&r, period_previous(period), take_before, err) < 0 ||
		filings_of(data, cycle, period, mem, &filings, count, err) < 0)
		return -1;
	*out = arena_array(mem, *count + 1, sizeof(**out));
	for (size_t i = 0; i < *count; i++) {
		(*out)[i].now = filings[i];
		fill(&r, &(*out)[i], today);
	}
	put_in_order(*out, *count, mem);
	return 0;
}

/* ---- one line ---------------------------------------------------------------------------- */

int review_filing_of(struct dataset *data, const struct record *line, struct arena *mem,
	const struct cycle **cycle, struct record **filing, struct err *err)
{
	const struct model *model = dataset_model(data);
	struct period period = record_of_period(line);
	const struct unit *unit = record_of_unit(model, line);

	*cycle = record_cycle(model, line);
	unit = *cycle && unit ? cycle_unit_of(*cycle, model, period, unit) : NULL;
	return unit ? filing_find(data, *cycle, unit, period, mem, filing, err) : DATA_NONE;
}

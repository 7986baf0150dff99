/*
 * comments.c - comments on the cells of what was returned: written, listed, answered, and done
 * once the cell holds something else.
 */
#include "work/comments.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/query.h"
#include "model/field_type.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/workflow.h"
#include "work/collect_internal.h"

/* ---- values of a comment ---- */

static int is_done(const struct model *model, const struct record *record)
{
	const struct value *v = kept_value(model, record, KEPT_COMMENT, COMMENT_DONE);

	return value_is_given(v) && v->yes;
}

static uint64_t record_of(const struct model *model, const struct record *comment)
{
	return strtoull(kept_text(model, comment, KEPT_COMMENT, COMMENT_RECORD), NULL, 10);
}

/* ---- writing ---- */

static int check_new(const struct form *comments, const struct form *form,
	const struct new_comment *wanted, struct err *err)
{
	if (!comments)
		return err_set(err, ERR_FAULT,
			_("conf/cycles.conf names no ledger for comments; herbledger check "
			  "says what is wrong"));
	if (wanted->field && *wanted->field && !form_field(form, wanted->field))
		return err_set(err, ERR_USAGE, _("%s has no field %s"),
			form_label(form, i18n_lang()), wanted->field);
	if (text_is_empty(wanted->text))
		return err_set(err, ERR_USAGE, _("A comment says something: write it"));
	return text_check(_("Comment"), wanted->text, err);
}

static void set_where(const struct model *model, const struct comment_at *at,
	struct record *comment)
{
	const struct record *whole = at->filing ? at->filing : at->record;
	const struct form *form = whole->form;
	int64_t rounds = at->filing ? kept_number(model, whole, KEPT_FILING, FILING_ROUND) : 0;

	if (form->unit)
		kept_set(model, comment, KEPT_COMMENT, COMMENT_UNIT,
			whole->values[form->unit->index]);
	if (form->period)
		kept_set(model, comment, KEPT_COMMENT, COMMENT_PERIOD,
			whole->values[form->period->index]);
	kept_set(model, comment, KEPT_COMMENT, COMMENT_ROUND,
		value_number(decimal_of(rounds + 1)));
}

struct record *comment_new(struct dataset *data, const struct comment_at *at,
	const struct new_comment *wanted, struct arena *mem, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct form *form = kept_form(model, KEPT_COMMENT);
	struct record *comment;

	if (check_new(form, at->record->form, wanted, err) < 0)
		return NULL;
	comment = record_new(form, mem);
	kept_set(
		model, comment, KEPT_COMMENT, COMMENT_LEDGER, value_text(at->record->form->id));
	kept_set(model, comment, KEPT_COMMENT, COMMENT_RECORD,
		value_text(arena_printf(mem, "%" PRIu64, at->record->id)));
	if (wanted->field && *wanted->field)
		kept_set(model, comment, KEPT_COMMENT, COMMENT_FIELD,
			value_text(arena_text(mem, wanted->field)));
	kept_set(model, comment, KEPT_COMMENT, COMMENT_TEXT,
		value_text(arena_text(mem, wanted->text)));
	kept_set(model, comment, KEPT_COMMENT, COMMENT_DONE, value_bool(0));
	set_where(model, at, comment);
	return comment;
}

/* ---- whether the cell was put right ---- */

/* What a record held when it last went back. */
struct before {
	struct dataset *data;
	struct arena *mem;
	uint64_t id;                    /* 0: nothing read yet */
	const struct record *record;    /* NULL: it never went back */
};

static int went_back(const struct model *model, const struct revision *r)
{
	const struct work_state *state =
		r->record ? model_state(model, r->record->state) : NULL;

	return state && !state->counts && r->record->state != STATE_DELETED &&
		form_action(r->record->form, r->action) != NULL;
}

static int read_before(
	struct before *b, const struct form *form, uint64_t id, struct err *err)
{
	struct revision_list list = { 0 };

	if (b->id == id && (!b->record || b->record->form == form))
		return 0;
	b->id = id;
	b->record = NULL;
	if (data_history(b->data, form, id, b->mem, &list, err) < 0)
		return -1;
	for (size_t i = 0; i < list.count; i++)
		if (went_back(dataset_model(b->data), &list.at[i]))
			b->record = list.at[i].record;
	return 0;
}

static int differs(const struct record *was, const struct record *is, const char *field_id)
{
	for (size_t i = 0; i < is->form->field_count; i++) {
		const struct field *field = &is->form->fields[i];

		if ((!*field_id || strcmp(field->id, field_id) == 0) &&
			!(field_type_flags(field) & TYPE_COMPUTED) &&
			!value_equal(&was->values[i], &is->values[i]))
			return 1;
	}
	return 0;
}

/* 1 the cell holds something else than when it went back, 0 the same, -1. */
static int is_put_right(struct before *b, const struct record *comment,
	const struct record *line, struct err *err)
{
	const struct model *model = dataset_model(b->data);

	if (read_before(b, line->form, line->id, err) < 0)
		return -1;
	return b->record && b->record->form == line->form &&
		differs(b->record, line,
			kept_text(model, comment, KEPT_COMMENT, COMMENT_FIELD));
}

/* ---- reading them ---- */

struct gathering {
	const struct model *model;
	struct arena *mem;
	int open_only;
	VEC(struct record *) all;
};

static int gather(void *context, const struct record *record, struct err *err)
{
	struct gathering *g = context;

	(void)err;
	if (!g->open_only || !is_done(g->model, record))
		*VEC_PUSH_IN(g->mem, &g->all) = record_copy(record, g->mem);
	return 0;
}

static int read_some(struct dataset *data, struct gathering *g, const char *condition,
	struct err *err)
{
	struct query query = { .form = kept_form(g->model, KEPT_COMMENT) };
	struct err ignored = { 0 };

	if (!query.form ||
		may(g->model, dataset_viewer(data), ACTION_READ, query.form, NULL, &ignored) <
			0)
		return 0;
	query.where =
		work_condition(g->model, query.form, g->mem, err, "%s", condition);
	return query.where ? query_each(data, &query, gather, g, err) : -1;
}

static const char *field_of(const struct model *model, enum comment_field which)
{
	return kept_field(model, KEPT_COMMENT, which)->id;
}

int comments_settled(struct dataset *data, const struct filing *f, struct record **lines,
	size_t line_count, struct arena *mem, struct record ***out, size_t *count,
	struct err *err)
{
	struct gathering g = { .model = dataset_model(data), .mem = mem, .open_only = 1 };
	struct before before = { .data = data, .mem = mem };
	struct str text = { 0 };
	int got;

	*out = NULL;
	*count = 0;
	if (!kept_form(g.model, KEPT_COMMENT))
		return 0;
	str_addf(&text, "%s = '%s' and %s = '%s' and %s = ", field_of(g.model, COMMENT_LEDGER),
		f->cycle->form->id, field_of(g.model, COMMENT_UNIT), f->unit->code,
		field_of(g.model, COMMENT_PERIOD));
	period_print(f->period, &text);
	got = read_some(data, &g, str_text(&text), err);
	str_release(&text);
	*out = arena_array(mem, g.all.count, sizeof(**out));
	for (size_t i = 0; got >= 0 && i < g.all.count; i++) {
		struct record *comment = g.all.at[i];
		uint64_t id = record_of(g.model, comment);

		for (size_t k = 0; got >= 0 && k < line_count; k++) {
			if (lines[k]->id != id)
				continue;
			got = is_put_right(&before, comment, lines[k], err);
			if (got > 0) {
				kept_set(g.model, comment, KEPT_COMMENT, COMMENT_DONE,
					value_bool(1));
				(*out)[(*count)++] = comment;
			}
		}
	}
	return got < 0 ? -1 : 0;
}

/* ---- listing them ---- */

struct listing {
	struct dataset *data;
	const struct model *model;
	const struct form *form;
	struct arena *mem;
	struct before before;
	struct record *line;            /* last looked up; NULL: it is gone */
	uint64_t line_id;
};

static int read_line(struct listing *l, uint64_t id, struct err *err)
{
	int got;

	if (l->line_id == id)
		return 0;
	l->line_id = id;
	l->line = NULL;
	got = data_get(l->data, l->form, id, l->mem, &l->line, err);
	if (got == DATA_OK && l->line->state == STATE_DELETED)
		l->line = NULL;
	return got < 0 ? -1 : 0;
}

/* Kept as done, or put right and submitted again. */
static int look_if_done(
	struct listing *l, const struct record *comment, int *done, struct err *err)
{
	const struct work_state *state;
	int got;

	*done = is_done(l->model, comment);
	if (*done)
		return 0;
	if (read_line(l, record_of(l->model, comment), err) < 0)
		return -1;
	*done = !l->line;
	state = l->line ? model_state(l->model, l->line->state) : NULL;
	if (!state || !state->counts)
		return 0;
	got = is_put_right(&l->before, comment, l->line, err);
	*done = got > 0;
	return got < 0 ? -1 : 0;
}

int comment_is_open(struct dataset *data, const struct record *comment, struct arena *mem,
	struct err *err)
{
	const struct model *model = dataset_model(data);
	struct listing l = { .data = data,
		.model = model,
		.form = model_form(
			model, kept_text(model, comment, KEPT_COMMENT, COMMENT_LEDGER)),
		.mem = mem,
		.before = { .data = data, .mem = mem } };
	int done = 1;

	if (l.form && look_if_done(&l, comment, &done, err) < 0)
		return -1;
	return !done;
}

static const char *written_by(struct listing *l, const struct record *comment)
{
	struct revision_list list = { 0 };
	struct err ignored = { 0 };

	if (data_history(l->data, comment->form, comment->id, l->mem, &list, &ignored) != 0 ||
		list.count == 0)
		return "";
	return list.at[0].user_name ? list.at[0].user_name : "";
}

static int take(struct listing *l, const struct record *record, struct comment *out,
	struct err *err)
{
	const char *field = kept_text(l->model, record, KEPT_COMMENT, COMMENT_FIELD);

	*out = (struct comment){ .id = record->id,
		.record = record_of(l->model, record),
		.form = l->form,
		.field = *field ? form_field(l->form, field) : NULL,
		.text = kept_text(l->model, record, KEPT_COMMENT, COMMENT_TEXT),
		.answer = kept_text(l->model, record, KEPT_COMMENT, COMMENT_ANSWER),
		.by = written_by(l, record),
		.round = (int)kept_number(l->model, record, KEPT_COMMENT, COMMENT_ROUND) };
	return look_if_done(l, record, &out->done, err);
}

static int by_field(const void *a, const void *b)
{
	const struct comment *x = a, *y = b;
	long long left = x->field ? (long long)x->field->index : -1;
	long long right = y->field ? (long long)y->field->index : -1;

	if (x->done != y->done)
		return x->done - y->done;
	if (x->record != y->record)
		return x->record < y->record ? -1 : 1;
	if (left != right)
		return left < right ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static int same_place(
	const struct model *model, const struct record *a, const struct record *b)
{
	return value_equal(kept_value(model, a, KEPT_COMMENT, COMMENT_UNIT),
		       kept_value(model, b, KEPT_COMMENT, COMMENT_UNIT)) &&
		value_equal(kept_value(model, a, KEPT_COMMENT, COMMENT_PERIOD),
			kept_value(model, b, KEPT_COMMENT, COMMENT_PERIOD));
}

/* 1: nothing was written there in a later round. */
static int is_latest(const struct gathering *g, const struct record *record)
{
	int64_t round = kept_number(g->model, record, KEPT_COMMENT, COMMENT_ROUND);

	for (size_t i = 0; i < g->all.count; i++)
		if (same_place(g->model, record, g->all.at[i]) &&
			kept_number(g->model, g->all.at[i], KEPT_COMMENT, COMMENT_ROUND) >
				round)
			return 0;
	return 1;
}

int comments_list(struct dataset *data, const struct form *form, uint64_t record, int all,
	struct arena *mem, struct comment **out, size_t *count, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct form *now = model_form(model, form->id);
	struct gathering g = { .model = model, .mem = mem };
	struct listing l = { .data = data, .model = model, .form = now ? now : form,
		.mem = mem, .before = { .data = data, .mem = mem } };
	struct str text = { 0 };
	int got;

	*out = NULL;
	*count = 0;
	if (!kept_form(model, KEPT_COMMENT))
		return 0;
	str_addf(&text, "%s = '%s'", field_of(model, COMMENT_LEDGER), form->id);
	if (record)
		str_addf(&text, " and %s = '%" PRIu64 "'", field_of(model, COMMENT_RECORD),
			record);
	got = read_some(data, &g, str_text(&text), err);
	str_release(&text);
	*out = arena_array(mem, g.all.count, sizeof(**out));
	for (size_t i = 0; got >= 0 && i < g.all.count; i++) {
		struct comment *comment = &(*out)[*count];

		if (!all && is_done(model, g.all.at[i]) && !is_latest(&g, g.all.at[i]))
			continue;
		got = take(&l, g.all.at[i], comment, err);
		if (got >= 0 && (all || !comment->done || is_latest(&g, g.all.at[i])))
			(*count)++;
	}
	if (got < 0)
		return -1;
	qsort(*out, *count, sizeof(**out), by_field);
	return 0;
}

/* ---- answering ---- */

int comment_done(struct dataset *data, uint64_t id, const char *answer, struct arena *mem,
	struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct form *form = kept_form(model, KEPT_COMMENT);
	struct save_options options = { .flags = SAVE_VERB };
	struct save_result result;
	struct record *record;
	int got = form ? data_get(data, form, id, mem, &record, err) : DATA_NONE;

	if (got > 0)
		return err_set(err, ERR_NOT_FOUND, _("There is no such comment any more"));
	if (got < 0 || (answer && text_check(_("Answer"), answer, err) < 0))
		return -1;
	kept_set(model, record, KEPT_COMMENT, COMMENT_DONE, value_bool(1));
	if (!text_is_empty(answer))
		kept_set(model, record, KEPT_COMMENT, COMMENT_ANSWER, value_text(answer));
	got = data_save(data, record, &options, mem, &result, err);
	return got > 0 ? err_set(err, ERR_CONFLICT, "%s", result.sentence) : got;
}

/*
 * build_values.c - expressions of a report: their parameters, the indicators they name, the
 * ledgers they ask, and a trace of all of it.
 *
 * An indicator is computed once for each turn of a loop it is asked in.
 */
#include "report/build.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "data/query.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/viewer.h"

enum { MOST_NESTED_INDICATORS = 64 };

static int evaluate(struct build *b, const struct expr *expr, const struct record *record,
	struct trace *trace, struct value *out, struct err *err);

/* ---- parameters ---- */

static int base_param(const struct build *b, const char *name, struct value *out)
{
	if (strcmp(name, "period") == 0)
		*out = value_period(b->request.period);
	else if (strcmp(name, "as_of") == 0)
		*out = value_date(b->request.as_of);
	else if (strcmp(name, "today") == 0)
		*out = value_date(b->today);
	else if (strcmp(name, "unit") == 0)
		*out = value_text(b->request.unit->code);
	else if (strcmp(name, "item") == 0)
		*out = value_number(decimal_of(b->source->ordinal));
	else
		return 1;
	return 0;
}

static const struct binding *binding_of(const struct build *b, const char *name)
{
	for (const struct binding *at = b->binding; at; at = at->outer)
		for (size_t i = 0; i < COUNT_OF(at->names); i++)
			if (at->names[i] && strcmp(at->names[i], name) == 0)
				return at;
	return NULL;
}

const struct unit *build_unit(const struct build *b)
{
	for (const struct binding *at = b->binding; at; at = at->outer)
		if (at->unit)
			return at->unit;
	return NULL;
}

static struct memo *remembered(struct build *b, const struct indicator *indicator)
{
	unsigned long serial = b->binding ? b->binding->serial : 0;
	struct memo *memo;

	for (size_t i = 0; i < b->memos.count; i++)
		if (b->memos.at[i]->indicator == indicator && b->memos.at[i]->serial == serial)
			return b->memos.at[i];
	if (b->nested >= MOST_NESTED_INDICATORS) {
		err_set(&b->inner, ERR_FAULT, _("indicator %s asks for itself"), indicator->id);
		return NULL;
	}
	memo = arena_alloc(b->mem, sizeof(*memo));
	memo->indicator = indicator;
	memo->serial = serial;
	b->nested++;
	if (evaluate(b, indicator->expr, NULL, &memo->trace, &memo->value, &b->inner) < 0) {
		if (b->inner.code != ERR_DENIED)
			err_prefix(&b->inner, _("indicator %s"), indicator->id);
		memo = NULL;
	}
	b->nested--;
	if (memo)
		*VEC_PUSH_IN(b->mem, &b->memos) = memo;
	return memo;
}

static int param(void *context, const char *name, struct value *out)
{
	struct build *b = context;
	const struct binding *binding = binding_of(b, name);
	const struct indicator *indicator;
	const struct memo *memo;

	if (binding) {
		*out = binding->value;
		return 0;
	}
	if (base_param(b, name, out) == 0)
		return 0;
	indicator = model_indicator(b->model, name);
	if (!indicator || !indicator->expr)
		return 1;
	memo = remembered(b, indicator);
	if (!memo)
		return -1;
	trace_merge(b->trace, &memo->trace, b->mem);
	*out = memo->value;
	return 0;
}

/* ---- ledgers ---- */

static void warn_of_scope(struct build *b, const struct form *form)
{
	enum lang lang = i18n_lang();

	if (viewer_sees(b->model, dataset_viewer(b->data), form, b->request.unit))
		return;
	i18n_use(b->user);
	build_warn(b, _("You see only a part of %s; the report counts only that part."),
		form_label(form, b->user));
	i18n_use(lang);
}

static int trace_lines(struct build *b, const struct aggregate_call *call,
	const struct expr_scope *scope, struct err *err)
{
	struct trace_base base = { .form = call->form, .field = call->field };

	if (call->what != AGG_SUM || call->group || !call->field || call->field->compute)
		return 0;
	if (data_aggregate_lines(b->data, call, scope, &base.given, &base.missing, err) < 0)
		return -1;
	if (base.missing > 0)
		trace_add_base(b->trace, &base, b->mem);
	return 0;
}

/* A figure of one line alone keeps that line's qualifier. */
static int keep_qualifier(struct build *b, const struct aggregate_call *call, uint64_t id,
	struct value *out, struct err *err)
{
	struct record *record;
	const struct value *v;

	if (call->group || !call->field || !(call->field->flags & FIELD_QUALIFIED) ||
		!value_is_given(out) || out->kind != KIND_NUMBER || out->qualifier)
		return 0;
	if (data_get(b->data, call->form, id, b->mem, &record, err) != DATA_OK)
		return err->code == ERR_NONE ? 0 : -1;
	v = &record->values[call->field->index];
	if (!value_is_given(v) || v->kind != KIND_NUMBER ||
		decimal_compare(v->number, out->number) != 0)
		return 0;
	out->qualifier = v->qualifier;
	out->nature = v->nature;
	out->upper = v->upper;
	return 0;
}

static int aggregate(void *context, const struct aggregate_call *call,
	const struct expr_scope *scope, struct value *out, struct err *err)
{
	struct build *b = context;
	uint64_t *ids;
	size_t count;

	warn_of_scope(b, call->form);
	if (data_aggregate(b->data, call, scope, out, err) < 0 ||
		data_aggregate_records(b->data, call, scope, REPORT_MOST_RECORDS, b->mem, &ids,
			&count, err) < 0 ||
		trace_lines(b, call, scope, err) < 0)
		return -1;
	trace_add(b->trace, call->form, ids, count, b->mem);
	if (count != 1 || call->what == AGG_COUNT || call->what == AGG_DISTINCT)
		return 0;
	return keep_qualifier(b, call, ids[0], out, err);
}

/* ---- evaluation ---- */

static struct expr_scope scope_of(struct build *b, const struct record *record)
{
	return (struct expr_scope){
		.model = b->model,
		.record = record,
		.param = param,
		.aggregate = aggregate,
		.context = b,
		.mem = b->mem,
		.units = b->request.units,
	};
}

int32_t build_unit_day(const struct build *b)
{
	return b->request.units == UNITS_WAS
		? period_last_day(b->request.period, &b->model->calendar.season)
		: DATE_NONE;
}

struct expr_scope build_scope(struct build *b)
{
	return scope_of(b, NULL);
}

/* A parameter's failure says more than what the expression made of it. */
static int failed(struct build *b, struct err *err)
{
	if (b->inner.code == ERR_NONE || err == &b->inner)
		return -1;
	*err = b->inner;
	err_clear(&b->inner);
	return -1;
}

static int evaluate(struct build *b, const struct expr *expr, const struct record *record,
	struct trace *trace, struct value *out, struct err *err)
{
	struct expr_scope scope = scope_of(b, record);
	struct trace *outer = b->trace;
	struct err why = { 0 };
	struct value found;
	int rc;

	b->trace = trace;
	rc = expr_eval(expr, &scope, &found, &why);
	b->trace = outer;
	if (rc == 0) {
		*out = value_copy(&found, b->mem);
		return 0;
	}
	failed(b, &why);
	return err_set(err, why.code, "%s", why.text);
}

/* The fields of a loop's record that the expression reads. */
static void trace_record(struct build *b, const struct expr *expr, struct trace *trace)
{
	const struct form *form = b->record ? b->record->form : NULL;

	for (size_t i = 0; form && i < form->field_count; i++)
		if (expr_reads(expr, &form->fields[i])) {
			trace_add(trace, form, &b->record->id, 1, b->mem);
			return;
		}
}

int build_eval(struct build *b, const struct expr *expr, struct value *out, struct trace *trace,
	struct err *err)
{
	int rc;

	trace_record(b, expr, trace);
	i18n_use(b->office);
	rc = evaluate(b, expr, b->record, trace, out, err);
	i18n_use(b->user);
	return rc;
}

int build_truth(struct build *b, const struct expr *expr, struct err *err)
{
	struct trace trace = { 0 };
	struct value v;

	if (build_eval(b, expr, &v, &trace, err) < 0)
		return -1;
	return value_is_given(&v) && v.kind == KIND_BOOL && v.yes;
}

/*
 * build_loops.c - the turns of {each}: units that owe a form, codes of a list, records.
 */
#include "report/build.h"

#include "base/i18n.h"
#include "data/query.h"
#include "model/code.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/unit.h"

struct turns {
	const struct part *part;
	int printed; /* turns that printed something */
};

/* {between} stands before the turn; both go again when the turn prints nothing. */
static int turn(struct build *b, struct turns *t, struct err *err)
{
	size_t start = b->out.len, figures = b->figures.count, body;

	if (t->printed > 0 && build_parts(b, &t->part->between, err) < 0)
		return -1;
	body = b->out.len;
	if (build_parts(b, &t->part->body, err) < 0)
		return -1;
	if (b->out.len > body) {
		t->printed++;
		return 0;
	}
	str_truncate(&b->out, start);
	b->figures.count = figures;
	return 0;
}

static int bound_turn(
	struct build *b, struct turns *t, struct binding *binding, struct err *err)
{
	int wanted = 1, rc = 0;

	binding->outer = b->binding;
	binding->serial = ++b->serials;
	b->binding = binding;
	if (t->part->where)
		wanted = build_truth(b, t->part->where, err);
	if (wanted > 0)
		rc = turn(b, t, err);
	b->binding = binding->outer;
	return wanted < 0 ? -1 : rc;
}

static int each_due(struct build *b, struct turns *t, struct err *err)
{
	const struct part *part = t->part;
	struct due_unit *due;
	size_t count;

	if (query_due_seen(b->data, part->form, b->request.period, b->request.as_of,
		    b->request.units, b->mem, &due, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct binding binding = {
			.names = { part->variable, "unit" },
			.value = value_text(due[i].unit->code),
			.unit = due[i].unit,
		};

		if (!unit_is_within(due[i].unit, b->request.unit, build_unit_day(b)))
			continue;
		if (!due[i].reported)
			build_warn(b, _("%s has not reported"),
				unit_report_name(due[i].unit, build_unit_day(b)));
		else if (bound_turn(b, t, &binding, err) < 0)
			return -1;
	}
	return 0;
}

static int each_code(struct build *b, struct turns *t, struct err *err)
{
	const struct code_list *list = t->part->codes;

	for (size_t i = 0; i < list->count; i++) {
		struct binding binding = {
			.names = { t->part->variable, NULL },
			.value = value_text(list->codes[i].code),
		};

		if (bound_turn(b, t, &binding, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- records ---- */

struct gathered {
	struct build *b;
	VEC(struct record *) records;
};

static int gather(void *context, const struct record *record, struct err *err)
{
	struct gathered *g = context;

	if (g->records.count >= REPORT_MOST_RECORDS)
		return err_set(err, ERR_FAULT, _("more than %d records; narrow the condition"),
			REPORT_MOST_RECORDS);
	*VEC_PUSH_IN(g->b->mem, &g->records) = record_copy(record, g->b->mem);
	return 0;
}

/* All are read before the first is printed, because printing asks again. */
static int each_record(struct build *b, struct turns *t, struct err *err)
{
	const struct form *form = t->part->form;
	struct expr_scope scope = build_scope(b);
	struct query query = {
		.form = form,
		.where = t->part->where,
		.states = model_states_counting(b->model),
		.scope = &scope,
		.units = b->request.units,
	};
	struct gathered g = { .b = b };
	struct sort_key *sort = arena_array(b->mem, form->sort.count + 1, sizeof(*sort));
	const struct record *outer = b->record;
	struct trace ignored = { 0 }, *trace = b->trace;
	int rc;

	for (size_t i = 0; i < form->sort.count; i++)
		sort[i].field = form->sort.at[i];
	query.sort = sort;
	query.sort_count = form->sort.count;
	b->trace = &ignored; /* indicators in the condition stand behind no figure */
	rc = query_each(b->data, &query, gather, &g, err);
	b->trace = trace;
	for (size_t i = 0; i < g.records.count && rc == 0; i++) {
		b->record = g.records.at[i];
		rc = turn(b, t, err);
	}
	b->record = outer;
	return rc;
}

int build_each(struct build *b, const struct part *part, struct err *err)
{
	struct turns t = { .part = part };
	int rc;

	switch (part->each) {
	case EACH_DUE:
		rc = each_due(b, &t, err);
		break;
	case EACH_CODE:
		rc = each_code(b, &t, err);
		break;
	default:
		rc = each_record(b, &t, err);
	}
	if (rc == 0 && t.printed == 0)
		rc = build_parts(b, &part->none, err);
	return rc;
}

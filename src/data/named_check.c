/*
 * named_check.c - the rules of saved queries, which hold on every way of writing them.
 */
#include "data/named_check.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset_internal.h"
#include "data/named.h"
#include "data/query.h"
#include "data/scope.h"
#include "model/aids.h"
#include "model/expr.h"
#include "model/form.h"
#include "model/qbe_line.h"
#include "model/record.h"

enum { NAME_LIMIT = 60 }; /* bytes: 20 Hanzi */

static int is_query(const struct dataset *data, const struct record *record)
{
	const char *form = data->model->site.queries.form;

	return form && strcmp(record->form->id, form) == 0;
}

const char *named_text(const struct record *record, const char *id)
{
	const struct field *field = form_field(record->form, id);
	const struct value *v = field ? &record->values[field->index] : NULL;

	return v && v->state == VALUE_GIVEN && v->kind == KIND_TEXT ? v->text : "";
}

int named_is_shared(const struct model *model, const struct record *record)
{
	const struct field *field = form_field(record->form, model->site.queries.shared);
	const struct value *v = field ? &record->values[field->index] : NULL;

	return v && v->state == VALUE_GIVEN && v->kind == KIND_BOOL && v->yes;
}

static const char *owner_field(const struct dataset *data, const struct record *record)
{
	const struct field *owner = scope_owner(data->model, record->form);

	return owner ? owner->id : NULL;
}

void named_prepare(const struct dataset *data, const struct record *old, struct record *now)
{
	const char *owner = owner_field(data, now);

	if (owner && !old && !*named_text(now, owner) && *data->viewer.login)
		*record_value(now, owner) = value_text(data->viewer.login);
}

int named_allows(const struct dataset *data, const struct record *old, const struct record *now,
	struct err *err)
{
	const char *field = owner_field(data, now), *owner;

	if (!field || data->viewer.everything)
		return 0;
	owner = old ? named_text(old, field) : data->viewer.login;
	if (strcmp(owner, data->viewer.login) != 0 && !is_query(data, now))
		return err_set(err, ERR_DENIED,
			_("This row belongs to %s, who alone changes and deletes it."), owner);
	if (strcmp(owner, data->viewer.login) != 0)
		return err_set(err, ERR_DENIED,
			_("This saved query belongs to %s, who alone changes and deletes it; "
			  "save it under a name of your own."),
			owner);
	if (strcmp(named_text(now, field), owner) != 0)
		return err_set(err, ERR_DENIED,
			is_query(data, now)
				? _("A saved query belongs to who saved it; it cannot be given "
				    "to somebody else.")
				: _("This row belongs to who entered it; it cannot be given to "
				    "somebody else."));
	return 0;
}

/* ---- findings ---- */

struct check {
	struct dataset *data;
	const struct record *now;
	struct arena *mem;
	struct findings *findings;
	const char *taken_by; /* owner of a shared one of the same name, NULL none */
};

static void add(struct check *c, const char *field, const char *sentence)
{
	struct findings *f = c->findings;
	struct finding *at = arena_array(c->mem, f->count + 1, sizeof(*at));

	if (f->count)
		memcpy(at, f->at, f->count * sizeof(*at));
	at[f->count++] = (struct finding){
		.weight = FINDING_BLOCKS,
		.field = form_field(c->now->form, field),
		.sentence = arena_text(c->mem, sentence),
	};
	f->at = at;
	f->blocks++;
}

int data_named_name(const char *name, struct err *err)
{
	if (expr_is_word(name) && strlen(name) <= NAME_LIMIT)
		return 0;
	return err_set(err, ERR_USAGE,
		_("Name a saved query by Hanzi, letters and digits, no blanks, at most 20 of "
		  "them."));
}

static void check_name(struct check *c, const char *field)
{
	struct err why = { 0 };

	if (data_named_name(named_text(c->now, field), &why) < 0)
		add(c, field, why.text);
}

static void check_words(struct check *c, const struct query_fields *names)
{
	const char *id = named_text(c->now, names->ledger);
	const char *words = named_text(c->now, names->words);
	const struct form *form = model_form(c->data->model, id);
	int32_t typed_on = aids_today();
	const struct expr *condition = NULL;
	struct err why = { 0 };
	int got = 0;

	aids_set(dataset_today(c->data));
	if (form)
		got = qbe_line_condition(
			c->data->model, form, words, NULL, c->mem, &condition, &why);
	aids_set(typed_on);
	if (!form)
		add(c, names->ledger,
			arena_printf(c->mem,
				_("There is no ledger with the id 「%s」; write one that "
				  "herbledger forms lists."),
				id));
	else if (got < 0)
		add(c, names->words, why.text);
	else if (!condition)
		add(c, names->words, _("A saved query needs a condition, field=value."));
}

static int look(void *context, const struct record *record, struct err *err)
{
	struct check *c = context;
	const struct query_fields *names = &c->data->model->site.queries;
	const char *owner = named_text(record, names->owner);

	(void)err;
	if (record->id == c->now->id || !named_is_shared(c->data->model, record) ||
		strcmp(named_text(record, names->name), named_text(c->now, names->name)) != 0 ||
		strcmp(owner, named_text(c->now, names->owner)) == 0)
		return 0;
	c->taken_by = arena_text(c->mem, owner);
	return 1;
}

/* Reports read @name for everybody: it must mean one thing. */
static int check_taken(struct check *c, const struct query_fields *names, struct err *err)
{
	const struct form *form = c->now->form;
	struct query query = { .form = form,
		.states = model_states_counting(c->data->model) };

	if (!named_is_shared(c->data->model, c->now) ||
		strchr(named_text(c->now, names->ledger), '\''))
		return 0;
	query.where = expr_make(c->data->model, form, c->mem, err, "「%s」 = '%s'",
		names->ledger, named_text(c->now, names->ledger));
	if (!query.where || query_each(c->data, &query, look, c, err) < 0)
		return -1;
	if (c->taken_by)
		add(c, names->name,
			arena_printf(c->mem,
				_("%s shares a query of this name already; choose another "
				  "name, or do not share this one."),
				c->taken_by));
	return 0;
}

int named_findings(struct dataset *data, const struct record *now, struct arena *mem,
	struct findings *findings, struct err *err)
{
	const struct query_fields *names = &data->model->site.queries;
	struct check check = { data, now, mem, findings, NULL };

	if (!is_query(data, now))
		return 0;
	check_name(&check, names->name);
	check_words(&check, names);
	return check_taken(&check, names, err);
}

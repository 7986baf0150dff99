/*
 * named.c - saved queries found, listed, saved and deleted: records of one ledger.
 */
#include "data/named.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/nearest.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/dataset_internal.h"
#include "data/named_check.h"
#include "data/query.h"
#include "model/aids.h"
#include "model/form.h"

static const struct form *queries_form(const struct dataset *data, struct err *err)
{
	const char *id = data->model->site.queries.form;
	const struct form *form = id ? model_form(data->model, id) : NULL;

	if (!form)
		err_set(err, ERR_NOT_FOUND,
			_("This site keeps no saved queries: conf/site.conf names no form for "
			  "them under queries."));
	return form;
}

/* ---- reading ---- */

struct listing {
	struct dataset *data;
	struct arena *mem;
	struct {
		struct named_query *at;
		size_t count, cap;
	} found;
};

static int take_query(void *context, const struct record *record, struct err *err)
{
	struct listing *l = context;
	const struct query_fields *names = &l->data->model->site.queries;
	struct named_query query = {
		.id = record->id,
		.name = named_text(record, names->name),
		.words = named_text(record, names->words),
		.owner = named_text(record, names->owner),
		.shared = named_is_shared(l->data->model, record),
	};

	(void)err;
	query.name = arena_text(l->mem, query.name);
	query.words = arena_text(l->mem, query.words);
	query.owner = arena_text(l->mem, query.owner);
	*VEC_PUSH_IN(l->mem, &l->found) = query;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct named_query *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : x->id < y->id ? -1 : x->id > y->id;
}

int data_named_is_own(const struct dataset *data, const struct named_query *query)
{
	return *query->owner && strcmp(query->owner, data->viewer.login) == 0;
}

int data_named_list(struct dataset *data, const struct form *form, struct arena *mem,
	struct named_query **out, size_t *count, struct err *err)
{
	const struct form *queries = queries_form(data, err);
	struct listing listing = { .data = data, .mem = mem };
	struct query query = { .form = queries,
		.states = model_states_counting(data->model) };

	if (!queries)
		return -1;
	query.where = expr_make(data->model, queries, mem, err, "「%s」 = '%s'",
		data->model->site.queries.ledger, form->id);
	if (!query.where || query_each(data, &query, take_query, &listing, err) < 0)
		return -1;
	if (listing.found.count)
		qsort(listing.found.at, listing.found.count, sizeof(*listing.found.at),
			by_name);
	*out = listing.found.at;
	*count = listing.found.count;
	return 0;
}

/* ---- by name ---- */

static int not_found(const struct form *form, const char *name, const struct named_query *list,
	size_t count, struct err *err)
{
	size_t least = utf8_count(name) > 3 ? 2 : 1;
	const char *label = form_label(form, i18n_lang());
	struct str near = { 0 };

	for (size_t i = 0; i < count; i++)
		if (text_edits(name, list[i].name) <= least || strstr(list[i].name, name))
			str_addf(&near, "%s@%s", near.len ? ", " : "", list[i].name);
	if (near.len)
		err_set(err, ERR_NOT_FOUND, _("%s has no saved query @%s; did you mean %s?"),
			label, name, str_text(&near));
	else if (count)
		err_set(err, ERR_NOT_FOUND,
			_("%s has no saved query @%s; there are %zu others, see @ in the list"),
			label, name, count);
	else
		err_set(err, ERR_NOT_FOUND, _("%s has no saved query @%s, nor any other yet"),
			label, name);
	str_release(&near);
	return -1;
}

enum whose { OWN_FIRST, SHARED_ONES };

/* Of shared ones with the same name (two saved it at one moment) the first counts. */
static int find(struct dataset *data, const struct form *form, const char *name,
	enum whose whose, struct arena *mem, struct named_query *out, struct err *err)
{
	struct named_query *list, *found = NULL;
	size_t count;

	if (data_named_list(data, form, mem, &list, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		int own = data_named_is_own(data, &list[i]);

		if (strcmp(list[i].name, name) != 0)
			continue;
		if (!found || (whose == OWN_FIRST && own) ||
			(whose == SHARED_ONES && !found->shared))
			found = &list[i];
	}
	if (!found)
		return not_found(form, name, list, count, err);
	if (whose == SHARED_ONES && !found->shared)
		return err_set(err, ERR_NOT_FOUND,
			_("@%s is your own; share it first, reports know shared queries alone"),
			name);
	*out = *found;
	return 0;
}

int data_named(struct dataset *data, const struct form *form, const char *name,
	struct arena *mem, struct named_query *out, struct err *err)
{
	return find(data, form, name, OWN_FIRST, mem, out, err);
}

static int find_line(void *context, const struct form *form, const char *name,
	struct arena *mem, const char **line, struct err *err)
{
	struct named_query query = { 0 };

	if (data_named(context, form, name, mem, &query, err) < 0)
		return -1;
	*line = query.words;
	return 0;
}

static int find_shared(void *context, const struct form *form, const char *name,
	struct arena *mem, const char **line, struct err *err)
{
	struct named_query query = { 0 };

	if (find(context, form, name, SHARED_ONES, mem, &query, err) < 0)
		return -1;
	*line = query.words;
	return 0;
}

static int32_t today(void *context)
{
	return dataset_today(context);
}

struct qbe_saved data_named_words(struct dataset *data)
{
	return (struct qbe_saved){ .find = find_line, .today = today, .context = data };
}

int data_named_condition(void *context, const struct form *form, const char *name,
	struct arena *mem, const struct expr **out, struct err *err)
{
	struct dataset *data = context;
	struct qbe_saved shared = { .find = find_shared, .today = today, .context = data };

	return qbe_line_condition(
		data->model, form, arena_printf(mem, "@%s", name), &shared, mem, out, err);
}

/* ---- writing ---- */

static void set(struct record *record, const char *field, struct value value)
{
	*record_value(record, field) = value;
}

/* The record to save: a new one, or the one with the query's id. */
static int record_of(struct dataset *data, const struct form *queries,
	const struct named_query *query, struct arena *mem, struct record **out,
	struct err *err)
{
	if (query->id)
		return data_get(data, queries, query->id, mem, out, err);
	*out = record_new(queries, mem);
	set(*out, data->model->site.queries.owner, value_text(data->viewer.login));
	return DATA_OK;
}

int data_named_save(struct dataset *data, const struct form *form,
	const struct named_query *query, struct arena *mem, struct save_result *out,
	struct err *err)
{
	const struct query_fields *names = &data->model->site.queries;
	const struct form *queries = queries_form(data, err);
	struct qbe_saved saved = data_named_words(data);
	int32_t typed_on = aids_today();
	struct record *record = NULL;
	struct str words = { 0 };
	int got;

	if (!queries)
		return -1;
	aids_set(dataset_today(data));
	got = qbe_line_keep(data->model, form, query->words, &saved, &words, err);
	aids_set(typed_on);
	if (got < 0) {
		str_release(&words);
		return -1;
	}
	got = record_of(data, queries, query, mem, &record, err);
	if (got == DATA_OK) {
		set(record, names->ledger, value_text(form->id));
		set(record, names->name, value_text(query->name));
		set(record, names->words, value_text(arena_text(mem, str_text(&words))));
		set(record, names->shared, value_bool(query->shared));
		got = data_save(data, record, NULL, mem, out, err);
	} else if (got > 0) {
		out->sentence = _("This saved query is not there any more.");
	}
	str_release(&words);
	return got;
}

int data_named_delete(struct dataset *data, uint64_t id, struct arena *mem,
	struct save_result *out, struct err *err)
{
	const struct form *queries = queries_form(data, err);

	if (!queries)
		return -1;
	return data_delete(
		data, queries, id, _("deleted from the list of saved queries"), mem, out, err);
}

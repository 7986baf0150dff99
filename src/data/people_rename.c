/*
 * people_rename.c - a new login: rows of one's own name their owner by it, and go along.
 *
 * Saved queries and other private rows hold the login; drafts and history hold the user's id.
 */
#include "data/people_rights.h"

#include <string.h>

#include "base/log.h"
#include "data/dataset_internal.h"
#include "data/query.h"
#include "model/form.h"
#include "model/model.h"

struct moving {
	const struct field *owner;
	const char *from, *to;
	struct arena mem;
	VEC(struct save_item) items;    /* in mem */
};

static int take(void *context, const struct record *record, struct err *err)
{
	struct moving *m = context;
	const struct value *owner = &record->values[m->owner->index];
	struct record *copy;

	(void)err;
	if (!value_is_given(owner) || owner->kind != KIND_TEXT ||
		strcmp(owner->text, m->from) != 0)
		return 0;
	copy = record_copy(record, &m->mem);
	copy->values[m->owner->index] = value_text(m->to);
	*VEC_PUSH_IN(&m->mem, &m->items) = (struct save_item){ .record = copy };
	return 0;
}

static int move_form(struct dataset *all, const struct form *form, const struct field *owner,
	const char *from, const char *to, struct err *err)
{
	struct query query = { .form = form };
	struct moving m = { .owner = owner, .from = from, .to = to };
	struct save_options options = { 0 };
	int got = query_each(all, &query, take, &m, err);

	for (size_t i = 0; got >= 0 && i < m.items.count; i++) {
		struct save_item *item = &m.items.at[i];

		options.flags = item->record->state == STATE_SUBMITTED ? 0 : SAVE_KEEP;
		got = data_save_many(all, item, 1, &options, &m.mem, err);
		if (got == 0 && item->result != DATA_OK)
			log_line(LOG_WARN, "%s %llu still belongs to %s: %s", form->id,
				(unsigned long long)item->record->id, from,
				item->detail.sentence ? item->detail.sentence : "");
	}
	arena_release(&m.mem);
	return got;
}

/* Saved queries have their owner named by conf/site, other forms by themselves. */
static const struct field *owner_of(const struct model *model, const struct form *form)
{
	const struct query_fields *queries = &model->site.queries;

	if (form->owner)
		return form->owner;
	return queries->form && strcmp(form->id, queries->form) == 0
		? form_field(form, queries->owner)
		: NULL;
}

void people_renamed(struct dataset *data, const char *from, const char *to)
{
	struct viewer owner = viewer_owner(data->viewer.now);
	struct dataset *all = NULL;
	struct err err = { 0 };
	int got = dataset_open(data->store, data->model, &owner, &all, &err);

	for (size_t i = 0; got >= 0 && i < data->model->form_count; i++) {
		const struct form *form = data->model->forms[i];
		const struct field *field = owner_of(data->model, form);

		if (field)
			got = move_form(all, form, field, from, to, &err);
	}
	if (got < 0)
		log_line(LOG_WARN, "rows of %s do not belong to %s yet: %s", from, to,
			err.text);
	dataset_close(&all);
}

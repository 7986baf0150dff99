/*
 * deeds.c - who once did what to a record, from its history: for who must not do the next.
 */
#include "data/dataset_internal.h"

#include <string.h>

#include "base/i18n.h"
#include "base/vec.h"
#include "data/history.h"
#include "model/workflow.h"
#include "store/store.h"

const char *data_deed_label(const struct form *form, const char *action)
{
	static const struct {
		const char *action, *label;
	} labels[] = {
		{ "create", N_("entered") },
		{ "change", N_("changed") },
		{ "submit", N_("submitted") },
		{ "delete", N_("deleted") },
		{ "undelete", N_("restored") },
		{ "import", N_("imported") },
		{ "save", N_("saved") },
	};
	const struct work_action *act = form_action(form, action);

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (strcmp(labels[i].action, action) == 0)
			return _(labels[i].label);
	return act ? action_label(act) : action;
}

struct deeds {
	VEC(struct deed_done) all;
	struct arena *mem;
};

/* Those of an action's own are read whenever it is done. */
int deeds_asked(const struct form *form)
{
	return form->apart_count > 0 || (form->workflow && form->workflow->apart_count > 0);
}

static void add_deed(struct deeds *deeds, const char *action, const char *user)
{
	for (size_t i = 0; i < deeds->all.count; i++)
		if (strcmp(deeds->all.at[i].action, action) == 0 &&
			strcmp(deeds->all.at[i].user, user) == 0)
			return;
	*VEC_PUSH_IN(deeds->mem, &deeds->all) = (struct deed_done){
		arena_text(deeds->mem, action), arena_text(deeds->mem, user)
	};
}

static int take_row(struct deeds *deeds, struct bytes value, struct err *err)
{
	struct history_row row;
	struct chain_row link;

	if (chain_decode(value, &link, err) < 0)
		return -1;
	if (history_decode(link.payload, &row) < 0)
		return 1;
	add_deed(deeds, row.action, row.user);
	return 0;
}

int deeds_read(const struct view *view, struct record *record, struct arena *mem,
	struct err *err)
{
	struct deeds deeds = { .mem = mem };
	struct bytes chain = key_chain(view->shape, record->id, mem);
	struct scan scan = {
		.table = TABLE_HISTORY, .from = chain, .to = bytes_after_prefix(chain, mem)
	};
	struct arena rows = { 0 };
	struct row_page page;
	int got;

	do {
		arena_clear(&rows);
		got = store_scan(view->snapshot, &scan, &rows, &page, err);
		for (size_t i = 0; got == 0 && i < page.count; i++)
			got = take_row(&deeds, page.rows[i].value, err);
	} while (got == 0 && scan_next(&scan, &page, mem));
	arena_release(&rows);
	if (got < 0)
		return -1;
	if (got > 0)
		return err_set(err, ERR_STORE,
			_("The history of %s %llu is damaged: run herbledger verify"),
			record->form->id, (unsigned long long)record->id);
	record->done = deeds.all.at;
	record->done_count = deeds.all.count;
	record->done_known = 1;
	return 0;
}

static int deeds_once(
	struct dataset *data, struct record *record, struct arena *mem, struct err *err)
{
	struct people *people = NULL;
	struct view view;
	int got;

	if (view_open(data, record->form, SNAPSHOT_SCREEN, &view, err) < 0)
		return -1;
	got = deeds_read(&view, record, mem, err);
	if (got == 0)
		got = unheld_read(data, &people, record, mem, err);
	view_close(&view);
	return got;
}

/* Asked with a record that was read: it lies in the viewer's scope. */
int data_deeds(struct dataset *data, struct record *record, struct arena *mem, struct err *err)
{
	int got, tries = 0;

	if (!may_read(data, record->form, err))
		return -1;
	do {
		got = deeds_once(data, record, mem, err);
	} while (view_again(data, got, tries++, err));
	return got;
}

/* Who acts on a record later does not type it. */
static int is_typing(const char *action)
{
	return strcmp(action, "create") == 0 || strcmp(action, "change") == 0 ||
		strcmp(action, "submit") == 0 || strcmp(action, "import") == 0;
}

int data_entered_for(struct dataset *data, const struct record *record, struct arena *mem,
	const char **out, struct err *err)
{
	struct revision_list list;
	int got = data_history(data, record->form, record->id, mem, &list, err);

	*out = "";
	for (size_t i = 0; got == DATA_OK && i < list.count; i++)
		if (list.at[i].number <= record->revision && is_typing(list.at[i].action))
			*out = list.at[i].entered_for;
	return got < 0 ? -1 : 0;
}

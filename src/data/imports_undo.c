/*
 * imports_undo.c - takes an import back: what it created goes, what it changed returns.
 *
 * In two walks over the touched records, deletions first, so that records which stood in
 * the way of others are gone when those come back.  What somebody has changed since stays.
 * Restored records are noted under undo-ID, so that an undo cut short finds its own work.
 */
#include "data/imports.h"

#include <string.h>

#include "base/i18n.h"
#include "base/vec.h"
#include "data/dataset_internal.h"
#include "model/form.h"
#include "store/store.h"

enum { BATCH = 500, LEFT_KEPT = 100, WORK_LIMIT = 16 << 20 };

struct undo {
	struct dataset *data;
	const struct form *form;
	struct arena *mem;              /* the caller's */
	struct undo_result *result;
	const char *note_id;            /* undo-ID */
	const char *reason;
	int restoring;                  /* second walk */
	int keep;                       /* the items counted nowhere before the import */
	struct arena work;
	VEC(struct save_item) items;    /* in work */
	struct {
		uint64_t *at;
		size_t count, cap;
	} undone; /* records an earlier try restored */
};

static void leave(struct undo *u, uint64_t id, const char *why)
{
	u->result->left++;
	if (u->result->left_kept >= LEFT_KEPT)
		return;
	u->result->left_ids[u->result->left_kept] = id;
	u->result->left_why[u->result->left_kept++] = arena_text(u->mem, why);
}

static int flush(struct undo *u, struct err *err)
{
	struct save_options options = { .reason = u->reason, .import_id = u->note_id,
					.flags = SAVE_ACCEPT_WARNINGS |
						(u->keep ? SAVE_KEEP : 0) };
	int got;

	if (u->items.count == 0)
		return 0;
	if (u->restoring)
		got = data_save_many(
			u->data, u->items.at, u->items.count, &options, &u->work, err);
	else
		got = data_delete_many(
			u->data, u->items.at, u->items.count, u->reason, &u->work, err);
	for (size_t i = 0; got == 0 && i < u->items.count; i++) {
		const struct save_item *item = &u->items.at[i];

		if (item->result != DATA_OK)
			leave(u, item->record->id, item->detail.sentence);
		else if (u->restoring)
			u->result->restored++;
		else
			u->result->deleted++;
	}
	memset(&u->items, 0, sizeof(u->items));
	arena_clear(&u->work);
	return got < 0 ? -1 : 0;
}

static int queue(struct undo *u, struct record *record, struct err *err)
{
	*VEC_PUSH_IN(&u->work, &u->items) = (struct save_item){ .record = record };
	return u->items.count < BATCH ? 0 : flush(u, err);
}

static int was_restored(const struct undo *u, uint64_t id)
{
	size_t from = 0, to = u->undone.count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (u->undone.at[middle] < id)
			from = middle + 1;
		else
			to = middle;
	}
	return from < u->undone.count && u->undone.at[from] == id;
}

static int remember(void *context, const struct import_touch *touch, struct err *err)
{
	struct undo *u = context;

	(void)err;
	*VEC_PUSH(&u->undone) = touch->record;  /* they come in order */
	return 0;
}

static int delete_one(struct undo *u, const struct import_touch *touch, struct record *now,
		      struct err *err)
{
	if (now->state == STATE_DELETED)
		return 0;
	if (now->revision != touch->after) {
		leave(u, touch->record, _("changed since the import"));
		return 0;
	}
	return queue(u, now, err);
}

/* It had given way to a row of the import. */
static int undelete_one(struct undo *u, uint64_t id, struct err *err)
{
	struct save_result detail;
	int got = data_undelete(u->data, u->form, id, &u->work, &detail, err);

	if (got == DATA_OK)
		u->result->restored++;
	else if (got > 0)
		leave(u, id, detail.sentence);
	return got < 0 ? -1 : 0;
}

static int visit(void *context, const struct import_touch *touch, struct err *err);

static int restore_one(struct undo *u, const struct import_touch *touch, struct record *now,
		       struct err *err)
{
	struct record *before;
	int got, keep;

	if (was_restored(u, touch->record))
		return 0;
	if (now->revision != touch->after) {
		leave(u, touch->record, _("changed since the import"));
		return 0;
	}
	if (now->state == STATE_DELETED)
		return undelete_one(u, touch->record, err);
	got = data_get_revision(
		u->data, u->form, touch->record, touch->before, &u->work, &before, err);
	if (got < 0)
		return -1;
	if (got != DATA_OK) {
		leave(u, touch->record, _("the revision before is not there"));
		return 0;
	}
	keep = !data_counts(u->data, before->state);
	/* they are saved in another way; what was read goes with the flush */
	if (u->items.count > 0 && u->keep != keep)
		return flush(u, err) < 0 ? -1 : visit(u, touch, err);
	u->keep = keep;
	before->id = now->id;
	before->revision = now->revision;
	return queue(u, before, err);
}

static int visit(void *context, const struct import_touch *touch, struct err *err)
{
	struct undo *u = context;
	struct record *now;
	int got;

	if ((touch->before > 0) != u->restoring)
		return 0;
	if (u->work.used > WORK_LIMIT && flush(u, err) < 0)
		return -1;
	got = data_get(u->data, u->form, touch->record, &u->work, &now, err);
	if (got < 0)
		return -1;
	if (got != DATA_OK) {
		leave(u, touch->record, _("not within your reach"));
		return 0;
	}
	return u->restoring ? restore_one(u, touch, now, err) : delete_one(u, touch, now, err);
}

static int walk(struct undo *u, const char *id, struct err *err)
{
	for (u->restoring = 0; u->restoring < 2; u->restoring++) {
		if (imports_each(u->data, id, visit, u, err) < 0 || flush(u, err) < 0)
			return -1;
	}
	return 0;
}

static int may_undo(struct dataset *data, const struct import_entry *entry,
		    const struct form **form, struct err *err)
{
	*form = model_form(data->model, entry->form);
	if (!*form)
		return err_set(err, ERR_NOT_FOUND, _("There is no form %s."), entry->form);
	if (entry->state == IMPORT_UNDONE)
		return err_set(
			err, ERR_FAULT, _("Import %s has been undone already."), entry->id);
	if (entry->state == IMPORT_RUNNING)
		return err_set(err, ERR_FAULT,
			_("Import %s is still running; wait for its end or stop it first."),
			entry->id);
	return may(data->model, &data->viewer, ACTION_IMPORT, *form, NULL, err);
}

int imports_undo(struct dataset *data, const char *id, struct arena *mem,
		 struct undo_result *out, struct err *err)
{
	struct undo u = { .data = data, .mem = mem, .result = out };
	struct import_entry entry;
	int got = imports_find(data, id, mem, &entry, err);

	*out = (struct undo_result){ 0 };
	if (got != 0)
		return got;
	if (may_undo(data, &entry, &u.form, err) < 0)
		return -1;
	out->left_ids = arena_array(mem, LEFT_KEPT, sizeof(*out->left_ids));
	out->left_why = arena_array(mem, LEFT_KEPT, sizeof(*out->left_why));
	u.note_id = arena_printf(mem, "undo-%s", id);
	u.reason = arena_printf(mem, _("import %s undone"), id);
	entry.state = IMPORT_UNDOING;
	got = imports_update(data, &entry, err);
	if (got == 0)
		got = imports_each(data, u.note_id, remember, &u, err);
	if (got == 0)
		got = walk(&u, id, err);
	if (got == 0) {
		entry.state = IMPORT_UNDONE;
		got = imports_update(data, &entry, err);
	}
	VEC_RELEASE(&u.undone);
	arena_release(&u.work);
	return got;
}

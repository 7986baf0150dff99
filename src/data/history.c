/*
 * history.c - every revision of a record, read from its chain.
 */
#include "data/history.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset_internal.h"
#include "data/encode.h"
#include "data/scope.h"
#include "data/value_bytes.h"
#include "store/store.h"

enum { VERSION = 2, VERSION_PLAIN = 1 /* without entered_for */ };

void history_encode(const struct history_row *row, struct str *out)
{
	const char *texts[] = { row->action, row->user, row->user_name, row->post, row->reason,
		row->import_id };

	put_u8(out, VERSION);
	put_u64(out, row->revision);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		text_put(texts[i] ? texts[i] : "", out);
	text_put(row->entered_for ? row->entered_for : "", out);
	put_sized(out, row->record);
}

int history_decode(struct bytes payload, struct history_row *out)
{
	struct taker in = { .left = payload };
	uint8_t version = take_u8(&in);

	if (version != VERSION && version != VERSION_PLAIN)
		return -1;
	out->revision = take_u64(&in);
	out->action = text_take(&in);
	out->user = text_take(&in);
	out->user_name = text_take(&in);
	out->post = text_take(&in);
	out->reason = text_take(&in);
	out->import_id = text_take(&in);
	out->entered_for = version == VERSION_PLAIN ? "" : text_take(&in);
	out->record = take_sized(&in);
	return in.bad ? -1 : 0;
}

/* "TB@150525105+" -> "TB@150525105" and acting. */
static const char *take_post(const char *stored, struct arena *mem, int *acting)
{
	size_t len = strlen(stored);

	*acting = len > 0 && strcmp(stored + len - 1, HISTORY_ACTING) == 0;
	return *acting ? arena_text_len(mem, stored, len - 1) : stored;
}

static int take_revision(const struct shape *shape, uint64_t id, struct bytes chain,
	const struct row *row, struct arena *mem, struct revision *out, struct err *err)
{
	struct history_row history;
	struct chain_row link;

	if (chain_decode(row->value, &link, err) < 0)
		return -1;
	if (history_decode(link.payload, &history) < 0)
		return err_set(err, ERR_STORE,
			_("The history of %s %llu is damaged: run herbledger verify"),
			shape->form->id, (unsigned long long)id);
	*out = (struct revision){
		.number = history.revision,
		.instant = link.instant,
		.user = history.user,
		.user_name = history.user_name,
		.uid = link.uid,
		.action = history.action,
		.reason = history.reason,
		.import_id = history.import_id,
		.entered_for = history.entered_for,
		.whole = chain_row_is_whole(chain, &link),
	};
	out->post = take_post(history.post, mem, &out->acting);
	return record_decode(shape, id, history.record, mem, &out->record, err);
}

static int read_chain(struct view *view, uint64_t id, struct arena *mem,
	struct revision_list *out, struct err *err)
{
	VEC(struct revision) all = { 0 };
	struct bytes chain = key_chain(view->shape, id, mem);
	struct scan scan = {
		.table = TABLE_HISTORY, .from = chain, .to = bytes_after_prefix(chain, mem)
	};
	struct row_page page;
	unsigned char previous[CHAIN_HASH_SIZE] = { 0 };

	do {
		if (store_scan(view->snapshot, &scan, mem, &page, err) < 0)
			return -1;
		for (size_t i = 0; i < page.count; i++) {
			struct revision *r = VEC_PUSH_IN(mem, &all);
			struct chain_row link;

			if (take_revision(view->shape, id, chain, &page.rows[i], mem, r, err) <
				0)
				return -1;
			chain_decode(page.rows[i].value, &link, err);
			r->whole &= memcmp(link.previous, previous, sizeof(previous)) == 0;
			memcpy(previous, link.hash, sizeof(previous));
		}
	} while (scan_next(&scan, &page, mem));
	out->at = all.at;
	out->count = all.count;
	return 0;
}

/* The viewer must see the record as it is now. */
static int open_seen(struct dataset *data, const struct form *form, uint64_t id,
	struct arena *mem, struct view *view, struct err *err)
{
	struct record *now;
	struct bytes bytes;
	int got;

	if (!may_read(data, form, err) || view_open(data, form, SNAPSHOT_SCREEN, view, err) < 0)
		return -1;
	got = read_record(data, view, id, mem, &bytes, &now, err);
	if (got != DATA_OK)
		view_close(view);
	return got;
}

/* What the record was while it was a foreign unit's or somebody's own is not shown. */
static void leave_out(
	const struct dataset *data, const struct shape *shape, struct revision_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++)
		if (scope_sees(data, shape, list->at[i].record))
			list->at[kept++] = list->at[i];
	list->hidden = list->count - kept;
	list->count = kept;
}

static int history_once(struct dataset *data, const struct form *form, uint64_t id,
	struct arena *mem, struct revision_list *out, struct err *err)
{
	struct view view;
	int got;

	*out = (struct revision_list){ 0 };
	got = open_seen(data, form, id, mem, &view, err);
	if (got != DATA_OK)
		return got;
	got = read_chain(&view, id, mem, out, err);
	if (got == 0)
		leave_out(data, view.shape, out);
	view_close(&view);
	return got;
}

int data_history(struct dataset *data, const struct form *form, uint64_t id, struct arena *mem,
	struct revision_list *out, struct err *err)
{
	int got, tries = 0;

	do {
		got = history_once(data, form, id, mem, out, err);
	} while (view_again(data, got, tries++, err));
	return got;
}

/* The revision's number is its place in the chain. */
int data_get_revision(struct dataset *data, const struct form *form, uint64_t id,
	uint64_t revision, struct arena *mem, struct record **out, struct err *err)
{
	struct str key = { 0 };
	struct revision found;
	struct bytes chain;
	struct row row;
	struct view view;
	int got = open_seen(data, form, id, mem, &view, err);

	*out = NULL;
	if (got != DATA_OK)
		return got;
	chain = key_chain(view.shape, id, mem);
	put_bytes(&key, chain);
	put_u64(&key, revision);
	row.key = copy_str(&key, mem);
	str_release(&key);
	got = store_get(view.snapshot, TABLE_HISTORY, row.key, mem, &row.value, err);
	if (got == STORE_OK)
		got = take_revision(view.shape, id, chain, &row, mem, &found, err);
	if (got == 0 && !scope_sees(data, view.shape, found.record))
		got = STORE_NONE;
	if (got == 0)
		*out = found.record;
	if (got == 0 && compute_own(data->model, found.record, mem, err) < 0)
		got = -1;
	view_close(&view);
	return got == STORE_NONE ? DATA_NONE : got;
}

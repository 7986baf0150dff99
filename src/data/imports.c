/*
 * imports.c - entries of imports and the rows of what they touched, in the table of events.
 *
 * import/ID -> the entry; touch/ID/FORM/ + record id -> the revisions before and after.
 */
#include "data/imports.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset_internal.h"
#include "model/form.h"
#include "store/hash.h"
#include "store/store.h"

enum { ENTRY_VERSION = 1 };

#define ENTRY_PREFIX "import/"

static const char *const states[] = {
	[IMPORT_RUNNING] = N_("running"),
	[IMPORT_INCOMPLETE] = N_("incomplete"),
	[IMPORT_COMPLETE] = N_("complete"),
	[IMPORT_UNDOING] = N_("undo not finished"),
	[IMPORT_UNDONE] = N_("undone"),
};

const char *import_state_label(enum import_state state)
{
	return _(states[state]);
}

struct content_hash *content_hash_new(void)
{
	return (struct content_hash *)sha256_new();
}

void content_hash_add(struct content_hash *hash, const void *bytes, size_t len)
{
	sha256_add((struct sha256 *)hash, bytes, len);
}

void content_hash_end(struct content_hash **hash, char hex[65])
{
	struct sha256 *own = (struct sha256 *)*hash;

	sha256_end(&own, hex);
	*hash = NULL;
}

/* ---- who is at work ---- */

/* When the process began, in the kernel's ticks: tells it from a later one with its number. */
static uint64_t ticks_of(int pid)
{
	unsigned long long ticks = 0;
	struct str path = { 0 };
	char line[1024] = "", *at;
	FILE *in;

	str_addf(&path, "/proc/%d/stat", pid);
	in = fopen(str_text(&path), "re");
	str_release(&path);
	if (!in)
		return 0;
	at = fgets(line, sizeof(line), in) ? strrchr(line, ')') : NULL;
	for (int field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	if (at)
		ticks = strtoull(at + 1, NULL, 10);
	fclose(in);
	return ticks;
}

static int is_alive(int pid, uint64_t ticks)
{
	if (pid <= 0 || (kill(pid, 0) != 0 && errno != EPERM))
		return 0;
	return ticks == 0 || ticks_of(pid) == ticks;
}

/* ---- the entry as bytes ---- */

static void put_text(struct str *out, const char *text)
{
	put_sized(out, bytes_of_text(text ? text : ""));
}

static const char *take_text(struct taker *in, struct arena *mem)
{
	struct bytes run = take_sized(in);

	return arena_text_len(mem, run.len ? (const char *)run.at : "", run.len);
}

static void entry_encode(const struct import_entry *entry, struct str *out)
{
	put_u64(out, entry->revision);
	put_u8(out, ENTRY_VERSION);
	put_text(out, entry->form);
	put_text(out, entry->file);
	put_text(out, entry->hash);
	put_text(out, entry->user);
	put_text(out, entry->user_name);
	put_i64(out, entry->started);
	put_i64(out, entry->changed);
	put_u8(out, (uint8_t)entry->state);
	put_u64(out, entry->rows);
	put_u64(out, entry->done);
	put_u64(out, entry->created);
	put_u64(out, entry->updated);
	put_u64(out, entry->unchanged);
	put_u64(out, entry->failed);
	put_u32(out, (uint32_t)entry->pid);
	put_u64(out, entry->pid > 0 ? ticks_of(entry->pid) : 0);
}

static int entry_decode(const struct row *row, struct arena *mem, struct import_entry *out,
			struct err *err)
{
	struct taker in = { .left = row->value };
	size_t prefix = strlen(ENTRY_PREFIX);
	uint64_t ticks;
	int version;

	out->id =
		arena_text_len(mem, (const char *)row->key.at + prefix, row->key.len - prefix);
	out->revision = take_u64(&in);
	version = take_u8(&in);
	out->form = take_text(&in, mem);
	out->file = take_text(&in, mem);
	out->hash = take_text(&in, mem);
	out->user = take_text(&in, mem);
	out->user_name = take_text(&in, mem);
	out->started = take_i64(&in);
	out->changed = take_i64(&in);
	out->state = (enum import_state)take_u8(&in);
	out->rows = take_u64(&in);
	out->done = take_u64(&in);
	out->created = take_u64(&in);
	out->updated = take_u64(&in);
	out->unchanged = take_u64(&in);
	out->failed = take_u64(&in);
	out->pid = (int)take_u32(&in);
	ticks = take_u64(&in);
	if (in.bad || version != ENTRY_VERSION || out->state > IMPORT_UNDONE)
		return err_set(err, ERR_STORE,
			_("The entry of import %s is damaged: run verify"), out->id);
	if (out->state == IMPORT_RUNNING && !is_alive(out->pid, ticks))
		out->state = IMPORT_INCOMPLETE;
	return 0;
}

static struct bytes entry_key(const char *id, struct arena *mem)
{
	return bytes_of_text(arena_printf(mem, ENTRY_PREFIX "%s", id));
}

/* ---- writing ---- */

static int put_entry(struct dataset *data, struct import_entry *entry, struct err *err)
{
	struct arena mem = { 0 };
	struct batch *batch = batch_new();
	struct bytes key = entry_key(entry->id, &mem);
	struct str value = { 0 };
	int got;

	if (entry->revision == 0)
		batch_expect_absent(batch, TABLE_EVENTS, key);
	else
		batch_expect(batch, TABLE_EVENTS, key, entry->revision);
	entry->revision++;
	entry->pid = entry->state == IMPORT_RUNNING ? (int)getpid() : 0;
	entry_encode(entry, &value);
	batch_put(batch, TABLE_EVENTS, key, bytes_of_str(&value));
	got = store_commit(data->store, batch, err);
	if (got == STORE_CONFLICT)
		got = err_set(err, ERR_CONFLICT,
			_("Import %s is in somebody else's hands; look at it again."),
			entry->id);
	str_release(&value);
	batch_free(&batch);
	arena_release(&mem);
	return got;
}

int imports_update(struct dataset *data, struct import_entry *entry, struct err *err)
{
	if (dataset_now(data, &entry->changed, err) < 0)
		return -1;
	return put_entry(data, entry, err);
}

/* Calls visit for each entry whose key starts so, oldest day first. */
static int each_entry(struct dataset *data, const char *start, struct arena *mem,
		      int (*visit)(void *context, const struct import_entry *entry),
		      void *context, struct err *err)
{
	struct scan scan = { .table = TABLE_EVENTS };
	struct snapshot *view = NULL;
	struct row_page page;
	int got = snapshot_open(data->store, SNAPSHOT_SCREEN, &view, err);

	scan.from = entry_key(start, mem);
	scan.to = bytes_after_prefix(scan.from, mem);
	if (got < 0)
		return -1;
	do {
		got = store_scan(view, &scan, mem, &page, err);
		for (size_t i = 0; got >= 0 && i < page.count; i++) {
			struct import_entry entry = { 0 };

			got = entry_decode(&page.rows[i], mem, &entry, err);
			if (got == 0)
				got = visit(context, &entry);
		}
	} while (got >= 0 && scan_next(&scan, &page, mem));
	snapshot_close(&view);
	return got < 0 ? -1 : 0;
}

/* One's own, and those of ledgers that one sees whole. */
static int may_see(struct dataset *data, const struct import_entry *entry)
{
	const struct form *form = model_form(data->model, entry->form);
	struct err ignored = { 0 };

	if (!form || !may_read(data, form, &ignored))
		return 0;
	return strcmp(entry->user, data->viewer.user) == 0 || shape_of(data, form)->sees_all;
}

struct numbering {
	struct dataset *data;
	const char *id;                 /* that is looked for */
	size_t seen;                    /* how many of the day the viewer may see */
	int taken;
};

static int number_entry(void *context, const struct import_entry *entry)
{
	struct numbering *n = context;

	n->seen += (size_t)may_see(n->data, entry);
	n->taken |= n->id && strcmp(n->id, entry->id) == 0;
	return 0;
}

/* Numbered among those of the day that one may see: what others do is not told by it. */
static int new_id(struct dataset *data, struct import_entry *entry, struct arena *mem,
		  struct err *err)
{
	struct ymd day = date_split(instant_day(entry->started));
	char *start = arena_printf(mem, "%04d%02d%02d-", day.year, day.month, day.day);
	struct numbering n = { .data = data };

	if (each_entry(data, start, mem, number_entry, &n, err) < 0)
		return -1;
	for (size_t number = n.seen + 1; !n.id || n.taken; number++) {
		n.taken = 0;
		n.id = arena_printf(mem, "%s%03zu-%.6s", start, number, entry->hash);
		if (each_entry(data, start, mem, number_entry, &n, err) < 0)
			return -1;
	}
	entry->id = n.id;
	return 0;
}

int imports_begin(struct dataset *data, struct import_entry *entry, struct arena *mem,
		  struct err *err)
{
	const struct form *form = model_form(data->model, entry->form);

	if (!form)
		return err_set(err, ERR_NOT_FOUND, _("There is no form %s."), entry->form);
	if (may(data->model, &data->viewer, ACTION_IMPORT, form, NULL, err) < 0 ||
	    dataset_now(data, &entry->started, err) < 0)
		return -1;
	entry->changed = entry->started;
	entry->user = data->viewer.user;
	entry->user_name = data->viewer.name;
	entry->state = IMPORT_RUNNING;
	entry->revision = 0;
	return new_id(data, entry, mem, err) < 0 ? -1 : put_entry(data, entry, err);
}

/* ---- reading ---- */

struct listing {
	struct dataset *data;
	const char *form;               /* NULL: all */
	struct arena *mem;
	VEC(struct import_entry) all;
};

static int list_entry(void *context, const struct import_entry *entry)
{
	struct listing *l = context;

	if ((!l->form || strcmp(l->form, entry->form) == 0) && may_see(l->data, entry))
		*VEC_PUSH_IN(l->mem, &l->all) = *entry;
	return 0;
}

static int newest_first(const void *a, const void *b)
{
	const struct import_entry *left = a, *right = b;

	if (left->started != right->started)
		return left->started > right->started ? -1 : 1;
	return strcmp(right->id, left->id);
}

int imports_list(struct dataset *data, const char *form, struct arena *mem,
		 struct import_entry **out, size_t *count, struct err *err)
{
	struct listing l = { .data = data, .form = form, .mem = mem };

	if (each_entry(data, "", mem, list_entry, &l, err) < 0)
		return -1;
	if (l.all.count > 1)
		qsort(l.all.at, l.all.count, sizeof(*l.all.at), newest_first);
	*out = l.all.at;
	*count = l.all.count;
	return 0;
}

int imports_find(struct dataset *data, const char *id, struct arena *mem,
		 struct import_entry *out, struct err *err)
{
	struct import_entry *all;
	size_t count;

	if (imports_list(data, NULL, mem, &all, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(all[i].id, id) == 0) {
			*out = all[i];
			return 0;
		}
	}
	return 1;
}

struct twin {
	struct dataset *data;
	const char *form, *hash;
	struct import_entry *out;
	int found;
};

static int compare_twin(void *context, const struct import_entry *entry)
{
	struct twin *twin = context;

	if (strcmp(entry->form, twin->form) != 0 || strcmp(entry->hash, twin->hash) != 0 ||
	    entry->state == IMPORT_UNDONE || !may_see(twin->data, entry))
		return 0;
	if (twin->found && twin->out->started > entry->started)
		return 0;
	*twin->out = *entry;
	twin->found = 1;
	return 0;
}

int imports_same(struct dataset *data, const char *form, const char *hash, struct arena *mem,
		 struct import_entry *out, struct err *err)
{
	struct twin twin = { .data = data, .form = form, .hash = hash, .out = out };

	if (each_entry(data, "", mem, compare_twin, &twin, err) < 0)
		return -1;
	return !twin.found;
}

/* ---- what was touched ---- */

static void touch_start(const char *import_id, struct str *out)
{
	str_addf(out, "touch/%s/", import_id);
}

void imports_note(struct batch *batch, const char *import_id, const struct form *form,
		  const struct import_touch *touch)
{
	struct str key = { 0 }, value = { 0 };

	touch_start(import_id, &key);
	put_key_text(&key, bytes_of_text(form->id));
	put_u64(&key, touch->record);
	put_u64(&value, touch->before);
	put_u64(&value, touch->after);
	batch_put(batch, TABLE_EVENTS, bytes_of_str(&key), bytes_of_str(&value));
	str_release(&key);
	str_release(&value);
}

static struct import_touch touch_of(const struct row *row)
{
	struct taker in = { .left = row->value };
	struct import_touch touch = { .record = key_last_u64(row->key) };

	touch.before = take_u64(&in);
	touch.after = take_u64(&in);
	return touch;
}

/* A snapshot a page: what a visit does may take its time. */
static int touch_page(struct dataset *data, struct scan *scan, struct arena *mem,
		      struct row_page *page, struct err *err)
{
	struct snapshot *view = NULL;
	int got;

	if (snapshot_open(data->store, SNAPSHOT_SCREEN, &view, err) < 0)
		return -1;
	got = store_scan(view, scan, mem, page, err);
	snapshot_close(&view);
	return got;
}

int imports_each(struct dataset *data, const char *id,
		 int (*visit)(void *context, const struct import_touch *touch,
			      struct err *err),
		 void *context, struct err *err)
{
	struct scan scan = { .table = TABLE_EVENTS };
	struct arena bounds = { 0 }, mem = { 0 };
	struct str start = { 0 };
	struct row_page page;
	uint64_t rows = 0;
	int got;

	touch_start(id, &start);
	scan.from = copy_str(&start, &bounds);
	scan.to = bytes_after_prefix(scan.from, &bounds);
	str_release(&start);
	do {
		arena_clear(&mem);
		got = touch_page(data, &scan, &mem, &page, err);
		if (got >= 0)
			got = dataset_beat(data, rows += page.count, 0, err);
		for (size_t i = 0; got >= 0 && i < page.count; i++) {
			struct import_touch touch = touch_of(&page.rows[i]);

			got = visit(context, &touch, err);
		}
	} while (got >= 0 && scan_next(&scan, &page, &bounds));
	arena_release(&mem);
	arena_release(&bounds);
	return got < 0 ? -1 : 0;
}

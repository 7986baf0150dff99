/*
 * change.c - one change of a record as rows of a batch: record, keys, totals, history.
 */
#include "data/save_internal.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/encode.h"
#include "data/events_internal.h"
#include "data/history.h"
#include "data/imports.h"
#include "model/viewer.h"
#include "model/workflow.h"
#include "store/store.h"

/* Bytes that are enough for most: they grow from there. */
enum { KEY_ROOM = 200, RECORD_ROOM = 1000 };

static struct bytes natural_key(struct pass *pass, const struct record *record)
{
	struct str key = { 0 };
	struct bytes copy = { 0 };

	if (!record || !record_is_live(record) || record->form->key.count == 0)
		return copy;
	str_reserve(&key, KEY_ROOM);
	key_natural(pass->view.shape, pass->view.shape->number, record->values, &key);
	copy = copy_str(&key, &pass->work);
	str_release(&key);
	return copy;
}

/* The old row needs no expectation: the record's revision stands for it. */
static void write_key(struct pass *pass, const struct change *change)
{
	struct bytes old = natural_key(pass, change->old);
	struct bytes now = natural_key(pass, change->now);
	struct str id = { 0 };
	struct sum_entry *e;

	if (old.at && now.at && bytes_equal(old, now))
		return;
	if (old.at) {
		if (pass->batch)
			batch_delete(pass->batch, TABLE_INDEX, old);
		e = sum_map_at(&pass->keys, old, 2);
		e->sums[1] = 0;
	}
	if (!now.at)
		return;
	put_u64(&id, change->now->id);
	if (pass->batch) {
		batch_expect_absent(pass->batch, TABLE_INDEX, now);
		batch_put(pass->batch, TABLE_INDEX, now, bytes_of_str(&id));
	}
	e = sum_map_at(&pass->keys, now, 2);
	e->sums[0] = (int64_t)change->now->id;
	e->sums[1] = 1;
	str_release(&id);
}

static void write_indexes(struct pass *pass, const struct change *change)
{
	const struct shape *shape = pass->view.shape;
	int had = change->old && record_is_live(change->old);
	int has = record_is_live(change->now);
	struct str old = { 0 }, now = { 0 };

	str_reserve(&now, KEY_ROOM);
	for (size_t i = 0; i < shape->form->index_count; i++) {
		str_clear(&old);
		str_clear(&now);
		if (had)
			key_index(shape, shape->number, i, change->old, &old);
		if (has)
			key_index(shape, shape->number, i, change->now, &now);
		if (bytes_equal(bytes_of_str(&old), bytes_of_str(&now)))
			continue;
		if (had)
			batch_delete(pass->batch, TABLE_INDEX, bytes_of_str(&old));
		if (has)
			batch_put(
				pass->batch, TABLE_INDEX, bytes_of_str(&now), bytes_of("", 0));
	}
	str_release(&old);
	str_release(&now);
}

static void write_deleted(struct pass *pass, const struct change *change)
{
	int was = change->old && change->old->state == STATE_DELETED;
	int is = change->now->state == STATE_DELETED;
	struct bytes key = key_deleted(pass->view.shape, change->now->id, &pass->work);

	if (is && !was)
		batch_put(pass->batch, TABLE_INDEX, key, bytes_of("", 0));
	if (was && !is)
		batch_delete(pass->batch, TABLE_INDEX, key);
}

static const struct unit *unit_of(const struct pass *pass, const struct record *record)
{
	const char *code = record_unit(pass->view.shape, record);

	return code ? unit_find(&pass->data->model->units, code) : NULL;
}

static int is_of_roles(const struct viewer_post *post, const char **roles)
{
	for (size_t i = 0; roles && roles[i]; i++)
		if (strcmp(roles[i], post->role) == 0)
			return 1;
	return !roles;
}

/* 1: the action is for the holder of this very post. */
static int is_named_holder(const struct change *change, const struct viewer_post *post)
{
	const struct field *field = change->act && change->act->holder
		? form_field(change->now->form, change->act->holder)
		: NULL;
	const struct value *value = field ? &change->now->values[field->index] : NULL;

	return post->id && value && value_is_given(value) && value->kind != KIND_LIST &&
		strcmp(value->text, post->id) == 0;
}

/*
 * role@unit of the post by which it is done: the one that the action is for, else the first in
 * whose scope the record lies and which may act so.
 */
static const char *acting_post(
	const struct pass *pass, const struct change *change, struct arena *mem)
{
	const struct viewer *viewer = &pass->data->viewer;
	const struct unit *unit = unit_of(pass, change->now);
	const char **roles = change->act ? change->act->roles : NULL;
	const struct viewer_post *best = NULL;

	for (size_t i = 0; i < viewer->post_count && !best; i++)
		if (is_named_holder(change, &viewer->posts[i]))
			best = &viewer->posts[i];
	for (size_t i = 0; i < viewer->post_count && !best; i++) {
		const struct viewer_post *post = &viewer->posts[i];

		if (is_of_roles(post, roles) &&
			(!unit || !post->unit || unit_is_within(unit, post->unit, pass->day)))
			best = post;
	}
	if (!best && viewer->post_count > 0)
		best = &viewer->posts[0];
	if (!best)
		return "";
	return arena_printf(mem, "%s@%s%s", best->role, best->unit ? best->unit->code : "",
		best->acting ? HISTORY_ACTING : "");
}

/* 1: the viewer holds the post that reports the unit's rows. */
static int reports_it(const struct pass *pass, const char *role, const struct unit *unit)
{
	const struct viewer *viewer = &pass->data->viewer;

	for (size_t i = 0; i < viewer->post_count; i++) {
		const struct viewer_post *post = &viewer->posts[i];

		if (strcmp(post->role, role) == 0 && post->unit &&
			unit_is_within(unit, post->unit, pass->day))
			return 1;
	}
	return viewer->everything;
}

/* Whose row it is where others type it, with who told them; NULL: their own. */
static const char *entered_for(const struct pass *pass, const struct change *change)
{
	const char *who = pass->options ? pass->options->entered_for : NULL;
	const struct form *form = change->now->form;
	const struct unit *unit = unit_of(pass, change->now);
	int others;

	if (pass->doing != DO_SAVE || change->now->state == STATE_DELETED)
		return NULL;
	others = form->reported_by && unit && !reports_it(pass, form->reported_by, unit);
	if (text_is_empty(who))
		return others ? unit_name(unit, pass->day) : NULL;
	if (!unit)
		return who;
	return arena_printf(pass->mem, "%s (%s)", unit_name(unit, pass->day), who);
}

static void write_history(struct pass *pass, const struct change *change, struct bytes stored)
{
	const struct viewer *viewer = &pass->data->viewer;
	struct str payload = { 0 };
	struct history_row row = {
		.revision = change->now->revision,
		.action = change->action,
		.user = viewer->user,
		.user_name = viewer->name,
		.post = acting_post(pass, change, &pass->work),
		.reason = change->reason,
		.import_id = pass->options ? pass->options->import_id : NULL,
		.entered_for = entered_for(pass, change),
		.record = stored,
	};

	str_reserve(&payload, RECORD_ROOM);
	history_encode(&row, &payload);
	batch_append(pass->batch, key_chain(pass->view.shape, change->now->id, &pass->work),
		bytes_of_str(&payload));
	str_release(&payload);
}

/* A title shows a reference as a number: whose key it is has to be a name. */
static void whose(struct pass *pass, const struct record *now, struct str *out)
{
	const char *id = pass->data->model->site.ssh_keys.user;
	const struct field *field = id ? form_field(now->form, id) : NULL;

	if (!field || strcmp(now->form->id, pass->data->model->site.ssh_keys.form) != 0)
		return;
	str_add(out, " ");
	data_show(pass->data, field, &now->values[field->index], out);
}

/* In the same batch: no change of users, posts or keys without its event. */
static void note_people(struct pass *pass, const struct change *change)
{
	const struct record *now = change->now;
	struct str text = { 0 };
	struct err ignored = { 0 }; /* the clock was asked a moment ago */

	str_addf(&text, "%s %llu ", form_label(now->form, i18n_lang()),
		(unsigned long long)now->id);
	record_title(pass->data->model, now, &text);
	whose(pass, now, &text);
	str_addf(&text, ": %s%s%s", data_deed_label(now->form, change->action),
		text_is_empty(change->reason) ? "" : ": ",
		text_is_empty(change->reason) ? "" : change->reason);
	event_append(pass->data->store, pass->batch, &pass->data->viewer, EVENT_PEOPLE,
		str_text(&text), &ignored);
	str_release(&text);
}

static void note_import(struct pass *pass, const struct change *change)
{
	struct import_touch touch = { .record = change->now->id,
		.before = change->old ? change->old->revision : 0,
		.after = change->now->revision };

	if (pass->options && pass->options->import_id)
		imports_note(pass->batch, pass->options->import_id, change->now->form, &touch);
}

void change_write(struct pass *pass, const struct change *change)
{
	struct shape *shape = pass->view.shape;
	struct bytes key = key_record(shape, change->now->id, &pass->work);
	struct str stored = { 0 };

	sum_map_at(&pass->ids, bytes_of(&change->now->id, sizeof(change->now->id)), 1);
	write_key(pass, change);
	if (!pass->batch)
		return;
	if (change->old)
		batch_expect(pass->batch, TABLE_RECORDS, key, change->old->revision);
	else
		batch_expect_absent(pass->batch, TABLE_RECORDS, key);
	str_reserve(&stored, RECORD_ROOM);
	record_encode(shape, change->now, change->before, &stored);
	batch_put(pass->batch, TABLE_RECORDS, key, bytes_of_str(&stored));
	write_indexes(pass, change);
	write_deleted(pass, change);
	write_history(pass, change, bytes_of_str(&stored));
	note_import(pass, change);
	if (pass->of_people)
		note_people(pass, change);
	str_release(&stored);
	if (change->old)
		totals_add(shape, shape->number, change->old, -1, &pass->deltas);
	totals_add(shape, shape->number, change->now, 1, &pass->deltas);
	if (change->old)
		parts_add(shape, shape->number, change->old, -1, &pass->deltas);
	parts_add(shape, shape->number, change->now, 1, &pass->deltas);
}

/*
 * save.c - the one way a record is written: what it may, what it must, then one batch.
 *
 * data_save, data_delete and data_undelete are passes over one record; a conflict on
 * anything but the record itself is looked at again and repeated here.
 */
#include "data/save_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "data/encode.h"
#include "data/named_check.h"
#include "data/people_rights.h"
#include "data/periods_internal.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/kept.h"
#include "model/workflow.h"
#include "store/store.h"

enum {
	KEY_ROOM = 200, /* bytes, enough for most keys */
	KEY_EXTRA = 40, /* bytes that a field takes beside its text, a key beside its fields */
};

int pass_refuse(struct pass *pass, struct save_item *item, int result, const char *sentence)
{
	item->result = result;
	item->detail.sentence = arena_text(pass->mem, sentence);
	return 1;
}

int pass_refuse_err(struct pass *pass, struct save_item *item)
{
	return pass_refuse(pass, item, -1, pass->refused.text);
}

int pass_allowed(struct pass *pass, enum deed action, const struct record *record)
{
	struct err ignored = { 0 };

	err_clear(&pass->refused);
	if (may(pass->data->model, &pass->data->viewer, action, record->form, record,
		    &pass->refused) == 0)
		return 1;
	/* he may have been given the right since this session last looked */
	if (pass->view.snapshot || dataset_freshen(pass->data, &ignored) <= 0)
		return 0;
	err_clear(&pass->refused);
	return may(pass->data->model, &pass->data->viewer, action, record->form, record,
		       &pass->refused) == 0;
}

/* ---- the record as it will stand ---- */

static void keep_scales(struct record *record)
{
	for (size_t i = 0; i < record->form->field_count; i++) {
		struct value *v = &record->values[i];
		const struct field *field = &record->form->fields[i];
		struct err ignored = { 0 };

		if (v->state == VALUE_GIVEN && v->kind == KIND_NUMBER &&
			v->number.scale != field->scale &&
			!decimal_loses(v->number, field->scale))
			decimal_rescale(v->number, field->scale, &v->number, &ignored);
	}
}

/* A later report keeps what the line was; anything else corrects the present entry. */
static void keep_earlier(struct pass *pass, const struct record *old, struct record *now)
{
	const struct shape *shape = pass->view.shape;
	int32_t was = record_as_of(old), is = record_as_of(now);
	int later = is != DATE_NONE && was != DATE_NONE && is > was &&
		data_counts(pass->data, old->state);
	struct earlier_value *e;
	size_t count = 0;

	now->earlier = e = arena_array(&pass->work, old->earlier_count + 1, sizeof(*e));
	for (size_t i = 0; i < old->earlier_count; i++)
		if (old->earlier[i].as_of < is)
			e[count++] = old->earlier[i];
	if (later && shape->sum_count > 0) {
		e[count].as_of = was;
		e[count].sums =
			arena_array(&pass->work, shape->sum_count, sizeof(struct value));
		for (size_t i = 0; i < shape->sum_count; i++)
			e[count].sums[i] = old->values[shape->sums[i]->index];
		count++;
	}
	now->earlier_count = count;
}

struct record *pass_next_record(
	struct pass *pass, const struct record *old, const struct record *given)
{
	struct record *now = arena_alloc(&pass->work, sizeof(*now));
	size_t bytes = given->form->field_count * sizeof(*now->values);

	*now = *given;
	now->values = arena_alloc(&pass->work, bytes);
	memcpy(now->values, given->values, bytes);
	now->earlier = NULL;
	now->earlier_count = 0;
	now->revision = old ? old->revision + 1 : 1;
	now->changed = pass->now;
	now->changed_by = pass->data->viewer.user;
	if (old && given->stray_count == 0) {
		now->strays = old->strays;
		now->stray_count = old->stray_count;
	}
	now->done = old ? old->done : NULL;
	now->done_count = old ? old->done_count : 0;
	now->done_known = old ? old->done_known : 1;
	if (old)
		keep_earlier(pass, old, now);
	keep_scales(now);
	return now;
}

/* ---- what stands in the way ---- */

/* At a glance: even all fields together make no key that is too long. */
static int is_short(const struct shape *shape, const struct record *now)
{
	size_t bytes = shape->prefix.len + KEY_EXTRA;

	for (size_t i = 0; i < now->form->field_count; i++) {
		const struct value *v = &now->values[i];

		bytes += KEY_EXTRA;
		if (v->state != VALUE_GIVEN)
			continue;
		if (v->kind == KIND_TEXT)
			bytes += 2 * strlen(v->text); /* each byte escaped */
		else if (v->kind != KIND_NUMBER && v->kind != KIND_DATE &&
			v->kind != KIND_PERIOD && v->kind != KIND_BOOL)
			return 0;
	}
	return bytes <= KEY_LONGEST;
}

/* The store keeps keys of a few thousand bytes at most. */
static int keys_fit(const struct shape *shape, const struct record *now)
{
	struct str key = { 0 };
	size_t longest;

	key_natural(shape, shape->number, now->values, &key);
	longest = key.len;
	for (size_t i = 0; i < shape->form->index_count; i++) {
		str_clear(&key);
		key_index(shape, shape->number, i, now, &key);
		longest = key.len > longest ? key.len : longest;
	}
	for (size_t i = 0; i < shape->form->total_count; i++) {
		str_clear(&key);
		key_put_fields(&shape->by[i], now->values, &key);
		longest = key.len > longest ? key.len : longest;
	}
	str_release(&key);
	return longest <= KEY_LONGEST;
}

static int refuse_long(struct pass *pass, struct save_item *item)
{
	err_clear(&pass->refused);
	err_set(&pass->refused, ERR_FAULT,
		_("The fields by which records are told apart and found are too long: "
		  "shorten them"));
	return pass_refuse_err(pass, item);
}

/* Out of scope it has neither number nor name: only that the key is taken. */
static int refuse_duplicate(
	struct pass *pass, struct save_item *item, uint64_t other, struct err *err)
{
	const struct field_set *key = &item->record->form->key;
	struct record *there = NULL;
	struct str labels = { 0 };
	struct bytes bytes;
	int got = DATA_OK;

	if (!pass->view.shape->sees_all &&
		!sum_map_find(&pass->ids, bytes_of(&other, sizeof(other))))
		got = pass_look(pass, err) < 0 ? -1
			: read_record(pass->data, &pass->view, other, &pass->work, &bytes,
				  &there, err);
	if (got < 0)
		return -1;
	if (got == DATA_OK) {
		item->detail.other = other;
		return pass_refuse(pass, item, DATA_DUPLICATE,
			_("There is a record with the same key already: open that one "
			  "instead"));
	}
	for (size_t i = 0; i < key->count; i++)
		str_addf(&labels, "%s%s", i ? _(", ") : "",
			field_label(key->at[i], i18n_lang()));
	got = pass_refuse(pass, item, DATA_DUPLICATE,
		arena_printf(pass->mem,
			_("A record that is not yours to see has the same key already: check "
			  "%s, or ask the section"),
			str_text(&labels)));
	str_release(&labels);
	return got;
}

static int check_key(struct pass *pass, struct save_item *item, const struct record *old,
	const struct record *now, struct err *err)
{
	const struct shape *shape = pass->view.shape;
	struct str key = { 0 }, old_key = { 0 };
	const struct sum_entry *e;
	uint64_t other = 0;
	int got = 0;

	if (!is_short(shape, now) && !keys_fit(shape, now))
		return refuse_long(pass, item);
	if (now->form->key.count == 0)
		return 0;
	str_reserve(&key, KEY_ROOM);
	key_natural(shape, shape->number, now->values, &key);
	if (old && record_is_live(old))
		key_natural(shape, shape->number, old->values, &old_key);
	e = sum_map_find(&pass->keys, bytes_of_str(&key));
	if (old_key.len && bytes_equal(bytes_of_str(&key), bytes_of_str(&old_key))) {
		other = 0;
	} else if (e) {
		other = e->sums[1] ? (uint64_t)e->sums[0] : 0;
	} else if (pass->careful && !pass->empty) {
		got = pass_look(pass, err) < 0 ? -1
			: key_lookup(&pass->view, now->values, &other, err);
	}
	str_release(&key);
	str_release(&old_key);
	if (got < 0)
		return -1;
	if (other == 0 || other == now->id)
		return 0;
	return refuse_duplicate(pass, item, other, err);
}

/* Rules may ask this very ledger, which looks at its shape anew: the pass keeps its own. */
int pass_find_faults(struct pass *pass, struct record *now, struct findings *found)
{
	struct expr_scope scope = { .model = pass->data->model,
		.record = now,
		.aggregate = data_aggregate,
		.context = pass->data,
		.mem = pass->mem };
	int got = compute_fields(&scope, now, 1, &pass->refused);

	/* what is stored must not hang on the day it was computed; a rule may */
	scope.param = data_rule_param;
	if (got == 0)
		got = record_check(pass->data->model, now, pass->day, &scope, pass->mem, found,
			&pass->refused);
	if (got == 0)
		got = named_findings(pass->data, now, pass->mem, found, &pass->refused);
	if (got == 0)
		people_findings(pass->data, now, pass->mem, found);
	pass->view.shape->number = pass->number;
	pass->view.shape->revision = pass->revision;
	return got;
}

/* Kept without being submitted: what was returned is still returned. */
static enum record_state kept_state(const struct pass *pass, const struct record *old)
{
	return old && !data_counts(pass->data, old->state) ? old->state : STATE_SAVED;
}

/* Who creates and submits in one go is the one who created it. */
static int may_submit(struct pass *pass, const struct record *old, const struct record *now)
{
	struct deed_done mine = { "create", pass->data->viewer.user };
	struct record asked = *now;

	if (!old) {
		asked.done = &mine;
		asked.done_count = 1;
		asked.done_known = 1;
	}
	return pass_allowed(pass, ACTION_SUBMIT, &asked);
}

/* What a verb notes of it beside a record that stays unsubmitted is no draft itself. */
static int keeps(const struct pass *pass, unsigned flags, const struct form *form)
{
	if (!(flags & SAVE_KEEP))
		return 0;
	return form->workflow || !form_is_kept(pass->data->model, form, NULL);
}

/* Findings, and the state that follows from them. */
static int check_rules(struct pass *pass, struct save_item *item, const struct record *old,
	struct record *now, struct err *err)
{
	unsigned flags = pass->options ? pass->options->flags : 0;
	struct findings *found = &item->detail.findings;
	int reasoned = (flags & SAVE_ACCEPT_WARNINGS) && !text_is_empty(now->warn_reason);
	int keep = keeps(pass, flags, now->form);

	*found = (struct findings){ 0 };
	err_clear(&pass->refused);
	if (pass_find_faults(pass, now, found) < 0) {
		if (pass->refused.code == ERR_FAULT)
			return pass_refuse_err(pass, item);
		*err = pass->refused;
		return -1;
	}
	now->state = keep ? kept_state(pass, old) : STATE_SUBMITTED;
	item->detail.state = now->state;
	if (keep)
		return 0;
	if (found->blocks > 0)
		return pass_refuse(pass, item, DATA_FINDINGS, found->at[0].sentence);
	if (found->count > 0 && !reasoned)
		return pass_refuse(pass, item, DATA_FINDINGS,
			_("There are warnings: correct them, or say why they are right"));
	if (!may_submit(pass, old, now))
		return pass_refuse_err(pass, item);
	return 0;
}

/* ---- planning ---- */

int pass_read_old(struct pass *pass, struct save_item *item, struct record **old,
	enum record_state *before, struct err *err)
{
	struct record_head head;
	struct bytes bytes;
	int got = pass_look(pass, err);

	if (got == 0)
		got = read_record(pass->data, &pass->view, item->record->id, &pass->work,
			&bytes, old, err);
	if (got < 0)
		return -1;
	if (got == DATA_NONE)
		return pass_refuse(
			pass, item, DATA_NONE, _("There is no such record where you may look"));
	if (record_head(bytes, &head) == 0)
		*before = (enum record_state)head.before;
	if (pass->doing != DO_ACT && !deeds_asked((*old)->form))
		return 0;
	got = deeds_read(&pass->view, *old, &pass->work, err);
	return got == 0 && pass->doing == DO_ACT
		? unheld_read(pass->data, &pass->people, *old, &pass->work, err)
		: got;
}

int pass_conflict(struct pass *pass, struct save_item *item, const struct record *old)
{
	item->detail.theirs = record_copy(old, pass->mem);
	return pass_refuse(pass, item, DATA_CONFLICT,
		_("Somebody saved this record meanwhile: compare, then save again"));
}

int pass_finish(
	struct pass *pass, struct save_item *item, struct change *change, struct err *err)
{
	int got = periods_guard(pass, item, change, err);

	if (got != 0)
		return got;
	if (parts_follow(pass, change, err) < 0)
		return -1;
	change_write(pass, change);
	people_planned(pass, change->old, change->now);
	item->result = DATA_OK;
	item->detail.id = change->now->id;
	item->detail.revision = change->now->revision;
	item->detail.state = change->now->state;
	pass->planned++;
	return 0;
}

static const char *save_action(const struct pass *pass, const struct change *change)
{
	if (pass->options && pass->options->import_id)
		return "import";
	if (!change->old)
		return "create";
	return !data_counts(pass->data, change->old->state) &&
			data_counts(pass->data, change->now->state)
		? "submit"
		: "change";
}

/* People written together stay people who can log in and are kept apart. */
static int check_people(struct pass *pass, struct save_item *item, const struct record *old,
	const struct record *now, struct err *err)
{
	int got = people_allow(pass, old, now, err);

	return got > 0 ? pass_refuse_err(pass, item) : got;
}

int pass_check_place(
	struct pass *pass, struct save_item *item, struct change *change, struct err *err)
{
	int got = refs_check(pass, item, change->old, change->now, err);

	if (got == 0)
		got = check_people(pass, item, change->old, change->now, err);
	if (got == 0)
		got = check_key(pass, item, change->old, change->now, err);
	if (got == 0) /* before others make way for it */
		got = periods_guard(pass, item, change, err);
	return got == 0 ? pass_check_parts(pass, item, change->old, change->now, err) : got;
}

/* What an action asks is changed by that action alone. */
static void keep_asked(
	const struct pass *pass, const struct record *old, struct record *now)
{
	for (size_t i = 0; !pass->data->viewer.everything && i < now->form->field_count; i++)
		if (action_asks(now->form, NULL, &now->form->fields[i]))
			now->values[i] = old ? old->values[i] : (struct value){ 0 };
}

/*
 * A closed period is said before anything else that is wrong; whoever sees the record may know
 * of it.  Where the record goes is guarded once it is known that he may write there.
 */
static int guard_old(
	struct pass *pass, struct save_item *item, struct record *old, struct err *err)
{
	struct change as_it_is = { .old = old, .now = old };

	return old ? periods_guard(pass, item, &as_it_is, err) : 0;
}

static int plan_save(struct pass *pass, struct save_item *item, size_t more, struct err *err)
{
	struct change change = { .reason = pass->options ? pass->options->reason : NULL };
	enum record_state before;
	int got = 0;

	if (item->record->id != 0)
		got = pass_read_old(pass, item, &change.old, &before, err);
	if (got != 0)
		return got;
	if (change.old && change.old->state == STATE_DELETED)
		return pass_refuse(pass, item, DATA_NONE,
			_("The record was deleted: undo the deletion first"));
	if (change.old && change.old->revision != item->record->revision)
		return pass_conflict(pass, item, change.old);
	change.now = pass_next_record(pass, change.old, item->record);
	keep_asked(pass, change.old, change.now);
	named_prepare(pass->data, change.old, change.now);
	people_prepare(pass->data, change.now, &pass->work);
	got = guard_old(pass, item, change.old, err);
	if (got == 0)
		got = check_rules(pass, item, change.old, change.now, err);
	if (got != 0)
		return got;
	if ((change.old && !pass_allowed(pass, ACTION_CHANGE, change.old)) ||
		!pass_allowed(pass, change.old ? ACTION_CHANGE : ACTION_CREATE, change.now) ||
		named_allows(pass->data, change.old, change.now, &pass->refused) < 0)
		return pass_refuse_err(pass, item);
	got = pass_check_place(pass, item, &change, err);
	if (got != 0)
		return got;
	if (!change.old && ids_next(pass, more, &change.now->id, err) < 0)
		return -1;
	change.action = save_action(pass, &change);
	return pass_finish(pass, item, &change, err);
}

/* Deleting and undoing it: the values stay, the state turns. */
static int plan_turn(struct pass *pass, struct save_item *item, struct err *err)
{
	int deleting = pass->doing == DO_DELETE;
	struct change change = { .action = deleting ? "delete" : "undelete",
		.reason = pass->options->reason };
	enum record_state before = STATE_SAVED;
	int got = pass_read_old(pass, item, &change.old, &before, err);

	if (got != 0)
		return got;
	if ((change.old->state == STATE_DELETED) == deleting)
		return pass_refuse(pass, item, DATA_NONE,
			deleting ? _("The record is deleted already")
				 : _("The record is not deleted"));
	got = guard_old(pass, item, change.old, err);
	if (got != 0)
		return got;
	if (!pass_allowed(pass, deleting ? ACTION_DELETE : ACTION_UNDELETE, change.old) ||
		named_allows(pass->data, change.old, change.old, &pass->refused) < 0)
		return pass_refuse_err(pass, item);
	change.now = pass_next_record(pass, change.old, change.old);
	change.now->earlier = change.old->earlier;
	change.now->earlier_count = change.old->earlier_count;
	change.before = change.old->state;
	change.now->state = deleting ? STATE_DELETED : before;
	got = check_people(pass, item, change.old, change.now, err);
	if (got != 0)
		return got;
	if (!deleting) {
		change.before = STATE_NEW;
		got = check_key(pass, item, NULL, change.now, err);
		if (got == 0)
			got = periods_guard(pass, item, &change, err);
		if (got == 0)
			got = pass_check_parts(pass, item, change.old, change.now, err);
		if (got != 0)
			return got;
	}
	return pass_finish(pass, item, &change, err);
}

int pass_plan(struct pass *pass, struct save_item *item, size_t more, struct err *err)
{
	unsigned flags = pass->options ? pass->options->flags : 0;

	item->result = DATA_OK;
	item->detail = (struct save_result){ 0 };
	if (pass->together)
		pass->doing = item->act ? DO_ACT : DO_SAVE;
	if (pass->doing == DO_ACT)
		return plan_act(pass, item, err);
	err_clear(&pass->refused);
	if (!(flags & SAVE_VERB) &&
		data_is_typed(pass->data, item->record->form, &pass->refused) < 0)
		return pass_refuse_err(pass, item);
	return pass->doing == DO_SAVE ? plan_save(pass, item, more, err)
				      : plan_turn(pass, item, err);
}

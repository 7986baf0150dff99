/*
 * save_parts.c - a total and its parts are never both there: who stands in the way, and gives
 * way when asked to.
 */
#include "data/save_internal.h"

#include "base/i18n.h"
#include "base/str.h"
#include "data/periods_internal.h"

/* Neither is stored yet, so neither can make way for the other. */
static const char *both_here(void)
{
	return _("A total and its parts would count twice: both are among these rows. "
		 "Leave out the total or its parts");
}

/* A whole or part out of scope: it blocks, and has neither number nor name. */
static int refuse_unseen(struct pass *pass, struct save_item *item)
{
	item->detail.others = 0;
	return pass_refuse(pass, item, DATA_PARTS,
		_("A total and its parts would count twice: a record that is not yours to see "
		  "is there already, above this unit or below it. Ask the section"));
}

/* One of the records that make way; refused when it may not be deleted. */
static int read_part(struct pass *pass, struct save_item *item, uint64_t id,
	struct record **out, struct err *err)
{
	struct bytes bytes;
	int got = pass_look(pass, err);

	if (got == 0)
		got = read_record(pass->data, &pass->view, id, &pass->work, &bytes, out, err);
	if (got < 0)
		return -1;
	if (sum_map_find(&pass->ids, bytes_of(&id, sizeof(id))))
		return pass_refuse(pass, item, DATA_PARTS, both_here());
	if (got == DATA_NONE)
		return refuse_unseen(pass, item);
	return pass_allowed(pass, ACTION_DELETE, *out) ? 0 : pass_refuse_err(pass, item);
}

static int replace_parts(struct pass *pass, struct save_item *item, const uint64_t *ids,
	size_t count, struct err *err)
{
	struct record **old = arena_array(&pass->work, count, sizeof(struct record *));
	int got;

	for (size_t i = 0; i < count; i++) {
		struct change change = { 0 };

		got = read_part(pass, item, ids[i], &old[i], err);
		change.old = change.now = old[i];
		if (got == 0)
			got = periods_guard(pass, item, &change, err);
		if (got != 0)
			return got;
	}
	for (size_t i = 0; i < count; i++) {
		struct change change = { .old = old[i],
			.before = old[i]->state,
			.action = "delete",
			.reason = _("replaced by its parts or its whole") };

		change.now = pass_next_record(pass, old[i], old[i]);
		change.now->state = STATE_DELETED;
		change.now->earlier = old[i]->earlier;
		change.now->earlier_count = old[i]->earlier_count;
		if (parts_follow(pass, &change, err) < 0)
			return -1;
		change_write(pass, &change);
	}
	return 0;
}

/* Of those in the way the first that the viewer may see, and how many there are of these. */
static int first_seen(struct pass *pass, struct save_item *item, const uint64_t *ids,
	size_t count, struct record **out, struct err *err)
{
	struct record *one;
	struct bytes bytes;

	*out = NULL;
	item->detail.others = 0;
	for (size_t i = 0; i < count; i++) {
		int got = *out && pass->view.shape->sees_all
			? DATA_OK
			: read_record(pass->data, &pass->view, ids[i], &pass->work, &bytes,
				  &one, err);

		if (got < 0)
			return -1;
		if (got != DATA_OK)
			continue;
		item->detail.others++;
		if (!*out)
			*out = one;
	}
	item->detail.other = *out ? (*out)->id : 0;
	return 0;
}

/* The first of them is among these rows, and not stored yet. */
static int is_here(struct pass *pass, const uint64_t *ids, size_t count)
{
	return count == 0 || sum_map_find(&pass->ids, bytes_of(&ids[0], sizeof(ids[0])));
}

/* Who stands in the way, by name: people look for a record, not for a number. */
static int refuse_parts(struct pass *pass, struct save_item *item, const uint64_t *ids,
	size_t count, struct err *err)
{
	struct str title = { 0 };
	struct record *other;
	const char *sentence;

	if (first_seen(pass, item, ids, count, &other, err) < 0)
		return -1;
	if (!other && !is_here(pass, ids, count))
		return refuse_unseen(pass, item);
	if (!other) {
		item->detail.other = count ? ids[0] : 0; /* one's own, in this pass */
		item->detail.others = count;
		return pass_refuse(pass, item, DATA_PARTS, both_here());
	}
	record_title(pass->data->model, other, &title);
	sentence = arena_printf(pass->mem,
		P_("A total and its parts would count twice: %s is there already. "
		   "Replace the total by its parts, or the parts by the total",
			"A total and its parts would count twice: %s and others are there "
			"already. Replace the total by its parts, or the parts by the total",
			item->detail.others),
		str_text(&title));
	str_release(&title);
	return pass_refuse(pass, item, DATA_PARTS, sentence);
}

int pass_check_parts(struct pass *pass, struct save_item *item, const struct record *old,
	const struct record *now, struct err *err)
{
	unsigned flags = pass->options ? pass->options->flags : 0;
	uint64_t *ids;
	size_t count;
	int got = parts_check(pass, old, now, &item->detail.others, err);

	if (got != 0 || item->detail.others == 0)
		return got;
	if (parts_others(pass, now, pass->mem, &ids, &count, err) < 0)
		return -1;
	if (flags & SAVE_REPLACE_PARTS)
		return replace_parts(pass, item, ids, count, err);
	return refuse_parts(pass, item, ids, count, err);
}

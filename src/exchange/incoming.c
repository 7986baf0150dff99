/*
 * incoming.c - a row from outside meets what is stored.
 */
#include "exchange/incoming.h"

#include <string.h>

#include "base/i18n.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/record.h"

void incoming_init(struct incoming *in, const struct form *form, struct arena *mem)
{
	*in = (struct incoming){ .form = form };
	in->values = record_new(form, mem);
	in->named = arena_alloc(mem, form->field_count + 1);
}

/* The new value; the note of the old one stays, and its mark when it says the same. */
static int put_over(const struct incoming *in, struct value *old, const struct value *new,
		    struct arena *mem)
{
	struct value put = *new, same = *new;

	same.carried = old->carried;
	same.note = old->note;
	if (!in->says_notes)
		put.note = old->note;
	if (!in->says_carried && value_equal(old, &same))
		put.carried = old->carried;
	if (value_equal(old, &put))
		return 0;
	*old = value_copy(&put, mem);
	return 1;
}

static int put_reason(struct record *record, const char *reason, struct arena *mem)
{
	if (!reason || (record->warn_reason && strcmp(record->warn_reason, reason) == 0))
		return 0;
	record->warn_reason = arena_text(mem, reason);
	return 1;
}

int incoming_merge(const struct incoming *in, const struct record *stored, struct arena *mem,
		   struct record **out, int *unchanged, struct err *err)
{
	struct record *record;
	int changes = 0;

	*unchanged = 0;
	if (!stored) {
		in->values->warn_reason = in->warn_reason;
		*out = in->values;
		return 0;
	}
	if (stored->state == STATE_DELETED)
		return err_set(err, ERR_FAULT,
			_("The record was deleted; undo the deletion before changing it."));
	if (in->revision > 0 && in->revision != stored->revision)
		return err_set(err, ERR_CONFLICT,
			_("The record was changed since it was read (revision %llu, now %llu); "
			  "read it again."),
			(unsigned long long)in->revision, (unsigned long long)stored->revision);
	record = record_copy(stored, mem);
	for (size_t i = 0; i < in->form->field_count; i++) {
		if (in->named[i])
			changes |= put_over(in, &record->values[i],
				&in->values->values[i], mem);
	}
	changes |= put_reason(record, in->warn_reason, mem);
	*unchanged = !changes;
	*out = record;
	return 0;
}

int incoming_settle(struct dataset *data, const struct incoming *in, struct arena *mem,
		    struct record **out, int *unchanged, struct err *err)
{
	struct record *stored = NULL;
	int found = DATA_NONE;

	if (in->id > 0)
		found = data_get(data, in->form, in->id, mem, &stored, err);
	else if (in->form->key.count > 0)
		found = data_get_by_key(data, in->values, mem, &stored, err);
	if (found < 0)
		return -1;
	if (found == DATA_NONE && in->id > 0)
		return err_set(err, ERR_NOT_FOUND,
			_("There is no record %llu; leave _id out to create one."),
			(unsigned long long)in->id);
	if (found == DATA_NONE)
		stored = NULL;
	return incoming_merge(in, stored, mem, out, unchanged, err);
}

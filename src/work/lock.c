/*
 * lock.c - locking and unlocking: one yes in the user's record, then his sessions.
 */
#include "work/lock.h"

#include <inttypes.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "data/sessions.h"
#include "model/model.h"
#include "work/records.h"

static int set_locked(struct dataset *data, uint64_t user, int locked, const char *reason,
	int dry_run, struct arena *mem, struct err *err)
{
	const struct user_fields *names = &dataset_model(data)->site.users;
	struct changes c;
	struct record *record;

	if (!names->locked)
		return err_set(err, ERR_FAULT,
			_("Users cannot be locked here yet: run herbledger forms --apply on "
			  "the server first"));
	if (text_is_blank(reason))
		return err_set(err, ERR_USAGE, _("Say why: --reason; it stays in the history"));
	changes_begin(&c, data, mem);
	record = changes_open(&c, names->form, user, err);
	if (!record)
		return -1;
	set_in(record, names->locked, locked ? value_bool(1) : (struct value){ 0 });
	return changes_save(&c, reason, dry_run, err);
}

int user_lock_try(
	struct dataset *data, uint64_t user, int locked, struct arena *mem, struct err *err)
{
	return set_locked(data, user, locked, "-", 1, mem, err);
}

int user_lock(struct dataset *data, uint64_t user, const char *reason, const char *dir,
	struct arena *mem, size_t *ended, struct err *err)
{
	const char *id = arena_printf(mem, "%" PRIu64, user);

	*ended = 0;
	if (set_locked(data, user, 1, reason, 0, mem, err) < 0)
		return -1;
	return dir ? sessions_stop_user(dir, id, ended, err) : 0;
}

int user_unlock(struct dataset *data, uint64_t user, const char *reason, struct arena *mem,
	struct err *err)
{
	return set_locked(data, user, 0, reason, 0, mem, err);
}

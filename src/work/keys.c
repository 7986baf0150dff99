/*
 * keys.c - keys are added and ended as records; the file that sshd reads follows them.
 */
#include "work/keys.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "data/sessions.h"
#include "model/model.h"
#include "work/records.h"

int key_add(struct dataset *data, uint64_t user, const char *line, const char *remark,
	int dry_run, struct arena *mem, struct user_key *out, struct err *err)
{
	const struct key_fields *names = &dataset_model(data)->site.ssh_keys;
	int32_t today = dataset_today(data);
	struct public_key key;
	struct changes c;
	struct record *record;

	changes_begin(&c, data, mem);
	record = changes_new(&c, names->form, err);
	if (!record || public_key_read(line, mem, &key, err) < 0)
		return -1;
	set_in(record, names->user, value_of_id(user, mem));
	set_in(record, names->line, value_text(arena_text(mem, line)));
	set_in(record, names->from, value_date(today));
	if (!text_is_empty(remark))
		set_in(record, names->comment, value_text(remark));
	if (changes_save(&c, NULL, dry_run, err) < 0)
		return -1;
	*out = (struct user_key){ .id = c.items[0].detail.id, .user = user, .line = line,
		.fingerprint = key.fingerprint, .from = today, .ended = DATE_NONE };
	return 0;
}

static int is_live(const struct user_key *key, int32_t today)
{
	return key->ended == DATE_NONE || key->ended > today;
}

int key_end(struct dataset *data, uint64_t user, uint64_t key, const char *reason, int dry_run,
	struct arena *mem, size_t *count, struct err *err)
{
	const struct key_fields *names = &dataset_model(data)->site.ssh_keys;
	int32_t today = dataset_today(data);
	struct user_key *keys;
	struct changes c;
	size_t all;

	*count = 0;
	if (key_list(data, user, mem, &keys, &all, err) < 0)
		return -1;
	changes_begin(&c, data, mem);
	for (size_t i = 0; i < all; i++) {
		struct record *record;

		if ((key && keys[i].id != key) || !is_live(&keys[i], today))
			continue;
		record = changes_open(&c, names->form, keys[i].id, err);
		if (!record)
			return -1;
		set_in(record, names->ended, value_date(today));
	}
	*count = c.count;
	if (!c.count)
		return err_set(err, ERR_NOT_FOUND,
			_("There is no such key in use; herbledger user key LOGIN list shows "
			  "them"));
	return changes_save(&c, reason, dry_run, err);
}

int key_sessions_end(const char *dir, uint64_t user, size_t *ended, struct err *err)
{
	struct str id = { 0 };
	int got;

	str_addf(&id, "%" PRIu64, user);
	got = sessions_stop_user(dir, str_text(&id), ended, err);
	str_release(&id);
	return got;
}

int key_list(struct dataset *data, uint64_t user, struct arena *mem, struct user_key **out,
	size_t *count, struct err *err)
{
	struct people people;

	*count = 0;
	if (people_load(data, mem, &people, err) < 0)
		return -1;
	*out = arena_array(mem, people.keys.count, sizeof(**out));
	for (size_t i = 0; i < people.keys.count; i++)
		if (!user || people.keys.at[i].user == user)
			(*out)[(*count)++] = people.keys.at[i];
	return 0;
}

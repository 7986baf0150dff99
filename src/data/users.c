/*
 * users.c - who is looking: a login becomes a viewer with the posts held today, and stays one
 * while rights change.
 */
#include "data/dataset.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset_internal.h"
#include "data/people.h"
#include "data/people_rights.h"

/* Reads this close to each other know the same rights; what is written asks the store. */
enum { RIGHTS_HOLD_US = 50 * 1000 };

struct viewer viewer_owner(int64_t now)
{
	return (struct viewer){
		.user = "", .login = "", .name = "", .now = now, .everything = 1
	};
}

int people_load_all(struct store *store, struct model *model, struct arena *mem,
	struct people *people, int64_t *now, struct err *err)
{
	struct dataset *data = NULL;
	struct viewer owner;
	int got;

	if (!model->site.users.form)
		return err_set(err, ERR_FAULT,
			_("conf/site.conf names no form that holds the users, or is at fault; "
			  "herbledger check says what is wrong"));
	if (store_now(store, now, err) < 0)
		return -1;
	owner = viewer_owner(*now);
	if (dataset_open(store, model, &owner, &data, err) < 0)
		return -1;
	got = people_load(data, mem, people, err);
	dataset_close(&data);
	return got;
}

int viewer_load(struct store *store, struct model *model, const char *login, struct arena *mem,
	struct viewer *out, struct err *err)
{
	struct people people = { 0 };
	const struct person *user;
	int64_t now;

	*out = (struct viewer){ 0 };
	if (people_load_all(store, model, mem, &people, &now, err) < 0)
		return -1;
	user = people_login(&people, login);
	if (!user) /* a login goes before a like-named id */
		user = people_user(&people, strtoull(login, NULL, 10));
	if (!user)
		return 1;
	people_viewer(&people, user, now, mem, out);
	return 0;
}

/* ---- rights as they are now ---- */

static const char rights_row[] = "rights";

int rights_read(struct snapshot *view, uint64_t *out, struct err *err)
{
	struct arena mem = { 0 };
	struct bytes value;
	int got = store_get(view, TABLE_META, bytes_of_text(rights_row), &mem, &value, err);

	*out = got == STORE_OK ? key_last_u64(value) : 0;
	arena_release(&mem);
	return got < 0 ? -1 : 0;
}

void rights_expect(struct batch *batch, uint64_t rights)
{
	if (rights)
		batch_expect(batch, TABLE_META, bytes_of_text(rights_row), rights);
	else
		batch_expect_absent(batch, TABLE_META, bytes_of_text(rights_row));
}

void rights_bump(struct batch *batch, uint64_t rights)
{
	struct str value = { 0 };

	rights_expect(batch, rights);
	put_u64(&value, rights + 1);
	batch_put(batch, TABLE_META, bytes_of_text(rights_row), bytes_of_str(&value));
	str_release(&value);
}

int data_rights(struct store *store, uint64_t *out, struct err *err)
{
	struct snapshot *view = NULL;
	int got = snapshot_open(store, SNAPSHOT_SCREEN, &view, err);

	if (got == 0)
		got = rights_read(view, out, err);
	snapshot_close(&view);
	return got;
}

int rights_matter(const struct dataset *data)
{
	return !data->viewer.everything && data->model->site.users.form &&
		!text_is_empty(data->viewer.user);
}

/* The viewer anew; whoever is not there any more is locked. */
static int reload(struct dataset *data, struct err *err)
{
	struct arena mem = { 0 };
	struct people people = { 0 };
	struct viewer fresh = data->viewer;
	int64_t now;
	int got = people_load_all(data->store, data->model, &mem, &people, &now, err);

	if (got == 0) {
		const struct person *user =
			people_user(&people, strtoull(data->viewer.user, NULL, 10));

		if (user)
			people_viewer(&people, user, now, &mem, &fresh);
		else
			fresh.locked = 1;
		fresh.rights = people.rights;
		fresh.now = now;
		dataset_set_viewer(data, &fresh);
	}
	arena_release(&mem);
	return got < 0 ? -1 : 1;
}

static int64_t steady_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static unsigned long changes_here; /* of rights or of the clock, by this very process */

void rights_changed_here(void)
{
	changes_here++;
}

/* 1: it was looked at just now, and nobody here has changed anything since. */
static int is_known(struct dataset *data)
{
	int64_t now = steady_us();
	int known = data->rights_seen == changes_here &&
		now - data->rights_looked < RIGHTS_HOLD_US && now >= data->rights_looked;

	if (!known)
		data->rights_looked = now;
	data->rights_seen = changes_here;
	return known;
}

/* 1 the viewer is another one now, 0, -1. */
static int look(struct dataset *data, struct snapshot *view, struct err *err)
{
	uint64_t rights;
	int64_t now;

	if (rights_read(view, &rights, err) < 0 || store_now(data->store, &now, err) < 0) {
		data->rights_looked = 0;
		return -1;
	}
	if (rights == data->viewer.rights &&
		(!data->viewer.now || instant_day(now) == instant_day(data->viewer.now)))
		return 0;
	return reload(data, err);
}

int rights_follow(struct dataset *data, struct snapshot *view, struct err *err)
{
	int changed;

	if (!rights_matter(data))
		return 0;
	changed = is_known(data) ? 0 : look(data, view, err);
	if (changed >= 0 && data->viewer.locked)
		return err_set(err, ERR_DENIED,
			_("The user %s is locked or was deleted; ask the administrator."),
			data->viewer.login);
	return changed;
}

int dataset_freshen(struct dataset *data, struct err *err)
{
	struct snapshot *view = NULL;
	int got;

	if (!rights_matter(data))
		return 0;
	if (snapshot_open(data->store, SNAPSHOT_SCREEN, &view, err) < 0)
		return -1;
	data->rights_looked = 0;
	got = rights_follow(data, view, err);
	snapshot_close(&view);
	return got;
}

void dataset_on_people(struct dataset *data, void (*changed)(void *context), void *context)
{
	data->on_people = changed;
	data->people_context = context;
}

void people_tell(struct dataset *data)
{
	if (data->people_changed && data->on_people)
		data->on_people(data->people_context);
	data->people_changed = 0;
}

/*
 * Rights as they are now: what changes under an open session, and the rules of people.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "data/query.h"
#include "model/form.h"
#include "unit/work/office.h"
#include "work/people.h"

static struct office o;

static int open_it(void **state)
{
	(void)state;
	office_open(&o);
	office_put(&o, "task",
		"{\"name\":\"east\",\"unit\":\"150525105\",\"owner\":\"2\"}\n"
		"{\"name\":\"north\",\"unit\":\"150525103\",\"owner\":\"7\"}\n");
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	office_close(&o);
	return 0;
}

/* How many tasks are seen; -1 refused. */
static int seen(struct dataset *data, struct err *err)
{
	struct query query = { .form = model_form(o.model, "task") };
	uint64_t count;

	err_clear(err);
	return query_count(data, &query, &count, err) < 0 ? -1 : (int)count;
}

static int give_for(struct dataset *by, const char *post, const char *login, int32_t from,
	int32_t to, int acting, struct err *err)
{
	struct post_term term = { .post = office_post(&o, post),
		.user = office_user(&o, login),
		.from = from,
		.to = to,
		.acting = acting };

	err_clear(err);
	return post_give(by, &term, &o.mem, err);
}

static void must_give(const char *post, const char *login, int32_t from, int32_t to)
{
	struct err err = { 0 };

	if (give_for(o.owner, post, login, from, to, 0, &err) < 0)
		fail_msg("%s", err.text);
}

static int end_for(struct dataset *by, const char *post, const char *login, int32_t to,
	struct err *err)
{
	struct post_end end = {
		.post = office_post(&o, post), .user = office_user(&o, login), .to = to
	};

	err_clear(err);
	return post_end(by, &end, &o.mem, err);
}

static int lock(struct dataset *by, const char *login, const char *yes, struct err *err)
{
	err_clear(err);
	return office_touch(&o, by, "user", office_user(&o, login), "locked", yes, err);
}

/* ---- under an open session ---- */

static void a_right_taken_away_is_gone_at_once(void **state)
{
	struct dataset *zhang = office_enter(&o, "zhang"), *security = office_enter(&o, "anquan");
	struct err err = { 0 };

	(void)state;
	assert_int_equal(seen(zhang, &err), 2);
	if (office_touch(&o, zhang, "task", 1, "said", "mine", &err) != DATA_OK)
		fail_msg("%s", err.text);
	if (end_for(security, "section", "zhang", o.today - 1, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(office_touch(&o, zhang, "task", 1, "said", "still mine", &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(seen(zhang, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(dataset_viewer(zhang)->post_count, 0);
	dataset_close(&zhang);
	dataset_close(&security);
}

/* What is saved without a look at the store first is stopped by the store. */
static void a_new_record_is_stopped_too(void **state)
{
	struct dataset *zhang = office_enter(&o, "zhang");
	struct record *task = record_new(model_form(o.model, "task"), &o.mem);
	struct save_result result;
	struct err err = { 0 };

	(void)state;
	*record_value(task, "unit") = value_text("150525105");
	*record_value(task, "name") = value_text("first");
	assert_int_equal(data_save(zhang, task, NULL, &o.mem, &result, &err), DATA_OK);
	assert_int_equal(end_for(o.owner, "section", "zhang", o.today - 1, &err), 0);
	*record_value(task, "name") = value_text("second");
	assert_int_equal(data_save(zhang, task, NULL, &o.mem, &result, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	dataset_close(&zhang);
}

static void a_post_given_counts_at_once(void **state)
{
	struct dataset *wu = office_enter(&o, "wu");
	struct err err = { 0 };

	(void)state;
	assert_int_equal(seen(wu, &err), -1);
	must_give("clerk", "wu", DATE_NONE, DATE_NONE);
	assert_int_equal(dataset_freshen(wu, &err), 1);
	assert_int_equal(dataset_freshen(wu, &err), 0);
	assert_int_equal(seen(wu, &err), 1);
	must_give("clerk of another town", "wu", DATE_NONE, DATE_NONE);
	assert_int_equal(seen(wu, &err), 2); /* one clerk for two towns */
	assert_int_equal(dataset_viewer(wu)->post_count, 2);
	assert_string_equal(dataset_viewer(wu)->posts[0].name, "clerk");
	assert_int_equal(strtoull(dataset_viewer(wu)->posts[0].id, NULL, 10),
		office_post(&o, "clerk"));
	dataset_close(&wu);
}

static void posts_begin_and_end_with_their_days(void **state)
{
	struct dataset *wu;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
		give_for(o.owner, "clerk", "wu", o.today + 1, o.today + 2, 1, &err), 0);
	wu = office_enter(&o, "wu");
	assert_int_equal(seen(wu, &err), -1);
	office_now(&o, "2026-03-03T00:01");
	assert_int_equal(seen(wu, &err), 1);
	assert_int_equal(dataset_viewer(wu)->posts[0].acting, 1);
	office_now(&o, "2026-03-04T23:59");
	assert_int_equal(seen(wu, &err), 1);
	office_now(&o, "2026-03-05T00:00");
	assert_int_equal(seen(wu, &err), -1);
	dataset_close(&wu);
}

static void rows_of_older_data_still_count(void **state)
{
	struct dataset *old;
	struct err err = { 0 };

	(void)state;
	office_put(&o, "user",
		"{\"login\":\"old\",\"name\":\"Old\",\"posts\":[{\"post\":\"TB\","
		"\"unit\":\"150525105\",\"from\":\"2021-01-01\"}]}\n");
	old = office_enter(&o, "old");
	assert_int_equal(seen(old, &err), 1);
	assert_null(dataset_viewer(old)->posts[0].id);
	must_give("clerk of another town", "old", DATE_NONE, DATE_NONE);
	assert_int_equal(seen(old, &err), 2);
	dataset_close(&old);
}

static void who_is_locked_or_gone_reads_nothing(void **state)
{
	struct dataset *bao = office_enter(&o, "bao"), *security = office_enter(&o, "anquan");
	struct save_result result;
	struct viewer viewer;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(seen(bao, &err), 1);
	assert_int_equal(lock(security, "bao", "yes", &err), DATA_OK);
	assert_int_equal(seen(bao, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(office_touch(&o, bao, "task", 1, "said", "x", &err), -1);
	assert_int_equal(viewer_load(o.store, o.model, "bao", &o.mem, &viewer, &err), 0);
	assert_int_equal(viewer.locked, 1);
	assert_int_equal(lock(security, "bao", "", &err), DATA_OK);
	assert_int_equal(seen(bao, &err), 1);
	assert_int_equal(data_delete(o.owner, model_form(o.model, "user"),
				 office_user(&o, "bao"), "gone", &o.mem, &result, &err), DATA_OK);
	assert_int_equal(seen(bao, &err), -1);
	dataset_close(&bao);
	dataset_close(&security);
}

static void people_hear_of_changes(void *context)
{
	++*(int *)context;
}

static void changes_of_people_are_told(void **state)
{
	struct dataset *security = office_enter(&o, "anquan"), *zhang = office_enter(&o, "zhang");
	struct err err = { 0 };
	int told = 0;

	(void)state;
	dataset_on_people(security, people_hear_of_changes, &told);
	dataset_on_people(zhang, people_hear_of_changes, &told);
	assert_int_equal(lock(security, "wu", "yes", &err), DATA_OK);
	assert_int_equal(told, 1);
	assert_int_equal(office_touch(&o, zhang, "task", 1, "said", "x", &err), DATA_OK);
	assert_true(lock(zhang, "wu", "", &err) != DATA_OK);
	assert_int_equal(told, 1);
	dataset_close(&security);
	dataset_close(&zhang);
}

/* ---- rules ---- */

static void the_three_are_three_people(void **state)
{
	struct dataset *security = office_enter(&o, "anquan");
	struct err err = { 0 };

	(void)state;
	assert_int_equal(give_for(security, "audit", "admin", DATE_NONE, DATE_NONE, 0, &err), -1);
	assert_non_null(strstr(err.text, "kept apart"));
	/* the owner of the data neither, and not in days to come */
	assert_int_equal(
		give_for(o.owner, "security", "admin", o.today + 90, DATE_NONE, 0, &err), -1);
	/* one after the other is no matter; another post neither */
	assert_int_equal(give_for(security, "section", "admin", DATE_NONE, DATE_NONE, 0, &err), 0);
	must_give("audit", "wu", DATE_NONE, o.today + 5);
	assert_int_equal(
		give_for(security, "system", "wu", o.today + 6, DATE_NONE, 0, &err), 0);
	dataset_close(&security);
}

/* What was mixed up long ago is no leave to mix up more, and may be ended. */
static void an_old_mixture_covers_no_new_one(void **state)
{
	struct err err = { 0 };

	(void)state;
	office_put(&o, "user",
		"{\"login\":\"zhou\",\"name\":\"Zhou\",\"posts\":["
		"{\"post\":\"SJ\",\"unit\":\"U17\",\"from\":\"2020-01-01\",\"to\":\"2020-06-30\"}]}\n");
	o.model->apart_count = 0;
	must_give("system", "zhou", o.today - 900, DATE_NONE);
	must_give("audit", "zhou", o.today - 900, DATE_NONE);
	o.model->apart_count = 1;
	assert_int_equal(give_for(o.owner, "security", "zhou", DATE_NONE, DATE_NONE, 0, &err), -1);
	assert_non_null(strstr(err.text, "kept apart"));
	assert_int_equal(end_for(o.owner, "audit", "zhou", o.today, &err), 0);
}

/* Neither while he is deleted: he may come back. */
static void who_is_deleted_gets_no_two_posts(void **state)
{
	const struct form *users = model_form(o.model, "user"),
			  *posts = model_form(o.model, "post");
	uint64_t wu = office_user(&o, "wu"), audit = office_post(&o, "audit");
	struct save_result result;
	struct err err = { 0 };

	(void)state;
	must_give("audit", "wu", DATE_NONE, DATE_NONE);
	assert_int_equal(
		data_delete(o.owner, posts, audit, "x", &o.mem, &result, &err), DATA_OK);
	must_give("security", "wu", DATE_NONE, DATE_NONE);
	assert_int_equal(data_delete(o.owner, users, wu, "x", &o.mem, &result, &err), DATA_OK);
	assert_int_equal(data_undelete(o.owner, posts, audit, &o.mem, &result, &err), -1);
	assert_non_null(strstr(err.text, "kept apart"));
}

static void nobody_changes_what_is_his_own(void **state)
{
	struct dataset *security = office_enter(&o, "anquan"), *admin = office_enter(&o, "admin");
	struct err err = { 0 };

	(void)state;
	must_give("security", "wu", DATE_NONE, DATE_NONE);
	assert_int_equal(give_for(security, "clerk", "anquan", DATE_NONE, DATE_NONE, 0, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(end_for(security, "security", "anquan", o.today, &err), -1);
	assert_int_equal(end_for(security, "security", "wu", o.today, &err), 0);
	assert_int_equal(lock(security, "anquan", "yes", &err), -1);
	/* who enters users neither locks them nor gives posts */
	assert_int_equal(lock(admin, "bao", "yes", &err), -1);
	assert_non_null(strstr(err.text, "Security officer"));
	assert_int_equal(give_for(admin, "clerk", "wu", DATE_NONE, DATE_NONE, 0, &err), -1);
	err_clear(&err);
	assert_int_equal(office_touch(&o, security, "user", office_user(&o, "bao"), "name",
				 "Bo", &err), -1);
	err_clear(&err);
	assert_int_equal(office_touch(&o, admin, "user", office_user(&o, "bao"), "name", "Bo",
				 &err), DATA_OK);
	dataset_close(&security);
	dataset_close(&admin);
}

static void somebody_is_left_who_may(void **state)
{
	struct dataset *security = office_enter(&o, "anquan");
	struct save_result result;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(end_for(security, "system", "admin", o.today, &err), -1);
	assert_non_null(strstr(err.text, "2026-03-03"));
	assert_int_equal(lock(security, "admin", "yes", &err), -1);
	assert_int_equal(lock(o.owner, "anquan", "yes", &err), -1);
	assert_int_equal(end_for(o.owner, "security", "anquan", o.today + 30, &err), -1);
	err_clear(&err);
	assert_int_equal(data_delete(o.owner, model_form(o.model, "user"),
				 office_user(&o, "admin"), "x", &o.mem, &result, &err), -1);
	err_clear(&err);
	assert_int_equal(data_delete(o.owner, model_form(o.model, "post"),
				 office_post(&o, "system"), "x", &o.mem, &result, &err), -1);
	/* with a second one, from the day he begins */
	must_give("system", "wu", o.today + 10, DATE_NONE);
	assert_int_equal(end_for(security, "system", "admin", o.today + 8, &err), -1);
	assert_int_equal(end_for(security, "system", "admin", o.today + 9, &err), 0);
	dataset_close(&security);
}

static void logins_are_plain_and_one_persons(void **state)
{
	static const char *const bad[] = { "Bao", "a b", "-x", ".", "包", "a/b", "a'b" };
	struct dataset *admin = office_enter(&o, "admin");
	struct new_user user = { .login = "bao" };
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	assert_int_equal(user_add(admin, &user, 0, &o.mem, &id, &err), -1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		user.login = bad[i];
		err_clear(&err);
		if (user_add(admin, &user, 0, &o.mem, &id, &err) == 0)
			fail_msg("%s was taken", bad[i]);
	}
	user.login = "b.o-2_x";
	err_clear(&err);
	assert_int_equal(user_add(admin, &user, 0, &o.mem, &id, &err), 0);
	dataset_close(&admin);
}

static void a_new_login_is_the_same_person(void **state)
{
	struct dataset *bao = office_enter(&o, "bao"), *admin = office_enter(&o, "admin");
	struct record *queries;
	struct err err = { 0 };
	uint64_t id = office_user(&o, "bao");

	(void)state;
	office_put(&o, "query",
		"{\"ledger\":\"task\",\"name\":\"own\",\"owner\":\"bao\",\"words\":\"name=east\"}\n"
		"{\"ledger\":\"task\",\"name\":\"own\",\"owner\":\"chen\",\"words\":\"name=east\"}\n");
	assert_int_equal(office_touch(&o, admin, "user", id, "login", "chen", &err) == DATA_OK, 0);
	err_clear(&err);
	assert_int_equal(office_touch(&o, admin, "user", id, "login", "baobao", &err), DATA_OK);
	assert_int_equal(seen(bao, &err), 1);
	assert_string_equal(dataset_viewer(bao)->login, "baobao");
	assert_int_equal(office_user(&o, "baobao"), id);
	/* what belongs to him by his login belongs to him still */
	queries = office_get(bao, &o, "query", 1);
	assert_string_equal(record_value(queries, "owner")->text, "baobao");
	assert_int_equal(office_touch(&o, bao, "query", 1, "name", "other", &err), DATA_OK);
	dataset_close(&bao);
	dataset_close(&admin);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
	const struct CMUnitTest tests[] = {
		TEST(a_right_taken_away_is_gone_at_once),
		TEST(a_new_record_is_stopped_too),
		TEST(a_post_given_counts_at_once),
		TEST(posts_begin_and_end_with_their_days),
		TEST(rows_of_older_data_still_count),
		TEST(who_is_locked_or_gone_reads_nothing),
		TEST(changes_of_people_are_told),
		TEST(the_three_are_three_people),
		TEST(an_old_mixture_covers_no_new_one),
		TEST(who_is_deleted_gets_no_two_posts),
		TEST(nobody_changes_what_is_his_own),
		TEST(somebody_is_left_who_may),
		TEST(logins_are_plain_and_one_persons),
		TEST(a_new_login_is_the_same_person),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

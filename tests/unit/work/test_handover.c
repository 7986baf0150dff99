/*
 * Duty follows the post: a hand-over moves what refers to it, and nothing else is written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "model/form.h"
#include "unit/work/office.h"
#include "work/handover.h"
#include "work/leave.h"
#include "work/people.h"

static struct office o;
static struct dataset *security;
static uint64_t clerk, bao, wu;

static int open_it(void **state)
{
	(void)state;
	office_open(&o);
	clerk = office_post(&o, "clerk");
	bao = office_user(&o, "bao");
	wu = office_user(&o, "wu");
	office_put(&o, "task",
		"{\"name\":\"one\",\"unit\":\"150525105\",\"owner\":\"2\"}\n"
		"{\"name\":\"two\",\"unit\":\"150525105\",\"owner\":\"2\"}\n"
		"{\"name\":\"helps\",\"unit\":\"150525103\",\"others\":[\"3\",\"2\"]}\n"
		"{\"name\":\"steps\",\"steps\":[{\"by\":\"3\"},{\"by\":\"2\"}]}\n"
		"{\"name\":\"other\",\"owner\":\"3\"}\n");
	security = office_enter(&o, "anquan");
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	dataset_close(&security);
	office_close(&o);
	return 0;
}

/* Does the action that is for the owner's holder; DATA_OK or -1. */
static int act(const char *login, uint64_t task, struct err *err)
{
	struct act_options options = { .action = "do" };
	struct dataset *data = office_enter(&o, login);
	struct save_result result;
	int got;

	err_clear(err);
	got = data_act(data, model_form(o.model, "task"), task, 0, &options, &o.mem, &result, err);
	dataset_close(&data);
	return got;
}

static uint64_t revision_of(uint64_t task)
{
	return office_get(o.owner, &o, "task", task)->revision;
}

static void what_refers_is_counted_by_form_and_state(void **state)
{
	struct handover wanted = { .from = bao, .to = wu, .post = clerk, .day = DATE_NONE };
	struct handover_plan plan;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(act("bao", 1, &err), DATA_OK);
	assert_int_equal(handover_plan(security, &wanted, &o.mem, &plan, &err), 0);
	assert_int_equal(plan.count, 1);
	assert_int_equal(plan.posts[0].count, 2);
	assert_string_equal(plan.posts[0].counts[0].form->id, "task");
	assert_int_equal(plan.posts[0].counts[0].state, STATE_SUBMITTED);
	assert_int_equal(plan.posts[0].counts[0].count, 3); /* owner, others, steps */
	assert_int_equal(plan.posts[0].counts[1].count, 1); /* done */
	assert_string_equal(plan.posts[0].refusal, "");
}

static void the_next_holder_acts_and_the_last_does_not(void **state)
{
	struct handover wanted = { .from = bao, .to = wu, .day = DATE_NONE };
	struct revision_list history;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(act("bao", 1, &err), DATA_OK);
	assert_int_not_equal(act("wu", 2, &err), DATA_OK);
	assert_int_equal(handover_do(security, &wanted, "moved", &o.mem, &err), 0);
	assert_int_equal(revision_of(2), 1);
	assert_int_not_equal(act("bao", 2, &err), DATA_OK);
	assert_int_equal(act("wu", 2, &err), DATA_OK);
	assert_int_equal(act("wu", 1, &err), DATA_OK);
	/* who signed before has signed */
	assert_int_equal(data_history(o.owner, model_form(o.model, "task"), 1, &o.mem, &history,
				 &err), 0);
	assert_int_equal(history.count, 3);
	assert_string_equal(history.at[1].user_name, "Bao");
	assert_string_equal(history.at[2].user_name, "Wu");
	assert_int_equal(data_history(o.owner, model_form(o.model, "post"), clerk, &o.mem,
				 &history, &err), 0);
	assert_string_equal(history.at[1].reason, "moved");
}

static void it_can_be_for_a_later_day(void **state)
{
	struct handover wanted = { .from = bao, .to = wu, .day = o.today + 2 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(handover_do(security, &wanted, NULL, &o.mem, &err), 0);
	assert_int_equal(act("bao", 1, &err), DATA_OK);
	assert_int_not_equal(act("wu", 1, &err), DATA_OK);
	office_now(&o, "2026-03-04T08:00");
	assert_int_not_equal(act("bao", 1, &err), DATA_OK);
	assert_int_equal(act("wu", 1, &err), DATA_OK);
}

static void who_stands_in_does_so_beside_the_holder(void **state)
{
	struct handover wanted = {
		.from = bao, .to = wu, .post = clerk, .day = DATE_NONE, .acting = 1
	};
	struct dataset *data;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(handover_do(security, &wanted, NULL, &o.mem, &err), 0);
	assert_int_equal(act("bao", 1, &err), DATA_OK);
	assert_int_equal(act("wu", 1, &err), DATA_OK);
	data = office_enter(&o, "wu");
	assert_int_equal(dataset_viewer(data)->posts[0].acting, 1);
	dataset_close(&data);
}

/* Of several posts one cannot go: none goes. */
static void all_of_it_or_nothing(void **state)
{
	struct handover wanted = { .from = bao, .to = office_user(&o, "admin"), .day = DATE_NONE };
	struct post_term audit = { .post = office_post(&o, "audit"), .user = bao,
		.from = DATE_NONE, .to = DATE_NONE };
	struct handover_plan plan;
	struct people people;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(post_give(security, &audit, &o.mem, &err), 0);
	people = office_people(&o);
	assert_int_equal(handover_plan(security, &wanted, &o.mem, &plan, &err), 0);
	assert_int_equal(plan.count, 2);
	assert_string_equal(plan.posts[0].refusal, "");
	assert_string_not_equal(plan.posts[1].refusal, "");
	assert_int_equal(handover_do(security, &wanted, NULL, &o.mem, &err), -1);
	assert_int_equal(office_people(&o).rights, people.rights);
	assert_int_equal(act("bao", 1, &err), DATA_OK);
}

static void it_is_for_who_gives_posts(void **state)
{
	static const char *const others[] = { "admin", "shenji", "bao", "wu", "zhang" };
	struct handover wanted = { .from = bao, .to = wu, .day = DATE_NONE };
	struct handover_plan plan;

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct dataset *data = office_enter(&o, others[i]);
		struct err err = { 0 };

		if (handover_do(data, &wanted, NULL, &o.mem, &err) == 0)
			fail_msg("%s handed a post over", others[i]);
		assert_int_equal(err.code, ERR_DENIED);
		err_clear(&err);
		assert_int_equal(handover_plan(data, &wanted, &o.mem, &plan, &err), -1);
		dataset_close(&data);
	}
}

static void a_row_of_older_data_becomes_a_post(void **state)
{
	struct handover wanted = { .to = wu, .day = DATE_NONE };
	struct dataset *data;
	struct err err = { 0 };

	(void)state;
	office_put(&o, "user",
		"{\"login\":\"old\",\"name\":\"Old\",\"posts\":[{\"post\":\"TS\","
		"\"unit\":\"150525103\",\"from\":\"2021-01-01\"}]}\n");
	wanted.from = office_user(&o, "old");
	assert_int_equal(handover_do(security, &wanted, NULL, &o.mem, &err), 0);
	data = office_enter(&o, "old");
	assert_int_equal(dataset_viewer(data)->post_count, 0);
	dataset_close(&data);
	data = office_enter(&o, "wu");
	assert_int_equal(dataset_viewer(data)->post_count, 1);
	assert_string_equal(dataset_viewer(data)->posts[0].role, "TS");
	assert_non_null(dataset_viewer(data)->posts[0].id);
	dataset_close(&data);
}

/* ---- who leaves ---- */

static const char *const key_line =
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f bao";

static void who_leaves_leaves_nothing_behind(void **state)
{
	struct leave leaving = { .user = bao, .successor = wu, .day = DATE_NONE, .reason = "left" };
	struct leave_plan plan;
	struct people people;
	struct err err = { 0 };
	size_t ended;

	(void)state;
	office_put(&o, "key",
		arena_printf(&o.mem, "{\"user\":\"2\",\"line\":\"%s\"}\n", key_line));
	assert_int_equal(leave_plan(security, &leaving, &o.mem, &plan, &err), 0);
	assert_int_equal(plan.posts.count, 1);
	assert_int_equal(plan.key_count, 1);
	assert_int_equal(plan.locked, 0);
	assert_int_equal(leave_do(security, &leaving, &o.mem, &ended, &err), 0);
	people = office_people(&o);
	assert_int_equal(people_user(&people, bao)->locked, 1);
	assert_int_equal(people.keys.at[0].ended, o.today);
	assert_int_equal(act("wu", 1, &err), DATA_OK);
	for (size_t i = 0; i < people.holdings.count; i++)
		if (people.holdings.at[i].user == bao)
			assert_int_equal(holding_on(&people.holdings.at[i], o.today), 0);
}

static void who_is_needed_does_not_leave(void **state)
{
	struct leave leaving = { .user = office_user(&o, "admin"), .day = DATE_NONE,
		.reason = "left" };
	uint64_t rights = office_people(&o).rights;
	struct err err = { 0 };
	size_t ended;

	(void)state;
	assert_int_equal(leave_do(security, &leaving, &o.mem, &ended, &err), -1);
	assert_int_equal(office_people(&o).rights, rights);
	/* with a successor he may */
	leaving.successor = wu;
	err_clear(&err);
	if (leave_do(security, &leaving, &o.mem, &ended, &err) < 0)
		fail_msg("%s", err.text);
	leaving.user = wu;
	leaving.reason = "";
	assert_int_equal(leave_do(security, &leaving, &o.mem, &ended, &err), -1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
	const struct CMUnitTest tests[] = {
		TEST(what_refers_is_counted_by_form_and_state),
		TEST(the_next_holder_acts_and_the_last_does_not),
		TEST(it_can_be_for_a_later_day),
		TEST(who_stands_in_does_so_beside_the_holder),
		TEST(all_of_it_or_nothing),
		TEST(it_is_for_who_gives_posts),
		TEST(a_row_of_older_data_becomes_a_post),
		TEST(who_leaves_leaves_nothing_behind),
		TEST(who_is_needed_does_not_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

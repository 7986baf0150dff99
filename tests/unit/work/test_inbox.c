/*
 * What waits for whom, and who is reminded when; nothing is there when nothing is due.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/vec.h"
#include "model/form.h"
#include "unit/work/collecting.h"
#include "work/inbox.h"
#include "work/leave.h"

#define EAST "150525105"
#define WEST "150525103"

static struct collecting c;
static struct inbox_item *items;
static size_t item_count;
static struct reminder *reminders;
static size_t reminder_count;

static int open_it(void **state)
{
	(void)state;
	collecting_open(&c);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	collecting_close(&c);
	return 0;
}

static void look(struct dataset *data)
{
	struct err err = { 0 };

	if (inbox_read(data, &c.o.mem, &items, &item_count, &err) < 0)
		fail_msg("%s", err.text);
}

/* The only item of the kind; NULL none. */
static const struct inbox_item *item(enum inbox_kind kind)
{
	const struct inbox_item *found = NULL;

	for (size_t i = 0; i < item_count; i++) {
		if (items[i].kind != kind)
			continue;
		assert_null(found);
		found = &items[i];
	}
	return found;
}

static void says(enum inbox_kind kind, const char *text)
{
	const struct inbox_item *found = item(kind);

	assert_string_equal(found ? found->sentence : "nothing of that kind", text);
}

static void remind(const char *instant)
{
	struct err err = { 0 };

	office_now(&c.o, instant);
	if (reminders_read(c.zhang, &c.o.mem, &reminders, &reminder_count, &err) < 0)
		fail_msg("%s", err.text);
}

static size_t reminded(const char *to)
{
	size_t count = 0;

	for (size_t i = 0; i < reminder_count; i++)
		count += strcmp(reminders[i].to, to) == 0;
	return count;
}

static void file_east(void)
{
	enter(&c, c.bao, EAST, "S001", "12.5", 0);
	assert_int_equal(file_it(&c, c.bao, EAST, 0), DATA_OK);
}

/* ---- the inbox ---- */

static void faulty_cycles_are_told(void **state)
{
	(void)state;
	c.o.model->cycles_unsure = 1;
	look(c.chen);
	assert_int_equal(item_count, 1);
	assert_non_null(strstr(items[0].sentence, "conf/cycles.conf has a fault"));
	c.o.model->cycles_unsure = 0;
	look(c.chen);
	assert_int_equal(item_count, 0);
}

static void nothing_due_is_nothing_in_it(void **state)
{
	static const char *const others[] = { "admin", "anquan", "shenji", "wu" };

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct dataset *data = office_enter(&c.o, others[i]);

		look(data);
		dataset_close(&data);
		assert_int_equal(item_count, 0);
	}
	look(c.chen);
	assert_int_equal(item_count, 0);
	look(c.zhang);
	assert_int_equal(item_count, 0);
	file_east();
	look(c.bao);
	assert_int_equal(item_count, 0);
	/* nor before the cycle began */
	office_now(&c.o, "2026-06-30T09:00");
	look(c.bao);
	assert_int_equal(item_count, 0);
}

static void a_clerk_is_told_what_he_owes(void **state)
{
	(void)state;
	look(c.bao);
	says(INBOX_DUE,
		"2027 H1 Half-year planting area: due by 2027-06-25, due in 5 days (5 "
		"working days)");
	assert_int_equal(item_count, 1);
	assert_int_equal(items[0].days, 5);
	assert_int_equal(items[0].remind, 0);
	assert_string_equal(items[0].unit->code, EAST);
	assert_string_equal(items[0].form->id, "planting");
	office_now(&c.o, "2027-06-22T09:00");
	look(c.bao);
	assert_int_equal(items[0].remind, 1);
	office_now(&c.o, "2027-06-27T09:00");
	look(c.bao);
	says(INBOX_OVERDUE,
		"2027 H1 Half-year planting area: due by 2027-06-25, not filed, 2 days "
		"overdue");
	/* the next half-year has not come, the last one is still owed when it has */
	office_now(&c.o, "2027-07-02T09:00");
	look(c.bao);
	assert_int_equal(item_count, 2);
	assert_int_equal(items[0].kind, INBOX_OVERDUE);
	assert_int_equal(items[0].period.number, 1);
	assert_int_equal(items[1].kind, INBOX_DUE);
	assert_int_equal(items[1].period.number, 2);
	/* until entry has ended */
	office_now(&c.o, "2027-07-26T09:00");
	look(c.bao);
	assert_null(item(INBOX_OVERDUE));
	look(c.zhang);
	assert_null(item(INBOX_OVERDUE));
}

static void what_came_back_stands_first(void **state)
{
	(void)state;
	file_east();
	act_on(&c, c.zhang, EAST, "return", "look again");
	look(c.bao);
	assert_int_equal(item_count, 1);
	says(INBOX_RETURNED,
		"2027 H1 Half-year planting area: returned, put it right and file it "
		"again");
	assert_int_not_equal(items[0].record, 0);
	assert_int_equal(file_it(&c, c.bao, EAST, 0), DATA_OK);
	look(c.bao);
	assert_int_equal(item_count, 0);
}

static void each_level_has_what_waits_for_it(void **state)
{
	(void)state;
	file_east();
	look(c.chen);
	assert_int_equal(item_count, 1);
	says(INBOX_WAITING,
		"东明镇 2027 H1 Half-year planting area: waits to be acted on: confirm");
	assert_string_equal(items[0].action, "confirm");
	/* there is a leader: not yet the section's */
	look(c.zhang);
	assert_null(item(INBOX_WAITING));
	act_on(&c, c.chen, EAST, "confirm", NULL);
	look(c.chen);
	assert_int_equal(item_count, 0);
	look(c.zhang);
	assert_string_equal(item(INBOX_WAITING)->action, "accept");
	act_on(&c, c.zhang, EAST, "accept", NULL);
	look(c.zhang);
	assert_int_equal(item_count, 0);
}

/* No leader there: it goes to the section at once, but not to who typed it for them. */
static void a_level_that_is_absent_is_passed_over(void **state)
{
	struct dataset *other;

	(void)state;
	office_put(&c.o, "user", "{\"login\":\"sun\",\"name\":\"Sun\"}\n");
	office_put(&c.o, "post",
		"{\"unit\":\"U17\",\"name\":\"head\",\"role\":\"KS\",\"holders\":["
		"{\"user\":\"sun\",\"from\":\"2021-01-01\"}]}\n");
	assert_int_equal(file_it(&c, c.zhang, WEST, 1), DATA_OK);
	look(c.zhang);
	assert_null(item(INBOX_WAITING));
	other = office_enter(&c.o, "sun");
	look(other);
	assert_non_null(item(INBOX_WAITING));
	assert_string_equal(item(INBOX_WAITING)->unit->code, WEST);
	dataset_close(&other);
}

static void who_reviews_is_told_who_is_silent(void **state)
{
	const struct inbox_item *found;

	(void)state;
	file_east();
	office_now(&c.o, "2027-06-26T09:00");
	look(c.zhang);
	found = item(INBOX_OVERDUE);
	assert_non_null(found);
	assert_int_equal(found->count, 15);
	assert_non_null(strstr(found->sentence, ": 15 units are overdue: "));
	assert_non_null(strstr(found->sentence, " and 10 more"));
	assert_null(strstr(found->sentence, "东明镇"));
	look(c.chen);
	assert_null(item(INBOX_OVERDUE));
}

static void other_ledgers_wait_for_their_holder(void **state)
{
	(void)state;
	office_put(&c.o, "task",
		"{\"name\":\"one\",\"unit\":\"150525105\",\"owner\":\"2\"}\n"
		"{\"name\":\"two\",\"unit\":\"150525105\",\"owner\":\"2\"}\n"
		"{\"name\":\"three\",\"unit\":\"150525105\",\"owner\":\"3\"}\n");
	look(c.bao);
	says(INBOX_WAITING, "Tasks: 2 records wait to be acted on: do");
	assert_string_equal(item(INBOX_WAITING)->form->id, "task");
	look(c.chen);
	says(INBOX_WAITING, "Tasks: 1 record waits to be acted on: do");
}

static void who_unlocked_is_told_before_it_ends(void **state)
{
	struct dataset *director;

	(void)state;
	office_put(&c.o, "user", "{\"login\":\"li\",\"name\":\"Li\"}\n");
	office_put(&c.o, "post",
		"{\"unit\":\"U17\",\"name\":\"director\",\"role\":\"ZR\",\"holders\":["
		"{\"user\":\"li\",\"from\":\"2021-01-01\"}]}\n");
	office_now(&c.o, "2027-07-26T09:00");
	unlock_it(&c, EAST, c.o.today + 5);
	director = office_enter(&c.o, "li");
	look(director);
	assert_null(item(INBOX_DUE));
	office_now(&c.o, "2027-07-29T09:00");
	look(director);
	says(INBOX_DUE,
		"东明镇 2027 H1 Half-year planting area: the unlock ends on 2027-07-31");
	look(c.zhang);
	assert_null(item(INBOX_DUE));
	dataset_close(&director);
}

/* ---- reminders ---- */

static void reminders_come_on_their_days(void **state)
{
	static const struct {
		const char *day;
		size_t clerk, leader;
	} days[] = {
		{ "2027-06-21T09:00", 0, 0 },
		{ "2027-06-22T09:00", 1, 0 },
		{ "2027-06-23T09:00", 0, 0 },
		{ "2027-06-25T09:00", 1, 0 },
		{ "2027-06-26T09:00", 1, 1 },
		{ "2027-06-27T09:00", 0, 0 },
		{ "2027-07-03T09:00", 1, 1 },
		/* entry has ended: nothing can be done */
		{ "2027-07-31T09:00", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		remind(days[i].day);
		if (reminded("东明镇 clerk Bao") != days[i].clerk ||
			reminded("东明镇 leader Chen") != days[i].leader)
			fail_msg("%s: %zu and %zu", days[i].day, reminded("东明镇 clerk Bao"),
				reminded("东明镇 leader Chen"));
		if (!days[i].clerk)
			assert_int_equal(reminder_count, 0);
	}
}

static void who_has_filed_is_left_alone(void **state)
{
	(void)state;
	file_east();
	remind("2027-06-26T09:00");
	assert_int_equal(reminded("东明镇 clerk Bao"), 0);
	assert_int_equal(reminded("东明镇 leader Chen"), 0);
	/* nobody is there, and the township is written to all the same */
	assert_int_equal(reminded("新镇 Township clerk (post vacant)"), 1);
	assert_non_null(strstr(reminders[0].sentence, "not filed, 1 days overdue"));
}

/* Locked users never get one, their successors do. */
static void reminders_follow_the_post(void **state)
{
	struct dataset *security = office_enter(&c.o, "anquan");
	struct leave leaving = { .user = office_user(&c.o, "bao"),
		.successor = office_user(&c.o, "wu"),
		.day = DATE_NONE,
		.reason = "left" };
	struct err err = { 0 };
	size_t ended;

	(void)state;
	assert_int_equal(leave_do(security, &leaving, &c.o.mem, &ended, &err), 0);
	dataset_close(&security);
	remind("2027-06-22T09:00");
	assert_int_equal(reminded("东明镇 clerk Bao"), 0);
	assert_int_equal(reminded("东明镇 clerk Wu"), 1);
	security = office_enter(&c.o, "wu");
	look(security);
	assert_non_null(item(INBOX_DUE));
	dataset_close(&security);
}

static void a_clerk_sees_no_foreign_reminder(void **state)
{
	struct err err = { 0 };

	(void)state;
	remind("2027-06-26T09:00");
	assert_int_equal(reminders_read(c.bao, &c.o.mem, &reminders, &reminder_count, &err), 0);
	assert_int_equal(reminder_count, 2);
	for (size_t i = 0; i < reminder_count; i++)
		assert_string_equal(reminders[i].unit->code, EAST);
}

/* ---- who is silent ---- */

static void the_overdue_and_the_silent_are_listed(void **state)
{
	struct silent *all;
	struct err err = { 0 };
	size_t count, entered = 0;

	(void)state;
	enter(&c, c.bao, EAST, "S001", "1", 1);
	assert_int_equal(
		silent_read(c.zhang, NULL, (struct period){ 0 }, &c.o.mem, &all, &count, &err),
		0);
	assert_int_equal(count, 0);
	office_now(&c.o, "2027-06-28T09:00");
	assert_int_equal(
		silent_read(c.zhang, NULL, (struct period){ 0 }, &c.o.mem, &all, &count, &err),
		0);
	assert_int_equal(count, 16);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(all[i].late, 3);
		entered += (size_t)all[i].entered;
		if (strcmp(all[i].filing->unit->code, EAST) == 0)
			assert_string_equal(all[i].who, "Bao");
		else
			assert_string_equal(all[i].who, "post vacant");
	}
	assert_int_equal(entered, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_due_is_nothing_in_it),
		TEST(faulty_cycles_are_told),
		TEST(a_clerk_is_told_what_he_owes),
		TEST(what_came_back_stands_first),
		TEST(each_level_has_what_waits_for_it),
		TEST(a_level_that_is_absent_is_passed_over),
		TEST(who_reviews_is_told_who_is_silent),
		TEST(other_ledgers_wait_for_their_holder),
		TEST(who_unlocked_is_told_before_it_ends),
		TEST(reminders_come_on_their_days),
		TEST(who_has_filed_is_left_alone),
		TEST(reminders_follow_the_post),
		TEST(a_clerk_sees_no_foreign_reminder),
		TEST(the_overdue_and_the_silent_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

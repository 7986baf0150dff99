#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "data/events.h"
#include "data/upkeep.h"
#include "lib/folder.h"
#include "unit/data/ledger.h"

/* Events are kept in order, read back as they were, and no change of them goes unseen. */

static struct ledger l;

static int open_it(void **state)
{
	(void)state;
	ledger_open(&l, STORE_MEMORY);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	events_from(NULL);
	ledger_close(&l);
	return 0;
}

static void must_note(enum event_kind kind, const char *what)
{
	struct err err = { 0 };

	if (event_note(l.data, kind, &err, "%s", what) < 0)
		fail_msg("%s", err.text);
}

static struct event *list(const struct event_query *query, size_t *count)
{
	struct event *events;
	struct err err = { 0 };

	if (events_list(l.data, query, &l.mem, &events, count, &err) < 0)
		fail_msg("%s", err.text);
	return events;
}

static const struct event_query all = { .first = DATE_NONE, .last = DATE_NONE };

static void an_event_is_read_as_it_was_written_newest_first(void **state)
{
	struct event *e;
	size_t count;

	(void)state;
	events_from("10.1.2.3");
	must_note(EVENT_LOGIN, "");
	must_note(EVENT_EXPORT, "planting period=2021H1: 15 records");
	e = list(&all, &count);
	assert_int_equal(count, 2);
	assert_int_equal(e[0].kind, EVENT_EXPORT);
	assert_string_equal(e[0].what, "planting period=2021H1: 15 records");
	assert_string_equal(e[0].from, "10.1.2.3");
	assert_string_equal(e[0].login, dataset_viewer(l.data)->login);
	assert_int_equal(e[0].uid, getuid());
	assert_true(e[0].instant >= e[1].instant);
	assert_non_null(strchr(e[0].id, '/'));
	assert_string_equal(strchr(e[0].id, '/'), "/2");
	assert_int_equal(e[1].kind, EVENT_LOGIN);
	assert_true(e[0].whole && e[1].whole);
}

static void before_there_is_a_viewer_the_login_alone_is_known(void **state)
{
	struct err err = { 0 };
	struct event *e;
	size_t count;

	(void)state;
	assert_int_equal(
		event_note_as(l.store, "mallory", EVENT_REFUSED, &err, "%s", "no user"), 0);
	e = list(&all, &count);
	assert_int_equal(count, 1);
	assert_string_equal(e[0].login, "mallory");
	assert_string_equal(e[0].user, "");
	assert_string_equal(e[0].post, "");
}

static void what_a_terminal_would_obey_is_never_kept(void **state)
{
	struct event *e;
	size_t count, at;

	(void)state;
	events_from("1.2.3.4\n\033]0;x\007");
	must_note(EVENT_EXPORT, "a\nb\033[31m\342\200\256c");
	e = list(&all, &count);
	assert_false(utf8_first_dirty(e[0].what, strlen(e[0].what), 0, &at));
	assert_false(utf8_first_dirty(e[0].from, strlen(e[0].from), 0, &at));
}

static void a_long_text_is_cut_between_characters(void **state)
{
	struct str text = { 0 };
	struct event *e;
	size_t count;

	(void)state;
	str_add(&text, "x");
	for (int i = 0; i < 1000; i++)
		str_add(&text, "药");
	must_note(EVENT_EXPORT, str_text(&text));
	str_release(&text);
	e = list(&all, &count);
	assert_true(strlen(e[0].what) < 700);
	assert_int_equal(utf8_valid_until(e[0].what, strlen(e[0].what)), strlen(e[0].what));
	assert_non_null(strstr(e[0].what, "…"));
}

static void equal_refusals_at_once_are_told_once(void **state)
{
	size_t count;

	(void)state;
	for (int i = 0; i < 50; i++)
		must_note(EVENT_REFUSED, "delete planting");
	list(&all, &count);
	assert_int_equal(count, 1);
	must_note(EVENT_REFUSED, "delete project");
	must_note(EVENT_EXPORT, "twice");
	must_note(EVENT_EXPORT, "twice");
	list(&all, &count);
	assert_int_equal(count, 4);
	usleep(1100 * 1000);
	must_note(EVENT_REFUSED, "delete project");
	list(&all, &count);
	assert_int_equal(count, 5);
}

static void days_kinds_people_and_words_choose(void **state)
{
	const int64_t day = INT64_C(86400) * 1000000;
	struct event_query q = all;
	struct err err = { 0 };
	struct event *e;
	int64_t now;
	size_t count;

	(void)state;
	assert_int_equal(data_now(l.store, &now, &err), 0);
	must_note(EVENT_LOGIN, "first day");
	assert_int_equal(data_set_now(l.store, now + day, &err), 0);
	must_note(EVENT_EXPORT, "second day");
	event_note_as(l.store, "bao", EVENT_REFUSED, &err, "second day, refused");
	assert_int_equal(data_set_now(l.store, now + 2 * day, &err), 0);
	must_note(EVENT_CONF, "third day");
	e = list(&q, &count);
	assert_int_equal(count, 4);
	assert_string_equal(e[0].what, "third day");
	assert_string_equal(e[3].what, "first day");
	q.first = q.last = instant_day(now + day);
	e = list(&q, &count);
	assert_int_equal(count, 2);
	assert_true(e[0].whole && e[1].whole);
	q.kinds = 1U << EVENT_REFUSED;
	list(&q, &count);
	assert_int_equal(count, 1);
	q = all;
	q.login = "bao";
	list(&q, &count);
	assert_int_equal(count, 1);
	q = all;
	q.text = "second";
	list(&q, &count);
	assert_int_equal(count, 2);
	q = all;
	q.limit = 2;
	e = list(&q, &count);
	assert_int_equal(count, 2);
	assert_string_equal(e[0].what, "third day");
	assert_true(e[0].whole && e[1].whole);
	q.first = instant_day(now) + 30;
	list(&q, &count);
	assert_int_equal(count, 0);
}

static void many_events_come_page_by_page_and_whole(void **state)
{
	enum { MANY = 4000 };
	char what[128];
	struct event *e;
	size_t count;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(what, sizeof(what), "event number %d", i);
		must_note(EVENT_EXPORT, what);
	}
	e = list(&all, &count);
	assert_int_equal(count, MANY);
	for (size_t i = 0; i < count; i++) {
		snprintf(what, sizeof(what), "event number %d", MANY - 1 - (int)i);
		assert_string_equal(e[i].what, what);
		assert_true(e[i].whole);
	}
}

static void the_records_are_verified_with_events_beside_them(void **state)
{
	(void)state;
	must_save(l.data, "planting", &l.mem,
		"period=2021H1 unit=0101 species=A land=B plot=p1 area=12.50 as_of=2021-06-25");
	must_note(EVENT_LOGIN, "");
	must_note(EVENT_EXPORT, "planting");
	must_verify(&l);
}

static void no_event_can_be_taken_away_or_written_over(void **state)
{
	struct scan scan = { .table = TABLE_HISTORY, .from = bytes_of_text("e") };
	struct snapshot *view;
	struct row_page page;
	struct err err = { 0 };
	size_t count;

	(void)state;
	must_note(EVENT_LOGIN, "kept");
	assert_int_equal(snapshot_open(l.store, SNAPSHOT_SCREEN, &view, &err), 0);
	assert_int_equal(store_scan(view, &scan, &l.mem, &page, &err), 0);
	snapshot_close(&view);
	assert_true(page.count >= 1);
	for (int put = 0; put < 2; put++) {
		struct batch *batch = batch_new();
		struct err why = { 0 };

		if (put)
			batch_put(batch, TABLE_HISTORY, page.rows[0].key, page.rows[0].value);
		else
			batch_delete(batch, TABLE_HISTORY, page.rows[0].key);
		assert_true(store_commit(l.store, batch, &why) < 0);
		batch_free(&batch);
	}
	list(&all, &count);
	assert_int_equal(count, 1);
}

static void only_an_auditor_reads_them(void **state)
{
	struct viewer_post post = { .role = "nobody", .unit = unit_find(&l.model->units, "01") };
	struct viewer clerk = { .user = "7",
		.login = "bao",
		.name = "Bao",
		.posts = &post,
		.post_count = 1 };
	struct dataset *data;
	struct event *e;
	struct err err = { 0 };
	size_t count;

	(void)state;
	must_note(EVENT_LOGIN, "secret");
	assert_int_equal(dataset_open(l.store, l.model, &clerk, &data, &err), 0);
	assert_int_equal(events_list(data, &all, &l.mem, &e, &count, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(count, 0);
	/* but what he does is noted, with his post */
	err_clear(&err);
	assert_int_equal(event_note(data, EVENT_REFUSED, &err, "read events"), 0);
	dataset_close(&data);
	e = list(&all, &count);
	assert_int_equal(count, 2);
	assert_string_equal(e[0].user, "7");
	assert_string_equal(e[0].post, "nobody@01");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
	const struct CMUnitTest tests[] = {
		TEST(an_event_is_read_as_it_was_written_newest_first),
		TEST(before_there_is_a_viewer_the_login_alone_is_known),
		TEST(what_a_terminal_would_obey_is_never_kept),
		TEST(a_long_text_is_cut_between_characters),
		TEST(equal_refusals_at_once_are_told_once),
		TEST(days_kinds_people_and_words_choose),
		TEST(many_events_come_page_by_page_and_whole),
		TEST(the_records_are_verified_with_events_beside_them),
		TEST(no_event_can_be_taken_away_or_written_over),
		TEST(only_an_auditor_reads_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

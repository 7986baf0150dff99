/* test_pulse.c - whoever does not want to wait stops a question, and knows what was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "unit/data/ledger.h"

enum { EVENTS = 3500 };

static struct ledger l;

/* What the pulse was told, and when it says stop. */
static struct {
	int calls, stop_at; /* 0 never */
	uint64_t rows, of;
} told;

static int pulse(void *context, uint64_t rows, uint64_t of)
{
	assert_ptr_equal(context, &told);
	told.calls++;
	told.rows = rows;
	told.of = of;
	return told.calls == told.stop_at;
}

static void stop_at(int call)
{
	memset(&told, 0, sizeof(told));
	told.stop_at = call;
}

static struct save_item *make_items(int count)
{
	struct save_item *items = arena_array(&l.mem, (size_t)count, sizeof(*items));

	for (int i = 0; i < count; i++) {
		char words[100];

		snprintf(words, sizeof(words), "month=2021-%02d unit=01 kind=A cost=%d.00",
			1 + i % 12, i % 977);
		items[i].record = make_record(l.data, "event", &l.mem, words);
	}
	return items;
}

static uint64_t count_all(void)
{
	struct query q = { .form = form_in(l.data, "event") };
	struct err err = { 0 };
	uint64_t count;

	dataset_pulse(l.data, NULL, NULL);
	assert_int_equal(query_count(l.data, &q, &count, &err), 0);
	dataset_pulse(l.data, pulse, &told);
	return count;
}

static int open_it(void **state)
{
	struct err err = { 0 };

	(void)state;
	ledger_open(&l, STORE_MEMORY);
	if (data_save_many(l.data, make_items(EVENTS), EVENTS, NULL, &l.mem, &err) < 0)
		fail_msg("%s", err.text);
	dataset_pulse(l.data, pulse, &told);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	must_verify(&l);
	ledger_close(&l);
	return 0;
}

static struct query scan(void)
{
	return (struct query){ .form = form_in(l.data, "event"),
		.where = condition(l.data, "event", &l.mem, "cost >= 0") };
}

static void test_count(void **state)
{
	struct query q = scan();
	struct err err = { 0 };
	uint64_t count;

	(void)state;
	stop_at(0);
	assert_int_equal(query_count(l.data, &q, &count, &err), 0);
	assert_int_equal(count, EVENTS);
	assert_in_range(told.calls, 5, EVENTS);
	assert_in_range(told.rows, EVENTS - 300, EVENTS);
	stop_at(3);
	assert_int_equal(query_count(l.data, &q, &count, &err), -1);
	assert_int_equal(err.code, ERR_CANCELLED);
	assert_int_equal(told.calls, 3);
}

static int visit(void *context, const struct record *record, struct err *err)
{
	(void)record;
	(void)err;
	++*(int *)context;
	return 0;
}

static void test_each(void **state)
{
	struct query q = scan();
	struct sort_key by = { .field = form_field(q.form, "cost") };
	struct err err = { 0 };
	int visited = 0;

	(void)state;
	stop_at(2);
	assert_int_equal(query_each(l.data, &q, visit, &visited, &err), -1);
	assert_int_equal(err.code, ERR_CANCELLED);
	assert_in_range(visited, 1, 1000);

	/* sorted: read first, then handed out, and how many there are is known then */
	q.sort = &by;
	q.sort_count = 1;
	visited = 0;
	err_clear(&err);
	stop_at(0);
	assert_int_equal(query_each(l.data, &q, visit, &visited, &err), 0);
	assert_int_equal(visited, EVENTS);
	assert_int_equal(told.of, EVENTS);
}

static void test_page_and_groups(void **state)
{
	struct query q = scan();
	struct sort_key by = { .field = form_field(q.form, "cost") };
	struct group_query g = { .base = q, .as_of = INT32_MIN };
	struct page_at first = { .limit = 20 };
	struct record_page page;
	struct group_result groups;
	struct err err = { 0 };

	(void)state;
	q.sort = &by;
	q.sort_count = 1;
	stop_at(2);
	assert_int_equal(query_page(l.data, &q, &first, &l.mem, &page, &err), -1);
	assert_int_equal(err.code, ERR_CANCELLED);
	err_clear(&err);
	stop_at(2);
	g.sums[g.sum_count++] = form_field(q.form, "cost");
	assert_int_equal(query_group_scan(l.data, &g, &l.mem, &groups, &err), -1);
	assert_int_equal(err.code, ERR_CANCELLED);
}

/* What was written stays written, and the items say which. */
static void test_save_many(void **state)
{
	struct save_item *items = make_items(EVENTS);
	uint64_t before = count_all(), written = 0;
	struct err err = { 0 };

	(void)state;
	stop_at(2);
	assert_int_equal(data_save_many(l.data, items, EVENTS, NULL, &l.mem, &err), -1);
	assert_int_equal(err.code, ERR_CANCELLED);
	for (int i = 0; i < EVENTS; i++)
		written += items[i].detail.id != 0;
	assert_in_range(written, 1, EVENTS - 1);
	assert_int_equal(count_all(), before + written);
}

/* Fewer than one batch: all or, when stopped before, none. */
static void test_delete_many(void **state)
{
	struct save_item *items = arena_array(&l.mem, 10, sizeof(*items));
	uint64_t before = count_all();
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < 10; i++) {
		items[i].record = make_record(l.data, "event", &l.mem, "month=2021-01");
		items[i].record->id = (uint64_t)i + 1;
	}
	stop_at(0);
	assert_int_equal(data_delete_many(l.data, items, 10, "test", &l.mem, &err), 0);
	assert_int_equal(count_all(), before - 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_page_and_groups),
		cmocka_unit_test(test_save_many),
		cmocka_unit_test(test_delete_many),
	};

	return cmocka_run_group_tests(tests, open_it, close_it);
}

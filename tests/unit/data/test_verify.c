#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "data/upkeep.h"
#include "unit/data/ledger.h"

/* Each test spoils one row behind data/'s back; verify has to say so. */

static struct ledger l;

static int open_it(void **state)
{
	(void)state;
	ledger_open(&l, STORE_MEMORY);
	must_save(l.data, "planting", &l.mem,
		"period=2021H1 unit=0101 species=A land=B plot=p1 area=12.50 as_of=2021-06-25");
	must_save(l.data, "planting", &l.mem,
		"period=2021H1 unit=0101 species=A land=B plot=p2 area=7 as_of=2021-06-25");
	must_change(l.data, "planting", 1, &l.mem, "area=13");
	must_save(l.data, "event", &l.mem, "month=2021-05 unit=01 people=30");
	must_verify(&l);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	ledger_close(&l);
	return 0;
}

static uint64_t faults(const char **sentence)
{
	struct verify_report report;
	struct err err = { 0 };

	if (data_verify(l.store, l.model, &l.mem, &report, &err) < 0)
		fail_msg("%s", err.text);
	*sentence = report.sentence_count ? report.sentences[0] : "";
	return report.faults;
}

static void commit(struct batch *batch)
{
	struct err err = { 0 };

	if (store_commit(l.store, batch, &err) != STORE_OK)
		fail_msg("%s", err.text);
	batch_free(&batch);
}

/* The n-th row of the table that starts with the letter (0: any). */
static struct row row_of(enum table table, char letter, size_t n)
{
	struct scan scan = { .table = table };
	struct snapshot *view;
	struct row_page page;
	struct err err = { 0 };
	struct row row = { { 0 }, { 0 } };

	if (letter) {
		scan.from = bytes_of(arena_text_len(&l.mem, &letter, 1), 1);
		scan.to = bytes_after_prefix(scan.from, &l.mem);
	}
	assert_int_equal(snapshot_open(l.store, SNAPSHOT_SCREEN, &view, &err), 0);
	assert_int_equal(store_scan(view, &scan, &l.mem, &page, &err), 0);
	snapshot_close(&view);
	assert_true(n < page.count);
	row = page.rows[n];
	return row;
}

static void delete_row(enum table table, char letter)
{
	struct batch *batch = batch_new();

	batch_delete(batch, table, row_of(table, letter, 0).key);
	commit(batch);
}

static void a_sound_ledger_has_no_faults(void **state)
{
	struct verify_report report;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(data_verify(l.store, l.model, &l.mem, &report, &err), 0);
	assert_int_equal(report.faults, 0);
	assert_int_equal(report.records, 3);
	assert_int_equal(report.revisions, 4);
	assert_int_equal(report.index_rows, 2 * 3 + 3);
	assert_true(report.totals > 0);
}

static void a_missing_row_of_an_index_is_found(void **state)
{
	const char *sentence;

	(void)state;
	delete_row(TABLE_INDEX, 'i');
	assert_int_equal(faults(&sentence), 1);
	assert_non_null(strstr(sentence, "missing"));
	delete_row(TABLE_INDEX, 'k');
	assert_int_equal(faults(&sentence), 2);
}

static void a_row_too_many_is_found(void **state)
{
	struct row row = row_of(TABLE_INDEX, 'k', 0);
	struct batch *batch = batch_new();
	unsigned char *key = arena_alloc(&l.mem, row.key.len);
	const char *sentence;

	(void)state;
	memcpy(key, row.key.at, row.key.len);
	key[row.key.len - 4]++;
	batch_put(batch, TABLE_INDEX, bytes_of(key, row.key.len), row.value);
	commit(batch);
	assert_int_equal(faults(&sentence), 1);
	assert_non_null(strstr(sentence, "planting 1"));
}

static void a_wrong_or_missing_total_is_found(void **state)
{
	struct batch *batch = batch_new();
	struct row row = row_of(TABLE_TOTALS, 't', 0);
	int64_t one = 1;
	const char *sentence;

	(void)state;
	batch_add(batch, TABLE_TOTALS, row.key, &one, 1);
	commit(batch);
	assert_int_equal(faults(&sentence), 1);
	delete_row(TABLE_TOTALS, 't');
	assert_int_equal(faults(&sentence), 1);
	delete_row(TABLE_TOTALS, 'p');
	assert_int_equal(faults(&sentence), 2);
}

static void a_record_changed_behind_its_history_is_found(void **state)
{
	struct row row = row_of(TABLE_RECORDS, 0, 1);
	struct batch *batch = batch_new();
	unsigned char *value = arena_alloc(&l.mem, row.value.len);
	const char *sentence;

	(void)state;
	memcpy(value, row.value.at, row.value.len);
	value[row.value.len - 1] ^= 1;
	batch_put(batch, TABLE_RECORDS, row.key, bytes_of(value, row.value.len));
	commit(batch);
	assert_true(faults(&sentence) > 0);
}

static void a_record_without_history_and_history_without_record_are_found(void **state)
{
	struct row row = row_of(TABLE_RECORDS, 0, 1);
	unsigned char *key = arena_alloc(&l.mem, row.key.len);
	struct batch *batch = batch_new();
	const char *sentence;

	(void)state;
	memcpy(key, row.key.at, row.key.len);
	key[row.key.len - 1] = 99;
	batch_put(batch, TABLE_RECORDS, bytes_of(key, row.key.len), row.value);
	commit(batch);
	assert_true(faults(&sentence) >= 2); /* and the counter is behind it */
	batch = batch_new();
	batch_delete(batch, TABLE_RECORDS, bytes_of(key, row.key.len));
	batch_delete(batch, TABLE_RECORDS, row.key);
	commit(batch);
	assert_true(faults(&sentence) >= 2); /* its rows are too many as well */
}

static void a_counter_behind_its_records_is_found(void **state)
{
	struct batch *batch = batch_new();
	const char *sentence;

	(void)state;
	batch_put(batch, TABLE_COUNTERS, bytes_of_text("id/planting"),
		bytes_of("\0\0\0\0\0\0\0\1", 8));
	commit(batch);
	assert_int_equal(faults(&sentence), 1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
	const struct CMUnitTest tests[] = {
		TEST(a_sound_ledger_has_no_faults),
		TEST(a_missing_row_of_an_index_is_found),
		TEST(a_row_too_many_is_found),
		TEST(a_wrong_or_missing_total_is_found),
		TEST(a_record_changed_behind_its_history_is_found),
		TEST(a_record_without_history_and_history_without_record_are_found),
		TEST(a_counter_behind_its_records_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * conformance.c - one suite for memory, in-process and server.
 */
#include "conformance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "conformance_help.h"
#include "store/admin.h"

static conformance_open *open_store;

static int set_up(void **state)
{
	struct store *store = NULL;

	if (open_store(&store) != 0)
		return -1;
	*state = store;
	return 0;
}

static int tear_down(void **state)
{
	struct store *store = *state;

	store_close(&store);
	scratch_remove();
	return 0;
}

/* ---- tests ---- */

static void test_put_get_delete(void **state)
{
	struct store *store = *state;
	struct arena mem = { 0 };
	struct batch *batch = batch_new();

	put_in(store, TABLE_RECORDS, "a", "one");
	put_in(store, TABLE_EVENTS, "a", "other table");
	assert_string_equal(now_in(store, TABLE_RECORDS, "a", &mem), "one");
	assert_string_equal(now_in(store, TABLE_EVENTS, "a", &mem), "other table");
	assert_string_equal(now_in(store, TABLE_RECORDS, "b", &mem), "-");
	batch_delete(batch, TABLE_RECORDS, t("a"));
	batch_delete(batch, TABLE_RECORDS, t("never there"));
	commit_ok(store, batch);
	assert_string_equal(now_in(store, TABLE_RECORDS, "a", &mem), "-");
	put_in(store, TABLE_RECORDS, "e", "");
	assert_string_equal(now_in(store, TABLE_RECORDS, "e", &mem), "");
	arena_release(&mem);
}

static void test_last_change_of_a_key_wins(void **state)
{
	struct store *store = *state;
	struct arena mem = { 0 };
	struct batch *batch = batch_new();

	batch_put(batch, TABLE_INDEX, t("k"), t("1"));
	batch_put(batch, TABLE_INDEX, t("a"), t("x"));
	batch_put(batch, TABLE_INDEX, t("k"), t("2"));
	batch_delete(batch, TABLE_INDEX, t("a"));
	commit_ok(store, batch);
	assert_string_equal(now_in(store, TABLE_INDEX, "k", &mem), "2");
	assert_string_equal(now_in(store, TABLE_INDEX, "a", &mem), "-");
	arena_release(&mem);
}

static void test_large_values(void **state)
{
	struct store *store = *state;
	struct arena mem = { 0 };
	size_t len = 3 * 1024 * 1024;
	unsigned char *large = xalloc(len);
	struct batch *batch = batch_new();
	struct snapshot *view;
	struct bytes value;
	struct scan scan = { .table = TABLE_RECORDS };
	struct row_page page;
	struct err err = { 0 };

	for (size_t i = 0; i < len; i++)
		large[i] = (unsigned char)(i * 7 + i / 251);
	batch_put(batch, TABLE_RECORDS, t("large"), bytes_of(large, len));
	batch_put(batch, TABLE_RECORDS, t("next"), t("small"));
	commit_ok(store, batch);
	view = view_of(store);
	assert_int_equal(store_get(view, TABLE_RECORDS, t("large"), &mem, &value, &err), 0);
	assert_true(bytes_equal(value, bytes_of(large, len)));
	assert_int_equal(store_scan(view, &scan, &mem, &page, &err), 0);
	assert_true(page.count >= 1);
	assert_true(bytes_equal(page.rows[0].value, bytes_of(large, len)));
	assert_string_equal(
		keys_of(view, (struct scan){ .table = TABLE_RECORDS }, &mem), "large next ");
	snapshot_close(&view);
	free(large);
	arena_release(&mem);
}

static void test_expectations(void **state)
{
	struct store *store = *state;
	struct arena mem = { 0 };
	struct batch *batch = batch_new();
	enum table table;
	struct bytes key;
	struct err err = { 0 };

	batch_expect_absent(batch, TABLE_RECORDS, t("r"));
	batch_put(batch, TABLE_RECORDS, t("r"), row_value(&mem, 1, "first"));
	assert_int_equal(store_commit(store, batch, &err), 0);
	assert_false(batch_conflict(batch, &table, &key));
	assert_int_equal(store_commit(store, batch, &err), STORE_CONFLICT);
	assert_true(batch_conflict(batch, &table, &key));
	assert_int_equal(table, TABLE_RECORDS);
	assert_true(bytes_equal(key, t("r")));
	batch_free(&batch);

	batch = batch_new();
	batch_expect(batch, TABLE_RECORDS, t("r"), 1);
	batch_put(batch, TABLE_RECORDS, t("r"), row_value(&mem, 2, "second"));
	batch_put(batch, TABLE_INDEX, t("i"), t("seen"));
	assert_int_equal(store_commit(store, batch, &err), 0);
	batch_put(batch, TABLE_INDEX, t("i"), t("must not be seen"));
	assert_int_equal(store_commit(store, batch, &err), STORE_CONFLICT);
	batch_free(&batch);
	assert_string_equal(now_in(store, TABLE_INDEX, "i", &mem), "seen");

	batch = batch_new();
	batch_expect(batch, TABLE_RECORDS, t("nobody"), 1);
	assert_int_equal(store_commit(store, batch, &err), STORE_CONFLICT);
	assert_true(batch_conflict(batch, &table, &key));
	assert_true(bytes_equal(key, t("nobody")));
	batch_free(&batch);
	arena_release(&mem);
}

static void test_many_absent_keys(void **state)
{
	struct store *store = *state;
	struct err err = { 0 };
	struct batch *batch = batch_new();
	char key[16];
	enum table table;
	struct bytes found;

	for (int i = 0; i < 300; i += 3) {
		snprintf(key, sizeof(key), "k%03d", i);
		batch_put(batch, TABLE_INDEX, t(key), t("x"));
	}
	commit_ok(store, batch);
	batch = batch_new();
	for (int i = 1; i < 300; i += 3) {
		snprintf(key, sizeof(key), "k%03d", i);
		batch_expect_absent(batch, TABLE_INDEX, t(key));
	}
	batch_expect_absent(batch, TABLE_INDEX, t("k000a"));
	batch_expect_absent(batch, TABLE_INDEX, t("z"));
	batch_expect_absent(batch, TABLE_INDEX, t("zz"));
	assert_int_equal(store_commit(store, batch, &err), 0);
	batch_expect_absent(batch, TABLE_INDEX, t("k150"));
	assert_int_equal(store_commit(store, batch, &err), STORE_CONFLICT);
	assert_true(batch_conflict(batch, &table, &found));
	assert_true(bytes_equal(found, t("k150")));
	batch_free(&batch);
}

static int64_t number(struct store *store, const char *key, size_t index)
{
	struct arena mem = { 0 };
	struct snapshot *view = view_of(store);
	struct bytes value;
	struct err err = { 0 };
	struct taker taker;
	int64_t n;

	if (store_get(view, TABLE_TOTALS, t(key), &mem, &value, &err) != 0) {
		snapshot_close(&view);
		return INT64_MIN;
	}
	taker = (struct taker){ .left = value };
	take_bytes(&taker, 8 * index);
	n = take_i64(&taker);
	snapshot_close(&view);
	arena_release(&mem);
	return n;
}

static void test_sums(void **state)
{
	struct store *store = *state;
	struct batch *batch = batch_new();
	struct err err = { 0 };

	batch_add(batch, TABLE_TOTALS, t("sum"), (int64_t[]){ 5, -7 }, 2);
	batch_add(batch, TABLE_TOTALS, t("other"), (int64_t[]){ 1 }, 1);
	batch_add(batch, TABLE_TOTALS, t("sum"), (int64_t[]){ 10, 1 }, 2);
	commit_ok(store, batch);
	assert_int_equal(number(store, "sum", 0), 15);
	assert_int_equal(number(store, "sum", 1), -6);
	batch = batch_new();
	batch_add(batch, TABLE_TOTALS, t("sum"), (int64_t[]){ 0, 0, 3 }, 3);
	batch_add(batch, TABLE_TOTALS, t("other"), (int64_t[]){ -1 }, 1);
	commit_ok(store, batch);
	assert_int_equal(number(store, "sum", 0), 15);
	assert_int_equal(number(store, "sum", 2), 3);
	assert_int_equal(number(store, "other", 0), INT64_MIN);
	batch = batch_new();
	for (int i = 0; i < 3; i++) /* only the last of a key stays: the sum still follows */
		batch_put(batch, TABLE_TOTALS, t("fresh"), t("x"));
	batch_delete(batch, TABLE_TOTALS, t("sum"));
	batch_add(batch, TABLE_TOTALS, t("sum"), (int64_t[]){ 2 }, 1);
	commit_ok(store, batch);
	assert_int_equal(number(store, "sum", 0), 2);
	batch = batch_new();
	batch_put(batch, TABLE_RECORDS, t("r"), t("must not be seen"));
	batch_add(batch, TABLE_TOTALS, t("sum"), (int64_t[]){ INT64_MAX }, 1);
	assert_int_equal(store_commit(store, batch, &err), STORE_FAILED);
	assert_int_equal(err.code, ERR_FAULT);
	batch_free(&batch);
	assert_int_equal(number(store, "sum", 0), 2);
}

static void append_to(struct store *store, const char *chain, const char *payload)
{
	struct batch *batch = batch_new();

	batch_append(batch, t(chain), t(payload));
	commit_ok(store, batch);
}

static void test_chains(void **state)
{
	struct store *store = *state;
	struct arena mem = { 0 };
	struct batch *batch = batch_new();
	struct snapshot *view;
	struct scan scan = { .table = TABLE_HISTORY,
		.from = bytes_of_text("rb\x01"),
		.to = bytes_of_text("rb\x02") };
	struct row_page page;
	struct chain_row row, before = { 0 };
	struct err err = { 0 };

	append_to(store, "ra\x01", "a1");
	append_to(store, "rc\x01", "c1");
	batch_append(batch, t("rb\x01"), t("b1"));
	batch_append(batch, t("rc\x01"), t("c2"));
	batch_append(batch, t("rb\x01"), t("b2"));
	commit_ok(store, batch);
	append_to(store, "rb\x01", "b3");
	view = view_of(store);
	assert_int_equal(store_scan(view, &scan, &mem, &page, &err), 0);
	assert_int_equal(page.count, 3);
	for (size_t i = 0; i < page.count; i++) {
		assert_int_equal(chain_decode(page.rows[i].value, &row, &err), 0);
		assert_int_equal(row.sequence, i + 1);
		assert_int_equal(row.uid, getuid());
		assert_memory_equal(row.previous, before.hash, CHAIN_HASH_SIZE);
		assert_true(chain_row_is_whole(t("rb\x01"), &row));
		assert_false(chain_row_is_whole(t("ra\x01"), &row));
		assert_int_equal(row.payload.len, 2);
		assert_int_equal(row.payload.at[1], '1' + i);
		before = row;
	}
	snapshot_close(&view);
	assert_int_equal(store_seals_check(store, NULL, &err), 0);
	arena_release(&mem);
}

static void test_scan_bounds_and_pages(void **state)
{
	struct store *store = *state;
	struct arena mem = { 0 };
	struct snapshot *view;
	struct scan scan = { .table = TABLE_INDEX };
	const char *all = "a b ba c d e f ";

	for (const char *key = "f\0e\0d\0c\0ba\0b\0a\0"; *key; key += strlen(key) + 1)
		put_in(store, TABLE_INDEX, key, "value");
	view = view_of(store);
	for (scan.max_rows = 0; scan.max_rows < 9; scan.max_rows++)
		assert_string_equal(keys_of(view, scan, &mem), all);
	scan.flags = SCAN_REVERSE | SCAN_KEYS_ONLY;
	for (scan.max_rows = 0; scan.max_rows < 9; scan.max_rows++)
		assert_string_equal(keys_of(view, scan, &mem), "f e d c ba b a ");
	scan = (struct scan){ .table = TABLE_INDEX, .from = t("b"), .to = t("d") };
	for (; scan.max_rows < 5; scan.max_rows++) {
		scan.flags = 0;
		assert_string_equal(keys_of(view, scan, &mem), "b ba c ");
		scan.flags = SCAN_REVERSE;
		assert_string_equal(keys_of(view, scan, &mem), "c ba b ");
	}
	scan = (struct scan){
		.table = TABLE_INDEX, .from = t("b"), .to = bytes_after_prefix(t("b"), &mem)
	};
	assert_string_equal(keys_of(view, scan, &mem), "b ba ");
	scan = (struct scan){ .table = TABLE_INDEX, .from = t("g") };
	assert_string_equal(keys_of(view, scan, &mem), "");
	scan = (struct scan){ .table = TABLE_INDEX, .from = t("d"), .to = t("b") };
	assert_string_equal(keys_of(view, scan, &mem), "");
	scan = (struct scan){ .table = TABLE_INDEX, .to = t("a"), .flags = SCAN_REVERSE };
	assert_string_equal(keys_of(view, scan, &mem), "");
	scan = (struct scan){ .table = TABLE_COUNTERS, .flags = SCAN_REVERSE };
	assert_string_equal(keys_of(view, scan, &mem), "");
	snapshot_close(&view);
	arena_release(&mem);
}

static void test_page_says_more_exactly(void **state)
{
	struct store *store = *state;
	struct arena mem = { 0 };
	struct snapshot *view;
	struct row_page page;
	struct scan scan = { .table = TABLE_INDEX, .max_rows = 2 };
	struct err err = { 0 };

	for (const char *key = "a\0b\0c\0d\0"; *key; key += 2)
		put_in(store, TABLE_INDEX, key, "value");
	view = view_of(store);
	for (unsigned flags = 0; flags <= SCAN_REVERSE; flags += SCAN_REVERSE) {
		scan.flags = flags;
		scan.from = scan.to = (struct bytes){ 0 };
		assert_int_equal(store_scan(view, &scan, &mem, &page, &err), 0);
		assert_true(page.more && scan_next(&scan, &page, &mem));
		assert_int_equal(store_scan(view, &scan, &mem, &page, &err), 0);
		assert_int_equal(page.count, 2);
		assert_false(page.more || scan_next(&scan, &page, &mem));
	}
	snapshot_close(&view);
	arena_release(&mem);
}

static void test_large_scan(void **state)
{
	struct store *store = *state;
	struct arena mem = { 0 }, bound = { 0 };
	struct batch *batch = batch_new();
	struct snapshot *view;
	struct scan scan = { .table = TABLE_RECORDS };
	struct row_page page;
	struct err err = { 0 };
	char key[16], value[400];
	int count = 0, pages = 0, more;

	for (int i = 0; i < 20000; i++) {
		snprintf(key, sizeof(key), "%08d", i);
		snprintf(value, sizeof(value), "%0*d", 10 + i % 380, i);
		batch_put(batch, TABLE_RECORDS, t(key), t(value));
	}
	commit_ok(store, batch);
	view = view_of(store);
	do {
		arena_clear(&mem);
		if (store_scan(view, &scan, &mem, &page, &err) != 0)
			fail_msg("%s", err.text);
		for (size_t i = 0; i < page.count; i++, count++) {
			snprintf(key, sizeof(key), "%08d", count);
			snprintf(value, sizeof(value), "%0*d", 10 + count % 380, count);
			assert_true(bytes_equal(page.rows[i].key, t(key)));
			assert_true(bytes_equal(page.rows[i].value, t(value)));
		}
		pages++;
		more = scan_next(&scan, &page, &bound);
	} while (more);
	assert_int_equal(count, 20000);
	assert_in_range(pages, 2, 100);
	snapshot_close(&view);
	arena_release(&mem);
	arena_release(&bound);
}

static void test_snapshot_isolation(void **state)
{
	struct store *store = *state;
	struct arena mem = { 0 };
	struct snapshot *before, *after;
	struct batch *batch = batch_new();

	put_in(store, TABLE_RECORDS, "k", "old");
	before = view_of(store);
	put_in(store, TABLE_RECORDS, "k", "new");
	batch_put(batch, TABLE_INDEX, t("i"), t("x"));
	commit_ok(store, batch);
	after = view_of(store);
	assert_string_equal(seen(before, TABLE_RECORDS, "k", &mem), "old");
	assert_string_equal(seen(before, TABLE_INDEX, "i", &mem), "-");
	assert_string_equal(keys_of(before, (struct scan){ .table = TABLE_INDEX }, &mem), "");
	assert_string_equal(seen(after, TABLE_RECORDS, "k", &mem), "new");
	assert_string_equal(keys_of(after, (struct scan){ .table = TABLE_INDEX }, &mem), "i ");
	snapshot_close(&before);
	snapshot_close(&after);
	arena_release(&mem);
}

static void test_refuses_what_is_the_stores(void **state)
{
	struct store *store = *state;
	const char *keys[] = { "day/1", "session/x" };
	struct err err = { 0 };
	struct batch *batch;

	for (int i = 0; i < 4; i++) {
		batch = batch_new();
		if (i < 2)
			batch_put(batch, TABLE_META, t(keys[i]), t("x"));
		else if (i == 2)
			batch_append(batch, t("seal"), t("x"));
		else
			batch_put(batch, TABLE_HISTORY, t("r1"), t("x"));
		err_clear(&err);
		assert_int_equal(store_commit(store, batch, &err), STORE_FAILED);
		assert_int_equal(err.code, ERR_STORE);
		batch_free(&batch);
	}
	put_in(store, TABLE_META, "mine", "x");
}

static void test_day_is_sealed(void **state)
{
	struct store *store = *state;
	struct arena mem = { 0 };
	struct err err = { 0 };
	int64_t now;
	struct snapshot *view;
	struct scan seals = { .table = TABLE_HISTORY, .from = t("s"), .to = t("t") };
	struct row_page page;

	assert_int_equal(store_now(store, &now, &err), 0);
	append_to(store, "r1", "today");
	append_to(store, "r2", "today");
	view = view_of(store);
	assert_int_equal(store_scan(view, &seals, &mem, &page, &err), 0);
	assert_int_equal(page.count, 0);
	snapshot_close(&view);
	if (store_set_now(store, now + INT64_C(86400) * 1000000, &err) != 0)
		fail_msg("%s", err.text);
	append_to(store, "r1", "tomorrow");
	view = view_of(store);
	assert_int_equal(store_scan(view, &seals, &mem, &page, &err), 0);
	assert_int_equal(page.count, 1);
	snapshot_close(&view);
	if (store_seals_check(store, NULL, &err) != 0)
		fail_msg("%s", err.text);
	arena_release(&mem);
}

static void test_empty_batch_is_done(void **state)
{
	struct store *store = *state;
	struct batch *batch = batch_new();

	assert_int_equal(batch_size(batch), 0);
	commit_ok(store, batch);
}

/* What is asked between sending and the answer sees the batch. */
static void test_commit_in_two_steps(void **state)
{
	struct store *store = *state;
	struct batch *batch = batch_new();
	struct snapshot *view = NULL;
	struct arena mem = { 0 };
	struct err err = { 0 };
	struct bytes value, key = t("two-steps");
	enum table table;

	batch_expect_absent(batch, TABLE_RECORDS, key);
	batch_put(batch, TABLE_RECORDS, key, t("here"));
	store_commit_send(store, batch);
	assert_int_equal(snapshot_open(store, SNAPSHOT_SCREEN, &view, &err), 0);
	assert_int_equal(store_get(view, TABLE_RECORDS, key, &mem, &value, &err), STORE_OK);
	assert_int_equal(store_commit_answer(store, batch, &err), STORE_OK);
	store_commit_send(store, batch);
	assert_int_equal(store_commit_answer(store, batch, &err), STORE_CONFLICT);
	assert_true(batch_conflict(batch, &table, &value));
	assert_true(table == TABLE_RECORDS && bytes_equal(value, key));
	snapshot_close(&view);
	batch_free(&batch);
	arena_release(&mem);
}

int conformance_run(const char *name, conformance_open *open)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_put_get_delete),
		TEST(test_last_change_of_a_key_wins),
		TEST(test_large_values),
		TEST(test_expectations),
		TEST(test_many_absent_keys),
		TEST(test_sums),
		TEST(test_chains),
		TEST(test_scan_bounds_and_pages),
		TEST(test_page_says_more_exactly),
		TEST(test_large_scan),
		TEST(test_snapshot_isolation),
		TEST(test_refuses_what_is_the_stores),
		TEST(test_day_is_sealed),
		TEST(test_empty_batch_is_done),
		TEST(test_commit_in_two_steps),
	};

	open_store = open;
	return _cmocka_run_group_tests(
		name, tests, sizeof(tests) / sizeof(tests[0]), NULL, NULL);
}

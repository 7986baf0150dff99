/* test_wire.c - what is sent arrives, what is cut or too long is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/batch.h"
#include "store/clock.h"
#include "store/pack.h"
#include "store/wire.h"

static struct bytes t(const char *text)
{
	return bytes_of_text(text);
}

static void test_requests_survive_the_way(void **state)
{
	const struct request requests[] = {
		{ .op = WIRE_NOW },
		{ .op = WIRE_SNAPSHOT, .life = SNAPSHOT_REPORT },
		{ .op = WIRE_SNAPSHOT_END, .view = 7 },
		{ .op = WIRE_GET,
			.view = 8,
			.scan = { .table = TABLE_TOTALS, .from = t("key") } },
		{ .op = WIRE_SCAN,
			.view = 9,
			.scan = { .table = TABLE_META,
				.from = t("a"),
				.to = t("b"),
				.flags = SCAN_REVERSE,
				.max_rows = 77 } },
		{ .op = WIRE_COMMIT, .number = UINT64_MAX - 3, .ops = t("anything") },
		{ .op = WIRE_SET_NOW, .now = -5 },
		{ .op = WIRE_BACKUP, .ops = t("/somewhere") },
		{ .op = WIRE_STOP_IF_IDLE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		const struct request *sent = &requests[i];
		struct request got;
		struct str out = { 0 };

		request_encode(sent, &out);
		assert_int_equal(request_decode(bytes_of_str(&out), &got), 0);
		assert_int_equal(got.op, sent->op);
		assert_int_equal(got.view, sent->view);
		assert_int_equal(got.life, sent->life);
		assert_int_equal(got.number, sent->number);
		assert_int_equal(got.now, sent->now);
		assert_int_equal(got.scan.table, sent->scan.table);
		assert_int_equal(got.scan.flags, sent->scan.flags);
		assert_int_equal(got.scan.max_rows, sent->scan.max_rows);
		assert_true(bytes_equal(got.ops, sent->ops));
		assert_true(bytes_equal(got.scan.from, sent->scan.from));
		assert_true(bytes_equal(got.scan.to, sent->scan.to));
		for (size_t cut = 0; cut < out.len && sent->op != WIRE_COMMIT; cut++)
			assert_int_equal(request_decode(bytes_of(out.at, cut), &got), -1);
		str_add_char(&out, 'x');
		if (sent->op != WIRE_COMMIT)
			assert_int_equal(request_decode(bytes_of_str(&out), &got), -1);
		str_release(&out);
	}
}

static void test_cut_batches_are_refused(void **state)
{
	struct batch *batch = batch_new();
	struct plan plan = { 0 };
	struct err err = { 0 };
	size_t whole = 0;

	(void)state;
	batch_expect(batch, TABLE_RECORDS, t("a"), 3);
	batch_put(batch, TABLE_RECORDS, t("a"), t("value"));
	batch_add(batch, TABLE_TOTALS, t("s"), (int64_t[]){ 1, 2 }, 2);
	batch_append(batch, t("r1"), t("row"));
	assert_int_equal(plan_decode(&plan, bytes_of_str(&batch->ops), 0, &err), 0);
	assert_int_equal(plan.ops.count, 4);
	assert_int_equal(plan.ops.at[0].revision, 3);
	assert_true(bytes_equal(plan.ops.at[3].value, t("row")));
	for (size_t cut = 0; cut < batch->ops.len; cut++) {
		err_clear(&err);
		whole += plan_decode(&plan, bytes_of(batch->ops.at, cut), 0, &err) == 0;
	}
	assert_int_equal(whole, 4); /* nothing, and after each of three operations */
	plan_release(&plan);
	batch_free(&batch);
}

static void test_pages_survive_the_way(void **state)
{
	struct row rows[] = { { t("k1"), t("v1") }, { t("k2"), t("") }, { t("k3"), t("v3") } };
	struct row_page page = { .rows = rows, .count = 3, .more = 1 }, got = { 0 };
	struct arena mem = { 0 };
	struct str out = { 0 };

	(void)state;
	page_encode(&page, &out);
	assert_int_equal(page_decode(bytes_of_str(&out), &mem, &got), 0);
	assert_int_equal(got.count, 3);
	assert_int_equal(got.more, 1);
	for (size_t i = 0; i < 3; i++) {
		assert_true(bytes_equal(got.rows[i].key, rows[i].key));
		assert_true(bytes_equal(got.rows[i].value, rows[i].value));
	}
	for (size_t cut = 0; cut < out.len; cut++)
		assert_int_equal(page_decode(bytes_of(out.at, cut), &mem, &got), -1);
	memset(out.at + 1, 0xff, 4);
	assert_int_equal(page_decode(bytes_of_str(&out), &mem, &got), -1);
	str_release(&out);
	arena_release(&mem);
}

static void test_failures_keep_their_words(void **state)
{
	struct err err = { 0 }, got = { 0 };
	struct str out = { 0 };

	(void)state;
	fault_set(&err, ERR_FULL, "No room on %s, 100%n full", "/data");
	answer_failed(&err, fault_last(), &out);
	assert_int_equal(out.at[0], ANSWER_FAILED);
	assert_int_equal(answer_fault(bytes_of(out.at + 1, out.len - 1), &got), -1);
	assert_int_equal(got.code, ERR_FULL);
	assert_string_equal(got.text, "No room on /data, 100%n full");
	str_release(&out);
}

static void test_frames(void **state)
{
	int ends[2];
	struct reader reader = { 0 };
	struct bytes frame;
	const unsigned char huge[4] = { 0x7f, 0xff, 0xff, 0xff };
	unsigned char head[4];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	reader.fd = ends[0];
	assert_int_equal(frame_send(ends[1], t("one")), 0);
	assert_int_equal(frame_send(ends[1], t("two")), 0);
	assert_int_equal(reader_next(&reader, 0, &frame), 1);
	assert_true(bytes_equal(frame, t("one")));
	assert_int_equal(reader_next(&reader, 0, &frame), 1);
	assert_true(bytes_equal(frame, t("two")));
	assert_int_equal(reader_next(&reader, clock_steady() + 50000, &frame), -1);
	pack_u32(head, 5);
	assert_int_equal(send(ends[1], head, 4, 0), 4); /* announced, never sent */
	assert_int_equal(send(ends[1], "ab", 2, 0), 2);
	assert_int_equal(reader_next(&reader, clock_steady() + 50000, &frame), -1);
	assert_int_equal(send(ends[1], "cde", 3, 0), 3);
	assert_int_equal(reader_next(&reader, 0, &frame), 1);
	assert_true(bytes_equal(frame, t("abcde")));
	assert_int_equal(send(ends[1], huge, 4, 0), 4);
	assert_int_equal(reader_next(&reader, 0, &frame), -1);
	reader_release(&reader);
	assert_int_equal(frame_send(ends[1], t("last")), 0);
	close(ends[1]);
	assert_int_equal(reader_next(&reader, 0, &frame), 1);
	assert_int_equal(reader_next(&reader, 0, &frame), 0);
	reader_release(&reader);
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests_survive_the_way),
		cmocka_unit_test(test_cut_batches_are_refused),
		cmocka_unit_test(test_pages_survive_the_way),
		cmocka_unit_test(test_failures_keep_their_words),
		cmocka_unit_test(test_frames),
	};

	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}

/* test_hand.c - a session by hand: requests sent twice, other versions, garbage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "conformance.h"
#include "life.h"
#include "store/admin.h"
#include "store/batch.h"
#include "store/clock.h"
#include "store/datadir.h"
#include "store/spawn.h"
#include "store/wire.h"

/* ---- a session by hand ---- */

static const unsigned char session_id[SESSION_ID_SIZE] = "by hand by hand";

struct hand {
	struct reader in;
	struct hello hello;
};

static int hand_connect(struct hand *hand, const char *dir, int version)
{
	struct hello ours = { .version = version };
	struct str out = { 0 };
	struct bytes frame;
	int status;

	memset(hand, 0, sizeof(*hand));
	hand->in.fd = socket_connect(dir);
	assert_true(hand->in.fd >= 0);
	memcpy(ours.session, session_id, SESSION_ID_SIZE);
	hello_encode(&ours, &out);
	assert_int_equal(frame_send(hand->in.fd, bytes_of_str(&out)), 0);
	str_release(&out);
	status = reader_next(&hand->in, clock_steady() + 5000000, &frame);
	if (status == 1)
		assert_int_equal(hello_decode(frame, &hand->hello), 0);
	return status;
}

static void hand_close(struct hand *hand)
{
	close(hand->in.fd);
	reader_release(&hand->in);
}

static void hand_send(struct hand *hand, uint64_t number)
{
	struct batch *batch = batch_new();
	struct request request = { .op = WIRE_COMMIT, .number = number };
	struct str out = { 0 };

	batch_append(batch, bytes_of_text("rhand"), bytes_of_text("once"));
	request.ops = bytes_of_str(&batch->ops);
	request_encode(&request, &out);
	assert_int_equal(frame_send(hand->in.fd, bytes_of_str(&out)), 0);
	str_release(&out);
	batch_free(&batch);
}

/* The status byte of the next answer, -1 when there is none. */
static int hand_answer(struct hand *hand)
{
	struct bytes frame;

	if (reader_next(&hand->in, clock_steady() + 5000000, &frame) != 1)
		return -1;
	return frame.at[0];
}

static size_t rows_of_hand(struct store *store)
{
	struct snapshot *view;
	struct arena mem = { 0 };
	struct scan scan = { .table = TABLE_HISTORY, .from = bytes_of_text("rhand") };
	struct row_page page;
	struct err err = { 0 };

	assert_int_equal(snapshot_open(store, SNAPSHOT_SCREEN, &view, &err), 0);
	assert_int_equal(store_scan(view, &scan, &mem, &page, &err), 0);
	snapshot_close(&view);
	arena_release(&mem);
	return page.count;
}

/* ---- tests ---- */

static void test_request_sent_twice_is_applied_once(void **state)
{
	const char *dir = scratch_dir();
	struct store *store = open_kind(STORE_SERVER, dir);
	struct hand hand;

	(void)state;
	assert_int_equal(hand_connect(&hand, dir, WIRE_VERSION), 1);
	hand_send(&hand, 1);
	assert_int_equal(hand_answer(&hand), ANSWER_OK);
	hand_send(&hand, 1);
	assert_int_equal(hand_answer(&hand), ANSWER_OK);
	assert_int_equal(rows_of_hand(store), 1);
	hand_close(&hand);

	/* The connection breaks before the answer is read. */
	assert_int_equal(hand_connect(&hand, dir, WIRE_VERSION), 1);
	hand_send(&hand, 2);
	hand_close(&hand);
	assert_int_equal(hand_connect(&hand, dir, WIRE_VERSION), 1);
	hand_send(&hand, 2);
	assert_int_equal(hand_answer(&hand), ANSWER_OK);
	assert_int_equal(rows_of_hand(store), 2);
	hand_close(&hand);

	/* The server dies after the answer; the next one knows the session's number. */
	kill(server_of(dir), SIGKILL);
	assert_int_equal(rows_of_hand(store), 2);
	assert_int_equal(hand_connect(&hand, dir, WIRE_VERSION), 1);
	hand_send(&hand, 2);
	assert_int_equal(hand_answer(&hand), ANSWER_OK);
	hand_send(&hand, 1);
	assert_int_equal(hand_answer(&hand), ANSWER_FAILED);
	hand_send(&hand, 3);
	assert_int_equal(hand_answer(&hand), ANSWER_OK);
	assert_int_equal(rows_of_hand(store), 3);
	hand_close(&hand);
	store_close(&store);
	scratch_remove();
}

static void test_other_versions(void **state)
{
	const char *dir = scratch_dir();
	struct err err = { 0 };
	struct hand hand;
	int ready, status;
	pid_t pid;

	(void)state;
	assert_int_equal(datadir_prepare(dir, 1, &err), 0);
	pid = serve_in_background(dir, 0, 0, &ready);
	assert_int_equal(hand_connect(&hand, dir, WIRE_VERSION + 1), 1);
	assert_int_equal(hand.hello.status, HELLO_REFUSED);
	hand_close(&hand);
	assert_int_equal(hand_connect(&hand, dir, WIRE_VERSION - 1), 1);
	assert_int_equal(hand.hello.status, HELLO_REFUSED);
	hand_close(&hand);
	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	pid = serve_in_background(dir, 1, 0, &ready);
	assert_int_equal(hand_connect(&hand, dir, WIRE_VERSION + 1), 1);
	assert_int_equal(hand.hello.status, HELLO_FINISHING); /* and makes way */
	hand_close(&hand);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	scratch_remove();
}

static void test_garbage_harms_nobody(void **state)
{
	const char *dir = scratch_dir();
	struct store *store = open_kind(STORE_SERVER, dir);
	unsigned seed = 7;
	pid_t before = server_of(dir);

	(void)state;
	for (int i = 0; i < 200; i++) {
		unsigned char noise[300];
		struct hand hand;
		int fd = -1;

		for (size_t n = 0; n < sizeof(noise); n++)
			noise[n] = (unsigned char)(rand_r(&seed) >> 8);
		if (i % 2) {
			assert_int_equal(hand_connect(&hand, dir, WIRE_VERSION), 1);
			fd = hand.in.fd;
			if (i % 4 == 1) {
				memcpy(noise, "\0\0\0\x64", 4);
				noise[4] = (unsigned char)(i / 4 % 12);
			}
		} else {
			fd = socket_connect(dir);
		}
		assert_true(fd >= 0);
		if (send(fd, noise, sizeof(noise), MSG_NOSIGNAL) < 0)
			assert_true(1); /* it was quicker to hang up */
		if (i % 2)
			hand_close(&hand);
		else
			close(fd);
	}
	put(store, "k", "x");
	assert_true(has(store, "k"));
	assert_int_equal(server_of(dir), before);
	store_close(&store);
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request_sent_twice_is_applied_once),
		cmocka_unit_test(test_other_versions),
		cmocka_unit_test(test_garbage_harms_nobody),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("sessions by hand", tests, NULL, NULL);
}

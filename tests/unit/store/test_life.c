/* test_life.c - the server's life: start, stop, who may open what, and requests sent twice. */
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
#include "store/admin.h"
#include "store/batch.h"
#include "store/clock.h"
#include "store/datadir.h"
#include "store/spawn.h"
#include "store/wire.h"

/* ---- short hands ---- */

static struct store *open_kind(enum store_kind kind, const char *dir)
{
	struct store_options options = { .kind = kind, .dir = dir, .create = 1 };
	struct store *store;
	struct err err = { 0 };

	if (store_open(&options, &store, &err) != 0)
		fail_msg("open: %s", err.text);
	return store;
}

static enum err_code open_fails(enum store_kind kind, const char *dir, const char *says)
{
	struct store_options options = { .kind = kind, .dir = dir };
	struct store *store;
	struct err err = { 0 };

	assert_int_equal(store_open(&options, &store, &err), STORE_FAILED);
	assert_null(store);
	if (!strstr(err.text, says))
		fail_msg("'%s' does not say '%s'", err.text, says);
	return err.code;
}

static void put(struct store *store, const char *key, const char *value)
{
	struct batch *batch = batch_new();
	struct err err = { 0 };

	batch_put(batch, TABLE_RECORDS, bytes_of_text(key), bytes_of_text(value));
	if (store_commit(store, batch, &err) != 0)
		fail_msg("commit: %s", err.text);
	batch_free(&batch);
}

static int has(struct store *store, const char *key)
{
	struct snapshot *view;
	struct arena mem = { 0 };
	struct bytes value;
	struct err err = { 0 };
	int status;

	if (snapshot_open(store, SNAPSHOT_SCREEN, &view, &err) != 0)
		fail_msg("snapshot: %s", err.text);
	status = store_get(view, TABLE_RECORDS, bytes_of_text(key), &mem, &value, &err);
	if (status < 0)
		fail_msg("get: %s", err.text);
	snapshot_close(&view);
	arena_release(&mem);
	return status == STORE_OK;
}

static pid_t server_of(const char *dir)
{
	char *path = datadir_path(dir, "lock");
	FILE *file = fopen(path, "r");
	int pid = 0;

	free(path);
	assert_non_null(file);
	assert_int_equal(fscanf(file, "serve %d", &pid), 1);
	fclose(file);
	return pid;
}

static int exists(const char *dir, const char *name)
{
	char *path = datadir_path(dir, name);
	int found = access(path, F_OK) == 0;

	free(path);
	return found;
}

/* 1 once the socket of dir is gone, 0 after ms. */
static int is_gone(const char *dir, int ms)
{
	int64_t until = clock_steady() + ms * INT64_C(1000);

	while (exists(dir, "socket") && clock_steady() < until)
		usleep(20000);
	return !exists(dir, "socket");
}

static pid_t serve_in_background(
	const char *dir, int auto_started, int idle_seconds, int *ready)
{
	int ends[2];
	pid_t pid;
	char news = 0;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		struct serve_options options = { .dir = dir,
			.auto_started = auto_started,
			.idle_seconds = idle_seconds,
			.ready_fd = ends[1] };
		struct err err = { 0 };

		close(ends[0]);
		_exit(store_serve(&options, &err) < 0 ? 5 : 0);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &news, 1), 1);
	*ready = news == 'R';
	close(ends[0]);
	return pid;
}

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

static void test_twenty_start_at_once(void **state)
{
	const char *dir = scratch_dir();
	struct store_status about;
	struct store *store;
	struct err err = { 0 };
	int status, bad = 0;

	(void)state;
	for (int i = 0; i < 20; i++)
		if (fork() == 0) {
			char key[] = { 'k', (char)('a' + i), '\0' };

			store = open_kind(STORE_SERVER, dir);
			put(store, key, "x");
			_exit(has(store, key) ? 0 : 1);
		}
	for (int i = 0; i < 20; i++) {
		wait(&status);
		bad += status != 0;
	}
	assert_int_equal(bad, 0);
	store = open_kind(STORE_SERVER, dir);
	assert_int_equal(store_status(store, &about, &err), 0);
	assert_int_equal(about.commits, 20); /* one server took them all */
	store_close(&store);
	scratch_remove();
}

static void test_long_path(void **state)
{
	const char *dir = scratch_dir();
	struct str path = { 0 };
	struct store *store;

	(void)state;
	str_add(&path, dir);
	for (int i = 0; i < 5; i++) {
		str_addf(&path, "/%050d", i);
		assert_int_equal(mkdir(path.at, 0700), 0);
	}
	assert_true(path.len > 250);
	store = open_kind(STORE_SERVER, path.at);
	put(store, "k", "x");
	assert_true(has(store, "k"));
	store_close(&store);
	str_release(&path);
	scratch_remove();
}

static void test_modes_on_the_disk(void **state)
{
	const char *dir = scratch_dir();
	struct store *store = open_kind(STORE_SERVER, dir);
	char *socket = datadir_path(dir, "socket");
	struct stat about;

	(void)state;
	assert_int_equal(stat(dir, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0700);
	assert_int_equal(stat(socket, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	free(socket);
	store_close(&store);
	scratch_remove();
}

static void write_format(const char *dir, const char *text)
{
	char *path = datadir_path(dir, "format");
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	free(path);
}

static void test_what_cannot_be_opened(void **state)
{
	const char *dir = scratch_dir();
	struct store *store;

	(void)state;
	assert_int_equal(
		open_fails(STORE_SERVER, "/nowhere/at/all", "herbledger init"), ERR_NOT_FOUND);
	assert_int_equal(open_fails(STORE_ALONE, dir, "herbledger init"), ERR_NOT_FOUND);
	store = open_kind(STORE_ALONE, dir);
	assert_int_equal(
		open_fails(STORE_ALONE, dir, "in use by another process (alone"), ERR_STORE);
	assert_int_equal(
		open_fails(STORE_SERVER, dir, "in use by another process (alone"), ERR_STORE);
	store_close(&store);
	write_format(dir, "herbledger store 2\n");
	assert_int_equal(open_fails(STORE_ALONE, dir, "newer"), ERR_VERSION);
	assert_int_equal(open_fails(STORE_SERVER, dir, "newer"), ERR_VERSION);
	write_format(dir, "something\n");
	assert_int_equal(open_fails(STORE_SERVER, dir, "damaged"), ERR_STORE);
	scratch_remove();
}

static void test_alone_asks_an_idle_server_to_stop(void **state)
{
	const char *dir = scratch_dir();
	struct store *session = open_kind(STORE_SERVER, dir), *alone;

	(void)state;
	put(session, "k", "x");
	assert_int_equal(open_fails(STORE_ALONE, dir, "Other sessions"), ERR_STORE);
	store_close(&session);
	alone = open_kind(STORE_ALONE, dir);
	assert_true(has(alone, "k"));
	store_close(&alone);
	session = open_kind(STORE_SERVER, dir);
	assert_true(has(session, "k"));
	store_close(&session);
	scratch_remove();
}

static void test_clean_stop_and_second_server(void **state)
{
	const char *dir = scratch_dir();
	struct serve_options second = { .dir = dir, .ready_fd = -1 };
	struct store *store;
	struct err err = { 0 };
	int ready, status;
	pid_t pid;

	(void)state;
	assert_int_equal(datadir_prepare(dir, 1, &err), 0);
	pid = serve_in_background(dir, 0, 0, &ready);
	assert_true(ready);
	store = open_kind(STORE_SERVER, dir);
	put(store, "k", "x");
	assert_int_equal(store_serve(&second, &err), -1);
	assert_int_equal(err.code, ERR_STORE);
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_false(exists(dir, "socket"));
	assert_true(has(store, "k")); /* the session starts another and goes on */
	put(store, "l", "x");
	store_close(&store);
	scratch_remove();
}

static void test_idle_stop(void **state)
{
	const char *dir = scratch_dir();
	struct store *store;
	struct err err = { 0 };
	int ready, status;
	pid_t pid;

	(void)state;
	assert_int_equal(datadir_prepare(dir, 1, &err), 0);
	pid = serve_in_background(dir, 1, 1, &ready);
	assert_true(ready);
	store = open_kind(STORE_SERVER, dir);
	assert_false(is_gone(dir, 2500)); /* a session that does nothing keeps it */
	store_close(&store);
	assert_true(is_gone(dir, 5000));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
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

static void test_snapshots_end(void **state)
{
	const char *dir = scratch_dir();
	struct store *store;
	struct snapshot *view;
	struct arena mem = { 0 };
	struct bytes value;
	struct err err = { 0 };
	struct store_status about;

	(void)state;
	setenv("HERBLEDGER_TEST_SNAPSHOT_MS", "300", 1);
	store = open_kind(STORE_SERVER, dir);
	unsetenv("HERBLEDGER_TEST_SNAPSHOT_MS");
	put(store, "k", "x");
	assert_int_equal(snapshot_open(store, SNAPSHOT_REPORT, &view, &err), 0);
	assert_int_equal(
		store_get(view, TABLE_RECORDS, bytes_of_text("k"), &mem, &value, &err), 0);
	usleep(400000);
	assert_int_equal(
		store_get(view, TABLE_RECORDS, bytes_of_text("k"), &mem, &value, &err), -1);
	assert_int_equal(err.code, ERR_EXPIRED);
	snapshot_close(&view);
	assert_true(has(store, "k"));
	assert_int_equal(store_status(store, &about, &err), 0);
	assert_int_equal(about.snapshots, 0);
	assert_int_equal(about.sessions, 1);

	/* A snapshot dies with its server. */
	err_clear(&err);
	assert_int_equal(snapshot_open(store, SNAPSHOT_REPORT, &view, &err), 0);
	kill(server_of(dir), SIGKILL);
	assert_int_equal(
		store_get(view, TABLE_RECORDS, bytes_of_text("k"), &mem, &value, &err), -1);
	assert_int_equal(err.code, ERR_EXPIRED);
	snapshot_close(&view);
	assert_true(has(store, "k"));
	store_close(&store);
	arena_release(&mem);
	scratch_remove();
}

static void test_clock_is_set_on_demo_data_only(void **state)
{
	const char *dir = scratch_dir();
	const int64_t then = INT64_C(1624600000) * 1000000;
	struct store_options options = {
		.kind = STORE_SERVER, .dir = dir, .create = 1, .now = then
	};
	struct store *store;
	struct err err = { 0 };
	int64_t now;

	(void)state;
	assert_int_equal(store_open(&options, &store, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	store = open_kind(STORE_SERVER, dir);
	err_clear(&err);
	assert_int_equal(store_set_now(store, then, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	kill(server_of(dir), SIGKILL);
	store_close(&store);
	err_clear(&err);
	assert_int_equal(store_mark_demo(dir, &err), 0);
	if (store_open(&options, &store, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(store_now(store, &now, &err), 0);
	assert_true(now >= then && now < then + 20000000);
	assert_int_equal(store_set_now(store, 2 * then, &err), 0);
	assert_int_equal(store_now(store, &now, &err), 0);
	assert_true(now >= 2 * then);
	store_close(&store);
	scratch_remove();
}

static void test_waits_for_the_system(void **state)
{
	const char *dir = scratch_dir();
	struct store_options options = {
		.kind = STORE_SERVER, .dir = dir, .create = 1, .wait_for_system = 1
	};
	struct store *store;
	struct err err = { 0 };
	pid_t pid;
	int ready;

	(void)state;
	assert_int_equal(datadir_prepare(dir, 1, &err), 0);
	pid = fork();
	if (pid == 0) {
		usleep(700000);
		pid = serve_in_background(dir, 0, 0, &ready);
		_exit(0);
	}
	if (store_open(&options, &store, &err) != 0)
		fail_msg("%s", err.text);
	waitpid(pid, NULL, 0);
	put(store, "k", "x");
	kill(server_of(dir), SIGTERM);
	store_close(&store);
	assert_true(is_gone(dir, 5000));
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request_sent_twice_is_applied_once),
		cmocka_unit_test(test_twenty_start_at_once),
		cmocka_unit_test(test_long_path),
		cmocka_unit_test(test_modes_on_the_disk),
		cmocka_unit_test(test_what_cannot_be_opened),
		cmocka_unit_test(test_alone_asks_an_idle_server_to_stop),
		cmocka_unit_test(test_clean_stop_and_second_server),
		cmocka_unit_test(test_idle_stop),
		cmocka_unit_test(test_other_versions),
		cmocka_unit_test(test_garbage_harms_nobody),
		cmocka_unit_test(test_snapshots_end),
		cmocka_unit_test(test_clock_is_set_on_demo_data_only),
		cmocka_unit_test(test_waits_for_the_system),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("store server's life", tests, NULL, NULL);
}

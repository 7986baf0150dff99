/*
 * test_full.c - a full disk: refused in words, what was acknowledged stays, reads go on,
 * and so do writes when there is room again.  On a small file system of our own in a user
 * namespace, and with a limit on the size of files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "conformance.h"
#include "lib/small_disk.h"
#include "store/admin.h"
#include "store/datadir.h"

enum { SMALL_MB = 160 };

static struct store *open_kind(enum store_kind kind, const char *dir)
{
	struct store_options options = { .kind = kind, .dir = dir, .create = 1 };
	struct store *store;
	struct err err = { 0 };

	if (store_open(&options, &store, &err) != 0)
		fail_msg("open: %s", err.text);
	return store;
}

static int save(struct store *store, uint64_t n, struct err *err)
{
	struct batch *batch = batch_new();
	struct str key = { 0 }, value = { 0 };
	int status;

	put_u64(&key, n);
	put_u64(&value, n);
	while (value.len < 20000)
		str_addf(&value, "%08d", (int)n);
	batch_expect_absent(batch, TABLE_RECORDS, bytes_of_str(&key));
	batch_put(batch, TABLE_RECORDS, bytes_of_str(&key), bytes_of_str(&value));
	batch_append(batch, bytes_of_text("rA"), bytes_of_str(&key));
	status = store_commit(store, batch, err);
	str_release(&key);
	str_release(&value);
	batch_free(&batch);
	return status;
}

/* Saves until it is refused; the number of the last one saved. */
static uint64_t save_until_full(struct store *store, uint64_t n)
{
	struct err err = { 0 };

	while (save(store, n + 1, &err) == 0)
		n++;
	if (err.code != ERR_FULL || !strstr(err.text, "oom"))
		fail_msg("after %d: code %d, %s", (int)n, err.code, err.text);
	return n;
}

static uint64_t count(struct store *store)
{
	struct snapshot *view;
	struct scan scan = { .table = TABLE_RECORDS, .flags = SCAN_KEYS_ONLY };
	struct row_page page;
	struct arena mem = { 0 };
	struct err err = { 0 };
	uint64_t n = 0;

	if (snapshot_open(store, SNAPSHOT_REPORT, &view, &err) != 0)
		fail_msg("%s", err.text);
	do {
		if (store_scan(view, &scan, &mem, &page, &err) != 0)
			fail_msg("%s", err.text);
		for (size_t i = 0; i < page.count; i++) {
			struct taker t = { .left = page.rows[i].key };

			assert_int_equal(take_u64(&t), ++n);
		}
	} while (scan_next(&scan, &page, &mem));
	snapshot_close(&view);
	arena_release(&mem);
	return n;
}

static void check_all(struct store *store)
{
	struct err err = { 0 };

	if (store_seals_check(store, NULL, &err) != 0 || store_verify_pages(store, &err) != 0)
		fail_msg("%s", err.text);
}

/* ---- a small file system ---- */

static void kill_the_server(const char *dir)
{
	char *path = datadir_path(dir, "lock");
	FILE *file = fopen(path, "r");
	int pid;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "serve %d", &pid), 1);
	fclose(file);
	free(path);
	assert_int_equal(kill(pid, SIGKILL), 0);
}

static void on_a_small_disk(const char *dir)
{
	struct store *store;
	struct err err = { 0 };
	char *data = datadir_path(dir, "data");
	uint64_t n;

	assert_int_equal(small_disk_fill(dir, 80L << 20), 0);
	store = open_kind(STORE_SERVER, data);
	n = save_until_full(store, 0);
	assert_true(n > 10);
	assert_int_equal(count(store), n);
	assert_int_equal(save_until_full(store, n), n);
	kill_the_server(data); /* and it comes up on the full disk */
	assert_int_equal(count(store), n);
	assert_int_equal(small_disk_empty(dir), 0);
	for (int i = 0; i < 100; i++)
		if (save(store, ++n, &err) != 0)
			fail_msg("%s", err.text);
	assert_int_equal(count(store), n);
	check_all(store);
	store_close(&store);
	store = open_kind(STORE_ALONE, data);
	n = save_until_full(store, n);
	assert_int_equal(count(store), n);
	store_close(&store);
	store = open_kind(STORE_ALONE, data);
	assert_int_equal(count(store), n);
	check_all(store);
	store_close(&store);
	free(data);
}

/* In a child: neither the mount nor the limit stays. 77: no namespace here. */
static int in_child(void (*run)(const char *dir), int small)
{
	const char *dir = scratch_dir();
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (small && small_disk_mount(dir, SMALL_MB) < 0)
			_exit(77);
		run(dir);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	scratch_remove();
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_small_disk(void **state)
{
	int status = in_child(on_a_small_disk, 1);

	(void)state;
	if (status == 77)
		print_message("no user namespace here: the limit on files must do\n");
	else
		assert_int_equal(status, 0);
}

/* ---- a limit on the size of files ---- */

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes ? bytes : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_IGN);
}

static void under_a_limit(const char *dir)
{
	struct store *store = open_kind(STORE_ALONE, dir);
	uint64_t n, found;

	limit_files(4 << 20);
	n = save_until_full(store, 0);
	assert_true(n > 10);
	found = count(store);
	assert_true(found == n || found == n + 1); /* the last one: not known */
	store_close(&store);
	limit_files(0);
	store = open_kind(STORE_ALONE, dir);
	found = count(store);
	assert_true(found == n || found == n + 1);
	check_all(store);
	n = found;
	assert_int_equal(save(store, n + 1, &(struct err){ 0 }), 0);
	store_close(&store);
}

static void test_limited_files(void **state)
{
	(void)state;
	assert_int_equal(in_child(under_a_limit, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_disk),
		cmocka_unit_test(test_limited_files),
	};

	return cmocka_run_group_tests_name("full disk", tests, NULL, NULL);
}

/* test_backup.c - backup under load, restore, page checks, damage on the disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "conformance.h"
#include "store/admin.h"
#include "store/datadir.h"

enum { WRITERS = 3 };

static struct store *open_kind(enum store_kind kind, const char *dir)
{
	struct store_options options = { .kind = kind, .dir = dir, .create = 1 };
	struct store *store;
	struct err err = { 0 };

	if (store_open(&options, &store, &err) != 0)
		fail_msg("open: %s", err.text);
	return store;
}

static void save(struct store *store, int writer, uint64_t n)
{
	struct batch *batch = batch_new();
	struct str key = { 0 }, value = { 0 };
	struct err err = { 0 };

	put_u8(&key, 'r');
	put_u8(&key, (uint8_t)writer);
	batch_append(batch, bytes_of_str(&key), bytes_of_text("row"));
	put_u64(&key, n);
	put_u64(&value, n);
	str_addf(&value, "%0300d", (int)n);
	batch_put(batch, TABLE_RECORDS, bytes_of_str(&key), bytes_of_str(&value));
	if (store_commit(store, batch, &err) != 0)
		fail_msg("commit: %s", err.text);
	batch_free(&batch);
	str_release(&key);
	str_release(&value);
}

/* How many of writer's records are there, without a gap; its chain must be as long. */
static uint64_t saved(struct store *store, int writer)
{
	unsigned char prefix[2] = { 'r', (unsigned char)writer };
	struct arena mem = { 0 };
	struct scan scan = { .table = TABLE_RECORDS, .from = bytes_of(prefix, 2) };
	struct scan rows = { .table = TABLE_HISTORY, .flags = SCAN_KEYS_ONLY };
	struct row_page page;
	struct snapshot *view;
	struct err err = { 0 };
	uint64_t count = 0, chain = 0;

	scan.to = bytes_after_prefix(scan.from, &mem);
	rows.from = scan.from;
	rows.to = scan.to;
	assert_int_equal(snapshot_open(store, SNAPSHOT_REPORT, &view, &err), 0);
	do {
		assert_int_equal(store_scan(view, &scan, &mem, &page, &err), 0);
		for (size_t i = 0; i < page.count; i++) {
			struct taker t = { .left = page.rows[i].value };

			assert_int_equal(take_u64(&t), ++count);
		}
	} while (scan_next(&scan, &page, &mem));
	do {
		assert_int_equal(store_scan(view, &rows, &mem, &page, &err), 0);
		chain += page.count;
	} while (scan_next(&rows, &page, &mem));
	assert_int_equal(chain, count);
	snapshot_close(&view);
	arena_release(&mem);
	return count;
}

static void write_text(const char *dir, const char *name, const char *text)
{
	char *path = datadir_path(dir, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	free(path);
}

static int has_text(const char *dir, const char *name, const char *text)
{
	char *path = datadir_path(dir, name);
	FILE *file = fopen(path, "r");
	char found[100] = "";

	free(path);
	if (!file)
		return 0;
	if (!fgets(found, sizeof(found), file))
		found[0] = '\0';
	fclose(file);
	return strcmp(found, text) == 0;
}

static void make_own_conf(const char *dir)
{
	char *conf = datadir_path(dir, "conf");
	char *forms = datadir_path(dir, "forms");
	char *folder = datadir_path(forms, "primary");

	assert_int_equal(mkdir(conf, 0700), 0);
	assert_int_equal(mkdir(forms, 0700), 0);
	assert_int_equal(mkdir(folder, 0700), 0);
	write_text(conf, "site.conf", "own");
	write_text(folder, "own.form", "form");
	free(conf);
	free(forms);
	free(folder);
}

static void check_restored(const char *dir, const volatile uint64_t *before)
{
	struct store *store = open_kind(STORE_ALONE, dir);
	struct err err = { 0 };

	for (int i = 0; i < WRITERS; i++)
		assert_true(saved(store, i) >= before[i]);
	if (store_seals_check(store, NULL, &err) != 0)
		fail_msg("%s", err.text);
	if (store_verify_pages(store, &err) != 0)
		fail_msg("%s", err.text);
	save(store, 0, saved(store, 0) + 1);
	store_close(&store);
}

static void backup_restore(enum store_kind kind)
{
	const char *dir = scratch_dir();
	char *data = datadir_path(dir, "data"), *copy = datadir_path(dir, "copy");
	char *back = datadir_path(dir, "back");
	volatile uint64_t *count =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t before[WRITERS];
	pid_t pids[WRITERS] = { 0 };
	struct err err = { 0 };
	struct store *store;

	assert_int_equal(store_mark_demo(data, &err), 0);
	store = open_kind(kind, data);
	make_own_conf(data);
	for (int i = 0; i < WRITERS && kind == STORE_SERVER; i++)
		if ((pids[i] = fork()) == 0)
			for (struct store *own = open_kind(STORE_SERVER, data);;)
				save(own, i, count[i] + 1), count[i]++;
	for (int i = 0; i < WRITERS && kind == STORE_ALONE; i++)
		for (; count[i] < 50; count[i]++)
			save(store, i, count[i] + 1);
	while (count[0] < 30 || count[1] < 30 || count[2] < 30)
		usleep(1000);
	for (int i = 0; i < WRITERS; i++)
		before[i] = count[i];
	if (store_backup(store, copy, &err) != 0)
		fail_msg("backup: %s", err.text);
	for (int i = 0; i < WRITERS; i++)
		if (pids[i]) {
			kill(pids[i], SIGKILL);
			waitpid(pids[i], NULL, 0);
		}
	assert_int_equal(store_backup(store, copy, &err), -1);
	assert_int_equal(err.code, ERR_USAGE); /* it is not empty */
	store_close(&store);
	err_clear(&err);
	if (store_restore(copy, back, &err) != 0)
		fail_msg("restore: %s", err.text);
	assert_true(has_text(back, "conf/site.conf", "own"));
	assert_true(has_text(back, "forms/primary/own.form", "form"));
	assert_true(has_text(back, "demo", "example ledgers\n"));
	check_restored(back, before);
	assert_int_equal(store_restore(copy, back, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	munmap((void *)(uintptr_t)count, 4096);
	free(data);
	free(copy);
	free(back);
	scratch_remove();
}

static void test_backup_of_the_server_under_load(void **state)
{
	(void)state;
	backup_restore(STORE_SERVER);
}

static void test_backup_in_process(void **state)
{
	(void)state;
	backup_restore(STORE_ALONE);
}

static void test_cut_backup_is_refused(void **state)
{
	const char *dir = scratch_dir();
	char *data = datadir_path(dir, "data"), *copy = datadir_path(dir, "copy");
	char *back = datadir_path(dir, "back"), *mark = datadir_path(copy, "complete");
	struct store *store = open_kind(STORE_ALONE, data);
	struct err err = { 0 };

	(void)state;
	save(store, 1, 1);
	assert_int_equal(store_backup(store, copy, &err), 0);
	store_close(&store);
	assert_int_equal(unlink(mark), 0);
	assert_int_equal(store_restore(copy, back, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	free(data);
	free(copy);
	free(back);
	free(mark);
	scratch_remove();
}

/* Flips a byte in the middle of the file's pages. */
static void damage(const char *dir, const char *file)
{
	char *path = datadir_path(dir, file);
	int fd = open(path, O_RDWR);
	off_t size = lseek(fd, 0, SEEK_END);
	unsigned char byte;

	assert_true(fd >= 0 && size > 64 * 1024);
	for (off_t at = 40000; at < size; at += 16384) {
		assert_int_equal(pread(fd, &byte, 1, at), 1);
		byte ^= 0x40;
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	}
	close(fd);
	free(path);
}

static void test_damage_is_found_and_named(void **state)
{
	const char *dir = scratch_dir();
	struct store_options options = { .kind = STORE_SERVER, .dir = dir };
	struct store *store = open_kind(STORE_ALONE, dir);
	struct err err = { 0 };

	(void)state;
	for (uint64_t n = 1; n < 600; n++)
		save(store, 1, n);
	assert_int_equal(store_verify_pages(store, &err), 0);
	damage(dir, "store/records.db");
	assert_int_equal(store_verify_pages(store, &err), -1);
	assert_non_null(strstr(err.text, "records.db"));
	store_close(&store);

	/* Sessions that read it: the server falls twice, then stays down and says why. */
	for (int i = 0; i < 4; i++) {
		struct snapshot *view = NULL;
		struct scan scan = { .table = TABLE_RECORDS };
		struct row_page page;
		struct arena mem = { 0 };

		err_clear(&err);
		if (store_open(&options, &store, &err) != 0)
			break;
		if (snapshot_open(store, SNAPSHOT_REPORT, &view, &err) == 0)
			while (store_scan(view, &scan, &mem, &page, &err) == 0 &&
				scan_next(&scan, &page, &mem))
				;
		assert_true(err.code != ERR_NONE);
		snapshot_close(&view);
		store_close(&store);
		arena_release(&mem);
	}
	assert_int_equal(err.code, ERR_STORE);
	if (!strstr(err.text, "records.db") || !strstr(err.text, "restore"))
		fail_msg("%s", err.text);
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_backup_of_the_server_under_load),
		cmocka_unit_test(test_backup_in_process),
		cmocka_unit_test(test_cut_backup_is_refused),
		cmocka_unit_test(test_damage_is_found_and_named),
	};

	return cmocka_run_group_tests_name("backup and restore", tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/date.h"
#include "store/admin.h"
#include "unit/data/ledger.h"

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
	must_verify(&l);
	ledger_close(&l);
	return 0;
}

static int save(
	struct dataset *data, const char *words, unsigned flags, struct save_result *result)
{
	struct save_options options = { .flags = flags };
	struct record *record = make_record(data, "planting", &l.mem, words);
	struct err err = { 0 };
	int got = data_save(data, record, &options, &l.mem, result, &err);

	if (got < 0)
		fail_msg("%s", err.text);
	return got;
}

#define PERIOD "period=2021H1 "

static void a_whole_beside_its_parts_is_refused(void **state)
{
	struct save_result r;
	uint64_t part =
		must_save(l.data, "planting", &l.mem, PERIOD "unit=0101 species=A area=1");

	(void)state;
	assert_int_equal(save(l.data, PERIOD "unit=01 species=A area=9", 0, &r), DATA_PARTS);
	assert_int_equal(r.other, part);
	assert_int_equal(r.others, 1);
	assert_int_equal(save(l.data, PERIOD "unit=00 area=9", 0, &r), DATA_PARTS);
	assert_int_equal(save(l.data, PERIOD "unit=02 area=9", 0, &r), DATA_OK);
	assert_int_equal(save(l.data, PERIOD "unit=0203 area=9", 0, &r), DATA_PARTS);
	assert_int_equal(save(l.data, "period=2021H2 unit=01 area=9", 0, &r), DATA_OK);
}

static void an_empty_field_beside_a_named_one_is_refused(void **state)
{
	struct save_result r;

	(void)state;
	must_save(l.data, "planting", &l.mem, PERIOD "unit=0101 species=A land=B area=1");
	assert_int_equal(save(l.data, PERIOD "unit=0101 species=C area=1", 0, &r), DATA_PARTS);
	assert_int_equal(save(l.data, PERIOD "unit=0101 species=C land=A plot=1 area=1", 0, &r),
		DATA_PARTS);
	assert_int_equal(
		save(l.data, PERIOD "unit=0101 species=C land=A area=1", 0, &r), DATA_OK);
}

static void the_whole_is_replaced_by_its_parts(void **state)
{
	uint64_t whole = must_save(l.data, "planting", &l.mem, PERIOD "unit=01 area=9");
	struct revision_list list;
	struct save_result r;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
		save(l.data, PERIOD "unit=0101 area=4", SAVE_REPLACE_PARTS, &r), DATA_OK);
	assert_int_equal(must_get(l.data, "planting", whole, &l.mem)->state, STATE_DELETED);
	assert_int_equal(
		data_history(l.data, form_in(l.data, "planting"), whole, &l.mem, &list, &err),
		0);
	assert_string_equal(list.at[1].action, "delete");
	assert_true(strlen(list.at[1].reason) > 0);
	assert_int_equal(save(l.data, PERIOD "unit=0102 area=5", 0, &r), DATA_OK);
	assert_int_equal(
		save(l.data, PERIOD "unit=01 area=10", SAVE_REPLACE_PARTS, &r), DATA_OK);
	assert_int_equal(r.others, 2);
	assert_string_equal(area_sum(l.data, &l.mem, NULL, DATE_NONE, NULL), "10.00");
}

static void a_deleted_part_is_no_longer_in_the_way(void **state)
{
	uint64_t part = must_save(l.data, "planting", &l.mem, PERIOD "unit=0101 area=1");
	const struct form *form = form_in(l.data, "planting");
	struct save_result r;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(data_delete(l.data, form, part, "x", &l.mem, &r, &err), DATA_OK);
	assert_int_equal(save(l.data, PERIOD "unit=01 area=9", 0, &r), DATA_OK);
	assert_int_equal(data_undelete(l.data, form, part, &l.mem, &r, &err), DATA_PARTS);
}

static void a_record_that_moves_leaves_its_place(void **state)
{
	uint64_t id = must_save(l.data, "planting", &l.mem, PERIOD "unit=0101 area=1");
	struct save_result r;

	(void)state;
	must_change(l.data, "planting", id, &l.mem, "unit=01");
	assert_int_equal(save(l.data, PERIOD "unit=0102 area=9", 0, &r), DATA_PARTS);
	must_change(l.data, "planting", id, &l.mem, "unit=0101");
	assert_int_equal(save(l.data, PERIOD "unit=0102 area=9", 0, &r), DATA_OK);
}

static void many_at_once_are_checked_against_each_other(void **state)
{
	static const char *const words[] = {
		PERIOD "unit=0101 area=1",
		PERIOD "unit=01 area=1",
		PERIOD "unit=0102 area=1",
		PERIOD "unit=0102 species=A area=1",
		"period=2021H2 unit=01 area=1",
	};
	struct save_item items[5] = { 0 };
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++)
		items[i].record = make_record(l.data, "planting", &l.mem, words[i]);
	assert_int_equal(data_save_many(l.data, items, 5, NULL, &l.mem, &err), 0);
	assert_int_equal(items[0].result, DATA_OK);
	assert_int_equal(items[1].result, DATA_PARTS);
	assert_int_equal(items[1].detail.other, items[0].detail.id);
	assert_int_equal(items[2].result, DATA_OK);
	assert_int_equal(items[3].result, DATA_PARTS);
	assert_int_equal(items[4].result, DATA_OK);
}

/* ---- two who save at once, on a server ---- */

static pid_t start_server(const char *dir)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		struct serve_options options = { .dir = dir, .ready_fd = ready[1] };
		struct err err = { 0 };

		close(ready[0]);
		_exit(store_serve(&options, &err) < 0);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

enum { ROUNDS = 60 };

/* Odd writers save the town, even ones its village; in each period one of them must lose. */
static int race(const char *dir, struct model *model, int who)
{
	struct store_options options = {
		.kind = STORE_SERVER, .dir = dir, .wait_for_system = 1
	};
	struct arena mem = { 0 };
	struct dataset *data;
	struct store *store;
	struct err err = { 0 };
	int won = 0;

	if (store_open(&options, &store, &err) < 0)
		_exit(200);
	data = open_data(store, model);
	for (int i = 0; i < ROUNDS; i++) {
		struct save_result result;
		struct record *record;
		char words[80];
		int got;

		snprintf(words, sizeof(words), "period=2021-%02d-%02d unit=%s plot=%d area=1",
			1 + i / 28, 1 + i % 28, who % 2 ? "01" : "0102", who / 2);
		record = make_record(data, "planting", &mem, words);
		got = data_save(data, record, NULL, &mem, &result, &err);
		if (got != DATA_OK && got != DATA_PARTS)
			_exit(201);
		won += got == DATA_OK;
	}
	dataset_close(&data);
	store_close(&store);
	arena_release(&mem);
	return won;
}

static void two_at_once_never_leave_a_whole_with_its_parts(void **state)
{
	struct store_options options = { .kind = STORE_ALONE };
	struct ledger disk;
	pid_t server, writers[4];
	int status, won = 0;
	struct query all;
	uint64_t count;
	struct err err = { 0 };

	(void)state;
	ledger_open(&disk, STORE_ALONE);
	dataset_close(&disk.data);
	store_close(&disk.store);
	server = start_server(disk.dir);
	for (int i = 0; i < 4; i++) {
		writers[i] = fork();
		if (writers[i] == 0)
			_exit(race(disk.dir, disk.model, i));
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(waitpid(writers[i], &status, 0), writers[i]);
		assert_true(WIFEXITED(status));
		assert_true(WEXITSTATUS(status) <= ROUNDS);
		won += WEXITSTATUS(status);
	}
	kill(server, SIGTERM);
	waitpid(server, &status, 0);
	options.dir = disk.dir;
	assert_int_equal(store_open(&options, &disk.store, &err), 0);
	disk.data = open_data(disk.store, disk.model);
	all = (struct query){ .form = form_in(disk.data, "planting") };
	assert_int_equal(query_count(disk.data, &all, &count, &err), 0);
	assert_int_equal(count, won);
	assert_int_equal(won, 2 * ROUNDS); /* one side a period, both its writers */
	must_verify(&disk);
	ledger_close(&disk);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
	const struct CMUnitTest tests[] = {
		TEST(a_whole_beside_its_parts_is_refused),
		TEST(an_empty_field_beside_a_named_one_is_refused),
		TEST(the_whole_is_replaced_by_its_parts),
		TEST(a_deleted_part_is_no_longer_in_the_way),
		TEST(a_record_that_moves_leaves_its_place),
		TEST(many_at_once_are_checked_against_each_other),
		cmocka_unit_test(two_at_once_never_leave_a_whole_with_its_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

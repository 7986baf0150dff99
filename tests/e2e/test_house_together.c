/*
 * test_house_together.c - many at once: twenty processes find no server, one serves them all;
 * a total and one of its parts saved by two at the same moment are never both there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

enum { AT_ONCE = 20, ROUNDS = 60 /* or HERB_ROUNDS */, DEADLINE_MS = 30000 };

/* ---- twenty at once ---- */

static pid_t list_into(const char *data, int out)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	dup2(out, 1);
	execl(house_program(), "herbledger", "--data", data, "--as", "zhang", "list",
		"planting", "period=2021H1", "--count", (char *)NULL);
	_exit(127);
}

static int lines_in_log(const char *data, const char *what)
{
	char *path = house_path(data, "log/server.log"), line[600];
	FILE *in = fopen(path, "re");
	int count = 0;

	while (in && fgets(line, sizeof(line), in))
		count += strstr(line, what) != NULL;
	if (in)
		fclose(in);
	free(path);
	return count;
}

static void test_twenty(void **state)
{
	char *folder = house_folder(), *data = house_demo(folder);
	int pipes[2], status, opened;
	pid_t pids[AT_ONCE];
	char answers[AT_ONCE * 8] = "";
	ssize_t got, len = 0;

	(void)state;
	house_stop(data);
	opened = lines_in_log(data, "serving ");
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	for (int i = 0; i < AT_ONCE; i++)
		pids[i] = list_into(data, pipes[1]);
	close(pipes[1]);
	for (int i = 0; i < AT_ONCE; i++) {
		assert_true(house_wait_gone(pids[i], DEADLINE_MS));
		waitpid(pids[i], &status, 0);
		assert_int_equal(status, 0);
	}
	while ((got = read(pipes[0], answers + len, sizeof(answers) - 1 - (size_t)len)) > 0)
		len += got;
	close(pipes[0]);
	for (int i = 0; i < AT_ONCE; i++)
		assert_memory_equal(answers + 3 * i, "15\n", 3);
	assert_int_equal(len, 3 * AT_ONCE);
	assert_true(house_server(data) > 0);
	assert_int_equal(lines_in_log(data, "serving "), opened + 1);
	free(data);
	house_remove(&folder);
}

/* ---- a total and its parts ---- */

struct race {
	volatile int round, ready[2], done[2], got[2];
	volatile uint64_t id[2];
	volatile int quit;
	char why[2][1400];
};

static void set(struct session *s, struct record *record, struct arena *mem, const char *id,
	const char *text)
{
	const struct field *field = form_field(record->form, id);
	struct err err = { 0 };

	if (field_parse(s->model, field, text, mem, &record->values[field->index], &err) < 0)
		abort();
}

/* One round in three the one side is let go first, one the other, one nobody: both orders come up
 * on any machine, and the race with them. */
static void wait_for_turn(struct race *race, int side)
{
	if (race->round % 3 != side)
		return;
	while (race->done[!side] != race->round && !race->quit)
		house_pause();
}

/* Side 0 saves the township's total, side 1 a village's line; every round another period. */
static int save_side(struct session *s, struct race *race, int side, struct arena *mem)
{
	struct record *record =
		record_new(session_form(s, "planting", &(struct err){ 0 }), mem);
	struct save_result result = { 0 };
	struct err err = { 0 };
	char period[24], as_of[24];
	int got;

	snprintf(period, sizeof(period), "%dH1", 2030 + race->round);
	snprintf(as_of, sizeof(as_of), "%d-06-25", 2030 + race->round);
	set(s, record, mem, "period", period);
	set(s, record, mem, "unit", side ? "150525105200" : "150525105");
	set(s, record, mem, "area", "10");
	set(s, record, mem, "as_of", as_of);
	race->ready[side] = race->round;
	while (race->ready[!side] != race->round && !race->quit)
		sched_yield();
	wait_for_turn(race, side);
	got = data_save(s->data, record, NULL, mem, &result, &err);
	race->id[side] = result.id;
	if (got != DATA_OK && got != DATA_PARTS)
		snprintf(race->why[side], sizeof(race->why[side]), "round %d gave %d: %s%s",
			race->round, got, err.text, result.sentence ? result.sentence : "");
	return got;
}

static void run_side(struct race *race, const char *data, int side)
{
	struct session s = { 0 };
	struct arena mem = { 0 };
	struct err err = { 0 };
	int round = 0;

	if (house_enter(&s, data, "zhang", &err) < 0) {
		snprintf(race->why[side], sizeof(race->why[side]), "%s", err.text);
		_exit(1);
	}
	while (!race->quit) {
		if (race->round == round) {
			house_pause();
			continue;
		}
		round = race->round;
		arena_clear(&mem);
		race->got[side] = save_side(&s, race, side, &mem);
		race->done[side] = round;
	}
	session_close(&s);
	arena_release(&mem);
	_exit(0);
}

static void one_round(struct race *race, int *won)
{
	double until = house_seconds() + 30;

	race->round++;
	while (race->done[0] != race->round || race->done[1] != race->round) {
		if (house_seconds() > until || *race->why[0] || *race->why[1])
			fail_msg("stuck in round %d: %s%s", race->round, race->why[0],
				race->why[1]);
		house_pause();
	}
	if (*race->why[0] || *race->why[1])
		fail_msg("%s%s", race->why[0], race->why[1]);
	if ((race->got[0] == DATA_OK) + (race->got[1] == DATA_OK) != 1)
		fail_msg("round %d: the total gave %d, the part gave %d", race->round,
			race->got[0], race->got[1]);
	won[race->got[1] == DATA_OK]++;
}

static void test_parts(void **state)
{
	char *folder = house_folder(), *data = house_demo(folder);
	struct race *race = mmap(
		NULL, sizeof(*race), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const char *given = getenv("HERB_ROUNDS");
	int won[2] = { 0, 0 }, rounds = given ? (int)strtol(given, NULL, 10) : ROUNDS;
	pid_t pids[2];
	long lines;

	(void)state;
	house_must(0, data, "--as zhang list planting --count");
	lines = strtol(house_stdout, NULL, 10);
	for (int side = 0; side < 2; side++) {
		fflush(stdout);
		pids[side] = fork();
		if (pids[side] == 0)
			run_side(race, data, side);
	}
	for (int i = 0; i < rounds; i++)
		one_round(race, won);
	race->quit = 1;
	for (int side = 0; side < 2; side++) {
		assert_true(house_wait_gone(pids[side], DEADLINE_MS));
		waitpid(pids[side], NULL, 0);
	}
	assert_true(won[0] > 0 && won[1] > 0);
	printf("the total was first %d times, the part %d times\n", won[0], won[1]);
	house_must(0, data, "--as zhang list planting --count");
	assert_int_equal(strtol(house_stdout, NULL, 10), lines + rounds);
	house_must(0, data, "verify");
	munmap(race, sizeof(*race));
	free(data);
	house_remove(&folder);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_twenty),
		cmocka_unit_test(test_parts),
	};

	house_begin(argc, argv);
	return cmocka_run_group_tests_name("many at once", tests, NULL, NULL);
}

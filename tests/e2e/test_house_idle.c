/*
 * test_house_idle.c - many sessions stand at a browse screen while 20,000 rows are imported:
 * none holds a snapshot, no frozen page is left, and each then answers a key.
 * HERB_SESSIONS and HERB_ROWS say how many.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "house.h"
#include "lib/screen.h"
#include "store/admin.h"

#ifdef __SANITIZE_ADDRESS__
enum { SESSIONS = 40, ROWS = 20000 };
#else
enum { SESSIONS = 200, ROWS = 20000 };
#endif
enum { AT_ONCE = 8, PATIENCE = 30000, IMPORT_SECONDS = 100 };

struct crowd {
	char *data;
	struct screen **at;
	int count;
	struct session s; /* asks the server for its numbers */
};

static int number_of(const char *name, int otherwise)
{
	const char *given = getenv(name);

	return given ? (int)strtol(given, NULL, 10) : otherwise;
}

/* ---- the sessions ---- */

static struct screen *open_one(struct crowd *c)
{
	char *argv[] = { (char *)(uintptr_t)house_program(), "--data", c->data, "--as", "zhang",
		"--lang", "en", NULL };
	struct screen_how how = { .argv = argv };

	return screen_open(&how);
}

static void must_see(struct crowd *c, int i, const char *text)
{
	char *shown;

	if (screen_expect(c->at[i], text, 1, PATIENCE))
		return;
	shown = screen_text(c->at[i]);
	fail_msg("session %d does not show '%s':\n%s", i, text, shown);
}

/* A few at a time, so that each gets its answers from its terminal in good time. */
static void open_browse(struct crowd *c, int from, int to)
{
	for (int i = from; i < to; i++) {
		c->at[i] = open_one(c);
		assert_non_null(c->at[i]);
	}
	for (int i = from; i < to; i++) {
		must_see(c, i, "Planting area");
		assert_int_equal(screen_send(c->at[i], "1", 1), 0);
	}
	for (int i = from; i < to; i++)
		must_see(c, i, "New area(");
}

static long private_kb(pid_t pid)
{
	char path[64], line[200];
	long kb, sum = 0;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	in = fopen(path, "re");
	while (in && fgets(line, sizeof(line), in))
		if (sscanf(line, "Private_Clean: %ld", &kb) == 1 ||
			sscanf(line, "Private_Dirty: %ld", &kb) == 1)
			sum += kb;
	if (in)
		fclose(in);
	return sum;
}

static void tell_memory(struct crowd *c)
{
	long sum = 0, most = 0;

	for (int i = 0; i < c->count; i++) {
		long kb = private_kb(screen_pid(c->at[i]));

		sum += kb;
		most = kb > most ? kb : most;
	}
	printf("%d sessions, %ld KB of their own each, at most %ld KB\n", c->count,
		sum / c->count, most);
}

static void leave_all(struct crowd *c)
{
	for (int i = 0; i < c->count; i++)
		screen_hang_up(c->at[i]);
	for (int i = 0; i < c->count; i++) {
		assert_true(screen_wait(c->at[i], PATIENCE) >= 0);
		screen_close(&c->at[i]);
	}
	free(c->at);
}

/* ---- the import ---- */

static char *write_rows(const char *folder, int rows)
{
	char *path = house_path(folder, "rows.csv");
	FILE *out = fopen(path, "we");

	assert_non_null(out);
	fputs("单位,时期,品种,地块号,新增面积(亩),截止日期\n", out);
	for (int i = 0; i < rows; i++)
		fprintf(out, "150525105%d,2023H1,S%03d,%d,%d.%d,2023-06-25\n", 200 + i % 8,
			i % 10 + 1, i, i % 300, i % 10);
	assert_int_equal(fclose(out), 0);
	return path;
}

static void import_while_idle(struct crowd *c, const char *rows)
{
	double start = house_seconds();
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execl(house_program(), "herbledger", "--data", c->data, "--as", "zhang",
			"--lang", "en", "import", "planting", rows, (char *)NULL);
		_exit(127);
	}
	while (!house_wait_gone(pid, 20)) {
		for (int i = 0; i < c->count; i++)
			screen_pump(c->at[i], 0);
		assert_true(house_seconds() - start < IMPORT_SECONDS);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	printf("imported in %.1f s\n", house_seconds() - start);
}

static struct store_status status_of(struct crowd *c)
{
	struct store_status status;
	struct err err = { 0 };

	if (store_status(c->s.store, &status, &err) < 0)
		fail_msg("%s", err.text);
	return status;
}

/* A refresh of a screen takes one for a moment: none is held. */
static void must_hold_nothing(struct crowd *c)
{
	double until = house_seconds() + 30;
	struct store_status status;

	do {
		status = status_of(c);
		house_pause();
	} while ((status.snapshots || status.frozen_pages) && house_seconds() < until);
	assert_int_equal(status.snapshots, 0);
	assert_int_equal(status.frozen_pages, 0);
	assert_true(status.sessions >= (uint64_t)c->count);
}

/* ---- keys ---- */

/* The mark goes from the first line to the second. */
static void press_down(struct crowd *c, int i, double *slowest)
{
	double start = house_seconds();

	must_see(c, i, "> 大沁他拉镇");
	assert_int_equal(
		screen_send(c->at[i], screen_key("down"), strlen(screen_key("down"))), 0);
	must_see(c, i, "> 八仙筒镇");
	if (house_seconds() - start > *slowest)
		*slowest = house_seconds() - start;
}

static void test_idle(void **state)
{
	char *folder = house_folder(), *rows = write_rows(folder, number_of("HERB_ROWS", ROWS));
	struct crowd c = { .data = house_demo(folder),
		.count = number_of("HERB_SESSIONS", SESSIONS) };
	struct err err = { 0 };
	double slowest = 0, start = house_seconds();

	(void)state;
	c.at = xcalloc((size_t)c.count, sizeof(struct screen *));
	if (house_enter(&c.s, c.data, "zhang", &err) < 0)
		fail_msg("%s", err.text);
	for (int i = 0; i < c.count; i += AT_ONCE)
		open_browse(&c, i, i + AT_ONCE < c.count ? i + AT_ONCE : c.count);
	printf("%d sessions began in %.1f s\n", c.count, house_seconds() - start);
	must_hold_nothing(&c);
	import_while_idle(&c, rows);
	must_hold_nothing(&c);
	for (int i = 0; i < c.count; i++)
		press_down(&c, i, &slowest);
	printf("slowest answer to a key: %.3f s\n", slowest);
	tell_memory(&c);
	must_hold_nothing(&c);
	leave_all(&c);
	session_close(&c.s);
	house_must(0, c.data, "verify");
	free(c.data);
	free(rows);
	house_remove(&folder);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_idle) };

	house_begin(argc, argv);
	return cmocka_run_group_tests_name("many idle sessions", tests, NULL, NULL);
}

/*
 * test_house_full.c - a full disk under the whole house: saves are refused in words, reads are
 * answered, everything acknowledged is there, and the same server goes on when there is room.
 * On a small file system in a user namespace, and, so that it is never skipped where that is
 * not allowed, by a limit on the size of files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"
#include "data/query.h"
#include "lib/small_disk.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

enum {
	NO_NAMESPACE = 77,
	SMALL_MB = 160,
	SAVES_MOST = 20000,
	REMARK = 3000,
	FILE_LIMIT = 4 << 20,
};

struct disk {
	char *folder, *data;
	struct session s;
	unsigned saved;
	struct arena mem;
};

static void enter(
	struct disk *d, int (*how)(struct session *, const char *, const char *, struct err *))
{
	struct err err = { 0 };

	if (how(&d->s, d->data, "zhang", &err) < 0)
		fail_msg("%s", err.text);
}

/* ---- saves ---- */

static void set(struct disk *d, struct record *record, const char *id, const char *text)
{
	const struct field *field = form_field(record->form, id);
	struct err err = { 0 };

	if (field_parse(d->s.model, field, text, &d->mem, &record->values[field->index], &err) <
		0)
		fail_msg("%s", err.text);
}

static int save_next(struct disk *d, struct err *err)
{
	struct record *record = record_new(model_form(d->s.model, "planting"), &d->mem);
	struct save_result result = { 0 };
	char text[REMARK + 1];
	int got;

	set(d, record, "period", "2023H1");
	set(d, record, "unit", "150525105200");
	snprintf(text, sizeof(text), "%u", d->saved + 1);
	set(d, record, "plot", text);
	set(d, record, "area", text);
	set(d, record, "as_of", "2023-06-25");
	memset(text, 'x', REMARK);
	text[REMARK] = '\0';
	set(d, record, "remark", text);
	got = data_save(d->s.data, record, NULL, &d->mem, &result, err);
	if (got > 0)
		fail_msg("save %u gave %d: %s", d->saved + 1, got, result.sentence);
	arena_clear(&d->mem);
	d->saved += got == 0;
	return got;
}

static void must_save(struct disk *d, unsigned count)
{
	struct err err = { 0 };

	while (count--)
		if (save_next(d, &err) < 0)
			fail_msg("save %u: %s", d->saved + 1, err.text);
}

static void save_until_refused(struct disk *d)
{
	struct err err = { 0 };

	while (d->saved < SAVES_MOST && save_next(d, &err) == 0)
		;
	if (err.code != ERR_FULL)
		fail_msg("after %u saves: code %d, %s", d->saved, err.code, err.text);
	printf("refused after %u saves: %s\n", d->saved, err.text);
}

static unsigned count_plots(struct disk *d)
{
	house_must(0, d->data, "--as zhang list planting period=2023H1 --count");
	return (unsigned)strtoul(house_stdout, NULL, 10);
}

/* Everything acknowledged and nothing else: plots 1 .. n with their areas. */
static void check_all(struct disk *d)
{
	unsigned long long n = d->saved;
	char sum[40];

	if (count_plots(d) != n)
		fail_msg("%llu saves were acknowledged, there are %s", n, house_stdout);
	snprintf(sum, sizeof(sum), "%llu", n * (n + 1) / 2);
	house_must(0, d->data, "--as zhang list planting period=2023H1 --sum area");
	if (!strstr(house_stdout, sum))
		fail_msg("the sum should be %s: %s", sum, house_stdout);
}

static void check_refusal(struct disk *d)
{
	int status = house_feed(d->data, "--as zhang put planting -",
		"{\"period\":\"2023H1\",\"unit\":\"150525101\",\"species\":\"S001\","
		"\"area\":\"1\",\"as_of\":\"2023-06-25\"}\n");

	if (status != 5 || !strstr(house_stderr, "full"))
		fail_msg("put ended with %d: %s%s", status, house_stdout, house_stderr);
}

/* What cannot be noted does not leave; looking goes on. */
static void check_export(struct disk *d)
{
	house_must(5, d->data, "--as zhang export planting period=2023H1");
	assert_string_equal(house_stdout, "");
	assert_non_null(strstr(house_stderr, "could not be noted"));
	house_must(0, d->data, "--as zhang list planting period=2023H1 --limit 1");
}

/* ---- a small file system ---- */

static void on_a_small_disk(struct disk *d)
{
	pid_t server;

	enter(d, house_enter);
	server = house_server(d->data);
	assert_true(server > 0);
	must_save(d, 20);
	assert_int_equal(small_disk_fill(d->folder, 40L << 20), 0);
	save_until_refused(d);
	assert_true(save_next(d, &(struct err){ 0 }) < 0);
	check_refusal(d);
	check_export(d);
	check_all(d);
	assert_int_equal(small_disk_empty(d->folder), 0);
	must_save(d, 50);
	check_all(d);
	assert_int_equal(house_server(d->data), server); /* the same one */
	house_must(0, d->data, "verify");
	session_close(&d->s);
	house_stop(d->data);
	house_must(0, d->data, "verify");
	check_all(d);
}

/* ---- a limit on the size of this process's files ---- */

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes ? bytes : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_IGN);
}

static uint64_t count_here(struct disk *d)
{
	struct query q = { .form = model_form(d->s.model, "planting") };
	struct err err = { 0 };
	uint64_t count;

	if (query_count(d->s.data, &q, &count, &err) < 0)
		fail_msg("%s", err.text);
	return count;
}

/* Without a server: one that cannot write its log gives way to another, which can. */
static void under_a_limit(struct disk *d)
{
	uint64_t lines;

	enter(d, house_enter_alone);
	lines = count_here(d);
	must_save(d, 20);
	limit_files(FILE_LIMIT);
	save_until_refused(d);
	lines = count_here(d) - lines;
	assert_true(lines == d->saved || lines == d->saved + 1); /* the last one: not known */
	session_close(&d->s);
	limit_files(0);
	enter(d, house_enter);
	d->saved += count_plots(d) == d->saved + 1;
	check_all(d);
	house_must(0, d->data, "verify");
	must_save(d, 50);
	check_all(d);
	session_close(&d->s);
}

/* ---- each in a child: neither mount nor limit stays ---- */

static int in_child(void (*story)(struct disk *d), int small)
{
	struct disk d = { .folder = house_folder() };
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (small && small_disk_mount(d.folder, SMALL_MB) < 0)
			_exit(NO_NAMESPACE);
		d.data = house_demo(d.folder);
		story(&d);
		house_stop(d.data);
		arena_release(&d.mem);
		free(d.data);
		fflush(stdout);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	house_remove(&d.folder);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_small_disk(void **state)
{
	int status = in_child(on_a_small_disk, 1);

	(void)state;
	if (status == NO_NAMESPACE)
		printf("no user namespace here: the limit on the size of files must do\n");
	else
		assert_int_equal(status, 0);
}

static void test_limited_files(void **state)
{
	(void)state;
	assert_int_equal(in_child(under_a_limit, 0), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_disk),
		cmocka_unit_test(test_limited_files),
	};

	house_begin(argc, argv);
	return cmocka_run_group_tests_name("a full disk", tests, NULL, NULL);
}

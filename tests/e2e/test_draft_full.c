/*
 * test_draft_full.c - a full disk under the typist: a draft that was begun has its room, new
 * ones have the reserve, and when even that is gone typing goes on, says so, and is written as
 * soon as there is room.  On a small file system in a user namespace; skipped where there is
 * none (the unit tests of drafts and typing fail to write in other ways).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"
#include "lib/screen.h"
#include "lib/small_disk.h"

enum { NO_NAMESPACE = 77, SMALL_MB = 160, PATIENCE = 15000 };

struct desk {
	char *folder, *data;
	struct screen *s;
};

static void expect(struct desk *d, const char *text, int wanted)
{
	char *picture;

	if (screen_expect(d->s, text, wanted, PATIENCE))
		return;
	picture = screen_picture(d->s);
	printf("%s \"%s\"; the screen is\n%s", wanted ? "expected" : "did not expect", text,
		picture);
	free(picture);
	fflush(stdout);
	fail_msg("see above");
}

static void type(struct desk *d, const char *keys, const char *shows)
{
	screen_send(d->s, keys, strlen(keys));
	expect(d, shows, 1);
}

static void log_in(struct desk *d, const char *shows)
{
	char *argv[] = { (char *)(uintptr_t)house_program(), "--data", d->data, "--as", "zhang",
		"--now", "2021-09-10T09:00", "--lang", "en", NULL };
	struct screen_how how = { .argv = argv };

	d->s = screen_open(&how);
	assert_non_null(d->s);
	expect(d, shows, 1);
}

static void hang_up(struct desk *d)
{
	screen_hang_up(d->s);
	assert_int_equal(screen_wait(d->s, PATIENCE), 0);
	screen_close(&d->s);
}

static int reserve_is_there(const struct desk *d)
{
	char *path = house_path(d->data, "drafts/.reserve");
	int there = access(path, F_OK) == 0;

	free(path);
	return there;
}

/* Begun before the disk was full: the room is its own. */
static void begun_before(struct desk *d)
{
	char remark[2000] = "";

	log_in(d, "Ledgers");
	type(d, "n", "Half-year");
	type(d, "2021h2\r", "2021 H2");
	assert_true(reserve_is_there(d));
	assert_int_equal(small_disk_fill(d->folder, 0), 0);
	type(d, "\025东明镇\r", "[东明镇");
	memset(remark, 'x', sizeof(remark) - 1);
	type(d, "\r\r\r", "Household");
	type(d, "张三\r", "several plots");
	type(d, "\r\r\r\r", "Anything worth");
	screen_send(d->s, remark, strlen(remark));
	type(d, "end", "xxend");
	expect(d, "Disk full", 0);
	assert_true(reserve_is_there(d));
	hang_up(d);
	log_in(d, "Typed and not saved");
	type(d, "\r", "Resumed");
	expect(d, "xxend", 1);
	expect(d, "张三", 1);
}

/* A second one, while nothing is left but the reserve. */
static void begun_on_the_reserve(struct desk *d)
{
	type(d, "\033", "What you typed is not saved");
	type(d, "l", "Typed and not saved");
	type(d, "\033", "Ledgers");
	type(d, "\033OB\033OBn", "Spot check");
	type(d, "2021-09\r", "2021-09");
	expect(d, "For example 2021-1", 1);
	expect(d, "Disk full", 0);
	assert_false(reserve_is_there(d));
	hang_up(d);
	log_in(d, "Typed and not saved");
	expect(d, "Spot check", 1);
	expect(d, "Planting area", 1);
}

/* And a third, when the reserve has gone to something else. */
static void begun_in_memory(struct desk *d)
{
	assert_int_equal(small_disk_fill(d->folder, 0), 0);
	type(d, "\033", "Ledgers");
	type(d, "\033OB\033OB\033OBn", "Demonstration base");
	type(d, "2021h2\r", "Disk full");
	type(d, "样板\r", "样板");
	expect(d, "Disk full", 1);
	assert_int_equal(small_disk_empty(d->folder), 0);
	expect(d, "Disk full", 0);
	hang_up(d);
	log_in(d, "Typed and not saved");
	type(d, "\r", "Resumed");
	expect(d, "样板", 1);
	expect(d, "Demonstration base", 1);
	assert_true(reserve_is_there(d));
	hang_up(d);
}

static void story(struct desk *d)
{
	d->data = house_demo(d->folder);
	begun_before(d);
	begun_on_the_reserve(d);
	begun_in_memory(d);
	house_stop(d->data);
	free(d->data);
}

static void test_full_disk(void **state)
{
	struct desk d = { .folder = house_folder() };
	int status;
	pid_t pid;

	(void)state;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (small_disk_mount(d.folder, SMALL_MB) < 0)
			_exit(NO_NAMESPACE);
		story(&d);
		fflush(stdout);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	house_remove(&d.folder);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_NAMESPACE)
		printf("no user namespace here: not shown\n");
	else
		assert_int_equal(WEXITSTATUS(status), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_disk),
	};

	house_begin(argc, argv);
	return cmocka_run_group_tests_name("drafts on a full disk", tests, NULL, NULL);
}

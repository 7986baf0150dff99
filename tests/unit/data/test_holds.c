#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/str.h"
#include "data/holds.h"
#include "lib/folder.h"

/* Others see who looks into a record while that session lives, and nothing of it afterwards. */

static char dir[64];

static int open_it(void **state)
{
	(void)state;
	folder_make(dir, sizeof(dir));
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	folder_remove(dir);
	return 0;
}

static const struct hold_info sun = { .login = "sun", .name = "孙\t某\n", .since = 1402 };
static const struct hold_info chen = { .login = "chen", .name = "Chen", .since = 900 };

/* Another session, which looks into it until it is told or killed. */
static pid_t look(const struct hold_info *who, uint64_t id, int *tell)
{
	struct hold *hold;
	struct err err = { 0 };
	int ready[2], told[2];
	char byte = 0;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(told), 0);
	pid = fork();
	if (pid == 0) {
		close(told[1]);
		if (hold_take(dir, "filing", id, who, &hold, &err) < 0 ||
			write(ready[1], "r", 1) != 1 || read(told[0], &byte, 1) != 1)
			_exit(9);
		hold_drop(&hold);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	close(told[0]);
	*tell = told[1];
	return pid;
}

static void leave(pid_t pid, int tell)
{
	int status;

	assert_int_equal(write(tell, "g", 1), 1);
	close(tell);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
}

static struct hold_info *list(uint64_t id, struct arena *mem, size_t *count)
{
	struct hold_info *all;
	struct err err = { 0 };

	if (holds_of(dir, "filing", id, mem, &all, count, &err) < 0)
		fail_msg("%s", err.text);
	return all;
}

static size_t how_many(uint64_t id)
{
	struct arena mem = { 0 };
	size_t count;

	list(id, &mem, &count);
	arena_release(&mem);
	return count;
}

static void test_others_see_who_and_since_when(void **state)
{
	struct arena mem = { 0 };
	struct hold_info *all;
	size_t count;
	int tell[2];
	pid_t one, other;

	(void)state;
	assert_int_equal(how_many(7), 0);
	assert_false(holds_any(dir));
	one = look(&sun, 7, &tell[0]);
	other = look(&chen, 7, &tell[1]);
	assert_true(holds_any(dir));
	all = list(7, &mem, &count);
	assert_int_equal(count, 2);
	/* the one who came first, whatever order the files are in */
	assert_string_equal(all[0].login, "chen");
	assert_int_equal(all[0].since, 900);
	assert_int_equal(all[0].pid, other);
	assert_string_equal(all[1].login, "sun");
	/* a name that would break the line is cleaned */
	assert_null(strpbrk(all[1].name, "\t\n"));
	/* another record, also one whose number begins alike, is not meant */
	assert_int_equal(how_many(8), 0);
	assert_int_equal(how_many(71), 0);
	leave(one, tell[0]);
	assert_int_equal(how_many(7), 1);
	leave(other, tell[1]);
	assert_int_equal(how_many(7), 0);
	assert_false(holds_any(dir));
	arena_release(&mem);
}

static void test_ones_own_is_not_told_to_oneself(void **state)
{
	struct hold *hold;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(hold_take(dir, "filing", 7, &sun, &hold, &err), 0);
	assert_int_equal(how_many(7), 0);
	assert_false(holds_any(dir));
	hold_drop(&hold);
	assert_null(hold);
	hold_drop(&hold);
}

/* What lies in the folder. */
static int files(void)
{
	char path[96];
	struct dirent *entry;
	DIR *in;
	int count = 0;

	snprintf(path, sizeof(path), "%s/holds", dir);
	in = opendir(path);
	while (in && (entry = readdir(in)))
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	if (in)
		closedir(in);
	return count;
}

static void test_a_dead_sessions_hold_is_none(void **state)
{
	int tell, status;
	pid_t pid = look(&sun, 7, &tell);

	(void)state;
	assert_int_equal(how_many(7), 1);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(tell);
	assert_int_equal(files(), 1);
	assert_int_equal(how_many(7), 0);
	/* and it is cleared away */
	assert_int_equal(files(), 0);
}

static void test_where_nothing_can_be_written_it_says_so(void **state)
{
	struct hold *hold;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(hold_take("/dev/null", "filing", 7, &sun, &hold, &err), -1);
	assert_null(hold);
	assert_true(*err.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_others_see_who_and_since_when, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			test_ones_own_is_not_told_to_oneself, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			test_a_dead_sessions_hold_is_none, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			test_where_nothing_can_be_written_it_says_so, open_it, close_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Drafts on the disk: what is written is read again, whoever died meanwhile. */
#include "data/drafts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "lib/folder.h"

struct shelf {
	char dir[64];
	struct arena mem;
};

static const struct draft_head head = { .kind = "card",
	.form = "planting",
	.version = "77",
	.id = 12,
	.revision = 3,
	.context = "a\tb\\n",
	.title = "2021H1 东明镇" };

/* What was sent to the disk, as "data NAME " and "name FOLDER "; stands in for libc's. */
static struct str sent;

static long note_sent(long call, const char *how, int fd)
{
	char link[64], path[512];
	const char *slash;
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	path[len > 0 ? len : 0] = '\0';
	slash = strrchr(path, '/');
	str_addf(&sent, "%s %s ", how, slash ? slash + 1 : path);
	return syscall(call, fd);
}

int fdatasync(int fd)
{
	return (int)note_sent(SYS_fdatasync, "data", fd);
}

int fsync(int fd)
{
	return (int)note_sent(SYS_fsync, "name", fd);
}

static int open_shelf(void **state)
{
	struct shelf *s = calloc(1, sizeof(*s));

	i18n_init(LANG_EN, NULL);
	folder_make(s->dir, sizeof(s->dir));
	*state = s;
	return 0;
}

static int close_shelf(void **state)
{
	struct shelf *s = *state;

	folder_remove(s->dir);
	str_release(&sent);
	arena_release(&s->mem);
	free(s);
	return 0;
}

static struct draft *new_draft(struct shelf *s)
{
	struct draft *d = NULL;
	struct err err = { 0 };

	if (draft_new(s->dir, "zhang", &head, &d, &err) != 0)
		fail_msg("%s", err.text);
	return d;
}

static void add(struct draft *d, const char *line)
{
	struct err err = { 0 };

	if (draft_add(d, line, &err) != 0)
		fail_msg("%s", err.text);
}

static struct draft_list listed(struct shelf *s, const char *user)
{
	struct draft_list list;
	struct err err = { 0 };

	if (drafts_list(s->dir, user, &s->mem, &list, &err) != 0)
		fail_msg("%s", err.text);
	return list;
}

/* The only draft's file. */
static const char *only_path(struct shelf *s)
{
	struct draft_list list = listed(s, "zhang");

	assert_int_equal(list.count, 1);
	return arena_printf(&s->mem, "%s/drafts/zhang/%s", s->dir, list.at[0].name);
}

static size_t take(struct shelf *s, const char *name, struct draft **d, const char ***lines)
{
	struct draft_head got;
	struct err err = { 0 };
	size_t count = 0;
	int status = draft_take(s->dir, "zhang", name, &s->mem, d, &got, lines, &count, &err);

	if (status != 0)
		fail_msg("%d %s", status, err.text);
	assert_string_equal(got.form, "planting");
	return count;
}

static void append(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_APPEND);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
}

static void what_was_added_is_read_again(void **state)
{
	struct shelf *s = *state;
	struct draft *d = new_draft(s);
	struct draft_list list;
	const char **lines;
	struct stat about;

	add(d, "one\ttwo");
	add(d, "");
	list = listed(s, "zhang");
	assert_int_equal(list.count, 1);
	assert_true(list.at[0].held);
	draft_close(&d);
	list = listed(s, "zhang");
	assert_false(list.at[0].held);
	assert_string_equal(list.at[0].head.title, "2021H1 东明镇");
	assert_string_equal(list.at[0].head.context, "a\tb\\n");
	assert_int_equal(list.at[0].head.id, 12);
	assert_int_equal(list.at[0].head.revision, 3);
	assert_true(llabs(instant_now() - list.at[0].begun) < 60000000);
	assert_int_equal(take(s, list.at[0].name, &d, &lines), 2);
	assert_string_equal(lines[0], "one\ttwo");
	assert_string_equal(lines[1], "");
	assert_int_equal(stat(only_path(s), &about), 0);
	assert_int_equal(about.st_mode & 07777, 0600);
	draft_drop(&d);
	assert_int_equal(listed(s, "zhang").count, 0);
	assert_int_equal(listed(s, "nobody").count, 0);
}

static void a_torn_line_and_junk_are_no_lines(void **state)
{
	struct shelf *s = *state;
	struct draft *d = new_draft(s);
	const char **lines, *path, *name;

	add(d, "first");
	draft_close(&d);
	path = only_path(s);
	name = strrchr(path, '/') + 1;
	append(path, "junk\n+zero\0es\n+to", 16);
	assert_int_equal(take(s, name, &d, &lines), 1);
	add(d, "second");
	draft_close(&d);
	assert_int_equal(take(s, name, &d, &lines), 2);
	assert_string_equal(lines[0], "first");
	assert_string_equal(lines[1], "second");
	draft_close(&d);
}

static void any_user_has_a_folder_of_his_own(void **state)
{
	struct shelf *s = *state;
	const char *users[] = { "../zhang", "..", "张 三", "" };
	struct err err = { 0 };

	for (size_t i = 0; i < 4; i++) {
		struct draft *d;

		assert_int_equal(draft_new(s->dir, users[i], &head, &d, &err), 0);
		draft_close(&d);
		assert_int_equal(listed(s, users[i]).count, 1);
	}
	assert_int_equal(listed(s, "zhang").count, 0);
}

static void files_that_are_no_drafts_are_passed_over(void **state)
{
	struct shelf *s = *state;
	struct draft *d = new_draft(s), *other;
	const char *path = only_path(s), **lines;
	struct draft_head got;
	struct err err = { 0 };
	size_t count;
	char text[512];

	snprintf(text, sizeof(text),
		"cd %s/drafts/zhang && echo x >a.draft && mkfifo b.draft && "
		"ln -s %s c.draft && mkdir d.draft",
		s->dir, path);
	assert_int_equal(system(text), 0);
	assert_int_equal(listed(s, "zhang").count, 1);
	assert_int_equal(draft_take(s->dir, "zhang", "a.draft", &s->mem, &other, &got, &lines,
				 &count, &err),
		1);
	assert_int_equal(draft_take(s->dir, "zhang", "../x.draft", &s->mem, &other, &got,
				 &lines, &count, &err),
		1);
	draft_drop(&d);
}

static void all_lines_are_written_anew(void **state)
{
	struct shelf *s = *state;
	struct draft *d = new_draft(s);
	const char *fresh[] = { "x", "y" }, **lines, *name;
	struct err err = { 0 };

	add(d, "old");
	assert_int_equal(draft_rewrite(d, fresh, 2, &err), 0);
	add(d, "z");
	assert_true(listed(s, "zhang").at[0].held);
	draft_close(&d);
	name = strrchr(only_path(s), '/') + 1;
	assert_int_equal(take(s, name, &d, &lines), 3);
	assert_string_equal(lines[0], "x");
	assert_string_equal(lines[2], "z");
	draft_close(&d);
}

static void on_hang_up(int sig)
{
	(void)sig;
}

/* A session that adds a line when it is told to end; deaf: it is not to be told. */
static pid_t other_session(struct shelf *s, int deaf)
{
	struct sigaction act = { .sa_handler = deaf ? SIG_IGN : on_hang_up };
	int ends[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		struct draft *d = new_draft(s);
		struct err err = { 0 };

		sigaction(SIGHUP, &act, NULL);
		draft_add(d, "typed", &err);
		if (write(ends[1], "r", 1) != 1)
			_exit(1);
		do
			pause();
		while (deaf);
		draft_add(d, "flushed", &err);
		_exit(0);
	}
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	close(ends[1]);
	return pid;
}

static void a_live_session_is_told_to_end(void **state)
{
	struct shelf *s = *state;
	pid_t pid = other_session(s, 0);
	const char *name = strrchr(only_path(s), '/') + 1, **lines;
	struct draft *d;
	struct err err = { 0 };

	assert_true(listed(s, "zhang").at[0].held);
	assert_int_equal(draft_remove(s->dir, "zhang", name, &err), 0);
	assert_int_equal(take(s, name, &d, &lines), 2);
	assert_string_equal(lines[1], "flushed");
	draft_close(&d);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(draft_remove(s->dir, "zhang", name, &err), 1);
	assert_int_equal(draft_remove(s->dir, "zhang", name, &err), 0);
}

static void a_dead_session_is_not_waited_for(void **state)
{
	struct shelf *s = *state;
	pid_t pid = other_session(s, 0);
	const char *name = strrchr(only_path(s), '/') + 1, **lines;
	int64_t begun;
	struct draft *d;

	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	begun = instant_now();
	assert_int_equal(take(s, name, &d, &lines), 1);
	assert_true(instant_now() - begun < 500000);
	draft_close(&d);
}

static void a_deaf_session_is_killed_in_the_end(void **state)
{
	struct shelf *s = *state;
	pid_t pid = other_session(s, 1);
	const char *name = strrchr(only_path(s), '/') + 1, **lines;
	struct draft *d;
	int how;

	assert_int_equal(take(s, name, &d, &lines), 1);
	assert_string_equal(lines[0], "typed");
	draft_close(&d);
	assert_int_equal(waitpid(pid, &how, 0), pid);
	assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
}

static void texts_of_a_line_are_what_they_were(void **state)
{
	struct shelf *s = *state;
	const char *texts[] = { "a\tb", NULL, "", "\\N", "x\ny\r\\" };
	struct str line = { 0 };
	size_t count;
	char **got;

	for (size_t i = 0; i < 5; i++)
		draft_put(&line, texts[i]);
	assert_null(strchr(str_text(&line), '\n'));
	got = draft_split(str_text(&line), &s->mem, &count);
	assert_int_equal(count, 5);
	for (size_t i = 0; i < 5; i++) {
		if (texts[i])
			assert_string_equal(got[i], texts[i]);
		else
			assert_null(got[i]);
	}
	str_release(&line);
}

/* Where in what was sent that stands; fails when it does not. */
static const char *find_sent(const char *how)
{
	const char *at = strstr(str_text(&sent), how);

	if (!at)
		fail_msg("not %s, only: %s", how, str_text(&sent));
	return at;
}

/* A power cut leaves what was synced: the file's bytes, its name, and its folders' names. */
static void a_synced_draft_outlives_a_power_cut(void **state)
{
	struct shelf *s = *state;
	struct draft *d = new_draft(s);
	struct err err = { 0 };

	/* the names of DATA/drafts and DATA/drafts/zhang */
	find_sent(strrchr(s->dir, '/') + 1);
	find_sent("name drafts ");
	str_clear(&sent);
	add(d, "one");
	assert_string_equal(str_text(&sent), "");
	assert_int_equal(draft_sync(d, &err), 0);
	assert_true(find_sent(".draft ") < find_sent("name zhang "));
	assert_true(text_starts_with(str_text(&sent), "data "));
	/* the name is there for good */
	str_clear(&sent);
	add(d, "two");
	assert_int_equal(draft_sync(d, &err), 0);
	find_sent(".draft ");
	assert_null(strstr(str_text(&sent), "name "));
	draft_drop(&d);
}

/* The new file takes the name with its bytes on the disk, never before. */
static void a_draft_written_anew_outlives_a_power_cut(void **state)
{
	static const char *const lines[] = { "one", "two" };
	struct shelf *s = *state;
	struct draft *d = new_draft(s);
	struct err err = { 0 };

	assert_int_equal(draft_sync(d, &err), 0);
	str_clear(&sent);
	assert_int_equal(draft_rewrite(d, lines, 2, &err), 0);
	find_sent(".draft.new ");
	assert_int_equal(draft_sync(d, &err), 0);
	find_sent("name zhang ");
	draft_drop(&d);
}

static void a_folder_that_cannot_be_written_is_said(void **state)
{
	struct shelf *s = *state;
	struct draft *d = NULL;
	struct err err = { 0 };

	assert_true(draft_new("/proc/none", "zhang", &head, &d, &err) < 0);
	assert_null(d);
	assert_non_null(strstr(err.text, "kept here only"));
	(void)s;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_was_added_is_read_again, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			a_torn_line_and_junk_are_no_lines, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			any_user_has_a_folder_of_his_own, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			files_that_are_no_drafts_are_passed_over, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			all_lines_are_written_anew, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			a_live_session_is_told_to_end, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			a_dead_session_is_not_waited_for, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			a_deaf_session_is_killed_in_the_end, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			texts_of_a_line_are_what_they_were, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			a_synced_draft_outlives_a_power_cut, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			a_draft_written_anew_outlives_a_power_cut, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			a_folder_that_cannot_be_written_is_said, open_shelf, close_shelf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * house.c - demo directories, the program as a child, sessions of our own.
 */
#include "house.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "cli/cli.h"
#include "conf/conf.h"
#include "model/model.h"
#include "store/store.h"

enum { RUN_DEADLINE = 90000, STOP_DEADLINE = 20000, WORDS_MAX = 40 };

char *house_stdout, *house_stderr;
static char program[PATH_MAX], script[PATH_MAX], conf[PATH_MAX + 8], forms[PATH_MAX + 8];

/* ---- this program, and the one beside it ---- */

static void find_program(void)
{
	char self[PATH_MAX], *out;
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (len <= 0)
		abort();
	self[len] = '\0';
	out = dirname(dirname(self));
	snprintf(program, sizeof(program), "%.*s/herbledger", PATH_MAX - 20, out);
	snprintf(script, sizeof(script), "%.*s/screen-script", PATH_MAX - 20, out);
	snprintf(conf, sizeof(conf), "%.*s/conf", PATH_MAX - 20, out);
	snprintf(forms, sizeof(forms), "%.*s/forms", PATH_MAX - 20, out);
}

void house_begin(int argc, char **argv)
{
	find_program();
	signal(SIGPIPE, SIG_IGN);
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("ESCDELAY", "25", 1);
	setenv("HERBLEDGER_LOOK", "lean", 1);
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "serve") == 0) {
			execv(program, argv);
			_exit(127);
		}
}

const char *house_program(void)
{
	return program;
}

static uid_t run_uid;
static gid_t run_gid;

void house_use(const char *other, uid_t uid, gid_t gid)
{
	snprintf(program, sizeof(program), "%s", other);
	run_uid = uid;
	run_gid = gid;
}

void house_back(void)
{
	find_program();
	run_uid = 0;
	run_gid = 0;
}

char *house_path(const char *folder, const char *name)
{
	struct str path = { 0 };

	str_addf(&path, "%s/%s", folder, name);
	return str_detach(&path);
}

char *house_folder(void)
{
	const char *tmp = getenv("TMPDIR");
	char *folder = house_path(tmp ? tmp : "/tmp", "house-XXXXXX");

	if (!mkdtemp(folder))
		abort();
	return folder;
}

char *house_demo(const char *folder)
{
	char *data = house_path(folder, "data");

	house_must(0, data, "init --demo");
	return data;
}

static void do_it(const char *name, const char *how, const char *folder)
{
	pid_t pid = fork();

	if (pid == 0) {
		execlp(name, name, how, folder, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

void house_remove(char **folder)
{
	do_it(script, "--stop", *folder);
	do_it("rm", "-rf", *folder);
	free(*folder);
	*folder = NULL;
	free(house_stdout);
	free(house_stderr);
	house_stdout = house_stderr = NULL;
}

/* ---- the program, run to its end ---- */

int house_wait_gone(pid_t pid, int ms)
{
	int process = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = { .fd = process, .events = POLLIN };
	int gone;

	if (process < 0)
		return errno == ESRCH;
	gone = poll(&p, 1, ms) > 0;
	close(process);
	return gone;
}

/* ---- ... and within a process forked of this one ---- */

static struct model *read_before;

/* The linker puts these before conf_read_with() for all of cli/. */
int __real_conf_read_with(const struct conf_dirs *dirs, const struct stored_form *stored,
	size_t count, struct arena *mem, struct model **out, struct faults *faults,
	struct err *err);
int __wrap_conf_read_with(const struct conf_dirs *dirs, const struct stored_form *stored,
	size_t count, struct arena *mem, struct model **out, struct faults *faults,
	struct err *err);
int __wrap_conf_read_with(const struct conf_dirs *dirs, const struct stored_form *stored,
	size_t count, struct arena *mem, struct model **out, struct faults *faults,
	struct err *err)
{
	if (!read_before || count)
		return __real_conf_read_with(dirs, stored, count, mem, out, faults, err);
	*out = model_hold(read_before);
	*faults = (struct faults){ 0 };
	return 0;
}

/* As main() does. */
static int run_within(int argc, char **argv)
{
	struct cli cli = { 0 };
	struct err err = { 0 };

	i18n_init(LANG_EN, "C.UTF-8");
	if (cli_parse(argc, argv, &cli, &err) == 0)
		return cli_run(&cli);
	say("%s", err.text);
	return err_exit_status(&err);
}

static void become(const char *data, const char *words, int in, int out, int errors)
{
	char *argv[WORDS_MAX + 6] = { program, "--data", (char *)(uintptr_t)data, "--lang",
		"en" };
	char *copy = xstrdup(words), *save = NULL;
	size_t n = 5;

	for (char *w = strtok_r(copy, " ", &save); w && n < WORDS_MAX;
		w = strtok_r(NULL, " ", &save))
		argv[n++] = w;
	dup2(in, 0);
	dup2(out, 1);
	dup2(errors, 2);
	if (run_uid && run_uid != geteuid() &&
		(setgroups(0, NULL) < 0 || setresgid(run_gid, run_gid, run_gid) < 0 ||
			setresuid(run_uid, run_uid, run_uid) < 0))
		_exit(126);
	if (read_before) {
		int status = run_within((int)n, argv);

		fflush(NULL);
		_exit(status);
	}
	execv(program, argv);
	_exit(127);
}

static char *take_all(FILE *file)
{
	struct str text = { 0 };
	char part[4096];
	size_t got;

	rewind(file);
	while ((got = fread(part, 1, sizeof(part), file)) > 0)
		str_add_len(&text, part, got);
	fclose(file);
	return str_detach(&text);
}

static FILE *memory_file(const char *text)
{
	FILE *file = fdopen((int)syscall(SYS_memfd_create, "house", 1u), "w+");

	if (!file)
		abort();
	fputs(text, file);
	rewind(file);
	return file;
}

int house_feed(const char *data, const char *words, const char *input)
{
	FILE *in = memory_file(input), *out = memory_file(""), *errors = memory_file("");
	pid_t pid;
	int status = 0, ended;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		become(data, words, fileno(in), fileno(out), fileno(errors));
	ended = house_wait_gone(pid, RUN_DEADLINE);
	if (!ended)
		kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	fclose(in);
	free(house_stdout);
	free(house_stderr);
	house_stdout = take_all(out);
	house_stderr = take_all(errors);
	if (!ended)
		return -1;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int house_feed_within(
	struct model *model, const char *data, const char *words, const char *input)
{
	int status;

	read_before = model;
	status = house_feed(data, words, input);
	read_before = NULL;
	return status;
}

int house_run(const char *data, const char *words)
{
	return house_feed(data, words, "");
}

void house_must(int wanted, const char *data, const char *words)
{
	int status = house_run(data, words);

	if (status != wanted)
		fail_msg("%s: ended with %d, expected %d\n%s%s", words, status, wanted,
			house_stdout, house_stderr);
}

/* ---- sessions ---- */

static int enter(
	struct session *s, const char *data, const char *user, int alone, struct err *err)
{
	struct cli_globals g = { .data = data,
		.conf = conf,
		.forms = forms,
		.as = user,
		.lang = "en",
		.alone = alone };

	return session_enter(s, &g, err);
}

int house_enter(struct session *s, const char *data, const char *user, struct err *err)
{
	return enter(s, data, user, 0, err);
}

int house_enter_alone(struct session *s, const char *data, const char *user, struct err *err)
{
	return enter(s, data, user, 1, err);
}

static struct commit_watch *watch;

void house_watch(struct commit_watch *at)
{
	watch = at;
}

/* The linker puts this before store_commit() for all of data/. */
int __real_store_commit(struct store *store, struct batch *batch, struct err *err);
int __wrap_store_commit(struct store *store, struct batch *batch, struct err *err);
int __wrap_store_commit(struct store *store, struct batch *batch, struct err *err)
{
	int status;

	if (!watch)
		return __real_store_commit(store, batch, err);
	watch->number++;
	watch->unanswered = 1;
	status = __real_store_commit(store, batch, err);
	watch->unanswered = 0;
	return status;
}

/* ---- the server ---- */

pid_t house_server(const char *data)
{
	char *path = house_path(data, "lock");
	FILE *lock = fopen(path, "re");
	char who[16] = "";
	int pid = 0;

	free(path);
	if (!lock)
		return 0;
	if (fscanf(lock, "%15s %d", who, &pid) != 2 || strcmp(who, "serve") != 0)
		pid = 0;
	fclose(lock);
	return pid > 0 && kill(pid, 0) == 0 ? pid : 0;
}

void house_stop(const char *data)
{
	pid_t pid = house_server(data);

	if (!pid)
		return;
	kill(pid, SIGTERM);
	if (!house_wait_gone(pid, STOP_DEADLINE))
		fail_msg("the server did not end on SIGTERM");
}

double house_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void house_pause(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
}

/*
 * script_run.c - the commands of a script that run the program to its end, look at
 * what it printed, and clear away the servers it left behind.
 */
#include "lib/script.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUN_DEADLINE 90000      /* ms: one subcommand */

static char *in_tmp(const struct script *s, const char *name)
{
	return script_path(s->tmp, name);
}

/* 1 when pid has ended, 0 after ms. */
static int wait_gone(pid_t pid, int ms)
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

static void child(struct script *s, char **argv, const char *dir, const char *out,
	const char *errors)
{
	int in = open(s->input ? s->input : "/dev/null", O_RDONLY);
	int to = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int err = open(errors, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (in < 0 || to < 0 || err < 0 || (dir && chdir(dir) < 0))
		_exit(126);
	dup2(in, 0);
	dup2(to, 1);
	dup2(err, 2);
	close(in);
	close(to);
	close(err);
	execvpe(argv[0], argv, script_env(s));
	fprintf(stderr, "cannot start %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* The exit status, 128 + signal, -1 past the deadline; output and errors are read. */
static int run_to_end(struct script *s, char **argv, const char *dir)
{
	char *out = in_tmp(s, ".stdout"), *errors = in_tmp(s, ".stderr");
	pid_t pid;
	int status = 0, ended;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		child(s, argv, dir, out, errors);
	ended = wait_gone(pid, RUN_DEADLINE);
	if (!ended)
		kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	free(s->output);
	free(s->errors);
	s->output = script_read_file(out, &s->output_len);
	s->errors = script_read_file(errors, NULL);
	free(s->input);
	s->input = NULL;
	free(out);
	free(errors);
	if (!ended)
		return -1;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void check_status(struct script *s, int status, const char *want)
{
	char *end;
	long number = strtol(want, &end, 10);

	if (*end || end == want)
		script_fail(s, "the exit status is missing before the command");
	else if (status != number)
		script_fail(s, "ended with %d, expected %s\n---- stdout\n%s---- stderr\n%s----",
			status, want, s->output ? s->output : "", s->errors ? s->errors : "");
}

void script_run_argv(struct script *s, char **argv, const char *status)
{
	check_status(s, run_to_end(s, argv, NULL), status);
}

void run_program(struct script *s, char *rest)
{
	char *words[SCRIPT_WORDS];
	char **argv;

	if (!script_words(rest, words)) {
		script_fail(s, "run wants a status and words");
		return;
	}
	argv = script_argv(s, words + 1);
	check_status(s, run_to_end(s, argv, NULL), words[0]);
	free(argv);
}

void run_shell(struct script *s, char *rest)
{
	char *command = strchr(rest, ' ');
	char *argv[] = { "/bin/sh", "-c", command ? command + 1 : "", NULL };

	if (command)
		*command = '\0';
	check_status(s, run_to_end(s, argv, s->tmp), rest);
}

void run_input(struct script *s, char *rest)
{
	free(s->input);
	s->input = in_tmp(s, rest);
}

static void check_has(struct script *s, const char *where, const char *all, const char *text,
	int wanted)
{
	if (!all)
		script_fail(s, "nothing was run yet");
	else if ((strstr(all, text) != NULL) != wanted)
		script_fail(s, "%s has %s\"%s\"; it is\n%s----", where,
			wanted ? "no " : "", text, all);
}

void run_stdout_has(struct script *s, char *rest)
{
	check_has(s, "stdout", s->output, rest, 1);
}

void run_stdout_not(struct script *s, char *rest)
{
	check_has(s, "stdout", s->output, rest, 0);
}

void run_keep(struct script *s, char *rest)
{
	char *path = in_tmp(s, rest);

	if (!s->output || script_write_file(path, s->output, s->output_len) < 0)
		script_fail(s, "%s was not written", path);
	free(path);
}

void run_stderr_has(struct script *s, char *rest)
{
	check_has(s, "stderr", s->errors, rest, 1);
}

void run_stderr_not(struct script *s, char *rest)
{
	if (*rest)
		check_has(s, "stderr", s->errors, rest, 0);
	else if (!s->errors || *s->errors)
		script_fail(s, "stderr should be empty; it is\n%s----",
			s->errors ? s->errors : "");
}

void run_stdout_is(struct script *s, char *rest)
{
	if (!s->output)
		script_fail(s, "nothing was run yet");
	else
		script_compare(s, rest, s->output, s->output_len);
}

void run_stdout_lines(struct script *s, char *rest)
{
	long want = strtol(rest, NULL, 10), got = 0;

	for (const char *at = s->output; at && *at; at++)
		got += *at == '\n';
	if (got != want)
		script_fail(s, "%ld lines, expected %ld:\n%s----", got, want,
			s->output ? s->output : "");
}

/* Good for flat JSON with plain strings, which is what ids and revisions are. */
void run_let(struct script *s, char *rest)
{
	char *words[SCRIPT_WORDS], *quoted = NULL, *at, *value;

	if (script_words(rest, words) != 2 || asprintf(&quoted, "\"%s\":", words[1]) < 0) {
		script_fail(s, "let wants NAME KEY");
		return;
	}
	at = s->output ? strstr(s->output, quoted) : NULL;
	if (!at) {
		script_fail(s, "no %s in\n%s----", quoted, s->output ? s->output : "");
		free(quoted);
		return;
	}
	at += strlen(quoted);
	at += strspn(at, " \"");
	value = strndup(at, strcspn(at, "\",}\n"));
	script_set(s->vars, sizeof(s->vars) / sizeof(s->vars[0]), words[0], value);
	free(value);
	free(quoted);
}

/* ---- servers -------------------------------------------------------------------------- */

static int inside(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return strncmp(path, dir, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

static int names_dir(const char *pid, const char *dir)
{
	char path[64], word[PATH_MAX];
	FILE *in;
	int c, found = 0;
	size_t len = 0;

	snprintf(path, sizeof(path), "/proc/%.20s/cmdline", pid);
	in = fopen(path, "r");
	if (!in)
		return 0;
	while (!found && (c = fgetc(in)) != EOF) {
		word[len] = (char)c;
		if (c == '\0')
			found = inside(word, dir);
		len = c == '\0' ? 0 : len + (len < sizeof(word) - 1);
	}
	fclose(in);
	return found;
}

static int has_open(const char *pid, const char *dir)
{
	char path[64], target[PATH_MAX];
	struct dirent *entry;
	DIR *fds;
	int found = 0;

	snprintf(path, sizeof(path), "/proc/%.20s/fd", pid);
	fds = opendir(path);
	while (fds && !found && (entry = readdir(fds))) {
		ssize_t n = readlinkat(dirfd(fds), entry->d_name, target, sizeof(target) - 1);

		if (n <= 0)
			continue;
		target[n] = '\0';
		/* who types has a draft and a mark open: a session, no server */
		found = inside(target, dir) && !strstr(target, "/drafts/") &&
			!strstr(target, "/sessions/");
	}
	if (fds)
		closedir(fds);
	return found;
}

static void end_process(pid_t pid)
{
	kill(pid, SIGTERM);
	if (wait_gone(pid, 15000))
		return;
	printf("process %d did not end on SIGTERM within 15 s\n", (int)pid);
	kill(pid, SIGKILL);
	wait_gone(pid, 5000);
}

void run_stop_servers(const char *dir)
{
	DIR *all = opendir("/proc");
	struct dirent *entry;

	while (all && (entry = readdir(all))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (!isdigit((unsigned char)entry->d_name[0]) || pid == getpid())
			continue;
		if (names_dir(entry->d_name, dir) || has_open(entry->d_name, dir))
			end_process(pid);
	}
	if (all)
		closedir(all);
}

void run_stop(struct script *s, char *rest)
{
	(void)rest;
	run_stop_servers(s->data);
}

/* Makes the demo once a test run, in a folder that all scripts of the run share. */
static int make_demo(struct script *s, const char *demo)
{
	char *argv[] = { (char *)s->program, "--data", (char *)demo, "init", "--demo", NULL };
	struct stat there;
	char *made = NULL, *lock = NULL;
	int fd, result = 0;

	if (asprintf(&made, "%s.made", demo) < 0 || asprintf(&lock, "%s.lock", demo) < 0)
		abort();
	fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	flock(fd, LOCK_EX);
	if (stat(made, &there) < 0) {
		check_status(s, run_to_end(s, argv, NULL), "0");
		run_stop_servers(demo);
		result = s->failed ? -1 : script_write_file(made, "", 0);
	}
	close(fd);
	free(made);
	free(lock);
	return result;
}

void run_demo(struct script *s, char *rest)
{
	const char *shared = getenv("HERB_RUN_DIR");
	char *demo = script_path(shared ? shared : s->tmp, "demo");
	char *copy[] = { "cp", "-a", demo, s->data, NULL };

	(void)rest;
	if (make_demo(s, demo) == 0)
		check_status(s, run_to_end(s, copy, NULL), "0");
	free(demo);
}

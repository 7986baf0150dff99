/*
 * script_ssh.c - the commands of a script that go through a real sshd (sshd.h).
 */
#include "lib/script.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { SESSIONS_MOST = 64, LOOK_MS = 10 };

static int running(struct script *s)
{
	if (!s->sshd)
		script_fail(s, "no sshd runs (sshd)");
	return s->sshd != NULL;
}

/* From here on the program is run, here too, by the account that owns the data. */
static void become_account(struct script *s)
{
	free((char *)s->program);
	s->program = strdup(s->sshd->program);
	s->run_uid = (int)s->sshd->uid;
	s->run_gid = (int)s->sshd->gid;
}

void ssh_start(struct script *s, char *rest)
{
	struct sshd_how how = { .folder = s->tmp, .data = s->data, .program = s->program };
	char *words[SCRIPT_WORDS];

	script_words(rest, words);
	how.mode = sshd_can_be_root() ? SSHD_ROOT : SSHD_USER;
	for (size_t i = 0; words[i]; i++) {
		if (strcmp(words[i], "user") == 0)
			how.mode = SSHD_USER;
		else if (strncmp(words[i], "alive=", 6) == 0)
			how.alive_seconds = (int)strtol(words[i] + 6, NULL, 10);
		else
			script_fail(s, "sshd knows no %s", words[i]);
	}
	ssh_stop(s, rest);
	s->sshd = sshd_start(&how);
	if (s->sshd)
		become_account(s);
	else
		script_fail(s, "no sshd");
}

static void end_relay(struct script *s)
{
	if (s->relay > 0) {
		kill(s->relay, SIGKILL);
		waitpid(s->relay, NULL, 0);
	}
	s->relay = 0;
}

void ssh_stop(struct script *s, char *rest)
{
	(void)rest;
	end_relay(s);
	sshd_stop(&s->sshd);
}

void ssh_key(struct script *s, char *rest)
{
	if (running(s) && sshd_key(s->sshd, rest) < 0)
		script_fail(s, "no key for %s", rest);
}

/* ssh -F CONFIG OPTION WORDS...; "--" is one. Caller frees the array. */
static char **ssh_argv(struct script *s, char **words, const char *option)
{
	char **argv = calloc(SCRIPT_WORDS + 5, sizeof(*argv));
	size_t n = 0;

	argv[n++] = "ssh";
	argv[n++] = "-F";
	argv[n++] = s->sshd->config;
	argv[n++] = (char *)option;
	while (*words)
		argv[n++] = *words++;
	return argv;
}

void ssh_run(struct script *s, char *rest)
{
	char *words[SCRIPT_WORDS];
	char **argv;

	if (!running(s))
		return;
	if (script_words(rest, words) < 2) {
		script_fail(s, "ssh wants a status, a login and words");
		return;
	}
	argv = ssh_argv(s, words + 1, "--");
	script_run_argv(s, argv, words[0]);
	free(argv);
}

void ssh_login(struct script *s, char *rest)
{
	char *words[SCRIPT_WORDS];
	char **argv;

	script_words(rest, words);
	if (!running(s))
		return;
	argv = ssh_argv(s, words, "-tt");
	script_open_terminal(s, argv);
	free(argv);
}

/* The line of all that connect from here on; cut, silent, straight. */
void ssh_relay(struct script *s, char *rest)
{
	int port = 0;

	if (!running(s))
		return;
	if (strcmp(rest, "silent") == 0) {
		kill(s->relay, SIGSTOP);
		return;
	}
	end_relay(s);
	if (strcmp(rest, "cut") != 0) {
		s->relay = sshd_relay(s->sshd, &port);
		if (s->relay < 0)
			script_fail(s, "no relay");
	}
	sshd_go_through(s->sshd, port ? port : s->sshd->port);
}

void ssh_kill(struct script *s, char *rest)
{
	pid_t all[SESSIONS_MOST];
	int count = running(s) ? sshd_sessions(s->sshd, all, SESSIONS_MOST) : 0;

	(void)rest;
	if (s->sshd && !count)
		script_fail(s, "nobody is logged in");
	for (int i = 0; i < count; i++)
		kill(all[i], SIGKILL);
}

void ssh_none(struct script *s, char *rest)
{
	pid_t one;
	int waited = 0;

	(void)rest;
	while (running(s) && sshd_sessions(s->sshd, &one, 1) && waited < s->patience) {
		poll(NULL, 0, LOOK_MS);
		waited += LOOK_MS;
	}
	if (waited >= s->patience)
		script_fail(s, "somebody is still logged in");
}

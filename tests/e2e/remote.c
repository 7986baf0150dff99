/*
 * remote.c - sshd over the example ledgers; the client's programs as children.
 */
#include "remote.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"

static const char *mode_name(enum sshd_mode mode)
{
	return mode == SSHD_ROOT ? "sshd as root" : "sshd as an ordinary user";
}

int remote_each_mode(int (*run)(enum sshd_mode mode, const char *name))
{
	int failed = sshd_can_be_root() ? run(SSHD_ROOT, mode_name(SSHD_ROOT)) : 0;

	return failed | run(SSHD_USER, mode_name(SSHD_USER));
}

void remote_open(struct remote *r, enum sshd_mode mode, const char *const *logins)
{
	*r = (struct remote){ .folder = house_folder() };
	r->data = house_demo(r->folder);
	r->sshd = sshd_start(&(struct sshd_how){ .folder = r->folder,
		.data = r->data,
		.program = house_program(),
		.mode = mode });
	if (!r->sshd)
		fail_msg("no %s", mode_name(mode));
	house_use(r->sshd->program, r->sshd->uid, r->sshd->gid);
	for (; logins && *logins; logins++)
		if (sshd_key(r->sshd, *logins) < 0)
			fail_msg("no key for %s", *logins);
}

void remote_close(struct remote *r)
{
	sshd_stop(&r->sshd);
	house_back();
	house_remove(&r->folder);
	free(r->data);
	free(r->out);
	free(r->err);
	*r = (struct remote){ 0 };
}

/* ---- the client ---- */

static int memory(const char *bytes, size_t len)
{
	int fd = memfd_create("remote", MFD_CLOEXEC);

	if (fd < 0 || (len && write(fd, bytes, len) != (ssize_t)len) || lseek(fd, 0, SEEK_SET))
		abort();
	return fd;
}

static _Noreturn void become_client(
	const struct remote *r, const char *const *argv, int in, const struct remote_child *c)
{
	const char *all[REMOTE_WORDS + 3] = { argv[0], "-F", r->sshd->config };
	size_t n = 3;

	while (*++argv && n < REMOTE_WORDS + 2)
		all[n++] = *argv;
	for (const char *const *e = r->env; e && *e; e++)
		putenv((char *)(uintptr_t)*e);
	dup2(in, 0);
	dup2(c->out, 1);
	dup2(c->err, 2);
	signal(SIGPIPE, SIG_DFL);
	execvp(all[0], (char *const *)(uintptr_t)all);
	_exit(127);
}

static void start(struct remote *r, struct remote_child *c, const char *const *argv, int in)
{
	c->out = memory("", 0);
	c->err = memory("", 0);
	fflush(stdout);
	c->pid = fork();
	if (c->pid == 0)
		become_client(r, argv, in, c);
	close(in);
	r->env = NULL;
}

void remote_start(struct remote *r, struct remote_child *c, const char *const *argv, int keep)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		abort();
	c->in = ends[1];
	start(r, c, argv, ends[0]);
	if (!keep) {
		close(c->in);
		c->in = -1;
	}
}

static char *take(int *fd, size_t *len)
{
	struct stat st;
	char *text;

	if (fstat(*fd, &st) < 0)
		abort();
	*len = (size_t)st.st_size;
	text = malloc(*len + 1);
	if (!text || pread(*fd, text, *len, 0) != (ssize_t)*len)
		abort();
	text[*len] = '\0';
	close(*fd);
	*fd = -1;
	return text;
}

int remote_wait(struct remote *r, struct remote_child *c)
{
	int status = 0, ended = house_wait_gone(c->pid, REMOTE_DEADLINE);

	if (!ended)
		kill(c->pid, SIGKILL);
	waitpid(c->pid, &status, 0);
	c->pid = 0;
	if (c->in >= 0)
		close(c->in);
	free(r->out);
	free(r->err);
	r->out = take(&c->out, &r->out_len);
	r->err = take(&c->err, &r->err_len);
	if (!ended)
		return -1;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int remote_run(struct remote *r, const char *const *argv, const char *input, size_t len)
{
	struct remote_child c = { .in = -1 };

	start(r, &c, argv, memory(input, len));
	return remote_wait(r, &c);
}

int remote_say(struct remote *r, const char *login, const char *command, const char *input)
{
	const char *const argv[] = { "ssh", "--", login, command, NULL };

	return remote_run(r, argv, input ? input : "", input ? strlen(input) : 0);
}

void remote_must(
	struct remote *r, int wanted, const char *login, const char *command, const char *input)
{
	int status = remote_say(r, login, command, input);

	if (status != wanted)
		fail_msg("%s, %s: ended with %d, expected %d\n%s%s", login, command, status,
			wanted, r->out, r->err);
}

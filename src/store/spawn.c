/*
 * spawn.c - the socket's address, and a server of our own in the background.
 */
#include "store/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "store/admin.h"
#include "store/clock.h"
#include "store/datadir.h"
#include "store/errors.h"
#include "store/wire.h"

enum { READY_FD = 3, BACKLOG = 256 };

/* ---- the socket ---- */

/* A path of any length fits, by way of the directory's descriptor. */
static int address_of(const char *dir, struct sockaddr_un *out, int *dir_fd)
{
	*dir_fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*dir_fd < 0)
		return -1;
	memset(out, 0, sizeof(*out));
	out->sun_family = AF_UNIX;
	snprintf(out->sun_path, sizeof(out->sun_path), "/proc/self/fd/%d/socket", *dir_fd);
	return 0;
}

static int open_socket(const char *dir, int (*use)(int fd, const struct sockaddr_un *address))
{
	struct sockaddr_un address;
	int dir_fd, fd, failed = 0;

	if (address_of(dir, &address, &dir_fd) < 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || use(fd, &address) < 0)
		failed = errno;
	close(dir_fd);
	if (!failed)
		return fd;
	if (fd >= 0)
		close(fd);
	errno = failed;
	return -1;
}

static int use_connect(int fd, const struct sockaddr_un *address)
{
	int status;

	do {
		status = connect(fd, (const struct sockaddr *)address, sizeof(*address));
	} while (status < 0 && errno == EINTR);
	return status;
}

static int use_listen(int fd, const struct sockaddr_un *address)
{
	mode_t before = umask(0177); /* nobody else may connect, not even for a moment */
	int status = bind(fd, (const struct sockaddr *)address, sizeof(*address));

	umask(before);
	return status == 0 ? listen(fd, BACKLOG) : status;
}

int socket_connect(const char *dir)
{
	return open_socket(dir, use_connect);
}

int socket_listen(const char *dir)
{
	socket_remove(dir);
	return open_socket(dir, use_listen);
}

void socket_remove(const char *dir)
{
	char *path = datadir_path(dir, "socket");

	unlink(path);
	free(path);
}

/* ---- the news from a starting server: 'R', or 'E' and an answer that failed ---- */

void server_tell_ready(int fd)
{
	if (fd >= 0 && write(fd, "R", 1) < 0)
		return; /* who started us is gone; sessions find the socket */
}

void server_tell_failure(int fd, const struct err *err)
{
	struct str news = { 0 };

	if (fd < 0)
		return;
	answer_failed(err, fault_last(), &news);
	news.at[0] = 'E';
	if (write(fd, news.at, news.len) < 0)
		str_clear(&news);
	str_release(&news);
}

static int read_news(int fd, int64_t until, struct str *out)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char buf[1024];
	ssize_t got;

	for (;;) {
		int64_t left = (until - clock_steady()) / 1000;
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;

		if (ready == 0)
			return -1;
		got = ready > 0 ? read(fd, buf, sizeof(buf)) : -1;
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return 0;
		str_add_len(out, buf, (size_t)got);
		if (out->at[0] == 'R')
			return 0;
	}
}

static int await(int fd, const char *dir, int64_t until, struct err *err)
{
	struct str news = { 0 };
	int status = read_news(fd, until, &news);

	if (status == 0 && news.len && news.at[0] == 'E')
		status = answer_fault(bytes_of(news.at + 1, news.len - 1), err);
	else if (status < 0 || !news.len)
		status = fault_set(err, ERR_STORE,
			N_("The store server could not be started; see %s/log/server.log."),
			dir);
	str_release(&news);
	return status;
}

/* ---- the child ---- */

static void detach(int ready)
{
	sigset_t none;
	int null = open("/dev/null", O_RDWR);

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int s = 1; s < NSIG; s++)
		signal(s, s == SIGPIPE || s == SIGHUP ? SIG_IGN : SIG_DFL);
	for (int fd = 0; fd < 3 && null >= 0; fd++)
		dup2(null, fd);
	if (ready != READY_FD)
		dup2(ready, READY_FD);
	fcntl(READY_FD, F_SETFD, 0);
	close_range(READY_FD + 1, ~0U, 0);
	umask(077);
	if (chdir("/") < 0)
		_exit(1);
}

static void exec_program(const char *dir, const struct store_options *options)
{
	char fd[8];
	struct str now = { 0 };
	const char *args[] = { options->program, "--data", dir, "serve", "--auto", "--ready-fd",
		fd, NULL, NULL, NULL };
	char *blank;

	snprintf(fd, sizeof(fd), "%d", READY_FD);
	if (options->now) {
		instant_print(options->now, &now);
		blank = strchr(now.at, ' ');
		if (blank)
			*blank = 'T';
		args[7] = "--now";
		args[8] = now.at;
	}
	execv(options->program, (char *const *)(uintptr_t)args);
}

static void run_child(const char *dir, const struct store_options *options, int ready)
{
	struct serve_options serve = {
		.dir = dir, .auto_started = 1, .ready_fd = READY_FD, .now = options->now
	};
	struct err err = { 0 };

	log_close();
	detach(ready);
	if (!options->program)
		_exit(store_serve(&serve, &err) < 0 ? 5 : 0);
	exec_program(dir, options);
	fault_errno(&err, errno, options->program);
	server_tell_failure(READY_FD, &err);
	_exit(5);
}

/* Twice forked: the server is nobody's child here and nobody's terminal. */
int server_spawn(
	const char *dir, const struct store_options *options, int64_t until, struct err *err)
{
	int ends[2], status;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return fault_errno(err, errno, "pipe");
	child = fork();
	if (child == 0) {
		setsid();
		if (fork() == 0)
			run_child(dir, options, ends[1]);
		_exit(0);
	}
	close(ends[1]);
	if (child < 0) {
		close(ends[0]);
		return fault_errno(err, errno, "fork");
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	status = await(ends[0], dir, until, err);
	close(ends[0]);
	return status;
}

/*
 * sshd_relay.c - a relay between ssh and sshd, which a test kills or stops to cut the line.
 */
#include "lib/sshd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINES = 16, PART = 16384 };

static struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int connect_to(int port)
{
	struct sockaddr_in to = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* 0 at the end of one side. */
static int carry(int from, int to)
{
	char part[PART];
	ssize_t got = read(from, part, sizeof(part));

	for (ssize_t sent = 0, n; sent < got; sent += n)
		if ((n = write(to, part + sent, (size_t)(got - sent))) <= 0)
			return 0;
	return got > 0;
}

/* Pairs of ends at 1, 2; 3, 4; ...; -1: free. */
static void accept_one(struct pollfd *fds, int port)
{
	int near = accept4(fds[0].fd, NULL, NULL, SOCK_CLOEXEC), far;

	for (int i = 1; near >= 0 && i < 2 * LINES; i += 2) {
		if (fds[i].fd >= 0)
			continue;
		far = connect_to(port);
		if (far < 0)
			break;
		fds[i].fd = near;
		fds[i + 1].fd = far;
		return;
	}
	if (near >= 0)
		close(near);
}

static _Noreturn void relay(int listening, int port)
{
	struct pollfd fds[2 * LINES + 1] = { { .fd = listening, .events = POLLIN } };

	for (int i = 1; i <= 2 * LINES; i++)
		fds[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	while (poll(fds, 2 * LINES + 1, -1) > 0) {
		for (int i = 1; i <= 2 * LINES; i++) {
			int other = i % 2 ? i + 1 : i - 1;

			if (fds[i].fd < 0 || !fds[i].revents || carry(fds[i].fd, fds[other].fd))
				continue;
			close(fds[i].fd);
			close(fds[other].fd);
			fds[i].fd = fds[other].fd = -1;
			fds[other].revents = 0;
		}
		if (fds[0].revents)
			accept_one(fds, port);
	}
	_exit(0);
}

pid_t sshd_relay(const struct sshd *s, int *port)
{
	struct sockaddr_in at = loopback(0);
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t parent = getpid(), pid;

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) < 0 || listen(fd, LINES) < 0 ||
		getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		return -1;
	*port = ntohs(at.sin_port);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(0);
		signal(SIGPIPE, SIG_IGN);
		relay(fd, s->port);
	}
	close(fd);
	return pid;
}

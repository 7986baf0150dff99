/* ports.c - sockets of loopback. */
#include "ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LOOK_MS = 5 };

static struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

int port_free(void)
{
	struct sockaddr_in at = loopback(0);
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) < 0 ||
		getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		abort();
	close(fd);
	return ntohs(at.sin_port);
}

int port_connect(int port, int ms)
{
	struct sockaddr_in to = loopback(port);

	for (int waited = 0; waited <= ms; waited += LOOK_MS) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
			return fd;
		if (fd >= 0)
			close(fd);
		poll(NULL, 0, LOOK_MS);
	}
	return -1;
}

ssize_t port_ask(int fd, const char *bytes, size_t len, char *out, size_t size, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t got = 0;
	ssize_t n;

	if (len && write(fd, bytes, len) != (ssize_t)len)
		return 0;
	while (got + 1 < size) {
		if (poll(&p, 1, ms) <= 0)
			return got ? (ssize_t)got : -1;
		n = read(fd, out + got, size - 1 - got);
		if (n <= 0)
			break;
		got += (size_t)n;
		out[got] = '\0';
	}
	return (ssize_t)got;
}

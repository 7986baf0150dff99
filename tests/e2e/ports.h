/*
 * ports.h - ports of loopback: a free one, a connection, what comes back.
 */
#ifndef TESTS_E2E_PORTS_H
#define TESTS_E2E_PORTS_H

#include <stddef.h>
#include <sys/types.h>

int port_free(void);
/* A connection once somebody listens; -1 after ms. */
int port_connect(int port, int ms);
/* Sends, then reads to the end: how much came (NUL after it), -1 when no end came in ms. */
ssize_t port_ask(int fd, const char *bytes, size_t len, char *out, size_t size, int ms);

#endif

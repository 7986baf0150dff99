/*
 * spawn.h - finding the server's socket and starting a server where there is none.
 */
#ifndef STORE_SPAWN_H
#define STORE_SPAWN_H

#include "base/err.h"
#include "store/store.h"

/* DIR/socket however long DIR is.  Each gives a descriptor, or -1 with errno set. */
int socket_connect(const char *dir);
int socket_listen(const char *dir);
void socket_remove(const char *dir);

/* Starts a server for dir (absolute) and waits until it is ready, at most until (steady us). */
int server_spawn(
	const char *dir, const struct store_options *options, int64_t until, struct err *err);
/* The server's side of that wait: ready, or why not. */
void server_tell_ready(int fd);
void server_tell_failure(int fd, const struct err *err);

#endif

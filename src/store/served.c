/*
 * served.c - is a data directory served, and please stop.
 */
#include "store/admin.h"

#include "store/backend.h"
#include "store/spawn.h"

#include <unistd.h>

int store_is_served(const char *dir)
{
	int fd = socket_connect(dir);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int store_stop_server(const char *dir, struct err *err)
{
	return store_is_served(dir) ? client_ask_to_stop(dir, err) : 0;
}

/*
 * served.c - doors for cli/ to the running server of a data directory.
 */
#include "data/upkeep.h"

#include "data/dataset.h"
#include "store/admin.h"

int data_is_served(const char *dir)
{
	return store_is_served(dir);
}

int data_stop_server(const char *dir, struct err *err)
{
	return store_stop_server(dir, err);
}

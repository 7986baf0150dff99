/*
 * client.c - the back end that asks the store server.
 */
#include "base/i18n.h"
#include "store/backend.h"
#include "store/errors.h"

int client_ask_to_stop(const char *dir, struct err *err)
{
	(void)dir;
	(void)err;
	return 0;
}

int client_open(const struct store_options *options, struct store **out, struct err *err)
{
	(void)out;
	return fault_set(err, ERR_STORE, N_("The store server of %s cannot be reached."),
			 options->dir);
}

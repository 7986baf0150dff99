/* test_server.c - the server's client: the conformance suite. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "conformance.h"
#include "store/admin.h"

static int open_server(struct store **out)
{
	struct store_options options = {
		.kind = STORE_SERVER, .dir = scratch_dir(), .create = 1
	};
	struct err err = { 0 };
	int status = store_mark_demo(options.dir, &err);

	if (status == 0)
		status = store_open(&options, out, &err);
	if (status != 0)
		printf("%s\n", err.text);
	return status;
}

int main(void)
{
	return conformance_run("store server", open_server);
}

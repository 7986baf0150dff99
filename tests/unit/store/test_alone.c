/* test_alone.c - the in-process back end, and what outlives it on the disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "conformance.h"
#include "store/admin.h"

static int open_alone(struct store **out)
{
	struct store_options options = {
		.kind = STORE_ALONE, .dir = scratch_dir(), .create = 1
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
	return conformance_run("store in this process", open_alone);
}

/* test_memory.c - the in-memory back end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conformance.h"

static int open_memory(struct store **out)
{
	struct store_options options = { .kind = STORE_MEMORY };
	struct err err = { 0 };

	return store_open(&options, out, &err);
}

int main(void)
{
	return conformance_run("store in memory", open_memory);
}

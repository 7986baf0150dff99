/* folder.c - mkdtemp and rm. */
#include "lib/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

void folder_make(char *dir, size_t size)
{
	snprintf(dir, size, "/tmp/herb-test.XXXXXX");
	assert_non_null(mkdtemp(dir));
}

void folder_remove(const char *dir)
{
	char command[128];

	if (!*dir)
		return;
	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	assert_int_equal(system(command), 0);
}

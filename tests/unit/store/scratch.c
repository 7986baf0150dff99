/* scratch.c - a fresh directory for a test, and its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "conformance.h"

static char scratch[128];

const char *scratch_dir(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(scratch, sizeof(scratch), "%s/store-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(scratch));
	return scratch;
}

void scratch_remove(void)
{
	char command[200];

	if (!scratch[0])
		return;
	snprintf(command, sizeof(command), "rm -rf '%s' 2>/dev/null", scratch);
	for (int i = 0; i < 50 && system(command) != 0; i++)
		usleep(20000); /* a server that is closing still writes */
	scratch[0] = '\0';
}

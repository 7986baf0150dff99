/*
 * out.c - stdout and stderr of the subcommands.
 */
#include "cli/cli.h"

#include "base/str.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void out_line(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stdout, fmt, args);
	va_end(args);
	fputc('\n', stdout);
}

int out_finish(struct err *err)
{
	if (!fflush(stdout) && !ferror(stdout))
		return 0;
	return err_set(err, errno == ENOSPC ? ERR_FULL : ERR_STORE,
		       _("the output could not be written: %s"), strerror(errno));
}

void say(const char *fmt, ...)
{
	struct str raw = { 0 }, clean = { 0 };
	va_list args;

	va_start(args, fmt);
	str_vaddf(&raw, fmt, args);
	va_end(args);
	utf8_clean(str_text(&raw), raw.len, 1, &clean);
	fprintf(stderr, "%s\n", str_text(&clean));
	str_release(&raw);
	str_release(&clean);
}

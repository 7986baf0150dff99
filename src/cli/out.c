/*
 * out.c - stdout and stderr of the subcommands.
 */
#include "cli/cli.h"

#include "base/str.h"
#include "base/utf8.h"
#include "exchange/sink.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Nothing in it that a terminal would obey, but for tabs and line ends. */
static void add_clean(const char *text, size_t len, struct str *out)
{
	while (len > 0) {
		const char *tab = memchr(text, '\t', len);
		size_t piece = tab ? (size_t)(tab - text) : len;

		utf8_clean(text, piece, 1, out);
		if (tab)
			str_add_char(out, '\t');
		piece += tab != NULL;
		text += piece;
		len -= piece;
	}
}

void out_line(const char *fmt, ...)
{
	struct str raw = { 0 }, clean = { 0 };
	va_list args;

	va_start(args, fmt);
	str_vaddf(&raw, fmt, args);
	va_end(args);
	add_clean(str_text(&raw), raw.len, &clean);
	fprintf(stdout, "%s\n", str_text(&clean));
	str_release(&raw);
	str_release(&clean);
}

static int to_terminal(void *context, const void *bytes, size_t len, struct err *err)
{
	struct str clean = { 0 };
	size_t written;

	add_clean(bytes, len, &clean);
	written = fwrite(str_text(&clean), 1, clean.len, context);
	len = clean.len;
	str_release(&clean);
	if (written == len)
		return 0;
	return err_set(err, ERR_STORE, _("the output could not be written: %s"),
		strerror(errno));
}

struct sink out_sink(FILE *to)
{
	if (isatty(fileno(to)))
		return (struct sink){ .write = to_terminal, .context = to };
	return sink_to_file(to);
}

void out_text(const char *text)
{
	struct sink sink = out_sink(stdout);
	struct err ignored = { 0 };     /* out_finish() tells */

	sink.write(sink.context, text, strlen(text), &ignored);
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

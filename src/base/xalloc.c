/*
 * xalloc.c - memory that is never NULL, and the one way to stop at once.
 */
#include "base/xalloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static void (*restore_screen)(void);

void bug_on_abort(void (*restore)(void))
{
	restore_screen = restore;
}

void bug_at(const char *file, int line, const char *fmt, ...)
{
	void (*restore)(void) = restore_screen;
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	restore_screen = NULL; /* a fault inside restore must not come back here for ever */
	if (restore)
		restore();
	fprintf(stderr, "herbledger: stopped at %s:%d: %s\n", file, line, text);
	fflush(stderr);
	log_line(LOG_ERROR_LEVEL, "stopped at %s:%d: %s", file, line, text);
	abort();
}

static void __attribute__((noreturn)) no_memory(size_t count, size_t size)
{
	bug_at("memory", 0, "no memory for %zu x %zu bytes", count, size);
}

void *xcalloc(size_t count, size_t size)
{
	size_t total;
	void *block;

	if (__builtin_mul_overflow(count, size, &total))
		no_memory(count, size);
	block = calloc(1, total ? total : 1); /* of 0 it may be NULL without being a failure */
	if (!block)
		no_memory(count, size);
	return block;
}

void *xalloc(size_t size)
{
	return xcalloc(1, size);
}

void *xrealloc(void *old, size_t count, size_t size)
{
	size_t total;
	void *block;

	if (__builtin_mul_overflow(count, size, &total))
		no_memory(count, size);
	block = realloc(old, total ? total : 1);
	if (!block)
		no_memory(count, size);
	return block;
}

char *xstrdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(xalloc(size), text, size);
}

/*
 * What libraries lose and nobody can free, told to the leak check by name: libconfig 1.5 the
 * text it was reading when the syntax is wrong; Berkeley DB, closing a private environment,
 * the transactions whose page versions lie in its cache.  Here because each program has
 * this file, and there can be only one such list.
 */
#if defined(__SANITIZE_ADDRESS__)
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig_yylex\nleak:strbuf_append\nleak:libdb-5.3\n";
}
#endif

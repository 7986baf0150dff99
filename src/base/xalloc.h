/*
 * xalloc.h - memory that is never NULL, and the way to stop on a broken invariant.
 *
 * Out of memory and BUG() stop the program at once (abort, message to stderr and
 * log); data and disk errors never do, they are returned.  No raw malloc outside base/.
 */
#ifndef BASE_XALLOC_H
#define BASE_XALLOC_H

#include <stddef.h>

/* Zeroed, except what xrealloc adds; counts are overflow-checked. */
void *xalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull));

void bug_at(const char *file, int line, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 3, 4)));
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)

/* Called before bug_at() aborts, so that main.c can restore the screen. */
void bug_on_abort(void (*restore)(void));

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif

/*
 * err.h - why something failed: a code for the program, a sentence for people.
 *
 * Every function that can fail takes a `struct err *err` last, writes it only
 * on failure and returns < 0.  0 is done, > 0 an expected "no".  The first
 * error wins: a filled err is never overwritten.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>

enum err_code {
	ERR_NONE,
	ERR_FAULT,      /* the data or the conf is wrong; exit 1 */
	ERR_USAGE,      /* the command is wrong; exit 2 */
	ERR_DENIED,     /* not permitted; exit 3 */
	ERR_NOT_FOUND,  /* exit 4 */
	ERR_STORE,      /* the store failed or cannot be reached; exit 5 */
	ERR_CONFLICT,   /* somebody else was quicker; exit 1 */
	ERR_EXPIRED,    /* the snapshot is too old: take a new one and start again; exit 5 */
	ERR_FULL,       /* no room on the disk; exit 5 */
	ERR_VERSION,    /* written by a newer program, or another shape; exit 5 */
	ERR_CANCELLED,  /* the user did not want to wait; exit 1 */
};

enum { ERR_TEXT = 640 };

struct err {
	enum err_code code;
	char text[ERR_TEXT];    /* UTF-8, translated, cleaned, cut at a character's end */
};

/* Fills err unless it is filled already; always returns -1. */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int err_vset(struct err *err, enum err_code code, const char *fmt, va_list args)
	__attribute__((format(printf, 3, 0)));

/* Puts "prefix: " before a filled err's text (file and line, row); always returns -1. */
int err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

void err_clear(struct err *err);

/* The exit status of section 7 of the design: 0 to 5. */
int err_exit_status(const struct err *err);

/* What a reader of one file cannot see: it always gives -1. */
#ifdef __clang_analyzer__
#define err_set(...) (err_set(__VA_ARGS__), -1)
#endif

#endif

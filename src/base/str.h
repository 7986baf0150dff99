/*
 * str.h - growable text or bytes on the heap, always NUL-terminated.
 *
 * A zeroed struct str is empty and valid; at is "" until something is added.
 * str_release() frees; str_detach() hands the memory over (free() it).
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct str {
	char *at;       /* ours; NULL only when never used: read it through str_text() */
	size_t len;     /* bytes without the NUL */
	size_t cap;
};

const char *str_text(const struct str *s);      /* never NULL */
void str_add(struct str *s, const char *text);
void str_add_len(struct str *s, const void *bytes, size_t len);
void str_add_char(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void str_vaddf(struct str *s, const char *fmt, va_list args)
	__attribute__((format(printf, 2, 0)));
void str_insert(struct str *s, size_t pos, const void *bytes, size_t len);
void str_remove(struct str *s, size_t pos, size_t len);
void str_truncate(struct str *s, size_t len);
void str_reserve(struct str *s, size_t more);
void str_clear(struct str *s);          /* keeps the memory */
void str_release(struct str *s);
char *str_detach(struct str *s) __attribute__((returns_nonnull));
/* The text, now in mem; s is released. */
char *str_keep(struct str *s, struct arena *mem) __attribute__((returns_nonnull));

int text_starts_with(const char *text, const char *prefix);     /* 1 or 0 */
int text_ends_with(const char *text, const char *suffix);
int text_is_empty(const char *text);                            /* NULL or "" */
int text_is_blank(const char *text);    /* the same, or nothing but blanks, wide ones too */

#endif

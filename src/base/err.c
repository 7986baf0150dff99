/*
 * err.c - filling, prefixing and clearing of errors.
 */
#include "base/err.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

/*
 * Sentences quote what people typed and files hold, so they are cleaned here, in
 * one place, before a terminal or a log can see them.
 */
static void keep(struct err *err, const struct str *text)
{
	struct str clean = { 0 };
	size_t len;

	utf8_clean(str_text(text), text->len, 1, &clean);
	len = clean.len;
	if (len >= ERR_TEXT) {
		len = ERR_TEXT - 1;
		while (len > 0 && ((unsigned char)clean.at[len] & 0xC0) == 0x80)
			len--; /* never half a character */
	}
	if (len > 0)
		memcpy(err->text, clean.at, len);
	err->text[len] = '\0';
	str_release(&clean);
}

int err_vset(struct err *err, enum err_code code, const char *fmt, va_list args)
{
	struct str text = { 0 };

	if (!err || err->code != ERR_NONE)
		return -1;
	str_vaddf(&text, fmt, args);
	keep(err, &text);
	err->code = code;
	str_release(&text);
	return -1;
}

int (err_set)(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	err_vset(err, code, fmt, args);
	va_end(args);
	return -1;
}

int err_prefix(struct err *err, const char *fmt, ...)
{
	struct str text = { 0 };
	va_list args;

	if (!err || err->code == ERR_NONE)
		return -1;
	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	str_addf(&text, ": %s", err->text);
	keep(err, &text);
	str_release(&text);
	return -1;
}

void err_clear(struct err *err)
{
	err->code = ERR_NONE;
	err->text[0] = '\0';
}

int err_exit_status(const struct err *err)
{
	switch (err->code) {
	case ERR_NONE:
		return 0;
	case ERR_FAULT:
	case ERR_CONFLICT:
	case ERR_CANCELLED:
		return 1;
	case ERR_USAGE:
		return 2;
	case ERR_DENIED:
		return 3;
	case ERR_NOT_FOUND:
		return 4;
	case ERR_STORE:
	case ERR_EXPIRED:
	case ERR_FULL:
	case ERR_VERSION:
		return 5;
	}
	return 5;
}

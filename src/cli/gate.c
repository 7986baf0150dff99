/*
 * gate.c - the words and names a login brings with it: taken apart, or refused.
 *
 * Pure: no environment, no files.  What is done with them stands in cmd_gate.c.
 */
#include "cli/gate.h"

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

#include <arpa/inet.h>
#include <errno.h>
#include <iconv.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { VALUE_MOST = 48 };

static int is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

int gate_value_is_plain(const char *value)
{
	size_t len = value ? strlen(value) : 0;

	if (!len || len > VALUE_MOST || !is_letter_or_digit(value[0]))
		return 0;
	for (size_t i = 0; i < len; i++)
		if (!is_letter_or_digit(value[i]) && !strchr("._@+-", value[i]))
			return 0;
	return 1;
}

const char *gate_address(const char *connection, struct arena *mem)
{
	char text[INET6_ADDRSTRLEN] = "", out[INET6_ADDRSTRLEN];
	unsigned char address[sizeof(struct in6_addr)];
	size_t len = strcspn(connection, " %"); /* %eth0: which line of this machine's */
	int family;

	if (!len || len >= sizeof(text))
		return NULL;
	memcpy(text, connection, len);
	family = strchr(text, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(family, text, address) != 1 ||
		!inet_ntop(family, address, out, sizeof(out)))
		return NULL;
	return arena_text(mem, out);
}

/* ---- charset ---- */

/* "zh_CN.GB18030@x": the part that names the charset, of the family that GB18030 contains. */
static int is_gb(const char *locale)
{
	static const char *const names[] = { "GB18030", "GBK", "GB2312", "EUC-CN", "eucCN" };
	const char *dot = locale ? strchr(locale, '.') : NULL;
	size_t len = dot ? strcspn(dot + 1, "@") : 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (len == strlen(names[i]) && !strncasecmp(dot + 1, names[i], len))
			return 1;
	return 0;
}

/* 1 when all of it was GB18030. */
static int from_gb(const char *text, size_t len, struct str *out)
{
	iconv_t convert = iconv_open("UTF-8", "GB18030");
	size_t room = len * 4 + 1;
	char *in = (char *)(uintptr_t)text, *at;
	int whole;

	if (convert == (iconv_t)-1)
		return 0;
	str_reserve(out, room);
	at = out->at;
	whole = iconv(convert, &in, &len, &at, &room) != (size_t)-1 && !len;
	iconv_close(convert);
	if (!whole)
		return 0;
	out->len = (size_t)(at - out->at);
	out->at[out->len] = '\0';
	return 1;
}

/* Appends the line as UTF-8 that holds nothing a terminal or a log would obey. */
static int clean_line(
	const char *text, size_t len, const char *charset, struct str *out, struct err *err)
{
	struct str blanks = { 0 }, where = { 0 };
	size_t at;
	int dirty;

	if (!is_gb(charset) || !from_gb(text, len, out))
		str_add_len(out, text, len);
	if (utf8_valid_until(str_text(out), out->len) < out->len)
		return err_set(err, ERR_USAGE,
			_("what was asked for is not UTF-8; a terminal of another charset "
			  "says so with LANG=zh_CN.GB18030"));
	str_add_len(&blanks, str_text(out), out->len);
	for (size_t i = 0; i < blanks.len; i++)
		if (blanks.at[i] == '\t')
			blanks.at[i] = ' ';
	dirty = utf8_first_dirty(str_text(&blanks), blanks.len, 0, &at);
	if (dirty) {
		utf8_say_where(str_text(&blanks), blanks.len, at, &where);
		err_set(err, ERR_USAGE,
			_("what was asked for has a sign that may not stand there, at %s; it "
			  "is one line of plain text"),
			str_text(&where));
	}
	str_release(&blanks);
	str_release(&where);
	return dirty ? -1 : 0;
}

/* ---- words ---- */

struct split {
	const char *at;
	struct str word;
	int quoted; /* the word has a quote or backslash in it */
};

static int is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int unclosed(char quote, struct err *err)
{
	return err_set(err, ERR_USAGE, _("a quote %c has no other end"), quote);
}

/* From after the opening quote to after the closing one. */
static int take_quoted(struct split *s, char quote, struct err *err)
{
	s->quoted = 1;
	for (; *s->at != quote; s->at++) {
		if (!*s->at)
			return unclosed(quote, err);
		/* as in a shell: in "..." only before these is a backslash one */
		if (quote == '"' && *s->at == '\\' && s->at[1] && strchr("\"\\$`", s->at[1]))
			s->at++;
		str_add_char(&s->word, *s->at);
	}
	s->at++;
	return 0;
}

static int take_word(struct split *s, struct err *err)
{
	str_clear(&s->word);
	s->quoted = 0;
	while (*s->at && !is_blank(*s->at)) {
		char c = *s->at++;

		if (c == '\'' || c == '"') {
			if (take_quoted(s, c, err) < 0)
				return -1;
			continue;
		}
		if (c == '\\') {
			if (!*s->at)
				return err_set(err, ERR_USAGE,
					_("a backslash at the end has nothing after it"));
			s->quoted = 1;
			c = *s->at++;
		}
		str_add_char(&s->word, c);
	}
	return 0;
}

/* Alone and bare they were meant for a shell, and there is none here. */
static int refuse_operator(const struct split *s, struct err *err)
{
	static const char *const signs[] = { ";", "|", "||", "&", "&&", "<", ">", ">>", "2>",
		"2>&1" };

	for (size_t i = 0; !s->quoted && i < sizeof(signs) / sizeof(signs[0]); i++)
		if (!strcmp(str_text(&s->word), signs[i]))
			return err_set(err, ERR_DENIED,
				_("there is no shell on this side, so '%s' does nothing "
				  "here; write it outside the quotes, for your own shell: "
				  "ssh SERVER export FORM > a.csv"),
				signs[i]);
	return 0;
}

static int take_words(
	struct split *s, struct arena *mem, char **argv, int *argc, struct err *err)
{
	for (;;) {
		while (is_blank(*s->at))
			s->at++;
		if (!*s->at)
			return 0;
		if (*argc == GATE_WORDS_MOST)
			return err_set(err, ERR_USAGE,
				_("more than %d words; give long data on stdin, as in put "
				  "FORM -"),
				GATE_WORDS_MOST);
		if (take_word(s, err) < 0 || refuse_operator(s, err) < 0)
			return -1;
		argv[(*argc)++] = arena_text(mem, str_text(&s->word));
	}
}

int gate_words(const char *text, size_t len, const char *charset, struct arena *mem,
	char ***argv, int *argc, struct err *err)
{
	struct str line = { 0 };
	struct split split = { 0 };
	char **out;
	int status;

	if (len > GATE_TEXT_MOST)
		return err_set(err, ERR_USAGE,
			_("what was asked for is longer than %d bytes; give long data on "
			  "stdin, as in put FORM -"),
			GATE_TEXT_MOST);
	out = arena_array(mem, GATE_WORDS_MOST + 1, sizeof(*out));
	out[0] = arena_text(mem, "herbledger");
	*argc = 1;
	status = clean_line(text, len, charset, &line, err);
	split.at = str_text(&line);
	if (status == 0)
		status = take_words(&split, mem, out, argc, err);
	str_release(&split.word);
	str_release(&line);
	/* ssh SERVER herbledger list ...: as people know it from the server itself */
	if (*argc > 1 && !strcmp(out[1], out[0])) {
		out++;
		--*argc;
	}
	*argv = out;
	return status;
}

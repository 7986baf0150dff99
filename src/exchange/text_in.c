/*
 * text_in.c - finds out a text's encoding and gives its lines as UTF-8.
 *
 * A BOM decides; else strict UTF-8; else GB18030.  A file whose signs outside ASCII all
 * are two-byte UTF-8 is GB18030 too: hundreds of Hanzi look like that, Latin letters
 * hardly occur.
 */
#include "exchange/text_in.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "data/imports.h"

enum { PIECE = 64 << 10 };

struct text_in {
	FILE *in;
	FILE *spool;                    /* ours: in could not be rewound; NULL: in is read */
	const char *charset;
	size_t bom;                     /* bytes */
	char hash[65];
	uint64_t lines;
	iconv_t convert;                /* (iconv_t)-1: UTF-8 as it is */
	struct str raw;                 /* bytes not yet converted */
	struct str text;                /* UTF-8 not yet given out, from pos */
	size_t pos;
	int at_end;                     /* of the file */
	uint64_t line;                  /* given out so far */
};

/* What one pass over the bytes tells. */
struct survey {
	struct content_hash *hash;
	struct str tail; /* start of a character that goes on in the next piece */
	unsigned char start[8];
	size_t start_len;
	int not_utf8, long_characters, outside_ascii, zeros;
	uint64_t lines, bad_line;
	unsigned char last;
};

static FILE *source(const struct text_in *text)
{
	return text->spool ? text->spool : text->in;
}

static int read_failed(struct err *err)
{
	return err_set(err, ERR_FAULT, _("The file could not be read: %s."), strerror(errno));
}

static int copy_to_spool(struct text_in *text, struct err *err)
{
	char piece[PIECE];
	size_t len;

	text->spool = tmpfile();
	if (!text->spool)
		return err_set(err, ERR_FULL,
			_("No temporary file could be made: %s."), strerror(errno));
	while ((len = fread(piece, 1, sizeof(piece), text->in)) > 0) {
		if (fwrite(piece, 1, len, text->spool) != len)
			return err_set(err, ERR_FULL,
				_("No room for a temporary file: %s."), strerror(errno));
	}
	if (ferror(text->in))
		return read_failed(err);
	if (fflush(text->spool) != 0)
		return err_set(err, ERR_FULL,
			_("No room for a temporary file: %s."), strerror(errno));
	rewind(text->spool);
	return 0;
}

/* ---- the survey ---- */

static void check_utf8(struct survey *s, const char *piece, size_t len)
{
	const char *at = piece;
	size_t valid, size = len;

	if (s->not_utf8)
		return;
	if (s->tail.len > 0) {
		str_add_len(&s->tail, piece, len);
		at = s->tail.at;
		size = s->tail.len;
	}
	valid = utf8_valid_until(at, size);
	if (size - valid >= 4) {
		s->not_utf8 = 1;
		s->bad_line = s->lines + 1;
		for (size_t i = 0; i < valid; i++)
			s->bad_line += at[i] == '\n';
		return;
	}
	if (at == piece) {
		str_clear(&s->tail);
		str_add_len(&s->tail, at + valid, size - valid);
	} else {
		str_remove(&s->tail, 0, valid);
	}
}

static void look_at(struct survey *s, const unsigned char *piece, size_t len)
{
	content_hash_add(s->hash, piece, len);
	for (size_t i = 0; i < len && s->start_len < sizeof(s->start); i++)
		s->start[s->start_len++] = piece[i];
	check_utf8(s, (const char *)piece, len);
	for (size_t i = 0; i < len; i++) {
		s->lines += piece[i] == '\n';
		s->outside_ascii |= piece[i] >= 0x80;
		s->long_characters |= piece[i] >= 0xE0;
		s->zeros |= piece[i] == 0;
	}
	s->last = piece[len - 1];
}

static int starts(const struct survey *s, const char *mark)
{
	size_t len = strlen(mark);

	return s->start_len >= len && memcmp(s->start, mark, len) == 0;
}

static int is_workbook(const struct survey *s)
{
	return starts(s, "PK\x03\x04") || starts(s, "\xD0\xCF\x11\xE0");
}

/* Decides the encoding from what was seen. */
static int decide(struct text_in *text, const struct survey *s, struct err *err)
{
	int marked = starts(s, "\xEF\xBB\xBF");

	text->charset = "UTF-8";
	text->bom = marked ? 3 : 0;
	if (is_workbook(s))
		return err_set(err, ERR_FAULT,
			_("This is a spreadsheet file. Open it, save it as CSV and "
			  "import that."));
	if (starts(s, "\xFF\xFE") || starts(s, "\xFE\xFF")) {
		text->charset = s->start[0] == 0xFF ? "UTF-16LE" : "UTF-16BE";
		text->bom = 2;
		return 0;
	}
	if (s->zeros)
		return err_set(err, ERR_FAULT,
			_("This is not a text file; save the table as CSV and import that."));
	if (s->not_utf8 && marked)
		return err_set(err, ERR_FAULT,
			_("Line %llu of the file is not UTF-8 though the file says that it is; "
			  "save it again as CSV UTF-8."), (unsigned long long)s->bad_line);
	if (!marked && s->outside_ascii && (s->not_utf8 || !s->long_characters))
		text->charset = "GB18030";
	return 0;
}

static int survey(struct text_in *text, struct err *err)
{
	struct survey s = { .hash = content_hash_new() };
	unsigned char piece[PIECE];
	size_t len;
	int result;

	while ((len = fread(piece, 1, sizeof(piece), source(text))) > 0)
		look_at(&s, piece, len);
	if (s.tail.len > 0 && !s.not_utf8) {
		s.not_utf8 = 1;
		s.bad_line = s.lines + 1;
	}
	content_hash_end(&s.hash, text->hash);
	str_release(&s.tail);
	text->lines = s.lines + (s.start_len > 0 && s.last != '\n');
	result = ferror(source(text)) ? read_failed(err) : decide(text, &s, err);
	return result;
}

/* ---- life ---- */

int text_in_rewind(struct text_in *text, struct err *err)
{
	if (fseeko(source(text), (off_t)text->bom, SEEK_SET) != 0)
		return read_failed(err);
	clearerr(source(text));
	if (text->convert != (iconv_t)-1)
		iconv(text->convert, NULL, NULL, NULL, NULL);
	str_clear(&text->raw);
	str_clear(&text->text);
	text->pos = 0;
	text->at_end = 0;
	text->line = 0;
	return 0;
}

int text_in_open(FILE *in, struct text_in **out, struct err *err)
{
	struct text_in *text = xalloc(sizeof(*text));

	text->in = in;
	text->convert = (iconv_t)-1;
	if ((fseeko(in, 0, SEEK_SET) != 0 && copy_to_spool(text, err) < 0) ||
	    survey(text, err) < 0)
		goto failed;
	if (strcmp(text->charset, "UTF-8") != 0) {
		text->convert = iconv_open("UTF-8", text->charset);
		if (text->convert == (iconv_t)-1)
			BUG("iconv does not know %s", text->charset);
	}
	if (text_in_rewind(text, err) < 0)
		goto failed;
	*out = text;
	return 0;
failed:
	text_in_close(&text);
	return -1;
}

void text_in_close(struct text_in **text)
{
	struct text_in *t = *text;

	if (!t)
		return;
	if (t->convert != (iconv_t)-1)
		iconv_close(t->convert);
	if (t->spool)
		fclose(t->spool);
	str_release(&t->raw);
	str_release(&t->text);
	free(t);
	*text = NULL;
}

const char *text_in_hash(const struct text_in *text)
{
	return text->hash;
}

const char *text_in_charset(const struct text_in *text)
{
	return text->charset;
}

uint64_t text_in_lines(const struct text_in *text)
{
	return text->lines;
}

/* ---- lines ---- */

static int not_of_charset(struct text_in *text, struct err *err)
{
	uint64_t line = text->line + 1;

	for (size_t i = text->pos; i < text->text.len; i++)
		line += text->text.at[i] == '\n';
	if (text->bom == 2)
		return err_set(err, ERR_FAULT,
			_("Line %llu of the file is broken; save it again as CSV UTF-8."),
			(unsigned long long)line);
	return err_set(err, ERR_FAULT,
		_("Line %llu of the file is neither UTF-8 nor GB18030; save it again as "
		  "CSV UTF-8."),
		(unsigned long long)line);
}

/* raw -> text as far as it goes; an unfinished character waits for more bytes. */
static int convert(struct text_in *text, struct err *err)
{
	char *from = text->raw.at;
	size_t left = text->raw.len;

	while (left > 0) {
		char room[16384], *to = room;
		size_t space = sizeof(room);
		size_t result = iconv(text->convert, &from, &left, &to, &space);
		int why = result == (size_t)-1 ? errno : 0;

		str_add_len(&text->text, room, sizeof(room) - space);
		if (why == EILSEQ || memchr(room, 0, sizeof(room) - space) ||
			(why == EINVAL && text->at_end))
			return not_of_charset(text, err);
		if (why == EINVAL)
			break;
	}
	str_remove(&text->raw, 0, text->raw.len - left);
	return 0;
}

static int fill(struct text_in *text, struct err *err)
{
	char piece[PIECE];
	size_t len = fread(piece, 1, sizeof(piece), source(text));

	if (len < sizeof(piece)) {
		if (ferror(source(text)))
			return read_failed(err);
		text->at_end = 1;
	}
	str_remove(&text->text, 0, text->pos);
	text->pos = 0;
	if (text->convert == (iconv_t)-1) {
		str_add_len(&text->text, piece, len);
		return 0;
	}
	str_add_len(&text->raw, piece, len);
	return convert(text, err);
}

/* Length of the line at hand with its break; 0 when its end has not been read yet. */
static size_t line_length(const struct text_in *text)
{
	const char *at = str_text(&text->text) + text->pos;
	size_t left = text->text.len - text->pos;
	const char *end = left ? memchr(at, '\n', left) : NULL;
	size_t len = end ? (size_t)(end - at) + 1 : left;
	const char *cr = len ? memchr(at, '\r', len) : NULL;

	if (cr) {
		size_t before = (size_t)(cr - at);

		if (before + 1 < len)
			return before + 1 + (at[before + 1] == '\n');
		return text->at_end ? before + 1 : 0;
	}
	return end || text->at_end ? len : 0;
}

int text_in_line(struct text_in *text, const char **line, size_t *len, struct err *err)
{
	size_t size = line_length(text);

	while (size == 0) {
		if (text->at_end && text->pos == text->text.len)
			return 0;
		if (text->text.len - text->pos > TEXT_LINE_LIMIT)
			return err_set(err, ERR_FAULT,
				_("Line %llu of the file is longer than 4 MB."),
				(unsigned long long)text->line + 1);
		if (fill(text, err) < 0)
			return -1;
		size = line_length(text);
	}
	*line = text->text.at + text->pos;
	*len = size;
	text->pos += size;
	text->line++;
	return 1;
}

/*
 * rows_out.c - rows as CSV, JSON lines or aligned text; owns nothing of what it prints.
 */
#include "exchange/rows_out.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "exchange/json.h"

enum { FLUSH_AT = 64 << 10, OUTSIDE_LIMIT = 240 };

struct rows_out {
	enum rows_format format;
	unsigned flags;
	const struct rows_column *columns;      /* not ours */
	size_t count;
	struct sink sink;
	struct str pending;             /* UTF-8, not yet given to the sink */
	int started;                    /* header written */
	struct arena held_mem;          /* text: rows waiting for their widths */
	VEC(char **) held;
	size_t *widths;                 /* columns; NULL until known */
	iconv_t to_gb18030, to_gbk;
	struct str outside;
};

static const struct {
	const char *name;
	enum rows_format format;
} formats[] = {
	{ "table", ROWS_TEXT },
	{ "text", ROWS_TEXT },
	{ "csv", ROWS_CSV },
	{ "json", ROWS_JSON },
};

int rows_format_parse(const char *name, enum rows_format *out, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		if (strcmp(formats[i].name, name) == 0) {
			*out = formats[i].format;
			return 0;
		}
	}
	return err_set(err, ERR_USAGE,
		_("\"%.40s\" is no format; choose table, csv or json."), name);
}

struct rows_out *rows_out_open(enum rows_format format, unsigned flags,
			       const struct rows_column *columns, size_t count,
			       const struct sink *sink)
{
	struct rows_out *out = xalloc(sizeof(*out));

	out->format = format;
	out->flags = format == ROWS_CSV ? flags : flags & ~(unsigned)ROWS_GB18030;
	out->columns = columns;
	out->count = count;
	out->sink = *sink;
	out->to_gb18030 = out->to_gbk = (iconv_t)-1;
	if (out->flags & ROWS_GB18030) {
		out->to_gb18030 = iconv_open("GB18030", "UTF-8");
		out->to_gbk = iconv_open("GBK", "UTF-8");
		if (out->to_gb18030 == (iconv_t)-1 || out->to_gbk == (iconv_t)-1)
			BUG("iconv does not know GB18030");
	}
	return out;
}

void rows_out_close(struct rows_out **out)
{
	struct rows_out *o = *out;

	if (!o)
		return;
	if (o->to_gb18030 != (iconv_t)-1)
		iconv_close(o->to_gb18030);
	if (o->to_gbk != (iconv_t)-1)
		iconv_close(o->to_gbk);
	str_release(&o->pending);
	str_release(&o->outside);
	arena_release(&o->held_mem);
	VEC_RELEASE(&o->held);
	free(o->widths);
	free(o);
	*out = NULL;
}

const char *rows_out_outside(const struct rows_out *out)
{
	return str_text(&out->outside);
}

/* ---- to the sink ---- */

static void note_outside(struct rows_out *out, const char *text, size_t len)
{
	char room[8], *to = room, *from = (char *)text;
	size_t left = len, space = sizeof(room);

	if (iconv(out->to_gbk, &from, &left, &to, &space) != (size_t)-1)
		return;
	iconv(out->to_gbk, NULL, NULL, NULL, NULL);
	to = arena_text_len(&out->held_mem, text, len);
	if (out->outside.len + len <= OUTSIDE_LIMIT && !strstr(str_text(&out->outside), to))
		str_add(&out->outside, to);
}

static int flush_gb18030(struct rows_out *out, struct err *err)
{
	char *from = out->pending.at, room[4096];
	size_t left = out->pending.len;

	for (size_t pos = 0; pos < out->pending.len;) {
		size_t start = pos;

		if (utf8_next(out->pending.at, out->pending.len, &pos) >= 0x80)
			note_outside(out, out->pending.at + start, pos - start);
	}
	while (left > 0) {
		char *to = room;
		size_t space = sizeof(room);

		if (iconv(out->to_gb18030, &from, &left, &to, &space) == (size_t)-1 &&
		    errno != E2BIG) {
			*to++ = '?';    /* there is room: a character takes at most 4 */
			from++;
			left--;
		}
		if (out->sink.write(out->sink.context, room, sizeof(room) - space, err) < 0)
			return -1;
	}
	return 0;
}

static int flush(struct rows_out *out, struct err *err)
{
	int result;

	if (out->pending.len == 0)
		return 0;
	if (out->flags & ROWS_GB18030)
		result = flush_gb18030(out, err);
	else
		result = sink_write(&out->sink, &out->pending, err);
	str_clear(&out->pending);
	return result;
}

static int flush_some(struct rows_out *out, struct err *err)
{
	return out->pending.len >= FLUSH_AT ? flush(out, err) : 0;
}

/* ---- CSV ---- */

static void csv_line(struct rows_out *out, const char *const *cells)
{
	for (size_t i = 0; i < out->count; i++) {
		if (i > 0)
			str_add_char(&out->pending, ',');
		csv_put_cell(cells[i] ? cells[i] : "", &out->pending);
	}
	str_add(&out->pending, out->flags & ROWS_CRLF ? "\r\n" : "\n");
}

static void csv_start(struct rows_out *out)
{
	if (!(out->flags & (ROWS_NO_BOM | ROWS_GB18030)))
		str_add(&out->pending, "\xEF\xBB\xBF");
	if (out->flags & ROWS_NO_HEADER)
		return;
	for (size_t i = 0; i < out->count; i++) {
		if (i > 0)
			str_add_char(&out->pending, ',');
		csv_put_cell(out->columns[i].label, &out->pending);
	}
	str_add(&out->pending, out->flags & ROWS_CRLF ? "\r\n" : "\n");
}

/* ---- JSON ---- */

static void json_row(struct rows_out *out, const char *const *cells)
{
	str_add_char(&out->pending, '{');
	for (size_t i = 0; i < out->count; i++) {
		if (i > 0)
			str_add(&out->pending, ", ");
		json_put_text(out->columns[i].id, &out->pending);
		str_add(&out->pending, ": ");
		if (cells[i])
			json_put_text(cells[i], &out->pending);
		else
			str_add(&out->pending, "null");
	}
	str_add(&out->pending, "}\n");
}

/* ---- aligned text ---- */

/* One line, nothing in it that a terminal would obey. */
static char *clean_cell(const char *text, struct arena *mem)
{
	struct str out = { 0 };
	char *copy;

	utf8_clean(text, strlen(text), 1, &out);
	for (size_t i = 0; i < out.len; i++) {
		if (out.at[i] == '\n')
			out.at[i] = ' ';
	}
	copy = arena_text_len(mem, str_text(&out), out.len);
	str_release(&out);
	return copy;
}

static void text_line(struct rows_out *out, char *const *cells)
{
	size_t start = out->pending.len;

	for (size_t i = 0; i < out->count; i++) {
		size_t width = utf8_width(cells[i]);
		int right = out->columns[i].kind == ROWS_NUMBER;

		if (i > 0)
			str_add(&out->pending, "  ");
		if (width >= out->widths[i])
			str_add(&out->pending, cells[i]);
		else
			utf8_fit(cells[i], out->widths[i], right, &out->pending);
	}
	while (out->pending.len > start && out->pending.at[out->pending.len - 1] == ' ')
		str_truncate(&out->pending, out->pending.len - 1);
	str_add_char(&out->pending, '\n');
}

static void widen(size_t *width, const char *text)
{
	size_t columns = utf8_width(text);

	if (columns > *width)
		*width = columns;
}

static void text_start(struct rows_out *out)
{
	char **labels = arena_array(&out->held_mem, out->count, sizeof(*labels));

	out->widths = xcalloc(out->count + 1, sizeof(*out->widths));
	for (size_t i = 0; i < out->count; i++) {
		labels[i] = clean_cell(out->columns[i].label, &out->held_mem);
		if (!(out->flags & ROWS_NO_HEADER))
			widen(&out->widths[i], labels[i]);
		for (size_t row = 0; row < out->held.count; row++)
			widen(&out->widths[i], out->held.at[row][i]);
	}
	if (!(out->flags & ROWS_NO_HEADER))
		text_line(out, labels);
	for (size_t row = 0; row < out->held.count; row++)
		text_line(out, out->held.at[row]);
	VEC_RELEASE(&out->held);
	arena_clear(&out->held_mem);
}

static void text_row(struct rows_out *out, const char *const *cells)
{
	char **copy = arena_array(&out->held_mem, out->count, sizeof(*copy));

	for (size_t i = 0; i < out->count; i++)
		copy[i] = clean_cell(cells[i] ? cells[i] : "", &out->held_mem);
	if (out->widths) {
		text_line(out, copy);
		arena_clear(&out->held_mem);
		return;
	}
	*VEC_PUSH(&out->held) = copy;
	if (out->held.count >= ROWS_ALIGN_LIMIT)
		text_start(out);
}

/* ---- all ---- */

int rows_out_row(struct rows_out *out, const char *const *cells, struct err *err)
{
	switch (out->format) {
	case ROWS_CSV:
		if (!out->started)
			csv_start(out);
		csv_line(out, cells);
		break;
	case ROWS_JSON:
		json_row(out, cells);
		break;
	case ROWS_TEXT:
		text_row(out, cells);
		break;
	}
	out->started = 1;
	return flush_some(out, err);
}

int rows_out_line(struct rows_out *out, const char *line, struct err *err)
{
	str_add(&out->pending, line);
	str_add_char(&out->pending, '\n');
	return flush_some(out, err);
}

int rows_out_finish(struct rows_out *out, struct err *err)
{
	if (out->format == ROWS_TEXT && !out->widths)
		text_start(out);
	if (out->format == ROWS_CSV && !out->started)
		csv_start(out);
	out->started = 1;
	return flush(out, err);
}

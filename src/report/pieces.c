/*
 * pieces.c - cuts a template into plain text and tags, and drops line breaks that are only
 * layout.  Knows nothing of forms or figures.
 */
#include "report/pieces.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/xalloc.h"

struct cutter {
	const char *at;
	int line, column;
	struct arena *mem;
	struct err *err;
	VEC(struct piece) pieces;
};

/* clang-format off */
static const struct { const char *word; enum piece_kind kind; int has_text; } words[] = {
	{ "if",      PIECE_IF,      1 },
	{ "else if", PIECE_ELSE_IF, 1 },
	{ "else",    PIECE_ELSE,    0 },
	{ "each",    PIECE_EACH,    1 },
	{ "between", PIECE_BETWEEN, 0 },
	{ "end",     PIECE_END,     0 },
};
/* clang-format on */

static int is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int is_space(char c)
{
	return is_blank(c) || c == '\n';
}

static int fault(struct cutter *c, int line, int column, const char *sentence)
{
	return err_set(c->err, ERR_FAULT, "%d:%d: %s", line, column, sentence);
}

/* One character on. */
static void step(struct cutter *c)
{
	size_t pos = 0;

	if (*c->at == '\n') {
		c->line++;
		c->column = 0;
	}
	utf8_next(c->at, strlen(c->at) < 4 ? strlen(c->at) : 4, &pos);
	c->at += pos;
	c->column++;
}

static struct piece *add(struct cutter *c, enum piece_kind kind, const char *text)
{
	struct piece *piece = VEC_PUSH_IN(c->mem, &c->pieces);

	*piece = (struct piece){
		.kind = kind, .text = text, .line = c->line, .column = c->column
	};
	return piece;
}

/* The quote that ends what begins here, NULL when no quote begins. */
static const char *closing_quote(const char *at)
{
	if (*at == '\'')
		return "'";
	if (*at == '"')
		return "\"";
	return text_starts_with(at, "「") ? "」" : NULL;
}

/* The brace that ends the tag, quotes passed over; NULL none. */
static const char *tag_end(const char *at, int remark)
{
	for (; *at && *at != '}'; at++) {
		const char *quote = remark ? NULL : closing_quote(at);
		const char *end = quote ? strstr(at + 1, quote) : NULL;

		if (end)
			at = end + strlen(quote) - 1;
	}
	return *at ? at : NULL;
}

/* Text begins with the word, and the word ends there; blanks inside it may be several. */
static const char *after_word(const char *text, const char *word)
{
	for (; *word; word++) {
		if (*word != ' ') {
			if (*text++ != *word)
				return NULL;
			continue;
		}
		if (!is_space(*text))
			return NULL;
		while (is_space(*text))
			text++;
	}
	return !*text || *text == '}' || is_space(*text) ? text : NULL;
}

/* What kind of tag it is; *text moves behind its word. */
static enum piece_kind kind_of(const char **text)
{
	enum piece_kind kind = PIECE_VALUE;
	const char *rest = *text;
	size_t longest = 0;

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		const char *after = after_word(*text, words[i].word);

		if (after && strlen(words[i].word) > longest) {
			longest = strlen(words[i].word);
			kind = words[i].kind;
			rest = after;
		}
	}
	*text = rest;
	return kind;
}

static int has_text(enum piece_kind kind)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (words[i].kind == kind)
			return words[i].has_text;
	return 1;
}

/* c stands on the brace. */
static int cut_tag(struct cutter *c)
{
	int remark = c->at[1] == '#';
	const char *end = tag_end(c->at + 1, remark), *text = c->at + 1, *stop;
	enum piece_kind kind = PIECE_REMARK;
	struct piece *piece;

	if (!end)
		return fault(c, c->line, c->column,
			_("this brace is not closed; write } at the end, or {{ for a "
			  "brace in the text"));
	while (text < end && is_space(*text))
		text++;
	if (!remark) {
		kind = kind_of(&text);
		while (text < end && is_space(*text))
			text++;
	}
	for (stop = end; stop > text && is_space(stop[-1]); stop--)
		;
	piece = add(
		c, kind, arena_text_len(c->mem, text, text < stop ? (size_t)(stop - text) : 0));
	if (kind != PIECE_REMARK && has_text(kind) != (*piece->text != '\0'))
		return fault(c, c->line, c->column,
			has_text(kind)
				? _("something is missing in this tag; write for "
				  "example {name}, {if name is zero} or {each $u in due(form)}")
				: _("this tag stands alone, without anything after its word"));
	while (c->at < text)
		step(c);
	piece->text_column = c->column;
	while (c->at <= end)
		step(c);
	return 0;
}

/* A line that ends with a backslash goes on in the next. */
static void pass_break(struct cutter *c)
{
	step(c);
	step(c);
	while (is_blank(*c->at))
		step(c);
}

static int cut_text(struct cutter *c)
{
	struct piece *piece = add(c, PIECE_TEXT, NULL);
	struct str text = { 0 };
	const char *from;
	int rc = 0;

	while (*c->at && rc == 0) {
		if (*c->at == '{' && c->at[1] != '{')
			break;
		if (*c->at == '}' && c->at[1] != '}') {
			rc = fault(c, c->line, c->column,
				_("this brace closes nothing; write }} for a brace in "
				  "the text"));
			break;
		}
		if (c->at[0] == '\\' && c->at[1] == '\n') {
			pass_break(c);
			continue;
		}
		if (*c->at == '{' || *c->at == '}')
			step(c);
		from = c->at;
		step(c);
		str_add_len(&text, from, (size_t)(c->at - from));
	}
	piece->text = arena_text_len(c->mem, str_text(&text), text.len);
	str_release(&text);
	return rc;
}

/* ---- layout ---- */

static int is_block(const struct piece *piece)
{
	return piece->kind != PIECE_TEXT && piece->kind != PIECE_VALUE;
}

/* The text without one line break at its start and the blanks around that. */
static const char *without_first_break(const char *text)
{
	const char *at = text;

	while (is_blank(*at))
		at++;
	if (*at != '\n')
		return text;
	for (at++; is_blank(*at); at++)
		;
	return at;
}

static size_t without_last_break(const char *text, size_t len)
{
	size_t at = len;

	while (at > 0 && is_blank(text[at - 1]))
		at--;
	if (at == 0 || text[at - 1] != '\n')
		return len;
	for (at--; at > 0 && is_blank(text[at - 1]); at--)
		;
	return at;
}

static void lay_out(struct cutter *c)
{
	for (size_t i = 0; i < c->pieces.count; i++) {
		struct piece *piece = &c->pieces.at[i];
		int after = i > 0 && is_block(piece - 1);
		int before = i + 1 < c->pieces.count && is_block(piece + 1);
		const char *text = piece->text;

		if (piece->kind != PIECE_TEXT)
			continue;
		if (after)
			text = without_first_break(text);
		/* Between two blocks one break goes, not one for each. */
		if (before &&
			!(after && text != piece->text && text[strspn(text, " \t\n")] == '\0'))
			text = arena_text_len(
				c->mem, text, without_last_break(text, strlen(text)));
		piece->text = text;
	}
}

/* A copy without a byte order mark and with plain line ends. */
static const char *plain_copy(const char *text, struct arena *mem)
{
	size_t len = strlen(text), used = 0;
	char *copy = arena_alloc(mem, len + 1);

	for (size_t i = text_starts_with(text, "\xef\xbb\xbf") ? 3 : 0; i < len; i++)
		if (text[i] != '\r' || text[i + 1] != '\n')
			copy[used++] = text[i];
	return copy;
}

int pieces_cut(const char *text, struct arena *mem, struct pieces *out, struct err *err)
{
	struct cutter c = {
		.at = plain_copy(text, mem),
		.line = 1,
		.column = 1,
		.mem = mem,
		.err = err,
	};
	int rc = 0;

	while (*c.at && rc == 0)
		rc = *c.at == '{' && c.at[1] != '{' ? cut_tag(&c) : cut_text(&c);
	if (rc < 0)
		return -1;
	lay_out(&c);
	out->at = c.pieces.at;
	out->count = c.pieces.count;
	return 0;
}

const char *piece_word(const char *text, const char *word)
{
	size_t len = strlen(word);
	int depth = 0;

	for (const char *at = text; *at; at++) {
		const char *quote = closing_quote(at);
		const char *end = quote ? strstr(at + 1, quote) : NULL;

		if (end) {
			at = end + strlen(quote) - 1;
			continue;
		}
		depth += (*at == '(') - (*at == ')');
		if (depth == 0 && at > text && is_space(at[-1]) &&
			strncmp(at, word, len) == 0 && is_space(at[len]))
			return at;
	}
	return NULL;
}

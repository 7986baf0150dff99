/*
 * expr_lex.c - an expression's text becomes tokens; full-width punctuation is folded
 * everywhere but inside quoted text.  It knows no names: a word is a word.
 */
#include "model/expr_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/xalloc.h"

struct lexer {
	const char *text;
	size_t len, pos;        /* of the next character to read */
	size_t start;           /* of the character in now */
	int column;             /* of the character in now */
	int32_t now;            /* folded; -1 the end */
	int32_t pending;        /* second half of a folded one (>= from one sign), 0 none */
	struct str folded;      /* scratch */
	struct arena *mem;
	struct err *err;
};

/* clang-format off */
static const struct { const char *text; enum word word; } words[] = {
	{ "or", WORD_OR },                     { "或", WORD_OR },            { "或者", WORD_OR },
	{ "and", WORD_AND },                   { "且", WORD_AND },           { "并且", WORD_AND },
	{ "not", WORD_NOT },                   { "非", WORD_NOT },
	{ "in", WORD_IN },                     { "属于", WORD_IN },
	{ "within", WORD_WITHIN },             { "位于", WORD_WITHIN },
	{ "like", WORD_LIKE },                 { "形如", WORD_LIKE },
	{ "is", WORD_IS },                     { "为", WORD_IS },            { "是", WORD_IS },
	{ "不为", WORD_IS_NOT },               { "不是", WORD_IS_NOT },
	{ "为空", WORD_IS_EMPTY },             { "不为空", WORD_IS_NOT_EMPTY },
	{ "where", WORD_WHERE },               { "其中", WORD_WHERE },
	{ "true", WORD_TRUE },                 { "真", WORD_TRUE },
	{ "false", WORD_FALSE },               { "假", WORD_FALSE },
	{ "empty", WORD_EMPTY },               { "空", WORD_EMPTY },
	{ "missing", WORD_MISSING },           { "缺失", WORD_MISSING },
	{ "given", WORD_GIVEN },               { "已填", WORD_GIVEN },
	{ "zero", WORD_ZERO },                 { "零", WORD_ZERO },
	{ "applicable", WORD_APPLICABLE },     { "适用", WORD_APPLICABLE },
	{ "not_applicable", WORD_NOT_APPLICABLE }, { "不适用", WORD_NOT_APPLICABLE },
	{ "masked", WORD_MASKED },             { "隐去", WORD_MASKED },
	{ "this", WORD_THIS },                 { "本记录", WORD_THIS },
	{ "state", WORD_STATE },               { "状态", WORD_STATE },
};

static const struct { const char *text; enum token_kind kind; } signs[] = {
	{ "!=", TOKEN_DIFFERS }, { "<>", TOKEN_DIFFERS }, { "<=", TOKEN_AT_MOST },
	{ ">=", TOKEN_AT_LEAST }, { "==", TOKEN_EQUAL },
	{ "(", TOKEN_OPEN }, { ")", TOKEN_CLOSE }, { ",", TOKEN_COMMA }, { ".", TOKEN_DOT },
	{ "=", TOKEN_EQUAL }, { "<", TOKEN_LESS }, { ">", TOKEN_MORE }, { "+", TOKEN_PLUS },
	{ "-", TOKEN_MINUS }, { "*", TOKEN_TIMES }, { "/", TOKEN_SLASH }, { "%", TOKEN_PERCENT },
};
/* clang-format on */

enum word expr_word(const char *text)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(words[i].text, text) == 0)
			return words[i].word;
	return WORD_NONE;
}

static int fault(struct lexer *lex, int column, const char *sentence)
{
	return err_set(lex->err, ERR_FAULT, _("column %d: %s"), column, sentence);
}

/* Folds what the base folds, one character at a time, so that columns stay the user's. */
static int32_t fold(struct lexer *lex, int32_t character)
{
	size_t at = 0;

	if (character < 0x80)
		return character;
	str_clear(&lex->folded);
	utf8_fold_punctuation(lex->text + lex->start, lex->pos - lex->start, &lex->folded);
	character = utf8_next(lex->folded.at, lex->folded.len, &at);
	if (at < lex->folded.len)
		lex->pending = lex->folded.at[at];
	return character;
}

static void advance(struct lexer *lex)
{
	if (lex->pending) {
		lex->now = lex->pending;
		lex->pending = 0;
		return;
	}
	if (lex->now != 0)
		lex->column++;
	lex->start = lex->pos;
	lex->now = utf8_next(lex->text, lex->len, &lex->pos);
	if (lex->now > 0)
		lex->now = fold(lex, lex->now);
	else if (lex->now == 0)
		lex->now = 0xFFFD;
}

/* The character after now, folded. */
static int32_t peek(struct lexer *lex)
{
	struct lexer next = *lex;

	advance(&next);
	lex->folded = next.folded;      /* the scratch is one */
	return next.now;
}

static int is_letter(int32_t c)
{
	if (c < 0x80)
		return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || c == 0x3007 ||
	       (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
	       (c >= 0x20000 && c <= 0x3FFFF);
}

static int is_digit(int32_t c)
{
	return c >= '0' && c <= '9';
}

static void take_word(struct lexer *lex, struct str *out)
{
	while (is_letter(lex->now) || is_digit(lex->now)) {
		utf8_put(out, lex->now);
		advance(lex);
	}
}

static int lex_name(struct lexer *lex, struct token *token)
{
	struct str name = { 0 };

	take_word(lex, &name);
	token->kind = TOKEN_NAME;
	token->text = arena_text(lex->mem, str_text(&name));
	token->word = expr_word(token->text);
	str_release(&name);
	return 0;
}

/* 「odd label」 */
static int lex_odd_name(struct lexer *lex, struct token *token)
{
	size_t from = lex->pos;

	do
		advance(lex);
	while (lex->now >= 0 && lex->now != 0x300D);
	if (lex->now < 0)
		return fault(lex, token->column, _("「 is not closed by 」"));
	token->kind = TOKEN_NAME;
	token->text = arena_text_len(lex->mem, lex->text + from, lex->start - from);
	advance(lex);
	return 0;
}

static int lex_param(struct lexer *lex, struct token *token)
{
	advance(lex);
	if (!is_letter(lex->now))
		return fault(lex, token->column, _("a name must follow $"));
	lex_name(lex, token);
	token->kind = TOKEN_PARAM;
	return 0;
}

/* @name and @「odd name」 */
static int lex_saved(struct lexer *lex, struct token *token)
{
	advance(lex);
	if (lex->now == 0x300C) {
		if (lex_odd_name(lex, token) < 0)
			return -1;
	} else if (is_letter(lex->now) || is_digit(lex->now)) {
		lex_name(lex, token);
	} else {
		return fault(lex, token->column, _("the name of a saved query must follow @"));
	}
	token->kind = TOKEN_SAVED;
	token->word = WORD_NONE;
	return 0;
}

int expr_is_word(const char *name)
{
	size_t at = 0, len = strlen(name);

	if (!len)
		return 0;
	while (at < len) {
		int32_t c = utf8_next(name, len, &at);

		if (!is_letter(c) && !is_digit(c))
			return 0;
	}
	return 1;
}

/*
 * Quoted text is kept as written.  ASCII quotes end with the same; curly and full-width
 * ones end with any of their kind.  A doubled quote stands for one.
 */
static int closes(const struct lexer *lex, int32_t quote, int ascii)
{
	return lex->now == quote && ascii == (lex->pos - lex->start == 1);
}

static int lex_text(struct lexer *lex, struct token *token)
{
	int32_t quote = lex->now;
	int ascii = lex->pos - lex->start == 1;
	struct str text = { 0 };

	for (advance(lex); lex->now >= 0; advance(lex)) {
		if (closes(lex, quote, ascii)) {
			advance(lex);
			if (!closes(lex, quote, ascii))
				goto closed;
		}
		str_add_len(&text, lex->text + lex->start, lex->pos - lex->start);
		lex->pending = 0;
	}
	str_release(&text);
	return fault(lex, token->column, _("the quoted text is not closed"));
closed:
	token->kind = TOKEN_TEXT;
	token->text = arena_text(lex->mem, str_text(&text));
	str_release(&text);
	return 0;
}

static int is_pattern(struct lexer *lex, const char *pattern)
{
	struct lexer probe = *lex;

	for (; *pattern; pattern++, advance(&probe))
		if (*pattern == '9' ? !is_digit(probe.now) : probe.now != *pattern)
			break;
	lex->folded = probe.folded;
	/* Only the full pattern: no word and no further digit may go on from it. */
	return *pattern == '\0' && !is_letter(probe.now) && !is_digit(probe.now);
}

static void take(struct lexer *lex, size_t count, struct str *out)
{
	while (count-- > 0) {
		str_add_char(out, (char)lex->now);
		advance(lex);
	}
}

/* 1 when a date or a period begins here, which then is in token; 0 not; -1 no such day. */
static int lex_time(struct lexer *lex, struct token *token)
{
	static const char *const patterns[] = {
		"9999-99-99", "9999-99X9", "9999-99", "9999Q9", "9999H9", "9999S",
	};
	struct str text = { 0 };
	struct err err = { 0 };
	struct period period;
	size_t i = 0;
	int rc;

	while (i < COUNT_OF(patterns) && !is_pattern(lex, patterns[i]))
		i++;
	if (i == COUNT_OF(patterns))
		return 0;
	take(lex, strlen(patterns[i]), &text);
	token->kind = i == 0 ? TOKEN_DATE : TOKEN_PERIOD;
	if (i == 0) {
		rc = date_parse(text.at, &token->value.date, &err);
		token->value = expr_date(token->value.date);
	} else {
		rc = period_parse(text.at, &period, &err);
		token->value = expr_period(period);
	}
	str_release(&text);
	return rc < 0 ? fault(lex, token->column, err.text) : 1;
}

/* 12.5万: the decimal point moves; returns the factor's zeros. */
static int lex_factor(struct lexer *lex)
{
	int zeros = 0;

	for (; lex->now == 0x4E07 || lex->now == 0x4EBF; advance(lex))
		zeros += lex->now == 0x4E07 ? 4 : 8;
	return zeros;
}

static int scale_up(struct decimal *number, int zeros, struct err *err)
{
	struct decimal factor = decimal_of(1);

	if (zeros > 16)
		zeros = 16;
	while (zeros-- > 0)
		factor.unscaled *= 10;
	if (decimal_multiply(*number, factor, number, err) < 0)
		return -1;
	*number = decimal_normalize(*number);
	return 0;
}

static int lex_number(struct lexer *lex, struct token *token)
{
	struct str text = { 0 };
	struct err err = { 0 };
	struct decimal number = { 0 };
	int zeros, rc;

	while (is_digit(lex->now))
		take(lex, 1, &text);
	if (lex->now == '.' && is_digit(peek(lex))) {
		take(lex, 1, &text);
		while (is_digit(lex->now))
			take(lex, 1, &text);
	}
	zeros = lex_factor(lex);
	rc = decimal_parse(text.at, &number, &err);
	if (rc == 0 && zeros > 0)
		rc = scale_up(&number, zeros, &err);
	if (rc == 0 && zeros == 0 && number.scale == 0 && text.len == 4 && number.unscaled > 0)
		token->year = (int)number.unscaled;
	str_release(&text);
	if (rc < 0)
		return fault(lex, token->column, err.text);
	if (is_letter(lex->now))
		return fault(lex, lex->column,
			_("a word follows the number directly: write figures without their "
			  "measure unit, and a blank before a word"));
	token->kind = TOKEN_NUMBER;
	token->value = expr_number(number);
	return 0;
}

static int lex_sign(struct lexer *lex, struct token *token)
{
	struct str bad = { 0 };

	for (size_t i = 0; i < COUNT_OF(signs); i++) {
		const char *sign = signs[i].text;

		if (lex->now != sign[0] || (sign[1] && peek(lex) != sign[1]))
			continue;
		advance(lex);
		if (sign[1])
			advance(lex);
		token->kind = signs[i].kind;
		return 0;
	}
	utf8_clean(lex->text + lex->start, lex->pos - lex->start, 0, &bad);
	err_set(lex->err, ERR_FAULT, _("column %d: 「%s」 means nothing here"), token->column,
		str_text(&bad));
	str_release(&bad);
	return -1;
}

static int lex_one(struct lexer *lex, struct token *token)
{
	int rc;

	if (lex->now < 0)
		return 0;
	if (lex->now == 0x300C)
		return lex_odd_name(lex, token);
	if (lex->now == '$')
		return lex_param(lex, token);
	if (lex->now == '@')
		return lex_saved(lex, token);
	if (lex->now == '\'' || lex->now == '"')
		return lex_text(lex, token);
	if (is_digit(lex->now)) {
		rc = lex_time(lex, token);
		return rc == 0 ? lex_number(lex, token) : rc < 0 ? -1 : 0;
	}
	if (is_letter(lex->now))
		return lex_name(lex, token);
	return lex_sign(lex, token);
}

static void skip_blanks(struct lexer *lex)
{
	while (lex->now == ' ' || lex->now == '\t' || lex->now == '\n' || lex->now == '\r')
		advance(lex);
}

int expr_lex(const char *text, struct arena *mem, struct token **out, struct err *err)
{
	struct lexer lex = { .text = text, .len = strlen(text), .mem = mem, .err = err };
	VEC(struct token) tokens = { 0 };
	struct token *token;
	int rc;

	lex.column = 1;
	advance(&lex);
	do {
		skip_blanks(&lex);
		token = VEC_PUSH_IN(mem, &tokens);
		token->column = lex.column;
		rc = lex_one(&lex, token);
	} while (rc == 0 && token->kind != TOKEN_END);
	str_release(&lex.folded);
	*out = tokens.at;
	return rc;
}

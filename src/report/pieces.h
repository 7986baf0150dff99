/*
 * pieces.h - a template's text cut into plain text and tags.  Private to report/.
 */
#ifndef REPORT_PIECES_H
#define REPORT_PIECES_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

enum piece_kind { PIECE_TEXT, PIECE_VALUE, PIECE_REMARK, PIECE_IF, PIECE_ELSE_IF, PIECE_ELSE,
	PIECE_EACH, PIECE_BETWEEN, PIECE_END };

struct piece {
	enum piece_kind kind;
	const char *text;       /* plain text; of a tag what follows its word, trimmed */
	int line, column;       /* of the first character or the brace, from 1 */
	int text_column;        /* of a tag's text, in characters from the line's start */
};

struct pieces {
	struct piece *at;
	size_t count;
};

/* -1: a brace that is not closed or stands alone; err begins "line:column: ". */
int pieces_cut(const char *text, struct arena *mem, struct pieces *out, struct err *err);

/* First `word` of its own in an expression, outside quotes and brackets; NULL none. */
const char *piece_word(const char *text, const char *word);

#endif

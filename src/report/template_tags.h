/*
 * template_tags.h - what the files that read templates share.  Private to report/.
 */
#ifndef REPORT_TEMPLATE_TAGS_H
#define REPORT_TEMPLATE_TAGS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/expr.h"
#include "report/pieces.h"
#include "report/template.h"

#include <stddef.h>

enum { TAG_LOOP_NAMES = 2 };

struct tag_loop {
	struct tag_loop *outer;
	struct expr_named names[TAG_LOOP_NAMES];
	size_t count;
};

struct template_reader {
	const struct model *model;
	const struct report_template *source;
	struct dataset *data;           /* knows @names; NULL: any is taken */
	struct arena *mem;
	struct err *err;
	struct pieces pieces;
	size_t next;
	int depth;
	struct tag_loop *loop;          /* innermost */
	const struct form *form;        /* whose fields bare names are */
	const struct expr_named *named; /* of the loops, item, indicators */
};

int tag_fault(struct template_reader *r, const struct piece *piece, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Makes r->named again after r->loop has changed. */
void tag_names(struct template_reader *r);
/* text lies within piece->text. */
int tag_expression(struct template_reader *r, const struct piece *piece, const char *text,
		   enum expr_type want, const struct expr **out);
int tag_value(struct template_reader *r, struct piece *piece, struct part *part);
/* Fills part and loop, and makes r stand inside the loop. */
int tag_each(struct template_reader *r, struct piece *piece, struct part *part,
	     struct tag_loop *loop);

#endif

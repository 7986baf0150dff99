/*
 * template.c - pieces become a tree of parts: text, values, conditions, loops.
 *
 * Every expression is parsed and typed here, with the loop variables that stand around it,
 * so that a wrong template is found without any record.
 */
#include "report/template.h"

#include <string.h>

#include "base/i18n.h"
#include "base/vec.h"
#include "model/expr.h"
#include "model/form.h"
#include "model/model.h"
#include "report/pieces.h"
#include "report/template_tags.h"

enum { MOST_NESTED = 32 };

static int parse_parts(struct template_reader *r, struct parts *out, struct piece **stop);

int tag_fault(struct template_reader *r, const struct piece *piece, const char *fmt, ...)
{
	struct err inner = { 0 };
	va_list args;

	va_start(args, fmt);
	err_vset(&inner, ERR_FAULT, fmt, args);
	va_end(args);
	return err_set(r->err, ERR_FAULT, "%s:%d:%d: %s", r->source->at.file, piece->line,
		piece->column, inner.text);
}

int template_fault(
	const struct report_template *source, const struct part *part, struct err *err)
{
	if (err->code == ERR_DENIED)
		return -1; /* the place is not what is wrong */
	return err_prefix(err, "%s:%d:%d", source->at.file, part->line, part->column);
}

static struct piece *next_piece(struct template_reader *r)
{
	return r->next < r->pieces.count ? &r->pieces.at[r->next++] : NULL;
}

static int parse_if(struct template_reader *r, struct piece *piece, struct part *part)
{
	VEC(struct branch) branches = { 0 };
	struct piece *opening = piece;
	int had_else = 0;

	part->kind = PART_IF;
	while (piece && piece->kind != PIECE_END) {
		struct branch *branch = VEC_PUSH_IN(r->mem, &branches);

		if (piece->kind == PIECE_BETWEEN || had_else)
			return tag_fault(r, piece,
				piece->kind == PIECE_BETWEEN
					? _("{between} stands only inside {each}")
					: _("nothing but {end} may follow {else}"));
		had_else = piece->kind == PIECE_ELSE;
		if (!had_else &&
			tag_expression(r, piece, piece->text, EXPR_BOOL, &branch->when) < 0)
			return -1;
		if (parse_parts(r, &branch->body, &piece) < 0)
			return -1;
		branches.at[branches.count - 1] = *branch;
	}
	if (!piece)
		return tag_fault(r, opening, _("this {if} has no {end}"));
	part->branches = branches.at;
	part->branch_count = branches.count;
	return 0;
}

/* {between} and {else} once each, then {end}. */
static int parse_sections(
	struct template_reader *r, const struct piece *opening, struct part *part)
{
	struct piece *stop;
	struct parts *section = &part->body;
	int seen[2] = { 0 };

	for (;;) {
		int is_else;

		if (parse_parts(r, section, &stop) < 0)
			return -1;
		if (!stop)
			return tag_fault(r, opening, _("this {each} has no {end}"));
		if (stop->kind == PIECE_END)
			return 0;
		is_else = stop->kind == PIECE_ELSE;
		if (stop->kind == PIECE_ELSE_IF || seen[is_else]++)
			return tag_fault(r, stop,
				_("inside {each}, {between} and {else} may stand once each"));
		section = is_else ? &part->none : &part->between;
	}
}

static int parse_each(struct template_reader *r, struct piece *piece, struct part *part)
{
	struct tag_loop loop = { .outer = r->loop };
	const struct form *form = r->form;
	int rc;

	part->kind = PART_EACH;
	rc = tag_each(r, piece, part, &loop);
	if (rc == 0)
		rc = parse_sections(r, piece, part);
	r->form = form;
	if (r->loop == &loop)
		r->loop = loop.outer;
	tag_names(r);
	return rc;
}

static int parse_part(struct template_reader *r, struct piece *piece, struct part *part)
{
	part->line = piece->line;
	part->column = piece->column;
	switch (piece->kind) {
	case PIECE_TEXT:
		part->kind = PART_TEXT;
		part->text = piece->text;
		return 0;
	case PIECE_IF:
		return parse_if(r, piece, part);
	case PIECE_EACH:
		return parse_each(r, piece, part);
	default:
		part->kind = PART_VALUE;
		return tag_value(r, piece, part);
	}
}

/* Up to a tag that is not for here (*stop) or the end (*stop NULL). */
static int parse_parts(struct template_reader *r, struct parts *out, struct piece **stop)
{
	VEC(struct part) parts = { 0 };
	struct piece *piece;
	int rc = 0;

	*stop = NULL;
	if (r->depth >= MOST_NESTED)
		return tag_fault(
			r, &r->pieces.at[r->next - 1], _("tags are nested too deep here"));
	r->depth++;
	while (rc == 0 && (piece = next_piece(r))) {
		struct part part = { .decimals = -1 };

		if (piece->kind == PIECE_REMARK)
			continue;
		if (piece->kind == PIECE_ELSE || piece->kind == PIECE_ELSE_IF ||
			piece->kind == PIECE_BETWEEN || piece->kind == PIECE_END) {
			*stop = piece;
			break;
		}
		rc = parse_part(r, piece, &part);
		if (rc == 0)
			*VEC_PUSH_IN(r->mem, &parts) = part;
	}
	r->depth--;
	out->at = parts.at;
	out->count = parts.count;
	return rc;
}

int template_parse(const struct model *model, const struct report_template *source,
	struct dataset *data, struct arena *mem, struct template *out, struct err *err)
{
	struct template_reader r = {
		.model = model,
		.source = source,
		.data = data,
		.mem = mem,
		.err = err,
	};
	struct piece *stop;

	if (pieces_cut(source->text, mem, &r.pieces, err) < 0) {
		struct err inner = *err;

		err_clear(err);
		return err_set(err, inner.code, "%s:%s", source->at.file, inner.text);
	}
	tag_names(&r);
	out->source = source;
	if (parse_parts(&r, &out->parts, &stop) < 0)
		return -1;
	return stop ? tag_fault(&r, stop, _("this tag belongs to no {if} or {each}")) : 0;
}

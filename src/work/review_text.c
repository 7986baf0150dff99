/*
 * review_text.c - a filing under review in words: state, figures, change, what is remarkable.
 */
#include "work/review.h"

#include <inttypes.h>

#include "base/i18n.h"
#include "base/str.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

void review_change_text(const struct review_row *row, struct str *out)
{
	switch (row->change) {
	case CHANGE_PERCENT:
		str_addf(out, "%+" PRId64 "%%", row->percent);
		break;
	case CHANGE_FROM_ZERO:
		str_add(out, _("from 0"));
		break;
	case CHANGE_TO_ZERO:
		str_add(out, _("to 0"));
		break;
	case CHANGE_CAME:
		str_add(out, _("none before"));
		break;
	case CHANGE_WENT:
		str_add(out, _("none now"));
		break;
	case CHANGE_NONE:
		break;
	}
}

void review_figure_text(const struct model *model, const struct review_row *row,
	const struct value *figures, struct str *out)
{
	if (row->figure < row->now.cycle->figures.count &&
		value_is_given(&figures[row->figure]))
		field_show(model, row->now.cycle->figures.at[row->figure],
			&figures[row->figure], out);
}

/* The state that is reached by what asks for the signature on paper. */
static int is_paper_state(const struct model *model, enum record_state state)
{
	const struct form *form = kept_form(model, KEPT_FILING);
	const struct workflow *flow = form ? form->workflow : NULL;

	for (size_t i = 0; flow && i < flow->action_count; i++)
		if (flow->actions[i].asks && flow->actions[i].to == state)
			return 1;
	return 0;
}

void review_state_text(const struct model *model, const struct review_row *row, struct str *out)
{
	const struct filing *f = &row->now;

	if (f->state == STATE_NEW)
		str_add(out,
			row->marks & (1u << REVIEW_OVERDUE) ? _("overdue") : _("not filed"));
	else if (f->on_paper && is_paper_state(model, f->state))
		str_add(out, _("confirmed on paper"));
	else
		str_add(out, state_label(model, f->state));
}

/* ---- what is remarkable ------------------------------------------------------------------ */

static void tell_overdue(const struct review_row *row, struct str *out)
{
	str_addf(out, P_("%d day overdue", "%d days overdue", row->over), (int)row->over);
}

static void tell_not_filed(const struct review_row *row, struct str *out)
{
	const struct filing *f = &row->now;

	if (f->records)
		str_addf(out,
			P_("not filed, %" PRIu64 " line entered",
				"not filed, %" PRIu64 " lines entered", f->records),
			f->records);
	else
		str_add(out, _("not filed, nothing entered"));
}

static void tell_returned(const struct review_row *row, struct str *out)
{
	str_addf(out, _("returned, round %" PRId64), row->now.rounds);
	if (row->now.open_comments)
		str_addf(out,
			P_(", %" PRIu64 " open comment", ", %" PRIu64 " open comments",
				row->now.open_comments),
			row->now.open_comments);
}

static void tell_broken(const struct review_row *row, struct str *out)
{
	str_addf(out,
		P_("%" PRIu64 " line breaks rules", "%" PRIu64 " lines break rules",
			row->broken),
		row->broken);
}

static void tell_warned(const struct review_row *row, struct str *out)
{
	str_addf(out,
		P_("%" PRIu64 " warning accepted", "%" PRIu64 " warnings accepted",
			row->warned),
		row->warned);
}

/* Where there is one figure, it and its change stand beside it anyway. */
static void tell_jump(const struct review_row *row, struct str *out)
{
	const struct field_set *figures = &row->now.cycle->figures;

	if (figures->count == 1) {
		str_add(out, _("far from the last period"));
		return;
	}
	str_addf(out, "%s ", field_label(figures->at[row->figure], i18n_lang()));
	review_change_text(row, out);
}

static void tell_missing(const struct review_row *row, struct str *out)
{
	uint64_t lack = row->now.cells - row->now.given;

	str_addf(out,
		P_("%" PRIu64 " of %" PRIu64 " cells missing",
			"%" PRIu64 " of %" PRIu64 " cells missing", lack),
		lack, row->now.cells);
}

static void tell_late(const struct review_row *row, struct str *out)
{
	str_addf(out, P_("%d day late", "%d days late", row->over), (int)row->over);
}

/* clang-format off */
static void (*const tell[REVIEW_MARKS])(const struct review_row *row, struct str *out) = {
	[REVIEW_OVERDUE]   = tell_overdue,
	[REVIEW_NOT_FILED] = tell_not_filed,
	[REVIEW_RETURNED]  = tell_returned,
	[REVIEW_BROKEN]    = tell_broken,
	[REVIEW_WARNED]    = tell_warned,
	[REVIEW_JUMP]      = tell_jump,
	[REVIEW_MISSING]   = tell_missing,
	[REVIEW_LATE]      = tell_late,
};
/* clang-format on */

void review_remarks(const struct model *model, const struct review_row *row, struct str *out)
{
	const char *between = "";

	(void)model;
	for (unsigned mark = 0; mark < REVIEW_MARKS; mark++) {
		if (!(row->marks & (1u << mark)))
			continue;
		str_add(out, between);
		tell[mark](row, out);
		between = _("; ");
	}
	if (row->now.nil)
		str_addf(out, "%s%s", between, _("nil report"));
}

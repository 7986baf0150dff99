/*
 * collect_text.c - a filing in words, in one sign, in percent.
 */
#include "work/collect_internal.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "model/model.h"
#include "model/workflow.h"

enum { NAMED_MOST = 5 };

void filing_title(const struct filing *f, struct str *out)
{
	str_addf(out, "%s ", unit_name(f->unit, DATE_NONE));
	cycle_period_text(f->cycle, f->period, out);
}

void some_text(const char *const *names, size_t count, struct str *out)
{
	for (size_t i = 0; i < count && i < NAMED_MOST; i++)
		str_addf(out, "%s%s", i ? _(", ") : "", names[i]);
	if (count > NAMED_MOST)
		str_addf(out, _(" and %zu more"), count - NAMED_MOST);
}

/* ---- words ---- */

static void due_text(
	const struct model *model, const struct filing *f, int32_t today, struct str *out)
{
	int days = (int)(f->due_day - today);
	int work = calendar_workdays(&model->calendar, today, f->due_day);

	if (days > 0)
		str_addf(out, _("due in %d days (%d working days)"), days, work);
	else if (days == 0)
		str_add(out, _("due today"));
	else
		str_addf(out, _("%d days past the due day, still in time"), -days);
}

static void unfiled_text(
	const struct model *model, const struct filing *f, int32_t today, struct str *out)
{
	struct str day = { 0 };

	if (f->closed) {
		str_add(out, _("not filed, the period is closed"));
	} else if (f->due == DUE_NOT_OPEN) {
		date_print(cycle_opens(f->cycle, model, f->period), &day);
		str_addf(out, _("opens on %s"), str_text(&day));
	} else if (f->due == DUE_OVERDUE) {
		str_addf(out, _("not filed, %d days overdue"), (int)(today - f->due_day));
	} else {
		due_text(model, f, today, out);
	}
	str_release(&day);
}

void filing_text(
	const struct model *model, const struct filing *f, int32_t today, struct str *out)
{
	struct str day = { 0 };

	if (f->state == STATE_NEW) {
		unfiled_text(model, f, today, out);
		return;
	}
	if (f->due == DUE_LATE && f->filed != DATE_NONE) {
		date_print(f->filed, &day);
		str_addf(out, _("late (%s), "), str_text(&day));
		str_release(&day);
	}
	if (f->nil)
		str_add(out, _("nil report, "));
	str_add(out, state_label(model, f->state));
	if (f->on_paper)
		str_add(out, _(" (on paper)"));
	if (f->returned && f->rounds > 0)
		str_addf(out, _(" (round %d)"), (int)f->rounds);
}

void due_sentence(const struct model *model, const struct filing *f, const char *task,
	int32_t today, struct str *out)
{
	struct str day = { 0 }, how = { 0 };

	date_print(f->due_day, &day);
	filing_text(model, f, today, &how);
	str_addf(out, _("%s: due by %s, %s"), task, str_text(&day), str_text(&how));
	str_release(&day);
	str_release(&how);
}

/* ---- signs: ASCII, which is one column wide in every encoding ---- */

enum sign {
	SIGN_TIME,
	SIGN_LATE,
	SIGN_NIL,
	SIGN_RETURNED,
	SIGN_OVERDUE,
	SIGN_DUE,
	SIGN_CLOSED
};

static const struct {
	const char *sign, *label;
} signs[] = {
	[SIGN_TIME] = { "*", N_("in time") },
	[SIGN_LATE] = { "~", N_("late") },
	[SIGN_NIL] = { "0", N_("nil report") },
	[SIGN_RETURNED] = { "<", N_("returned, not filed again") },
	[SIGN_OVERDUE] = { "!", N_("overdue") },
	[SIGN_DUE] = { ".", N_("due") },
	[SIGN_CLOSED] = { "-", N_("not open") },
};

const char *filing_sign(const struct filing *f)
{
	enum sign sign = SIGN_TIME;

	if (f->state == STATE_NEW)
		sign = f->due == DUE_OVERDUE     ? SIGN_OVERDUE
			: f->due == DUE_NOT_OPEN ? SIGN_CLOSED
						 : SIGN_DUE;
	else if (f->returned)
		sign = SIGN_RETURNED;
	else if (f->due == DUE_LATE)
		sign = SIGN_LATE;
	else if (f->nil)
		sign = SIGN_NIL;
	return signs[sign].sign;
}

void filing_legend(struct str *out)
{
	for (size_t i = 0; i < COUNT_OF(signs); i++)
		str_addf(out, "%s%s %s", i ? "  " : "", signs[i].sign, _(signs[i].label));
}

int filing_percent(const struct filing *f)
{
	if (f->nil && !f->returned)
		return 100;
	if (f->records == 0 || f->cells == 0)
		return 0;
	if (f->given >= f->cells)
		return 100;
	return (int)(f->given * 100 / f->cells);
}

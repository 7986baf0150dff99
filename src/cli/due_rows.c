/*
 * due_rows.c - tables of `due`, and reminders as a list or as pages to be sent out.
 */
#include "cli/due_rows.h"

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/session.h"
#include "model/model.h"

void due_rows_begin(struct due_rows *rows, struct arena *mem)
{
	*rows = (struct due_rows){ .mem = mem };
}

void due_column(struct due_rows *rows, const char *id, const char *label, enum rows_kind kind)
{
	*VEC_PUSH_IN(rows->mem, &rows->columns) = (struct rows_column){ id, label, kind };
}

void due_cell(struct due_rows *rows, const char *text)
{
	*VEC_PUSH_IN(rows->mem, &rows->cells) = text;
}

int due_rows_print(const struct due_rows *rows, enum rows_format format, struct err *err)
{
	return listing_print(format, rows->columns.at, rows->columns.count, rows->cells.at,
		rows->cells.count / rows->columns.count, err);
}

static const struct {
	const char *id, *label;
} kinds[INBOX_KINDS] = {
	[INBOX_RETURNED] = { "returned", N_("returned to me") },
	[INBOX_OVERDUE] = { "overdue", N_("overdue") },
	[INBOX_DUE] = { "due", N_("due") },
	[INBOX_WAITING] = { "waiting", N_("waits for me") },
	[INBOX_STALE] = { "stale", N_("printed, changed since") },
};

const char *due_kind_id(enum inbox_kind kind)
{
	return kinds[kind].id;
}

const char *due_kind_label(enum inbox_kind kind)
{
	return _(kinds[kind].label);
}

const char *due_period_text(struct session *s, struct period period)
{
	struct str text = { 0 };

	if (period.kind != PERIOD_NONE)
		period_print(period, &text);
	return str_keep(&text, &s->mem);
}

/* ---- reminders ---- */

static int print_list(struct session *s, const struct reminder *all, size_t count,
	enum rows_format format, struct err *err)
{
	struct due_rows rows;

	due_rows_begin(&rows, &s->mem);
	due_column(&rows, "to", _("To"), ROWS_LEFT);
	due_column(&rows, "text", _("What"), ROWS_LEFT);
	if (format != ROWS_TEXT) {
		due_column(&rows, "unit", _("Unit"), ROWS_LEFT);
		due_column(&rows, "cycle", _("Task"), ROWS_LEFT);
		due_column(&rows, "period", _("Period"), ROWS_LEFT);
		due_column(&rows, "days", _("Days left"), ROWS_NUMBER);
	}
	for (size_t i = 0; i < count; i++) {
		due_cell(&rows, all[i].to);
		due_cell(&rows, all[i].sentence);
		if (format == ROWS_TEXT)
			continue;
		due_cell(&rows, all[i].unit->code);
		due_cell(&rows, all[i].cycle->id);
		due_cell(&rows, due_period_text(s, all[i].period));
		due_cell(&rows, arena_printf(&s->mem, "%d", all[i].days));
	}
	return due_rows_print(&rows, format, err);
}

static int is_first_of_unit(const struct reminder *all, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (all[i].unit == all[at].unit)
			return 0;
	return 1;
}

static int is_told(const struct reminder *all, size_t from, size_t at)
{
	for (size_t i = from; i < at; i++)
		if (all[i].unit == all[at].unit &&
			strcmp(all[i].sentence, all[at].sentence) == 0)
			return 1;
	return 0;
}

/* To whom of the unit, then what: each task once. */
static void print_page(
	const struct session *s, const struct reminder *all, size_t count, size_t first)
{
	const struct unit *unit = all[first].unit;
	struct str today = { 0 };
	int n = 0;

	date_print(dataset_today(s->data), &today);
	out_line("%s", _("Reminder to report"));
	out_line("%s", "");
	for (size_t i = first; i < count; i++)
		if (all[i].unit == unit && (i == first || strcmp(all[i].to, all[i - 1].to)))
			out_line("%s", all[i].to);
	out_line("%s", "");
	out_line("%s", _("The following has not been filed yet:"));
	for (size_t i = first; i < count; i++)
		if (all[i].unit == unit && !is_told(all, first, i))
			out_line("  %d. %s", ++n, all[i].sentence);
	out_line("%s", "");
	out_line("%s",
		_("Please file it in the ledger, or a nil report where there is nothing; "
		  "if it has been filed meanwhile, nothing more is to be done."));
	out_line("%s", "");
	out_line("%s", s->model->site.name ? s->model->site.name : "");
	out_line("%s", str_text(&today));
	str_release(&today);
}

int due_reminders(struct session *s, enum rows_format format, int pages, struct err *err)
{
	struct reminder *all;
	size_t count, printed = 0;

	if (reminders_read(s->data, &s->mem, &all, &count, err) < 0)
		return -1;
	if (!pages)
		return count || format != ROWS_TEXT ? print_list(s, all, count, format, err)
						    : 0;
	for (size_t i = 0; i < count; i++) {
		if (!is_first_of_unit(all, i))
			continue;
		if (printed++)
			out_text("\f");
		print_page(s, all, count, i);
	}
	return 0;
}

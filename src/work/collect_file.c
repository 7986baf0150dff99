/*
 * collect_file.c - filing a period: what the ledger holds is submitted with the filing itself,
 * in one batch; or a nil report with its zero record.
 *
 * The day of the first filing is set once: filed again after a return, late stays late.
 */
#include "work/collect.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/code.h"
#include "model/field_type.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/workflow.h"
#include "work/collect_internal.h"
#include "work/comments.h"

enum { TRIES = 5, CODES_MOST = 100 };

struct filing_job {
	struct dataset *data;
	const struct model *model;
	const struct file_order *order;
	struct arena *mem;
	struct filing f;
	int32_t today;
	struct record **lines;
	size_t line_count;
	uint64_t rows; /* period_rows() before they were read */
	VEC(struct save_item) items;
	struct save_result *out;
};

/* DATA_FINDINGS and the sentence. */
static int refuse(struct filing_job *j, int result, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int refuse(struct filing_job *j, int result, const char *fmt, ...)
{
	struct str text = { 0 };
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	j->out->sentence = str_keep(&text, j->mem);
	return result;
}

static const char *title(struct filing_job *j)
{
	struct str text = { 0 };

	filing_title(&j->f, &text);
	return str_keep(&text, j->mem);
}

static const char *day(struct filing_job *j, int32_t on)
{
	struct str text = { 0 };

	date_print(on, &text);
	return str_keep(&text, j->mem);
}

/* ---- filed already ---- */

static const struct revision *filed_by(const struct revision_list *list)
{
	const struct revision *found = NULL;

	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].record && list->at[i].record->state == STATE_SUBMITTED)
			found = &list->at[i];
	return found;
}

static int refuse_filed(struct filing_job *j, struct err *err)
{
	const struct record *record = j->f.record;
	struct revision_list list = { 0 };
	const struct revision *by;
	struct str when = { 0 };

	if (data_history(j->data, record->form, record->id, j->mem, &list, err) < 0)
		return -1;
	by = filed_by(&list);
	j->out->other = record->id;
	if (!by)
		return refuse(j, DATA_DUPLICATE, _("%s is filed already and %s."), title(j),
			state_label(j->model, j->f.state));
	instant_print_minute(by->instant, &when);
	return refuse(j, DATA_DUPLICATE,
		_("%s was filed already by %s on %s; it is %s now.  To change it, have it "
		  "returned first."),
		title(j), by->user_name, str_keep(&when, j->mem),
		state_label(j->model, j->f.state));
}

/* ---- may it be filed ---- */

static int check_days(struct filing_job *j)
{
	const struct filing *f = &j->f;
	int32_t opens = cycle_opens(f->cycle, j->model, f->period);

	if (j->today < opens)
		return refuse(j, DATA_FINDINGS, _("%s opens on %s: file it from that day on."),
			title(j), day(j, opens));
	if (f->closed)
		return refuse(j, DATA_FINDINGS,
			_("%s: the period is closed.  Ask the section to have it unlocked."),
			title(j));
	if (f->lock_day != DATE_NONE && j->today > f->lock_day)
		return refuse(j, DATA_FINDINGS,
			_("%s: entry ended on %s.  Ask the section to have it unlocked."),
			title(j), day(j, f->lock_day));
	return DATA_OK;
}

static int check_missing(struct filing_job *j)
{
	struct cells cells;
	struct str names = { 0 };

	if (!cells_lacking(&cells, j->model, &j->f, j->lines, j->line_count, j->mem))
		return DATA_OK;
	some_text(cells.lacks.at, cells.lacks.count, &names);
	return refuse(j, DATA_FINDINGS,
		_("%s is not complete (%llu of %llu): %s.  Enter them, 0 where there is "
		  "nothing and / where it does not apply, then file again."),
		title(j), (unsigned long long)cells.given, (unsigned long long)cells.wanted,
		str_keep(&names, j->mem));
}

/* ---- nil ---- */

int record_is_nil(const struct model *model, const struct cycle *cycle,
	const struct record *record, struct arena *mem)
{
	for (size_t i = 0; i < cycle->nil_count; i++) {
		const struct field *field = cycle->nil[i].field;
		struct value nil;
		struct err ignored = { 0 };

		if (field_parse(model, field, cycle->nil[i].text, mem, &nil, &ignored) < 0 ||
			field_compare(model, field, &nil, &record->values[field->index]) !=
				0)
			return 0;
	}
	return 1;
}

/* A returned nil report is filed again as it is. */
static int check_nil(struct filing_job *j)
{
	if (j->f.cycle->nil_count == 0)
		return refuse(j, DATA_FINDINGS,
			_("%s cannot be a nil report: enter what there is."), title(j));
	for (size_t i = 0; i < j->line_count; i++)
		if (!j->f.nil || !record_is_nil(j->model, j->f.cycle, j->lines[i], j->mem))
			return refuse(j, DATA_FINDINGS,
				P_("%s has %zu record, so it is not nil: file it without nil, "
				   "or delete the record first.",
					"%s has %zu records, so it is not nil: file it without "
					"nil, or delete the records first.",
					j->line_count),
				title(j), j->line_count);
	return DATA_OK;
}

/* The due day, or today where that is earlier, inside the period. */
static int32_t nil_day(const struct filing_job *j)
{
	const struct season *season = &j->model->calendar.season;
	int32_t first = period_first_day(j->f.period, season);
	int32_t at = period_last_day(j->f.period, season);

	at = j->f.due_day < at ? j->f.due_day : at;
	at = j->today < at ? j->today : at;
	return at < first ? first : at;
}

static int sets(const struct cycle *cycle, const struct field *field)
{
	for (size_t i = 0; i < cycle->nil_count; i++)
		if (cycle->nil[i].field == field)
			return 1;
	return 0;
}

static int add_nil(struct filing_job *j, const struct code *code, struct err *err)
{
	const struct cycle *cycle = j->f.cycle;
	const struct form *form = cycle->form;
	struct record *record = record_new(form, j->mem);

	if (form->period)
		record->values[form->period->index] = value_period(j->f.period);
	if (form->unit)
		record->values[form->unit->index] = value_text(j->f.unit->code);
	if (form->as_of && !sets(cycle, form->as_of))
		record->values[form->as_of->index] = value_date(nil_day(j));
	if (code)
		record->values[cycle->each->index] = value_text(code->code);
	for (size_t i = 0; i < cycle->nil_count; i++)
		if (field_parse(j->model, cycle->nil[i].field, cycle->nil[i].text, j->mem,
			    &record->values[cycle->nil[i].field->index], err) < 0)
			return -1;
	*VEC_PUSH_IN(j->mem, &j->items) = (struct save_item){ .record = record };
	return 0;
}

/* One record, or one for every code. */
static int add_nils(struct filing_job *j, struct err *err)
{
	struct cells codes;

	if (j->line_count > 0)
		return 0;
	if (!j->f.cycle->each)
		return add_nil(j, NULL, err);
	cells_begin(&codes, j->model, j->f.cycle, j->f.period, j->mem);
	for (size_t i = 0; i < codes.code_count; i++)
		if (add_nil(j, codes.codes[i], err) < 0)
			return -1;
	return 0;
}

/* ---- the batch ---- */

/* Filed again, it is confirmed again: who signed the last round has signed that one. */
static void add_filing(struct filing_job *j)
{
	struct record *record = j->f.record
		? record_copy(j->f.record, j->mem)
		: record_new(kept_form(j->model, KEPT_FILING), j->mem);

	kept_set(j->model, record, KEPT_FILING, FILING_CYCLE, value_text(j->f.cycle->id));
	kept_set(j->model, record, KEPT_FILING, FILING_UNIT, value_text(j->f.unit->code));
	kept_set(j->model, record, KEPT_FILING, FILING_PERIOD, value_period(j->f.period));
	kept_set(j->model, record, KEPT_FILING, FILING_NIL, value_bool(j->order->nil));
	if (j->f.filed == DATE_NONE)
		kept_set(j->model, record, KEPT_FILING, FILING_FILED, value_date(j->today));
	if (!j->f.record)
		kept_set(j->model, record, KEPT_FILING, FILING_ROUND,
			value_number(decimal_of(0)));
	kept_set(j->model, record, KEPT_FILING, FILING_SIGNER, value_state_only(VALUE_NONE));
	kept_set(j->model, record, KEPT_FILING, FILING_SIGNED, value_state_only(VALUE_NONE));
	kept_set(j->model, record, KEPT_FILING, FILING_SCAN, value_state_only(VALUE_NONE));
	*VEC_PUSH_IN(j->mem, &j->items) = (struct save_item){ .record = record };
}

static void add_lines(struct filing_job *j)
{
	for (size_t i = 0; i < j->line_count; i++) {
		struct record *line = j->lines[i];

		if (!filing_is_owed(j->model, line->state))
			continue;
		if (j->order->reason)
			line->warn_reason = j->order->reason;
		*VEC_PUSH_IN(j->mem, &j->items) = (struct save_item){ .record = line };
	}
}

/* What comments asked for and was put right is done with it. */
static int add_settled(struct filing_job *j, struct err *err)
{
	struct record **settled;
	size_t count;

	if (comments_settled(
		    j->data, &j->f, j->lines, j->line_count, j->mem, &settled, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		*VEC_PUSH_IN(j->mem, &j->items) = (struct save_item){ .record = settled[i] };
	return 0;
}

/* What stands in the way, with the record it is about; at most five of them. */
static int tell_refused(struct filing_job *j, int result)
{
	const struct form *filings = kept_form(j->model, KEPT_FILING);
	VEC(const char *) told = { 0 };
	struct str all = { 0 };

	for (size_t i = 0; i < j->items.count; i++) {
		const struct save_item *item = &j->items.at[i];
		const struct findings *found = &item->detail.findings;
		struct str text = { 0 };

		if (item->result == DATA_OK || !item->detail.sentence)
			continue;
		if (item->record->form != filings) {
			record_title(j->model, item->record, &text);
			str_add(&text, _(": "));
		}
		str_add(&text,
			found->count > 0 ? found->at[0].sentence : item->detail.sentence);
		if (!j->out->findings.count)
			j->out->findings = *found;
		*VEC_PUSH_IN(j->mem, &told) = str_keep(&text, j->mem);
	}
	some_text(told.at, told.count, &all);
	return refuse(
		j, result, _("%s cannot be filed yet: %s"), title(j), str_keep(&all, j->mem));
}

static int save(struct filing_job *j, struct err *err)
{
	const struct form *filings = kept_form(j->model, KEPT_FILING);
	struct save_options options = { .flags = SAVE_VERB,
		.reason = j->order->reason,
		.entered_for = j->order->entered_for,
		.rows = &j->rows };
	int got;

	options.flags |= j->order->dry_run ? SAVE_DRY_RUN : 0;
	options.flags |= j->order->reason ? SAVE_ACCEPT_WARNINGS : 0;
	got = data_save_together(j->data, j->items.at, j->items.count, &options, j->mem, err);
	for (size_t i = 0; got == 0 && i < j->items.count; i++)
		if (j->items.at[i].record->form == filings)
			*j->out = j->items.at[i].detail;
	return got;
}

/* ---- in order ---- */

static int check_may(struct filing_job *j, struct err *err)
{
	struct record *probe = record_new(kept_form(j->model, KEPT_FILING), j->mem);

	kept_set(j->model, probe, KEPT_FILING, FILING_UNIT, value_text(j->f.unit->code));
	return may(j->model, dataset_viewer(j->data), ACTION_CREATE, probe->form, probe, err);
}

static int check(struct filing_job *j, struct err *err)
{
	int got = check_may(j, err);

	if (got < 0)
		return -1;
	if (!filing_is_owed(j->model, j->f.state))
		return refuse_filed(j, err);
	got = check_days(j);
	if (got != DATA_OK)
		return got;
	if (period_rows(j->data, j->f.cycle, j->f.period, j->f.unit, &j->rows, err) < 0 ||
		filing_records(j->data, &j->f, j->mem, &j->lines, &j->line_count, err) < 0)
		return -1;
	if (j->order->nil)
		return check_nil(j);
	if (j->line_count == 0)
		return refuse(j, DATA_FINDINGS,
			j->f.cycle->nil_count
				? _("%s: nothing has been entered.  Enter it, or file a nil "
				    "report where there is nothing.")
				: _("%s: nothing has been entered.  Enter it first."),
			title(j));
	return check_missing(j);
}

/* Once, on what there is now: as file_period(). */
static int file_once(struct filing_job *j, struct err *err)
{
	int got = check(j, err);

	if (got != DATA_OK)
		return got;
	j->items.at = NULL;
	j->items.count = j->items.cap = 0;
	add_filing(j);
	if (j->order->nil && add_nils(j, err) < 0)
		return -1;
	add_lines(j);
	if (j->f.record && add_settled(j, err) < 0)
		return -1;
	return save(j, err);
}

static int refuse_none(struct filing_job *j, const struct unit *unit, struct err *err)
{
	struct str task = { 0 };

	cycle_period_text(j->f.cycle, j->f.period, &task);
	err_set(err, ERR_NOT_FOUND,
		_("%s: nothing of the kind is due from %s, or it is not yours to see"),
		str_text(&task), unit_name(unit, DATE_NONE));
	str_release(&task);
	return -1;
}

int file_period(struct dataset *data, const struct cycle *cycle, const struct unit *unit,
	struct period period, const struct file_order *order, struct arena *mem,
	struct save_result *out, struct err *err)
{
	struct filing_job j = { .data = data,
		.model = dataset_model(data),
		.order = order,
		.mem = mem,
		.out = out,
		.f = { .cycle = cycle, .period = period } };
	int got = DATA_CONFLICT;

	/* another one was quicker with the filing or a line of it: look at it as it is now */
	for (int i = 0; i < TRIES && (got == DATA_CONFLICT || got == DATA_DUPLICATE); i++) {
		int64_t now;

		*out = (struct save_result){ 0 };
		if (dataset_now(data, &now, err) < 0)
			return -1;
		j.today = instant_day(now);
		got = filing_filed(data, cycle, unit, period, mem, &j.f, err);
		if (got == DATA_NONE)
			return refuse_none(&j, unit, err);
		got = got < 0 ? -1 : file_once(&j, err);
		if (out->sentence)
			return got;
	}
	return got > 0 && !out->sentence ? tell_refused(&j, got) : got;
}

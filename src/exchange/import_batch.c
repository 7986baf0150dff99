/*
 * import_batch.c - the rows of one batch beside the ledger: what each becomes.
 */
#include "exchange/import_internal.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/past.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/viewer.h"

/* Each costs a question; who imports more than that looks at the list afterwards. */
enum { MOST_LOOKED = 500 };

/* ---- before saving ---- */

static int settle(struct importing *im, struct import_row *row, struct err *err)
{
	struct err why = { 0 };
	int unchanged = 0, got;

	if (import_says_the_same(im, row)) {
		row->outcome = IMPORT_UNCHANGED;
		return 0;
	}
	if (import_is_new(im, row))
		got = incoming_merge(&row->in, NULL, &im->work, &row->record, &unchanged, &why);
	else
		got = incoming_settle(
			im->data, &row->in, &im->work, &row->record, &unchanged, &why);
	if (got < 0) {
		if (why.code == ERR_STORE || why.code == ERR_EXPIRED ||
			why.code == ERR_VERSION) {
			*err = why;
			return -1;
		}
		import_fault_add(im, row, SIZE_MAX, NULL, why.text);
		return 0;
	}
	row->id = row->record->id;
	if (unchanged &&
		(im->options->flags & IMPORT_DRAFTS ||
			data_counts(im->data, row->record->state))) {
		row->outcome = IMPORT_UNCHANGED;
		row->record = NULL;
		return 0;
	}
	row->outcome = row->record->revision > 0 ? IMPORT_CHANGED : IMPORT_CREATED;
	if (!row->record->warn_reason)
		row->record->warn_reason = im->options->warn_reason;
	return 0;
}

/* ---- saving ---- */

static void tell_findings(struct importing *im, struct import_row *row,
			  const struct findings *findings)
{
	int blocks = findings->blocks > 0;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->at[i];

		if (!blocks || f->weight == FINDING_BLOCKS)
			import_fault_add(im, row, SIZE_MAX, f->field, f->sentence);
	}
	if (findings->count > 0 && !blocks)
		import_fault_add(im, row, SIZE_MAX, NULL,
			_("Correct it, or give the reason why it is right."));
}

static int is_denied(const struct importing *im, const struct record *record)
{
	struct err ignored = { 0 };
	enum deed action = record->revision > 0 ? ACTION_CHANGE : ACTION_CREATE;

	return may(im->model, dataset_viewer(im->data), action, im->form, record, &ignored) < 0;
}

/* A dry run has the time to look whether a new row is there already under another key. */
static void tell_likely(struct importing *im, const struct import_row *row,
			const struct record *record)
{
	struct record **found = NULL;
	struct err ignored = { 0 };
	struct str title = { 0 };
	size_t count = 0;

	if (!(im->options->flags & IMPORT_DRY_RUN) || !im->last || record->revision > 0 ||
	    im->form->likely.count == 0 || ++im->looked > MOST_LOOKED ||
	    data_likely(im->data, record, 1, &im->work, &found, &count, &ignored) < 0 ||
	    count == 0)
		return;
	record_title(im->model, found[0], &title);
	import_note(im, _("Row %llu may be there already: %s (record %llu); please look."),
		(unsigned long long)row->row, str_text(&title),
		(unsigned long long)found[0]->id);
	str_release(&title);
}

static void take_result(struct importing *im, struct import_row *row,
			const struct save_item *item)
{
	if (item->result == DATA_OK) {
		row->id = item->detail.id;
		tell_likely(im, row, item->record);
		return;
	}
	if (item->result == DATA_FINDINGS && item->detail.findings.count > 0) {
		tell_findings(im, row, &item->detail.findings);
		return;
	}
	if (item->result < 0 && im->last && is_denied(im, item->record))
		im->result->denied++;
	im->result->parts += item->result == DATA_PARTS;
	import_fault_add(im, row, SIZE_MAX,
		item->result == DATA_PARTS ? im->form->parts.unit : NULL,
		item->detail.sentence ? item->detail.sentence : "");
}

struct saving {
	struct save_item *items;
	struct import_row **rows;       /* beside items */
	size_t count;
};

static int save(struct importing *im, struct saving *s, unsigned flags, struct err *err)
{
	struct save_options options = { .flags = flags | SAVE_ACCEPT_WARNINGS,
		.entered_for = im->options->entered_for };

	if (im->options->flags & IMPORT_REPLACE)
		options.flags |= SAVE_REPLACE_PARTS;

	if (s->count == 0)
		return 0;
	if (!im->writing)
		options.flags |= SAVE_DRY_RUN;
	else
		options.import_id = im->entry.id;
	return data_save_many(im->data, s->items, s->count, &options, &im->work, err);
}

/* Somebody was quicker than our look-up: look again, once. */
static int is_overtaken(const struct importing *im, const struct save_item *item)
{
	return item->result == DATA_CONFLICT ||
	       (item->result == DATA_DUPLICATE && item->record->revision == 0 && im->writing);
}

static int save_again(struct importing *im, struct import_row *row, struct save_item *item,
		      struct err *err)
{
	struct saving one = { .items = item, .count = 1 };

	im->has_records = 1;
	im->knows_keys = 0;
	if (settle(im, row, err) < 0)
		return -1;
	if (!row->record)
		return 0;
	item->record = row->record;
	if (save(im, &one, 0, err) < 0)
		return -1;
	take_result(im, row, item);
	return 0;
}

/* Rows that break rules are kept as saved, when the caller wants that. */
static int keep_as_draft(struct importing *im, struct import_row *row, struct save_item *item,
			 struct err *err)
{
	struct saving one = { .items = item, .count = 1 };

	if (save(im, &one, SAVE_KEEP, err) < 0)
		return -1;
	take_result(im, row, item);
	return 0;
}

static int take_results(struct importing *im, struct saving *s, struct err *err)
{
	for (size_t i = 0; i < s->count; i++) {
		struct save_item *item = &s->items[i];
		int got = 0;

		if (is_overtaken(im, item))
			got = save_again(im, s->rows[i], item, err);
		else if (item->result == DATA_FINDINGS && im->options->flags & IMPORT_DRAFTS)
			got = keep_as_draft(im, s->rows[i], item, err);
		else
			take_result(im, s->rows[i], item);
		if (got < 0)
			return -1;
	}
	return 0;
}

/* Those whose record stands to be written. */
static struct saving collect(struct importing *im)
{
	struct saving s = { .count = 0 };

	s.items = arena_array(&im->work, im->batch.count, sizeof(*s.items));
	s.rows = arena_array(&im->work, im->batch.count, sizeof(*s.rows));
	for (size_t i = 0; i < im->batch.count; i++) {
		struct import_row *row = &im->batch.at[i];

		if (row->outcome == IMPORT_FAILED || !row->record)
			continue;
		s.items[s.count].record = row->record;
		s.rows[s.count++] = row;
	}
	return s;
}

/*
 * Resuming a ledger without keys: the first rows that can be stored have been, as many as
 * the import has touched.
 */
static int pass_stored(struct importing *im, struct err *err)
{
	struct saving s = collect(im);
	int got;

	if (!im->writing || im->skip == 0 || s.count == 0)
		return 0;
	im->writing = 0;
	got = save(im, &s, 0, err);
	im->writing = 1;
	for (size_t i = 0; got == 0 && i < s.count && im->skip > 0; i++) {
		if (s.items[i].result != DATA_OK)
			continue;
		s.rows[i]->outcome = IMPORT_UNCHANGED;
		s.rows[i]->record = NULL;
		im->skip--;
	}
	return got;
}

/* ---- after ---- */

static void count_outcome(struct importing *im, const struct import_row *row)
{
	struct import_result *out = im->result;

	switch (row->outcome) {
	case IMPORT_CREATED:
		out->created++;
		break;
	case IMPORT_CHANGED:
		out->changed++;
		break;
	case IMPORT_UNCHANGED:
		out->unchanged++;
		break;
	case IMPORT_FAILED:
		out->failed++;
		break;
	case IMPORT_SKIPPED:
		break;
	}
}

static int tell_outcomes(struct importing *im, struct err *err)
{
	const struct import_options *options = im->options;

	for (size_t i = 0; i < im->batch.count; i++) {
		struct import_row *row = &im->batch.at[i];

		count_outcome(im, row);
		if (row->outcome == IMPORT_FAILED && options->failed && im->last)
			import_failed_row(im, row);
		if (options->told && im->tells)
			options->told(options->context, row->row, row->outcome, row->id);
	}
	if (options->failed && im->last && sink_write(options->failed, &im->failed, err) < 0)
		return -1;
	str_clear(&im->failed);
	return 0;
}

int import_batch(struct importing *im, struct err *err)
{
	struct saving s;
	int got = 0;

	for (size_t i = 0; got == 0 && i < im->batch.count; i++) {
		if (im->batch.at[i].outcome != IMPORT_FAILED)
			got = settle(im, &im->batch.at[i], err);
	}
	if (got == 0)
		got = pass_stored(im, err);
	if (got < 0)
		return -1;
	s = collect(im);
	if (save(im, &s, 0, err) < 0 || take_results(im, &s, err) < 0)
		return -1;
	for (size_t i = 0; !im->writing && i < im->batch.count; i++) {
		if (im->batch.at[i].outcome != IMPORT_FAILED)
			import_is_part(im, &im->batch.at[i]);
	}
	return tell_outcomes(im, err);
}

/*
 * import.c - an import from its file to its entry: one pass to check, one to write.
 */
#include "exchange/import.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "exchange/import_internal.h"
#include "model/form.h"
#include "model/model.h"

/* ---- who, and what came before ---- */

static int may_import(struct importing *im, struct err *err)
{
	const struct viewer *viewer = dataset_viewer(im->data);
	struct err ignored = { 0 };

	if (!(im->options->flags & IMPORT_UNRECORDED))
		return may(im->model, viewer, ACTION_IMPORT, im->form, NULL, err);
	if (may(im->model, viewer, ACTION_CHANGE, im->form, NULL, &ignored) == 0)
		return 0;
	return may(im->model, viewer, ACTION_CREATE, im->form, NULL, err);
}

static const char *day_text(struct importing *im, int64_t instant)
{
	struct str text = { 0 };
	const char *copy;

	instant_print(instant, &text);
	copy = arena_text(im->mem, str_text(&text));
	str_release(&text);
	return copy;
}

static int refuse_cut_short(const struct import_entry *entry, struct err *err)
{
	if (entry->state == IMPORT_RUNNING)
		return err_set(err, ERR_CONFLICT,
			_("This file is being imported just now (import %s); wait for "
			  "its end."),
			entry->id);
	if (entry->state == IMPORT_UNDOING)
		return err_set(err, ERR_FAULT,
			_("The undoing of import %s of this file was cut short; finish "
			  "it with --undo %s."),
			entry->id, entry->id);
	return err_set(err, ERR_FAULT,
		_("Import %s of this file was cut short; go on with --resume %s or take "
		  "it back with "
		  "--undo %s."),
		entry->id, entry->id, entry->id);
}

static int look_before(struct importing *im, struct err *err)
{
	struct import_entry *entry = arena_alloc(im->mem, sizeof(*entry));
	int got;

	if (im->options->flags & IMPORT_UNRECORDED)
		return 0;
	got = imports_same(im->data, im->form->id, rows_in_hash(im->rows), im->mem, entry, err);
	if (got != 0)
		return got < 0 ? -1 : 0;
	if (entry->state != IMPORT_COMPLETE && !(im->options->flags & IMPORT_DRY_RUN))
		return refuse_cut_short(entry, err);
	im->result->before = entry;
	import_note(im, _("A file with the same content was imported on %s by %s (import %s)."),
		day_text(im, entry->started), entry->user_name, entry->id);
	return 0;
}

static int count_touch(void *context, const struct import_touch *touch, struct err *err)
{
	struct importing *im = context;

	(void)err;
	if (touch->before > 0)
		im->entry.updated++;
	else
		im->entry.created++;
	return 0;
}

static int look_at_resumed(struct importing *im, struct err *err)
{
	const char *id = im->options->resume;
	int got = imports_find(im->data, id, im->mem, &im->entry, err);

	if (got < 0)
		return -1;
	if (got > 0)
		return err_set(err, ERR_NOT_FOUND, _("There is no import %s."), id);
	if (im->entry.state != IMPORT_INCOMPLETE)
		return err_set(err, ERR_FAULT,
			_("Import %s is %s; there is nothing to resume."), id,
			import_state_label(im->entry.state));
	if (strcmp(im->entry.form, im->form->id) != 0 ||
	    strcmp(im->entry.hash, rows_in_hash(im->rows)) != 0)
		return err_set(err, ERR_FAULT,
			_("This is not the file of import %s; give the same file (%s), "
			  "unchanged."),
			id, im->entry.file);
	/* The last batch may have been written without being counted. */
	im->entry.created = im->entry.updated = 0;
	if (imports_each(im->data, id, count_touch, im, err) < 0)
		return -1;
	if (im->form->key.count == 0)
		im->skip = im->entry.created;
	return 0;
}

/* ---- rows ---- */

/* Folded and without any blanks: such words are often spaced out. */
static void squeeze(const char *text, struct str *out)
{
	size_t to = 0;

	utf8_fold_punctuation(text, strlen(text), out);
	for (size_t i = 0; i < out->len; i++) {
		if (!strchr(" \t\r\n", out->at[i]))
			out->at[to++] = out->at[i];
	}
	if (out->len > 0)
		str_truncate(out, to);
}

static int is_word(const struct code *code, const char *text)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		if (code->label[lang] && strcmp(code->label[lang], text) == 0)
			return 1;
	}
	for (const char **alias = code->aliases; alias && *alias; alias++) {
		if (strcmp(*alias, text) == 0)
			return 1;
	}
	return 0;
}

static int is_total_row(const struct importing *im, const struct row_in *row)
{
	struct str text = { 0 };
	int found = 0;

	if (!im->total_words || row->count == 0)
		return 0;
	squeeze(row->cells[0], &text);
	for (size_t i = 0; i < im->total_words->count && !found; i++)
		found = is_word(&im->total_words->codes[i], str_text(&text));
	str_release(&text);
	return found;
}

struct teller {
	struct importing *im;
	struct import_row *row;
};

static void tell_place(void *context, const struct place_fault *fault)
{
	struct teller *t = context;

	import_fault_add(t->im, t->row, fault->column, fault->field, fault->sentence);
}

static void keep_cells(struct importing *im, struct import_row *out, const struct row_in *row)
{
	if (!im->options->failed || !im->last)
		return;
	out->cell_count = row->count;
	out->cells = arena_array(&im->work, row->count, sizeof(*out->cells));
	for (size_t i = 0; i < row->count; i++)
		out->cells[i] = arena_text(&im->work, row->cells[i]);
}

static void take_json(struct importing *im, struct import_row *row, const struct row_in *in)
{
	struct err why = { 0 };
	const char *line = in->cells[0];

	if (json_to_incoming(
		    im->data, im->form, line, strlen(line), &im->work, &row->in, &why) < 0)
		import_fault_add(im, row, SIZE_MAX, row->in.fault, why.text);
}

static void take_row(struct importing *im, const struct row_in *in)
{
	struct import_row *row = VEC_PUSH_IN(&im->work, &im->batch);
	struct teller teller = { im, row };

	row->row = in->row;
	row->outcome = IMPORT_CREATED;
	keep_cells(im, row, in);
	if (im->options->format == IMPORT_JSON)
		take_json(im, row, in);
	else
		columns_take(
			im->data, &im->columns, in, &im->work, &row->in, tell_place, &teller);
	im->by_id |= row->in.id > 0;
	im->result->rows++;
	if (row->outcome != IMPORT_FAILED)
		import_is_repeated(im, row);
}

/* ---- batches ---- */

static int keep_entry(struct importing *im, struct err *err)
{
	const struct import_result *out = im->result;

	if (!im->writing || !im->entry.id)
		return 0;
	im->entry.done = im->done;
	im->entry.created += out->created - im->counted.created;
	im->entry.updated += out->changed - im->counted.changed;
	im->entry.unchanged = out->unchanged;
	im->entry.failed = out->failed;
	im->counted = *out;
	return imports_update(im->data, &im->entry, err);
}

static void clear_batch(struct importing *im)
{
	for (size_t i = 0; i < im->batch.count; i++)
		str_release(&im->batch.at[i].why);
	memset(&im->batch, 0, sizeof(im->batch));
	arena_clear(&im->work);
}

static int end_batch(struct importing *im, struct err *err)
{
	const struct import_options *options = im->options;
	int got = 0;

	if (im->batch.count > 0)
		got = import_batch(im, err);
	im->done += im->batch.count;
	clear_batch(im);
	if (got == 0)
		got = keep_entry(im, err);
	if (got == 0 && options->progress &&
	    options->progress(options->context, !im->writing, im->done, im->total))
		im->stopped = 1;
	return got;
}

/* ---- passes ---- */

static void note_columns(struct importing *im)
{
	char letter[8];

	for (size_t i = 0; i < im->columns.count; i++) {
		const struct column_in *column = &im->columns.at[i];

		if (column->use == COLUMN_PASSED && column->field)
			import_note(im, _("Column %s (%s) is computed and was passed over."),
				column_letter(i, letter),
				field_label(column->field, i18n_lang()));
	}
}

/* The header row; faults in it end the import. */
static int take_header(struct importing *im, struct err *err)
{
	struct import_row header = { .outcome = IMPORT_UNCHANGED };
	struct teller teller = { im, &header };
	struct row_in row;
	int last = im->last;
	int got = rows_in_next(im->rows, &row, err);

	if (got == 0)
		return err_set(err, ERR_FAULT,
			_("The file is empty; its first row must name the columns."));
	if (got < 0 || im->writing)
		return got < 0 ? -1 : 0;
	header.row = row.row;
	im->last = 1;
	got = columns_read(im->model, im->form, &row, im->mem, &im->columns, tell_place,
		      &teller) > 0;
	im->last = last;
	str_release(&header.why);
	if (got == 0)
		note_columns(im);
	return got;
}

static void begin_pass(struct importing *im, int writing)
{
	struct import_result *out = im->result;

	im->writing = writing;
	im->done = 0;
	out->rows = out->created = out->changed = out->unchanged = out->failed = 0;
	out->skipped = out->fault_count = out->denied = out->parts = 0;
	out->faults_kept = 0;
	keyset_clear(&im->keys);
	memset(&im->places, 0, sizeof(im->places));
	arena_clear(&im->pass_mem);
}

static int run_pass(struct importing *im, int writing, struct err *err)
{
	size_t most = im->options->batch ? im->options->batch : 8000;
	struct row_in row;
	int got;

	begin_pass(im, writing);
	got = rows_in_rewind(im->rows, err);
	if (got == 0 && im->options->format == IMPORT_CSV)
		got = take_header(im, err);
	if (got == 0 && !writing)
		got = import_look_at_ledger(im, err);
	if (got != 0)
		return got;
	while (!im->stopped && (got = rows_in_next(im->rows, &row, err)) > 0) {
		if (im->options->format == IMPORT_CSV && is_total_row(im, &row)) {
			im->result->skipped++;
			continue;
		}
		take_row(im, &row);
		if (im->batch.count >= most && end_batch(im, err) < 0)
			return -1;
	}
	if (got < 0 || end_batch(im, err) < 0)
		return -1;
	return im->result->fault_count > 0 || im->result->failed > 0;
}

/* ---- the whole ---- */

/* A ledger without a key cannot know its rows again: the file as a whole is known again. */
static int is_stored_already(struct importing *im)
{
	struct import_result *out = im->result;

	if (im->form->key.count > 0 || im->by_id || !out->before ||
	    out->before->state != IMPORT_COMPLETE || im->options->flags & IMPORT_REPEAT)
		return 0;
	out->unchanged += out->created;
	out->created = 0;
	import_note(
		im, _("Its rows have no key to know them by, so nothing was imported again."));
	return 1;
}

static int begin_entry(struct importing *im, struct err *err)
{
	const struct import_options *options = im->options;

	if (options->flags & IMPORT_UNRECORDED)
		return 0;
	im->entry.rows = im->total;
	if (options->resume) {
		im->entry.state = IMPORT_RUNNING;
		if (imports_update(im->data, &im->entry, err) < 0)
			return -1;
	} else {
		im->entry.form = im->form->id;
		im->entry.file = options->file_name ? options->file_name : "-";
		im->entry.hash = rows_in_hash(im->rows);
		if (imports_begin(im->data, &im->entry, im->mem, err) < 0)
			return -1;
	}
	im->result->id = arena_text(im->mem, im->entry.id);
	return 0;
}

static int end_entry(struct importing *im, enum import_state state, struct err *err)
{
	if (!im->result->id)
		return 0;
	im->entry.state = state;
	return imports_update(im->data, &im->entry, err);
}

static int write_pass(struct importing *im, struct err *err)
{
	struct err ignored = { 0 };
	int got;

	if (begin_entry(im, err) < 0)
		return -1;
	im->last = im->tells = 1;
	got = run_pass(im, 1, err);
	im->result->stopped = im->stopped;
	if (got < 0 || im->stopped || (got > 0 && !im->options->failed)) {
		end_entry(im, IMPORT_INCOMPLETE, &ignored);
		return got;
	}
	return end_entry(im, IMPORT_COMPLETE, err) < 0 ? -1 : got;
}

static int run(struct importing *im, struct err *err)
{
	int dry = (im->options->flags & IMPORT_DRY_RUN) != 0;
	int got;

	im->last = dry || !im->options->failed;
	im->tells = dry;
	im->total = rows_in_lines(im->rows);
	got = run_pass(im, 0, err);
	im->total = im->result->rows;
	if (got >= 0 && im->result->skipped > 0)
		import_note(im,
			P_("%llu row of totals was passed over.",
				"%llu rows of totals were passed over.",
				(unsigned long)im->result->skipped),
			(unsigned long long)im->result->skipped);
	if (got < 0 || (got > 0 && (!im->options->failed || im->total == 0)))
		return got;
	if (is_stored_already(im) || dry || im->stopped) {
		im->result->stopped = im->stopped;
		return got;
	}
	if (im->result->created + im->result->changed > 0 || im->options->resume)
		return write_pass(im, err);
	im->last = im->tells = 1;       /* nothing to write, but something to tell */
	return im->options->failed || im->options->told ? run_pass(im, 0, err) : got;
}

static int open_import(struct importing *im, FILE *in, struct err *err)
{
	enum rows_mode mode = im->options->format == IMPORT_JSON ? ROWS_LINES : ROWS_CELLS;

	if (may_import(im, err) < 0 || rows_in_open(in, mode, &im->rows, err) < 0)
		return -1;
	im->result->charset = arena_text(im->mem, rows_in_charset(im->rows));
	return im->options->resume ? look_at_resumed(im, err) : look_before(im, err);
}

/* Each batch tells what cannot be read before what breaks a rule; people go by rows. */
static void sort_faults(struct import_result *out)
{
	for (size_t i = 1; i < out->faults_kept; i++) {
		struct import_fault fault = out->faults[i];
		size_t at = i;

		for (; at > 0 && out->faults[at - 1].row > fault.row; at--)
			out->faults[at] = out->faults[at - 1];
		out->faults[at] = fault;
	}
}

static void release(struct importing *im)
{
	clear_batch(im);
	rows_in_close(&im->rows);
	keyset_release(&im->keys);
	keyset_release(&im->stored);
	str_release(&im->failed);
	arena_release(&im->pass_mem);
	arena_release(&im->work);
}

int import_run(struct dataset *data, const struct form *form, FILE *in,
	       const struct import_options *options, struct arena *mem,
	       struct import_result *out, struct err *err)
{
	struct importing im = { .data = data, .form = form, .model = dataset_model(data),
				.options = options, .result = out, .mem = mem };
	int got;

	*out = (struct import_result){ 0 };
	im.total_words = model_list(im.model, "total_words");
	got = open_import(&im, in, err);
	if (got == 0)
		got = run(&im, err);
	sort_faults(out);
	release(&im);
	return got;
}

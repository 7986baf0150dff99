/*
 * entry_save.c - saving the record under the hands, with every question that takes.
 *
 * Each refusal of data_save() has its own dialog here.  Whatever is answered, what was typed
 * stays in the boxes until it is stored or the user throws it away himself.
 */
#include "screens/entry_save.h"

#include <string.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/workflow.h"
#include "screens/entry_steps.h"
#include "screens/screens.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/screen.h"

enum { MOST_LISTED = 8, REASON_LIMIT = 200 };

/* ---- wrong ------------------------------------------------------------------------------- */

static void list_line(struct str *out, size_t n, const char *sentence)
{
	if (n < MOST_LISTED)
		str_addf(out, "%s- %s", n ? "\n" : "", sentence);
	else if (n == MOST_LISTED)
		str_add(out, _("\nand more"));
}

/* Boxes whose text is no value: their sentences; how many. */
static size_t list_faulty(const struct entry *e, struct str *out)
{
	size_t count = 0;

	for (size_t i = 0; i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];

		if (box->faulty)
			list_line(out, count++, str_text(&box->error));
	}
	return count;
}

static void list_findings(const struct findings *found, int weight, struct str *out)
{
	size_t count = 0;

	for (size_t i = 0; i < found->count; i++) {
		struct str line = { 0 };

		if (found->at[i].weight != weight)
			continue;
		if (found->at[i].row)
			str_addf(&line, _("row %zu: "), found->at[i].row);
		str_add(&line, found->at[i].sentence);
		list_line(out, count++, str_text(&line));
		str_release(&line);
	}
}

/* Text that cannot be read cannot be stored, not even unsubmitted. */
static int refuse_faulty(struct saving *v)
{
	struct choice choices[] = { { K_ENTER, _("Correct it") } };
	struct str text = { 0 };
	size_t count;

	str_add(&text, _("Not saved. Please correct first:"));
	str_add_char(&text, '\n');
	count = list_faulty(v->e, &text);
	if (count > 0) {
		entry_go_to_fault(v->e);
		screen_ask(v->s, str_text(&text), choices, COUNT_OF(choices));
	}
	str_release(&text);
	return count > 0;
}

static enum step hard_findings(struct saving *v)
{
	struct choice choices[] = { { K_ENTER, _("Correct it") },
		{ 'k', _("Save without submitting") } };
	struct str text = { 0 };
	int answer;

	str_add(&text, _("This cannot be submitted:"));
	str_add_char(&text, '\n');
	list_findings(&v->result.findings, FINDING_BLOCKS, &text);
	entry_go_to_fault(v->e);
	answer = screen_ask(v->s, str_text(&text), choices, COUNT_OF(choices));
	str_release(&text);
	if (answer != 1)
		return STEP_STAY;
	v->options.flags |= SAVE_KEEP;
	return STEP_AGAIN;
}

/* Kept by the entry until it is stored: nobody writes it twice. */
static enum step ask_reason(struct saving *v)
{
	struct str reason = { 0 };
	enum step step = STEP_STAY;

	str_add(&reason, v->record->warn_reason ? v->record->warn_reason : "");
	if (screen_prompt(v->s, _("Why is it right? The reason is kept with the record."),
		    REASON_LIMIT, &reason) == 0 &&
		reason.len > 0) {
		v->e->reason = arena_text(&v->e->mem, str_text(&reason));
		v->record->warn_reason = v->e->reason;
		v->options.flags |= SAVE_ACCEPT_WARNINGS;
		step = STEP_AGAIN;
	}
	str_release(&reason);
	return step;
}

static enum step soft_findings(struct saving *v)
{
	struct choice choices[] = { { K_ENTER, _("Correct it") },
		{ 'w', _("Write the reason") }, { 'k', _("Save without submitting") } };
	struct str text = { 0 };
	int answer;

	str_add(&text, _("Please check:"));
	str_add_char(&text, '\n');
	list_findings(&v->result.findings, FINDING_WARNS, &text);
	entry_go_to_fault(v->e);
	answer = screen_ask(v->s, str_text(&text), choices, COUNT_OF(choices));
	str_release(&text);
	if (answer == 1)
		return ask_reason(v);
	if (answer != 2)
		return STEP_STAY;
	v->options.flags |= SAVE_KEEP;
	return STEP_AGAIN;
}

static enum step findings(struct saving *v)
{
	entry_show_findings(v->e, &v->result.findings);
	return v->result.findings.blocks > 0 ? hard_findings(v) : soft_findings(v);
}

/* ---- another record stands there --------------------------------------------------------- */

static struct record *read_other(struct saving *v)
{
	struct record *other = NULL;
	struct err err = { 0 };

	if (data_get(v->e->app->data, v->e->form, v->result.other, &v->mem, &other, &err) < 0)
		screen_fail(v->s, &err);
	return other;
}

/* The other record goes on with what was typed here; it is stored at the next ^S. */
static void take_over(struct saving *v, const struct record *other)
{
	struct entry *e = v->e;
	struct record *mine = entry_record(e, &v->mem);

	mine->id = other->id;
	mine->revision = other->revision;
	mine->state = other->state;
	for (size_t i = 0; i < e->form->field_count; i++) {
		/* what was left empty here is not to empty it there */
		if (mine->values[i].state == VALUE_NONE)
			mine->values[i] = other->values[i];
	}
	entry_rebase(e, other, mine);
	screen_message(v->s, _("You are changing the record that was there; ^S saves it."));
}

/* A session that was cut while it saved this may have saved it all the same. */
static int is_stored_already(const struct saving *v, const struct record *other)
{
	const struct viewer *viewer = dataset_viewer(v->e->app->data);

	if (!other->changed_by || !viewer->user || strcmp(other->changed_by, viewer->user) != 0)
		return 0;
	for (size_t i = 0; i < v->e->form->field_count; i++) {
		const struct field *field = &v->e->form->fields[i];

		if (!(field->type->flags & TYPE_COMPUTED) &&
			!value_equal(&v->record->values[i], &other->values[i]))
			return 0;
	}
	return 1;
}

static enum step done(struct saving *v);

static enum step duplicate(struct saving *v)
{
	struct choice choices[] = { { 'o', _("Open that one") },
		{ 't', _("Take over what I typed into it") } };
	struct record *other = read_other(v);
	struct str text = { 0 }, title = { 0 };
	int answer = -1;

	if (!other) {
		screen_warn(v->s, "%s", v->result.sentence);
		return STEP_STAY;
	}
	if (is_stored_already(v, other)) {
		v->result.id = other->id;
		v->result.state = other->state;
		return done(v);
	}
	record_title(v->e->model, other, &title);
	str_addf(&text, _("Not saved: %s is there already (number %llu, %s)."),
		str_text(&title), (unsigned long long)other->id,
		state_label(v->e->model, other->state));
	answer = screen_ask(v->s, str_text(&text), choices, COUNT_OF(choices));
	str_release(&text);
	str_release(&title);
	if (answer == 1)
		take_over(v, other);
	if (answer != 0)
		return STEP_STAY;
	*v->other = other->id;
	return STEP_OTHER;
}

static enum step parts(struct saving *v)
{
	struct choice choices[] = { { 'r', _("Replace them by this one") } };
	unsigned long count = (unsigned long)v->result.others;
	struct str text = { 0 };
	int yes;

	if (count == 0) {
		screen_warn(v->s, "%s", v->result.sentence);
		return STEP_STAY;
	}
	str_add(&text, v->result.sentence);
	str_addf(&text,
		P_("\n%lu record stands in the way.", "\n%lu records stand in the way.", count),
		count);
	yes = screen_ask(v->s, str_text(&text), choices, COUNT_OF(choices)) == 0;
	str_clear(&text);
	str_addf(&text,
		P_("%lu record will be deleted and this one saved in its place. Go on?",
			"%lu records will be deleted and this one saved in their place. Go on?",
			count),
		count);
	yes = yes && screen_confirm(v->s, str_text(&text));
	str_release(&text);
	if (!yes)
		return STEP_STAY;
	v->options.flags |= SAVE_REPLACE_PARTS;
	return STEP_AGAIN;
}

/* ---- done -------------------------------------------------------------------------------- */

static enum step done(struct saving *v)
{
	struct entry *e = v->e;
	struct record *now = NULL;
	struct err ignored = { 0 };

	/* as it stands in the store: computed fields, who changed it */
	if (data_get(e->app->data, e->form, v->result.id, &v->mem, &now, &ignored) != DATA_OK) {
		now = record_copy(v->record, &v->mem);
		now->id = v->result.id;
		now->revision = v->result.revision;
		now->state = v->result.state;
	}
	entry_stored(e, now);
	e->reason = e->entered_for = NULL;
	screen_message(v->s, "%s%s",
		data_counts(e->app->data, v->result.state)
			? _("Saved and submitted.")
			: _("Saved without submitting: it counts nowhere yet."),
		str_text(&v->note));
	return STEP_DONE;
}

/* How much of a sentence another one can follow. */
static int without_stop(const char *text)
{
	size_t len = strlen(text);

	if (text_ends_with(text, "."))
		len--;
	else if (text_ends_with(text, "。"))
		len -= strlen("。");
	return (int)len;
}

static enum step failed(struct saving *v, struct err *err)
{
	struct err told = { 0 };

	if (err->code == ERR_STORE || err->code == ERR_FULL || err->code == ERR_EXPIRED)
		err_set(&told, err->code,
			_("%.*s. What you typed is still here; ^S tries again."),
			without_stop(err->text), err->text);
	screen_fail(v->s, told.code ? &told : err);
	return STEP_STAY;
}

static enum step attempt(struct saving *v)
{
	struct save_options options = v->options;
	struct err err = { 0 };
	int trial = v->record->id == 0 && !v->looked && v->e->form->likely.count > 0, got;

	/* others that look alike are asked about when nothing else stands in the way */
	if (trial)
		options.flags |= SAVE_DRY_RUN;
	v->result = (struct save_result){ 0 };
	got = data_save(v->e->app->data, v->record, &options, &v->mem, &v->result, &err);
	switch (got) {
	case DATA_OK:
		return trial ? entry_likely(v) : done(v);
	case DATA_FINDINGS:
		return findings(v);
	case DATA_DUPLICATE:
		return duplicate(v);
	case DATA_PARTS:
		return parts(v);
	case DATA_CONFLICT:
		return entry_conflict(v);
	case DATA_NONE:
		return entry_gone(v);
	default:
		return failed(v, &err);
	}
}

/* What a new record took from the one before and is not asked of this one. */
static void drop_unasked(const struct entry *e, struct record *record)
{
	for (size_t i = 0; record->id == 0 && i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];
		size_t field = box->field->index;

		if (box->skipped && !box->group &&
			value_equal(&record->values[field], &e->base->values[field]))
			record->values[field] = value_state_only(VALUE_NONE);
	}
}

enum entry_saved entry_save(struct entry *e, struct screen *s, uint64_t *other)
{
	struct saving v = { .e = e, .s = s, .other = other };
	enum step step = STEP_STAY;

	entry_settle_all(e);
	if (!refuse_faulty(&v)) {
		v.record = entry_record(e, &v.mem);
		v.options.entered_for = e->entered_for;
		if (e->reason)
			v.record->warn_reason = e->reason;
		drop_unasked(e, v.record);
		do
			step = attempt(&v);
		while (step == STEP_AGAIN);
	}
	str_release(&v.note);
	arena_release(&v.mem);
	if (step == STEP_OTHER)
		return ENTRY_OTHER;
	return step == STEP_DONE ? ENTRY_SAVED : ENTRY_STAYS;
}

/*
 * entry_save.c - saving the record under the hands, with every question that takes.
 *
 * Each refusal of data_save() has its own dialog here.  Whatever is answered, what was typed
 * stays in the boxes until it is stored or the user throws it away himself.
 */
#include "screens/entry.h"

#include <string.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/screens.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/screen.h"

enum { MOST_LISTED = 8, REASON_LIMIT = 200, COMPARE_COLS = 72, MOST_COMPARED = 12 };

struct saving {
	struct entry *e;
	struct screen *s;
	struct arena mem; /* of this attempt */
	struct record *record;
	struct save_options options;
	struct save_result result;
	uint64_t *other;
};

enum step { STEP_AGAIN, STEP_STAY, STEP_DONE, STEP_OTHER };

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

static enum step ask_reason(struct saving *v)
{
	struct str reason = { 0 };
	enum step step = STEP_STAY;

	str_add(&reason, v->record->warn_reason ? v->record->warn_reason : "");
	if (screen_prompt(v->s, _("Why is it right? The reason is kept with the record."),
		    REASON_LIMIT, &reason) == 0 &&
		reason.len > 0) {
		v->record->warn_reason = arena_text(&v->mem, str_text(&reason));
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
	e->base = record_copy(other, &e->mem);
	entry_fill(e, mine);
	e->touched = 1;
	screen_message(v->s, _("You are changing the record that was there; ^S saves it."));
}

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
	record_title(v->e->model, other, &title);
	str_addf(&text, _("Not saved: %s is there already (number %llu, %s)."),
		str_text(&title), (unsigned long long)other->id,
		record_state_label(other->state));
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

/* ---- somebody else saved ----------------------------------------------------------------- */

static void shown(const struct entry *e, const struct field *field, const struct value *value,
	struct str *out)
{
	str_clear(out);
	field_show(e->model, field, value, out);
	if (out->len == 0)
		str_add(out, _("(empty)"));
}

static int is_same(const struct record *a, const struct record *b, size_t i)
{
	return value_equal(&a->values[i], &b->values[i]);
}

struct compare {
	struct saving *v;
	const struct field *fields[MOST_COMPARED];
	size_t count, more;
};

static void draw_compare(void *ctx, struct canvas *c)
{
	const struct compare *k = ctx;
	const struct entry *e = k->v->e;
	const struct record *theirs = k->v->result.theirs,
			    *three[3] = { e->base, k->v->record, theirs };
	const char *heads[] = { _("was"), _("mine"), _("theirs") };
	int label = c->cols / 4, wide = (c->cols - label) / 3;
	struct str text = { 0 };
	int row = canvas_wrap(c, 0, 0, 3, c->cols, LOOK_PLAIN,
		_("Somebody saved this record meanwhile. "
		  "Keeping yours keeps the fields that you changed."));

	for (int i = 0; i < 3; i++)
		canvas_fit(
			c, row, label + i * wide, wide - 1, CANVAS_LEFT, LOOK_ACCENT, heads[i]);
	for (size_t f = 0; f < k->count; f++) {
		const struct field *field = k->fields[f];

		row++;
		canvas_fit(c, row, 0, label - 1, CANVAS_LEFT, LOOK_PLAIN,
			field_label(field, i18n_lang()));
		for (int i = 0; i < 3; i++) {
			shown(e, field, &three[i]->values[field->index], &text);
			canvas_fit(c, row, label + i * wide, wide - 1, CANVAS_LEFT, LOOK_PLAIN,
				str_text(&text));
		}
	}
	if (k->more)
		canvas_putf(c, row + 1, 0, LOOK_PLAIN,
			P_("and %zu more field", "and %zu more fields", k->more), k->more);
	canvas_cursor(c, c->rows - 1, c->cols - 1);
	str_release(&text);
}

static int compare_key(void *ctx, int32_t key)
{
	(void)ctx;
	if (key == 'm' || key == 'M')
		return 0;
	if (key == 't' || key == 'T')
		return 1;
	return key == K_ESC || key == K_CTRL('B') || key == K_F10 ? POPUP_CANCEL : POPUP_STAY;
}

static void find_differences(struct compare *k)
{
	const struct entry *e = k->v->e;

	for (size_t i = 0; i < e->form->field_count; i++) {
		const struct field *field = &e->form->fields[i];

		if (field->compute ||
			(is_same(k->v->record, k->v->result.theirs, i) &&
				is_same(e->base, k->v->result.theirs, i)))
			continue;
		if (k->count < MOST_COMPARED)
			k->fields[k->count++] = field;
		else
			k->more++;
	}
}

/* Mine where I changed it, theirs elsewhere. */
static void keep_mine(struct saving *v)
{
	struct entry *e = v->e;
	const struct record *theirs = v->result.theirs;
	struct record *mine = record_copy(v->record, &v->mem);

	for (size_t i = 0; i < e->form->field_count; i++) {
		if (is_same(mine, e->base, i))
			mine->values[i] = theirs->values[i];
	}
	mine->id = theirs->id;
	mine->revision = theirs->revision;
	mine->state = theirs->state;
	e->base = record_copy(theirs, &e->mem);
	entry_fill(e, mine);
	e->touched = 1;
}

static enum step conflict(struct saving *v)
{
	struct compare k = { .v = v };
	struct popup p = { .title = _("Two people changed this record"),
		.foot = _("m Keep mine  t Take theirs  Esc Decide later"),
		.cols = COMPARE_COLS,
		.draw = draw_compare,
		.key = compare_key,
		.ctx = &k };
	int answer;

	if (v->result.theirs->state == STATE_DELETED) {
		screen_warn(v->s,
			_("Somebody deleted this record meanwhile: undo the deletion first."));
		return STEP_STAY;
	}
	find_differences(&k);
	p.rows = (int)k.count + 5;
	answer = popup_run(v->s, &p);
	if (answer == 0) {
		keep_mine(v);
		v->record = entry_record(v->e, &v->mem);
		return STEP_AGAIN;
	}
	if (answer == 1) {
		v->e->base = record_copy(v->result.theirs, &v->e->mem);
		entry_fill(v->e, v->e->base);
		screen_message(v->s, _("The record is shown as it was saved by the other."));
	}
	return STEP_STAY;
}

/* ---- done -------------------------------------------------------------------------------- */

static enum step done(struct saving *v)
{
	struct entry *e = v->e;
	struct record *now = NULL;
	struct err ignored = { 0 };

	/* as it stands in the store: computed fields, who changed it */
	if (data_get(e->app->data, e->form, v->result.id, &e->mem, &now, &ignored) != DATA_OK) {
		now = record_copy(v->record, &e->mem);
		now->id = v->result.id;
		now->revision = v->result.revision;
		now->state = v->result.state;
	}
	e->base = now;
	entry_fill(e, now);
	if (v->result.state == STATE_SUBMITTED)
		screen_message(v->s, _("Saved and submitted."));
	else
		screen_message(v->s, _("Saved without submitting: it counts nowhere yet."));
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
	struct err err = { 0 };
	int got;

	v->result = (struct save_result){ 0 };
	got = data_save(v->e->app->data, v->record, &v->options, &v->mem, &v->result, &err);
	switch (got) {
	case DATA_OK:
		return done(v);
	case DATA_FINDINGS:
		return findings(v);
	case DATA_DUPLICATE:
		return duplicate(v);
	case DATA_PARTS:
		return parts(v);
	case DATA_CONFLICT:
		return conflict(v);
	case DATA_NONE:
		screen_warn(v->s, "%s", v->result.sentence ? v->result.sentence : "");
		return STEP_STAY;
	default:
		return failed(v, &err);
	}
}

enum entry_saved entry_save(struct entry *e, struct screen *s, uint64_t *other)
{
	struct saving v = { .e = e, .s = s, .other = other };
	enum step step = STEP_STAY;

	entry_settle_all(e);
	if (!refuse_faulty(&v)) {
		v.record = entry_record(e, &v.mem);
		do
			step = attempt(&v);
		while (step == STEP_AGAIN);
	}
	arena_release(&v.mem);
	if (step == STEP_OTHER)
		return ENTRY_OTHER;
	return step == STEP_DONE ? ENTRY_SAVED : ENTRY_STAYS;
}

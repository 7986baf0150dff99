/*
 * browse_set.c - one field set to one value in many records, and put back.
 */
#include "screens/browse.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "screens/many.h"
#include "screens/screens.h"
#include "tui/popup.h"

enum { KINDS = 6 }; /* old values that the preview names */

struct setting {
	struct browse *b;
	const struct field *field;
	struct value value;
	struct str shown; /* value, as people read it */
	struct arena mem; /* of value and kinds */
	struct {
		const char *text;
		uint64_t count;
	} kinds[KINDS]; /* old values, the first ones met */
	size_t kind_count;
	uint64_t others, same; /* records with other old values; with this value already */
	VEC(struct set_step) seen; /* in mem: what the preview told of, later by id */
};

/* ---- which field, which value ---- */

static int can_set(const struct field *field)
{
	return !(field_type_flags(field) & (TYPE_GROUP | TYPE_COMPUTED)) &&
		!(field->flags & FIELD_READ_ONLY);
}

static const struct field *choose_field(struct browse *b)
{
	const struct form *form = b->in.form;
	struct arena mem = { 0 };
	const struct field **fields = arena_array(&mem, form->field_count + 1, sizeof(*fields));
	const char **labels = arena_array(&mem, form->field_count + 1, sizeof(*labels));
	const struct field *chosen = NULL;
	size_t count = 0;
	int at;

	for (size_t i = 0; i < form->field_count; i++) {
		if (!can_set(&form->fields[i]))
			continue;
		fields[count] = &form->fields[i];
		labels[count++] = field_label(&form->fields[i], i18n_lang());
	}
	at = screen_choose(&b->screen, _("Which field?"), labels, count, 0);
	if (at >= 0)
		chosen = fields[at];
	arena_release(&mem);
	return chosen;
}

static void show_value(const struct setting *s, const struct value *value, struct str *out)
{
	if (value->state == VALUE_NONE)
		str_add(out, _("(empty)"));
	else if (s->field->target)
		data_show(s->b->in.app->data, s->field, value, out);
	else
		cell_show(s->b->in.model, s->b->in.form, s->field, value, out);
}

/* Read and checked as in the form; what is wrong is told and typed again. 1: cancelled. */
static int ask_value(struct setting *s)
{
	const struct model *model = s->b->in.model;
	int32_t today = dataset_today(s->b->in.app->data);
	struct str label = { 0 }, typed = { 0 };
	int got;

	str_addf(&label, _("%s in all of them; empty takes the value away"),
		field_label(s->field, i18n_lang()));
	while ((got = screen_prompt(&s->b->screen, str_text(&label), 0, &typed)) == 0) {
		struct err err = { 0 };

		if (field_parse(model, s->field, str_text(&typed), &s->mem, &s->value, &err) ==
				0 &&
			field_validate(model, s->field, &s->value, today, &err) == 0)
			break;
		screen_warn(&s->b->screen, "%s", err.text);
	}
	str_clear(&s->b->screen.message);
	if (got == 0)
		show_value(s, &s->value, &s->shown);
	str_release(&label);
	str_release(&typed);
	return got;
}

/* ---- the preview ---- */

static void see(void *ctx, const struct record *record)
{
	struct setting *s = ctx;
	struct str text = { 0 };
	size_t k = 0;

	if (value_equal(&record->values[s->field->index], &s->value)) {
		s->same++;
		return;
	}
	*VEC_PUSH_IN(&s->mem, &s->seen) = (struct set_step){ record->id, record->revision,
		value_copy(&record->values[s->field->index], &s->mem) };
	show_value(s, &record->values[s->field->index], &text);
	while (k < s->kind_count && strcmp(s->kinds[k].text, str_text(&text)) != 0)
		k++;
	if (k == KINDS) {
		s->others++;
	} else {
		if (k == s->kind_count)
			s->kinds[s->kind_count++].text = arena_text(&s->mem, str_text(&text));
		s->kinds[k].count++;
	}
	str_release(&text);
}

static uint64_t changes(const struct setting *s)
{
	uint64_t count = s->others;

	for (size_t k = 0; k < s->kind_count; k++)
		count += s->kinds[k].count;
	return count;
}

static int confirm(const struct setting *s, const struct many_tally *tally)
{
	struct str text = { 0 };
	uint64_t count = changes(s);
	int yes;

	str_addf(&text,
		P_("Set %s to %s in %" PRIu64 " record?",
			"Set %s to %s in %" PRIu64 " records?", count),
		field_label(s->field, i18n_lang()), str_text(&s->shown), count);
	str_add_char(&text, '\n');
	for (size_t k = 0; k < s->kind_count; k++)
		str_addf(&text, "\n%s -> %s: %" PRIu64, s->kinds[k].text, str_text(&s->shown),
			s->kinds[k].count);
	if (s->others)
		str_addf(&text, _("\nother values: %" PRIu64), s->others);
	if (s->same)
		str_addf(&text, _("\nhave it already: %" PRIu64), s->same);
	if (tally->denied)
		str_addf(&text, _("\nyou may not change: %" PRIu64), tally->denied);
	yes = screen_confirm(&s->b->screen, str_text(&text));
	str_release(&text);
	return yes;
}

/* ---- doing it ---- */

static int by_id(const void *a, const void *b)
{
	uint64_t x = ((const struct set_step *)a)->id, y = ((const struct set_step *)b)->id;

	return x < y ? -1 : x > y;
}

/* 1: it is not what the preview told of. */
static int is_another(const struct setting *s, const struct record *now)
{
	struct set_step key = { .id = now->id };
	const struct set_step *step = s->seen.count
		? bsearch(&key, s->seen.at, s->seen.count, sizeof(key), by_id)
		: NULL;

	return !step || !value_equal(&now->values[s->field->index], &step->old);
}

static enum many_will put_value(
	void *ctx, struct record *now, struct arena *mem, const char **why)
{
	struct setting *s = ctx;
	struct value *value = &now->values[s->field->index];

	*why = _("The record was deleted: undo the deletion first");
	if (now->state == STATE_DELETED)
		return MANY_LEAVE;
	if (value_equal(value, &s->value))
		return MANY_PASS;
	*why = _("changed while you were asked: left as it is");
	if (is_another(s, now))
		return MANY_LEAVE;
	*value = value_copy(&s->value, mem);
	return MANY_DO;
}

static void remember(void *ctx, const struct record *before, uint64_t revision)
{
	struct setting *s = ctx;
	struct set_undo *undo = &s->b->undo;

	*VEC_PUSH_IN(&undo->mem, &undo->steps) = (struct set_step){ before->id, revision,
		value_copy(&before->values[s->field->index], &undo->mem) };
}

static enum screen_next do_it(struct setting *s)
{
	struct many_deed deed = { .title = _("Changing"),
		.what = MANY_SAVE,
		.prepare = put_value,
		.stored = remember,
		.ctx = s };

	if (s->seen.count)
		qsort(s->seen.at, s->seen.count, sizeof(*s->seen.at), by_id);
	browse_forget_undo(s->b);
	s->b->undo.field = arena_text(&s->b->undo.mem, s->field->id);
	return browse_do_many(s->b, &deed, _("^Z puts the old values back."));
}

enum screen_next browse_set(struct browse *b)
{
	struct setting s = { .b = b, .field = choose_field(b) };
	struct many_tally tally = { 0 };
	struct err err = { 0 };
	uint64_t one;
	size_t count;
	const uint64_t *ids = browse_chosen(b, &one, &count);
	enum screen_next next = SCREEN_STAY;

	if (s.field && ask_value(&s) == 0) {
		if (many_look(&b->in, ids, count, ACTION_CHANGE, see, &s, &tally, &err) < 0)
			next = screen_fail(&b->screen, &err);
		else if (!changes(&s))
			screen_message(&b->screen, _("All of them have this value already."));
		else if (confirm(&s, &tally))
			next = do_it(&s);
	}
	arena_release(&tally.mem);
	arena_release(&s.mem);
	str_release(&s.shown);
	return next;
}

/* ---- putting it back ---- */

void browse_forget_undo(struct browse *b)
{
	arena_release(&b->undo.mem);
	b->undo = (struct set_undo){ 0 };
}

int browse_can_undo(const struct screen *s)
{
	return ((const struct browse *)s)->undo.steps.count > 0;
}

static enum many_will put_old(
	void *ctx, struct record *now, struct arena *mem, const char **why)
{
	struct browse *b = ctx;
	struct set_step key = { .id = now->id };
	const struct set_step *step =
		bsearch(&key, b->undo.steps.at, b->undo.steps.count, sizeof(key), by_id);
	const struct field *field = form_field(b->in.form, b->undo.field);

	*why = _("changed since then: left as it is");
	if (!step || !field || now->revision != step->revision)
		return MANY_LEAVE;
	now->values[field->index] = value_copy(&step->old, mem);
	return MANY_DO;
}

static void mark_steps(struct browse *b)
{
	size_t count = b->undo.steps.count;
	uint64_t *ids = arena_array(&b->undo.mem, count, sizeof(*ids));

	for (size_t i = 0; i < count; i++)
		ids[i] = b->undo.steps.at[i].id;
	marks_release(&b->marks);
	marks_add(&b->marks, ids, count);
}

/* What could not be put back is marked, and its reason told; there is no second try. */
enum screen_next browse_set_undo(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	struct many_deed deed = {
		.title = _("Putting back"), .what = MANY_SAVE, .prepare = put_old, .ctx = b
	};
	size_t count = b->undo.steps.count;
	struct str question = { 0 };

	str_addf(&question,
		P_("Put the old value back in %zu record?",
			"Put the old values back in %zu records?", count),
		count);
	if (screen_confirm(s, str_text(&question))) {
		qsort(b->undo.steps.at, count, sizeof(struct set_step), by_id);
		mark_steps(b);
		browse_do_many(b, &deed, NULL);
		browse_forget_undo(b);
	}
	str_release(&question);
	return SCREEN_REFRESH;
}

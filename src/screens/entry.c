/*
 * entry.c - the boxes of one record: filled from it, read into values, put together again.
 */
#include "screens/entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/vec.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/figures.h"
#include "screens/screens.h"

enum { NOTE_LIMIT = FIELD_TEXT_LIMIT };

/* ---- boxes ------------------------------------------------------------------------------- */

static int is_computed(const struct field *field)
{
	return (field->type->flags & TYPE_COMPUTED) != 0;
}

struct box *entry_new_box(struct entry *e, size_t at, const struct field *field)
{
	int flags = field->type->flags & TYPE_MULTI_LINE ? EDITOR_LINES : 0;
	struct box *box;

	VEC_PUSH(&e->boxes);
	box = &e->boxes.at[at];
	memmove(box + 1, box, (e->boxes.count - 1 - at) * sizeof(*box));
	*box = (struct box){ .field = field };
	box->locked = e->locked || is_computed(field) || (field->flags & FIELD_READ_ONLY);
	editor_init(&box->editor, flags | (box->locked ? EDITOR_READ_ONLY : 0), NOTE_LIMIT);
	return box;
}

static void release_box(struct box *box)
{
	editor_release(&box->editor);
	str_release(&box->settled);
	str_release(&box->error);
	str_release(&box->echo);
}

void entry_drop_box(struct entry *e, size_t at)
{
	struct box *box = &e->boxes.at[at];

	release_box(box);
	memmove(box, box + 1, (--e->boxes.count - at) * sizeof(*box));
}

static void drop_boxes(struct entry *e)
{
	for (size_t i = 0; i < e->boxes.count; i++)
		release_box(&e->boxes.at[i]);
	e->boxes.count = 0;
}

struct box *entry_now(struct entry *e)
{
	return e->at < e->boxes.count ? &e->boxes.at[e->at] : NULL;
}

/* ---- texts ------------------------------------------------------------------------------- */

int32_t entry_day(const struct entry *e)
{
	const struct field *period = e->form->period;

	for (size_t i = 0; period && i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];

		if (box->field == period && value_is_given(&box->value))
			return period_last_day(box->value.period, &e->model->calendar.season);
	}
	return DATE_NONE;
}

static void unit_text(const struct entry *e, const struct box *box, struct str *out)
{
	const struct unit *unit = unit_find(&e->model->units, box->value.text);

	str_add(out, unit ? unit_name(unit, entry_day(e)) : box->value.text);
}

static void value_text_of(const struct entry *e, const struct box *box, struct str *out)
{
	if (box->level && value_is_given(&box->value))
		unit_text(e, box, out);
	else if (field_type_flags(box->field) & TYPE_CODED || is_computed(box->field))
		field_show(e->model, box->field, &box->value, out);
	else
		field_format(e->model, box->field, &box->value, out);
}

static int is_zero(const struct value *v)
{
	return value_is_given(v) && v->kind == KIND_NUMBER && v->number.unscaled == 0;
}

static void ref_title(const struct entry *e, const struct box *box, struct str *out)
{
	const struct form *target = model_form(e->model, box->field->target);
	struct arena mem = { 0 };
	struct err ignored = { 0 };
	struct record *record = NULL;
	uint64_t id = strtoull(box->value.text, NULL, 10);

	if (target && data_get(e->app->data, target, id, &mem, &record, &ignored) == DATA_OK)
		record_title(e->model, record, out);
	arena_release(&mem);
}

/* What stands behind the box. */
static void echo(const struct entry *e, struct box *box)
{
	const struct field *field = box->field;
	enum lang lang = i18n_lang();

	str_clear(&box->echo);
	/* a percentage that is shown has its sign already */
	if (field->measure && !(is_computed(field) && strchr(str_text(&box->settled), '%')))
		str_add(&box->echo, text_in(field->measure->label, lang));
	if (is_zero(&box->value) && !box->group && !is_computed(field) &&
		e->form->zero[LANG_ZH])
		str_addf(&box->echo, " %s", text_in(e->form->zero, lang));
	if (!value_is_given(&box->value))
		return;
	if (box->value.kind == KIND_PERIOD)
		field_show(e->model, field, &box->value, &box->echo);
	if (field->target && box->value.kind == KIND_TEXT)
		ref_title(e, box, &box->echo);
}

static void show_value(struct entry *e, struct box *box)
{
	str_clear(&box->settled);
	value_text_of(e, box, &box->settled);
	editor_set(&box->editor, str_text(&box->settled));
	/* the editor cleans what it is given */
	str_clear(&box->settled);
	str_add(&box->settled, editor_text(&box->editor));
	box->faulty = 0;
	echo(e, box);
}

/* ---- computing --------------------------------------------------------------------------- */

/* Computed fields again, where the form has any. */
static void compute(struct entry *e)
{
	struct arena mem = { 0 };
	struct err ignored = { 0 };
	struct record *record = NULL;

	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (!is_computed(box->field) || box->group)
			continue;
		if (!record) {
			record = entry_record(e, &mem);
			if (data_compute(e->app->data, record, &mem, &ignored) < 0)
				break;
		}
		box->value = value_copy(&record->values[box->field->index], &e->mem);
		show_value(e, box);
	}
	arena_release(&mem);
}

/* ---- filling ----------------------------------------------------------------------------- */

static int deepest_level(const struct model *model)
{
	int deepest = 1;

	for (size_t i = 0; i < model->units.count; i++) {
		int level = unit_level(&model->units.units[i], DATE_NONE);

		if (level > deepest)
			deepest = level;
	}
	return deepest;
}

static void add_levels(struct entry *e, const struct field *field)
{
	for (int level = 1; level <= e->levels; level++)
		entry_new_box(e, e->boxes.count, field)->level = level;
}

static void add_boxes(struct entry *e, const struct record *record)
{
	for (size_t i = 0; i < e->form->field_count; i++) {
		const struct field *field = &e->form->fields[i];

		if (field->group)
			entry_add_group(e, field, &record->values[i]);
		else if (field->flags & FIELD_LEVELS && !(field->flags & FIELD_SEVERAL))
			add_levels(e, field);
		else
			entry_new_box(e, e->boxes.count, field);
	}
}

/* The ancestor that belongs into a box of a unit's levels; nothing below the unit itself. */
static struct value level_value(
	const struct entry *e, const struct box *box, const struct value *value)
{
	const struct unit *unit, *at;

	if (!value_is_given(value))
		return box->level == 1 ? *value : value_state_only(VALUE_NONE);
	unit = unit_find(&e->model->units, value->text);
	if (!unit)
		return box->level == 1 ? *value : value_state_only(VALUE_NONE);
	if (unit_level(unit, entry_day(e)) < 1)
		return box->level == 1 ? *value : value_state_only(VALUE_NONE);
	at = unit_at_level(unit, box->level, entry_day(e));
	return at ? value_text(at->code) : value_state_only(VALUE_NONE);
}

void entry_fill(struct entry *e, const struct record *record)
{
	drop_boxes(e);
	add_boxes(e, record);
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (!box->group) /* cells have theirs from the group */
			box->value = value_copy(&record->values[box->field->index], &e->mem);
	}
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (box->level)
			box->value = level_value(e, box, &box->value);
		show_value(e, box);
	}
	if (e->at >= e->boxes.count || !entry_can_focus(e, &e->boxes.at[e->at])) {
		e->at = 0;
		while (e->at < e->boxes.count && !entry_can_focus(e, &e->boxes.at[e->at]))
			e->at++;
	}
	e->fresh = 1;
	e->touched = e->told = 0;
	compute(e);
}

void entry_open(struct entry *e, struct app *app, struct model *model,
	const struct record *record, int locked)
{
	*e = (struct entry){ .app = app, .locked = locked, .taller = 1 };
	e->model = model_hold(model);
	e->form = record->form;
	e->levels = deepest_level(model);
	e->base = record_copy(record, &e->mem);
	entry_fill(e, e->base);
}

void entry_release(struct entry *e)
{
	drop_boxes(e);
	VEC_RELEASE(&e->boxes);
	arena_release(&e->mem);
	model_drop(&e->model);
}

/* ---- together ---------------------------------------------------------------------------- */

/* Of a unit's levels the deepest that is given; a state typed into the first box counts. */
static void take_level(const struct box *box, struct value *out)
{
	if (box->level == 1 || value_is_given(&box->value))
		*out = box->value;
}

struct record *entry_record(const struct entry *e, struct arena *mem)
{
	struct record *record = record_copy(e->base, mem);

	for (size_t i = 0; i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];
		struct value *value = &record->values[box->field->index];

		if (box->group)
			continue;
		if (box->level)
			take_level(box, value);
		else
			*value = box->value;
	}
	for (size_t i = 0; i < e->form->field_count; i++) {
		const struct field *field = &e->form->fields[i];

		struct value rows;

		if (!field->group)
			continue;
		rows = entry_group_value(e, field, mem);
		/* "known to be missing" of a whole group stays as it was */
		if (value_is_given(&rows) || value_is_given(&record->values[i]))
			record->values[i] = rows;
	}
	return record;
}

static int is_typed(const struct box *box)
{
	return !box->locked && strcmp(editor_text(&box->editor), str_text(&box->settled)) != 0;
}

int entry_is_dirty(const struct entry *e)
{
	struct arena mem = { 0 };
	const struct record *now;
	int dirty = 0;

	if (!e->touched)
		return 0;
	for (size_t i = 0; i < e->boxes.count && !dirty; i++)
		dirty = is_typed(&e->boxes.at[i]);
	now = entry_record(e, &mem);
	for (size_t i = 0; i < e->form->field_count && !dirty; i++)
		dirty = !is_computed(&e->form->fields[i]) &&
			!value_equal(&now->values[i], &e->base->values[i]);
	arena_release(&mem);
	return dirty;
}

/* ---- reading what was typed -------------------------------------------------------------- */

void entry_error(struct box *box, const char *sentence)
{
	str_clear(&box->error);
	str_add(&box->error, sentence);
}

/* A cut-off date that the period gives, as long as nobody has typed another. */
static void fill_period_end(struct entry *e)
{
	int32_t day = entry_day(e);

	for (size_t i = 0; day != DATE_NONE && i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];
		const char *param = box->field->preset_param;

		if (param && strcmp(param, "period_end") == 0 && !is_typed(box) &&
			box->value.state == VALUE_NONE) {
			box->value = value_date(day);
			show_value(e, box);
		}
	}
}

/* A new record's cut-off date that nobody has typed: it may not lie outside the period. */
static void fill_as_of(struct entry *e, struct period period)
{
	const struct season *season = &e->model->calendar.season;
	const struct field *as_of = e->form->as_of;

	for (size_t i = 0; as_of && !e->base->id && i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];
		struct value *begun = &e->base->values[as_of->index];

		if (box->field != as_of || box->locked || is_typed(box) ||
			!value_is_given(begun) || !value_equal(&box->value, begun) ||
			(begun->date >= period_first_day(period, season) &&
				begun->date <= period_last_day(period, season)))
			continue;
		*begun = value_date(due_day(e->app->data, e->model, e->form, period));
		box->value = *begun;
		show_value(e, box);
	}
}

/* What was found on saving is looked at again while it is being corrected. */
static void check_again(struct entry *e)
{
	struct arena mem = { 0 };
	struct record *record = entry_record(e, &mem);
	struct expr_scope scope = { .model = e->model,
		.record = record,
		.aggregate = data_aggregate,
		.context = e->app->data,
		.mem = &mem };
	struct findings found = { 0 };
	struct err ignored = { 0 };

	if (record_check(e->model, record, dataset_today(e->app->data), &scope, &mem, &found,
		    &ignored) == 0)
		entry_show_findings(e, &found);
	arena_release(&mem);
}

static void bounds(struct entry *e, struct box *box)
{
	struct err why = { 0 };

	str_clear(&box->error);
	if (field_validate(e->model, box->field, &box->value, entry_day(e), &why) < 0)
		entry_error(box, why.text);
}

void entry_set(struct entry *e, struct box *box, const struct value *value)
{
	box->value = value_copy(value, &e->mem);
	show_value(e, box);
	bounds(e, box);
	e->touched = 1;
	if (box->level)
		entry_levels_follow(e, box);
	if (box->field == e->form->period) {
		fill_period_end(e);
		if (value_is_given(&box->value))
			fill_as_of(e, box->value.period);
	}
	/* boxes move when a group grows: box is not to be used below */
	entry_blank_rows(e);
	compute(e);
	if (e->told)
		check_again(e);
}

/* What the text means; 0, or -1 with the sentence. */
static int read_text(struct entry *e, struct box *box, struct value *out, struct err *err)
{
	const char *text = editor_text(&box->editor);
	struct err why = { 0 };
	int given;

	if (field_parse(e->model, box->field, text, &e->mem, out, &why) == 0) {
		given = value_is_given(out);
		/* a unit's box takes those of its level alone */
		if (!given || !box->level)
			return 0;
	}
	if (entry_is_choice(box) && entry_guess(e, box, text, out) == 0)
		return 0;
	if (why.code == ERR_NONE)
		return err_set(err, ERR_FAULT,
			_("%s: there is no \"%s\" at this level; ^P shows what there is."),
			field_label(box->field, i18n_lang()), text);
	return err_set(err, why.code, "%s", why.text);
}

int entry_settle(struct entry *e, struct box *box)
{
	struct value value;
	struct err why = { 0 };

	if (box->locked || (!is_typed(box) && !box->faulty))
		return box->faulty;
	e->touched = 1;
	if (read_text(e, box, &value, &why) < 0) {
		box->faulty = 1;
		entry_error(box, why.text);
		return 1;
	}
	entry_set(e, box, &value);
	return 0;
}

void entry_settle_all(struct entry *e)
{
	/* a group may grow while its cells are read */
	for (size_t i = 0; i < e->boxes.count; i++)
		entry_settle(e, &e->boxes.at[i]);
}

/* ---- what is wrong ----------------------------------------------------------------------- */

static struct box *box_of(struct entry *e, const struct finding *f)
{
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (f->row ? box->group && box->row + 1 == f->row && box->field == f->field
			   : box->field == f->field || box->group == f->field)
			return box;
	}
	return NULL;
}

void entry_show_findings(struct entry *e, const struct findings *findings)
{
	e->told = 1;
	for (size_t i = 0; i < e->boxes.count; i++) {
		if (!e->boxes.at[i].faulty)
			str_clear(&e->boxes.at[i].error);
	}
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->at[i];
		struct box *box = f->field ? box_of(e, f) : NULL;

		/* the first sentence stands; the others come when it is settled */
		if (box && box->error.len == 0)
			entry_error(box, f->sentence);
	}
}

int entry_go_to_fault(struct entry *e)
{
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (box->error.len > 0 && entry_can_focus(e, box)) {
			entry_go(e, i);
			return 1;
		}
	}
	return 0;
}

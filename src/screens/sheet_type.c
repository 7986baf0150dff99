/*
 * sheet_type.c - typing into the cells of a grid: what a text means, steps, the draft.
 *
 * A place is "CODE/field".  A cell that nothing was typed into has an empty text in its mark
 * and the stored value, or none; one that was emptied has an empty value.
 */
#include "screens/sheet_type.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/screens.h"
#include "screens/sheet.h"
#include "screens/typing.h"
#include "tui/screen.h"

/* ---- what a text means ------------------------------------------------------------------- */

/* The form's own word for 0, in any of its languages. */
static int is_zero_word(const struct form *form, const char *text)
{
	size_t len;

	text += strspn(text, " ");
	len = strlen(text);
	while (len > 0 && text[len - 1] == ' ')
		len--;
	for (int lang = 0; len > 0 && lang < LANG_COUNT; lang++) {
		const char *zero = form->zero[lang];

		if (zero && strlen(zero) == len && strncmp(zero, text, len) == 0)
			return 1;
	}
	return 0;
}

int sheet_read(const struct sheet *sh, const struct sheet_row *row, size_t column,
	const char *text, struct arena *mem, struct value *out, struct str *error)
{
	struct field room;
	const struct field *field =
		row ? sheet_field_at(sh, row, column, &room) : sheet_field(sh, column);
	struct err why = { 0 };
	int got = 0;

	*out = value_state_only(VALUE_NONE);
	if (is_zero_word(sh->form, text))
		text = "0";
	if (field_parse(sh->model, field, text, mem, out, &why) < 0)
		got = 2;
	else if (field_validate(sh->model, field, out, sh->as_of, &why) < 0)
		got = 1;
	str_clear(error);
	if (got)
		str_add(error, why.text);
	return got;
}

/* ---- marks ------------------------------------------------------------------------------- */

static const char *formatted(
	const struct sheet *sh, size_t column, const struct value *value, struct arena *mem)
{
	struct str text = { 0 };
	const char *result;

	field_format(sh->model, sheet_field(sh, column), value, &text);
	result = arena_text(mem, str_text(&text));
	str_release(&text);
	return result;
}

static struct mark mark_of(
	const struct sheet *sh, const struct sheet_row *row, size_t column, struct arena *mem)
{
	const struct sheet_cell *cell = sheet_typed(sh, row, column);
	struct value value = cell ? cell->value : sheet_stored(sh, row, column);
	struct mark mark = { .text = "", .carried = value.carried };

	if (value.note)
		mark.note = arena_text(mem, value.note);
	if (cell)
		mark.text = arena_text(mem, str_text(&cell->text));
	if (cell ? !cell->faulty : value.state != VALUE_NONE)
		mark.value = formatted(sh, column, &value, mem);
	return mark;
}

static void place_of(
	const struct sheet *sh, const struct sheet_row *row, size_t column, struct str *out)
{
	str_addf(out, "%s/%s", row->code, sheet_field(sh, column)->id);
}

/* The cell of a place; 0, or 1 when it is not there. */
static int find_place(
	const struct sheet *sh, const char *place, struct sheet_row **row, size_t *column)
{
	const char *slash = strrchr(place, '/');
	struct arena mem = { 0 };

	if (!slash)
		return 1;
	*row = sheet_row_of(sh, arena_text_len(&mem, place, (size_t)(slash - place)));
	arena_release(&mem);
	for (*column = 0; *column < sheet_columns(sh); ++*column) {
		if (strcmp(sheet_field(sh, *column)->id, slash + 1) == 0)
			break;
	}
	return !*row || *column == sheet_columns(sh);
}

/* ---- changing a cell --------------------------------------------------------------------- */

static void set_text(struct sheet_cell *cell, const char *text)
{
	/* what is emptied may still be borrowed from here */
	struct str was = cell->text;

	cell->text = (struct str){ 0 };
	str_add(&cell->text, text);
	str_release(&was);
}

/* 1: it has to be typed once more; 2: that is what was to happen, and it is another value. */
static int asks_twice(struct sheet *sh, const struct sheet_row *row,
	const struct sheet_cell *cell, size_t column, const struct value *typed)
{
	const struct field *field = sheet_field(sh, column);
	struct str ignored = { 0 };
	struct value first;
	int waits;

	if (!(field->flags & FIELD_TWICE) || !value_is_given(typed) ||
		value_equal(typed, &cell->base))
		return 0;
	waits = cell->faulty &&
		sheet_read(sh, row, column, str_text(&cell->text), &sh->typed, &first,
			&ignored) < 2;
	str_release(&ignored);
	if (!waits)
		return 1;
	return value_equal(typed, &first) ? 0 : 2;
}

static void ask_twice(
	struct sheet_cell *cell, const struct field *field, const char *text, int asks)
{
	str_clear(&cell->error);
	if (asks == 2)
		str_addf(&cell->error,
			_("%s: first %s, now %s. Look again and type it once more."),
			field_label(field, i18n_lang()), str_text(&cell->text), text);
	else
		str_addf(&cell->error, _("%s: please type it once more, to be sure."),
			field_label(field, i18n_lang()));
}

static void read_cell(
	struct sheet *sh, const struct sheet_row *row, size_t column, const char *text)
{
	const char *note = sheet_note_at(sh, row, column);
	struct sheet_cell *cell = sheet_type(sh, row, column);
	struct value value;
	int faulty = sheet_read(sh, row, column, text, &sh->typed, &value, &cell->error) == 2;
	int asks = faulty ? 0 : asks_twice(sh, row, cell, column, &value);

	if (asks)
		ask_twice(cell, sheet_field(sh, column), text, asks);
	set_text(cell, text);
	cell->faulty = faulty || asks;
	cell->value = value;
	/* a note stays with what it says something about */
	if (cell->faulty || value.state != VALUE_NONE)
		cell->value.note = note;
	if (!cell->faulty && sheet_is_stored(sh, row, column, &cell->value))
		sheet_forget(sh, cell);
}

int sheet_waits(const struct sheet *sh)
{
	const struct sheet_row *row = sheet_now(sh);
	const struct sheet_cell *cell = row ? sheet_typed(sh, row, sh->column) : NULL;

	return cell && cell->faulty && value_is_given(&cell->value);
}

/* At the scale of its field, as if it had been typed. */
static struct value at_scale(struct sheet *sh, size_t column, const struct value *value)
{
	struct value out = value_copy(value, &sh->typed);
	struct err ignored = { 0 };

	if (out.kind == KIND_NUMBER)
		decimal_rescale(
			out.number, sheet_field(sh, column)->scale, &out.number, &ignored);
	return out;
}

static void set_cell(struct sheet *sh, const struct sheet_row *row, size_t column,
	const struct value *value, const char *text)
{
	struct sheet_cell *cell = sheet_type(sh, row, column);
	struct err why = { 0 };

	set_text(cell, text);
	cell->value = at_scale(sh, column, value);
	cell->faulty = 0;
	str_clear(&cell->error);
	if (field_validate(sh->model, sheet_field(sh, column), &cell->value, sh->as_of, &why) <
		0)
		str_add(&cell->error, why.text);
	if (sheet_is_stored(sh, row, column, &cell->value))
		sheet_forget(sh, cell);
}

static void add_step(struct sheet *sh, const struct sheet_row *row, size_t column,
	const struct mark *before, struct arena *mem)
{
	struct mark after = mark_of(sh, row, column, mem);
	struct str place = { 0 };

	if (sh->typing) {
		place_of(sh, row, column, &place);
		typing_step(sh->typing, str_text(&place), before, &after);
		typing_sync(sh->typing, 0);
	}
	str_release(&place);
}

void sheet_edit(struct sheet *sh, const char *text)
{
	editor_set(&sh->editor, text);
	sh->editing = 1;
}

void sheet_settle(struct sheet *sh)
{
	const struct sheet_row *row = sheet_now(sh);
	struct arena mem = { 0 };
	struct mark before;

	if (!sh->editing || !row)
		return;
	sh->editing = 0;
	before = mark_of(sh, row, sh->column, &mem);
	read_cell(sh, row, sh->column, editor_text(&sh->editor));
	add_step(sh, row, sh->column, &before, &mem);
	arena_release(&mem);
}

void sheet_put(
	struct sheet *sh, const struct sheet_row *row, size_t column, const struct value *value)
{
	struct arena mem = { 0 };
	struct mark before = mark_of(sh, row, column, &mem);

	set_cell(sh, row, column, value, formatted(sh, column, value, &mem));
	add_step(sh, row, column, &before, &mem);
	arena_release(&mem);
}

/* ---- undo, redo -------------------------------------------------------------------------- */

/* The value of a mark, as it was formatted; VALUE_NONE when it has none. */
static struct value value_of(struct sheet *sh, size_t column, const struct mark *mark)
{
	struct value value = value_state_only(VALUE_NONE);
	struct err ignored = { 0 };

	if (mark->value &&
		field_parse(sh->model, sheet_field(sh, column), mark->value, &sh->typed, &value,
			&ignored) < 0)
		value = value_state_only(VALUE_NONE);
	value.carried = mark->carried != 0;
	value.note = mark->note ? arena_text(&sh->typed, mark->note) : NULL;
	return value;
}

static int put_mark(void *ctx, const char *place, const struct mark *mark)
{
	struct sheet *sh = ctx;
	struct sheet_row *row;
	struct sheet_cell *cell;
	struct value value;
	size_t column;

	if (find_place(sh, place, &row, &column) != 0 || !row->editable)
		return 0;
	cell = sheet_typed(sh, row, column);
	if (*mark->text == '\0' && (!mark->value || *mark->value)) {
		if (cell)
			sheet_forget(sh, cell);
		return 1;
	}
	if (!mark->value) {
		read_cell(sh, row, column, mark->text);
		cell = sheet_typed(sh, row, column);
		if (cell)
			cell->value.note =
				mark->note ? arena_text(&sh->typed, mark->note) : NULL;
		return 1;
	}
	value = value_of(sh, column, mark);
	set_cell(sh, row, column, &value, mark->text);
	return 1;
}

/* Brings the cursor to a place. */
static void go_to(struct sheet *sh, const char *place)
{
	struct sheet_row *row;
	size_t column;

	if (!place || find_place(sh, place, &row, &column) != 0)
		return;
	sh->list.at = (size_t)(row - sh->rows);
	sh->column = column;
}

typedef int turn_fn(struct typing *t, typing_put *put, void *ctx, const char **place);

static int turn(struct sheet *sh, turn_fn *way)
{
	const char *place = NULL;

	if (!sh->typing || !way(sh->typing, put_mark, sh, &place))
		return 0;
	go_to(sh, place);
	return 1;
}

int sheet_undo(struct sheet *sh)
{
	return turn(sh, typing_undo);
}

int sheet_redo(struct sheet *sh)
{
	sheet_settle(sh);
	return turn(sh, typing_redo);
}

/* ---- the draft --------------------------------------------------------------------------- */

struct head_texts {
	struct str version, context, title;
};

static void add_head(const struct sheet *sh, struct head_texts *t, struct draft_head *head)
{
	form_version(sh->form, &t->version);
	if (sh->form->period && sh->period.kind != PERIOD_NONE) {
		period_print(sh->period, &t->context);
		period_print_long(sh->period, &t->title);
	}
	if (sh->form->as_of && sh->as_of != DATE_NONE) {
		str_add_char(&t->context, ' ');
		date_print(sh->as_of, &t->context);
		str_add_char(&t->title, ' ');
		date_print(sh->as_of, &t->title);
	}
	if (sh->unit[0]) {
		const struct unit *unit = sheet_unit(sh);

		str_addf(&t->context, " @%s", sh->unit);
		str_addf(&t->title, " %s", unit ? unit_name(unit, DATE_NONE) : sh->unit);
	}
	*head = (struct draft_head){ .kind = "grid",
		.form = sh->form->id,
		.version = str_text(&t->version),
		.context = str_text(&t->context),
		.title = str_text(&t->title) };
}

static void release_head(struct head_texts *t)
{
	str_release(&t->version);
	str_release(&t->context);
	str_release(&t->title);
}

/* What was stored when the draft was typed: others may have saved since. */
static void take_base(
	void *ctx, const char *place, const struct mark *before, const struct mark *after)
{
	struct sheet *sh = ctx;
	struct sheet_cell *cell;
	struct sheet_row *row;
	size_t column;

	(void)after;
	if (find_place(sh, place, &row, &column) != 0)
		return;
	cell = sheet_typed(sh, row, column);
	if (cell)
		cell->base = value_of(sh, column, before);
}

static void resume(struct sheet *sh)
{
	const char *place, *text;
	size_t cursor, lost = 0;

	typing_replay(sh->typing, put_mark, sh, &lost);
	typing_each(sh->typing, take_base, sh);
	if (lost > 0)
		screen_warn(sh->screen,
			P_("%zu cell of the draft has no place here any more.",
				"%zu cells of the draft have no place here any more.", lost),
			lost);
	if (!typing_where(sh->typing, &place, &text, &cursor))
		return;
	go_to(sh, place);
	if (!text || !sheet_now(sh) || !sheet_now(sh)->editable)
		return;
	sheet_edit(sh, text);
	sh->editor.cursor = cursor < sh->editor.text.len ? cursor : sh->editor.text.len;
}

/* A draft taken from the list may be one of another period. */
static void follow_context(struct sheet *sh, const char *context)
{
	size_t len = strcspn(context, " ");
	struct arena mem = { 0 };
	struct period period = sh->period;
	struct err err = { 0 };

	if (sh->form->period &&
		period_parse(arena_text_len(&mem, context, len), &period, &err) == 0)
		sh->period = period;
	sheet_take_context(sh, context);
	arena_release(&mem);
	if (sheet_load(sh, &err) < 0)
		screen_fail(sh->screen, &err);
}

void sheet_open_typing(struct sheet *sh)
{
	struct head_texts texts = { 0 };
	struct draft_head head;

	if (sh->typing || sh->denied.code != ERR_NONE)
		return;
	add_head(sh, &texts, &head);
	if (typing_offer(sh->app, sh->screen, head.kind, head.form, 0, head.context,
		    &sh->typing) == OFFER_RESUME) {
		if (strcmp(typing_head(sh->typing)->context, head.context) != 0)
			follow_context(sh, typing_head(sh->typing)->context);
		resume(sh);
	} else {
		sh->typing = typing_new(sh->app, &head);
	}
	release_head(&texts);
}

void sheet_keep_typing(struct sheet *sh)
{
	const struct sheet_row *row = sheet_now(sh);
	struct str place = { 0 };

	if (!sh->typing || !row)
		return;
	place_of(sh, row, sh->column, &place);
	typing_now(sh->typing, str_text(&place), sh->editing ? editor_text(&sh->editor) : NULL,
		sh->editing ? sh->editor.cursor : 0);
	str_release(&place);
}

void sheet_typing_saved(struct sheet *sh)
{
	struct head_texts texts = { 0 };
	struct arena mem = { 0 };
	struct draft_head head;

	if (!sh->typing)
		return;
	add_head(sh, &texts, &head);
	typing_saved(sh->typing, &head);
	release_head(&texts);
	typing_group_begin(sh->typing);
	for (size_t i = 0; i < sh->cells.count; i++) {
		const struct sheet_cell *cell = &sh->cells.at[i];
		const struct sheet_row *row = sheet_row_of(sh, cell->code);
		struct mark before = { .text = "", .note = cell->base.note };

		if (!row)
			continue;
		if (cell->base.state != VALUE_NONE)
			before.value = formatted(sh, cell->column, &cell->base, &mem);
		before.carried = cell->base.carried;
		add_step(sh, row, cell->column, &before, &mem);
	}
	typing_group_end(sh->typing);
	arena_release(&mem);
}

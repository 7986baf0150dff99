/*
 * draft_text.c - what a draft holds, in words that its user knows: labels, not places.
 */
#include "screens/draft_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/screens.h"
#include "screens/sheet.h"
#include "screens/typing.h"

enum { INDENT = 4, LINE_COLS = 68 };
enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

void draft_age(int64_t changed, struct str *out)
{
	int64_t seconds = (instant_now() - changed) / 1000000;
	unsigned long n;

	if (seconds < MINUTE) {
		str_add(out, _("just now"));
	} else if (seconds < HOUR) {
		n = (unsigned long)(seconds / MINUTE);
		str_addf(out, P_("%lu min ago", "%lu min ago", n), n);
	} else if (seconds < DAY) {
		n = (unsigned long)(seconds / HOUR);
		str_addf(out, P_("%lu hour ago", "%lu hours ago", n), n);
	} else {
		n = (unsigned long)(seconds / DAY);
		str_addf(out, P_("%lu day ago", "%lu days ago", n), n);
	}
}

static void count_place(
	void *ctx, const char *place, const struct mark *before, const struct mark *after)
{
	(void)place;
	(void)before;
	(void)after;
	++*(size_t *)ctx;
}

size_t draft_places(const struct typing *t)
{
	size_t count = 0;

	typing_each(t, count_place, &count);
	return count;
}

const char *draft_form_label(const struct app *app, const struct draft_head *head)
{
	const struct form *form = model_form(app_model(app), head->form);

	return form ? form_label(form, i18n_lang()) : head->form;
}

/* ---- what it belongs to ------------------------------------------------------------------ */

enum whereabouts { RECORD_THERE, RECORD_DELETED, RECORD_FOREIGN };

static enum whereabouts look_for(const struct app *app, const struct form *form, uint64_t id)
{
	enum whereabouts at = RECORD_THERE;
	struct arena mem = { 0 };
	struct record *record = NULL;
	struct err err = { 0 };
	int got = data_get(app->data, form, id, &mem, &record, &err);

	if (got == DATA_NONE || (got < 0 && err.code == ERR_DENIED))
		at = RECORD_FOREIGN;
	else if (got == DATA_OK && record->state == STATE_DELETED)
		at = RECORD_DELETED;
	arena_release(&mem);
	return at;
}

int draft_is_foreign(const struct app *app, const struct draft_head *head)
{
	const struct form *form = model_form(app_model(app), head->form);

	return head->id && (!form || look_for(app, form, head->id) == RECORD_FOREIGN);
}

enum draft_state draft_state(const struct app *app, const struct draft_head *head)
{
	const struct form *form = model_form(app_model(app), head->form);
	struct str version = { 0 };
	int older;

	if (!form)
		return DRAFT_FORM_GONE;
	if (head->id && look_for(app, form, head->id) != RECORD_THERE)
		return DRAFT_RECORD_GONE;
	form_version(form, &version);
	older = strcmp(str_text(&version), head->version) != 0;
	str_release(&version);
	return older ? DRAFT_OLDER_FORM : DRAFT_FITS;
}

const char *draft_state_text(enum draft_state state)
{
	switch (state) {
	case DRAFT_OLDER_FORM:
		return _("The form has changed since this was typed; c shows what does not fit "
			 "any more.");
	case DRAFT_RECORD_GONE:
		return _("The record was deleted or is not yours now: restore it first, or "
			 "compare (c).");
	case DRAFT_FORM_GONE:
		return _("There is no such ledger any more: the draft can be compared (c) or "
			 "discarded.");
	case DRAFT_FITS:
		break;
	}
	return "";
}

/* ---- comparing --------------------------------------------------------------------------- */

struct comparing {
	const struct model *model;
	const struct form *form; /* NULL: gone */
	const struct draft_head *head;
	const struct viewer *viewer;
	const struct record *stored, *base; /* now, and of the draft's revision; NULL none */
	int foreign; /* the record is out of scope: only what was typed is shown */
	struct sheet sheet; /* of a grid's draft */
	struct arena mem;
	struct str *out;
};

/* What a place names. */
struct spot {
	const struct field *field; /* NULL: the form has none */
	const struct field *group; /* of a row */
	size_t row;
	const char *code; /* of a grid's row */
};

static const struct field *field_of(const struct form *form, const char *text, size_t len)
{
	for (size_t i = 0; i < form->field_count; i++)
		if (strlen(form->fields[i].id) == len &&
			strncmp(form->fields[i].id, text, len) == 0)
			return &form->fields[i];
	return NULL;
}

static struct spot spot_of(struct comparing *c, const char *place)
{
	struct spot spot = { 0 };
	const char *slash = strrchr(place, '/'), *dot = strchr(place, '.');
	char *end;

	if (!c->form)
		return spot;
	if (slash) {
		spot.code = arena_text_len(&c->mem, place, (size_t)(slash - place));
		spot.field = field_of(c->form, slash + 1, strlen(slash + 1));
	} else if (dot) {
		spot.group = field_of(c->form, place, (size_t)(dot - place));
		spot.row = strtoul(dot + 1, &end, 10);
		if (spot.group && spot.group->group && *end == '.')
			spot.field = form_field(spot.group->group, end + 1);
	} else {
		spot.field = field_of(c->form, place, strcspn(place, "#"));
	}
	return spot;
}

static void put_label(struct comparing *c, const char *place, const struct spot *spot)
{
	enum lang lang = i18n_lang();
	struct value code;

	if (!spot->field) {
		str_addf(c->out, _("%s (not in the form any more)"), place);
		return;
	}
	if (spot->code && c->form->grid.rows) {
		code = value_text(spot->code);
		field_show(c->model, c->form->grid.rows, &code, c->out);
		str_add_char(c->out, ' ');
	}
	if (spot->group)
		str_addf(c->out, "%s %zu ", field_label(spot->group, lang), spot->row + 1);
	str_add(c->out, field_label(spot->field, lang));
	if (strchr(place, '#'))
		str_addf(c->out, " %s", strchr(place, '#') + 1);
}

static void put_value(struct comparing *c, const struct field *field, const struct value *value)
{
	if (!value || value->state == VALUE_NONE)
		str_add(c->out, _("(empty)"));
	else
		field_show(c->model, field, value, c->out);
}

/* The text as it was typed; else its value in words. */
static void put_mark(struct comparing *c, const struct field *field, const struct mark *mark)
{
	struct value value;
	struct err ignored = { 0 };

	if (!text_is_empty(mark->text))
		str_add(c->out, mark->text);
	else if (!text_is_empty(mark->value) && field &&
		field_parse(c->model, field, mark->value, &c->mem, &value, &ignored) == 0)
		put_value(c, field, &value);
	else
		str_add(c->out, text_is_empty(mark->value) ? _("(empty)") : mark->value);
	if (!text_is_empty(mark->note))
		str_addf(c->out, "  (%s)", mark->note);
}

/* The value that stands there in a record; NULL: nothing does. */
static const struct value *value_at(const struct record *record, const struct spot *spot)
{
	const struct value *group;

	if (!record || !spot->field)
		return NULL;
	if (!spot->group)
		return &record->values[spot->field->index];
	group = &record->values[spot->group->index];
	if (!value_is_given(group) || group->kind != KIND_ROWS ||
		spot->row >= group->rows.count || spot->field->index >= group->rows.width)
		return NULL;
	return &group->rows.cells[spot->row * group->rows.width + spot->field->index];
}

/* What stands in a cell of the grid now: 0, or 1 when it has no such cell. */
static int cell_at(const struct sheet *sh, const struct spot *spot, struct value *out)
{
	const struct sheet_row *row = sheet_row_of(sh, spot->code);

	for (size_t i = 0; row && i < sheet_columns(sh); i++) {
		if (sheet_field(sh, i) != spot->field)
			continue;
		*out = sheet_stored(sh, row, i);
		return 0;
	}
	return 1;
}

/* What stands there now; 0 when nobody can say. */
static int put_stored(struct comparing *c, const struct spot *spot)
{
	struct value value;

	if (!spot->field || (spot->code ? cell_at(&c->sheet, spot, &value) != 0 : !c->stored))
		return 0;
	str_addf(c->out, "%s ", _("stored now:"));
	put_value(c, spot->field, spot->code ? &value : value_at(c->stored, spot));
	return 1;
}

/* A unit's cell of the grid that is not one's own any more. */
static int is_foreign_cell(const struct comparing *c, const struct spot *spot)
{
	const struct unit *unit;

	if (!spot->code || !c->form || !c->form->unit || c->form->grid.rows != c->form->unit)
		return 0;
	unit = unit_find(&c->model->units, spot->code);
	return !viewer_sees(c->model, c->viewer, c->form, unit);
}

/*
 * A text that was half typed has no step that tells what was there; 0: nobody can say, or the
 * viewer is not to see it now.
 */
static int put_before(struct comparing *c, const struct spot *spot, const struct mark *before)
{
	if (c->foreign || is_foreign_cell(c, spot))
		return 0;
	if (!before->text && (!c->base || !spot->field))
		return 0;
	str_addf(c->out, "%s ", _("was:"));
	if (before->text)
		put_mark(c, spot->field, before);
	else
		put_value(c, spot->field, value_at(c->base, spot));
	return 1;
}

/* On one line where there is room, else each on its own. */
static void put_parts(struct comparing *c, size_t from, const size_t *ends, size_t count)
{
	const char *gap = utf8_width(str_text(c->out) + from) + INDENT + 2 * count > LINE_COLS
		? "\n    "
		: "  ";

	for (size_t i = count - 1; i > 0; i--)
		str_insert(c->out, ends[i - 1], gap, strlen(gap));
	str_insert(c->out, from, "\n    ", strlen("\n    "));
}

static void compare_place(
	void *ctx, const char *place, const struct mark *before, const struct mark *after)
{
	struct comparing *c = ctx;
	struct spot spot = spot_of(c, place);

	size_t from, ends[3], count = 0;

	put_label(c, place, &spot);
	from = c->out->len;
	if (put_before(c, &spot, before))
		ends[count++] = c->out->len;
	str_addf(c->out, "%s ", _("typed:"));
	put_mark(c, spot.field, after);
	ends[count++] = c->out->len;
	if (put_stored(c, &spot))
		ends[count++] = c->out->len;
	put_parts(c, from, ends, count);
	str_add_char(c->out, '\n');
}

/* The grid as it is now, of the period and day that the draft was typed for. */
static void load_sheet(struct comparing *c, struct app *app, struct err *err)
{
	struct err ignored = { 0 };
	struct str word = { 0 };

	c->sheet = (struct sheet){ .app = app, .form = c->form, .as_of = DATE_NONE };
	c->sheet.model = model_hold((struct model *)app_model(app));
	str_add_len(&word, c->head->context, strcspn(c->head->context, " "));
	if (c->form->period)
		period_parse(str_text(&word), &c->sheet.period, &ignored);
	sheet_take_context(&c->sheet, c->head->context);
	sheet_load(&c->sheet, err);
	str_release(&word);
}

void draft_compare(struct app *app, const struct typing *t, struct str *out)
{
	const struct draft_head *head = typing_head(t);
	/* a second entry stays blind: nothing of the record is put beside it */
	int blind = strcmp(head->kind, DRAFT_SECOND) == 0;
	struct comparing c = { .model = app_model(app), .head = head, .out = out,
		.viewer = dataset_viewer(app->data),
		.foreign = blind || draft_is_foreign(app, head) };
	enum draft_state state = draft_state(app, head);
	struct record *record = NULL;
	struct err err = { 0 };

	c.form = model_form(c.model, head->form);
	if (*draft_state_text(state))
		str_addf(out, "%s\n", draft_state_text(state));
	if (c.form && c.form->grid.rows && strcmp(head->kind, "grid") == 0)
		load_sheet(&c, app, &err);
	if (c.form && head->id && !blind && state != DRAFT_RECORD_GONE) {
		if (data_get(app->data, c.form, head->id, &c.mem, &record, &err) == DATA_OK)
			c.stored = record;
		if (c.stored &&
			data_get_revision(app->data, c.form, head->id, head->revision, &c.mem,
				&record, &err) == DATA_OK)
			c.base = record;
	}
	if (err.code != ERR_NONE)
		str_addf(out, "%s\n", err.text);
	if (c.stored && c.stored->revision != head->revision)
		str_addf(out, "%s\n", _("The record has been saved since this was typed."));
	typing_each(t, compare_place, &c);
	sheet_release(&c.sheet);
	arena_release(&c.mem);
}

/*
 * scr_second.c - a record typed once more by somebody else, on a card that holds nothing but
 * its key; then what differs side by side.
 */
#include "screens/second.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/entry_new.h"
#include "screens/entry_steps.h"
#include "screens/typing.h"
#include "tui/list.h"
#include "tui/popup.h"
#include "work/second.h"

enum { VIEW_COLS = 74, MOST_ROWS = 10, HEAD_ROWS = 3 };

struct differing {
	struct card *card;
	struct second s;
	size_t *cells; /* places in s.cells of those that differ */
	struct second_part **parts; /* beside cells: what is chosen with it */
	size_t count;
	struct list_view list;
};

/* ---- beginning --------------------------------------------------------------------------- */

void second_title(
	const struct model *model, const struct record *blank, uint64_t id, struct str *out)
{
	struct str title = { 0 };

	record_title(model, blank, &title);
	str_add(out, _("Second entry"));
	if (title.len)
		str_addf(out, " %s", str_text(&title));
	else
		str_addf(out, _(" of number %llu"), (unsigned long long)id);
	str_release(&title);
}

int second_begin(struct card *c)
{
	struct arena mem = { 0 };
	struct record *blank = NULL;
	struct err err = { 0 };
	int got = second_open(c->app->data, c->form, c->second, &mem, &blank, &err);

	if (got == DATA_OK) {
		entry_open_second(&c->entry, c->app, c->model, blank, c->second);
		c->open = 1;
		entry_begin_steps(&c->entry);
		entry_go_first_empty(&c->entry);
		screen_message(&c->base,
			_("Type what the paper says; what was typed first is not shown."));
	} else if (got < 0) {
		screen_fail_load(&c->base, &err);
	} else {
		screen_warn(&c->base, _("This record is not there, or not yours to see."));
	}
	arena_release(&mem);
	return got == DATA_OK ? 0 : -1;
}

/* ---- side by side ------------------------------------------------------------------------ */

static void side_text(
	struct differing *d, size_t at, int second, struct str *out)
{
	const struct second_cell *cell = &d->s.cells[d->cells[at]];
	const struct value *value = second ? cell->second : cell->first;
	enum second_choice mine = second ? SECOND_TAKEN : SECOND_FIRST;

	if (d->parts[at]->choice == mine)
		str_add(out, "* ");
	if (value->state == VALUE_NONE)
		str_add(out, _("(empty)"));
	else
		data_show(d->card->app->data, cell->field, value, out);
}

static void draw_cell(struct differing *d, struct canvas *c, int row, size_t at, int wide)
{
	const struct second_cell *cell = &d->s.cells[d->cells[at]];
	struct str text = { 0 };

	if (cell->group)
		str_addf(&text, "%s %zu ", field_label(cell->group, i18n_lang()),
			cell->row + 1);
	str_add(&text, field_label(cell->field, i18n_lang()));
	canvas_fit(c, row, 2, wide - 1, CANVAS_LEFT, LOOK_PLAIN, str_text(&text));
	for (int second = 0; second < 2; second++) {
		str_clear(&text);
		side_text(d, at, second, &text);
		canvas_fit(c, row, 2 + wide * (1 + second), wide - 1, CANVAS_LEFT, LOOK_PLAIN,
			str_text(&text));
	}
	str_release(&text);
	if (at != d->list.at)
		return;
	list_draw_marker(c, row);
	canvas_cursor(c, row, 0);
}

static void intro(const struct differing *d, struct str *out)
{
	str_addf(out,
		P_("%zu of %zu cells agree. This one does not:",
			"%zu of %zu cells agree. These do not:", d->count),
		d->s.agreed, d->s.cell_count);
	if (*d->s.refusal)
		str_addf(out, " %s", _("(kept for who typed it first)"));
}

static void draw(void *context, struct canvas *c)
{
	struct differing *d = context;
	const char *heads[] = { _("1 first entry"), _("2 second entry") };
	int wide = (c->cols - 2) / 3, rows;
	struct str text = { 0 };
	int row;

	intro(d, &text);
	row = canvas_wrap(c, 0, 0, 2, c->cols, LOOK_PLAIN, str_text(&text));
	for (int i = 0; i < 2; i++)
		canvas_fit(c, row, 2 + wide * (1 + i), wide - 1, CANVAS_LEFT, LOOK_ACCENT,
			heads[i]);
	row++;
	rows = at_least(c->rows - row, 1);
	list_scroll(&d->list, d->count, rows);
	for (int i = 0; i < rows && d->list.top + (size_t)i < d->count; i++)
		draw_cell(d, c, row++, d->list.top + (size_t)i, wide);
	str_release(&text);
}

/* On to the next one that nobody has looked at; 0 ends the dialog. */
static int choose(struct differing *d, enum second_choice choice)
{
	d->parts[d->list.at]->choice = choice;
	for (size_t n = 1; n <= d->count; n++) {
		size_t at = (d->list.at + n) % d->count;

		if (d->parts[at]->choice == SECOND_OPEN && at > d->list.at) {
			d->list.at = at;
			return POPUP_STAY;
		}
	}
	return 0;
}

static int key(void *context, int32_t pressed)
{
	struct differing *d = context;

	switch (pressed) {
	case '1':
		return choose(d, SECOND_FIRST);
	case '2':
		return *d->s.refusal ? POPUP_STAY : choose(d, SECOND_TAKEN);
	case 'l':
		return choose(d, SECOND_OPEN);
	default:
		return popup_list_key(&d->list, pressed);
	}
}

static void find_differing(struct differing *d, struct arena *mem)
{
	d->cells = arena_array(mem, d->s.cell_count + 1, sizeof(*d->cells));
	d->parts = arena_array(mem, d->s.cell_count + 1, sizeof(*d->parts));
	for (size_t i = 0; i < d->s.part_count; i++) {
		struct second_part *part = &d->s.parts[i];

		for (size_t n = part->from; n < part->from + part->count; n++) {
			if (d->s.cells[n].same)
				continue;
			d->cells[d->count] = n;
			d->parts[d->count++] = part;
		}
	}
}

/* What is not chosen stays open: it has been seen, so it is kept. */
static void ask(struct differing *d)
{
	struct popup p = { .title = _("First and second entry"),
		.foot = *d->s.refusal ? _("1 Keep the first  l Later  Esc All later")
				      : _("1 Keep the first  2 Take the second  l Later  Esc "
					  "All that are left later"),
		.rows = HEAD_ROWS + (int)(d->count < MOST_ROWS ? d->count : MOST_ROWS),
		.cols = VIEW_COLS,
		.draw = draw,
		.key = key,
		.ctx = d };

	d->list.at = 0;
	list_count(&d->list, d->count);
	popup_run(&d->card->base, &p);
}

/* ---- keeping ----------------------------------------------------------------------------- */

static void tell_kept(struct differing *d, size_t taken)
{
	struct str rate = { 0 };

	second_percent(d->s.agreed, d->s.cell_count, &rate);
	screen_message(&d->card->base,
		taken ? _("Second entry kept: %zu of %zu cells agree (%s %%); taken from it: "
			  "%zu.")
		      : _("Second entry kept: %zu of %zu cells agree (%s %%)."),
		d->s.agreed, d->s.cell_count, str_text(&rate), taken);
	str_release(&rate);
}

static void all_open(struct differing *d)
{
	for (size_t i = 0; i < d->s.part_count; i++)
		d->s.parts[i].choice = SECOND_OPEN;
}

/* When the record cannot be changed after all, what differs is kept all the same. */
static int keep(struct differing *d, struct arena *mem)
{
	struct dataset *data = d->card->app->data;
	struct save_result result;
	struct err err = { 0 };
	size_t taken;
	int got = second_keep(data, &d->s, mem, &result, &taken, &err);

	if (got != 0 && taken) {
		const char *why = got < 0 ? err.text : result.sentence;

		screen_warn(&d->card->base,
			_("The record is not changed, what differs is kept: %s"),
			why ? why : "");
		all_open(d);
		err_clear(&err);
		got = second_keep(data, &d->s, mem, &result, &taken, &err);
	} else if (got == 0) {
		tell_kept(d, taken);
	}
	if (got < 0)
		screen_fail(&d->card->base, &err);
	else if (got > 0)
		screen_warn(&d->card->base, "%s", result.sentence ? result.sentence : "");
	return got == 0;
}

/* 1 kept. */
static int compare(struct differing *d, struct arena *mem)
{
	struct card *c = d->card;
	struct err err = { 0 };
	int got = second_compare(c->app->data, c->second, entry_record(&c->entry, mem), mem,
		&d->s, &err);

	if (got < 0)
		screen_fail(&c->base, &err);
	else if (got > 0)
		screen_warn(&c->base, _("This record is not there, or not yours to see."));
	if (got != 0)
		return 0;
	find_differing(d, mem);
	if (d->count)
		ask(d);
	return keep(d, mem);
}

enum screen_next second_finish(struct card *c)
{
	struct differing d = { .card = c };
	struct arena mem = { 0 };
	int kept = 0;

	if (entry_go_to_fault(&c->entry))
		screen_warn(&c->base, _("Correct what cannot be read first."));
	else if (!second_cells(c->app->data, entry_record(&c->entry, &mem)))
		screen_warn(&c->base, _("Nothing has been typed yet."));
	else if (screen_confirm(&c->base,
			 _("Compare it now? What differs is shown then, and nothing can be "
			   "typed any more.")))
		kept = compare(&d, &mem);
	arena_release(&mem);
	if (!kept)
		return SCREEN_STAY;
	typing_drop(&c->entry.typing);
	c->entry.touched = 0;
	return SCREEN_BACK;
}

/* ---- elsewhere --------------------------------------------------------------------------- */

int second_offers(const struct app *app, const struct record *record)
{
	const struct model *model = app_model(app);
	const struct form *seconds = kept_form(model, KEPT_SECOND);
	struct err ignored = { 0 };

	return seconds && record->id && record->state != STATE_DELETED &&
		!form_is_kept(model, record->form, NULL) &&
		may(model, dataset_viewer(app->data), ACTION_CREATE, seconds, NULL, &ignored) ==
		0;
}

void second_tell(struct card *c, const struct record *record)
{
	struct arena mem = { 0 };
	struct str text = { 0 };
	struct err ignored = { 0 };

	if (!c->base.message.len && second_open_text(c->app->data, record, &mem, &text,
					    &ignored) == 0 &&
		text.len)
		screen_warn(&c->base, "%s", str_text(&text));
	str_release(&text);
	arena_release(&mem);
}

/* "Planting  Dongming: 23 of 24 cells, 95.8 %" */
static void rate_line(
	const struct model *model, const struct second_rate *r, struct str *out)
{
	const struct unit *unit = r->unit ? unit_find(&model->units, r->unit) : NULL;
	const char *who = unit ? unit_name(unit, DATE_NONE)
		: r->unit      ? r->unit
		: r->typist    ? r->typist
			       : NULL;

	if (!who && out->len)
		str_add_char(out, '\n');
	str_addf(out, "%s%s%s", who ? "  " : "",
		who           ? who
			: r->form ? form_label(r->form, i18n_lang())
				  : r->form_id,
		_(": "));
	str_addf(out,
		P_("%llu entry, %llu of %llu cells agree, ",
			"%llu entries, %llu of %llu cells agree, ", (unsigned long)r->entries),
		(unsigned long long)r->entries, (unsigned long long)r->agreed,
		(unsigned long long)r->cells);
	second_percent(r->agreed, r->cells, out);
	str_add(out, " %\n");
}

void second_show_rates(struct screen *s, struct app *app)
{
	const struct period all = { PERIOD_NONE, 0, 0 };
	struct arena mem = { 0 };
	struct str text = { 0 };
	struct second_rate *rates;
	struct err err = { 0 };
	size_t count;

	if (second_rates(app->data, NULL, all, &mem, &rates, &count, &err) < 0) {
		screen_fail(s, &err);
	} else {
		for (size_t i = 0; i < count; i++)
			rate_line(app_model(app), &rates[i], &text);
		if (!count)
			str_add(&text, _("Nothing has been typed a second time there."));
		screen_show_text(s, _("How far first and second entries agree"),
			str_text(&text));
	}
	str_release(&text);
	arena_release(&mem);
}

struct screen *scr_second(struct app *app, const struct form *form, uint64_t id)
{
	struct card *c = (struct card *)scr_card(app, form, 0, NULL);

	c->second = id;
	return &c->base;
}

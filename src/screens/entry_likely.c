/*
 * entry_likely.c - on saving a new record: records that are probably the same thing typed
 * twice.  A warning, asked once; it never stands in the way.
 */
#include "screens/entry_save.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/vec.h"
#include "data/past.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/screens.h"
#include "tui/keys.h"
#include "tui/list.h"
#include "tui/popup.h"
#include "tui/screen.h"

enum { MOST_LIKELY = 8, MOST_FIGURES = 2, VIEW_COLS = 74, HEAD_ROWS = 2 };
enum { SAVE_ANYWAY, OPEN_ONE };

struct likely {
	struct saving *v;
	struct record **at;
	size_t count;
	struct list_view list;
	const char **lines;
};

static int was_told(const struct entry *e, uint64_t id)
{
	for (size_t i = 0; i < e->unlike.count; i++) {
		if (e->unlike.at[i] == id)
			return 1;
	}
	return 0;
}

/* The first figures of the list's columns, with their measure. */
static void add_figures(struct saving *v, const struct record *record, struct str *out)
{
	const struct form *form = record->form;
	size_t shown = 0;

	for (size_t i = 0; i < form->columns.count && shown < MOST_FIGURES; i++) {
		const struct field *field = form->columns.at[i];
		const struct value *value = &record->values[field->index];

		if (!(field->type->flags & TYPE_NUMBER) || value->state == VALUE_NONE)
			continue;
		str_addf(out, "  %s ", field_label(field, i18n_lang()));
		field_show(v->e->model, field, value, out);
		if (field->measure)
			str_add(out, text_in(field->measure->label, i18n_lang()));
		shown++;
	}
}

static const char *line_of(struct saving *v, const struct record *record)
{
	struct str line = { 0 };
	const char *text;

	record_title(v->e->model, record, &line);
	add_figures(v, record, &line);
	str_add(&line, "  ");
	entry_by_whom(v, record->id, &line);
	text = arena_text(&v->mem, str_text(&line));
	str_release(&line);
	return text;
}

static const char *row_text(const void *ctx, size_t row)
{
	return ((const struct likely *)ctx)->lines[row];
}

static void draw(void *ctx, struct canvas *c)
{
	struct likely *k = ctx;
	struct canvas rows = canvas_part(c, HEAD_ROWS, 0, c->rows - HEAD_ROWS, c->cols);

	canvas_wrap(c, 0, 0, HEAD_ROWS, c->cols, LOOK_PLAIN,
		_("This may be entered already. "
		  "Please look before it is saved a second time:"));
	list_draw(&k->list, &rows, k->count, row_text, k);
}

static int key(void *ctx, int32_t pressed)
{
	struct likely *k = ctx;

	switch (pressed) {
	case K_ENTER:
	case 'o':
		return OPEN_ONE;
	case 's':
		return SAVE_ANYWAY;
	default:
		return popup_list_key(&k->list, pressed);
	}
}

static int ask(struct likely *k)
{
	const struct popup p = { .title = _("Is it there already?"),
		.foot = _("Enter Open that one  s Save anyway  Esc Go on typing"),
		.rows = HEAD_ROWS + (int)k->count,
		.cols = VIEW_COLS,
		.draw = draw,
		.key = key,
		.ctx = k };

	k->lines = arena_array(&k->v->mem, k->count, sizeof(*k->lines));
	for (size_t i = 0; i < k->count; i++)
		k->lines[i] = line_of(k->v, k->at[i]);
	list_count(&k->list, k->count);
	return popup_run(k->v->s, &p);
}

/* Whatever was answered: these are not asked about again while this record is typed. */
static void remember(struct likely *k)
{
	for (size_t i = 0; i < k->count; i++)
		*VEC_PUSH(&k->v->e->unlike) = k->at[i]->id;
}

enum step entry_likely(struct saving *v)
{
	struct likely k = { .v = v };
	struct err ignored = { 0 };
	size_t fresh = 0;
	int answer;

	v->looked = 1;
	if (data_likely(v->e->app->data, v->record, MOST_LIKELY, &v->mem, &k.at, &k.count,
		    &ignored) < 0)
		return STEP_AGAIN; /* a hint that cannot be had stops nobody */
	for (size_t i = 0; i < k.count; i++)
		fresh += !was_told(v->e, k.at[i]->id);
	if (fresh == 0)
		return STEP_AGAIN;
	answer = ask(&k);
	if (answer == POPUP_CANCEL)
		return STEP_STAY;
	if (answer == SAVE_ANYWAY) {
		remember(&k);
		return STEP_AGAIN;
	}
	*v->other = k.at[k.list.at]->id;
	return STEP_OTHER;
}

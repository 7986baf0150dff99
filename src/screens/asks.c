/*
 * asks.c - a pop-up with a box for each field that an action asks; Enter goes on, and the last
 * one takes all of them.
 */
#include "screens/asks.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/workflow.h"
#include "screens/screens.h"
#include "tui/editor.h"
#include "tui/keys.h"
#include "tui/plain.h"
#include "tui/popup.h"
#include "tui/screen.h"

enum { BOX_COLS = 32, TEXT_LIMIT = 60, TAKEN = 0 };

struct asked {
	const struct field *field;
	struct editor editor;
};

struct asks {
	struct app *app;
	const struct form *form;
	struct arena *mem;
	struct record *given;
	struct asked *at;
	size_t count, now;
	int label_cols;
	int32_t today;
	struct err wrong; /* what is wrong with a box; code 0 nothing */
};

/* ---- values ------------------------------------------------------------------------------ */

/* 0, or -1 with *wrong. */
static int read_box(struct asks *a, size_t i)
{
	const struct field *field = a->at[i].field;
	const struct model *model = app_model(a->app);
	struct value *value = &a->given->values[field->index];

	err_clear(&a->wrong);
	if (field_parse(model, field, editor_text(&a->at[i].editor), a->mem, value, &a->wrong) <
		0)
		return -1;
	if (!value_is_given(value))
		return err_set(&a->wrong, ERR_FAULT, _("%s is asked for: fill it in."),
			field_label(field, i18n_lang()));
	return field_validate(model, field, value, a->today, &a->wrong);
}

/* 1 all are values; else the cursor is at the first that is none. */
static int read_all(struct asks *a)
{
	for (size_t i = 0; i < a->count; i++)
		if (read_box(a, i) < 0) {
			a->now = i;
			return 0;
		}
	return 1;
}

static void begin_box(struct asks *a, const struct field *field)
{
	struct asked *box = &a->at[a->count++];
	struct str today = { 0 };

	box->field = field;
	editor_init(&box->editor, 0, TEXT_LIMIT);
	if (field->type->kind == KIND_DATE && a->today != DATE_NONE) {
		date_print(a->today, &today);
		editor_set(&box->editor, str_text(&today));
	}
	str_release(&today);
	a->label_cols =
		at_least(a->label_cols, (int)utf8_width(field_label(field, i18n_lang())) + 2);
}

/* ---- the pop-up -------------------------------------------------------------------------- */

static void draw(void *ctx, struct canvas *c)
{
	struct asks *a = ctx;
	int row = 0;

	for (size_t i = 0; i < a->count; i++, row++) {
		canvas_fit(c, row, 0, a->label_cols, CANVAS_LEFT, LOOK_PLAIN,
			field_label(a->at[i].field, i18n_lang()));
		editor_draw(&a->at[i].editor, c, row, a->label_cols, 1,
			at_most(BOX_COLS, c->cols - a->label_cols),
			i == a->now ? EDITOR_FOCUS : EDITOR_PLAIN_DRAW);
	}
	if (a->wrong.code != ERR_NONE)
		canvas_wrap(c, row, 0, c->rows - row, c->cols, LOOK_WARN, a->wrong.text);
}

static int take(struct asks *a)
{
	return read_all(a) ? TAKEN : POPUP_STAY;
}

static int on_enter(struct asks *a)
{
	if (read_box(a, a->now) < 0)
		return POPUP_STAY;
	if (a->now + 1 == a->count)
		return take(a);
	a->now++;
	return POPUP_STAY;
}

static int key(void *ctx, int32_t k)
{
	struct asks *a = ctx;

	if (popup_cancels(k))
		return POPUP_CANCEL;
	if (k == K_ENTER)
		return on_enter(a);
	if (k == K_CTRL('S') || k == K_F2)
		return take(a);
	if (k == K_DOWN || k == K_TAB)
		a->now = (a->now + 1) % a->count;
	else if (k == K_UP || k == K_BACKTAB)
		a->now = (a->now + a->count - 1) % a->count;
	else
		editor_key(&a->at[a->now].editor, k);
	return POPUP_STAY;
}

static void paste(void *ctx, const char *line)
{
	struct asks *a = ctx;

	editor_insert(&a->at[a->now].editor, line);
}

/* ---- in lines ---------------------------------------------------------------------------- */

static int run_plain(struct screen *s, struct asks *a)
{
	for (size_t i = 0; i < a->count; i++) {
		struct str text = { 0 };
		int got;

		str_add(&text, editor_text(&a->at[i].editor));
		got = screen_prompt(
			s, field_label(a->at[i].field, i18n_lang()), TEXT_LIMIT, &text);
		editor_set(&a->at[i].editor, str_text(&text));
		str_release(&text);
		if (got != 0)
			return 1;
		if (read_box(a, i) < 0) {
			screen_warn(s, "%s", a->wrong.text);
			return 1;
		}
	}
	return 0;
}

static int run(struct screen *s, struct asks *a, const char *title)
{
	struct popup p = { .title = title,
		.foot = _("Enter Next, then done  ^S Done  Esc Cancel"),
		.rows = (int)a->count + 2,
		.draw = draw,
		.key = key,
		.paste = paste,
		.ctx = a };

	if (plain_is_on())
		return run_plain(s, a);
	p.cols = at_least(a->label_cols + BOX_COLS, (int)utf8_width(p.foot)) + 2;
	return popup_run(s, &p) == TAKEN ? 0 : 1;
}

static size_t fields_of(const struct work_action *action)
{
	size_t count = 0;

	while (action->asks && action->asks[count])
		count++;
	return count;
}

int asks_run(struct screen *s, struct app *app, const struct form *form,
	const struct work_action *action, struct arena *mem, const struct record **given)
{
	struct asks a = { .app = app, .form = form, .mem = mem };
	size_t count = fields_of(action);
	int got = 0;

	*given = NULL;
	a.at = arena_array(mem, count + 1, sizeof(*a.at));
	a.today = dataset_today(app->data);
	for (size_t i = 0; i < count; i++) {
		const struct field *field = form_field(form, action->asks[i]);

		if (field)
			begin_box(&a, field);
	}
	if (!a.count)
		return 0;
	a.given = record_new(form, mem);
	got = run(s, &a, action_label(action));
	for (size_t i = 0; i < a.count; i++)
		editor_release(&a.at[i].editor);
	if (got == 0)
		*given = a.given;
	return got;
}

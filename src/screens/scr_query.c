/*
 * scr_query.c - query by example: the form's own card with blank boxes, each a condition.
 *
 * The boxes are those of an entry, laid out and drawn as on the card; query_boxes.c says what
 * stands in them.  The screen keeps the model it was opened with.
 */
#include "screens/query.h"

#include "base/i18n.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/browse.h"
#include "screens/classes.h"
#include "screens/entry_choice.h"
#include "screens/saved.h"
#include "screens/screens.h"
#include "tui/pick.h"
#include "tui/terminal.h"

enum { PAGE = 10, MOST_FOOT = 4, LEAST_FOOT_COLS = 20 };

/* ---- the screen -------------------------------------------------------------------------- */

static enum screen_next load(struct screen *s)
{
	struct query_screen *q = (struct query_screen *)s;

	if (!q->said)
		query_understand(q);
	return SCREEN_STAY;
}

static void unload(struct screen *s)
{
	struct query_screen *q = (struct query_screen *)s;

	entry_release(&q->entry);
	str_release(&q->rest);
	arena_release(&q->mem);
}

/* Rows at the foot for a condition that is longer than the hint line; 0: it fits there. */
static int foot_rows(const struct query_screen *q, int cols)
{
	int rows = cols < LEAST_FOOT_COLS ? 0 : text_wrap_rows(q->said, cols - 2);

	return rows < 2 ? 0 : rows > MOST_FOOT ? MOST_FOOT : rows;
}

static void draw(struct screen *s, struct canvas *body)
{
	struct query_screen *q = (struct query_screen *)s;
	int foot = body->rows > 2 * MOST_FOOT ? foot_rows(q, body->cols) : 0;
	struct canvas card = canvas_part(body, 0, 0, body->rows - foot, body->cols);

	entry_draw(&q->entry, &card);
	if (foot)
		canvas_wrap(
			body, body->rows - foot, 1, foot, body->cols - 2, LOOK_PLAIN, q->said);
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct query_screen *q = (const struct query_screen *)s;

	(void)right;
	str_clear(left);
	str_addf(left, _("%s  query by example"), form_label(q->entry.form, i18n_lang()));
	if (q->rest.len)
		str_addf(left, _("  and %s"), str_text(&q->rest));
}

static void hint(const struct screen *s, struct str *out)
{
	const struct query_screen *q = (const struct query_screen *)s;

	if (!text_is_empty(q->said) && !foot_rows(q, terminal_cols()))
		str_add(out, q->said);
	else
		str_add(out, _("a value, >=100, a:b, a|b, 东*, = empty, != not empty, !x"));
}

static void help(const struct screen *s, struct str *out)
{
	(void)s;
	str_add(out,
		_("Type into a box what its field must be; boxes left blank ask nothing, and "
		  "all that is typed must hold.\n"
		  ">=100  <5   more or less than   a:b  a:  :b   from a to b\n"
		  "a|b   either   东*   begins with   *   any value   =x   exactly x\n"
		  "=   empty   !=   not empty   !x   not x   .   known to be missing\n"
		  "A unit means all below it, a period all inside it, a date box takes periods "
		  "too. A cell that begins with \\ is taken as it stands.\n\n"));
}

/* The condition is translated when the typing pauses: no key waits for it. */
static enum screen_next tick(struct screen *s)
{
	struct query_screen *q = (struct query_screen *)s;

	if (!q->changed)
		return SCREEN_PASS;
	query_understand(q);
	return SCREEN_STAY;
}

/* ---- keys -------------------------------------------------------------------------------- */

static enum screen_next edited(struct query_screen *q, struct box *box, enum editor_took took)
{
	if (took == EDITOR_PASS)
		return SCREEN_PASS;
	if (took == EDITOR_FULL)
		screen_warn(&q->base, _("No more characters fit into this field."));
	if (took == EDITOR_CHANGED) {
		entry_error(box, "");
		q->changed = 1;
	}
	return SCREEN_STAY;
}

static enum screen_next key(struct screen *s, int32_t k)
{
	struct query_screen *q = (struct query_screen *)s;
	struct box *box = entry_now(&q->entry);

	return box ? edited(q, box, editor_key(&box->editor, k)) : SCREEN_PASS;
}

static enum screen_next paste(struct screen *s, const char *text)
{
	struct query_screen *q = (struct query_screen *)s;
	struct box *box = entry_now(&q->entry);

	return box ? edited(q, box, editor_insert(&box->editor, text)) : SCREEN_PASS;
}

static int typing(const struct screen *s)
{
	(void)s;
	return 1;
}

static enum screen_next go(struct screen *s, enum entry_way way)
{
	struct query_screen *q = (struct query_screen *)s;
	struct box *box = entry_now(&q->entry);

	if (!box)
		return SCREEN_STAY;
	query_check(q, box);
	if (way >= WAY_UP)
		entry_lay_out(
			&q->entry, terminal_cols()); /* keys may come before it is drawn */
	if (!entry_walk(&q->entry, way) && way <= WAY_NEXT)
		screen_message(s, _("That was the last field; ^S searches."));
	if (q->changed)
		query_understand(q);
	return SCREEN_STAY;
}

static enum screen_next enter(struct screen *s)
{
	return go(s, WAY_ENTER);
}

static enum screen_next tab(struct screen *s)
{
	return go(s, WAY_NEXT);
}

static enum screen_next tab_back(struct screen *s)
{
	return go(s, WAY_BACK);
}

static enum screen_next up(struct screen *s)
{
	return go(s, WAY_UP);
}

static enum screen_next down(struct screen *s)
{
	return go(s, WAY_DOWN);
}

static enum screen_next page_up(struct screen *s)
{
	for (int i = 0; i < PAGE; i++)
		go(s, WAY_UP);
	return SCREEN_STAY;
}

static enum screen_next page_down(struct screen *s)
{
	for (int i = 0; i < PAGE; i++)
		go(s, WAY_DOWN);
	return SCREEN_STAY;
}

static enum screen_next choose(struct screen *s)
{
	struct query_screen *q = (struct query_screen *)s;
	struct box *box = entry_now(&q->entry);
	const char *cell = editor_text(&box->editor);
	struct arena mem = { 0 };
	struct pick_item item;
	struct str text = { 0 };

	str_add_len(&text, cell, query_head(cell));
	if (entry_pick(&q->entry, s, box, cell + text.len, &mem, &item) == 0) {
		str_add(&text, query_chosen(q, box, &item));
		editor_set(&box->editor, str_text(&text));
		query_check(q, box);
		query_understand(q);
	}
	str_release(&text);
	arena_release(&mem);
	return SCREEN_STAY;
}

static enum screen_next clear_all(struct screen *s)
{
	struct query_screen *q = (struct query_screen *)s;

	for (size_t i = 0; i < q->entry.boxes.count; i++) {
		editor_set(&q->entry.boxes.at[i].editor, "");
		entry_error(&q->entry.boxes.at[i], "");
	}
	str_clear(&q->rest);
	entry_go(&q->entry, 0);
	query_understand(q);
	return SCREEN_STAY;
}

/* 0, or 1 when a box is wrong: the cursor stands there. */
static int all_right(struct query_screen *q)
{
	for (size_t i = q->entry.boxes.count; i-- > 0;)
		query_check(q, &q->entry.boxes.at[i]);
	return entry_go_to_fault(&q->entry);
}

static enum screen_next search(struct screen *s)
{
	struct query_screen *q = (struct query_screen *)s;
	struct str line = { 0 };
	int got = all_right(q);

	if (got == 0) {
		query_line(q, &line);
		got = browse_take(q->browse, s, str_text(&line));
	}
	str_release(&line);
	return got == 0 ? SCREEN_BACK : SCREEN_STAY;
}

static enum screen_next save(struct screen *s)
{
	struct query_screen *q = (struct query_screen *)s;
	struct str line = { 0 };

	if (!all_right(q)) {
		query_line(q, &line);
		saved_save(s, q->browse->in.app->data, q->entry.form, str_text(&line));
	}
	str_release(&line);
	return SCREEN_STAY;
}

static int can_choose(const struct screen *s)
{
	struct query_screen *q = (struct query_screen *)s;
	const struct box *box = entry_now(&q->entry);

	return box && entry_is_choice(box);
}

static int is_taller(const struct screen *s)
{
	return ((const struct query_screen *)s)->entry.taller;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "query-next", .keys = "Enter", .label = N_("Next field"), .run = enter,
	  .help = N_("Go on to the next field.") },
	{ .name = "query-search", .keys = "^S F2", .label = N_("Search"), .run = search,
	  .help = N_("Show the records that meet all of this."), .flags = ACTION_KEEP },
	{ .name = "query-choose", .keys = "^F F4", .label = N_("List"), .run = choose, .when = can_choose,
	  .help = N_("Choose from a list: by code, name, alias, pinyin or initials.") },
	{ .name = "query-save", .keys = "^N F6", .label = N_("Save as @"), .run = save,
	  .help = N_("Keep this condition under a name; @name calls it.") },
	{ .name = "query-clear", .keys = "^X", .label = N_("Clear"), .run = clear_all,
	  .help = N_("Empty all boxes.") },
	{ .name = "query-field-next", .keys = "Tab", .label = N_("Next field"), .run = tab, .flags = ACTION_QUIET },
	{ .name = "query-field-back", .keys = "S-Tab", .label = N_("Field before"), .run = tab_back, .flags = ACTION_QUIET },
	{ .name = "query-up", .keys = "Up", .label = N_("Up"), .run = up, .flags = ACTION_QUIET },
	{ .name = "query-down", .keys = "Down", .label = N_("Down"), .run = down, .flags = ACTION_QUIET },
	{ .name = "query-page-up", .keys = "PgUp", .label = N_("Page up"), .run = page_up, .when = is_taller, .flags = ACTION_QUIET },
	{ .name = "query-page-down", .keys = "PgDn", .label = N_("Page down"), .run = page_down, .when = is_taller, .flags = ACTION_QUIET },
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class query_class = {
	.name = "query",
	.title = N_("Query by example"),
	.size = sizeof(struct query_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.paste = paste,
	.typing = typing,
	.heading = heading,
	.hint = hint,
	.help = help,
	.tick = tick,
};

struct screen *scr_query(struct browse *b)
{
	struct query_screen *q = screen_new(&query_class);
	const struct form *form = b->in.form;

	q->browse = b;
	q->entry = (struct entry){
		.app = b->in.app, .model = model_hold(b->in.model), .form = form, .taller = 1
	};
	query_fill(q, str_text(&b->filter));
	entry_go(&q->entry, 0);
	return &q->base;
}

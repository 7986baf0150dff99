/*
 * scr_query.c - query by example: the form's own card with blank boxes, each a condition.
 *
 * The boxes are those of an entry, laid out and drawn as on the card, but a box holds the text
 * of a cell (qbe.h) and never a value.  What the present filter says that no box can hold
 * stays beside the boxes.  The screen keeps the model it was opened with.
 */
#include "screens/browse.h"

#include <string.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/qbe.h"
#include "model/qbe_line.h"
#include "screens/classes.h"
#include "screens/entry.h"
#include "screens/saved.h"
#include "screens/screens.h"
#include "screens/words.h"
#include "tui/keys.h"
#include "tui/pick.h"
#include "tui/popup.h"
#include "tui/terminal.h"

enum { CELL_COLS = 16, PAGE = 10, MOST_FOOT = 4 };

struct query_screen {
	struct screen base;
	struct browse *browse; /* the list that asks; below this screen */
	struct entry entry;
	struct str rest; /* words of the filter that no box holds */
	struct arena mem; /* of said */
	const char *said; /* the condition as it is understood; "" none */
	int changed; /* said is older than the boxes */
};

/* ---- boxes ------------------------------------------------------------------------------- */

static void add_box(struct entry *e, const struct field *field)
{
	struct box *box = entry_new_box(e, e->boxes.count, field);

	box->locked = 0; /* computed ones can be asked */
	box->editor.flags = 0;
	box->wide = CELL_COLS;
	if (field->measure)
		str_add(&box->echo, text_in(field->measure->label, i18n_lang()));
}

static struct box *box_of(struct query_screen *q, const struct field *field)
{
	for (size_t i = 0; field && i < q->entry.boxes.count; i++)
		if (q->entry.boxes.at[i].field == field)
			return &q->entry.boxes.at[i];
	return NULL;
}

/* "field=cell" or "field>=cell" behind the line, by label where it is clear. */
static void add_cell(const struct form *form, const struct box *box, struct str *line)
{
	const char *label = field_label(box->field, i18n_lang());
	const char *cell = editor_text(&box->editor);
	struct str word = { 0 };

	str_add(&word, form_field_named(form, label) == box->field ? label : box->field->id);
	if (!strchr("<>!", *cell))
		str_add_char(&word, '=');
	str_add(&word, cell);
	qbe_line_add(line, NULL, str_text(&word));
	str_release(&word);
}

static void add_rest(struct query_screen *q, const char *word)
{
	qbe_line_add(&q->rest, NULL, word);
}

/* The cell behind the name and a plain =; with its sign otherwise. */
static const char *cell_of(const char *word)
{
	word += qbe_line_name(word);
	if (*word == '=')
		return word + 1;
	return text_starts_with(word, "＝") ? word + strlen("＝") : word;
}

/* "field=cell" goes into its box; of two about one field the last. */
static void put_word(struct query_screen *q, const char *word)
{
	const struct form *form = q->entry.form;
	struct arena mem = { 0 };
	const char *name = arena_text_len(&mem, word, qbe_line_name(word));
	struct box *box = *name ? box_of(q, form_field_named(form, name)) : NULL;

	if (box && box->editor.text.len)
		add_cell(form, box, &q->rest);
	if (box)
		editor_set(&box->editor, cell_of(word));
	else
		add_rest(q, word);
	arena_release(&mem);
}

/* Words of any kind as people type them; saved ones stay by name. */
static void fill(struct query_screen *q, const char *line)
{
	struct arena mem = { 0 };
	struct qbe_words words = { 0 };

	qbe_line_split(line, &mem, &words);
	for (size_t i = 0; i < words.count; i++) {
		struct qbe_words kept = { 0 };
		struct str one = { 0 }, text = { 0 };
		struct err ignored = { 0 };

		qbe_line_add(&one, NULL, words.at[i]);
		if (!qbe_line_saved(words.at[i]) &&
			qbe_line_keep(q->entry.model, q->entry.form, str_text(&one), NULL,
				&text, &ignored) == 0)
			qbe_line_split(str_text(&text), &mem, &kept);
		if (kept.count == 1)
			put_word(q, kept.at[0]);
		else
			add_rest(q, words.at[i]);
		str_release(&one);
		str_release(&text);
	}
	arena_release(&mem);
}

/* ---- what the boxes say ------------------------------------------------------------------ */

static int is_blank(const struct box *box)
{
	return text_is_empty(str_text(&box->editor.text));
}

static void line_of(struct query_screen *q, struct str *out)
{
	str_add(out, str_text(&q->rest));
	for (size_t i = 0; i < q->entry.boxes.count; i++) {
		const struct box *box = &q->entry.boxes.at[i];

		if (!is_blank(box))
			add_cell(q->entry.form, box, out);
	}
}

/* What is wrong with a box stands beside it; 1 wrong. */
static int check(struct query_screen *q, struct box *box)
{
	struct arena mem = { 0 };
	const struct expr *ignored;
	struct err why = { 0 };
	int got = qbe_cell(q->entry.model, q->entry.form, box->field, editor_text(&box->editor),
		&mem, &ignored, &why);

	entry_error(box, got < 0 ? why.text : "");
	arena_release(&mem);
	return got < 0;
}

/* The condition of all that is understood by now. */
static void understand(struct query_screen *q)
{
	const struct model *model = q->entry.model;
	const struct form *form = q->entry.form;
	const struct expr *all = NULL, *one = NULL;
	struct str text = { 0 };

	arena_clear(&q->mem);
	if (words_condition(model, form, str_text(&q->rest), q->browse->in.app->data, &q->mem,
		    &all, &(struct err){ 0 }) < 0)
		all = NULL;
	for (size_t i = 0; i < q->entry.boxes.count; i++) {
		const struct box *box = &q->entry.boxes.at[i];

		if (qbe_cell(model, form, box->field, editor_text(&box->editor), &q->mem, &one,
			    &(struct err){ 0 }) == 0)
			all = expr_and(all, one, &q->mem);
	}
	if (all)
		expr_show(model, all, &text);
	q->said = arena_text(&q->mem, str_text(&text));
	q->changed = 0;
	str_release(&text);
}

/* ---- the screen -------------------------------------------------------------------------- */

static enum screen_next load(struct screen *s)
{
	struct query_screen *q = (struct query_screen *)s;

	if (!q->said)
		understand(q);
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
	int rows = text_wrap_rows(q->said, cols - 2);

	return rows < 2 ? 0 : rows > MOST_FOOT ? MOST_FOOT : rows;
}

static void draw(struct screen *s, struct canvas *body)
{
	struct query_screen *q = (struct query_screen *)s;
	int foot = foot_rows(q, body->cols);
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
	understand(q);
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
	check(q, box);
	if (way >= WAY_UP)
		entry_lay_out(
			&q->entry, terminal_cols()); /* keys may come before it is drawn */
	if (!entry_walk(&q->entry, way) && way <= WAY_NEXT)
		screen_message(s, _("That was the last field; ^S searches."));
	if (q->changed)
		understand(q);
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

/* Bytes of a cell up to and with its last sign: what is chosen comes behind it. */
static size_t head_of(const char *cell)
{
	static const char *const signs[] = { "|", "｜", "!", "！", "=", "＝", ":", "：", "<",
		">" };
	size_t head = 0;

	for (const char *at = cell; *at; at++)
		for (size_t i = 0; i < COUNT_OF(signs); i++)
			if (text_starts_with(at, signs[i]))
				head = (size_t)(at - cell) + strlen(signs[i]);
	return head;
}

/* Codes as people know them: by label, where it has one meaning; else by code. */
static const char *cell_text(
	struct query_screen *q, const struct box *box, const struct pick_item *item)
{
	struct arena mem = { 0 };
	struct value value = { 0 };
	int same =
		field_parse(q->entry.model, box->field, item->label, &mem, &value, NULL) == 0 &&
		value_is_given(&value) &&
		(value.kind != KIND_TEXT || strcmp(value.text, item->code) == 0);

	arena_release(&mem);
	return same || !*item->code ? item->label : item->code;
}

static enum screen_next choose(struct screen *s)
{
	struct query_screen *q = (struct query_screen *)s;
	struct box *box = entry_now(&q->entry);
	const char *cell = editor_text(&box->editor);
	struct arena mem = { 0 };
	struct pick_item item;
	struct str text = { 0 };

	str_add_len(&text, cell, head_of(cell));
	if (entry_pick(&q->entry, s, box, cell + text.len, &mem, &item) == 0) {
		str_add(&text, cell_text(q, box, &item));
		editor_set(&box->editor, str_text(&text));
		check(q, box);
		understand(q);
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
	understand(q);
	return SCREEN_STAY;
}

/* 0, or 1 when a box is wrong: the cursor stands there. */
static int all_right(struct query_screen *q)
{
	for (size_t i = q->entry.boxes.count; i-- > 0;)
		check(q, &q->entry.boxes.at[i]);
	return entry_go_to_fault(&q->entry);
}

static enum screen_next search(struct screen *s)
{
	struct query_screen *q = (struct query_screen *)s;
	struct str line = { 0 };
	int got = all_right(q);

	if (got == 0) {
		line_of(q, &line);
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
		line_of(q, &line);
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
	for (size_t i = 0; i < form->field_count; i++)
		if (!form->fields[i].group)
			add_box(&q->entry, &form->fields[i]);
	fill(q, str_text(&b->filter));
	entry_go(&q->entry, 0);
	return &q->base;
}

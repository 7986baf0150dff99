/*
 * sheet_paste.c - finds out what a pasted block means: its headings, its column of names, and
 * for each cell what it would change.
 *
 * Nothing is guessed silently: the pop-up (paste_ask) shows all of it before anything changes.
 */
#include "screens/sheet_paste.h"

#include <stdint.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/sheet.h"
#include "screens/sheet_acts.h"
#include "screens/sheet_type.h"
#include "screens/typing.h"
#include "tui/screen.h"

enum { MOST_HEADINGS = 6 };

/* ---- names of rows ----------------------------------------------------------------------- */

struct found_row {
	const struct sheet_row *row; /* NULL: none, or several */
	const struct sheet_row *other; /* as good as row was */
	int score;
};

static struct found_row find_row(const struct paste *p, const char *name)
{
	struct found_row found = { 0 };

	for (size_t i = 0; *name && i < p->sh->row_count; i++) {
		int score = sheet_row_score(p->sh, &p->sh->rows[i], name);

		if (score > found.score)
			found = (struct found_row){ .row = &p->sh->rows[i], .score = score };
		else if (score > 0 && score == found.score)
			found.other = &p->sh->rows[i];
	}
	return found;
}

/* Why a name is no row of this grid; a text in found. */
static const char *row_error(struct paste *p, const struct found_row *found, const char *name)
{
	const struct field *field = p->sh->form->grid.rows;
	struct value value;
	struct err why = { 0 };

	if (found->other)
		return arena_printf(&p->found, _("\"%s\" may be %s or %s: write it in full."),
			name, found->row->name, found->other->name);
	if (field_parse(p->sh->model, field, name, &p->found, &value, &why) < 0)
		return arena_text(&p->found, why.text);
	return arena_printf(&p->found, _("\"%s\" is not a row of this grid."), name);
}

static int is_figure(const char *text)
{
	return text[strcspn(text, "0123456789")] &&
		text[strspn(text, "0123456789.,+-% ")] == '\0';
}

/* Names count, and figures only when they are somebody's whole code. */
static int names_row(const struct paste *p, const char *text)
{
	struct found_row found = find_row(p, text);

	return found.row && (!is_figure(text) || found.score >= PICK_CODE);
}

/* "合 计" and the like, at the beginning of a row. */
static int is_total(const struct paste *p, size_t row)
{
	static const char *const words[] = { "合计", "总计", "共计", "小计", "总和", "total",
		"sum", "grand total", "subtotal" };
	struct str text = { 0 };
	int total = 0;

	for (size_t c = 0; c < p->block.width && text.len == 0; c++) {
		for (const char *at = block_cell(&p->block, row, c); *at; at++) {
			if (strncmp(at, "\xE3\x80\x80", 3) == 0)
				at += 2;
			else if (*at != ' ')
				str_add_char(&text, *at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
		}
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		total = total || strcmp(str_text(&text), words[i]) == 0;
	str_release(&text);
	return total;
}

/* ---- headings ---------------------------------------------------------------------------- */

/* "Area (ha)": the title without, and what stands in the brackets. */
static const char *split_title(struct arena *mem, const char *text, const char **within)
{
	struct str folded = { 0 };
	const char *open, *title;

	utf8_fold_punctuation(text, strlen(text), &folded);
	open = strchr(str_text(&folded), '(');
	*within = NULL;
	title = arena_text_len(
		mem, str_text(&folded), open ? strcspn(str_text(&folded), " (") : folded.len);
	if (open && open[1] && text_ends_with(open, ")"))
		*within = arena_text_len(mem, open + 1, strlen(open) - 2);
	str_release(&folded);
	return title;
}

static int is_measure(const struct field *field, const char *name)
{
	for (int lang = 0; field->measure && lang < LANG_COUNT; lang++) {
		const char *label = field->measure->label[lang];

		if (label && strcmp(label, name) == 0)
			return 1;
	}
	return 0;
}

/* The only figure of the grid whose name the title is a part of, or that is a part of it. */
static const struct field *field_like(const struct sheet *sh, const char *title)
{
	const struct field *found = NULL;

	for (size_t i = 0; utf8_count(title) > 1 && i < sheet_columns(sh); i++) {
		const char *label = field_label(sheet_field(sh, i), i18n_lang());

		if (!*label || (!strstr(label, title) && !strstr(title, label)))
			continue;
		if (found)
			return NULL;
		found = sheet_field(sh, i);
	}
	return found;
}

/* What a heading names; PASTE_NOTHING when it is none we know. */
static struct paste_column column_of_title(struct paste *p, const char *text)
{
	struct paste_column column = { .to = PASTE_NOTHING, .title = text };
	const char *title = split_title(&p->mem, text, &column.within);
	const struct field *field = *text ? form_field_named(p->sh->form, text) : NULL;

	if (!field && *title)
		field = form_field_named(p->sh->form, title);
	if (!field)
		field = field_like(p->sh, title);
	if (field && field == p->sh->form->grid.rows)
		column.to = PASTE_ROWS;
	for (size_t i = 0; field && i < sheet_columns(p->sh); i++) {
		if (sheet_field(p->sh, i) == field)
			column.to = (int)i;
	}
	return column;
}

const char *paste_measure(const struct paste *p, size_t column)
{
	const struct paste_column *c = &p->columns[column];

	if (c->to < 0 || !c->within || is_measure(sheet_field(p->sh, (size_t)c->to), c->within))
		return NULL;
	return c->within;
}

static int is_heading(struct paste *p, size_t row)
{
	for (size_t c = 0; c < p->block.width; c++) {
		if (column_of_title(p, block_cell(&p->block, row, c)).to != PASTE_NOTHING)
			return 1;
	}
	return 0;
}

static int can_be_data(const struct paste *p, size_t row)
{
	for (size_t c = 0; c < p->block.width; c++) {
		const char *text = block_cell(&p->block, row, c);
		struct arena mem = { 0 };
		struct value value;
		struct str error = { 0 };
		int reads = *text &&
			(names_row(p, text) ||
				sheet_read(p->sh, NULL, 0, text, &mem, &value, &error) < 2);

		str_release(&error);
		arena_release(&mem);
		if (reads)
			return 1;
	}
	return 0;
}

/* Where the data begins; titles are taken from the row above when it is one of headings. */
static void find_headings(struct paste *p)
{
	size_t row = 0;

	while (row < p->block.count && row < MOST_HEADINGS && !is_heading(p, row))
		row++;
	if (row < p->block.count && row < MOST_HEADINGS) {
		for (size_t c = 0; c < p->block.width; c++)
			p->columns[c] = column_of_title(p, block_cell(&p->block, row, c));
		p->from = row + 1;
		return;
	}
	for (row = 0; row < MOST_HEADINGS && row + 1 < p->block.count && !can_be_data(p, row);)
		row++;
	p->from = row;
	for (size_t c = 0; row > 0 && c < p->block.width; c++)
		p->columns[c].title = block_cell(&p->block, row - 1, c);
}

/* ---- columns ----------------------------------------------------------------------------- */

static int is_taken(const struct paste *p, int to)
{
	for (size_t c = 0; c < p->block.width; c++) {
		if (p->columns[c].to == to)
			return 1;
	}
	return 0;
}

static size_t count_names(const struct paste *p, size_t column)
{
	size_t count = 0;

	for (size_t r = p->from; r < p->block.count; r++)
		count += names_row(p, block_cell(&p->block, r, column));
	return count;
}

/* The column that names the most rows, if it names half of them. */
static void find_names(struct paste *p)
{
	size_t best = 0, most = 0;

	for (size_t c = 0; c < p->block.width; c++) {
		size_t count = p->columns[c].to == PASTE_NOTHING ? count_names(p, c) : 0;

		if (count > most) {
			most = count;
			best = c;
		}
	}
	if (most > 0 && most * 2 >= p->block.count - p->from)
		p->columns[best].to = PASTE_ROWS;
}

static int any_cells(const struct paste *p)
{
	for (size_t c = 0; c < p->block.width; c++) {
		if (p->columns[c].to >= 0)
			return 1;
	}
	return 0;
}

/* Half of what stands in it can be read as figures of the grid. */
static int has_figures(const struct paste *p, size_t column)
{
	size_t good = 0, all = 0;

	for (size_t r = p->from; r < p->block.count; r++) {
		const char *text = block_cell(&p->block, r, column);
		struct str error = { 0 };
		struct arena mem = { 0 };
		struct value value;

		all += *text != '\0';
		good += *text &&
			sheet_read(p->sh, NULL, p->first_column, text, &mem, &value,
				&error) < 2;
		str_release(&error);
		arena_release(&mem);
	}
	return good > 0 && good * 2 >= all;
}

/* One after the other from the cursor's; those behind the names before those in front. */
static void place_columns(struct paste *p)
{
	size_t next = p->first_column, names = 0;

	for (size_t c = 0; c < p->block.width; c++) {
		if (p->columns[c].to == PASTE_ROWS)
			names = c;
	}
	for (size_t i = 0; i < p->block.width && next < sheet_columns(p->sh); i++) {
		size_t c = (names + i) % p->block.width;

		if (p->columns[c].to == PASTE_NOTHING && has_figures(p, c))
			p->columns[c].to = (int)next++;
	}
	if (next == p->first_column && p->block.width == 1)
		p->columns[0].to = (int)next;
}

/* ---- cells ------------------------------------------------------------------------------- */

static struct paste_item *add_item(struct paste *p, enum paste_kind kind, size_t row,
	size_t column, const struct sheet_row *at)
{
	struct paste_item *item = VEC_PUSH_IN(&p->found, &p->items);

	*item = (struct paste_item){ .kind = kind, .row = row, .column = column, .at = at };
	item->text = block_cell(&p->block, row, column);
	p->counts[kind]++;
	return item;
}

static void add_error(struct paste *p, size_t row, size_t column, const struct sheet_row *at,
	const char *error)
{
	add_item(p, PASTE_WRONG, row, column, at)->error = arena_text(&p->found, error);
}

/* "1.2" under "(ha)" is 1.2ha; a text that says its own measure stays. */
static const char *with_measure(struct paste *p, size_t column, const char *text)
{
	const char *measure = paste_measure(p, column);

	return measure && is_figure(text) ? arena_printf(&p->found, "%s%s", text, measure)
					  : text;
}

static void look_at_cell(struct paste *p, size_t row, size_t column, const struct sheet_row *at)
{
	struct sheet *sh = p->sh;
	size_t cell = (size_t)p->columns[column].to;
	const char *text = with_measure(p, column, block_cell(&p->block, row, column));
	struct value now = sheet_value(sh, at, cell), value;
	struct paste_item *item;
	struct str error = { 0 };

	if (*text && sheet_read(sh, at, cell, text, &p->found, &value, &error) != 0) {
		add_error(p, row, column, at, str_text(&error));
	} else if (*text) {
		value.note = sheet_note_at(sh, at, cell);
		item = add_item(p,
			value_equal(&now, &value)         ? PASTE_SAME
				: now.state == VALUE_NONE ? PASTE_FILLS
							  : PASTE_REPLACES,
			row, column, at);
		item->cell = cell;
		item->value = value;
	}
	str_release(&error);
}

/* The row of the grid; NULL with what is wrong among the items. */
static const struct sheet_row *row_for(struct paste *p, size_t row, size_t names)
{
	size_t at = p->first_row + (row - p->from);
	const char *name;
	struct found_row found;

	if (names == SIZE_MAX) {
		if (at < p->sh->row_count)
			return &p->sh->rows[at];
		add_error(p, row, 0, NULL, _("The grid has no more rows."));
		return NULL;
	}
	name = block_cell(&p->block, row, names);
	found = find_row(p, name);
	if (!found.row || found.other) {
		add_error(p, row, names, NULL,
			*name ? row_error(p, &found, name) : _("No row is named here."));
		return NULL;
	}
	return found.row;
}

static int is_blank(const struct paste *p, size_t row)
{
	for (size_t c = 0; c < p->block.width; c++) {
		if (*block_cell(&p->block, row, c))
			return 0;
	}
	return 1;
}

static void look_at_row(struct paste *p, size_t row, size_t names, size_t *seen)
{
	const struct sheet_row *at;

	if (is_blank(p, row))
		return;
	if (is_total(p, row)) {
		p->totals++;
		return;
	}
	at = row_for(p, row, names);
	if (!at)
		return;
	if (seen[at - p->sh->rows]) {
		add_error(p, row, names == SIZE_MAX ? 0 : names, at,
			arena_printf(&p->found, _("%s stands in row %zu already."), at->name,
				seen[at - p->sh->rows]));
		return;
	}
	seen[at - p->sh->rows] = row + 1;
	if (!at->editable) {
		add_error(p, row, names == SIZE_MAX ? 0 : names, at,
			_("This figure has lines behind it: o opens them."));
		return;
	}
	for (size_t c = 0; c < p->block.width; c++) {
		if (p->columns[c].to >= 0)
			look_at_cell(p, row, c, at);
	}
}

/* Looks at all cells, again after a column means something else. */
static void look(struct paste *p)
{
	size_t names = SIZE_MAX, *seen;

	arena_clear(&p->found);
	memset(&p->items, 0, sizeof(p->items));
	memset(p->counts, 0, sizeof(p->counts));
	p->totals = 0;
	seen = arena_array(&p->found, p->sh->row_count + 1, sizeof(*seen));
	for (size_t c = 0; c < p->block.width; c++) {
		if (p->columns[c].to == PASTE_ROWS)
			names = c;
	}
	for (size_t r = p->from; r < p->block.count; r++)
		look_at_row(p, r, names, seen);
}

static void begin(struct paste *p, struct sheet *sh, const char *text)
{
	*p = (struct paste){ .sh = sh, .first_row = sh->list.at, .first_column = sh->column };
	block_parse(text, &p->mem, &p->block);
	p->columns = arena_array(&p->mem, p->block.width + 1, sizeof(*p->columns));
	for (size_t c = 0; c < p->block.width; c++)
		p->columns[c] = (struct paste_column){ .to = PASTE_NOTHING, .title = "" };
	find_headings(p);
	if (!is_taken(p, PASTE_ROWS))
		find_names(p);
	if (!any_cells(p))
		place_columns(p);
	look(p);
}

void paste_turn(struct paste *p, size_t column, int by)
{
	int count = (int)sheet_columns(p->sh) - PASTE_NOTHING;
	struct paste_column *at = &p->columns[column];
	int was = at->to, to = was;

	do
		to = (to - PASTE_NOTHING + count + by) % count + PASTE_NOTHING;
	while (to != was && to != PASTE_NOTHING && is_taken(p, to));
	at->to = to;
	look(p);
}

/* What is not wrong goes into the grid, as one step; how many cells. */
static size_t put(struct paste *p)
{
	size_t count = 0;

	typing_group_begin(p->sh->typing);
	for (size_t i = 0; i < p->items.count; i++) {
		const struct paste_item *item = &p->items.at[i];

		if (item->kind == PASTE_WRONG || item->kind == PASTE_SAME)
			continue;
		sheet_put(p->sh, item->at, item->cell, &item->value);
		count++;
	}
	typing_group_end(p->sh->typing);
	return count;
}

static void release(struct paste *p)
{
	arena_release(&p->mem);
	arena_release(&p->found);
}

void sheet_paste(struct sheet *sh, const char *text)
{
	struct paste p;
	size_t count;

	begin(&p, sh, text);
	if (p.block.count > 0 && paste_ask(&p)) {
		count = put(&p);
		screen_message(sh->screen,
			P_("%zu cell pasted; ^Z takes it back.",
				"%zu cells pasted; ^Z takes them back.", count),
			count);
	}
	release(&p);
}

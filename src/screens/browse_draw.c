/*
 * browse_draw.c - a ledger as a table, and the record one is at beside it where there is room.
 */
#include "screens/browse.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "model/form.h"
#include "screens/record_text.h"
#include "screens/screens.h"
#include "tui/terminal.h"

enum { TWO_PANES_COLS = 120, PANE_LEAST = 34, PANE_MOST = 60, PANE_GAP = 3, PANE_LABEL = 12 };

const struct record *browse_current(const struct browse *b)
{
	return b->list.at < b->rows.count ? b->rows.rows[b->list.at] : NULL;
}

/* ---- the table ---- */

static void cell(const void *ctx, size_t row, size_t column, struct str *out)
{
	const struct browse *b = ctx;

	size_t field = columns_field(&b->columns, column);

	if (field == COLUMN_STATE)
		str_add(out, columns_state(&b->columns, b->rows.rows[row]));
	else
		str_add(out, columns_text(&b->columns, row, field));
}

static void total(const void *ctx, size_t column, struct str *out)
{
	const struct browse *b = ctx;
	size_t field = columns_field(&b->columns, column);

	if (b->counted && column == 0)
		browse_count_text(b, out);
	else if (b->counted && field != COLUMN_STATE)
		figures_show(
			&b->figures, b->in.model, b->in.form, b->columns.fields[field], out);
}

/* `*` does not count yet, `+` is marked, `#` is both. */
static char mark(const void *ctx, size_t row)
{
	const struct browse *b = ctx;
	int counts = data_counts(b->in.app->data, b->rows.rows[row]->state) ||
		b->rows.rows[row]->state == STATE_DELETED;

	if (marks_has(&b->marks, b->rows.rows[row]->id))
		return counts ? '+' : '#';
	return counts ? 0 : '*';
}

struct list_table browse_table(const struct browse *b)
{
	const struct list_column *columns;
	size_t count = columns_listed(&b->columns, &columns);

	return (struct list_table){
		.columns = columns,
		.column_count = count,
		.frozen = 1,
		.row_count = b->rows.count,
		.cell = cell,
		.mark = mark,
		.total = total,
		.ctx = b,
	};
}

/* ---- two panes ---- */

/* What the columns leave, within bounds; 0: there is no second pane. */
static int pane_cols(const struct browse *b, int rich, int cols)
{
	int left = cols - PANE_GAP - columns_width(&b->columns);

	if (!rich || cols < TWO_PANES_COLS)
		return 0;
	return left < PANE_LEAST ? PANE_LEAST : left > PANE_MOST ? PANE_MOST : left;
}

void browse_settle(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	const struct record *record = browse_current(b);

	if (!record || !pane_cols(b, terminal_look() == TERMINAL_RICH, terminal_cols()) ||
		(b->pane.id == record->id && b->pane.revision == record->revision))
		return;
	str_clear(&b->pane.text);
	record_text_named(b->in.app->data, record, &b->pane.text);
	b->pane.id = record->id;
	b->pane.revision = record->revision;
}

/* One line of record_text(): its label, and the value wrapped beside it; the rows used. */
static int draw_line(struct canvas *pane, int row, const char *line, size_t len)
{
	struct str label = { 0 }, value = { 0 };
	size_t cut;
	int used;

	str_add_len(&label, line, len);
	cut = utf8_cut(str_text(&label), RECORD_LABEL_COLS);
	str_add(&value, str_text(&label) + cut);
	str_truncate(&label, cut);
	while (label.len && label.at[label.len - 1] == ' ')
		str_truncate(&label, label.len - 1);
	while (value.len && value.at[0] == ' ')
		str_remove(&value, 0, 1);
	canvas_fit(pane, row, 0, PANE_LABEL, CANVAS_LEFT, LOOK_PLAIN, str_text(&label));
	used = canvas_wrap(pane, row, PANE_LABEL + 1, pane->rows - row,
		pane->cols - PANE_LABEL - 1, LOOK_PLAIN, str_text(&value));
	str_release(&label);
	str_release(&value);
	return used > 0 ? used : 1;
}

static void draw_lines(struct canvas *pane, const char *text)
{
	int row = 1;

	while (*text && row < pane->rows) {
		size_t len = strcspn(text, "\n");

		row += draw_line(pane, row, text, len);
		text += len + (text[len] == '\n');
	}
}

static void draw_record(const struct browse *b, struct canvas *pane)
{
	const struct record *record = browse_current(b);
	struct str title = { 0 }, text = { 0 };

	if (!record)
		return;
	record_title(b->in.model, record, &title);
	if (record->id == b->pane.id && record->revision == b->pane.revision)
		str_add(&text, str_text(&b->pane.text));
	else
		record_text(b->in.model, record, &text);
	canvas_put(pane, 0, 0, LOOK_ACCENT, str_text(&title));
	draw_lines(pane, str_text(&text));
	str_release(&title);
	str_release(&text);
}

/* The list alone, or with the record on its right where a fast line has a wide terminal. */
static void draw_rows(struct browse *b, struct canvas *body)
{
	int pane = pane_cols(b, canvas_is_rich(body), body->cols);
	struct list_table t = browse_table(b);
	struct canvas left = *body, right;

	if (!pane) {
		list_draw_table(&b->list, body, &t);
		return;
	}
	left = canvas_part(body, 0, 0, body->rows, body->cols - pane - PANE_GAP);
	right = canvas_part(body, 0, body->cols - pane, body->rows, pane);
	list_draw_table(&b->list, &left, &t);
	for (int row = 0; row < body->rows; row++)
		canvas_put(body, row, left.cols + 1, LOOK_PLAIN, "|");
	draw_record(b, &right);
}

void browse_draw(struct screen *s, struct canvas *body)
{
	struct browse *b = (struct browse *)s;

	b->drawn = (size_t)body->rows;
	if (b->rows.count)
		draw_rows(b, body);
	else if (b->unread)
		canvas_put(body, 1, 2, LOOK_PLAIN,
			_("The records were not read; / changes the condition, Esc goes "
			  "back."));
	else if (b->filter.len || b->where)
		canvas_put(body, 1, 2, LOOK_PLAIN,
			_("No record meets the condition; / changes it, c takes it away."));
	else
		canvas_put(body, 1, 2, LOOK_PLAIN,
			ledger_may(&b->in, ACTION_CREATE, NULL)
				? _("This ledger is empty; n adds a record.")
				: _("This ledger is empty."));
}

/* ---- the lines around it ---- */

void browse_heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct browse *b = (const struct browse *)s;

	(void)right;
	str_clear(left);
	str_add(left, form_label(b->in.form, i18n_lang()));
	if (b->marks.count)
		str_addf(left, _("  %zu marked"), b->marks.count);
	if (b->units == UNITS_WAS)
		str_addf(left, "  %s", unit_view_label(b->units));
	if (b->filter.len)
		str_addf(left, "  %s", str_text(&b->filter));
}

/* What is due, what lacks a figure, and the condition as the program understands it. */
void browse_hint(const struct screen *s, struct str *out)
{
	const struct browse *b = (const struct browse *)s;
	uint64_t missing = 0;

	browse_comment_hint(b, out);
	for (size_t i = 0; b->counted && i < b->figures.sum_count; i++)
		missing += b->figures.missing[i];
	if (b->counted && *b->figures.due)
		str_addf(out, "%s  ", b->figures.due);
	if (missing)
		str_addf(out,
			P_("%" PRIu64 " figure missing  ", "%" PRIu64 " figures missing  ",
				missing),
			missing);
	if (!b->counted)
		str_addf(out, "%s  ", _("counting ..."));
	if (b->sort.len)
		str_addf(out, _("by %s%s  "), browse_sort_label(b),
			b->descending ? _(", falling") : "");
	if (b->said)
		str_add(out, b->said);
}

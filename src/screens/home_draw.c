/*
 * home_draw.c - the inbox above the ledgers, as one list.
 */
#include "screens/home.h"

#include "base/i18n.h"
#include "base/utf8.h"
#include "tui/canvas.h"

enum { MARGIN = 2, PROOF_FROM = 12, ITEMS_MOST = 8, LEDGERS_LEAST = 4 };
enum { ITEMS_BYTES = 720, ITEM_COLS = 78 };

const char *home_item_text(const void *ctx, size_t i)
{
	struct home *h = (struct home *)ctx;

	str_clear(&h->text);
	inbox_text(&h->inbox.items[i], &h->text);
	return str_text(&h->text);
}

size_t home_items_shown(const struct home *h)
{
	size_t count = 0, bytes = 0;

	while (count < h->inbox.count && count < ITEMS_MOST) {
		bytes += utf8_cut(home_item_text(h, count), ITEM_COLS);
		if (count && bytes > ITEMS_BYTES)
			break;
		count++;
	}
	return count;
}

/* A figure that is cut is told to be. */
static void draw_item(struct home *h, struct canvas *c, int row, size_t i)
{
	const char *text = home_item_text(h, i);

	canvas_fit(c, row, MARGIN, at_most((int)utf8_width(text), c->cols - MARGIN),
		CANVAS_LEFT, inbox_look(&h->inbox.items[i]), text);
}

/* Rows from..from+count of the list on a canvas of their own. */
static void draw_part(struct home *h, struct canvas *c, int part, size_t from, size_t count)
{
	struct list_view *view = &h->parts[part];
	int here = h->list.at >= from && h->list.at < from + count;

	view->at = here ? h->list.at - from : view->at;
	list_scroll(view, count, c->rows);
	for (int row = 0; row < c->rows && view->top + (size_t)row < count; row++) {
		size_t i = view->top + (size_t)row;

		if (part)
			canvas_put(c, row, MARGIN, LOOK_PLAIN,
				home_ledgers_text(&h->ledgers, i));
		else
			draw_item(h, c, row, i);
		if (!here || i != view->at)
			continue;
		list_draw_marker(c, row);
		canvas_cursor(c, row, 1);
	}
}

/* The rows it took. */
static int draw_inbox(struct home *h, struct canvas *body)
{
	int rows = at_most((int)h->items, at_least(body->rows - LEDGERS_LEAST - 3, 1));
	struct canvas part = canvas_part(body, 1, 0, rows, body->cols);

	if (!h->items)
		return 0;
	canvas_put(body, 0, 1, LOOK_ACCENT, _("Waiting for you"));
	draw_part(h, &part, 0, 0, h->items);
	rows++;
	if (h->inbox.count > h->items)
		canvas_putf(body, rows++, MARGIN, LOOK_PLAIN, _("%zu in all; i shows them"),
			h->inbox.count);
	return rows + 1;
}

void home_draw(struct screen *s, struct canvas *body)
{
	struct home *h = (struct home *)s;
	int top = draw_inbox(h, body);
	struct canvas below = canvas_part(body, top, 0, body->rows - top, body->cols);
	struct canvas rows = canvas_part(&below, 1, 0, below.rows - 1, below.cols);

	h->list.page = (size_t)at_least(body->rows - 1, 1);
	canvas_put(&below, 0, 1, LOOK_ACCENT, _("Ledgers"));
	if (h->proof && utf8_width(h->proof) + PROOF_FROM < (size_t)below.cols)
		canvas_put(&below, 0, below.cols - 1 - (int)utf8_width(h->proof),
			h->proof_old ? LOOK_WARN : LOOK_PLAIN, h->proof);
	if (h->ledgers.count)
		draw_part(h, &rows, 1, h->items, h->ledgers.count);
	else
		canvas_put(&rows, 1, 2, LOOK_PLAIN,
			_("No ledger is open to your posts; ask the administrator."));
}

/*
 * scr_pages.c - rows as plain text from edge to edge, page by page: what is marked with the
 * mouse of a terminal is copied without frames and signs.
 */
#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/query.h"
#include "exchange/export.h"
#include "screens/classes.h"
#include "screens/screens.h"
#include "tui/canvas.h"
#include "tui/keys.h"
#include "tui/progress.h"

enum { ROWS_MOST = 5000 };

struct pages {
	struct screen screen;
	struct app *app; /* not ours */
	struct str title;
	struct str text; /* all of it; newlines became ends of lines */
	const char **lines;
	struct arena mem; /* of lines */
	size_t count, top, page;
};

static void split(struct pages *p)
{
	char *at = p->text.at, *end;

	for (size_t i = 0; i < p->text.len; i++)
		p->count += at[i] == '\n';
	p->lines = arena_array(&p->mem, p->count + 1, sizeof(*p->lines));
	for (size_t i = 0; i < p->count; i++) {
		p->lines[i] = at;
		end = strchr(at, '\n');
		*end = '\0';
		at = end + 1;
	}
}

static int read_rows(struct pages *p, const struct query *query, struct err *err)
{
	struct export_options options = {
		.format = ROWS_TEXT, .flags = EXPORT_SHOWN, .limit = ROWS_MOST
	};
	struct sink sink = sink_to_str(&p->text);
	uint64_t written = 0;
	int got;

	progress_begin(_("Reading"));
	got = export_query(p->app->data, query, &options, &sink, &p->mem, &written, NULL, err);
	progress_end();
	if (got == 0 && written == ROWS_MOST)
		screen_message(&p->screen,
			_("The first %d records; narrow the list to see the others."),
			ROWS_MOST);
	return got;
}

static void unload(struct screen *s)
{
	struct pages *p = (struct pages *)s;

	str_release(&p->title);
	str_release(&p->text);
	arena_release(&p->mem);
}

static void draw(struct screen *s, struct canvas *body)
{
	struct pages *p = (struct pages *)s;

	p->page = (size_t)at_least(body->rows, 1);
	for (int i = 0; i < body->rows && p->top + (size_t)i < p->count; i++)
		canvas_put(body, i, 0, LOOK_PLAIN, p->lines[p->top + (size_t)i]);
	canvas_cursor(body, 0, 0);
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct pages *p = (const struct pages *)s;
	size_t page = p->page ? p->page : 1;

	(void)right;
	str_addf(left, "  %s  %zu/%zu", str_text(&p->title), p->top / page + 1,
		p->count ? (p->count - 1) / page + 1 : 1);
}

static enum screen_next move_to(struct pages *p, size_t top)
{
	size_t last = p->count > p->page ? p->count - p->page : 0;

	p->top = top < last ? top : last;
	return SCREEN_STAY;
}

static enum screen_next next_page(struct screen *s)
{
	struct pages *p = (struct pages *)s;

	return move_to(p, p->top + p->page < p->count ? p->top + p->page : p->top);
}

static enum screen_next page_before(struct screen *s)
{
	struct pages *p = (struct pages *)s;

	return move_to(p, p->top > p->page ? p->top - p->page : 0);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "page-next", .keys = "PgDn Space Enter", .label = N_("Next page"), .run = next_page },
	{ .name = "page-before", .keys = "PgUp b", .label = N_("Page before"), .run = page_before },
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	struct pages *p = (struct pages *)s;

	switch (k) {
	case K_DOWN:
		return move_to(p, p->top + 1);
	case K_UP:
		return move_to(p, p->top ? p->top - 1 : 0);
	case K_HOME:
		return move_to(p, 0);
	case K_END:
		return move_to(p, p->count);
	default:
		return SCREEN_PASS;
	}
}

const struct screen_class pages_class = {
	.name = "pages",
	.title = N_("Pages"),
	.size = sizeof(struct pages),
	.actions = actions,
	.draw = draw,
	.unload = unload,
	.key = key,
	.heading = heading,
};

/* Read at once: the query is the caller's and may be gone at the next load. */
struct screen *scr_pages(struct app *app, const char *title, const struct query *query)
{
	struct pages *p = screen_new(&pages_class);
	struct err err = { 0 };

	p->app = app;
	str_add(&p->title, title);
	if (read_rows(p, query, &err) < 0)
		screen_warn(&p->screen, "%s", err.text);
	split(p);
	return &p->screen;
}

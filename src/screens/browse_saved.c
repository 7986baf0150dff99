/*
 * browse_saved.c - conditions of a browse screen from the query form and from what is saved.
 */
#include "screens/browse.h"

#include "base/i18n.h"
#include "screens/saved.h"
#include "screens/screens.h"
#include "screens/words.h"

int browse_take(struct browse *b, struct screen *s, const char *line)
{
	struct arena mem = { 0 };
	const struct expr *ignored;
	struct err err = { 0 };
	int got = words_condition(
		b->in.model, b->in.form, line, b->in.app->data, &mem, &ignored, &err);

	arena_release(&mem);
	if (got < 0) {
		screen_fail(s, &err);
		return -1;
	}
	str_clear(&b->filter);
	str_add(&b->filter, line);
	/* from the first row, the columns as wide as what is found */
	b->list = (struct list_view){ .page = b->list.page };
	window_release(&b->rows);
	columns_release(&b->columns);
	return 0;
}

enum screen_next browse_query(struct screen *s)
{
	return screen_push(s, scr_query((struct browse *)s));
}

enum screen_next browse_saved(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	struct str line = { 0 };
	enum screen_next next = SCREEN_STAY;

	if (saved_choose(s, b->in.app->data, b->in.form, str_text(&b->filter), &line) == 0)
		next = browse_filter(b, str_text(&line));
	str_release(&line);
	return next;
}

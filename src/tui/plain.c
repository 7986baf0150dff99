/*
 * plain.c - pop-ups as lines: the question, its keys as letters, an answer on one line.
 */
#include "tui/plain.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/canvas.h"
#include "tui/keys.h"
#include "tui/lines.h"
#include "tui/screen.h"

enum { MOST_ITEMS = 20 };

static int on, over;

void plain_start(void)
{
	on = 1;
	over = 0;
}

int plain_is_on(void)
{
	return on;
}

int plain_is_over(void)
{
	return over;
}

/* The colon of a Chinese keyboard is as good. */
static int is_command(const char *answer, const char *letter)
{
	size_t colon = text_starts_with(answer, "：") ? strlen("：") : *answer == ':';

	return colon && strcmp(answer + colon, letter) == 0;
}

int plain_line(const char *question, struct str *answer)
{
	struct str marked = { 0 };

	if (over)
		return 1;
	str_addf(&marked, "%s%s", screens_mark(), question);
	over = lines_ask(str_text(&marked), answer);
	str_release(&marked);
	return over || is_command(str_text(answer), "q");
}

/* ---- any pop-up --------------------------------------------------------------------------- */

static void print_grid(const struct popup *p)
{
	struct grid grid;
	struct canvas c;
	struct str text = { 0 };

	grid_init(&grid, p->rows > 0 ? p->rows : 1, p->cols > 0 ? p->cols : 1);
	c = grid_canvas(&grid);
	p->draw(p->ctx, &c);
	grid_text(&grid, &text);
	lines_put("-- %s --", p->title ? p->title : "");
	lines_text(str_text(&text));
	str_release(&text);
	grid_release(&grid);
}

/* What was typed comes as keys; the end of the line is Enter unless a single key answered. */
static int feed(const struct popup *p, const char *typed, size_t len)
{
	int answer = POPUP_STAY;
	size_t pos = 0;
	int32_t key;

	while (answer == POPUP_STAY && (key = utf8_next(typed, len, &pos)) >= 0)
		answer = p->key(p->ctx, key);
	if (answer == POPUP_STAY && utf8_count(typed) != 1)
		answer = p->key(p->ctx, K_ENTER);
	return answer;
}

int plain_popup(const struct popup *p)
{
	struct str answer = { 0 }, question = { 0 };
	int got = POPUP_STAY;

	while (got == POPUP_STAY) {
		print_grid(p);
		str_clear(&question);
		str_addf(&question, "%s > ", p->foot ? p->foot : "");
		if (plain_line(str_text(&question), &answer))
			got = over ? POPUP_CANCEL : p->key(p->ctx, K_ESC);
		else
			got = feed(p, str_text(&answer), answer.len);
	}
	str_release(&answer);
	str_release(&question);
	return got;
}

/* ---- questions ---------------------------------------------------------------------------- */

static void add_choices(const struct choice *choices, size_t count, struct str *out)
{
	for (size_t i = 0; i < count; i++) {
		if (text_is_empty(choices[i].label))
			continue;
		key_print(choices[i].key, out);
		str_addf(out, " %s  ", choices[i].label);
	}
	str_addf(out, ":q %s > ", _("Cancel"));
}

static int choice_of(const struct choice *choices, size_t count, const char *answer)
{
	size_t len = strlen(answer);
	int32_t key = len ? key_parse(answer, len) : K_ENTER;

	for (size_t i = 0; i < count; i++)
		if (choices[i].key == key)
			return (int)i;
	return -1;
}

int plain_ask(const char *question, const struct choice *choices, size_t count)
{
	struct str keys = { 0 }, answer = { 0 };
	int got = -1;

	lines_text(question);
	add_choices(choices, count, &keys);
	while (got < 0 && plain_line(str_text(&keys), &answer) == 0)
		got = choice_of(choices, count, str_text(&answer));
	str_release(&keys);
	str_release(&answer);
	return got;
}

int plain_prompt(const char *label, size_t limit, struct str *text)
{
	struct str question = { 0 }, answer = { 0 };
	int got;

	str_add(&question, label);
	if (text->len)
		str_addf(&question, " [%s] (%s)", str_text(text), _(":e empties it"));
	str_add(&question, " > ");
	for (;;) {
		got = plain_line(str_text(&question), &answer);
		if (got || !limit || utf8_count(str_text(&answer)) <= limit)
			break;
		lines_put(_("At most %zu characters fit; type it shorter."), limit);
	}
	/* nothing typed keeps what is in the brackets */
	if (!got && answer.len) {
		str_clear(text);
		if (!is_command(str_text(&answer), "e"))
			str_add(text, str_text(&answer));
	}
	str_release(&question);
	str_release(&answer);
	return got;
}

int plain_choose(const char *title, const char *const *items, size_t count)
{
	struct str answer = { 0 }, question = { 0 };
	long got = 0;

	lines_put("-- %s --", title);
	for (size_t i = 0; i < count; i++)
		lines_put("%zu %s", i + 1, items[i]);
	str_addf(&question, "%s > ", _("number, :q Cancel"));
	while ((got < 1 || got > (long)count) && plain_line(str_text(&question), &answer) == 0)
		got = strtol(str_text(&answer), NULL, 10);
	str_release(&answer);
	str_release(&question);
	return got >= 1 && got <= (long)count ? (int)got - 1 : -1;
}

void plain_show_text(const char *title, const char *text)
{
	lines_put("-- %s --", title);
	lines_text(text);
}

/* ---- picking ------------------------------------------------------------------------------ */

static void print_items(const struct pick_item *items, size_t count)
{
	for (size_t i = 0; i < count && i < MOST_ITEMS; i++)
		lines_put("%zu) %s %s %s", i + 1, items[i].code, items[i].label,
			items[i].detail ? items[i].detail : "");
	if (count > MOST_ITEMS)
		lines_put(_("and %zu more: type more of the name"), count - MOST_ITEMS);
	if (count == 0)
		lines_put("%s", _("nothing found"));
}

/* "3)" is the third of the list; anything else is searched for. */
static const struct pick_item *numbered(
	const struct pick_item *items, size_t count, const char *answer)
{
	char *end;
	long n = strtol(answer, &end, 10);

	if (end == answer || strcmp(end, ")") != 0 || n < 1 || n > (long)count ||
		n > MOST_ITEMS)
		return NULL;
	return &items[n - 1];
}

static void copy_item(const struct pick_item *item, struct arena *mem, struct pick_item *out)
{
	*out = *item;
	out->code = arena_text(mem, item->code);
	out->label = arena_text(mem, item->label);
	out->detail = item->detail ? arena_text(mem, item->detail) : NULL;
}

int plain_pick(const struct pick *p, struct arena *mem, struct pick_item *out)
{
	struct str answer = { 0 }, question = { 0 };
	struct arena found = { 0 };
	const struct pick_item *items = NULL, *taken = NULL;
	size_t count = p->find(p->ctx, p->typed ? p->typed : "", &found, &items);

	lines_put("-- %s --", p->title);
	str_addf(&question, "%s > ",
		_("1) takes the first, a name or code searches, :q Cancel"));
	while (!taken) {
		print_items(items, count);
		if (plain_line(str_text(&question), &answer))
			break;
		taken = numbered(items, count, str_text(&answer));
		if (taken)
			break;
		arena_clear(&found);
		count = p->find(p->ctx, str_text(&answer), &found, &items);
		taken = pick_only(items, count, str_text(&answer));
	}
	if (taken)
		copy_item(taken, mem, out);
	arena_release(&found);
	str_release(&answer);
	str_release(&question);
	return taken ? 0 : 1;
}

/*
 * scr_keys.c - the key test: what the terminal sends, what it is taken for, what it would do.
 *
 * Every key comes here and none acts.  Bytes that make no key are shown as well, so that a
 * wrong charset or a sequence nobody knows can be read off the screen.
 */
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "screens/classes.h"
#include "screens/screens.h"
#include "tui/keys.h"
#include "tui/terminal.h"

enum { KEPT = 64, HEX_COLS = 24, NAME_COLS = 10, LEAVE_AFTER = 3 };

struct pressed {
	struct str bytes, name, does; /* ours */
};

struct key_test {
	struct screen screen;
	struct pressed kept[KEPT]; /* the newest last */
	size_t count;
	int escapes; /* in a row */
};

/* ---- what a key would do ---- */

static int told(const struct str *out, const char *label)
{
	return strstr(str_text(out), label) != NULL;
}

static void add_deed(const struct screen_class *cls, const struct action *a, struct str *out)
{
	if (told(out, _(a->label)))
		return;
	str_addf(out, "%s%s", out->len ? "  " : "", _(a->label));
	if (cls && cls->title)
		str_addf(out, " (%s)", _(cls->title));
}

static void add_deeds(int32_t key, struct str *out)
{
	for (const struct action *a = screen_common_actions; a->name; a++)
		if (action_has_key(a, key))
			add_deed(NULL, a, out);
	for (size_t i = 0; screen_classes[i]; i++)
		for (const struct action *a = screen_classes[i]->actions; a && a->name; a++)
			if (screen_classes[i] != &keys_class && action_has_key(a, key))
				add_deed(screen_classes[i], a, out);
	if (!out->len && key_is_text(key))
		str_add(out, _("typed into a field"));
	else if (!out->len)
		str_add(out, _("moves, or nothing"));
}

/* ---- what came ---- */

static struct pressed *add_row(struct key_test *t)
{
	struct pressed *p = &t->kept[t->count];

	if (t->count == KEPT) {
		struct pressed oldest = t->kept[0];

		memmove(t->kept, t->kept + 1, (KEPT - 1) * sizeof(*t->kept));
		t->kept[KEPT - 1] = oldest;
		p = &t->kept[KEPT - 1];
	} else {
		t->count++;
	}
	str_clear(&p->bytes);
	str_clear(&p->name);
	str_clear(&p->does);
	return p;
}

static enum screen_next key(struct screen *s, int32_t k)
{
	struct key_test *t = (struct key_test *)s;
	struct pressed *p = add_row(t);

	terminal_bytes_read(&p->bytes);
	key_print(k, &p->name);
	add_deeds(k, &p->does);
	t->escapes = k == K_ESC ? t->escapes + 1 : 0;
	return k == 'q' || t->escapes == LEAVE_AFTER ? SCREEN_BACK : SCREEN_STAY;
}

/* Bytes that came and made no key. */
static enum screen_next tick(struct screen *s)
{
	struct key_test *t = (struct key_test *)s;
	struct str bytes = { 0 };
	struct pressed *p;

	if (!terminal_bytes_read(&bytes))
		return SCREEN_PASS;
	p = add_row(t);
	str_add(&p->bytes, str_text(&bytes));
	str_add(&p->name, "-");
	str_add(&p->does, _("no key, and no text in this session's character set"));
	str_release(&bytes);
	t->escapes = 0;
	return SCREEN_STAY;
}

static enum screen_next paste(struct screen *s, const char *text)
{
	struct pressed *p = add_row((struct key_test *)s);

	terminal_bytes_read(&p->bytes);
	str_add(&p->name, "-");
	str_addf(&p->does, _("a pasted text of %zu bytes"), strlen(text));
	return SCREEN_STAY;
}

static enum screen_next load(struct screen *s)
{
	struct str before = { 0 };

	(void)s;
	terminal_bytes_read(&before);
	str_release(&before);
	return SCREEN_STAY;
}

/* ---- drawing ---- */

static void draw_row(struct canvas *c, int row, const char *bytes, const char *name,
	const char *does, int look)
{
	int col = canvas_fit(c, row, 2, HEX_COLS, CANVAS_LEFT, look, bytes);

	col = canvas_fit(c, row, col + 1, NAME_COLS, CANVAS_LEFT, look, name);
	canvas_fit(c, row, col + 1, c->cols - col - 1, CANVAS_LEFT, look, does);
}

static void draw(struct screen *s, struct canvas *body)
{
	struct key_test *t = (struct key_test *)s;
	size_t room = body->rows > 3 ? (size_t)body->rows - 3 : 0;
	size_t first = t->count > room ? t->count - room : 0;

	canvas_put(body, 0, 2, LOOK_PLAIN,
		_("Press any key: nothing is done here.  q, or Esc three times, leaves."));
	draw_row(body, 2, _("Bytes"), _("Key"), _("What it does on the screens"), LOOK_ACCENT);
	for (size_t i = first; i < t->count; i++)
		draw_row(body, 3 + (int)(i - first), str_text(&t->kept[i].bytes),
			str_text(&t->kept[i].name), str_text(&t->kept[i].does), LOOK_PLAIN);
	canvas_cursor(body, 2 + (int)(t->count - first), 0);
}

static void unload(struct screen *s)
{
	struct key_test *t = (struct key_test *)s;

	for (size_t i = 0; i < KEPT; i++) {
		str_release(&t->kept[i].bytes);
		str_release(&t->kept[i].name);
		str_release(&t->kept[i].does);
	}
}

static const struct action actions[] = {
	{ .name = "keys-leave", .keys = "q", .label = N_("Back"), .run = screen_back },
	{ 0 },
};

const struct screen_class keys_class = {
	.name = "keys",
	.title = N_("Key test"),
	.size = sizeof(struct key_test),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.tick = tick,
	.paste = paste,
	.every_key = 1,
};

struct screen *scr_keys(void)
{
	return screen_new(&keys_class);
}

/*
 * screen.c - the stack of screens and the loop: read keys, act, draw when none wait.
 *
 * Owns the open screens.  One stack, as there is one terminal; handlers only return
 * what is to happen next and never draw.
 */
#include "tui/screen.h"

#include <langinfo.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "tui/idle.h"
#include "tui/keys.h"
#include "tui/paste.h"
#include "tui/popup.h"
#include "tui/progress.h"
#include "tui/screen_stack.h"
#include "tui/terminal.h"

enum { TICK_MS = 250 };

static struct {
	struct screen *top;
	unsigned long bad_input, refused_input; /* told so far */
} stack;

static struct {
	int (*keep)(void *context, int rich, struct err *err);
	void *context;
} looks;

static struct {
	void (*refused)(void *context, const char *why);
	void *context;
} refusals;

static enum screen_next redraw(struct screen *s);
static enum screen_next switch_look(struct screen *s);

/* clang-format off */
const struct action screen_common_actions[] = {
	{ .name = "screen-help", .keys = "? F1 ^G", .label = N_("Help"),
	  .help = N_("Show what can be done here."), .run = screen_help, .flags = ACTION_KEEP },
	{ .name = "screen-redraw", .keys = "^L", .label = N_("Redraw"),
	  .help = N_("Draw everything again."), .run = redraw, .flags = ACTION_QUIET },
	{ .name = "screen-look", .keys = "^Q F12", .label = N_("Appearance"),
	  .help = N_("Switch between the lean and the rich appearance; it is kept for you."),
	  .run = switch_look, .flags = ACTION_QUIET },
	{ 0 },
};
/* clang-format on */

void *screen_new(const struct screen_class *cls)
{
	struct screen *s = xalloc(cls->size);

	s->cls = cls;
	return s;
}

/* ---- messages ---------------------------------------------------------------------------- */

static void set_message(struct screen *s, int look, const char *fmt, va_list args)
	__attribute__((format(printf, 3, 0)));

static void set_message(struct screen *s, int look, const char *fmt, va_list args)
{
	str_clear(&s->message);
	str_vaddf(&s->message, fmt, args);
	s->message_look = look;
}

void screen_message(struct screen *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set_message(s, LOOK_PLAIN, fmt, args);
	va_end(args);
}

void screen_warn(struct screen *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set_message(s, LOOK_WARN, fmt, args);
	va_end(args);
}

void screens_on_refusal(void (*refused)(void *context, const char *why), void *context)
{
	refusals.refused = refused;
	refusals.context = context;
}

void screen_refused(const struct err *err)
{
	if (err->code == ERR_DENIED && refusals.refused)
		refusals.refused(refusals.context, err->text);
}

enum screen_next screen_fail(struct screen *s, const struct err *err)
{
	screen_refused(err);
	screen_warn(s, "%s", err->text);
	if (stack.top == s &&
		(utf8_width(err->text) + 2 > (size_t)terminal_cols() ||
			strchr(err->text, '\n'))) {
		screen_show_text(s, _("That did not work"), err->text);
		str_clear(&s->message);
	}
	return SCREEN_STAY;
}

enum screen_next screen_fail_load(struct screen *s, const struct err *err)
{
	screen_refused(err);
	screen_warn(s, "%s", err->text);
	return SCREEN_BACK;
}

static void pass_message(struct screen *from, struct screen *to)
{
	if (!to || from->message.len == 0)
		return;
	str_clear(&to->message);
	str_add(&to->message, str_text(&from->message));
	to->message_look = from->message_look;
}

/* ---- the stack --------------------------------------------------------------------------- */

static void close_top(void)
{
	struct screen *s = stack.top;

	stack.top = s->below;
	pass_message(s, stack.top);
	if (s->cls->unload)
		s->cls->unload(s);
	str_release(&s->message);
	free(s);
}

static void flush(struct screen *s)
{
	if (s && s->cls->flush)
		s->cls->flush(s);
}

static void follow(enum screen_next next);

static void load_top(void)
{
	struct screen *s = stack.top;
	enum screen_next next = SCREEN_STAY;

	if (!s)
		return;
	if (s->cls->load)
		next = s->cls->load(s);
	s->loaded = 1;
	/* REFRESH from load() itself would never end */
	follow(next == SCREEN_REFRESH ? SCREEN_STAY : next);
}

/* Does what a handler of the top screen asked for. */
static void follow(enum screen_next next)
{
	switch (next) {
	case SCREEN_STAY:
	case SCREEN_PASS:
		break;
	case SCREEN_REFRESH:
		load_top();
		break;
	case SCREEN_BACK:
		close_top();
		load_top();
		break;
	case SCREEN_QUIT:
		while (stack.top)
			close_top();
		break;
	}
}

enum screen_next screen_push(struct screen *s, struct screen *above)
{
	flush(s);
	above->below = stack.top;
	stack.top = above;
	load_top();
	return SCREEN_STAY;
}

enum screen_next screen_back(struct screen *s)
{
	(void)s;
	return SCREEN_BACK;
}

enum screen_next screen_quit(struct screen *s)
{
	(void)s;
	return SCREEN_QUIT;
}

enum screen_next screen_again(struct screen *s)
{
	(void)s;
	return SCREEN_REFRESH;
}

enum screen_next screen_help(struct screen *s)
{
	struct str text = { 0 };

	screen_help_text(s, &text);
	screen_show_text(s, s->cls->title ? _(s->cls->title) : _("Help"), str_text(&text));
	str_release(&text);
	return SCREEN_STAY;
}

static enum screen_next redraw(struct screen *s)
{
	(void)s;
	terminal_redraw();
	return SCREEN_STAY;
}

void screens_keep_look(int (*keep)(void *context, int rich, struct err *err), void *context)
{
	looks.keep = keep;
	looks.context = context;
}

static enum screen_next switch_look(struct screen *s)
{
	int rich = terminal_look() != TERMINAL_RICH;
	struct err err = { 0 };

	terminal_set_look(rich ? TERMINAL_RICH : TERMINAL_LEAN);
	if (!looks.keep)
		screen_message(s,
			rich ? _("The appearance is rich now.")
			     : _("The appearance is lean now."));
	else if (looks.keep(looks.context, rich, &err) == 0)
		screen_message(s,
			rich ? _("The appearance is rich now, and kept for you.")
			     : _("The appearance is lean now, and kept for you."));
	else
		screen_warn(s, _("The appearance is switched, but not kept: %s"), err.text);
	return SCREEN_STAY;
}

/* ---- the loop ---------------------------------------------------------------------------- */

/*
 * A terminal set to another charset sends bytes that are no text: say so once a burst.
 * 1 when there is something to be drawn.
 */
static int tell_bad_input(struct screen *s)
{
	int32_t last;
	unsigned long refused = terminal_refused_input(&last), bad = terminal_bad_input();
	int told = refused != stack.refused_input || bad != stack.bad_input;

	if (refused != stack.refused_input)
		screen_warn(s, _("The character U+%04X cannot be kept, so it was not taken."),
			(unsigned)last);
	if (bad != stack.bad_input)
		screen_warn(s,
			_("What was typed is no text here: set your terminal's character set "
			  "to %s."),
			nl_langinfo(CODESET));
	stack.bad_input = bad;
	stack.refused_input = refused;
	return told;
}

static enum screen_next dispatch(struct screen *s, int32_t key)
{
	const struct action *a = s->cls->every_key ? NULL : screen_action(s, key);
	enum screen_next next = SCREEN_PASS;

	str_clear(&s->message);
	s->typing_on = a && (a->flags & ACTION_NEXT) && (s->typing_on || screen_is_typing(s));
	if (a)
		return a->run(s);
	if (s->cls->key)
		next = s->cls->key(s, key);
	if (next == SCREEN_PASS && key_is_text(key))
		screen_message(s, _("This key does nothing here; ? or F1 shows the keys."));
	return next;
}

int screens_refuse_dirty(const struct str *text)
{
	struct str where = { 0 };
	size_t pos;

	if (!utf8_first_dirty(str_text(text), text->len, 0, &pos))
		return 0;
	utf8_say_where(str_text(text), text->len, pos, &where);
	if (stack.top)
		screen_warn(stack.top, _("Nothing was pasted: %s of the text cannot be kept."),
			str_text(&where));
	str_release(&where);
	return 1;
}

/* Without a paste() of its own: as if typed, but never as actions, and wholly or not at all. */
static enum screen_next type_text(struct screen *s, const char *text)
{
	struct str line = { 0 };
	enum screen_next next = SCREEN_STAY;
	size_t pos = 0;
	int32_t character;

	paste_line(text, &line);
	if (!s->cls->typing || !s->cls->typing(s) || !s->cls->key) {
		screen_warn(s, _("A text can be pasted into a field; none is open here."));
	} else if (!screens_refuse_dirty(&line)) {
		while (next == SCREEN_STAY && stack.top == s &&
			(character = utf8_next(str_text(&line), line.len, &pos)) >= 0)
			next = s->cls->key(s, character);
	}
	str_release(&line);
	return next == SCREEN_PASS ? SCREEN_STAY : next;
}

static void tell_pasting(size_t bytes)
{
	screen_message(stack.top, _("Receiving a pasted text: %zu bytes so far..."), bytes);
	screens_show();
}

int screens_take_paste(struct str *text)
{
	struct screen *s = stack.top;
	enum pasted how = paste_collect(text, s ? tell_pasting : NULL);

	if (!s)
		return how == PASTED_WHOLE && text->len > 0;
	str_clear(&s->message);
	if (how == PASTED_LONG)
		screen_warn(s,
			_("The pasted text is longer than 1 MB: nothing was taken; import it "
			  "as a file."));
	else if (how == PASTED_CUT)
		screen_warn(s,
			_("The end of the paste did not arrive, so nothing was taken; paste it "
			  "again."));
	else if (how == PASTED_LOST)
		screen_warn(s,
			_("A character of the text was lost on the way, so nothing was "
			  "taken."));
	return how == PASTED_WHOLE && text->len > 0;
}

static enum screen_next pasted(struct screen *s)
{
	struct str text = { 0 };
	enum screen_next next = SCREEN_STAY;

	if (screens_take_paste(&text))
		next = s->cls->paste ? s->cls->paste(s, str_text(&text))
				     : type_text(s, str_text(&text));
	str_release(&text);
	return next;
}

/* follow() is for the screen that asked: a push inside the handler has put another on top. */
static void handle(int32_t key)
{
	struct screen *s = stack.top;
	enum screen_next next;

	if (key == K_RESIZE || key == K_NONE || key == K_PASTE_END || key == K_HANGUP)
		return;
	progress_start();
	next = key == K_PASTE_BEGIN ? pasted(s) : dispatch(s, key);
	if (next == SCREEN_QUIT || stack.top == s)
		follow(next);
}

/* 1 when there is something new to draw. */
static int tick(struct screen *s)
{
	enum screen_next next;

	progress_start_idle();
	next = s->cls->tick ? s->cls->tick(s) : SCREEN_PASS;
	if (next == SCREEN_QUIT || stack.top == s)
		follow(next);
	return next != SCREEN_PASS;
}

static void hang_up(void)
{
	for (struct screen *s = stack.top; s; s = s->below)
		flush(s);
	while (stack.top)
		close_top();
}

/* All keys that are there, then one flush. */
static void burst(int32_t key)
{
	handle(key);
	/* K_NONE: half a character, whose rest is still on the line */
	while (key != K_HANGUP && stack.top && terminal_key_waits()) {
		key = terminal_key(0);
		handle(key);
	}
	flush(stack.top);
	if (stack.top)
		tell_bad_input(stack.top);
}

/* Waits until there is something to draw; 1 when the line went. */
static int wait_for_something(void)
{
	for (;;) {
		int32_t key = terminal_key(TICK_MS);

		if (key == K_HANGUP)
			return 1;
		if (key != K_NONE) {
			burst(key);
			return 0;
		}
		/* told even when what came made no key; a tick may leave the screen */
		if (tell_bad_input(stack.top) || idle_is_new() || tick(stack.top))
			return 0;
	}
}

int screens_run(struct screen *first)
{
	int32_t ignored;
	int gone = 0;

	stack.bad_input = terminal_bad_input();
	stack.refused_input = terminal_refused_input(&ignored);
	first->below = stack.top;
	stack.top = first;
	load_top();
	while (stack.top && !gone) {
		screens_show();
		gone = wait_for_something();
	}
	hang_up();
	screens_forget_shown();
	return gone;
}

/* ---- without a terminal ------------------------------------------------------------------ */

void screens_open(struct screen *s)
{
	s->below = stack.top;
	stack.top = s;
	load_top();
}

struct screen *screens_top(void)
{
	return stack.top;
}

static void done(struct screen *s, enum screen_next next)
{
	if (next == SCREEN_QUIT || stack.top == s)
		follow(next);
	flush(stack.top);
}

static const struct action *named(const struct screen *s, const char *name)
{
	const struct action *const tables[] = { s->cls->actions, screen_common_actions };

	for (size_t i = 0; i < COUNT_OF(tables); i++)
		for (const struct action *a = tables[i]; a && a->name; a++)
			if (strcmp(a->name, name) == 0 && (!a->when || a->when(s)))
				return a;
	return NULL;
}

int screens_act(const char *name)
{
	struct screen *s = stack.top;
	const struct action *a = named(s, name);

	if (!a)
		return 0;
	str_clear(&s->message);
	done(s, a->run(s));
	return 1;
}

void screens_give(int32_t key)
{
	handle(key);
	flush(stack.top);
}

void screens_paste(const char *text)
{
	struct screen *s = stack.top;

	done(s, s->cls->paste ? s->cls->paste(s, text) : type_text(s, text));
}

void screens_end(void)
{
	hang_up();
	screens_forget_shown();
}

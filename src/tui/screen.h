/*
 * screen.h - screens: classes, the stack of open ones, the loop, and their actions.
 *
 * A screen class is a table: load (data), draw (pure: never reads the store, may be
 * called at any moment and any size), actions, and key for the rest.  Its struct
 * begins with a struct screen.  One action table serves dispatch, key line and help.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "base/err.h"
#include "base/str.h"
#include "tui/canvas.h"

#include <stddef.h>
#include <stdint.h>

struct screen;

enum screen_next {
	SCREEN_STAY,            /* handled; draw again when no more keys wait */
	SCREEN_REFRESH,         /* load again */
	SCREEN_BACK,            /* close this screen; the one below is loaded again */
	SCREEN_QUIT,            /* close all */
	SCREEN_PASS,            /* not mine: from key() when it does not know the key */
};

enum action_flags {
	ACTION_QUIET = 1 << 0,  /* in the help, not on the key line */
	ACTION_KEEP = 1 << 1,   /* stays on the key line when it is too narrow for all */
	ACTION_NEXT = 1 << 2,   /* goes on to the next place to type in: the key line stays */
};

/* The table ends with a row without name. */
struct action {
	const char *name;       /* stable, for conf/keys: "record-delete" */
	const char *keys;       /* names as in keys.h, separated by blanks: "d Del" */
	const char *label;      /* N_(), on the key line */
	const char *help;       /* N_(), a sentence; NULL: the label */
	enum screen_next (*run)(struct screen *s);
	int (*when)(const struct screen *s); /* NULL: always; 0 now: neither shown nor done */
	int flags;              /* enum action_flags */
};

struct screen_class {
	const char *name;       /* stable: "records" */
	const char *title;      /* N_() */
	size_t size;            /* of the struct that begins with struct screen */
	const struct action *actions;
	/* Reads the data, first and at every REFRESH; SCREEN_BACK closes it unshown. */
	enum screen_next (*load)(struct screen *s);
	void (*draw)(struct screen *s, struct canvas *body);
	/* Frees what the struct owns; then the struct is freed. */
	void (*unload)(struct screen *s);
	/* Keys that no action took; text keys come here first while typing() is 1. */
	enum screen_next (*key)(struct screen *s, int32_t key);

	/* All optional: */
	int (*typing)(const struct screen *s);  /* 1: text keys are text now, not actions */
	/* left holds the title, right the status: add to them or replace them. */
	void (*heading)(const struct screen *s, struct str *left, struct str *right);
	/* The message line when there is no message. */
	void (*hint)(const struct screen *s, struct str *out);
	/* Text above the keys in the help. */
	void (*help)(const struct screen *s, struct str *out);
	/* After each burst of keys, before another screen opens, before a hang-up ends us. */
	void (*flush)(struct screen *s);
	/* Nothing was typed for 250 ms; SCREEN_PASS when there is nothing new to draw. */
	enum screen_next (*tick)(struct screen *s);
	/*
	 * A pasted text, as it came (tabs, each line end one newline, nothing cleaned).  NULL:
	 * it goes to key() while typing(), tabs and newlines as blanks, if all may be kept.
	 */
	enum screen_next (*paste)(struct screen *s, const char *text);
	int every_key;          /* 1: key() gets all keys, no action is run but by key() */
};

struct screen {
	const struct screen_class *cls;
	struct screen *below;   /* not ours */
	struct str message;     /* ours; shown until the next key, SCREEN_BACK passes it on */
	int message_look;
	int loaded;             /* 1 once load() has returned: only then it is drawn */
	int typing_on;          /* between two places: the key line is still that of typing */
};

void *screen_new(const struct screen_class *cls) __attribute__((returns_nonnull));
/* Runs first and all it opens; 0 when left, 1 when the line went.  Frees every screen. */
int screens_run(struct screen *first);
/* Called when the user has switched the appearance, to keep it; -1 with *err when it cannot. */
void screens_keep_look(int (*keep)(void *context, int rich, struct err *err), void *context);
/*
 * Driving screens without a terminal (plain.h): one opens; the top one, NULL when all are
 * left; an action by name (0: it cannot be done now), a key, a text; the end keeps drafts.
 */
void screens_open(struct screen *s);
struct screen *screens_top(void);
int screens_act(const char *name);
void screens_give(int32_t key);
void screens_paste(const char *text);
void screens_end(void);
/* The right end of the title line of screens that say nothing else: user, date. */
void screens_set_status(const char *text);
/*
 * What stands first on every screen, page and question from here on, so that nobody takes this
 * session for another ("[Rehearsal]"); not ours.  NULL: nothing.
 */
void screens_set_mark(const char *mark);
const char *screens_mark(void);         /* "" none */

/* For handlers: opens another screen above; `return screen_push(s, scr_card(...))`. */
enum screen_next screen_push(struct screen *s, struct screen *above);
enum screen_next screen_back(struct screen *s);
enum screen_next screen_quit(struct screen *s);
enum screen_next screen_again(struct screen *s);        /* loads again */
enum screen_next screen_help(struct screen *s);
void screen_message(struct screen *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void screen_warn(struct screen *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Shows why something failed (a pop-up when the message line is too short); SCREEN_STAY. */
enum screen_next screen_fail(struct screen *s, const struct err *err);
/* For load(): closes the screen, the one below shows why; SCREEN_BACK. */
enum screen_next screen_fail_load(struct screen *s, const struct err *err);
/* Called with every refusal (ERR_DENIED) that a person gets to see, to keep account of it. */
void screens_on_refusal(void (*refused)(void *context, const char *why), void *context);
/* For those who show one otherwise than by screen_fail(); other errors are passed over. */
void screen_refused(const struct err *err);

#define ACTION_BACK { \
	.name = "screen-back", .keys = "Esc ^B F10", .label = N_("Back"), \
	.help = N_("Leave this screen."), .run = screen_back, .flags = ACTION_KEEP }
/* Help (? F1 ^G), redraw (^L), appearance (^Q F12): every screen has them, without a row. */
extern const struct action screen_common_actions[];

/* conf/keys: other keys for every action of that name; ERR_FAULT when a key is unknown. */
int actions_override(const char *name, const char *keys, struct err *err);
void actions_override_clear(void);
/*
 * ERR_FAULT when a table has an unknown key name, a key twice (in two rows that can both
 * be done: rows with another when() may share), a name twice, an empty label or no run.
 */
int actions_check(const struct action *table, struct err *err);
/* The same when an action can no more be done while something is typed. */
int actions_check_typing(const struct action *table, struct err *err);
/* The action a key means now, or NULL. */
const struct action *screen_action(const struct screen *s, int32_t key);
int screen_is_typing(const struct screen *s);
int action_has_key(const struct action *a, int32_t key); /* as conf/keys has it now */
/* The key line that is true now, in at most columns columns. */
void screen_key_line(const struct screen *s, int columns, struct str *out);
/* The help: what the class says, then each action with its keys. */
void screen_help_text(const struct screen *s, struct str *out);

#endif

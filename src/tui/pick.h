/*
 * pick.h - choosing one thing out of many: type to narrow, never guessed.
 *
 * The caller finds (by code, name, alias, pinyin, initials); the pop-up shows.  What
 * begins with a digit is a code; after a letter or Hanzi the digits 1-9 choose a row
 * in sight.  Enter takes the marked row; while several match and none was moved to,
 * none is marked and Enter only says so.
 */
#ifndef TUI_PICK_H
#define TUI_PICK_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

struct screen;
struct str;

struct pick_item {
	const char *code;       /* may be "" */
	const char *label;
	const char *detail;     /* like-named places: the township; may be NULL */
	const void *data;       /* the caller's */
};

struct pick {
	const char *title;      /* translated */
	const char *typed;      /* the first filter, may be NULL */
	const char *current;    /* code of the present value, marked at first; may be NULL */
	/* All that match typed, best first, in mem (cleared before each call). */
	size_t (*find)(void *ctx, const char *typed, struct arena *mem,
		       const struct pick_item **items);
	void *ctx;
	const char *foot;       /* translated; NULL: the usual keys */
	/* Ctrl keys that end the list too, ended by 0; *pressed is the one.  NULL: none */
	const int32_t *keys;
	int32_t *pressed;
};

/*
 * 0: *out is the item, its texts copied into mem (all zero when a key of `keys` came and none
 * was marked); 1 cancelled.
 */
int pick_run(struct screen *s, const struct pick *p, struct arena *mem, struct pick_item *out);

/*
 * Without a pop-up: the item typed means beyond doubt (the only one whose code or label
 * it equals, else the only one found), or NULL: then let pick_run list them.
 */
const struct pick_item *pick_only(
	const struct pick_item *items, size_t count, const char *typed);

#endif

/*
 * story.h - keys that type a record, and what must stand on the screen after each of them.
 *
 * A story is made for the screen as it was opened; it knows the labels of the planting form in
 * English and nothing of the program's inside.
 */
#ifndef TESTS_E2E_STORY_H
#define TESTS_E2E_STORY_H

#include <stddef.h>

#include "lib/prop.h"
#include "lib/screen.h"

enum { PLACES_MOST = 16, PLACE_TEXT = 200, STORY_KEYS = 800, ANY_COLUMN = 10000 };

/* Boxes of a card in the form's order, or cells of a grid's column from the top. */
struct seen {
	size_t places;
	char text[PLACES_MOST][PLACE_TEXT];
	size_t at;              /* the place with the cursor; PLACES_MOST: none */
	size_t column;          /* of the cursor in it; ANY_COLUMN: nobody knows */
};

enum key_does { KEY_CLEARS, KEY_TYPES, KEY_ERASES, KEY_LEAVES, KEY_UNDOES, KEY_REDOES };

struct story_key {
	enum key_does does;
	char bytes[8];
	const char *becomes;    /* KEY_LEAVES: what the text is then, NULL: what it was */
};

struct story {
	int grid;
	struct seen begun;
	struct story_key keys[STORY_KEYS];
	size_t count;
	char texts[4096];       /* of becomes */
	size_t used;
};

/* Reads card or grid off the screen: 1, or 0 when it is not there. */
int story_read(struct screen *s, int grid, struct seen *out);
/* From the place with the cursor on; plot tells this record from all others. */
void story_card(struct story *story, struct prop *p, unsigned plot);
void story_grid(struct story *story, struct prop *p);
/* What stands there after so many keys. */
void story_state(const struct story *story, size_t keys, struct seen *out);
/* 1 when the texts are the same; with cursor: the cursor stands right too. */
int story_matches(const struct story *story, size_t keys, const struct seen *seen, int cursor);

#endif

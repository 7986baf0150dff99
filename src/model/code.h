/*
 * code.h - code lists: land types, species, states, and how a user finds one code.
 */
#ifndef MODEL_CODE_H
#define MODEL_CODE_H

#include "base/arena.h"
#include "base/i18n.h"

#include <stddef.h>
#include <stdint.h>

struct code {
	const char *code;               /* "LX" */
	const char *label[LANG_COUNT];  /* [LANG_EN] may be NULL: use code_label() */
	const char **aliases;           /* NULL-terminated, may be NULL */
	const char *pinyin;             /* "gān cǎo", "" unknown */
	const char *initials;           /* "gc" */
	int32_t valid_from, valid_to;   /* days, DATE_NONE: open */
	const char *note;               /* "" none */
	/* ended by a NULL name */
	const struct code_attribute { const char *name, *value; } *attributes;
	const char *measure;            /* code of conf/measures, for numbers beside it; NULL none */
};

struct code_list {
	const char *id;                 /* as fields name it */
	const char *label[LANG_COUNT];
	struct code *codes;             /* in the file's order */
	size_t count;
	/* sorted, from code_list_index(); NULL: searched one by one */
	const struct code **by_code;
	const char *file;               /* where it was read, for messages */
	int line;
};

const char *code_label(const struct code *code, enum lang lang);
const char *code_attribute(const struct code *code, const char *name);  /* NULL: no such */
/* To be called once when the codes are complete. */
void code_list_index(struct code_list *list, struct arena *mem);
const struct code *code_list_find(const struct code_list *list, const char *code);

/*
 * One ranking for everything that is picked by typing: codes, units, records.  0 no match,
 * else the higher the better: exact code, exact name or alias, name starts, initials start,
 * pinyin starts (tones and blanks ignored), name contains.  Typed text with a digit also
 * matches codes by their beginning; "" matches everything.
 */
struct pick_key {
	const char *code, *name, *pinyin, *initials;
	const char **aliases;           /* NULL-terminated, may be NULL */
};
enum pick_grade {                       /* least score of ... */
	PICK_CONTAINS = 20, PICK_PINYIN = 30, PICK_INITIALS = 40, PICK_STARTS = 50,
	PICK_ALIAS = 60, PICK_NAME = 70, PICK_CODE = 80,
};
int pick_score(const struct pick_key *key, const char *typed);
/* Codes that match, best first, into an arena array; returns the count. */
size_t code_list_pick(const struct code_list *list, const char *typed, struct arena *mem,
		      const struct code ***out);

#endif

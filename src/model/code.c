/*
 * code.c - code lists: finding a code, its label, picking by typing.
 */
#include "model/code.h"

#include <stdlib.h>
#include <string.h>

#include "model/pick.h"

const char *code_label(const struct code *code, enum lang lang)
{
	if (code->label[lang])
		return code->label[lang];
	return code->label[LANG_ZH] ? code->label[LANG_ZH] : code->code;
}

const char *code_attribute(const struct code *code, const char *name)
{
	for (const struct code_attribute *a = code->attributes; a && a->name; a++) {
		if (strcmp(a->name, name) == 0)
			return a->value;
	}
	return NULL;
}

static int by_code(const void *a, const void *b)
{
	const struct code *left = *(const struct code *const *)a;
	const struct code *right = *(const struct code *const *)b;

	return strcmp(left->code, right->code);
}

void code_list_index(struct code_list *list, struct arena *mem)
{
	list->by_code = arena_array(mem, list->count, sizeof(*list->by_code));
	for (size_t i = 0; i < list->count; i++)
		list->by_code[i] = &list->codes[i];
	if (list->count > 1)
		qsort(list->by_code, list->count, sizeof(*list->by_code), by_code);
}

static const struct code *find_one_by_one(const struct code_list *list, const char *code)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->codes[i].code, code) == 0)
			return &list->codes[i];
	}
	return NULL;
}

const struct code *code_list_find(const struct code_list *list, const char *code)
{
	size_t low = 0, high = list->count;

	if (!list->by_code)
		return find_one_by_one(list, code);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(code, list->by_code[middle]->code);

		if (order == 0)
			return list->by_code[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* By either language's label, whatever the screen shows. */
static int score_of(const struct code *code, const char *folded)
{
	struct pick_key key = { .code = code->code, .name = code->label[LANG_ZH],
				.pinyin = code->pinyin, .initials = code->initials,
				.aliases = code->aliases };
	struct pick_key english = { .code = code->code, .name = code->label[LANG_EN] };
	int score = pick_score_folded(&key, folded);
	int other = english.name ? pick_score_folded(&english, folded) : 0;

	return other > score ? other : score;
}

size_t code_list_scored(const struct code_list *list, const char *folded, struct arena *mem,
			const struct code ***out, int **scores_out)
{
	const void **found = arena_array(mem, list->count, sizeof(*found));
	int *scores = arena_array(mem, list->count, sizeof(*scores));
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		scores[count] = score_of(&list->codes[i], folded);
		if (scores[count] > 0)
			found[count++] = &list->codes[i];
	}
	pick_sort(found, scores, count);
	*out = (const struct code **)found;
	*scores_out = scores;
	return count;
}

size_t code_list_pick(const struct code_list *list, const char *typed, struct arena *mem,
		      const struct code ***out)
{
	int *scores;

	return code_list_scored(list, pick_fold(typed, mem), mem, out, &scores);
}

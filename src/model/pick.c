/*
 * pick.c - the one ranking of whatever is picked by typing.
 */
#include "model/pick.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

const char *pick_fold(const char *typed, struct arena *mem)
{
	struct str folded = { 0 };
	const char *at, *result;
	size_t len;

	utf8_fold_punctuation(typed, strlen(typed), &folded);
	at = str_text(&folded);
	while (*at == ' ' || *at == '\t')
		at++;
	len = strlen(at);
	while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\t'))
		len--;
	for (size_t i = 0; i < len; i++) {
		char *c = &folded.at[(size_t)(at - folded.at) + i];

		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	}
	result = arena_text_len(mem, at, len);
	str_release(&folded);
	return result;
}

/* The next character of a name in lower case; 0 at the end. */
static int lower_next(const char **at)
{
	int c = (unsigned char)**at;

	if (c)
		++*at;
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* 2 the same, 1 text begins with folded, 0 neither. */
static int begins(const char *text, const char *folded)
{
	int c;

	if (!text || !text[0])
		return 0;
	for (; *folded; folded++) {
		c = lower_next(&text);
		if (c != (unsigned char)*folded)
			return 0;
	}
	return *text == '\0' ? 2 : 1;
}

static int contains(const char *text, const char *folded)
{
	if (!text)
		return 0;
	for (; *text; text++) {
		if (begins(text, folded))
			return 1;
	}
	return 0;
}

/* The plain letter under a tone mark; v is written u, so that nv, nu and nǚ are one. */
static int plain_letter(int32_t c)
{
	static const struct {
		int32_t marked;
		char plain;
	} letters[] = {
		{ 0x101, 'a' }, { 0xE1, 'a' }, { 0x1CE, 'a' }, { 0xE0, 'a' },
		{ 0x113, 'e' }, { 0xE9, 'e' }, { 0x11B, 'e' }, { 0xE8, 'e' }, { 0xEA, 'e' },
		{ 0x12B, 'i' }, { 0xED, 'i' }, { 0x1D0, 'i' }, { 0xEC, 'i' },
		{ 0x14D, 'o' }, { 0xF3, 'o' }, { 0x1D2, 'o' }, { 0xF2, 'o' },
		{ 0x16B, 'u' }, { 0xFA, 'u' }, { 0x1D4, 'u' }, { 0xF9, 'u' },
		{ 0xFC, 'u' }, { 0x1D6, 'u' }, { 0x1D8, 'u' }, { 0x1DA, 'u' }, { 0x1DC, 'u' },
		{ 0x144, 'n' }, { 0x148, 'n' }, { 0x1F9, 'n' }, { 'v', 'u' },
	};

	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (letters[i].marked == c)
			return letters[i].plain;
	}
	return c < 0x80 ? c : 0xFFFD;
}

/* The next letter of pinyin, blanks, marks and apostrophes left out; 0 at the end. */
static int pinyin_next(const char **at)
{
	size_t pos = 0;
	int32_t c;

	while ((c = utf8_next(*at, strlen(*at), &pos)) >= 0) {
		*at += pos;
		pos = 0;
		if (c != ' ' && c != '\'' && c != '-' && !(c >= 0x300 && c <= 0x36F))
			return plain_letter(c);
	}
	return 0;
}

/* 2 the same, 1 pinyin begins with folded, 0 neither. */
static int pinyin_begins(const char *pinyin, const char *folded)
{
	int wanted;

	if (!pinyin || !pinyin[0])
		return 0;
	while ((wanted = pinyin_next(&folded)) != 0) {
		if (pinyin_next(&pinyin) != wanted)
			return 0;
	}
	return pinyin_next(&pinyin) == 0 ? 2 : 1;
}

static int is_all(const char *text, int (*is)(int))
{
	for (; *text; text++) {
		if (!is((unsigned char)*text))
			return 0;
	}
	return 1;
}

static int has_digit(const char *text)
{
	return text[strcspn(text, "0123456789")] != '\0';
}

/* Names and aliases: 0, or a score; further is added for the name before its aliases. */
static int name_score(const struct pick_key *key, const char *folded)
{
	int found = begins(key->name, folded), best;

	best = found == 2 ? PICK_NAME : found == 1 ? PICK_STARTS + 1 : 0;
	for (const char **alias = key->aliases; alias && *alias; alias++) {
		int score;

		found = begins(*alias, folded);
		score = found == 2 ? PICK_ALIAS : found == 1 ? PICK_STARTS : 0;
		if (score > best)
			best = score;
	}
	return best;
}

static int sound_score(const struct pick_key *key, const char *folded)
{
	int found = begins(key->initials, folded);

	if (found)
		return PICK_INITIALS + (found == 2);
	found = pinyin_begins(key->pinyin, folded);
	return found ? PICK_PINYIN + (found == 2) : 0;
}

static int contains_score(const struct pick_key *key, const char *folded)
{
	if (contains(key->name, folded))
		return PICK_CONTAINS + 1;
	for (const char **alias = key->aliases; alias && *alias; alias++) {
		if (contains(*alias, folded))
			return PICK_CONTAINS;
	}
	return 0;
}

int pick_score_folded(const struct pick_key *key, const char *folded)
{
	int code = begins(key->code, folded), score;

	if (!folded[0])
		return 1;
	if (code == 2)
		return PICK_CODE;
	score = name_score(key, folded);
	if (score < PICK_ALIAS && code == 1 && has_digit(folded))
		return PICK_STARTS + 2;
	if (score > 0 || is_all(folded, isdigit))
		return score > 0 ? score : contains_score(key, folded);
	score = sound_score(key, folded);
	return score > 0 ? score : contains_score(key, folded);
}

int pick_score(const struct pick_key *key, const char *typed)
{
	struct arena mem = { 0 };
	int score = pick_score_folded(key, pick_fold(typed, &mem));

	arena_release(&mem);
	return score;
}

struct pick_row {
	const void *at;
	int score;
	size_t place;
};

static int better(const void *a, const void *b)
{
	const struct pick_row *left = a, *right = b;

	if (left->score != right->score)
		return left->score > right->score ? -1 : 1;
	return left->place < right->place ? -1 : left->place > right->place;
}

void pick_sort(const void **at, int *scores, size_t count)
{
	struct arena mem = { 0 };
	struct pick_row *rows = arena_array(&mem, count, sizeof(*rows));

	for (size_t i = 0; i < count; i++)
		rows[i] = (struct pick_row){ .at = at[i], .score = scores[i], .place = i };
	if (count > 1)
		qsort(rows, count, sizeof(*rows), better);
	for (size_t i = 0; i < count; i++) {
		at[i] = rows[i].at;
		scores[i] = rows[i].score;
	}
	arena_release(&mem);
}

/* terminal_script.c - a terminal in memory, for tests; knows no curses. */
#include "tui/terminal_script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "tui/keys.h"

struct player {
	char *keys; /* ours */
	size_t pos;
	int quoted; /* within 'text' */
	int rows, cols;
	struct str screen;
	VEC(char *) shots; /* ours, and the texts */
};

static const char meanwhile[] = "<meanwhile>";

struct player *player_new(int rows, int cols, const char *keys)
{
	struct player *s = xalloc(sizeof(*s));

	s->keys = xstrdup(keys);
	s->rows = rows;
	s->cols = cols;
	return s;
}

void player_free(struct player **s)
{
	if (!*s)
		return;
	for (size_t i = 0; i < (*s)->shots.count; i++)
		free((*s)->shots.at[i]);
	VEC_RELEASE(&(*s)->shots);
	str_release(&(*s)->screen);
	free((*s)->keys);
	free(*s);
	*s = NULL;
}

/* <80x24>, <tick>, <shot>, <paste> ... </paste>; K_ENTER stands for "go on with the next word". */
static int32_t order(struct player *s, const char *word, size_t len)
{
	int rows, cols;

	if (len == 6 && memcmp(word, "<shot>", len) == 0) {
		*VEC_PUSH(&s->shots) = xstrdup(str_text(&s->screen));
		return K_ENTER;
	}
	if (len == strlen(meanwhile) && memcmp(word, meanwhile, len) == 0)
		return K_ENTER; /* nothing was under way: an ordinary key */
	if (len == 6 && memcmp(word, "<tick>", len) == 0)
		return K_NONE;
	if (len == 7 && memcmp(word, "<paste>", len) == 0)
		return K_PASTE_BEGIN;
	if (len == 8 && memcmp(word, "</paste>", len) == 0)
		return K_PASTE_END;
	if (sscanf(word, "<%dx%d>", &cols, &rows) != 2)
		BUG("script: no such order: %.*s", (int)len, word);
	s->rows = rows;
	s->cols = cols;
	return K_RESIZE;
}

static int32_t typed(struct player *s)
{
	int32_t key = utf8_next(s->keys, strlen(s->keys), &s->pos);

	s->quoted = s->keys[s->pos] != '\'';
	if (!s->quoted)
		s->pos++;
	return key;
}

int32_t player_key(struct player *s)
{
	while (s->keys[s->pos] || s->quoted) {
		const char *word;
		size_t len;
		int32_t key;

		if (s->quoted)
			return typed(s);
		s->pos += strspn(s->keys + s->pos, " ");
		word = s->keys + s->pos;
		if (word[0] == '\'' && word[1] && word[1] != ' ' && strchr(word + 1, '\'')) {
			s->pos++;
			s->quoted = 1;
			continue;
		}
		len = strcspn(word, " ");
		if (len == 0)
			break;
		s->pos += len;
		if (len > 1 && word[0] == '<') {
			key = order(s, word, len);
			if (key == K_ENTER)
				continue;
			return key;
		}
		key = key_parse(word, len);
		if (key == K_NONE)
			BUG("script: no such key: %.*s", (int)len, word);
		return key;
	}
	return K_HANGUP;
}

int32_t player_meanwhile(struct player *s)
{
	size_t len = strlen(meanwhile), pos = s->pos + strspn(s->keys + s->pos, " ");

	if (s->quoted || strncmp(s->keys + pos, meanwhile, len) != 0)
		return K_NONE;
	s->pos = pos + len;
	return player_key(s);
}

void player_show(struct player *s, const struct layer *layers, size_t count, int rich)
{
	struct grid all;

	grid_init(&all, s->rows, s->cols);
	all.rich = rich;
	for (size_t i = 0; i < count; i++)
		grid_over(&all, layers[i].grid, layers[i].row, layers[i].col);
	str_clear(&s->screen);
	grid_text(&all, &s->screen);
	grid_release(&all);
}

int player_rows(const struct player *s)
{
	return s->rows;
}

int player_cols(const struct player *s)
{
	return s->cols;
}

const char *player_screen(struct player *s)
{
	return str_text(&s->screen);
}

const char *player_shot(struct player *s, size_t n)
{
	return n < s->shots.count ? s->shots.at[n] : NULL;
}

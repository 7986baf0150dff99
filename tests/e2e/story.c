/*
 * story.c - random records as keys, a small model of what they do, and the screen read back.
 */
#include "story.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"

enum { GRID_FROM = 30, GRID_TO = 45, GRID_ROWS = 16, MOST_ROWS = 24 };
enum { PERIOD, TOWN, VILLAGE, SPECIES, LAND, GROWER, PLOT, AREA, AS_OF, PLANTED, REMARK, CARD };

static const char *const labels[CARD] = { "Period", "Unit", "Village/Gacha", "Species",
	"Land type", "Grower", "Plot number", "New area", "As of", "Planted on", "Remark" };

/* ---- reading ----------------------------------------------------------------------------- */

static size_t columns_of(const char *text, size_t len)
{
	char *copy = xstrdup(text);
	size_t columns;

	copy[len] = '\0';
	columns = utf8_width(copy);
	free(copy);
	return columns;
}

/* The text without the blanks at its ends. */
static void trimmed(const char *text, size_t len, char out[PLACE_TEXT])
{
	while (len && *text == ' ') {
		text++;
		len--;
	}
	while (len && text[len - 1] == ' ')
		len--;
	if (len >= PLACE_TEXT)
		len = PLACE_TEXT - 1;
	memcpy(out, text, len);
	out[len] = '\0';
}

/* "LABEL   [" in a row: where the box begins, NULL when it is not there. */
static const char *box_of(const char *row, const char *label)
{
	for (const char *at = row; (at = strstr(at, label)); at++) {
		const char *box = at + strlen(label);

		if (at > row && at[-1] != ' ')
			continue;
		box += strspn(box, " ");
		if (*box == '[' || *box == '<')
			return box;
	}
	return NULL;
}

static void note_cursor(
	struct seen *out, size_t place, const char *row, const char *box, size_t len, int col)
{
	size_t from = columns_of(row, (size_t)(box - row)), to = from + columns_of(box, len);
	size_t at = (size_t)col - 1;

	if (at < from || at > to)
		return;
	out->at = place;
	out->column = at - from;
}

static int read_card(char **rows, size_t count, int row, int col, struct seen *out)
{
	size_t found = 0;

	out->places = CARD;
	for (size_t p = 0; p < CARD; p++)
		for (size_t r = 1; r < count; r++) {
			const char *box = box_of(rows[r], labels[p]);
			size_t len = box ? strcspn(box + 1, "]>") : 0;

			if (!box)
				continue;
			found++;
			/* the end of a long text, when the cursor stands there */
			trimmed(box + (*box == '['), len + (*box == '<'), out->text[p]);
			if ((int)r + 1 == row)
				note_cursor(out, p, rows[r], box + 1, len, col);
			break;
		}
	return found == CARD;
}

/* Where a column begins in a row. */
static const char *at_column(const char *row, size_t column)
{
	const char *at = row;

	while (*at && columns_of(row, (size_t)(at - row)) < column)
		at++;
	while ((*at & 0xc0) == 0x80)
		at++;
	return at;
}

static void read_cell(const char *row, char out[PLACE_TEXT])
{
	const char *from = at_column(row, GRID_FROM), *to = at_column(row, GRID_TO);
	char *copy = xstrdup(from);

	copy[to > from ? to - from : 0] = '\0';
	for (char *c = copy; *c; c++)
		if (*c == '[' || *c == ']')
			*c = ' ';
	trimmed(copy, strlen(copy), out);
	free(copy);
}

static int read_grid(char **rows, size_t count, int row, int col, struct seen *out)
{
	size_t first = 1;

	while (first < count && !strstr(rows[first], "大沁他拉镇"))
		first++;
	if (first + GRID_ROWS > count)
		return 0;
	out->places = GRID_ROWS;
	for (size_t p = 0; p < GRID_ROWS; p++) {
		const char *line = rows[first + p], *box = strchr(line, '[');

		read_cell(line, out->text[p]);
		if ((int)(first + p) + 1 == row) {
			out->at = p;
			if (box)
				note_cursor(out, p, line, box + 1, strcspn(box + 1, "]>"), col);
		}
	}
	return 1;
}

int story_read(struct screen *s, int grid, struct seen *out)
{
	char *text = screen_text(s), *rows[MOST_ROWS], *at = text;
	size_t count = 0;
	int row, col, got;

	*out = (struct seen){ .at = PLACES_MOST };
	while (count < MOST_ROWS && *at) {
		char *end = strchr(at, '\n');

		rows[count++] = at;
		if (!end)
			break;
		*end = '\0';
		at = end + 1;
	}
	screen_cursor(s, &row, &col);
	got = grid ? read_grid(rows, count, row, col, out)
		   : read_card(rows, count, row, col, out);
	free(text);
	return got;
}

/* ---- the model --------------------------------------------------------------------------- */

static void set_text(struct seen *s, size_t place, const char *text)
{
	size_t len = strlen(text);

	if (len >= PLACE_TEXT)
		len = PLACE_TEXT - 1;
	memmove(s->text[place], text, len);
	s->text[place][len] = '\0';
}

static void erase_last(char *text)
{
	size_t len = strlen(text);

	while (len && (text[--len] & 0xc0) == 0x80)
		;
	text[len] = '\0';
}

/* What the last key that left a place has changed, for undo. */
struct step {
	size_t place;
	char before[PLACE_TEXT], after[PLACE_TEXT];
};

static void leave(
	const struct story *story, const struct story_key *k, struct seen *s, struct step *step)
{
	if (k->becomes)
		set_text(s, s->at, k->becomes);
	step->place = s->at;
	memcpy(step->after, s->text[s->at], PLACE_TEXT);
	/* the village of another town does not stay */
	if (!story->grid && s->at == TOWN && strcmp(step->before, step->after) != 0)
		set_text(s, VILLAGE, "");
	if (s->at + 1 < s->places)
		s->at++;
	s->column = ANY_COLUMN;
}

static void press(const struct story *story, size_t i, struct seen *s, struct step *step)
{
	const struct story_key *k = &story->keys[i];

	switch (k->does) {
	case KEY_CLEARS:
		set_text(s, s->at, "");
		break;
	case KEY_TYPES:
		if (story->grid &&
			(i == 0 || story->keys[i - 1].does == KEY_LEAVES ||
				story->keys[i - 1].does == KEY_REDOES))
			set_text(s, s->at, "");
		strncat(s->text[s->at], k->bytes, PLACE_TEXT - 1 - strlen(s->text[s->at]));
		break;
	case KEY_ERASES:
		erase_last(s->text[s->at]);
		break;
	case KEY_LEAVES:
		leave(story, k, s, step);
		return;
	case KEY_UNDOES:
		s->at = step->place;
		set_text(s, s->at, step->before);
		s->column = ANY_COLUMN;
		return;
	case KEY_REDOES:
		s->at = step->place;
		set_text(s, s->at, step->after);
		s->column = ANY_COLUMN;
		return;
	}
	s->column = utf8_width(s->text[s->at]);
}

void story_state(const struct story *story, size_t keys, struct seen *out)
{
	struct step step = { 0 };
	size_t place = PLACES_MOST;

	*out = story->begun;
	out->column = ANY_COLUMN;
	for (size_t i = 0; i < keys; i++) {
		enum key_does does = story->keys[i].does;

		/* what stood there before the first key in a place */
		if (place != out->at && does != KEY_UNDOES && does != KEY_REDOES) {
			place = out->at;
			memcpy(step.before, out->text[place], PLACE_TEXT);
		}
		press(story, i, out, &step);
		if (does == KEY_UNDOES || does == KEY_REDOES)
			place = out->at;
	}
}

int story_matches(const struct story *story, size_t keys, const struct seen *seen, int cursor)
{
	struct seen wanted;
	char text[PLACE_TEXT]; /* blanks at its end do not show, but for the cursor */

	story_state(story, keys, &wanted);
	for (size_t i = 0; i < wanted.places; i++) {
		trimmed(wanted.text[i], strlen(wanted.text[i]), text);
		if (seen->text[i][0] != '<' && strcmp(text, seen->text[i]) != 0)
			return 0;
	}
	if (!cursor)
		return 1;
	return wanted.at == seen->at &&
		(wanted.column == ANY_COLUMN || wanted.column == seen->column);
}

/* ---- making ------------------------------------------------------------------------------ */

static struct story_key *add_key(struct story *story, enum key_does does, const char *bytes)
{
	struct story_key *k;

	if (story->count == STORY_KEYS)
		BUG("a story of too many keys");
	k = &story->keys[story->count++];
	k->does = does;
	k->becomes = NULL;
	memcpy(k->bytes, bytes, strlen(bytes) + 1);
	return k;
}

static const char *keep(struct story *story, const char *text)
{
	char *at = story->texts + story->used;
	size_t len = strlen(text) + 1;

	if (story->used + len > sizeof(story->texts))
		BUG("a story of too many texts");
	memcpy(at, text, len);
	story->used += len;
	return at;
}

static void type_text(struct story *story, struct prop *p, const char *text)
{
	size_t len = strlen(text), pos = 0;

	while (pos < len) {
		char bytes[8] = "";
		size_t from = pos;

		utf8_next(text, len, &pos);
		memcpy(bytes, text + from, pos - from);
		if (prop_chance(p, 4)) {
			/* a digit would choose from a list, a letter is no figure */
			add_key(story, KEY_TYPES, story->grid ? "7" : "q");
			add_key(story, KEY_ERASES, "\177");
		}
		add_key(story, KEY_TYPES, bytes);
	}
}

/* Now and then a step is taken back and done again. */
static void leave_place(struct story *story, struct prop *p, const char *becomes, int undo)
{
	add_key(story, KEY_LEAVES, "\r")->becomes = becomes ? keep(story, becomes) : NULL;
	if (!undo || !prop_chance(p, 10))
		return;
	add_key(story, KEY_UNDOES, "\032");
	add_key(story, KEY_REDOES, "\031");
	add_key(story, KEY_LEAVES, "\r");
}

static void random_words(struct prop *p, size_t most, struct str *out)
{
	static const char *const words[] = { "甘草", "长势", "好", "abc", "9", "，", "x",
		"浇水", "东边", "地块", " ", "-" };
	size_t count = 1 + prop_below(p, most);

	str_add(out, "记");
	while (count--)
		str_add(out, words[prop_below(p, COUNT_OF(words))]);
	str_add(out, "。");
}

static void fill(struct story *story, struct prop *p, size_t place, unsigned plot)
{
	static const char *const towns[] = { "大沁他拉镇", "东明镇", "青龙山镇", "治安镇" };
	static const char *const species[][2] = { { "gancao", "Glycyrrhiza" },
		{ "甘草", "Glycyrrhiza" } };
	static const char *const areas[][2] = { { "3.7万", "37000" }, { "120+35", "155" },
		{ "878", "878" }, { "12.5", "12.5" } };
	struct str text = { 0 }, becomes = { 0 };
	size_t pick = prop_below(p, 4);

	switch (place) {
	case PERIOD:
		str_add(&text, "2021h2");
		str_add(&becomes, "2021H2");
		break;
	case TOWN:
		str_add(&text, towns[pick]);
		break;
	case SPECIES:
		str_add(&text, species[pick % 2][0]);
		str_add(&becomes, species[pick % 2][1]);
		break;
	case LAND:
		str_add(&text, "lx");
		str_add(&becomes, "Under trees");
		break;
	case PLOT:
		str_addf(&text, "P%u", plot);
		break;
	case AREA:
		str_add(&text, areas[pick][0]);
		str_add(&becomes, areas[pick][1]);
		break;
	case PLANTED:
		str_addf(&text, "2021-05-%02u", 1 + (unsigned)prop_below(p, 28));
		break;
	case GROWER:
		random_words(p, 3, &text);
		break;
	default:
		random_words(p, 9, &text);
		break;
	}
	add_key(story, KEY_CLEARS, "\025");
	type_text(story, p, str_text(&text));
	if (place != REMARK)
		leave_place(story, p, becomes.len ? str_text(&becomes) : NULL, place > VILLAGE);
	str_release(&text);
	str_release(&becomes);
}

void story_card(struct story *story, struct prop *p, unsigned plot)
{
	story->grid = 0;
	story->count = story->used = 0;
	for (size_t place = story->begun.at; place < CARD; place++) {
		if (place == VILLAGE || place == AS_OF)
			leave_place(story, p, NULL, 0);
		else
			fill(story, p, place, plot);
	}
}

void story_grid(struct story *story, struct prop *p)
{
	size_t cells = 4 + prop_below(p, 8);

	story->grid = 1;
	story->count = story->used = 0;
	while (cells--) {
		struct str text = { 0 };

		str_addf(&text, "%u", 1 + (unsigned)prop_below(p, 99999));
		type_text(story, p, str_text(&text));
		leave_place(story, p, NULL, cells > 0);
		str_release(&text);
	}
}

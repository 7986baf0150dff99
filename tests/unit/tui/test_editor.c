/* test_editor.c - the editor: by example, and against a plain model under random keys. */
#include "setup.h"

#include "base/utf8.h"
#include "lib/prop.h"
#include "tui/editor.h"
#include "tui/keys.h"

static void type(struct editor *f, const char *text)
{
	size_t pos = 0;
	int32_t key;

	while ((key = utf8_next(text, strlen(text), &pos)) >= 0)
		editor_key(f, key);
}

static const char *drawn(struct editor *f, int rows, int cols)
{
	static struct str out;
	struct grid g;
	struct canvas c;

	grid_init(&g, rows, cols);
	c = grid_canvas(&g);
	editor_draw(f, &c, 0, 0, rows, cols, EDITOR_FOCUS);
	str_clear(&out);
	grid_text(&g, &out);
	str_addf(&out, "%d,%d", g.cursor_row, g.cursor_col);
	grid_release(&g);
	return str_text(&out);
}

static void edits_in_the_middle(void **state)
{
	struct editor f;

	(void)state;
	editor_init(&f, 0, 0);
	type(&f, "种植积");
	editor_key(&f, K_LEFT);
	type(&f, "面");
	assert_string_equal(editor_text(&f), "种植面积");
	editor_key(&f, K_BACKSPACE);
	editor_key(&f, K_HOME);
	editor_key(&f, K_DEL);
	assert_string_equal(editor_text(&f), "植积");
	type(&f, "3.7万 ");
	assert_string_equal(editor_text(&f), "3.7万 植积");
	editor_key(&f, K_WORD_LEFT);
	assert_int_equal(f.cursor, 3);
	editor_key(&f, K_CTRL('K'));
	assert_string_equal(editor_text(&f), "3.7");
	editor_key(&f, K_CTRL('U'));
	assert_string_equal(editor_text(&f), "");
	assert_int_equal(editor_key(&f, K_BACKSPACE), EDITOR_MOVED);
	assert_int_equal(editor_key(&f, K_ENTER), EDITOR_PASS);
	assert_int_equal(editor_key(&f, K_F2), EDITOR_PASS);
	editor_release(&f);
}

static void keeps_to_the_limit(void **state)
{
	struct editor f;

	(void)state;
	editor_init(&f, 0, 3);
	type(&f, "药材台账");
	assert_string_equal(editor_text(&f), "药材台");
	assert_int_equal(editor_key(&f, 'x'), EDITOR_FULL);
	assert_int_equal(editor_insert(&f, "y"), EDITOR_FULL);
	editor_set(&f, "12345");
	assert_string_equal(editor_text(&f), "123");
	editor_release(&f);
}

static void takes_only_clean_text(void **state)
{
	struct editor f;

	(void)state;
	editor_init(&f, 0, 0);
	editor_set(&f, "a\nb\x1b[c");
	assert_null(strchr(editor_text(&f), '\n'));
	assert_null(strchr(editor_text(&f), '\x1b'));
	assert_int_equal(editor_key(&f, 0x202e), EDITOR_PASS);
	/* a vowel sign stands by itself, as the canvas shows it */
	editor_set(&f, "กัx");
	editor_key(&f, K_BACKSPACE);
	editor_key(&f, K_BACKSPACE);
	assert_string_equal(editor_text(&f), "ก");
	editor_release(&f);
}

static void draws_and_scrolls(void **state)
{
	struct editor f;

	(void)state;
	editor_init(&f, 0, 0);
	assert_string_equal(drawn(&f, 1, 8), "[      ]\n0,1");
	type(&f, "中文字");
	assert_string_equal(drawn(&f, 1, 8), "[中文字]\n0,7");
	/* an odd width leaves a blank where half a character would be */
	assert_string_equal(drawn(&f, 1, 7), "<文字 ]\n0,5");
	editor_key(&f, K_HOME);
	assert_string_equal(drawn(&f, 1, 7), "[中文 >\n0,1");
	type(&f, "12");
	assert_string_equal(drawn(&f, 1, 7), "[12中 >\n0,3");
	editor_release(&f);
}

static void breaks_lines(void **state)
{
	struct editor f;

	(void)state;
	editor_init(&f, EDITOR_LINES, 0);
	type(&f, "一二三四");
	assert_string_equal(drawn(&f, 3, 7), "[一二 ]\n[三四 ]\n[     ]\n1,5");
	editor_key(&f, K_CTRL('O'));
	type(&f, "ab");
	assert_string_equal(editor_text(&f), "一二三四\nab");
	assert_string_equal(drawn(&f, 3, 7), "[一二 ]\n[三四 ]\n[ab   ]\n2,3");
	assert_int_equal(editor_key(&f, K_DOWN), EDITOR_PASS);
	assert_int_equal(editor_key(&f, K_UP), EDITOR_MOVED);
	assert_string_equal(drawn(&f, 3, 7), "[一二 ]\n[三四 ]\n[ab   ]\n1,3");
	editor_key(&f, K_UP);
	assert_int_equal(editor_key(&f, K_UP), EDITOR_PASS);
	assert_string_equal(drawn(&f, 2, 7), "[一二 ]\n[三四 >\n0,3");
	editor_key(&f, K_DOWN);
	editor_key(&f, K_DOWN);
	assert_string_equal(drawn(&f, 2, 7), "<三四 ]\n[ab   ]\n1,3");
	editor_release(&f);
}

static void a_read_only_field_stays(void **state)
{
	struct editor f;

	(void)state;
	editor_init(&f, EDITOR_READ_ONLY, 0);
	editor_set(&f, "17905");
	assert_int_equal(editor_key(&f, 'x'), EDITOR_PASS);
	assert_int_equal(editor_key(&f, K_BACKSPACE), EDITOR_PASS);
	assert_string_equal(editor_text(&f), "17905");
	assert_string_equal(drawn(&f, 1, 8), " 17905\n0,6");
	editor_release(&f);
}

/* ---- against a model: an array of clusters and a number -------------------------------- */

struct model {
	char clusters[64][16];
	int count, at;
};

static const char *const alphabet[] = { "a", "B", "7", " ", "中", "文", "。", "é", "…", "\n" };

static void model_insert(struct model *m, const char *text)
{
	if (m->count == 60)
		return;
	memmove(m->clusters[m->at + 1], m->clusters[m->at],
		(size_t)(m->count - m->at) * sizeof(m->clusters[0]));
	snprintf(m->clusters[m->at], sizeof(m->clusters[0]), "%s", text);
	m->count++;
	m->at++;
}

static void model_remove(struct model *m, int at)
{
	if (at < 0 || at >= m->count)
		return;
	memmove(m->clusters[at], m->clusters[at + 1],
		(size_t)(m->count - at - 1) * sizeof(m->clusters[0]));
	m->count--;
	if (m->at > at)
		m->at--;
}

static void model_key(struct model *m, int32_t key)
{
	switch (key) {
	case K_LEFT:
		m->at -= m->at > 0;
		break;
	case K_RIGHT:
		m->at += m->at < m->count;
		break;
	case K_HOME:
		while (m->at > 0 && *m->clusters[m->at - 1] != '\n')
			m->at--;
		break;
	case K_END:
		while (m->at < m->count && *m->clusters[m->at] != '\n')
			m->at++;
		break;
	case K_BACKSPACE:
		model_remove(m, m->at - 1);
		break;
	case K_DEL:
		model_remove(m, m->at);
		break;
	case K_CTRL('K'):
		while (m->at < m->count && *m->clusters[m->at] != '\n')
			model_remove(m, m->at);
		break;
	default:
		break;
	}
}

static void compare(const struct editor *f, const struct model *m)
{
	struct str all = { 0 };
	size_t cursor = 0;

	for (int i = 0; i < m->count; i++) {
		if (i == m->at)
			cursor = all.len;
		str_add(&all, m->clusters[i]);
	}
	if (m->at == m->count)
		cursor = all.len;
	assert_string_equal(editor_text(f), str_text(&all));
	assert_int_equal(f->cursor, cursor);
	str_release(&all);
}

/* Drawn at any size: brackets at both ends, the cursor within, no cell outside touched. */
static void check_drawn(struct editor *f, struct prop *p)
{
	int rows = (f->flags & EDITOR_LINES) ? (int)prop_between(p, 1, 4) : 1;
	int cols = (int)prop_between(p, 3, 20);
	struct grid g;
	struct canvas c;

	grid_init(&g, 6, 24);
	c = grid_canvas(&g);
	canvas_fill(&c, 0, 0, 6, 24, '~');
	editor_draw(f, &c, 1, 2, rows, cols, EDITOR_FOCUS);
	for (int row = 0; row < 6; row++) {
		int within = row >= 1 && row < 1 + rows;

		assert_int_equal(grid_cell(&g, row, 1)->character, '~');
		if (2 + cols < 24)
			assert_int_equal(grid_cell(&g, row, 2 + cols)->character, '~');
		assert_int_equal(grid_cell(&g, row, 2)->character == '~', !within);
		if (within) {
			assert_non_null(strchr("[<", (int)grid_cell(&g, row, 2)->character));
			assert_non_null(
				strchr("]>", (int)grid_cell(&g, row, 1 + cols)->character));
		}
	}
	assert_in_range(g.cursor_row, 1, rows);
	assert_in_range(g.cursor_col, 3, 1 + cols);
	grid_release(&g);
}

static void like_the_model(void **state)
{
	static const int32_t keys[] = { K_LEFT, K_RIGHT, K_HOME, K_END, K_BACKSPACE, K_DEL,
		K_CTRL('K'), K_LEFT, K_RIGHT };
	struct prop p = prop_start("field", 12345);

	(void)state;
	for (int round = 0; round < 400; round++) {
		struct model m = { .count = 0 };
		struct editor f;
		int lines = prop_chance(&p, 50);

		editor_init(&f, lines ? EDITOR_LINES : 0, 60);
		for (int step = 0; step < 120; step++) {
			const char *text = alphabet[prop_below(&p, lines ? 10 : 9)];

			if (prop_chance(&p, 60)) {
				if (*text == '\n')
					editor_key(&f, K_CTRL('O'));
				else
					type(&f, text);
				model_insert(&m, text);
			} else {
				int32_t key = keys[prop_below(&p, 9)];

				editor_key(&f, key);
				model_key(&m, key);
			}
			compare(&f, &m);
			check_drawn(&f, &p);
		}
		editor_release(&f);
	}
}

/* Up and Down stay in the text, on a cluster, and Down after Up comes back to the line. */
static void up_and_down(void **state)
{
	struct prop p = prop_start("lines", 99);

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct editor f;

		editor_init(&f, EDITOR_LINES, 0);
		for (size_t n = prop_below(&p, 40); n > 0; n--)
			editor_insert(&f, alphabet[prop_below(&p, 10)]);
		check_drawn(&f, &p);
		for (int step = 0; step < 20; step++) {
			size_t before = f.cursor;
			enum editor_took took =
				editor_key(&f, prop_chance(&p, 50) ? K_UP : K_DOWN);

			assert_int_equal(utf8_valid_until(editor_text(&f), f.cursor), f.cursor);
			assert_true(took == EDITOR_MOVED ? f.cursor != before || f.text.len == 0
							: f.cursor == before);
			if (prop_chance(&p, 30))
				check_drawn(&f, &p);
		}
		editor_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_in_the_middle),
		cmocka_unit_test(keeps_to_the_limit),
		cmocka_unit_test(takes_only_clean_text),
		cmocka_unit_test(draws_and_scrolls),
		cmocka_unit_test(breaks_lines),
		cmocka_unit_test(a_read_only_field_stays),
		cmocka_unit_test(like_the_model),
		cmocka_unit_test(up_and_down),
	};

	return cmocka_run_group_tests(tests, speak_english, NULL);
}

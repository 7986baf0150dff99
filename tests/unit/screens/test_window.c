/* test_window.c - walking through a ledger longer than what is in memory. */
#include "unit/screens/desk.h"

#include <stdio.h>

#include "model/form.h"
#include "screens/window.h"
#include "tui/keys.h"

enum { RECORDS = 300, PAGE = 10 };

static void fill(struct desk *d)
{
	char text[16];

	for (int i = 0; i < RECORDS; i++) {
		snprintf(text, sizeof(text), "n%03d", i);
		desk_put(d, "plain", "text", text, NULL);
	}
}

static int open_full(void **state)
{
	desk_open(state);
	fill(*state);
	return 0;
}

static const char *text_at(const struct window *w, size_t i)
{
	return i < w->count ? w->rows[i]->values[0].text : "(none)";
}

struct walk {
	struct desk *d;
	struct window w;
	struct list_view list;
	struct query query;
};

static struct walk start(struct desk *d)
{
	struct walk k = {
		.d = d, .list = { .page = PAGE }, .query = { .form = desk_form(d, "plain") }
	};
	struct err err = { 0 };

	assert_int_equal(window_open(&k.w, d->data, &k.query, WINDOW_FIRST, 2 * PAGE, &err), 0);
	list_count(&k.list, k.w.count);
	return k;
}

static void press(struct walk *k, int32_t key)
{
	struct err err = { 0 };

	if (window_reach(&k->w, k->d->data, &k->query, &k->list, key, &err) < 0)
		fail_msg("%s", err.text);
	list_key(&k->list, key);
	list_scroll(&k->list, k->w.count, PAGE);
}

static void down_and_up_meet_every_row_once(void **state)
{
	struct walk k = start(*state);
	char text[16];

	for (int i = 0; i < RECORDS; i++, press(&k, K_DOWN)) {
		snprintf(text, sizeof(text), "n%03d", i);
		assert_string_equal(text_at(&k.w, k.list.at), text);
		assert_true(k.w.count <= 8 * PAGE);
	}
	assert_string_equal(text_at(&k.w, k.list.at), "n299");
	for (int i = RECORDS - 1; i >= 0; i--, press(&k, K_UP)) {
		snprintf(text, sizeof(text), "n%03d", i);
		assert_string_equal(text_at(&k.w, k.list.at), text);
	}
	assert_null(k.w.edge);
	window_release(&k.w);
}

static void ends_are_one_step_away(void **state)
{
	struct walk k = start(*state);

	press(&k, K_END);
	assert_string_equal(text_at(&k.w, k.list.at), "n299");
	press(&k, K_PGUP);
	press(&k, K_PGUP);
	press(&k, K_PGUP);
	assert_string_equal(text_at(&k.w, k.list.at), "n272");
	press(&k, K_HOME);
	assert_string_equal(text_at(&k.w, k.list.at), "n000");
	press(&k, K_PGDN);
	assert_string_equal(text_at(&k.w, k.list.at), "n009");
	window_release(&k.w);
}

static void the_same_place_is_found_again(void **state)
{
	struct walk k = start(*state);
	struct arena mem = { 0 };
	struct save_result result = { 0 };
	struct err err = { 0 };
	const struct record *at;
	uint64_t id;

	for (int i = 0; i < 12; i++)
		press(&k, K_PGDN);
	at = k.w.rows[k.list.at];
	id = at->id;
	assert_int_equal(data_delete(k.d->data, k.query.form, k.w.rows[k.list.at + 1]->id,
				 "test", &mem, &result, &err),
		DATA_OK);
	assert_int_equal(window_again(&k.w, k.d->data, &k.query, 6 * PAGE, &err), 0);
	assert_true(window_find(&k.w, id) < k.w.count);
	assert_int_equal(data_undelete(k.d->data, k.query.form, result.id, &mem, &result, &err),
		DATA_OK);
	arena_release(&mem);
	window_release(&k.w);
}

static void an_emptied_end_goes_back(void **state)
{
	struct walk k = start(*state);
	struct arena mem = { 0 };
	struct err err = { 0 };
	struct query none = k.query;

	press(&k, K_END);
	none.states = 1U << STATE_DELETED;
	assert_int_equal(window_again(&k.w, k.d->data, &none, PAGE, &err), 0);
	assert_true(window_is_all(&k.w));
	arena_release(&mem);
	window_release(&k.w);
}

/* Opened in the middle, it is walked from there both ways without a row twice or left out. */
static void opened_around_a_record(void **state)
{
	static const int places[] = { 0, 1, 7, 150, 298, 299 };
	struct err err = { 0 };

	for (size_t p = 0; p < sizeof(places) / sizeof(*places); p++) {
		struct walk k = start(*state);
		struct arena mem = { 0 };
		struct record *record;
		char text[16];

		assert_int_equal(data_get(k.d->data, k.query.form, (uint64_t)places[p] + 1,
					 &mem, &record, &err),
			DATA_OK);
		assert_int_equal(
			window_around(&k.w, k.d->data, &k.query, record, 2 * PAGE, &err), 0);
		k.list.at = window_find(&k.w, record->id);
		list_scroll(&k.list, k.w.count, PAGE);
		for (int i = places[p]; i >= 0; i--, press(&k, K_UP)) {
			snprintf(text, sizeof(text), "n%03d", i);
			assert_string_equal(text_at(&k.w, k.list.at), text);
		}
		assert_null(k.w.edge);
		for (int i = 0; i < RECORDS; i++, press(&k, K_DOWN)) {
			snprintf(text, sizeof(text), "n%03d", i);
			assert_string_equal(text_at(&k.w, k.list.at), text);
		}
		arena_release(&mem);
		window_release(&k.w);
	}
}

static int is_text(void *ctx, const struct record *record)
{
	return strstr(record->values[0].text, ctx) != NULL;
}

static const char *sought(struct walk *k, char *text, struct arena *mem)
{
	const struct record *record = NULL;
	struct err err = { 0 };
	int got =
		window_search(&k->w, k->d->data, &k->query, is_text, text, mem, &record, &err);

	assert_int_equal(got, record != NULL);
	return record ? record->values[0].text : "(none)";
}

/* From the rows in memory on, then from the beginning. */
static void searched_behind_what_is_in_memory(void **state)
{
	struct walk k = start(*state);
	struct arena mem = { 0 };

	assert_string_equal(sought(&k, "n2", &mem), "n200");
	assert_string_equal(sought(&k, "5", &mem), "n025");
	assert_string_equal(sought(&k, "n005", &mem), "n005");
	assert_string_equal(sought(&k, "x", &mem), "(none)");
	press(&k, K_END);
	assert_string_equal(sought(&k, "5", &mem), "n005");
	arena_release(&mem);
	window_release(&k.w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(down_and_up_meet_every_row_once),
		cmocka_unit_test(ends_are_one_step_away),
		cmocka_unit_test(the_same_place_is_found_again),
		cmocka_unit_test(opened_around_a_record),
		cmocka_unit_test(searched_behind_what_is_in_memory),
		cmocka_unit_test(an_emptied_end_goes_back),
	};

	return cmocka_run_group_tests(tests, open_full, desk_close);
}

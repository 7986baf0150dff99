/*
 * What was printed: which of its records have changed since, for whom, and what does not count
 * as a change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "data/events.h"
#include "data/printed.h"
#include "unit/data/ledger.h"

struct world {
	struct ledger l;
	struct dataset *zhang, *clerk; /* the section; of 01 */
	uint64_t lines[3]; /* of 01, 01 and 02 */
};

static void world_open(struct world *w)
{
	*w = (struct world){ 0 };
	ledger_open(&w->l, STORE_MEMORY);
	add_workflow(w->l.model);
	w->zhang = open_as(w->l.store, w->l.model, "3", "section", "00");
	w->clerk = open_as(w->l.store, w->l.model, "1", "clerk", "01");
	w->lines[0] = must_save(
		w->clerk, "planting", &w->l.mem, "period=2021H1 unit=01 species=A area=880");
	w->lines[1] = must_save(
		w->clerk, "planting", &w->l.mem, "period=2021H1 unit=01 species=B area=5");
	w->lines[2] = must_save(
		w->l.data, "planting", &w->l.mem, "period=2021H1 unit=02 species=A area=7");
}

static void world_close(struct world *w)
{
	dataset_close(&w->zhang);
	dataset_close(&w->clerk);
	must_verify(&w->l);
	ledger_close(&w->l);
}

static void print(
	struct world *w, struct dataset *data, const uint64_t *ids, size_t count, int year)
{
	struct printed_use use = {
		.form = form_in(data, "planting"), .ids = ids, .count = count
	};
	struct printed_note note = { .report = "area",
		.period = { PERIOD_HALF_YEAR, (int16_t)year, 1 },
		.unit = "00",
		.uses = &use,
		.use_count = 1,
		.figures = 2,
		.what = "report area" };
	struct err err = { 0 };

	if (printed_look(data, &use, 1, &w->l.mem, &err) < 0 ||
		printed_write(data, &note, &err) < 0)
		fail_msg("%s", err.text);
}

static struct printed *list(struct world *w, struct dataset *data, size_t *count)
{
	struct printed *all;
	struct err err = { 0 };

	if (printed_list(data, 0, &w->l.mem, &all, count, &err) < 0)
		fail_msg("%s", err.text);
	return all;
}

static size_t stale(struct world *w, struct dataset *data)
{
	struct printed *all;
	struct err err = { 0 };
	size_t count;

	if (printed_stale(data, &w->l.mem, &all, &count, &err) < 0)
		fail_msg("%s", err.text);
	return count;
}

static void a_changed_value_is_told(void **state)
{
	struct printed *all;
	struct err err = { 0 };
	struct world w;
	size_t count;

	(void)state;
	world_open(&w);
	print(&w, w.zhang, w.lines, 3, 2021);
	all = list(&w, w.zhang, &count);
	assert_int_equal(count, 1);
	assert_int_equal(all[0].records, 3);
	assert_string_equal(all[0].login, "3");
	assert_int_equal(all[0].change_count, 0);
	must_change(w.clerk, "planting", w.lines[0], &w.l.mem, "area=873");
	all = list(&w, w.zhang, &count);
	assert_int_equal(all[0].change_count, 1);
	assert_int_equal(all[0].changes[0].id, w.lines[0]);
	assert_int_equal(all[0].changes[0].was, 1);
	assert_int_equal(all[0].changes[0].is, 2);
	assert_non_null(strstr(all[0].changes[0].sentence, "880"));
	assert_non_null(strstr(all[0].changes[0].sentence, "873"));
	assert_int_equal(stale(&w, w.zhang), 1);
	assert_int_equal(printed_that_used(w.zhang, form_in(w.zhang, "planting"), w.lines[0],
				 &w.l.mem, &all, &count, &err),
		0);
	assert_int_equal(count, 1);
	assert_int_equal(printed_that_used(w.zhang, form_in(w.zhang, "planting"), w.lines[1],
				 &w.l.mem, &all, &count, &err),
		0);
	assert_int_equal(count, 0);
	world_close(&w);
}

static void printed_anew_is_no_more_stale(void **state)
{
	struct printed *all;
	struct world w;
	size_t count;

	(void)state;
	world_open(&w);
	print(&w, w.zhang, w.lines, 3, 2021);
	print(&w, w.zhang, w.lines, 3, 2022);
	must_change(w.clerk, "planting", w.lines[0], &w.l.mem, "area=873");
	assert_int_equal(stale(&w, w.zhang), 2);
	print(&w, w.zhang, w.lines, 3, 2021);
	assert_int_equal(stale(&w, w.zhang), 1);
	all = list(&w, w.zhang, &count);
	assert_int_equal(count, 3);
	assert_int_equal(all[0].number, 3);
	assert_int_equal(all[0].change_count, 0);
	assert_true(all[2].superseded);
	assert_int_equal(all[2].change_count, 1); /* it is on somebody's desk all the same */
	world_close(&w);
}

static void confirming_changes_no_figure_and_returning_does(void **state)
{
	struct act_options options = { .action = "accept", .reason = "why" };
	struct save_result result;
	struct printed *all;
	struct err err = { 0 };
	struct world w;
	size_t count;

	(void)state;
	world_open(&w);
	print(&w, w.zhang, w.lines, 3, 2021);
	assert_int_equal(data_act(w.zhang, form_in(w.zhang, "planting"), w.lines[0], 0,
				 &options, &w.l.mem, &result, &err),
		DATA_OK);
	assert_int_equal(stale(&w, w.zhang), 0);
	options.action = "return";
	assert_int_equal(data_act(w.zhang, form_in(w.zhang, "planting"), w.lines[0], 0,
				 &options, &w.l.mem, &result, &err),
		DATA_OK);
	all = list(&w, w.zhang, &count);
	assert_int_equal(all[0].change_count, 1);
	assert_non_null(strstr(all[0].changes[0].sentence, "returned"));
	assert_int_equal(data_delete(w.clerk, form_in(w.clerk, "planting"), w.lines[1], "twice",
				 &w.l.mem, &result, &err),
		DATA_OK);
	list(&w, w.zhang, &count);
	all = list(&w, w.zhang, &count);
	assert_int_equal(all[0].change_count, 2);
	world_close(&w);
}

static void nobody_learns_of_rows_that_are_not_his(void **state)
{
	struct printed *all;
	struct world w;
	size_t count;

	(void)state;
	world_open(&w);
	print(&w, w.zhang, w.lines, 3, 2021);
	list(&w, w.clerk, &count);
	assert_int_equal(count, 0);
	print(&w, w.clerk, w.lines, 2, 2021);
	all = list(&w, w.clerk, &count);
	assert_int_equal(count, 1);
	must_change(w.l.data, "planting", w.lines[1], &w.l.mem, "area=6");
	must_change(w.l.data, "planting", w.lines[2], &w.l.mem, "area=8");
	all = list(&w, w.clerk, &count);
	assert_int_equal(all[0].change_count, 1);
	all = list(&w, w.zhang, &count);
	assert_int_equal(count, 2);
	assert_int_equal(all[1].change_count, 2);
	world_close(&w);
}

static void the_event_stays_readable(void **state)
{
	struct event_query query = {
		.first = INT32_MIN, .last = INT32_MIN, .kinds = 1U << EVENT_REPORT
	};
	struct event *events;
	struct err err = { 0 };
	struct world w;
	size_t count;

	(void)state;
	world_open(&w);
	print(&w, w.zhang, w.lines, 3, 2021);
	assert_int_equal(events_list(w.l.data, &query, &w.l.mem, &events, &count, &err), 0);
	assert_int_equal(count, 1);
	assert_string_equal(events[0].what, "report area: 2 figures from 3 records");
	world_close(&w);
}

static void one_says_what_it_stands_on(void **state)
{
	struct printed_use *uses;
	struct printed one;
	struct err err = { 0 };
	struct world w;
	size_t count;

	(void)state;
	world_open(&w);
	print(&w, w.zhang, w.lines, 3, 2021);
	must_change(w.clerk, "planting", w.lines[0], &w.l.mem, "area=873");
	assert_int_equal(
		printed_one(w.zhang, 1, &w.l.mem, &one, &uses, &count, &err), DATA_OK);
	assert_int_equal(count, 1);
	assert_int_equal(uses[0].count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(uses[0].ids[i], w.lines[i]);
		assert_int_equal(uses[0].revisions[i], 1); /* as printed */
	}
	assert_int_equal(one.change_count, 1);
	assert_int_equal(
		printed_one(w.zhang, 2, &w.l.mem, &one, &uses, &count, &err), DATA_NONE);
	assert_int_equal(
		printed_one(w.clerk, 1, &w.l.mem, &one, &uses, &count, &err), DATA_NONE);
	world_close(&w);
}

static void ten_thousand_records(void **state)
{
	enum { MANY = 10000 };
	struct save_item *items;
	struct printed *all;
	struct err err = { 0 };
	struct world w;
	uint64_t *ids;
	size_t count;

	(void)state;
	world_open(&w);
	items = arena_array(&w.l.mem, MANY, sizeof(*items));
	ids = arena_array(&w.l.mem, MANY, sizeof(*ids));
	for (size_t i = 0; i < MANY; i++)
		items[i].record = make_record(w.l.data, "planting", &w.l.mem,
			arena_printf(&w.l.mem,
				"period=2020H1 unit=01 species=A plot=%zu area=1", i));
	assert_int_equal(data_save_many(w.l.data, items, MANY, NULL, &w.l.mem, &err), 0);
	for (size_t i = 0; i < MANY; i++)
		ids[i] = items[i].detail.id;
	print(&w, w.zhang, ids, MANY, 2020);
	must_change(w.l.data, "planting", ids[MANY / 2], &w.l.mem, "area=2");
	all = list(&w, w.zhang, &count);
	assert_int_equal(all[0].records, MANY);
	assert_int_equal(all[0].change_count, 1);
	assert_int_equal(all[0].changes[0].id, ids[MANY / 2]);
	world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_changed_value_is_told),
		cmocka_unit_test(printed_anew_is_no_more_stale),
		cmocka_unit_test(confirming_changes_no_figure_and_returning_does),
		cmocka_unit_test(nobody_learns_of_rows_that_are_not_his),
		cmocka_unit_test(the_event_stays_readable),
		cmocka_unit_test(one_says_what_it_stands_on),
		cmocka_unit_test(ten_thousand_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_entry_new.c - few keys: sticky values, the record before, finding references. */
#include <stdio.h>

#include "unit/screens/desk.h"

#include "base/str.h"
#include "model/form.h"
#include "model/record.h"
#include "screens/entry.h"
#include "screens/entry_choice.h"
#include "screens/entry_new.h"
#include "screens/entry_steps.h"
#include "screens/screens.h"

struct table {
	struct desk *d;
	struct app app;
	struct entry e;
	struct record *last;
};

static struct record *stored(struct desk *d, const char *form, uint64_t id)
{
	struct record *record = NULL;
	struct err err = { 0 };

	assert_int_equal(
		data_get(d->data, desk_form(d, form), id, &d->mem, &record, &err), DATA_OK);
	return record;
}

/* A new record after one that was saved. */
static void sit(struct table *t, struct desk *d)
{
	const struct form *form = desk_form(d, "harvest");

	t->d = d;
	t->app = (struct app){ .data = d->data };
	t->last = stored(d, "harvest",
		desk_put(d, "harvest", "period", "2024H1", "unit", "U0101", "herb", "A",
			"yield", "7余", "as_of", "2024-06-01", "note", "two\nlines", NULL));
	entry_open(&t->e, &t->app, d->model,
		entry_new_record(&t->app, d->model, form, NULL, t->last, &d->mem), 0);
	entry_go_first_empty(&t->e);
}

static struct box *at(struct table *t, const char *place)
{
	struct box *box = entry_at_place(&t->e, place);

	assert_non_null(box);
	return box;
}

static void shows(struct table *t, const char *place, const char *text)
{
	assert_string_equal(editor_text(&at(t, place)->editor), text);
}

static void go(struct table *t, const char *place)
{
	entry_go(&t->e, (size_t)(at(t, place) - t->e.boxes.at));
}

static void a_new_record_keeps_what_is_sticky(void **state)
{
	struct table t;

	sit(&t, *state);
	shows(&t, "period", "2024H1");
	shows(&t, "as_of", "2024-06-30"); /* a preset: the end of the period */
	shows(&t, "yield", "");
	assert_string_equal(entry_now(&t.e)->field->id, "unit");
	entry_release(&t.e);
}

static void start_comes_before_last(void **state)
{
	struct desk *d = *state;
	struct app app = { .data = d->data };
	const struct form *form = desk_form(d, "harvest");
	struct record *start = record_new(form, &d->mem), *last = record_new(form, &d->mem),
		      *now;

	*record_value(start, "unit") = value_text("U01");
	*record_value(last, "unit") = value_text("U02");
	now = entry_new_record(&app, d->model, form, start, last, &d->mem);
	assert_string_equal(record_value(now, "unit")->text, "U01");
}

static void a_value_is_repeated_without_its_marks(void **state)
{
	struct table t;

	sit(&t, *state);
	record_value(t.last, "yield")->note = "by phone";
	record_value(t.last, "yield")->carried = 1;
	go(&t, "yield");
	assert_int_equal(entry_repeat(&t.e, t.last), 1);
	shows(&t, "yield", "7余");
	assert_null(at(&t, "yield")->value.note);
	assert_int_equal(at(&t, "yield")->value.carried, 0);
	/* each level takes its own part */
	go(&t, "unit");
	assert_int_equal(entry_repeat(&t.e, t.last), 1);
	shows(&t, "unit", "East");
	shows(&t, "unit#2", "");
	go(&t, "unit#2");
	assert_int_equal(entry_repeat(&t.e, t.last), 1);
	shows(&t, "unit#2", "Village");
	/* nothing there, nothing known */
	go(&t, "land");
	assert_int_equal(entry_repeat(&t.e, t.last), 0);
	assert_int_equal(entry_repeat(&t.e, NULL), 0);
	entry_release(&t.e);
}

static void a_cell_takes_the_row_above(void **state)
{
	struct table t;

	sit(&t, *state);
	go(&t, "lots.0.weight");
	editor_set(&entry_now(&t.e)->editor, "5");
	entry_settle(&t.e, entry_now(&t.e));
	go(&t, "lots.1.weight");
	assert_int_equal(entry_repeat(&t.e, NULL), 1);
	shows(&t, "lots.1.weight", "5");
	entry_release(&t.e);
}

static void all_goes_into_what_is_empty(void **state)
{
	struct table t;
	struct record *record;

	sit(&t, *state);
	go(&t, "yield");
	editor_set(&entry_now(&t.e)->editor, "8");
	entry_settle(&t.e, entry_now(&t.e));
	assert_int_equal(entry_repeat_all(&t.e, t.last), 2); /* unit, note */
	record = entry_record(&t.e, &t.d->mem);
	assert_string_equal(record_value(record, "unit")->text, "U0101");
	shows(&t, "unit", "East");
	shows(&t, "yield", "8");
	shows(&t, "note", "two\nlines");
	assert_int_equal(entry_repeat_all(&t.e, t.last), 0);
	entry_release(&t.e);
}

static void carried_values_are_confirmed(void **state)
{
	struct table t;

	sit(&t, *state);
	go(&t, "yield");
	assert_int_equal(entry_repeat(&t.e, t.last), 1);
	assert_int_equal(entry_confirm(&t.e), 0);
	at(&t, "yield")->value.carried = 1;
	assert_int_equal(entry_confirm(&t.e), 1);
	assert_int_equal(record_value(entry_record(&t.e, &t.d->mem), "yield")->carried, 0);
	/* typed anew it is the user's own, and keeps its note */
	at(&t, "yield")->value.carried = 1;
	at(&t, "yield")->value.note = "by phone";
	editor_set(&at(&t, "yield")->editor, "9");
	entry_settle(&t.e, at(&t, "yield"));
	assert_int_equal(at(&t, "yield")->value.carried, 0);
	assert_string_equal(at(&t, "yield")->value.note, "by phone");
	entry_release(&t.e);
}

static void a_unit_has_its_note_at_any_level(void **state)
{
	struct table t;
	struct record *record;

	sit(&t, *state);
	entry_repeat_all(&t.e, t.last);
	at(&t, "unit")->value.note = "both banks of the river";
	record = entry_record(&t.e, &t.d->mem);
	assert_string_equal(record_value(record, "unit")->text, "U0101");
	assert_string_equal(record_value(record, "unit")->note, "both banks of the river");
	entry_fill(&t.e, record);
	assert_null(at(&t, "unit")->value.note);
	assert_string_equal(at(&t, "unit#2")->value.note, "both banks of the river");
	entry_release(&t.e);
}

enum { MANY = 640 };

static void a_reference_is_found_among_many(void **state)
{
	struct desk *d = *state;
	struct table t = { .d = d, .app = { .data = d->data } };
	struct value value;
	char year[16], title[32];

	for (int i = 0; i < MANY; i++) {
		snprintf(year, sizeof(year), "%d%s", 1700 + i / 2, i % 2 ? "H2" : "H1");
		desk_put(d, "harvest", "period", year, "unit", "U01", "yield", "1", NULL);
	}
	entry_open(&t.e, &t.app, d->model, record_new(desk_form(d, "visit"), &d->mem), 0);
	snprintf(title, sizeof(title), "%dH2 East", 1700 + (MANY - 1) / 2);
	assert_int_equal(entry_guess(&t.e, at(&t, "crop"), title, &value), 0);
	assert_string_equal(value.text, "640");
	assert_int_equal(entry_guess(&t.e, at(&t, "crop"), "#639", &value), 0);
	assert_string_equal(value.text, "639");
	/* "East" is all of them */
	assert_int_equal(entry_guess(&t.e, at(&t, "crop"), "East", &value), 1);
	entry_release(&t.e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_new_record_keeps_what_is_sticky, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(start_comes_before_last, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_value_is_repeated_without_its_marks, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_cell_takes_the_row_above, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			all_goes_into_what_is_empty, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			carried_values_are_confirmed, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_unit_has_its_note_at_any_level, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_reference_is_found_among_many, desk_open, desk_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_entry.c - one record under the hands: boxes, levels, groups, what is wrong. */
#include "unit/screens/desk.h"

#include "base/str.h"
#include "model/form.h"
#include "model/record.h"
#include "screens/entry.h"
#include "screens/entry_rows.h"
#include "screens/screens.h"

struct table {
	struct app app;
	struct entry e;
	struct desk *d;
};

static void sit(struct table *t, struct desk *d, const struct record *record)
{
	const struct form *form = desk_form(d, "harvest");

	t->d = d;
	t->app = (struct app){ .data = d->data };
	entry_open(&t->e, &t->app, d->model, record ? record : record_new(form, &d->mem), 0);
}

static struct box *box_at(struct table *t, const char *id, int level)
{
	for (size_t i = 0; i < t->e.boxes.count; i++) {
		struct box *box = &t->e.boxes.at[i];

		if (!box->group && box->level == level && strcmp(box->field->id, id) == 0)
			return box;
	}
	fail_msg("no box %s", id);
	return NULL;
}

static struct box *cell_at(struct table *t, size_t row, const char *id)
{
	const struct field *group = form_field(t->e.form, "lots");

	return entry_cell(&t->e, group, row, form_field(group->group, id));
}

/* Types a text into a box and leaves it; 1 when it is no value. */
static int type(struct table *t, struct box *box, const char *text)
{
	editor_set(&box->editor, text);
	return entry_settle(&t->e, box);
}

static void shows(const struct box *box, const char *text)
{
	assert_string_equal(editor_text(&box->editor), text);
}

/* ---- tests ------------------------------------------------------------------------------- */

static void what_is_typed_becomes_the_record(void **state)
{
	struct table t;
	struct record *record;

	sit(&t, *state, NULL);
	assert_int_equal(type(&t, box_at(&t, "period", 0), "2024年上半年"), 0);
	shows(box_at(&t, "period", 0), "2024H1");
	assert_string_equal(str_text(&box_at(&t, "period", 0)->echo), "2024 H1");
	assert_int_equal(type(&t, box_at(&t, "yield", 0), "约 12.50"), 1);
	assert_int_equal(type(&t, box_at(&t, "yield", 0), "12.50余"), 0);
	assert_int_equal(type(&t, box_at(&t, "herb", 0), "gc"), 0);
	shows(box_at(&t, "herb", 0), "liquorice");
	record = entry_record(&t.e, &t.d->mem);
	assert_string_equal(record_value(record, "herb")->text, "A");
	assert_int_equal(record_value(record, "yield")->number.unscaled, 1250);
	assert_string_equal(record_value(record, "yield")->qualifier, "YU");
	entry_release(&t.e);
}

static void a_wrong_text_stays_and_the_cursor_goes_on(void **state)
{
	struct table t;
	struct box *box;

	sit(&t, *state, NULL);
	box = box_at(&t, "yield", 0);
	entry_go(&t.e, (size_t)(box - t.e.boxes.at));
	editor_set(&box->editor, "many");
	assert_int_equal(entry_move(&t.e, WAY_NEXT), 1);
	box = box_at(&t, "yield", 0);
	assert_ptr_not_equal(entry_now(&t.e), box);
	shows(box, "many");
	assert_true(box->faulty && box->error.len > 0);
	assert_int_equal(entry_go_to_fault(&t.e), 1);
	assert_ptr_equal(entry_now(&t.e), box);
	assert_int_equal(type(&t, box, "100000"), 0);
	assert_true(box->error.len > 0); /* a value, but out of bounds */
	assert_int_equal(type(&t, box, "1"), 0);
	assert_int_equal(box->error.len, 0);
	entry_release(&t.e);
}

static void levels_of_a_unit_follow_each_other(void **state)
{
	struct table t;
	struct record *record;

	sit(&t, *state, NULL);
	type(&t, box_at(&t, "period", 0), "2024H1");
	assert_int_equal(type(&t, box_at(&t, "unit", 2), "Village"), 0);
	shows(box_at(&t, "unit", 1), "East");
	record = entry_record(&t.e, &t.d->mem);
	assert_string_equal(record_value(record, "unit")->text, "U0101");
	assert_int_equal(type(&t, box_at(&t, "unit", 1), "Newer"), 0);
	shows(box_at(&t, "unit", 2), "");
	record = entry_record(&t.e, &t.d->mem);
	assert_string_equal(record_value(record, "unit")->text, "U02");
	/* the village does not lie in that town */
	assert_int_equal(type(&t, box_at(&t, "unit", 2), "Village"), 1);
	shows(box_at(&t, "unit", 2), "Village");
	/* nor is it one of the towns */
	assert_int_equal(type(&t, box_at(&t, "unit", 1), "Village"), 1);
	assert_int_equal(type(&t, box_at(&t, "unit", 1), "sunrise"), 0);
	shows(box_at(&t, "unit", 1), "East");
	entry_release(&t.e);
}

static void the_end_of_the_period_is_filled_in_once(void **state)
{
	struct table t;

	sit(&t, *state, NULL);
	type(&t, box_at(&t, "period", 0), "2024H1");
	shows(box_at(&t, "as_of", 0), "2024-06-30");
	type(&t, box_at(&t, "as_of", 0), "20240601");
	type(&t, box_at(&t, "period", 0), "2024H2");
	shows(box_at(&t, "as_of", 0), "2024-06-01");
	entry_release(&t.e);
}

static void computed_fields_follow(void **state)
{
	struct table t;

	sit(&t, *state, NULL);
	type(&t, box_at(&t, "yield", 0), "10");
	type(&t, box_at(&t, "land", 0), "4");
	shows(box_at(&t, "share", 0), "2.5");
	assert_true(box_at(&t, "share", 0)->locked);
	assert_int_equal(entry_can_focus(&t.e, box_at(&t, "share", 0)), 0);
	entry_release(&t.e);
}

static void a_group_has_one_blank_row_at_its_end(void **state)
{
	const struct field *group;
	struct table t;
	struct value rows;

	sit(&t, *state, NULL);
	group = form_field(t.e.form, "lots");
	assert_int_equal(entry_row_count(&t.e, group), 1);
	type(&t, cell_at(&t, 0, "weight"), "1");
	assert_int_equal(entry_row_count(&t.e, group), 2);
	type(&t, cell_at(&t, 1, "weight"), "2");
	type(&t, cell_at(&t, 2, "weight"), "3");
	assert_int_equal(entry_row_count(&t.e, group), 4);
	entry_go(&t.e, (size_t)(cell_at(&t, 1, "seen") - t.e.boxes.at));
	assert_int_equal(entry_delete_row(&t.e), 1);
	shows(cell_at(&t, 1, "weight"), "3");
	assert_int_equal(entry_row_count(&t.e, group), 3);
	rows = entry_group_value(&t.e, group, &t.d->mem);
	assert_int_equal(rows.rows.count, 2);
	/* a row in the middle that was emptied is not stored */
	type(&t, cell_at(&t, 0, "weight"), "");
	rows = entry_group_value(&t.e, group, &t.d->mem);
	assert_int_equal(rows.rows.count, 1);
	assert_int_equal(rows.rows.cells[0].number.unscaled, 300);
	entry_release(&t.e);
}

static void enter_in_a_blank_row_leaves_the_group(void **state)
{
	struct table t;

	sit(&t, *state, NULL);
	entry_go(&t.e, (size_t)(cell_at(&t, 0, "weight") - t.e.boxes.at));
	assert_int_equal(entry_move(&t.e, WAY_ENTER), 1);
	assert_string_equal(entry_now(&t.e)->field->id, "note");
	assert_int_equal(entry_move(&t.e, WAY_ENTER), 0);
	assert_int_equal(entry_move(&t.e, WAY_BACK), 1);
	assert_string_equal(entry_now(&t.e)->field->id, "weight");
	/* Tab reaches each of its cells */
	assert_int_equal(entry_move(&t.e, WAY_NEXT), 1);
	assert_string_equal(entry_now(&t.e)->field->id, "seen");
	assert_int_equal(entry_move(&t.e, WAY_BACK), 1);
	assert_string_equal(entry_now(&t.e)->field->id, "weight");
	entry_release(&t.e);
}

static void only_what_differs_is_unsaved(void **state)
{
	struct record *record = NULL;
	struct err err = { 0 };
	struct desk *d = *state;
	struct table t;
	uint64_t id = desk_put(d, "harvest", "period", "2024H1", "unit", "U0101", "herb", "A",
		"yield", "7", "as_of", "2024-06-01", "note", "two\nlines", NULL);

	assert_int_equal(data_get(d->data, desk_form(d, "harvest"), id, &d->mem, &record, &err),
		DATA_OK);
	sit(&t, d, record);
	shows(box_at(&t, "unit", 1), "East");
	shows(box_at(&t, "unit", 2), "Village");
	assert_int_equal(entry_is_dirty(&t.e), 0);
	type(&t, box_at(&t, "yield", 0), "8");
	assert_int_equal(entry_is_dirty(&t.e), 1);
	type(&t, box_at(&t, "yield", 0), "7.00");
	assert_int_equal(entry_is_dirty(&t.e), 0);
	/* a text that cannot be read would be lost too */
	type(&t, box_at(&t, "yield", 0), "x7");
	assert_int_equal(entry_is_dirty(&t.e), 1);
	entry_release(&t.e);
}

static void findings_stand_at_their_boxes_until_corrected(void **state)
{
	struct desk *d = *state;
	struct save_options options = { 0 };
	struct save_result result = { 0 };
	struct err err = { 0 };
	struct table t;

	sit(&t, d, NULL);
	type(&t, box_at(&t, "period", 0), "2024H2");
	type(&t, cell_at(&t, 0, "weight"), "-1");
	assert_int_equal(data_save(d->data, entry_record(&t.e, &d->mem), &options, &d->mem,
				 &result, &err),
		DATA_FINDINGS);
	entry_show_findings(&t.e, &result.findings);
	assert_true(box_at(&t, "unit", 1)->error.len > 0);
	assert_string_equal(str_text(&cell_at(&t, 0, "weight")->error), "not below zero");
	type(&t, cell_at(&t, 0, "weight"), "1");
	assert_int_equal(cell_at(&t, 0, "weight")->error.len, 0);
	assert_true(box_at(&t, "unit", 1)->error.len > 0);
	type(&t, box_at(&t, "unit", 1), "East");
	assert_int_equal(box_at(&t, "unit", 1)->error.len, 0);
	entry_release(&t.e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_is_typed_becomes_the_record, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_wrong_text_stays_and_the_cursor_goes_on, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			levels_of_a_unit_follow_each_other, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			the_end_of_the_period_is_filled_in_once, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(computed_fields_follow, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_group_has_one_blank_row_at_its_end, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			enter_in_a_blank_row_leaves_the_group, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			only_what_differs_is_unsaved, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			findings_stand_at_their_boxes_until_corrected, desk_open, desk_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

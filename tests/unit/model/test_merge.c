/* test_merge.c - two people's changes of one record: fields, notes, rows of a group. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "lib/model_fixture.h"
#include "lib/prop.h"
#include "model/merge.h"
#include "model/model.h"

struct three {
	struct model *model;
	struct arena mem;
	struct record *base, *mine, *theirs;
	struct merge m;
};

static void begin(struct three *t)
{
	*t = (struct three){ .model = fixture_model() };
	t->base = fixture_record(t->model, "planting");
	fixture_set(t->model, t->base, "period", "2021H1");
	fixture_set(t->model, t->base, "area", "100");
	fixture_set(t->model, t->base, "grower", "old");
	fixture_row(t->model, t->base, "GD", "1", NULL);
	fixture_row(t->model, t->base, "QT", "2", NULL);
	fixture_row(t->model, t->base, "LX", "3", NULL);
	t->base->id = 7;
	t->base->revision = 3;
}

static void copy(struct three *t)
{
	t->mine = record_copy(t->base, &t->model->mem);
	t->theirs = record_copy(t->base, &t->model->mem);
	t->theirs->revision = 4;
}

static void end(struct three *t)
{
	arena_release(&t->mem);
	model_drop(&t->model);
}

static void merge(struct three *t)
{
	merge_records(t->base, t->mine, t->theirs, &t->mem, &t->m);
}

static const struct field *field(const struct three *t, const char *id)
{
	const struct field *found = form_field(t->base->form, id);

	assert_non_null(found);
	return found;
}

static struct row_values *rows(const struct three *t, struct record *record)
{
	return &record->values[field(t, "by_land")->index].rows;
}

static struct value *cell(const struct three *t, struct record *record, size_t row, size_t at)
{
	struct row_values *r = rows(t, record);

	assert_true(row < r->count);
	return &r->cells[row * r->width + at];
}

static void set_number(struct value *v, int64_t n)
{
	*v = value_number((struct decimal){ .unscaled = n * 100, .scale = 2 });
}

static int has(const struct three *t, const struct merge_fields *set, const char *id)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->at[i] == field(t, id))
			return 1;
	return 0;
}

static int same(const struct three *t, const char *id, struct record *other)
{
	return value_equal(record_value(t->m.merged, id), record_value(other, id));
}

static void different_fields_are_both_kept(void **state)
{
	struct three t;

	(void)state;
	begin(&t);
	copy(&t);
	fixture_set(t.model, t.mine, "area", "120");
	fixture_set(t.model, t.theirs, "grower", "new");
	merge(&t);
	assert_int_equal(t.m.clashes.count, 0);
	assert_true(same(&t, "area", t.mine) && same(&t, "grower", t.theirs));
	assert_true(has(&t, &t.m.kept, "area") && t.m.kept.count == 1);
	assert_true(has(&t, &t.m.taken, "grower") && t.m.taken.count == 1);
	assert_int_equal(t.m.merged->id, 7);
	assert_int_equal(t.m.merged->revision, 4);
	end(&t);
}

static void the_same_field_changed_twice_clashes(void **state)
{
	struct three t;

	(void)state;
	begin(&t);
	copy(&t);
	fixture_set(t.model, t.mine, "area", "120");
	fixture_set(t.model, t.theirs, "area", "130");
	merge(&t);
	assert_int_equal(t.m.clashes.count, 1);
	assert_true(has(&t, &t.m.clashes, "area"));
	assert_true(same(&t, "area", t.mine));
	/* the same change is no clash, and news to nobody */
	fixture_set(t.model, t.theirs, "area", "120");
	merge(&t);
	assert_int_equal(t.m.clashes.count + t.m.taken.count + t.m.kept.count, 0);
	end(&t);
}

static void what_was_emptied_stays_empty(void **state)
{
	struct three t;

	(void)state;
	begin(&t);
	copy(&t);
	*record_value(t.theirs, "grower") = value_state_only(VALUE_NONE);
	merge(&t);
	assert_int_equal(record_value(t.m.merged, "grower")->state, VALUE_NONE);
	assert_true(has(&t, &t.m.taken, "grower"));
	end(&t);
}

static void a_note_goes_with_the_other_value(void **state)
{
	struct three t;

	(void)state;
	begin(&t);
	copy(&t);
	record_value(t.mine, "area")->note = "measured";
	fixture_set(t.model, t.theirs, "area", "130");
	merge(&t);
	assert_int_equal(t.m.clashes.count, 0);
	assert_string_equal(record_value(t.m.merged, "area")->note, "measured");
	assert_int_equal(record_value(t.m.merged, "area")->number.unscaled, 13000);
	record_value(t.theirs, "area")->note = "guessed";
	merge(&t);
	assert_true(has(&t, &t.m.clashes, "area"));
	end(&t);
}

static void rows_changed_by_one_are_put_together(void **state)
{
	struct three t;

	(void)state;
	begin(&t);
	copy(&t);
	set_number(cell(&t, t.mine, 0, 1), 10);
	set_number(cell(&t, t.theirs, 2, 1), 30);
	fixture_row(t.model, t.mine, "GD", "40", NULL);
	fixture_row(t.model, t.theirs, "QT", "50", NULL);
	merge(&t);
	assert_int_equal(t.m.clashes.count, 0);
	assert_int_equal(rows(&t, t.m.merged)->count, 5);
	assert_int_equal(cell(&t, t.m.merged, 0, 1)->number.unscaled, 1000);
	assert_int_equal(cell(&t, t.m.merged, 1, 1)->number.unscaled, 200);
	assert_int_equal(cell(&t, t.m.merged, 2, 1)->number.unscaled, 3000);
	assert_int_equal(cell(&t, t.m.merged, 3, 1)->number.unscaled, 5000);
	assert_int_equal(cell(&t, t.m.merged, 4, 1)->number.unscaled, 4000);
	assert_true(has(&t, &t.m.taken, "by_land") && has(&t, &t.m.kept, "by_land"));
	end(&t);
}

static void a_row_changed_by_both_clashes_as_a_whole(void **state)
{
	struct three t;

	(void)state;
	begin(&t);
	copy(&t);
	set_number(cell(&t, t.mine, 1, 1), 20);
	set_number(cell(&t, t.theirs, 1, 1), 21);
	merge(&t);
	assert_true(has(&t, &t.m.clashes, "by_land"));
	assert_true(same(&t, "by_land", t.mine));
	end(&t);
}

static void a_row_deleted_here_and_changed_there_clashes(void **state)
{
	struct three t;

	(void)state;
	begin(&t);
	copy(&t);
	rows(&t, t.mine)->count = 2;
	set_number(cell(&t, t.theirs, 2, 1), 30);
	merge(&t);
	assert_true(has(&t, &t.m.clashes, "by_land"));
	/* deleted here, another one changed there */
	copy(&t);
	rows(&t, t.mine)->count = 2;
	set_number(cell(&t, t.theirs, 0, 1), 30);
	merge(&t);
	assert_int_equal(t.m.clashes.count, 0);
	assert_int_equal(rows(&t, t.m.merged)->count, 2);
	assert_int_equal(cell(&t, t.m.merged, 0, 1)->number.unscaled, 3000);
	end(&t);
}

static void the_same_row_added_by_both_stands_once(void **state)
{
	struct three t;

	(void)state;
	begin(&t);
	copy(&t);
	fixture_row(t.model, t.mine, "QT", "8", NULL);
	fixture_row(t.model, t.mine, "QT", "9", NULL);
	fixture_row(t.model, t.theirs, "QT", "9", NULL);
	merge(&t);
	assert_int_equal(t.m.clashes.count, 0);
	assert_int_equal(rows(&t, t.m.merged)->count, 5);
	end(&t);
}

static void two_new_records_merge_over_nothing(void **state)
{
	struct three t;

	(void)state;
	begin(&t);
	t.base = record_new(t.base->form, &t.model->mem);
	copy(&t);
	fixture_set(t.model, t.mine, "area", "5");
	fixture_row(t.model, t.mine, "QT", "8", NULL);
	fixture_set(t.model, t.theirs, "grower", "new");
	merge(&t);
	assert_int_equal(t.m.clashes.count, 0);
	assert_true(same(&t, "area", t.mine) && same(&t, "grower", t.theirs));
	assert_int_equal(rows(&t, t.m.merged)->count, 1);
	end(&t);
}

/* ---- at random --------------------------------------------------------------------------- */

static void random_rows(struct three *t, struct prop *p, struct record *record)
{
	struct row_values *r = rows(t, record);
	struct value *cells =
		arena_array(&t->model->mem, (r->count + 2) * r->width, sizeof(*cells));
	size_t count = 0;

	for (size_t row = 0; row <= r->count; row++) {
		struct value *to = cells + count * r->width;
		int fate = (int)prop_below(p, 8);

		if (row == r->count && fate > 2)
			continue;
		if (row < r->count)
			memcpy(to, r->cells + row * r->width, r->width * sizeof(*to));
		if (fate == 0 && row < r->count)
			continue;
		if (fate <= 2)
			set_number(&to[prop_below(p, r->width - 1) + 1], prop_between(p, 0, 3));
		count++;
	}
	r->cells = cells;
	r->count = count;
	if (count == 0)
		*record_value(record, "by_land") = value_state_only(VALUE_NONE);
}

static void random_change(struct three *t, struct prop *p, struct record *record)
{
	if (prop_chance(p, 40))
		set_number(record_value(record, "area"), prop_between(p, 0, 2));
	if (prop_chance(p, 30))
		*record_value(record, "grower") =
			prop_chance(p, 50)
				? value_text("x")
				: value_state_only((enum value_state)prop_below(p, 5));
	if (!value_is_given(record_value(record, "grower")))
		record_value(record, "grower")->kind = KIND_NONE;
	else if (record_value(record, "grower")->kind != KIND_TEXT)
		*record_value(record, "grower") = value_text("y");
	if (prop_chance(p, 20))
		record_value(record, "area")->note = prop_chance(p, 50) ? "n" : NULL;
	if (prop_chance(p, 60))
		random_rows(t, p, record);
}

static void assert_as(const struct three *t, const struct record *wanted)
{
	assert_int_equal(t->m.clashes.count, 0);
	for (size_t i = 0; i < wanted->form->field_count; i++)
		if (!wanted->form->fields[i].compute)
			assert_true(value_equal(&t->m.merged->values[i], &wanted->values[i]));
}

/* Equal but for the order of rows. */
static int alike(const struct value *a, const struct value *b)
{
	size_t width = a->rows.width, found = 0;

	if (a->kind != KIND_ROWS || b->kind != KIND_ROWS)
		return value_equal(a, b);
	for (size_t i = 0; i < a->rows.count; i++)
		for (size_t k = 0; k < b->rows.count; k++) {
			struct value x = *a, y = *b;

			x.rows = (struct row_values){ a->rows.cells + i * width, 1, width };
			y.rows = (struct row_values){ b->rows.cells + k * width, 1, width };
			if (value_equal(&x, &y)) {
				found++;
				break;
			}
		}
	return a->rows.count == b->rows.count && found == a->rows.count;
}

static void assert_symmetric(const struct three *t)
{
	struct arena mem = { 0 };
	struct merge other;

	merge_records(t->base, t->theirs, t->mine, &mem, &other);
	assert_int_equal(other.clashes.count, t->m.clashes.count);
	assert_int_equal(other.taken.count, t->m.kept.count);
	for (size_t i = 0; i < other.clashes.count; i++)
		assert_ptr_equal(other.clashes.at[i], t->m.clashes.at[i]);
	for (size_t i = 0; i < t->base->form->field_count; i++) {
		const struct field *f = &t->base->form->fields[i];
		int clashes = 0;

		for (size_t k = 0; k < other.clashes.count; k++)
			clashes += other.clashes.at[k] == f;
		if (!clashes && !f->compute)
			assert_true(alike(&other.merged->values[i], &t->m.merged->values[i]));
	}
	arena_release(&mem);
}

/* A change of one field is lost only where both have changed it, and then it is told. */
static void nothing_is_lost_at_random(void **state)
{
	struct prop p = prop_start("merge", 20210625);

	(void)state;
	for (int round = 0; round < 400; round++) {
		struct three t;

		begin(&t);
		copy(&t);
		random_change(&t, &p, t.mine);
		merge(&t);
		assert_as(&t, t.mine);
		t.theirs = t.mine;
		t.mine = t.base;
		merge(&t);
		assert_as(&t, t.theirs);
		t.mine = record_copy(t.base, &t.model->mem);
		random_change(&t, &p, t.mine);
		merge(&t);
		assert_symmetric(&t);
		end(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(different_fields_are_both_kept),
		cmocka_unit_test(the_same_field_changed_twice_clashes),
		cmocka_unit_test(what_was_emptied_stays_empty),
		cmocka_unit_test(a_note_goes_with_the_other_value),
		cmocka_unit_test(rows_changed_by_one_are_put_together),
		cmocka_unit_test(a_row_changed_by_both_clashes_as_a_whole),
		cmocka_unit_test(a_row_deleted_here_and_changed_there_clashes),
		cmocka_unit_test(the_same_row_added_by_both_stands_once),
		cmocka_unit_test(two_new_records_merge_over_nothing),
		cmocka_unit_test(nothing_is_lost_at_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

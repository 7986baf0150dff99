/* test_unit_change.c - merge, split, rename and transfer on the tree, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "model/record.h"
#include "model/unit_change.h"
#include "sample.h"

struct tree {
	struct model *m;
	struct arena mem;
};

static void open_tree(struct tree *t)
{
	*t = (struct tree){ .m = sample_model() };
	unit_tree_settle(&t->m->units, &t->m->mem);
}

static void close_tree(struct tree *t)
{
	arena_release(&t->mem);
	model_drop(&t->m);
}

static const struct unit *of(struct tree *t, const char *code)
{
	const struct unit *unit = unit_find(&t->m->units, code);

	assert_non_null(unit);
	return unit;
}

static const char **list(struct tree *t, const char *codes)
{
	const char **out = arena_array(&t->mem, strlen(codes) + 2, sizeof(*out));
	char *rest = arena_text(&t->mem, codes), *word;
	size_t count = 0;

	while ((word = strsep(&rest, " ")))
		out[count++] = word;
	return out;
}

/* The unit that the change founds is put into the tree first, as conf/ does. */
static void found(struct tree *t, const struct unit_change *c)
{
	struct unit_tree *tree = &t->m->units;
	struct unit *more = arena_array(&t->m->mem, tree->count + 1, sizeof(*more));
	size_t at = 0;

	while (at < tree->count && strcmp(tree->units[at].code, c->into) < 0)
		at++;
	for (size_t i = 0; i < tree->count; i++) {
		more[i + (i >= at)] = tree->units[i];
		for (size_t k = 0; k < tree->units[i].parent_count; k++) {
			size_t p = (size_t)(tree->units[i].parents[k].parent - tree->units);

			more[i + (i >= at)].parents[k].parent = &more[p + (p >= at)];
		}
	}
	more[at] = unit_change_new(c, unit_find(tree, c->units[0]), &t->m->mem);
	tree->units = more;
	tree->count++;
	unit_tree_settle(tree, &t->m->mem);
}

static int apply(struct tree *t, const struct unit_change *c, struct err *err)
{
	int got;

	if (unit_change_founds(c) && !unit_find(&t->m->units, c->into))
		found(t, c);
	got = unit_change_apply(&t->m->units, c, &t->m->mem, err);
	unit_tree_settle(&t->m->units, &t->m->mem);
	return got;
}

static void must(struct tree *t, struct unit_change c)
{
	struct err err = { 0 };

	if (apply(t, &c, &err) < 0)
		fail_msg("%s", err.text);
}

static void refused(struct tree *t, struct unit_change c, const char *why)
{
	struct err err = { 0 };

	assert_int_equal(apply(t, &c, &err), -1);
	if (!strstr(err.text, why))
		fail_msg("\"%s\" does not say \"%s\"", err.text, why);
}

static struct unit_change merge(struct tree *t, const char *codes, const char *into, int32_t on)
{
	return (struct unit_change){
		.kind = CHANGE_MERGE, .on = on, .units = list(t, codes), .into = into
	};
}

static struct unit_change transfer(
	struct tree *t, const char *codes, const char *into, int32_t on)
{
	return (struct unit_change){
		.kind = CHANGE_TRANSFER, .on = on, .units = list(t, codes), .into = into
	};
}

static void what_is_merged_goes_on_with_its_villages(void **state)
{
	const struct unit *town, *into, *village;
	struct tree t;
	const struct unit **found_units;

	(void)state;
	open_tree(&t);
	must(&t, merge(&t, "15100", "15101", day(2024, 1, 1)));
	town = of(&t, "15100"), into = of(&t, "15101"), village = of(&t, "15100201");
	assert_true(unit_is_valid(town, day(2023, 12, 31)));
	assert_false(unit_is_valid(town, day(2024, 1, 1)));
	assert_false(unit_is_valid(town, DATE_NONE));
	assert_ptr_equal(unit_on(town, day(2023, 12, 31)), town);
	assert_ptr_equal(unit_on(town, day(2024, 1, 1)), into);
	assert_ptr_equal(unit_parent(village, day(2023, 12, 31)), town);
	assert_ptr_equal(unit_parent(village, day(2024, 1, 1)), into);
	/* both stay what they are: a township and a village */
	assert_int_equal(unit_level(town, DATE_NONE), 1);
	assert_int_equal(unit_level(village, DATE_NONE), 2);
	assert_ptr_equal(unit_at_level(town, 1, DATE_NONE), into);
	assert_ptr_equal(unit_at_level(village, 1, DATE_NONE), into);
	assert_ptr_equal(unit_at_level(village, 2, DATE_NONE), village);
	assert_ptr_equal(unit_at_level(village, 1, day(2023, 12, 31)), town);
	assert_true(unit_is_within(town, into, DATE_NONE));
	assert_true(unit_was_within(village, town));
	assert_false(unit_is_within(village, town, DATE_NONE));
	/* offered for entry until its last day, and not after it */
	assert_int_equal(unit_pick(&t.m->units, "大沁他拉", of(&t, "15"), day(2023, 12, 31),
				 &t.mem, &found_units), 1);
	assert_int_equal(unit_pick(&t.m->units, "大沁他拉", of(&t, "15"), day(2024, 1, 1),
				 &t.mem, &found_units), 0);
	close_tree(&t);
}

static void a_new_unit_begins_beside_the_old_one(void **state)
{
	struct unit_change c = { .kind = CHANGE_SPLIT, .on = day(2024, 7, 1), .into = "15109",
		.name = "新乡" };
	const struct unit *fresh, *village;
	const struct unit **found_units;
	struct tree t;

	(void)state;
	open_tree(&t);
	c.units = list(&t, "15100");
	c.villages = list(&t, "15100202");
	must(&t, c);
	fresh = of(&t, "15109"), village = of(&t, "15100202");
	assert_ptr_equal(unit_parent(fresh, DATE_NONE), of(&t, "15"));
	assert_int_equal(unit_level(fresh, DATE_NONE), 1);
	assert_false(unit_is_valid(fresh, day(2024, 6, 30)));
	assert_true(unit_is_valid(fresh, day(2024, 7, 1)));
	assert_ptr_equal(unit_parent(village, day(2024, 6, 30)), of(&t, "15100"));
	assert_ptr_equal(unit_parent(village, day(2024, 7, 1)), fresh);
	assert_ptr_equal(unit_parent(of(&t, "15100201"), DATE_NONE), of(&t, "15100"));
	/* what the old one owes, the new one owes from its day on */
	assert_int_equal(units_due(&t.m->units, "sample", day(2024, 6, 30), &t.mem,
				 &found_units), 2);
	assert_int_equal(units_due(&t.m->units, "sample", day(2024, 7, 1), &t.mem,
				 &found_units), 3);
	assert_int_equal(unit_pick(&t.m->units, "新乡", NULL, day(2024, 6, 30), &t.mem,
				 &found_units), 0);
	assert_int_equal(unit_pick(&t.m->units, "新乡", NULL, day(2024, 7, 1), &t.mem,
				 &found_units), 1);
	close_tree(&t);
}

static void a_village_that_is_of_the_new_one_already_was_of_the_old(void **state)
{
	struct unit_change c = { .kind = CHANGE_SPLIT, .on = day(2020, 6, 30) };
	struct tree t;

	(void)state;
	open_tree(&t);
	c.units = list(&t, "15101");
	c.into = "15100"; /* declared, with villages of its own, as a list of today has it */
	c.villages = list(&t, "15100201");
	must(&t, c);
	assert_ptr_equal(unit_parent(of(&t, "15100201"), day(2020, 6, 29)), of(&t, "15101"));
	assert_ptr_equal(unit_parent(of(&t, "15100201"), DATE_NONE), of(&t, "15100"));
	assert_ptr_equal(unit_parent(of(&t, "15100202"), day(2020, 6, 29)), of(&t, "15100"));
	assert_false(unit_is_valid(of(&t, "15100"), day(2020, 6, 29)));
	close_tree(&t);
}

static void a_name_is_the_days(void **state)
{
	struct unit_change c = { .kind = CHANGE_RENAME, .on = day(2023, 1, 1), .name = "东明县" };
	struct tree t;

	(void)state;
	open_tree(&t);
	c.units = list(&t, "15101");
	must(&t, c);
	assert_string_equal(unit_name(of(&t, "15101"), day(2022, 12, 31)), "东明镇");
	assert_string_equal(unit_name(of(&t, "15101"), day(2023, 1, 1)), "东明县");
	assert_string_equal(unit_report_name(of(&t, "15101"), DATE_NONE), "东明县");
	assert_string_equal(unit_report_name(of(&t, "15101"), day(2022, 12, 31)), "东明镇");
	/* a name of its own for reports stays */
	c.units = list(&t, "15100");
	c.name = "大沁县";
	must(&t, c);
	assert_string_equal(unit_report_name(of(&t, "15100"), DATE_NONE), "大镇");
	assert_string_equal(unit_report_name(of(&t, "15100"), day(2022, 1, 1)), "大沁他拉镇");
	close_tree(&t);
}

static void what_cannot_be_is_refused_and_nothing_moves(void **state)
{
	struct unit_change c = { .kind = CHANGE_RENAME, .on = day(2024, 1, 1), .name = "东明镇" };
	struct tree t;

	(void)state;
	open_tree(&t);
	refused(&t, merge(&t, "15109", "15101", day(2024, 1, 1)), "no unit with the code");
	refused(&t, merge(&t, "15101", "15109", day(2024, 1, 1)), "no unit with the code");
	refused(&t, merge(&t, "15102", "15101", day(2024, 1, 1)), "ended on 2022-06-30");
	refused(&t, merge(&t, "15101", "15102", day(2024, 1, 1)), "ended on 2022-06-30");
	refused(&t, merge(&t, "15103", "15101", day(2020, 1, 1)), "only from 2020-01-01");
	refused(&t, merge(&t, "15101", "15101", day(2024, 1, 1)), "circle");
	refused(&t, merge(&t, "15", "15101", day(2024, 1, 1)), "circle");
	refused(&t, merge(&t, "15100", "15100201", day(2024, 1, 1)), "circle");
	refused(&t, merge(&t, "15100 15100", "15101", day(2024, 1, 1)), "twice");
	refused(&t, merge(&t, "15100 15999", "15101", day(2024, 1, 1)), "no unit");
	refused(&t, transfer(&t, "15100201", "15100", day(2024, 1, 1)), "below 15100 already");
	refused(&t, transfer(&t, "15100", "15100201", day(2024, 1, 1)), "circle");
	c.units = list(&t, "15101");
	refused(&t, c, "called");
	c = (struct unit_change){ .kind = CHANGE_SPLIT, .on = day(2024, 1, 1), .into = "15109",
		.name = "新乡" };
	c.units = list(&t, "15101");
	c.villages = list(&t, "15100201");
	refused(&t, c, "not below 15101");
	/* a merge that was refused for its second unit has not moved its first */
	assert_true(unit_is_valid(of(&t, "15100"), DATE_NONE));
	assert_int_equal(of(&t, "15100")->parent_count, 1);
	assert_int_equal(of(&t, "15100201")->parent_count, 1);
	assert_false(t.m->units.moves);
	close_tree(&t);
}

static void one_unit_changes_once_a_day(void **state)
{
	struct unit_change c = { .kind = CHANGE_RENAME, .on = day(2024, 1, 1), .name = "甲" };
	struct tree t;

	(void)state;
	open_tree(&t);
	must(&t, transfer(&t, "15100201", "15101", day(2024, 1, 1)));
	refused(&t, transfer(&t, "15100201", "15103", day(2024, 1, 1)), "once a day");
	refused(&t, transfer(&t, "15100201", "15103", day(2023, 1, 1)), "once a day");
	must(&t, transfer(&t, "15100201", "15103", day(2024, 1, 2)));
	c.units = list(&t, "15101");
	must(&t, c);
	c.name = "乙";
	refused(&t, c, "once a day");
	/* a town whose village moved on that day cannot end on it */
	must(&t, transfer(&t, "15100202", "15101", day(2025, 1, 1)));
	refused(&t, merge(&t, "15101", "15103", day(2025, 1, 1)), "once a day");
	close_tree(&t);
}

static void parents_turn_round_when_the_day_allows_it(void **state)
{
	struct tree t;

	(void)state;
	open_tree(&t);
	must(&t, transfer(&t, "15100201", "15", day(2024, 1, 1)));
	must(&t, transfer(&t, "15100", "15100201", day(2024, 1, 2)));
	assert_true(unit_is_within(of(&t, "15100201"), of(&t, "15100"), day(2023, 12, 31)));
	assert_true(unit_is_within(of(&t, "15100"), of(&t, "15100201"), day(2024, 1, 2)));
	close_tree(&t);
}

static void a_record_is_looked_up_on_the_last_day_of_its_period(void **state)
{
	struct tree t;
	struct record *r;
	struct form form;
	const struct season *season;

	(void)state;
	open_tree(&t);
	season = &t.m->calendar.season;
	form = *sample_form(t.m);
	form.period = sample_field(t.m, "when");
	form.as_of = NULL;
	r = record_new(&form, &t.mem);
	r->values[form.period->index] =
		value_period((struct period){ PERIOD_HALF_YEAR, 2023, 1 });
	assert_int_equal(unit_view_day(UNITS_NOW, &form, r->values, season), DATE_NONE);
	assert_int_equal(unit_view_day(UNITS_WAS, &form, r->values, season), day(2023, 6, 30));
	r->values[form.period->index] = value_state_only(VALUE_MISSING);
	assert_int_equal(unit_view_day(UNITS_WAS, &form, r->values, season), DATE_NONE);
	form.period = NULL;
	form.as_of = sample_field(t.m, "on");
	r->values[form.as_of->index] = value_date(day(2022, 3, 4));
	assert_int_equal(unit_view_day(UNITS_WAS, &form, r->values, season), day(2022, 3, 4));
	form.as_of = NULL;
	assert_int_equal(unit_view_day(UNITS_WAS, &form, r->values, season), DATE_NONE);
	close_tree(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_merged_goes_on_with_its_villages),
		cmocka_unit_test(a_new_unit_begins_beside_the_old_one),
		cmocka_unit_test(a_village_that_is_of_the_new_one_already_was_of_the_old),
		cmocka_unit_test(a_name_is_the_days),
		cmocka_unit_test(what_cannot_be_is_refused_and_nothing_moves),
		cmocka_unit_test(one_unit_changes_once_a_day),
		cmocka_unit_test(parents_turn_round_when_the_day_allows_it),
		cmocka_unit_test(a_record_is_looked_up_on_the_last_day_of_its_period),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

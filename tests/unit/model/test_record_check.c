/* test_record_check.c - findings: required fields, types, bounds, rules, rows. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "model/expr.h"
#include "typing.h"

struct checking {
	struct typing t;
	struct record *record;
	struct findings found;
};

static struct checking checking_start(void)
{
	struct checking c = { .t = typing_start() };

	c.record = record_new(sample_form(c.t.model), &c.t.mem);
	return c;
}

static void fill(struct checking *c, const char *field, const char *text)
{
	assert_int_equal(typed(&c->t, field, text), 0);
	*record_value(c->record, field) = c->t.value;
}

static void fill_well(struct checking *c)
{
	fill(c, "when", "2021H1");
	fill(c, "where", "15101");
	fill(c, "area", "12.5");
}

static void check(struct checking *c)
{
	const struct expr_scope scope = { .model = c->t.model, .mem = &c->t.mem };

	assert_int_equal(record_check(c->t.model, c->record, day(2021, 6, 25), &scope, &c->t.mem,
		&c->found, &c->t.err), 0);
}

static struct rule rule_of(struct checking *c, const struct form *form, const struct form *outer,
			   const char *text, enum rule_level level)
{
	const struct expr_options options = { .model = c->t.model, .form = form, .outer = outer,
					      .want = EXPR_BOOL };
	struct rule rule = { .id = "r", .level = level, .say = { "不对", "That is not right." } };

	if (expr_parse(text, &options, &c->t.mem, &rule.holds, &c->t.err) < 0)
		fail_msg("%s", c->t.err.text);
	return rule;
}

static void a_sound_record_has_no_findings(void **state)
{
	struct checking c = checking_start();

	(void)state;
	fill_well(&c);
	check(&c);
	assert_int_equal(c.found.count, 0);
	assert_int_equal(c.found.blocks, 0);
	typing_end(&c.t);
}

static void a_value_from_last_period_waits_to_be_confirmed(void **state)
{
	struct checking c = checking_start();

	(void)state;
	fill_well(&c);
	record_value(c.record, "area")->carried = 1;
	check(&c);
	assert_int_equal(c.found.blocks, 1);
	assert_string_equal(c.found.at[0].field->id, "area");
	assert_string_equal(c.found.at[0].sentence,
		"Area is copied from last period and not confirmed yet; press Enter on it when it is "
		"right, or type the figure.");
	record_value(c.record, "area")->carried = 0;
	check(&c);
	assert_int_equal(c.found.count, 0);
	/* known to be lacking: that too is said anew each period */
	*record_value(c.record, "cost") = value_state_only(VALUE_MISSING);
	record_value(c.record, "cost")->carried = 1;
	check(&c);
	assert_int_equal(c.found.blocks, 1);
	typing_end(&c.t);
}

static void required_fields_are_asked_for(void **state)
{
	struct checking c = checking_start();

	(void)state;
	check(&c);
	assert_int_equal(c.found.count, 3);
	assert_int_equal(c.found.blocks, 3);
	assert_string_equal(c.found.at[0].field->id, "when");
	assert_string_equal(c.found.at[2].sentence,
		"Area is empty; fill it in, or type . if it is not known.");
	fill_well(&c);
	fill(&c, "area", ".");          /* known to be lacking is an answer */
	check(&c);
	assert_int_equal(c.found.count, 0);
	typing_end(&c.t);
}

static void bounds_and_validity_block(void **state)
{
	struct checking c = checking_start();

	(void)state;
	fill_well(&c);
	fill(&c, "area", "-1");
	fill(&c, "kind", "B9");
	check(&c);
	assert_int_equal(c.found.blocks, 2);
	assert_string_equal(c.found.at[0].field->id, "kind");
	assert_null(c.found.at[0].rule);
	assert_string_equal(c.found.at[1].sentence, "Area must be at least 0; check the figure.");
	typing_end(&c.t);
}

static void rules_block_or_warn(void **state)
{
	struct checking c = checking_start();
	struct form *form = c.t.model->forms[0];
	struct rule rules[] = {
		rule_of(&c, form, NULL, "area <= 100", RULE_ERROR),
		rule_of(&c, form, NULL, "heads > 0", RULE_WARN),
	};

	(void)state;
	rules[1].field = &form->fields[4];
	form->rules = rules;
	form->rule_count = 2;
	fill_well(&c);
	check(&c);
	assert_int_equal(c.found.count, 0);     /* heads is missing: passes */
	rules[1].missing_breaks = 1;
	fill(&c, "area", "100.01");
	check(&c);
	assert_int_equal(c.found.count, 2);
	assert_int_equal(c.found.blocks, 1);
	assert_ptr_equal(c.found.at[0].rule, &rules[0]);
	assert_int_equal(c.found.at[1].weight, FINDING_WARNS);
	assert_string_equal(c.found.at[1].field->id, "heads");
	assert_string_equal(c.found.at[1].sentence, "That is not right.");
	typing_end(&c.t);
}

static void rows_are_checked_one_by_one(void **state)
{
	struct checking c = checking_start();
	struct form *form = c.t.model->forms[0];
	struct form *group = (struct form *)(uintptr_t)form->fields[14].group;
	struct rule rule = rule_of(&c, group, form, "much <= this.area", RULE_ERROR);

	(void)state;
	group->rules = &rule;
	group->rule_count = 1;
	fill_well(&c);
	fill(&c, "rows", "S001|5|;S002||no area;S003|13|");
	check(&c);
	assert_int_equal(c.found.count, 2);
	assert_int_equal(c.found.at[0].row, 2);
	assert_string_equal(c.found.at[0].field->id, "much");
	assert_int_equal(c.found.at[1].row, 3);
	assert_ptr_equal(c.found.at[1].rule, &rule);
	typing_end(&c.t);
}

/* The field is asked only if the text is true. */
static void ask_if(struct checking *c, const struct field *field, const struct form *form,
	const struct form *outer, const char *text)
{
	struct rule rule = rule_of(c, form, outer, text, RULE_ERROR);

	((struct field *)(uintptr_t)field)->asked_if = rule.holds;
}

static void a_field_not_asked_is_not_demanded_and_holds_nothing(void **state)
{
	struct checking c = checking_start();
	const struct form *form = c.t.model->forms[0];

	(void)state;
	ask_if(&c, sample_field(c.t.model, "area"), form, NULL, "kind = 'S001'");
	fill_well(&c);
	check(&c);                      /* kind is missing: not asked */
	assert_int_equal(c.found.count, 1);
	assert_int_equal(c.found.blocks, 1);
	assert_ptr_equal(c.found.at[0].field, sample_field(c.t.model, "area"));
	assert_string_equal(c.found.at[0].sentence,
		"Area is not asked here: empty it, or change Kind. Until then the record is "
		"kept and counts nowhere.");
	*record_value(c.record, "area") = value_state_only(VALUE_NONE);
	check(&c);
	assert_int_equal(c.found.count, 0);     /* required, but not asked */
	*record_value(c.record, "area") = value_state_only(VALUE_NOT_APPLICABLE);
	check(&c);
	assert_int_equal(c.found.count, 0);
	*record_value(c.record, "area") = value_state_only(VALUE_NONE);
	*record_value(c.record, "kind") = value_text("S001");
	check(&c);
	assert_true(c.found.count > 0);
	assert_string_equal(c.found.at[c.found.count - 1].sentence,
		"Area is empty; fill it in, or type . if it is not known.");
	typing_end(&c.t);
}

static void a_cell_is_asked_by_its_row_and_the_record(void **state)
{
	struct checking c = checking_start();
	const struct form *form = c.t.model->forms[0];
	const struct form *group = form->fields[14].group;
	const struct field *much = &group->fields[1];

	(void)state;
	ask_if(&c, much, group, form, "this.area > 10 and what = 'S001'");
	fill_well(&c);
	fill(&c, "rows", "S001||;S001|5|;S002||;S002|6|");
	check(&c);
	assert_int_equal(c.found.count, 2);
	assert_int_equal(c.found.at[0].row, 1); /* required and asked */
	assert_int_equal(c.found.at[1].row, 4); /* not asked, and there */
	assert_non_null(strstr(c.found.at[1].sentence, "is not asked here"));
	fill(&c, "area", "10");
	check(&c);
	assert_int_equal(c.found.count, 2);
	assert_int_equal(c.found.at[0].row, 2);
	assert_int_equal(c.found.at[1].row, 4);
	typing_end(&c.t);
}

static void rows_not_asked_are_not_looked_into(void **state)
{
	struct checking c = checking_start();
	const struct form *form = c.t.model->forms[0];

	(void)state;
	ask_if(&c, &form->fields[14], form, NULL, "area > 100");
	fill_well(&c);
	fill(&c, "rows", "S001|5|;S002||");
	check(&c);
	assert_int_equal(c.found.count, 1);
	assert_ptr_equal(c.found.at[0].field, &form->fields[14]);
	assert_int_equal(c.found.at[0].row, 0);
	typing_end(&c.t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_record_has_no_findings),
		cmocka_unit_test(a_value_from_last_period_waits_to_be_confirmed),
		cmocka_unit_test(required_fields_are_asked_for),
		cmocka_unit_test(bounds_and_validity_block),
		cmocka_unit_test(rules_block_or_warn),
		cmocka_unit_test(rows_are_checked_one_by_one),
		cmocka_unit_test(a_field_not_asked_is_not_demanded_and_holds_nothing),
		cmocka_unit_test(a_cell_is_asked_by_its_row_and_the_record),
		cmocka_unit_test(rows_not_asked_are_not_looked_into),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What a reviewer sees first: what is remarkable about a filing, and that nothing is accepted
 * that was not seen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/workflow.h"
#include "unit/work/collecting.h"
#include "work/act.h"
#include "work/review.h"

#define EAST "150525105"
#define WEST "150525103"

static struct collecting c;

static int open_it(void **state)
{
	(void)state;
	collecting_open(&c);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	collecting_close(&c);
	return 0;
}

/* ---- judging, without any ledger ---- */

static struct cycle cycle;
static struct review_row row;
static struct value was[2], is[2];

static void begin_row(void)
{
	static const struct field *figures[2];

	cycle = (struct cycle){ .jump = 50, .figures = { figures, 2 } };
	row = (struct review_row){ .before = was };
	row.now = (struct filing){ .cycle = &cycle,
		.state = STATE_SUBMITTED,
		.due = DUE_IN_TIME,
		.records = 4,
		.cells = 4,
		.given = 4,
		.figures = is };
	for (int i = 0; i < 2; i++)
		was[i] = is[i] = value_number(decimal_of(100));
}

static void figures(int at, int64_t before, int64_t now)
{
	was[at] = value_number(decimal_of(before));
	is[at] = value_number(decimal_of(now));
}

static unsigned marks(void)
{
	review_judge(&row);
	return row.marks;
}

static const char *change(void)
{
	static char text[40];
	struct str out = { 0 };

	review_judge(&row);
	review_change_text(&row, &out);
	assert_true(out.len < sizeof(text));
	strcpy(text, str_text(&out));
	str_release(&out);
	return text;
}

#define ONLY(mark) (1u << (mark))

static void test_what_is_as_it_should_be_is_not_remarkable(void **state)
{
	(void)state;
	begin_row();
	assert_int_equal(marks(), 0);
	/* just below */
	figures(0, 100, 149);
	assert_int_equal(marks(), 0);
	assert_string_equal(change(), "+49%");
	figures(0, 1000, 510);
	assert_int_equal(marks(), 0);
	assert_string_equal(change(), "-49%");
	/* as it is shown, so it is judged */
	figures(0, 1000, 505);
	assert_string_equal(change(), "-50%");
	assert_int_equal(marks(), ONLY(REVIEW_JUMP));
}

static void test_a_figure_far_from_the_last_one_is(void **state)
{
	(void)state;
	begin_row();
	figures(0, 100, 150);
	assert_int_equal(marks(), ONLY(REVIEW_JUMP));
	assert_string_equal(change(), "+50%");
	figures(0, 100, 40);
	assert_string_equal(change(), "-60%");
	assert_int_equal(marks(), ONLY(REVIEW_JUMP));
	/* no jump is asked for */
	cycle.jump = 0;
	assert_int_equal(marks(), 0);
}

static void test_zero_is_said_in_words(void **state)
{
	(void)state;
	begin_row();
	figures(0, 0, 12);
	assert_string_equal(change(), "from 0");
	assert_int_equal(marks(), ONLY(REVIEW_JUMP));
	figures(0, 12, 0);
	assert_string_equal(change(), "to 0");
	assert_int_equal(marks(), ONLY(REVIEW_JUMP));
	figures(0, 0, 0);
	figures(1, 0, 0);
	assert_string_equal(change(), "+0%");
	assert_int_equal(marks(), 0);
}

static void test_without_a_last_period_nothing_is_compared(void **state)
{
	(void)state;
	begin_row();
	was[0] = was[1] = value_state_only(VALUE_NONE);
	assert_string_equal(change(), "none before");
	assert_int_equal(marks(), 0);
	is[0] = is[1] = value_state_only(VALUE_MISSING);
	assert_string_equal(change(), "");
	assert_int_equal(marks(), 0);
}

static void test_of_many_figures_the_one_that_changed_most(void **state)
{
	(void)state;
	begin_row();
	figures(0, 100, 130);
	figures(1, 100, 20);
	assert_string_equal(change(), "-80%");
	assert_int_equal(row.figure, 1);
	figures(0, 0, 1);
	assert_string_equal(change(), "from 0");
	assert_int_equal(row.figure, 0);
}

static void test_what_is_missing_late_or_warned_about_is(void **state)
{
	(void)state;
	begin_row();
	row.now.given = 3;
	assert_int_equal(marks(), ONLY(REVIEW_MISSING));
	row.now.due = DUE_LATE;
	assert_int_equal(marks(), ONLY(REVIEW_MISSING) | ONLY(REVIEW_LATE));
	begin_row();
	row.warned = 2;
	assert_int_equal(marks(), ONLY(REVIEW_WARNED));
	row.broken = 1;
	assert_int_equal(marks(), ONLY(REVIEW_WARNED) | ONLY(REVIEW_BROKEN));
	begin_row();
	row.held_up = 1;
	assert_int_equal(marks(), ONLY(REVIEW_RETURNED));
}

/* A unit that filed nothing has no figures to wonder at. */
static void test_who_filed_nothing_is_that_and_no_more(void **state)
{
	(void)state;
	begin_row();
	row.now.state = STATE_NEW;
	row.now.due = DUE_OVERDUE;
	row.now.given = 0;
	figures(0, 100, 0);
	assert_int_equal(marks(), ONLY(REVIEW_OVERDUE));
	row.now.due = DUE_OPEN;
	assert_int_equal(marks(), ONLY(REVIEW_NOT_FILED));
}

/* ---- read from the ledgers ---- */

static struct review_row *rows;
static size_t count;

static void read_it(struct dataset *data)
{
	struct err err = { 0 };

	if (review_read(data, c.cycle, c.period, &c.o.mem, &rows, &count, &err) < 0)
		fail_msg("%s", err.text);
}

static struct review_row *row_of(const char *unit)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].now.unit->code, unit) == 0)
			return &rows[i];
	fail_msg("%s is not there", unit);
	return NULL;
}

static size_t place_of(const char *unit)
{
	return (size_t)(row_of(unit) - rows);
}

static const char *remarks(const char *unit)
{
	struct str out = { 0 };

	review_remarks(c.o.model, row_of(unit), &out);
	return str_keep(&out, &c.o.mem);
}

static const char *state_now(const char *unit)
{
	struct str out = { 0 };

	review_state_text(c.o.model, row_of(unit), &out);
	return str_keep(&out, &c.o.mem);
}

static void must_file(struct dataset *data, const char *unit, int nil)
{
	if (file_it(&c, data, unit, nil) != DATA_OK)
		fail_msg("filing %s: %s%s", unit, c.err.text,
			c.result.sentence ? c.result.sentence : "");
}

static void test_exceptions_come_first_then_what_is_clean(void **state)
{
	size_t quiet = 0;

	(void)state;
	enter(&c, c.bao, EAST, "S001", "12.5", 0);
	must_file(c.bao, EAST, 0);
	office_now(&c.o, "2027-06-28T09:00");
	must_file(c.o.owner, WEST, 1);
	read_it(c.zhang);
	assert_true(count > 10);
	/* all who filed nothing, who is late, who is clean */
	for (size_t i = 0; i < count; i++)
		quiet += rows[i].now.state == STATE_NEW;
	assert_int_equal(quiet, count - 2);
	assert_int_equal(place_of(WEST), count - 2);
	assert_int_equal(place_of(EAST), count - 1);
	assert_string_equal(remarks(EAST), "");
	assert_string_equal(remarks(WEST), "3 days late; nil report");
	assert_string_equal(remarks(rows[0].now.unit->code), "3 days overdue");
	assert_string_equal(state_now(rows[0].now.unit->code), "overdue");
	assert_string_equal(state_now(EAST), "submitted");
	/* among themselves as in reports */
	assert_true(rows[0].now.unit->report_order < rows[1].now.unit->report_order);
	/* who has one unit in sight reviews one */
	read_it(c.chen);
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].now.unit->code, EAST);
}

static void test_lines_are_named_as_they_were_seen(void **state)
{
	struct act_order order = { .action = "confirm" };
	struct act_done done = { 0 };
	struct record *line;
	struct save_options options = { 0 };
	struct save_result result;
	struct err err = { 0 };
	struct review_row *seen;
	uint64_t id;
	int got;

	(void)state;
	id = enter(&c, c.bao, EAST, "S001", "12.5", 0);
	must_file(c.bao, EAST, 0);
	read_it(c.chen);
	seen = row_of(EAST);
	assert_int_equal(seen->seen_count, 1);
	assert_int_equal(seen->seen[0][0], id);
	order.seen = (const uint64_t(*)[2])seen->seen;
	order.seen_count = seen->seen_count;
	/* the clerk changes a line under the leader's eyes */
	line = office_get(c.bao, &c.o, "planting", id);
	if (field_parse(c.o.model, form_field(line->form, "area"), "99", &c.o.mem,
		    record_value(line, "area"), &err) < 0 ||
		data_save(c.bao, line, &options, &c.o.mem, &result, &err) != DATA_OK)
		fail_msg("%s", err.text);
	got = work_act(c.chen, seen->now.record->form, seen->now.record->id,
		seen->now.record->revision, &order, &c.o.mem, &done, &err);
	assert_int_equal(got, DATA_CONFLICT);
	read_it(c.chen);
	assert_string_equal(state_now(EAST), "submitted");
	/* seen again, it is confirmed, its line with it */
	seen = row_of(EAST);
	order.seen = (const uint64_t(*)[2])seen->seen;
	got = work_act(c.chen, seen->now.record->form, seen->now.record->id,
		seen->now.record->revision, &order, &c.o.mem, &done, &err);
	if (got != DATA_OK)
		fail_msg("%d %s%s", got, err.text, done.result.sentence);
	assert_int_equal(done.also, 1);
	read_it(c.chen);
	assert_string_equal(state_now(EAST), "confirmed");
}

static void test_a_jump_is_told_with_its_figure(void **state)
{
	(void)state;
	enter(&c, c.bao, EAST, "S001", "30", 0);
	must_file(c.bao, EAST, 0);
	office_put(&c.o, "planting",
		"{\"period\":\"2026H2\",\"unit\":\"" EAST "\",\"species\":\"S001\","
		"\"area\":\"12\",\"as_of\":\"2026-12-20\"}\n");
	read_it(c.zhang);
	assert_string_equal(remarks(EAST), "far from the last period");
	assert_int_equal(row_of(EAST)->percent, 150);
	assert_int_equal(row_of(EAST)->marks, ONLY(REVIEW_JUMP));
}

/* A line as the clerk may leave it: without its figure, or with a warning accepted. */
static uint64_t leave_line(const char *species, const char *area, const char *reason)
{
	struct record *line = record_new(model_form(c.o.model, "planting"), &c.o.mem);
	struct save_options options = { .flags = reason ? SAVE_ACCEPT_WARNINGS : SAVE_KEEP };
	const char *const typed[][2] = { { "period", "2027H1" }, { "unit", EAST },
		{ "species", species }, { "area", area }, { "as_of", "2027-06-20" } };
	struct save_result result = { 0 };
	struct err err = { 0 };

	for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++)
		if (field_parse(c.o.model, form_field(line->form, typed[i][0]), typed[i][1],
			    &c.o.mem, record_value(line, typed[i][0]), &err) < 0)
			fail_msg("%s", err.text);
	line->warn_reason = reason;
	if (data_save(c.bao, line, &options, &c.o.mem, &result, &err) != DATA_OK)
		fail_msg("%s%s", err.text, result.sentence ? result.sentence : "");
	return result.id;
}

static void test_broken_rules_and_accepted_warnings_are_counted(void **state)
{
	uint64_t warned;

	(void)state;
	enter(&c, c.bao, EAST, "S001", "12.5", 0);
	warned = leave_line("S002", "999999", "measured twice");
	must_file(c.bao, EAST, 0);
	read_it(c.zhang);
	assert_int_equal(row_of(EAST)->warned, 1);
	assert_int_equal(row_of(EAST)->look_at, warned);
	assert_string_equal(remarks(EAST), "1 warning accepted");
	/* typed after it was filed, and not right yet */
	leave_line("S003", "", NULL);
	read_it(c.zhang);
	assert_int_equal(row_of(EAST)->broken, 1);
	assert_string_equal(remarks(EAST),
		"1 line breaks rules; 1 warning accepted; 1 of 3 cells missing");
}

static void test_a_line_leads_to_its_filing(void **state)
{
	const struct cycle *found;
	struct record *line, *filing;
	struct err err = { 0 };
	uint64_t id = enter(&c, c.bao, EAST, "S001", "12.5", 0);

	(void)state;
	line = office_get(c.bao, &c.o, "planting", id);
	assert_int_equal(
		review_filing_of(c.bao, line, &c.o.mem, &found, &filing, &err), DATA_NONE);
	must_file(c.bao, EAST, 0);
	assert_int_equal(
		review_filing_of(c.bao, line, &c.o.mem, &found, &filing, &err), DATA_OK);
	assert_string_equal(found->id, "planting");
	assert_int_equal(filing->id, filing_now(&c, EAST).record->id);
}

#define ON_LEDGERS(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_as_it_should_be_is_not_remarkable),
		cmocka_unit_test(test_a_figure_far_from_the_last_one_is),
		cmocka_unit_test(test_zero_is_said_in_words),
		cmocka_unit_test(test_without_a_last_period_nothing_is_compared),
		cmocka_unit_test(test_of_many_figures_the_one_that_changed_most),
		cmocka_unit_test(test_what_is_missing_late_or_warned_about_is),
		cmocka_unit_test(test_who_filed_nothing_is_that_and_no_more),
		ON_LEDGERS(test_exceptions_come_first_then_what_is_clean),
		ON_LEDGERS(test_lines_are_named_as_they_were_seen),
		ON_LEDGERS(test_a_jump_is_told_with_its_figure),
		ON_LEDGERS(test_broken_rules_and_accepted_warnings_are_counted),
		ON_LEDGERS(test_a_line_leads_to_its_filing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

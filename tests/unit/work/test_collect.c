/*
 * What units filed: in time, late, nil, returned; how complete it is; what stands in the way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "data/query.h"
#include "model/form.h"
#include "model/kept.h"
#include "unit/work/collecting.h"
#include "work/act.h"

#define EAST "150525105"
#define WEST "150525103"
#define STREET "150525401" /* owes nothing */

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

static void must_file(struct dataset *data, const char *unit, int nil)
{
	int got = file_it(&c, data, unit, nil);

	if (got != DATA_OK)
		fail_msg("filing %s gave %d: %s%s", unit, got, c.err.text,
			c.result.sentence ? c.result.sentence : "");
}

static void must_refuse(struct dataset *data, const char *unit, int nil, const char *said)
{
	int got = file_it(&c, data, unit, nil);

	if (got == DATA_OK)
		fail_msg("%s was filed", unit);
	assert_non_null(c.result.sentence);
	if (!strstr(c.result.sentence, said))
		fail_msg("not \"%s\" but: %s", said, c.result.sentence);
}

static const char *text_now(const char *unit)
{
	struct filing f = filing_now(&c, unit);
	struct str text = { 0 };

	filing_text(c.o.model, &f, c.o.today, &text);
	return str_keep(&text, &c.o.mem);
}

static uint64_t filings_kept(void)
{
	struct query query = { .form = kept_form(c.o.model, KEPT_FILING) };
	struct err err = { 0 };
	uint64_t count;

	assert_int_equal(query_count(c.o.owner, &query, &count, &err), 0);
	return count;
}

/* ---- in time, late, never ---- */

static void what_is_filed_by_the_day_is_in_time(void **state)
{
	struct filing f;

	(void)state;
	f = filing_now(&c, EAST);
	assert_int_equal(f.due, DUE_OPEN);
	assert_int_equal(f.state, STATE_NEW);
	assert_string_equal(filing_sign(&f), ".");
	assert_string_equal(text_now(EAST), "due in 5 days (5 working days)");
	enter(&c, c.bao, EAST, "S001", "12.5", 0);
	must_file(c.bao, EAST, 0);
	f = filing_now(&c, EAST);
	assert_int_equal(f.due, DUE_IN_TIME);
	assert_int_equal(f.state, STATE_SUBMITTED);
	assert_int_equal(f.filed, date_of(2027, 6, 20));
	assert_string_equal(filing_sign(&f), "*");
	assert_string_equal(text_now(EAST), "submitted");
	assert_int_equal(c.result.state, STATE_SUBMITTED);
	office_now(&c.o, "2027-09-01T09:00");
	assert_int_equal(filing_now(&c, EAST).due, DUE_IN_TIME);
}

static void what_is_filed_after_it_is_late(void **state)
{
	struct filing f;

	(void)state;
	enter(&c, c.bao, EAST, "S001", "12.5", 0);
	office_now(&c.o, "2027-06-25T23:59");
	assert_int_equal(filing_now(&c, EAST).due, DUE_OPEN);
	assert_string_equal(text_now(EAST), "due today");
	office_now(&c.o, "2027-06-28T09:00");
	f = filing_now(&c, EAST);
	assert_int_equal(f.due, DUE_OVERDUE);
	assert_string_equal(filing_sign(&f), "!");
	assert_string_equal(text_now(EAST), "not filed, 3 days overdue");
	must_file(c.bao, EAST, 0);
	f = filing_now(&c, EAST);
	assert_int_equal(f.due, DUE_LATE);
	assert_string_equal(filing_sign(&f), "~");
	assert_string_equal(text_now(EAST), "late (2027-06-28), submitted");
	/* the other never files */
	assert_int_equal(filing_now(&c, WEST).due, DUE_OVERDUE);
	assert_int_equal(filings_kept(), 1);
}

static void days_of_grace_are_in_time(void **state)
{
	(void)state;
	c.cycle->grace = 3;
	enter(&c, c.bao, EAST, "S001", "1", 0);
	office_now(&c.o, "2027-06-28T09:00");
	assert_int_equal(filing_now(&c, EAST).due, DUE_OPEN);
	assert_string_equal(text_now(EAST), "3 days past the due day, still in time");
	must_file(c.bao, EAST, 0);
	assert_int_equal(filing_now(&c, EAST).due, DUE_IN_TIME);
	office_now(&c.o, "2027-06-29T09:00");
	assert_int_equal(filing_now(&c, WEST).due, DUE_OVERDUE);
}

static void entry_begins_and_ends(void **state)
{
	struct file_order order = { 0 };
	struct period next = { PERIOD_HALF_YEAR, 2027, 2 };
	struct save_result result;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(file_period(c.bao, c.cycle, unit_of(&c, EAST), next, &order, &c.o.mem,
				 &result, &err),
		DATA_FINDINGS);
	assert_non_null(strstr(result.sentence, "opens on 2027-07-01"));
	enter(&c, c.bao, EAST, "S001", "1", 0);
	office_now(&c.o, "2027-07-25T09:00");
	assert_int_equal(filing_now(&c, EAST).lock_day, c.o.today);
	office_now(&c.o, "2027-07-26T09:00");
	must_refuse(c.bao, EAST, 0, "entry ended on 2027-07-25");
	assert_int_equal(filings_kept(), 0);
}

static void an_unlock_is_for_its_unit_and_ends(void **state)
{
	(void)state;
	office_now(&c.o, "2027-07-26T09:00");
	unlock_it(&c, EAST, c.o.today + 5);
	assert_int_equal(filing_now(&c, EAST).lock_day, c.o.today + 5);
	assert_int_equal(filing_now(&c, WEST).lock_day, c.o.today - 1);
	must_refuse(c.zhang, WEST, 1, "entry ended on 2027-07-25");
	office_now(&c.o, "2027-07-31T23:00");
	must_file(c.bao, EAST, 1);
	assert_int_equal(filing_now(&c, EAST).due, DUE_LATE);
	act_on(&c, c.zhang, EAST, "return", "look again");
	office_now(&c.o, "2027-08-01T00:30");
	must_refuse(c.bao, EAST, 1, "entry ended on 2027-07-25");
}

/* ---- returned and filed again ---- */

static void filed_again_keeps_the_first_day(void **state)
{
	struct filing f;

	(void)state;
	enter(&c, c.bao, EAST, "S001", "12.5", 0);
	must_file(c.bao, EAST, 0);
	act_on(&c, c.zhang, EAST, "return", "look again");
	f = filing_now(&c, EAST);
	assert_int_equal(f.returned, 1);
	assert_int_equal(f.rounds, 1);
	assert_int_equal(f.kept, 1);
	assert_string_equal(filing_sign(&f), "<");
	assert_string_equal(text_now(EAST), "returned (round 1)");
	office_now(&c.o, "2027-07-02T09:00");
	must_file(c.bao, EAST, 0);
	f = filing_now(&c, EAST);
	assert_int_equal(f.due, DUE_IN_TIME);
	assert_int_equal(f.filed, date_of(2027, 6, 20));
	assert_int_equal(f.rounds, 1);
	assert_int_equal(f.kept, 0);
	assert_int_equal(f.state, STATE_SUBMITTED);
	assert_int_equal(filings_kept(), 1);
}

static void late_stays_late(void **state)
{
	(void)state;
	enter(&c, c.bao, EAST, "S001", "12.5", 0);
	office_now(&c.o, "2027-06-27T09:00");
	must_file(c.bao, EAST, 0);
	act_on(&c, c.zhang, EAST, "return", "look again");
	/* nor does the clock of a demonstration, moved back, make it better */
	office_now(&c.o, "2027-06-21T09:00");
	must_file(c.bao, EAST, 0);
	assert_int_equal(filing_now(&c, EAST).due, DUE_LATE);
	assert_int_equal(filing_now(&c, EAST).filed, date_of(2027, 6, 27));
}

static void what_is_filed_already_is_told_with_by_whom(void **state)
{
	(void)state;
	enter(&c, c.bao, EAST, "S001", "12.5", 0);
	must_file(c.bao, EAST, 0);
	assert_int_equal(file_it(&c, c.zhang, EAST, 0), DATA_DUPLICATE);
	assert_non_null(strstr(c.result.sentence, "by Bao on 2027-06-20 09:00"));
	assert_int_equal(file_it(&c, c.bao, EAST, 1), DATA_DUPLICATE);
	act_on(&c, c.chen, EAST, "confirm", NULL);
	assert_int_equal(file_it(&c, c.bao, EAST, 0), DATA_DUPLICATE);
	assert_non_null(strstr(c.result.sentence, "confirmed now"));
	assert_int_equal(filings_kept(), 1);
}

/* ---- how complete ---- */

static void an_empty_form_does_not_count(void **state)
{
	struct filing f = filing_now(&c, EAST);

	(void)state;
	assert_int_equal(filing_percent(&f), 0);
	must_refuse(c.bao, EAST, 0, "nothing has been entered");
	assert_int_equal(filings_kept(), 0);
}

static void what_is_missing_is_named(void **state)
{
	static const char *const species[] = { "S001", "S002", "S003", "S004", "S005", "S006",
		"S007" };
	struct filing f;

	(void)state;
	for (size_t i = 0; i < 7; i++)
		enter(&c, c.bao, EAST, species[i], i ? "." : "3", i == 6);
	f = filing_now(&c, EAST);
	assert_int_equal(f.records, 7);
	assert_int_equal(f.cells, 7);
	assert_int_equal(f.given, 1);
	assert_int_equal(f.kept, 1);
	assert_int_equal(filing_percent(&f), 14);
	must_refuse(c.bao, EAST, 0, "New area");
	assert_non_null(strstr(c.result.sentence, "(1 of 7)"));
	assert_non_null(strstr(c.result.sentence, "and 1 more"));
	/* one of two hundred is not 100 % */
	f.cells = 200;
	f.given = 199;
	assert_int_equal(filing_percent(&f), 99);
	f.given = 201;
	assert_int_equal(filing_percent(&f), 100);
}

static void not_applicable_and_zero_are_answers(void **state)
{
	struct filing f;

	(void)state;
	enter(&c, c.bao, EAST, "S001", "0", 0);
	enter(&c, c.bao, EAST, "S002", "/", 0);
	f = filing_now(&c, EAST);
	assert_int_equal(filing_percent(&f), 100);
	must_file(c.bao, EAST, 0);
}

static void saved_lines_are_submitted_with_it(void **state)
{
	uint64_t saved = enter(&c, c.bao, EAST "200", "S001", "30.25", 1);
	uint64_t done = enter(&c, c.bao, EAST "201", "S001", "12", 0);
	struct revision_list history;
	struct filing f;

	(void)state;
	f = filing_now(&c, EAST);
	assert_int_equal(f.records, 2);
	assert_int_equal(f.kept, 1);
	must_file(c.bao, EAST, 0);
	f = filing_now(&c, EAST);
	assert_int_equal(f.kept, 0);
	assert_int_equal(f.figures[0].state, VALUE_GIVEN);
	assert_int_equal(decimal_compare(f.figures[0].number, (struct decimal){ 4225, 2 }), 0);
	assert_int_equal(
		office_get(c.o.owner, &c.o, "planting", saved)->state, STATE_SUBMITTED);
	/* what was submitted is not touched */
	assert_int_equal(office_get(c.o.owner, &c.o, "planting", done)->revision, 1);
	assert_int_equal(data_history(c.o.owner, model_form(c.o.model, "planting"), saved,
				 &c.o.mem, &history, &c.err),
		0);
	assert_string_equal(history.at[1].action, "submit");
}

static void a_broken_line_keeps_all_back(void **state)
{
	struct record *record;
	struct save_options keep = { .flags = SAVE_KEEP };
	struct save_result result;
	uint64_t id = enter(&c, c.bao, EAST, "S001", "30.25", 1);

	(void)state;
	record = office_get(c.bao, &c.o, "planting", id);
	*record_value(record, "as_of") = value_date(date_of(2026, 6, 20));
	assert_int_equal(data_save(c.bao, record, &keep, &c.o.mem, &result, &c.err), DATA_OK);
	must_refuse(c.bao, EAST, 0, "The cut-off date is not inside the period");
	assert_int_equal(filings_kept(), 0);
	assert_int_equal(office_get(c.o.owner, &c.o, "planting", id)->state, STATE_SAVED);
}

/* ---- nil ---- */

static void nil_is_said_with_a_zero_record(void **state)
{
	struct filing f;
	struct record **records;
	size_t count;

	(void)state;
	must_file(c.bao, EAST, 1);
	f = filing_now(&c, EAST);
	assert_int_equal(f.nil, 1);
	assert_int_equal(f.records, 1);
	assert_int_equal(filing_percent(&f), 100);
	assert_string_equal(filing_sign(&f), "0");
	assert_string_equal(text_now(EAST), "nil report, submitted");
	assert_int_equal(filing_records(c.bao, &f, &c.o.mem, &records, &count, &c.err), 0);
	assert_int_equal(count, 1);
	assert_int_equal(records[0]->state, STATE_SUBMITTED);
	assert_int_equal(record_value(records[0], "area")->number.unscaled, 0);
	assert_int_equal(record_value(records[0], "as_of")->date, date_of(2027, 6, 20));
	/* returned and filed as nil again: the same record */
	act_on(&c, c.zhang, EAST, "return", "are you sure");
	f = filing_now(&c, EAST);
	assert_int_equal(f.returned, 1);
	must_file(c.bao, EAST, 1);
	assert_int_equal(filing_now(&c, EAST).records, 1);
	assert_int_equal(filing_now(&c, EAST).nil, 1);
}

/* Something was entered after all: nobody confirms that there is nothing. */
static void nil_is_not_confirmed_over_something(void **state)
{
	struct act_order order = { .action = "confirm" };
	struct act_done done;
	const struct record *filing;
	struct filing f;
	struct record **records;
	size_t count;

	(void)state;
	must_file(c.bao, EAST, 1);
	f = filing_now(&c, EAST);
	filing = f.record;
	assert_int_equal(filing_records(c.bao, &f, &c.o.mem, &records, &count, &c.err), 0);
	assert_int_equal(office_touch(&c.o, c.bao, "planting", records[0]->id, "area", "5",
				 &c.err),
		0);
	assert_int_equal(work_act(c.chen, filing->form, filing->id, 0, &order, &c.o.mem, &done,
				 &c.err),
		DATA_FINDINGS);
	assert_non_null(strstr(done.result.sentence, "filed as nil"));
	act_on(&c, c.chen, EAST, "return", "there is something");
	must_file(c.bao, EAST, 0);
	act_on(&c, c.chen, EAST, "confirm", NULL);
	assert_int_equal(filing_now(&c, EAST).nil, 0);
}

static void nil_is_not_said_where_there_is_something(void **state)
{
	(void)state;
	enter(&c, c.bao, EAST, "S001", "1", 1);
	must_refuse(c.bao, EAST, 1, "is not nil");
	c.cycle->nil_count = 0;
	must_refuse(c.zhang, WEST, 1, "cannot be a nil report");
}

static void a_late_nil_is_as_of_the_due_day(void **state)
{
	struct record **records;
	struct filing f;
	size_t count;

	(void)state;
	office_now(&c.o, "2027-07-03T09:00");
	must_file(c.bao, EAST, 1);
	f = filing_now(&c, EAST);
	assert_int_equal(filing_records(c.bao, &f, &c.o.mem, &records, &count, &c.err), 0);
	assert_int_equal(record_value(records[0], "as_of")->date, date_of(2027, 6, 25));
	assert_string_equal(filing_sign(&f), "~");
}

/* ---- one record for each code ---- */

static void each_code_is_asked_once(void **state)
{
	const struct form *form = model_form(c.o.model, "planting");
	struct filing f;
	size_t codes;

	(void)state;
	c.cycle->each = form_field(form, "land");
	codes = c.cycle->each->list->count;
	f = filing_now(&c, EAST);
	assert_int_equal(f.cells, codes);
	assert_int_equal(filing_percent(&f), 0);
	enter(&c, c.bao, EAST, "S001", "1", 0); /* of no land type */
	assert_int_equal(filing_now(&c, EAST).given, 0);
	must_refuse(c.bao, EAST, 0, "and ");
}

/* ---- who owes, who sees ---- */

static void units_that_owe_nothing_are_not_there(void **state)
{
	struct unit *ended = (struct unit *)unit_of(&c, WEST);
	struct filing *filings;
	struct filing f;
	size_t count;

	(void)state;
	assert_int_equal(filing_of(c.zhang, c.cycle, unit_of(&c, STREET), c.period, &c.o.mem,
				 &f, &c.err),
		DATA_NONE);
	assert_int_equal(file_it(&c, c.zhang, STREET, 1), -1);
	assert_int_equal(c.err.code, ERR_NOT_FOUND);
	err_clear(&c.err);
	assert_int_equal(
		filings_of(c.zhang, c.cycle, c.period, &c.o.mem, &filings, &count, &c.err), 0);
	assert_int_equal(count, 16);
	/* a unit that ended before the period */
	ended->valid_to = date_of(2026, 12, 31);
	assert_int_equal(
		filings_of(c.zhang, c.cycle, c.period, &c.o.mem, &filings, &count, &c.err), 0);
	assert_int_equal(count, 15);
	assert_int_equal(file_it(&c, c.zhang, WEST, 1), -1);
	/* and before the cycle began nobody owed anything */
	assert_int_equal(
		filings_of(c.zhang, c.cycle, (struct period){ PERIOD_HALF_YEAR, 2026, 2 },
			&c.o.mem, &filings, &count, &c.err),
		0);
	assert_int_equal(count, 0);
}

static void a_clerk_has_his_own_unit_alone(void **state)
{
	struct filing *filings;
	size_t count;

	(void)state;
	enter(&c, c.zhang, WEST, "S001", "77", 0);
	assert_int_equal(
		filings_of(c.bao, c.cycle, c.period, &c.o.mem, &filings, &count, &c.err), 0);
	assert_int_equal(count, 1);
	assert_string_equal(filings[0].unit->code, EAST);
	assert_int_equal(filings[0].records, 0);
	assert_int_equal(file_it(&c, c.bao, WEST, 0), -1);
	assert_int_equal(c.err.code, ERR_NOT_FOUND);
	/* the leader sees it and may not file it */
	enter(&c, c.bao, EAST, "S001", "1", 0);
	assert_int_equal(file_it(&c, c.chen, EAST, 0), -1);
	assert_int_equal(c.err.code, ERR_DENIED);
	assert_int_equal(filings_kept(), 0);
}

static void who_telephoned_is_kept(void **state)
{
	struct file_order order = { .entered_for = "Liu" };
	struct revision_list history;
	const char *whose;
	struct filing f;

	(void)state;
	enter(&c, c.zhang, WEST, "S001", "77", 1);
	assert_int_equal(file_period(c.zhang, c.cycle, unit_of(&c, WEST), c.period, &order,
				 &c.o.mem, &c.result, &c.err),
		DATA_OK);
	f = filing_now(&c, WEST);
	assert_int_equal(data_entered_for(c.o.owner, f.record, &c.o.mem, &whose, &c.err), 0);
	assert_non_null(strstr(whose, "(Liu)"));
	assert_int_equal(data_history(c.o.owner, f.record->form, f.record->id, &c.o.mem,
				 &history, &c.err),
		0);
	assert_string_equal(history.at[0].user_name, "Zhang");
	/* and who typed it for them does not accept it */
	assert_int_equal(file_it(&c, c.zhang, WEST, 0), DATA_DUPLICATE);
}

static void a_dry_run_writes_nothing(void **state)
{
	struct file_order order = { .dry_run = 1 };

	(void)state;
	enter(&c, c.bao, EAST, "S001", "1", 1);
	assert_int_equal(file_period(c.bao, c.cycle, unit_of(&c, EAST), c.period, &order,
				 &c.o.mem, &c.result, &c.err),
		DATA_OK);
	assert_int_equal(filings_kept(), 0);
	assert_int_equal(filing_now(&c, EAST).kept, 1);
}

static void signs_are_one_column_and_explained(void **state)
{
	struct str legend = { 0 };
	struct filing f = filing_now(&c, EAST);

	(void)state;
	filing_legend(&legend);
	assert_int_equal(strlen(filing_sign(&f)), 1);
	assert_non_null(strstr(str_text(&legend), filing_sign(&f)));
	assert_non_null(strstr(str_text(&legend), "! overdue"));
	str_release(&legend);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_filed_by_the_day_is_in_time),
		TEST(what_is_filed_after_it_is_late),
		TEST(days_of_grace_are_in_time),
		TEST(entry_begins_and_ends),
		TEST(an_unlock_is_for_its_unit_and_ends),
		TEST(filed_again_keeps_the_first_day),
		TEST(late_stays_late),
		TEST(what_is_filed_already_is_told_with_by_whom),
		TEST(an_empty_form_does_not_count),
		TEST(what_is_missing_is_named),
		TEST(not_applicable_and_zero_are_answers),
		TEST(saved_lines_are_submitted_with_it),
		TEST(a_broken_line_keeps_all_back),
		TEST(nil_is_said_with_a_zero_record),
		TEST(nil_is_not_confirmed_over_something),
		TEST(nil_is_not_confirmed_over_something),
		TEST(nil_is_not_said_where_there_is_something),
		TEST(a_late_nil_is_as_of_the_due_day),
		TEST(each_code_is_asked_once),
		TEST(units_that_owe_nothing_are_not_there),
		TEST(a_clerk_has_his_own_unit_alone),
		TEST(who_telephoned_is_kept),
		TEST(a_dry_run_writes_nothing),
		TEST(signs_are_one_column_and_explained),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Corrections: numbered without gaps, of closed periods alone, carried out whole or not at all,
 * and who is told that he printed the old figure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "data/printed.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/workflow.h"
#include "unit/work/collecting.h"
#include "work/act.h"
#include "work/close.h"
#include "work/correct.h"

#define EAST "150525105"

static struct collecting c;
static struct dataset *sun, *li; /* head of section, director */
static const char *one[] = { EAST, NULL };
static uint64_t line, twin;
static struct correct_done proposed;
static struct act_done done;

/* The east has filed 878 and 5, all of it accepted; the period is closed. */
static int open_it(void **state)
{
	struct save_result result;

	(void)state;
	collecting_open(&c);
	c.cycle->units = one;
	office_put(&c.o, "user",
		"{\"login\":\"sun\",\"name\":\"Sun\"}\n{\"login\":\"li\",\"name\":\"Li\"}\n");
	office_put(&c.o, "post",
		"{\"unit\":\"U17\",\"name\":\"head\",\"role\":\"KS\",\"holders\":[{\"user\":\"sun\",\"from\":\"2021-01-01\"}]}\n"
		"{\"unit\":\"U17\",\"name\":\"director\",\"role\":\"ZR\",\"holders\":[{\"user\":\"li\",\"from\":\"2021-01-01\"}]}\n");
	sun = office_enter(&c.o, "sun");
	li = office_enter(&c.o, "li");
	line = enter(&c, c.bao, EAST, "S001", "878", 0);
	twin = enter(&c, c.bao, EAST, "S002", "5", 0);
	assert_int_equal(file_it(&c, c.bao, EAST, 0), DATA_OK);
	act_on(&c, c.chen, EAST, "confirm", NULL);
	act_on(&c, c.zhang, EAST, "accept", NULL);
	assert_int_equal(close_period(sun, c.cycle, c.period, &(struct close_order){ 0 },
				 &c.o.mem, &result, &c.err),
		DATA_OK);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	dataset_close(&sun);
	dataset_close(&li);
	collecting_close(&c);
	return 0;
}

static int propose(
	struct dataset *data, uint64_t id, const char *field, const char *value, int dry_run)
{
	struct correct_order order = { .form = model_form(c.o.model, "planting"),
		.record = id,
		.field = field,
		.value = value,
		.reason = "added up wrongly",
		.dry_run = dry_run };

	err_clear(&c.err);
	return correct_propose(data, &order, &c.o.mem, &proposed, &c.err);
}

static const char *said(void)
{
	return proposed.result.sentence ? proposed.result.sentence : c.err.text;
}

static int decide(struct dataset *data, const char *action)
{
	struct act_order order = { .action = action, .reason = "seen" };

	err_clear(&c.err);
	return work_act(data, kept_form(c.o.model, KEPT_CORRECTION), proposed.result.id, 0,
		&order, &c.o.mem, &done, &c.err);
}

static struct record *get(const char *form, uint64_t id)
{
	return office_get(c.o.owner, &c.o, form, id);
}

static const char *text(struct record *record, const char *field)
{
	struct str out = { 0 };

	field_format(
		c.o.model, form_field(record->form, field), record_value(record, field), &out);
	return str_keep(&out, &c.o.mem);
}

static const char *state_of(const char *form, uint64_t id)
{
	return state_id(c.o.model, get(form, id)->state);
}

static void carried_out_whole(void **state)
{
	struct revision_list history;
	const struct revision *last;

	(void)state;
	assert_int_equal(propose(c.zhang, line, "area", "873", 0), DATA_OK);
	assert_string_equal(proposed.number, "2027-1");
	assert_string_equal(proposed.old_text, "878");
	assert_string_equal(proposed.new_text, "873");
	assert_string_equal(text(get("planting", line), "area"), "878");
	assert_int_equal(decide(li, "approve"), DATA_OK);
	assert_int_equal(done.also, 2);
	assert_string_equal(text(get("planting", line), "area"), "873");
	assert_string_equal(state_of("planting", line), "corrected");
	assert_string_equal(state_of("planting", twin), "accepted");
	assert_string_equal(state_of("correction", proposed.result.id), "accepted");
	assert_string_equal(state_id(c.o.model, filing_now(&c, EAST).state), "corrected");
	assert_string_equal(
		text(get("correction", proposed.result.id), "approver"), "director Li");
	assert_string_equal(text(get("correction", proposed.result.id), "old"), "878");
	/* once is enough: he is told that it is done, not that it does not fit any more */
	assert_int_equal(decide(li, "approve"), -1);
	assert_non_null(strstr(c.err.text, "accepted"));
	assert_int_equal(data_history(li, model_form(c.o.model, "planting"), line, &c.o.mem,
				 &history, &c.err),
		0);
	last = &history.at[history.count - 1];
	assert_string_equal(last->action, "correct");
	assert_string_equal(last->reason, "correction 2027-1: added up wrongly");
	assert_string_equal(last->user_name, "Li");
	/* the next one finds what the first has made */
	assert_int_equal(propose(c.zhang, line, "area", "870", 0), DATA_OK);
	assert_string_equal(proposed.number, "2027-2");
	assert_int_equal(decide(li, "approve"), DATA_OK);
	assert_string_equal(text(get("planting", line), "area"), "870");
}

static void who_proposes_does_not_approve(void **state)
{
	(void)state;
	assert_int_equal(propose(c.bao, line, "area", "873", 0), -1);
	assert_int_equal(c.err.code, ERR_DENIED);
	assert_int_equal(propose(sun, line, "area", "873", 0), DATA_OK);
	assert_int_equal(decide(sun, "approve"), -1);
	assert_int_equal(c.err.code, ERR_DENIED);
	assert_int_equal(decide(c.zhang, "approve"), -1);
	assert_string_equal(text(get("planting", line), "area"), "878");
	assert_string_equal(state_of("correction", proposed.result.id), "submitted");
}

static void numbers_have_no_gaps(void **state)
{
	struct correct_order order = { .form = model_form(c.o.model, "planting"),
		.record = line,
		.field = "area",
		.value = "1" };

	(void)state;
	assert_int_equal(propose(c.zhang, line, "area", "873", 1), DATA_OK); /* dry */
	assert_int_equal(propose(c.zhang, line, "area", "878", 0), -1);
	assert_non_null(strstr(said(), "already"));
	assert_int_equal(propose(c.zhang, line, "area", "much", 0), -1);
	assert_int_equal(propose(c.zhang, line, "area", "-5", 0), -1);
	assert_int_equal(propose(c.zhang, line, "depth", "5", 0), -1);
	assert_int_equal(propose(c.zhang, line, "unit", "150525103", 0), -1);
	assert_int_equal(propose(c.zhang, 999, "area", "5", 0), DATA_NONE);
	assert_int_equal(correct_propose(c.zhang, &order, &c.o.mem, &proposed, &c.err), -1);
	assert_int_equal(propose(c.zhang, line, "area", "873", 0), DATA_OK);
	assert_string_equal(proposed.number, "2027-1");
	assert_int_equal(propose(c.zhang, line, "area", "872", 0), DATA_DUPLICATE);
	assert_non_null(strstr(said(), "2027-1"));
	assert_int_equal(propose(c.zhang, twin, "area", "6", 0), DATA_OK);
	assert_string_equal(proposed.number, "2027-2");
	assert_int_equal(decide(li, "refuse"), DATA_OK);
	assert_string_equal(state_of("correction", proposed.result.id), "refused");
	assert_int_equal(propose(c.zhang, twin, "area", "6", 0), DATA_OK);
	assert_string_equal(proposed.number, "2027-3"); /* a refused one keeps its own */
	office_now(&c.o, "2028-01-05T09:00");
	assert_int_equal(propose(c.zhang, line, "remark", "seen", 0), DATA_OK);
	assert_string_equal(proposed.number, "2028-1");
}

static void of_closed_periods_alone(void **state)
{
	struct record *later;
	struct save_result result;
	struct save_options options = { .flags = SAVE_KEEP };

	(void)state;
	later = record_copy(get("planting", line), &c.o.mem);
	later->id = later->revision = 0;
	record_value(later, "period")->period.number = 2;
	assert_int_equal(data_save(c.bao, later, &options, &c.o.mem, &result, &c.err), DATA_OK);
	assert_int_equal(propose(c.zhang, result.id, "area", "1", 0), DATA_FINDINGS);
	assert_non_null(strstr(said(), "is not closed"));
}

static void what_changed_meanwhile_is_not_overwritten(void **state)
{
	struct unlock_order order = { .cycle = c.cycle,
		.period = c.period,
		.until = c.o.today + 3,
		.authority = "the board",
		.reason = "why" };
	struct save_result result;

	(void)state;
	assert_int_equal(propose(c.zhang, line, "area", "873", 0), DATA_OK);
	assert_int_equal(unlock_period(li, &order, &c.o.mem, &result, &c.err), DATA_OK);
	act_on(&c, sun, EAST, "reopen", "why");
	assert_int_equal(decide(li, "approve"), DATA_CONFLICT);
	assert_non_null(strstr(done.result.sentence, "changed there"));
	assert_int_equal(
		office_touch(&c.o, c.bao, "planting", line, "area", "870", &c.err), DATA_OK);
	assert_int_equal(decide(li, "approve"), DATA_CONFLICT);
	assert_non_null(strstr(done.result.sentence, "870"));
	assert_string_equal(text(get("planting", line), "area"), "870");
	assert_string_equal(state_of("correction", proposed.result.id), "submitted");
	assert_int_equal(decide(li, "refuse"), DATA_OK);
}

static void a_key_that_is_taken_is_said(void **state)
{
	(void)state;
	assert_int_equal(propose(c.zhang, line, "species", "S002", 0), DATA_OK);
	assert_int_equal(decide(li, "approve"), DATA_DUPLICATE);
	assert_non_null(strstr(done.result.sentence, "same key"));
	assert_string_equal(state_of("correction", proposed.result.id), "submitted");
	assert_string_equal(state_id(c.o.model, filing_now(&c, EAST).state), "locked");
}

static void printed_reports_are_named(void **state)
{
	uint64_t ids[2] = { line, twin };
	struct printed_use use = {
		.form = model_form(c.o.model, "planting"), .ids = ids, .count = 2
	};
	struct printed_note note = { .report = "area",
		.period = c.period,
		.uses = &use,
		.use_count = 1,
		.figures = 1,
		.what = "report area" };
	const char **lines;
	size_t count;

	(void)state;
	assert_int_equal(printed_look(sun, &use, 1, &c.o.mem, &c.err), 0);
	assert_int_equal(printed_write(sun, &note, &c.err), 0);
	assert_int_equal(propose(c.zhang, line, "area", "873", 0), DATA_OK);
	assert_int_equal(
		correct_printed(li, proposed.result.id, &c.o.mem, &lines, &count, &c.err), 0);
	assert_int_equal(count, 0);
	assert_int_equal(decide(li, "approve"), DATA_OK);
	assert_int_equal(
		correct_printed(li, proposed.result.id, &c.o.mem, &lines, &count, &c.err), 0);
	assert_int_equal(count, 1);
	assert_non_null(strstr(lines[0], "printed 2027-06-20 09:00 by Sun"));
	assert_non_null(strstr(lines[0], "878 → 873"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(carried_out_whole, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			who_proposes_does_not_approve, open_it, close_it),
		cmocka_unit_test_setup_teardown(numbers_have_no_gaps, open_it, close_it),
		cmocka_unit_test_setup_teardown(of_closed_periods_alone, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			what_changed_meanwhile_is_not_overwritten, open_it, close_it),
		cmocka_unit_test_setup_teardown(a_key_that_is_taken_is_said, open_it, close_it),
		cmocka_unit_test_setup_teardown(printed_reports_are_named, open_it, close_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

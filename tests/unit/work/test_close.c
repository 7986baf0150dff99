/*
 * Closing a period: refused with what is open, locks every filing, once; unlocking it.
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
#include "model/kept.h"
#include "unit/work/collecting.h"
#include "work/act.h"
#include "work/close.h"
#include "work/inbox.h"

#define EAST "150525105"
#define WEST "150525103"

static struct collecting c;
static struct dataset *sun, *li, *other; /* head of section, director, clerk of WEST */
static const char *two[] = { EAST, WEST, NULL };

static int open_it(void **state)
{
	(void)state;
	collecting_open(&c);
	c.cycle->units = two;
	office_put(&c.o, "user",
		"{\"login\":\"sun\",\"name\":\"Sun\"}\n"
		"{\"login\":\"li\",\"name\":\"Li\"}\n"
		"{\"login\":\"other\",\"name\":\"Other\"}\n");
	office_put(&c.o, "post",
		"{\"unit\":\"U17\",\"name\":\"head\",\"role\":\"KS\",\"holders\":[{\"user\":\"sun\",\"from\":\"2021-01-01\"}]}\n"
		"{\"unit\":\"U17\",\"name\":\"director\",\"role\":\"ZR\",\"holders\":[{\"user\":\"li\",\"from\":\"2021-01-01\"}]}\n"
		"{\"unit\":\"150525103\",\"name\":\"clerk of the west\",\"role\":\"TB\",\"holders\":[{\"user\":\"other\",\"from\":\"2021-01-01\"}]}\n");
	sun = office_enter(&c.o, "sun");
	li = office_enter(&c.o, "li");
	other = office_enter(&c.o, "other");
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	dataset_close(&sun);
	dataset_close(&li);
	dataset_close(&other);
	collecting_close(&c);
	return 0;
}

static int close_now(struct dataset *data, int dry_run)
{
	err_clear(&c.err);
	return close_period(data, c.cycle, c.period,
		&(struct close_order){ .dry_run = dry_run }, &c.o.mem, &c.result, &c.err);
}

static const char *said(void)
{
	return c.result.sentence ? c.result.sentence : c.err.text;
}

/* "EAST not filed; WEST not filed" */
static const char *open_things(void)
{
	struct open_item *items;
	struct str text = { 0 };
	size_t count;

	assert_int_equal(
		close_open(sun, c.cycle, c.period, &c.o.mem, &items, &count, &c.err), 0);
	for (size_t i = 0; i < count; i++)
		str_addf(&text, "%s%s %s", i ? "; " : "",
			items[i].unit ? items[i].unit->code : "all", items[i].sentence);
	return str_keep(&text, &c.o.mem);
}

static void accept_both(void)
{
	assert_int_equal(file_it(&c, c.bao, EAST, 0), DATA_OK);
	act_on(&c, c.chen, EAST, "confirm", NULL);
	act_on(&c, c.zhang, EAST, "accept", NULL);
	assert_int_equal(file_it(&c, other, WEST, 1), DATA_OK);
	act_on(&c, c.zhang, WEST, "accept", NULL); /* nobody leads the west */
}

static int touch(uint64_t id)
{
	err_clear(&c.err);
	return office_touch(&c.o, c.bao, "planting", id, "remark", "later", &c.err);
}

static void refused_with_all_that_is_open(void **state)
{
	(void)state;
	enter(&c, c.bao, EAST, "S001", "10", 0);
	assert_int_equal(close_now(sun, 0), DATA_FINDINGS);
	assert_string_equal(open_things(), WEST " not filed; " EAST " not filed");
	assert_non_null(strstr(said(), "2 things are open"));
	assert_int_equal(file_it(&c, c.bao, EAST, 0), DATA_OK);
	assert_int_equal(file_it(&c, other, WEST, 1), DATA_OK);
	assert_string_equal(open_things(),
		WEST " submitted, not accepted yet; " EAST " submitted, not accepted yet");
	act_on(&c, c.chen, EAST, "confirm", NULL);
	act_on(&c, c.zhang, EAST, "return", "too much");
	act_on(&c, c.zhang, WEST, "accept", NULL);
	assert_string_equal(open_things(), EAST " returned (round 1) and not filed again");
	assert_int_equal(close_now(sun, 0), DATA_FINDINGS);
	assert_int_equal(filing_now(&c, WEST).state, 6);
}

/* Accepted is not all: a comment nobody has dealt with, a line that was typed and not submitted. */
static void open_comments_and_typed_lines_keep_it_open(void **state)
{
	struct new_comment comment = { .form = model_form(c.o.model, "planting"),
		.text = "whose is it?" };
	struct act_order order = { .action = "return", .reason = "one question",
		.comments = &comment, .comment_count = 1 };
	struct act_done done;
	struct filing f;

	(void)state;
	comment.record = enter(&c, c.bao, EAST, "S001", "10", 0);
	assert_int_equal(file_it(&c, c.bao, EAST, 0), DATA_OK);
	f = filing_now(&c, EAST);
	assert_int_equal(work_act(c.zhang, f.record->form, f.record->id, 0, &order, &c.o.mem,
				 &done, &c.err),
		DATA_OK);
	accept_both();
	assert_string_equal(open_things(), EAST " 1 comment is open");
	assert_int_equal(close_now(sun, 0), DATA_FINDINGS);
	assert_non_null(strstr(said(), "1 comment is open"));
	act_on(&c, c.zhang, EAST, "recall", "once more");
	assert_int_equal(file_it(&c, c.bao, EAST, 0), DATA_OK);
	enter(&c, c.bao, EAST, "S002", "3", 1);
	assert_non_null(strstr(open_things(), EAST " 1 line is typed and not submitted"));
}

static void closed_once_and_locks_every_filing(void **state)
{
	struct query query = { .form = kept_form(c.o.model, KEPT_CLOSING) };
	uint64_t id, count;

	(void)state;
	id = enter(&c, c.bao, EAST, "S001", "10", 0);
	accept_both();
	assert_int_equal(close_now(sun, 1), DATA_OK);
	assert_int_equal(filing_now(&c, EAST).closed, 0);
	assert_int_equal(close_now(sun, 0), DATA_OK);
	assert_string_equal(state_id(c.o.model, filing_now(&c, EAST).state), "locked");
	assert_string_equal(state_id(c.o.model, filing_now(&c, WEST).state), "locked");
	assert_true(filing_now(&c, EAST).closed);
	assert_int_equal(close_now(li, 0), DATA_DUPLICATE);
	assert_non_null(strstr(said(), "was closed on 2027-06-20"));
	assert_int_equal(query_count(c.o.owner, &query, &count, &c.err), 0);
	assert_int_equal(count, 1);
	assert_int_not_equal(touch(id), DATA_OK);
	assert_non_null(strstr(c.err.text, "was closed on 2027-06-20")); /* not: return it */
}

/* A unit that never files does not keep a period open for ever. */
static void closed_without_who_never_filed(void **state)
{
	const struct unit *west = unit_find(&c.o.model->units, WEST);
	const struct unit *both[] = { west, unit_find(&c.o.model->units, EAST) };
	struct close_order order = { .without = &west, .without_count = 1 };
	const struct field *field = kept_field(c.o.model, KEPT_CLOSING, CLOSING_WITHOUT);
	struct record *closing;

	(void)state;
	enter(&c, c.bao, EAST, "S001", "10", 0);
	assert_int_equal(file_it(&c, c.bao, EAST, 0), DATA_OK);
	assert_int_equal(
		close_period(sun, c.cycle, c.period, &order, &c.o.mem, &c.result, &c.err), -1);
	assert_non_null(strstr(c.err.text, "Say why"));
	err_clear(&c.err);
	/* only what nobody filed is passed over */
	order.reason = " ";
	assert_int_equal(
		close_period(sun, c.cycle, c.period, &order, &c.o.mem, &c.result, &c.err), -1);
	err_clear(&c.err);
	order = (struct close_order){ .without = both, .without_count = 2, .reason = "x" };
	office_now(&c.o, "2027-06-26T09:00");
	assert_int_equal(
		close_period(sun, c.cycle, c.period, &order, &c.o.mem, &c.result, &c.err),
		DATA_FINDINGS);
	office_now(&c.o, "2027-06-25T09:00");
	act_on(&c, c.chen, EAST, "confirm", NULL);
	act_on(&c, c.zhang, EAST, "accept", NULL);
	order = (struct close_order){ .without = &west, .without_count = 1, .reason = "gone" };
	/* not while they may still file in time */
	assert_int_equal(
		close_period(sun, c.cycle, c.period, &order, &c.o.mem, &c.result, &c.err), -1);
	assert_non_null(strstr(c.err.text, "until 2027-06-25"));
	err_clear(&c.err);
	office_now(&c.o, "2027-06-26T09:00");
	assert_int_equal(
		close_period(sun, c.cycle, c.period, &order, &c.o.mem, &c.result, &c.err),
		DATA_OK);
	assert_string_equal(state_id(c.o.model, filing_now(&c, EAST).state), "locked");
	assert_int_equal(filing_now(&c, WEST).state, STATE_NEW);
	assert_true(filing_now(&c, WEST).closed);
	assert_int_equal(data_get(c.o.owner, kept_form(c.o.model, KEPT_CLOSING), c.result.id,
				 &c.o.mem, &closing, &c.err),
		DATA_OK);
	assert_non_null(strstr(closing->values[field->index].text, ": gone"));
	assert_int_not_equal(file_it(&c, other, WEST, 1), DATA_OK);
}

/* What was opened during an unlock does not stay out of the closed period for good. */
static int in_box(struct dataset *data, const char *part)
{
	struct inbox_item *items;
	size_t count;
	int found = 0;

	err_clear(&c.err);
	assert_int_equal(inbox_read(data, &c.o.mem, &items, &count, &c.err), 0);
	for (size_t i = 0; i < count; i++)
		found += strstr(items[i].sentence, part) != NULL;
	return found;
}

static void closed_again_locks_what_was_reopened(void **state)
{
	(void)state;
	enter(&c, c.bao, EAST, "S001", "10", 0);
	accept_both();
	assert_int_equal(close_now(sun, 0), DATA_OK);
	unlock_it(&c, EAST, c.o.today + 5);
	act_on(&c, sun, EAST, "reopen", "a mistake");
	assert_int_equal(close_now(sun, 0), DATA_FINDINGS);
	assert_non_null(strstr(open_things(), EAST " returned (round 1)"));
	assert_non_null(strstr(open_things(), "unlocked until"));
	assert_null(strstr(open_things(), WEST));
	assert_int_equal(file_it(&c, c.bao, EAST, 0), DATA_OK);
	act_on(&c, c.chen, EAST, "confirm", NULL);
	act_on(&c, c.zhang, EAST, "accept", NULL);
	assert_int_equal(close_now(sun, 0), DATA_FINDINGS); /* still unlocked */
	assert_int_equal(in_box(sun, "opened again"), 0);
	office_now(&c.o, "2027-06-28T08:00");
	assert_int_equal(in_box(sun, "1 unit was opened again and not locked"), 1);
	assert_int_equal(in_box(c.zhang, "opened again"), 0); /* he does not close */
	assert_int_equal(close_now(sun, 1), DATA_OK);
	assert_int_equal(filing_now(&c, EAST).state, 6);
	assert_int_equal(close_now(sun, 0), DATA_OK);
	assert_non_null(strstr(said(), "1 filing is locked again"));
	assert_string_equal(state_id(c.o.model, filing_now(&c, EAST).state), "locked");
	assert_int_equal(close_now(sun, 0), DATA_DUPLICATE);
	assert_string_equal(open_things(), "");
	assert_int_equal(in_box(sun, "opened again"), 0);
}

static void only_who_may_closes(void **state)
{
	(void)state;
	enter(&c, c.bao, EAST, "S001", "10", 0);
	accept_both();
	assert_int_equal(close_now(c.bao, 0), -1);
	assert_int_equal(c.err.code, ERR_DENIED);
	assert_int_equal(close_now(c.zhang, 0), -1);
	assert_int_equal(c.err.code, ERR_DENIED);
	assert_int_equal(close_now(li, 0), DATA_OK);
}

static int unlock_because(struct dataset *data, const char *unit, const char *until,
	const char *authority, const char *reason)
{
	struct unlock_order order = { .cycle = c.cycle,
		.period = c.period,
		.unit = unit ? unit_of(&c, unit) : NULL,
		.until = DATE_NONE,
		.authority = authority,
		.reason = reason };

	err_clear(&c.err);
	if (until)
		assert_int_equal(date_parse(until, &order.until, &c.err), 0);
	return unlock_period(data, &order, &c.o.mem, &c.result, &c.err);
}

static int unlock_now(
	struct dataset *data, const char *unit, const char *until, const char *authority)
{
	return unlock_because(data, unit, until, authority, "a mistake");
}

static void unlocked_by_order_till_a_day(void **state)
{
	uint64_t id;

	(void)state;
	id = enter(&c, c.bao, EAST, "S001", "10", 0);
	assert_int_equal(unlock_now(li, NULL, "2027-06-25", "the board"), DATA_FINDINGS);
	assert_non_null(strstr(said(), "nothing to unlock"));
	accept_both();
	assert_int_equal(close_now(sun, 0), DATA_OK);
	assert_int_equal(unlock_now(sun, NULL, "2027-06-25", "the board"), -1);
	assert_int_equal(c.err.code, ERR_DENIED);
	assert_int_equal(unlock_now(li, NULL, "2027-06-25", NULL), -1);
	assert_int_equal(unlock_now(li, NULL, "2027-06-25", " "), -1);
	assert_int_equal(unlock_now(li, NULL, NULL, "the board"), -1);
	assert_int_equal(unlock_because(li, NULL, "2027-06-25", "the board", NULL), -1);
	assert_int_equal(unlock_because(li, NULL, "2027-06-25", "the board", ""), -1);
	assert_int_equal(unlock_now(li, NULL, "2027-06-19", "the board"), -1);
	assert_int_equal(unlock_now(li, NULL, "2027-07-21", "the board"), -1);
	assert_non_null(strstr(said(), "30 days"));
	assert_int_equal(unlock_now(li, EAST, "2027-06-25", "the board"), DATA_OK);
	/* the lock is off, what was accepted still has to be reopened */
	assert_int_not_equal(touch(id), DATA_OK);
	act_on(&c, sun, EAST, "reopen", "a mistake");
	assert_int_equal(touch(id), DATA_OK);
	office_now(&c.o, "2027-06-26T08:00");
	assert_int_not_equal(touch(id), DATA_OK);
	assert_non_null(strstr(c.err.text, "was closed on"));
}

static void reopened_only_while_unlocked(void **state)
{
	struct act_order order = { .action = "reopen", .reason = "why" };
	struct act_done done;
	struct filing f;

	(void)state;
	enter(&c, c.bao, EAST, "S001", "10", 0);
	accept_both();
	assert_int_equal(close_now(sun, 0), DATA_OK);
	f = filing_now(&c, EAST);
	assert_int_equal(
		work_act(sun, f.record->form, f.record->id, 0, &order, &c.o.mem, &done, &c.err),
		DATA_FINDINGS);
	assert_non_null(strstr(done.result.sentence, "unlocked first"));
	assert_int_equal(unlock_now(li, WEST, "2027-06-25", "the board"), DATA_OK);
	assert_int_equal(
		work_act(sun, f.record->form, f.record->id, 0, &order, &c.o.mem, &done, &c.err),
		DATA_FINDINGS);
	assert_int_equal(unlock_now(li, EAST, "2027-06-25", "the board"), DATA_OK);
	act_on(&c, sun, EAST, "reopen", "why");
}

static void an_unlock_in_force_is_open_too(void **state)
{
	(void)state;
	enter(&c, c.bao, EAST, "S001", "10", 0);
	accept_both();
	office_now(&c.o, "2027-07-30T09:00"); /* past the last day of entry */
	assert_int_equal(unlock_now(li, EAST, "2027-08-05", "the board"), DATA_OK);
	assert_string_equal(open_things(), EAST " unlocked until 2027-08-05");
	assert_int_equal(close_now(sun, 0), DATA_FINDINGS);
	office_now(&c.o, "2027-08-06T09:00");
	assert_int_equal(close_now(sun, 0), DATA_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			refused_with_all_that_is_open, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			open_comments_and_typed_lines_keep_it_open, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			closed_once_and_locks_every_filing, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			closed_without_who_never_filed, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			closed_again_locks_what_was_reopened, open_it, close_it),
		cmocka_unit_test_setup_teardown(only_who_may_closes, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			unlocked_by_order_till_a_day, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			reopened_only_while_unlocked, open_it, close_it),
		cmocka_unit_test_setup_teardown(
			an_unlock_in_force_is_open_too, open_it, close_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

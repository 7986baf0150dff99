/*
 * Gap-free numbers: used up with the batch that takes them, and by nothing else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "data/dataset_internal.h"
#include "unit/data/ledger.h"

static const struct save_number wish = {
	.series = "paper/2027", .field = "title", .before = "2027-"
};

/* An event with the next number, together with a line; what it got. */
static int save_both(struct ledger *l, const char *line, unsigned flags, const char **number)
{
	struct save_item items[2] = {
		{ .record = make_record(l->data, "event", &l->mem, "month=2027-06 unit=01"),
			.number = &wish },
		{ .record = make_record(l->data, "planting", &l->mem, line) },
	};
	struct save_options options = { .flags = flags };
	struct err err = { 0 };
	int got = data_save_together(l->data, items, 2, &options, &l->mem, &err);

	*number = text_of(l->data, items[0].record, "title", &l->mem);
	return got;
}

static void what_is_refused_uses_up_none(void **state)
{
	const char *number;
	struct ledger l;

	(void)state;
	ledger_open(&l, STORE_MEMORY);
	assert_int_equal(save_both(&l, "period=2021H1 unit=01 area=1", 0, &number), DATA_OK);
	assert_string_equal(number, "2027-1");
	/* a broken rule, a dry run */
	assert_int_equal(
		save_both(&l, "period=2021H1 unit=02 area=-1", 0, &number), DATA_FINDINGS);
	assert_int_equal(
		save_both(&l, "period=2021H1 unit=02 area=1", SAVE_DRY_RUN, &number), DATA_OK);
	assert_string_equal(number, "2027-2");
	assert_int_equal(save_both(&l, "period=2021H1 unit=02 area=1", 0, &number), DATA_OK);
	assert_string_equal(number, "2027-2");
	must_verify(&l);
	ledger_close(&l);
}

static void nobody_gets_the_same_twice(void **state)
{
	struct record *record;
	struct batch *mine = batch_new(), *theirs = batch_new();
	struct err err = { 0 };
	struct ledger l;

	(void)state;
	ledger_open(&l, STORE_MEMORY);
	record = make_record(l.data, "event", &l.mem, "month=2027-06 unit=01");
	assert_int_equal(number_plan(l.data, mine, &wish, record, &l.mem, &err), 0);
	assert_int_equal(number_plan(l.data, theirs, &wish, record, &l.mem, &err), 0);
	assert_int_equal(store_commit(l.store, mine, &err), STORE_OK);
	assert_int_equal(store_commit(l.store, theirs, &err), STORE_CONFLICT);
	assert_int_equal(number_plan(l.data, theirs, &wish, record, &l.mem, &err), 0);
	assert_string_equal(text_of(l.data, record, "title", &l.mem), "2027-2");
	batch_free(&mine);
	batch_free(&theirs);
	ledger_close(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_refused_uses_up_none),
		cmocka_unit_test(nobody_gets_the_same_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_proof.c - what comparing a copy with its ledger finds, and how the last proof is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "data/proof.h"
#include "unit/data/ledger.h"

static struct ledger here, there;

static int open_both(void **state)
{
	(void)state;
	ledger_open(&here, STORE_MEMORY);
	ledger_open(&there, STORE_MEMORY);
	return 0;
}

static int close_both(void **state)
{
	(void)state;
	ledger_close(&here);
	ledger_close(&there);
	return 0;
}

static void save_in(struct ledger *l, const char *words)
{
	must_save(l->data, "event", &l->mem, words);
}

static struct proof begin(void)
{
	struct proof proof = { 0 };
	struct err err = { 0 };

	assert_int_equal(proof_begin(here.store, &proof, &err), 0);
	return proof;
}

static void test_same(void **state)
{
	struct proof proof;
	struct err err = { 0 };

	(void)state;
	save_in(&here, "month=2021-05 people=3");
	save_in(&here, "month=2021-05 people=3");
	proof = begin();
	assert_int_equal(proof.records, 2);
	assert_int_equal(proof_compare(here.store, here.store, &proof, &err), 0);
	assert_int_equal(proof.records, 2);
	assert_int_equal(proof.rows, 2);
}

/* What was written after the copy was begun may be missing in it, and nothing else. */
static void test_lacks(void **state)
{
	struct proof proof;
	struct err err = { 0 };

	(void)state;
	proof = begin();
	save_in(&here, "month=2021-05 people=3");
	assert_int_equal(proof_compare(here.store, there.store, &proof, &err), 0);
	assert_int_equal(proof.records, 0);
	proof = begin();
	assert_int_equal(proof_compare(here.store, there.store, &proof, &err), -1);
	assert_int_equal(err.code, ERR_FAULT);
	assert_non_null(strstr(err.text, "lacks history"));
}

static void test_differs(void **state)
{
	struct proof proof;
	struct err err = { 0 };

	(void)state;
	save_in(&here, "month=2021-05 people=3");
	save_in(&there, "month=2021-05 people=4");
	proof = begin();
	assert_int_equal(proof_compare(here.store, there.store, &proof, &err), -1);
	assert_non_null(strstr(err.text, "other history"));
}

static void test_invented(void **state)
{
	struct proof proof;
	struct err err = { 0 };

	(void)state;
	save_in(&there, "month=2021-05 people=3");
	proof = begin();
	assert_int_equal(proof_compare(here.store, there.store, &proof, &err), -1);
	assert_non_null(strstr(err.text, "does not have"));
}

/* ---- the last one ---- */

static const char *line_now(int *old)
{
	const char *line;
	struct err err = { 0 };

	assert_int_equal(proof_line(here.store, &here.mem, &line, old, &err), 0);
	return line;
}

static void note(int days_ago)
{
	struct proof proof = begin();
	struct err err = { 0 };

	proof.taken -= (int64_t)days_ago * 86400 * 1000000;
	proof.where = "/copies/one";
	assert_int_equal(proof_note(here.store, &proof, &err), 0);
}

static void test_line(void **state)
{
	struct proof last;
	struct err err = { 0 };
	int old;

	(void)state;
	assert_string_equal(line_now(&old), "No backup has been proven yet");
	assert_int_equal(old, 1);
	note(8);
	assert_string_equal(
		line_now(&old), "Last proven backup: 8 days ago; a new one is wanted");
	assert_int_equal(old, 1);
	note(7);
	assert_string_equal(line_now(&old), "Last proven backup: 7 days ago");
	assert_int_equal(old, 0);
	/* proving an older copy later does not make the last one older */
	note(30);
	assert_string_equal(line_now(&old), "Last proven backup: 7 days ago");
	note(1);
	assert_string_equal(line_now(&old), "Last proven backup: yesterday");
	note(0);
	assert_string_equal(line_now(&old), "Last proven backup: today");
	assert_int_equal(proof_last(here.store, &here.mem, &last, &err), 0);
	assert_string_equal(last.where, "/copies/one");
	assert_true(last.taken <= last.proven);
}

/* A clerk who does not administrate is not told. */
static void test_who(void **state)
{
	struct dataset *clerk;
	const char *line;
	struct err err = { 0 };
	int old;

	(void)state;
	here.model->roles[0].rights[0].actions &= ~(1u << ACTION_ADMIN);
	clerk = open_clerk(here.store, here.model, "01");
	assert_int_equal(data_proof_line(clerk, &here.mem, &line, &old, &err), 0);
	assert_null(line);
	assert_int_equal(data_proof_line(here.data, &here.mem, &line, &old, &err), 0);
	assert_non_null(line);
	dataset_close(&clerk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_same, open_both, close_both),
		cmocka_unit_test_setup_teardown(test_lacks, open_both, close_both),
		cmocka_unit_test_setup_teardown(test_differs, open_both, close_both),
		cmocka_unit_test_setup_teardown(test_invented, open_both, close_both),
		cmocka_unit_test_setup_teardown(test_line, open_both, close_both),
		cmocka_unit_test_setup_teardown(test_who, open_both, close_both),
	};

	return cmocka_run_group_tests_name("proof", tests, NULL, NULL);
}

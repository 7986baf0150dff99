/* An import that was cut short is seen, resumed and undone; so is a whole one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "data/query.h"
#include "ledger.h"

#define FOUR "period,unit,kind,area,as_of\n" \
	"2021H1,15101,S1,1,2021-06-25\n" \
	"2021H1,15101,S2,2,2021-06-25\n" \
	"2021H1,15102,S1,3,2021-06-25\n" \
	"2021H1,15102,S2,4,2021-06-25\n"

static int setup(void **state)
{
	*state = ledger_open();
	return 0;
}

static int teardown(void **state)
{
	ledger_close((struct ledger **)state);
	return 0;
}

/* Stops after the first batch that was written, as a killed process would. */
static int stop_writing(void *context, int checking, uint64_t done, uint64_t of)
{
	(void)context;
	(void)of;
	return !checking && done > 0;
}

static const struct import_options cut = { .format = IMPORT_CSV, .batch = 2,
					   .progress = stop_writing, .file_name = "f.csv" };

static struct import_entry entry_of(struct ledger *l, const char *id)
{
	struct import_entry entry;
	struct err err = { 0 };

	assert_int_equal(imports_find(l->data, id, &l->mem, &entry, &err), 0);
	return entry;
}

static void a_cut_import_is_incomplete(void **state)
{
	struct ledger *l = *state;
	struct import_result r;
	struct import_entry entry;
	FILE *file = file_of(FOUR);
	struct err err = { 0 };

	assert_int_equal(import_text(l, l->crop, FOUR, &cut, &r), IMPORT_OK);
	assert_true(r.stopped);
	entry = entry_of(l, r.id);
	assert_int_equal(entry.state, IMPORT_INCOMPLETE);
	assert_int_equal(entry.rows, 4);
	assert_int_equal(entry.done, 2);
	assert_string_equal(entry.file, "f.csv");
	assert_int_equal(records_in(l, l->crop), 2);
	/* Doing as if nothing had happened is refused, and says what to do. */
	assert_int_equal(import_run(l->data, l->crop, file,
		&(struct import_options){ .format = IMPORT_CSV }, &l->mem, &r, &err), -1);
	assert_non_null(strstr(err.text, entry.id));
	fclose(file);
}

static void resuming_writes_the_rest(void **state)
{
	struct ledger *l = *state;
	struct import_options resume = { .format = IMPORT_CSV, .batch = 2 };
	struct import_entry entry;
	struct import_result r;

	import_text(l, l->crop, FOUR, &cut, &r);
	resume.resume = r.id;
	assert_int_equal(import_text(l, l->crop, FOUR, &resume, &r), IMPORT_OK);
	assert_int_equal(r.unchanged, 2);
	assert_int_equal(r.created, 2);
	assert_string_equal(r.id, resume.resume);
	entry = entry_of(l, r.id);
	assert_int_equal(entry.state, IMPORT_COMPLETE);
	assert_int_equal(entry.created, 4);
	assert_int_equal(records_in(l, l->crop), 4);
}

static void resuming_a_ledger_without_a_key(void **state)
{
	struct ledger *l = *state;
	const char *file =
		"day,words\n2021-06-01,a\n2021-06-01,a\n2021-06-02,b\n2021-06-03,c\n";
	struct import_options resume = { .format = IMPORT_CSV, .batch = 3 };
	struct import_result r;

	import_text(l, l->diary, file, &cut, &r);
	assert_int_equal(records_in(l, l->diary), 2);
	resume.resume = r.id;
	assert_int_equal(import_text(l, l->diary, file, &resume, &r), IMPORT_OK);
	assert_int_equal(records_in(l, l->diary), 4);
	assert_int_equal(r.created, 2);
}

static void another_file_cannot_resume(void **state)
{
	struct ledger *l = *state;
	struct import_options resume = { .format = IMPORT_CSV };
	FILE *file = file_of("period,unit,area,as_of\n2021H1,15101,1,2021-06-25\n");
	struct import_result r;
	struct err err = { 0 };

	import_text(l, l->crop, FOUR, &cut, &r);
	resume.resume = r.id;
	assert_int_equal(import_run(l->data, l->crop, file, &resume, &l->mem, &r, &err), -1);
	assert_non_null(strstr(err.text, "f.csv"));
	fclose(file);
}

static void undoing_a_cut_import(void **state)
{
	struct ledger *l = *state;
	struct undo_result undo;
	struct import_result r;
	struct err err = { 0 };

	import_text(l, l->crop, FOUR, &cut, &r);
	assert_int_equal(imports_undo(l->data, r.id, &l->mem, &undo, &err), 0);
	assert_int_equal(undo.deleted, 2);
	assert_int_equal(undo.left, 0);
	assert_int_equal(records_in(l, l->crop), 0);
	assert_int_equal(entry_of(l, r.id).state, IMPORT_UNDONE);
	assert_int_equal(imports_undo(l->data, r.id, &l->mem, &undo, &err), -1);
	/* And the same file may come again. */
	assert_int_equal(import_text(l, l->crop, FOUR, NULL, &r), IMPORT_OK);
	assert_int_equal(r.created, 4);
}

static uint64_t in_state(struct ledger *l, enum record_state state)
{
	struct query query = { .form = l->crop, .states = 1u << state };
	struct err err = { 0 };
	uint64_t count = 0;

	assert_int_equal(query_count(l->data, &query, &count, &err), 0);
	return count;
}

static void undo_brings_the_revision_before_back(void **state)
{
	struct ledger *l = *state;
	struct undo_result undo;
	struct import_result r;
	struct err err = { 0 };
	const char *before;

	import_text(l, l->crop, FOUR, NULL, &r);
	before = export_text(l, l->crop);
	import_text(l, l->crop, "period,unit,kind,area,as_of\n"
		"2021H1,15101,S1,10,2021-06-25\n2021H1,15102,S1,30,2021-06-26\n"
		"2021H1,15102,S3,5,2021-06-26\n", NULL, &r);
	assert_int_equal(r.changed, 2);
	assert_int_equal(imports_undo(l->data, r.id, &l->mem, &undo, &err), 0);
	assert_int_equal(undo.deleted, 1);
	assert_int_equal(undo.restored, 2);
	assert_string_equal(export_text(l, l->crop), before);
}

/* Between others that counted. */
static void undo_leaves_uncounted_what_was(void **state)
{
	struct ledger *l = *state;
	struct save_options keep = { .flags = SAVE_KEEP };
	struct save_result saved;
	struct record *second;
	struct undo_result undo;
	struct import_result r;
	struct err err = { 0 };
	const char *before;

	import_text(l, l->crop, "period,unit,kind,area,as_of\n2021H1,15101,S1,1,2021-06-25\n"
		"2021H1,15102,S1,2,2021-06-25\n2021H1,15102,S3,3,2021-06-25\n", NULL, &r);
	assert_int_equal(data_get(l->data, l->crop, 2, &l->mem, &second, &err), DATA_OK);
	assert_int_equal(
		data_save(l->data, second, &keep, &l->mem, &saved, &err), DATA_OK);
	before = export_text(l, l->crop);
	import_text(l, l->crop, "period,unit,kind,area,as_of\n"
		"2021H1,15101,S1,7,2021-06-25\n2021H1,15102,S1,8,2021-06-25\n"
		"2021H1,15102,S3,9,2021-06-25\n", NULL, &r);
	assert_int_equal(r.changed, 3);
	assert_int_equal(in_state(l, STATE_SAVED), 0);
	assert_int_equal(imports_undo(l->data, r.id, &l->mem, &undo, &err), 0);
	assert_int_equal(undo.restored, 3);
	assert_int_equal(in_state(l, STATE_SAVED), 1);
	assert_int_equal(in_state(l, STATE_SUBMITTED), 2);
	assert_string_equal(export_text(l, l->crop), before);
}

static void what_was_changed_since_stays(void **state)
{
	struct ledger *l = *state;
	struct undo_result undo;
	struct import_result r, later;
	struct err err = { 0 };

	import_text(l, l->crop, FOUR, NULL, &r);
	import_text(l, l->crop, "period,unit,kind,area,as_of\n2021H1,15101,S1,10,2021-06-25\n",
		NULL, &later);
	assert_int_equal(imports_undo(l->data, r.id, &l->mem, &undo, &err), 0);
	assert_int_equal(undo.deleted, 3);
	assert_int_equal(undo.left, 1);
	assert_int_equal(undo.left_kept, 1);
	assert_non_null(undo.left_why[0]);
	assert_int_equal(records_in(l, l->crop), 1);
}

static void totals_that_gave_way_come_back(void **state)
{
	struct ledger *l = *state;
	struct import_options replace = { .format = IMPORT_CSV, .flags = IMPORT_REPLACE };
	struct undo_result undo;
	struct import_result r;
	struct err err = { 0 };
	const char *before;

	import_text(
		l, l->crop, "period,unit,area,as_of\n2021H1,15100,10,2021-06-25\n", NULL, &r);
	before = export_text(l, l->crop);
	assert_int_equal(import_text(l, l->crop, "period,unit,area,as_of\n"
		"2021H1,15100201,4,2021-06-25\n2021H1,15100202,6,2021-06-25\n", &replace, &r),
		IMPORT_OK);
	assert_int_equal(records_in(l, l->crop), 2);
	assert_int_equal(imports_undo(l->data, r.id, &l->mem, &undo, &err), 0);
	assert_int_equal(undo.deleted, 2);
	assert_int_equal(undo.restored, 1);
	assert_string_equal(export_text(l, l->crop), before);
}

static void imports_are_listed(void **state)
{
	struct ledger *l = *state;
	struct import_entry *all;
	struct import_result r;
	struct err err = { 0 };
	size_t count;

	import_text(l, l->crop, FOUR, NULL, &r);
	import_text(l, l->diary, "day\n2021-06-25\n", NULL, &r);
	assert_int_equal(imports_list(l->data, NULL, &l->mem, &all, &count, &err), 0);
	assert_int_equal(count, 2);
	assert_string_equal(all[0].form, "diary");
	assert_int_equal(imports_list(l->data, "crop", &l->mem, &all, &count, &err), 0);
	assert_int_equal(count, 1);
	assert_int_equal(all[0].created, 4);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_cut_import_is_incomplete), TEST(resuming_writes_the_rest),
		TEST(resuming_a_ledger_without_a_key), TEST(another_file_cannot_resume),
		TEST(undoing_a_cut_import), TEST(undo_brings_the_revision_before_back),
		TEST(undoing_a_cut_import), TEST(undo_leaves_uncounted_what_was),
		TEST(what_was_changed_since_stays), TEST(totals_that_gave_way_come_back),
		TEST(imports_are_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

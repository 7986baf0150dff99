/* Imports: all or nothing, faults with row and column, twice the same changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "ledger.h"

#define HEAD "period,unit,kind,grower,area,as_of\n"

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

static void rows_become_records(void **state)
{
	struct ledger *l = *state;
	struct import_result r;

	assert_int_equal(import_text(l, l->crop,
		HEAD "2021H1,15101,S1,,120,2021-06-25\n"
		     "2021H1,东明镇,黄芪,,50余,2021-06-25\n", NULL, &r), IMPORT_OK);
	assert_int_equal(r.rows, 2);
	assert_int_equal(r.created, 2);
	assert_non_null(r.id);
	assert_string_equal(export_text(l, l->crop),
		"Period,Unit,Kind,Grower,Area,As of,Heads,Other kinds,Seed "
		"from,Checked,Remark,Plots,_reason\n"
		"2021H1,15101,S1,,120,2021-06-25,,,,,,,\n"
		"2021H1,15101,S2,,50余,2021-06-25,,,,,,,\n");
}

static void again_changes_nothing(void **state)
{
	struct ledger *l = *state;
	const char *file =
		HEAD "2021H1,15101,S1,,120,2021-06-25\n2021H1,15101,S2,,5,2021-06-25\n";
	struct import_result r;
	const struct record *record;

	import_text(l, l->crop, file, NULL, &r);
	assert_int_equal(import_text(l, l->crop, file, NULL, &r), IMPORT_OK);
	assert_int_equal(r.unchanged, 2);
	assert_int_equal(r.created + r.changed, 0);
	assert_null(r.id);
	assert_non_null(r.before);
	assert_int_equal(r.note_count, 1);
	record = first_record(l, l->crop);
	assert_int_equal(record->revision, 1);
}

static void what_cannot_be_kept_is_refused_with_its_place(void **state)
{
	struct ledger *l = *state;
	struct import_options json = { .format = IMPORT_JSON };
	struct import_result r;

	assert_int_equal(import_text(l, l->crop,
		"period,unit,kind,area,as_of,remark,_reason\n"
		"2021H1,15101,S1,1,2021-06-25,ok,ok\n"
		"2021H1,15102,S1,1,2021-06-25,黄芪\xE2\x80\x8B,ok\n"
		"2021H1,15102,S2,1\x7F,2021-06-25,ok,a\x1B\n", NULL, &r), IMPORT_FAULTS);
	assert_int_equal(r.fault_count, 3);
	assert_string_equal(fault_text(l, &r, 0),
		"row 3, column F (Remark): character 3 (U+200B) cannot be kept; delete it, or type "
		"the text again.");
	assert_string_equal(fault_text(l, &r, 1),
		"row 4, column D (Area): character 2 (U+007F) cannot be kept; delete it, or type "
		"the text again.");
	assert_string_equal(fault_text(l, &r, 2),
		"row 4, column G: Reason: character 2 (U+001B) cannot be kept; delete it, or type "
		"the text again.");
	assert_int_equal(import_text(l, l->crop,
		"{\"period\":\"2021H1\",\"unit\":\"15101\",\"kind\":\"S1\",\"area\":\"1\","
		"\"as_of\":\"2021-06-25\",\"remark\":\"a\\u202e\"}\n", &json, &r), IMPORT_FAULTS);
	assert_string_equal(fault_text(l, &r, 0),
		"row 1 (Remark): character 2 (U+202E) cannot be kept; delete it, or type the text "
		"again.");
	assert_int_equal(records_in(l, l->crop), 0);
}

static void a_changed_row_is_a_revision(void **state)
{
	struct ledger *l = *state;
	struct import_result r;

	import_text(l, l->crop, HEAD "2021H1,15101,S1,,120,2021-06-25\n", NULL, &r);
	import_text(l, l->crop,
		HEAD "2021H1,15101,S1,,130,2021-06-25\n2021H1,15101,S2,,1,2021-06-25\n", NULL,
		&r);
	assert_int_equal(r.changed, 1);
	assert_int_equal(r.created, 1);
	assert_non_null(strstr(export_text(l, l->crop), "S1,,130,"));
}

static void a_column_left_out_is_left_alone(void **state)
{
	struct ledger *l = *state;
	struct import_result r;

	import_text(l, l->crop, "period,unit,kind,area,as_of,remark\n"
				"2021H1,15101,S1,120,2021-06-25,keep me\n", NULL, &r);
	import_text(l, l->crop, "period,unit,kind,area\n2021H1,15101,S1,121\n", NULL, &r);
	assert_int_equal(r.changed, 1);
	assert_non_null(strstr(export_text(l, l->crop), "121,2021-06-25,,,,,keep me"));
}

static void faults_name_row_and_column(void **state)
{
	struct ledger *l = *state;
	struct import_result r;

	assert_int_equal(import_text(l, l->crop,
		HEAD "2021H1,15101,S1,,120,2021-06-25\n"
		     "\n"
		     "2021H1,15102,S1,,1,2021-07-01\n"
		     "2021H1,15101,S9,,abc,2021-06-25\n", NULL, &r), IMPORT_FAULTS);
	assert_int_equal(r.fault_count, 3);
	assert_int_equal(r.failed, 2);
	assert_string_equal(fault_text(l, &r, 0),
		"row 4, column F (As of): The day is not inside the period");
	assert_int_equal(r.faults[1].row, 5);
	assert_string_equal(r.faults[1].column, "C");
	assert_string_equal(r.faults[1].label, "Kind");
	assert_string_equal(r.faults[2].column, "E");
	assert_int_equal(records_in(l, l->crop), 0);
	assert_null(r.id);
}

static void a_key_stands_once(void **state)
{
	struct ledger *l = *state;
	struct import_result r;

	assert_int_equal(
		import_text(l, l->crop,
			HEAD
			"2021H1,15101,S1,,120,2021-06-25\n2021H1,东明镇,甘草,,1,2021-06-25\n",
			NULL, &r),
		IMPORT_FAULTS);
	assert_int_equal(r.faults[0].row, 3);
	assert_non_null(strstr(r.faults[0].sentence, "Row 2"));
	assert_int_equal(records_in(l, l->crop), 0);
}

static void wholes_and_parts_in_two_batches(void **state)
{
	struct ledger *l = *state;
	struct import_options options = { .format = IMPORT_CSV, .batch = 1 };
	struct import_result r;

	assert_int_equal(
		import_text(l, l->crop,
			HEAD
			"2021H1,15100,S1,,120,2021-06-25\n2021H1,15100201,S1,,1,2021-06-25\n",
			&options, &r),
		IMPORT_FAULTS);
	assert_int_equal(r.faults[0].row, 3);
	assert_int_equal(records_in(l, l->crop), 0);
	assert_int_equal(
		import_text(l, l->crop,
			HEAD "2021H1,15100,S1,,120,2021-06-25\n2021H1,15100,,,1,2021-06-25\n",
			&options, &r),
		IMPORT_FAULTS);
	assert_int_equal(r.faults[0].row, 3);
}

static void warnings_want_a_reason(void **state)
{
	struct ledger *l = *state;
	const char *file = "period,unit,area,as_of,heads\n2021H1,15101,1,2021-06-25,5000\n";
	struct import_options options = { .format = IMPORT_CSV,
		.warn_reason = "counted twice" };
	struct import_result r;
	const struct record *record;

	assert_int_equal(import_text(l, l->crop, file, NULL, &r), IMPORT_FAULTS);
	assert_string_equal(r.faults[0].column, "E");
	assert_int_equal(import_text(l, l->crop, file, &options, &r), IMPORT_OK);
	record = first_record(l, l->crop);
	assert_string_equal(record->warn_reason, "counted twice");
}

static void exactly_the_failed_rows_come_back(void **state)
{
	struct ledger *l = *state;
	struct str out = { 0 };
	struct sink sink = sink_to_str(&out);
	struct import_options options = { .format = IMPORT_CSV, .failed = &sink, .batch = 2 };
	struct import_result r;
	const char *again;

	assert_int_equal(import_text(l, l->crop,
		"period,unit,kind,area,as_of,remark\n"
		"2021H1,15101,S1,120,2021-06-25,\"a, \"\"b\"\"\n=c\"\n"
		"2021H1,15101,S8,120,2021-06-25,\"x, \"\"y\"\"\nz\"\n"
		"2021H1,15101,S2,7,2021-06-25,\n"
		"2021H1,15102,S1,1,2021-09-01,'=1+1\n", &options, &r), IMPORT_FAULTS);
	assert_int_equal(r.created, 2);
	assert_int_equal(r.failed, 2);
	assert_int_equal(records_in(l, l->crop), 2);
	again = str_text(&out);
	assert_memory_equal(again, "\xEF\xBB\xBFperiod,unit,kind,area,as_of,remark,_error", 44);
	assert_non_null(
		strstr(again, "\n2021H1,15101,S8,120,2021-06-25,\"x, \"\"y\"\"\nz\",\"Kind: "));
	assert_non_null(strstr(again, "\n2021H1,15102,S1,1,2021-09-01,'=1+1,As of: The day"));
	assert_null(strstr(again, "S2"));

	/* Corrected, the file goes in as it is, reasons and all. */
	again = arena_text(&l->mem, again);
	memcpy(strstr(again, "S8"), "S3", 2);
	memcpy(strstr(again, "2021-09-01"), "2021-06-01", 10);
	assert_int_equal(import_text(l, l->crop, again, NULL, &r), IMPORT_OK);
	assert_int_equal(r.created, 2);
	assert_non_null(strstr(export_text(l, l->crop), "'=1+1"));
	str_release(&out);
}

static void headers_in_any_language_and_unit(void **state)
{
	struct ledger *l = *state;
	struct import_result r;

	assert_int_equal(import_text(l, l->crop,
		"单位;时期;新增面积（万亩）;截止日期;Half\n"
		"东明镇;2021H1;1.25;2021-06-25;9\n"
		"合　计;;1.25;;\n"
		"小 计;;1.25;;\n", NULL, &r), IMPORT_OK);
	assert_int_equal(r.skipped, 2);
	assert_int_equal(r.note_count, 2);
	assert_non_null(strstr(export_text(l, l->crop), ",12500,"));
}

static void converted_figures_are_exact(void **state)
{
	struct ledger *l = *state;
	struct import_result r;

	assert_int_equal(
		import_text(l, l->crop,
			"unit,period,area(10k mu),as_of\n15101,2021H1,1.2345678,2021-06-25\n",
			NULL, &r),
		IMPORT_FAULTS);
	assert_string_equal(r.faults[0].column, "C");
	assert_int_equal(import_text(l, l->crop,
				 "unit,period,Area(persons),as_of\n15101,2021H1,1,2021-06-25\n",
				 NULL, &r),
		IMPORT_FAULTS);
	assert_int_equal(r.faults[0].row, 1);
	assert_string_equal(r.faults[0].column, "C");
}

static void unknown_and_missing_columns(void **state)
{
	struct ledger *l = *state;
	struct import_result r;

	assert_int_equal(
		import_text(l, l->crop, "period,unit,aera,as_of\n2021H1,15101,1,2021-06-25\n",
			NULL, &r),
		IMPORT_FAULTS);
	assert_int_equal(r.faults[0].row, 1);
	assert_string_equal(r.faults[0].column, "C");
	assert_non_null(strstr(r.faults[0].sentence, "(area)"));
	assert_int_equal(
		import_text(l, l->crop, "period,area,as_of\n2021H1,1,2021-06-25\n", NULL, &r),
		IMPORT_FAULTS);
	assert_non_null(strstr(fault_text(l, &r, 0), "\"Unit\" is missing"));
	assert_int_equal(import_text(l, l->crop, "period,unit,unit,area,as_of\n", NULL, &r),
		IMPORT_FAULTS);
	assert_string_equal(r.faults[0].column, "C");
}

static void a_broken_file_writes_nothing(void **state)
{
	struct ledger *l = *state;
	struct import_options options = { .format = IMPORT_CSV, .batch = 1 };
	FILE *file = file_of(
		HEAD "2021H1,15101,S1,,120,2021-06-25\n2021H1,15101,S2,\"x,1,2021-06-25\n");
	struct import_result r;
	struct err err = { 0 };

	assert_int_equal(import_run(l->data, l->crop, file, &options, &l->mem, &r, &err), -1);
	assert_non_null(strstr(err.text, "row 3"));
	assert_int_equal(records_in(l, l->crop), 0);
	fclose(file);
}

static void a_ledger_without_a_key(void **state)
{
	struct ledger *l = *state;
	const char *file = "day,words\n2021-06-01,one\n2021-06-01,one\n";
	struct import_options again = { .format = IMPORT_CSV, .flags = IMPORT_REPEAT };
	struct import_result r;

	assert_int_equal(import_text(l, l->diary, file, NULL, &r), IMPORT_OK);
	assert_int_equal(r.created, 2);
	assert_int_equal(import_text(l, l->diary, file, NULL, &r), IMPORT_OK);
	assert_int_equal(r.unchanged, 2);
	assert_int_equal(records_in(l, l->diary), 2);
	assert_int_equal(import_text(l, l->diary, file, &again, &r), IMPORT_OK);
	assert_int_equal(records_in(l, l->diary), 4);
	/* What was exported carries _id and means the same records. */
	assert_int_equal(
		import_text(l, l->diary, export_text(l, l->diary), NULL, &r), IMPORT_OK);
	assert_int_equal(r.unchanged, 4);
}

static void a_dry_run_writes_nothing(void **state)
{
	struct ledger *l = *state;
	struct import_options options = { .format = IMPORT_CSV, .flags = IMPORT_DRY_RUN };
	FILE *file = file_of(HEAD "2021H1,15101,S1,,120,2021-06-25\n");
	struct import_result r;
	struct err err = { 0 };

	assert_int_equal(
		import_run(l->data, l->crop, file, &options, &l->mem, &r, &err), IMPORT_OK);
	assert_int_equal(r.created, 1);
	assert_null(r.id);
	assert_int_equal(records_in(l, l->crop), 0);
	fclose(file);
}

/* Large files are compared by hashes instead of record by record; it must not show. */
static void a_large_file_again_and_changed(void **state)
{
	struct ledger *l = *state;
	struct str file = { 0 };
	struct import_result r;
	char *at;

	str_add(&file, "period,unit,kind,grower,area,as_of,remark\n");
	for (int i = 0; i < 3000; i++)
		str_addf(&file, "2021H1,15101,S1,g%d,%d.50,2021-06-25,%s\n", i, i,
			i % 3 ? "" : "=x");
	assert_int_equal(import_text(l, l->crop, str_text(&file), NULL, &r), IMPORT_OK);
	assert_int_equal(r.created, 3000);
	assert_int_equal(import_text(l, l->crop, str_text(&file), NULL, &r), IMPORT_OK);
	assert_int_equal(r.unchanged, 3000);
	assert_int_equal(import_text(l, l->crop, export_text(l, l->crop), NULL, &r), IMPORT_OK);
	assert_int_equal(r.unchanged, 3000);
	at = strstr(file.at, ",77.50,");
	memcpy(at, ",77.51,", 7);
	str_add(&file, "2021H1,15101,S1,new,1,2021-06-25,\n");
	assert_int_equal(import_text(l, l->crop, str_text(&file), NULL, &r), IMPORT_OK);
	assert_int_equal(r.unchanged, 2999);
	assert_int_equal(r.changed, 1);
	assert_int_equal(r.created, 1);
	assert_non_null(strstr(export_text(l, l->crop), ",77.51,"));
	str_release(&file);
}

static void json_lines(void **state)
{
	struct ledger *l = *state;
	struct import_options options = { .format = IMPORT_JSON, .flags = IMPORT_UNRECORDED };
	struct import_result r;

	assert_int_equal(
		import_text(l, l->crop,
			"{\"period\": \"2021H1\", \"unit\": \"15101\", \"area\": "
			"\"12.50\", \"as_of\": \"2021-06-25\"}\n"
			"\n"
			"{\"period\": \"2021H1\", \"unit\": \"15102\", \"area\": \"7\", "
			"\"as_of\": \"2021-06-25\","
			" \"heads\": 12, \"others\": [\"S1\", \"S2\"]}\n",
			&options, &r),
		IMPORT_OK);
	assert_int_equal(r.created, 2);
	assert_null(r.id);
	assert_int_equal(
		import_text(l, l->crop,
			"{\"period\": \"2021H1\", \"unit\": \"15101\", \"area\": 12.5}\n",
			&options, &r),
		IMPORT_FAULTS);
	assert_string_equal(fault_text(l, &r, 0),
		"row 1 (Area): Write a number with decimals as a string: \"12.5\".");
	assert_int_equal(
		import_text(l, l->crop,
			"{\"period\": \"2021H1\", \"unit\": \"15101\", \"area\": \"13\"}\n",
			&options, &r),
		IMPORT_OK);
	assert_int_equal(r.changed, 1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(rows_become_records), TEST(again_changes_nothing),
		TEST(what_cannot_be_kept_is_refused_with_its_place),
		TEST(a_changed_row_is_a_revision), TEST(a_column_left_out_is_left_alone),
		TEST(faults_name_row_and_column), TEST(a_key_stands_once),
		TEST(wholes_and_parts_in_two_batches), TEST(warnings_want_a_reason),
		TEST(exactly_the_failed_rows_come_back), TEST(headers_in_any_language_and_unit),
		TEST(converted_figures_are_exact), TEST(unknown_and_missing_columns),
		TEST(a_broken_file_writes_nothing), TEST(a_ledger_without_a_key),
		TEST(a_dry_run_writes_nothing), TEST(a_large_file_again_and_changed),
		TEST(json_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

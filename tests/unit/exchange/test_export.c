/* Exports: what comes out, and that it goes in again without a change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "exchange/export.h"
#include "ledger.h"
#include "lib/prop.h"
#include "model/qbe.h"

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

static const char *text_of(struct ledger *l, const struct query *query,
			   const struct export_options *options)
{
	struct str out = { 0 };
	struct sink sink = sink_to_str(&out);
	struct err err = { 0 };
	const char *copy;

	if (export_query(l->data, query, options, &sink, &l->mem, NULL, NULL, &err) < 0)
		fail_msg("%s", err.text);
	copy = arena_text_len(&l->mem, str_text(&out), out.len);
	str_release(&out);
	return copy;
}

static void some_rows(struct ledger *l)
{
	struct import_result r;

	assert_int_equal(import_text(l, l->crop,
		"period,unit,kind,area,as_of,heads,remark\n"
		"2021H1,15101,S1,120,2021-06-25,3,=1+1\n"
		"2021H1,15102,S2,.,2021-06-25,,\n", NULL, &r), IMPORT_OK);
}

static void a_table_shows_labels(void **state)
{
	struct ledger *l = *state;
	struct export_options options = { .format = ROWS_TEXT };
	struct query query = { .form = l->crop };

	some_rows(l);
	assert_string_equal(text_of(l, &query, &options),
		"Unit      Kind        Area\n东明镇    liquorice    120\n"
		"八仙筒镇  astragalus     .\n");
}

static void chosen_columns_and_rows(void **state)
{
	struct ledger *l = *state;
	struct export_options options = { .format = ROWS_CSV, .rows = ROWS_NO_BOM };
	struct query query = { .form = l->crop };
	char *words[] = { (char *)"unit=15101" };
	const char *with_id;
	struct err err = { 0 };

	some_rows(l);
	assert_int_equal(export_columns(l->crop, "kind,新增面积,half", &l->mem, &options.fields,
		&options.field_count, &err), 0);
	assert_int_equal(
		qbe_words(l->model, l->crop, words, 1, &l->mem, &query.where, &err), 0);
	assert_string_equal(text_of(l, &query, &options), "Kind,Area,Half\nS1,120,60\n");
	options.flags = EXPORT_LABELS | EXPORT_IDS;
	with_id = arena_printf(&l->mem, "_id,Kind,Area,Half\n%llu,liquorice,120,60\n",
		(unsigned long long)first_record(l, l->crop)->id);
	assert_string_equal(text_of(l, &query, &options), with_id);
	query.where = NULL;
	options.limit = 1;
	assert_string_equal(text_of(l, &query, &options), with_id);
	assert_int_equal(export_columns(l->crop, "kind,aera", &l->mem, &options.fields,
		&options.field_count, &err), -1);
	assert_non_null(strstr(err.text, "\"area\""));
}

static void json_lines_name_their_records(void **state)
{
	struct ledger *l = *state;
	struct export_options options = { .format = ROWS_JSON, .flags = EXPORT_BARE };
	struct query query = { .form = l->crop };
	struct err err = { 0 };

	some_rows(l);
	export_columns(
		l->crop, "unit,area", &l->mem, &options.fields, &options.field_count, &err);
	assert_string_equal(text_of(l, &query, &options),
		"{\"unit\": \"15101\", \"area\": \"120\"}\n"
		"{\"unit\": \"15102\", \"area\": \".\"}\n");
}

static void a_formula_never_goes_out(void **state)
{
	struct ledger *l = *state;

	some_rows(l);
	assert_non_null(strstr(export_text(l, l->crop), ",'=1+1,"));
}

/* Put there through the data layer, as an older program may have done. */
static void what_is_dirty_is_shown_clean_and_exported_as_it_is(void **state)
{
	struct ledger *l = *state;
	struct query query = { .form = l->crop };
	const struct field *const fields[] = { form_field(l->crop, "remark") };
	struct export_options shown = { .format = ROWS_TEXT, .fields = fields, .field_count = 1 },
			      csv = { .format = ROWS_CSV, .fields = fields, .field_count = 1,
				      .rows = ROWS_NO_BOM },
			      json = { .format = ROWS_JSON, .flags = EXPORT_BARE,
				       .fields = fields, .field_count = 1 };
	struct record *record;
	struct save_result result;
	struct err err = { 0 };

	some_rows(l);
	record = record_copy(first_record(l, l->crop), &l->mem);
	*record_value(record, "remark") = value_text("a\xE2\x80\xAE" "b\x1B[2J");
	if (data_save(l->data, record, &(struct save_options){ 0 }, &l->mem, &result, &err) != 0)
		fail_msg("%s", err.text);
	assert_non_null(strstr(text_of(l, &query, &shown), "a?b?[2J"));
	assert_non_null(strstr(text_of(l, &query, &csv), "a\xE2\x80\xAE" "b\x1B[2J"));
	assert_non_null(strstr(text_of(l, &query, &json), "\"a\xE2\x80\xAE" "b\\u001b[2J\""));
}

static void forms_and_groups(void **state)
{
	struct ledger *l = *state;
	struct str out = { 0 };
	struct sink sink = sink_to_str(&out);
	struct group_query query = { .base = { .form = l->crop }, .by_count = 1, .sum_count = 1,
				     .as_of = DATE_NONE };
	struct group_result result;
	struct err err = { 0 };

	some_rows(l);
	query.by[0] = (struct group_by){ .field = form_field(l->crop, "unit"), .level = -1 };
	query.sums[0] = form_field(l->crop, "area");
	if (query_group(l->data, &query, &l->mem, &result, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(export_groups(l->data, &query, &result, ROWS_JSON, &sink, &err), 0);
	assert_non_null(strstr(str_text(&out),
		"{\"unit\": \"15101\", \"records\": \"1\", \"area\": \"120\", "
		"\"area_given\": \"1\", \"area_missing\": \"0\"}\n"));
	str_clear(&out);
	assert_int_equal(export_forms(l->data, ROWS_CSV, &sink, &err), 0);
	assert_non_null(strstr(str_text(&out), "crop,Crop,primary,13\n"));
	str_clear(&out);
	assert_int_equal(export_form(l->data, l->crop, ROWS_TEXT, &sink, &err), 0);
	assert_non_null(strstr(str_text(&out), "plots.size"));
	assert_non_null(strstr(str_text(&out), "= area / 2"));
	str_release(&out);
}

/* ---- round trips ---- */

static const char *any(struct prop *p, const char *const *of, size_t count)
{
	return of[prop_below(p, count)];
}
#define ANY(p, of) any(p, of, sizeof(of) / sizeof((of)[0]))

static void random_file(struct prop *p, struct str *out)
{
	static const char *const units[] = { "15100201", "15100202", "15101201", "15102" };
	static const char *const areas[] = { "0", "1.25", "50余", "计划1000", ".", "/", "X", "8" };
	static const char *const heads[] = { "", "0", ".", "12" };
	static const char *const lists[] = { "", "S1", "S1、S2", "S2,S3" };
	static const char *const remarks[] = { "", "'", "'=x", "=1", "-5", "+1+1", "a\"b",
		"two\nlines", "甘草，黄芪", "@x", "1|2;3\\", "/", "." };
	static const char *const plots[] = { "", "a|1.5;b|2余;", "x\\|y\\;|.;", "=1|;" };

	str_add(out, "period,unit,kind,grower,area,as_of,heads,others,checked,remark,plots\n");
	for (int i = 0; i < 40; i++) {
		const char *cells[] = { "2021H1", ANY(p, units), "S1", NULL, ANY(p, areas),
			"2021-06-25", ANY(p, heads), ANY(p, lists),
			prop_chance(p, 50) ? "yes" : "", ANY(p, remarks), ANY(p, plots) };
		struct str grower = { 0 };

		str_addf(&grower, "%s%d", prop_chance(p, 20) ? "=" : "g", i);
		cells[3] = str_text(&grower);
		for (size_t c = 0; c < sizeof(cells) / sizeof(cells[0]); c++) {
			str_add(out, c ? "," : "");
			csv_put_cell(cells[c], out);
		}
		str_add(out, "\n");
		str_release(&grower);
	}
}

static void import_again(struct ledger *l, const char *text, enum import_format format)
{
	struct import_options options = { .format = format };
	struct import_result r;

	if (import_text(l, l->crop, text, &options, &r) != IMPORT_OK)
		fail_msg("%s\n%s", fault_text(l, &r, 0), text);
	assert_int_equal(r.unchanged, 40);
}

static void a_round_trip_changes_nothing(void **state)
{
	struct prop p = prop_start("export and import", 20210625);

	(void)state;
	for (int i = 0; i < 30; i++) {
		struct ledger *l = ledger_open();
		struct export_options csv = { .format = ROWS_CSV },
				      json = { .format = ROWS_JSON };
		struct query query = { .form = l->crop };
		struct import_result r;
		struct str file = { 0 };

		random_file(&p, &file);
		if (import_text(l, l->crop, str_text(&file), NULL, &r) != IMPORT_OK)
			fail_msg("%s", fault_text(l, &r, 0));
		import_again(l, text_of(l, &query, &csv), IMPORT_CSV);
		import_again(l, text_of(l, &query, &json), IMPORT_JSON);
		csv.rows = ROWS_GB18030;
		import_again(l, text_of(l, &query, &csv), IMPORT_CSV);
		csv.flags = EXPORT_IDS;
		import_again(l, text_of(l, &query, &csv), IMPORT_CSV);
		str_release(&file);
		ledger_close(&l);
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_table_shows_labels), TEST(chosen_columns_and_rows),
		TEST(json_lines_name_their_records), TEST(a_formula_never_goes_out),
		TEST(what_is_dirty_is_shown_clean_and_exported_as_it_is),
		TEST(forms_and_groups),
		cmocka_unit_test(a_round_trip_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

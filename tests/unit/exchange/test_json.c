/* Records as JSON lines: written, read back, refused with the field's name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "exchange/json.h"
#include "ledger.h"
#include "model/value.h"

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

static const char *error_of(struct ledger *l, const char *line)
{
	struct incoming in;
	struct err err = { 0 };

	if (json_to_incoming(l->data, l->crop, line, strlen(line), &l->mem, &in, &err) == 0)
		return "";
	return arena_printf(&l->mem, "%s|%s", in.fault ? in.fault->id : "", err.text);
}

static struct incoming take(struct ledger *l, const char *line)
{
	struct incoming in;
	struct err err = { 0 };

	if (json_to_incoming(l->data, l->crop, line, strlen(line), &l->mem, &in, &err) < 0)
		fail_msg("%s", err.text);
	return in;
}

static const char *print(struct ledger *l, const struct record *record, unsigned flags)
{
	struct str out = { 0 };
	const char *copy;

	record_to_json(l->model, record, NULL, 0, flags, &out);
	copy = arena_text(&l->mem, str_text(&out));
	str_release(&out);
	return copy;
}

static const char full[] =
	"{\"period\": \"2021H1\", \"unit\": \"15101\", \"kind\": \"S1\", "
	"\"grower\": \"王\\\"二\\\"\", \"area\": \"50余\", \"as_of\": \"2021-06-25\", "
	"\"heads\": \".\", \"others\": [\"S2\", \"S3\"], \"seed\": \"7\", "
	"\"checked\": \"yes\", \"remark\": \"a\\nb\", "
	"\"plots\": [{\"plot\": \"1|;\", \"size\": \"2.5\"}, {\"plot\": \"2\"}]}";

static void what_goes_in_comes_out(void **state)
{
	struct ledger *l = *state;
	struct incoming in = take(l, full);

	assert_string_equal(print(l, in.values, JSON_BARE | JSON_SPARSE), full);
	assert_int_equal(in.named[form_field(l->crop, "area")->index], 1);
	assert_int_equal(in.named[form_field(l->crop, "half")->index], 0);
}

static const char marked[] =
	"{\"period\": \"2021H1\", \"unit\": \"15101\", \"kind\": \"S1\", \"area\": \"5\", "
	"\"plots\": [{\"plot\": \"1\", \"size\": \"2\", \"_notes\": {\"size\": \"paced\"}, "
	"\"_carried\": [\"size\"]}], \"_notes\": {\"area\": \"as \\\"measured\\\"\"}, "
	"\"_carried\": [\"kind\", \"area\"]}";

static void notes_and_marks_go_with_their_values(void **state)
{
	struct ledger *l = *state;
	struct incoming in = take(l, marked);
	struct record *stored = in.values, *out;
	struct err err = { 0 };
	int unchanged;

	assert_string_equal(print(l, in.values, JSON_BARE | JSON_SPARSE), marked);
	/* what says nothing of notes leaves them, what says some sets them */
	stored->id = stored->revision = 1;
	stored->state = STATE_SAVED;
	in = take(l, "{\"area\": \"6\", \"period\": \"2021H1\"}");
	assert_int_equal(incoming_merge(&in, stored, &l->mem, &out, &unchanged, &err), 0);
	assert_string_equal(record_value(out, "area")->note, "as \"measured\"");
	assert_int_equal(record_value(out, "area")->carried, 0);
	in = take(l, "{\"area\": \"5\", \"_notes\": {}}");
	assert_int_equal(incoming_merge(&in, stored, &l->mem, &out, &unchanged, &err), 0);
	assert_int_equal(unchanged, 0);
	assert_null(record_value(out, "area")->note);
	assert_int_equal(record_value(out, "area")->carried, 1);
	in = take(l, marked);
	assert_int_equal(incoming_merge(&in, stored, &l->mem, &out, &unchanged, &err), 0);
	assert_int_equal(unchanged, 1);
}

static void wrong_notes_are_refused(void **state)
{
	struct ledger *l = *state;
	struct str line = { 0 };

	assert_non_null(strstr(error_of(l, "{\"_notes\": {\"aera\": \"x\"}}"), "no field \"aera\""));
	assert_non_null(strstr(error_of(l, "{\"_notes\": {\"area\": 5}}"), "as a string"));
	assert_non_null(strstr(error_of(l, "{\"_notes\": \"x\"}"), "as an object"));
	assert_non_null(strstr(error_of(l, "{\"_carried\": [\"aera\"]}"), "no field \"aera\""));
	assert_non_null(strstr(error_of(l, "{\"_carried\": \"area\"}"), "as a list"));
	assert_non_null(strstr(error_of(l, "{\"_notes\": {\"area\": \"a\\u0007\"}}"),
		"Area: character 2 (U+0007)"));
	str_add(&line, "{\"_notes\": {\"area\": \"");
	for (int i = 0; i < 201; i++)
		str_add(&line, "药");
	str_add(&line, "\"}}");
	assert_non_null(strstr(error_of(l, str_text(&line)), "shorten it to 200"));
	str_release(&line);
}

static void null_is_empty_and_absent_is_not_named(void **state)
{
	struct ledger *l = *state;
	struct incoming in = take(l, "{\"remark\": null, \"plots\": [], \"Heads\": 12}");
	const struct field *remark = form_field(l->crop, "remark");

	assert_int_equal(in.named[remark->index], 1);
	assert_int_equal(in.values->values[remark->index].state, VALUE_NONE);
	assert_int_equal(in.named[form_field(l->crop, "area")->index], 0);
	assert_int_equal(record_value(in.values, "heads")->number.unscaled, 12);
	assert_string_equal(
		print(l, in.values, JSON_BARE | JSON_SPARSE), "{\"heads\": \"12\"}");
}

static void keys_with_a_line_before(void **state)
{
	struct ledger *l = *state;
	struct incoming in = take(
		l, "{\"_id\": \"12\", \"_rev\": 3, \"_reason\": \"so\", \"_state\": \"x\"}");

	assert_int_equal(in.id, 12);
	assert_int_equal(in.revision, 3);
	assert_string_equal(in.warn_reason, "so");
	assert_non_null(strstr(error_of(l, "{\"_id\": \"x\"}"), "_id"));
}

static void faults_name_the_field(void **state)
{
	struct ledger *l = *state;

	assert_string_equal(error_of(l, "{\"area\": 12.5}"),
		"area|Write a number with decimals as a string: \"12.5\".");
	assert_memory_equal(error_of(l, "{\"area\": 12}"), "area|", 5);
	assert_memory_equal(error_of(l, "{\"kind\": \"S9\"}"), "kind|", 5);
	assert_memory_equal(error_of(l, "{\"kind\": [\"S1\"]}"), "kind|", 5);
	assert_memory_equal(error_of(l, "{\"unit\": true}"), "unit|", 5);
	assert_string_equal(error_of(l, "{\"aera\": \"1\"}"),
		"|There is no field \"aera\"; did you mean \"area\"?");
	assert_memory_equal(error_of(l, "{\"area\": \"1\", \"aera\": \"1\"}"), "|There", 6);
	assert_non_null(strstr(error_of(l, "{\"plots\": [{\"size\": \"abc\"}]}"), "row 1"));
	assert_non_null(strstr(error_of(l, "{\"plots\": [{\"sice\": \"1\"}]}"), "\"size\""));
	assert_non_null(strstr(error_of(l, "{\"area\": \"1\", \"area\": \"2\"}"), "JSON"));
	assert_non_null(strstr(error_of(l, "{\"area\": "), "JSON"));
	assert_non_null(strstr(error_of(l, "[1]"), "object"));
	assert_string_not_equal(error_of(l, "{\"remark\": \"a\\u0000b\"}"), "");
}

static void a_ref_by_the_targets_key(void **state)
{
	struct ledger *l = *state;
	struct import_result r;
	struct incoming in;

	import_text(l, l->crop, "period,unit,kind,area,as_of\n2021H1,15102,S1,1,2021-06-25\n",
		NULL, &r);
	in = take(l,
		"{\"seed\": {\"period\": \"2021H1\", \"unit\": \"15102\", \"kind\": \"S1\"}}");
	assert_int_equal(strtoull(record_value(in.values, "seed")->text, NULL, 10),
		first_record(l, l->crop)->id);
	assert_memory_equal(
		error_of(l, "{\"seed\": {\"period\": \"2022H1\", \"unit\": \"15102\"}}"),
		"seed|No record", 14);
}

static void stored_records_carry_their_state(void **state)
{
	struct ledger *l = *state;
	struct import_result r;
	const struct record *record;
	const char *line;

	import_text(
		l, l->crop, "period,unit,area,as_of\n2021H1,15102,1,2021-06-25\n", NULL, &r);
	record = first_record(l, l->crop);
	line = print(l, record, JSON_SPARSE);
	assert_memory_equal(line, "{\"_id\": \"", 9);
	assert_non_null(strstr(line, "\"_rev\": \"1\", \"_state\": \"submitted\", "));
	assert_non_null(strstr(line, "\"half\": \"0.5"));
	assert_int_equal(take(l, line).id, record->id);
}

static void texts_are_escaped(void **state)
{
	struct str out = { 0 };

	(void)state;
	json_put_text("a\"b\\c\n\t\x01" "亩\xFF", &out);
	assert_string_equal(str_text(&out), "\"a\\\"b\\\\c\\n\\u0009\\u0001亩\xEF\xBF\xBD\"");
	str_release(&out);
}

static void a_reason_is_added_to_a_line(void **state)
{
	struct str out = { 0 };

	(void)state;
	json_with_text("{\"b\": \"甲\", \"a\": 1}", "_error", "why", &out);
	assert_string_equal(str_text(&out), "{\"b\": \"甲\", \"a\": 1, \"_error\": \"why\"}");
	str_clear(&out);
	json_with_text("no json", "_error", "why", &out);
	assert_string_equal(str_text(&out), "no json");
	str_release(&out);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(what_goes_in_comes_out), TEST(notes_and_marks_go_with_their_values),
		TEST(wrong_notes_are_refused), TEST(null_is_empty_and_absent_is_not_named),
		TEST(keys_with_a_line_before), TEST(faults_name_the_field),
		TEST(a_ref_by_the_targets_key), TEST(stored_records_carry_their_state),
		TEST(texts_are_escaped), TEST(a_reason_is_added_to_a_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

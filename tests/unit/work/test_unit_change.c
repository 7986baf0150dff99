/* test_unit_change.c - what a change of units would do, and who is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "model/cycle.h"
#include "model/form.h"
#include "model/unit_change.h"
#include "unit/work/office.h"
#include "work/unit_change.h"

/* The same office with other changes of units: its model alone is looked at. */
static void open_next(struct office *o, const char *from, const char *to)
{
	const struct office_edit edits[] = { { "changes.conf", from, to }, { 0 } };

	office_open_edited(o, edits);
}

#define RECORD(period, unit, day)                                                              \
	"{\"period\":\"" period "\",\"unit\":\"" unit "\"," \
	"\"species\":\"S001\",\"area\":\"5\",\"land\":\"GD\",\"as_of\":\"" day "\"}\n"

static void put_records(struct office *o)
{
	office_put(o, "planting",
		RECORD("2025H2", "150525103", "2025-12-25")
		RECORD("2026H1", "150525103", "2026-01-25")
		RECORD("2025H2", "150525104", "2025-12-25")
		RECORD("2026H1", "150525104", "2026-01-25")
		RECORD("2026H1", "150525105", "2026-01-25"));
}

static void what_a_merge_concerns_is_told_by_number(void **state)
{
	struct office now, then;
	struct dataset *data;
	struct unit_effect effect;
	struct str text = { 0 };
	struct err err = { 0 };
	int places = 0;

	(void)state;
	office_open(&now);
	put_records(&now);
	open_next(&then, "changes = (",
		"changes = (\n  { kind = \"merge\"; on = \"2026-10-01\"; "
		"units = [\"150525103\"]; into = \"150525105\"; },");
	/* who keeps conf may read none of these ledgers, and is told their numbers alone */
	data = office_enter(&now, "admin");
	if (work_unit_effect(data, then.model, &now.mem, &effect, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < effect.record_count; i++) {
		const struct unit_effect_records *line = &effect.records[i];

		if (strcmp(line->form->id, "planting") != 0)
			continue;
		assert_int_equal(line->count, 1);
		assert_int_equal(line->now, 1);
		/* both periods ended before the day: as was, nothing changes */
		assert_int_equal(line->was, 0);
		places |= line->period.year == 2025 ? 1 : 2;
	}
	assert_int_equal(places, 3);
	assert_true(effect.due_count > 0);
	assert_int_equal(effect.due[0].period.year, 2026);
	assert_int_equal(effect.due[0].period.number, 2);
	assert_string_equal(effect.due[0].less, "新镇");
	assert_string_equal(effect.due[0].more, "");
	assert_int_equal(effect.post_count, 1);
	assert_non_null(strstr(effect.posts[0].title, "clerk of another town"));
	work_unit_effect_show(&effect, &text);
	assert_non_null(strstr(str_text(&text), "2025H2"));
	assert_null(strstr(str_text(&text), "\t"));
	str_release(&text);
	dataset_close(&data);
	office_close(&then);
	office_close(&now);
}

static void a_change_of_the_past_moves_what_was_reported_since(void **state)
{
	struct office now, then;
	struct unit_effect effect;
	struct err err = { 0 };
	size_t was = 0, counted = 0;

	(void)state;
	office_open(&now);
	put_records(&now);
	open_next(&then, "changes = (",
		"changes = (\n  { kind = \"merge\"; on = \"2026-01-01\"; "
		"units = [\"150525104\"]; into = \"150525105\"; },");
	if (work_unit_effect(now.owner, then.model, &now.mem, &effect, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < effect.record_count; i++)
		if (strcmp(effect.records[i].form->id, "planting") == 0) {
			was += effect.records[i].was;
			counted += effect.records[i].count;
		}
	assert_int_equal(counted, 2);
	assert_int_equal(was, 1);
	office_close(&then);
	office_close(&now);
}

static void only_who_may_change_conf_is_told(void **state)
{
	static const char *const others[] = { "zhang", "bao", "anquan", "shenji" };
	struct office o;
	struct unit_effect effect;

	(void)state;
	office_open(&o);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct dataset *data = office_enter(&o, others[i]);
		struct err err = { 0 };

		assert_int_equal(work_unit_effect(data, o.model, &o.mem, &effect, &err), -1);
		assert_int_equal(err.code, ERR_DENIED);
		dataset_close(&data);
	}
	office_close(&o);
}

static void the_file_is_written_with_and_without_a_change(void **state)
{
	struct office o;
	const char *units[] = { "150525103", NULL };
	struct unit_change c = { .kind = CHANGE_RENAME, .on = date_of(2018, 5, 1),
		.units = units, .name = "新新镇" };
	struct str text = { 0 };
	struct err err = { 0 };

	(void)state;
	office_open(&o);
	work_units_with(o.model, &c, &text);
	/* between the two that are shipped, by its day */
	assert_true(strstr(str_text(&text), "2016-07-31") < strstr(str_text(&text), "新新镇"));
	assert_true(strstr(str_text(&text), "新新镇") < strstr(str_text(&text), "2020-06-30"));
	str_clear(&text);
	assert_int_equal(work_units_without(o.model, 1, &text, &err), 0);
	assert_null(strstr(str_text(&text), "2016-07-31"));
	assert_non_null(strstr(str_text(&text), "2020-06-30"));
	assert_int_equal(work_units_without(o.model, 3, &text, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	str_release(&text);
	office_close(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_merge_concerns_is_told_by_number),
		cmocka_unit_test(a_change_of_the_past_moves_what_was_reported_since),
		cmocka_unit_test(only_who_may_change_conf_is_told),
		cmocka_unit_test(the_file_is_written_with_and_without_a_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

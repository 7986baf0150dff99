/*
 * test_changes.c - conf/changes: faults by file and line, what is written is read the same, and
 * the banner's own list since 2015.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "conf/conf.h"
#include "model/model.h"

static char dir[] = "/tmp/herbledger-changes-XXXXXX";

struct reading {
	struct arena mem;
	struct model *model;
	struct faults faults;
};

static int set_up(void **state)
{
	(void)state;
	i18n_init(LANG_EN, NULL);
	return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
	char path[256];

	(void)state;
	snprintf(path, sizeof(path), "%s/changes.conf", dir);
	remove(path);
	return rmdir(dir);
}

/* The shipped conf/ with these changes in place of its own; NULL: its own. */
static void open_reading(struct reading *r, const char *text)
{
	struct conf_dirs dirs = { .conf = "conf", .forms = "forms", .data_conf = dir };
	char path[256];
	struct err err = { 0 };

	*r = (struct reading){ .model = NULL };
	snprintf(path, sizeof(path), "%s/changes.conf", dir);
	remove(path);
	if (text) {
		FILE *file = fopen(path, "w");

		assert_non_null(file);
		fputs(text, file);
		assert_int_equal(fclose(file), 0);
	}
	if (conf_read(&dirs, &r->mem, &r->model, &r->faults, &err) < 0)
		fail_msg("%s", err.text);
}

static void close_reading(struct reading *r)
{
	model_drop(&r->model);
	arena_release(&r->mem);
}

static void must_be_sound(const struct reading *r)
{
	for (size_t i = 0; i < r->faults.count; i++)
		fail_msg("%s:%d: %s", r->faults.at[i].file, r->faults.at[i].line,
			r->faults.at[i].sentence);
}

/* Townships with a code of the state, on that day. */
static size_t townships(const struct reading *r, int32_t day, struct arena *mem)
{
	const struct unit **units;
	size_t count = unit_children(
		       &r->model->units, r->model->site.root, day, mem, &units),
	       official = 0;

	for (size_t i = 0; i < count; i++)
		official += strlen(units[i]->code) == 9 && !strchr(units[i]->code, 'X');
	return official;
}

static void the_banners_own_list_grew_from_fourteen_to_sixteen(void **state)
{
	struct reading r;
	const struct unit *street, *town, *village, *farm;

	(void)state;
	open_reading(&r, NULL);
	must_be_sound(&r);
	assert_int_equal(r.model->change_count, 2);
	assert_int_equal(townships(&r, date_of(2015, 9, 30), &r.mem), 14);
	assert_int_equal(townships(&r, date_of(2016, 7, 31), &r.mem), 15);
	assert_int_equal(townships(&r, date_of(2019, 10, 31), &r.mem), 15);
	assert_int_equal(townships(&r, date_of(2020, 6, 30), &r.mem), 16);
	assert_int_equal(townships(&r, date_of(2024, 1, 1), &r.mem), 16);
	assert_int_equal(townships(&r, DATE_NONE, &r.mem), 16);
	town = unit_find(&r.model->units, "150525100");
	street = unit_find(&r.model->units, "150525401");
	village = unit_find(&r.model->units, "150525401400");
	farm = unit_find(&r.model->units, "150525400");
	assert_ptr_equal(unit_parent(village, date_of(2019, 12, 31)), town);
	assert_ptr_equal(unit_parent(village, DATE_NONE), street);
	assert_ptr_equal(unit_parent(farm, DATE_NONE), r.model->site.root);
	/* an inferred day is said to be one */
	for (size_t i = 0; i < r.model->change_count; i++)
		assert_non_null(strstr(r.model->changes[i].source, "推断"));
	close_reading(&r);
}

#define ONE(settings) "changes = (\n  { " settings " }\n);\n"
#define MERGE(units, into, on)                                                                 \
	"kind = \"merge\"; on = \"" on "\"; units = [" units "]; into = \"" into "\";"
#define MOVE(units, to, on)                                                                    \
	"kind = \"transfer\"; on = \"" on "\"; units = [" units "]; to = \"" to "\";"

static void a_fault_names_its_line_and_leaves_the_change_out(void **state)
{
	static const struct {
		const char *text, *says;
		int line;
	} faults[] = {
		{ ONE(MERGE("\"150525999\"", "150525204", "2024-01-01")), "no unit with", 2 },
		{ ONE(MERGE("\"150525204\"", "150525204", "2024-01-01")), "circle", 2 },
		{ ONE(MERGE("\"150525000\"", "150525204", "2024-01-01")), "circle", 2 },
		{ ONE(MERGE("", "150525204", "2024-01-01")), "units is empty", 2 },
		{ ONE("kind = \"merge\"; on = \"2024-01-01\"; into = \"150525204\";"),
		  "units", 2 },
		{ ONE("kind = \"merge\"; on = \"2024-13-01\"; units = [\"150525205\"]; into = "
		      "\"150525204\";"),
		  "2024-13-01", 2 },
		{ ONE("kind = \"swallow\"; on = \"2024-01-01\";"), "kind is merge", 2 },
		{ ONE("kind = \"rename\"; on = \"2024-01-01\"; unit = \"150525204\";"),
		  "name", 2 },
		{ ONE("kind = \"rename\"; on = \"2024-01-01\"; unit = \"150525204\"; "
		      "name = \"a\"; to = \"b\";"),
		  "to", 2 },
		{ ONE("kind = \"split\"; on = \"2024-01-01\"; unit = \"150525204\"; new = "
		      "\"150525205\"; name = \"x\";"),
		  "there already", 2 },
		{ "changes = (\n  { " MERGE("\"150525204\"", "150525205", "2024-01-01") " },\n"
		  "  { " MERGE("\"150525204\"", "150525203", "2024-06-01") " }\n);\n",
		  "ended on 2023-12-31", 3 },
		{ "changes = (\n  { " MOVE("\"150525204200\"", "150525205", "2024-01-01")
		  " },\n  { " MOVE("\"150525204200\"", "150525203", "2024-01-01") " }\n);\n",
		  "once a day", 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct reading r;

		open_reading(&r, faults[i].text);
		if (r.faults.count == 0)
			fail_msg("no fault in %s", faults[i].text);
		if (!strstr(r.faults.at[0].sentence, faults[i].says))
			fail_msg("%s: %s", faults[i].text, r.faults.at[0].sentence);
		assert_int_equal(r.faults.at[0].line, faults[i].line);
		assert_non_null(strstr(r.faults.at[0].file, "changes.conf"));
		/* what was sound before it holds */
		assert_int_equal(r.model->change_count, faults[i].line - 2);
		close_reading(&r);
	}
}

static void changes_hold_in_order_of_day_whatever_their_order_in_the_file(void **state)
{
	struct reading r;
	const struct unit *village;

	(void)state;
	open_reading(&r, "changes = (\n  { " MOVE("\"150525204200\"", "150525203", "2025-01-01")
		" },\n  { " MERGE("\"150525204\"", "150525205", "2024-01-01") " }\n);\n");
	must_be_sound(&r);
	village = unit_find(&r.model->units, "150525204200");
	assert_string_equal(unit_parent(village, date_of(2023, 6, 1))->code, "150525204");
	assert_string_equal(unit_parent(village, date_of(2024, 6, 1))->code, "150525205");
	assert_string_equal(unit_parent(village, DATE_NONE)->code, "150525203");
	assert_int_equal(r.model->changes[0].kind, CHANGE_MERGE);
	close_reading(&r);
}

static const char all_kinds[] =
	"changes = (\n"
	"  { kind = \"split\"; on = \"2023-01-01\"; unit = \"150525205\"; new = \"150525901\"; "
	"name = \"新设\\\"乡\\\"\"; pinyin = \"xin she xiang\"; initials = \"xsx\"; villages = "
	"[\"150525205200\", \"150525205201\"];\n    source = \"文〔2023〕1号\"; },\n"
	"  { kind = \"merge\"; on = \"2024-01-01\"; units = [\"150525204\", \"150525202\"]; "
	"into = \"150525902\"; name = \"合乡\"; },\n"
	"  { kind = \"rename\"; on = \"2024-01-01\"; unit = \"150525203\"; "
	"name = \"黄花塔拉镇\"; },\n"
	"  { kind = \"transfer\"; on = \"2025-01-01\"; units = [\"150525100200\"]; to = "
	"\"150525901\"; }\n);\n";

static void what_is_written_is_read_the_same(void **state)
{
	struct reading r, again;
	struct str first = { 0 }, second = { 0 };

	(void)state;
	open_reading(&r, all_kinds);
	must_be_sound(&r);
	assert_int_equal(r.model->change_count, 4);
	unit_changes_print(r.model->changes, r.model->change_count, &first);
	open_reading(&again, str_text(&first));
	must_be_sound(&again);
	unit_changes_print(again.model->changes, again.model->change_count, &second);
	assert_string_equal(str_text(&first), str_text(&second));
	assert_non_null(strstr(str_text(&first), strchr(all_kinds, '(') + 2));
	str_release(&first);
	str_release(&second);
	close_reading(&again);
	close_reading(&r);
}

static void new_units_are_whole(void **state)
{
	struct reading r;
	const struct unit *split, *merged;
	const struct unit **found;

	(void)state;
	open_reading(&r, all_kinds);
	split = unit_find(&r.model->units, "150525901");
	merged = unit_find(&r.model->units, "150525902");
	assert_string_equal(unit_name(split, DATE_NONE), "新设\"乡\"");
	assert_ptr_equal(unit_parent(split, DATE_NONE), r.model->site.root);
	assert_ptr_equal(unit_parent(merged, DATE_NONE), r.model->site.root);
	assert_string_equal(split->reports[0], "planting");
	assert_int_equal(unit_pick(&r.model->units, "xsx", NULL, DATE_NONE, &r.mem, &found), 1);
	assert_ptr_equal(unit_at_level(unit_find(&r.model->units, "150525202"), 1, DATE_NONE),
		merged);
	/* one more, then two gone into one */
	assert_int_equal(townships(&r, date_of(2022, 1, 1), &r.mem), 16);
	assert_int_equal(townships(&r, date_of(2023, 1, 1), &r.mem), 17);
	assert_int_equal(townships(&r, DATE_NONE, &r.mem), 16);
	close_reading(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_banners_own_list_grew_from_fourteen_to_sixteen),
		cmocka_unit_test(a_fault_names_its_line_and_leaves_the_change_out),
		cmocka_unit_test(changes_hold_in_order_of_day_whatever_their_order_in_the_file),
		cmocka_unit_test(what_is_written_is_read_the_same),
		cmocka_unit_test(new_units_are_whole),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

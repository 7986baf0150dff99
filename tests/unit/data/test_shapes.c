#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/date.h"
#include "data/upkeep.h"
#include "unit/data/ledger.h"

/* The planting form a year later: plot is called field_no, land is gone, depth is new. */
static const struct field_def later_fields[] = {
	{ .id = "depth", .type = "integer" },
	{ .id = "period", .type = "period", .flags = FIELD_REQUIRED },
	{ .id = "unit", .type = "unit", .flags = FIELD_REQUIRED },
	{ .id = "species", .type = "code" },
	{ .id = "field_no", .type = "text", .was = "plot" },
	{ .id = "area", .type = "decimal", .scale = 3, .flags = FIELD_QUALIFIED },
	{ .id = "trees", .type = "integer" },
	{ .id = "as_of", .type = "date" },
	{ .id = "remark", .type = "note" },
	{ 0 },
};

static const struct form_def later_def = {
	.id = "planting",
	.fields = later_fields,
	.key = "period unit species field_no",
	.sort = "unit",
	.over_time = TIME_CUMULATIVE,
	.period = "period",
	.unit = "unit",
	.as_of = "as_of",
	.indexes = { "unit field_no" },
	.total_by = { "period unit species" },
	.total_sum = { "area depth" },
	.within = "period",
	.axes = "species field_no",
};

/* A key that cannot tell two records apart. */
static const struct form_def narrow_def = {
	.id = "planting",
	.fields = later_fields,
	.key = "period unit",
	.sort = "unit",
	.over_time = TIME_CUMULATIVE,
	.period = "period",
	.unit = "unit",
	.as_of = "as_of",
};

static struct ledger l;
static struct model *later, *narrow;

static int open_it(void **state)
{
	static const struct form_def *const later_forms[] = { &later_def, &event_def };
	static const struct form_def *const narrow_forms[] = { &narrow_def, &event_def };

	(void)state;
	ledger_open(&l, STORE_MEMORY);
	later = make_model(later_forms, 2);
	narrow = make_model(narrow_forms, 2);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	model_drop(&later);
	model_drop(&narrow);
	ledger_close(&l);
	return 0;
}

#define LINE "period=2021H1 unit=0101 species=A land=B plot=p1 area=12.50 as_of=2021-06-25"

static int apply(struct dataset *data, struct model *wanted, struct err *err)
{
	return data_apply_form(data, form_in(l.data, "planting"),
		model_form(wanted, "planting"), NULL, NULL, err);
}

static int verify(struct model *model)
{
	struct verify_report report;
	struct err err = { 0 };

	assert_int_equal(data_verify(l.store, model, &l.mem, &report, &err), 0);
	for (size_t i = 0; i < report.sentence_count; i++)
		print_message("%s\n", report.sentences[i]);
	return (int)report.faults;
}

static void old_records_open_under_the_new_form(void **state)
{
	uint64_t id = must_save(l.data, "planting", &l.mem, LINE " trees=3");
	struct dataset *data = open_data(l.store, later);
	struct record *r = must_get(data, "planting", id, &l.mem);

	(void)state;
	assert_string_equal(text_of(data, r, "field_no", &l.mem), "p1");
	assert_string_equal(text_of(data, r, "area", &l.mem), "12.5");
	assert_string_equal(text_of(data, r, "depth", &l.mem), "");
	assert_int_equal(r->stray_count, 1);
	assert_string_equal(r->strays[0].id, "land");
	assert_string_equal(r->strays[0].value.text, "B");
	assert_string_equal(area_sum(data, &l.mem, NULL, DATE_NONE, NULL), "12.500");
	dataset_close(&data);
}

static void nothing_is_written_until_the_shape_is_applied(void **state)
{
	uint64_t id = must_save(l.data, "planting", &l.mem, LINE);
	struct dataset *data = open_data(l.store, later);
	struct record *r = must_get(data, "planting", id, &l.mem);
	struct save_result result;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(data_save(data, r, NULL, &l.mem, &result, &err), -1);
	assert_int_equal(err.code, ERR_VERSION);
	err_clear(&err);
	must_change(l.data, "planting", id, &l.mem, "area=13");
	assert_int_equal(verify(l.model), 0);
	dataset_close(&data);
}

static void an_applied_shape_serves_and_shuts_the_old_one_out(void **state)
{
	uint64_t id = must_save(l.data, "planting", &l.mem, LINE);
	struct dataset *data = open_data(l.store, later);
	struct record *r, *old = must_get(l.data, "planting", id, &l.mem);
	struct save_result result;
	struct applied_form *applied;
	struct err err = { 0 };
	size_t count;

	(void)state;
	must_change(l.data, "planting", id, &l.mem, "area=14 as_of=2021-07-01");
	old = must_get(l.data, "planting", id, &l.mem);
	if (apply(l.data, later, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(data_applied_forms(l.store, &l.mem, &applied, &count, &err), 0);
	assert_int_equal(count, 1);
	assert_int_equal(applied[0].number, 2);
	assert_int_equal(applied[0].rebuilding, 0);
	assert_int_equal(verify(later), 0);
	assert_int_equal(data_save(l.data, old, NULL, &l.mem, &result, &err), -1);
	assert_int_equal(err.code, ERR_VERSION);
	err_clear(&err);
	assert_string_equal(
		text_of(l.data, must_get(l.data, "planting", id, &l.mem), "area", &l.mem),
		"14");
	must_change(data, "planting", id, &l.mem, "depth=7 area=15.125");
	r = must_get(data, "planting", id, &l.mem);
	assert_int_equal(r->stray_count, 1);
	assert_string_equal(
		area_sum(data, &l.mem, "period = 2021H1", DATE_NONE, NULL), "15.125");
	assert_string_equal(
		area_sum(data, &l.mem, "period = 2021H1", date_of(2021, 6, 30), NULL),
		"12.500");
	assert_int_equal(apply(l.data, later, &err), 0);
	assert_int_equal(verify(later), 0);
	dataset_close(&data);
}

static void two_records_with_one_new_key_stop_the_change(void **state)
{
	struct err err = { 0 };

	(void)state;
	must_save(l.data, "planting", &l.mem, LINE);
	must_save(l.data, "planting", &l.mem, LINE " plot=p2");
	assert_int_equal(apply(l.data, narrow, &err), -1);
	assert_int_equal(err.code, ERR_FAULT);
	must_save(l.data, "planting", &l.mem, LINE " plot=p3");
	assert_int_equal(verify(l.model), 0);
}

static struct dataset *meanwhile;
static int met;

static void save_meanwhile(void *context, uint64_t done, uint64_t of)
{
	struct save_result result;
	struct err err = { 0 };

	(void)context;
	(void)done;
	(void)of;
	assert_int_equal(data_save(meanwhile,
				 make_record(meanwhile, "planting", &l.mem, LINE " plot=p9"),
				 NULL, &l.mem, &result, &err),
		-1);
	met += err.code == ERR_CONFLICT;
}

static void a_session_that_saves_meanwhile_is_told_to_wait(void **state)
{
	struct err err = { 0 };

	(void)state;
	must_save(l.data, "planting", &l.mem, LINE);
	meanwhile = l.data;
	met = 0;
	assert_int_equal(data_apply_form(l.data, form_in(l.data, "planting"),
				 model_form(later, "planting"), save_meanwhile, NULL, &err),
		0);
	assert_true(met > 0);
	assert_int_equal(verify(later), 0);
}

static void a_model_with_another_label_shares_the_rows(void **state)
{
	static const struct form_def *const forms[] = { &planting_def, &event_def };
	struct model *same = make_model(forms, 2);
	uint64_t id = must_save(l.data, "planting", &l.mem, LINE);
	struct record *mine = must_get(l.data, "planting", id, &l.mem);
	struct save_result result;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
		data_shape_differs(form_in(l.data, "planting"), model_form(same, "planting")),
		0);
	assert_int_equal(
		data_shape_differs(form_in(l.data, "planting"), model_form(later, "planting")),
		1);
	model_hold(l.model);
	dataset_use_model(l.data, same);
	set_words(l.data, mine, &l.mem, "area=44"); /* opened under the old model */
	assert_int_equal(data_save(l.data, mine, NULL, &l.mem, &result, &err), DATA_OK);
	assert_string_equal(area_sum(l.data, &l.mem, NULL, DATE_NONE, NULL), "44.00");
	assert_int_equal(verify(same), 0);
	dataset_use_model(l.data, l.model);
	model_drop(&same);
	same = l.model;
	model_drop(&same);
}

static void die(void *context, uint64_t done, uint64_t of)
{
	(void)of;
	if (done > *(uint64_t *)context)
		_exit(3);
}

/* In a process of its own, which ends in the middle of the work. */
static void cut_apply(const char *dir, uint64_t after)
{
	struct store_options options = { .kind = STORE_ALONE, .dir = dir };
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct store *store;
		struct dataset *data;
		struct err err = { 0 };

		if (store_open(&options, &store, &err) < 0)
			_exit(4);
		data = open_data(store, l.model);
		data_apply_form(data, form_in(data, "planting"), model_form(later, "planting"),
			die, &after, &err);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
}

static void a_rebuild_cut_short_is_run_again(void **state)
{
	enum { MANY = 9000 };
	struct ledger disk;
	struct save_item *items;
	struct store_options options = { .kind = STORE_ALONE };
	struct applied_form *applied;
	struct save_result result;
	struct verify_report report;
	struct err err = { 0 };
	size_t count;

	(void)state;
	ledger_open(&disk, STORE_ALONE);
	items = arena_array(&disk.mem, MANY, sizeof(*items));
	for (int i = 0; i < MANY; i++)
		items[i].record = make_record(disk.data, "planting", &disk.mem,
			arena_printf(&disk.mem, LINE " plot=%d", i));
	assert_int_equal(data_save_many(disk.data, items, MANY, NULL, &disk.mem, &err), 0);
	dataset_close(&disk.data);
	store_close(&disk.store);
	cut_apply(disk.dir, 100);
	options.dir = disk.dir;
	assert_int_equal(store_open(&options, &disk.store, &err), 0);
	disk.data = open_data(disk.store, disk.model);
	assert_int_equal(data_applied_forms(disk.store, &disk.mem, &applied, &count, &err), 0);
	assert_int_equal(applied[0].rebuilding, 1);
	assert_int_equal(
		data_save(disk.data, make_record(disk.data, "planting", &disk.mem, LINE), NULL,
			&disk.mem, &result, &err),
		-1);
	assert_int_equal(err.code, ERR_CONFLICT);
	err_clear(&err);
	if (data_apply_form(disk.data, form_in(disk.data, "planting"),
		    model_form(later, "planting"), NULL, NULL, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(data_verify(disk.store, later, &disk.mem, &report, &err), 0);
	assert_int_equal(report.faults, 0);
	assert_int_equal(report.records, MANY);
	ledger_close(&disk);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
	const struct CMUnitTest tests[] = {
		TEST(old_records_open_under_the_new_form),
		TEST(nothing_is_written_until_the_shape_is_applied),
		TEST(an_applied_shape_serves_and_shuts_the_old_one_out),
		TEST(two_records_with_one_new_key_stop_the_change),
		TEST(a_session_that_saves_meanwhile_is_told_to_wait),
		TEST(a_model_with_another_label_shares_the_rows),
		TEST(a_rebuild_cut_short_is_run_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

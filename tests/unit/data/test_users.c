#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "unit/data/ledger.h"

static struct model *model;
static struct store *store;
static struct dataset *owner;
static struct arena mem;
static int32_t today;

static int open_it(void **state)
{
	static const struct form_def *const forms[] = { &user_def, &planting_def };
	struct data_options options = { .how = DATA_MEMORY, .create = 1 };
	struct err err = { 0 };

	(void)state;
	model = make_model(forms, 2);
	model->site.users = (struct user_fields){
		.form = "person",
		.login = "login",
		.name = "called",
		.rows = "duties",
		.post = "role",
		.unit = "where",
		.from = "since",
		.to = "until",
		.acting = "stands_in",
	};
	assert_int_equal(data_open_store(&options, &store, &err), 0);
	owner = open_data(store, model);
	today = dataset_today(owner);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	dataset_close(&owner);
	data_close_store(&store);
	model_drop(&model);
	arena_release(&mem);
	return 0;
}

static void set_post(struct value *cells, const char *role, const char *unit, int32_t from,
	int32_t to, int acting)
{
	cells[0] = value_text(role);
	cells[1] = value_text(unit);
	if (from != DATE_NONE)
		cells[2] = value_date(from);
	if (to != DATE_NONE)
		cells[3] = value_date(to);
	cells[4] = value_bool(acting);
}

static uint64_t save_person(const char *login)
{
	struct record *r = record_new(form_in(owner, "person"), &mem);
	struct value *cells = arena_array(&mem, 15, sizeof(*cells));
	struct value *rows = record_value(r, "duties");
	struct save_result result;
	struct err err = { 0 };

	*record_value(r, "login") = value_text(login);
	*record_value(r, "called") = value_text("Zhang San");
	set_post(&cells[0], "clerk", "01", DATE_NONE, today, 0);
	set_post(&cells[5], "section", "00", today + 1, DATE_NONE, 0);
	set_post(&cells[10], "clerk", "02", today - 5, DATE_NONE, 1);
	rows->state = VALUE_GIVEN;
	rows->kind = KIND_ROWS;
	rows->rows = (struct row_values){ .cells = cells, .count = 3, .width = 5 };
	if (data_save(owner, r, NULL, &mem, &result, &err) != DATA_OK)
		fail_msg("%s %s", err.text, result.sentence);
	return result.id;
}

static void a_login_becomes_a_viewer_with_todays_posts(void **state)
{
	struct viewer viewer;
	struct dataset *data;
	struct save_result result;
	struct err err = { 0 };
	uint64_t id = save_person("zhang");

	(void)state;
	assert_int_equal(viewer_load(store, model, "zhang", &mem, &viewer, &err), 0);
	assert_string_equal(viewer.name, "Zhang San");
	assert_int_equal(strtoull(viewer.user, NULL, 10), id);
	assert_int_equal(viewer.post_count, 2);
	assert_string_equal(viewer.posts[0].unit->code, "01");
	assert_int_equal(viewer.posts[0].acting, 0);
	assert_string_equal(viewer.posts[1].unit->code, "02");
	assert_int_equal(viewer.posts[1].acting, 1);
	assert_int_equal(dataset_open(store, model, &viewer, &data, &err), 0);
	must_save(data, "planting", &mem, "period=2021H1 unit=0203 area=1");
	assert_int_equal(
		data_save(data,
			make_record(data, "planting", &mem, "period=2021H1 unit=0303 area=1"),
			NULL, &mem, &result, &err),
		-1);
	assert_int_equal(err.code, ERR_DENIED);
	dataset_close(&data);
}

static void an_unknown_login_is_no_viewer(void **state)
{
	struct viewer viewer;
	struct err err = { 0 };

	(void)state;
	assert_true(viewer_load(store, model, "nobody", &mem, &viewer, &err) > 0);
	save_person("li");
	assert_int_equal(viewer_load(store, model, "1", &mem, &viewer, &err), 0);
	assert_string_equal(viewer.login, "li");
}

static void a_site_without_users_says_so(void **state)
{
	struct viewer viewer;
	struct err err = { 0 };

	(void)state;
	model->site.users.form = NULL;
	assert_int_equal(viewer_load(store, model, "x", &mem, &viewer, &err), -1);
	assert_int_equal(err.code, ERR_FAULT);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
	const struct CMUnitTest tests[] = {
		TEST(a_login_becomes_a_viewer_with_todays_posts),
		TEST(an_unknown_login_is_no_viewer),
		TEST(a_site_without_users_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

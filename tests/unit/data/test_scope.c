/* test_scope.c - what a viewer may not see reaches him on no way: unit, owner, time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "data/imports.h"
#include "data/past.h"
#include "unit/data/ledger.h"

/* A name that no two may have, whatever their units. */
static const struct field_def base_fields[] = {
	{ .id = "name", .type = "text", .flags = FIELD_REQUIRED },
	{ .id = "unit", .type = "unit" },
	{ .id = "area", .type = "decimal", .scale = 2 },
	{ 0 },
};
static const struct form_def base_def = {
	.id = "base", .fields = base_fields, .key = "name", .sort = "name", .unit = "unit",
};

static const struct field_def note_fields[] = {
	{ .id = "name", .type = "text", .flags = FIELD_REQUIRED },
	{ .id = "whose", .type = "text" },
	{ .id = "common", .type = "yesno" },
	{ .id = "weight", .type = "integer" },
	{ 0 },
};
static const struct form_def note_def = {
	.id = "memo",
	.fields = note_fields,
	.key = "name whose",
	.sort = "name",
	.indexes = { "weight" },
	.total_by = { "name" },
	.total_sum = { "weight" },
};

static struct model *model;
static struct store *store;
static struct dataset *owner, *north, *south, *zhang, *li; /* clerks of 01, 02; sections */
static struct arena mem;

static struct dataset *open_viewer(const char *role, const char *login, const char *unit)
{
	struct viewer_post post = { .role = role, .unit = unit_find(&model->units, unit) };
	struct viewer viewer = {
		.user = login, .login = login, .name = login, .posts = &post, .post_count = 1
	};
	struct dataset *data;
	struct err err = { 0 };

	assert_int_equal(dataset_open(store, model, &viewer, &data, &err), 0);
	return data;
}

static void own_rows(const char *id)
{
	for (size_t i = 0; i < model->form_count; i++) {
		if (strcmp(model->forms[i]->id, id) != 0)
			continue;
		model->forms[i]->owner = form_field(model->forms[i], "whose");
		model->forms[i]->shared = form_field(model->forms[i], "common");
	}
}

static int open_it(void **state)
{
	static const struct form_def *const forms[] = { &planting_def, &event_def, &base_def,
		&note_def };
	struct data_options options = { .how = DATA_MEMORY, .create = 1 };
	struct err err = { 0 };

	(void)state;
	model = make_model(forms, 4);
	own_rows("memo");
	assert_int_equal(data_open_store(&options, &store, &err), 0);
	owner = open_data(store, model);
	north = open_viewer("clerk", "north", "01");
	south = open_viewer("clerk", "south", "02");
	zhang = open_viewer("section", "zhang", "00");
	li = open_viewer("section", "li", "00");
	return 0;
}

static int close_it(void **state)
{
	struct dataset **all[] = { &owner, &north, &south, &zhang, &li };

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		dataset_close(all[i]);
	data_close_store(&store);
	model_drop(&model);
	arena_release(&mem);
	return 0;
}

static uint64_t count_of(struct dataset *data, const char *form, const char *where)
{
	struct query q = { .form = form_in(data, form) };
	struct err err = { 0 };
	uint64_t count = 0;

	if (where)
		q.where = condition(data, form, &mem, where);
	if (query_count(data, &q, &count, &err) < 0)
		fail_msg("%s", err.text);
	return count;
}

static int save(struct dataset *data, const char *form, const char *words, unsigned flags,
	struct save_result *out)
{
	struct save_options options = { .flags = flags };
	struct err err = { 0 };
	int got = data_save(
		data, make_record(data, form, &mem, words), &options, &mem, out, &err);

	if (got < 0)
		fail_msg("%s", err.text);
	return got;
}

static int get(struct dataset *data, const char *form, uint64_t id)
{
	struct record *record;
	struct err err = { 0 };

	return data_get(data, form_in(data, form), id, &mem, &record, &err);
}

/* ---- over time ---- */

static struct revision_list history(struct dataset *data, const char *form, uint64_t id)
{
	struct revision_list list;
	struct err err = { 0 };

	assert_int_equal(data_history(data, form_in(data, form), id, &mem, &list, &err), 0);
	return list;
}

static void revisions_of_another_unit_are_left_out(void **state)
{
	uint64_t id = must_save(owner, "event", &mem, "month=2021-06 unit=01 title=one");
	struct revision_list list;
	struct record *was;
	struct err err = { 0 };

	(void)state;
	must_change(owner, "event", id, &mem, "unit=02 title=secret");
	assert_int_equal(get(north, "event", id), DATA_NONE);
	must_change(owner, "event", id, &mem, "unit=0103 title=three");
	list = history(north, "event", id);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.hidden, 1);
	assert_int_equal(list.at[0].number, 1);
	assert_int_equal(list.at[1].number, 3);
	assert_true(list.at[0].whole && list.at[1].whole);
	assert_int_equal(data_get_revision(north, form_in(north, "event"), id, 2, &mem, &was,
				 &err),
		DATA_NONE);
	assert_null(was);
	assert_int_equal(data_get_revision(north, form_in(north, "event"), id, 3, &mem, &was,
				 &err),
		DATA_OK);
	assert_int_equal(data_history(south, form_in(south, "event"), id, &mem, &list, &err),
		DATA_NONE);
	assert_int_equal(history(zhang, "event", id).hidden, 0);
	assert_int_equal(history(zhang, "event", id).count, 3);
}

/* ---- what stands in the way ---- */

static void a_key_taken_out_of_sight_has_no_number(void **state)
{
	uint64_t id = must_save(north, "base", &mem, "name=Willow unit=0101 area=3");
	struct save_result r;

	(void)state;
	for (unsigned flags = 0; flags <= SAVE_DRY_RUN; flags += SAVE_DRY_RUN) {
		assert_int_equal(save(south, "base", "name=Willow unit=02 area=1", flags, &r),
			DATA_DUPLICATE);
		assert_int_equal(r.other, 0);
		assert_null(r.theirs);
		assert_null(strstr(r.sentence, "Willow"));
		assert_null(strstr(r.sentence, "01"));
		assert_non_null(strstr(r.sentence, "name"));
	}
	assert_int_equal(save(zhang, "base", "name=Willow unit=02", 0, &r), DATA_DUPLICATE);
	assert_int_equal(r.other, id);
	assert_int_equal(save(north, "base", "name=Willow unit=0102", 0, &r), DATA_DUPLICATE);
	assert_int_equal(r.other, id);
}

static void a_whole_out_of_sight_has_no_number(void **state)
{
	uint64_t whole = must_save(owner, "planting", &mem, "period=2021H1 unit=00 area=90");
	unsigned tries[] = { 0, SAVE_REPLACE_PARTS, SAVE_DRY_RUN };
	struct save_result r;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(
			save(north, "planting", "period=2021H1 unit=0101 area=1", tries[i], &r),
			DATA_PARTS);
		assert_int_equal(r.other, 0);
		assert_int_equal(r.others, 0);
		assert_non_null(strstr(r.sentence, "not yours to see"));
		assert_null(strstr(r.sentence, "90"));
	}
	assert_int_equal(must_get(owner, "planting", whole, &mem)->state, STATE_SUBMITTED);
}

static void parts_in_sight_alone_are_counted(void **state)
{
	struct viewer_post post = { .role = "clerk", .unit = unit_find(&model->units, "00") };
	struct dataset *far;
	struct save_result r;

	(void)state;
	must_save(owner, "planting", &mem, "period=2022H1 unit=0201 area=7");
	must_save(north, "planting", &mem, "period=2022H1 unit=0101 area=1");
	must_save(north, "planting", &mem, "period=2022H1 unit=0102 area=2");
	assert_int_equal(save(north, "planting", "period=2022H1 unit=01 area=3", 0, &r),
		DATA_PARTS);
	assert_int_equal(r.others, 2);
	far = open_viewer("clerk", "far", post.unit->code);
	assert_int_equal(
		save(far, "planting", "period=2022H1 unit=00 area=3", 0, &r), DATA_PARTS);
	assert_int_equal(r.others, 3);
	dataset_close(&far);
}

/* ---- counts by the way ---- */

struct told {
	uint64_t most, of;
};

static int pulse(void *context, uint64_t rows, uint64_t of)
{
	struct told *t = context;

	t->most = rows > t->most ? rows : t->most;
	t->of = of > t->of ? of : t->of;
	return 0;
}

static void fill(struct dataset *data, const char *unit, int count)
{
	struct save_item *items = arena_array(&mem, (size_t)count, sizeof(*items));
	struct err err = { 0 };

	for (int i = 0; i < count; i++)
		items[i].record = make_record(data, "event", &mem,
			arena_printf(&mem, "month=2021-%02d unit=%s cost=%d.50 people=%d",
				1 + i % 12, unit, i % 97, i));
	assert_int_equal(
		data_save_many(data, items, (size_t)count, NULL, &mem, &err), 0);
}

static void reading_does_not_tell_how_many_others_have(void **state)
{
	struct told t = { 0 };

	(void)state;
	fill(owner, "02", 1500);
	dataset_pulse(north, pulse, &t);
	assert_int_equal(count_of(north, "event", "cost >= 0"), 0);
	assert_int_equal(t.most, 0);
	assert_int_equal(count_of(north, "event", NULL), 0);
	assert_int_equal(t.most, 0);
	dataset_pulse(north, NULL, NULL);
	dataset_pulse(zhang, pulse, &t);
	assert_int_equal(count_of(zhang, "event", "cost >= 0"), 1500);
	assert_true(t.most > 1000);
	dataset_pulse(zhang, NULL, NULL);
}

static const char *plan_of(struct dataset *data, const char *where)
{
	struct query q = { .form = form_in(data, "event"),
		.where = condition(data, "event", &mem, where) };
	struct record_page page;
	struct err err = { 0 };

	assert_int_equal(
		query_page(data, &q, &(struct page_at){ .limit = 1 }, &mem, &page, &err), 0);
	return page.plan.sentence;
}

static void a_plan_does_not_tell_how_many_others_have(void **state)
{
	(void)state;
	fill(owner, "02", 1500);
	assert_string_not_equal(
		plan_of(zhang, "people >= 0"), plan_of(zhang, "people >= 1490"));
	assert_string_equal(plan_of(north, "people >= 0"), plan_of(north, "people >= 1490"));
	assert_string_equal(
		plan_of(north, "unit = '02'"), plan_of(north, "unit = '03'"));
}

/* ---- imports ---- */

static const char *import_of(struct dataset *data, const char *hash)
{
	struct import_entry entry = { .form = "event", .file = "secret.csv", .hash = hash };
	struct err err = { 0 };

	if (imports_begin(data, &entry, &mem, &err) < 0)
		fail_msg("%s", err.text);
	entry.state = IMPORT_COMPLETE;
	assert_int_equal(imports_update(data, &entry, &err), 0);
	return entry.id;
}

static size_t imports_of(struct dataset *data)
{
	struct import_entry *list;
	struct err err = { 0 };
	size_t count;

	assert_int_equal(imports_list(data, NULL, &mem, &list, &count, &err), 0);
	return count;
}

static void imports_of_others_are_theirs(void **state)
{
	const char *id = import_of(south, "aaaaaa11"), *own;
	struct import_entry entry;
	struct undo_result undone;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(imports_of(north), 0);
	assert_int_equal(imports_find(north, id, &mem, &entry, &err), 1);
	assert_int_equal(imports_undo(north, id, &mem, &undone, &err), 1);
	assert_int_equal(imports_same(north, "event", "aaaaaa11", &mem, &entry, &err), 1);
	assert_int_equal(imports_same(south, "event", "aaaaaa11", &mem, &entry, &err), 0);
	/* numbered as if it were the first of the day, and yet another when it must be */
	own = import_of(north, "bbbbbb22");
	assert_non_null(strstr(own, "-001-"));
	own = import_of(north, "aaaaaa11");
	assert_string_not_equal(own, id);
	assert_int_equal(imports_of(north), 2);
	assert_int_equal(imports_of(zhang), 3);
}

/* ---- units that the tree does not have ---- */

static void a_unit_nobody_knows_is_nobodys(void **state)
{
	uint64_t lost = must_save(owner, "base", &mem, "name=Lost unit=0403");
	uint64_t none = must_save(owner, "base", &mem, "name=None");
	struct dataset *all = open_viewer("clerk", "all", "00");

	(void)state;
	assert_int_equal(get(all, "base", lost), DATA_OK);
	assert_int_equal(get(all, "base", none), DATA_NONE);
	assert_int_equal(get(zhang, "base", none), DATA_OK);
	model->units.count--; /* conf has lost its last unit */
	dataset_close(&all);
	all = open_viewer("clerk", "all", "00");
	assert_int_equal(get(all, "base", lost), DATA_NONE);
	assert_int_equal(count_of(all, "base", NULL), 0);
	dataset_close(&zhang);
	zhang = open_viewer("section", "zhang", "00");
	assert_int_equal(get(zhang, "base", lost), DATA_OK);
	assert_int_equal(count_of(zhang, "base", NULL), 2);
	model->units.count++;
	dataset_close(&all);
}

/* ---- rows of one's own ---- */

static uint64_t weight_sum(struct dataset *data)
{
	struct group_query q = { .base = { .form = form_in(data, "memo") }, .as_of = DATE_NONE,
		.sum_count = 1 };
	struct group_result result;
	struct err err = { 0 };

	q.sums[0] = form_field(q.base.form, "weight");
	assert_int_equal(query_group(data, &q, &mem, &result, &err), 0);
	return result.count ? (uint64_t)result.rows[0].sums[0].sum.number.unscaled : 0;
}

static void unshared_rows_are_seen_by_their_owner(void **state)
{
	uint64_t mine = must_save(zhang, "memo", &mem, "name=mine weight=5");
	uint64_t ours = must_save(zhang, "memo", &mem, "name=ours weight=7 common=yes");

	(void)state;
	must_save(li, "memo", &mem, "name=his weight=100");
	assert_string_equal(
		text_of(zhang, must_get(zhang, "memo", mine, &mem), "whose", &mem), "zhang");
	assert_int_equal(get(li, "memo", mine), DATA_NONE);
	assert_int_equal(get(li, "memo", ours), DATA_OK);
	assert_int_equal(get(owner, "memo", mine), DATA_OK);
	/* counted, added up, bounded and sorted by an index that does not tell whose */
	assert_int_equal(count_of(zhang, "memo", NULL), 2);
	assert_int_equal(count_of(li, "memo", NULL), 2);
	assert_int_equal(count_of(owner, "memo", NULL), 3);
	assert_int_equal(count_of(li, "memo", "weight = 5"), 0);
	assert_int_equal(count_of(zhang, "memo", "weight >= 6"), 1);
	assert_int_equal(count_of(zhang, "memo", "name = 'his'"), 0);
	assert_int_equal(weight_sum(zhang), 12);
	assert_int_equal(weight_sum(li), 107);
	assert_int_equal(weight_sum(owner), 112);
}

static void what_was_not_shared_then_is_not_shown_now(void **state)
{
	uint64_t id = must_save(zhang, "memo", &mem, "name=mine weight=5");
	struct revision_list list;
	struct save_result r;
	struct err err = { 0 };

	(void)state;
	must_change(zhang, "memo", id, &mem, "common=yes weight=6");
	list = history(li, "memo", id);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.hidden, 1);
	assert_int_equal(list.at[0].number, 2);
	/* shared is to be seen, not to be changed */
	assert_int_equal(data_delete(li, form_in(li, "memo"), id, "why", &mem, &r, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	must_change(zhang, "memo", id, &mem, "common=no");
	assert_int_equal(get(li, "memo", id), DATA_NONE);
	err_clear(&err);
	assert_int_equal(data_history(li, form_in(li, "memo"), id, &mem, &list, &err),
		DATA_NONE);
	assert_int_equal(
		data_delete(zhang, form_in(zhang, "memo"), id, "why", &mem, &r, &err), DATA_OK);
	assert_int_equal(data_undelete(li, form_in(li, "memo"), id, &mem, &r, &err), DATA_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
		TEST(revisions_of_another_unit_are_left_out),
		TEST(a_key_taken_out_of_sight_has_no_number),
		TEST(a_whole_out_of_sight_has_no_number),
		TEST(parts_in_sight_alone_are_counted),
		TEST(reading_does_not_tell_how_many_others_have),
		TEST(a_plan_does_not_tell_how_many_others_have),
		TEST(imports_of_others_are_theirs),
		TEST(a_unit_nobody_knows_is_nobodys),
		TEST(unshared_rows_are_seen_by_their_owner),
		TEST(what_was_not_shared_then_is_not_shown_now),
	};

	return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}

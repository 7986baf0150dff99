/* test_named.c - saved queries: found by name, shared, owned, checked however they are written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/named.h"
#include "unit/data/ledger.h"

static const struct field_def query_fields[] = {
	{ .id = "asks", .type = "text", .flags = FIELD_REQUIRED },
	{ .id = "called", .type = "text", .flags = FIELD_REQUIRED },
	{ .id = "whose", .type = "text" },
	{ .id = "common", .type = "yesno" },
	{ .id = "line", .type = "text" },
	{ 0 },
};
static const struct form_def query_def = {
	.id = "keepsake",
	.fields = query_fields,
	.key = "asks whose called",
	.sort = "called",
};

static struct model *model;
static struct store *store;
static struct dataset *owner, *zhang, *li;
static struct arena mem;

static struct dataset *open_user(const char *login)
{
	struct viewer_post post = { .role = "section", .unit = &model->units.units[0] };
	struct viewer viewer = {
		.user = login, .login = login, .name = login, .posts = &post, .post_count = 1
	};
	struct dataset *data;
	struct err err = { 0 };

	assert_int_equal(dataset_open(store, model, &viewer, &data, &err), 0);
	return data;
}

static int open_it(void **state)
{
	static const struct form_def *const forms[] = { &query_def, &planting_def };
	struct data_options options = { .how = DATA_MEMORY, .create = 1 };
	struct err err = { 0 };

	(void)state;
	model = make_model(forms, 2);
	model->site.queries = (struct query_fields){ .form = "keepsake",
		.ledger = "asks",
		.name = "called",
		.words = "line",
		.owner = "whose",
		.shared = "common" };
	assert_int_equal(data_open_store(&options, &store, &err), 0);
	owner = open_data(store, model);
	zhang = open_user("zhang");
	li = open_user("li");
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	dataset_close(&owner);
	dataset_close(&zhang);
	dataset_close(&li);
	data_close_store(&store);
	model_drop(&model);
	arena_release(&mem);
	return 0;
}

/* What data_named_save() says: "" done, else the sentence. */
static const char *save(struct dataset *data, uint64_t id, const char *name, const char *words,
	int shared, uint64_t *saved)
{
	struct named_query query = { .id = id, .name = name, .words = words, .shared = shared };
	struct save_result result = { 0 };
	struct err err = { 0 };
	int got = data_named_save(data, form_in(data, "planting"), &query, &mem, &result, &err);

	if (saved)
		*saved = got == DATA_DUPLICATE ? result.other : result.id;
	if (got < 0)
		return arena_text(&mem, err.text);
	return got == DATA_OK ? "" : arena_text(&mem, result.sentence);
}

/* "name:words" of all that data sees, a star before shared ones. */
static const char *listed(struct dataset *data)
{
	struct named_query *list;
	size_t count;
	struct str out = { 0 };
	struct err err = { 0 };
	const char *text;

	assert_int_equal(
		data_named_list(data, form_in(data, "planting"), &mem, &list, &count, &err), 0);
	for (size_t i = 0; i < count; i++)
		str_addf(&out, "%s%s%s:%s", i ? " | " : "", list[i].shared ? "*" : "",
			list[i].name, list[i].words);
	text = arena_text(&mem, str_text(&out));
	str_release(&out);
	return text;
}

static const char *words_of(struct dataset *data, const char *name)
{
	struct named_query query;
	struct err err = { 0 };

	if (data_named(data, form_in(data, "planting"), name, &mem, &query, &err) == 0)
		return query.words;
	assert_int_equal(err.code, ERR_NOT_FOUND);
	return arena_text(&mem, err.text);
}

static void ones_own_and_the_shared_are_listed(void **state)
{
	(void)state;
	assert_string_equal(listed(zhang), "");
	assert_string_equal(save(zhang, 0, "mine", "area>=5", 0, NULL), "");
	assert_string_equal(save(zhang, 0, "big", "area>=1000", 1, NULL), "");
	assert_string_equal(listed(zhang), "*big:area>=1000 | mine:area>=5");
	assert_string_equal(listed(li), "*big:area>=1000");
	assert_string_equal(words_of(li, "big"), "area>=1000");
	/* of a private one nobody else hears */
	assert_null(strstr(words_of(li, "min"), "mine"));
	assert_non_null(strstr(words_of(zhang, "min"), "@mine"));
	assert_non_null(strstr(words_of(li, "bigg"), "@big"));
}

static void ones_own_goes_before_a_shared_one(void **state)
{
	struct arena own = { 0 };
	const struct expr *expr;
	struct str text = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_string_equal(save(zhang, 0, "big", "area>=1000", 1, NULL), "");
	assert_string_equal(save(li, 0, "big", "area>=7", 0, NULL), "");
	assert_string_equal(words_of(li, "big"), "area>=7");
	assert_string_equal(words_of(zhang, "big"), "area>=1000");
	/* what reports ask is the same for both */
	assert_int_equal(
		data_named_condition(li, form_in(li, "planting"), "big", &own, &expr, &err), 0);
	expr_print(expr, &text);
	assert_string_equal(str_text(&text), "area >= 1000");
	str_release(&text);
	assert_string_equal(save(zhang, 0, "alone", "area>=1", 0, NULL), "");
	assert_int_equal(data_named_condition(
				 zhang, form_in(zhang, "planting"), "alone", &own, &expr, &err),
		-1);
	assert_non_null(strstr(err.text, "share it first"));
	arena_release(&own);
}

static void a_shared_name_is_given_once(void **state)
{
	uint64_t first, again;

	(void)state;
	assert_string_equal(save(zhang, 0, "big", "area>=1000", 1, &first), "");
	assert_non_null(strstr(save(li, 0, "big", "area>=7", 1, NULL), "zhang shares"));
	assert_string_equal(save(li, 0, "big2", "@big trees>1", 1, NULL), "");
	assert_string_equal(words_of(zhang, "big2"), "area>=1000 trees>1");
	/* one's own of the name is told, and then changed */
	assert_string_not_equal(save(zhang, 0, "big", "area>=2000", 1, &again), "");
	assert_int_equal(first, again);
	assert_string_equal(save(zhang, first, "big", "area>=2000", 1, NULL), "");
	assert_string_equal(words_of(li, "big"), "area>=2000");
}

static void only_the_owner_changes_and_deletes(void **state)
{
	struct save_result result = { 0 };
	struct err err = { 0 };
	struct record *record;
	uint64_t id;

	(void)state;
	assert_string_equal(save(zhang, 0, "big", "area>=1000", 1, &id), "");
	assert_non_null(strstr(save(li, id, "big", "area>=1", 1, NULL), "belongs to zhang"));
	assert_int_equal(data_named_delete(li, id, &mem, &result, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	err_clear(&err);
	/* nor by the door that is open to every record */
	record = must_get(li, "keepsake", id, &mem);
	*record_value(record, "whose") = value_text("li");
	assert_int_equal(data_save(li, record, NULL, &mem, &result, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	err_clear(&err);
	record = must_get(zhang, "keepsake", id, &mem);
	*record_value(record, "whose") = value_text("li");
	assert_int_equal(data_save(zhang, record, NULL, &mem, &result, &err), -1);
	err_clear(&err);
	assert_int_equal(data_named_delete(zhang, id, &mem, &result, &err), DATA_OK);
	assert_string_equal(listed(li), "");
	assert_int_equal(
		data_undelete(li, form_in(li, "keepsake"), id, &mem, &result, &err), -1);
	err_clear(&err);
	assert_int_equal(
		data_undelete(zhang, form_in(zhang, "keepsake"), id, &mem, &result, &err),
		DATA_OK);
	assert_string_equal(listed(li), "*big:area>=1000");
}

static void what_cannot_be_asked_is_not_saved(void **state)
{
	(void)state;
	assert_non_null(strstr(save(zhang, 0, "a b", "area>=1", 0, NULL), "no blanks"));
	assert_non_null(strstr(save(zhang, 0, "", "area>=1", 0, NULL), "Name a saved query"));
	assert_non_null(strstr(save(zhang, 0, "a", "", 0, NULL), "needs a condition"));
	assert_non_null(strstr(save(zhang, 0, "a", "colour=red", 0, NULL), "colour"));
	assert_non_null(strstr(save(zhang, 0, "a", "area>=x", 0, NULL), "area"));
	assert_non_null(strstr(save(zhang, 0, "a", "@none", 0, NULL), "@none"));
	assert_string_equal(listed(zhang), "");
}

/* "" saved, else why not. */
static const char *put(
	struct dataset *data, const char *asks, const char *called, const char *line)
{
	struct record *record = record_new(form_in(data, "keepsake"), &mem);
	struct save_result result = { 0 };
	struct err err = { 0 };
	int got;

	*record_value(record, "asks") = value_text(asks);
	*record_value(record, "called") = value_text(called);
	*record_value(record, "line") = value_text(line);
	got = data_save(data, record, NULL, &mem, &result, &err);
	return got < 0 ? arena_text(&mem, err.text) : got ? result.sentence : "";
}

static void the_ledger_of_queries_has_the_same_rules(void **state)
{
	(void)state;
	assert_string_equal(put(li, "planting", "mine", "area>=1"), "");
	assert_string_equal(listed(li), "mine:area>=1");
	assert_string_equal(listed(zhang), "");
	assert_non_null(strstr(put(li, "nothing", "mine", "area>=1"), "nothing"));
	assert_non_null(strstr(put(li, "planting", "my own", "area>=1"), "no blanks"));
	assert_non_null(strstr(put(li, "planting", "ring", "@mine"), "@mine"));
}

static void a_site_without_them_says_so(void **state)
{
	struct query_fields names = model->site.queries;
	struct named_query query;
	struct err err = { 0 };

	(void)state;
	model->site.queries.form = NULL;
	assert_int_equal(
		data_named(zhang, form_in(zhang, "planting"), "big", &mem, &query, &err), -1);
	assert_non_null(strstr(err.text, "no saved queries"));
	assert_non_null(strstr(save(zhang, 0, "big", "area>=1", 0, NULL), "no saved queries"));
	model->site.queries = names;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_it, close_it)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ones_own_and_the_shared_are_listed),
		TEST(ones_own_goes_before_a_shared_one),
		TEST(a_shared_name_is_given_once),
		TEST(only_the_owner_changes_and_deletes),
		TEST(what_cannot_be_asked_is_not_saved),
		TEST(the_ledger_of_queries_has_the_same_rules),
		TEST(a_site_without_them_says_so),
	};

	i18n_init(LANG_EN, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

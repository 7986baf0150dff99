/*
 * test_past.c - the last values of a cell, its neighbours', and records that look alike; on the
 * real store.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "data/past.h"
#include "model/field_type.h"
#include "unit/data/ledger.h"

static struct ledger l;

static int open_it(void **state)
{
	(void)state;
	ledger_open(&l, STORE_ALONE);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	must_verify(&l);
	ledger_close(&l);
	return 0;
}

static void put_value(const struct field *field, const struct past_value *v, struct str *out)
{
	str_addf(out, "%s", out->len ? " " : "");
	if (v->period.kind != PERIOD_NONE)
		period_print(v->period, out);
	str_addf(out, "%s=", v->who);
	field_format(l.model, field, &v->value, out);
	if (v->as_of != DATE_NONE) {
		str_add_char(out, '@');
		date_print(v->as_of, out);
	}
}

/* "2021H1=5@2021-06-25 ... | 0102=7 ..." for the record of those words. */
static const char *past_of(struct dataset *data, const char *form, const char *name,
			   const char *words)
{
	const struct field *field = form_field(form_in(data, form), name);
	struct record *record = make_record(data, form, &l.mem, words);
	struct err err = { 0 };
	struct str text = { 0 }, near = { 0 };
	struct past past;
	const char *copy;

	if (data_past(data, record, field, &l.mem, &past, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < past.count; i++)
		put_value(field, &past.at[i], &text);
	for (size_t i = 0; i < past.near_count; i++)
		put_value(field, &past.near[i], &near);
	copy = arena_printf(&l.mem, "%s | %s", str_text(&text), str_text(&near));
	str_release(&text);
	str_release(&near);
	return copy;
}

static void the_latest_comes_first_and_no_more_than_twelve(void **state)
{
	char words[120];

	(void)state;
	for (int year = 2010; year < 2024; year++) {
		snprintf(words, sizeof(words),
			"period=%dH1 unit=0101 species=A area=%d as_of=%d-06-25", year, year - 2000,
			year);
		must_save(l.data, "planting", &l.mem, words);
	}
	must_save(l.data, "planting", &l.mem, "period=2022H2 unit=0101 species=A area=.");
	must_save(l.data, "planting", &l.mem, "period=2022H2 unit=0101 species=B area=9");
	assert_string_equal(
		past_of(l.data, "planting", "area", "period=2022H2 unit=0101 species=A"),
		"2022H2=. 2022H1=22@2022-06-25 2021H1=21@2021-06-25 2020H1=20@2020-06-25 "
		"2019H1=19@2019-06-25 2018H1=18@2018-06-25 2017H1=17@2017-06-25 "
		"2016H1=16@2016-06-25 2015H1=15@2015-06-25 2014H1=14@2014-06-25 "
		"2013H1=13@2013-06-25 2012H1=12@2012-06-25 | ");
	assert_string_equal(past_of(l.data, "planting", "area",
		"period=2009H1 unit=0101 species=A"), " | ");
	assert_string_equal(past_of(l.data, "planting", "trees",
		"period=2023H1 unit=0101 species=A"), " | ");
}

static void what_is_empty_is_not_asked_for(void **state)
{
	(void)state;
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0101 species=A land=B area=1");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0101 species=A land=C area=2.5");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0101 species=B land=C area=4");
	assert_string_equal(past_of(l.data, "planting", "area", "period=2021H2 unit=0101"),
		"2021H1=7.5 | ");
	assert_string_equal(
		past_of(l.data, "planting", "area", "period=2021H2 unit=0101 species=A"),
		"2021H1=3.5 | ");
	assert_string_equal(
		past_of(l.data, "planting", "area", "period=2021H2 unit=0101 species=A land=C"),
		"2021H1=2.5 | ");
	assert_string_equal(past_of(l.data, "planting", "area", "period=2021H2"), " | ");
	/* neither a text nor a date has a past */
	assert_string_equal(past_of(l.data, "planting", "as_of", "period=2021H2 unit=0101"),
		" | ");
}

static void a_town_is_the_sum_of_its_villages(void **state)
{
	(void)state;
	must_save(l.data, "planting", &l.mem, "period=2020H1 unit=01 species=A area=30");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0101 species=A area=1");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0102 species=A area=2");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=02 species=A area=8");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0302 species=A area=9");
	assert_string_equal(past_of(l.data, "planting", "area", "period=2021H2 unit=01 species=A"),
		"2021H1=3 2020H1=30 | ");
	assert_string_equal(past_of(l.data, "planting", "area", "period=2021H1 unit=01 species=A"),
		"2021H1=3 2020H1=30 | 02=8 03=9");
	assert_string_equal(past_of(l.data, "planting", "area", "period=2021H1 unit=0103"),
		" | 0101=1 0102=2");
}

static void what_does_not_count_is_not_there(void **state)
{
	uint64_t id = must_save(l.data, "planting", &l.mem,
		"period=2020H1 unit=0101 species=A area=5");
	struct record *record = make_record(l.data, "planting", &l.mem,
		"period=2019H1 unit=0101 species=A area=6");
	struct dataset *clerk = open_clerk(l.store, l.model, "02");
	struct save_result result;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(data_save(l.data, record, &(struct save_options){ .flags = SAVE_KEEP },
			 &l.mem, &result, &err), DATA_OK);
	assert_string_equal(
		past_of(l.data, "planting", "area", "period=2021H1 unit=0101 species=A"),
		"2020H1=5 | ");
	/* out of scope */
	assert_string_equal(past_of(clerk, "planting", "area", "period=2021H1 unit=0101"), " | ");
	assert_int_equal(data_delete(l.data, form_in(l.data, "planting"), id, "wrong", &l.mem,
			 &result, &err), DATA_OK);
	assert_string_equal(
		past_of(l.data, "planting", "area", "period=2021H1 unit=0101 species=A"), " | ");
	dataset_close(&clerk);
}

static void a_ledger_without_a_key_has_a_past_too(void **state)
{
	(void)state;
	must_save(l.data, "event", &l.mem, "month=2021-05 unit=0101 kind=A people=3 cost=1");
	must_save(l.data, "event", &l.mem, "month=2021-05 unit=0101 kind=B people=4 cost=1");
	must_save(l.data, "event", &l.mem, "month=2021-03 unit=0101 people=5");
	must_save(l.data, "event", &l.mem, "month=2021-06 unit=0102 people=6");
	assert_string_equal(past_of(l.data, "event", "people", "month=2021-06 unit=0101 kind=A"),
		"2021-05=7 2021-03=5 | 0102=6");
}

/* ---- alike ---- */

static const char *likely_of(const char *words, uint64_t own, size_t limit)
{
	struct record *record = make_record(l.data, "planting", &l.mem, words);
	struct form form = *record->form;
	const struct field *fields[] = { form.unit, form.period, form_field(&form, "species") };
	struct record **found;
	struct err err = { 0 };
	struct str text = { 0 };
	const char *copy;
	size_t count;

	form.likely = (struct field_set){ fields, 3 };
	/* the dataset knows the form by its place: put the set there for the while */
	((struct form *)record->form)->likely = form.likely;
	record->id = own;
	if (data_likely(l.data, record, limit, &l.mem, &found, &count, &err) < 0)
		fail_msg("%s", err.text);
	((struct form *)record->form)->likely = (struct field_set){ 0 };
	for (size_t i = 0; i < count; i++)
		str_addf(&text, "%s%s", i ? " " : "",
			text_of(l.data, found[i], "land", &l.mem));
	copy = arena_text(&l.mem, str_text(&text));
	str_release(&text);
	return copy;
}

static void records_alike_are_found(void **state)
{
	uint64_t id;

	(void)state;
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0101 species=A land=B area=1");
	id = must_save(
		l.data, "planting", &l.mem, "period=2021H1 unit=0101 species=A land=C area=1");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0102 species=A land=D area=1");
	must_save(l.data, "planting", &l.mem, "period=2020H1 unit=0101 species=A land=E area=1");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0101 species=F land=F area=1");
	assert_string_equal(likely_of("period=2021H1 unit=0101 species=A land=A", 0, 9), "B C");
	assert_string_equal(likely_of("period=2021H1 unit=0101 species=A land=A", 0, 1), "B");
	/* neither itself, nor what has the same key and is told otherwise */
	assert_string_equal(likely_of("period=2021H1 unit=0101 species=A land=A", id, 9), "B");
	assert_string_equal(likely_of("period=2021H1 unit=0101 species=A land=B", 0, 9), "C");
	/* alike in nothing */
	assert_string_equal(likely_of("period=2021H1 unit=0101 land=B", 0, 9), "");
	assert_string_equal(likely_of("period=2021H2 unit=0101 species=A", 0, 9), "");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
	const struct CMUnitTest tests[] = {
		TEST(the_latest_comes_first_and_no_more_than_twelve),
		TEST(what_is_empty_is_not_asked_for),
		TEST(a_town_is_the_sum_of_its_villages),
		TEST(what_does_not_count_is_not_there),
		TEST(a_ledger_without_a_key_has_a_past_too),
		TEST(records_alike_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

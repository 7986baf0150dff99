/*
 * test_second.c - a record typed once more: who may, what is seen before, what is counted, what
 * becomes of it, and how far first and second entries agree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "unit/work/office.h"

#include <string.h>

#include "base/str.h"
#include "data/query.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/kept.h"
#include "work/second.h"

static const char more_people[] = "{\"login\":\"sun\",\"name\":\"Sun\"}\n";
static const char more_posts[] =
	"{\"unit\":\"U17\",\"name\":\"head\",\"role\":\"KS\","
	"\"holders\":[{\"user\":\"sun\",\"from\":\"2021-01-01\"}]}\n";

static struct office o;
static struct dataset *bao, *zhang, *chen, *sun;
static struct err err;

static int open_it(void **state)
{
	(void)state;
	err_clear(&err);
	office_open(&o);
	office_put(&o, "user", more_people);
	office_put(&o, "post", more_posts);
	bao = office_enter(&o, "bao");
	zhang = office_enter(&o, "zhang");
	chen = office_enter(&o, "chen");
	sun = office_enter(&o, "sun");
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	dataset_close(&bao);
	dataset_close(&zhang);
	dataset_close(&chen);
	dataset_close(&sun);
	office_close(&o);
	return 0;
}

static const struct form *form_of(const char *id)
{
	return model_form(o.model, id);
}

static void put(struct record *record, const char *field, const char *text)
{
	struct value *value = record_value(record, field);

	assert_non_null(value);
	if (!*text)
		*value = value_state_only(VALUE_NONE);
	else if (field_parse(o.model, form_field(record->form, field), text, &o.mem, value,
			 &err) < 0)
		fail_msg("%s", err.text);
}

static uint64_t save(struct dataset *data, struct record *record)
{
	struct save_result result;

	if (data_save(data, record, NULL, &o.mem, &result, &err) != DATA_OK)
		fail_msg("%s", result.sentence ? result.sentence : err.text);
	return result.id;
}

/* "2021H1": a day in it. */
static const char *day_of(const char *period)
{
	return arena_printf(
		&o.mem, "%.4s-%s-25", period, strstr(period, "H1") ? "06" : "12");
}

/* What bao has typed: a line of his township, each of another plot. */
static uint64_t typed_first(const char *period, const char *area)
{
	struct record *record = record_new(form_of("planting"), &o.mem);
	static int plot;

	put(record, "plot", arena_printf(&o.mem, "%d", ++plot));
	put(record, "period", period);
	put(record, "unit", "150525105");
	put(record, "species", "S001");
	put(record, "area", area);
	put(record, "as_of", day_of(period));
	return save(bao, record);
}

static struct record *blank_for(struct dataset *data, const char *form, uint64_t id)
{
	struct record *blank = NULL;

	if (second_open(data, form_of(form), id, &o.mem, &blank, &err) != DATA_OK)
		fail_msg("%s", err.text);
	return blank;
}

static struct second compared(struct dataset *data, uint64_t id, const struct record *typed)
{
	struct second s;

	if (second_compare(data, id, typed, &o.mem, &s, &err) != DATA_OK)
		fail_msg("%s", err.text);
	return s;
}

/* The area so, and otherwise what bao typed. */
static struct second second_by(struct dataset *data, uint64_t id, const char *area)
{
	struct record *typed = blank_for(data, "planting", id);
	struct str period = { 0 };

	period_print(record_value(typed, "period")->period, &period);
	put(typed, "area", area);
	put(typed, "as_of", day_of(str_text(&period)));
	str_release(&period);
	return compared(data, id, typed);
}

static struct second second_of(uint64_t id, const char *area)
{
	return second_by(zhang, id, area);
}

static void choose(struct second *s, enum second_choice choice)
{
	for (size_t i = 0; i < s->part_count; i++)
		s->parts[i].choice = choice;
}

static void keep(struct dataset *data, const struct second *s)
{
	struct save_result result;
	size_t taken;

	if (second_keep(data, s, &o.mem, &result, &taken, &err) != DATA_OK)
		fail_msg("%s", result.sentence ? result.sentence : err.text);
}

static uint64_t kept_count(void)
{
	struct query q = { .form = kept_form(o.model, KEPT_SECOND) };
	uint64_t count = 0;

	assert_int_equal(query_count(o.owner, &q, &count, &err), 0);
	return count;
}

static const char *area_of(uint64_t id)
{
	struct record *record = office_get(o.owner, &o, "planting", id);
	struct str text = { 0 };

	field_format(o.model, form_field(record->form, "area"), record_value(record, "area"),
		&text);
	return str_keep(&text, &o.mem);
}

static void check_refused(struct dataset *data, uint64_t id, const char *why)
{
	struct record *blank = NULL;

	err_clear(&err);
	assert_int_equal(second_open(data, form_of("planting"), id, &o.mem, &blank, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_non_null(strstr(err.text, why));
	assert_null(blank);
	err_clear(&err);
}

/* ---- who, and what is seen ---- */

static void test_who(void **state)
{
	uint64_t id = typed_first("2021H2", "873");
	struct record *none = NULL;
	struct second s;

	(void)state;
	check_refused(bao, id, "typed or changed this record yourself");
	check_refused(chen, id, ""); /* the role does not type */
	s = second_of(id, "873");
	keep(zhang, &s);
	check_refused(zhang, id, "second time already");
	/* who changed it later is no second one either */
	office_touch(&o, sun, "planting", id, "remark", "seen", &err);
	check_refused(sun, id, "yourself");
	assert_int_equal(
		second_open(zhang, form_of("planting"), 999, &o.mem, &none, &err), DATA_NONE);
}

static void test_blank(void **state)
{
	uint64_t id = typed_first("2021H2", "873");
	struct record *blank = blank_for(zhang, "planting", id);

	(void)state;
	assert_int_equal(blank->id, 0);
	for (size_t i = 0; i < blank->form->field_count; i++) {
		const struct field *field = &blank->form->fields[i];

		if (!(field->flags & FIELD_KEY))
			assert_int_equal(blank->values[i].state, VALUE_NONE);
	}
	assert_string_equal(record_value(blank, "unit")->text, "150525105");
	assert_int_equal(second_cells(zhang, blank), 0);
}

/* ---- what is counted ---- */

static void check_cells(const char *first, const char *second, size_t cells, size_t agreed)
{
	struct second s = second_of(typed_first("2021H2", first), second);

	assert_int_equal(s.cell_count, cells);
	assert_int_equal(s.agreed, agreed);
}

static void test_cells(void **state)
{
	(void)state;
	check_cells("873", "873", 2, 2);
	check_cells("873", "873.00", 2, 2);
	check_cells("873", "878", 2, 1);
	check_cells("873", "", 2, 1);
	/* a qualifier and a state are part of the value */
	check_cells("873余", "873余", 2, 2);
	check_cells("873余", "873", 2, 1);
	check_cells(".", ".", 2, 2);
	check_cells(".", "/", 2, 1);
	check_cells("0", ".", 2, 1);
}

/* Notes and marks are no part of it, and another key is another record. */
static void test_beside(void **state)
{
	uint64_t id = typed_first("2021H2", "873");
	struct record *typed = blank_for(zhang, "planting", id);
	struct second s;

	(void)state;
	put(typed, "area", "873");
	record_value(typed, "area")->note = "hard to read";
	record_value(typed, "area")->carried = 1;
	s = compared(zhang, id, typed);
	assert_int_equal(s.agreed, 1);
	assert_int_equal(s.cell_count, 2);
	put(typed, "species", "S002");
	assert_int_equal(second_compare(zhang, id, typed, &o.mem, &s, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
}

/* Row by row; a row that one of the two lacks differs in each of its cells. */
static void test_rows(void **state)
{
	struct record *first = record_new(form_of("task"), &o.mem), *typed;
	const struct field *steps = form_field(first->form, "steps");
	struct value post = value_text(arena_printf(
		&o.mem, "%d", (int)office_post(&o, "section")));
	struct value other = value_text(arena_printf(
		&o.mem, "%d", (int)office_post(&o, "head")));
	struct value two[2] = { post, post }, three[3] = { post, other, post };
	struct second s;
	uint64_t id;

	(void)state;
	put(first, "name", "a");
	*record_value(first, "steps") = (struct value){ .state = VALUE_GIVEN,
		.kind = KIND_ROWS, .rows = { two, 2, 1 } };
	id = save(zhang, first);
	typed = blank_for(sun, "task", id);
	*record_value(typed, "steps") = (struct value){ .state = VALUE_GIVEN,
		.kind = KIND_ROWS, .rows = { three, 3, 1 } };
	s = compared(sun, id, typed);
	assert_int_equal(s.cell_count, 3);
	assert_int_equal(s.agreed, 1);
	assert_int_equal(s.part_count, 1);
	assert_ptr_equal(s.parts[0].field, form_field(form_of("task"), steps->id));
	assert_int_equal(s.cells[2].row, 2);
	choose(&s, SECOND_TAKEN);
	keep(sun, &s);
	first = office_get(o.owner, &o, "task", id);
	assert_int_equal(record_value(first, "steps")->rows.count, 3);
}

/* ---- what becomes of it ---- */

static void test_keep_first(void **state)
{
	uint64_t id = typed_first("2021H2", "873");
	struct second s = second_of(id, "878");

	(void)state;
	choose(&s, SECOND_FIRST);
	keep(zhang, &s);
	assert_string_equal(area_of(id), "873");
	assert_int_equal(office_get(o.owner, &o, "planting", id)->revision, 1);
	assert_int_equal(kept_count(), 1);
}

static void test_take_second(void **state)
{
	uint64_t id = typed_first("2021H2", "873");
	struct second s = second_of(id, "878");
	struct revision_list list;
	struct record *kept = NULL;

	(void)state;
	choose(&s, SECOND_TAKEN);
	keep(zhang, &s);
	assert_string_equal(area_of(id), "878");
	assert_int_equal(
		data_history(o.owner, form_of("planting"), id, &o.mem, &list, &err), 0);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.at[1].reason, "second entry");
	assert_string_equal(list.at[1].user_name, "Zhang");
	assert_int_equal(data_get(o.owner, kept_form(o.model, KEPT_SECOND), 1, &o.mem, &kept,
				 &err), DATA_OK);
	assert_string_equal(record_value(kept, "ledger")->text, "planting");
	assert_string_equal(record_value(kept, "unit")->text, "150525105");
	assert_non_null(strstr(record_value(kept, "differing")->text, "[2] "));
	assert_non_null(strstr(record_value(kept, "differing")->text, "873 / 878"));
	assert_int_equal(kept->state, STATE_SUBMITTED);
}

/* Accepted meanwhile: what differs is kept, the record stays. */
static void test_settled(void **state)
{
	uint64_t id = typed_first("2021H2", "873");
	struct act_options act = { .action = "confirm" };
	struct save_result result;
	struct second s;
	size_t taken;

	(void)state;
	assert_int_equal(data_act(chen, form_of("planting"), id, 0, &act, &o.mem, &result,
				 &err), DATA_OK);
	s = second_of(id, "878");
	assert_string_not_equal(s.refusal, "");
	choose(&s, SECOND_TAKEN);
	assert_int_equal(second_keep(zhang, &s, &o.mem, &result, &taken, &err), -1);
	assert_int_equal(kept_count(), 0);
	err_clear(&err);
	choose(&s, SECOND_OPEN);
	keep(zhang, &s);
	assert_string_equal(area_of(id), "873");
	assert_int_equal(kept_count(), 1);
}

/* A period that is past its last day is not changed by this door either. */
static void test_locked(void **state)
{
	struct save_result result;
	struct second s;
	uint64_t id;
	size_t taken;

	(void)state;
	office_now(&o, "2026-12-01T09:00");
	id = typed_first("2026H2", "873");
	office_now(&o, "2027-06-01T09:00");
	s = second_of(id, "878");
	choose(&s, SECOND_TAKEN);
	assert_int_equal(second_keep(zhang, &s, &o.mem, &result, &taken, &err), -1);
	assert_non_null(strstr(err.text, "ended on 2027-01-24"));
	assert_int_equal(kept_count(), 0);
	assert_string_equal(area_of(id), "873");
	err_clear(&err);
	choose(&s, SECOND_OPEN);
	keep(zhang, &s);
	assert_int_equal(kept_count(), 1);
}

/* Who typed it first is told, until the record has been changed. */
static void test_open(void **state)
{
	uint64_t id = typed_first("2021H2", "873");
	struct second s = second_of(id, "878");
	struct str text = { 0 };

	(void)state;
	keep(zhang, &s); /* nothing was chosen */
	second_open_text(bao, office_get(bao, &o, "planting", id), &o.mem, &text, &err);
	assert_non_null(strstr(str_text(&text), "873 / 878"));
	str_clear(&text);
	assert_int_equal(office_touch(&o, bao, "planting", id, "area", "878", &err), DATA_OK);
	second_open_text(bao, office_get(bao, &o, "planting", id), &o.mem, &text, &err);
	assert_string_equal(str_text(&text), "");
	str_release(&text);
}

/* ---- agreement ---- */

static void check_percent(uint64_t agreed, uint64_t cells, const char *want)
{
	struct str text = { 0 };

	second_percent(agreed, cells, &text);
	assert_string_equal(str_text(&text), want);
	str_release(&text);
}

static void test_percent(void **state)
{
	(void)state;
	check_percent(0, 0, "");
	check_percent(0, 3, "0.0");
	check_percent(3, 3, "100.0");
	check_percent(2, 3, "66.7");
	check_percent(1, 3, "33.3");
	check_percent(1999, 2000, "100.0"); /* 99.95 half up */
	check_percent(1, 2000, "0.1");
	check_percent(1, 2001, "0.0");
}

static void check_rate(const struct second_rate *r, const char *unit, const char *typist,
	int cells, int agreed)
{
	assert_string_equal(r->form_id, "planting");
	assert_true(unit ? r->unit && !strcmp(r->unit, unit) : !r->unit);
	assert_true(typist ? r->typist && !strcmp(r->typist, typist) : !r->typist);
	assert_int_equal(r->cells, cells);
	assert_int_equal(r->agreed, agreed);
}

static void test_rates(void **state)
{
	struct second s = second_of(typed_first("2021H1", "873"), "878");
	const struct period all = { PERIOD_NONE, 0, 0 };
	struct second_rate *rates;
	struct period half;
	size_t count;

	(void)state;
	keep(zhang, &s);
	s = second_by(sun, typed_first("2021H2", "1"), "1");
	keep(sun, &s);
	assert_int_equal(second_rates(bao, NULL, all, &o.mem, &rates, &count, &err), 0);
	assert_int_equal(count, 4);
	check_rate(&rates[0], NULL, NULL, 4, 3);
	check_rate(&rates[1], "150525105", NULL, 4, 3);
	check_rate(&rates[2], NULL, "Sun", 2, 2);
	check_rate(&rates[3], NULL, "Zhang", 2, 1);
	assert_int_equal(period_parse("2021H2", &half, &err), 0);
	assert_int_equal(
		second_rates(bao, form_of("planting"), half, &o.mem, &rates, &count, &err), 0);
	assert_int_equal(count, 3);
	check_rate(&rates[0], NULL, NULL, 2, 2);
	assert_int_equal(
		second_rates(bao, form_of("task"), all, &o.mem, &rates, &count, &err), 0);
	assert_int_equal(count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_who, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_blank, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_cells, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_beside, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_rows, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_keep_first, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_take_second, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_settled, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_locked, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_open, open_it, close_it),
		cmocka_unit_test(test_percent),
		cmocka_unit_test_setup_teardown(test_rates, open_it, close_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

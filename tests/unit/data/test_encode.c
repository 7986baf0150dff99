#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "base/str.h"
#include "data/encode.h"
#include "lib/prop.h"
#include "unit/data/ledger.h"

static struct model *model;
static struct arena mem;

static int open_it(void **state)
{
	static const struct form_def *const forms[] = { &user_def, &planting_def, &event_def };

	(void)state;
	model = make_model(forms, 3);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	model_drop(&model);
	arena_release(&mem);
	return 0;
}

static struct record *sample(const char *form)
{
	struct record *r = record_new(model_form(model, form), &mem);

	r->revision = 7;
	r->state = STATE_SUBMITTED;
	r->changed = -5;
	r->changed_by = "12";
	r->warn_reason = "so it is";
	return r;
}

static struct record *planting(void)
{
	struct record *r = sample("planting");
	struct value *sums = arena_array(&mem, 4, sizeof(*sums));
	struct err err = { 0 };

	period_parse("2021H1", &record_value(r, "period")->period, &err);
	*record_value(r, "period") = value_period(record_value(r, "period")->period);
	*record_value(r, "unit") = value_text("0101");
	*record_value(r, "land") = value_state_only(VALUE_NOT_APPLICABLE);
	*record_value(r, "area") = value_number((struct decimal){ -1250, 2 });
	record_value(r, "area")->qualifier = "ABOUT";
	record_value(r, "area")->note = "by eye";
	record_value(r, "area")->upper = (struct decimal){ 99, 2 };
	record_value(r, "area")->carried = 1;
	*record_value(r, "as_of") = value_date(-3);
	r->earlier = arena_array(&mem, 2, sizeof(*r->earlier));
	r->earlier_count = 2;
	for (int i = 0; i < 2; i++) {
		r->earlier[i].as_of = 100 + i;
		r->earlier[i].sums = &sums[2 * i];
		sums[2 * i] = value_number((struct decimal){ 5 + i, 2 });
		sums[2 * i + 1] = value_state_only(VALUE_MISSING);
	}
	return r;
}

static struct record *person(void)
{
	struct record *r = sample("person");
	struct value *cells = arena_array(&mem, 10, sizeof(*cells));
	const char **skills = arena_array(&mem, 2, sizeof(*skills));
	struct value *list = record_value(r, "skills"), *rows = record_value(r, "duties");
	char *note = arena_alloc(&mem, 70001);

	memset(note, 'x', 70000);
	*record_value(r, "called") = value_text(note);
	skills[0] = "A";
	skills[1] = "B";
	*list = (struct value){ .state = VALUE_GIVEN, .kind = KIND_LIST };
	list->list = (struct value_list){ skills, 2 };
	*rows = (struct value){ .state = VALUE_GIVEN, .kind = KIND_ROWS };
	rows->rows = (struct row_values){ cells, 2, 5 };
	cells[0] = value_text("clerk");
	cells[7] = value_date(5);
	cells[9] = value_bool(1);
	return r;
}

static struct bytes encoded(const struct record *r, struct shape **shape)
{
	struct str out = { 0 };
	struct bytes bytes;

	*shape = shape_make(r->form, &mem);
	(*shape)->number = 1;
	(*shape)->usable = 1;
	record_encode(*shape, r, STATE_SAVED, &out);
	bytes = arena_bytes(&mem, bytes_of_str(&out));
	str_release(&out);
	return bytes;
}

static void everything_comes_back(void **state)
{
	struct record *samples[] = { planting(), person(), sample("event") };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct record *r = samples[i], *back;
		struct record_head head;
		struct shape *shape;
		struct bytes bytes = encoded(r, &shape);
		struct err err = { 0 };

		assert_int_equal(record_head(bytes, &head), 0);
		assert_int_equal(head.before, STATE_SAVED);
		assert_int_equal(head.changed, -5);
		assert_int_equal(record_decode(shape, 3, bytes, &mem, &back, &err), 0);
		assert_int_equal(back->revision, 7);
		assert_string_equal(back->warn_reason, "so it is");
		for (size_t f = 0; f < r->form->field_count; f++)
			if (!r->form->fields[f].compute)
				assert_true(value_equal(&r->values[f], &back->values[f]));
		assert_int_equal(back->earlier_count, r->earlier_count);
		for (size_t e = 0; e < r->earlier_count; e++)
			assert_true(
				value_equal(&r->earlier[e].sums[0], &back->earlier[e].sums[0]));
	}
}

static void slots_are_read_without_the_rest(void **state)
{
	struct record *r = planting();
	struct shape *shape;
	struct bytes bytes = encoded(r, &shape);

	(void)state;
	for (size_t i = 0; i < shape->slot_count; i++) {
		struct value v;

		assert_int_equal(record_slot(bytes, i, &v), 0);
		assert_true(value_equal(&v, &r->values[shape->slots[i]->index]));
	}
}

/* Whatever the bytes, decoding ends and touches nothing outside them. */
static void damaged_bytes_do_no_harm(void **state)
{
	struct prop dice = prop_start("damage", 31);
	struct record *samples[] = { planting(), person() };

	(void)state;
	for (int i = 0; i < 4000; i++) {
		struct shape *shape;
		struct bytes whole = encoded(samples[i % 50 == 0], &shape);
		size_t len = prop_chance(&dice, 50) ? whole.len : prop_below(&dice, whole.len);
		unsigned char *copy = malloc(len ? len : 1);
		struct bytes bytes = { copy, len };
		struct arena scratch = { 0 };
		struct record *back;
		struct err err = { 0 };
		struct value v;

		memcpy(copy, whole.at, len);
		for (int k = 0; len && k < 3; k++)
			copy[prop_below(&dice, len)] = (unsigned char)prop_u64(&dice);
		record_decode(shape, 1, bytes, &scratch, &back, &err);
		for (size_t s = 0; s < shape->slot_count; s++) {
			record_slot(bytes, s, &v);
			record_slot_plain(bytes, s);
		}
		arena_release(&scratch);
		free(copy);
		if (i % 50 == 49)
			arena_clear(&mem), samples[0] = planting(), samples[1] = person();
	}
}

static void keys_keep_the_order_of_values(void **state)
{
	const struct form *form = model_form(model, "planting");
	const struct field *area = form_field(form, "area"), *plot = form_field(form, "plot");
	static const char *const texts[] = { "", "a", "a b", "ab", "b" };
	struct str last = { 0 }, key = { 0 };

	(void)state;
	for (int64_t n = -300; n <= 300; n += 7) {
		struct value v = value_number((struct decimal){ n, 2 }), back;
		struct taker in;

		str_clear(&key);
		key_put_value(area, &v, &key);
		if (last.len)
			assert_true(bytes_compare(bytes_of_str(&last), bytes_of_str(&key)) < 0);
		in = (struct taker){ .left = bytes_of_str(&key) };
		key_take_value(&in, area, &mem, &back);
		assert_true(value_equal(&v, &back));
		str_clear(&last);
		str_add_len(&last, key.at, key.len);
	}
	str_clear(&last);
	for (size_t i = 0; i < 5; i++) {
		struct value v = value_text(texts[i]);

		str_clear(&key);
		key_put_value(plot, &v, &key);
		if (last.len)
			assert_true(bytes_compare(bytes_of_str(&last), bytes_of_str(&key)) < 0);
		str_clear(&last);
		str_add_len(&last, key.at, key.len);
	}
	str_release(&last);
	str_release(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_comes_back),
		cmocka_unit_test(slots_are_read_without_the_rest),
		cmocka_unit_test(damaged_bytes_do_no_harm),
		cmocka_unit_test(keys_keep_the_order_of_values),
	};

	return cmocka_run_group_tests(tests, open_it, close_it);
}

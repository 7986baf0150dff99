/* test_value_code.c - stored values come back, damaged bytes are refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/field_type.h"
#include "random_value.h"

static void every_value_comes_back(void **state)
{
	struct prop p = prop_start("value bytes", 5);
	struct arena mem = { 0 };
	struct str s = { 0 };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct value v = random_value(&p, &mem, 0), back;
		struct taker in;

		str_clear(&s);
		value_encode(&v, &s);
		str_add(&s, "tail");
		in = (struct taker){ .left = bytes_of_str(&s) };
		assert_int_equal(value_decode(&in, &mem, &back), 0);
		assert_true(value_equal(&v, &back));
		assert_int_equal(in.left.len, 4);
		arena_clear(&mem);
	}
	str_release(&s);
	arena_release(&mem);
}

static void damaged_bytes_are_refused_or_read_never_crash(void **state)
{
	struct prop p = prop_start("damaged values", 6);
	struct arena mem = { 0 };
	struct str s = { 0 };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct value v = random_value(&p, &mem, 0), back;
		struct taker in;
		int result;

		str_clear(&s);
		value_encode(&v, &s);
		if (prop_chance(&p, 50))
			str_truncate(&s, prop_below(&p, s.len));
		for (uint64_t n = prop_below(&p, 3); n > 0 && s.len > 0; n--)
			s.at[prop_below(&p, s.len)] = (char)prop_u64(&p);
		if (prop_chance(&p, 20))
			prop_fill(&p, s.at, s.len);
		in = (struct taker){ .left = bytes_of_str(&s) };
		result = value_decode(&in, &mem, &back);
		assert_true(result == 0 || result == -1);
		if (result == 0)
			assert_true(value_equal(&back, &back));
		else
			assert_int_equal(back.state, VALUE_NONE);
		arena_clear(&mem);
	}
	str_release(&s);
	arena_release(&mem);
}

static void a_cut_value_is_damaged(void **state)
{
	struct arena mem = { 0 };
	struct value v = value_text("黄芪"), back;
	struct str s = { 0 };

	(void)state;
	value_encode(&v, &s);
	assert_true(s.len <= 8);        /* head, length, six bytes */
	for (size_t len = 0; len < s.len; len++) {
		struct taker in = { .left = bytes_of(s.at, len) };

		assert_int_equal(value_decode(&in, &mem, &back), -1);
	}
	str_release(&s);
	arena_release(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_comes_back),
		cmocka_unit_test(damaged_bytes_are_refused_or_read_never_crash),
		cmocka_unit_test(a_cut_value_is_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

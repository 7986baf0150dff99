/* test_bytes.c - ordered keys and readers that cannot run over the end. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "base/str.h"
#include "dice.h"

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void runs_are_compared_like_words(void **state)
{
	(void)state;
	assert_int_equal(bytes_compare(bytes_of_text("a"), bytes_of_text("ab")), -1);
	assert_int_equal(bytes_compare(bytes_of_text("b"), bytes_of_text("ab")), 1);
	assert_int_equal(bytes_compare(bytes_of("\xff", 1), bytes_of("a", 1)), 1);
	assert_int_equal(bytes_compare(bytes_of(NULL, 0), bytes_of("", 0)), 0);
	assert_true(bytes_equal(bytes_of_text("ab"), bytes_of("abc", 2)));
	assert_true(bytes_equal(bytes_of(NULL, 0), bytes_of_text("")));
	assert_false(bytes_equal(bytes_of_text("ab"), bytes_of_text("abc")));
	assert_true(bytes_start_with(bytes_of_text("abc"), bytes_of_text("ab")));
	assert_true(bytes_start_with(bytes_of_text("abc"), bytes_of(NULL, 0)));
	assert_false(bytes_start_with(bytes_of_text("a"), bytes_of_text("ab")));
}

static void numbers_come_back(void **state)
{
	struct str s = { 0 };
	struct taker t = { 0 };

	(void)state;
	put_u8(&s, 200);
	put_u16(&s, 0xFEDC);
	put_u32(&s, 0xFEDCBA98);
	put_u64(&s, UINT64_C(0xFEDCBA9876543210));
	put_i64(&s, INT64_MIN);
	put_i64(&s, -1);
	put_sized(&s, bytes_of("a\0b", 3));
	put_bytes(&s, bytes_of_text("xy"));
	assert_memory_equal(s.at, "\xc8\xfe\xdc\xfe\xdc\xba\x98", 7);
	t.left = bytes_of_str(&s);
	assert_int_equal(take_u8(&t), 200);
	assert_int_equal(take_u16(&t), 0xFEDC);
	assert_true(take_u32(&t) == 0xFEDCBA98);
	assert_true(take_u64(&t) == UINT64_C(0xFEDCBA9876543210));
	assert_true(take_i64(&t) == INT64_MIN);
	assert_true(take_i64(&t) == -1);
	assert_true(bytes_equal(take_sized(&t), bytes_of("a\0b", 3)));
	assert_true(bytes_equal(take_bytes(&t, 2), bytes_of_text("xy")));
	assert_int_equal(t.left.len, 0);
	assert_false(t.bad);
	str_release(&s);
}

static void reading_past_the_end_is_noticed_once_for_all(void **state)
{
	struct taker t = { .left = bytes_of("abc", 3) };
	struct taker sized = { .left = bytes_of("\xff\xff\xff\xff" "abc", 7) };

	(void)state;
	assert_int_equal(take_u32(&t), 0);
	assert_true(t.bad);
	assert_int_equal(take_u8(&t), 0);       /* although a byte was left */
	assert_true(take_i64(&t) == 0);
	assert_int_equal(take_bytes(&t, 0).len, 0);
	assert_int_equal(take_sized(&sized).len, 0);
	assert_true(sized.bad);
}

static void numbers_sort_as_their_bytes(void **state)
{
	struct dice dice = dice_of(11);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int64_t a = dice_number(&dice), b = dice_number(&dice);
		struct str left = { 0 }, right = { 0 };

		put_i64(&left, a);
		put_i64(&right, b);
		assert_int_equal(bytes_compare(bytes_of_str(&left), bytes_of_str(&right)),
				 (a > b) - (a < b));
		str_release(&left);
		str_release(&right);
	}
}

/* Few different bytes, so that beginnings are often shared. */
static void random_text(struct dice *dice, struct str *out)
{
	static const char bytes[] = { 0, 1, 'a', (char)0xFF };

	str_clear(out);
	for (int len = dice_below(dice, 6); len > 0; len--)
		str_add_char(out, bytes[dice_below(dice, 4)]);
}

static void key_texts_sort_and_come_back_whatever_follows(void **state)
{
	struct dice dice = dice_of(12);
	struct str a = { 0 }, b = { 0 }, left = { 0 }, right = { 0 }, back = { 0 };

	(void)state;
	for (int i = 0; i < 50000; i++) {
		struct taker t = { 0 };
		int order;

		random_text(&dice, &a);
		random_text(&dice, &b);
		order = bytes_compare(bytes_of_str(&a), bytes_of_str(&b));
		str_clear(&left);
		str_clear(&right);
		put_key_text(&left, bytes_of_str(&a));
		put_key_text(&right, bytes_of_str(&b));
		put_u8(&left, (uint8_t)dice_below(&dice, 256));
		put_u8(&right, (uint8_t)dice_below(&dice, 256));
		if (order != 0)
			assert_int_equal(sign(bytes_compare(bytes_of_str(&left),
							    bytes_of_str(&right))), order);
		t.left = bytes_of_str(&left);
		take_key_text(&t, &back);
		assert_false(t.bad);
		assert_true(bytes_equal(bytes_of_str(&back), bytes_of_str(&a)));
		assert_int_equal(t.left.len, 1);
	}
	str_release(&a);
	str_release(&b);
	str_release(&left);
	str_release(&right);
	str_release(&back);
}

static void a_broken_key_text_is_bad(void **state)
{
	static const struct bytes broken[] = {
		{ (const unsigned char *)"abc", 3 }, { (const unsigned char *)"a\0", 2 },
		{ (const unsigned char *)"a\0\x02zzz", 6 }, { (const unsigned char *)"", 0 },
	};
	struct str out = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct taker t = { .left = broken[i] };

		take_key_text(&t, &out);
		assert_true(t.bad);
		assert_int_equal(out.len, 0);
	}
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_are_compared_like_words),
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(reading_past_the_end_is_noticed_once_for_all),
		cmocka_unit_test(numbers_sort_as_their_bytes),
		cmocka_unit_test(key_texts_sort_and_come_back_whatever_follows),
		cmocka_unit_test(a_broken_key_text_is_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

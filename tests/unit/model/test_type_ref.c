/* test_type_ref.c - references to records, yes and no. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "typing.h"

static void a_reference_is_a_records_number(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(stored(&t, "base", "12"), "12");
	assert_string_equal(stored(&t, "base", "#0012"), "12");
	assert_string_equal(stored(&t, "base", "１２"), "12");
	assert_string_equal(shown(&t, "base", "12"), "#12");
	assert_non_null(strstr(stored(&t, "base", "abc"), "Base: \"abc\" is not the number"));
	assert_non_null(strstr(stored(&t, "base", "0"), "not the number"));
	assert_non_null(strstr(stored(&t, "base", "12345678901234567890"), "not the number"));
	typing_end(&t);
}

static void records_stand_in_order_of_number(void **state)
{
	struct typing t = typing_start();
	const struct field *base = sample_field(t.model, "base");
	struct value nine = value_text("9"), ten = value_text("10");
	struct str a = { 0 }, b = { 0 };

	(void)state;
	assert_int_equal(field_compare(t.model, base, &nine, &ten), -1);
	field_encode_key(base, &nine, &a);
	field_encode_key(base, &ten, &b);
	assert_int_equal(bytes_compare(bytes_of_str(&a), bytes_of_str(&b)), -1);
	str_release(&a);
	str_release(&b);
	typing_end(&t);
}

static void yes_and_no_in_two_languages(void **state)
{
	static const char *const yes[] = { "是", "yes", "Y", "1", "ｙ", "TRUE" };
	static const char *const no[] = { "否", "no", "n", "0", "False" };
	struct typing t = typing_start();

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		assert_string_equal(stored(&t, "ok", yes[i]), "yes");
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		assert_string_equal(stored(&t, "ok", no[i]), "no");
	assert_non_null(strstr(stored(&t, "ok", "2"), "Passed: \"2\" is neither"));
	assert_string_equal(stored(&t, "ok", "X"), "X");
	typing_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reference_is_a_records_number),
		cmocka_unit_test(records_stand_in_order_of_number),
		cmocka_unit_test(yes_and_no_in_two_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

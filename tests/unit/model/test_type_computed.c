/* test_type_computed.c - answers of expressions, shown and keyed as their result. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "typing.h"

static void a_computed_field_is_not_typed(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(stored(&t, "sum", "5"), "Sum is computed by the program; leave it out.");
	assert_true(field_type_flags(sample_field(t.model, "sum")) & TYPE_NUMBER);
	assert_true(field_type_flags(sample_field(t.model, "sum")) & TYPE_COMPUTED);
	typing_end(&t);
}

static void a_quotient_is_shown_at_the_fields_scale(void **state)
{
	struct typing t = typing_start();
	const struct field *sum = sample_field(t.model, "sum");
	struct value third = value_number((struct decimal){ 333333333333, 12 });
	struct value words = value_text("S001");
	struct str s = { 0 };

	(void)state;
	field_show(t.model, sum, &third, &s);
	str_add(&s, " ");
	field_format(t.model, sum, &third, &s);
	str_add(&s, " ");
	field_show(t.model, sum, &words, &s);
	assert_string_equal(s.at, "0.33 0.33 S001");
	str_release(&s);
	typing_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_computed_field_is_not_typed),
		cmocka_unit_test(a_quotient_is_shown_at_the_fields_scale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The nearest name to a mistyped one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "exchange/nearest.h"
#include "ledger.h"

static void fields(void **state)
{
	struct ledger *l = ledger_open();

	(void)state;
	assert_string_equal(nearest_field(l->crop, "aera")->id, "area");
	assert_string_equal(nearest_field(l->crop, "面积")->id, "area");
	assert_string_equal(nearest_field(l->crop, "截止日")->id, "as_of");
	assert_null(nearest_field(l->crop, "zzzzzz"));
	assert_null(nearest_field(l->crop, ""));
	ledger_close(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(fields) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

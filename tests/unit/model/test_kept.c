/*
 * test_kept.c - the ledgers that the program keeps are found by what they are for.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "sample.h"

static void the_table_has_the_places_of_the_enums(void **state)
{
	(void)state;
	assert_string_equal(kept_specs[KEPT_FILING].fields[FILING_SCAN].setting, "scan");
	assert_string_equal(kept_specs[KEPT_COMMENT].fields[COMMENT_DONE].setting, "done");
	assert_string_equal(kept_specs[KEPT_CLOSING].fields[CLOSING_CLOSED].setting, "closed");
	assert_string_equal(kept_specs[KEPT_UNLOCK].fields[UNLOCK_REASON].setting, "reason");
	assert_string_equal(kept_specs[KEPT_CORRECTION].fields[CORRECTION_APPROVER].setting,
			    "approver");
	assert_string_equal(kept_specs[KEPT_SECOND].fields[SECOND_DIFFERING].setting,
			    "differing");
}

static void every_row_names_a_type_and_the_last_ends(void **state)
{
	(void)state;
	for (int i = 0; i < KEPT_COUNT; i++) {
		const struct kept_field_spec *spec = kept_specs[i].fields;

		for (; spec->setting; spec++)
			assert_non_null(field_type_find(spec->type));
		assert_true(spec - kept_specs[i].fields <= KEPT_FIELDS_MOST);
	}
}

static void a_form_is_kept_for_what_conf_says(void **state)
{
	struct model *m = sample_model();
	enum kept what = KEPT_COUNT;

	(void)state;
	assert_false(form_is_kept(m, sample_form(m), NULL));
	assert_null(kept_form(m, KEPT_SECOND));
	assert_null(kept_field(m, KEPT_SECOND, SECOND_UNIT));
	m->kept[KEPT_SECOND] = (struct kept_form){ .form = "sample",
						   .fields = { [SECOND_UNIT] = "unit" } };
	assert_true(form_is_kept(m, sample_form(m), &what));
	assert_int_equal(what, KEPT_SECOND);
	assert_ptr_equal(kept_form(m, KEPT_SECOND), sample_form(m));
	assert_ptr_equal(kept_field(m, KEPT_SECOND, SECOND_UNIT), sample_field(m, "unit"));
	assert_null(kept_field(m, KEPT_SECOND, SECOND_AGREED));
	model_drop(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_has_the_places_of_the_enums),
		cmocka_unit_test(every_row_names_a_type_and_the_last_ends),
		cmocka_unit_test(a_form_is_kept_for_what_conf_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

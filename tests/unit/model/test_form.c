/* test_form.c - fields by their names, and the text of the stored shape. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "sample.h"

static void fields_answer_to_id_old_id_and_labels(void **state)
{
	struct model *m = sample_model();
	const struct form *form = sample_form(m);
	const struct field *area = form_field(form, "area");

	(void)state;
	assert_ptr_equal(form_field_named(form, "area"), area);
	assert_ptr_equal(form_field_named(form, "size"), area);
	assert_ptr_equal(form_field_named(form, "面积（亩）"), area);
	assert_ptr_equal(form_field_named(form, "面积(亩)"), area);
	assert_ptr_equal(form_field_named(form, "Area"), area);
	assert_null(form_field_named(form, "aera"));
	assert_null(form_field(form, "面积（亩）"));
	assert_string_equal(field_label(area, LANG_EN), "Area");
	assert_string_equal(field_label(area, LANG_ZH), "面积（亩）");
	model_drop(&m);
}

static void a_label_of_two_fields_names_none(void **state)
{
	struct model *m = sample_model();
	const struct form *form = sample_form(m);

	(void)state;
	form->fields[4].label[LANG_ZH] = "金额";
	assert_null(form_field_named(form, "金额"));
	assert_non_null(form_field_named(form, "cost"));
	model_drop(&m);
}

static void missing_labels_fall_back(void **state)
{
	const char *const zh_only[LANG_COUNT] = { "样", NULL };
	const char *const none[LANG_COUNT] = { NULL, NULL };
	const struct field field = { .id = "f" };

	(void)state;
	assert_string_equal(text_in(zh_only, LANG_EN), "样");
	assert_string_equal(text_in(none, LANG_EN), "");
	assert_string_equal(field_label(&field, LANG_ZH), "f");
}

static const char *shape(const struct form *form, struct str *s)
{
	str_clear(s);
	form_shape(form, s);
	return s->at;
}

static void labels_do_not_change_the_shape_but_keys_do(void **state)
{
	struct model *m = sample_model(), *other = sample_model();
	struct form *form = other->forms[0];
	struct str a = { 0 }, b = { 0 };

	(void)state;
	shape(sample_form(m), &a);
	assert_string_equal(a.at, shape(form, &b));
	form->fields[3].label[LANG_ZH] = "另";
	form->rule_count = 0;
	form->columns.count = 0;
	assert_string_equal(a.at, shape(form, &b));
	form->fields[3].scale = 3;
	assert_string_not_equal(a.at, shape(form, &b));
	form->fields[3].scale = 2;
	form->key.count = 2;
	assert_string_not_equal(a.at, shape(form, &b));
	form->key.count = 3;
	form->totals[0].sum.count = 1;
	assert_string_not_equal(a.at, shape(form, &b));
	form->totals[0].sum.count = 2;
	form->fields[9].flags &= ~(unsigned)FIELD_SEVERAL;
	assert_string_not_equal(a.at, shape(form, &b));
	str_release(&a);
	str_release(&b);
	model_drop(&m);
	model_drop(&other);
}

static void moving_a_field_does_not_change_the_shape(void **state)
{
	struct model *m = sample_model(), *other = sample_model();
	struct field *fields = other->forms[0]->fields, kept = fields[11];
	struct str a = { 0 }, b = { 0 };

	(void)state;
	fields[11] = fields[12];
	fields[12] = kept;
	assert_string_equal(shape(sample_form(m), &a), shape(other->forms[0], &b));
	str_release(&a);
	str_release(&b);
	model_drop(&m);
	model_drop(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_answer_to_id_old_id_and_labels),
		cmocka_unit_test(a_label_of_two_fields_names_none),
		cmocka_unit_test(missing_labels_fall_back),
		cmocka_unit_test(labels_do_not_change_the_shape_but_keys_do),
		cmocka_unit_test(moving_a_field_does_not_change_the_shape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

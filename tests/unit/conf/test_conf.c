/* test_conf.c - what sound files become: units, codes, measures, forms, reports. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "conf/conf.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/model.h"
#include "unit/conf/fixture.h"

static int open_sound(void **state)
{
	static struct fixture f;

	fixture_open(&f, NULL);
	*state = &f;
	return 0;
}

static int close_sound(void **state)
{
	fixture_close(*state);
	return 0;
}

static const struct model *sound(void **state)
{
	return ((struct fixture *)*state)->model;
}

static void sound_files_have_no_faults(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < f->faults.count; i++)
		print_error("%s:%d: %s\n", f->faults.at[i].file, f->faults.at[i].line,
			f->faults.at[i].sentence);
	assert_int_equal(f->faults.count, 0);
}

static void the_site_knows_its_root(void **state)
{
	const struct model *m = sound(state);

	assert_string_equal(m->site.name, "Test office");
	assert_string_equal(m->site.short_name, "Test office");
	assert_string_equal(m->site.root->code, "U00");
	assert_int_equal(m->site.lang, LANG_EN);
	assert_false(m->site.system_serves);
	assert_null(m->site.users.form);
}

static void the_calendar_knows_holidays_and_the_season(void **state)
{
	const struct calendar *c = &sound(state)->calendar;

	assert_false(calendar_is_workday(c, date_of(2026, 10, 1))); /* a Thursday off */
	assert_true(calendar_is_workday(c, date_of(2026, 10, 10))); /* a Saturday worked */
	assert_false(calendar_is_workday(c, date_of(2026, 10, 11)));
	assert_int_equal(c->season.start_month, 4);
	assert_int_equal(c->season.end_day, 31);
}

static void units_have_dated_names_and_parents(void **state)
{
	const struct unit_tree *tree = &sound(state)->units;
	const struct unit *town = unit_find(tree, "U02"), *village = unit_find(tree, "U0101");

	assert_int_equal(tree->count, 4);
	assert_string_equal(unit_name(town, date_of(2020, 12, 31)), "Older");
	assert_string_equal(unit_name(town, date_of(2021, 1, 1)), "Newer");
	assert_string_equal(town->short_name, "Newer");
	assert_string_equal(unit_parent(village, date_of(2020, 6, 1))->code, "U02");
	assert_string_equal(unit_parent(village, DATE_NONE)->code, "U01");
	assert_int_equal(village->links[0].kind, UNIT_TRANSFERRED);
	assert_string_equal(unit_find(tree, "U01")->reports[0], "harvest");
	for (size_t i = 0; i < tree->count; i++)
		assert_int_equal(tree->units[i].index, i);
}

static void codes_keep_aliases_days_and_attributes(void **state)
{
	const struct code_list *list = model_list(sound(state), "herb");
	const struct code *a = code_list_find(list, "A"), *b = code_list_find(list, "B");

	assert_string_equal(code_label(a, LANG_EN), "liquorice");
	assert_string_equal(code_label(b, LANG_EN), "黄芪");
	assert_string_equal(a->aliases[0], "甜草");
	assert_null(a->aliases[1]);
	assert_string_equal(code_attribute(a, "latin"), "Glycyrrhiza");
	assert_int_equal(a->valid_from, DATE_NONE);
	assert_int_equal(b->valid_to, date_of(2025, 12, 31));
	assert_string_equal(b->pinyin, "");
}

static void measures_are_exact_ratios(void **state)
{
	const struct measure_table *t = &sound(state)->measures;
	const struct measure *plot = measure_find(t, "plot"), *kg = measure_find(t, "kg");

	assert_int_equal(plot->numerator, 10000);
	assert_int_equal(plot->denominator, 15);
	assert_int_equal(kg->numerator * 1000, kg->denominator);
	assert_int_equal(plot->decimals, -1);
	assert_string_equal(plot->large, "ha");
	assert_int_equal(qualifier_find(t, "YJ")->nature, NATURE_EXPECTED);
	assert_true(qualifier_find(t, "YJ")->before);
	assert_false(qualifier_find(t, "YU")->before);
}

static void a_form_knows_its_fields(void **state)
{
	const struct form *form = model_form(sound(state), "harvest");
	const struct field *yield = form_field(form, "yield");
	const struct field *herb = form_field(form, "herb");

	assert_string_equal(form->folder, "ledger");
	assert_int_equal(form->over_time, TIME_CUMULATIVE);
	assert_ptr_equal(form->period, form_field(form, "period"));
	assert_int_equal(form->period->period_kinds, 1 << PERIOD_HALF_YEAR | 1 << PERIOD_YEAR);
	assert_true(form->period->flags & FIELD_STICKY);
	assert_true(form->unit->flags & FIELD_LEVELS);
	assert_int_equal(form->key.count, 3);
	assert_true(herb->flags & FIELD_KEY);
	assert_false(yield->flags & FIELD_KEY);
	assert_string_equal(form->title, "period unit");
	assert_int_equal(yield->scale, 2);
	assert_string_equal(yield->measure->code, "kg");
	assert_int_equal(yield->most.number.unscaled, 9999900);
	assert_string_equal(yield->old_ids[0], "crop");
	assert_string_equal(herb->preset->text, "A");
	assert_string_equal(form->as_of->preset_param, "period_end");
	assert_string_equal(
		form_field(model_form(sound(state), "visit"), "day")->preset_param, "today");
	assert_string_equal(form->zero[LANG_EN], "none");
	assert_true(strstr(form->source, "id = \"harvest\"") == form->source);
}

static void a_form_knows_rules_groups_totals(void **state)
{
	const struct form *form = model_form(sound(state), "harvest");
	const struct form *lots = form_field(form, "lots")->group;
	const struct field *share = form_field(form, "share");

	assert_int_equal(form->rule_count, 1);
	assert_int_equal(form->rules[0].level, RULE_WARN);
	assert_ptr_equal(form->rules[0].field, form_field(form, "yield"));
	assert_true(expr_reads(form->rules[0].holds, form_field(form, "yield")));
	assert_int_equal(lots->field_count, 2);
	assert_string_equal(lots->rules[0].say[LANG_EN], "not below zero");
	assert_string_equal(share->result->name, "decimal");
	assert_int_equal(share->scale, 3);
	assert_non_null(share->compute);
	assert_int_equal(form->index_count, 2);
	assert_int_equal(form->totals[0].by.count, 3);
	assert_ptr_equal(form->parts.unit, form->unit);
	assert_ptr_equal(form->grid.rows, form->unit);
}

static void forms_stand_by_folder_and_order(void **state)
{
	const struct model *m = sound(state);

	assert_int_equal(m->form_count, 3);
	assert_string_equal(m->forms[0]->id, "plain");
	assert_string_equal(m->forms[1]->id, "visit");
	assert_string_equal(m->forms[2]->id, "harvest");
	assert_int_equal(m->forms[0]->columns.count, 1); /* none given: whatever fits */
}

static void roles_indicators_keys_and_reports_are_read(void **state)
{
	const struct model *m = sound(state);
	const struct role *clerk = model_role(m, "clerk");
	const struct indicator *crop = model_indicator(m, "crop");
	const struct report_template *report = model_report(m, "crop");

	assert_int_equal(clerk->right_count, 1);
	assert_int_equal(clerk->rights[0].actions, 1 << ACTION_READ | 1 << ACTION_CREATE);
	assert_string_equal(clerk->rights[0].forms[0], "ledger/");
	assert_false(role_is_whole(clerk));
	assert_string_equal(crop->measure->code, "kg");
	assert_true(expr_has_aggregate(crop->expr));
	assert_string_equal(m->keys[0].keys, "d Del");
	assert_int_equal(report->ordinal, 2);
	assert_string_equal(report->text, "The crop: {crop}\n");
	assert_true(text_ends_with(report->at.file, "reports/crop.txt"));
}

static void a_form_may_lead_through_its_fields(void **state)
{
	const struct form *form;
	const struct field *mark, *seal;
	struct fixture f;

	(void)state;
	fixture_open(&f, "guided");
	assert_int_equal(f.faults.count, 0);
	form = model_form(f.model, "guided");
	mark = form_field(form, "mark");
	seal = form_field(form_field(form, "lots")->group, "seal");
	assert_int_equal(form->path, PATH_STRICT);
	assert_int_equal(model_form(f.model, "plain")->path, PATH_FREE);
	assert_int_equal(form->likely.count, 2);
	assert_ptr_equal(form->likely.at[1], form_field(form, "text"));
	assert_string_equal(mark->source[LANG_EN], "The certificate");
	assert_true(expr_reads(mark->asked_if, form_field(form, "organic")));
	assert_non_null(seal->asked_if);
	assert_null(form_field(form, "day")->asked_if);
	assert_true(form_field(form, "weight")->flags & FIELD_TWICE);
	assert_false(mark->flags & FIELD_TWICE);
	fixture_close(&f);
}

static void what_leads_the_typist_is_not_the_shape(void **state)
{
	struct str led = { 0 }, free_path = { 0 };
	struct form *form;
	struct fixture f;

	(void)state;
	fixture_open(&f, "guided");
	form = (struct form *)model_form(f.model, "guided");
	form_shape(form, &led);
	form->path = PATH_FREE;
	form->likely.count = 0;
	for (size_t i = 0; i < form->field_count; i++) {
		form->fields[i].asked_if = NULL;
		form->fields[i].flags &= ~(unsigned)FIELD_TWICE;
		form->fields[i].source[LANG_ZH] = NULL;
	}
	form_shape(form, &free_path);
	assert_string_equal(str_text(&led), str_text(&free_path));
	str_release(&led);
	str_release(&free_path);
	fixture_close(&f);
}

static void a_field_without_help_is_told_and_its_form_opens(void **state)
{
	struct fixture f;
	size_t found = 0;

	(void)state;
	fixture_open(&f, "guided");
	assert_non_null(model_form(f.model, "guided"));
	for (size_t i = 0; i < f.faults.remark_count; i++) {
		const struct fault *remark = &f.faults.remarks[i];

		if (!text_ends_with(remark->file, "guided.conf"))
			continue;
		found++;
		assert_int_equal(remark->line, 10);
		assert_non_null(strstr(remark->sentence, "field text has no help"));
	}
	assert_int_equal(found, 1);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_files_have_no_faults),
		cmocka_unit_test(the_site_knows_its_root),
		cmocka_unit_test(the_calendar_knows_holidays_and_the_season),
		cmocka_unit_test(units_have_dated_names_and_parents),
		cmocka_unit_test(codes_keep_aliases_days_and_attributes),
		cmocka_unit_test(measures_are_exact_ratios),
		cmocka_unit_test(a_form_knows_its_fields),
		cmocka_unit_test(a_form_knows_rules_groups_totals),
		cmocka_unit_test(forms_stand_by_folder_and_order),
		cmocka_unit_test(roles_indicators_keys_and_reports_are_read),
		cmocka_unit_test(a_form_may_lead_through_its_fields),
		cmocka_unit_test(what_leads_the_typist_is_not_the_shape),
		cmocka_unit_test(a_field_without_help_is_told_and_its_form_opens),
	};

	return cmocka_run_group_tests(tests, open_sound, close_sound);
}

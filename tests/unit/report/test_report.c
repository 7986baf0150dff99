/*
 * test_report.c - the shipped templates print what the sources say, figure by figure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "data/query.h"
#include "model/form.h"
#include "unit/report/expected.h"
#include "unit/report/ledgers.h"

static struct ledgers ledgers;

static int set_up(void **state)
{
	(void)state;
	ledgers_open(&ledgers);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	ledgers_close(&ledgers);
	return 0;
}

static int warned(const struct report *report, const char *sentence)
{
	for (size_t i = 0; i < report->warning_count; i++)
		if (strcmp(report->warnings[i], sentence) == 0)
			return 1;
	return 0;
}

static const struct report_figure *figure_of(const struct report *report, const char *text)
{
	for (size_t i = 0; i < report->figure_count; i++)
		if (strcmp(report->figures[i].text, text) == 0)
			return &report->figures[i];
	fail_msg("no figure prints as %s", text);
	return NULL;
}

/* The centre's 2021 half-year report, paragraphs 17 and 18. */
static const char paragraph_17[] =
	"1、全力推进蒙中药材种植面积。全旗种植面积在2020年末17.2万亩在地蒙中药材的基础上，"
	"截止6月25日新增蒙中药材种植面积3.7万亩，总面积达到20.9万亩。其中：大镇无新增，"
	"八仙筒镇新增878亩，青龙山镇新增600亩，治安镇新增748亩，东明镇新增17905亩，"
	"沙日浩来镇新增2430亩，义隆永镇新增3323亩，苇莲苏乡新增60亩，固日班花苏木新增100亩，"
	"明仁苏木新增515亩，土城子乡无新增，白音他拉苏木无新增，黄花塔拉苏木无新增，"
	"六号农场无新增，兴隆沼林场新增10055.4亩。\n";
static const char paragraph_18[] =
	"2、全旗药材新增面积抽查核实。按照年度工作安排，于2021年6月份，"
	"以新增蒙中药材种植面积为基础，在全旗范围内展开蒙中药材种植面积抽查核实，"
	"本次抽查核实总面积10378.4亩，占年度总新增面积的28 %，经抽查核实实际面积为11328.3亩，"
	"较上报面积高949.9亩，误差率9.15%。实际核实面积中，林下种植面积11095.9亩，"
	"占总核实面积97.9%，耕地种植面积232.4亩，占总核实面积2.1%。\n";

static void test_area_of_2021(void **state)
{
	struct report report = ledgers_report(&ledgers, "area", "2021H1", "2021-06-25");

	(void)state;
	assert_string_equal(report.text, paragraph_17);
	assert_int_equal(report.warning_count, 1);
	assert_string_equal(report.warnings[0], "新镇 has not reported");
}

static void test_spotcheck_of_2021(void **state)
{
	struct report report = ledgers_report(&ledgers, "spotcheck", "2021-06", NULL);

	(void)state;
	assert_string_equal(report.text, paragraph_18);
	assert_int_equal(report.warning_count, 0);
}

static void test_figures_are_traced(void **state)
{
	struct report report = ledgers_report(&ledgers, "area", "2021H1", "2021-06-25");
	const struct report_figure *total = figure_of(&report, "3.7万亩");
	const struct report_figure *zero = figure_of(&report, "无新增");

	(void)state;
	assert_int_equal(report.figure_count, 18);
	assert_string_equal(total->value, "3.66144");
	assert_string_equal(total->measure, "万亩");
	assert_string_equal(
		total->expression, "sum(planting.area where period within $period and unit within $unit)");
	assert_int_equal(total->source_count, 1);
	assert_int_equal(total->sources[0].count, 15);
	assert_string_equal(total->sources[0].form->id, "planting");
	assert_string_equal(zero->value, "0");
	assert_int_equal(zero->sources[0].count, 1);
	for (size_t i = 0; i < report.figure_count; i++)
		assert_memory_equal(report.text + report.figures[i].offset,
			report.figures[i].text, strlen(report.figures[i].text));
	total = figure_of(&report, "20.9万亩");
	assert_int_equal(total->source_count, 2);
}

static void test_same_bytes_twice(void **state)
{
	struct report one = ledgers_report(&ledgers, "area", "2022H1", "2022-06-25");
	struct report two = ledgers_report(&ledgers, "area", "2022H1", "2022-06-25");
	struct str a = { 0 }, b = { 0 };

	(void)state;
	report_figures_json(&one, &a);
	report_figures_json(&two, &b);
	assert_string_equal(one.text, two.text);
	assert_string_equal(str_text(&a), str_text(&b));
	assert_non_null(strstr(str_text(&a), "\"measure\": \"万亩\""));
	str_release(&a);
	str_release(&b);
}

static void test_area_of_2022(void **state)
{
	struct report report = ledgers_report(&ledgers, "area", "2022H1", "2022-06-25");
	struct str text = { 0 }, silent = { 0 };
	char *rest, *name;

	(void)state;
	expect_area(&text, &silent);
	assert_string_equal(report.text, str_text(&text));
	assert_non_null(strstr(report.text, "无新增"));
	assert_non_null(strstr(report.text, "面积暂缺"));
	for (name = strtok_r(silent.at, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest))
		assert_true(warned(&report, name));
	assert_true(warned(&report, "New area (Planting area): 1 of 305 lines are missing"));
	str_release(&text);
	str_release(&silent);
}

static void test_spotcheck_of_2022(void **state)
{
	struct report report = ledgers_report(&ledgers, "spotcheck", "2022-06", NULL);
	struct str text = { 0 };

	(void)state;
	expect_spotcheck(&text);
	assert_string_equal(report.text, str_text(&text));
	str_release(&text);
}

/* A later report revises the line, but not what stood on an earlier day. */
static void test_as_of_an_earlier_day(void **state)
{
	struct report report;

	(void)state;
	ledgers_put(&ledgers, "planting",
		"{\"period\": \"2021H1\", \"unit\": \"150525101\", "
		"\"area\": \"1000.05\", \"as_of\": \"2021-06-30\"}\n"
		"{\"period\": \"2021H1\", \"unit\": \"150525103\", "
		"\"area\": \"约50\", \"as_of\": \"2021-06-30\"}\n");
	report = ledgers_report(&ledgers, "area", "2021H1", "2021-06-25");
	assert_string_equal(report.text, paragraph_17);
	assert_true(warned(&report, "新镇 has not reported"));
	report = ledgers_report(&ledgers, "spotcheck", "2021-06", NULL);
	assert_string_equal(report.text, paragraph_18);
	report = ledgers_report(&ledgers, "area", "2021H1", NULL);
	assert_non_null(strstr(report.text, "截止6月30日"));
	assert_non_null(strstr(report.text, "八仙筒镇新增1000.05亩，"));
	assert_non_null(strstr(report.text, "新镇新增约50亩，"));
	assert_int_equal(report.warning_count, 0);
}

/* Lines of the example records without their period: what the figure of a year stands on. */
static size_t lines_of_2022(void)
{
	struct query query = { .form = model_form(ledgers.model, "planting") };
	struct { const char **at; size_t count, cap; } keys = { 0 };
	struct record_page page;
	struct err err = { 0 };
	struct page_at first = { .limit = 1000 };

	assert_int_equal(
		query_page(ledgers.data, &query, &first, &ledgers.mem, &page, &err), 0);
	for (size_t i = 0; i < page.count; i++) {
		static const char *const ids[] = {
			"unit", "species", "land", "grower", "plot",
		};
		const char *key = "";
		int known = 0;

		if (record_value(page.rows[i], "period")->period.year != 2022)
			continue;
		for (size_t k = 0; k < COUNT_OF(ids); k++) {
			const struct value *v = record_value(page.rows[i], ids[k]);

			key = arena_printf(&ledgers.mem, "%s/%s", key,
				value_is_given(v) ? v->text : "");
		}
		for (size_t k = 0; k < keys.count && !known; k++)
			known = strcmp(keys.at[k], key) == 0;
		if (!known)
			*VEC_PUSH_IN(&ledgers.mem, &keys) = key;
	}
	return keys.count;
}

/* Of a whole year: who has reported either half, each line's last figure. */
static void test_area_of_a_year(void **state)
{
	struct report report = ledgers_report(&ledgers, "area", "2022", NULL);

	(void)state;
	assert_true(warned(&report, "苇莲苏乡 has not reported"));
	assert_false(warned(&report, "兴隆沼林场 has not reported"));
	assert_non_null(strstr(report.text, "截止12月31日"));
	assert_non_null(strstr(report.text, "，兴隆沼林场新增"));
	/* One record a line: of both halves the last one. */
	for (size_t i = 0; i < report.figure_count; i++)
		if (strcmp(report.figures[i].indicator->id, "new_area") == 0)
			assert_int_equal(report.figures[i].sources[0].count, lines_of_2022());
}

/* What another session saves meanwhile is not seen until the instant is let go. */
static void test_one_instant(void **state)
{
	struct ledgers other = { .model = ledgers.model };
	struct viewer owner = viewer_owner(0);
	struct query query = { .form = model_form(ledgers.model, "planting") };
	struct err err = { 0 };
	uint64_t before, held, after;

	(void)state;
	assert_int_equal(
		dataset_open(ledgers.store, ledgers.model, &owner, &other.data, &err), 0);
	assert_int_equal(query_count(ledgers.data, &query, &before, &err), 0);
	assert_int_equal(dataset_hold(ledgers.data, &err), 0);
	ledgers_put(&other, "planting",
		"{\"period\": \"2020H1\", \"unit\": \"150525101\", "
		"\"area\": \"1\", \"as_of\": \"2020-06-30\"}\n");
	assert_int_equal(query_count(ledgers.data, &query, &held, &err), 0);
	dataset_let(ledgers.data);
	assert_int_equal(query_count(ledgers.data, &query, &after, &err), 0);
	assert_int_equal(held, before);
	assert_int_equal(after, before + 1);
	dataset_close(&other.data);
	arena_release(&other.mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_area_of_2021),
		cmocka_unit_test(test_spotcheck_of_2021),
		cmocka_unit_test(test_figures_are_traced),
		cmocka_unit_test(test_same_bytes_twice),
		cmocka_unit_test(test_area_of_2022),
		cmocka_unit_test(test_spotcheck_of_2022),
		cmocka_unit_test(test_as_of_an_earlier_day),
		cmocka_unit_test(test_area_of_a_year),
		cmocka_unit_test(test_one_instant),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

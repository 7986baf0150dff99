/*
 * test_template.c - what a template may say, what it prints, and where its faults are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "model/form.h"
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

struct example {
	const char *text, *prints; /* prints without the last newline */
};

static void check(const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct report report =
			ledgers_print(&ledgers, examples[i].text, "2021H1", "2021-06-25");
		size_t len = strlen(report.text);

		assert_true(len > 0 && report.text[len - 1] == '\n');
		if (strlen(examples[i].prints) != len - 1 ||
			strncmp(report.text, examples[i].prints, len - 1) != 0)
			fail_msg("%s\nprints %s\nnot    %s", examples[i].text, report.text,
				examples[i].prints);
	}
}

static void test_layout(void **state)
{
	static const struct example examples[] = {
		{ "a\nb", "a\nb" },
		{ "a\\\n  b", "ab" },
		{ "{{a}} {{{item}}}", "{a} {1}" },
		{ "{# nothing of { this '}a", "a" },
		{ "a\n{if true}\n  b\n{end}\nc", "abc" },
		{ "a {if true}b{end} c", "a b c" },
		{ "a\n\n{if true}\nb\n{end}\n\nc", "a\nb\nc" },
		{ "{if true}\na\n{end}\n{if true}\nb\n{end}", "ab" },
		{ "{if true}a{end}\n\n{if true}b{end}", "a\nb" },
		{ "a\n{item}\nb", "a\n1\nb" },
		{ "\xef\xbb\xbf"
		  "a\r\n{if true}\r\nb\r\n{end}\r\n",
			"ab" },
		{ "a  \n\n", "a" },
	};

	(void)state;
	check(examples, COUNT_OF(examples));
}

static void test_values(void **state)
{
	static const struct example examples[] = {
		{ "{new_area} {$new_area}", "36614.4亩 36614.4亩" },
		{ "{bare new_area}", "36614.4" },
		{ "{new_area as wmu}", "3.7万亩" },
		{ "{spaced new_area as wmu}", "3.7 万亩" },
		{ "{bare new_area as wmu}", "3.7" },
		{ "{new_area as ha}", "2440.96公顷" },
		{ "{count(planting where period within $period)}", "15" },
		{ "{max(planting.area where period = $period)}", "17905亩" },
		{ "{sum(planting.area where period = $period and unit = '大沁他拉镇')}",
			"0亩" },
		{ "{zero sum(planting.area where period = $period and unit = '大沁他拉镇')}",
			"无新增" },
		{ "{zero new_area as wmu}", "3.7万亩" },
		{ "{$period as code} {$as_of as date} {$as_of as month-day}",
			"2021H1 2021-6-25 6-25" },
		{ "{year($as_of)}年{month($as_of)}月{day($as_of)}日", "2021年6月25日" },
		{ "{report_name($unit)} {$unit} {name($unit)}", "全旗 全旗 奈曼旗" },
		{ "{sum(base.new_count)}", "50余个" },
		{ "{bare sum(base.new_count)}", "50余" },
		{ "{abs($carried_area - $total_area)}", "36614.4亩" },
		{ "{sum(trial.greenhouse) else 没有}", "没有" },
		{ "{'x else y'}", "x else y" },
	};

	(void)state;
	check(examples, COUNT_OF(examples));
}

static void test_conditions(void **state)
{
	static const struct example examples[] = {
		{ "{if new_area > carried_area}a{else if new_area is zero}b{else}c{end}", "c" },
		{ "{if new_area < carried_area}a{else}b{end}", "a" },
		{ "{if sum(trial.greenhouse) > 5}a{end}", "" },
		{ "{if not (sum(trial.greenhouse) > 5)}a{else}b{end}", "b" },
		{ "{if sum(trial.greenhouse) is given}a{else}b{end}", "b" },
		{ "{if (1, 2) = 1}", NULL },
	};

	(void)state;
	check(examples, COUNT_OF(examples) - 1);
}

static void test_loops(void **state)
{
	static const struct example examples[] = {
		{ "{each $u in due(planting)}{if unit_new_area > sum(planting.area "
		  "where unit = '义隆永镇' and period = $period)}{$u}{end}{between}、{end}",
			"东明镇、兴隆沼林场" },
		{ "{each $c in codes(land_type) where $c != 'LX'}{label($c)}{between} {end}",
			"耕地 沙地 草原/草甸 设施/大棚 其他" },
		{ "{each $c in codes(land_type) where $c = 'LX'}{$c}{between} {end}", "林下" },
		{ "{each $c in codes(land_type) where $c = 'QT' and $c = "
		  "'GD'}{$c}{between} {else}none{end}",
			"none" },
		{ "{each in base where period = $period}{name}{area}{between}；{end}",
			"蒙中药材科研示范基地530.81亩；蒙中药材新品种繁育及文化旅游示范基地500亩" },
		{ "{each in base where area < carried_area and kind = "
		  "'KY'}{name}{kind}{else}x{end}",
			"蒙中药材科研示范基地科研示范" },
		{ "{each $a in codes(land_type) where $a = 'LX'}"
		  "{each $b in codes(land_type) where $b = "
		  "'GD'}{label($a)}{label($b)}{end}{end}",
			"林下耕地" },
	};

	(void)state;
	check(examples, COUNT_OF(examples));
}

static void test_faults_say_where(void **state)
{
	static const struct example examples[] = {
		{ "a\nb {if true}", "t.txt:2:3: " },
		{ "a {", "t.txt:1:3: " },
		{ "药} a", "t.txt:1:2: " },
		{ "{end}", "t.txt:1:1: " },
		{ "{if true}{else}{else}{end}", "t.txt:1:16: " },
		{ "{between}", "t.txt:1:1: " },
		{ "{nothing_such}", "t.txt:1:1: column 2: " },
		{ "x{if new_area > carried_are}{end}", "t.txt:1:2: column 17: " },
		{ "{each $u in due(no_such)}{end}", "t.txt:1:1: " },
		{ "{each $u in codes(no_such)}{end}", "t.txt:1:1: " },
		{ "{each in planting where no_such}{end}", "t.txt:1:1: column 25: " },
		{ "{each $u in due(planting)}{end}{$u}", "t.txt:1:32: column 33: " },
		{ "{new_area as kg}", "t.txt:1:1: " },
		{ "{new_area as date}", "t.txt:1:1: " },
		{ "{item as wmu}", "t.txt:1:1: " },
		{ "{$period as month-day}", "t.txt:1:1: " },
		{ "{if}{end}", "t.txt:1:1: " },
		{ "{new_area > carried_area}", "t.txt:1:1: " },
		{ "{if new_area}{end}", "t.txt:1:1: column 5: " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		const char *fault = ledgers_fault(&ledgers, examples[i].text);

		if (!text_starts_with(fault, examples[i].prints))
			fail_msg("%s\nsays %s\nnot  %s", examples[i].text, fault,
				examples[i].prints);
	}
	assert_string_equal(ledgers_fault(&ledgers, "{new_area}"), "");
}

static void test_missing_figures(void **state)
{
	struct report report =
		ledgers_print(&ledgers, "{sum(trial.greenhouse)}", "2021H1", NULL);

	(void)state;
	assert_string_equal(report.text, "not known\n");
	assert_int_equal(report.figure_count, 1);
	assert_string_equal(report.figures[0].value, "");
	assert_int_equal(report.warning_count, 1);
	assert_string_equal(report.warnings[0], "there is no figure for sum(trial.greenhouse)");
}

static void test_figures_of_records(void **state)
{
	struct report report = ledgers_print(&ledgers,
		"{each in base where kind = 'KY'}{name}{area}{year($period)}{end}", "2021H1",
		NULL);

	(void)state;
	assert_int_equal(report.figure_count, 1);
	assert_string_equal(report.figures[0].text, "530.81亩");
	assert_string_equal(report.figures[0].expression, "area");
	assert_int_equal(report.figures[0].source_count, 1);
	assert_string_equal(report.figures[0].sources[0].form->id, "base");
	assert_int_equal(report.figures[0].sources[0].count, 1);
}

static void test_unknown_report(void **state)
{
	struct report_request request = { .name = "no_such",
		.period = { PERIOD_YEAR, 2021, 1 } };
	struct report report;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(report_build(ledgers.data, &request, &ledgers.mem, &report, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "spotcheck"));
}

/* Shipped templates hold no figure, no unit's name and no measure unit. */
static void test_shipped_templates_are_wording(void **state)
{
	(void)state;
	for (size_t i = 0; i < ledgers.model->report_count; i++) {
		const char *text = ledgers.model->reports[i].text;

		assert_null(strpbrk(text, "0123456789%"));
		assert_null(strstr(text, "亩"));
		for (size_t k = 0; k < ledgers.model->units.count; k++) {
			const struct unit *unit = &ledgers.model->units.units[k];

			assert_null(strstr(text, unit->names[0].name));
			assert_null(
				unit->report_order ? strstr(text, unit->report_name) : NULL);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_faults_say_where),
		cmocka_unit_test(test_missing_figures),
		cmocka_unit_test(test_figures_of_records),
		cmocka_unit_test(test_unknown_report),
		cmocka_unit_test(test_shipped_templates_are_wording),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

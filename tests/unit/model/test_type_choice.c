/* test_type_choice.c - codes and units by whatever people call them, never guessed. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/date.h"
#include "typing.h"

static void codes_are_named_in_many_ways(void **state)
{
	static const struct { const char *typed, *code; } rows[] = {
		{ "S001", "S001" }, { "s001", "S001" }, { "Ｓ００１", "S001" }, { "甘草", "S001" },
		{ "甜草", "S001" }, { "gc", "S001" }, { "gancao", "S001" }, { "gān cǎo", "S001" },
		{ "astragalus", "S002" }, { "huangqi", "S002" }, { "沙 地", "A1" }, { "Sandy Land", "A1" },
		{ " 黄芪 ", "S002" }, { "g", "S001" }, { "gan cao", "S001" }, { "Huang Qi", "S002" },
		{ "HUANGQI", "S002" }, { "ｇｃ", "S001" }, { "nvzhenzi", "S010" },
		{ "nu zhen", "S010" }, { "ＧＣ", "S001" },
	};
	struct typing t = typing_start();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(stored(&t, "kind", rows[i].typed), rows[i].code);
	i18n_use(LANG_ZH);
	assert_string_equal(shown(&t, "kind", "S002"), "黄芪");
	i18n_use(LANG_EN);
	assert_string_equal(shown(&t, "kind", "S002"), "astragalus");
	typing_end(&t);
}

static void unclear_codes_are_listed(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(stored(&t, "kind", "hq"),
		"Kind: \"hq\" may mean S002 astragalus, S003 黄芩; type the code.");
	assert_string_equal(stored(&t, "kind", "黄"),
		"Kind: there is no \"黄\"; is one of these meant: S002 astragalus, S003 黄芩?");
	assert_string_equal(stored(&t, "kind", "人参"),
		"Kind: there is no \"人参\"; type a code, a name or initials of the list.");
	typing_end(&t);
}

static void x_is_masked_unless_it_is_a_code(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(stored(&t, "kind", "X"), "×");
	assert_int_equal(t.value.state, VALUE_MASKED);
	assert_string_equal(stored(&t, "kind", "×"), "×");
	assert_string_equal(stored(&t, "kind", "."), ".");
	((struct code *)(uintptr_t)code_list_find(sample_field(t.model, "kind")->list, "B9"))
		->label[LANG_ZH] = "X";
	assert_string_equal(stored(&t, "kind", "X"), "B9");
	typing_end(&t);
}

static void several_are_separated_in_the_usual_ways(void **state)
{
	static const char *const spellings[] = {
		"S001,S002", "甘草、黄芪", "甘草 黄芪", "甘草；黄芪", "甘草，黄芪", "gc; S002;", "S001 S002 S001",
	};
	struct typing t = typing_start();

	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		assert_string_equal(stored(&t, "kinds", spellings[i]), "S001,S002");
	assert_string_equal(stored(&t, "kinds", "沙 地、甘草"), "A1,S001");
	assert_string_equal(stored(&t, "kinds", "沙 地"), "A1");
	assert_string_equal(shown(&t, "kinds", "S001,S002"), "甘草, astragalus");
	assert_non_null(strstr(stored(&t, "kinds", "甘草、人参"), "\"人参\""));
	typing_end(&t);
}

static void codes_out_of_force_are_refused_by_date(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(fault(&t, "kind", "B9", day(2015, 1, 1)), "");
	assert_string_equal(fault(&t, "kind", "B9", DATE_NONE), "");
	assert_string_equal(fault(&t, "kind", "B9", day(2020, 1, 1)),
		"Kind: 旧种 was valid until 2019-12-31; choose what has taken its place.");
	assert_non_null(strstr(fault(&t, "kind", "B9", day(2009, 1, 1)), "from 2010-01-01"));
	assert_non_null(strstr(fault(&t, "kinds", "S001 B9", day(2020, 1, 1)), "旧种"));
	t.value = value_text("gone");
	assert_int_equal(field_validate(t.model, sample_field(t.model, "kind"), &t.value, 0, &t.err),
		-1);
	typing_end(&t);
}

static void units_are_named_in_many_ways(void **state)
{
	static const struct { const char *typed, *code; } rows[] = {
		{ "15100", "15100" }, { "大沁他拉镇", "15100" }, { "大沁他拉", "15100" }, { "大镇", "15100" },
		{ "dqtl", "15100" }, { "绿洲村", "15100202" }, { "光明村(东明镇)", "15101201" },
		{ "光明村（东明镇）", "15101201" }, { "东明镇光明村", "15101201" },
		{ "东明光明村", "15101201" }, { "光明村(大镇)", "15100201" },
		{ "光明村(东明镇 15101201)", "15101201" }, { "lvzhou", "15100202" },
		{ "东明 光明村", "15101201" }, { "dmz gmc", "15101201" }, { "DMZ　光明村", "15101201" },
		{ "dong ming zhen", "15101" }, { "DaQinTaLa", "15100" }, { "ＤＱＴＬＺ", "15100" },
	};
	struct typing t = typing_start();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(stored(&t, "where", rows[i].typed), rows[i].code);
	assert_string_equal(shown(&t, "where", "15101201"), "光明村(东明镇)");
	assert_string_equal(shown(&t, "where", "15100"), "大沁他拉镇");
	typing_end(&t);
}

static void like_named_units_are_listed_with_their_town(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(stored(&t, "where", "光明村"),
		"Unit: \"光明村\" may mean 15100201 光明村(大沁他拉镇), 15101201 光明村(东明镇); type the code.");
	assert_non_null(strstr(stored(&t, "where", "gmc"), "15101201 光明村(东明镇)"));
	assert_non_null(strstr(stored(&t, "where", "无此村"), "there is no"));
	assert_non_null(strstr(stored(&t, "where", "东明 绿洲村"), "there is no"));
	assert_non_null(strstr(stored(&t, "where", "某旗 光明村"), "15101201 光明村(东明镇)"));
	/* a code that goes on is no code: never guessed */
	assert_non_null(strstr(stored(&t, "where", "1510120"), "is one of these meant"));
	assert_non_null(strstr(stored(&t, "where", "("), "there is no"));
	typing_end(&t);
}

static void ended_units_are_refused_by_date(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(fault(&t, "where", "15102", day(2022, 6, 30)), "");
	assert_non_null(strstr(fault(&t, "where", "15102", day(2022, 7, 1)), "until 2022-06-30"));
	t.value = value_text("99");
	assert_int_equal(field_validate(t.model, sample_field(t.model, "where"), &t.value, 0, &t.err),
		-1);
	typing_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_named_in_many_ways),
		cmocka_unit_test(unclear_codes_are_listed),
		cmocka_unit_test(x_is_masked_unless_it_is_a_code),
		cmocka_unit_test(several_are_separated_in_the_usual_ways),
		cmocka_unit_test(codes_out_of_force_are_refused_by_date),
		cmocka_unit_test(units_are_named_in_many_ways),
		cmocka_unit_test(like_named_units_are_listed_with_their_town),
		cmocka_unit_test(ended_units_are_refused_by_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

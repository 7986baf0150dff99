/* test_pick.c - picking among five thousand villages: right, and by every way of naming. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "typing.h"

enum { TOWNS = 50, VILLAGES = 100, UNITS = 1 + TOWNS * (1 + VILLAGES) };

static const struct {
	const char *hanzi, *pinyin, *letter;
} parts[] = {
	{ "东", "dōng", "d" }, { "西", "xī", "x" }, { "南", "nán", "n" }, { "北", "běi", "b" },
	{ "上", "shàng", "s" }, { "下", "xià", "x" }, { "前", "qián", "q" }, { "后", "hòu", "h" },
	{ "大", "dà", "d" }, { "小", "xiǎo", "x" },
};

/* The n-th of a hundred names, ending in last. */
static void name_unit(struct model *m, struct unit *u, int n, int last)
{
	static const struct {
		const char *hanzi, *pinyin, *letter;
	} ends[] = { { "村", "cūn", "c" }, { "镇", "zhèn", "z" } };
	const char **none = arena_array(&m->mem, 1, sizeof(*none));

	u->names = arena_alloc(&m->mem, sizeof(*u->names));
	u->names[0] = (struct unit_name){ arena_printf(&m->mem, "%s%s%s", parts[n / 10].hanzi,
		parts[n % 10].hanzi, ends[last].hanzi), DATE_NONE, DATE_NONE };
	u->name_count = 1;
	u->pinyin = arena_printf(&m->mem, "%s %s %s", parts[n / 10].pinyin, parts[n % 10].pinyin,
		ends[last].pinyin);
	u->initials = arena_printf(&m->mem, "%s%s%s", parts[n / 10].letter, parts[n % 10].letter,
		ends[last].letter);
	u->aliases = u->reports = none;
	u->kind = "";
	u->valid_from = u->valid_to = DATE_NONE;
}

static struct unit *add_unit(struct model *m, const char *code, const struct unit *parent)
{
	struct unit *u = &m->units.units[m->units.count++];

	u->code = code;
	if (parent) {
		u->parents = arena_alloc(&m->mem, sizeof(*u->parents));
		u->parents[0] = (struct unit_parent){ parent, DATE_NONE, DATE_NONE };
		u->parent_count = 1;
	}
	return u;
}

/* Every town has villages of the same hundred names; only the very last is called otherwise. */
static struct typing county(void)
{
	struct typing t = typing_start();
	struct model *m = t.model;
	struct unit *root;

	m->units = (struct unit_tree){ .units = arena_array(&m->mem, UNITS, sizeof(struct unit)) };
	root = add_unit(m, "15", NULL);
	name_unit(m, root, 0, 1);
	m->site.root = root;
	for (int town = 0; town < TOWNS; town++) {
		struct unit *above = add_unit(m, arena_printf(&m->mem, "15%03d", town), root);

		name_unit(m, above, town + 1, 1);
		for (int village = 0; village < VILLAGES; village++)
			name_unit(m, add_unit(m, arena_printf(&m->mem, "15%03d%03d", town, village),
					     above), village, 0);
	}
	m->units.units[UNITS - 1].names[0].name = "独一村";
	m->units.units[UNITS - 1].pinyin = "dú yī cūn";
	m->units.units[UNITS - 1].initials = "dyc";
	unit_tree_settle(&m->units, &m->mem);
	return t;
}

static void one_of_five_thousand_is_found(void **state)
{
	static const struct { const char *typed, *code; } rows[] = {
		{ "15049099", "15049099" }, { "独一村", "15049099" }, { "dyc", "15049099" },
		{ "duyi", "15049099" }, { "dú yī cūn", "15049099" }, { "东西镇", "15000" },
		{ "东西镇东南村", "15000002" }, { "东西镇 东南村", "15000002" },
		{ "东南村(东西镇)", "15000002" }, { "15049", "15049" },
	};
	struct typing t = county();

	(void)state;
	assert_int_equal(t.model->units.count, UNITS);
	for (int times = 0; times < 20; times++) {
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			assert_string_equal(stored(&t, "where", rows[i].typed), rows[i].code);
	}
	typing_end(&t);
}

static void like_named_ones_are_told_apart(void **state)
{
	struct typing t = county();
	const char *list = stored(&t, "where", "东南村");

	(void)state;
	assert_non_null(strstr(list, "15000002 东南村(东西镇), 15001002 东南村(东南镇)"));
	assert_non_null(strstr(list, "and others"));
	typing_end(&t);
}

/* A list of all of them with their towns. */
static void all_of_them_are_shown(void **state)
{
	struct typing t = county();
	const struct unit_tree *tree = &t.model->units;
	const struct unit **found;
	size_t count = unit_pick(tree, "", NULL, DATE_NONE, &t.mem, &found), told = 0;

	(void)state;
	assert_int_equal(count, UNITS);
	for (size_t i = 0; i < count; i++)
		told += strchr(unit_display(tree, found[i], DATE_NONE, &t.mem), '(') != NULL;
	/* every village but the one that is alone in its name */
	assert_int_equal(told, TOWNS * VILLAGES - 1);
	assert_string_equal(unit_display(tree, unit_find(tree, "15049099"), DATE_NONE, &t.mem),
		"独一村");
	assert_string_equal(unit_display(tree, unit_find(tree, "15000002"), day(2021, 1, 1), &t.mem),
		"东南村(东西镇)");
	typing_end(&t);
}

static void every_beginning_is_looked_up(void **state)
{
	static const char *const typed[] = { "d", "x", "东", "东南", "dn", "dong", "dongnan", "15", "150",
		"15001", "村", "z", "zz", "9" };
	struct typing t = county();
	const struct unit **found;

	(void)state;
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		size_t count = unit_pick(&t.model->units, typed[i], NULL, day(2021, 1, 1), &t.mem,
			&found);

		assert_int_equal(count > 0, typed[i][0] != 'z' && typed[i][0] != '9');
		if (count > 0 && typed[i][0] == '1')
			assert_int_equal(strncmp(found[0]->code, typed[i], strlen(typed[i])), 0);
	}
	typing_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_of_five_thousand_is_found),
		cmocka_unit_test(like_named_ones_are_told_apart),
		cmocka_unit_test(all_of_them_are_shown),
		cmocka_unit_test(every_beginning_is_looked_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_faults.c - every fault of conf/ and forms/: file, line, sentence; the rest opens. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/date.h"
#include "base/xalloc.h"
#include "conf/conf.h"
#include "model/code.h"
#include "model/model.h"
#include "unit/conf/fixture.h"

struct expected {
	const char *fixture; /* tests/data/faults/<fixture> overrides tests/data/faults/sound */
	const char *file; /* below it */
	int line;
	const char *sentence;
};

/* clang-format off */
static const struct expected all[] = {
	{ "array-mixed", "forms/ledger/broken.conf", 3,
	  "the elements between [ and ] are of different kinds; write "
	  "every one in quotes" },
	{ "asked-computed", "forms/ledger/broken.conf", 4,
	  "asked_if does not belong to type computed; it is for: integer "
	  "decimal money percent text note date period code unit ref yesno rows" },
	{ "asked-itself", "forms/ledger/broken.conf", 4,
	  "field mark: asked_if reads mark, which is not above it; put that "
	  "field before this one or ask another" },
	{ "asked-later", "forms/ledger/broken.conf", 5,
	  "field mark: asked_if reads organic, which is not above it; put that "
	  "field before this one or ask another" },
	{ "asked-not-yes-or-no", "forms/ledger/broken.conf", 6,
	  "field mark: column 1: a yes/no is needed here, but this is a "
	  "number" },
	{ "asked-others", "forms/ledger/broken.conf", 5,
	  "field mark: asked_if cannot ask other records; use the fields above it" },
	{ "asked-preset", "forms/ledger/broken.conf", 6,
	  "field mark: a preset would stand there when it is not asked; take out "
	  "preset or asked_if" },
	{ "asked-wrong", "forms/ledger/broken.conf", 6,
	  "field mark: column 1: unknown name 「orgnic」; did you mean "
	  "「organic」?" },
	{ "bare-code", "conf/extra.conf", 2,
	  "150525100200 is written as a bare number; write it in quotes: "
	  "\"150525100200\"" },
	{ "bare-figure", "forms/ledger/broken.conf", 4,
	  "0 is written as a bare number; write it in quotes: \"0\"" },
	{ "bom", "forms/ledger/broken.conf", 1,
	  "the file begins with a byte order mark (BOM); save it as UTF-8 "
	  "without BOM" },
	{ "calendar-day", "conf/calendar.conf", 2,
	  "\"2026-13-01\" is not a date; write year, month and day like "
	  "2021-06-25." },
	{ "choice-unknown", "forms/ledger/broken.conf", 3,
	  "over_time cannot be \"flo\"; did you mean \"flow\"?" },
	{ "code-day-wrong", "conf/extra.conf", 3,
	  "from is a day like \"2021-06-25\": \"2021-02-30\" is not a date; "
	  "write year, month and day like 2021-06-25." },
	{ "code-label-missing", "conf/extra.conf", 4,
	  "label is missing; write it like this: label = { zh = \"...\"; en "
	  "= \"...\"; };" },
	{ "code-label-without-zh", "conf/extra.conf", 3,
	  "zh is missing; write it like this: label = { zh = \"...\"; en = "
	  "\"...\"; };" },
	{ "code-twice", "conf/extra.conf", 5,
	  "code \"A\" is in the list already, at line 3; give each its own "
	  "code" },
	{ "columns-name-no-field", "forms/ledger/broken.conf", 6,
	  "columns names no field: \"nothing\"; write the id of a field of "
	  "this form" },
	{ "compute-circle", "forms/ledger/broken.conf", 4,
	  "field one: computed fields go round in a circle; let one of "
	  "them not depend on the others" },
	{ "compute-other-dimension", "forms/ledger/broken.conf", 5,
	  "field size: the result is in kg, the field in ha; change "
	  "measure or compute" },
	{ "compute-wrong", "forms/ledger/broken.conf", 5,
	  "field twice: column 10: a name, a figure or a text is expected "
	  "here" },
	{ "conf-syntax", "conf/extra.conf", 4,
	  "the syntax is wrong here or just before; look for a missing ; "
	  "or , or a bracket or quote that is not closed" },
	{ "control-character", "forms/ledger/broken.conf", 2,
	  "the character U+001B cannot be shown; take it out" },
	{ "field-label-missing", "forms/ledger/broken.conf", 4,
	  "label is missing; write it like this: label = { zh = \"...\"; en "
	  "= \"...\"; };" },
	{ "field-label-twice", "forms/ledger/broken.conf", 5,
	  "fields text and other have the same label \"内容\"; change one "
	  "of them" },
	{ "field-source-bare", "forms/ledger/broken.conf", 4,
	  "2021 is written as a bare number; write it in quotes: \"2021\"" },
	{ "field-twice", "forms/ledger/broken.conf", 5,
	  "field \"text\" is there already, at line 4; give each its own id" },
	{ "field-type", "forms/ledger/broken.conf", 4,
	  "field text: there is no type \"txet\"; did you mean \"text\"?" },
	{ "field-type-far", "forms/ledger/broken.conf", 4,
	  "field text: there is no type \"colour\"; it is one of: text, "
	  "note, integer, decimal, money, percent, date, period, code, "
	  "unit, ref, yesno, rows, computed" },
	{ "form-label-missing", "forms/ledger/broken.conf", 1,
	  "label is missing; write it like this: label = { zh = \"...\"; en "
	  "= \"...\"; };" },
	{ "form-twice", "forms/other/plain.conf", 1,
	  "form \"plain\" is there already, in "
	  "tests/data/faults/sound/forms/ledger/plain.conf; give each its "
	  "own id" },
	{ "hidden-control", "forms/ledger/broken.conf", 2,
	  "label holds a character that cannot be shown; take it out" },
	{ "id-not-file-name", "forms/ledger/broken.conf", 1,
	  "id \"borken\" is not the file's name; write id = \"broken\"; or "
	  "rename the file" },
	{ "include", "forms/ledger/broken.conf", 2,
	  "@include is not for these files; write the settings here" },
	{ "index-names-no-field", "forms/ledger/broken.conf", 3,
	  "indexes names no field: \"txt\"; did you mean \"text\"?" },
	{ "indicator-form-unknown", "conf/extra.conf", 2,
	  "indicator more: column 5: there is no form 「harvset」; did "
	  "you mean 「harvest」?" },
	{ "key-names-no-field", "forms/ledger/broken.conf", 3,
	  "key names no field: \"txet\"; did you mean \"text\"?" },
	{ "key-not-keyed", "forms/ledger/broken.conf", 3,
	  "key cannot hold field memo (type note); use fields with one "
	  "short value" },
	{ "key-several", "forms/ledger/broken.conf", 3,
	  "key cannot hold field herbs (type code, several); use fields "
	  "with one short value" },
	{ "likely-names-no-field", "forms/ledger/broken.conf", 3,
	  "likely names no field: \"txet\"; did you mean \"text\"?" },
	{ "likely-not-keyed", "forms/ledger/broken.conf", 3,
	  "likely cannot hold field memo (type note); use fields with one "
	  "short value" },
	{ "list-twice", "conf/extra.conf", 2,
	  "list \"herb\" is there already, at "
	  "tests/data/faults/sound/conf/codes.conf:2; give each its own "
	  "id" },
	{ "list-unknown", "forms/ledger/broken.conf", 4,
	  "field herb: there is no code list \"hreb\"; did you mean \"herb\"?" },
	{ "measure-factor", "conf/extra.conf", 2,
	  "factor \"10/0\" is no number nor ratio above zero; write \"10000\" "
	  "or \"10000/15\"" },
	{ "measure-large", "conf/extra.conf", 2,
	  "large: \"ha\" measures area, not x; name one of the same dimension" },
	{ "measure-missing", "forms/ledger/broken.conf", 4,
	  "field amount is a number without measure unit; write it like "
	  "this: measure = \"m2\";" },
	{ "measure-unknown", "forms/ledger/broken.conf", 4,
	  "field amount: there is no measure unit \"stone\"; add it to "
	  "conf/measures.conf or use one that is there" },
	{ "part-of-wrong-type", "forms/ledger/broken.conf", 3,
	  "period: field text is of type text; it must be of type period" },
	{ "path-unknown", "forms/ledger/broken.conf", 3,
	  "path cannot be \"stict\"; did you mean \"strict\"?" },
	{ "period-kind-unknown", "forms/ledger/broken.conf", 4,
	  "field period: \"fortnight\" is no kind of period; it is one of: "
	  "day, tendays, month, quarter, halfyear, year, season, week" },
	{ "preset-param-unknown", "forms/ledger/broken.conf", 4,
	  "field day: \"$tomorrow\" is no preset; write a value, \"$today\" "
	  "or \"$period_end\"" },
	{ "preset-wrong", "forms/ledger/broken.conf", 4,
	  "field herb: preset cannot be \"Z\": 品种: there is no \"Z\"; "
	  "type a code, a name or initials of the list." },
	{ "ref-unknown", "forms/ledger/broken.conf", 4,
	  "field crop: there is no form \"harvets\"; write the id of a form" },
	{ "role-action-unknown", "conf/extra.conf", 2,
	  "role R: there is no action \"wirte\"; known are read, create, "
	  "change, submit, delete, undelete, export, import, admin, audit, conf, sessions" },
	{ "role-folder-misspelt", "conf/extra.conf", 2,
	  "R: there is no folder \"leger/\"; did you mean \"ledger/\"?" },
	{ "rows-in-rows", "forms/ledger/broken.conf", 5,
	  "field inner: rows inside rows are not possible; make it a form "
	  "of its own" },
	{ "rule-names-no-field", "forms/ledger/broken.conf", 7,
	  "rule r_a: column 1: unknown name 「amuont」; did you mean "
	  "「amount」?" },
	{ "rule-not-yes-or-no", "forms/ledger/broken.conf", 7,
	  "rule r_a: column 8: a yes/no is needed here, but this is a "
	  "number" },
	{ "rule-shown-at-no-field", "forms/ledger/broken.conf", 7,
	  "rule r_a names no field: \"amout\"; did you mean \"amount\"?" },
	{ "rule-without-sentence", "forms/ledger/broken.conf", 7,
	  "say is missing; write it like this: say = { zh = \"...\"; en = "
	  "\"...\"; };" },
	{ "section-unknown", "conf/extra.conf", 1,
	  "there is no setting \"unit\" here; did you mean \"units\"?" },
	{ "setting-of-other-type", "forms/ledger/broken.conf", 4,
	  "several does not belong to type decimal; it is for: code unit "
	  "ref" },
	{ "setting-twice", "forms/ledger/broken.conf", 3,
	  "a setting is given twice in one group; keep one of them" },
	{ "setting-unknown", "forms/ledger/broken.conf", 4,
	  "there is no setting \"lable\" here; did you mean \"label\"?" },
	{ "site-root", "conf/site.conf", 2,
	  "the root \"U77\" is no unit; write the code of the unit above "
	  "all others" },
	{ "site-keys", "conf/site.conf", 3,
	  "ended is missing; write it like this: ended = \"...\";" },
	{ "site-posts", "conf/site.conf", 3,
	  "posts: there is no form \"seat\", or it has faults of its own" },
	{ "site-queries", "conf/site.conf", 3,
	  "queries: field text of plain is of type text; it must be of type yesno" },
	{ "syntax", "forms/ledger/broken.conf", 2,
	  "the syntax is wrong here or just before; look for a missing ; "
	  "or , or a bracket or quote that is not closed" },
	{ "template-missing", "forms/reports/more.conf", 2,
	  "the template \"none.txt\" does not exist; write the name of a "
	  ".txt file in forms/reports" },
	{ "title-names-no-field", "forms/ledger/broken.conf", 3,
	  "title names no field: \"nmae\"; write the id of a field of this "
	  "form" },
	{ "total-names-no-field", "forms/ledger/broken.conf", 3,
	  "totals sum names no field: \"amuont\"; did you mean \"amount\"?" },
	{ "total-of-text", "forms/ledger/broken.conf", 3,
	  "totals sum: field text is no number (type text); name a number" },
	{ "twice-of-note", "forms/ledger/broken.conf", 4,
	  "twice does not belong to type note; it is for: integer decimal "
	  "money percent text date period" },
	{ "unit-ends-early", "conf/extra.conf", 2,
	  "\"X1\" ends before it begins; change from or to" },
	{ "unit-kind-unknown", "conf/extra.conf", 2,
	  "kind \"CITY\" is not in the list unit_kind "
	  "(tests/data/faults/sound/conf/codes.conf); write a code of that list" },
	{ "unit-name-missing", "conf/extra.conf", 2,
	  "name is missing; write it like this: name = \"...\";" },
	{ "unit-names-overlap", "conf/extra.conf", 4,
	  "the names \"Old\" and \"New\" hold on the same day; end one before "
	  "the other begins" },
	{ "unit-parent-circle", "conf/extra.conf", 2,
	  "the parents of units go round in a circle: X1, X2, X3, X1; "
	  "give one of them another parent" },
	{ "unit-parent-unknown", "conf/extra.conf", 2,
	  "the parent \"U99\" of unit \"X1\" does not exist; write the code "
	  "of a unit" },
	{ "unit-parents-overlap", "conf/extra.conf", 4,
	  "the parents \"U01\" and \"U02\" hold on the same day; end one "
	  "before the other begins" },
	{ "unit-reports-no-form", "conf/extra.conf", 2,
	  "X1: there is no form \"harvset\"; write the id of a form" },
	{ "unit-twice", "conf/extra.conf", 3,
	  "unit \"X1\" is there already, at "
	  "tests/data/faults/unit-twice/conf/extra.conf:2; give each its "
	  "own code" },
	{ "users-form", "conf/site.conf", 3,
	  "users: plain has no field \"posts\"; write the id of a field" },
	{ "utf-16", "forms/ledger/broken.conf", 1,
	  "the file is UTF-16; save it as UTF-8" },
	{ "utf-8", "forms/ledger/broken.conf", 2,
	  "here are bytes that are not UTF-8 (GB18030 perhaps); save the "
	  "file as UTF-8" },
};
/* clang-format on */

static void assert_fault(const struct expected *want, const struct faults *faults)
{
	const char *file = fixture_path(want->fixture, want->file);

	if (faults->count != 1)
		fail_msg("%s has %zu faults instead of 1", want->fixture, faults->count);
	assert_string_equal(faults->at[0].file, file);
	if (faults->at[0].line != want->line)
		fail_msg("%s: line %d instead of %d", file, faults->at[0].line, want->line);
	assert_string_equal(faults->at[0].sentence, want->sentence);
}

static void each_fault_is_named_and_the_other_forms_open(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(all); i++) {
		struct fixture f;

		fixture_open(&f, all[i].fixture);
		assert_fault(&all[i], &f.faults);
		assert_non_null(model_form(f.model, "harvest"));
		assert_non_null(model_form(f.model, "visit"));
		assert_non_null(model_form(f.model, "plain"));
		assert_null(model_form(f.model, "broken"));
		assert_int_equal(f.model->form_count, 3);
		fixture_close(&f);
	}
}

static void a_faulty_code_alone_is_left_out(void **state)
{
	const struct code_list *list;
	struct fixture f;

	(void)state;
	fixture_open(&f, "code-twice");
	list = model_list(f.model, "extra");
	assert_int_equal(list->count, 2);
	assert_string_equal(list->codes[0].label[LANG_ZH], "甲");
	assert_non_null(code_list_find(list, "B"));
	fixture_close(&f);
}

static void a_faulty_unit_alone_is_left_out(void **state)
{
	const struct unit *under;
	struct fixture f;

	(void)state;
	fixture_open(&f, "unit-parent-circle");
	assert_null(unit_find(&f.model->units, "X1"));
	assert_null(unit_find(&f.model->units, "X3"));
	under = unit_find(&f.model->units, "X4"); /* only hangs below the circle */
	assert_non_null(under);
	assert_null(unit_parent(under, DATE_NONE));
	assert_non_null(unit_find(&f.model->units, "U0101"));
	fixture_close(&f);
}

/* visit refers to harvest, an indicator sums it: told apart from names that never were. */
static void what_needs_a_faulty_form_says_so(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, "faulty-needed");
	assert_int_equal(f.faults.count, 3);
	assert_string_equal(f.faults.at[0].sentence,
		"field text: there is no type \"texd\"; did you "
		"mean \"text\"?");
	assert_non_null(strstr(f.faults.at[1].sentence, "its own faults"));
	assert_non_null(strstr(f.faults.at[2].sentence, "its own faults"));
	assert_int_equal(f.model->form_count, 1);
	assert_non_null(model_form(f.model, "plain"));
	fixture_close(&f);
}

static void faults_come_in_order_of_file_and_line(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, "many");
	assert_int_equal(f.faults.count, 5);
	for (size_t i = 1; i < f.faults.count; i++) {
		int order = strcmp(f.faults.at[i - 1].file, f.faults.at[i].file);

		assert_true(order < 0 ||
			(order == 0 && f.faults.at[i - 1].line <= f.faults.at[i].line));
	}
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_named_and_the_other_forms_open),
		cmocka_unit_test(a_faulty_code_alone_is_left_out),
		cmocka_unit_test(a_faulty_unit_alone_is_left_out),
		cmocka_unit_test(what_needs_a_faulty_form_says_so),
		cmocka_unit_test(faults_come_in_order_of_file_and_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_cycles.c - conf/cycles: read as written, every fault as file, line and what would be
 * right; and what is shipped.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "conf/conf.h"
#include "model/field_type.h"
#include "model/model.h"
#include "unit/conf/own.h"

#define SENT(cycle)                                                                            \
	"id = \"sent\"; label = \"报送\"; unit = \"unit\"; period = \"period\";\n"             \
	"key = [\"cycle\", \"unit\", \"period\"]; fields = (\n"                                \
	"  { id = \"cycle\"; type = \"code\"; list = \"" cycle "\"; label = \"任务\"; },\n"    \
	"  { id = \"unit\"; type = \"unit\"; label = \"单位\"; },\n"                           \
	"  { id = \"period\"; type = \"period\"; label = \"时期\"; },\n"                       \
	"  { id = \"nil\"; type = \"yesno\"; label = \"零\"; },\n"                             \
	"  { id = \"day\"; type = \"date\"; label = \"日期\"; },\n"                            \
	"  { id = \"round\"; type = \"integer\"; measure = \"plot\"; label = \"轮\"; },\n"     \
	"  { id = \"who\"; type = \"text\"; label = \"谁\"; } );\n"

#define FILINGS                                                                                \
	"filings = { form = \"sent\"; cycle = \"cycle\"; unit = \"unit\";\n"                   \
	"  period = \"period\"; nil = \"nil\"; filed = \"day\"; round = \"round\";\n"          \
	"  signer = \"who\"; signed = \"day\"; scan = \"who\"; };\n"

/* A cycle in one line, so that every fault is on the same. */
/* clang-format off */
#define CYCLE(settings)                                                                        \
	"cycles = (\n"                                                                         \
	"  { id = \"crop\"; label = { zh = \"产量\"; en = \"Crop\"; }; source = \"made up\"; " settings " } );\n"
#define CROP "form = \"harvest\"; period = \"halfyear\"; due = \"25\";"
/* clang-format on */

static void read_dirs(struct fixture *r, const struct conf_dirs *dirs)
{
	struct err err = { 0 };

	*r = (struct fixture){ .model = NULL };
	if (conf_read(dirs, &r->mem, &r->model, &r->faults, &err) < 0)
		fail_msg("%s", err.text);
}

static void read_texts(struct fixture *f, const char *conf, const char *form)
{
	own_write("conf/cycles.conf", conf);
	own_write("forms/office/sent.conf", form);
	own_open(f);
}

static void assert_sound(const struct fixture *r)
{
	for (size_t i = 0; i < r->faults.count; i++)
		print_error("%s:%d: %s\n", r->faults.at[i].file, r->faults.at[i].line,
			r->faults.at[i].sentence);
	assert_int_equal(r->faults.count, 0);
	assert_false(r->model->cycles_unsure);
}

/* ---- sound ones ---- */

static void a_cycle_is_read_as_written(void **state)
{
	struct fixture r;
	const struct cycle *crop;

	(void)state;
	/* clang-format off */
	read_texts(&r,
		CYCLE("help = { zh = \"每月\"; en = \"monthly\"; }; form = \"harvest\"; period = "
		      "\"halfyear\"; since = \"2026H2\"; units = [\"U02\", \"U01\"]; opens = \"-5\"; "
		      "due = \"3w\"; rest = \"next\"; grace = 2; lock = 10; remind = [\"-3\", "
		      "\"0\", \"1\"]; remind_every = 7; required = [\"yield\"]; each = \"herb\"; "
		      "nil = { yield = \"0\"; }; figures = [\"yield\"]; jump = 50;")
			FILINGS,
		SENT("cycle"));
	/* clang-format on */
	assert_sound(&r);
	assert_int_equal(r.model->cycle_count, 1);
	crop = model_cycle(r.model, "crop");
	assert_string_equal(cycle_label(crop), "Crop");
	assert_string_equal(crop->help[LANG_EN], "monthly");
	assert_string_equal(crop->source, "made up");
	assert_ptr_equal(crop->form, model_form(r.model, "harvest"));
	assert_int_equal(crop->on, 1);
	assert_int_equal(crop->since.number, 2);
	assert_string_equal(crop->units[1], "U01");
	assert_int_equal(crop->opens.n, -5);
	assert_int_equal(crop->due.kind, DAY_WORKDAYS);
	assert_int_equal(crop->rest, REST_NEXT);
	assert_int_equal(crop->lock, 10);
	assert_int_equal(crop->remind_count, 3);
	assert_int_equal(crop->remind[0], -3);
	assert_string_equal(crop->required.at[0]->id, "yield");
	assert_string_equal(crop->each->id, "herb");
	assert_string_equal(crop->nil[0].text, "0");
	assert_string_equal(crop->figures.at[0]->id, "yield");
	assert_int_equal(crop->jump, 50);
	assert_int_equal(crop->at.line, 2);
	fixture_close(&r);
}

static void the_code_list_is_made_from_the_cycles(void **state)
{
	struct fixture r;
	const struct code_list *list;
	enum kept what;

	(void)state;
	read_texts(&r,
		"cycles = ( { id = \"off\"; label = \"停\"; source = \"x\"; on = false; "
		"period = \"week\"; due = \"end\"; },\n"
		"{ id = \"crop\"; label = \"产量\"; source = \"x\"; " CROP " } );\n" FILINGS,
		SENT("cycle"));
	assert_sound(&r);
	list = model_list(r.model, "cycle");
	assert_int_equal(list->count, 2);
	assert_string_equal(code_label(code_list_find(list, "off"), LANG_ZH), "停");
	assert_null(model_cycle(r.model, "off")->form);
	assert_int_equal(form_is_kept(r.model, model_form(r.model, "sent"), &what), 1);
	assert_int_equal(what, KEPT_FILING);
	assert_string_equal(kept_field(r.model, KEPT_FILING, FILING_FILED)->id, "day");
	assert_ptr_equal(kept_field(r.model, KEPT_FILING, FILING_CYCLE)->list, list);
	fixture_close(&r);
}

static void without_cycles_nothing_is_due_and_no_list_is_made(void **state)
{
	struct fixture r;

	(void)state;
	read_texts(&r, "source = \"none\";\n", SENT("herb"));
	assert_sound(&r);
	assert_int_equal(r.model->cycle_count, 0);
	assert_null(model_list(r.model, "cycle"));
	fixture_close(&r);
}

/* ---- faults ---- */

struct wrong {
	const char *conf, *form;
	int line;
	const char *says;
};

static int says(const struct faults *faults, int line, const char *part)
{
	for (size_t i = 0; i < faults->count; i++)
		if (faults->at[i].line == line && strstr(faults->at[i].file, "cycles.conf") &&
			strstr(faults->at[i].sentence, part))
			return 1;
	return 0;
}

static void assert_says(const struct wrong *wrong, struct fixture *r)
{
	read_texts(r, wrong->conf, wrong->form ? wrong->form : SENT("cycle"));
	assert_true(r->model->cycles_unsure);
	if (says(&r->faults, wrong->line, wrong->says))
		return;
	for (size_t i = 0; i < r->faults.count; i++)
		print_error("%s:%d: %s\n", r->faults.at[i].file, r->faults.at[i].line,
			r->faults.at[i].sentence);
	fail_msg("%s is not said of %s", wrong->says, wrong->conf);
}

static void a_faulty_cycle_alone_is_left_out(void **state)
{
	/* clang-format off */
	static const struct wrong wrongs[] = {
		{ CYCLE(CROP " units = [\"U01\", \"U99\"];") FILINGS, NULL, 2, "there is no unit \"U99\"" },
		{ CYCLE("form = \"hervest\"; period = \"month\"; due = \"25\";") FILINGS, NULL, 2,
			"there is no form \"hervest\"" },
		{ CYCLE("period = \"month\"; due = \"25\";") FILINGS, NULL, 2, "there is no form \"\"" },
		{ CYCLE(CROP " required = [\"yeild\"];") FILINGS, NULL, 2, "did you mean \"yield\"?" },
		{ CYCLE(CROP " figures = [\"herb\"];") FILINGS, NULL, 2, "field herb is no number" },
		{ CYCLE(CROP " each = \"yield\";") FILINGS, NULL, 2, "must be of type code" },
		{ CYCLE(CROP " nil = { yield = \"none\"; };") FILINGS, NULL, 2,
			"nil: field yield cannot be \"none\"" },
		{ CYCLE(CROP " nil = { crop = \"0\"; };") FILINGS, NULL, 2, "nil: harvest has no field \"crop\"" },
		{ CYCLE(CROP " since = \"2026-03\";") FILINGS, NULL, 2, "is a period of kind month" },
		{ CYCLE(CROP " since = \"2026-13\";") FILINGS, NULL, 2, "since: " },
		{ CYCLE("form = \"harvest\"; period = \"month\"; due = \"25th\";") FILINGS, NULL, 2,
			"due: \"25th\" tells no day" },
		{ CYCLE(CROP " opens = \"first\";") FILINGS, NULL, 2, "opens: \"first\" tells no day" },
		{ CYCLE("form = \"harvest\"; period = \"mouth\"; due = \"25\";") FILINGS, NULL, 2,
			"period cannot be \"mouth\"" },
		{ CYCLE("form = \"harvest\"; period = \"month\"; due = \"25\";") FILINGS, NULL, 2,
			"form harvest does not take periods of kind month" },
		{ CYCLE("form = \"plain\"; period = \"month\"; due = \"25\";") FILINGS, NULL, 2,
			"names no period or no unit" },
		{ CYCLE("form = \"sent\"; period = \"week\"; due = \"25\"; rest = \"later\";") FILINGS, NULL, 2,
			"rest cannot be \"later\"" },
		{ CYCLE(CROP " remind = [\"soon\"];") FILINGS, NULL, 2, "\"soon\" is no number of days" },
		{ CYCLE(CROP " remind = [\"1\", \"0\"];") FILINGS, NULL, 2, "\"0\" comes too late" },
		{ CYCLE(CROP " grace = 5; lock = 3;") FILINGS, NULL, 2, "lock is at least 5" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
		struct fixture r;

		assert_says(&wrongs[i], &r);
		assert_int_equal(r.model->cycle_count, 0);
		assert_non_null(kept_form(r.model, KEPT_FILING));
		fixture_close(&r);
	}
}

static void two_cycles_do_not_ask_the_same(void **state)
{
	/* clang-format off */
	static const struct wrong wrongs[] = {
		{ "cycles = ( { id = \"a\"; label = \"甲\"; source = \"x\"; " CROP " },\n"
		  "{ id = \"b\"; label = \"乙\"; source = \"x\"; " CROP " } );\n", SENT("cycle"), 2,
			"and so does cycle a" },
		{ "cycles = ( { id = \"a\"; label = \"甲\"; source = \"x\"; " CROP " },\n"
		  "{ id = \"a\"; label = \"乙\"; source = \"x\"; on = false; " CROP " } );\n",
			SENT("cycle"), 2, "cycle \"a\" is there already" },
		{ "cycles = ( { id = \"a\"; label = \"甲\"; source = \"x\"; " CROP " },\n"
		  "{ id = \"b\"; label = \"甲\"; source = \"x\"; on = false; " CROP " } );\n",
			SENT("cycle"), 2, "has the label \"甲\" already" },
	};
	/* clang-format on */
	struct fixture r;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
		assert_says(&wrongs[i], &r);
		assert_int_equal(r.model->cycle_count, 1);
		fixture_close(&r);
	}
}

static void a_faulty_kept_ledger_alone_is_left_out(void **state)
{
	/* clang-format off */
	static const struct wrong wrongs[] = {
		{ CYCLE(CROP) "closings = { form = \"sent\"; cycle = \"cycle\"; period = \"period\"; };\n",
			NULL, 3, "closed is missing" },
		{ CYCLE(CROP) "closings = { form = \"sent\"; cycle = \"cycle\"; period = \"unit\"; closed = "
			      "\"day\"; };\n",
			NULL, 3, "period: field unit of sent is of type unit; it must be of type period" },
		{ CYCLE(CROP) "closings = { form = \"sent\"; cycle = \"cycle\"; period = \"perod\"; closed = "
			      "\"day\"; };\n",
			NULL, 3, "did you mean \"period\"?" },
		{ CYCLE(CROP) "closings = { form = \"shut\"; cycle = \"cycle\"; period = \"period\"; closed = "
			      "\"day\"; };\n",
			NULL, 3, "closings: there is no form \"shut\"" },
		{ CYCLE(CROP) "closings = { form = \"sent\"; cycle = \"cycle\"; period = \"period\"; closed = "
			      "\"day\"; };\n",
			SENT("herb"), 3, "must be of the code list \"cycle\"" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
		struct fixture r;

		assert_says(&wrongs[i], &r);
		assert_null(kept_form(r.model, KEPT_CLOSING));
		assert_int_equal(r.model->cycle_count, 1);
		fixture_close(&r);
	}
}

static void a_form_is_kept_for_one_thing(void **state)
{
	/* clang-format off */
	const struct wrong wrong = { CYCLE(CROP) FILINGS
		"closings = { form = \"sent\"; cycle = \"cycle\"; period = \"period\"; closed = \"day\"; };\n",
		NULL, 6, "kept for something else already" };
	/* clang-format on */
	struct fixture r;

	(void)state;
	assert_says(&wrong, &r);
	assert_non_null(kept_form(r.model, KEPT_FILING));
	fixture_close(&r);
}

static void a_list_of_its_own_is_a_fault(void **state)
{
	/* clang-format off */
	const struct wrong wrong = {
		"lists = (\n  { id = \"cycle\"; label = \"任务\"; codes = ( { code = \"x\"; label = \"x\"; } ); } );\n"
		CYCLE(CROP), SENT("cycle"), 2, "is made from the cycles" };
	/* clang-format on */
	struct fixture r;

	(void)state;
	assert_says(&wrong, &r);
	fixture_close(&r);
}

/* ---- what is shipped ---- */

static void shipped_cycles_have_their_sources(void **state)
{
	const struct conf_dirs dirs = { "conf", "forms", NULL, NULL };
	const struct period half = { PERIOD_HALF_YEAR, 2026, 2 };
	const struct period before = { PERIOD_HALF_YEAR, 2026, 1 };
	const struct unit **units;
	const struct cycle *planting;
	struct fixture r;

	(void)state;
	read_dirs(&r, &dirs);
	assert_sound(&r);
	for (int what = 0; what < KEPT_COUNT; what++)
		assert_non_null(kept_form(r.model, (enum kept)what));
	for (size_t i = 0; i < r.model->cycle_count; i++)
		assert_true(*r.model->cycles[i].source);
	planting = model_cycle(r.model, "planting");
	assert_int_equal(cycle_units(planting, r.model, half, &r.mem, &units), 16);
	assert_string_equal(units[0]->report_name, "大镇");
	assert_int_equal(cycle_units(planting, r.model, before, &r.mem, &units), 0);
	assert_int_equal(cycle_due(planting, r.model, half), date_of(2026, 12, 25));
	fixture_close(&r);
}

/* What the sources ask for, each by the paragraph it is asked in; all but two wait for a ledger. */
static void what_the_sources_ask_for_is_there(void **state)
{
	static const struct {
		const char *id, *source;
		enum period_kind kind;
		struct day_rule due;
		int on;
	} asked[] = {
		{ "flash", "推断", PERIOD_TEN_DAYS, { DAY_WORKDAYS, 2 }, 0 },
		{ "monthly", "R13", PERIOD_MONTH, { DAY_OF_MONTH, 25 }, 0 },
		{ "quarterly", "R13", PERIOD_QUARTER, { DAY_OF_MONTH, 25 }, 0 },
		{ "planting", "000 ¶17", PERIOD_HALF_YEAR, { DAY_OF_MONTH, 25 }, 1 },
		{ "indicator", "003 ¶14-16", PERIOD_HALF_YEAR, { DAY_OF_MONTH, 25 }, 1 },
		{ "supervise_weekly", "R11", PERIOD_WEEK, { DAY_END, 0 }, 0 },
		{ "integrity", "R12", PERIOD_QUARTER, { DAY_END, 0 }, 0 },
		{ "poverty", "R14", PERIOD_QUARTER, { DAY_END, 0 }, 0 },
		{ "cross_check", "R14", PERIOD_QUARTER, { DAY_END, 0 }, 0 },
		{ "reception", "R15", PERIOD_WEEK, { DAY_END, 0 }, 0 },
		{ "branch_meeting", "R16", PERIOD_QUARTER, { DAY_END, 0 }, 0 },
		{ "branch_committee", "R16", PERIOD_MONTH, { DAY_END, 0 }, 0 },
		{ "branch_life", "R16", PERIOD_YEAR, { DAY_END, 0 }, 0 },
	};
	const struct conf_dirs dirs = { "conf", "forms", NULL, NULL };
	struct fixture r;

	(void)state;
	read_dirs(&r, &dirs);
	for (size_t i = 0; i < COUNT_OF(asked); i++) {
		const struct cycle *cycle = model_cycle(r.model, asked[i].id);

		if (!cycle || !strstr(cycle->source, asked[i].source))
			fail_msg("%s: not there with %s", asked[i].id, asked[i].source);
		assert_int_equal(cycle->kind, asked[i].kind);
		assert_int_equal(cycle->due.kind, asked[i].due.kind);
		if (asked[i].due.n)
			assert_int_equal(cycle->due.n, asked[i].due.n);
		assert_int_equal(cycle->on, asked[i].on);
	}
	fixture_close(&r);
}

static void units_of_elsewhere_owe_nothing_and_are_never_guessed(void **state)
{
	const struct conf_dirs alone = { "conf", "forms", NULL, NULL };
	const struct conf_dirs with = { "conf", "forms", "conf/demo/conf", NULL };
	const struct period half = { PERIOD_HALF_YEAR, 2027, 1 };
	const struct field *unit;
	const struct unit **owing, *town;
	struct fixture r;
	struct value value;
	struct err err = { 0 };
	size_t own;

	(void)state;
	read_dirs(&r, &alone);
	own = r.model->units.count; /* the conf of the examples is not in force by itself */
	assert_null(unit_find(&r.model->units, "150521103"));
	fixture_close(&r);
	read_dirs(&r, &with);
	assert_sound(&r);
	assert_int_equal(r.model->units.count, own + 2);
	town = unit_find(&r.model->units, "150521103");
	assert_false(model_unit_is_own(r.model, town));
	assert_true(model_unit_is_own(r.model, unit_find(&r.model->units, "150525105201")));
	for (size_t i = 0; i < r.model->cycle_count; i++) {
		const struct cycle *cycle = &r.model->cycles[i];
		size_t count = cycle_units(cycle, r.model, half, &r.mem, &owing);

		if (cycle->on)
			assert_int_equal(count, 16);
		for (size_t k = 0; k < count; k++)
			assert_ptr_not_equal(owing[k], town);
		assert_null(cycle_unit_of(cycle, r.model, half, town));
	}
	unit = form_field(model_form(r.model, "planting"), "unit");
	assert_int_equal(field_parse(r.model, unit, "bytlz", &r.mem, &value, &err), -1);
	assert_null(strstr(err.text, "150521103"));
	assert_int_equal(field_parse(r.model, unit, "巴彦塔拉镇", &r.mem, &value, &err), 0);
	assert_string_equal(value.text, "150521103");
	fixture_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cycle_is_read_as_written),
		cmocka_unit_test(the_code_list_is_made_from_the_cycles),
		cmocka_unit_test(without_cycles_nothing_is_due_and_no_list_is_made),
		cmocka_unit_test(a_faulty_cycle_alone_is_left_out),
		cmocka_unit_test(two_cycles_do_not_ask_the_same),
		cmocka_unit_test(a_faulty_kept_ledger_alone_is_left_out),
		cmocka_unit_test(a_form_is_kept_for_one_thing),
		cmocka_unit_test(a_list_of_its_own_is_a_fault),
		cmocka_unit_test(shipped_cycles_have_their_sources),
		cmocka_unit_test(what_the_sources_ask_for_is_there),
		cmocka_unit_test(units_of_elsewhere_owe_nothing_and_are_never_guessed),
	};

	return cmocka_run_group_tests(tests, own_set_up, own_tear_down);
}

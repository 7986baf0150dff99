/*
 * test_workflow.c - conf/workflows and what forms say of people: read as written, and every
 * fault as file, line and what would be right.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "conf/conf.h"
#include "model/expr.h"
#include "model/model.h"
#include "unit/conf/own.h"

static void read_texts(struct fixture *f, const char *conf, const char *form)
{
	own_write("conf/extra.conf", conf);
	own_write("forms/ledger/own.conf", form);
	own_open(f);
}

/* ---- sound ones ---- */

#define ROLES                                                                                                       \
	"roles = ( { id = \"A\"; label = \"甲\"; actions = [\"read\"]; },\n"                                       \
	"  { id = \"B\"; label = \"乙\"; rights = ( { actions = [\"read\", \"audit\"]; except = [\"plain\"]; },\n" \
	"    { actions = [\"change\"]; forms = [\"ledger/\"]; whole = true; } ); } );\n"
#define STATES                                                                                 \
	"states = ( { id = \"drafted\"; label = \"已拟\"; number = 9; },\n"                  \
	"  { id = \"signed\"; label = { zh = \"已签\"; en = \"signed off\"; }; number = 31; counts = true; settled = true; } );\n"
#define ACTION                                                                                 \
	"id = \"sign\"; label = \"签\"; from = [\"submitted\"]; to = \"signed\"; roles = [\"A\"];"
#define FLOW(actions)                                                                          \
	ROLES STATES "workflows = ( { id = \"flow\"; label = \"流程\"; actions = (\n" actions  \
		     "\n); } );\n"
#define FORM(settings)                                                                         \
	"id = \"own\";\nlabel = \"自有\";\n" settings "\nfields = (\n"                         \
	"  { id = \"owner\"; type = \"text\"; label = \"谁的\"; },\n"                        \
	"  { id = \"open\"; type = \"yesno\"; label = \"公开\"; },\n"                        \
	"  { id = \"post\"; type = \"ref\"; form = \"seat\"; label = \"岗位\"; },\n"         \
	"  { id = \"other\"; type = \"ref\"; form = \"visit\"; label = \"走访\"; } );\n"
#define SEAT                                                                                                              \
	"id = \"seat\"; label = \"席位\"; fields = ( { id = \"name\"; type = \"text\"; label = \"名称\"; },\n"        \
	"  { id = \"role\"; type = \"code\"; list = \"herb\"; label = \"类\"; },\n"                                      \
	"  { id = \"unit\"; type = \"unit\"; label = \"单位\"; },\n"                                                    \
	"  { id = \"who\"; type = \"rows\"; label = \"任职\"; fields = (\n"                                             \
	"    { id = \"user\"; type = \"ref\"; form = \"seat\"; label = \"人\"; },\n"                                     \
	"    { id = \"from\"; type = \"date\"; label = \"起\"; }, { id = \"to\"; type = \"date\"; label = \"止\"; },\n" \
	"    { id = \"acting\"; type = \"yesno\"; label = \"代\"; } ); } );\n"
#define SITE                                                                                                 \
	"name = \"Test office\"; root = \"U00\"; lang = \"en\";\n"                                           \
	"users = { form = \"seat\"; login = \"name\"; name = \"name\"; };\n"                                 \
	"posts = { form = \"seat\"; name = \"name\"; role = \"role\"; unit = \"unit\"; holders = \"who\";\n" \
	"  user = \"user\"; from = \"from\"; to = \"to\"; acting = \"acting\"; };\n"

static void with_posts(void)
{
	own_write("conf/site.conf", SITE);
	own_write("forms/ledger/seat.conf", SEAT);
}

static void workflows_are_read_as_written(void **state)
{
	struct fixture r;
	const struct work_action *sign;
	const struct form *form;
	const struct role *b;

	(void)state;
	with_posts();
	read_texts(&r,
		FLOW("{ id = \"draft\"; label = \"拟\"; from = [\"submitted\"]; to = \"drafted\"; "
		     "roles = [\"A\", \"B\"]; },\n"
		     "{ id = \"sign\"; label = { zh = \"签发\"; en = \"sign\"; }; help = \"签\"; from = "
		     "[\"drafted\"]; to = \"signed\"; holder = \"post\"; reason = true; not_by = "
		     "[\"draft\", \"create\"]; not_holder = \"post\"; }"),
		FORM("workflow = \"flow\"; reported_by = \"A\";\n"
		     "private = { owner = \"owner\"; shared = \"open\"; };\n"
		     "apart = ( { action = \"change\"; not_by = [\"sign\"]; } );"));
	for (size_t i = 0; i < r.faults.count; i++)
		print_error("%s:%d: %s\n", r.faults.at[i].file, r.faults.at[i].line,
			r.faults.at[i].sentence);
	assert_int_equal(r.faults.count, 0);
	form = model_form(r.model, "own");
	assert_string_equal(form->workflow->id, "flow");
	sign = form_action(form, "sign");
	assert_int_equal(sign->from, 1u << 9);
	assert_int_equal(sign->to, 31);
	assert_null(sign->roles);
	assert_string_equal(sign->holder, "post");
	assert_int_equal(sign->reason, 1);
	assert_string_equal(sign->apart.not_by[1], "create");
	assert_string_equal(sign->apart.not_holder, "post");
	assert_string_equal(form_action(form, "draft")->roles[1], "B");
	assert_null(form_action(form, "submit"));
	assert_string_equal(form->owner->id, "owner");
	assert_string_equal(form->shared->id, "open");
	assert_string_equal(form->reported_by, "A");
	assert_int_equal(form->apart_count, 1);
	assert_string_equal(form->apart[0].action, "change");
	assert_null(model_form(r.model, "plain")->workflow);
	b = model_role(r.model, "B");
	assert_int_equal(b->right_count, 2);
	assert_non_null(role_right(b, ACTION_AUDIT, NULL));
	assert_null(role_right(b, ACTION_READ, model_form(r.model, "plain")));
	assert_int_equal(role_right(b, ACTION_CHANGE, form)->whole, 1);
	fixture_close(&r);
}

static void states_are_asked_by_id_and_by_label(void **state)
{
	static const char *const texts[] = { "state in ('signed', 'submitted')",
		"state in ('signed off', '已提交')" };
	struct fixture r;

	(void)state;
	read_texts(&r, FLOW("{ " ACTION " }"), FORM("workflow = \"flow\";"));
	assert_int_equal(r.model->state_count, 5);
	assert_string_equal(r.model->states[3].id, "drafted");
	assert_int_equal(model_states_counting(r.model), 1u << STATE_SUBMITTED | 1u << 31);
	assert_int_equal(model_states_live(r.model),
		1u << STATE_SAVED | 1u << STATE_SUBMITTED | 1u << 9 | 1u << 31);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct expr_options options = {
			.model = r.model, .form = model_form(r.model, "own"), .want = EXPR_BOOL
		};
		const struct expr *expr;
		struct err err = { 0 };

		if (expr_parse(texts[i], &options, &r.mem, &expr, &err) < 0)
			fail_msg("%s", err.text);
		assert_int_equal(expr_states(expr), 1u << STATE_SUBMITTED | 1u << 31);
	}
	fixture_close(&r);
}

/* ---- faults ---- */

struct expected {
	const char *conf, *form; /* their texts; NULL: sound ones */
	int line;
	const char *sentence;
};

#define ONE(action) FLOW("{ " action " }"), NULL
#define BASE(settings) FLOW("{ " ACTION " }"), FORM(settings)

/* clang-format off */
static const struct expected faults[] = {
	{ "states = ( { id = \"saved\"; label = \"某\"; number = 4; } );", NULL, 1,
	  "state saved: its id is that of state saved already; give each its own, and never one "
	  "that records were stored with" },
	{ STATES "states2 = 1;", NULL, 3, "there is no setting" },
	{ "states = ( { id = \"a\"; label = \"某\"; number = 4; },\n{ id = \"b\"; label = \"另\"; number = 4; } );",
	  NULL, 2, "state b: its number is that of state a already" },
	{ "states = ( { id = \"a\"; label = \"已提交\"; number = 4; } );", NULL, 1,
	  "state a: its label is that of state submitted already" },
	{ "states = ( { id = \"a\"; label = \"某\"; number = 3; } );", NULL, 1, "4" },
	{ "states = ( { id = \"a\"; label = \"某\"; number = 32; } );", NULL, 1, "31" },
	{ "states = ( { id = \"a\"; label = \"某\"; } );", NULL, 1,
	  "number is missing; write it like this: number = 4;" },
	{ ONE("id = \"x\"; label = \"某\"; from = [\"sined\"]; to = \"signed\"; roles = [\"A\"];"), 7,
	  "action x: from: there is no state \"sined\"; known are saved, submitted, deleted, "
	  "drafted, signed" },
	{ ONE("id = \"x\"; label = \"某\"; from = [\"submitted\"]; to = \"sined\"; roles = [\"A\"];"), 7,
	  "action x: to: there is no state \"sined\"" },
	{ ONE("id = \"x\"; label = \"某\"; from = [\"submitted\"]; to = \"deleted\"; roles = [\"A\"];"), 7,
	  "action x: to cannot be \"deleted\"; deleting and undeleting are deeds of their own" },
	{ ONE("id = \"x\"; label = \"某\"; from = []; to = \"signed\"; roles = [\"A\"];"), 7,
	  "action x: from names no state; name those it leaves from" },
	{ ONE("id = \"x\"; label = \"某\"; from = [\"submitted\"]; to = \"signed\"; roles = [\"C\"];"), 7,
	  "action x: there is no role \"C\"; known are " },
	{ ONE("id = \"x\"; label = \"某\"; from = [\"submitted\"]; to = \"signed\";"), 7,
	  "action x: nobody may do it; write roles = [\"...\"]; or holder = \"...\";" },
	{ ONE(ACTION " absent = { role = \"C\"; from = [\"drafted\"]; };"), 7,
	  "action sign: there is no role \"C\"; known are " },
	{ ONE(ACTION " absent = { role = \"A\"; };"), 7,
	  "from is missing; write it like this: from = [\"submitted\"];" },
	{ ONE(ACTION " absent = { role = \"A\"; from = [\"sined\"]; };"), 7,
	  "action sign: from: there is no state \"sined\"" },
	{ ONE(ACTION " absent = { role = \"A\"; from = [\"submitted\"]; };"), 7,
	  "action sign: it leaves from that state anyway; absent names others" },
	{ ONE(ACTION " triggers = \"two words\";"), 7, "triggers" },
	{ FLOW("{ " ACTION " asks = [\"owner\", \"signer\"]; }"), FORM("workflow = \"flow\";"), 3,
	  "action sign asks the field \"signer\", which own does not have; write the id of a field" },
	{ ONE("id = \"submit\"; label = \"某\"; from = [\"saved\"]; to = \"signed\"; roles = [\"A\"];"), 7,
	  "action \"submit\" is built in; choose another id" },
	{ ONE(ACTION " }, \n{ " ACTION), 8,
	  "action \"sign\" is there already, at line 7; give each its own id" },
	{ ONE(ACTION " not_by = [\"crate\"];"), 7,
	  "not_by: there is no action \"crate\"; known are create, change, submit, delete, "
	  "undelete, import, sign" },
	{ ONE(ACTION " frm = [\"a\"];"), 7, "did you mean \"from\"?" },
	{ FLOW("{ " ACTION " }") "workflows2 = 1;", NULL, 9, "there is no setting" },
	{ ROLES STATES "workflows = ( { id = \"flow\"; label = \"某\"; actions = (); },\n"
	  "{ id = \"flow\"; label = \"某\"; actions = (); } );", NULL, 7,
	  "workflow \"flow\" is there already, at line 6; give each its own id" },
	{ "apart = ( [\"clerk\", \"C\"] );", NULL, 1, "apart: there is no role \"C\"; known are clerk" },
	{ "apart = ( [\"clerk\"] );", NULL, 1,
	  "apart: a set needs two roles at least: apart = ( [\"A\", \"B\"] );" },
	{ "roles = ( { id = \"Z\"; label = \"某\"; } );", NULL, 1,
	  "actions is missing; write it like this: actions = [\"read\", \"create\"];" },
	{ "roles = ( { id = \"Z\"; label = \"某\"; rights = ( { actions = [\"raed\"]; } ); } );", NULL, 1,
	  "role Z: there is no action \"raed\"; known are read, create" },
	{ "roles = ( { id = \"Z\"; label = \"某\"; actions = [\"read\"]; except = [\"plian\"]; } );", NULL, 1,
	  "Z: there is no form \"plian\"; write the id of a form" },
	{ BASE("workflow = \"flaw\";"), 3,
	  "there is no workflow \"flaw\", or it has faults of its own; see conf/workflows.conf" },
	{ BASE("reported_by = \"C\";"), 3, "reported_by: there is no role \"C\"; known are " },
	{ BASE("private = { owner = \"open\"; };"), 3,
	  "private.owner: field open is of type yesno; it must be of type text" },
	{ BASE("private = { owner = \"owner\"; shared = \"openn\"; };"), 3,
	  "private.shared names no field: \"openn\"; did you mean \"open\"?" },
	{ BASE("private = { shared = \"open\"; };"), 3, "owner is missing" },
	{ BASE("workflow = \"flow\";\napart = ( { action = \"sing\"; not_by = [\"create\"]; } );"), 4,
	  "action: there is no action \"sing\"; known are change, submit, delete, undelete, sign" },
	{ BASE("apart = ( { action = \"sign\"; not_by = [\"create\"]; } );"), 3,
	  "action: there is no action \"sign\"; known are change, submit, delete, undelete" },
	{ BASE("apart = ( { action = \"change\"; } );"), 3,
	  "apart: who is kept from change? write not_by = [\"create\"]; or not_holder = \"...\";" },
	{ BASE("apart = ( { action = \"change\"; not_holder = \"pots\"; } );"), 3,
	  "not_holder: own has no field \"pots\"; write the id of a field" },
	{ BASE("apart = ( { action = \"change\"; not_holder = \"other\"; } );"), 3,
	  "not_holder: field other does not name a post; use one of type ref with form = \"seat\";" },
	{ FLOW("{ " ACTION " holder = \"owner\"; }"), FORM("workflow = \"flow\";"), 3,
	  "holder of sign: field owner does not name a post" },
};
/* clang-format on */

static int is_fault(const struct faults *list, const char *file, const struct expected *e)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strstr(list->at[i].file, file) && list->at[i].line == e->line &&
			strstr(list->at[i].sentence, e->sentence))
			return 1;
	}
	for (size_t i = 0; i < list->count; i++)
		print_error("%s:%d: %s\n", list->at[i].file, list->at[i].line,
			list->at[i].sentence);
	print_error("not found: %d: %s\n", e->line, e->sentence);
	return 0;
}

static void every_fault_is_told_with_its_line(void **state)
{
	int missing = 0;

	(void)state;
	with_posts();
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		const struct expected *e = &faults[i];
		struct fixture r;

		read_texts(&r, e->conf, e->form ? e->form : FORM(""));
		missing += !is_fault(
			&r.faults, e->form ? "forms/ledger/own.conf" : "conf/extra.conf", e);
		assert_non_null(model_form(r.model, "plain"));
		fixture_close(&r);
	}
	assert_int_equal(missing, 0);
}

static void a_ledger_does_not_open_with_half_a_workflow(void **state)
{
	struct fixture r;

	(void)state;
	read_texts(
		&r, FLOW("{ " ACTION " not_by = [\"crate\"]; }"), FORM("workflow = \"flow\";"));
	assert_int_equal(r.model->workflow_count, 0);
	assert_null(model_form(r.model, "own"));
	fixture_close(&r);
}

static void holders_need_a_form_of_posts(void **state)
{
	static const struct expected e = { NULL, NULL, 3,
		"not_holder: conf/site.conf does not say which form holds the posts" };
	struct fixture r;

	(void)state;
	remove(own_path("conf/site.conf"));
	read_texts(&r, FLOW("{ " ACTION " }"),
		FORM("apart = ( { action = \"change\"; not_holder = \"post\"; } );"));
	assert_true(is_fault(&r.faults, "own.conf", &e));
	fixture_close(&r);
}

static int is_remarked(const struct faults *list, const char *sentence)
{
	for (size_t i = 0; i < list->remark_count; i++) {
		if (strstr(list->remarks[i].sentence, sentence))
			return 1;
	}
	return 0;
}

static void what_can_never_happen_is_remarked(void **state)
{
	struct fixture r;

	(void)state;
	with_posts();
	read_texts(&r,
		FLOW("{ id = \"sign\"; label = \"签\"; from = [\"drafted\"]; to = \"signed\"; roles = "
		     "[\"B\"]; }"),
		FORM("workflow = \"flow\";"));
	assert_int_equal(r.faults.count, 0);
	assert_true(is_remarked(&r.faults,
		"action sign: no action of workflow flow leads to the state drafted, so nothing "
		"leaves from it"));
	fixture_close(&r);
	read_texts(&r,
		"roles = ( { id = \"C\"; label = \"丙\"; actions = [\"read\"]; forms = [\"plain\"]; } );\n" STATES
		"workflows = ( { id = \"flow\"; label = \"流程\"; actions = ( { id = \"sign\"; label = "
		"\"签\"; from = [\"submitted\"]; to = \"signed\"; roles = [\"C\"]; } ); } );",
		FORM("workflow = \"flow\";"));
	assert_int_equal(r.faults.count, 0);
	assert_true(is_remarked(&r.faults,
		"action sign is for role C, which may not read own; give it the right in "
		"conf/roles.conf"));
	fixture_close(&r);
}

static void a_retired_field_is_not_asked_for(void **state)
{
	static const struct expected e = { NULL, NULL, 3,
		"field a is retired, so nobody is asked for it; take out required" };
	static const struct expected in_key = { NULL, NULL, 3,
		"field a is retired and stands in the key; take it out of one" };
	struct fixture r;

	(void)state;
	read_texts(&r, "",
		"id = \"own\"; label = \"自有\";\nfields = (\n"
		"{ id = \"a\"; type = \"text\"; label = \"甲\"; retired = true; required = true; } );");
	assert_true(is_fault(&r.faults, "own.conf", &e));
	fixture_close(&r);
	read_texts(&r, "",
		"id = \"own\"; label = \"自有\"; key = [\"a\"];\nfields = (\n"
		"{ id = \"a\"; type = \"text\"; label = \"甲\"; retired = true; } );");
	assert_true(is_fault(&r.faults, "own.conf", &in_key));
	fixture_close(&r);
	read_texts(&r, "",
		"id = \"own\"; label = \"自有\";\nfields = (\n"
		"{ id = \"a\"; type = \"text\"; label = \"甲\"; retired = true; } );");
	assert_int_equal(
		model_form(r.model, "own")->fields[0].flags, FIELD_RETIRED | FIELD_READ_ONLY);
	assert_int_equal(model_form(r.model, "own")->columns.count, 0);
	fixture_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(workflows_are_read_as_written),
		cmocka_unit_test(states_are_asked_by_id_and_by_label),
		cmocka_unit_test(every_fault_is_told_with_its_line),
		cmocka_unit_test(a_ledger_does_not_open_with_half_a_workflow),
		cmocka_unit_test(holders_need_a_form_of_posts),
		cmocka_unit_test(what_can_never_happen_is_remarked),
		cmocka_unit_test(a_retired_field_is_not_asked_for),
	};

	return cmocka_run_group_tests(tests, own_set_up, own_tear_down);
}

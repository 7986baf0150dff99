/* test_workflow.c - states by number, id and label; the office's own in queries and expressions. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "lib/model_fixture.h"
#include "model/expr.h"
#include "model/qbe.h"
#include "model/workflow.h"

#define RETURNED ((enum record_state)4)
#define ACCEPTED ((enum record_state)9)

static struct work_state own[] = {
	{ .id = "returned", .label = { "已退回", "sent back" }, .number = RETURNED },
	{ .id = "accepted",
		.label = { "已审定", "accepted" },
		.number = ACCEPTED,
		.counts = 1,
		.settled = 1 },
};

static struct model *model;
static const struct form *planting;

static int set_up(void **state)
{
	(void)state;
	i18n_init(LANG_EN, NULL);
	model = fixture_model();
	model->states = own;
	model->state_count = COUNT_OF(own);
	planting = model_form(model, "planting");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	model_drop(&model);
	return 0;
}

static void built_in_states_need_no_conf(void **state)
{
	struct str list = { 0 };

	(void)state;
	assert_string_equal(state_id(NULL, STATE_DELETED), "deleted");
	assert_string_equal(state_id(NULL, STATE_NEW), "new");
	assert_string_equal(state_label(model, STATE_SAVED), "saved");
	assert_int_equal(model_state_named(NULL, "submitted")->counts, 1);
	assert_null(model_state(NULL, RETURNED));
	assert_int_equal(model_states_counting(NULL), 1 << STATE_SUBMITTED);
	assert_int_equal(model_states_live(NULL), 1 << STATE_SAVED | 1 << STATE_SUBMITTED);
	states_list(NULL, &list);
	assert_string_equal(str_text(&list), "saved, submitted, deleted");
	str_release(&list);
}

static void own_states_join_them(void **state)
{
	struct str list = { 0 };

	(void)state;
	assert_string_equal(state_id(model, ACCEPTED), "accepted");
	assert_string_equal(state_label(model, RETURNED), "sent back");
	assert_string_equal(state_id(model, STATE_MOST), "");
	assert_string_equal(state_label(model, STATE_MOST), "?");
	assert_ptr_equal(state_called(model, "已退回"), &own[0]);
	assert_ptr_equal(state_called(model, "accepted"), &own[1]);
	assert_null(state_called(model, "已退"));
	assert_int_equal(model_states_counting(model), 1 << STATE_SUBMITTED | 1 << ACCEPTED);
	assert_int_equal(model_states_live(model),
		1 << STATE_SAVED | 1 << STATE_SUBMITTED | 1 << RETURNED | 1 << ACCEPTED);
	states_list(model, &list);
	assert_string_equal(str_text(&list), "saved, submitted, deleted, returned, accepted");
	str_release(&list);
}

static const struct expr *parsed(const char *text)
{
	struct expr_options options = { .model = model, .form = planting, .want = EXPR_BOOL };
	const struct expr *expr;
	struct err err = { 0 };

	if (expr_parse(text, &options, &model->mem, &expr, &err) < 0)
		fail_msg("%s", err.text);
	return expr;
}

static int holds(const struct expr *expr, enum record_state now)
{
	struct record record = { .form = planting, .state = now };
	struct expr_scope scope = { .model = model, .record = &record };

	return expr_truth(expr, &scope, NULL);
}

static void expressions_know_them(void **state)
{
	const struct expr *expr = parsed("state in ('returned', '已审定')");
	struct str text = { 0 };

	(void)state;
	assert_int_equal(expr_states(expr), 1 << RETURNED | 1 << ACCEPTED);
	assert_int_equal(holds(expr, ACCEPTED), TRUTH_TRUE);
	assert_int_equal(holds(expr, STATE_SAVED), TRUTH_FALSE);
	expr_print(expr, &text);
	assert_string_equal(str_text(&text), "state in ('returned', 'accepted')");
	str_clear(&text);
	expr_show(model, expr, &text);
	assert_string_equal(str_text(&text), "state in (sent back, accepted)");
	str_release(&text);
	expr = parsed("state != 'deleted'");
	assert_int_equal(expr_states(expr), model_states_live(model));
	/* what conf does not know any more is no state that can be asked */
	assert_int_equal(holds(expr, STATE_MOST), TRUTH_UNKNOWN);
}

static void an_unknown_state_is_told_with_those_there_are(void **state)
{
	struct expr_options options = { .model = model, .form = planting, .want = EXPR_BOOL };
	char *word = (char[]){ "state=retruned" };
	const struct expr *expr;
	struct err err = { 0 }, other = { 0 };

	(void)state;
	assert_int_equal(
		expr_parse("state = 'retruned'", &options, &model->mem, &expr, &err), -1);
	assert_string_equal(err.text,
		"column 9: there is no state 「retruned」; there are saved, "
		"submitted, deleted, returned, accepted");
	assert_int_equal(qbe_words(model, planting, &word, 1, &model->mem, &expr, &other), -1);
	assert_string_equal(other.text,
		"state=retruned: there is no state 「retruned」; there are "
		"saved, submitted, deleted, returned, accepted");
}

static void queries_ask_for_them(void **state)
{
	char *words[] = { (char[]){ "state=已退回|accepted" } };
	const struct expr *expr;
	struct err err = { 0 };

	(void)state;
	if (qbe_words(model, planting, words, 1, &model->mem, &expr, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(expr_states(expr), 1 << RETURNED | 1 << ACCEPTED);
}

static void actions_are_found_by_id_and_state(void **state)
{
	struct work_action actions[] = {
		{ .id = "accept", .from = 1 << STATE_SUBMITTED, .to = ACCEPTED },
		{ .id = "return",
			.label = { "退回", "return" },
			.from = 1 << STATE_SUBMITTED | 1 << ACCEPTED,
			.to = RETURNED },
	};
	struct workflow flow = { .id = "report", .actions = actions, .action_count = 2 };
	struct form form = *planting;
	const struct work_action *found[1] = { NULL };

	(void)state;
	assert_null(form_action(&form, "accept"));
	assert_int_equal(form_actions_from(&form, STATE_SUBMITTED, found, 1), 0);
	form.workflow = &flow;
	assert_ptr_equal(form_action(&form, "return"), &actions[1]);
	assert_null(form_action(&form, "submit"));
	assert_string_equal(action_label(&actions[0]), "accept");
	assert_int_equal(form_actions_from(&form, STATE_SUBMITTED, found, 1), 2);
	assert_ptr_equal(found[0], &actions[0]);
	assert_int_equal(form_actions_from(&form, ACCEPTED, found, 1), 1);
	assert_ptr_equal(found[0], &actions[1]);
	assert_int_equal(form_actions_from(&form, RETURNED, found, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built_in_states_need_no_conf),
		cmocka_unit_test(own_states_join_them),
		cmocka_unit_test(expressions_know_them),
		cmocka_unit_test(an_unknown_state_is_told_with_those_there_are),
		cmocka_unit_test(queries_ask_for_them),
		cmocka_unit_test(actions_are_found_by_id_and_state),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

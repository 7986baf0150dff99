/*
 * test_may.c - may() and may_act() on workflows made in the test: drafted -> signed, where who
 * drafted does not sign, and tasks that belong to a post.
 *
 * The shipped roles and workflow stand in unit/conf/test_may.c.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "lib/model_fixture.h"
#include "model/field_type.h"
#include "model/viewer.h"
#include "model/workflow.h"

/* ---- what the test is about ---- */

#define DRAFTED ((enum record_state)4)
#define SIGNED ((enum record_state)5)
#define OPEN ((enum record_state)6)
#define DONE ((enum record_state)7)

static struct work_state states[] = {
	{ .id = "drafted", .label = { "已拟", "drafted" }, .number = DRAFTED },
	{ .id = "signed",
		.label = { "已签", "signed" },
		.number = SIGNED,
		.counts = 1,
		.settled = 1 },
	{ .id = "open", .label = { "在办", "open" }, .number = OPEN, .counts = 1 },
	{ .id = "done",
		.label = { "已办", "done" },
		.number = DONE,
		.counts = 1,
		.settled = 1 },
};

static const char *drafters[] = { "draft", "create", "change", NULL };
static const char *signers[] = { "section", NULL };
static const char *clerks[] = { "clerk", "section", NULL };
static const char *anybody[] = { ROLE_OF_ALL, NULL };
static const char *submitters[] = { "create", "submit", NULL };

/* clang-format off */
static struct work_action letter_actions[] = {
	{ .id = "draft", .label = { "拟稿", "drafting" }, .from = 1 << STATE_SUBMITTED, .to = DRAFTED,
	  .roles = clerks },
	{ .id = "sign", .label = { "签发", "signing" }, .from = 1 << DRAFTED, .to = SIGNED,
	  .roles = signers, .apart = { .not_by = drafters } },
};
static struct workflow letter = { .id = "letter", .actions = letter_actions, .action_count = 2 };

static struct work_action task_actions[] = {
	{ .id = "take", .label = { "领办", "taking on" }, .from = 1 << STATE_SUBMITTED, .to = OPEN,
	  .holder = "owner" },
	{ .id = "close", .label = { "办结", "closing" }, .from = 1 << OPEN, .to = DONE,
	  .roles = clerks, .apart = { .not_holder = "owner" } },
	{ .id = "note", .label = { "批注", "noting" }, .from = 1 << OPEN | 1 << DONE, .to = OPEN,
	  .roles = anybody },
};
static struct workflow task = { .id = "task", .actions = task_actions, .action_count = 3 };
/* clang-format on */

static struct separation task_apart[] = {
	{ .action = "delete", .not_by = submitters },
	{ .action = "close", .not_by = submitters },
};

static struct model *model;
static struct form letters, tasks;
static struct field owner;

/* Like planting, with a field more that names a post. */
static void make_tasks(const struct form *like)
{
	struct field *fields = arena_array(&model->mem, like->field_count + 1, sizeof(*fields));

	memcpy(fields, like->fields, like->field_count * sizeof(*fields));
	owner = (struct field){ .id = "owner",
		.label = { "责任岗位", "Owner" },
		.type = field_type_find("ref"),
		.target = "post",
		.index = like->field_count };
	fields[like->field_count] = owner;
	tasks = *like;
	tasks.id = "task";
	tasks.fields = fields;
	tasks.field_count++;
	tasks.workflow = &task;
	tasks.apart = task_apart;
	tasks.apart_count = COUNT_OF(task_apart);
}

static int set_up(void **state)
{
	(void)state;
	i18n_init(LANG_EN, NULL);
	model = fixture_model();
	model->states = states;
	model->state_count = COUNT_OF(states);
	letters = *model_form(model, "planting");
	letters.id = "letter";
	letters.label[LANG_EN] = "Letters";
	letters.workflow = &letter;
	make_tasks(&letters);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	model_drop(&model);
	return 0;
}

static struct record *row(const struct form *form, unsigned state, const char *unit)
{
	struct record *record = record_new(form, &model->mem);

	record->id = 3;
	record->state = (enum record_state)state;
	record->done_known = 1;
	fixture_set(model, record, "unit", unit);
	return record;
}

static void set_owner(struct record *record, const char *post)
{
	*record_value(record, "owner") = value_text(post);
}

static void did(struct record *record, const char *action, const char *user)
{
	struct deed_done *done =
		arena_array(&model->mem, record->done_count + 1, sizeof(*done));

	for (size_t i = 0; i < record->done_count; i++)
		done[i] = record->done[i];
	done[record->done_count++] = (struct deed_done){ action, user };
	record->done = done;
}

struct person {
	struct viewer viewer;
	struct viewer_post post;
};

static const struct viewer *person(
	struct person *who, const char *role, const char *unit, const char *post)
{
	who->post = (struct viewer_post){ .role = role,
		.unit = unit_find(&model->units, unit),
		.id = post,
		.name = post ? "the desk" : NULL };
	who->viewer = (struct viewer){
		.user = "1", .login = "who", .posts = &who->post, .post_count = 1
	};
	return &who->viewer;
}

static void assert_act(const struct viewer *viewer, const char *action,
	const struct record *record, const char *says)
{
	struct err err = { 0 };
	int got = may_act(model, viewer, form_action(record->form, action), record, &err);

	assert_string_equal(got == 0 ? "yes" : err.text, says);
	assert_int_equal(err.code, got == 0 ? ERR_NONE : ERR_DENIED);
}

static void assert_may(const struct viewer *viewer, enum deed deed, const struct record *record,
	const char *says)
{
	struct err err = { 0 };
	int got = may(model, viewer, deed, record->form, record, &err);

	assert_string_equal(got == 0 ? "yes" : err.text, says);
}

/* ---- drafted -> signed ---- */

static void who_drafted_does_not_sign(void **state)
{
	struct person who, chief;
	const struct viewer *section = person(&who, "section", "150525000", NULL);
	struct record *record = row(&letters, DRAFTED, "150525105");

	(void)state;
	person(&chief, "section", "150525000", NULL);
	chief.viewer.user = "2";
	did(record, "create", "7");
	did(record, "draft", "1");
	assert_act(section, "sign", record,
		"You yourself did this with the record: drafting; somebody else has to do this: "
		"signing. This is for 业务股.");
	assert_act(&chief.viewer, "sign", record, "yes");
	did(record, "change", "2");
	assert_act(&chief.viewer, "sign", record,
		"You yourself did this with the record: changing; somebody else has to do this: "
		"signing. This is for 业务股.");
}

static void actions_leave_from_their_states_alone(void **state)
{
	struct person who;
	const struct viewer *section = person(&who, "section", "150525000", NULL);

	(void)state;
	assert_act(section, "draft", row(&letters, STATE_SUBMITTED, "150525105"), "yes");
	assert_act(section, "sign", row(&letters, STATE_SUBMITTED, "150525105"),
		"The record is submitted; signing is for records that are drafted. This is for the "
		"东明镇 Township clerk, 业务股.");
	assert_act(section, "sign", row(&letters, SIGNED, "150525105"),
		"The record is signed; signing is for records that are drafted. Nobody can.");
	assert_act(section, "draft", row(&letters, STATE_SAVED, "150525105"),
		"The record is saved; drafting is for records that are submitted. This is for the "
		"东明镇 Township clerk, 业务股.");
	assert_act(section, "draft", row(&letters, 30, "150525105"),
		"The record is ?; drafting is for records that are submitted. Nobody can.");
}

static void posts_reach_as_far_as_they_read(void **state)
{
	struct person who;
	const struct viewer *clerk = person(&who, "clerk", "150525105", NULL);

	(void)state;
	assert_act(clerk, "draft", row(&letters, STATE_SUBMITTED, "150525105201"), "yes");
	assert_act(clerk, "draft", row(&letters, STATE_SUBMITTED, "150525100"),
		"This row is of 大沁他拉镇; your post Township clerk reaches only 东明镇 and what "
		"is below it. This is for the 大沁他拉镇 Township clerk, 业务股.");
	assert_act(clerk, "sign", row(&letters, DRAFTED, "150525105"),
		"Your post Township clerk does not include signing Letters. This is for "
		"业务股.");
	clerk = person(&who, "reader", "150525105", NULL);
	assert_act(clerk, "note", row(&tasks, OPEN, "150525105"), "yes");
	assert_act(clerk, "note", row(&tasks, OPEN, "150525100"),
		"This row is of 大沁他拉镇; your post 查阅 reaches only 东明镇 and what is below "
		"it. This is for the 大沁他拉镇 Township clerk, 业务股, the 大沁他拉镇 查阅.");
}

static void what_is_settled_is_returned_first(void **state)
{
	struct person who;
	const struct viewer *section = person(&who, "section", "150525000", NULL);
	static const enum deed turns[] = { ACTION_CHANGE, ACTION_SUBMIT, ACTION_DELETE };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(turns); i++) {
		assert_may(section, turns[i], row(&letters, SIGNED, "150525105"),
			"The record is signed and does not change any more. Nobody can.");
		assert_may(section, turns[i], row(&letters, DRAFTED, "150525105"), "yes");
		assert_may(section, turns[i], row(&tasks, DONE, "150525105"),
			"The record is done and does not change any more; return it first "
			"(noting). This is for the 东明镇 Township clerk, 业务股, the 东明镇 查阅.");
		assert_may(section, turns[i], row(&letters, STATE_DELETED, "150525105"),
			"The record is deleted; undo the deletion first. This is for 业务股.");
	}
	assert_may(section, ACTION_UNDELETE, row(&letters, STATE_DELETED, "150525105"), "yes");
	assert_may(section, ACTION_UNDELETE, row(&letters, SIGNED, "150525105"),
		"The record is not deleted.");
	assert_may(section, ACTION_READ, row(&letters, SIGNED, "150525105"), "yes");
}

/* ---- tasks of a post ---- */

static void a_task_is_taken_by_its_holder_alone(void **state)
{
	struct person who;
	struct record *record = row(&tasks, STATE_SUBMITTED, "150525105");

	(void)state;
	person(&who, "clerk", "150525105", "44");
	assert_act(&who.viewer, "take", record,
		"Owner is empty; fill it in first. This is for the 东明镇 Township clerk, 业务股.");
	set_owner(record, "44");
	assert_act(&who.viewer, "take", record, "yes");
	set_owner(record, "45");
	assert_act(&who.viewer, "take", record,
		"You do not hold the post in Owner. This is for who holds the post in Owner.");
	person(&who, "clerk", "150525105", NULL);
	assert_act(&who.viewer, "take", record,
		"You do not hold the post in Owner. This is for who holds the post in Owner.");
}

static void who_owns_does_not_close(void **state)
{
	struct person who;
	struct record *record = row(&tasks, OPEN, "150525105");

	(void)state;
	set_owner(record, "44");
	person(&who, "clerk", "150525105", "44");
	assert_act(&who.viewer, "close", record,
		"You hold the post in Owner (the desk); somebody else has to do this: closing. This "
		"is for the 东明镇 Township clerk, 业务股.");
	person(&who, "section", "150525000", "45");
	assert_act(&who.viewer, "close", record, "yes");
	did(record, "submit", "1"); /* the form keeps more apart than the workflow */
	assert_act(&who.viewer, "close", record,
		"You yourself did this with the record: submitting; somebody else has to do this: "
		"closing. This is for the 东明镇 Township clerk, 业务股.");
}

static void a_form_keeps_built_in_deeds_apart_too(void **state)
{
	struct person who;
	struct record *record = row(&tasks, STATE_SUBMITTED, "150525105");

	(void)state;
	person(&who, "section", "150525000", NULL);
	assert_may(&who.viewer, ACTION_DELETE, record, "yes");
	did(record, "create", "1");
	assert_may(&who.viewer, ACTION_CHANGE, record, "yes");
	assert_may(&who.viewer, ACTION_DELETE, record,
		"You yourself did this with the record: adding to; somebody else has to do this: "
		"deleting. This is for 业务股.");
	record->done_known = 0;
	assert_may(&who.viewer, ACTION_DELETE, record,
		"Who did what to this record before is not known here; open it again. This is for "
		"业务股.");
	assert_may(&who.viewer, ACTION_CHANGE, record, "yes");
	record->id = 0; /* nobody did anything yet */
	record->done_count = 0;
	assert_may(&who.viewer, ACTION_DELETE, record, "yes");
}

/* ---- always ---- */

static void ask_everything(const struct viewer *viewer, const struct record *record)
{
	const struct workflow *flow = record->form->workflow;

	for (int deed = 0; deed < ACTION_COUNT; deed++) {
		struct err err = { 0 };
		int got = may(model, viewer, (enum deed)deed, record->form, record, &err);

		assert_int_equal(got, err.code == ERR_NONE ? 0 : -1);
		assert_false(viewer->locked && got == 0);
	}
	for (size_t i = 0; i < flow->action_count; i++) {
		struct err err = { 0 };
		int got = may_act(model, viewer, &flow->actions[i], record, &err);

		assert_int_equal(got, err.code == ERR_NONE ? 0 : -1);
		assert_false(viewer->locked && got == 0);
	}
}

static void no_role_state_or_unit_is_too_odd(void **state)
{
	static const char *const roles[] = { "clerk", "section", "reader", "nobody", "*", "" };
	static const char *const units[] = { "150525000", "150525105201", "" };
	const struct form *forms[] = { &letters, &tasks };

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(roles) * COUNT_OF(units) * 64; i++) {
		struct person who;
		struct record *record = row(forms[i & 1], i >> 1 & 31, units[i / 64 % 3]);

		person(&who, roles[i / 192], units[i % 3], i & 2 ? "44" : NULL);
		if (record->form == &tasks && (i & 4))
			set_owner(record, "44");
		record->done_known = i & 8 ? 1 : 0;
		ask_everything(&who.viewer, record);
		who.viewer.post_count = 0;
		ask_everything(&who.viewer, record);
		who.viewer.post_count = 1;
		who.viewer.locked = 1;
		ask_everything(&who.viewer, record);
		who.viewer.everything = 1;
		ask_everything(&who.viewer, record);
	}
}

static void a_tool_of_the_owner_only_needs_the_state(void **state)
{
	struct viewer tool = { .everything = 1 };

	(void)state;
	assert_act(&tool, "sign", row(&letters, DRAFTED, "150525105"), "yes");
	assert_int_equal(may_act(model, &tool, form_action(&letters, "sign"),
				 row(&letters, SIGNED, "150525105"), NULL),
		-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_drafted_does_not_sign),
		cmocka_unit_test(actions_leave_from_their_states_alone),
		cmocka_unit_test(posts_reach_as_far_as_they_read),
		cmocka_unit_test(what_is_settled_is_returned_first),
		cmocka_unit_test(a_task_is_taken_by_its_holder_alone),
		cmocka_unit_test(who_owns_does_not_close),
		cmocka_unit_test(a_form_keeps_built_in_deeds_apart_too),
		cmocka_unit_test(no_role_state_or_unit_is_too_odd),
		cmocka_unit_test(a_tool_of_the_owner_only_needs_the_state),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* test_viewer.c - who may do what to which row, and the reason when not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "lib/model_fixture.h"
#include "model/viewer.h"

#include <string.h>

static struct model *model;
static const struct form *planting, *carryover;

static int set_up(void **state)
{
	(void)state;
	i18n_init(LANG_EN, NULL);
	model = fixture_model();
	planting = model_form(model, "planting");
	carryover = model_form(model, "carryover");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	model_drop(&model);
	return 0;
}

static struct viewer_post post(const char *role, const char *unit)
{
	return (struct viewer_post){ .role = role, .unit = unit_find(&model->units, unit) };
}

static const struct record *row(const char *unit)
{
	struct record *record = fixture_record(model, "planting");

	fixture_set(model, record, "unit", unit);
	return record;
}

static void assert_denied(const struct viewer *viewer, enum deed action,
	const struct form *form, const struct record *record, const char *says)
{
	struct err err = { 0 };

	assert_int_equal(may(model, viewer, action, form, record, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	if (!strstr(err.text, says))
		fail_msg("%s", err.text);
}

static void a_clerk_works_at_his_town_and_below(void **state)
{
	struct viewer_post posts[] = { post("clerk", "150525105") };
	struct viewer clerk = { .user = "1", .posts = posts, .post_count = 1 };

	(void)state;
	assert_int_equal(may(model, &clerk, ACTION_CREATE, planting, NULL, NULL), 0);
	assert_int_equal(
		may(model, &clerk, ACTION_CHANGE, planting, row("150525105"), NULL), 0);
	assert_int_equal(
		may(model, &clerk, ACTION_CHANGE, planting, row("150525105201"), NULL), 0);
	assert_denied(&clerk, ACTION_CHANGE, planting, row("150525100"),
		"This row is of 大沁他拉镇; your post Township clerk reaches only 东明镇 and what is "
		"below it. This is for the 大沁他拉镇 Township clerk, 业务股.");
	assert_denied(&clerk, ACTION_CHANGE, planting, row("150525000"), "reaches only");
	assert_denied(&clerk, ACTION_CREATE, planting, row(""), "Fill in Unit first");
	assert_denied(&clerk, ACTION_DELETE, planting, row("150525105"),
		"Your post Township clerk does not include deleting Planting. This is for 业务股.");
}

static void a_form_without_units_needs_only_the_action(void **state)
{
	struct viewer_post posts[] = { post("clerk", "150525105") };
	struct viewer clerk = { .user = "1", .posts = posts, .post_count = 1 };
	const struct record *record = fixture_record(model, "carryover");

	(void)state;
	assert_int_equal(may(model, &clerk, ACTION_CHANGE, carryover, record, NULL), 0);
	assert_int_equal(viewer_sees(model, &clerk, carryover, NULL), 1);
}

static void forms_are_named_by_id_or_folder(void **state)
{
	struct viewer_post posts[] = { post("clerk", "150525105") };
	struct viewer clerk = { .user = "1", .posts = posts, .post_count = 1 };
	struct form elsewhere = *planting;

	(void)state;
	elsewhere.folder = "committee";
	assert_denied(&clerk, ACTION_READ, &elsewhere, NULL, "does not include reading");
	assert_int_equal(viewer_sees(model, &clerk, &elsewhere, posts[0].unit), 0);
	elsewhere.folder = "primaryx";
	assert_int_equal(may(model, &clerk, ACTION_READ, &elsewhere, NULL, NULL), -1);
}

static void the_section_works_everywhere(void **state)
{
	struct viewer_post posts[] = { post("section", "150525105") };
	struct viewer section = { .user = "2", .posts = posts, .post_count = 1 };

	(void)state;
	assert_int_equal(
		may(model, &section, ACTION_DELETE, planting, row("150525100"), NULL), 0);
	assert_int_equal(may(model, &section, ACTION_CREATE, planting, row(""), NULL), 0);
	assert_int_equal(viewer_sees(model, &section, planting, NULL), 1);
}

static void several_posts_add_up(void **state)
{
	struct viewer_post posts[] = { post("reader", "150525100"),
		post("clerk", "150525105") };
	struct viewer both = { .user = "3", .posts = posts, .post_count = 2 };

	(void)state;
	assert_int_equal(
		may(model, &both, ACTION_READ, planting, row("150525100200"), NULL), 0);
	assert_int_equal(may(model, &both, ACTION_CHANGE, planting, row("150525105"), NULL), 0);
	assert_denied(&both, ACTION_CHANGE, planting, row("150525100200"),
		"your post Township clerk reaches only 东明镇");
}

static void rows_are_seen_below_the_post(void **state)
{
	struct viewer_post posts[] = { post("clerk", "150525105") };
	struct viewer clerk = { .user = "1", .posts = posts, .post_count = 1 };

	(void)state;
	assert_int_equal(
		viewer_sees(model, &clerk, planting, unit_find(&model->units, "150525105")), 1);
	assert_int_equal(
		viewer_sees(model, &clerk, planting, unit_find(&model->units, "150525105201")),
		1);
	assert_int_equal(
		viewer_sees(model, &clerk, planting, unit_find(&model->units, "150525100")), 0);
	assert_int_equal(viewer_sees(model, &clerk, planting, NULL), 0);
}

static void who_has_no_post_may_nothing(void **state)
{
	struct viewer_post unknown[] = { post("nobody", "150525105") };
	struct viewer nobody = { .user = "4" },
		      odd = { .user = "5", .posts = unknown, .post_count = 1 };
	struct viewer owner = { .everything = 1 };

	(void)state;
	assert_denied(&nobody, ACTION_READ, planting, NULL, "You hold no post today");
	assert_int_equal(viewer_sees(model, &nobody, planting, NULL), 0);
	assert_denied(&odd, ACTION_READ, planting, NULL, "Your post nobody does");
	assert_int_equal(may(model, &owner, ACTION_ADMIN, NULL, NULL, NULL), 0);
	assert_int_equal(viewer_sees(model, &owner, planting, NULL), 1);
}

static void some_things_every_post_may(void **state)
{
	static const char *const everybodys[] = { "carryover", NULL };
	struct viewer_post posts[] = { post("nobody", "150525105") };
	struct viewer holder = { .user = "6", .posts = posts, .post_count = 1 };
	struct viewer none = { .user = "7" };
	struct role *own = model->roles, roles[8];
	struct right right = { .actions = 1u << ACTION_READ | 1u << ACTION_CREATE,
		.forms = (const char **)everybodys,
		.whole = 1 };

	(void)state;
	memcpy(roles, own, model->role_count * sizeof(*roles));
	roles[model->role_count] = (struct role){ .id = ROLE_OF_ALL,
		.label = { "all" },
		.rights = &right,
		.right_count = 1 };
	model->roles = roles;
	model->role_count++;
	assert_int_equal(may(model, &holder, ACTION_CREATE, carryover, NULL, NULL), 0);
	assert_int_equal(viewer_sees(model, &holder, carryover, NULL), 1);
	assert_denied(&holder, ACTION_DELETE, carryover, NULL, "deleting");
	assert_denied(&holder, ACTION_READ, planting, NULL, "reading");
	assert_denied(&holder, ACTION_READ, NULL, NULL, "reading");
	assert_denied(&none, ACTION_READ, carryover, NULL, "You hold no post");
	model->roles = own;
	model->role_count--;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clerk_works_at_his_town_and_below),
		cmocka_unit_test(a_form_without_units_needs_only_the_action),
		cmocka_unit_test(forms_are_named_by_id_or_folder),
		cmocka_unit_test(the_section_works_everywhere),
		cmocka_unit_test(several_posts_add_up),
		cmocka_unit_test(rows_are_seen_below_the_post),
		cmocka_unit_test(who_has_no_post_may_nothing),
		cmocka_unit_test(some_things_every_post_may),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

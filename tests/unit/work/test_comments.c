/*
 * Comments: written with what goes back, done once the cell is put right or answered.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "model/form.h"
#include "unit/work/acting.h"

static void comments_go_back_with_it_and_are_done_when_put_right(void **state)
{
	const struct new_comment wanted[] = {
		{ NULL, 1, "area", "83 or 38?" },
		{ NULL, 2, "area", "who measured?" },
		{ NULL, 2, NULL, "is this ours?" },
	};
	struct new_comment comments[3];
	struct act_order order = { .action = "return", .reason = "two cells", .comments = comments,
		.comment_count = 3 };
	struct acts a;
	struct comment *list;
	struct err err = { 0 };
	size_t count;
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 2);
	memcpy(comments, wanted, sizeof(comments));
	for (size_t i = 0; i < 3; i++)
		comments[i].form = planting(&a);
	comments[0].record = 77;
	assert_int_equal(do_order(&a, a.c.chen, filings(&a), id, &order), -1);
	says(&a, "no record 77");
	assert_string_equal(state_of(&a, "filing", id), "submitted");
	comments[0].record = 1;
	if (do_order(&a, a.c.chen, filings(&a), id, &order) != DATA_OK)
		fail_msg("%s", said(&a));
	assert_int_equal(a.done.also, 2);
	assert_int_equal(
		comments_list(a.c.bao, planting(&a), 0, 0, &a.c.o.mem, &list, &count, &err), 0);
	assert_int_equal(count, 3);
	assert_int_equal(list[0].record, 1);
	assert_string_equal(list[0].field->id, "area");
	assert_string_equal(list[0].text, "83 or 38?");
	assert_string_equal(list[0].by, "Chen");
	assert_int_equal(list[0].round, 1);
	assert_null(list[1].field);
	/* one cell is put right, the other answered, and it is filed again */
	assert_int_equal(office_touch(&a.c.o, a.c.bao, "planting", 1, "area", "38", &err), 0);
	assert_int_equal(comment_done(a.c.bao, list[2].id, "the village", &a.c.o.mem, &err), 0);
	if (file_it(&a.c, a.c.bao, town, 0) != DATA_OK)
		fail_msg("%s%s", a.c.err.text, a.c.result.sentence ? a.c.result.sentence : "");
	assert_int_equal(
		comments_list(a.c.chen, planting(&a), 0, 0, &a.c.o.mem, &list, &count, &err), 0);
	assert_int_equal(count, 3);
	assert_false(list[0].done);
	assert_string_equal(list[0].text, "is this ours?");
	assert_true(list[1].done && list[2].done);
	assert_string_equal(list[2].answer, "the village");
	assert_true(record_value(office_get(a.c.o.owner, &a.c.o, "comment", list[1].id), "done")
			    ->yes);
	/* the next round has its own; an open one stays in sight */
	comments[0].text = "still 83?";
	order.comment_count = 1;
	assert_int_equal(do_order(&a, a.c.chen, filings(&a), id, &order), DATA_OK);
	assert_int_equal(
		comments_list(a.c.bao, planting(&a), 0, 0, &a.c.o.mem, &list, &count, &err), 0);
	assert_int_equal(count, 2);
	assert_int_equal(list[0].round, 2);
	assert_string_equal(list[0].text, "still 83?");
	assert_int_equal(
		comments_list(a.c.bao, planting(&a), 0, 1, &a.c.o.mem, &list, &count, &err), 0);
	assert_int_equal(count, 4);
	acts_close(&a);
}

static uint64_t open_of(struct acts *a)
{
	return filing_now(&a->c, town).open_comments;
}

/* Nobody can say any more that it is put right: it keeps no period open. */
static void what_is_deleted_has_no_open_comments(void **state)
{
	struct new_comment comments[] = {
		{ NULL, 1, "area", "83 or 38?" },
		{ NULL, 2, "area", "who measured?" },
	};
	struct act_order order = { .action = "return", .reason = "two cells", .comments = comments,
		.comment_count = 2 };
	struct save_result result;
	struct acts a;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 2);
	comments[0].form = comments[1].form = planting(&a);
	assert_int_equal(do_order(&a, a.c.chen, filings(&a), id, &order), DATA_OK);
	assert_int_equal(open_of(&a), 2);
	if (data_delete(a.c.zhang, planting(&a), 2, "not ours", &a.c.o.mem, &result, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(open_of(&a), 1);
	assert_int_equal(office_touch(&a.c.o, a.c.bao, "planting", 1, "area", "38", &err), 0);
	assert_int_equal(file_it(&a.c, a.c.bao, town, 0), DATA_OK);
	assert_int_equal(open_of(&a), 0);
	acts_close(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_go_back_with_it_and_are_done_when_put_right),
		cmocka_unit_test(what_is_deleted_has_no_open_comments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Typing: steps, undo and redo, and the draft that holds all of it. */
#include "screens/typing.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "unit/screens/desk.h"

#include "base/str.h"
#include "base/vec.h"
#include "lib/folder.h"
#include "screens/screens.h"

struct bench {
	void *desk;
	struct app app;
	char dir[64];
	struct arena mem;
	struct str seen; /* what was put: "place=text " */
	const char *unknown; /* a place put() does not know */
};

static const struct draft_head head = {
	.kind = "card", .form = "planting", .version = "77", .context = "", .title = "a new one"
};

/* How often the draft went to the disk; stands in for libc's. */
static int synced;

int fdatasync(int fd)
{
	synced++;
	return (int)syscall(SYS_fdatasync, fd);
}

static int open_bench(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct desk *d;

	desk_open(&b->desk);
	d = b->desk;
	folder_make(b->dir, sizeof(b->dir));
	b->app = (struct app){ .data = d->data, .dir = b->dir };
	*state = b;
	return 0;
}

static int close_bench(void **state)
{
	struct bench *b = *state;

	folder_remove(b->dir);
	desk_close(&b->desk);
	arena_release(&b->mem);
	str_release(&b->seen);
	free(b);
	return 0;
}

static int put(void *ctx, const char *place, const struct mark *mark)
{
	struct bench *b = ctx;

	if (b->unknown && strcmp(place, b->unknown) == 0)
		return 0;
	str_addf(&b->seen, "%s=%s%s%s%s ", place, mark->carried ? "~" : "",
		mark->value ? mark->value : "?", mark->note ? "'" : "",
		mark->note ? mark->note : "");
	return 1;
}

static void each(
	void *ctx, const char *place, const struct mark *before, const struct mark *after)
{
	struct bench *b = ctx;

	str_addf(&b->seen, "%s:%s>%s ", place, before->text ? before->text : "?", after->text);
}

static void step(struct typing *t, const char *place, const char *before, const char *after)
{
	struct mark a = { .text = before, .value = before },
		    b = { .text = after, .value = after };

	typing_step(t, place, &a, &b);
}

static void assert_seen(struct bench *b, const char *expected)
{
	assert_string_equal(str_text(&b->seen), expected);
	str_clear(&b->seen);
}

static struct draft_list drafts(struct bench *b)
{
	struct draft_list list;
	struct err err = { 0 };

	assert_int_equal(drafts_list(b->dir, typing_user(&b->app), &b->mem, &list, &err), 0);
	return list;
}

/* Ends the session as a hang-up does, or as a crash (kept NULL), and goes on. */
static struct typing *again(struct bench *b, struct typing *t)
{
	struct typing *fresh;
	struct err err = { 0 };
	struct draft_list list;

	typing_close(&t);
	list = drafts(b);
	assert_int_equal(list.count, 1);
	if (typing_take(&b->app, list.at[0].name, &fresh, &err) != 0)
		fail_msg("%s", err.text);
	return fresh;
}

static void nothing_typed_leaves_no_draft(void **state)
{
	struct bench *b = *state;
	struct typing *t = typing_new(&b->app, &head);
	struct mark preset = { .text = "2021H1", .value = "2021H1" };

	typing_began(t, "period", &preset);
	typing_now(t, "period", NULL, 0);
	typing_now(t, "area", NULL, 0);
	step(t, "area", "5", "5");
	assert_false(typing_is_open(t));
	typing_sync(t, 1);
	assert_int_equal(drafts(b).count, 0);
	typing_now(t, "area", "5", 1);
	assert_true(typing_is_open(t));
	assert_int_equal(drafts(b).count, 1);
	typing_now(t, "area", NULL, 0);
	assert_false(typing_is_open(t));
	typing_close(&t);
	assert_int_equal(drafts(b).count, 0);
}

static void undo_goes_back_to_the_beginning_and_forth(void **state)
{
	struct bench *b = *state;
	struct typing *t = typing_new(&b->app, &head);
	const char *place;

	step(t, "a", "", "1");
	typing_group_begin(t);
	step(t, "b", "", "2");
	typing_group_begin(t);
	step(t, "c", "x", "3");
	typing_group_end(t);
	typing_group_end(t);
	step(t, "a", "1", "4");
	assert_int_equal(typing_undo(t, put, b, &place), 1);
	assert_string_equal(place, "a");
	assert_seen(b, "a=1 ");
	assert_int_equal(typing_undo(t, put, b, &place), 1);
	assert_string_equal(place, "b");
	assert_seen(b, "c=x b= ");
	assert_int_equal(typing_redo(t, put, b, &place), 1);
	assert_seen(b, "b=2 c=3 ");
	assert_int_equal(typing_undo(t, put, b, &place), 1);
	assert_int_equal(typing_undo(t, put, b, &place), 1);
	assert_int_equal(typing_undo(t, put, b, &place), 0);
	str_clear(&b->seen);
	/* something new: the old way forth is no more */
	step(t, "a", "", "9");
	assert_int_equal(typing_redo(t, put, b, &place), 0);
	typing_drop(&t);
	assert_int_equal(drafts(b).count, 0);
}

static void a_draft_goes_on_where_it_was(void **state)
{
	struct bench *b = *state;
	struct typing *t = typing_new(&b->app, &head);
	struct mark preset = { .text = "2021H1", .value = "2021H1" };
	struct mark carried = { .text = "7", .value = "7", .carried = 1, .note = "see\nbelow" };
	struct mark none = { .text = "" };
	const char *place, *text;
	size_t cursor, lost;

	typing_began(t, "period", &preset);
	step(t, "a", "", "1");
	step(t, "a", "1", "2");
	step(t, "b", "", "3");
	typing_undo(t, put, b, &place);
	typing_step(t, "c", &none, &carried);
	typing_undo(t, put, b, &place);
	typing_now(t, "d", "半\t截", 3);
	str_clear(&b->seen);
	t = again(b, t);
	typing_replay(t, put, b, &lost);
	assert_int_equal(lost, 0);
	assert_seen(b, "period=2021H1 a=1 a=2 ");
	assert_int_equal(typing_where(t, &place, &text, &cursor), 1);
	assert_string_equal(place, "d");
	assert_string_equal(text, "半\t截");
	assert_int_equal(cursor, 3);
	assert_int_equal(typing_redo(t, put, b, &place), 1);
	assert_seen(b, "c=~7'see\nbelow ");
	typing_undo(t, put, b, &place);
	typing_undo(t, put, b, &place);
	typing_undo(t, put, b, &place);
	assert_int_equal(typing_undo(t, put, b, &place), 0);
	str_clear(&b->seen);
	t = again(b, t);
	assert_int_equal(typing_redo(t, put, b, &place), 1);
	typing_drop(&t);
}

static void what_no_longer_fits_is_counted_once(void **state)
{
	struct bench *b = *state;
	struct typing *t = typing_new(&b->app, &head);
	size_t lost;

	step(t, "gone", "", "1");
	step(t, "gone", "1", "2");
	step(t, "a", "", "3");
	t = again(b, t);
	b->unknown = "gone";
	typing_replay(t, put, b, &lost);
	assert_int_equal(lost, 1);
	assert_seen(b, "a=3 ");
	typing_drop(&t);
}

static void what_differs_is_compared(void **state)
{
	struct bench *b = *state;
	struct typing *t = typing_new(&b->app, &head), *peek;
	struct err err = { 0 };

	step(t, "a", "0", "1");
	step(t, "b", "x", "y");
	step(t, "b", "y", "x");
	step(t, "a", "1", "2");
	typing_now(t, "c", "half", 4);
	assert_int_equal(typing_peek(&b->app, drafts(b).at[0].name, &peek, &err), 0);
	typing_each(peek, each, b);
	assert_seen(b, "a:0>2 c:?>half ");
	typing_close(&peek);
	/* looking at it has neither taken nor dropped it */
	assert_true(drafts(b).at[0].held);
	typing_drop(&t);
}

static void saving_ends_the_draft_and_the_undo(void **state)
{
	struct bench *b = *state;
	struct typing *t = typing_new(&b->app, &head);
	struct draft_head stored = head;
	const char *place;

	step(t, "a", "", "1");
	stored.id = 5;
	stored.revision = 2;
	typing_saved(t, &stored);
	assert_int_equal(drafts(b).count, 0);
	assert_int_equal(typing_undo(t, put, b, &place), 0);
	assert_int_equal(typing_redo(t, put, b, &place), 0);
	assert_false(typing_is_open(t));
	step(t, "a", "1", "2");
	assert_int_equal(drafts(b).at[0].head.id, 5);
	typing_drop(&t);
}

static void a_long_day_stays_a_small_file(void **state)
{
	struct bench *b = *state;
	struct typing *t = typing_new(&b->app, &head);
	char text[32];
	const char *place, *now;
	size_t cursor;

	step(t, "a", "", "1");
	for (int i = 0; i < 20000; i++) {
		snprintf(text, sizeof(text), "text number %d", i);
		typing_now(t, "b", text, 3);
	}
	assert_true(drafts(b).at[0].bytes < 200000);
	t = again(b, t);
	assert_int_equal(typing_where(t, &place, &now, &cursor), 1);
	assert_string_equal(now, "text number 19999");
	assert_int_equal(typing_undo(t, put, b, &place), 1);
	typing_drop(&t);
}

/* What was typed while nothing could be written is in the draft once it can be again. */
static void a_draft_catches_up(void **state)
{
	struct bench *b = *state;
	struct typing *t;
	char folder[96];
	size_t lost;

	snprintf(folder, sizeof(folder), "%s/drafts", b->dir);
	assert_int_equal(symlink("/proc/none", folder), 0);
	t = typing_new(&b->app, &head);
	step(t, "a", "", "1");
	assert_string_not_equal(typing_trouble(t), "");
	step(t, "b", "", "2");
	assert_true(typing_is_open(t));
	assert_int_equal(unlink(folder), 0);
	t = again(b, t);
	typing_replay(t, put, b, &lost);
	assert_seen(b, "a=1 b=2 ");
	assert_string_equal(typing_trouble(t), "");
	typing_drop(&t);
}

/* A power cut takes one second of typing, and nothing of a field that was left. */
static void typing_goes_to_the_disk(void **state)
{
	enum { KEYS = 200, SECOND_US = 1000 * 1000 };
	struct bench *b = *state;
	struct typing *t = typing_new(&b->app, &head);
	char text[16];
	int begun;
	time_t from;

	typing_now(t, "a", "x", 1);
	assert_true(synced > 0);
	usleep(SECOND_US + SECOND_US / 20);
	begun = synced;
	from = time(NULL);
	for (int i = 0; i < KEYS; i++) {
		snprintf(text, sizeof(text), "%d", i);
		typing_now(t, "a", text, 1);
	}
	/* each second once, not each key */
	assert_in_range(synced - begun, 1, 2 + (time(NULL) - from));
	begun = synced;
	step(t, "a", "", text);
	typing_sync(t, 1);
	assert_int_equal(synced, begun + 1);
	typing_sync(t, 1);
	assert_int_equal(synced, begun + 1);
	typing_drop(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			nothing_typed_leaves_no_draft, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(
			undo_goes_back_to_the_beginning_and_forth, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(
			a_draft_goes_on_where_it_was, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(
			what_no_longer_fits_is_counted_once, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(
			what_differs_is_compared, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(
			saving_ends_the_draft_and_the_undo, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(
			a_long_day_stays_a_small_file, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(a_draft_catches_up, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(
			typing_goes_to_the_disk, open_bench, close_bench),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_entry_steps.c - whatever was done to a record is taken back to its opening, done again,
 * and gone on with from its draft.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/screens/desk.h"

#include "base/str.h"
#include "lib/folder.h"
#include "lib/prop.h"
#include "model/form.h"
#include "model/record.h"
#include "screens/entry.h"
#include "screens/entry_new.h"
#include "screens/entry_rows.h"
#include "screens/entry_steps.h"
#include "screens/screens.h"
#include "screens/typing.h"

struct table {
	struct desk *d;
	struct app app;
	struct entry e;
	char dir[64];
};

static void sit(struct table *t, struct desk *d, const struct record *record)
{
	t->d = d;
	folder_make(t->dir, sizeof(t->dir));
	t->app = (struct app){ .data = d->data, .dir = t->dir };
	entry_open(&t->e, &t->app, d->model,
		record ? record : record_new(desk_form(d, "harvest"), &d->mem), 0);
	entry_begin_steps(&t->e);
}

static void leave(struct table *t)
{
	entry_release(&t->e);
	folder_remove(t->dir);
}

static struct box *at(struct table *t, const char *place)
{
	struct box *box = entry_at_place(&t->e, place);

	if (!box)
		fail_msg("no place %s", place);
	return box;
}

static void type(struct table *t, const char *place, const char *text)
{
	struct box *box = at(t, place);

	entry_go(&t->e, (size_t)(box - t->e.boxes.at));
	editor_set(&box->editor, text);
	entry_settle(&t->e, box);
	entry_step(&t->e);
}

static void shows(struct table *t, const char *place, const char *text)
{
	assert_string_equal(editor_text(&at(t, place)->editor), text);
}

/* Everything a user sees, blank rows and all. */
static char *picture(struct table *t)
{
	struct str out = { 0 }, place = { 0 };

	for (size_t i = 0; i < t->e.boxes.count; i++) {
		const struct box *box = &t->e.boxes.at[i];

		entry_place(box, &place);
		str_addf(&out, "%s=[%s]%s%s%s%s\n", str_text(&place), editor_text(&box->editor),
			box->faulty ? "!" : "", box->value.carried ? "~" : "",
			box->value.note ? "'" : "", box->value.note ? box->value.note : "");
	}
	str_release(&place);
	return str_detach(&out);
}

static void looks_like(struct table *t, const char *wanted)
{
	char *now = picture(t);

	assert_string_equal(now, wanted);
	free(now);
}

/* The session is cut; another one goes on with the draft. */
static void cut_and_resume(struct table *t, const struct record *record)
{
	struct arena mem = { 0 };
	struct draft_list list = { 0 };
	struct typing *typing = NULL;
	struct err err = { 0 };

	entry_keep(&t->e, 1);
	entry_release(&t->e);
	assert_int_equal(drafts_list(t->dir, typing_user(&t->app), &mem, &list, &err), 0);
	assert_int_equal(list.count, 1);
	assert_int_equal(typing_take(&t->app, list.at[0].name, &typing, &err), 0);
	entry_open(&t->e, &t->app, t->d->model,
		record ? record : record_new(desk_form(t->d, "harvest"), &t->d->mem), 0);
	assert_int_equal(entry_resume(&t->e, &typing), 0);
	arena_release(&mem);
}

/* ---- by example -------------------------------------------------------------------------- */

static void what_follows_is_taken_back_with_it(void **state)
{
	struct table t;

	sit(&t, *state, NULL);
	type(&t, "period", "2024H1");
	shows(&t, "as_of", "2024-06-30");
	type(&t, "unit#2", "Village");
	shows(&t, "unit", "East");
	assert_int_equal(entry_undo(&t.e), 1);
	shows(&t, "unit", "");
	shows(&t, "unit#2", "");
	assert_string_equal(entry_now(&t.e)->field->id, "unit");
	assert_int_equal(entry_undo(&t.e), 1);
	shows(&t, "as_of", "");
	assert_int_equal(entry_undo(&t.e), 0);
	assert_int_equal(entry_is_dirty(&t.e), 0);
	assert_int_equal(entry_redo(&t.e), 1);
	assert_int_equal(entry_redo(&t.e), 1);
	assert_int_equal(entry_redo(&t.e), 0);
	shows(&t, "unit#2", "Village");
	leave(&t);
}

static void a_wrong_text_comes_back_as_it_was(void **state)
{
	struct table t;

	sit(&t, *state, NULL);
	type(&t, "yield", "many");
	type(&t, "yield", "12");
	assert_int_equal(entry_undo(&t.e), 1);
	shows(&t, "yield", "many");
	assert_true(at(&t, "yield")->faulty && at(&t, "yield")->error.len > 0);
	assert_int_equal(entry_undo(&t.e), 1);
	shows(&t, "yield", "");
	assert_int_equal(at(&t, "yield")->error.len, 0);
	leave(&t);
}

static void half_typed_goes_first_and_can_be_had_again(void **state)
{
	struct table t;
	struct box *box;

	sit(&t, *state, NULL);
	type(&t, "yield", "5");
	box = at(&t, "land");
	entry_go(&t.e, (size_t)(box - t.e.boxes.at));
	editor_set(&box->editor, "3");
	assert_int_equal(entry_undo(&t.e), 1);
	shows(&t, "land", "");
	shows(&t, "yield", "5");
	assert_int_equal(entry_redo(&t.e), 1);
	shows(&t, "land", "3");
	/* typed text that means what stood there is no step */
	editor_set(&at(&t, "land")->editor, "3.0");
	assert_int_equal(entry_undo(&t.e), 1);
	shows(&t, "land", "3");
	leave(&t);
}

static void a_deleted_row_comes_back(void **state)
{
	struct table t;
	char *before;

	sit(&t, *state, NULL);
	type(&t, "lots.0.weight", "1");
	type(&t, "lots.1.weight", "2");
	type(&t, "lots.2.weight", "3");
	before = picture(&t);
	entry_go(&t.e, (size_t)(at(&t, "lots.1.weight") - t.e.boxes.at));
	assert_int_equal(entry_delete_row(&t.e), 1);
	entry_step(&t.e);
	shows(&t, "lots.1.weight", "3");
	assert_int_equal(entry_undo(&t.e), 1);
	looks_like(&t, before);
	for (int i = 0; i < 3; i++)
		assert_int_equal(entry_undo(&t.e), 1);
	assert_null(entry_at_place(&t.e, "lots.1.weight"));
	assert_int_equal(entry_undo(&t.e), 0);
	free(before);
	leave(&t);
}

static void a_draft_brings_back_text_cursor_and_steps(void **state)
{
	struct table t;
	struct box *box;

	sit(&t, *state, NULL);
	type(&t, "herb", "B");
	type(&t, "yield", "x1");
	type(&t, "lots.0.weight", "1");
	box = at(&t, "lots.1.weight");
	entry_go(&t.e, (size_t)(box - t.e.boxes.at));
	editor_set(&box->editor, "12345");
	box->editor.cursor = 2;
	cut_and_resume(&t, NULL);
	shows(&t, "yield", "x1");
	shows(&t, "lots.0.weight", "1");
	box = entry_now(&t.e);
	assert_ptr_equal(box, at(&t, "lots.1.weight"));
	assert_string_equal(editor_text(&box->editor), "12345");
	assert_int_equal(box->editor.cursor, 2);
	for (int i = 0; i < 4; i++)
		assert_int_equal(entry_undo(&t.e), 1);
	assert_int_equal(entry_undo(&t.e), 0);
	shows(&t, "herb", "liquorice"); /* the preset it was opened with */
	leave(&t);
}

static void what_is_taken_over_goes_on_as_steps_of_that_record(void **state)
{
	struct desk *d = *state;
	struct table t;
	struct record *base = NULL, *mine;
	struct err err = { 0 };
	uint64_t id = desk_put(d, "harvest", "period", "2024H1", "unit", "U0101", "herb", "A",
		"yield", "7", "as_of", "2024-06-01", NULL);

	assert_int_equal(
		data_get(d->data, desk_form(d, "harvest"), id, &d->mem, &base, &err), DATA_OK);
	sit(&t, d, NULL);
	type(&t, "yield", "8");
	mine = record_copy(base, &d->mem);
	*record_value(mine, "yield") = at(&t, "yield")->value;
	entry_rebase(&t.e, base, mine);
	shows(&t, "yield", "8");
	assert_int_equal(typing_head(t.e.typing)->id, id);
	cut_and_resume(&t, base);
	shows(&t, "yield", "8");
	assert_int_equal(entry_undo(&t.e), 1);
	shows(&t, "yield", "7");
	assert_int_equal(entry_undo(&t.e), 0);
	leave(&t);
}

/* ---- by chance --------------------------------------------------------------------------- */

static const char *some_text(struct prop *p)
{
	static const char *const texts[] = { "", "1", "12.5", "x", "2024H1", "2024H2", "East",
		"Village", "gc", "B", ".", "/", "2024-05-01", "two\nlines", "余3", "不知道" };

	return texts[prop_below(p, sizeof(texts) / sizeof(texts[0]))];
}

static void note_something(struct table *t, struct prop *p)
{
	struct box *box = entry_now(&t->e);

	if (!box || box->locked)
		return;
	box->value.note = prop_chance(p, 70) ? arena_text(&t->e.mem, some_text(p)) : NULL;
	if (box->value.note && !*box->value.note)
		box->value.note = NULL;
	entry_follow(&t->e);
}

/* One thing a user does; a step at the most. */
static void do_something(struct table *t, struct prop *p)
{
	struct box *box;

	do
		box = &t->e.boxes.at[prop_below(p, t->e.boxes.count)];
	while (!entry_can_focus(&t->e, box));
	entry_go(&t->e, (size_t)(box - t->e.boxes.at));
	switch (prop_below(p, 8)) {
	case 0:
		entry_delete_row(&t->e);
		break;
	case 1:
		note_something(t, p);
		break;
	case 2:
		entry_repeat(&t->e, NULL);
		break;
	case 3:
		box->value.carried = !box->faulty && box->value.state != VALUE_NONE;
		break;
	case 4:
		entry_confirm(&t->e);
		break;
	default:
		editor_set(&box->editor, some_text(p));
		entry_settle(&t->e, box);
	}
	entry_step(&t->e);
}

static void anything_is_taken_back_and_done_again(void **state)
{
	struct prop p = prop_start("steps", 3003);

	for (int round = 0; round < 60; round++) {
		struct table t;
		char *opening, *end;
		size_t undone = 0, redone = 0;

		sit(&t, *state, NULL);
		opening = picture(&t);
		for (uint64_t n = prop_below(&p, 25); n > 0; n--)
			do_something(&t, &p);
		end = picture(&t);
		if (typing_is_open(t.e.typing) && prop_chance(&p, 50)) {
			cut_and_resume(&t, NULL);
			looks_like(&t, end);
		}
		while (entry_undo(&t.e))
			undone++;
		looks_like(&t, opening);
		assert_int_equal(typing_is_open(t.e.typing), 0);
		while (entry_redo(&t.e))
			redone++;
		assert_int_equal(undone, redone);
		looks_like(&t, end);
		free(opening);
		free(end);
		leave(&t);
	}
}

/* ---- drafts that were damaged ------------------------------------------------------------ */

struct file {
	char path[256];
	char *bytes;
	size_t len;
};

static void read_draft(struct table *t, struct file *f)
{
	struct arena mem = { 0 };
	struct draft_list list = { 0 };
	struct err err = { 0 };
	glob_t found;
	FILE *in;

	assert_int_equal(drafts_list(t->dir, typing_user(&t->app), &mem, &list, &err), 0);
	assert_int_equal(list.count, 1);
	snprintf(f->path, sizeof(f->path), "%s/drafts/*/*.draft", t->dir);
	assert_int_equal(glob(f->path, 0, NULL, &found), 0);
	snprintf(f->path, sizeof(f->path), "%s", found.gl_pathv[0]);
	globfree(&found);
	f->bytes = malloc(list.at[0].bytes);
	in = fopen(f->path, "rb");
	assert_non_null(in);
	f->len = fread(f->bytes, 1, list.at[0].bytes, in);
	fclose(in);
	arena_release(&mem);
}

static void write_draft(const struct file *f, const char *bytes, size_t len)
{
	FILE *out = fopen(f->path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, len, out), len);
	fclose(out);
}

/* Whatever the file says: it is gone on with as far as it can be read, or not at all. */
static void resume_damaged(struct table *t, const struct file *f)
{
	struct typing *typing = NULL;
	struct err err = { 0 };

	if (typing_take(&t->app, strrchr(f->path, '/') + 1, &typing, &err) != 0)
		return;
	entry_open(&t->e, &t->app, t->d->model,
		record_new(desk_form(t->d, "harvest"), &t->d->mem), 0);
	entry_resume(&t->e, &typing);
	while (entry_undo(&t->e))
		;
	while (entry_redo(&t->e))
		;
	entry_keep(&t->e, 1);
	entry_release(&t->e);
}

static void a_damaged_draft_harms_nothing(void **state)
{
	struct prop p = prop_start("damage", 3004);
	struct file f;
	struct table t;
	char *bytes;

	sit(&t, *state, NULL);
	for (int n = 0; n < 12; n++)
		do_something(&t, &p);
	type(&t, "yield", "3.5");
	entry_keep(&t.e, 1);
	entry_release(&t.e);
	read_draft(&t, &f);
	for (size_t len = 0; len <= f.len; len += 1 + len / 200) {
		write_draft(&f, f.bytes, len);
		resume_damaged(&t, &f);
	}
	bytes = malloc(f.len);
	for (int round = 0; round < 300; round++) {
		memcpy(bytes, f.bytes, f.len);
		for (uint64_t n = 1 + prop_below(&p, 4); n > 0; n--)
			bytes[prop_below(&p, f.len)] = prop_chance(&p, 50)
				? (char)prop_below(&p, 256)
				: "+\t\n\\N.09#\0"[prop_below(&p, 10)];
		write_draft(&f, bytes, f.len);
		resume_damaged(&t, &f);
	}
	free(bytes);
	free(f.bytes);
	entry_open(
		&t.e, &t.app, t.d->model, record_new(desk_form(t.d, "harvest"), &t.d->mem), 0);
	leave(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_follows_is_taken_back_with_it, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_wrong_text_comes_back_as_it_was, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			half_typed_goes_first_and_can_be_had_again, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_deleted_row_comes_back, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_draft_brings_back_text_cursor_and_steps, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			what_is_taken_over_goes_on_as_steps_of_that_record, desk_open,
			desk_close),
		cmocka_unit_test_setup_teardown(
			anything_is_taken_back_and_done_again, desk_open, desk_close),
		cmocka_unit_test_setup_teardown(
			a_damaged_draft_harms_nothing, desk_open, desk_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_entry_path.c - a card that leads: what is asked, the way back, figures typed twice. */
#include "unit/screens/desk.h"

#include "base/str.h"
#include "base/xalloc.h"
#include "lib/prop.h"
#include "model/expr.h"
#include "model/form.h"
#include "model/record.h"
#include "screens/entry.h"
#include "screens/entry_steps.h"
#include "screens/screens.h"

struct table {
	struct app app;
	struct entry e;
	struct desk *d;
};

/* The sound form, changed for this test alone: forms are read anew for each. */
static struct form *own_form(struct desk *d)
{
	return (struct form *)(uintptr_t)desk_form(d, "harvest");
}

static struct field *own_field(const struct form *form, const char *id)
{
	return (struct field *)(uintptr_t)form_field(form, id);
}

static void ask_if(struct desk *d, const struct form *form, const struct form *outer,
	const char *id, const char *text)
{
	const struct expr_options options = {
		.model = d->model, .form = form, .outer = outer, .want = EXPR_BOOL
	};
	struct err err = { 0 };

	if (expr_parse(text, &options, &d->mem, &own_field(form, id)->asked_if, &err) < 0)
		fail_msg("%s", err.text);
}

static void sit(struct table *t, struct desk *d)
{
	t->d = d;
	t->app = (struct app){ .data = d->data };
	entry_open(&t->e, &t->app, d->model, record_new(own_form(d), &d->mem), 0);
}

static struct box *box_at(struct table *t, const char *id)
{
	for (size_t i = 0; i < t->e.boxes.count; i++) {
		struct box *box = &t->e.boxes.at[i];

		if (!box->group && box->level <= 1 && strcmp(box->field->id, id) == 0)
			return box;
	}
	fail_msg("no box %s", id);
	return NULL;
}

static void go_to(struct table *t, const char *id)
{
	t->e.at = (size_t)(box_at(t, id) - t->e.boxes.at);
	t->e.fresh = 1;
}

/* As if keyed into the box with the cursor. */
static void key_in(struct table *t, const char *text)
{
	editor_set(&entry_now(&t->e)->editor, text);
	t->e.fresh = 0;
}

static int enter(struct table *t, const char *text)
{
	key_in(t, text);
	return entry_move(&t->e, WAY_ENTER);
}

static const char *at(struct table *t)
{
	static struct str place;

	entry_place(entry_now(&t->e), &place);
	return str_text(&place);
}

/* ---- asked ------------------------------------------------------------------------------- */

static void what_is_not_asked_is_passed_over(void **state)
{
	struct desk *d = *state;
	struct table t;

	ask_if(d, own_form(d), NULL, "land", "yield > 10");
	ask_if(d, form_field(own_form(d), "lots")->group, own_form(d), "seen",
		"weight is given and this.yield > 10");
	sit(&t, d);
	go_to(&t, "yield");
	enter(&t, "5");
	assert_true(box_at(&t, "land")->skipped);
	assert_string_equal(at(&t), "as_of");
	assert_int_equal(entry_move(&t.e, WAY_BACK), 1);
	assert_string_equal(at(&t), "yield");
	enter(&t, "50");
	assert_string_equal(at(&t), "land");
	/* a value that is not asked any more can be gone to, so that it can be taken out */
	enter(&t, "7");
	go_to(&t, "yield");
	enter(&t, "5");
	assert_string_equal(at(&t), "as_of");
	assert_true(box_at(&t, "land")->skipped);
	assert_true(entry_can_focus(&t.e, box_at(&t, "land")));
	entry_release(&t.e);
}

static void a_cell_is_asked_by_its_row(void **state)
{
	struct desk *d = *state;
	struct table t;

	ask_if(d, form_field(own_form(d), "lots")->group, own_form(d), "seen",
		"weight is given and this.yield > 10");
	sit(&t, d);
	go_to(&t, "yield");
	enter(&t, "50");
	go_to(&t, "as_of");
	enter(&t, "2024-06-25");
	assert_string_equal(at(&t), "lots.0.weight");
	enter(&t, "3");
	assert_string_equal(at(&t), "lots.0.seen");
	go_to(&t, "yield");
	enter(&t, "5");
	go_to(&t, "as_of");
	entry_move(&t.e, WAY_ENTER);
	entry_move(&t.e, WAY_ENTER);
	assert_string_equal(at(&t), "lots.1.weight");
	entry_release(&t.e);
}

/* ---- led --------------------------------------------------------------------------------- */

static void the_form_leads_past_sound_fields_alone(void **state)
{
	struct desk *d = *state;
	struct table t;

	own_form(d)->path = PATH_STRICT;
	sit(&t, d);
	assert_string_equal(at(&t), "period");
	enter(&t, "");
	assert_string_equal(at(&t), "period");
	assert_string_equal(str_text(&box_at(&t, "period")->error),
		"Period is empty; fill it in.");
	enter(&t, "2024H9");
	assert_string_equal(at(&t), "period");
	/* nothing ahead can be gone to */
	entry_go(&t.e, (size_t)(box_at(&t, "yield") - t.e.boxes.at));
	assert_string_equal(at(&t), "period");
	entry_move(&t.e, WAY_DOWN);
	assert_string_equal(at(&t), "period");
	enter(&t, "2024H1");
	assert_string_equal(at(&t), "unit");
	entry_move(&t.e, WAY_UP);
	assert_string_equal(at(&t), "period");
	entry_release(&t.e);
}

static void random_text(struct prop *p, const struct box *box, struct str *out)
{
	static const char *const texts[] = { "", "1", "12", "2024H1", "2024-03-01", "x" };

	str_clear(out);
	if (strcmp(box->field->id, "period") == 0)
		str_add(out, "2024H1");
	else if (strcmp(box->field->id, "unit") == 0 && box->level == 1)
		str_add(out, "U01");
	else if (box->level == 0)
		str_add(out, texts[prop_below(p, COUNT_OF(texts))]);
}

/* Back and forth, typing what comes: the way back is the way that was gone. */
static void going_back_retraces(void **state)
{
	struct desk *d = *state;
	struct prop p = prop_start("led card", 11);
	struct str text = { 0 };

	own_form(d)->path = PATH_STRICT;
	ask_if(d, own_form(d), NULL, "land", "yield > 10");
	for (int round = 0; round < 20; round++) {
		struct table t;
		char *way[400];
		size_t depth = 0;

		sit(&t, d);
		for (int step = 0; step < 100; step++) {
			char *was = arena_text(&d->mem, at(&t));

			if (prop_chance(&p, 60)) {
				random_text(&p, entry_now(&t.e), &text);
				if (strcmp(str_text(&text), "") != 0)
					key_in(&t, str_text(&text));
				entry_move(&t.e, WAY_ENTER);
				if (strcmp(at(&t), was) != 0)
					way[depth++] = was;
			} else {
				entry_move(&t.e, WAY_BACK);
				if (depth > 0)
					assert_string_equal(at(&t), way[--depth]);
				else
					assert_string_equal(at(&t), was);
			}
		}
		entry_release(&t.e);
	}
	str_release(&text);
}

/* ---- twice ------------------------------------------------------------------------------- */

static void twice_table(struct table *t, struct desk *d)
{
	own_field(own_form(d), "yield")->flags |= FIELD_TWICE;
	sit(t, d);
	go_to(t, "yield");
}

static void shows(struct table *t, const char *text)
{
	assert_string_equal(editor_text(&box_at(t, "yield")->editor), text);
}

static void a_figure_is_taken_when_it_was_typed_twice(void **state)
{
	struct table t;

	twice_table(&t, *state);
	enter(&t, "12.5");
	assert_string_equal(at(&t), "yield");
	shows(&t, "");
	assert_int_equal(box_at(&t, "yield")->value.state, VALUE_NONE);
	assert_string_equal(str_text(&box_at(&t, "yield")->error),
		"Yield: please type it once more, to be sure.");
	/* nothing typed is no second time */
	entry_move(&t.e, WAY_ENTER);
	assert_string_equal(at(&t), "yield");
	enter(&t, "12.50");
	assert_string_equal(at(&t), "land");
	assert_int_equal(box_at(&t, "yield")->value.number.unscaled, 1250);
	assert_int_equal(box_at(&t, "yield")->faulty, 0);
	entry_release(&t.e);
}

static void two_figures_that_differ_are_asked_again(void **state)
{
	struct table t;

	twice_table(&t, *state);
	enter(&t, "12");
	enter(&t, "21");
	assert_string_equal(at(&t), "yield");
	assert_string_equal(str_text(&box_at(&t, "yield")->error),
		"Yield: first 12, now 21. Look again and type it once more.");
	/* either of them may have been right */
	enter(&t, "12");
	assert_int_equal(box_at(&t, "yield")->value.number.unscaled, 1200);
	go_to(&t, "yield");
	enter(&t, "30");
	enter(&t, "31");
	enter(&t, "31");
	assert_int_equal(box_at(&t, "yield")->value.number.unscaled, 3100);
	entry_release(&t.e);
}

static void saving_does_not_take_what_was_typed_once(void **state)
{
	struct table t;

	twice_table(&t, *state);
	key_in(&t, "12");
	entry_settle_all(&t.e);
	assert_int_equal(box_at(&t, "yield")->faulty, 1);
	entry_settle_all(&t.e);
	assert_int_equal(box_at(&t, "yield")->value.state, VALUE_NONE);
	/* nor what was left and never come back to */
	go_to(&t, "land");
	entry_settle_all(&t.e);
	assert_int_equal(box_at(&t, "yield")->faulty, 1);
	entry_release(&t.e);
}

static void a_state_or_an_empty_box_needs_no_second_time(void **state)
{
	struct table t;

	twice_table(&t, *state);
	enter(&t, ".");
	assert_string_equal(at(&t), "land");
	assert_int_equal(box_at(&t, "yield")->value.state, VALUE_MISSING);
	go_to(&t, "yield");
	enter(&t, "");
	assert_int_equal(box_at(&t, "yield")->value.state, VALUE_NONE);
	go_to(&t, "yield");
	enter(&t, "abc");
	assert_int_equal(box_at(&t, "yield")->faulty, 1);
	assert_false(entry_waits_twice(&t.e, box_at(&t, "yield")));
	entry_release(&t.e);
}

static void undo_takes_the_first_text_back(void **state)
{
	struct table t;

	twice_table(&t, *state);
	entry_begin_steps(&t.e);
	enter(&t, "12");
	entry_step(&t.e);
	assert_int_equal(entry_undo(&t.e), 1);
	while (box_at(&t, "yield")->faulty && entry_undo(&t.e))
		;
	shows(&t, "");
	assert_int_equal(box_at(&t, "yield")->faulty, 0);
	assert_int_equal(entry_redo(&t.e), 1);
	assert_true(entry_waits_twice(&t.e, box_at(&t, "yield")));
	entry_move(&t.e, WAY_ENTER);
	assert_true(entry_waits_twice(&t.e, box_at(&t, "yield")));
	enter(&t, "12");
	assert_int_equal(box_at(&t, "yield")->value.number.unscaled, 1200);
	entry_release(&t.e);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)
	const struct CMUnitTest tests[] = {
		TEST(what_is_not_asked_is_passed_over),
		TEST(a_cell_is_asked_by_its_row),
		TEST(the_form_leads_past_sound_fields_alone),
		TEST(going_back_retraces),
		TEST(a_figure_is_taken_when_it_was_typed_twice),
		TEST(two_figures_that_differ_are_asked_again),
		TEST(saving_does_not_take_what_was_typed_once),
		TEST(a_state_or_an_empty_box_needs_no_second_time),
		TEST(undo_takes_the_first_text_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Drafts in words: what they belong to, beside what is stored; and whom they are offered to. */
#include "screens/draft_text.h"

#include "unit/screens/desk.h"

#include "base/date.h"
#include "base/str.h"
#include "data/drafts.h"
#include "lib/folder.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/screens.h"
#include "screens/typing.h"
#include "tui/screen.h"

struct shelf {
	void *desk;
	struct app app;
	char dir[64];
	struct str text;
};

static int open_shelf(void **state)
{
	struct shelf *s = calloc(1, sizeof(*s));

	desk_open(&s->desk);
	folder_make(s->dir, sizeof(s->dir));
	s->app = (struct app){ .data = ((struct desk *)s->desk)->data, .dir = s->dir };
	*state = s;
	return 0;
}

static int close_shelf(void **state)
{
	struct shelf *s = *state;

	folder_remove(s->dir);
	desk_close(&s->desk);
	str_release(&s->text);
	free(s);
	return 0;
}

/* A draft of one change; its name stays in app.resume. */
static void leave_draft(struct shelf *s, const struct draft_head *head)
{
	struct typing *t = typing_new(&s->app, head);
	struct mark was = { .text = "1", .value = "1" }, is = { .text = "2", .value = "2" };
	struct draft_list list;
	struct arena mem = { 0 };
	struct err err = { 0 };

	typing_step(t, "area", &was, &is);
	typing_close(&t);
	assert_int_equal(drafts_list(s->dir, typing_user(&s->app), &mem, &list, &err), 0);
	assert_int_equal(list.count, 1);
	str_add(&s->app.resume, list.at[0].name);
	arena_release(&mem);
}

static const char *compared(struct shelf *s)
{
	struct typing *t;
	struct err err = { 0 };

	assert_int_equal(typing_peek(&s->app, str_text(&s->app.resume), &t, &err), 0);
	str_clear(&s->text);
	draft_compare(&s->app, t, &s->text);
	typing_close(&t);
	return str_text(&s->text);
}

static void a_draft_of_a_form_that_is_gone(void **state)
{
	struct shelf *s = *state;
	struct draft_head head = { .kind = "card", .form = "nosuch", .context = "" };

	leave_draft(s, &head);
	assert_int_equal(draft_state(&s->app, &head), DRAFT_FORM_GONE);
	assert_non_null(strstr(compared(s), "no such ledger"));
	assert_non_null(strstr(str_text(&s->text), "typed: 2"));
	str_release(&s->app.resume);
}

static void a_draft_of_a_record_that_is_gone(void **state)
{
	struct shelf *s = *state;
	const struct form *form = ((struct desk *)s->desk)->model->forms[0];
	struct draft_head head = {
		.kind = "card", .form = form->id, .id = 4711, .context = ""
	};

	leave_draft(s, &head);
	assert_int_equal(draft_state(&s->app, &head), DRAFT_RECORD_GONE);
	assert_non_null(strstr(compared(s), "was deleted"));
	str_release(&s->app.resume);
}

/* Whatever asks for it, a draft goes only where it was typed. */
static void a_draft_opens_in_nothing_else(void **state)
{
	static const struct screen_class none = { .name = "none",
		.size = sizeof(struct screen) };
	struct shelf *s = *state;
	const struct model *model = ((struct desk *)s->desk)->model;
	struct draft_head head = { .kind = "card", .form = model->forms[0]->id, .context = "" };
	struct screen *screen = screen_new(&none);
	struct typing *t = NULL;
	size_t waiting;

	leave_draft(s, &head);
	assert_int_equal(typing_offer(&s->app, screen, "card", model->forms[1]->id, 0, "", &t),
		OFFER_LATER);
	assert_null(t);
	/* not named, it is not even offered: a question would wait for a key here */
	assert_int_equal(s->app.resume.len, 0);
	assert_int_equal(typing_offer(&s->app, screen, "card", model->forms[1]->id, 0, "", &t),
		OFFER_NONE);
	assert_int_equal(
		typing_offer(&s->app, screen, "grid", head.form, 0, "", &t), OFFER_NONE);
	assert_int_equal(
		typing_offer(&s->app, screen, "card", head.form, 3, "", &t), OFFER_NONE);
	assert_int_equal(
		typing_offer(&s->app, screen, "card", head.form, 0, "2021H1", &t), OFFER_NONE);
	assert_int_equal(drafts_count(&s->app, &waiting), 1);
	assert_int_equal(waiting, 1);
	str_release(&screen->message);
	free(screen);
}

static void ages_are_words(void **state)
{
	const struct {
		int64_t seconds;
		const char *words;
	} ages[] = { { 5, "just now" }, { 61, "1 min ago" }, { 7200, "2 hours ago" },
		{ 86400, "1 day ago" }, { 86400 * 3, "3 days ago" }, { -100, "just now" } };
	struct shelf *s = *state;

	for (size_t i = 0; i < sizeof(ages) / sizeof(ages[0]); i++) {
		str_clear(&s->text);
		draft_age(instant_now() - ages[i].seconds * 1000000, &s->text);
		assert_string_equal(str_text(&s->text), ages[i].words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_draft_of_a_form_that_is_gone, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			a_draft_of_a_record_that_is_gone, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(
			a_draft_opens_in_nothing_else, open_shelf, close_shelf),
		cmocka_unit_test_setup_teardown(ages_are_words, open_shelf, close_shelf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_may.c - what each role may do with each shipped ledger in each state, as a table.
 *
 * A change of conf/roles.conf, conf/workflows.conf or a form's workflow has to be made here too:
 * that is the point.  Who is refused is told the reason and who can.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "conf/conf.h"
#include "model/model.h"
#include "model/record.h"

static struct arena mem;
static struct model *model;

static void print_faults(const struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		print_error("%s:%d: %s\n", faults->at[i].file, faults->at[i].line,
			faults->at[i].sentence);
}

static int set_up(void **state)
{
	struct conf_dirs dirs = { .conf = "conf", .forms = "forms" };
	struct faults faults;
	struct err err = { 0 };

	(void)state;
	i18n_init(LANG_EN, NULL);
	if (conf_read(&dirs, &mem, &model, &faults, &err) < 0)
		return -1;
	print_faults(&faults);
	return faults.count == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	model_drop(&model);
	arena_release(&mem);
	return 0;
}

/* ---- the table ---- */

/* One letter a deed; workflow actions have capitals. */
static const struct {
	char letter;
	const char *name;
} letters[] = {
	{ 'r', "read" },
	{ 'x', "export" },
	{ 'c', "create" },
	{ 'i', "import" },
	{ 'h', "change" },
	{ 's', "submit" },
	{ 'd', "delete" },
	{ 'u', "undelete" },
	{ 'C', "confirm" },
	{ 'A', "accept" },
	{ 'R', "return" },
	{ 'K', "close" },
	{ 'P', "confirm_paper" },
	{ 'B', "recall" },
	{ 'L', "lock" },
	{ 'O', "reopen" },
	{ 'X', "correct" },
	{ 'V', "approve" },
	{ 'N', "refuse" },
};

enum { STATES = 11 };

struct row {
	const char *forms, *roles;
	const char *always; /* letters */
	const char *in; /* by number of the state, blanks between */
};

/*
 * Forms, roles, what those may do in any state, and then state by state: new, saved, submitted,
 * deleted, returned, confirmed, accepted, closed, locked, corrected, refused (- nothing; what is
 * left out: nothing).
 */
/* clang-format off */
static const struct row rows[] = {
	{ "user key", "TB TS YW KS ZR BG JB LL DZ *", "", "" },
	{ "user key", "SJ", "rx", "" },
	{ "user key", "GL", "rc", "hsdu hsd hsd u hsd" },
	{ "user key", "AQ", "r", "hs hs hs - hs" },
	{ "post", "TB TS LL DZ *", "", "" },
	{ "post", "YW KS ZR BG JB SJ", "rx", "" },
	{ "post", "GL", "r", "" },
	{ "post", "AQ", "rc", "hsdu hsd hsd u hsd" },
	{ "query", "TB TS YW KS ZR BG LL JB DZ GL AQ SJ *", "rxc", "hsdu hsd hsd u hsd" },
	{ "planting carryover base indicator", "TB", "rxci", "hsdu hsd hsdP u hsd" },
	{ "trial", "TB", "rx", "- - P" },
	{ "spotcheck", "TB", "rx", "" },
	{ "planting carryover base trial indicator", "TS", "rx", "s s sCR - s R R - - R" },
	{ "planting carryover base trial indicator", "YW KS", "rxci", "hsdu hsd hsdAR u hsd AR R - - R" },
	{ "planting carryover base trial indicator", "ZR", "rx", "- - X - - X X - - X" },
	{ "planting carryover base trial indicator", "JB SJ", "rx", "" },
	{ "planting carryover base trial indicator", "BG", "rxc", "hs hs hs - hs" },
	{ "planting carryover base trial indicator", "LL DZ GL AQ *", "", "" },
	{ "filing", "TB", "rxc", "hs hs hsP - hs" },
	{ "filing", "TS", "rx", "- - CR - - R" },
	{ "filing", "YW", "rxc", "hs hs hsR - hs AR B" },
	{ "filing", "KS", "rxc", "hs hs hsR - hs AR BL - O LO" },
	{ "filing", "ZR", "rx", "- - - - - - LX - X LX" },
	{ "filing comment closing unlock correction second", "BG LL JB SJ", "rx", "" },
	{ "filing comment closing unlock correction second", "DZ GL AQ *", "", "" },
	{ "comment", "TB", "rx", "hs hs hs - hs" },
	{ "comment", "TS YW KS", "rxc", "hs hs hs - hs" },
	{ "comment second", "ZR", "rx", "" },
	{ "closing", "KS ZR", "rxc", "s s s - s" },
	{ "closing", "TB TS YW", "rx", "" },
	{ "unlock", "ZR", "rxc", "s s s - s" },
	{ "unlock", "TB TS YW KS", "rx", "" },
	{ "correction", "YW KS", "rxc", "hs hs hs - hs" },
	{ "correction", "ZR", "rx", "- - VN" },
	{ "correction", "TB TS", "rx", "" },
	{ "second", "TB YW KS", "rxc", "s s s - s" },
	{ "second", "TS", "rx", "" },
	{ "spotcheck", "YW", "rxci", "hsdu hsd hsd u hsd" },
	{ "spotcheck", "TS", "rx", "s s s - s" },
	{ "spotcheck", "KS", "rxci", "hsdu hsd hsdRK u hsd - - R" },
	{ "spotcheck", "ZR JB SJ", "rx", "" },
	{ "spotcheck", "BG", "rxc", "hs hs hs - hs" },
	{ "spotcheck", "LL DZ GL AQ *", "", "" },
};

/* The program as a whole. */
static const struct {
	const char *role, *deeds;
} program[] = {
	{ "TB", "" }, { "TS", "" }, { "YW", "" }, { "KS", "" }, { "ZR", "" }, { "BG", "" },
	{ "LL", "" }, { "JB", "" }, { "DZ", "" }, { "GL", "admin conf sessions " }, { "AQ", "" },
	{ "SJ", "audit " }, { "*", "" },
};
/* clang-format on */

static int is_listed(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = strstr(words, word); at; at = strstr(at + 1, word)) {
		if ((at == words || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
			return 1;
	}
	return 0;
}

static const struct row *row_of(const char *form, const char *role)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (is_listed(rows[i].roles, role) && is_listed(rows[i].forms, form))
			return &rows[i];
	}
	return NULL;
}

/* What the row says of the state. */
static void expect(const struct row *row, int state, struct str *out)
{
	const char *at = row->in;

	str_add(out, row->always);
	for (; state > 0 && *at; state--)
		at += strcspn(at, " ") + (at[strcspn(at, " ")] == ' ');
	if (*at != '-')
		str_add_len(out, at, strcspn(at, " "));
}

/* ---- asking ---- */

static struct record *record_in(const struct form *form, unsigned state, const char *unit)
{
	struct record *record = record_new(form, &mem);

	record->id = state == STATE_NEW ? 0 : 7;
	record->state = (enum record_state)state;
	record->done_known = 1;
	if (form->unit)
		record->values[form->unit->index] = value_text(unit);
	return record;
}

static int ask(const struct viewer *viewer, const char *name, const struct record *record,
	struct err *err)
{
	const struct work_action *act = form_action(record->form, name);
	enum deed deed;

	if (act)
		return may_act(model, viewer, act, record, err);
	if (!deed_parse(name, &deed))
		return err_set(err, ERR_NOT_FOUND, "no such action");
	return may(model, viewer, deed, record->form, record, err);
}

static int names_a_role(const char *text)
{
	for (size_t i = 0; i < model->role_count; i++) {
		if (strstr(text, model->roles[i].label[LANG_EN]))
			return 1;
	}
	return 0;
}

/* The reason, and who can: every refusal. */
static void check_refusal(const struct err *err)
{
	const char *who = strstr(err->text, "This is for ");

	if (err->code == ERR_NOT_FOUND)
		return;
	assert_int_equal(err->code, ERR_DENIED);
	if (who == err->text)
		fail_msg("no reason: %s", err->text);
	if (who ? !names_a_role(who)
		: !strstr(err->text, "Nobody can.") &&
				strcmp(err->text, "The record is not deleted.") != 0)
		fail_msg("who can? %s", err->text);
}

static void letters_of(
	const struct viewer *viewer, const struct record *record, struct str *out)
{
	for (size_t i = 0; i < COUNT_OF(letters); i++) {
		struct err err = { 0 };

		if (ask(viewer, letters[i].name, record, &err) == 0)
			str_add_char(out, letters[i].letter);
		else
			check_refusal(&err);
	}
}

static const char home[] = "150525105", elsewhere[] = "150525100";

static struct viewer viewer_of(struct viewer_post *post, const char *role)
{
	*post = (struct viewer_post){ .role = role, .unit = unit_find(&model->units, home) };
	return (struct viewer){ .user = "9", .login = "who", .posts = post, .post_count = 1 };
}

/* Every role, and a post whose role conf does not have. */
static size_t each_role(const char **out)
{
	size_t count = 0;

	for (size_t i = 0; i < model->role_count; i++) {
		if (strcmp(model->roles[i].id, ROLE_OF_ALL) != 0)
			out[count++] = model->roles[i].id;
	}
	out[count++] = "*";
	return count;
}

static int compare(const struct form *form, const char *role, struct str *got)
{
	const struct row *row = row_of(form->id, role);
	int wrong = !row;

	if (!row)
		print_error("%s, %s: no row of the table\n", form->id, role);
	for (int state = 0; row && state < STATES; state++) {
		struct str want = { 0 };

		expect(row, state, &want);
		if (strcmp(str_text(&want), str_text(&got[state])) != 0) {
			print_error("%s, %s, %s: \"%s\" and not \"%s\"\n", form->id, role,
				state_id(model, (enum record_state)state),
				str_text(&got[state]), str_text(&want));
			wrong = 1;
		}
		str_release(&want);
	}
	return wrong;
}

static int check_role(const struct form *form, const char *role)
{
	struct viewer_post post;
	struct viewer viewer = viewer_of(&post, role);
	struct str got[STATES] = { { 0 } };
	int wrong;

	for (unsigned state = 0; state < STATES; state++)
		letters_of(&viewer, record_in(form, state, home), &got[state]);
	wrong = compare(form, role, got);
	for (int state = 0; state < STATES; state++)
		str_release(&got[state]);
	return wrong;
}

static void each_role_may_what_the_table_says(void **state)
{
	const char *roles[32];
	size_t count = each_role(roles);
	int wrong = 0;

	(void)state;
	assert_int_equal(count, 13);
	for (size_t i = 0; i < model->form_count; i++) {
		for (size_t k = 0; k < count; k++)
			wrong += check_role(model->forms[i], roles[k]);
	}
	assert_int_equal(wrong, 0);
}

static void the_program_belongs_to_three_officers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(program); i++) {
		struct viewer_post post;
		struct viewer viewer = viewer_of(&post, program[i].role);
		struct str got = { 0 };

		for (int deed = ACTION_ADMIN; deed < ACTION_COUNT; deed++) {
			struct err err = { 0 };

			if (may(model, &viewer, (enum deed)deed, NULL, NULL, &err) == 0)
				str_addf(&got, "%s ", deed_name((enum deed)deed));
			else
				check_refusal(&err);
		}
		assert_string_equal(str_text(&got), program[i].deeds);
		str_release(&got);
	}
	assert_true(roles_are_apart(model, "GL", "SJ"));
	assert_true(roles_are_apart(model, "SJ", "AQ"));
	assert_false(roles_are_apart(model, "GL", "TB"));
	assert_false(roles_are_apart(model, "TB", "YW"));
}

/* ---- beyond the post's unit ---- */

static void who_is_bound_to_a_unit_may_nothing_elsewhere(void **state)
{
	static const char *const bound[] = { "TB", "TS", "LL" };

	(void)state;
	for (size_t i = 0; i < model->form_count; i++) {
		if (!model->forms[i]->unit)
			continue;
		for (size_t k = 0; k < COUNT_OF(bound); k++) {
			struct viewer_post post;
			struct viewer viewer = viewer_of(&post, bound[k]);

			for (unsigned number = 0; number < STATES; number++) {
				struct str got = { 0 };

				letters_of(&viewer,
					record_in(model->forms[i], number, elsewhere), &got);
				assert_string_equal(str_text(&got), "");
				str_release(&got);
			}
		}
	}
}

/* ---- who did what before ---- */

static void assert_refused(
	const char *role, const char *action, const struct record *record, const char *says)
{
	struct viewer_post post;
	struct viewer viewer = viewer_of(&post, role);
	struct err err = { 0 };

	assert_int_equal(ask(&viewer, action, record, &err), -1);
	check_refusal(&err);
	assert_string_equal(err.text, says);
}

static int ask_as(const char *role, const char *action, const struct record *record)
{
	struct viewer_post post;
	struct viewer viewer = viewer_of(&post, role);

	return ask(&viewer, action, record, NULL);
}

static void who_reported_does_not_check(void **state)
{
	static const char *const kept[] = { "create", "change", "submit", "import" };
	struct record *record =
		record_in(model_form(model, "planting"), STATE_SUBMITTED, "150525105");
	struct viewer_post post;
	struct viewer viewer = viewer_of(&post, "YW");
	struct deed_done done = { "create", "9" };

	(void)state;
	record->done = &done;
	record->done_count = 1;
	for (size_t i = 0; i < COUNT_OF(kept); i++) {
		done.action = kept[i];
		assert_int_equal(ask(&viewer, "accept", record, NULL), -1);
		assert_int_equal(ask(&viewer, "return", record, NULL), 0);
		assert_int_equal(ask(&viewer, "change", record, NULL), 0);
	}
	done.action = "return";
	assert_int_equal(ask(&viewer, "accept", record, NULL), 0);
	done = (struct deed_done){ "create", "8" };
	assert_int_equal(ask(&viewer, "accept", record, NULL), 0);
	done = (struct deed_done){ "import", "9" };
	assert_refused("TS", "confirm", record,
		"You yourself did this with the record: importing; somebody else has to do this: "
		"confirm. This is for the 东明镇 Township leader.");
	record->done_known = 0;
	assert_refused("TS", "confirm", record,
		"Who did what to this record before is not known here; open it again. This is for "
		"the 东明镇 Township leader.");
}

static void refusals_say_why_and_who_can(void **state)
{
	const struct form *planting = model_form(model, "planting");
	struct record *accepted = record_in(planting, 6, "150525105201");

	(void)state;
	assert_refused("TB", "change", accepted,
		"The record is accepted and does not change any more; return it first (return). "
		"This is for the 东明镇 Township leader, Section, Head of section.");
	assert_refused("TB", "accept", record_in(planting, STATE_SUBMITTED, home),
		"Your post Township clerk does not include accept Planting area. This "
		"is for Section, Head of section.");
	assert_refused("TS", "confirm", record_in(planting, 4, home),
		"The record is returned; confirm is for records that are submitted. This is for "
		"the 东明镇 Township clerk, the 东明镇 Township leader, Section, Head of section, "
		"Office.");
	assert_refused("YW", "change", record_in(planting, STATE_DELETED, home),
		"The record is deleted; undo the deletion first. This is for the 东明镇 Township "
		"clerk, Section, Head of section.");
	assert_refused("YW", "create", record_in(model_form(model, "user"), 0, home),
		"Your post Section does not include adding to Users. This is for System "
		"administrator.");
	assert_refused("TB", "change", record_in(planting, STATE_SUBMITTED, elsewhere),
		"This row is of 大沁他拉镇; your post Township clerk reaches only 东明镇 and what "
		"is below it. This is for the 大沁他拉镇 Township clerk, Section, Head of section, "
		"Office.");
}

/* ---- a level may be absent ---- */

static void who_accepts_takes_over_from_an_absent_level(void **state)
{
	static const char *absent[] = { "TS", NULL };
	struct record *filing = record_in(model_form(model, "filing"), STATE_SUBMITTED, home);
	const struct work_action *offered[8];

	(void)state;
	assert_refused("YW", "accept", filing,
		"The record is submitted; accept is for records that are confirmed. This is for "
		"the 东明镇 Township leader, the 东明镇 Township clerk, Section, Head of section.");
	filing->unheld = absent;
	assert_int_equal(ask_as("YW", "accept", filing), 0);
	assert_int_equal(ask_as("TB", "accept", filing), -1);
	filing->state = STATE_SAVED;
	assert_int_equal(ask_as("YW", "accept", filing), -1);
	/* what never stands alone is not offered */
	assert_int_equal(form_actions_from(filing->form, 6, offered, COUNT_OF(offered)), 1);
	assert_string_equal(offered[0]->id, "recall");
}

/* ---- locked ---- */

static void who_is_locked_may_nothing(void **state)
{
	const char *roles[32];
	size_t count = each_role(roles);

	(void)state;
	for (size_t k = 0; k < count; k++) {
		struct viewer_post post;
		struct viewer viewer = viewer_of(&post, roles[k]);

		viewer.locked = 1;
		for (size_t i = 0; i < model->form_count; i++) {
			const struct form *form = model->forms[i];

			assert_int_equal(viewer_sees(model, &viewer, form, post.unit), 0);
			for (unsigned number = 0; number <= STATE_MOST; number++) {
				struct str got = { 0 };

				letters_of(&viewer, record_in(form, number, home), &got);
				assert_string_equal(str_text(&got), "");
				str_release(&got);
			}
		}
		viewer.everything = 1;
		assert_int_equal(may(model, &viewer, ACTION_ADMIN, NULL, NULL, NULL), -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_role_may_what_the_table_says),
		cmocka_unit_test(the_program_belongs_to_three_officers),
		cmocka_unit_test(who_is_bound_to_a_unit_may_nothing_elsewhere),
		cmocka_unit_test(who_reported_does_not_check),
		cmocka_unit_test(refusals_say_why_and_who_can),
		cmocka_unit_test(who_accepts_takes_over_from_an_absent_level),
		cmocka_unit_test(who_is_locked_may_nothing),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

/*
 * What is done to a filing is done to all it covers or to nothing; what goes back says why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "model/kept.h"
#include "model/unit_change.h"
#include "model/workflow.h"
#include "unit/work/acting.h"

/* ---- all or nothing ---- */

static void lines_follow_their_filing(void **state)
{
	struct acts a;
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 2);
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), DATA_OK);
	assert_int_equal(a.done.also, 2);
	assert_string_equal(state_of(&a, "filing", id), "confirmed");
	assert_string_equal(state_of(&a, "planting", 1), "confirmed");
	assert_string_equal(state_of(&a, "planting", 2), "confirmed");
	assert_int_equal(act(&a, a.c.zhang, id, "accept", NULL), DATA_OK);
	assert_string_equal(state_of(&a, "planting", 2), "accepted");
	assert_int_equal(act(&a, a.c.zhang, id, "recall", NULL), -1);
	says(&a, "needs a reason");
	assert_int_equal(act(&a, a.c.zhang, id, "recall", "one village is twice there"), DATA_OK);
	assert_string_equal(state_of(&a, "filing", id), "returned");
	assert_string_equal(state_of(&a, "planting", 1), "returned");
	assert_string_equal(value_of(&a, id, "round"), "1");
	assert_string_equal(value_of(&a, id, "filed"), "2027-06-20");
	acts_close(&a);
}

static void one_line_that_refuses_refuses_the_whole(void **state)
{
	struct acts a;
	uint64_t id, late;

	(void)state;
	acts_open(&a);
	id = filed(&a, 1);
	late = enter(&a.c, a.c.bao, town, "S002", "3", 1);
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), -1);
	says(&a, "Planting area 2 (");
	says(&a, "The record is saved");
	assert_string_equal(state_of(&a, "filing", id), "submitted");
	assert_string_equal(state_of(&a, "planting", 1), "submitted");
	/* what does not count need not go back */
	assert_int_equal(act(&a, a.c.chen, id, "return", "finish it"), DATA_OK);
	assert_string_equal(state_of(&a, "planting", late), "saved");
	assert_string_equal(state_of(&a, "planting", 1), "returned");
	acts_close(&a);
}

static void who_typed_a_line_accepts_no_filing_with_it(void **state)
{
	struct acts a;
	uint64_t id;

	(void)state;
	acts_open(&a);
	enter(&a.c, a.c.zhang, town, "S003", "5", 0); /* the township telephoned */
	id = filed(&a, 1);
	assert_int_equal(act(&a, a.c.bao, id, "confirm", NULL), -1);
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), DATA_OK);
	assert_int_equal(act(&a, a.c.zhang, id, "accept", NULL), -1);
	says(&a, "Planting area 1 (");
	says(&a, "You yourself did this");
	assert_int_equal(act(&a, a.sun, id, "accept", NULL), DATA_OK);
	acts_close(&a);
}

static void nothing_is_judged_that_was_not_seen(void **state)
{
	struct acts a;
	uint64_t id, seen[2][2] = { { 1, 0 }, { 2, 0 } };
	struct act_order order = { .action = "confirm", .seen = (const uint64_t (*)[2])seen };
	struct err err = { 0 };

	(void)state;
	acts_open(&a);
	id = filed(&a, 2);
	for (size_t i = 0; i < 2; i++)
		seen[i][1] = office_get(a.c.chen, &a.c.o, "planting", i + 1)->revision;
	order.seen_count = 1;
	assert_int_equal(do_order(&a, a.c.chen, filings(&a), id, &order), DATA_CONFLICT);
	says(&a, "has changed since you looked");
	order.seen_count = 2;
	assert_int_equal(
		office_touch(&a.c.o, a.c.bao, "planting", 2, "remark", "meanwhile", &err), 0);
	assert_int_equal(do_order(&a, a.c.chen, filings(&a), id, &order), DATA_CONFLICT);
	assert_string_equal(state_of(&a, "planting", 1), "submitted");
	seen[1][1]++;
	assert_int_equal(do_order(&a, a.c.chen, filings(&a), id, &order), DATA_OK);
	acts_close(&a);
}

/* Filed, then taken out of the ledger: an empty form is not confirmed. */
static void what_is_not_there_any_more_is_not_confirmed(void **state)
{
	struct acts a;
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 2);
	assert_int_equal(
		office_touch(&a.c.o, a.c.bao, "planting", 2, "area", ".", &a.err), DATA_OK);
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), DATA_FINDINGS);
	says(&a, "is not complete any more (1 of 2): ");
	for (uint64_t line = 1; line <= 2; line++) {
		struct save_result result;

		assert_int_equal(data_delete(a.c.bao, planting(&a), line, "wrong", &a.c.o.mem,
					 &result, &a.err),
			DATA_OK);
	}
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), DATA_FINDINGS);
	says(&a, "has been deleted since");
	assert_string_equal(state_of(&a, "filing", id), "submitted");
	/* it can go back */
	assert_int_equal(act(&a, a.c.chen, id, "return", "empty"), DATA_OK);
	acts_close(&a);
}

/* A village that has gone elsewhere since: its line is out of the leader's sight, not missing. */
static void what_went_elsewhere_is_not_missed(void **state)
{
	static const char *village[] = { "150525105200", NULL };
	const struct unit_change change = { .kind = CHANGE_TRANSFER,
		.on = date_of(2027, 7, 1),
		.units = village,
		.into = "150525103" };
	struct acts a;
	struct dataset *chen;
	uint64_t id;

	(void)state;
	acts_open(&a);
	enter(&a.c, a.c.bao, village[0], "S001", "10", 0);
	id = filed(&a, 0);
	office_now(&a.c.o, "2027-07-02T09:00");
	if (unit_change_apply(&a.c.o.model->units, &change, &a.c.o.model->mem, &a.err) < 0)
		fail_msg("%s", a.err.text);
	unit_tree_settle(&a.c.o.model->units, &a.c.o.model->mem);
	chen = office_enter(&a.c.o, "chen");
	assert_int_equal(act(&a, chen, id, "confirm", NULL), DATA_OK);
	assert_int_equal(a.done.also, 0);
	assert_int_equal(act(&a, a.sun, id, "accept", NULL), DATA_OK);
	assert_string_equal(state_of(&a, "planting", 1), "accepted");
	dataset_close(&chen);
	acts_close(&a);
}

static void a_try_writes_nothing(void **state)
{
	struct acts a;
	struct act_order order = { .action = "confirm", .dry_run = 1 };
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 2);
	assert_int_equal(do_order(&a, a.c.chen, filings(&a), id, &order), DATA_OK);
	assert_int_equal(a.done.also, 2);
	assert_string_equal(state_of(&a, "filing", id), "submitted");
	assert_string_equal(state_of(&a, "planting", 1), "submitted");
	acts_close(&a);
}

static void thousands_of_lines_go_together(void **state)
{
	enum { LINES = 2400 };
	struct acts a;
	struct str text = { 0 };
	uint64_t id;

	(void)state;
	acts_open(&a);
	for (int i = 0; i < LINES; i++)
		str_addf(&text,
			"{\"period\":\"2027H1\",\"unit\":\"150525105\",\"species\":\"S001\","
			"\"grower\":\"g%d\",\"area\":\"1\",\"as_of\":\"2027-06-20\"}\n",
			i);
	office_put(&a.c.o, "planting", str_text(&text));
	str_release(&text);
	id = filed(&a, 0);
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), DATA_OK);
	assert_int_equal(a.done.also, LINES);
	assert_string_equal(state_of(&a, "planting", 1), "confirmed");
	assert_string_equal(state_of(&a, "planting", LINES), "confirmed");
	acts_close(&a);
}

/* ---- on paper ---- */

static void on_paper_wants_signer_day_and_scan(void **state)
{
	struct acts a;
	struct act_order order = { .action = "confirm_paper" };
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 1);
	assert_int_equal(do_order(&a, a.c.bao, filings(&a), id, &order), -1);
	says(&a, "Signed by");
	order.given = given(&a, "Chen", "", "2027-118");
	assert_int_equal(do_order(&a, a.c.bao, filings(&a), id, &order), -1);
	assert_int_equal(a.err.code, ERR_USAGE);
	order.given = given(&a, "Chen", "2027-06-22", "2027-118");
	assert_int_equal(do_order(&a, a.c.chen, filings(&a), id, &order), -1);
	assert_int_equal(do_order(&a, a.c.bao, filings(&a), id, &order), DATA_OK);
	assert_string_equal(state_of(&a, "planting", 1), "confirmed");
	assert_string_equal(value_of(&a, id, "signer"), "Chen");
	assert_string_equal(value_of(&a, id, "signed"), "2027-06-22");
	assert_true(filing_now(&a.c, town).on_paper);
	assert_int_equal(act(&a, a.c.zhang, id, "accept", NULL), DATA_OK);
	assert_string_equal(value_of(&a, id, "scan"), "2027-118");
	/* what went back was not signed */
	assert_int_equal(act(&a, a.c.zhang, id, "recall", "wrong village"), DATA_OK);
	assert_string_equal(value_of(&a, id, "signer"), "");
	acts_close(&a);
}

static void what_is_asked_is_changed_by_nothing_else(void **state)
{
	struct acts a;
	struct save_options verb = { .flags = SAVE_VERB };
	struct save_result result;
	struct record *record;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 1);
	record = office_get(a.c.bao, &a.c.o, "filing", id);
	*record_value(record, "signer") = value_text("Chen");
	assert_int_equal(data_save(a.c.bao, record, &verb, &a.c.o.mem, &result, &err), DATA_OK);
	assert_string_equal(value_of(&a, id, "signer"), "");
	acts_close(&a);
}

/* ---- alone or not ---- */

static void some_actions_never_stand_alone(void **state)
{
	struct acts a;
	struct act_order order = { .action = "correct" };
	struct act_choice *choices;
	size_t count;
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 1);
	assert_int_equal(do_order(&a, a.li, planting(&a), 1, &order), -1);
	says(&a, "never done by itself");
	order.action = "confirm_paper";
	assert_int_equal(do_order(&a, a.c.bao, planting(&a), 1, &order), -1);
	says(&a, "never done by itself");
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), DATA_OK);
	assert_int_equal(act(&a, a.sun, id, "accept", NULL), DATA_OK);
	assert_int_equal(act(&a, a.sun, id, "lock", NULL), -1);
	says(&a, "never done by itself");
	assert_int_equal(data_acts(a.sun, office_get(a.sun, &a.c.o, "filing", id), &a.c.o.mem,
				 &choices, &count, &a.err),
		0);
	assert_int_equal(count, 1);
	assert_string_equal(choices[0].action->id, "recall");
	acts_close(&a);
}

static int together(struct acts *a, struct dataset *data, struct save_item *item)
{
	struct save_options verb = { .flags = SAVE_VERB, .reason = "figure misread" };

	err_clear(&a->err);
	return data_save_together(data, item, 1, &verb, &a->c.o.mem, &a->err);
}

static void a_correction_brings_contents_and_they_are_checked(void **state)
{
	struct acts a;
	struct save_item item = { .act = "correct" };
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 1);
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), DATA_OK);
	item.record = office_get(a.li, &a.c.o, "planting", 1);
	*record_value(item.record, "as_of") = value_date(0);
	assert_int_equal(together(&a, a.li, &item), DATA_FINDINGS);
	item = (struct save_item){ .act = "correct",
		.record = office_get(a.li, &a.c.o, "planting", 1) };
	*record_value(item.record, "area") = value_number(decimal_of(12));
	assert_int_equal(together(&a, a.c.zhang, &item), -1); /* not his to approve */
	if (together(&a, a.li, &item) != DATA_OK)
		fail_msg("%s%s", a.err.text, item.detail.sentence ? item.detail.sentence : "");
	assert_string_equal(state_of(&a, "planting", 1), "corrected");
	assert_int_equal(record_value(office_get(a.li, &a.c.o, "planting", 1), "area")
				 ->number.unscaled,
		1200);
	acts_close(&a);
}

/* ---- a level is absent, or stands in front ---- */

static void without_a_leader_the_section_accepts_what_was_filed(void **state)
{
	static const char other[] = "150525103"; /* nobody leads it */
	struct acts a;
	uint64_t id, there, line;

	(void)state;
	acts_open(&a);
	id = filed(&a, 1);
	assert_int_equal(act(&a, a.sun, id, "accept", NULL), -1);
	says(&a, "records that are confirmed");
	line = enter(&a.c, a.c.zhang, other, "S001", "4", 0);
	assert_int_equal(file_it(&a.c, a.c.zhang, other, 0), DATA_OK);
	there = filing_id(&a, other);
	assert_int_equal(act(&a, a.sun, there, "accept", NULL), DATA_OK);
	assert_string_equal(state_of(&a, "planting", line), "accepted");
	/* a leader who is locked confirms nothing either */
	assert_int_equal(office_touch(&a.c.o, a.c.o.owner, "user",
				 office_user(&a.c.o, "chen"), "locked", "yes", &a.err),
		0);
	assert_int_equal(act(&a, a.sun, id, "accept", NULL), DATA_OK);
	acts_close(&a);
}

static void open_edited(struct acts *a, const struct office_edit *edits)
{
	*a = (struct acts){ .c.period = { PERIOD_HALF_YEAR, 2027, 1 } };
	office_open_edited(&a->c.o, edits);
	office_now(&a->c.o, "2027-06-20T09:00");
	a->c.cycle = (struct cycle *)model_cycle(a->c.o.model, "planting");
	a->c.bao = office_enter(&a->c.o, "bao");
	a->c.chen = office_enter(&a->c.o, "chen");
	a->c.zhang = office_enter(&a->c.o, "zhang");
	acts_enter(a);
}

/* The cycle says whose duty in the centre it is. */
static void only_who_reviews_the_cycle_accepts(void **state)
{
	static const struct office_edit heads[] = {
		{ "cycles.conf", "review = [\"YW\", \"KS\"];", "review = [\"KS\"];" },
		{ NULL, NULL, NULL },
	};
	struct acts a;
	uint64_t id;

	(void)state;
	open_edited(&a, heads);
	id = filed(&a, 1);
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), DATA_OK);
	assert_int_equal(act(&a, a.c.zhang, id, "accept", NULL), -1);
	says(&a, "Head of section");
	assert_null(strstr(said(&a), "Section,"));
	assert_int_equal(act(&a, a.sun, id, "accept", NULL), DATA_OK);
	acts_close(&a);
}

/* A village's head sees it first, where there is one. */
static const struct office_edit villages[] = {
	{ "codes.conf", "{ code = \"TS\";",
		"{ code = \"CJ\"; label = { zh = \"嘎查村负责人\"; en = \"Village head\"; }; },\n"
		"{ code = \"TS\";" },
	{ "roles.conf", "{ id = \"TS\";",
		"{ id = \"CJ\"; label = { zh = \"嘎查村负责人\"; en = \"Village head\"; };\n"
		"  actions = [\"read\"]; forms = [\"primary/\", \"supervision/\"]; whole = false; },\n"
		"{ id = \"TS\";" },
	{ "cycles.conf", "form = \"planting\"; period = \"halfyear\";",
		"units = [\"150525105201\", \"150525105202\"];\n"
		"form = \"planting\"; period = \"halfyear\";" },
	{ "workflows.conf", "{ id = \"refused\"; number = 10;",
		"{ id = \"seen\"; number = 21; counts = true; settled = true;\n"
		"  label = { zh = \"村已核\"; en = \"seen in the village\"; }; },\n"
		"{ id = \"refused\"; number = 10;" },
	{ "workflows.conf", "from = [\"submitted\"]; to = \"confirmed\"; roles = [\"TS\"];\n"
			    "        not_by = [\"create\", \"change\", \"submit\", \"import\"]; },",
		"from = [\"submitted\", \"seen\"]; to = \"confirmed\"; roles = [\"TS\"]; },\n"
		"{ id = \"see\"; label = { zh = \"核\"; en = \"see\"; };\n"
		"  from = [\"submitted\"]; to = \"seen\"; roles = [\"CJ\"]; only_with = true; }," },
	{ "workflows.conf", "from = [\"submitted\"]; to = \"confirmed\"; roles = [\"TS\"]; triggers",
		"from = [\"seen\"]; absent = { role = \"CJ\"; from = [\"submitted\"]; };\n"
		"to = \"confirmed\"; roles = [\"TS\"]; triggers" },
	{ "workflows.conf", "{ id = \"recall\";",
		"{ id = \"see\"; label = { zh = \"核\"; en = \"see\"; };\n"
		"  from = [\"submitted\"]; to = \"seen\"; roles = [\"CJ\"]; triggers = \"see\"; },\n"
		"{ id = \"recall\";" },
	{ NULL, NULL, NULL },
};

static void a_village_stands_before_its_township(void **state)
{
	static const char headed[] = "150525105201", headless[] = "150525105202";
	struct acts a;
	struct dataset *cun;
	uint64_t id;

	(void)state;
	open_edited(&a, villages);
	office_put(&a.c.o, "post",
		"{\"unit\":\"150525105201\",\"name\":\"village\",\"role\":\"CJ\","
		"\"holders\":[{\"user\":\"cun\",\"from\":\"2021-01-01\"}]}\n");
	cun = office_enter(&a.c.o, "cun");
	enter(&a.c, a.c.bao, headed, "S001", "6", 0);
	enter(&a.c, a.c.bao, headless, "S001", "7", 0);
	assert_int_equal(file_it(&a.c, a.c.bao, headed, 0), DATA_OK);
	assert_int_equal(file_it(&a.c, a.c.bao, headless, 0), DATA_OK);
	id = filing_id(&a, headed);
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), -1);
	says(&a, "seen in the village");
	assert_int_equal(act(&a, cun, id, "see", NULL), DATA_OK);
	assert_string_equal(state_of(&a, "planting", 1), "seen");
	assert_string_equal(state_of(&a, "planting", 2), "submitted");
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), DATA_OK);
	assert_int_equal(act(&a, a.c.zhang, id, "accept", NULL), DATA_OK);
	assert_string_equal(state_of(&a, "planting", 1), "accepted");
	/* the other village has no head: its township's leader is the first */
	id = filing_id(&a, headless);
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), DATA_OK);
	assert_string_equal(state_of(&a, "planting", 2), "confirmed");
	dataset_close(&cun);
	acts_close(&a);
}

/* ---- closed periods ---- */

static void put_kept(struct acts *a, enum kept what, const char *line)
{
	office_put(&a->c.o, kept_form(a->c.o.model, what)->id, line);
}

static void what_is_closed_goes_back_only_while_unlocked(void **state)
{
	struct acts a;
	struct save_item lock = { .act = "lock" };
	struct record bare;
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 1);
	assert_int_equal(act(&a, a.c.chen, id, "confirm", NULL), DATA_OK);
	assert_int_equal(act(&a, a.sun, id, "accept", NULL), DATA_OK);
	bare = (struct record){ .form = filings(&a), .id = id };
	lock.record = &bare; /* no values: the contents stay */
	if (together(&a, a.sun, &lock) != DATA_OK)
		fail_msg("%s%s", a.err.text, lock.detail.sentence ? lock.detail.sentence : "");
	assert_string_equal(value_of(&a, id, "filed"), "2027-06-20");
	put_kept(&a, KEPT_CLOSING,
		"{\"cycle\":\"planting\",\"period\":\"2027H1\",\"closed\":\"2027-06-20\"}\n");
	assert_int_equal(act(&a, a.sun, id, "reopen", "a village was left out"), DATA_FINDINGS);
	says(&a, "unlocked first");
	assert_string_equal(state_of(&a, "filing", id), "locked");
	put_kept(&a, KEPT_UNLOCK,
		"{\"cycle\":\"planting\",\"period\":\"2027H1\",\"until\":\"2027-06-25\","
		"\"authority\":\"Li\",\"reason\":\"a village was left out\"}\n");
	assert_int_equal(act(&a, a.c.zhang, id, "reopen", "not his"), -1);
	if (act(&a, a.sun, id, "reopen", "a village was left out") != DATA_OK)
		fail_msg("%s", said(&a));
	assert_string_equal(state_of(&a, "filing", id), "returned");
	assert_string_equal(state_of(&a, "planting", 1), "returned");
	assert_string_equal(value_of(&a, id, "round"), "1");
	acts_close(&a);
}

/* ---- nobody types them ---- */

static void the_programs_own_ledgers_are_not_typed(void **state)
{
	static const struct {
		enum kept what;
		const char *verb;
	} all[] = {
		{ KEPT_FILING, "submit" }, { KEPT_COMMENT, "return" }, { KEPT_CLOSING, "close" },
		{ KEPT_UNLOCK, "unlock" }, { KEPT_CORRECTION, "correct" },
		{ KEPT_SECOND, "second" },
	};
	struct acts a;
	struct save_result result;
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 1);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		const struct form *form = kept_form(a.c.o.model, all[i].what);
		struct save_item item = { .record = record_new(form, &a.c.o.mem) };

		err_clear(&a.err);
		assert_int_equal(data_is_typed(a.sun, form, &a.err), -1);
		says(&a, all[i].verb);
		assert_int_equal(data_is_typed(a.c.o.owner, form, NULL), 0);
		err_clear(&a.err);
		assert_int_equal(
			data_save(a.sun, item.record, NULL, &a.c.o.mem, &result, &a.err), -1);
		says(&a, all[i].verb);
		assert_int_equal(
			data_save_many(a.sun, &item, 1, NULL, &a.c.o.mem, &a.err), 0);
		assert_int_equal(item.result, -1);
	}
	err_clear(&a.err);
	assert_int_equal(
		data_delete(a.sun, filings(&a), id, "no", &a.c.o.mem, &result, &a.err), -1);
	says(&a, "act filing");
	acts_close(&a);
}

/* ---- several ---- */

static void each_of_many_has_its_own_answer(void **state)
{
	struct acts a;
	struct act_order order = { .action = "confirm" };
	struct save_item items[2];
	uint64_t id;

	(void)state;
	acts_open(&a);
	id = filed(&a, 1);
	items[0] = (struct save_item){ .record = office_get(a.c.chen, &a.c.o, "filing", id) };
	items[1] = items[0];
	assert_int_equal(work_act_many(a.c.chen, items, 2, &order, &a.c.o.mem, &a.err), 0);
	assert_int_equal(items[0].result, DATA_OK);
	assert_int_equal(items[1].result, DATA_CONFLICT); /* it is not as he saw it any more */
	acts_close(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_follow_their_filing),
		cmocka_unit_test(only_who_reviews_the_cycle_accepts),
		cmocka_unit_test(one_line_that_refuses_refuses_the_whole),
		cmocka_unit_test(who_typed_a_line_accepts_no_filing_with_it),
		cmocka_unit_test(nothing_is_judged_that_was_not_seen),
		cmocka_unit_test(what_is_not_there_any_more_is_not_confirmed),
		cmocka_unit_test(what_went_elsewhere_is_not_missed),
		cmocka_unit_test(a_try_writes_nothing),
		cmocka_unit_test(thousands_of_lines_go_together),
		cmocka_unit_test(on_paper_wants_signer_day_and_scan),
		cmocka_unit_test(what_is_asked_is_changed_by_nothing_else),
		cmocka_unit_test(some_actions_never_stand_alone),
		cmocka_unit_test(a_correction_brings_contents_and_they_are_checked),
		cmocka_unit_test(without_a_leader_the_section_accepts_what_was_filed),
		cmocka_unit_test(a_village_stands_before_its_township),
		cmocka_unit_test(what_is_closed_goes_back_only_while_unlocked),
		cmocka_unit_test(the_programs_own_ledgers_are_not_typed),
		cmocka_unit_test(each_of_many_has_its_own_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

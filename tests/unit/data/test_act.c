#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "base/date.h"
#include "base/str.h"
#include "data/history.h"
#include "data/upkeep.h"
#include "data/value_bytes.h"
#include "lib/prop.h"
#include "unit/data/ledger.h"

/* A clerk of 01, the leader of 01, two people of the section, one ledger. */
struct office {
	struct ledger l;
	struct dataset *clerk, *leader, *zhang, *li;
	const struct form *form;
};

static void office_open(struct office *o)
{
	ledger_open(&o->l, STORE_MEMORY);
	add_workflow(o->l.model);
	o->clerk = open_as(o->l.store, o->l.model, "1", "clerk", "01");
	o->leader = open_as(o->l.store, o->l.model, "2", "leader", "01");
	o->zhang = open_as(o->l.store, o->l.model, "3", "section", "00");
	o->li = open_as(o->l.store, o->l.model, "4", "section", "00");
	o->form = form_in(o->l.data, "planting");
}

static void office_close(struct office *o)
{
	dataset_close(&o->clerk);
	dataset_close(&o->leader);
	dataset_close(&o->zhang);
	dataset_close(&o->li);
	must_verify(&o->l);
	ledger_close(&o->l);
}

static int act(struct office *o, struct dataset *who, uint64_t id, const char *action,
	const char *reason, struct save_result *out, struct err *err)
{
	struct act_options options = { .action = action, .reason = reason };

	err_clear(err);
	return data_act(who, o->form, id, 0, &options, &o->l.mem, out, err);
}

static void must_act(
	struct office *o, struct dataset *who, uint64_t id, const char *action, const char *why)
{
	struct save_result result;
	struct err err = { 0 };

	if (act(o, who, id, action, why, &result, &err) != DATA_OK)
		fail_msg("%s: %s %s", action, err.text,
			result.sentence ? result.sentence : "");
}

static int state_of(struct office *o, uint64_t id)
{
	return (int)must_get(o->l.data, "planting", id, &o->l.mem)->state;
}

static const struct revision *last_of(struct office *o, uint64_t id)
{
	struct revision_list list;
	struct err err = { 0 };

	assert_int_equal(data_history(o->l.data, o->form, id, &o->l.mem, &list, &err), 0);
	assert_true(list.count > 0);
	return &list.at[list.count - 1];
}

static int is_reported(struct office *o)
{
	struct period half;
	struct due_unit *due;
	struct err err = { 0 };
	size_t count;

	assert_int_equal(period_parse("2021H1", &half, &err), 0);
	assert_int_equal(query_due(o->l.data, o->form, half, DATE_NONE, &o->l.mem, &due, &count,
				 &err),
		0);
	for (size_t i = 0; i < count; i++)
		if (strcmp(due[i].unit->code, "01") == 0)
			return due[i].reported;
	fail_msg("01 owes nothing");
	return 0;
}

static void figures_follow_the_state(void **state)
{
	struct office o;
	struct save_result result;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	office_open(&o);
	id = must_save(o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=10");
	must_act(&o, o.leader, id, "confirm", NULL);
	assert_int_equal(state_of(&o, id), CONFIRMED);
	must_act(&o, o.zhang, id, "accept", NULL);
	assert_string_equal(area_sum(o.l.data, &o.l.mem, NULL, DATE_NONE, NULL), "10.00");
	assert_true(is_reported(&o));
	assert_int_equal(act(&o, o.zhang, id, "return", NULL, &result, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	assert_int_equal(state_of(&o, id), ACCEPTED);
	must_act(&o, o.zhang, id, "return", "the plots do not add up");
	assert_string_equal(last_of(&o, id)->action, "return");
	assert_string_equal(last_of(&o, id)->reason, "the plots do not add up");
	assert_string_equal(last_of(&o, id)->post, "section@00");
	assert_string_equal(area_sum(o.l.data, &o.l.mem, NULL, DATE_NONE, NULL), ".");
	assert_false(is_reported(&o));
	must_change(o.clerk, "planting", id, &o.l.mem, "area=8");
	assert_int_equal(state_of(&o, id), STATE_SUBMITTED);
	assert_string_equal(last_of(&o, id)->action, "submit");
	assert_string_equal(area_sum(o.l.data, &o.l.mem, NULL, DATE_NONE, NULL), "8.00");
	office_close(&o);
}

static void what_is_settled_does_not_change(void **state)
{
	struct office o;
	struct save_result result;
	struct record *record;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	office_open(&o);
	id = must_save(o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=10");
	must_act(&o, o.leader, id, "confirm", NULL);
	record = must_get(o.clerk, "planting", id, &o.l.mem);
	set_words(o.clerk, record, &o.l.mem, "area=11");
	assert_int_equal(data_save(o.clerk, record, NULL, &o.l.mem, &result, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_non_null(strstr(err.text, "confirmed"));
	assert_non_null(strstr(err.text, "return"));
	err_clear(&err);
	assert_int_equal(
		data_delete(o.clerk, o.form, id, "twice", &o.l.mem, &result, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	record = must_get(o.clerk, "planting", id, &o.l.mem);
	assert_string_equal(text_of(o.clerk, record, "area", &o.l.mem), "10");
	office_close(&o);
}

static void what_is_kept_stays_returned(void **state)
{
	struct office o;
	struct save_options keep = { .flags = SAVE_KEEP };
	struct save_result result;
	struct record *record;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	office_open(&o);
	id = must_save(o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=10");
	must_act(&o, o.leader, id, "return", "look again");
	record = must_get(o.clerk, "planting", id, &o.l.mem);
	set_words(o.clerk, record, &o.l.mem, "area=9");
	assert_int_equal(data_save(o.clerk, record, &keep, &o.l.mem, &result, &err), DATA_OK);
	assert_int_equal(result.state, RETURNED);
	assert_string_equal(last_of(&o, id)->action, "change");
	/* one that counted and is kept waits to be submitted */
	must_change(o.clerk, "planting", id, &o.l.mem, "area=7");
	record = must_get(o.clerk, "planting", id, &o.l.mem);
	assert_int_equal(data_save(o.clerk, record, &keep, &o.l.mem, &result, &err), DATA_OK);
	assert_int_equal(result.state, STATE_SAVED);
	office_close(&o);
}

static void deleting_and_back_keeps_the_state(void **state)
{
	struct office o;
	struct save_result result;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	office_open(&o);
	id = must_save(o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=10");
	must_act(&o, o.leader, id, "return", "look again");
	assert_int_equal(
		data_delete(o.clerk, o.form, id, "twice", &o.l.mem, &result, &err), DATA_OK);
	assert_true(act(&o, o.leader, id, "confirm", NULL, &result, &err) > 0);
	assert_int_equal(data_undelete(o.clerk, o.form, id, &o.l.mem, &result, &err), DATA_OK);
	assert_int_equal(result.state, RETURNED);
	assert_string_equal(area_sum(o.l.data, &o.l.mem, NULL, DATE_NONE, NULL), ".");
	office_close(&o);
}

static void who_typed_does_not_check(void **state)
{
	struct office o;
	struct save_options told = { .entered_for = "Wang, by telephone" };
	struct save_result result;
	struct record *record;
	const char *other;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	office_open(&o);
	((struct form *)o.form)->reported_by = "clerk";
	record = make_record(
		o.zhang, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=10");
	assert_int_equal(data_save(o.zhang, record, &told, &o.l.mem, &result, &err), DATA_OK);
	id = result.id;
	assert_string_equal(last_of(&o, id)->entered_for, "01 (Wang, by telephone)");
	assert_int_equal(act(&o, o.zhang, id, "accept", NULL, &result, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	/* later deeds of others do not free him, nor hide for whom it was typed */
	must_act(&o, o.leader, id, "return", "look again");
	must_change(o.li, "planting", id, &o.l.mem, "area=11");
	assert_string_equal(last_of(&o, id)->entered_for, "01");
	assert_int_equal(act(&o, o.zhang, id, "accept", NULL, &result, &err), -1);
	assert_int_equal(act(&o, o.li, id, "accept", NULL, &result, &err), -1);
	must_act(&o, o.leader, id, "confirm", NULL);
	record = must_get(o.l.data, "planting", id, &o.l.mem);
	assert_int_equal(data_entered_for(o.l.data, record, &o.l.mem, &other, &err), 0);
	assert_string_equal(other, "01");
	/* the township's own is entered for nobody */
	id = must_save(o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=B area=10");
	assert_string_equal(last_of(&o, id)->entered_for, "");
	must_act(&o, o.zhang, id, "accept", NULL);
	office_close(&o);
}

static void the_form_keeps_deeds_apart(void **state)
{
	static const char *const create[] = { "create", NULL };
	static struct separation apart[] = {
		{ .action = "delete", .not_by = (const char **)create },
		{ .action = "submit", .not_by = (const char **)create },
	};
	struct office o;
	struct save_options keep = { .flags = SAVE_KEEP };
	struct save_result result;
	struct record *record;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	office_open(&o);
	((struct form *)o.form)->apart = apart;
	((struct form *)o.form)->apart_count = 2;
	record = make_record(
		o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=10");
	assert_int_equal(data_save(o.clerk, record, NULL, &o.l.mem, &result, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(data_save(o.clerk, record, &keep, &o.l.mem, &result, &err), DATA_OK);
	id = result.id;
	err_clear(&err);
	record = must_get(o.clerk, "planting", id, &o.l.mem);
	assert_int_equal(data_save(o.clerk, record, NULL, &o.l.mem, &result, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	must_change(o.zhang, "planting", id, &o.l.mem, "area=11");
	err_clear(&err);
	assert_int_equal(data_delete(o.clerk, o.form, id, "x", &o.l.mem, &result, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(data_delete(o.zhang, o.form, id, "x", &o.l.mem, &result, &err), 0);
	((struct form *)o.form)->apart_count = 0;
	office_close(&o);
}

static void one_of_two_is_told(void **state)
{
	struct office o;
	struct act_options confirm = { .action = "confirm" };
	struct save_result result;
	struct record *seen;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	office_open(&o);
	id = must_save(o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=10");
	seen = must_get(o.leader, "planting", id, &o.l.mem);
	must_change(o.clerk, "planting", id, &o.l.mem, "area=12");
	assert_int_equal(data_act(o.leader, o.form, id, seen->revision, &confirm, &o.l.mem,
				 &result, &err),
		DATA_CONFLICT);
	assert_string_equal(text_of(o.leader, result.theirs, "area", &o.l.mem), "12");
	/* and the one who typed meanwhile, when it was confirmed */
	seen = must_get(o.clerk, "planting", id, &o.l.mem);
	must_act(&o, o.leader, id, "confirm", NULL);
	set_words(o.clerk, seen, &o.l.mem, "area=13");
	assert_int_equal(
		data_save(o.clerk, seen, NULL, &o.l.mem, &result, &err), DATA_CONFLICT);
	assert_int_equal(result.theirs->state, CONFIRMED);
	office_close(&o);
}

static void a_dry_run_writes_nothing(void **state)
{
	struct office o;
	struct act_options dry = { .action = "confirm", .dry_run = 1 };
	struct save_result result;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	office_open(&o);
	id = must_save(o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=10");
	assert_int_equal(data_act(o.leader, o.form, id, 0, &dry, &o.l.mem, &result, &err), 0);
	assert_int_equal(result.state, CONFIRMED);
	assert_int_equal(state_of(&o, id), STATE_SUBMITTED);
	assert_int_equal(last_of(&o, id)->number, 1);
	assert_int_equal(data_act(o.clerk, o.form, id, 0, &dry, &o.l.mem, &result, &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	office_close(&o);
}

static void what_is_unknown_says_what_there_is(void **state)
{
	struct office o;
	struct act_options options = { .action = "close" };
	struct save_result result;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	office_open(&o);
	id = must_save(o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=10");
	assert_int_equal(act(&o, o.leader, id, "close", NULL, &result, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(err.text, "confirm"));
	assert_non_null(strstr(err.text, "return"));
	err_clear(&err);
	id = must_save(o.zhang, "event", &o.l.mem, "month=2021-05");
	assert_int_equal(data_act(o.zhang, form_in(o.zhang, "event"), id, 0, &options, &o.l.mem,
				 &result, &err),
		-1);
	assert_int_equal(err.code, ERR_USAGE);
	err_clear(&err);
	/* nobody acts on what he does not see */
	id = must_save(o.zhang, "planting", &o.l.mem, "period=2021H1 unit=02 species=A area=1");
	assert_int_equal(act(&o, o.leader, id, "confirm", NULL, &result, &err), DATA_NONE);
	office_close(&o);
}

static void what_can_be_done_is_listed_with_reasons(void **state)
{
	struct office o;
	struct act_choice *acts;
	struct record *record;
	struct err err = { 0 };
	size_t count;
	uint64_t id;

	(void)state;
	office_open(&o);
	id = must_save(o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=10");
	record = must_get(o.leader, "planting", id, &o.l.mem);
	assert_int_equal(data_acts(o.leader, record, &o.l.mem, &acts, &count, &err), 0);
	assert_int_equal(count, 3); /* push is not for what is submitted */
	assert_string_equal(acts[0].action->id, "confirm");
	assert_string_equal(acts[0].refusal, "");
	assert_string_equal(acts[1].action->id, "accept");
	assert_string_not_equal(acts[1].refusal, "");
	assert_string_equal(acts[2].refusal, "");
	assert_int_equal(data_acts(o.clerk, record, &o.l.mem, &acts, &count, &err), 0);
	for (size_t i = 0; i < count; i++)
		assert_string_not_equal(acts[i].refusal, "");
	office_close(&o);
}

static void what_begins_to_count_has_to_be_right(void **state)
{
	struct office o;
	struct save_options keep = { .flags = SAVE_KEEP };
	struct save_result result;
	struct record *record;
	struct err err = { 0 };

	(void)state;
	office_open(&o);
	record = make_record(
		o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=-1");
	assert_int_equal(data_save(o.clerk, record, &keep, &o.l.mem, &result, &err), DATA_OK);
	assert_int_equal(
		act(&o, o.zhang, result.id, "push", NULL, &result, &err), DATA_FINDINGS);
	assert_string_equal(result.sentence, "broken");
	office_close(&o);
}

static void a_lost_state_is_named(void **state)
{
	struct office o;
	struct verify_report report;
	struct err err = { 0 };
	uint64_t id;

	(void)state;
	office_open(&o);
	id = must_save(o.clerk, "planting", &o.l.mem, "period=2021H1 unit=01 species=A area=10");
	must_act(&o, o.leader, id, "confirm", NULL);
	o.l.model->state_count = 1; /* as if conf had lost the others */
	assert_int_equal(data_verify(o.l.store, o.l.model, &o.l.mem, &report, &err), 0);
	assert_int_equal(report.faults, 1);
	assert_non_null(strstr(report.sentences[0], "workflows"));
	o.l.model->state_count = 3;
	office_close(&o);
}

/* Rows written before anything was entered for somebody. */
static void old_history_rows_are_read(void **state)
{
	static const char *const texts[] = { "submit", "3", "Zhang", "section@00", "why", "" };
	struct history_row row;
	struct str old = { 0 }, now = { 0 };

	(void)state;
	put_u8(&old, 1);
	put_u64(&old, 5);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		text_put(texts[i], &old);
	put_sized(&old, bytes_of("record", 6));
	assert_int_equal(history_decode(bytes_of_str(&old), &row), 0);
	assert_int_equal(row.revision, 5);
	assert_string_equal(row.action, "submit");
	assert_string_equal(row.reason, "why");
	assert_string_equal(row.entered_for, "");
	assert_true(bytes_equal(row.record, bytes_of("record", 6)));
	row.entered_for = "01 (Wang)";
	history_encode(&row, &now);
	assert_int_equal(history_decode(bytes_of_str(&now), &row), 0);
	assert_string_equal(row.entered_for, "01 (Wang)");
	str_release(&old);
	str_release(&now);
}

/* ---- random deeds of four people, refused or not ---- */

enum { TIMES = 150, DEEDS = 25, RECORDS = 4 };

/* One of the four does something, or is refused. */
static void try_one(struct office *o, struct prop *dice, uint64_t id)
{
	static const char *const actions[] = { "confirm", "accept", "return", "push" };
	struct dataset *all[] = { o->clerk, o->leader, o->zhang, o->li };
	struct dataset *who = all[prop_below(dice, 4)];
	struct save_options keep = { .flags = prop_chance(dice, 30) ? SAVE_KEEP : 0 };
	struct save_result result = { 0 };
	struct record *record = must_get(o->l.data, "planting", id, &o->l.mem);
	struct err err = { 0 };
	int was = (int)record->state;

	if (prop_chance(dice, 60)) {
		act(o, who, id, actions[prop_below(dice, 4)], "x", &result, &err);
		return;
	}
	*record_value(record, "area") =
		value_number((struct decimal){ prop_between(dice, 0, 900), 2 });
	if (data_save(who, record, &keep, &o->l.mem, &result, &err) == DATA_OK)
		assert_true(was != CONFIRMED && was != ACCEPTED);
}

/* The sum of what counts, from the records and their histories one by one. */
static int64_t plain_sum(struct office *o, const uint64_t *ids)
{
	int64_t sum = 0;

	for (int i = 0; i < RECORDS; i++) {
		struct record *r = must_get(o->l.data, "planting", ids[i], &o->l.mem);
		const struct revision *last = last_of(o, ids[i]);

		assert_int_equal(last->record->state, r->state);
		assert_true(last->whole);
		if (r->state == STATE_SUBMITTED || (int)r->state == CONFIRMED ||
			(int)r->state == ACCEPTED)
			sum += record_value(r, "area")->number.unscaled;
	}
	return sum;
}

static int is_one_of(const char *action, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(*names, action) == 0)
			return 1;
	return 0;
}

/* Nobody confirmed or accepted what he had typed before. */
static void check_apart(struct office *o, uint64_t id)
{
	static const char *const checks[] = { "confirm", "accept", NULL };
	static const char *const typing[] = { "create", "change", "submit", NULL };
	struct revision_list list;
	struct err err = { 0 };

	assert_int_equal(data_history(o->l.data, o->form, id, &o->l.mem, &list, &err), 0);
	for (size_t i = 0; i < list.count; i++)
		for (size_t j = 0; j < i; j++)
			assert_false(is_one_of(list.at[i].action, checks) &&
				is_one_of(list.at[j].action, typing) &&
				strcmp(list.at[i].user, list.at[j].user) == 0);
}

static void random_deeds_add_up(void **state)
{
	static const char *const words[RECORDS] = { "period=2021H1 unit=01 species=A area=1",
		"period=2021H1 unit=01 species=B area=2",
		"period=2021H1 unit=02 species=A area=4",
		"period=2021H1 unit=0301 species=A area=8" };
	struct prop dice = prop_start("acts", 20214);

	(void)state;
	for (int i = 0; i < TIMES; i++) {
		struct str want = { 0 };
		uint64_t ids[RECORDS], lines;
		const char *sum;
		struct office o;

		office_open(&o);
		for (int k = 0; k < RECORDS; k++)
			ids[k] = must_save(
				k < 2 ? o.clerk : o.zhang, "planting", &o.l.mem, words[k]);
		for (int k = 0; k < DEEDS; k++)
			try_one(&o, &dice, ids[prop_below(&dice, RECORDS)]);
		decimal_print((struct decimal){ plain_sum(&o, ids), 2 }, &want);
		sum = area_sum(o.l.data, &o.l.mem, NULL, DATE_NONE, &lines);
		assert_string_equal(lines ? sum : "0.00", str_text(&want));
		for (int k = 0; k < RECORDS; k++)
			check_apart(&o, ids[k]);
		str_release(&want);
		office_close(&o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_follow_the_state),
		cmocka_unit_test(what_is_settled_does_not_change),
		cmocka_unit_test(what_is_kept_stays_returned),
		cmocka_unit_test(deleting_and_back_keeps_the_state),
		cmocka_unit_test(who_typed_does_not_check),
		cmocka_unit_test(the_form_keeps_deeds_apart),
		cmocka_unit_test(one_of_two_is_told),
		cmocka_unit_test(a_dry_run_writes_nothing),
		cmocka_unit_test(what_is_unknown_says_what_there_is),
		cmocka_unit_test(what_can_be_done_is_listed_with_reasons),
		cmocka_unit_test(what_begins_to_count_has_to_be_right),
		cmocka_unit_test(a_lost_state_is_named),
		cmocka_unit_test(old_history_rows_are_read),
		cmocka_unit_test(random_deeds_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

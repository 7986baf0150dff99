/*
 * The guard of periods: every combination of day, closing, unlock, filing and verb; what races
 * with it; what it costs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/periods.h"
#include "data/save_internal.h"
#include "data/upkeep.h"
#include "unit/data/ledger.h"

enum { LOCKED = 8 };

static const struct field_def filing_fields[] = {
	{ .id = "cycle", .type = "text" },
	{ .id = "unit", .type = "unit" },
	{ .id = "period", .type = "period" },
	{ 0 },
};
static const struct form_def filing_def = { .id = "filing",
	.fields = filing_fields,
	.key = "cycle unit period",
	.sort = "cycle",
	.period = "period",
	.unit = "unit" };
static const struct field_def closing_fields[] = {
	{ .id = "cycle", .type = "text" },
	{ .id = "period", .type = "period" },
	{ .id = "closed", .type = "date" },
	{ 0 },
};
static const struct form_def closing_def = { .id = "closing",
	.fields = closing_fields,
	.key = "cycle period",
	.sort = "cycle",
	.period = "period" };
static const struct field_def unlock_fields[] = {
	{ .id = "cycle", .type = "text" },
	{ .id = "period", .type = "period" },
	{ .id = "unit", .type = "unit" },
	{ .id = "until", .type = "date" },
	{ .id = "authority", .type = "text" },
	{ .id = "reason", .type = "text" },
	{ 0 },
};
static const struct form_def unlock_def = { .id = "unlock",
	.fields = unlock_fields,
	.key = "",
	.sort = "cycle",
	.period = "period",
	.unit = "unit" };

static const char *const section[] = { "section", NULL };
static const struct work_state states[] = {
	{ "returned", { "returned", "returned" }, (enum record_state)RETURNED, 0, 0, { 0 } },
	{ "confirmed", { "confirmed", "confirmed" }, (enum record_state)CONFIRMED, 1, 1,
		{ 0 } },
	{ "accepted", { "accepted", "accepted" }, (enum record_state)ACCEPTED, 1, 1, { 0 } },
	{ "locked", { "locked", "locked" }, (enum record_state)LOCKED, 1, 1, { 0 } },
};
#define STEP(name, target, ...)                                                                \
	{                                                                                      \
		.id = name, .label = { name, name }, .from = ~0u,                              \
		.to = (enum record_state)(target), .roles = (const char **)section,            \
		__VA_ARGS__                                                                    \
	}
static struct work_action steps[] = {
	STEP("confirm", CONFIRMED, .reason = 0),
	STEP("accept", ACCEPTED, .reason = 0),
	STEP("return", RETURNED, .reason = 0),
	STEP("lock", LOCKED, .only_with = 1),
};
static struct workflow flow = { .id = "filing",
	.label = { "filing", "filing" },
	.actions = steps,
	.action_count = COUNT_OF(steps) };

static struct cycle half = { .id = "half",
	.label = { "half", "half" },
	.on = 1,
	.form_id = "planting",
	.kind = PERIOD_HALF_YEAR,
	.since = { PERIOD_HALF_YEAR, 2026, 2 },
	.opens = { DAY_START, 0 },
	.due = { DAY_OF_MONTH, 25 },
	.grace = 2,
	.lock = 30 };

struct world {
	struct ledger l;
	struct dataset *clerk, *zhang; /* of 01; the section */
};

static void keep(struct model *m, enum kept what, const struct form_def *def)
{
	m->kept[what].form = def->id;
	for (size_t i = 0; def->fields[i].id; i++)
		m->kept[what].fields[i] = def->fields[i].id;
}

static void world_open(struct world *w)
{
	static const struct form_def *const forms[] = { &planting_def, &event_def, &filing_def,
		&closing_def, &unlock_def };
	struct store_options options = { .kind = STORE_MEMORY, .create = 1 };
	struct err err = { 0 };
	struct model *m;

	*w = (struct world){ 0 };
	m = w->l.model = make_model(forms, COUNT_OF(forms));
	m->states = (struct work_state *)states;
	m->state_count = COUNT_OF(states);
	((struct form *)model_form(m, "filing"))->workflow = &flow;
	half.form = model_form(m, "planting");
	m->cycles = &half;
	m->cycle_count = 1;
	keep(m, KEPT_FILING, &filing_def);
	keep(m, KEPT_CLOSING, &closing_def);
	keep(m, KEPT_UNLOCK, &unlock_def);
	if (store_open(&options, &w->l.store, &err) < 0)
		fail_msg("%s", err.text);
	w->l.data = open_data(w->l.store, m);
	w->clerk = open_clerk(w->l.store, m, "01");
	w->zhang = open_as(w->l.store, m, "3", "section", "00");
}

static void world_close(struct world *w)
{
	dataset_close(&w->clerk);
	dataset_close(&w->zhang);
	must_verify(&w->l);
	ledger_close(&w->l);
}

static void on_day(struct world *w, const char *day)
{
	struct err err = { 0 };
	int64_t now;

	if (instant_parse(arena_printf(&w->l.mem, "%sT09:00", day), &now, &err) < 0 ||
		data_set_now(w->l.store, now, &err) < 0)
		fail_msg("%s", err.text);
}

static int write_it(struct world *w, struct dataset *data, struct record *record,
	const char *act, unsigned flags, struct str *why)
{
	struct save_item item = { .record = record, .act = act };
	struct save_options options = { .flags = flags };
	struct err err = { 0 };
	int got = act ? data_save_together(data, &item, 1, &options, &w->l.mem, &err)
		      : data_save(data, record, &options, &w->l.mem, &item.detail, &err);

	if (why) {
		str_clear(why);
		str_add(why,
			got < 0                        ? err.text
				: item.detail.sentence ? item.detail.sentence
						       : "");
	}
	return got;
}

/* By a verb of the office, as the owner of the data. */
static void must_keep(struct world *w, const char *form, const char *words)
{
	struct str why = { 0 };

	if (write_it(w, w->l.data, make_record(w->l.data, form, &w->l.mem, words), NULL,
		    SAVE_VERB, &why) != DATA_OK)
		fail_msg("%s", str_text(&why));
	str_release(&why);
}

static void file_as(struct world *w, int state)
{
	static const char *const acts[] = { [RETURNED] = "return",
		[CONFIRMED] = "confirm",
		[ACCEPTED] = "accept",
		[LOCKED] = "lock" };
	struct record *record;

	if (state == STATE_NEW)
		return;
	must_keep(w, "filing", "cycle=half unit=01 period=2027H1");
	if (state == STATE_SUBMITTED)
		return;
	record = record_new(form_in(w->l.data, "filing"), &w->l.mem);
	record->id = 1;
	record->values = NULL;
	assert_int_equal(write_it(w, w->l.data, record, acts[state], SAVE_VERB, NULL), DATA_OK);
}

/* ---- every combination ---- */

enum when { BEFORE, OPEN, GRACE, LATE, PAST };
static const char *const days[] = { "2026-12-31", "2027-06-01", "2027-06-26", "2027-07-10",
	"2027-08-01" };
enum unlocking { NONE, ALL, ITS_UNIT, OTHER_UNIT, OTHER_PERIOD, EXPIRED, UNLOCKS };
static const char *const unlocks[] = { NULL, "until=2027-12-31", "unit=01 until=2027-12-31",
	"unit=02 until=2027-12-31", "until=2027-12-31", "until=2026-12-30" };

struct combination {
	enum when when;
	int closed;
	enum unlocking unlock;
	int filing;
	int verb;
};

/* As the rules are told, not as they are programmed. */
static const char *expected(const struct combination *c)
{
	int opened = c->unlock == ALL || c->unlock == ITS_UNIT;

	if (c->verb)
		return NULL;
	if (c->closed && !opened)
		return "was closed on 2027-07-20";
	if (c->when == PAST && !opened)
		return "ended on 2027-07-25";
	if (c->filing == CONFIRMED || c->filing == ACCEPTED || c->filing == LOCKED)
		return "before it may change";
	return NULL;
}

static void check(const struct combination *c, const char *deed, int got, const struct str *why)
{
	const char *wanted = expected(c);

	if (wanted ? got == DATA_OK || !strstr(str_text(why), wanted) : got != DATA_OK)
		fail_msg("%s, %s, closed %d, unlock %d, filing %d, verb %d: %s, but %d %s",
			deed, days[c->when], c->closed, (int)c->unlock, c->filing, c->verb,
			wanted ? wanted : "allowed", got, str_text(why));
	/* whom to turn to */
	if (wanted && !strstr(str_text(why), "section"))
		fail_msg("nobody is named: %s", str_text(why));
}

static void try_all_deeds(struct world *w, const struct combination *c)
{
	static const char *const species[] = { "B", "C", "D", "E", "F" };
	struct arena *mem = &w->l.mem;
	unsigned flags = c->verb ? SAVE_VERB : 0;
	struct record *record;
	struct str why = { 0 };
	int got;

	on_day(w, days[c->when]);
	record = make_record(w->clerk, "planting", mem,
		arena_printf(mem, "period=2027H1 unit=0101 species=%s plot=%d area=5",
			species[c->when], c->verb));
	got = write_it(w, w->clerk, record, NULL, flags, &why);
	check(c, "create", got, &why);
	record = must_get(w->clerk, "planting", 1, mem);
	set_words(w->clerk, record, mem,
		arena_printf(mem, "area=%d", 10 + (int)record->revision));
	got = write_it(w, w->clerk, record, NULL, flags, &why);
	check(c, "change", got, &why);
	got = write_it(w, w->clerk, must_get(w->clerk, "planting", 1, mem), NULL,
		flags | SAVE_DRY_RUN, &why);
	check(c, "dry run", got, &why);
	str_release(&why);
}

static void all_days_with(int closed, enum unlocking unlock, int filing)
{
	struct combination c = { .closed = closed, .unlock = unlock, .filing = filing };
	struct world w;

	world_open(&w);
	on_day(&w, "2027-03-01");
	must_save(w.clerk, "planting", &w.l.mem,
		"period=2027H1 unit=0102 species=A plot=9 area=10");
	file_as(&w, filing);
	if (closed)
		must_keep(&w, "closing", "cycle=half period=2027H1 closed=2027-07-20");
	if (unlocks[unlock])
		must_keep(&w, "unlock",
			arena_printf(&w.l.mem, "cycle=half period=%s %s",
				unlock == OTHER_PERIOD ? "2027H2" : "2027H1", unlocks[unlock]));
	for (c.when = BEFORE; c.when <= PAST; c.when++)
		for (c.verb = 0; c.verb < 2; c.verb++)
			try_all_deeds(&w, &c);
	world_close(&w);
}

static void every_combination(void **state)
{
	static const int filings[] = { STATE_NEW, STATE_SUBMITTED, RETURNED, CONFIRMED,
		ACCEPTED, LOCKED };

	(void)state;
	for (int closed = 0; closed < 2; closed++)
		for (int unlock = NONE; unlock < UNLOCKS; unlock++)
			for (size_t f = 0; f < COUNT_OF(filings); f++)
				all_days_with(closed, (enum unlocking)unlock, filings[f]);
}

/* ---- other ways to write ---- */

static void deleting_and_moving_are_changes_too(void **state)
{
	struct save_result result;
	struct err err = { 0 };
	struct record *record;
	struct world w;
	uint64_t in, later;

	(void)state;
	world_open(&w);
	on_day(&w, "2027-06-01");
	in = must_save(
		w.clerk, "planting", &w.l.mem, "period=2027H1 unit=01 species=A area=10");
	later = must_save(
		w.clerk, "planting", &w.l.mem, "period=2027H2 unit=01 species=A area=10");
	must_keep(&w, "closing", "cycle=half period=2027H1 closed=2027-06-01");
	assert_int_equal(data_delete(w.clerk, form_in(w.clerk, "planting"), in, "why", &w.l.mem,
				 &result, &err),
		-1);
	assert_non_null(strstr(err.text, "was closed on"));
	/* neither out of the closed period nor into it */
	record = must_get(w.clerk, "planting", in, &w.l.mem);
	set_words(w.clerk, record, &w.l.mem, "period=2027H2 species=B");
	assert_int_equal(write_it(&w, w.clerk, record, NULL, 0, NULL), -1);
	record = must_get(w.clerk, "planting", later, &w.l.mem);
	set_words(w.clerk, record, &w.l.mem, "period=2027H1 species=B");
	assert_int_equal(write_it(&w, w.clerk, record, NULL, 0, NULL), -1);
	/* a whole that its parts would replace stays as well */
	record = make_record(w.clerk, "planting", &w.l.mem,
		"period=2027H1 unit=0101 species=A plot=1 area=3");
	assert_int_equal(write_it(&w, w.clerk, record, NULL, SAVE_REPLACE_PARTS, NULL), -1);
	assert_int_equal(must_get(w.clerk, "planting", in, &w.l.mem)->state, STATE_SUBMITTED);
	world_close(&w);
}

static void others_are_free(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	on_day(&w, "2027-08-01");
	must_keep(&w, "closing", "cycle=half period=2027H1 closed=2027-07-20");
	/* another kind of period, one before `since`, a form that no cycle asks for */
	must_save(w.clerk, "planting", &w.l.mem, "period=2027 unit=01 species=A area=10");
	must_save(w.clerk, "planting", &w.l.mem, "period=2026H1 unit=01 species=A area=10");
	must_save(w.clerk, "event", &w.l.mem, "month=2027-06 unit=01 people=3");
	world_close(&w);
}

/* Switched off, a cycle asks for nothing and locks nothing any more; what it closed is closed. */
static void a_cycle_switched_off_opens_nothing(void **state)
{
	struct str why = { 0 };
	struct world w;

	(void)state;
	world_open(&w);
	on_day(&w, "2027-08-01");
	half.on = 0;
	must_save(w.clerk, "planting", &w.l.mem, "period=2027H1 unit=01 species=A area=10");
	must_keep(&w, "closing", "cycle=half period=2027H1 closed=2027-07-20");
	assert_int_equal(write_it(&w, w.clerk,
				 make_record(w.clerk, "planting", &w.l.mem,
					 "period=2027H1 unit=01 species=B area=10"),
				 NULL, 0, &why),
		-1);
	assert_non_null(strstr(str_text(&why), "was closed on"));
	half.on = 1;
	str_release(&why);
	world_close(&w);
}

/* What is closed cannot be told from conf that is half read. */
static void nothing_enters_while_the_cycles_are_faulty(void **state)
{
	struct str why = { 0 };
	struct record *record;
	struct form *form;
	struct world w;

	(void)state;
	world_open(&w);
	on_day(&w, "2027-06-01");
	form = (struct form *)(uintptr_t)form_in(w.clerk, "planting");
	form->workflow = &flow;
	record = make_record(
		w.clerk, "planting", &w.l.mem, "period=2027H1 unit=01 species=A area=10");
	w.l.model->cycles_unsure = 1;
	assert_int_equal(write_it(&w, w.clerk, record, NULL, 0, &why), -1);
	assert_non_null(strstr(str_text(&why), "herbledger check"));
	must_save(w.clerk, "event", &w.l.mem, "month=2027-06 unit=01 people=3");
	w.l.model->cycles_unsure = 0;
	assert_int_equal(write_it(&w, w.clerk, record, NULL, 0, &why), DATA_OK);
	form->workflow = NULL;
	str_release(&why);
	world_close(&w);
}

static void filing_ends_with_entry_and_review_with_closing(void **state)
{
	struct record *record;
	struct str why = { 0 };
	struct world w;

	(void)state;
	world_open(&w);
	on_day(&w, "2027-08-01");
	record = make_record(w.clerk, "filing", &w.l.mem, "cycle=half unit=01 period=2027H1");
	assert_int_equal(
		write_it(&w, w.clerk, record, NULL, SAVE_VERB | SAVE_DRY_RUN, &why), -1);
	assert_non_null(strstr(str_text(&why), "ended on 2027-07-25"));
	on_day(&w, "2027-07-25");
	assert_int_equal(write_it(&w, w.clerk, record, NULL, SAVE_VERB, &why), DATA_OK);
	on_day(&w, "2027-08-01");
	record = record_new(form_in(w.zhang, "filing"), &w.l.mem);
	record->id = 1;
	record->values = NULL;
	assert_int_equal(write_it(&w, w.zhang, record, "accept", SAVE_VERB, &why), DATA_OK);
	must_keep(&w, "closing", "cycle=half period=2027H1 closed=2027-08-01");
	assert_int_equal(write_it(&w, w.zhang, record, "return", SAVE_VERB, &why), -1);
	assert_non_null(strstr(str_text(&why), "was closed on"));
	assert_int_equal(write_it(&w, w.zhang, record, "lock", SAVE_VERB, &why), DATA_OK);
	must_keep(&w, "unlock", "cycle=half period=2027H1 until=2027-08-05");
	assert_int_equal(write_it(&w, w.zhang, record, "return", SAVE_VERB, &why), DATA_OK);
	str_release(&why);
	world_close(&w);
}

static void who_may_not_write_there_is_told_no_more(void **state)
{
	struct str why = { 0 };
	struct dataset *other;
	struct world w;

	(void)state;
	world_open(&w);
	on_day(&w, "2027-06-01");
	file_as(&w, CONFIRMED);
	other = open_clerk(w.l.store, w.l.model, "02");
	assert_int_equal(write_it(&w, other,
				 make_record(other, "planting", &w.l.mem,
					 "period=2027H1 unit=01 species=A area=1"),
				 NULL, 0, &why),
		-1);
	assert_null(strstr(str_text(&why), "confirmed"));
	dataset_close(&other);
	str_release(&why);
	world_close(&w);
}

/* ---- races ---- */

/* Plans a record, lets something happen, and sees whether the batch is still taken. */
static int batch_after(struct world *w, struct dataset *data, struct record *record,
	void (*happens)(struct world *w))
{
	struct save_options verb = { .flags = SAVE_VERB };
	struct pass pass = { .data = data,
		.doing = DO_SAVE,
		.mem = &w->l.mem,
		.careful = 1,
		.options = data == w->zhang ? &verb : NULL };
	struct save_item item = { .record = record };
	struct err err = { 0 };
	size_t taken;
	int got;

	assert_int_equal(pass_begin(&pass, item.record->form, &err), 0);
	assert_int_equal(pass_items(&pass, &item, 1, &taken, &err), 0);
	assert_int_equal(item.result, DATA_OK);
	happens(w);
	assert_int_equal(pass_fill(&pass, &err), 0);
	got = store_commit(w->l.store, pass.batch, &err);
	pass_end(&pass);
	return got;
}

static int taken_after(struct world *w, void (*happens)(struct world *w), const char *species)
{
	return batch_after(w, w->clerk,
		make_record(w->clerk, "planting", &w->l.mem,
			arena_printf(
				&w->l.mem, "period=2027H1 unit=01 species=%s area=1", species)),
		happens);
}

static int closed_after(struct world *w, void (*happens)(struct world *w))
{
	return batch_after(w, w->zhang,
		make_record(w->zhang, "closing", &w->l.mem,
			"cycle=half period=2027H1 closed=2027-06-02"),
		happens);
}

static void nothing(struct world *w)
{
	(void)w;
}

static void files(struct world *w)
{
	file_as(w, STATE_SUBMITTED);
}

static void accepts(struct world *w)
{
	struct record *record = record_new(form_in(w->zhang, "filing"), &w->l.mem);

	record->id = 1;
	record->values = NULL;
	assert_int_equal(write_it(w, w->zhang, record, "accept", SAVE_VERB, NULL), DATA_OK);
}

static void returns(struct world *w)
{
	struct record *record = record_new(form_in(w->zhang, "filing"), &w->l.mem);

	record->id = 1;
	record->values = NULL;
	assert_int_equal(write_it(w, w->zhang, record, "return", SAVE_VERB, NULL), DATA_OK);
}

static void closes(struct world *w)
{
	must_keep(w, "closing", "cycle=half period=2027H1 closed=2027-06-02");
}

static void what_races_with_it_is_a_conflict(void **state)
{
	struct world w;

	(void)state;
	world_open(&w);
	on_day(&w, "2027-06-01");
	assert_int_equal(taken_after(&w, nothing, "A"), STORE_OK);
	assert_int_equal(closed_after(&w, files), STORE_CONFLICT); /* without it, it was */
	returns(&w);
	assert_int_equal(closed_after(&w, accepts), STORE_CONFLICT);
	returns(&w);
	assert_int_equal(taken_after(&w, accepts, "B"), STORE_CONFLICT);
	returns(&w);
	assert_int_equal(taken_after(&w, nothing, "D"), STORE_OK);
	assert_int_equal(taken_after(&w, closes, "E"), STORE_CONFLICT);
	world_close(&w);
}

/* What is confirmed are the rows that were read for it: none slips in behind. */
static void no_row_slips_under_an_action(void **state)
{
	const struct period h1 = { PERIOD_HALF_YEAR, 2027, 1 };
	const struct unit *one;
	struct save_options options = { .flags = SAVE_VERB };
	struct save_item item = { .act = "confirm" };
	struct err err = { 0 };
	struct world w;
	uint64_t rows;

	(void)state;
	world_open(&w);
	one = unit_find(&w.l.model->units, "01");
	on_day(&w, "2027-06-01");
	file_as(&w, STATE_SUBMITTED);
	assert_int_equal(period_rows(w.zhang, &half, h1, one, &rows, &err), 0);
	assert_int_equal(taken_after(&w, nothing, "A"), STORE_OK);
	item.record = record_new(form_in(w.zhang, "filing"), &w.l.mem);
	item.record->id = 1;
	item.record->values = NULL;
	options.rows = &rows;
	assert_int_equal(data_save_together(w.zhang, &item, 1, &options, &w.l.mem, &err),
		DATA_CONFLICT);
	assert_int_equal(period_rows(w.zhang, &half, h1, one, &rows, &err), 0);
	assert_int_equal(
		data_save_together(w.zhang, &item, 1, &options, &w.l.mem, &err), DATA_OK);
	world_close(&w);
}

/* ---- told ---- */

static void how_a_period_stands(void **state)
{
	struct period_hold hold;
	struct unlock *found;
	struct closing *closings;
	struct err err = { 0 };
	struct world w;
	size_t count;

	(void)state;
	world_open(&w);
	on_day(&w, "2027-08-01");
	must_keep(&w, "closing", "cycle=half period=2027H1 closed=2027-07-20");
	must_keep(&w, "unlock",
		"cycle=half period=2027H1 unit=02 until=2027-08-03 "
		"authority=board reason=late");
	must_keep(&w, "unlock", "cycle=half period=2027H1 until=2027-07-31");
	assert_int_equal(
		period_hold_of(w.clerk, &half, (struct period){ PERIOD_HALF_YEAR, 2027, 1 },
			unit_find(&w.l.model->units, "0101"), &hold, &err),
		0);
	assert_true(hold.closing && hold.locked && period_is_shut(&hold));
	assert_string_equal(hold.unit->code, "01");
	assert_int_equal(
		period_hold_of(w.clerk, &half, (struct period){ PERIOD_HALF_YEAR, 2027, 1 },
			unit_find(&w.l.model->units, "02"), &hold, &err),
		0);
	assert_false(period_is_shut(&hold));
	assert_int_equal(unlocks_read(w.zhang, 0, &w.l.mem, &found, &count, &err), 0);
	assert_int_equal(count, 1);
	assert_string_equal(found[0].authority, "board");
	assert_int_equal(unlocks_read(w.clerk, 0, &w.l.mem, &found, &count, &err), 0);
	assert_int_equal(count, 0); /* of another town */
	on_day(&w, "2027-08-04"); /* it ends by itself */
	assert_int_equal(unlocks_read(w.zhang, 0, &w.l.mem, &found, &count, &err), 0);
	assert_int_equal(count, 0);
	assert_int_equal(unlocks_read(w.zhang, 1, &w.l.mem, &found, &count, &err), 0);
	assert_int_equal(count, 2);
	assert_int_equal(closings_read(w.clerk, &w.l.mem, &closings, &count, &err), 0);
	assert_int_equal(count, 1);
	world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_combination),
		cmocka_unit_test(deleting_and_moving_are_changes_too),
		cmocka_unit_test(others_are_free),
		cmocka_unit_test(a_cycle_switched_off_opens_nothing),
		cmocka_unit_test(nothing_enters_while_the_cycles_are_faulty),
		cmocka_unit_test(filing_ends_with_entry_and_review_with_closing),
		cmocka_unit_test(who_may_not_write_there_is_told_no_more),
		cmocka_unit_test(what_races_with_it_is_a_conflict),
		cmocka_unit_test(no_row_slips_under_an_action),
		cmocka_unit_test(how_a_period_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "lib/prop.h"
#include "unit/data/ledger.h"

enum { EVENTS = 400, QUERIES = 300 };

static struct ledger l;
static struct record *all[EVENTS]; /* as saved, for the plain answers */

static const char *const units[] = { "01", "0101", "0102", "02", "0203", "0401" };

static void fill(struct prop *dice)
{
	for (int i = 0; i < EVENTS; i++) {
		char words[200];
		uint64_t id;

		snprintf(words, sizeof(words),
			"month=2021-%02d unit=%s kind=%c people=%d cost=%d.%02d",
			1 + (int)prop_below(dice, 12), units[prop_below(dice, 6)],
			'A' + (char)prop_below(dice, 4), (int)prop_below(dice, 40),
			(int)prop_below(dice, 9), (int)prop_below(dice, 100));
		if (prop_chance(dice, 70))
			snprintf(words + strlen(words), sizeof(words) - strlen(words),
				" title=t%d", (int)prop_below(dice, 20));
		if (prop_chance(dice, 70))
			snprintf(words + strlen(words), sizeof(words) - strlen(words),
				" held=2021-%02d-%02d", 1 + (int)prop_below(dice, 12),
				1 + (int)prop_below(dice, 28));
		id = must_save(l.data, "event", &l.mem, words);
		all[i] = must_get(l.data, "event", id, &l.mem);
	}
}

static int open_it(void **state)
{
	struct prop dice = prop_start("events", 77);

	(void)state;
	ledger_open(&l, STORE_MEMORY);
	fill(&dice);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	must_verify(&l);
	ledger_close(&l);
	return 0;
}

static void random_atom(struct prop *dice, struct str *out)
{
	switch (prop_below(dice, 11)) {
	case 0:
		str_addf(out, "month = 2021-%02d", 1 + (int)prop_below(dice, 12));
		break;
	case 1:
		str_addf(out, "month within 2021Q%d", 1 + (int)prop_below(dice, 4));
		break;
	case 2:
		str_addf(out, "unit within '%s'", units[prop_below(dice, 6)]);
		break;
	case 3:
		str_addf(out, "people >= %d", (int)prop_below(dice, 40));
		break;
	case 4:
		str_addf(out, "people < %d", (int)prop_below(dice, 40));
		break;
	case 5:
		str_addf(out, "kind in ('A', '%c')", 'B' + (char)prop_below(dice, 3));
		break;
	case 6:
		str_addf(out, "title = 't%d'", (int)prop_below(dice, 20));
		break;
	case 7:
		str_addf(out, "held <= 2021-%02d-15", 1 + (int)prop_below(dice, 12));
		break;
	case 8:
		str_add(out, "title is empty");
		break;
	case 9:
		str_addf(out, "cost > %d.5", (int)prop_below(dice, 9));
		break;
	default:
		str_addf(out, "people = %d", (int)prop_below(dice, 40));
	}
}

static const char *random_where(struct prop *dice)
{
	struct str text = { 0 };
	int atoms = 1 + (int)prop_below(dice, 3);
	const char *copy;

	for (int i = 0; i < atoms; i++) {
		if (i)
			str_add(&text, prop_chance(dice, 80) ? " and " : " or ");
		random_atom(dice, &text);
	}
	copy = arena_text(&l.mem, str_text(&text));
	str_release(&text);
	return copy;
}

static int plain_count(const struct expr *where)
{
	int count = 0;

	for (int i = 0; i < EVENTS; i++) {
		struct expr_scope scope = { .model = l.model, .record = all[i], .mem = &l.mem };
		struct err err = { 0 };

		count += !where || expr_truth(where, &scope, &err) == TRUTH_TRUE;
	}
	return count;
}

static struct query random_query(struct prop *dice, struct sort_key *sort)
{
	static const char *const fields[] = { "month", "unit", "people", "held", "title",
		"cost" };
	struct query q = { .form = form_in(l.data, "event") };

	if (prop_chance(dice, 85))
		q.where = condition(l.data, "event", &l.mem, random_where(dice));
	if (prop_chance(dice, 60)) {
		q.sort = sort;
		q.sort_count = 1 + prop_below(dice, 2);
		for (size_t i = 0; i < q.sort_count; i++)
			sort[i] = (struct sort_key){ form_field(q.form,
							     fields[prop_below(dice, 6)]),
				prop_chance(dice, 40) };
		if (q.sort_count == 2 && sort[0].field == sort[1].field)
			q.sort_count = 1;
	}
	return q;
}

/* As stored keys order: empty first; dates, numbers, texts by their content. */
static int compare(const struct value *a, const struct value *b)
{
	if (a->state != b->state)
		return a->state == VALUE_NONE ? -1 : 1;
	if (a->state == VALUE_NONE)
		return 0;
	switch (a->kind) {
	case KIND_NUMBER:
		return decimal_compare(a->number, b->number);
	case KIND_TEXT:
		return strcmp(a->text, b->text);
	case KIND_DATE:
		return (a->date > b->date) - (a->date < b->date);
	default:
		return period_key_compare(a->period, b->period);
	}
}

static int sorts_before(const struct query *q, const struct record *a, const struct record *b)
{
	for (size_t i = 0; i < q->sort_count; i++) {
		size_t at = q->sort[i].field->index;
		int c = compare(&a->values[at], &b->values[at]);

		if (c != 0)
			return q->sort[i].descending ? c > 0 : c < 0;
	}
	return 1;
}

struct seen {
	uint64_t ids[EVENTS];
	int count;
};

static void see(struct seen *seen, const struct record *record)
{
	for (int i = 0; i < seen->count; i++)
		assert_int_not_equal(seen->ids[i], record->id);
	seen->ids[seen->count++] = record->id;
}

/* All pages from one end to the other; the rows in the order met. */
static struct record **page_through(
	const struct query *q, int backwards, size_t limit, int want)
{
	struct record **rows = arena_array(&l.mem, (size_t)want + 1, sizeof(*rows));
	struct seen seen = { .count = 0 };
	struct page_at at = { .limit = limit, .from_end = backwards };
	struct record_page page;
	struct err err = { 0 };
	int more;

	do {
		if (query_page(l.data, q, &at, &l.mem, &page, &err) < 0)
			fail_msg("%s", err.text);
		for (size_t i = 0; i < page.count; i++) {
			const size_t n = backwards ? page.count - 1 - i : i;

			assert_true(seen.count < want);
			rows[seen.count] = page.rows[n];
			see(&seen, page.rows[n]);
		}
		more = backwards ? page.more_before : page.more_after;
		if (page.count == 0)
			break;
		at = (struct page_at){ .limit = limit };
		if (backwards)
			at.before = page.rows[0];
		else
			at.after = page.rows[page.count - 1];
	} while (more);
	assert_int_equal(seen.count, want);
	return rows;
}

static void pages_are_complete_and_in_order_both_ways(void **state)
{
	struct prop dice = prop_start("pages", 4711);

	(void)state;
	for (int i = 0; i < QUERIES; i++) {
		struct sort_key sort[2];
		struct query q = random_query(&dice, sort);
		int want = plain_count(q.where);
		size_t limit = 1 + prop_below(&dice, 60);
		struct record **down = page_through(&q, 0, limit, want);
		struct record **up = page_through(&q, 1, limit, want);

		for (int j = 0; j < want; j++) {
			assert_int_equal(down[j]->id, up[want - 1 - j]->id);
			if (j > 0)
				assert_true(sorts_before(&q, down[j - 1], down[j]));
		}
	}
}

static int count_row(void *context, const struct record *record, struct err *err)
{
	(void)record;
	(void)err;
	++*(int *)context;
	return 0;
}

static void counts_and_visits_are_what_a_plain_filter_finds(void **state)
{
	struct prop dice = prop_start("counts", 815);

	(void)state;
	for (int i = 0; i < QUERIES; i++) {
		struct sort_key sort[2];
		struct query q = random_query(&dice, sort);
		struct err err = { 0 };
		uint64_t count;
		int visits = 0;

		assert_int_equal(query_count(l.data, &q, &count, &err), 0);
		assert_int_equal(count, plain_count(q.where));
		assert_int_equal(query_each(l.data, &q, count_row, &visits, &err), 0);
		assert_int_equal(visits, plain_count(q.where));
	}
}

static void sums_are_what_a_plain_loop_finds(void **state)
{
	struct prop dice = prop_start("sums", 99);
	const struct form *form = form_in(l.data, "event");

	(void)state;
	for (int i = 0; i < QUERIES; i++) {
		struct group_query q = {
			.base = { .form = form }, .sum_count = 1, .as_of = DATE_NONE
		};
		struct group_result r;
		struct err err = { 0 };
		int64_t sum = 0;

		q.base.where = condition(l.data, "event", &l.mem, random_where(&dice));
		q.sums[0] = form_field(form, prop_chance(&dice, 50) ? "people" : "cost");
		assert_int_equal(query_group(l.data, &q, &l.mem, &r, &err), 0);
		for (int j = 0; j < EVENTS; j++) {
			struct expr_scope scope = {
				.model = l.model, .record = all[j], .mem = &l.mem
			};

			if (expr_truth(q.base.where, &scope, &err) == TRUTH_TRUE)
				sum += all[j]->values[q.sums[0]->index].number.unscaled;
		}
		assert_int_equal(r.count ? r.rows[0].sums[0].sum.number.unscaled : 0, sum);
		assert_int_equal(r.count ? r.rows[0].records : 0, plain_count(q.base.where));
	}
}

static enum plan_kind plan_of(const char *where, const char *sort, const char **sentence)
{
	struct query q = { .form = form_in(l.data, "event"),
		.where = condition(l.data, "event", &l.mem, where) };
	struct sort_key key = { .field = sort ? form_field(q.form, sort) : NULL };
	struct page_at at = { .limit = 10 };
	struct record_page page;
	struct err err = { 0 };

	if (sort) {
		q.sort = &key;
		q.sort_count = 1;
	}
	assert_int_equal(query_page(l.data, &q, &at, &l.mem, &page, &err), 0);
	*sentence = page.plan.sentence;
	return page.plan.kind;
}

static void the_answer_says_how_it_was_found(void **state)
{
	const char *sentence;

	(void)state;
	assert_int_equal(plan_of(NULL, NULL, &sentence), PLAN_INDEX);
	assert_string_equal(sentence, "all records in the order of the index (month, unit)");
	assert_int_equal(plan_of("month = 2021-03", "people", &sentence), PLAN_INDEX);
	assert_int_equal(plan_of(NULL, "people", &sentence), PLAN_INDEX);
	assert_string_equal(sentence, "all records in the order of the index (people)");
	assert_int_equal(plan_of("people = 3", NULL, &sentence), PLAN_INDEX);
	assert_string_equal(sentence, "index (people)");
	assert_int_equal(plan_of("cost > 3", "cost", &sentence), PLAN_SCAN);
	assert_int_equal(plan_of("people = 3", "people", &sentence), PLAN_INDEX);
}

/* So few rows belong that walking the index is given up for one reading of the ledger. */
static void rare_rows_are_paged_in_the_same_order(void **state)
{
	enum { MANY = 6000 };
	struct save_item *items = arena_array(&l.mem, MANY, sizeof(*items));
	struct query q = { .form = form_in(l.data, "event"),
		.where = condition(l.data, "event", &l.mem, "cost > 99.9") };
	struct record **rows;
	struct err err = { 0 };
	int want = 0;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		char words[80];

		snprintf(words, sizeof(words), "month=2031-%02d unit=0101 people=%d cost=%d",
			1 + i * 7 % 12, i, i % 97 == 0 ? 100 : 1);
		want += i % 97 == 0;
		items[i].record = make_record(l.data, "event", &l.mem, words);
	}
	assert_int_equal(data_save_many(l.data, items, MANY, NULL, &l.mem, &err), 0);
	rows = page_through(&q, 0, 10, want);
	for (int i = 1; i < want; i++)
		assert_true(period_key_compare(rows[i - 1]->values[0].period,
				    rows[i]->values[0].period) <= 0);
	page_through(&q, 1, 7, want);
	for (int i = 0; i < MANY; i++) {
		struct save_result result;

		assert_int_equal(data_delete(l.data, q.form, items[i].detail.id, "x", &l.mem,
					 &result, &err),
			DATA_OK);
	}
}

static int value_of(const char *text, struct value *out)
{
	struct expr_options options = { .model = l.model, .form = NULL };
	struct expr_scope scope = {
		.model = l.model, .aggregate = data_aggregate, .context = l.data, .mem = &l.mem
	};
	const struct expr *expr;
	struct err err = { 0 };

	if (expr_parse(text, &options, &l.mem, &expr, &err) < 0 ||
		expr_eval(expr, &scope, out, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return out->state == VALUE_GIVEN ? (int)out->number.unscaled : -1;
}

static void aggregates_are_answered(void **state)
{
	const struct form *form = form_in(l.data, "event");
	size_t people = form_field(form, "people")->index;
	int sum = 0, count = 0, most = 0;
	struct value v;

	(void)state;
	for (int i = 0; i < EVENTS; i++) {
		int n = (int)all[i]->values[people].number.unscaled;

		sum += n;
		if (strcmp(text_of(l.data, all[i], "unit", &l.mem), "02") == 0) {
			count++;
			most = n > most ? n : most;
		}
	}
	assert_int_equal(value_of("sum(event.people)", &v), sum);
	assert_int_equal(value_of("count(event where unit = '02')", &v), count);
	assert_int_equal(value_of("max(event.people where unit = '02')", &v), most);
	assert_int_equal(value_of("distinct(event.unit)", &v), 6);
	assert_int_equal(value_of("sum(event.people where month = 2020-01)", &v), -1);
	assert_int_equal(value_of("count(event where month = 2020-01)", &v), 0);
}

static void units_that_owe_a_report_are_listed(void **state)
{
	const struct form *form = form_in(l.data, "planting");
	struct period period;
	struct due_unit *due;
	struct err err = { 0 };
	size_t count;

	(void)state;
	must_save(
		l.data, "planting", &l.mem, "period=2021H1 unit=0201 area=1 as_of=2021-06-25");
	assert_int_equal(period_parse("2021H1", &period, &err), 0);
	assert_int_equal(query_due(l.data, form, period, date_of(2021, 6, 25), &l.mem, &due,
				 &count, &err),
		0);
	assert_int_equal(count, 4);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(due[i].reported, strcmp(due[i].unit->code, "02") == 0);
	assert_int_equal(query_due(l.data, form, period, date_of(2021, 6, 24), &l.mem, &due,
				 &count, &err),
		0);
	assert_int_equal(due[1].reported, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_complete_and_in_order_both_ways),
		cmocka_unit_test(counts_and_visits_are_what_a_plain_filter_finds),
		cmocka_unit_test(sums_are_what_a_plain_loop_finds),
		cmocka_unit_test(the_answer_says_how_it_was_found),
		cmocka_unit_test(rare_rows_are_paged_in_the_same_order),
		cmocka_unit_test(aggregates_are_answered),
		cmocka_unit_test(units_that_owe_a_report_are_listed),
	};

	return cmocka_run_group_tests(tests, open_it, close_it);
}

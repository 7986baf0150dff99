/*
 * test_unit_views.c - one history of units by hand: what expressions, groups, names, saving and
 * who owes make of it, as it was and as it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "unit/data/units_world.h"

/*
 * Town 02 goes into 01 on 2022-01-01, village 0301 to 04 on 2022-07-01, 03 is called "third"
 * from 2023-01-01 on.  Stock: 0201 and 02 in 2021H2, 0301 in 2022H1 and 2022H2, 01 in 2022H1.
 */
static void open_by_hand(struct world *w)
{
	static const char *towns[] = { "02", NULL }, *villages[] = { "0301", NULL },
			  *renamed[] = { "03", NULL };
	static const char *owed[] = { "stock", NULL };

	*w = (struct world){ 0 };
	world_begin(w);
	w->changes[w->change_count++] = (struct unit_change){ .kind = CHANGE_MERGE,
		.on = date_of(2022, 1, 1), .units = towns, .into = "01" };
	w->changes[w->change_count++] = (struct unit_change){ .kind = CHANGE_TRANSFER,
		.on = date_of(2022, 7, 1), .units = villages, .into = "04" };
	w->changes[w->change_count++] = (struct unit_change){ .kind = CHANGE_RENAME,
		.on = date_of(2023, 1, 1), .units = renamed, .name = "third" };
	world_open(w);
	for (size_t i = 0; i < w->l.model->units.count; i++)
		if (strlen(w->l.model->units.units[i].code) == 2 && i > 0)
			w->l.model->units.units[i].reports = owed;
	must_save(w->l.data, "stock", &w->l.mem, "period=2021H2 unit=0201 kind=A amount=1");
	must_save(w->l.data, "stock", &w->l.mem, "period=2021H2 unit=02 kind=A amount=2");
	must_save(w->l.data, "stock", &w->l.mem, "period=2022H1 unit=0301 kind=A amount=4");
	must_save(w->l.data, "stock", &w->l.mem, "period=2022H2 unit=0301 kind=A amount=8");
	must_save(w->l.data, "stock", &w->l.mem, "period=2022H1 unit=01 kind=A amount=16");
}

struct report_of {
	struct dataset *data;
	const char *unit, *period;
};

static int report_param(void *context, const char *name, struct value *out)
{
	const struct report_of *r = context;
	struct err err = { 0 };

	if (strcmp(name, "unit") == 0)
		*out = value_text(r->unit);
	else if (strcmp(name, "period") == 0)
		return out->kind = KIND_PERIOD, out->state = VALUE_GIVEN,
		       period_parse(r->period, &out->period, &err);
	else
		return 1;
	return 0;
}

static int report_aggregate(void *context, const struct aggregate_call *call,
	const struct expr_scope *scope, struct value *out, struct err *err)
{
	return data_aggregate(((struct report_of *)context)->data, call, scope, out, err);
}

static const char *told(struct world *w, const char *text, const char *unit,
	const char *period, enum unit_view view)
{
	static const struct expr_param params[] = { { "unit", EXPR_UNIT },
		{ "period", EXPR_PERIOD }, { NULL, EXPR_ANY } };
	struct expr_options options = { .model = w->l.model, .params = params };
	struct report_of r = { w->l.data, unit, period };
	struct expr_scope scope = { .model = w->l.model, .param = report_param, .context = &r,
		.aggregate = report_aggregate, .mem = &w->l.mem, .units = view };
	const struct expr *expr;
	struct value value = { 0 };
	struct str out = { 0 };
	struct err err = { 0 };

	if (expr_parse(text, &options, &w->l.mem, &expr, &err) < 0 ||
		expr_eval(expr, &scope, &value, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	if (value.state != VALUE_GIVEN)
		return ".";
	if (value.kind == KIND_TEXT)
		return arena_text(&w->l.mem, value.text);
	decimal_print(value.number, &out);
	return str_keep(&out, &w->l.mem);
}

static void expressions_follow_the_view_of_their_scope(void **state)
{
	static const char most[] = "max(stock.amount where unit within $unit)";
	static const char sum[] =
		"sum(stock.amount where unit within $unit and period = $period)";
	static const char count[] = "count(stock where unit within $unit)";
	static struct world w;

	(void)state;
	open_by_hand(&w);
	assert_string_equal(told(&w, sum, "02", "2021H2", UNITS_WAS), "3.00");
	assert_string_equal(told(&w, sum, "01", "2021H2", UNITS_WAS), ".");
	assert_string_equal(told(&w, sum, "01", "2021H2", UNITS_NOW), "3.00");
	assert_string_equal(told(&w, sum, "00", "2021H2", UNITS_WAS), "3.00");
	assert_string_equal(told(&w, sum, "03", "2022H1", UNITS_WAS), "4.00");
	assert_string_equal(told(&w, sum, "04", "2022H1", UNITS_WAS), ".");
	assert_string_equal(told(&w, sum, "04", "2022H1", UNITS_NOW), "4.00");
	assert_string_equal(told(&w, count, "03", "2022H2", UNITS_WAS), "1");
	assert_string_equal(told(&w, count, "04", "2022H2", UNITS_WAS), "1");
	assert_string_equal(told(&w, count, "03", "2022H2", UNITS_NOW), "0");
	assert_string_equal(told(&w, count, "04", "2022H2", UNITS_NOW), "1");
	/* read one by one, what is no sum too */
	assert_string_equal(told(&w, most, "03", "2022H2", UNITS_WAS), "4.00");
	assert_string_equal(told(&w, most, "04", "2022H2", UNITS_WAS), "8.00");
	/* outside of records: the last day of the report's period */
	assert_string_equal(told(&w, "name($unit)", "03", "2022H2", UNITS_WAS), "03");
	assert_string_equal(told(&w, "name($unit)", "03", "2023H1", UNITS_WAS), "third");
	assert_string_equal(told(&w, "name($unit)", "03", "2022H2", UNITS_NOW), "third");
	assert_string_equal(told(&w, "report_name($unit)", "03", "2022H2", UNITS_WAS), "03");
	assert_string_equal(told(&w, "parent($unit)", "0301", "2022H1", UNITS_WAS), "03");
	assert_string_equal(told(&w, "parent($unit)", "0301", "2022H1", UNITS_NOW), "04");
	assert_string_equal(told(&w, "level($unit, 1)", "0201", "2022H1", UNITS_WAS), "01");
	assert_string_equal(told(&w, "level($unit, 1)", "0201", "2021H2", UNITS_WAS), "02");
	ledger_close(&w.l);
}

static void a_groups_unit_is_named_as_of_its_day(void **state)
{
	static struct world w;
	struct group_query g = { .as_of = DATE_NONE, .sum_count = 1 };
	struct group_result result;
	struct str shown = { 0 };
	struct err err = { 0 };

	(void)state;
	open_by_hand(&w);
	g.base = (struct query){ .form = form_in(w.l.data, "stock"), .units = UNITS_WAS };
	g.sums[0] = form_field(g.base.form, "amount");
	g.by[g.by_count++] = (struct group_by){ form_field(g.base.form, "unit"), 1 };
	g.by[g.by_count++] = (struct group_by){ form_field(g.base.form, "period"), -1 };
	if (query_group(w.l.data, &g, &w.l.mem, &result, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(result.plan.kind, PLAN_TOTALS);
	assert_int_equal(result.count, 4);
	for (size_t i = 0; i < result.count; i++) {
		const struct group_row *row = &result.rows[i];

		assert_int_equal(row->day,
			world_last_day(arena_printf(&w.l.mem, "%dH%d", row->keys[1].period.year,
					 row->keys[1].period.number), &(struct period){ 0 }));
		if (strcmp(row->keys[0].text, "03") != 0)
			continue;
		data_show_on(w.l.data, g.by[0].field, &row->keys[0], row->day, &shown);
		assert_string_equal(str_text(&shown), "03");
		str_clear(&shown);
		data_show_on(w.l.data, g.by[0].field, &row->keys[0], DATE_NONE, &shown);
		assert_string_equal(str_text(&shown), "third");
	}
	str_release(&shown);
	ledger_close(&w.l);
}

static const char *save_says(struct world *w, const char *form, const char *words)
{
	struct save_result result;
	struct err err = { 0 };
	int got = data_save(w->l.data, make_record(w->l.data, form, &w->l.mem, words), NULL,
		&w->l.mem, &result, &err);

	if (got == DATA_FINDINGS)
		return result.findings.at[0].sentence;
	return got == DATA_OK ? "" : arena_text(&w->l.mem, err.text);
}

static void a_unit_takes_records_of_its_own_days_only(void **state)
{
	static struct world w;

	(void)state;
	open_by_hand(&w);
	assert_non_null(strstr(save_says(&w, "flow", "period=2022H1 unit=02 amount=1"),
		"was valid until 2021-12-31"));
	assert_non_null(strstr(save_says(&w, "dated", "day=2022-01-01 unit=02 amount=1"),
		"was valid until 2021-12-31"));
	/* late, but of a period in which it was there */
	assert_string_equal(save_says(&w, "flow", "period=2021H2 unit=02 amount=1"), "");
	assert_string_equal(save_says(&w, "dated", "day=2021-12-31 unit=02 amount=1"), "");
	assert_string_equal(save_says(&w, "flow", "period=2022H1 unit=0201 amount=1"), "");
	ledger_close(&w.l);
}

static const char *due_codes(struct world *w, const char *period, enum unit_view view)
{
	const struct form *form = form_in(w->l.data, "stock");
	struct due_unit *due;
	struct period p;
	struct err err = { 0 };
	const char *text = "";
	size_t count;

	world_last_day(period, &p);
	if (query_due_seen(w->l.data, form, p, DATE_NONE, view, &w->l.mem, &due, &count, &err) <
		0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < count; i++)
		text = arena_printf(&w->l.mem, "%s%s%s:%d", text, i ? " " : "",
			due[i].unit->code, (int)due[i].records);
	return text;
}

static void who_owed_is_told_in_both_views(void **state)
{
	static struct world w;

	(void)state;
	open_by_hand(&w);
	assert_string_equal(due_codes(&w, "2021H2", UNITS_WAS), "01:0 02:2 03:0 04:0");
	assert_string_equal(due_codes(&w, "2021H2", UNITS_NOW), "01:2 03:0 04:0");
	assert_string_equal(due_codes(&w, "2022H1", UNITS_WAS), "01:1 03:1 04:0");
	assert_string_equal(due_codes(&w, "2022H1", UNITS_NOW), "01:1 03:0 04:1");
	ledger_close(&w.l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expressions_follow_the_view_of_their_scope),
		cmocka_unit_test(a_groups_unit_is_named_as_of_its_day),
		cmocka_unit_test(a_unit_takes_records_of_its_own_days_only),
		cmocka_unit_test(who_owed_is_told_in_both_views),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

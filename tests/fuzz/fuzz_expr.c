/*
 * fuzz_expr.c - any text is an expression or a fault with its column; what is an expression
 * prints to what prints the same, and evaluates without harm.  The text is also a query cell.
 */
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "lib/model_fixture.h"
#include "model/expr.h"
#include "model/qbe.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct model *model;
static struct record *record;
static const struct expr_param params[] = {
	{ "period", EXPR_PERIOD }, { "unit", EXPR_UNIT }, { "x", EXPR_ANY }, { NULL, EXPR_ANY },
};

static int give_param(void *context, const char *name, struct value *out)
{
	(void)context;
	*out = strcmp(name, "unit") == 0 ? value_text("150525105")
					 : value_number(decimal_of(2021));
	return 0;
}

static int answer(void *context, const struct aggregate_call *call,
		  const struct expr_scope *scope, struct value *out, struct err *err)
{
	struct expr_scope inner = *scope;

	(void)context;
	*out = value_number(decimal_of(3));
	if (!call->where || call->form != record->form)
		return 0;
	inner.record = record;
	return expr_truth(call->where, &inner, err) < 0 ? -1 : 0;
}

static void set_up(void)
{
	i18n_init(LANG_EN, NULL);
	model = fixture_model();
	record = fixture_record(model, "planting");
	fixture_set(model, record, "period", "2021H1");
	fixture_set(model, record, "unit", "150525105201");
	fixture_set(model, record, "land", "LX");
	fixture_set(model, record, "grower", "张三");
	fixture_set(model, record, "area", "12.50");
	fixture_set(model, record, "as_of", "2021-06-25");
	fixture_set(model, record, "organic", "yes");
	fixture_set(model, record, "kinds", "S001 S002");
	fixture_row(model, record, "LX", "5", "4");
	fixture_row(model, record, "GD", NULL, "6");
}

static const struct expr *check_stable(const char *text, const struct expr_options *options,
				       struct arena *mem)
{
	const struct expr *expr, *again;
	struct str once = { 0 }, twice = { 0 };
	struct err err = { 0 };

	if (expr_parse(text, options, mem, &expr, &err) < 0) {
		if (err.code != ERR_FAULT || strncmp(err.text, "column ", 7) != 0)
			BUG("a fault without a column: %s", err.text);
		return NULL;
	}
	expr_print(expr, &once);
	if (expr_parse(str_text(&once), options, mem, &again, &err) < 0)
		BUG("%s: %s", str_text(&once), err.text);
	expr_print(again, &twice);
	if (strcmp(str_text(&once), str_text(&twice)) != 0)
		BUG("%s prints as %s", str_text(&once), str_text(&twice));
	str_release(&once);
	str_release(&twice);
	return expr;
}

static void use(const struct expr *expr, struct arena *mem)
{
	struct expr_scope scope = {
		.model = model,
		.record = record,
		.param = give_param,
		.aggregate = answer,
		.mem = mem,
	};
	struct expr_bound *bounds;
	struct err err = { 0 };
	struct value value;
	int exact;

	expr_eval(expr, &scope, &value, &err);
	expr_bounds(expr, mem, &bounds, &exact);
	expr_states(expr);
	expr_reads(expr, record->form->unit);
	expr_has_aggregate(expr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena mem = { 0 };
	struct expr_options options = { .params = params };
	const struct expr *expr;
	struct err err = { 0 };
	char *text;

	if (!model)
		set_up();
	if (len > 4096)
		return 0;
	options.model = model;
	options.form = record->form;
	text = arena_text_len(&mem, (const char *)data, len);
	expr = check_stable(text, &options, &mem);
	if (expr)
		use(expr, &mem);
	/* The first byte chooses the field whose cell the rest is. */
	if (len > 0 &&
		qbe_cell(model, record->form,
			&record->form->fields[data[0] % record->form->field_count], text + 1,
			&mem, &expr, &err) == 0 &&
		expr)
		use(expr, &mem);
	arena_release(&mem);
	return 0;
}

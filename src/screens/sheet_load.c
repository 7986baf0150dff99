/*
 * sheet_load.c - the rows of a grid: who owes the form, what is there, what may be typed.
 *
 * Figures come from totals; the single line behind a cell is read where there is just one.
 */
#include "screens/sheet.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "data/dataset.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/figures.h"
#include "screens/screens.h"
#include "screens/typing.h"
#include "tui/popup.h"
#include "tui/screen.h"

enum { PROMPT_LIMIT = 40 };

/* ---- conditions -------------------------------------------------------------------------- */

static void where_period(const struct sheet *sh, struct period period, struct str *out)
{
	if (sh->form->period) {
		str_addf(out, "%s = ", sh->form->period->id);
		period_print(period, out);
	}
	if (sh->unit[0])
		str_addf(out, "%s%s = '%s'", out->len ? " and " : "", sh->form->unit->id,
			sh->unit);
}

void sheet_where(const struct sheet *sh, const struct sheet_row *row, struct str *out)
{
	const struct field *rows = sh->form->grid.rows;

	where_period(sh, sh->period, out);
	if (!row)
		return;
	if (out->len > 0)
		str_add(out, " and ");
	str_addf(out, row->unit ? "%s within '%s'" : "%s = '%s'", rows->id, row->code);
}

static int parse_where(const struct sheet *sh, const char *text, struct arena *mem,
	const struct expr **out, struct err *err)
{
	struct expr_options options = {
		.model = sh->model, .form = sh->form, .want = EXPR_BOOL
	};

	*out = NULL;
	return *text ? expr_parse(text, &options, mem, out, err) : 0;
}

/* The day on which names of units and validity of codes are asked for. */
static int32_t day_of(const struct sheet *sh)
{
	return sh->form->period ? period_last_day(sh->period, &sh->model->calendar.season)
				: sh->as_of;
}

/* ---- which period, as of which day ------------------------------------------------------- */

/* Asks for one value of a field until it can be read; 0, or 1 cancelled. */
static int ask_field(struct sheet *sh, const struct field *field, struct str *text,
	struct arena *mem, struct value *out)
{
	struct str label = { 0 };
	int got;

	str_add(&label, field_label(field, i18n_lang()));
	for (;;) {
		struct err why = { 0 };

		got = screen_prompt(sh->screen, str_text(&label), PROMPT_LIMIT, text);
		if (got != 0)
			break;
		if (field_parse(sh->model, field, str_text(text), mem, out, &why) == 0 &&
			value_is_given(out))
			break;
		if (why.code != ERR_NONE)
			screen_show_text(sh->screen, field_label(field, i18n_lang()), why.text);
	}
	str_release(&label);
	return got;
}

void sheet_set_period(struct sheet *sh, struct period period)
{
	sh->period = period;
	if (sh->form->as_of)
		sh->as_of = due_day(sh->app->data, sh->model, sh->form, period);
}

/* A draft that is being resumed belongs to the as-of date it was typed for. */
static void take_draft_day(struct sheet *sh)
{
	struct str context = { 0 };

	typing_resume_context(sh->app, &context);
	sheet_take_context(sh, str_text(&context));
	str_release(&context);
}

/* ---- whose figures, where codes go down -------------------------------------------------- */

static int is_by_unit(const struct sheet *sh)
{
	return sh->form->unit && sh->form->grid.rows->list;
}

static void set_unit(struct sheet *sh, const char *code)
{
	snprintf(sh->unit, sizeof(sh->unit), "%s", code);
}

const struct unit *sheet_unit(const struct sheet *sh)
{
	return sh->unit[0] ? unit_find(&sh->model->units, sh->unit) : NULL;
}

/* The unit of a post that reports it, else the first that owes it. */
static void begin_unit(struct sheet *sh)
{
	const struct viewer *viewer = dataset_viewer(sh->app->data);
	const struct unit **due;

	if (!is_by_unit(sh) || sh->unit[0])
		return;
	for (size_t i = 0; i < viewer->post_count && !sh->unit[0]; i++) {
		const struct role *role = model_role(sh->model, viewer->posts[i].role);
		const struct right *right =
			role ? role_right(role, ACTION_CREATE, sh->form) : NULL;

		if (right && !right->whole && viewer->posts[i].unit)
			set_unit(sh, viewer->posts[i].unit->code);
	}
	if (!sh->unit[0] &&
		units_due(&sh->model->units, sh->form->id, day_of(sh), &sh->mem, &due) > 0)
		set_unit(sh, due[0]->code);
	if (!sh->unit[0] && sh->model->site.root)
		set_unit(sh, sh->model->site.root->code);
}

static int ask_unit(struct sheet *sh, struct arena *mem)
{
	const struct unit *unit = sheet_unit(sh);
	struct str text = { 0 };
	struct value value;
	int got;

	str_add(&text, unit ? unit_name(unit, DATE_NONE) : "");
	got = ask_field(sh, sh->form->unit, &text, mem, &value);
	if (got == 0)
		set_unit(sh, value.text);
	str_release(&text);
	return got;
}

void sheet_take_context(struct sheet *sh, const char *context)
{
	const char *blank = strchr(context, ' '), *unit = strchr(context, '@');
	struct err ignored = { 0 };
	struct arena mem = { 0 };
	int32_t day;

	if (sh->form->as_of && blank &&
		date_parse(arena_text_len(&mem, blank + 1, strcspn(blank + 1, " ")), &day,
			&ignored) == 0)
		sh->as_of = day;
	if (unit && is_by_unit(sh) && unit_find(&sh->model->units, unit + 1))
		set_unit(sh, unit + 1);
	arena_release(&mem);
}

int sheet_begin(struct sheet *sh, struct err *err)
{
	struct arena mem = { 0 };
	struct period period = sh->period;
	int got = 0;

	if (sh->form->period && period.kind == PERIOD_NONE)
		got = due_period(sh->app->data, sh->form, &period, &mem, err);
	if (got == 0)
		sheet_set_period(sh, period);
	take_draft_day(sh);
	begin_unit(sh);
	arena_release(&mem);
	return got;
}

int sheet_ask(struct sheet *sh)
{
	struct arena mem = { 0 };
	struct str text = { 0 };
	struct value value;
	struct period period = sh->period;
	int got = is_by_unit(sh) ? ask_unit(sh, &mem) : 0;

	if (got == 0 && sh->form->period) {
		period_print(period, &text);
		got = ask_field(sh, sh->form->period, &text, &mem, &value);
		period = got == 0 ? value.period : period;
	}
	if (got == 0 && sh->form->as_of) {
		str_clear(&text);
		date_print(due_day(sh->app->data, sh->model, sh->form, period), &text);
		got = ask_field(sh, sh->form->as_of, &text, &mem, &value);
		if (got == 0)
			sh->as_of = value.date;
	}
	if (got == 0)
		sh->period = period;
	str_release(&text);
	arena_release(&mem);
	return got;
}

/* ---- rows -------------------------------------------------------------------------------- */

static void add_row(struct sheet *sh, const char *code, const char *name,
	const struct unit *unit, int reported)
{
	sh->rows[sh->row_count++] = (struct sheet_row){
		.code = code,
		.name = name,
		.unit = unit,
		.reported = reported,
		.refusal = "",
		.before = arena_array(&sh->mem, sheet_columns(sh), sizeof(struct value)),
		.now = arena_array(&sh->mem, sheet_columns(sh), sizeof(struct value)),
	};
}

/* Nobody owes the form: every unit of the first level that the viewer sees. */
static void rows_of_level(struct sheet *sh)
{
	const struct unit_tree *tree = &sh->model->units;
	const struct unit **units;
	const struct unit *root = sh->model->site.root;
	size_t count = root ? unit_children(tree, root, day_of(sh), &sh->mem, &units) : 0;

	sh->rows = arena_array(&sh->mem, count + 1, sizeof(*sh->rows));
	for (size_t i = 0; i < count; i++) {
		if (viewer_sees(sh->model, dataset_viewer(sh->app->data), sh->form, units[i]))
			add_row(sh, units[i]->code, unit_name(units[i], day_of(sh)),
				units[i], 0);
	}
}

static int rows_of_units(struct sheet *sh, struct err *err)
{
	struct due_unit *due = NULL;
	size_t count = 0;

	if (query_due(sh->app->data, sh->form, sh->period, sh->as_of, &sh->mem, &due, &count,
		    err) < 0)
		return -1;
	if (count == 0) {
		rows_of_level(sh);
		return 0;
	}
	sh->rows = arena_array(&sh->mem, count, sizeof(*sh->rows));
	for (size_t i = 0; i < count; i++)
		add_row(sh, due[i].unit->code, unit_name(due[i].unit, day_of(sh)),
			due[i].unit, due[i].reported);
	return 0;
}

static void rows_of_codes(struct sheet *sh)
{
	const struct code_list *list = sh->form->grid.rows->list;

	sh->rows = arena_array(&sh->mem, list->count + 1, sizeof(*sh->rows));
	for (size_t i = 0; i < list->count; i++)
		add_row(sh, list->codes[i].code, code_label(&list->codes[i], i18n_lang()), NULL,
			0);
}

/* ---- figures ----------------------------------------------------------------------------- */

static void add_sum(struct value *to, const struct value *sum, uint64_t missing)
{
	struct err ignored = { 0 };

	if (!value_is_given(sum)) {
		if (missing > 0 && to->state == VALUE_NONE)
			*to = value_state_only(VALUE_MISSING);
	} else if (!value_is_given(to)) {
		*to = value_number(sum->number);
	} else {
		decimal_add(to->number, sum->number, &to->number, &ignored);
	}
}

static int is_of_row(
	const struct sheet *sh, const struct sheet_row *row, const struct value *key)
{
	const struct unit *unit;

	if (!value_is_given(key))
		return 0;
	if (!row->unit)
		return strcmp(key->text, row->code) == 0;
	unit = unit_find(&sh->model->units, key->text);
	return unit && unit_is_within(unit, row->unit, day_of(sh));
}

/* Sums of a period by row; into now, or before when it is the period before. */
static int add_figures(struct sheet *sh, struct period period, int before, struct err *err)
{
	struct group_query q = { .base = { .form = sh->form },
		.as_of = before ? DATE_NONE : sh->as_of };
	struct group_result result = { 0 };
	struct str where = { 0 };
	int got;

	q.by[q.by_count++] = (struct group_by){ sh->form->grid.rows, -1 };
	for (size_t i = 0; i < sheet_columns(sh) && i < GROUP_MAX_SUMS; i++)
		q.sums[q.sum_count++] = sheet_field(sh, i);
	where_period(sh, period, &where);
	got = parse_where(sh, str_text(&where), &sh->mem, &q.base.where, err);
	str_release(&where);
	if (got < 0 || query_group(sh->app->data, &q, &sh->mem, &result, err) < 0)
		return -1;
	for (size_t g = 0; g < result.count; g++) {
		for (size_t r = 0; r < sh->row_count; r++) {
			struct sheet_row *row = &sh->rows[r];

			if (!is_of_row(sh, row, &result.rows[g].keys[0]))
				continue;
			row->reported = row->reported || !before;
			for (size_t i = 0; i < q.sum_count; i++)
				add_sum(before ? &row->before[i] : &row->now[i],
					&result.rows[g].sums[i].sum,
					result.rows[g].sums[i].missing);
		}
	}
	return 0;
}

/* ---- what may be typed ------------------------------------------------------------------- */

static int is_header_field(const struct sheet *sh, const struct field *field)
{
	return field == sh->form->period || field == sh->form->as_of ||
		field == sh->form->grid.rows || (sh->unit[0] && field == sh->form->unit);
}

int sheet_stands_for_row(
	const struct sheet *sh, const struct sheet_row *row, const struct record *record)
{
	const struct form *form = sh->form;
	const struct value *at = &record->values[form->grid.rows->index];

	if (!value_is_given(at) || strcmp(at->text, row->code) != 0)
		return 0;
	for (size_t i = 0; i < form->key.count; i++) {
		const struct field *field = form->key.at[i];

		if (!is_header_field(sh, field) &&
			record->values[field->index].state != VALUE_NONE)
			return 0;
	}
	return !form->as_of || !value_is_given(&record->values[form->as_of->index]) ||
		record->values[form->as_of->index].date <= sh->as_of;
}

/* Who did what before is looked at when it is saved. */
static void look_at_rights(struct sheet *sh, struct sheet_row *row)
{
	struct err why = { 0 };

	row->record->done_known = 1;
	row->editable = may(sh->model, dataset_viewer(sh->app->data), ACTION_CHANGE, sh->form,
				row->record, &why) == 0;
	row->refusal = row->editable ? "" : arena_text(&sh->mem, why.text);
}

static int read_lines(struct sheet *sh, struct sheet_row *row, struct err *err)
{
	struct query query = { .form = sh->form };
	struct page_at first = { .limit = 2 };
	struct record_page page = { 0 };
	struct str where = { 0 };
	int got;

	sheet_where(sh, row, &where);
	got = parse_where(sh, str_text(&where), &sh->mem, &query.where, err);
	str_release(&where);
	if (got < 0 || query_page(sh->app->data, &query, &first, &sh->mem, &page, err) < 0)
		return -1;
	row->lines = page.count;
	row->record = page.count == 1 ? page.rows[0] : NULL;
	row->editable = page.count == 0 ||
		(page.count == 1 && sheet_stands_for_row(sh, row, row->record));
	if (row->record && row->editable)
		look_at_rights(sh, row);
	return 0;
}

int sheet_load(struct sheet *sh, struct err *err)
{
	int got = 0;

	arena_clear(&sh->mem);
	sh->row_count = 0;
	str_clear(&sh->pane.text);
	err_clear(&sh->denied);
	may(sh->model, dataset_viewer(sh->app->data), ACTION_CREATE, sh->form, NULL,
		&sh->denied);
	if (sh->form->grid.rows->list)
		rows_of_codes(sh);
	else
		got = rows_of_units(sh, err);
	if (got == 0)
		got = add_figures(sh, sh->period, 0, err);
	if (got == 0 && sh->form->period)
		got = add_figures(sh, period_previous(sh->period), 1, err);
	for (size_t i = 0; got == 0 && i < sh->row_count; i++)
		got = read_lines(sh, &sh->rows[i], err);
	list_count(&sh->list, sh->row_count);
	return got;
}

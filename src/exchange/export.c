/*
 * export.c - records and groups of a query, row by row into a sink.
 */
#include "exchange/export.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "exchange/json.h"
#include "exchange/nearest.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/unit.h"
#include "model/workflow.h"

/* ---- columns ---- */

static int add_column(const struct form *form, const char *name, const struct field **out,
		      struct err *err)
{
	const struct field *near;

	*out = form_field_named(form, name);
	if (*out)
		return 0;
	near = nearest_field(form, name);
	if (near)
		return err_set(err, ERR_USAGE,
			_("There is no field \"%.60s\"; did you mean \"%s\"?"), name, near->id);
	return err_set(err, ERR_USAGE, _("There is no field \"%.60s\"."), name);
}

int export_columns(const struct form *form, const char *list, struct arena *mem,
		   const struct field *const **out, size_t *count, struct err *err)
{
	const struct field **fields = arena_array(mem, strlen(list) + 1, sizeof(*fields));

	*count = 0;
	while (*list) {
		size_t len = strcspn(list, ",");

		if (len > 0 && add_column(form, arena_text_len(mem, list, len), &fields[*count],
					  err) < 0)
			return -1;
		*count += len > 0;
		list += len + (list[len] == ',');
	}
	*out = fields;
	return 0;
}

/* Text shows what a screen would; CSV and JSON carry all that is stored. */
static size_t default_fields(const struct form *form, enum rows_format format,
			     struct arena *mem, const struct field *const **out)
{
	const struct field **fields = arena_array(mem, form->field_count + 1, sizeof(*fields));
	size_t count = 0;

	*out = fields;
	if (format == ROWS_TEXT && form->columns.count > 0) {
		*out = form->columns.at;
		return form->columns.count;
	}
	for (size_t i = 0; i < form->field_count; i++) {
		if (!(form->fields[i].type->flags & TYPE_COMPUTED))
			fields[count++] = &form->fields[i];
	}
	return count;
}

static int is_computed(const struct field *const *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (fields[i]->type->flags & TYPE_COMPUTED)
			return 1;
	}
	return 0;
}

/* ---- records ---- */

struct exporting {
	struct dataset *data;
	const struct model *model;
	const struct export_options *options;
	const struct field *const *fields;
	size_t count;
	int with_id, with_reason, with_state, compute;
	enum unit_view units;
	int32_t day;                    /* on which units are named, DATE_NONE: as now */
	struct rows_out *out;
	struct arena row;               /* cleared for each row */
	struct str line;
	uint64_t written;
};

static const char *cell_text(const struct exporting *ex, const struct field *field,
			     const struct value *value, struct arena *mem)
{
	struct str text = { 0 };
	const char *copy;

	/* "3 rows" and the title of a record could not come in again. */
	if (ex->options->format == ROWS_TEXT ||
	    (ex->options->flags & EXPORT_LABELS && ex->day != DATE_NONE &&
		    strcmp(field->type->name, "unit") == 0))
		data_show_on(ex->data, field, value, ex->day, &text);
	else if (ex->options->flags & EXPORT_LABELS && !field->group && !field->target)
		field_show(ex->model, field, value, &text);
	else
		field_format(ex->model, field, value, &text);
	copy = arena_text_len(mem, str_text(&text), text.len);
	str_release(&text);
	return copy;
}

/* With its measure unit where no title tells it: import takes both. */
static const char *record_cell(struct exporting *ex, const struct field *field,
			       const struct value *values)
{
	struct field room;
	const char *text = cell_text(ex, field_beside(ex->model, field, values, &room),
				     &values[field->index], &ex->row);
	struct str whole = { 0 };

	if (!field->measure_of)
		return text;
	str_add(&whole, text);
	field_add_measure(ex->model, field, values, &whole);
	text = arena_text(&ex->row, str_text(&whole));
	str_release(&whole);
	return text;
}

static int put_cells(struct exporting *ex, const struct record *record, struct err *err)
{
	const char **cells = arena_array(&ex->row, ex->count + 3, sizeof(*cells));
	size_t at = 0;

	if (ex->with_id)
		cells[at++] = arena_printf(&ex->row, "%llu", (unsigned long long)record->id);
	for (size_t i = 0; i < ex->count; i++)
		cells[at++] = record_cell(ex, ex->fields[i], record->values);
	if (ex->with_state)
		cells[at++] = ex->options->format == ROWS_TEXT
			? state_label(ex->model, record->state)
			: state_id(ex->model, record->state);
	if (ex->with_reason)
		cells[at++] = record->warn_reason ? record->warn_reason : "";
	return rows_out_row(ex->out, cells, err);
}

static int put_json(struct exporting *ex, const struct record *record, struct err *err)
{
	unsigned flags = ex->options->flags & EXPORT_BARE ? JSON_BARE : 0;

	str_clear(&ex->line);
	record_to_json(ex->model, record, ex->fields, ex->count, flags, &ex->line);
	return rows_out_line(ex->out, str_text(&ex->line), err);
}

static int put_record(void *context, const struct record *record, struct err *err)
{
	struct exporting *ex = context;
	int got;

	arena_clear(&ex->row);
	ex->day = unit_view_day(ex->units, record->form, record->values,
				&ex->model->calendar.season);
	if (ex->compute) {
		struct record *own = record_copy(record, &ex->row);

		if (data_compute(ex->data, own, &ex->row, err) < 0)
			return -1;
		record = own;
	}
	if (ex->options->format == ROWS_JSON)
		got = put_json(ex, record, err);
	else
		got = put_cells(ex, record, err);
	if (got < 0)
		return -1;
	ex->written++;
	return ex->options->limit > 0 && ex->written >= ex->options->limit;
}

static size_t make_columns(const struct exporting *ex, struct arena *mem,
			   struct rows_column **out)
{
	struct rows_column *columns = arena_array(mem, ex->count + 3, sizeof(*columns));
	const char *state = ex->options->format == ROWS_TEXT ? _("State") : "_state";
	size_t at = 0;

	if (ex->with_id)
		columns[at++] = (struct rows_column){ "_id", "_id", ROWS_NUMBER };
	for (size_t i = 0; i < ex->count; i++) {
		const struct field *field = ex->fields[i];
		int is_number = (field_type_flags(field) & TYPE_NUMBER) != 0;

		columns[at++] = (struct rows_column){ field->id,
			field_label(field, i18n_lang()), is_number ? ROWS_NUMBER : ROWS_LEFT };
	}
	if (ex->with_state)
		columns[at++] = (struct rows_column){ "_state", state, ROWS_LEFT };
	if (ex->with_reason)
		columns[at++] = (struct rows_column){ "_reason", "_reason", ROWS_LEFT };
	*out = columns;
	return at;
}

/* The reason for what was warned of goes with the record, where a rule can ask for one. */
static int wants_reason(const struct form *form, const struct export_options *options)
{
	size_t warnings = 0;

	for (size_t i = 0; i < form->rule_count; i++)
		warnings += form->rules[i].level == RULE_WARN;
	for (size_t i = 0; i < form->field_count; i++) {
		const struct form *group = form->fields[i].group;

		for (size_t k = 0; group && k < group->rule_count; k++)
			warnings += group->rules[k].level == RULE_WARN;
	}
	return options->format == ROWS_CSV && !options->fields &&
		!(options->flags & EXPORT_SHOWN) && warnings > 0;
}

/* Of a ledger whose records go on after they are submitted; JSON has it in any case. */
static int wants_state(const struct form *form, const struct export_options *options)
{
	return form->workflow && options->flags & EXPORT_SHOWN && !options->fields &&
		options->format != ROWS_JSON;
}

int export_query(struct dataset *data, const struct query *query,
		 const struct export_options *options, const struct sink *sink,
		 struct arena *mem, uint64_t *written, const char **outside, struct err *err)
{
	struct exporting ex = { .data = data, .model = dataset_model(data), .options = options,
				.fields = options->fields, .count = options->field_count,
				.units = query->units, .day = DATE_NONE };
	enum deed action = options->flags & EXPORT_SHOWN ? ACTION_READ : ACTION_EXPORT;
	struct rows_column *columns;
	size_t count;
	int got;

	if (may(ex.model, dataset_viewer(data), action, query->form, NULL, err) < 0)
		return -1;
	if (!ex.fields)
		ex.count = default_fields(query->form, options->format, mem, &ex.fields);
	ex.compute = is_computed(ex.fields, ex.count);
	ex.with_id = options->flags & EXPORT_IDS ||
		     (query->form->key.count == 0 && options->format == ROWS_CSV);
	ex.with_reason = wants_reason(query->form, options);
	ex.with_state = wants_state(query->form, options);
	count = make_columns(&ex, mem, &columns);
	ex.out = rows_out_open(options->format, options->rows, columns, count, sink);
	got = query_each(data, query, put_record, &ex, err);
	if (got >= 0)
		got = rows_out_finish(ex.out, err);
	if (written)
		*written = ex.written;
	if (outside)
		*outside = arena_text(mem, rows_out_outside(ex.out));
	rows_out_close(&ex.out);
	str_release(&ex.line);
	arena_release(&ex.row);
	return got < 0 ? -1 : 0;
}

/* ---- groups ---- */

static const char *label_of_sum(const struct field *field, const char *what, struct arena *mem)
{
	return arena_printf(mem, "%s %s", field_label(field, i18n_lang()), what);
}

static struct rows_column *group_columns(const struct group_query *query, struct arena *mem,
					 size_t *count)
{
	struct rows_column *columns =
		arena_array(mem, query->by_count + 1 + 3 * query->sum_count, sizeof(*columns));
	size_t at = 0;

	for (size_t i = 0; i < query->by_count; i++)
		columns[at++] = (struct rows_column){ query->by[i].field->id,
			field_label(query->by[i].field, i18n_lang()), ROWS_LEFT };
	columns[at++] = (struct rows_column){ "records", _("Records"), ROWS_NUMBER };
	for (size_t i = 0; i < query->sum_count; i++) {
		const struct field *field = query->sums[i];

		columns[at++] = (struct rows_column){ field->id,
			field_label(field, i18n_lang()), ROWS_NUMBER };
		columns[at++] = (struct rows_column){ arena_printf(mem, "%s_given", field->id),
			label_of_sum(field, _("given"), mem), ROWS_NUMBER };
		columns[at++] =
			(struct rows_column){ arena_printf(mem, "%s_missing", field->id),
				label_of_sum(field, _("missing"), mem), ROWS_NUMBER };
	}
	*count = at;
	return columns;
}

/* The sum of one code's figures, with the measure unit that the code tells. */
static const char *sum_cell(struct exporting *ex, const struct group_query *query,
			    const struct group_row *row, size_t i)
{
	const struct field *field = query->sums[i];
	const char *text = cell_text(ex, field, &row->sums[i].sum, &ex->row);
	const struct measure *measure = NULL;

	for (size_t k = 0; field->measure_of && k < query->by_count; k++)
		if (query->by[k].field == field->measure_of)
			measure = field_measure_by(ex->model, field, &row->keys[k]);
	if (!measure || !value_is_given(&row->sums[i].sum))
		return text;
	return arena_printf(&ex->row, "%s %s", text, text_in(measure->label, i18n_lang()));
}

static int put_group(struct exporting *ex, const struct group_query *query,
		     const struct group_row *row, struct err *err)
{
	const char **cells = arena_array(
		&ex->row, query->by_count + 1 + 3 * query->sum_count, sizeof(*cells));
	size_t at = 0;

	ex->day = row->day;
	for (size_t i = 0; i < query->by_count; i++)
		cells[at++] = cell_text(ex, query->by[i].field, &row->keys[i], &ex->row);
	cells[at++] = arena_printf(&ex->row, "%llu", (unsigned long long)row->records);
	for (size_t i = 0; i < query->sum_count; i++) {
		cells[at++] = sum_cell(ex, query, row, i);
		cells[at++] = arena_printf(&ex->row, "%llu",
					   (unsigned long long)row->sums[i].given);
		cells[at++] = arena_printf(&ex->row, "%llu",
					   (unsigned long long)row->sums[i].missing);
	}
	return rows_out_row(ex->out, cells, err);
}

int export_groups(struct dataset *data, const struct group_query *query,
		  const struct group_result *result, enum rows_format format,
		  const struct sink *sink, struct err *err)
{
	struct export_options options = { .format = format };
	struct exporting ex = {
		.data = data, .model = dataset_model(data), .options = &options
	};
	struct arena mem = { 0 };
	size_t count;
	struct rows_column *columns = group_columns(query, &mem, &count);
	int got = 0;

	ex.out = rows_out_open(format, 0, columns, count, sink);
	for (size_t i = 0; got == 0 && i < result->count; i++) {
		got = put_group(&ex, query, &result->rows[i], err);
		arena_clear(&ex.row);
	}
	if (got == 0)
		got = rows_out_finish(ex.out, err);
	rows_out_close(&ex.out);
	arena_release(&ex.row);
	arena_release(&mem);
	return got < 0 ? -1 : 0;
}

/*
 * record_text.c - labels and values in lines; what differs between two revisions.
 */
#include "screens/record_text.h"

#include <string.h>

#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/measure.h"
#include "model/record.h"
#include "model/workflow.h"
#include "screens/columns.h"

static void add_line(const char *label, const char *text, const char *indent, struct str *out)
{
	str_add(out, indent);
	utf8_fit(label, RECORD_LABEL_COLS, 0, out);
	str_addf(out, "  %s\n", text);
}

/* Who asks: data NULL shows references as numbers. */
struct reader {
	const struct model *model;
	struct dataset *data;
};

static void show(const struct reader *in, const struct form *form, const struct field *field,
	const struct value *value, struct str *out)
{
	if (in->data && field->target && value_is_given(value))
		data_show(in->data, field, value, out);
	else
		cell_show(in->model, form, field, value, out);
}

/* What stands beside a value: its note, and that it is not confirmed. */
static void add_marks(const struct value *value, struct str *out)
{
	if (value->note)
		str_addf(out, "  (%s)", value->note);
	if (value->carried)
		str_add(out, _("  (from last period, not confirmed)"));
}

static void add_field(const struct reader *in, const struct form *form,
	const struct field *in_form, const struct value *values, const char *indent,
	struct str *out)
{
	const struct value *value = &values[in_form->index];
	struct field room;
	const struct field *field = field_beside(in->model, in_form, values, &room);
	struct str text = { 0 };

	if (value->state == VALUE_NONE)
		return;
	show(in, form, field, value, &text);
	/* "nothing new" has no measure */
	if (field->measure && value_is_given(value) && strpbrk(str_text(&text), "0123456789"))
		str_addf(&text, " %s", text_in(field->measure->label, i18n_lang()));
	add_marks(value, &text);
	add_line(field_label(field, i18n_lang()), str_text(&text), indent, out);
	str_release(&text);
}

static void add_rows(const struct reader *in, const struct field *field,
	const struct row_values *rows, struct str *out)
{
	for (size_t r = 0; r < rows->count; r++) {
		str_addf(out, "%s %zu\n", field_label(field, i18n_lang()), r + 1);
		for (size_t i = 0; i < field->group->field_count && i < rows->width; i++)
			add_field(in, field->group, &field->group->fields[i],
				&rows->cells[r * rows->width], "  ", out);
	}
}

/* Values of fields that the form has lost are told as they are kept. */
static void add_strays(const struct record *record, struct str *out)
{
	for (size_t i = 0; i < record->stray_count; i++) {
		const struct value *value = &record->strays[i].value;
		struct str text = { 0 };

		if (value->kind == KIND_TEXT && value_is_given(value))
			str_add(&text, value->text);
		else if (value->kind == KIND_NUMBER)
			decimal_print_short(value->number, &text);
		else if (value->kind == KIND_DATE)
			date_print(value->date, &text);
		if (text.len)
			add_line(record->strays[i].id, str_text(&text), "", out);
		str_release(&text);
	}
}

static void add_record(const struct reader *in, const struct record *record, struct str *out)
{
	const struct form *form = record->form;

	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];

		if (field->group && value_is_given(&record->values[i]))
			add_rows(in, field, &record->values[i].rows, out);
		else
			add_field(in, form, field, record->values, "", out);
	}
	add_strays(record, out);
	add_line(_("State"), state_label(in->model, record->state), "", out);
	if (record->warn_reason)
		add_line(_("Reason"), record->warn_reason, "", out);
}

void record_text(const struct model *model, const struct record *record, struct str *out)
{
	add_record(&(struct reader){ model, NULL }, record, out);
}

void record_text_named(struct dataset *data, const struct record *record, struct str *out)
{
	add_record(&(struct reader){ dataset_model(data), data }, record, out);
}

static void add_value(
	const struct reader *in, const struct record *record, size_t i, struct str *out)
{
	const struct value *value = &record->values[i];

	if (value->state == VALUE_NONE)
		str_add(out, _("(empty)"));
	else
		show(in, record->form, &record->form->fields[i], value, out);
	add_marks(value, out);
}

void record_changes(const struct model *model, struct dataset *data,
	const struct record *before, const struct record *after, struct str *out)
{
	const struct reader in = { model, data };
	const char *between = "";

	for (size_t i = 0; i < after->form->field_count; i++) {
		const struct value none = { 0 };
		const struct value *was = before ? &before->values[i] : &none;

		if (value_equal(was, &after->values[i]))
			continue;
		str_addf(out, "%s%s ", between,
			field_label(&after->form->fields[i], i18n_lang()));
		between = _("; ");
		if (before) {
			add_value(&in, before, i, out);
			str_add(out, " -> ");
		}
		add_value(&in, after, i, out);
	}
	if (after->warn_reason &&
		(!before || !before->warn_reason ||
			strcmp(before->warn_reason, after->warn_reason) != 0))
		str_addf(out, _("%sReason: %s"), between, after->warn_reason);
}

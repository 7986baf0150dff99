/*
 * show_record.c - a record as lines on stdout; groups as indented rows.
 */
#include "cli/show_record.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"

static void print_line(const char *label, const char *text, int indent)
{
	struct str line = { 0 };

	utf8_fit(label, 16, 0, &line);
	out_line("%*s%s  %s", indent, "", str_text(&line), text);
	str_release(&line);
}

/* What stands beside a value: its note, and that it is not confirmed. */
static void add_marks(const struct value *value, struct str *out)
{
	if (value->note)
		str_addf(out, "  (%s)", value->note);
	if (value->carried)
		str_add(out, _("  (from last period, not confirmed)"));
}

static void print_field(struct dataset *data, const struct field *in_form,
			const struct value *values, int indent);

static void print_rows(struct dataset *data, const struct field *field,
		       const struct value *value)
{
	const struct row_values *rows = &value->rows;

	for (size_t r = 0; r < rows->count; r++) {
		struct str head = { 0 };

		str_addf(&head, "%s %zu", field_label(field, i18n_lang()), r + 1);
		out_line("%s", str_text(&head));
		for (size_t i = 0; i < field->group->field_count && i < rows->width; i++)
			print_field(data, &field->group->fields[i],
				    &rows->cells[r * rows->width], 2);
		str_release(&head);
	}
}

static void print_field(struct dataset *data, const struct field *in_form,
			const struct value *values, int indent)
{
	const struct value *value = &values[in_form->index];
	struct field room;
	const struct field *field =
		field_beside(dataset_model(data), in_form, values, &room);
	struct str text = { 0 };
	const char *label;

	if (value->state == VALUE_NONE)
		return;
	if (field->group && value_is_given(value)) {
		print_rows(data, field, value);
		return;
	}
	data_show(data, field, value, &text);
	label = field->measure ? text_in(field->measure->label, i18n_lang()) : "";
	if (value_is_given(value) && !text_ends_with(str_text(&text), label))
		str_addf(&text, " %s", label);
	add_marks(value, &text);
	print_line(field_label(field, i18n_lang()), str_text(&text), indent);
	str_release(&text);
}

void show_record(struct dataset *data, const struct record *record)
{
	for (size_t i = 0; i < record->form->field_count; i++)
		print_field(data, &record->form->fields[i], record->values, 0);
	for (size_t i = 0; i < record->stray_count; i++) {
		struct str text = { 0 };

		if (value_is_given(&record->strays[i].value) &&
		    record->strays[i].value.kind == KIND_TEXT)
			str_add(&text, record->strays[i].value.text);
		print_line(record->strays[i].id, str_text(&text), 0);
		str_release(&text);
	}
}

/* Why warnings were accepted, where it is new. */
static void print_reason(const struct record *before, const struct record *record)
{
	const char *was = before && before->warn_reason ? before->warn_reason : "";
	const char *reason = record->warn_reason ? record->warn_reason : "";

	if (strcmp(was, reason) != 0)
		print_line(_("Reason"), reason, 2);
}

void show_changes(struct dataset *data, const struct record *before,
		  const struct record *record)
{
	for (size_t i = 0; i < record->form->field_count; i++) {
		const struct field *field = &record->form->fields[i];
		struct str line = { 0 };

		if (before && value_equal(&before->values[i], &record->values[i]))
			continue;
		if (before && !field->group) {
			data_show(data, field, &before->values[i], &line);
			add_marks(&before->values[i], &line);
			str_add(&line, " -> ");
			data_show(data, field, &record->values[i], &line);
			add_marks(&record->values[i], &line);
			print_line(field_label(field, i18n_lang()), str_text(&line), 2);
		} else {
			print_field(data, field, record->values, 2);
		}
		str_release(&line);
	}
	print_reason(before, record);
}

/*
 * export_forms.c - what ledgers there are, and what one of them holds, as a table.
 */
#include "exchange/export.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/measure.h"
#include "model/model.h"

int export_forms(struct dataset *data, enum rows_format format, const struct sink *sink,
		 struct err *err)
{
	const struct model *model = dataset_model(data);
	struct rows_column columns[] = { { "form", _("Form"), ROWS_LEFT },
					 { "label", _("Label"), ROWS_LEFT },
					 { "folder", _("Kind of work"), ROWS_LEFT },
					 { "fields", _("Fields"), ROWS_NUMBER } };
	struct rows_out *out = rows_out_open(format, 0, columns, COUNT_OF(columns), sink);
	struct arena mem = { 0 };
	int got = 0;

	for (size_t i = 0; got == 0 && i < model->form_count; i++) {
		const struct form *form = model->forms[i];
		struct err ignored = { 0 };
		const char *cells[] = { form->id, form_label(form, i18n_lang()), form->folder,
					arena_printf(&mem, "%zu", form->field_count) };

		if (may(model, dataset_viewer(data), ACTION_READ, form, NULL, &ignored) == 0)
			got = rows_out_row(out, cells, err);
	}
	if (got == 0)
		got = rows_out_finish(out, err);
	rows_out_close(&out);
	arena_release(&mem);
	return got;
}

/* ---- one form ---- */

static void add_word(struct str *out, const char *word)
{
	str_addf(out, "%s%s", out->len ? ", " : "", word);
}

static const char *keep(struct str *text, struct arena *mem)
{
	const char *copy = arena_text_len(mem, str_text(text), text->len);

	str_release(text);
	return copy;
}

static const char *flags_of(const struct field *field, struct arena *mem)
{
	struct str words = { 0 };

	if (field->flags & FIELD_KEY)
		add_word(&words, _("key"));
	if (field->flags & FIELD_REQUIRED)
		add_word(&words, _("required"));
	if (field->flags & FIELD_SEVERAL)
		add_word(&words, _("several"));
	if (field->flags & FIELD_QUALIFIED)
		add_word(&words, _("qualifiers"));
	return keep(&words, mem);
}

/* What the value may be: code list, target, measure unit, or the expression. */
static const char *content_of(const struct field *field, struct arena *mem)
{
	struct str text = { 0 };

	if (field->list)
		str_add(&text, field->list->id);
	if (field->target)
		str_add(&text, field->target);
	if (field->measure)
		str_add(&text, text_in(field->measure->label, i18n_lang()));
	if (field->compute) {
		str_add(&text, text.len ? " = " : "= ");
		expr_print(field->compute, &text);
	}
	return keep(&text, mem);
}

static int put_fields(struct rows_out *out, const struct form *form, const char *prefix,
		      struct arena *mem, struct err *err)
{
	int got = 0;

	for (size_t i = 0; got == 0 && i < form->field_count; i++) {
		const struct field *field = &form->fields[i];
		const char *id = arena_printf(mem, "%s%s", prefix, field->id);
		const char *cells[] = { _("field"), id, field_label(field, i18n_lang()),
					field->type->name, flags_of(field, mem),
					content_of(field, mem) };

		got = rows_out_row(out, cells, err);
		if (got == 0 && field->group)
			got = put_fields(
				out, field->group, arena_printf(mem, "%s.", id), mem, err);
	}
	return got;
}

static int put_rules(struct rows_out *out, const struct form *form, struct arena *mem,
		     struct err *err)
{
	int got = 0;

	for (size_t i = 0; got == 0 && i < form->rule_count; i++) {
		const struct rule *rule = &form->rules[i];
		struct str holds = { 0 };
		const char *cells[6] = { _("rule"), rule->id, text_in(rule->say, i18n_lang()),
					 rule->level == RULE_ERROR ? _("error") : _("warning"),
					 rule->field ? rule->field->id : "" };

		expr_print(rule->holds, &holds);
		cells[5] = keep(&holds, mem);
		got = rows_out_row(out, cells, err);
	}
	return got;
}

static int put_key(struct rows_out *out, const struct form *form, struct arena *mem,
		   struct err *err)
{
	struct str fields = { 0 };
	const char *cells[6] = { _("key"), form->id, form_label(form, i18n_lang()), "", "" };

	for (size_t i = 0; i < form->key.count; i++)
		add_word(&fields, form->key.at[i]->id);
	cells[5] = keep(&fields, mem);
	return rows_out_row(out, cells, err);
}

int export_form(struct dataset *data, const struct form *form, enum rows_format format,
		const struct sink *sink, struct err *err)
{
	struct rows_column columns[] = {
		{ "what", _("What"), ROWS_LEFT }, { "id", _("Id"), ROWS_LEFT },
		{ "label", _("Label"), ROWS_LEFT }, { "type", _("Type"), ROWS_LEFT },
		{ "flags", _("Flags"), ROWS_LEFT }, { "content", _("Content"), ROWS_LEFT },
	};
	struct rows_out *out = rows_out_open(format, 0, columns, COUNT_OF(columns), sink);
	struct arena mem = { 0 };
	int got = may(dataset_model(data), dataset_viewer(data), ACTION_READ, form, NULL, err);

	if (got == 0)
		got = put_key(out, form, &mem, err);
	if (got == 0)
		got = put_fields(out, form, "", &mem, err);
	if (got == 0)
		got = put_rules(out, form, &mem, err);
	if (got == 0)
		got = rows_out_finish(out, err);
	rows_out_close(&out);
	arena_release(&mem);
	return got;
}

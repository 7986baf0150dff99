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
#include "model/workflow.h"

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
	if (field->flags & FIELD_TWICE)
		add_word(&words, _("typed twice"));
	if (field->flags & FIELD_RETIRED)
		add_word(&words, _("retired"));
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
	if (field->measure_of)
		str_addf(&text, _("measure unit by %s"), field->measure_of->id);
	if (field->compute) {
		str_add(&text, text.len ? " = " : "= ");
		expr_print(field->compute, &text);
	}
	if (field->asked_if) {
		str_addf(&text, "%s%s ", text.len ? "; " : "", _("asked if"));
		expr_print(field->asked_if, &text);
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
					content_of(field, mem),
					text_in(field->source, i18n_lang()) };

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
		const char *cells[7] = { _("rule"), rule->id, text_in(rule->say, i18n_lang()),
					 rule->level == RULE_ERROR ? _("error") : _("warning"),
					 rule->field ? rule->field->id : "", "", "" };

		expr_print(rule->holds, &holds);
		cells[5] = keep(&holds, mem);
		got = rows_out_row(out, cells, err);
	}
	return got;
}

static const char *ids_of(const struct field_set *set, struct arena *mem)
{
	struct str fields = { 0 };

	for (size_t i = 0; i < set->count; i++)
		add_word(&fields, set->at[i]->id);
	return keep(&fields, mem);
}

/* What is said of the whole form: its key, and how it is typed where that is not as usual. */
static int put_whole(struct rows_out *out, const struct form *form, struct arena *mem,
		     struct err *err)
{
	const char *label = form_label(form, i18n_lang());
	const char *key[7] = { _("key"), form->id, label, "", "", ids_of(&form->key, mem), "" };
	const char *path[7] = { _("path"), form->id, label, "", "",
				_("strict: the form leads through its fields"), "" };
	const char *likely[7] = { _("likely"), form->id, label, "", "",
				  ids_of(&form->likely, mem), "" };
	int got = rows_out_row(out, key, err);

	if (got == 0 && form->path == PATH_STRICT)
		got = rows_out_row(out, path, err);
	if (got == 0 && form->likely.count > 0)
		got = rows_out_row(out, likely, err);
	return got;
}

/* ---- its workflow, and whose it is ---- */

static void add_texts(struct str *out, const char *before, const char *const *texts)
{
	for (size_t i = 0; texts && texts[i]; i++)
		str_addf(out, "%s%s", i ? ", " : before, texts[i]);
}

static void add_separation(const struct separation *apart, struct str *out)
{
	add_texts(out, out->len ? _("; not by: ") : _("not by: "), apart->not_by);
	if (apart->not_holder)
		str_addf(out, "%s%s", out->len ? _("; not the holder in: ")
					       : _("not the holder in: "),
			apart->not_holder);
}

/* Whatever else an action has to it. */
static void add_more(const struct model *model, const struct work_action *act, struct str *out)
{
	struct str from = { 0 };

	for (unsigned number = 0; number <= STATE_MOST; number++)
		if (act->from_if_absent >> number & 1)
			add_word(&from, state_id(model, (enum record_state)number));
	if (act->absent)
		str_addf(out, _("; where nobody is %s also from: %s"), act->absent,
			str_text(&from));
	str_release(&from);
	if (act->asks)
		add_texts(out, _("; asks: "), act->asks);
	if (act->triggers)
		str_addf(out, _("; its records: %s"), act->triggers);
	if (act->only_with)
		str_add(out, _("; never by itself"));
}

/* "submitted, confirmed -> accepted; YW, KS; not by: create" */
static const char *leads(const struct model *model, const struct work_action *act,
			 struct arena *mem)
{
	struct str text = { 0 };

	for (unsigned number = 0; number <= STATE_MOST; number++)
		if (act->from >> number & 1)
			add_word(&text, state_id(model, (enum record_state)number));
	str_addf(&text, " -> %s", state_id(model, act->to));
	add_texts(&text, "; ", act->roles);
	if (act->holder)
		str_addf(&text, _("; the holder in: %s"), act->holder);
	add_separation(&act->apart, &text);
	add_more(model, act, &text);
	return keep(&text, mem);
}

static int put_separations(struct rows_out *out, const struct separation *list, size_t count,
			   struct arena *mem, struct err *err)
{
	int got = 0;

	for (size_t i = 0; got == 0 && i < count; i++) {
		const char *row[7] = { _("apart"), list[i].action, "", "", "", "", "" };
		struct str text = { 0 };

		add_separation(&list[i], &text);
		row[5] = keep(&text, mem);
		got = rows_out_row(out, row, err);
	}
	return got;
}

static int put_workflow(struct rows_out *out, const struct model *model,
			const struct workflow *flow, struct arena *mem, struct err *err)
{
	const char *head[7] = { _("workflow"), flow->id, text_in(flow->label, i18n_lang()), "",
				"", "", "" };
	int got = rows_out_row(out, head, err);

	for (size_t i = 0; got == 0 && i < flow->action_count; i++) {
		const struct work_action *act = &flow->actions[i];
		const char *row[7] = { _("action"), act->id, action_label(act), "",
				       act->reason ? _("with a reason") : "",
				       leads(model, act, mem), "" };

		got = rows_out_row(out, row, err);
	}
	return got ? got : put_separations(out, flow->apart, flow->apart_count, mem, err);
}

static int put_people(struct rows_out *out, const struct model *model, const struct form *form,
		      struct arena *mem, struct err *err)
{
	const char *label = form_label(form, i18n_lang());
	const char *own[7] = { _("private"), form->id, label, "", "", "", "" };
	const char *reported[7] = { _("reported by"), form->id, label, "", "",
				    form->reported_by, "" };
	int got = form->workflow ? put_workflow(out, model, form->workflow, mem, err) : 0;

	if (got == 0)
		got = put_separations(out, form->apart, form->apart_count, mem, err);
	if (got == 0 && form->owner) {
		own[5] = arena_printf(mem, "%s%s%s", form->owner->id, form->shared ? ", " : "",
			form->shared ? form->shared->id : "");
		got = rows_out_row(out, own, err);
	}
	if (got == 0 && form->reported_by)
		got = rows_out_row(out, reported, err);
	return got;
}

int export_form(struct dataset *data, const struct form *form, enum rows_format format,
		const struct sink *sink, struct err *err)
{
	struct rows_column columns[] = {
		{ "what", _("What"), ROWS_LEFT }, { "id", _("Id"), ROWS_LEFT },
		{ "label", _("Label"), ROWS_LEFT }, { "type", _("Type"), ROWS_LEFT },
		{ "flags", _("Flags"), ROWS_LEFT }, { "content", _("Content"), ROWS_LEFT },
		{ "source", _("Taken from"), ROWS_LEFT },
	};
	struct rows_out *out = rows_out_open(format, 0, columns, COUNT_OF(columns), sink);
	struct arena mem = { 0 };
	int got = may(dataset_model(data), dataset_viewer(data), ACTION_READ, form, NULL, err);

	if (got == 0)
		got = put_whole(out, form, &mem, err);
	if (got == 0)
		got = put_people(out, dataset_model(data), form, &mem, err);
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

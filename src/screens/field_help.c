/*
 * field_help.c - what a form, the code lists and the roles say about one field, in sentences.
 */
#include "screens/field_help.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

enum { CODES_NAMED = 8, QUALIFIERS_NAMED = 12 };

static void add_label(const struct field *field, struct str *out)
{
	str_add(out, field_label(field, i18n_lang()));
	if (field->measure && *text_in(field->measure->label, i18n_lang()))
		str_addf(out, " (%s)", text_in(field->measure->label, i18n_lang()));
	if (field->measure_of)
		str_addf(out, _(" (measure unit by %s)"),
			field_label(field->measure_of, i18n_lang()));
	str_add_char(out, '\n');
	if (*text_in(field->help, i18n_lang()))
		str_addf(out, "%s\n", text_in(field->help, i18n_lang()));
}

static void add_bound(const struct model *model, const struct field *field, int least,
	struct str *out)
{
	const struct value *bound = least ? &field->least : &field->most;
	struct str shown = { 0 };

	if (!value_is_given(bound))
		return;
	field_show(model, field, bound, &shown);
	str_addf(out, least ? _("At least %s. ") : _("At most %s. "), str_text(&shown));
	str_release(&shown);
}

static void add_range(const struct model *model, const struct field *field, struct str *out)
{
	size_t before = out->len;

	add_bound(model, field, 1, out);
	add_bound(model, field, 0, out);
	if (field_type_flags(field) & TYPE_NUMBER && field->scale > 0)
		str_addf(out, P_("%d decimal. ", "%d decimals. ", (unsigned long)field->scale),
			field->scale);
	else if (field_type_flags(field) & TYPE_NUMBER)
		str_add(out, _("Whole numbers. "));
	if (out->len > before)
		str_add_char(out, '\n');
}

static void add_duties(const struct field *field, struct str *out)
{
	static const struct {
		unsigned flag;
		const char *say;
	} duties[] = {
		{ FIELD_REQUIRED, N_("Must be filled in. ") },
		{ FIELD_KEY, N_("Part of what tells records apart. ") },
		{ FIELD_STICKY, N_("The next new record begins with the same value. ") },
		{ FIELD_TWICE, N_("Is typed twice. ") },
		{ FIELD_READ_ONLY, N_("Is not typed here. ") },
	};
	size_t before = out->len;

	for (size_t i = 0; i < sizeof(duties) / sizeof(duties[0]); i++) {
		if (field->flags & duties[i].flag)
			str_add(out, _(duties[i].say));
	}
	if (field->asked_if)
		str_add(out, _("Is asked only when other answers call for it. "));
	if (out->len > before)
		str_add_char(out, '\n');
}

/* ---- what may be typed ---- */

/* "about 878, 878 odd": the site's qualifiers around a figure. */
static void add_qualifiers(const struct model *model, struct str *out)
{
	const struct measure_table *table = &model->measures;

	for (size_t i = 0; i < table->qualifier_count && i < QUALIFIERS_NAMED; i++) {
		const struct qualifier *q = &table->qualifiers[i];

		str_add(out, i ? _(", ") : _("With a word: "));
		if (q->range)
			str_addf(out, "10%s50", q->label);
		else
			str_addf(out, q->before ? "%s878" : "878%s", q->label);
	}
	if (table->qualifier_count > 0)
		str_add(out, _(".\n"));
}

static void add_codes(const struct code_list *list, struct str *out)
{
	str_add(out, _("Code, name, initials or pinyin; ^F opens the list.\n"));
	for (size_t i = 0; list && list->count <= CODES_NAMED && i < list->count; i++)
		str_addf(out, "%s%s %s", i ? _(", ") : "", list->codes[i].code,
			code_label(&list->codes[i], i18n_lang()));
	if (list && list->count > 0 && list->count <= CODES_NAMED)
		str_add_char(out, '\n');
}

static void add_date_typing(struct str *out)
{
	str_add(out, _("2021-06-25, 20210625, 0625 (this year), t (today), t-7, month end.\n"));
}

static void add_period_typing(const struct field *field, struct str *out)
{
	static const char *const examples[PERIOD_KIND_COUNT] = {
		[PERIOD_DAY] = N_("2021-06-25 or t"),
		[PERIOD_TEN_DAYS] = N_("2021-06X1"),
		[PERIOD_MONTH] = N_("2021-06, m or m-1"),
		[PERIOD_QUARTER] = N_("2021q2 or q2"),
		[PERIOD_HALF_YEAR] = N_("2021h1 or h1"),
		[PERIOD_YEAR] = N_("2021"),
		[PERIOD_SEASON] = N_("2021s or s"),
		[PERIOD_WEEK] = N_("2021w25, w or w-1"),
	};
	const char *gap = "";

	for (int kind = PERIOD_KIND_COUNT - 1; kind > PERIOD_NONE; kind--) {
		if (field->period_kinds && !(field->period_kinds & 1u << kind))
			continue;
		str_addf(out, "%s%s", gap, _(examples[kind]));
		gap = _(", ");
	}
	str_add(out, _("; this period, last period.\n"));
}

static void add_typing(const struct model *model, const struct field *field, struct str *out)
{
	const struct field_type *type = field->type;

	if (type->flags & TYPE_COMPUTED) {
		str_add(out, _("Computed by the program.\n"));
		return;
	}
	if (type->flags & TYPE_GROUP)
		return;
	str_add(out, _("To be typed: "));
	if (type->flags & TYPE_NUMBER) {
		str_add(out, _("1234.5, 12,345, 3.7万, 120+35, (1+2)*3.\n"));
		if (field->flags & FIELD_QUALIFIED)
			add_qualifiers(model, out);
	} else if (type->kind == KIND_DATE) {
		add_date_typing(out);
	} else if (type->kind == KIND_PERIOD) {
		add_period_typing(field, out);
	} else if (type->kind == KIND_BOOL) {
		str_add(out, _("y or n.\n"));
	} else if (type->flags & TYPE_CODED) {
		add_codes(field->list, out);
	} else {
		str_add(out, type->flags & TYPE_MULTI_LINE
				? _("text, several lines too: ^O begins a new one.\n")
				: _("text.\n"));
	}
	if (field->flags & FIELD_SEVERAL)
		str_add(out, _("Several with commas between them.\n"));
	if (!(field->flags & FIELD_KEY))
		str_add(out, _(". missing  / not applicable  X masked\n"));
}

/* ---- rules and people ---- */

static void add_rules(const struct form *form, const struct field *field, struct str *out)
{
	for (size_t i = 0; i < form->rule_count; i++) {
		const struct rule *rule = &form->rules[i];

		if (rule->field != field && !expr_reads(rule->holds, field))
			continue;
		str_addf(out, rule->level == RULE_WARN ? _("Asks for a reason: %s\n")
						       : _("Not allowed: %s\n"),
			text_in(rule->say, i18n_lang()));
	}
}

static void add_people(const struct model *model, const struct form *form, struct str *out)
{
	const char *gap = _("May be changed by: ");
	size_t before = out->len;

	for (size_t i = 0; i < model->role_count; i++) {
		const struct role *role = &model->roles[i];

		if (!role_right(role, ACTION_CREATE, form) &&
			!role_right(role, ACTION_CHANGE, form))
			continue;
		str_addf(out, "%s%s", gap, text_in(role->label, i18n_lang()));
		gap = _(", ");
	}
	if (out->len > before)
		str_add_char(out, '\n');
}

void field_help(const struct model *model, const struct form *form, const struct field *group,
	const struct field *field, struct str *out)
{
	add_label(field, out);
	add_range(model, field, out);
	if (*text_in(field->source, i18n_lang()))
		str_addf(out, _("Taken from: %s\n"), text_in(field->source, i18n_lang()));
	add_duties(field, out);
	add_typing(model, field, out);
	add_rules(group ? group->group : form, field, out);
	add_people(model, form, out);
}

/*
 * kept.c - which fields the ledgers have that the program itself keeps: one table.
 */
#include "model/kept.h"

#include <string.h>

#include "base/xalloc.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"

/* In the order of the enums in kept.h. */
/* clang-format off */
static const struct kept_field_spec filing_fields[] = {
	{ "cycle", "code", 0 }, { "unit", "unit", 0 }, { "period", "period", 0 },
	{ "nil", "yesno", 0 }, { "filed", "date", 0 }, { "round", "integer", 0 },
	{ "signer", "text", 0 }, { "signed", "date", 0 }, { "scan", "text", 0 },
	{ NULL, NULL, 0 },
};

static const struct kept_field_spec comment_fields[] = {
	{ "ledger", "text", 0 }, { "record", "text", 0 },
	{ "unit", "unit", 0 }, { "period", "period", 0 },
	{ "field", "text", 0 }, { "text", "note", 0 }, { "round", "integer", 0 },
	{ "answer", "note", 0 }, { "done", "yesno", 0 },
	{ NULL, NULL, 0 },
};

static const struct kept_field_spec closing_fields[] = {
	{ "cycle", "code", 0 }, { "period", "period", 0 }, { "closed", "date", 0 },
	{ "without", "note", 1 },
	{ NULL, NULL, 0 },
};

static const struct kept_field_spec unlock_fields[] = {
	{ "cycle", "code", 0 }, { "period", "period", 0 }, { "unit", "unit", 0 },
	{ "until", "date", 0 }, { "authority", "text", 0 }, { "reason", "note", 0 },
	{ NULL, NULL, 0 },
};

static const struct kept_field_spec correction_fields[] = {
	{ "number", "text", 0 }, { "ledger", "text", 0 }, { "record", "text", 0 },
	{ "unit", "unit", 0 }, { "period", "period", 0 }, { "field", "text", 0 },
	{ "old", "text", 0 }, { "new", "text", 0 }, { "reason", "note", 0 },
	{ "approver", "text", 0 },
	{ NULL, NULL, 0 },
};

static const struct kept_field_spec second_fields[] = {
	{ "ledger", "text", 0 }, { "record", "text", 0 },
	{ "unit", "unit", 0 }, { "period", "period", 0 },
	{ "compared", "integer", 0 }, { "agreed", "integer", 0 },
	{ "differing", "note", 0 },
	{ NULL, NULL, 0 },
};

const struct kept_spec kept_specs[KEPT_COUNT] = {
	[KEPT_FILING] = { "filings", filing_fields },
	[KEPT_COMMENT] = { "comments", comment_fields },
	[KEPT_CLOSING] = { "closings", closing_fields },
	[KEPT_UNLOCK] = { "unlocks", unlock_fields },
	[KEPT_CORRECTION] = { "corrections", correction_fields },
	[KEPT_SECOND] = { "seconds", second_fields },
};
/* clang-format on */

const struct form *kept_form(const struct model *model, enum kept what)
{
	const char *id = model->kept[what].form;

	return id ? model_form(model, id) : NULL;
}

const struct field *kept_field(const struct model *model, enum kept what, size_t field)
{
	const struct form *form = kept_form(model, what);
	const char *id;

	if (field >= KEPT_FIELDS_MOST)
		BUG("no such field of a kept form");
	id = model->kept[what].fields[field];
	return form && id ? form_field(form, id) : NULL;
}

const struct value *kept_value(
	const struct model *model, const struct record *record, enum kept what, size_t field)
{
	static const struct value none = { .state = VALUE_NONE };
	const struct field *in = kept_field(model, what, field);

	return in ? &record->values[in->index] : &none;
}

const char *kept_text(
	const struct model *model, const struct record *record, enum kept what, size_t field)
{
	const struct value *v = kept_value(model, record, what, field);

	return value_is_given(v) && v->kind == KIND_TEXT ? v->text : "";
}

int64_t kept_number(
	const struct model *model, const struct record *record, enum kept what, size_t field)
{
	const struct value *v = kept_value(model, record, what, field);

	return value_is_given(v) && v->kind == KIND_NUMBER
		? decimal_normalize(v->number).unscaled
		: 0;
}

void kept_set(const struct model *model, struct record *record, enum kept what, size_t field,
	struct value value)
{
	const struct field *in = kept_field(model, what, field);

	if (in)
		record->values[in->index] = value;
}

int form_is_kept(const struct model *model, const struct form *form, enum kept *what)
{
	for (int i = 0; i < KEPT_COUNT; i++) {
		const char *id = model->kept[i].form;

		if (!id || strcmp(id, form->id) != 0)
			continue;
		if (what)
			*what = (enum kept)i;
		return 1;
	}
	return 0;
}

/*
 * columns.c - headers to fields, cells to values; asks the form for every name.
 */
#include "exchange/columns.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "exchange/nearest.h"
#include "exchange/ref_text.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/measure.h"
#include "model/model.h"
#include "model/record.h"

enum { WIDE_SCALE = 6 };        /* decimals of cells in another measure unit */

struct telling {
	void (*fault)(void *context, const struct place_fault *fault);
	void *context;
	size_t count;
};

static void tell(struct telling *t, size_t column, const struct field *field, const char *fmt,
		 ...) __attribute__((format(printf, 4, 5)));

static void tell(struct telling *t, size_t column, const struct field *field, const char *fmt,
		 ...)
{
	struct place_fault fault = { .column = column, .field = field };
	struct err err = { 0 };
	va_list args;

	va_start(args, fmt);
	err_vset(&err, ERR_FAULT, fmt, args);
	va_end(args);
	memcpy(fault.sentence, err.text, sizeof(fault.sentence));
	t->count++;
	if (t->fault)
		t->fault(t->context, &fault);
}

/* ---- the header ---- */

/* Folded, without blanks around it and line breaks in it. */
static char *tidy(const char *header, struct arena *mem)
{
	struct str folded = { 0 };
	size_t from = 0, to = 0;
	char *copy;

	utf8_fold_punctuation(header, strlen(header), &folded);
	for (size_t i = 0; i < folded.len; i++) {
		if (!strchr("\r\n\t", folded.at[i]))
			folded.at[to++] = folded.at[i];
	}
	while (from < to && folded.at[from] == ' ')
		from++;
	while (to > from && (folded.at[to - 1] == ' ' || folded.at[to - 1] == '*'))
		to--;
	copy = arena_text_len(mem, to > from ? folded.at + from : "", to - from);
	str_release(&folded);
	return copy;
}

static const struct measure *measure_called(const struct model *model, const char *name)
{
	for (size_t i = 0; i < model->measures.count; i++) {
		const struct measure *measure = &model->measures.measures[i];

		for (int lang = 0; lang < LANG_COUNT; lang++) {
			if (measure->label[lang] && strcmp(measure->label[lang], name) == 0)
				return measure;
		}
	}
	return measure_find(&model->measures, name);
}

/* "label(unit)" -> both; NULL when it does not end so or either is unknown. */
static const struct field *with_unit(const struct model *model, const struct form *form,
				     const char *header, struct arena *mem,
				     const struct measure **measure)
{
	const char *open = strrchr(header, '(');
	size_t len = strlen(header);
	const struct field *field;

	if (!open || open == header || header[len - 1] != ')')
		return NULL;
	*measure = measure_called(model,
		arena_text_len(mem, open + 1, (size_t)(header + len - 1 - (open + 1))));
	if (!*measure)
		return NULL;
	len = (size_t)(open - header);
	while (len > 0 && header[len - 1] == ' ')
		len--;
	field = form_field_named(form, arena_text_len(mem, header, len));
	return field && field->measure ? field : NULL;
}

/* The field as the cells have it: in their measure unit, with room for their decimals. */
static const struct field *widened(const struct field *field, const struct measure *measure,
				   struct arena *mem)
{
	struct field *wide = arena_alloc(mem, sizeof(*wide));

	*wide = *field;
	wide->scale = WIDE_SCALE;
	wide->measure = measure;
	wide->least = wide->most = value_state_only(VALUE_NONE);
	return wide;
}

static void use_unit(struct telling *t, struct column_in *column, size_t place,
		     const struct measure *measure, struct arena *mem)
{
	const struct measure *own = column->field->measure;
	enum lang lang = i18n_lang();

	if (measure == own)
		return;
	if (strcmp(measure->dimension, own->dimension) != 0) {
		tell(t, place, column->field,
			_("The column is in %s, but \"%s\" is counted in %s; convert the "
			  "figures or "
			  "correct the header."),
			text_in(measure->label, lang), field_label(column->field, lang),
			text_in(own->label, lang));
		return;
	}
	column->measure = measure;
	column->wide = widened(column->field, measure, mem);
}

static void unknown(struct telling *t, const struct form *form, size_t place,
		    const char *header)
{
	const struct field *near = nearest_field(form, header);

	if (near)
		tell(t, place, NULL,
			_("No field is called \"%.60s\"; did you mean \"%s\" (%s)? "
			  "Correct the header or "
			  "remove the column."),
			header, field_label(near, i18n_lang()), near->id);
	else
		tell(t, place, NULL,
			_("No field is called \"%.60s\"; correct the header or remove "
			  "the column."),
			header);
}

static enum column_use own_column(const char *header)
{
	if (strcmp(header, "_id") == 0)
		return COLUMN_ID;
	if (strcmp(header, "_rev") == 0)
		return COLUMN_REVISION;
	if (strcmp(header, "_reason") == 0)
		return COLUMN_REASON;
	return COLUMN_PASSED;
}

static void read_header(struct telling *t, const struct model *model, const struct form *form,
			struct column_in *column, size_t place, struct arena *mem)
{
	const char *header = tidy(column->header, mem);
	const struct measure *measure = NULL;
	const struct field *field;

	column->use = COLUMN_PASSED;
	if (header[0] == '\0')
		return;
	if (header[0] == '_') {
		column->use = own_column(header);
		return;
	}
	field = form_field_named(form, header);
	if (!field)
		field = with_unit(model, form, header, mem, &measure);
	if (!field) {
		unknown(t, form, place, header);
		return;
	}
	column->field = field;
	if (field->type->flags & TYPE_COMPUTED)
		return;
	column->use = COLUMN_FIELD;
	if (measure)
		use_unit(t, column, place, measure, mem);
}

static void find_repeats(struct telling *t, const struct columns_in *columns)
{
	for (size_t i = 0; i < columns->count; i++) {
		const struct column_in *a = &columns->at[i];

		for (size_t j = 0; j < i && a->use == COLUMN_FIELD; j++) {
			char letter[8];

			if (columns->at[j].use != COLUMN_FIELD ||
				columns->at[j].field != a->field)
				continue;
			tell(t, i, a->field,
				_("The field stands in column %s already; remove one of "
				  "the two columns."),
				column_letter(j, letter));
			break;
		}
	}
}

static int has_column(const struct columns_in *columns, enum column_use use,
		      const struct field *field)
{
	for (size_t i = 0; i < columns->count; i++) {
		if (columns->at[i].use == use && (!field || columns->at[i].field == field))
			return 1;
	}
	return 0;
}

/* Without the key's required columns every row would hit the wrong record. */
static void find_missing(struct telling *t, const struct columns_in *columns)
{
	const struct field_set *key = &columns->form->key;

	if (has_column(columns, COLUMN_ID, NULL))
		return;
	for (size_t i = 0; i < key->count; i++) {
		const struct field *field = key->at[i];

		if (!(field->flags & FIELD_REQUIRED) || field->preset ||
		    has_column(columns, COLUMN_FIELD, field))
			continue;
		tell(t, SIZE_MAX, field,
			_("The column \"%s\" is missing; it says which record a row "
			  "means. Add it."),
			field_label(field, i18n_lang()));
	}
}

size_t columns_read(const struct model *model, const struct form *form,
		    const struct row_in *header, struct arena *mem, struct columns_in *out,
		    void (*fault)(void *context, const struct place_fault *fault),
		    void *context)
{
	struct telling t = { .fault = fault, .context = context };

	out->form = form;
	out->count = header->count;
	out->at = arena_array(mem, header->count, sizeof(*out->at));
	for (size_t i = 0; i < header->count; i++) {
		out->at[i].header = arena_text(mem, header->cells[i]);
		read_header(&t, model, form, &out->at[i], i, mem);
	}
	find_repeats(&t, out);
	if (t.count == 0)
		find_missing(&t, out);
	return t.count;
}

/* ---- rows ---- */

static int take_whole(const char *cell, uint64_t *out, struct err *err)
{
	struct decimal number;
	struct err ignored = { 0 };

	*out = 0;
	if (cell[strspn(cell, " ")] == '\0')
		return 0;
	if (decimal_parse(cell, &number, &ignored) < 0 || number.scale != 0 ||
		number.unscaled <= 0)
		return err_set(
			err, ERR_FAULT, _("\"%.40s\" is not a whole number above 0."), cell);
	*out = (uint64_t)number.unscaled;
	return 0;
}

static int convert(const struct column_in *column, struct decimal *number, struct err *err)
{
	struct decimal exact;

	if (measure_convert(*number, column->measure, column->field->measure, &exact, err) < 0)
		return -1;
	exact = decimal_normalize(exact);
	if (decimal_loses(exact, column->field->scale))
		return err_set(err, ERR_FAULT,
			_("Converted to %s the figure has more than %d decimals; write "
			  "it in %s."),
			text_in(column->field->measure->label, i18n_lang()),
			column->field->scale,
			text_in(column->field->measure->label, i18n_lang()));
	return decimal_rescale(exact, column->field->scale, number, err);
}

static int take_converted(const struct model *model, const struct column_in *column,
			  const char *cell, struct arena *mem, struct value *out,
			  struct err *err)
{
	if (field_parse(model, column->wide, cell, mem, out, err) < 0)
		return -1;
	if (!value_is_given(out))
		return 0;
	if (convert(column, &out->number, err) < 0)
		return -1;
	/* Only a range has an upper end; elsewhere it is zero and stays so. */
	return out->upper.unscaled ? convert(column, &out->upper, err) : 0;
}

static int take_cell(struct dataset *data, const struct column_in *column, char *cell,
		     struct arena *mem, struct incoming *out, struct err *err)
{
	const struct field *field = column->field;
	struct field room;
	struct value *value;

	switch (column->use) {
	case COLUMN_ID:
		return take_whole(cell, &out->id, err);
	case COLUMN_REVISION:
		return take_whole(cell, &out->revision, err);
	case COLUMN_REASON:
		if (text_check(_("Reason"), cell, err) < 0)
			return -1;
		if (cell[0])
			out->warn_reason = arena_text(mem, cell);
		return 0;
	case COLUMN_PASSED:
		return 0;
	case COLUMN_FIELD:
		break;
	}
	value = &out->values->values[field->index];
	out->named[field->index] = 1;
	if (column->measure)
		return take_converted(dataset_model(data), column, cell, mem, value, err);
	field = field_beside(dataset_model(data), field, out->values->values, &room);
	return ref_text_parse(data, field, cell, mem, value, err);
}

/* 1: a code of the row tells its measure unit, so it is read after the others. */
static int waits_for_code(const struct column_in *column)
{
	return column->use == COLUMN_FIELD && column->field->measure_of != NULL;
}

size_t columns_take(struct dataset *data, const struct columns_in *columns,
		    const struct row_in *row, struct arena *mem, struct incoming *out,
		    void (*fault)(void *context, const struct place_fault *fault),
		    void *context)
{
	struct telling t = { .fault = fault, .context = context };
	static char empty[] = "";

	incoming_init(out, columns->form, mem);
	for (size_t k = 0; k < 2 * columns->count; k++) {
		size_t i = k % columns->count;
		struct err err = { 0 };

		if (waits_for_code(&columns->at[i]) != (k >= columns->count))
			continue;
		if (take_cell(data, &columns->at[i], i < row->count ? row->cells[i] : empty,
			    mem, out, &err) < 0)
			tell(&t, i, columns->at[i].field, "%s", err.text);
	}
	for (size_t i = 0; i < row->count; i++) {
		if (row->cells[i][0] &&
		    (i >= columns->count || columns->at[i].header[0] == '\0')) {
			tell(&t, i, NULL,
				_("A value stands in a column without a header; name the "
				  "column "
				  "or remove the value."));
			break;
		}
	}
	return t.count;
}

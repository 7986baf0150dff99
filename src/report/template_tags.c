/*
 * template_tags.c - what stands inside one tag: a value with its look, or a loop's head.
 */
#include "report/template_tags.h"

#include <stdarg.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "data/named.h"
#include "model/code.h"
#include "model/form.h"
#include "model/measure.h"
#include "model/model.h"

static const struct expr_param params[] = {
	{ "period", EXPR_PERIOD },
	{ "as_of", EXPR_DATE },
	{ "unit", EXPR_UNIT },
	{ "today", EXPR_DATE },
	{ NULL, EXPR_ANY },
};

/* ---- names and expressions ---- */

void tag_names(struct template_reader *r)
{
	VEC(struct expr_named) all = { 0 };

	for (struct tag_loop *loop = r->loop; loop; loop = loop->outer)
		for (size_t i = 0; i < loop->count; i++)
			*VEC_PUSH_IN(r->mem, &all) = loop->names[i];
	*VEC_PUSH_IN(r->mem, &all) = (struct expr_named){ "item", EXPR_NUMBER, NULL, NULL };
	for (size_t i = 0; i < r->model->indicator_count; i++) {
		const struct indicator *indicator = &r->model->indicators[i];

		*VEC_PUSH_IN(r->mem, &all) = (struct expr_named){
			indicator->id,
			EXPR_NUMBER,
			indicator->measure,
			NULL,
		};
	}
	*VEC_PUSH_IN(r->mem, &all) = (struct expr_named){ NULL, EXPR_ANY, NULL, NULL };
	r->named = all.at;
}

/* Without a dataset nobody knows what is saved: the name stands for anything. */
static int any_saved(void *context, const struct form *form, const char *name,
	struct arena *mem, const struct expr **out, struct err *err)
{
	(void)context, (void)form, (void)name, (void)mem, (void)err;
	*out = NULL;
	return 0;
}

int tag_expression(struct template_reader *r, const struct piece *piece, const char *text,
	enum expr_type want, const struct expr **out)
{
	struct expr_options options = {
		.model = r->model,
		.form = r->form,
		.params = params,
		.named = r->named,
		.want = want,
		.saved = r->data ? data_named_condition : any_saved,
		.saved_context = r->data,
	};
	const char *before = arena_text_len(r->mem, piece->text, (size_t)(text - piece->text));
	size_t blanks = (size_t)piece->text_column - 1 + utf8_count(before);
	struct err inner = { 0 };

	/* Blanks in front make the expression's columns those of the template's line. */
	text = arena_printf(r->mem, "%*s%s", (int)blanks, "", text);
	if (expr_parse(text, &options, r->mem, out, &inner) == 0)
		return 0;
	return tag_fault(r, piece, "%s", inner.text);
}

/* ---- values ---- */

/* text begins with the word and a blank: what follows, else NULL. */
static char *after_look(char *text, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(text, word, len) != 0 || !strchr(" \t\n", text[len]) || !text[len])
		return NULL;
	return text + len + strspn(text + len, " \t\n");
}

/* Cuts " word rest" off the text; the rest, or NULL when the word is not there. */
static char *cut_after(char *text, const char *word)
{
	char *found = NULL, *rest;

	for (const char *at = text; (at = piece_word(at, word)); at += strlen(word))
		found = text + (at - text);
	if (!found)
		return NULL;
	rest = after_look(found, word);
	while (found > text && strchr(" \t\n", found[-1]))
		found--;
	*found = '\0';
	return rest;
}

static int take_measure(struct template_reader *r, const struct piece *piece, struct part *part,
	const char *code)
{
	const struct measure *to = measure_find(&r->model->measures, code);
	struct decimal ignored;
	struct err inner = { 0 };

	if (!to)
		return tag_fault(r, piece,
			_("there is no measure unit and no look \"%s\"; write a code of "
			  "conf/measures, or date, month-day, long, code"),
			code);
	if (!part->measure)
		return tag_fault(r, piece,
			_("this value has no measure unit, so it cannot be given in %s"),
			text_in(to->label, i18n_lang()));
	if (measure_convert(decimal_of(0), part->measure, to, &ignored, &inner) < 0)
		return tag_fault(r, piece, "%s", inner.text);
	part->from = part->measure;
	part->measure = to;
	part->decimals = -1;
	return 0;
}

static int take_as(
	struct template_reader *r, const struct piece *piece, struct part *part, const char *as)
{
	static const struct {
		const char *word;
		enum date_look look;
		enum expr_type type;
	} looks[] = {
		{ "date", DATE_LOOK_FULL, EXPR_DATE },
		{ "month-day", DATE_LOOK_MONTH_DAY, EXPR_DATE },
		{ "long", DATE_LOOK_FULL, EXPR_PERIOD },
		{ "code", DATE_LOOK_CODE, EXPR_PERIOD },
	};
	enum expr_type type = expr_type(part->expr);

	if (type == EXPR_NUMBER)
		return take_measure(r, piece, part, as);
	for (size_t i = 0; i < COUNT_OF(looks); i++)
		if (strcmp(looks[i].word, as) == 0 && looks[i].type == type) {
			part->date = looks[i].look;
			return 0;
		}
	return tag_fault(r, piece,
		_("\"as %s\" does not fit this value: figures take a measure unit, "
		  "dates date or month-day, periods long or code"),
		as);
}

static const struct expr_named *named_find(const struct template_reader *r, const char *name)
{
	for (const struct expr_named *named = r->named; named->name; named++)
		if (strcmp(named->name, name) == 0)
			return named;
	return NULL;
}

/* A name the canonical expression reads, from *at on; NULL no more. */
static const char *next_name(const char **at, struct arena *mem)
{
	int quoted = 0;

	for (; **at; (*at)++) {
		const char *name = *at + 1;
		size_t len = 0;

		quoted ^= **at == '\'';
		if (quoted || **at != '$')
			continue;
		while (name[len] && !strchr(" ()+-*/%,=<>!$'", name[len]))
			len++;
		*at = name + len;
		return arena_text_len(mem, name, len);
	}
	return NULL;
}

/* What the value is named after, which decides decimals, labels and traces. */
static void recognise(struct template_reader *r, struct part *part)
{
	const char *at = part->canonical, *name;
	const struct indicator *only = NULL;
	const struct expr_named *named;
	int several = 0;

	while ((name = next_name(&at, r->mem))) {
		const struct indicator *indicator = model_indicator(r->model, name);

		if (indicator && only && indicator != only)
			several = 1;
		if (indicator)
			only = indicator;
	}
	if (only && !several && only->measure == part->measure && !part->from)
		part->decimals = only->decimals;
	if (*part->canonical != '$') {
		part->field = r->form ? form_field(r->form, part->canonical) : NULL;
		return;
	}
	named = named_find(r, part->canonical + 1);
	part->list = named ? named->list : NULL;
	part->indicator = named && !named->list ? model_indicator(r->model, named->name) : NULL;
}

int tag_value(struct template_reader *r, struct piece *piece, struct part *part)
{
	static const struct {
		const char *word;
		enum value_look look;
	} looks[] = {
		{ "bare", LOOK_BARE },
		{ "spaced", LOOK_SPACED },
		{ "zero", LOOK_ZERO },
	};
	char *whole = arena_text(r->mem, piece->text), *text = whole, *as, *rest;
	struct piece shifted = *piece;
	struct str canonical = { 0 };

	part->otherwise = cut_after(text, "else");
	as = cut_after(text, "as");
	for (size_t i = 0; i < COUNT_OF(looks); i++)
		if ((rest = after_look(text, looks[i].word))) {
			part->look = looks[i].look;
			text = rest;
			break;
		}
	shifted.text = whole;
	if (tag_expression(r, &shifted, text, EXPR_ANY, &part->expr) < 0)
		return -1;
	if (expr_type(part->expr) == EXPR_BOOL || expr_type(part->expr) == EXPR_ROWS)
		return tag_fault(r, piece,
			_("this cannot be printed; a condition belongs into {if ...}, "
			  "rows into sum(...) or count(...)"));
	part->measure = expr_measure(part->expr);
	expr_print(part->expr, &canonical);
	part->canonical = arena_text(r->mem, str_text(&canonical));
	str_release(&canonical);
	if (as && take_as(r, piece, part, as) < 0)
		return -1;
	recognise(r, part);
	return 0;
}

/* ---- loops ---- */

static size_t name_length(const char *text)
{
	size_t len = 0;

	while (text[len] && !strchr(" \t\n()$'\"{},.", text[len]))
		len++;
	return len;
}

static const char *skip(const char *text)
{
	return text + strspn(text, " \t\n");
}

static int each_form(struct template_reader *r, const struct piece *piece, const char *name,
	struct part *part)
{
	part->form = model_form_named(r->model, name);
	if (!part->form)
		return tag_fault(r, piece, _("there is no form \"%s\""), name);
	return 0;
}

static void each_name(struct tag_loop *loop, const char *name, enum expr_type type,
	const struct code_list *list)
{
	if (name && (loop->count == 0 || strcmp(loop->names[0].name, name) != 0))
		loop->names[loop->count++] = (struct expr_named){ name, type, NULL, list };
}

/* "due(form)", "codes(list)" or "form"; *text moves behind it. */
static int each_source(struct template_reader *r, const struct piece *piece, const char **text,
	struct part *part, struct tag_loop *loop)
{
	const char *name = arena_text_len(r->mem, *text, name_length(*text)), *inner;
	size_t len;

	*text = skip(*text + strlen(name));
	if (**text != '(') {
		part->each = EACH_RECORD;
		return each_form(r, piece, name, part);
	}
	inner = skip(*text + 1);
	len = name_length(inner);
	*text = skip(inner + len);
	if (len == 0 || *(*text)++ != ')')
		return tag_fault(
			r, piece, _("write due(FORM), codes(LIST) or a form after \"in\""));
	inner = arena_text_len(r->mem, inner, len);
	if (strcmp(name, "due") == 0) {
		part->each = EACH_DUE;
		each_name(loop, part->variable, EXPR_UNIT, NULL);
		each_name(loop, "unit", EXPR_UNIT, NULL);
		return each_form(r, piece, inner, part);
	}
	if (strcmp(name, "codes") != 0)
		return tag_fault(
			r, piece, _("write due(FORM), codes(LIST) or a form after \"in\""));
	part->each = EACH_CODE;
	part->codes = model_list(r->model, inner);
	if (!part->codes)
		return tag_fault(r, piece, _("there is no code list \"%s\""), inner);
	each_name(loop, part->variable, EXPR_TEXT, part->codes);
	return 0;
}

int tag_each(struct template_reader *r, struct piece *piece, struct part *part,
	struct tag_loop *loop)
{
	const char *text = piece->text;

	if (*text == '$') {
		part->variable = arena_text_len(r->mem, text + 1, name_length(text + 1));
		text = skip(text + 1 + strlen(part->variable));
	}
	if (strncmp(text, "in", 2) != 0 || !strchr(" \t\n", text[2]) ||
		(part->variable && !*part->variable))
		return tag_fault(r, piece,
			_("write {each $name in due(FORM)}, {each $name in codes(LIST)} "
			  "or {each in FORM}"));
	text = skip(text + 2);
	if (each_source(r, piece, &text, part, loop) < 0)
		return -1;
	if (part->each == EACH_RECORD && part->variable)
		return tag_fault(r, piece,
			_("records have no loop variable: their fields are named directly"));
	if (part->each == EACH_RECORD)
		r->form = part->form;
	r->loop = loop;
	tag_names(r);
	text = skip(text);
	if (!*text)
		return 0;
	if (part->each == EACH_DUE || strncmp(text, "where", 5) != 0 ||
		!strchr(" \t\n", text[5]))
		return tag_fault(r, piece, _("this is not understood here: %s"), text);
	return tag_expression(r, piece, skip(text + 5), EXPR_BOOL, &part->where);
}

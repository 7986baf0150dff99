/*
 * read_rules.c - expressions of forms: rules and computed fields, once all fields are known.
 */
#include "conf/reader.h"

#include <ctype.h>
#include <string.h>

#include "base/i18n.h"
#include "model/expr.h"
#include "model/field_type.h"

struct rule_read {
	struct rule rule;
	const char *holds;
	int level, missing;
	config_setting_t *field;
};

static const char *const levels[] = { "error", "warn", NULL }; /* in the order of rule_level */
static const char *const missings[] = { "passes", "breaks", NULL };

/* clang-format off */
#define AT(field) offsetof(struct rule_read, field)
static const struct spec specs[] = {
	SPEC_NEED("id", ID, AT(rule.id), "id = \"...\";"),
	SPEC_WORDS("level", AT(level), levels),
	SPEC_LONG("holds", TEXT, AT(holds), SPEC_NEEDED, "holds = \"... >= 0\";"),
	SPEC("field", NODE, AT(field)),
	SPEC_WORDS("missing", AT(missing), missings),
	SPEC_NEED("say", LABEL, AT(rule.say), "say = { zh = \"...\"; en = \"...\"; };"),
	SPEC_END,
};
#undef AT
/* clang-format on */

/* What expressions of forms may ask besides fields. */
static const struct expr_param params[] = {
	{ "today", EXPR_DATE },
	{ NULL, EXPR_ANY },
};

static int is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static int holds_name(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = text; (at = strstr(at, name)); at++)
		if ((at == text || !is_name_char(at[-1])) && !is_name_char(at[len]))
			return 1;
	return 0;
}

/* A form that was left out is known by name, but its fields are not there to be asked. */
static int names_faulty_form(const struct reader *r, const char *text)
{
	for (size_t i = 0; i < r->draft_count; i++)
		if (r->drafts[i].faulty && holds_name(text, r->drafts[i].source->stem))
			return 1;
	return 0;
}

const struct expr *parse_expression(struct reader *r, int line, const char *whose,
	const char *text, const struct expr_options *options)
{
	const struct expr *expr = NULL;
	struct err err = { 0 };

	if (expr_parse(text, options, r->mem, &expr, &err) == 0)
		return expr;
	if (names_faulty_form(r, text))
		fault_here(r, line,
			_("%s: %s (a form named here is left out because of its own "
			  "faults; mend that first)"),
			whose, err.text);
	else
		fault_here(r, line, "%s: %s", whose, err.text);
	return NULL;
}

static enum expr_type type_of(const struct field_type *type)
{
	switch (type ? type->kind : KIND_NONE) {
	case KIND_NUMBER:
		return EXPR_NUMBER;
	case KIND_TEXT:
		return EXPR_TEXT;
	case KIND_DATE:
		return EXPR_DATE;
	case KIND_PERIOD:
		return EXPR_PERIOD;
	case KIND_BOOL:
		return EXPR_BOOL;
	default:
		return EXPR_ANY;
	}
}

static void check_measure(struct reader *r, int line, const struct field *field)
{
	const struct measure *found = field->compute ? expr_measure(field->compute) : NULL;

	if (found && field->measure && strcmp(found->dimension, field->measure->dimension) != 0)
		fault_here(r, line,
			_("field %s: the result is in %s, the field in %s; change "
			  "measure or compute"),
			field->id, found->code, field->measure->code);
}

static void read_compute(struct reader *r, const struct compute_draft *draft)
{
	struct field *field = draft->field;
	struct expr_options options = {
		.model = r->model,
		.form = draft->form,
		.outer = draft->outer,
		.params = params,
		.want = type_of(field->result),
	};

	field->compute = parse_expression(r, node_line(draft->node),
		arena_printf(&r->scratch, _("field %s"), field->id), draft->text, &options);
	check_measure(r, node_line(draft->node), field);
}

enum { FRESH, OPEN, DONE };

struct circle_search {
	const struct form_draft *draft;
	const struct expr **own; /* expressions, beside draft->computes */
	char *state;
};

/* 1 when some answer is needed to find itself. */
static int goes_round(struct circle_search *s, size_t at)
{
	s->state[at] = OPEN;
	for (size_t i = 0; s->own[at] && i < s->draft->computes.count; i++) {
		if (s->state[i] == DONE ||
			!expr_reads(s->own[at], s->draft->computes.at[i].field))
			continue;
		if (s->state[i] == OPEN || goes_round(s, i))
			return 1;
	}
	s->state[at] = DONE;
	return 0;
}

/*
 * expr_reads() looks through computed fields; the expressions are taken off the fields
 * meanwhile, so that it sees one step only and stays quick whatever the file says.
 */
static void check_circles(struct reader *r, const struct form_draft *draft)
{
	size_t count = draft->computes.count;
	struct circle_search s = {
		.draft = draft,
		.own = arena_array(&r->scratch, count, sizeof(*s.own)),
		.state = arena_array(&r->scratch, count, 1),
	};
	const struct compute_draft *round = NULL;

	for (size_t i = 0; i < count; i++) {
		s.own[i] = draft->computes.at[i].field->compute;
		draft->computes.at[i].field->compute = NULL;
	}
	for (size_t i = 0; i < count && !round; i++)
		if (s.state[i] == FRESH && goes_round(&s, i))
			round = &draft->computes.at[i];
	for (size_t i = 0; i < count; i++)
		draft->computes.at[i].field->compute = s.own[i];
	if (round)
		fault_here(r, node_line(round->node),
			_("field %s: computed fields go round in a "
			  "circle; let one of them not depend on the others"),
			round->field->id);
}

/* Whoever types must know the answer before the field: it hangs on fields above it alone. */
static void check_asked(struct reader *r, const struct asked_draft *draft)
{
	const struct field *field = draft->field;
	int line = node_line(draft->node);

	if (field->preset || field->preset_param)
		fault_here(r, line,
			_("field %s: a preset would stand there when it is not asked; take out "
			  "preset or asked_if"),
			field->id);
	if (expr_has_aggregate(field->asked_if)) {
		fault_here(r, line,
			_("field %s: asked_if cannot ask other records; use the fields above "
			  "it"),
			field->id);
		return;
	}
	for (size_t i = field->index; i < draft->form->field_count; i++) {
		const struct field *later = &draft->form->fields[i];

		if (!expr_reads(field->asked_if, later))
			continue;
		fault_here(r, line,
			_("field %s: asked_if reads %s, which is not above it; put that field "
			  "before this one or ask another"),
			field->id, later->id);
		return;
	}
}

static struct expr_options condition_in(
	const struct reader *r, const struct form *form, const struct form *outer)
{
	return (struct expr_options){
		.model = r->model,
		.form = form,
		.outer = outer,
		.params = params,
		.want = EXPR_BOOL,
	};
}

static void read_asked(struct reader *r, const struct asked_draft *draft)
{
	struct expr_options options = condition_in(r, draft->form, draft->outer);

	draft->field->asked_if = parse_expression(r, node_line(draft->node),
		arena_printf(&r->scratch, _("field %s"), draft->field->id), draft->text,
		&options);
	if (draft->field->asked_if)
		check_asked(r, draft);
}

static void read_rule(struct reader *r, const struct rules_draft *draft,
	config_setting_t *group, struct rule *out)
{
	struct rule_read read = { 0 };
	struct expr_options options = condition_in(r, draft->form, draft->outer);

	if (read_group(r, group, specs, NULL, &read) < 0)
		return;
	*out = read.rule;
	out->level = (enum rule_level)read.level;
	out->missing_breaks = read.missing;
	out->at = place_of(r, group);
	out->holds = parse_expression(r, line_of(group, "holds"),
		arena_printf(&r->scratch, _("rule %s"), out->id), read.holds, &options);
	if (read.field)
		out->field = field_named(r, draft->form, read.field,
			arena_printf(&r->scratch, _("rule %s"), out->id));
}

static void check_rule_ids(struct reader *r, const struct form *form)
{
	for (size_t i = 0; i < form->rule_count; i++)
		for (size_t k = 0; form->rules[i].id && k < i; k++)
			if (form->rules[k].id &&
				strcmp(form->rules[i].id, form->rules[k].id) == 0)
				fault_here(r, form->rules[i].at.line,
					_("rule \"%s\" is there "
					  "already, at line %d; give each its own id"),
					form->rules[i].id, form->rules[k].at.line);
}

static void read_rules(struct reader *r, const struct rules_draft *draft)
{
	struct form *form = draft->form;
	size_t count = node_count(draft->list);

	form->rules = arena_array(r->mem, count, sizeof(*form->rules));
	form->rule_count = count;
	for (size_t i = 0; i < count; i++) {
		config_setting_t *group = group_at(r, draft->list, i);

		if (group)
			read_rule(r, draft, group, &form->rules[i]);
	}
	check_rule_ids(r, form);
}

static void check_ref(struct reader *r, const struct ref_draft *ref)
{
	const struct field *field = ref->field;

	if (!field->target || model_form(r->model, field->target))
		return;
	if (names_faulty_form(r, field->target))
		fault_here(r, ref->line,
			_("field %s: form \"%s\" is left out because of its own "
			  "faults; mend that first"),
			field->id, field->target);
	else
		fault_here(r, ref->line,
			_("field %s: there is no form \"%s\"; write the id of a "
			  "form"),
			field->id, field->target);
}

void read_expressions(struct reader *r)
{
	const struct form_draft *draft = r->draft;
	size_t faults = r->faults.count;

	for (size_t i = 0; i < draft->refs.count; i++)
		check_ref(r, &draft->refs.at[i]);
	for (size_t i = 0; i < draft->computes.count; i++)
		read_compute(r, &draft->computes.at[i]);
	check_circles(r, draft);
	for (size_t i = 0; i < draft->askeds.count; i++)
		read_asked(r, &draft->askeds.at[i]);
	for (size_t i = 0; i < draft->rules.count; i++)
		read_rules(r, &draft->rules.at[i]);
	if (r->faults.count == faults)
		check_stored(r, draft->form);
}

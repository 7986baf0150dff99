/*
 * read_cycles.c - conf/cycles: what is due when, of whom.
 *
 * Groups are read before the forms, which name the code list "cycle" made from them, and
 * finished after them.  A faulty cycle alone is left out.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "conf/form_sets.h"
#include "model/field_type.h"

struct cycle_read {
	struct cycle_draft draft;
	const char *form, *period, *since, *opens, *due;
	const char **remind;
	int rest;
};

static const char *const rests[] = { "stays", "next", "previous", NULL }; /* enum rest_day */

enum { DAYS_MOST = 3660, PERCENT_MOST = 1000 };

/* clang-format off */
#define AT(field) offsetof(struct cycle_read, field)
static const struct spec cycle_specs[] = {
	SPEC_NEED("id", ID, AT(draft.cycle.id), "id = \"...\";"),
	SPEC_NEED("label", LABEL, AT(draft.cycle.label), LABEL_EXAMPLE),
	SPEC_LONG("help", LABEL, AT(draft.cycle.help), 0, NULL),
	SPEC_LONG("source", TEXT, AT(draft.cycle.source), SPEC_NEEDED, "source = \"...\";"),
	SPEC("on", YES, AT(draft.cycle.on)),
	SPEC("form", ID, AT(form)),
	SPEC_NEED("period", TEXT, AT(period), "period = \"halfyear\";"),
	SPEC("since", TEXT, AT(since)),
	SPEC("review", TEXTS, AT(draft.cycle.review)),
	SPEC("units", TEXTS, AT(draft.cycle.units)),
	SPEC("opens", TEXT, AT(opens)),
	SPEC_NEED("due", TEXT, AT(due), "due = \"25\";"),
	SPEC_WORDS("rest", AT(rest), rests),
	SPEC_RANGE("grace", AT(draft.cycle.grace), 0, DAYS_MOST),
	SPEC_RANGE("lock", AT(draft.cycle.lock), -1, DAYS_MOST),
	SPEC("remind", TEXTS, AT(remind)),
	SPEC_RANGE("remind_every", AT(draft.cycle.remind_every), 0, DAYS_MOST),
	SPEC("required", NODE, AT(draft.required)),
	SPEC("each", ID, AT(draft.each)),
	SPEC("nil", GROUP, AT(draft.nil)),
	SPEC("figures", NODE, AT(draft.figures)),
	SPEC_RANGE("jump", AT(draft.cycle.jump), 0, PERCENT_MOST),
	SPEC_END,
};
#undef AT
/* clang-format on */

/* ---- before the forms ---- */

static void take_rule(struct reader *r, config_setting_t *group, const char *setting,
	const char *text, struct day_rule *out)
{
	struct err err = { 0 };

	if (text && day_rule_parse(text, out, &err) < 0)
		fault_here(r, line_of(group, setting), "%s: %s", setting, err.text);
}

static void take_period(
	struct reader *r, config_setting_t *group, const char *text, struct cycle *cycle)
{
	struct str known = { 0 };

	if (period_kind_parse(text, &cycle->kind))
		return;
	for (int kind = PERIOD_NONE + 1; kind < PERIOD_KIND_COUNT; kind++)
		str_addf(&known, "%s%s", known.len ? ", " : "",
			period_kind_name((enum period_kind)kind));
	fault_here(r, line_of(group, "period"), _("%s cannot be \"%s\"; it is one of: %s"),
		"period", text, str_text(&known));
	str_release(&known);
}

static void take_since(
	struct reader *r, config_setting_t *group, const char *text, struct cycle *cycle)
{
	int line = line_of(group, "since");
	struct err err = { 0 };

	if (period_parse(text, &cycle->since, &err) < 0)
		fault_here(r, line, "since: %s", err.text);
	else if (cycle->kind != PERIOD_NONE && cycle->since.kind != cycle->kind)
		fault_here(r, line,
			_("since \"%s\" is a period of kind %s and the cycle is by %s; write "
			  "one of the same kind"),
			text, period_kind_name((enum period_kind)cycle->since.kind),
			period_kind_name(cycle->kind));
}

/* "-3": days from the due day, ascending. */
static int parse_days(const char *text, int *out)
{
	const char *at = text + (*text == '-' || *text == '+');
	int n = 0;

	if (!*at || strlen(at) > 3 || strspn(at, "0123456789") != strlen(at))
		return -1;
	for (; *at; at++)
		n = n * 10 + (*at - '0');
	*out = *text == '-' ? -n : n;
	return 0;
}

static void take_remind(
	struct reader *r, config_setting_t *group, const char **texts, struct cycle *cycle)
{
	config_setting_t *list = config_setting_get_member(group, "remind");
	int *days = arena_array(r->mem, node_count(list), sizeof(*days));

	cycle->remind = days;
	for (unsigned i = 0; texts && texts[i]; i++) {
		int line = node_line(config_setting_get_elem(list, i));
		size_t n = cycle->remind_count;

		if (parse_days(texts[i], &days[n]) < 0)
			fault_here(r, line,
				_("remind: \"%s\" is no number of days; write \"-3\" for three "
				  "days before the due day"),
				texts[i]);
		else if (n > 0 && days[n] <= days[n - 1])
			fault_here(r, line,
				_("remind: the days stand in their order, each once; \"%s\" "
				  "comes too late"),
				texts[i]);
		else
			cycle->remind_count++;
	}
}

static int is_same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static void check_names(struct reader *r, config_setting_t *group, const struct cycle *cycle)
{
	for (size_t i = 0; i < r->cycles.count; i++) {
		const struct cycle *other = &r->cycles.at[i].cycle;

		if (strcmp(other->id, cycle->id) == 0)
			fault_here(r, line_of(group, "id"),
				_("cycle \"%s\" is there already, at %s:%d; give each its own "
				  "id"),
				cycle->id, other->at.file, other->at.line);
		for (int lang = 0; lang < LANG_COUNT; lang++)
			if (is_same(other->label[lang], cycle->label[lang]))
				fault_here(r, line_of(group, "label"),
					_("cycle %s has the label \"%s\" already; choose "
					  "another"),
					other->id, cycle->label[lang]);
	}
}

static void read_cycle(struct reader *r, config_setting_t *group)
{
	struct cycle_read read = { .opens = "start", .form = "" };
	struct cycle *cycle = &read.draft.cycle;
	size_t faults = r->faults.count;

	cycle->on = 1;
	cycle->lock = -1;
	cycle->at = place_of(r, group);
	if (read_group(r, group, cycle_specs, NULL, &read) < 0)
		return;
	cycle->form_id = read.form;
	cycle->rest = (enum rest_day)read.rest;
	check_names(r, group, cycle);
	take_period(r, group, read.period, cycle);
	if (read.since)
		take_since(r, group, read.since, cycle);
	take_rule(r, group, "opens", read.opens, &cycle->opens);
	take_rule(r, group, "due", read.due, &cycle->due);
	take_remind(r, group, read.remind, cycle);
	if (cycle->lock >= 0 && cycle->lock < cycle->grace)
		fault_here(r, line_of(group, "lock"),
			_("cycle %s: entry ends before the days of grace do; lock is at least "
			  "%d"),
			cycle->id, cycle->grace);
	if (r->faults.count > faults)
		return;
	read.draft.source = r->source;
	read.draft.group = group;
	*VEC_PUSH_IN(&r->scratch, &r->cycles) = read.draft;
}

void read_cycles(struct reader *r, config_setting_t *node)
{
	read_each(r, node, read_cycle);
}

/* ---- the code list "cycle" ---- */

static int is_wanted(const struct reader *r)
{
	int wanted = r->cycles.count > 0;

	for (int i = 0; i < KEPT_COUNT; i++)
		wanted |= r->kept[i].group != NULL;
	return wanted;
}

static struct code code_of(const struct cycle *cycle)
{
	struct code code = { .code = cycle->id,
		.pinyin = "",
		.initials = "",
		.note = "",
		.valid_from = DATE_NONE,
		.valid_to = DATE_NONE };

	memcpy(code.label, cycle->label, sizeof(code.label));
	return code;
}

/* Those switched off too: what was filed for them keeps its name. */
void finish_cycle_list(struct reader *r)
{
	struct code_list list = { .id = CYCLE_LIST, .count = r->cycles.count };

	if (!is_wanted(r))
		return;
	for (size_t i = 0; i < r->lists.count; i++)
		if (strcmp(r->lists.at[i].id, CYCLE_LIST) == 0) {
			fault_at(r, r->lists.at[i].file, r->lists.at[i].line,
				_("the code list \"%s\" is made from the cycles; give this "
				  "list another id"),
				CYCLE_LIST);
			return;
		}
	list.label[LANG_ZH] = list.label[LANG_EN] = _("reporting cycle");
	list.file = r->cycles.count ? r->cycles.at[0].cycle.at.file : "";
	list.line = r->cycles.count ? r->cycles.at[0].cycle.at.line : 0;
	list.codes = arena_array(r->mem, list.count, sizeof(*list.codes));
	for (size_t i = 0; i < list.count; i++)
		list.codes[i] = code_of(&r->cycles.at[i].cycle);
	*VEC_PUSH_IN(r->mem, &r->lists) = list;
}

/* ---- after the forms: cycles ---- */

static void check_units(struct reader *r, const struct cycle_draft *draft)
{
	config_setting_t *list = config_setting_get_member(draft->group, "units");
	unsigned i = 0;

	for (const char **code = draft->cycle.units; code && *code; code++, i++)
		if (!unit_find(&r->model->units, *code))
			fault_here(r, node_line(config_setting_get_elem(list, i)),
				_("cycle %s: there is no unit \"%s\"; write the code of one "
				  "that is there"),
				draft->cycle.id, *code);
}

static void check_review(struct reader *r, const struct cycle_draft *draft)
{
	config_setting_t *list = config_setting_get_member(draft->group, "review");
	const char *whose = arena_printf(&r->scratch, _("cycle %s"), draft->cycle.id);
	unsigned i = 0;

	for (const char **id = draft->cycle.review; id && *id; id++)
		role_is_known(r, config_setting_get_elem(list, i++), whose, *id);
}

/* What is asked of units for periods has to have both. */
static void check_form(
	struct reader *r, const struct cycle_draft *draft, const struct form *form)
{
	const struct cycle *cycle = &draft->cycle;
	int line = line_of(draft->group, "form");

	if (!form->unit || !form->period)
		fault_here(r, line,
			_("cycle %s: form %s names no period or no unit of its records; it "
			  "cannot be asked of units for periods"),
			cycle->id, form->id);
	else if (form->period->period_kinds &&
		!(form->period->period_kinds & 1u << cycle->kind))
		fault_here(r, line_of(draft->group, "period"),
			_("cycle %s: form %s does not take periods of kind %s"), cycle->id,
			form->id, period_kind_name(cycle->kind));
}

static void take_each(
	struct reader *r, const struct cycle_draft *draft, struct cycle *cycle)
{
	config_setting_t *node = config_setting_get_member(draft->group, "each");
	const struct field *field = field_named(r, cycle->form, node, "each");

	if (field && field->list && !(field->flags & FIELD_SEVERAL))
		cycle->each = field;
	else if (field)
		fault_here(r, node_line(node),
			_("%s: field %s is of type %s; it must be of type %s"), "each",
			field->id, field->type->name, "code");
}

static void take_nil_value(struct reader *r, config_setting_t *node, struct cycle *cycle)
{
	const char *text = node_text(r, node);
	const struct field *field = form_field(cycle->form, config_setting_name(node));
	struct value value;
	struct err err = { 0 };

	if (!text)
		return;
	if (!field)
		fault_here(r, node_line(node),
			_("%s: %s has no field \"%s\"; write the id of a field"), "nil",
			cycle->form->id, config_setting_name(node));
	else if (field_parse(r->model, field, text, r->mem, &value, &err) < 0 ||
		field_validate(r->model, field, &value, DATE_NONE, &err) < 0)
		fault_here(r, node_line(node), _("nil: field %s cannot be \"%s\": %s"),
			field->id, text, err.text);
	else
		cycle->nil[cycle->nil_count++] = (struct nil_value){ field, text };
}

static void take_nil(struct reader *r, config_setting_t *group, struct cycle *cycle)
{
	size_t count = node_count(group);

	cycle->nil = arena_array(r->mem, count, sizeof(*cycle->nil));
	for (size_t i = 0; i < count; i++)
		take_nil_value(r, config_setting_get_elem(group, (unsigned)i), cycle);
}

static void take_fields(
	struct reader *r, const struct cycle_draft *draft, struct cycle *cycle)
{
	if (draft->required)
		read_field_set(r, draft->required, cycle->form, "required", &cycle->required);
	if (draft->each)
		take_each(r, draft, cycle);
	if (draft->nil)
		take_nil(r, draft->nil, cycle);
	if (!draft->figures)
		return;
	read_field_set(r, draft->figures, cycle->form, "figures", &cycle->figures);
	need_numbers(r, node_line(draft->figures), &cycle->figures, "figures");
	for (size_t i = 0; i < cycle->figures.count; i++)
		if (cycle->figures.at[i]->measure_of)
			fault_here(r, node_line(draft->figures),
				_("figures: field %s has a measure unit for each %s, so it "
				  "cannot be summed"),
				cycle->figures.at[i]->id,
				cycle->figures.at[i]->measure_of->id);
}

static void check_alone(
	struct reader *r, const struct cycle_draft *draft, const struct cycle *cycle)
{
	const struct cycle *other = form_cycle(r->model, cycle->form, cycle->kind);

	if (cycle->on && other)
		fault_here(r, node_line(draft->group),
			_("cycle %s asks %s for each %s, and so does cycle %s, at %s:%d; "
			  "switch one of them off (on = false)"),
			cycle->id, cycle->form_id, period_kind_name(cycle->kind), other->id,
			other->at.file, other->at.line);
}

static void finish_cycle(struct reader *r, const struct cycle_draft *draft)
{
	struct cycle cycle = draft->cycle;
	size_t faults = r->faults.count;

	r->source = draft->source;
	cycle.form = model_form(r->model, cycle.form_id);
	check_units(r, draft);
	check_review(r, draft);
	if (cycle.form) {
		check_form(r, draft, cycle.form);
		take_fields(r, draft, &cycle);
		check_alone(r, draft, &cycle);
	} else if (cycle.on) {
		fault_here(r, line_of(draft->group, "form"),
			_("cycle %s: there is no form \"%s\", or it has faults of its own; "
			  "switch the cycle off (on = false) until it is there"),
			cycle.id, cycle.form_id);
	}
	if (r->faults.count == faults)
		r->model->cycles[r->model->cycle_count++] = cycle;
}

void finish_cycles(struct reader *r)
{
	r->model->cycles =
		arena_array(r->mem, r->cycles.count, sizeof(*r->model->cycles));
	for (size_t i = 0; i < r->cycles.count; i++)
		finish_cycle(r, &r->cycles.at[i]);
}

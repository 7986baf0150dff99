/*
 * read_field.c - the fields of a form: types, measure units, lists, bounds, presets.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "model/field_type.h"

struct field_read {
	struct field field;
	const char *type, *result, *measure, *measure_of, *list, *least, *most, *preset;
	const char *compute, *asked_if;
	int scale, required, sticky, qualified, several, read_only, levels, twice, retired;
	config_setting_t *kinds, *fields, *rules;
};

#define NUMBERS "integer decimal money percent"

/* clang-format off */
#define AT(field) offsetof(struct field_read, field)
static const struct spec specs[] = {
	SPEC_NEED("id", ID, AT(field.id), "id = \"...\";"),
	SPEC_NEED("type", TEXT, AT(type), "type = \"text\";"),
	SPEC_NEED("label", LABEL, AT(field.label), LABEL_EXAMPLE),
	SPEC_LONG("help", LABEL, AT(field.help), 0, NULL),
	SPEC_LONG("source", LABEL, AT(field.source), 0, NULL),
	SPEC("required", YES, AT(required)),
	SPEC("sticky", YES, AT(sticky)),
	SPEC("read_only", YES, AT(read_only)),
	SPEC("retired", YES, AT(retired)),
	SPEC_RANGE("width", AT(field.width), 1, 200),
	SPEC("was", TEXTS, AT(field.old_ids)),
	SPEC_FOR(NUMBERS " text note date period code unit yesno", "preset", TEXT, AT(preset)),
	{ .name = "scale", .want = WANT_NUMBER, .at = AT(scale), .most = DECIMAL_LEAST_SCALE,
	  .only = "decimal money percent computed" },
	SPEC_FOR(NUMBERS " computed", "measure", TEXT, AT(measure)),
	SPEC_FOR(NUMBERS, "measure_of", TEXT, AT(measure_of)),
	SPEC_FOR(NUMBERS, "qualified", YES, AT(qualified)),
	SPEC_FOR(NUMBERS " date period", "least", TEXT, AT(least)),
	SPEC_FOR(NUMBERS " date period", "most", TEXT, AT(most)),
	SPEC_NEED_FOR("code", "list", TEXT, AT(list), "list = \"...\";"),
	SPEC_NEED_FOR("ref", "form", TEXT, AT(field.target), "form = \"...\";"),
	SPEC_FOR("code unit ref", "several", YES, AT(several)),
	SPEC_FOR("unit", "levels", YES, AT(levels)),
	SPEC_FOR(NUMBERS " text date period", "twice", YES, AT(twice)),
	{ .name = "asked_if", .want = WANT_TEXT, .flags = SPEC_LINES, .at = AT(asked_if),
	  .only = NUMBERS " text note date period code unit ref yesno rows" },
	SPEC_FOR("period", "kinds", NODE, AT(kinds)),
	SPEC_NEED_FOR("computed", "result", TEXT, AT(result), "result = \"decimal\";"),
	{ .name = "compute", .want = WANT_TEXT, .flags = SPEC_NEEDED | SPEC_LINES, .at = AT(compute),
	  .example = "compute = \"...\";", .only = "computed" },
	SPEC_NEED_FOR("rows", "fields", LIST, AT(fields), "fields = ( { ... } );"),
	SPEC_FOR("rows", "rules", LIST, AT(rules)),
	SPEC_END,
};
#undef AT
/* clang-format on */

/* Words of the expression language that would hide a field. */
#define RESERVED "and or not in is within like if this true false"

static const char *field_id(config_setting_t *group)
{
	const char *id = NULL;

	config_setting_lookup_string(group, "id", &id);
	return id ? id : "";
}

static void fault_type(
	struct reader *r, config_setting_t *group, const char *name, const char *type)
{
	const char *known[32], *near;
	struct str all = { 0 };
	size_t count = 0;

	for (; count < COUNT_OF(known) && field_types[count]; count++) {
		known[count] = field_types[count]->name;
		str_addf(&all, "%s%s", count ? ", " : "", known[count]);
	}
	near = nearest_name(type, known, count);
	if (near)
		fault_here(r, line_of(group, name),
			_("field %s: there is no type \"%s\"; "
			  "did you mean \"%s\"?"),
			field_id(group), type, near);
	else
		fault_here(r, line_of(group, name),
			_("field %s: there is no type \"%s\"; "
			  "it is one of: %s"),
			field_id(group), type, str_text(&all));
	str_release(&all);
}

/* The type first: which other settings belong here depends on it. */
static const struct field_type *read_type(struct reader *r, config_setting_t *group)
{
	config_setting_t *node = config_setting_get_member(group, "type");
	const struct field_type *type;
	const char *name;

	if (!node) {
		fault_here(r, node_line(group), _("%s is missing; write it like this: %s"),
			"type", "type = \"text\";");
		return NULL;
	}
	name = node_text(r, node);
	if (!name)
		return NULL;
	type = field_type_find(name);
	if (!type)
		fault_type(r, group, "type", name);
	return type;
}

static const struct field_type *read_result(
	struct reader *r, config_setting_t *group, const char *name)
{
	const struct field_type *type = field_type_find(name);

	if (!type)
		fault_type(r, group, "result", name);
	else if (!word_is_in(name, NUMBERS " text date period yesno"))
		fault_here(r, line_of(group, "result"),
			_("field %s: a result cannot be of type "
			  "\"%s\"; it is one of: %s"),
			field_id(group), name, NUMBERS " text date period yesno");
	return type;
}

static int default_scale(const char *type)
{
	return word_is_in(type, "decimal money percent") ? 2 : 0;
}

/* A code that tells no measure unit would leave the number beside it without one. */
static void check_codes(struct reader *r, int line, const struct field *field,
	const struct code_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (!list->codes[i].measure) {
			fault_here(r, line,
				_("field %s: code \"%s\" of list %s tells no measure unit; "
				  "write measure = \"...\"; in its group"),
				field->id, list->codes[i].code, list->id);
			return;
		}
}

/* Told by the code beside it, which stands before it so that it is known when this is typed. */
static void take_measure_of(struct reader *r, config_setting_t *group,
	const struct field_read *read, struct field *field, const struct form *form)
{
	int line = line_of(group, "measure_of");
	const struct field *by = NULL;

	for (size_t i = 0; i < field->index; i++)
		if (strcmp(form->fields[i].id, read->measure_of) == 0)
			by = &form->fields[i];
	if (read->measure)
		fault_here(r, line,
			_("field %s: measure and measure_of cannot both be there; take one "
			  "out"),
			field->id);
	else if (!by || !by->list || (by->flags & FIELD_SEVERAL))
		fault_here(r, line,
			_("field %s: measure_of names a code field that stands before it; "
			  "\"%s\" is none"),
			field->id, read->measure_of);
	else
		check_codes(r, line, field, by->list);
	field->measure_of = by;
}

static void take_number(struct reader *r, config_setting_t *group,
	const struct field_read *read, struct field *field, const struct form *form)
{
	const struct field_type *type = field_answer(field);

	if (!(type->flags & TYPE_NUMBER)) {
		if (read->measure)
			fault_here(r, line_of(group, "measure"),
				_("field %s: %s has no measure "
				  "unit; take it out"),
				field->id, type->name);
		return;
	}
	field->scale = read->scale >= 0 ? read->scale : default_scale(type->name);
	if (strcmp(type->name, "integer") == 0)
		field->scale = 0;
	if (read->measure_of) {
		take_measure_of(r, group, read, field, form);
		return;
	}
	if (!read->measure) {
		fault_here(r, node_line(group),
			_("field %s is a number without measure unit; "
			  "write it like this: measure = \"%s\";"),
			field->id,
			r->model->measures.count ? r->model->measures.measures[0].code : "...");
		return;
	}
	field->measure = measure_find(&r->model->measures, read->measure);
	if (!field->measure)
		fault_here(r, line_of(group, "measure"),
			_("field %s: there is no measure unit "
			  "\"%s\"; add it to conf/measures.conf or use one that is there"),
			field->id, read->measure);
}

static void take_list(struct reader *r, config_setting_t *group, const struct field_read *read,
	struct field *field)
{
	const char **known = arena_array(&r->scratch, r->model->list_count, sizeof(*known));
	const char *near;

	if (!read->list)
		return;
	field->list = model_list(r->model, read->list);
	if (field->list)
		return;
	for (size_t i = 0; i < r->model->list_count; i++)
		known[i] = r->model->lists[i].id;
	near = nearest_name(read->list, known, r->model->list_count);
	if (near)
		fault_here(r, line_of(group, "list"),
			_("field %s: there is no code list \"%s\"; "
			  "did you mean \"%s\"?"),
			field->id, read->list, near);
	else
		fault_here(r, line_of(group, "list"),
			_("field %s: there is no code list \"%s\"; "
			  "add it to conf/codes.conf"),
			field->id, read->list);
}

unsigned read_kinds(struct reader *r, config_setting_t *list, const char *what)
{
	unsigned kinds = 0;

	for (size_t i = 0; i < node_count(list); i++) {
		config_setting_t *node = config_setting_get_elem(list, (unsigned)i);
		const char *name = node_text(r, node);
		struct str all = { 0 };
		enum period_kind kind;

		if (!name)
			continue;
		if (period_kind_parse(name, &kind)) {
			kinds |= 1u << kind;
			continue;
		}
		for (int k = PERIOD_NONE + 1; k < PERIOD_KIND_COUNT; k++)
			str_addf(&all, "%s%s", k > 1 ? ", " : "", period_kind_name(k));
		fault_here(r, node_line(node),
			_("%s: \"%s\" is no kind of period; it is one of: %s"), what,
			name, str_text(&all));
		str_release(&all);
	}
	return kinds;
}

static int parse_value(struct reader *r, config_setting_t *group, const char *setting,
	const struct field *field, const char *text, struct value *out)
{
	struct err err = { 0 };

	if (field_parse(r->model, field, text, r->mem, out, &err) == 0 && value_is_given(out))
		return 0;
	fault_here(r, line_of(group, setting), _("field %s: %s cannot be \"%s\": %s"),
		field->id, setting, text, err.code ? err.text : _("write a value"));
	*out = value_state_only(VALUE_NONE);
	return -1;
}

/* Days that are known only when a record begins. */
#define DAY_WORDS "today period_end"

static int is_day_word(const struct field *field, const char *text)
{
	return field->type->kind == KIND_DATE && *text && word_is_in(text, DAY_WORDS);
}

static void take_preset(
	struct reader *r, config_setting_t *group, const char *text, struct field *field)
{
	struct value *value = arena_alloc(r->mem, sizeof(*value));

	if (text[0] != '$' && !is_day_word(field, text)) {
		if (parse_value(r, group, "preset", field, text, value) == 0)
			field->preset = value;
		return;
	}
	field->preset_param = text[0] == '$' ? text + 1 : text;
	if (!*field->preset_param || !word_is_in(field->preset_param, DAY_WORDS))
		fault_here(r, line_of(group, "preset"),
			_("field %s: \"%s\" is no preset; write "
			  "a value, \"$today\" or \"$period_end\""),
			field->id, text);
	else if (field->type->kind != KIND_DATE)
		fault_here(r, line_of(group, "preset"),
			_("field %s: \"%s\" is a day, the field "
			  "is not; write a value"),
			field->id, text);
}

static void take_values(struct reader *r, config_setting_t *group,
	const struct field_read *read, struct field *field)
{
	struct value least = { 0 }, most = { 0 };

	if (read->least)
		parse_value(r, group, "least", field, read->least, &least);
	if (read->most)
		parse_value(r, group, "most", field, read->most, &most);
	field->least = least;
	field->most = most;
	if (value_is_given(&least) && value_is_given(&most) &&
		field_compare(r->model, field, &least, &most) > 0)
		fault_here(r, line_of(group, "most"),
			_("field %s: most is less than least; "
			  "change one of them"),
			field->id);
	if (read->preset)
		take_preset(r, group, read->preset, field);
}

static void take_group(struct reader *r, const struct field_read *read, struct field *field,
	const struct form *form)
{
	struct form *group = arena_alloc(r->mem, sizeof(*group));

	*group = (struct form){
		.id = field->id,
		.label = { field->label[LANG_ZH], field->label[LANG_EN] },
		.folder = form->folder,
		.title = "",
		.source = "",
		.at = field->at,
	};
	field->group = group;
	read_fields(r, read->fields, group, form);
	if (read->rules)
		*VEC_PUSH_IN(&r->scratch, &r->draft->rules) =
			(struct rules_draft){ group, form, read->rules };
}

static unsigned flags_of(const struct field_read *read)
{
	return (read->required ? FIELD_REQUIRED : 0u) | (read->sticky ? FIELD_STICKY : 0u) |
		(read->qualified ? FIELD_QUALIFIED : 0u) |
		(read->several ? FIELD_SEVERAL : 0u) |
		(read->read_only ? FIELD_READ_ONLY : 0u) |
		(read->levels ? FIELD_LEVELS : 0u) | (read->twice ? FIELD_TWICE : 0u) |
		(read->retired ? FIELD_RETIRED | FIELD_READ_ONLY : 0u);
}

/* What can be looked at only when all forms are known. */
static void note_later(struct reader *r, config_setting_t *group, const struct field_read *read,
	struct field *field, struct form *form, const struct form *outer)
{
	if (read->compute)
		*VEC_PUSH_IN(&r->scratch, &r->draft->computes) = (struct compute_draft){
			field,
			form,
			outer,
			config_setting_get_member(group, "compute"),
			read->compute,
		};
	if (read->asked_if)
		*VEC_PUSH_IN(&r->scratch, &r->draft->askeds) = (struct asked_draft){
			field,
			form,
			outer,
			config_setting_get_member(group, "asked_if"),
			read->asked_if,
		};
	if (field->target)
		*VEC_PUSH_IN(&r->scratch, &r->draft->refs) =
			(struct ref_draft){ field, line_of(group, "form") };
}

static void finish_field(struct reader *r, config_setting_t *group,
	const struct field_read *read, struct field *field, struct form *form,
	const struct form *outer)
{
	size_t faults = r->faults.count;

	if (word_is_in(field->id, RESERVED))
		fault_here(r, line_of(group, "id"),
			_("\"%s\" is a word of the expressions and no "
			  "field can be called so; choose another id"),
			field->id);
	if ((field->flags & FIELD_RETIRED) && (field->flags & FIELD_REQUIRED))
		fault_here(r, line_of(group, "retired"),
			_("field %s is retired, so nobody is asked for it; take out required"),
			field->id);
	if (read->result)
		field->result = read_result(r, group, read->result);
	if (!read->result || field->result)
		take_number(r, group, read, field, form);
	take_list(r, group, read, field);
	field->period_kinds = read_kinds(
		r, read->kinds, arena_printf(&r->scratch, _("field %s"), field->id));
	note_later(r, group, read, field, form, outer);
	if ((field->type->flags & TYPE_GROUP) && outer)
		fault_here(r, line_of(group, "type"),
			_("field %s: rows inside rows are not "
			  "possible; make it a form of its own"),
			field->id);
	else if (field->type->flags & TYPE_GROUP)
		take_group(r, read, field, form);
	else if (r->faults.count == faults) /* bounds need a sound field to be read */
		take_values(r, group, read, field);
}

/* The field stays known even when faulty, so that others may name it. */
static void read_field(
	struct reader *r, config_setting_t *group, struct form *form, const struct form *outer)
{
	struct field_read read = { .scale = -1 };
	struct field *field = &form->fields[form->field_count];
	const struct field_type *type = read_type(r, group);
	int sound;

	if (!type)
		return;
	sound = read_group(r, group, specs, type->name, &read) == 0;
	if (!read.field.id)
		return;
	*field = read.field;
	field->type = type;
	field->at = place_of(r, group);
	field->flags = flags_of(&read);
	field->index = form->field_count++;
	if (!field->help[LANG_ZH])
		remark_here(r, node_line(group),
			_("field %s has no help; write what is meant, so that nobody has to "
			  "ask: help = { zh = \"...\"; en = \"...\"; };"),
			field->id);
	if (sound)
		finish_field(r, group, &read, field, form, outer);
}

void read_fields(
	struct reader *r, config_setting_t *list, struct form *form, const struct form *outer)
{
	form->fields = arena_array(r->mem, node_count(list), sizeof(*form->fields));
	for (size_t i = 0; i < node_count(list); i++) {
		config_setting_t *group = group_at(r, list, i);

		if (group)
			read_field(r, group, form, outer);
	}
	if (node_count(list) == 0)
		fault_here(r, node_line(list), _("%s has no fields; write at least one"),
			form->id);
	check_field_names(r, form);
}

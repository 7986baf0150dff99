/*
 * read_names.c - indicators and keys, and the forms that others named before they were known.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "model/expr.h"

struct indicator_read {
	struct indicator indicator;
	const char *measure;
	const char **params; /* loop variables of templates */
};

/* clang-format off */
#define AT(field) offsetof(struct indicator_read, field)
static const struct spec indicator_specs[] = {
	SPEC_NEED("id", ID, AT(indicator.id), "id = \"...\";"),
	SPEC("number", TEXT, AT(indicator.number)),
	SPEC_NEED("label", LABEL, AT(indicator.label), LABEL_EXAMPLE),
	SPEC("measure", TEXT, AT(measure)),
	SPEC("params", TEXTS, AT(params)),
	SPEC_RANGE("decimals", AT(indicator.decimals), -1, DECIMAL_LEAST_SCALE),
	SPEC_LONG("expr", TEXT, AT(indicator.text), SPEC_NEEDED, "expr = \"sum(...)\";"),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT

static const struct spec key_specs[] = {
	SPEC_NEED("action", TEXT, offsetof(struct key_setting, action), "action = \"record-delete\";"),
	SPEC_NEED("keys", TEXT, offsetof(struct key_setting, keys), "keys = \"d Del\";"),
	SPEC_END,
};
/* clang-format on */

/* What indicators and templates ask. */
static const struct expr_param params[] = {
	{ "period", EXPR_PERIOD },
	{ "as_of", EXPR_DATE },
	{ "unit", EXPR_UNIT },
	{ "today", EXPR_DATE },
};

/* Those, the indicators that stand before, and the loop variables it asks for. */
static const struct expr_param *params_of(struct reader *r, const char **own)
{
	VEC(struct expr_param) all = { 0 };

	for (size_t i = 0; i < COUNT_OF(params); i++)
		*VEC_PUSH_IN(r->mem, &all) = params[i];
	for (size_t i = 0; i < r->indicators.count; i++)
		*VEC_PUSH_IN(r->mem, &all) =
			(struct expr_param){ r->indicators.at[i].id, EXPR_NUMBER };
	for (; own && *own; own++)
		*VEC_PUSH_IN(r->mem, &all) = (struct expr_param){ *own, EXPR_ANY };
	*VEC_PUSH_IN(r->mem, &all) = (struct expr_param){ NULL, EXPR_ANY };
	return all.at;
}

void read_each(struct reader *r, config_setting_t *list,
	void (*read)(struct reader *r, config_setting_t *group))
{
	for (size_t i = 0; i < node_count(list); i++) {
		config_setting_t *group = group_at(r, list, i);

		if (group)
			read(r, group);
	}
}

static int take_measure(struct reader *r, config_setting_t *group, const char *code,
	struct indicator *indicator)
{
	if (!code)
		return 0;
	indicator->measure = measure_find(&r->model->measures, code);
	if (indicator->measure)
		return 0;
	fault_here(r, line_of(group, "measure"),
		_("indicator %s: there is no measure unit \"%s\"; "
		  "add it to conf/measures.conf or use one that is there"),
		indicator->id, code);
	return -1;
}

static void read_indicator(struct reader *r, config_setting_t *group)
{
	struct indicator_read read = { .indicator = { .number = "", .decimals = -1 } };
	struct indicator *own = &read.indicator;
	struct expr_options options = { .model = r->model, .want = EXPR_NUMBER };

	if (read_group(r, group, indicator_specs, NULL, &read) < 0 ||
		take_measure(r, group, read.measure, own) < 0)
		return;
	own->at = place_of(r, group);
	for (size_t i = 0; i < r->indicators.count; i++)
		if (strcmp(r->indicators.at[i].id, own->id) == 0) {
			fault_here(r, line_of(group, "id"),
				_("indicator \"%s\" is there already; "
				  "give each its own id"),
				own->id);
			return;
		}
	options.params = params_of(r, read.params);
	own->expr = parse_expression(r, line_of(group, "expr"),
		arena_printf(&r->scratch, _("indicator %s"), own->id), own->text, &options);
	if (own->expr)
		*VEC_PUSH_IN(r->mem, &r->indicators) = *own;
}

static void read_key(struct reader *r, config_setting_t *group)
{
	struct key_setting key = { .at = place_of(r, group) };

	if (read_group(r, group, key_specs, NULL, &key) < 0)
		return;
	for (size_t i = 0; i < r->keys.count; i++)
		if (strcmp(r->keys.at[i].action, key.action) == 0) {
			fault_here(r, line_of(group, "action"),
				_("action \"%s\" has its keys "
				  "already, at line %d; write all of them there"),
				key.action, r->keys.at[i].at.line);
			return;
		}
	*VEC_PUSH_IN(r->mem, &r->keys) = key;
}

void read_indicators(struct reader *r, config_setting_t *node)
{
	read_each(r, node, read_indicator);
}

void read_keys(struct reader *r, config_setting_t *node)
{
	read_each(r, node, read_key);
}

/* A faulty form is known by the name of its file. */
static int form_is_known(const struct reader *r, const char *name)
{
	for (size_t i = 0; i < r->draft_count; i++)
		if (strcmp(r->drafts[i].source->stem, name) == 0)
			return 1;
	return 0;
}

static void check_form(struct reader *r, const struct later_check *check)
{
	if (!form_is_known(r, check->name))
		fault_at(r, check->at.file, check->at.line,
			_("%s: there is no form \"%s\"; write "
			  "the id of a form"),
			check->of, check->name);
}

/* A folder may still be without forms; one that is nearly another's name is misspelt. */
static void check_folder(struct reader *r, const struct later_check *check)
{
	const char **known = arena_array(&r->scratch, r->draft_count, sizeof(*known));
	const char *near;

	for (size_t i = 0; i < r->draft_count; i++) {
		known[i] = arena_printf(&r->scratch, "%s/", r->drafts[i].source->folder);
		if (strcmp(known[i], check->name) == 0)
			return;
	}
	near = nearest_name(check->name, known, r->draft_count);
	if (near)
		fault_at(r, check->at.file, check->at.line,
			_("%s: there is no folder \"%s\"; did "
			  "you mean \"%s\"?"),
			check->of, check->name, near);
}

void finish_later(struct reader *r)
{
	for (size_t i = 0; i < r->later.count; i++) {
		const struct later_check *check = &r->later.at[i];

		if (check->kind == LATER_MEASURE)
			continue;
		if (check->kind == LATER_FORM_OR_FOLDER && text_ends_with(check->name, "/"))
			check_folder(r, check);
		else
			check_form(r, check);
	}
}

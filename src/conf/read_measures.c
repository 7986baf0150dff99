/*
 * read_measures.c - measure units with their factors as ratios, and qualifiers of figures.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/decimal.h"
#include "base/i18n.h"

struct measure_read {
	struct measure measure;
	const char *factor;
};

struct qualifier_read {
	struct qualifier qualifier;
	int position, nature;
};

static const char *const positions[] = { "after", "before", NULL };
static const char *const natures[] = { "actual", "expected", "planned", NULL };

/* clang-format off */
#define AT(field) offsetof(struct measure_read, field)
static const struct spec measure_specs[] = {
	SPEC_NEED("code", TEXT, AT(measure.code), "code = \"...\";"),
	SPEC_NEED("label", LABEL, AT(measure.label), LABEL_EXAMPLE),
	SPEC_NEED("dimension", ID, AT(measure.dimension), "dimension = \"...\";"),
	SPEC("factor", TEXT, AT(factor)),
	SPEC_RANGE("decimals", AT(measure.decimals), -1, DECIMAL_LEAST_SCALE),
	SPEC("large", TEXT, AT(measure.large)),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT

#define AT(field) offsetof(struct qualifier_read, field)
static const struct spec qualifier_specs[] = {
	SPEC_NEED("code", TEXT, AT(qualifier.code), "code = \"...\";"),
	SPEC_NEED("label", TEXT, AT(qualifier.label), "label = \"...\";"),
	SPEC_WORDS("position", AT(position), positions),
	SPEC_WORDS("nature", AT(nature), natures),
	SPEC("range", YES, AT(qualifier.range)),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT
/* clang-format on */

/* "10000/15", "10000", "0.5" into a ratio of whole numbers. */
static int parse_factor(struct reader *r, const char *text, struct measure *out)
{
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	struct decimal over = { 0 }, under = decimal_of(1), scaled;
	struct err err = { 0 };

	if (decimal_parse(arena_text_len(r->mem, text, len), &over, &err) < 0 ||
		(slash && decimal_parse(slash + 1, &under, &err) < 0))
		return -1;
	over = decimal_normalize(over);
	under = decimal_normalize(under);
	scaled = decimal_of(1);
	while (over.scale > under.scale) {
		under.scale++;
		if (decimal_multiply(
			    decimal_of(under.unscaled), decimal_of(10), &scaled, &err) < 0)
			return -1;
		under.unscaled = scaled.unscaled;
	}
	while (under.scale > over.scale) {
		over.scale++;
		if (decimal_multiply(decimal_of(over.unscaled), decimal_of(10), &scaled, &err) <
			0)
			return -1;
		over.unscaled = scaled.unscaled;
	}
	out->numerator = over.unscaled;
	out->denominator = under.unscaled;
	return out->numerator > 0 && out->denominator > 0 ? 0 : -1;
}

static void read_measure(struct reader *r, config_setting_t *group)
{
	struct measure_read read = {
		.measure = { .decimals = -1, .numerator = 1, .denominator = 1 }
	};

	if (read_group(r, group, measure_specs, NULL, &read) < 0)
		return;
	if (read.factor && parse_factor(r, read.factor, &read.measure) < 0) {
		fault_here(r, line_of(group, "factor"),
			_("factor \"%s\" is no number nor ratio "
			  "above zero; write \"10000\" or \"10000/15\""),
			read.factor);
		return;
	}
	for (size_t i = 0; i < r->measures.count; i++)
		if (strcmp(r->measures.at[i].code, read.measure.code) == 0) {
			fault_here(r, line_of(group, "code"),
				_("measure \"%s\" is there already; "
				  "give each its own code"),
				read.measure.code);
			return;
		}
	*VEC_PUSH_IN(r->mem, &r->measures) = read.measure;
	*VEC_PUSH_IN(&r->scratch, &r->later) = (struct later_check){
		.kind = LATER_MEASURE,
		.name = read.measure.large,
		.of = read.measure.code,
		.at = { r->source->path, line_of(group, "large") },
	};
}

void read_measures(struct reader *r, config_setting_t *node)
{
	for (size_t i = 0; i < node_count(node); i++) {
		config_setting_t *group = group_at(r, node, i);

		if (group)
			read_measure(r, group);
	}
}

static void read_qualifier(struct reader *r, config_setting_t *group)
{
	struct qualifier_read read = { 0 };

	if (read_group(r, group, qualifier_specs, NULL, &read) < 0)
		return;
	for (size_t i = 0; i < r->qualifiers.count; i++)
		if (strcmp(r->qualifiers.at[i].code, read.qualifier.code) == 0) {
			fault_here(r, line_of(group, "code"),
				_("qualifier \"%s\" is there already; "
				  "give each its own code"),
				read.qualifier.code);
			return;
		}
	read.qualifier.before = read.position;
	read.qualifier.nature = (enum value_nature)read.nature;
	*VEC_PUSH_IN(r->mem, &r->qualifiers) = read.qualifier;
}

void read_qualifiers(struct reader *r, config_setting_t *node)
{
	for (size_t i = 0; i < node_count(node); i++) {
		config_setting_t *group = group_at(r, node, i);

		if (group)
			read_qualifier(r, group);
	}
}

/* The unit for large figures is there and measures the same thing. */
static void check_large(struct reader *r, const struct later_check *check)
{
	const struct measure_table *table = &r->model->measures;
	const struct measure *large = measure_find(table, check->name);
	struct measure *own = (struct measure *)measure_find(table, check->of);

	if (large && strcmp(large->dimension, own->dimension) == 0)
		return;
	if (large)
		fault_at(r, check->at.file, check->at.line,
			_("large: \"%s\" measures %s, not %s; "
			  "name one of the same dimension"),
			check->name, large->dimension, own->dimension);
	else
		fault_at(r, check->at.file, check->at.line,
			_("large: there is no measure \"%s\"; write the code of a measure"),
			check->name);
	own->large = NULL;
}

void finish_measures(struct reader *r)
{
	r->model->measures = (struct measure_table){
		.measures = r->measures.at,
		.count = r->measures.count,
		.qualifiers = r->qualifiers.at,
		.qualifier_count = r->qualifiers.count,
	};
	for (size_t i = 0; i < r->later.count; i++)
		if (r->later.at[i].kind == LATER_MEASURE && r->later.at[i].name)
			check_large(r, &r->later.at[i]);
}

/*
 * read_units.c - org units with dated names and parents.  A faulty unit alone is left out.
 *
 * Units come from several files; the tree is tied in unit_tree.c when all are read.
 */
#include "conf/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"

struct unit_read {
	struct unit unit;
	const char *name, *parent;
	config_setting_t *names, *parents, *links;
};

struct dated { /* a name or a parent's code, and when */
	const char *text;
	int32_t from, to;
	int line;
};

static const char *const link_kinds[] = {
	/* in the order of enum unit_link_kind */
	"merged_into",
	"split_from",
	"renamed",
	"transferred",
	NULL,
};

struct link_read {
	int kind;
	const char *other;
	int32_t day;
};

/* clang-format off */
#define AT(field) offsetof(struct unit_read, field)
static const struct spec unit_specs[] = {
	SPEC_NEED("code", TEXT, AT(unit.code), "code = \"...\";"),
	SPEC("name", TEXT, AT(name)),
	SPEC("names", LIST, AT(names)),
	SPEC("short", TEXT, AT(unit.short_name)),
	SPEC("report_name", TEXT, AT(unit.report_name)),
	SPEC_RANGE("report_order", AT(unit.report_order), 0, 9999),
	SPEC("kind", TEXT, AT(unit.kind)),
	SPEC("pinyin", TEXT, AT(unit.pinyin)),
	SPEC("initials", TEXT, AT(unit.initials)),
	SPEC("aliases", TEXTS, AT(unit.aliases)),
	SPEC("parent", TEXT, AT(parent)),
	SPEC("parents", LIST, AT(parents)),
	SPEC("from", DAY, AT(unit.valid_from)),
	SPEC("to", DAY, AT(unit.valid_to)),
	SPEC("reports", TEXTS, AT(unit.reports)),
	SPEC("links", LIST, AT(links)),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT

#define AT(field) offsetof(struct dated, field)
static const struct spec name_specs[] = {
	SPEC_NEED("name", TEXT, AT(text), "name = \"...\";"),
	SPEC("from", DAY, AT(from)),
	SPEC("to", DAY, AT(to)),
	SPEC_END,
};

static const struct spec parent_specs[] = {
	SPEC_NEED("unit", TEXT, AT(text), "unit = \"...\";"),
	SPEC("from", DAY, AT(from)),
	SPEC("to", DAY, AT(to)),
	SPEC_END,
};
#undef AT

static const struct spec link_specs[] = {
	{ .name = "kind", .want = WANT_CHOICE, .flags = SPEC_NEEDED, .words = link_kinds,
	  .at = offsetof(struct link_read, kind), .example = "kind = \"merged_into\";" },
	SPEC_NEED("other", TEXT, offsetof(struct link_read, other), "other = \"...\";"),
	SPEC_NEED("day", DAY, offsetof(struct link_read, day), "day = \"2021-06-25\";"),
	SPEC_END,
};
/* clang-format on */

static int by_from(const void *left, const void *right)
{
	const struct dated *a = left, *b = right;

	return (a->from > b->from) - (a->from < b->from); /* DATE_NONE is the least */
}

/* specs tells names from parents. */
static int check_spans(
	struct reader *r, const struct dated *spans, size_t count, const struct spec *specs)
{
	for (size_t i = 0; i < count; i++)
		if (spans[i].to != DATE_NONE && spans[i].to < spans[i].from) {
			fault_here(r, spans[i].line,
				_("\"%s\" ends before it begins; "
				  "change from or to"),
				spans[i].text);
			return -1;
		}
	for (size_t i = 1; i < count; i++)
		if (spans[i - 1].to == DATE_NONE || spans[i - 1].to >= spans[i].from) {
			fault_here(r, spans[i].line,
				specs == name_specs
					? _("the names \"%s\" and \"%s\" hold on the same "
					    "day; end one before the other begins")
					: _("the parents \"%s\" and \"%s\" hold on the same "
					    "day; end one before the other begins"),
				spans[i - 1].text, spans[i].text);
			return -1;
		}
	return 0;
}

/* One plain text, or a list of dated ones; by date. -1 with a fault. */
static int read_dated(struct reader *r, const char *plain, config_setting_t *list,
	const struct spec *specs, struct dated **out, size_t *count)
{
	size_t n = node_count(list);
	struct dated *all = arena_array(&r->scratch, n + 1, sizeof(*all));

	*out = all;
	*count = plain ? 1 : n;
	if (plain)
		all[0] = (struct dated){ plain, DATE_NONE, DATE_NONE, 0 };
	for (size_t i = 0; !plain && i < n; i++) {
		config_setting_t *group = group_at(r, list, i);

		if (!group)
			return -1;
		all[i] = (struct dated){ NULL, DATE_NONE, DATE_NONE, node_line(group) };
		if (read_group(r, group, specs, NULL, &all[i]) < 0)
			return -1;
	}
	qsort(all, *count, sizeof(*all), by_from);
	return check_spans(r, all, *count, specs);
}

static int read_names(struct reader *r, config_setting_t *group, const struct unit_read *read,
	struct unit *unit)
{
	struct dated *all;
	size_t count;

	if (!!read->name == !!read->names) {
		fault_here(r, node_line(group),
			read->name ? _("name and names are both given; keep one of them")
				   : _("name is missing; write it like this: name = \"...\";"));
		return -1;
	}
	if (read_dated(r, read->name, read->names, name_specs, &all, &count) < 0)
		return -1;
	if (count == 0 || !*all[0].text) {
		fault_here(r, line_of(group, read->name ? "name" : "names"),
			_("name is missing; write it like this: name = \"...\";"));
		return -1;
	}
	unit->names = arena_array(r->mem, count, sizeof(*unit->names));
	unit->name_count = count;
	for (size_t i = 0; i < count; i++)
		unit->names[i] = (struct unit_name){ all[i].text, all[i].from, all[i].to };
	return 0;
}

static int read_parents(struct reader *r, config_setting_t *group, const struct unit_read *read,
	struct unit_draft *draft)
{
	struct unit *unit = &draft->unit;
	struct dated *all;
	size_t count;

	if (read->parent && read->parents) {
		fault_here(r, line_of(group, "parents"),
			_("parent and parents are both given; keep one of them"));
		return -1;
	}
	if (read_dated(r, read->parent, read->parents, parent_specs, &all, &count) < 0)
		return -1;
	unit->parents = arena_array(r->mem, count, sizeof(*unit->parents));
	draft->parent_codes = arena_array(&r->scratch, count, sizeof(*draft->parent_codes));
	unit->parent_count = count;
	for (size_t i = 0; i < count; i++) {
		unit->parents[i] = (struct unit_parent){ NULL, all[i].from, all[i].to };
		draft->parent_codes[i] = all[i].text;
	}
	draft->parent_line = line_of(group, read->parents ? "parents" : "parent");
	return 0;
}

static int read_links(struct reader *r, config_setting_t *list, struct unit *unit)
{
	size_t count = node_count(list);

	unit->links = arena_array(r->mem, count, sizeof(*unit->links));
	for (size_t i = 0; i < count; i++) {
		config_setting_t *group = group_at(r, list, i);
		struct link_read link = { 0 };

		if (!group || read_group(r, group, link_specs, NULL, &link) < 0)
			return -1;
		unit->links[unit->link_count++] = (struct unit_link){
			(enum unit_link_kind)link.kind,
			link.other,
			link.day,
		};
	}
	return 0;
}

static void note_reports(struct reader *r, config_setting_t *group, const struct unit *unit)
{
	for (const char **form = unit->reports; form && *form; form++)
		*VEC_PUSH_IN(&r->scratch, &r->later) = (struct later_check){
			.kind = LATER_FORM,
			.name = *form,
			.of = unit->code,
			.at = { r->source->path, line_of(group, "reports") },
		};
}

static int check_days(struct reader *r, config_setting_t *group, const struct unit *unit)
{
	if (unit->valid_from == DATE_NONE || unit->valid_to == DATE_NONE ||
		unit->valid_from <= unit->valid_to)
		return 0;
	fault_here(r, line_of(group, "to"),
		_("\"%s\" ends before it begins; change from or to"), unit->code);
	return -1;
}

static int finish_unit(struct reader *r, config_setting_t *group, const struct unit_read *read,
	struct unit_draft *draft)
{
	struct unit *unit = &draft->unit;

	if (read_names(r, group, read, unit) < 0 || read_parents(r, group, read, draft) < 0 ||
		read_links(r, read->links, unit) < 0 || check_days(r, group, unit) < 0)
		return -1;
	if (!unit->short_name)
		unit->short_name = unit->names[unit->name_count - 1].name;
	if (!unit->report_name)
		unit->report_name = unit->names[unit->name_count - 1].name;
	note_reports(r, group, unit);
	return 0;
}

static void read_unit(struct reader *r, config_setting_t *group)
{
	struct unit_read read = {
		.unit = { .kind = "",
			.pinyin = "",
			.initials = "",
			.valid_from = DATE_NONE,
			.valid_to = DATE_NONE },
	};
	struct unit_draft draft = { .at = place_of(r, group), .order = r->units.count };

	draft.faulty = read_group(r, group, unit_specs, NULL, &read) < 0;
	draft.unit = read.unit;
	if (!draft.faulty && finish_unit(r, group, &read, &draft) < 0)
		draft.faulty = 1;
	if (draft.faulty) /* its code stays known, so that units below it are no faults */
		draft.unit.parent_count = draft.unit.link_count = 0;
	if (draft.unit.code)
		*VEC_PUSH_IN(&r->scratch, &r->units) = draft;
}

void read_units(struct reader *r, config_setting_t *node)
{
	for (size_t i = 0; i < node_count(node); i++) {
		config_setting_t *group = group_at(r, node, i);

		if (group)
			read_unit(r, group);
	}
}

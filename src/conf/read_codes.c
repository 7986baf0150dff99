/*
 * read_codes.c - code lists: land types, states, species.  A faulty code alone is left out.
 */
#include "conf/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"

struct list_read {
	struct code_list list;
	config_setting_t *codes;
};

struct code_read {
	struct code code;
	config_setting_t *attributes;
};

/* clang-format off */
#define AT(field) offsetof(struct list_read, field)
static const struct spec list_specs[] = {
	SPEC_NEED("id", ID, AT(list.id), "id = \"...\";"),
	SPEC_NEED("label", LABEL, AT(list.label), LABEL_EXAMPLE),
	SPEC_NEED("codes", LIST, AT(codes), "codes = ( { code = \"...\"; label = \"...\"; } );"),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT

#define AT(field) offsetof(struct code_read, field)
static const struct spec code_specs[] = {
	SPEC_NEED("code", TEXT, AT(code.code), "code = \"...\";"),
	SPEC_NEED("label", LABEL, AT(code.label), LABEL_EXAMPLE),
	SPEC("aliases", TEXTS, AT(code.aliases)),
	SPEC("pinyin", TEXT, AT(code.pinyin)),
	SPEC("initials", TEXT, AT(code.initials)),
	SPEC("from", DAY, AT(code.valid_from)),
	SPEC("to", DAY, AT(code.valid_to)),
	SPEC_LONG("note", TEXT, AT(code.note), 0, NULL),
	SPEC("attributes", GROUP, AT(attributes)),
	SPEC("measure", TEXT, AT(code.measure)),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT
/* clang-format on */

static int read_attributes(struct reader *r, config_setting_t *group, struct code *code)
{
	size_t count = node_count(group);
	struct code_attribute *all = arena_array(r->mem, count + 1, sizeof(*all));

	for (size_t i = 0; i < count; i++) {
		config_setting_t *node = config_setting_get_elem(group, (unsigned)i);

		all[i].name = arena_text(r->mem, config_setting_name(node));
		all[i].value = node_text(r, node);
		if (!all[i].value)
			return -1;
	}
	code->attributes = all;
	return 0;
}

static int check_days(struct reader *r, config_setting_t *group, const struct code *code)
{
	if (code->valid_from == DATE_NONE || code->valid_to == DATE_NONE ||
		code->valid_from <= code->valid_to)
		return 0;
	fault_here(r, line_of(group, "to"),
		_("\"%s\" ends before it begins; change from or to"), code->code);
	return -1;
}

/* Of a number that stands beside the code. */
static int check_measure(struct reader *r, config_setting_t *group, const struct code *code)
{
	if (!code->measure)
		return 0;
	for (size_t i = 0; i < r->measures.count; i++)
		if (strcmp(r->measures.at[i].code, code->measure) == 0)
			return 0;
	fault_here(r, line_of(group, "measure"),
		_("code \"%s\": there is no measure unit \"%s\"; add it to conf/measures.conf "
		  "or use one that is there"),
		code->code, code->measure);
	return -1;
}

static int read_code(struct reader *r, config_setting_t *group, struct code *out)
{
	struct code_read read = {
		.code = { .pinyin = "",
			.initials = "",
			.note = "",
			.valid_from = DATE_NONE,
			.valid_to = DATE_NONE },
	};

	if (!group || read_group(r, group, code_specs, NULL, &read) < 0 ||
		check_days(r, group, &read.code) < 0 ||
		check_measure(r, group, &read.code) < 0)
		return -1;
	if (read.attributes && read_attributes(r, read.attributes, &read.code) < 0)
		return -1;
	*out = read.code;
	return 0;
}

struct code_at {
	const struct code *code;
	config_setting_t *node;
	size_t order;
};

static int by_code(const void *left, const void *right)
{
	const struct code_at *a = left, *b = right;
	int order = strcmp(a->code->code, b->code->code);

	return order ? order : (a->order > b->order) - (a->order < b->order);
}

/* The first of equal codes stays; the others are faults and go. */
static void drop_doubles(struct reader *r, struct code_list *list, struct code_at *sorted)
{
	char *gone = arena_array(&r->scratch, list->count, 1);
	size_t kept = 0;

	qsort(sorted, list->count, sizeof(*sorted), by_code);
	for (size_t i = 1; i < list->count; i++) {
		if (strcmp(sorted[i - 1].code->code, sorted[i].code->code) != 0)
			continue;
		fault_here(r, line_of(sorted[i].node, "code"),
			_("code \"%s\" is in the list "
			  "already, at line %d; give each its own code"),
			sorted[i].code->code, line_of(sorted[i - 1].node, "code"));
		gone[sorted[i].order] = 1;
	}
	for (size_t i = 0; i < list->count; i++)
		if (!gone[i])
			list->codes[kept++] = list->codes[i];
	list->count = kept;
}

static void read_codes(struct reader *r, config_setting_t *nodes, struct code_list *list)
{
	size_t count = node_count(nodes);
	struct code_at *sorted = arena_array(&r->scratch, count, sizeof(*sorted));

	list->codes = arena_array(r->mem, count, sizeof(*list->codes));
	for (size_t i = 0; i < count; i++) {
		config_setting_t *group = group_at(r, nodes, i);
		size_t at = list->count;

		if (read_code(r, group, &list->codes[at]) < 0)
			continue;
		sorted[at] = (struct code_at){ &list->codes[at], group, at };
		list->count++;
	}
	if (list->count > 1)
		drop_doubles(r, list, sorted);
}

void read_list(struct reader *r, config_setting_t *node)
{
	struct list_read read = { .list = {
					  .file = r->source->path, .line = node_line(node) } };

	if (read_group(r, node, list_specs, NULL, &read) < 0)
		return;
	for (size_t i = 0; i < r->lists.count; i++)
		if (strcmp(r->lists.at[i].id, read.list.id) == 0) {
			fault_here(r, line_of(node, "id"),
				_("list \"%s\" is there already, at "
				  "%s:%d; give each its own id"),
				read.list.id, r->lists.at[i].file, r->lists.at[i].line);
			return;
		}
	read_codes(r, read.codes, &read.list);
	*VEC_PUSH_IN(r->mem, &r->lists) = read.list;
}

void read_lists(struct reader *r, config_setting_t *node)
{
	for (size_t i = 0; i < node_count(node); i++) {
		config_setting_t *group = group_at(r, node, i);

		if (group)
			read_list(r, group);
	}
}

void finish_lists(struct reader *r)
{
	r->model->lists = r->lists.at;
	r->model->list_count = r->lists.count;
	for (size_t i = 0; i < r->lists.count; i++)
		code_list_index(&r->model->lists[i], r->mem);
}

/*
 * read_reports.c - forms/reports: templates and their places in the outline.
 *
 * What stands in a template is read by those who print it.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

struct report_read {
	struct report_template report;
	const char *template;
	config_setting_t *kinds;
};

/* clang-format off */
#define AT(field) offsetof(struct report_read, field)
static const struct spec specs[] = {
	SPEC_NEED("id", ID, AT(report.id), "id = \"...\";"),
	SPEC_NEED("label", LABEL, AT(report.label), LABEL_EXAMPLE),
	SPEC_NEED("template", TEXT, AT(template), "template = \"name.txt\";"),
	SPEC("kinds", NODE, AT(kinds)),
	SPEC_RANGE("ordinal", AT(report.ordinal), 1, 999),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT
/* clang-format on */

/* The template beside the outline, DATA's own first; NULL with a fault. */
static struct source *find_template(
	struct reader *r, int line, const char *name, const struct source_list *files)
{
	const char *rel = arena_printf(&r->scratch, "%s/%s", r->source->folder, name);

	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->at[i].rel, rel) == 0 && text_ends_with(rel, ".txt"))
			return &files->at[i];
	fault_here(r, line,
		_("the template \"%s\" does not exist; write the name of a .txt file "
		  "in forms/%s"),
		name, r->source->folder);
	return NULL;
}

static void read_report(
	struct reader *r, config_setting_t *group, const struct source_list *files)
{
	struct report_read read = { .report = { .ordinal = 1 } };
	struct source *text;

	if (read_group(r, group, specs, NULL, &read) < 0)
		return;
	for (size_t i = 0; i < r->reports.count; i++)
		if (strcmp(r->reports.at[i].id, read.report.id) == 0) {
			fault_here(r, line_of(group, "id"),
				_("report \"%s\" is there already; "
				  "give each its own id"),
				read.report.id);
			return;
		}
	text = find_template(r, line_of(group, "template"), read.template, files);
	if (!text || source_load(r, text) < 0)
		return;
	read.report.text = text->text;
	read.report.period_kinds = read_kinds(
		r, read.kinds, arena_printf(&r->scratch, _("report %s"), read.report.id));
	read.report.at = (struct place){ text->path, 1 };
	*VEC_PUSH_IN(r->mem, &r->reports) = read.report;
}

void read_reports(struct reader *r, config_setting_t *node, const struct source_list *files)
{
	for (size_t i = 0; i < node_count(node); i++) {
		config_setting_t *group = group_at(r, node, i);

		if (group)
			read_report(r, group, files);
	}
}

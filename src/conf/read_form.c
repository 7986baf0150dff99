/*
 * read_form.c - forms: a first pass reads fields, a second the expressions.
 *
 * Forms may refer to each other, so the second pass needs them all; a form with a fault is
 * left out, and the pass is repeated for the rest until nobody falls out any more.
 */
#include "conf/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "conf/form_sets.h"

struct form_read {
	struct form form;
	int over_time, path;
	config_setting_t *fields, *rules;
	struct form_sets sets;
	struct form_flow flow;
};

static const char *const over_times[] = {
	/* in the order of enum over_time */
	"flow",
	"stock",
	"cumulative",
	"ratio",
	NULL,
};

static const char *const paths[] = { "free", "strict", NULL }; /* as enum form_path */

/* clang-format off */
#define AT(field) offsetof(struct form_read, field)
static const struct spec specs[] = {
	SPEC_NEED("id", ID, AT(form.id), "id = \"...\";"),
	SPEC_NEED("label", LABEL, AT(form.label), LABEL_EXAMPLE),
	SPEC_RANGE("order", AT(form.order), 0, 9999),
	SPEC_WORDS("over_time", AT(over_time), over_times),
	SPEC_WORDS("path", AT(path), paths),
	SPEC("zero", LABEL, AT(form.zero)),
	SPEC_NEED("fields", LIST, AT(fields), "fields = ( { id = \"...\"; ... } );"),
	SPEC("rules", LIST, AT(rules)),
	SPEC("period", NODE, AT(sets.period)),
	SPEC("unit", NODE, AT(sets.unit)),
	SPEC("as_of", NODE, AT(sets.as_of)),
	SPEC("key", NODE, AT(sets.key)),
	SPEC("columns", NODE, AT(sets.columns)),
	SPEC("sort", NODE, AT(sets.sort)),
	SPEC("title", NODE, AT(sets.title)),
	SPEC("likely", NODE, AT(sets.likely)),
	SPEC("indexes", LIST, AT(sets.indexes)),
	SPEC("totals", LIST, AT(sets.totals)),
	SPEC("parts", GROUP, AT(sets.parts)),
	SPEC("grid", GROUP, AT(sets.grid)),
	SPEC("workflow", ID, AT(flow.workflow)),
	SPEC("apart", LIST, AT(flow.apart)),
	SPEC("private", GROUP, AT(flow.own)),
	SPEC("reported_by", TEXT, AT(flow.reported_by)),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT
/* clang-format on */

static void check_id(struct reader *r, config_setting_t *root, const struct form *form)
{
	if (strcmp(form->id, r->source->stem) != 0)
		fault_here(r, line_of(root, "id"),
			_("id \"%s\" is not the file's name; write "
			  "id = \"%s\"; or rename the file"),
			form->id, r->source->stem);
	for (struct form_draft *before = r->drafts; before < r->draft; before++)
		if (before->form && before->form->id && strcmp(before->form->id, form->id) == 0)
			fault_here(r, line_of(root, "id"),
				_("form \"%s\" is there already, in %s; "
				  "give each its own id"),
				form->id, before->source->path);
}

static void check_label(struct reader *r, config_setting_t *root, const struct form *form)
{
	for (struct form_draft *before = r->drafts; before < r->draft; before++)
		for (int i = 0; before->form && i < LANG_COUNT; i++)
			if (form->label[i] && before->form->label[i] &&
				strcmp(form->label[i], before->form->label[i]) == 0) {
				fault_here(r, line_of(root, "label"),
					_("form %s has the label "
					  "\"%s\" already; choose another"),
					before->form->id, form->label[i]);
				return;
			}
}

static void read_shape(struct reader *r, config_setting_t *root, struct form_read *read)
{
	struct form *form = arena_alloc(r->mem, sizeof(*form));

	*form = read->form;
	r->draft->form = form;
	form->over_time = (enum over_time)read->over_time;
	form->path = (enum form_path)read->path;
	form->folder = r->source->folder;
	form->source = r->source->text;
	form->at = (struct place){ r->source->path, line_of(root, "id") };
	form->title = "";
	read_fields(r, read->fields, form, NULL);
	read_form_sets(r, &read->sets, form);
	read_form_flow(r, root, &read->flow, form);
	if (read->rules)
		*VEC_PUSH_IN(&r->scratch, &r->draft->rules) =
			(struct rules_draft){ form, NULL, read->rules };
}

static void read_form(struct reader *r)
{
	struct form_read read = { 0 };
	config_setting_t *root = config_root_setting(&r->draft->config);
	int sound = read_group(r, root, specs, NULL, &read) == 0;

	if (read.form.id)
		check_id(r, root, &read.form);
	if (read.form.label[LANG_ZH])
		check_label(r, root, &read.form);
	if (read.fields && read.form.id)
		read_shape(r, root, &read);
	if (!sound)
		r->draft->faulty = 1;
}

static void first_pass(struct reader *r, struct form_draft *draft)
{
	size_t faults = r->faults.count;

	r->draft = draft;
	r->source = draft->source;
	if (source_load(r, draft->source) < 0) {
		draft->faulty = 1;
		return;
	}
	draft->parsed = 1;
	if (source_parse(r, draft->source, &draft->config) == 0)
		read_form(r);
	if (r->faults.count > faults || !draft->form)
		draft->faulty = 1;
}

static int by_place(const void *left, const void *right)
{
	const struct form *a = *(struct form *const *)left, *b = *(struct form *const *)right;
	int order = strcmp(a->folder, b->folder);

	if (order == 0)
		order = (a->order > b->order) - (a->order < b->order);
	return order ? order : strcmp(a->id, b->id);
}

/* The sound forms become the model's. */
static void hand_over(struct reader *r)
{
	struct model *model = r->model;

	model->form_count = 0;
	for (size_t i = 0; i < r->draft_count; i++)
		if (!r->drafts[i].faulty)
			model->forms[model->form_count++] = r->drafts[i].form;
	if (model->form_count > 0)
		qsort(model->forms, model->form_count, sizeof(struct form *), by_place);
}

/* 1 when a form fell out. */
static int second_pass(struct reader *r)
{
	int fell = 0;

	for (size_t i = 0; i < r->draft_count; i++) {
		size_t faults = r->faults.count;

		r->draft = &r->drafts[i];
		r->source = r->draft->source;
		if (r->draft->faulty)
			continue;
		read_expressions(r);
		if (r->faults.count == faults)
			continue;
		r->draft->faulty = 1;
		fell = 1;
	}
	return fell;
}

void read_forms(struct reader *r)
{
	for (size_t i = 0; i < r->draft_count; i++)
		first_pass(r, &r->drafts[i]);
	r->model->forms = arena_array(r->mem, r->draft_count, sizeof(struct form *));
	do {
		hand_over(r);
	} while (second_pass(r));
	for (size_t i = 0; i < r->draft_count; i++)
		if (r->drafts[i].parsed)
			config_destroy(&r->drafts[i].config);
}

/*
 * read_kept.c - conf/cycles: which forms and fields the program keeps its own ledgers in.
 *
 * What has to be named is in kept_specs alone.  A faulty ledger alone is left out.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "model/field_type.h"

/* One table for the settings of a kept ledger, from that of the model. */
static void make_specs(const struct kept_spec *kept, struct spec *specs)
{
	*specs++ = (struct spec)SPEC_NEED(
		"form", ID, offsetof(struct kept_form, form), "form = \"...\";");
	for (size_t i = 0; kept->fields[i].setting; i++)
		*specs++ = (struct spec){
			.name = kept->fields[i].setting,
			.want = WANT_ID,
			.flags = kept->fields[i].optional ? 0 : SPEC_NEEDED,
			.at = offsetof(struct kept_form, fields) + i * sizeof(const char *),
		};
	*specs++ = (struct spec)SPEC_SKIP("source");
	*specs = (struct spec)SPEC_END;
}

void read_kept(struct reader *r, config_setting_t *node)
{
	struct spec specs[KEPT_FIELDS_MOST + 3];
	struct kept_form read = { .form = NULL };
	int what = 0;

	while (strcmp(kept_specs[what].setting, config_setting_name(node)) != 0)
		what++;
	if (r->kept[what].group) {
		fault_here(r, node_line(node), _("%s stands in %s already; take one out"),
			kept_specs[what].setting, r->kept[what].source->path);
		return;
	}
	make_specs(&kept_specs[what], specs);
	if (read_group(r, node, specs, NULL, &read) == 0)
		r->kept[what] = (struct kept_draft){ r->source, node, read };
}

/* ---- after the forms ---- */

static void check_kept_field(struct reader *r, config_setting_t *group, const struct form *form,
	const struct kept_field_spec *spec, const char *id)
{
	config_setting_t *node = config_setting_get_member(group, spec->setting);
	const struct field *field = id ? field_named(r, form, node, spec->setting) : NULL;

	if (!field)
		return;
	if (strcmp(field->type->name, spec->type) != 0 || (field->flags & FIELD_SEVERAL))
		fault_here(r, node_line(node),
			_("%s: field %s of %s is of type %s; it must be of type %s"),
			spec->setting, id, form->id, field->type->name, spec->type);
	else if (field->list && strcmp(field->list->id, CYCLE_LIST) != 0)
		fault_here(r, node_line(node),
			_("%s: field %s of %s must be of the code list \"%s\""), spec->setting,
			id, form->id, CYCLE_LIST);
}

static void finish_one(struct reader *r, int what)
{
	const struct kept_spec *spec = &kept_specs[what];
	struct kept_draft *draft = &r->kept[what];
	const struct form *form = model_form(r->model, draft->read.form);
	size_t faults = r->faults.count;

	r->source = draft->source;
	if (!form)
		fault_here(r, line_of(draft->group, "form"),
			_("%s: there is no form \"%s\", or it has faults of its own"),
			spec->setting, draft->read.form);
	else if (form_is_kept(r->model, form, NULL))
		fault_here(r, line_of(draft->group, "form"),
			_("%s: form %s is kept for something else already; name another"),
			spec->setting, form->id);
	for (size_t i = 0; form && spec->fields[i].setting; i++)
		check_kept_field(
			r, draft->group, form, &spec->fields[i], draft->read.fields[i]);
	if (r->faults.count == faults)
		r->model->kept[what] = draft->read;
}

void finish_kept(struct reader *r)
{
	for (int what = 0; what < KEPT_COUNT; what++)
		if (r->kept[what].group)
			finish_one(r, what);
}

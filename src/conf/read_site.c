/*
 * read_site.c - conf/site.conf: whose ledgers these are.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "model/field_type.h"

static const char *const servers[] = { "auto", "system", NULL };
static const char *const languages[] = { "zh", "en", NULL }; /* in the order of enum lang */

struct site_read {
	const char *name, *short_name, *root;
	int lang, server;
	config_setting_t *users;
};

/* clang-format off */
static const struct spec specs[] = {
	SPEC_NEED("name", TEXT, offsetof(struct site_read, name), "name = \"...\";"),
	SPEC("short_name", TEXT, offsetof(struct site_read, short_name)),
	SPEC_NEED("root", TEXT, offsetof(struct site_read, root), "root = \"...\";"),
	SPEC_WORDS("lang", offsetof(struct site_read, lang), languages),
	SPEC_WORDS("server", offsetof(struct site_read, server), servers),
	SPEC("users", GROUP, offsetof(struct site_read, users)),
	SPEC_SKIP("source"),
	SPEC_END,
};

#define AT(field) offsetof(struct user_fields, field)
static const struct spec user_specs[] = {
	SPEC_NEED("form", ID, AT(form), "form = \"...\";"),
	SPEC_NEED("login", ID, AT(login), "login = \"...\";"),
	SPEC_NEED("name", ID, AT(name), "name = \"...\";"),
	SPEC_NEED("posts", ID, AT(rows), "posts = \"...\";"),
	SPEC_NEED("post", ID, AT(post), "post = \"...\";"),
	SPEC_NEED("unit", ID, AT(unit), "unit = \"...\";"),
	SPEC_NEED("from", ID, AT(from), "from = \"...\";"),
	SPEC_NEED("to", ID, AT(to), "to = \"...\";"),
	SPEC_NEED("acting", ID, AT(acting), "acting = \"...\";"),
	SPEC_END,
};
#undef AT
/* clang-format on */

void read_site(struct reader *r, config_setting_t *root)
{
	struct site_read site = { .lang = LANG_ZH };

	read_group(r, root, specs, NULL, &site); /* what is sound counts */
	if (site.name) {
		r->model->site.name = site.name;
		r->model->site.short_name = site.name;
	}
	if (site.short_name)
		r->model->site.short_name = site.short_name;
	r->model->site.lang = (enum lang)site.lang;
	r->model->site.system_serves = site.server == 1;
	if (site.users &&
		read_group(r, site.users, user_specs, NULL, &r->model->site.users) == 0)
		r->users_at = place_of(r, site.users);
	else
		r->model->site.users = (struct user_fields){ .form = NULL };
	r->root = site.root;
	r->root_at = (struct place){ r->source->path, line_of(root, "root") };
}

static const struct field *need_field(
	struct reader *r, const struct form *form, const char *id, const char *type)
{
	const struct field *field = form_field(form, id);

	if (field && strcmp(field->type->name, type) == 0)
		return field;
	if (field)
		fault_at(r, r->users_at.file, r->users_at.line,
			_("users: field %s of %s is of "
			  "type %s; it must be of type %s"),
			id, form->id, field->type->name, type);
	else
		fault_at(r, r->users_at.file, r->users_at.line,
			_("users: %s has no field \"%s\"; "
			  "write the id of a field"),
			form->id, id);
	return NULL;
}

/* The form of the users has the fields that the site says. */
void finish_users(struct reader *r)
{
	struct user_fields *users = &r->model->site.users;
	const struct form *form = users->form ? model_form(r->model, users->form) : NULL;
	const struct field *rows;
	size_t faults = r->faults.count;

	if (!users->form)
		return;
	if (!form) {
		fault_at(r, r->users_at.file, r->users_at.line,
			_("users: there is no form \"%s\", "
			  "or it has faults of its own"),
			users->form);
		return;
	}
	need_field(r, form, users->login, "text");
	need_field(r, form, users->name, "text");
	rows = need_field(r, form, users->rows, "rows");
	if (rows) {
		need_field(r, rows->group, users->post, "code");
		need_field(r, rows->group, users->unit, "unit");
		need_field(r, rows->group, users->from, "date");
		need_field(r, rows->group, users->to, "date");
		need_field(r, rows->group, users->acting, "yesno");
	}
	if (r->faults.count > faults)
		users->form = NULL;
}

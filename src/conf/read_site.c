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
	config_setting_t *users, *queries;
};

/* clang-format off */
static const struct spec specs[] = {
	SPEC_NEED("name", TEXT, offsetof(struct site_read, name), "name = \"...\";"),
	SPEC("short_name", TEXT, offsetof(struct site_read, short_name)),
	SPEC_NEED("root", TEXT, offsetof(struct site_read, root), "root = \"...\";"),
	SPEC_WORDS("lang", offsetof(struct site_read, lang), languages),
	SPEC_WORDS("server", offsetof(struct site_read, server), servers),
	SPEC("users", GROUP, offsetof(struct site_read, users)),
	SPEC("queries", GROUP, offsetof(struct site_read, queries)),
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

#define AT(field) offsetof(struct query_fields, field)
static const struct spec query_specs[] = {
	SPEC_NEED("form", ID, AT(form), "form = \"...\";"),
	SPEC_NEED("ledger", ID, AT(ledger), "ledger = \"...\";"),
	SPEC_NEED("name", ID, AT(name), "name = \"...\";"),
	SPEC_NEED("words", ID, AT(words), "words = \"...\";"),
	SPEC_NEED("owner", ID, AT(owner), "owner = \"...\";"),
	SPEC_NEED("shared", ID, AT(shared), "shared = \"...\";"),
	SPEC_END,
};
#undef AT
/* clang-format on */

/* Which forms hold what the program itself keeps. */
static void read_uses(struct reader *r, const struct site_read *read)
{
	struct site *site = &r->model->site;

	if (read->users && read_group(r, read->users, user_specs, NULL, &site->users) == 0)
		r->users_at = place_of(r, read->users);
	else
		site->users = (struct user_fields){ .form = NULL };
	if (read->queries &&
		read_group(r, read->queries, query_specs, NULL, &site->queries) == 0)
		r->queries_at = place_of(r, read->queries);
	else
		site->queries = (struct query_fields){ .form = NULL };
}

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
	read_uses(r, &site);
	r->root = site.root;
	r->root_at = (struct place){ r->source->path, line_of(root, "root") };
}

/* A setting of site.conf that names a form and its fields. */
struct use {
	const char *setting; /* "users" */
	struct place at;
};

static const struct form *need_form(struct reader *r, const struct use *use, const char *id)
{
	const struct form *form = model_form(r->model, id);

	if (!form)
		fault_at(r, use->at.file, use->at.line,
			_("%s: there is no form \"%s\", "
			  "or it has faults of its own"),
			use->setting, id);
	return form;
}

static const struct field *need_field(struct reader *r, const struct use *use,
	const struct form *form, const char *id, const char *type)
{
	const struct field *field = form_field(form, id);

	if (field && strcmp(field->type->name, type) == 0)
		return field;
	if (field)
		fault_at(r, use->at.file, use->at.line,
			_("%s: field %s of %s is of "
			  "type %s; it must be of type %s"),
			use->setting, id, form->id, field->type->name, type);
	else
		fault_at(r, use->at.file, use->at.line,
			_("%s: %s has no field \"%s\"; "
			  "write the id of a field"),
			use->setting, form->id, id);
	return NULL;
}

/* The form of the users has the fields that the site says. */
void finish_users(struct reader *r)
{
	struct user_fields *users = &r->model->site.users;
	struct use use = { "users", r->users_at };
	const struct form *form = users->form ? need_form(r, &use, users->form) : NULL;
	const struct field *rows;
	size_t faults = r->faults.count;

	if (!form)
		return;
	need_field(r, &use, form, users->login, "text");
	need_field(r, &use, form, users->name, "text");
	rows = need_field(r, &use, form, users->rows, "rows");
	if (rows) {
		need_field(r, &use, rows->group, users->post, "code");
		need_field(r, &use, rows->group, users->unit, "unit");
		need_field(r, &use, rows->group, users->from, "date");
		need_field(r, &use, rows->group, users->to, "date");
		need_field(r, &use, rows->group, users->acting, "yesno");
	}
	if (r->faults.count > faults)
		users->form = NULL;
}

void finish_queries(struct reader *r)
{
	struct query_fields *queries = &r->model->site.queries;
	struct use use = { "queries", r->queries_at };
	const struct form *form = queries->form ? need_form(r, &use, queries->form) : NULL;
	size_t faults = r->faults.count;

	if (!form) {
		queries->form = NULL;
		return;
	}
	need_field(r, &use, form, queries->ledger, "text");
	need_field(r, &use, form, queries->name, "text");
	need_field(r, &use, form, queries->words, "text");
	need_field(r, &use, form, queries->owner, "text");
	need_field(r, &use, form, queries->shared, "yesno");
	if (r->faults.count > faults)
		queries->form = NULL;
}

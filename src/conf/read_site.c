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
	const char *ssh;
	int lang, server, idle_minutes, idle_seconds;
	config_setting_t *users, *queries, *posts, *ssh_keys;
};

enum { IDLE_MINUTES = 15, IDLE_MINUTES_MOST = 24 * 60, IDLE_SECONDS_MOST = 24 * 60 * 60 };

/* clang-format off */
static const struct spec specs[] = {
	SPEC_NEED("name", TEXT, offsetof(struct site_read, name), "name = \"...\";"),
	SPEC("short_name", TEXT, offsetof(struct site_read, short_name)),
	SPEC_NEED("root", TEXT, offsetof(struct site_read, root), "root = \"...\";"),
	SPEC_WORDS("lang", offsetof(struct site_read, lang), languages),
	SPEC_WORDS("server", offsetof(struct site_read, server), servers),
	SPEC("users", GROUP, offsetof(struct site_read, users)),
	SPEC("queries", GROUP, offsetof(struct site_read, queries)),
	SPEC("posts", GROUP, offsetof(struct site_read, posts)),
	SPEC("ssh_keys", GROUP, offsetof(struct site_read, ssh_keys)),
	SPEC("ssh", TEXT, offsetof(struct site_read, ssh)),
	SPEC_RANGE("idle_minutes", offsetof(struct site_read, idle_minutes), 0, IDLE_MINUTES_MOST),
	SPEC_RANGE("idle_seconds", offsetof(struct site_read, idle_seconds), 0, IDLE_SECONDS_MOST),
	SPEC_SKIP("source"),
	SPEC_END,
};

#define AT(field) offsetof(struct user_fields, field)
static const struct spec user_specs[] = {
	SPEC_NEED("form", ID, AT(form), "form = \"...\";"),
	SPEC_NEED("login", ID, AT(login), "login = \"...\";"),
	SPEC_NEED("name", ID, AT(name), "name = \"...\";"),
	SPEC("posts", ID, AT(rows)),
	SPEC("post", ID, AT(post)),
	SPEC("unit", ID, AT(unit)),
	SPEC("from", ID, AT(from)),
	SPEC("to", ID, AT(to)),
	SPEC("acting", ID, AT(acting)),
	SPEC("locked", ID, AT(locked)),
	SPEC_END,
};
#undef AT

#define AT(field) offsetof(struct post_fields, field)
static const struct spec post_specs[] = {
	SPEC_NEED("form", ID, AT(form), "form = \"...\";"),
	SPEC_NEED("name", ID, AT(name), "name = \"...\";"),
	SPEC_NEED("role", ID, AT(role), "role = \"...\";"),
	SPEC_NEED("unit", ID, AT(unit), "unit = \"...\";"),
	SPEC_NEED("holders", ID, AT(rows), "holders = \"...\";"),
	SPEC_NEED("user", ID, AT(user), "user = \"...\";"),
	SPEC_NEED("from", ID, AT(from), "from = \"...\";"),
	SPEC_NEED("to", ID, AT(to), "to = \"...\";"),
	SPEC_NEED("acting", ID, AT(acting), "acting = \"...\";"),
	SPEC_END,
};
#undef AT

#define AT(field) offsetof(struct key_fields, field)
static const struct spec key_specs[] = {
	SPEC_NEED("form", ID, AT(form), "form = \"...\";"),
	SPEC_NEED("user", ID, AT(user), "user = \"...\";"),
	SPEC_NEED("line", ID, AT(line), "line = \"...\";"),
	SPEC_NEED("fingerprint", ID, AT(fingerprint), "fingerprint = \"...\";"),
	SPEC_NEED("from", ID, AT(from), "from = \"...\";"),
	SPEC_NEED("ended", ID, AT(ended), "ended = \"...\";"),
	SPEC("comment", ID, AT(comment)),
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

/* Fills *out as the table says and tells where; untouched when the group is not there. */
static void read_use(struct reader *r, config_setting_t *group, const struct spec *table,
	void *out, const char **form, struct place *at)
{
	if (group && read_group(r, group, table, NULL, out) == 0)
		*at = place_of(r, group);
	else
		*form = NULL;
}

/* Which forms hold what the program itself keeps. */
static void read_uses(struct reader *r, const struct site_read *read)
{
	struct site *site = &r->model->site;

	read_use(r, read->users, user_specs, &site->users, &site->users.form, &r->users_at);
	read_use(r, read->queries, query_specs, &site->queries, &site->queries.form,
		&r->queries_at);
	read_use(r, read->posts, post_specs, &site->posts, &site->posts.form, &r->posts_at);
	read_use(r, read->ssh_keys, key_specs, &site->ssh_keys, &site->ssh_keys.form,
		&r->ssh_keys_at);
}

void read_site(struct reader *r, config_setting_t *root)
{
	struct site_read read = {
		.lang = LANG_ZH, .idle_minutes = IDLE_MINUTES, .idle_seconds = -1
	};
	struct site *site = &r->model->site;

	read_group(r, root, specs, NULL, &read); /* what is sound counts */
	if (read.name)
		site->name = site->short_name = read.name;
	if (read.short_name)
		site->short_name = read.short_name;
	site->lang = (enum lang)read.lang;
	site->system_serves = read.server == 1;
	site->ssh = read.ssh ? read.ssh : "";
	site->idle_seconds =
		read.idle_seconds >= 0 ? read.idle_seconds : read.idle_minutes * 60;
	read_uses(r, &read);
	r->root = read.root;
	r->root_at = (struct place){ r->source->path, line_of(root, "root") };
}

/* A setting of site.conf that names a form and its fields. */
struct use {
	const char *setting; /* "users" */
	struct place at;
};

static const struct form *need_form(struct reader *r, const struct use *use, const char *id)
{
	const struct form *form = id ? model_form(r->model, id) : NULL;

	if (id && !form)
		fault_at(r, use->at.file, use->at.line,
			_("%s: there is no form \"%s\", "
			  "or it has faults of its own"),
			use->setting, id);
	return form;
}

static const struct field *need_field(struct reader *r, const struct use *use,
	const struct form *form, const char *id, const char *type)
{
	const struct field *field = id ? form_field(form, id) : NULL;

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
			use->setting, form->id, id ? id : "");
	return NULL;
}

/* A ref to the users; everything else that refers to people hangs on it. */
static void need_user(
	struct reader *r, const struct use *use, const struct form *form, const char *id)
{
	const struct field *field = need_field(r, use, form, id, "ref");
	const char *users = r->model->site.users.form;

	if (field && (!users || strcmp(field->target, users) != 0))
		fault_at(r, use->at.file, use->at.line,
			_("%s: field %s of %s must refer to the form that users = { ... } "
			  "names"),
			use->setting, id, form->id);
}

/* 1: the form is read as it was applied; what its file has newly is not there yet. */
static int is_stored(const struct reader *r, const struct form *form)
{
	for (size_t i = 0; i < r->draft_count; i++)
		if (r->drafts[i].form == form)
			return r->drafts[i].source->stored;
	return 0;
}

/* Rows of posts in the users' own records: data of before there were posts. */
static void need_user_rows(struct reader *r, const struct use *use, const struct form *form,
	struct user_fields *users)
{
	const struct field *rows =
		users->rows ? need_field(r, use, form, users->rows, "rows") : NULL;

	if (!rows)
		return;
	need_field(r, use, rows->group, users->post, "code");
	need_field(r, use, rows->group, users->unit, "unit");
	need_field(r, use, rows->group, users->from, "date");
	need_field(r, use, rows->group, users->to, "date");
	need_field(r, use, rows->group, users->acting, "yesno");
}

/* The form of the users has the fields that the site says. */
void finish_users(struct reader *r)
{
	struct user_fields *users = &r->model->site.users;
	struct use use = { "users", r->users_at };
	const struct form *form = need_form(r, &use, users->form);
	size_t faults = r->faults.count;

	if (!form)
		return;
	need_field(r, &use, form, users->login, "text");
	need_field(r, &use, form, users->name, "text");
	need_user_rows(r, &use, form, users);
	if (users->locked && !form_field(form, users->locked) && is_stored(r, form))
		users->locked = NULL;
	if (users->locked)
		need_field(r, &use, form, users->locked, "yesno");
	if (r->faults.count > faults)
		users->form = NULL;
}

void finish_queries(struct reader *r)
{
	struct query_fields *queries = &r->model->site.queries;
	struct use use = { "queries", r->queries_at };
	const struct form *form = need_form(r, &use, queries->form);
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

void finish_posts(struct reader *r)
{
	struct post_fields *posts = &r->model->site.posts;
	struct use use = { "posts", r->posts_at };
	const struct form *form = need_form(r, &use, posts->form);
	const struct field *rows;
	size_t faults = r->faults.count;

	if (!form) {
		posts->form = NULL;
		return;
	}
	need_field(r, &use, form, posts->name, "text");
	need_field(r, &use, form, posts->role, "code");
	need_field(r, &use, form, posts->unit, "unit");
	rows = need_field(r, &use, form, posts->rows, "rows");
	if (rows) {
		need_user(r, &use, rows->group, posts->user);
		need_field(r, &use, rows->group, posts->from, "date");
		need_field(r, &use, rows->group, posts->to, "date");
		need_field(r, &use, rows->group, posts->acting, "yesno");
	}
	if (r->faults.count > faults)
		posts->form = NULL;
}

void finish_ssh_keys(struct reader *r)
{
	struct key_fields *keys = &r->model->site.ssh_keys;
	struct use use = { "ssh_keys", r->ssh_keys_at };
	const struct form *form = need_form(r, &use, keys->form);
	size_t faults = r->faults.count;

	if (!form) {
		keys->form = NULL;
		return;
	}
	need_user(r, &use, form, keys->user);
	need_field(r, &use, form, keys->line, "text");
	need_field(r, &use, form, keys->fingerprint, "text");
	need_field(r, &use, form, keys->from, "date");
	need_field(r, &use, form, keys->ended, "date");
	if (keys->comment)
		need_field(r, &use, form, keys->comment, "note");
	if (r->faults.count > faults)
		keys->form = NULL;
}

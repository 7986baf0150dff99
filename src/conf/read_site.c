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
/* What a field that a use names has to be; they stand in the order of the settings. */
enum need_flags {
	IN_ROWS = 1 << 0,       /* in the group that the last need of type rows names */
	TO_USERS = 1 << 1,      /* refers to the form of the users */
	MAY_LACK = 1 << 2,
	MAY_COME = 1 << 3,      /* not wanted in a form that is read as it was applied before */
};

struct need {
	size_t at;
	const char *type;       /* NULL ends the table */
	unsigned flags;         /* enum need_flags */
};

#define AT(field) offsetof(struct user_fields, field)
static const struct need user_needs[] = {
	{ AT(login), "text", 0 }, { AT(name), "text", 0 },
	{ AT(rows), "rows", MAY_LACK }, /* data of before there were posts */
	{ AT(post), "code", IN_ROWS }, { AT(unit), "unit", IN_ROWS },
	{ AT(from), "date", IN_ROWS }, { AT(to), "date", IN_ROWS },
	{ AT(acting), "yesno", IN_ROWS },
	{ AT(locked), "yesno", MAY_LACK | MAY_COME },
	{ 0, NULL, 0 },
};
#undef AT

#define AT(field) offsetof(struct query_fields, field)
static const struct need query_needs[] = {
	{ AT(ledger), "text", 0 }, { AT(name), "text", 0 }, { AT(words), "text", 0 },
	{ AT(owner), "text", 0 }, { AT(shared), "yesno", 0 },
	{ 0, NULL, 0 },
};
#undef AT

#define AT(field) offsetof(struct post_fields, field)
static const struct need post_needs[] = {
	{ AT(name), "text", 0 }, { AT(role), "code", 0 }, { AT(unit), "unit", 0 },
	{ AT(rows), "rows", 0 },
	{ AT(user), "ref", IN_ROWS | TO_USERS },
	{ AT(from), "date", IN_ROWS }, { AT(to), "date", IN_ROWS },
	{ AT(acting), "yesno", IN_ROWS },
	{ 0, NULL, 0 },
};
#undef AT

#define AT(field) offsetof(struct key_fields, field)
static const struct need key_needs[] = {
	{ AT(user), "ref", TO_USERS }, { AT(line), "text", 0 }, { AT(fingerprint), "text", 0 },
	{ AT(from), "date", 0 }, { AT(ended), "date", 0 },
	{ AT(comment), "note", MAY_LACK },
	{ 0, NULL, 0 },
};
#undef AT

/* A setting of site.conf that names a form and its fields. */
struct use {
	const char *setting;
	size_t group;           /* in struct site_read */
	size_t out, form;       /* in struct site: the fields, and the form among them */
	const struct spec *specs;
	const struct need *needs;
};

#define USE(name, specs, needs) { #name, offsetof(struct site_read, name), \
	offsetof(struct site, name), offsetof(struct site, name.form), specs, needs }
static const struct use uses[SITE_USES] = { /* the users first: others refer to them */
	USE(users, user_specs, user_needs),
	USE(queries, query_specs, query_needs),
	USE(posts, post_specs, post_needs),
	USE(ssh_keys, key_specs, key_needs),
};
#undef USE
/* clang-format on */

static const char **form_of(struct reader *r, const struct use *use)
{
	return (const char **)((char *)&r->model->site + use->form);
}

/* Which forms hold what the program itself keeps; nothing of a use that is not there. */
static void read_uses(struct reader *r, const struct site_read *read)
{
	for (size_t i = 0; i < SITE_USES; i++) {
		config_setting_t *group =
			*(config_setting_t *const *)((const char *)read + uses[i].group);

		if (group && read_group(r, group, uses[i].specs, NULL,
				     (char *)&r->model->site + uses[i].out) == 0)
			r->uses_at[i] = place_of(r, group);
		else
			*form_of(r, &uses[i]) = NULL;
	}
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

static const struct field *need_field(struct reader *r, const struct use *use,
	const struct form *form, const char *id, const char *type)
{
	const struct place *at = &r->uses_at[use - uses];
	const struct field *field = id ? form_field(form, id) : NULL;

	if (field && strcmp(field->type->name, type) == 0)
		return field;
	if (field)
		fault_at(r, at->file, at->line,
			_("%s: field %s of %s is of "
			  "type %s; it must be of type %s"),
			use->setting, id, form->id, field->type->name, type);
	else
		fault_at(r, at->file, at->line,
			_("%s: %s has no field \"%s\"; "
			  "write the id of a field"),
			use->setting, form->id, id ? id : "");
	return NULL;
}

/* Everything that refers to people hangs on it. */
static void need_users(struct reader *r, const struct use *use, const struct form *form,
	const struct field *field)
{
	const struct place *at = &r->uses_at[use - uses];
	const char *users = r->model->site.users.form;

	if (!users || strcmp(field->target, users) != 0)
		fault_at(r, at->file, at->line,
			_("%s: field %s of %s must refer to the form that users = { ... } "
			  "names"),
			use->setting, field->id, form->id);
}

/* 1: the form is read as it was applied; what its file has newly is not there yet. */
static int is_stored(const struct reader *r, const struct form *form)
{
	for (size_t i = 0; i < r->draft_count; i++)
		if (r->drafts[i].form == form)
			return r->drafts[i].source->stored;
	return 0;
}

static void need_fields(struct reader *r, const struct use *use, const struct form *form)
{
	const struct form *rows = NULL;

	for (const struct need *n = use->needs; n->type; n++) {
		const char **id = (const char **)((char *)&r->model->site + use->out + n->at);
		const struct form *of = n->flags & IN_ROWS ? rows : form;
		const struct field *field;

		if (n->flags & MAY_COME && *id && !form_field(form, *id) && is_stored(r, form))
			*id = NULL;
		if (!of || (n->flags & MAY_LACK && !*id))
			continue;
		field = need_field(r, use, of, *id, n->type);
		if (field && n->flags & TO_USERS)
			need_users(r, use, of, field);
		if (field && field->group)
			rows = field->group;
	}
}

void finish_site(struct reader *r)
{
	for (const struct use *use = uses; use < uses + SITE_USES; use++) {
		const struct place *at = &r->uses_at[use - uses];
		const char **id = form_of(r, use);
		const struct form *form = *id ? model_form(r->model, *id) : NULL;
		size_t faults = r->faults.count;

		if (form)
			need_fields(r, use, form);
		else if (*id)
			fault_at(r, at->file, at->line,
				_("%s: there is no form \"%s\", "
				  "or it has faults of its own"),
				use->setting, *id);
		if (r->faults.count > faults)
			*id = NULL;
	}
}

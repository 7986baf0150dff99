/*
 * reader.h - what the readers of conf/ share: sources, faults, tables of settings.
 *
 * For this folder only.  One table of struct spec per kind of group drives reading, the
 * check for unknown names and the sentences about what would be right.
 */
#ifndef CONF_READER_H
#define CONF_READER_H

#include <libconfig.h>

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"
#include "conf/conf.h"
#include "conf/cycle_draft.h"
#include "model/expr.h"
#include "model/model.h"

/* ---- files.c ---- */

struct source {
	const char *path; /* as a person would open it */
	const char *rel; /* below conf/ or forms/: "folder/name.conf" */
	const char *folder; /* "folder", "" none */
	const char *stem; /* "name" */
	const char *text; /* NULL until read; lines end with \n alone */
	size_t len;
	int escapes; /* 1: it holds a backslash */
	int stored; /* 1: no file, but the text that the store applied last */
};

struct source_list {
	struct source *at; /* in order of rel */
	size_t count;
};

/* Files of both directories, own ones in place of installed ones. */
int files_list(const char *installed, const char *own, struct arena *mem,
	struct source_list *out, struct err *err);
void source_name(struct source *source, struct arena *mem, const char *rel); /* and parts */
unsigned long long files_stamp(const char *dir);

/* ---- faults.c ---- */

struct reader;

void fault_at(struct reader *r, const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* In the file being read. */
void fault_here(struct reader *r, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Worth telling, and nothing is left out for it. */
void remark_here(struct reader *r, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void faults_finish(struct reader *r, struct faults *out); /* sorted, equal ones once */
/* The known name most like the given one; NULL when none is near. */
const char *nearest_name(const char *name, const char *const *known, size_t count);

/* ---- text.c: a source becomes settings ---- */

int source_load(struct reader *r, struct source *source); /* 0, -1 with a fault */
/* config is initialised either way and wants config_destroy(). */
int source_parse(struct reader *r, const struct source *source, config_t *config);
/* The bare number that stands for the setting in the source, "" when it cannot be found. */
const char *source_bare(struct reader *r, const config_setting_t *setting);

/* ---- node.c ---- */

enum want {
	WANT_TEXT, /* const char * */
	WANT_ID, /* const char *, [a-z][a-z0-9_]* */
	WANT_LABEL, /* const char *[LANG_COUNT] */
	WANT_TEXTS, /* const char **, NULL-terminated */
	WANT_NUMBER, /* int, least..most */
	WANT_YES, /* int */
	WANT_DAY, /* int32_t */
	WANT_CHOICE, /* int: place in words */
	WANT_LIST, /* config_setting_t *: ( ... ) */
	WANT_GROUP, /* config_setting_t *: { ... } */
	WANT_NODE, /* config_setting_t *: anything */
	WANT_NOTHING, /* known, not read */
};

enum spec_flags {
	SPEC_NEEDED = 1 << 0,
	SPEC_LINES = 1 << 1, /* may run over several lines */
};

struct spec {
	const char *name;
	enum want want;
	unsigned flags; /* enum spec_flags */
	size_t at; /* offsetof in what is filled */
	const char *example; /* what would be right */
	const char *only; /* kinds it belongs to, by blanks; NULL: all */
	const char *const *words; /* WANT_CHOICE, NULL-terminated */
	int least, most; /* WANT_NUMBER */
};

/* clang-format off */
#define SPEC(n, w, p) { .name = n, .want = WANT_##w, .at = p }
#define SPEC_NEED(n, w, p, like) { .name = n, .want = WANT_##w, .flags = SPEC_NEEDED, .at = p, .example = like }
#define SPEC_LONG(n, w, p, f, like) { .name = n, .want = WANT_##w, .flags = (f) | SPEC_LINES, .at = p, .example = like }
#define SPEC_FOR(kinds, n, w, p) { .name = n, .want = WANT_##w, .at = p, .only = kinds }
#define SPEC_NEED_FOR(kinds, n, w, p, like) \
	{ .name = n, .want = WANT_##w, .flags = SPEC_NEEDED, .at = p, .example = like, .only = kinds }
#define SPEC_WORDS(n, p, all) { .name = n, .want = WANT_CHOICE, .at = p, .words = all }
#define SPEC_RANGE(n, p, from, to) { .name = n, .want = WANT_NUMBER, .at = p, .least = from, .most = to }
#define SPEC_SKIP(n) { .name = n, .want = WANT_NOTHING }
#define SPEC_END { .name = NULL }
#define LABEL_EXAMPLE "label = { zh = \"...\"; en = \"...\"; };"
/* clang-format on */

/*
 * Fills what the table describes; settings that are not there leave their place as it
 * was.  The table ends with a NULL name.  0, or -1 when there were faults.
 */
int read_group(struct reader *r, config_setting_t *group, const struct spec *specs,
	const char *kind, void *out);
/* The i-th element as a group; NULL with a fault when it is something else. */
config_setting_t *group_at(struct reader *r, config_setting_t *list, size_t i);
size_t node_count(const config_setting_t *list); /* NULL: 0 */
int node_line(const config_setting_t *node);
int line_of(config_setting_t *group, const char *name); /* of the member, else of the group */
/* Each element that is a group; a fault for what is something else. */
void read_each(struct reader *r, config_setting_t *list,
	void (*read)(struct reader *r, config_setting_t *group));
/* One text, checked and copied; NULL with a fault. */
const char *node_text(struct reader *r, config_setting_t *node);
int word_is_in(const char *word, const char *words); /* words by blanks */

/* ---- what is being read ---- */

struct unit_draft {
	struct unit unit;
	const char **parent_codes; /* beside unit.parents */
	struct place at;
	int parent_line;
	size_t order; /* as read */
	struct unit *kept; /* in the tree, NULL: left out */
	int faulty;
};

struct compute_draft {
	struct field *field;
	const struct form *form, *outer; /* outer: around a group, NULL else */
	config_setting_t *node;
	const char *text;
};

/* What asked_if says; the settings are those of a compute_draft. */
struct asked_draft {
	struct field *field;
	const struct form *form, *outer;
	config_setting_t *node;
	const char *text;
};

struct rules_draft {
	struct form *form;
	const struct form *outer;
	config_setting_t *list;
};

struct ref_draft {
	const struct field *field;
	int line;
};

struct form_draft {
	struct source *source;
	config_t config;
	int parsed; /* config is alive */
	struct form *form;
	int faulty;
	VEC(struct compute_draft) computes; /* in scratch, like the others */
	VEC(struct asked_draft) askeds;
	VEC(struct rules_draft) rules;
	VEC(struct ref_draft) refs;
};

/* A name that can be looked up only when everything is read. */
enum later_kind { LATER_MEASURE, LATER_FORM, LATER_FORM_OR_FOLDER };

struct later_check {
	enum later_kind kind;
	const char *name;
	const char *of; /* code of what names it */
	struct place at;
};

/* users, queries, posts, ssh_keys */
enum { SITE_USES = 4 };

struct reader {
	struct model *model;
	struct arena *mem; /* the model's */
	struct arena *fault_mem; /* the caller's */
	struct arena scratch; /* gone after reading */
	struct arena *texts; /* where files are loaded: those of forms stay */
	const struct source *source; /* being read */
	VEC(struct fault) faults; /* in fault_mem */
	VEC(struct fault) remarks;
	VEC(struct unit_draft) units; /* in scratch */
	VEC(struct unit_change) changes; /* in mem */
	VEC(struct later_check) later;
	VEC(struct code_list) lists; /* these in mem */
	VEC(struct measure) measures;
	VEC(struct qualifier) qualifiers;
	VEC(struct indicator) indicators;
	VEC(struct role) roles;
	VEC(const char **) apart;
	VEC(struct work_state) states;
	VEC(struct workflow) workflows;
	VEC(struct cycle_draft) cycles; /* in scratch */
	struct kept_draft kept[KEPT_COUNT];
	VEC(struct key_setting) keys;
	VEC(struct report_template) reports;
	struct form_draft *drafts, *draft; /* draft: the one being read */
	size_t draft_count;
	const char *root; /* site.conf's root, as written */
	struct place root_at, uses_at[SITE_USES];
};

struct place place_of(const struct reader *r, const config_setting_t *node);

/* One reader per section of the conf files; node is the section's value. */
void read_site(struct reader *r, config_setting_t *root);
void read_calendar(struct reader *r, config_setting_t *root);
void read_measures(struct reader *r, config_setting_t *node);
void read_qualifiers(struct reader *r, config_setting_t *node);
void read_lists(struct reader *r, config_setting_t *node);
void read_list(struct reader *r, config_setting_t *node);
void read_units(struct reader *r, config_setting_t *node);
void read_changes(struct reader *r, config_setting_t *node);
void read_roles(struct reader *r, config_setting_t *node);
void read_states(struct reader *r, config_setting_t *node);
void read_workflows(struct reader *r, config_setting_t *node); /* after roles and states */
void read_apart(struct reader *r, config_setting_t *node); /* of roles, after them */
void read_indicators(struct reader *r, config_setting_t *node);
void read_keys(struct reader *r, config_setting_t *node);
void read_reports(struct reader *r, config_setting_t *node, const struct source_list *files);

void finish_measures(struct reader *r); /* large units named, tables handed to the model */
void finish_lists(struct reader *r);
/* A role named somewhere, at node; 0 with a fault that begins with whose. */
int role_is_known(
	struct reader *r, config_setting_t *node, const char *whose, const char *id);
void finish_roles(struct reader *r); /* handed to the model */
void finish_units(struct reader *r); /* parents, cycles, the root of the site */
/* Within finish_units(): units that changes bring, before the tree; all of them, on it. */
void found_units(struct reader *r);
void apply_changes(struct reader *r);
void finish_workflows(struct reader *r); /* states and workflows handed to the model */
void finish_site(struct reader *r); /* the forms it names are there and have their fields */
void finish_later(struct reader *r); /* forms named by units and roles */

/* ---- forms: read_form.c, read_field.c, read_rules.c, form_sets.c ---- */

void read_forms(struct reader *r); /* all of r->drafts, sources loaded */

/* A list of fields into form; outer is the form around a group, NULL else. */
/* Names of periods -> 1 << kind; what names the setting's owner in faults. */
unsigned read_kinds(struct reader *r, config_setting_t *list, const char *what);
void read_fields(
	struct reader *r, config_setting_t *list, struct form *form, const struct form *outer);
void check_field_names(struct reader *r, const struct form *form);
/* Expressions and refs of r->draft, once the fields of every form are known. */
void read_expressions(struct reader *r);
/* Reads one of an expression's owners; NULL with a fault that begins with whose. */
const struct expr *parse_expression(struct reader *r, int line, const char *whose,
	const char *text, const struct expr_options *options);

/* The field, or NULL with a fault that names what. */
const struct field *field_named(
	struct reader *r, const struct form *form, config_setting_t *node, const char *what);

/* Each of the list into *out (in mem); actions are built in or of the workflow (NULL none). */
size_t read_separations(struct reader *r, config_setting_t *list, const struct workflow *flow,
	struct separation **out);
/* Fields that are not stored cannot stand in keys, indexes, totals. */
void check_stored(struct reader *r, const struct form *form);
const struct field_type *field_answer(
	const struct field *field); /* computed: its result's type */

#endif

/*
 * conf.c - the order of reading: what forms need first, forms, then what names forms.
 */
#include "conf/conf.h"

#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "conf/in_force.h"
#include "conf/reader.h"

/* ---- the files of conf/ ---- */

struct conf_file {
	struct source *source;
	config_t config;
	int parsed; /* config is alive */
	int sound; /* its settings can be read */
};

enum when { BEFORE_FORMS, AFTER_FORMS };

struct section {
	const char *name;
	enum when when;
	int group; /* 1: { }, 0: ( ) */
	void (*read)(struct reader *r, config_setting_t *node);
};

/* In the order of reading; any file of conf/ may hold any of them. */
/* clang-format off */
static const struct section sections[] = {
	{ "measures",	BEFORE_FORMS,	0, read_measures },
	{ "qualifiers",	BEFORE_FORMS,	0, read_qualifiers },
	{ "list",	BEFORE_FORMS,	1, read_list },
	{ "lists",	BEFORE_FORMS,	0, read_lists },
	{ "units",	BEFORE_FORMS,	0, read_units },
	{ "changes",	BEFORE_FORMS,	0, read_changes },
	{ "roles",	BEFORE_FORMS,	0, read_roles },
	{ "apart",	BEFORE_FORMS,	0, read_apart },
	{ "states",	BEFORE_FORMS,	0, read_states },
	{ "workflows",	BEFORE_FORMS,	0, read_workflows },
	{ "cycles",	BEFORE_FORMS,	0, read_cycles },
	{ "filings",	BEFORE_FORMS,	1, read_kept },
	{ "comments",	BEFORE_FORMS,	1, read_kept },
	{ "closings",	BEFORE_FORMS,	1, read_kept },
	{ "unlocks",	BEFORE_FORMS,	1, read_kept },
	{ "corrections",	BEFORE_FORMS,	1, read_kept },
	{ "seconds",	BEFORE_FORMS,	1, read_kept },
	{ "indicators",	AFTER_FORMS,	0, read_indicators },
	{ "keys",	AFTER_FORMS,	0, read_keys },
	{ "source",	BEFORE_FORMS,	0, NULL },
	{ "committee",	BEFORE_FORMS,	1, NULL },      /* data for later rooms */
	{ "structure",	BEFORE_FORMS,	1, NULL },
};
/* clang-format on */

/* Two files have settings of their own instead of sections. */
static int is_special(const struct source *source)
{
	return strcmp(source->rel, "site.conf") == 0 ||
		strcmp(source->rel, "calendar.conf") == 0;
}

static void check_names(struct reader *r, config_setting_t *root)
{
	struct spec specs[COUNT_OF(sections) + 1] = { { .name = NULL } };
	config_setting_t *nodes[COUNT_OF(sections)];

	for (size_t i = 0; i < COUNT_OF(sections); i++)
		specs[i] = (struct spec){
			.name = sections[i].name,
			.at = i * sizeof(nodes[0]),
			.want = !sections[i].read   ? WANT_NOTHING
				: sections[i].group ? WANT_GROUP
						    : WANT_LIST,
		};
	read_group(r, root, specs, NULL, nodes);
}

static void open_file(struct reader *r, struct conf_file *file, struct source *source)
{
	config_setting_t *root;

	file->source = source;
	r->source = source;
	if (source_load(r, source) < 0)
		return;
	file->parsed = 1;
	if (source_parse(r, source, &file->config) < 0)
		return;
	file->sound = 1;
	root = config_root_setting(&file->config);
	if (strcmp(source->rel, "site.conf") == 0)
		read_site(r, root);
	else if (strcmp(source->rel, "calendar.conf") == 0)
		read_calendar(r, root);
	else
		check_names(r, root);
}

static void read_section(
	struct reader *r, struct conf_file *files, size_t count, const struct section *section)
{
	for (size_t i = 0; i < count; i++) {
		config_setting_t *node;

		if (!files[i].sound || is_special(files[i].source))
			continue;
		node = config_setting_get_member(
			config_root_setting(&files[i].config), section->name);
		r->source = files[i].source;
		if (node &&
			(section->group ? config_setting_is_group(node)
					: config_setting_is_list(node)))
			section->read(r, node);
	}
}

static void read_sections(
	struct reader *r, struct conf_file *files, size_t count, enum when when)
{
	for (size_t i = 0; i < COUNT_OF(sections); i++)
		if (sections[i].read && sections[i].when == when)
			read_section(r, files, count, &sections[i]);
}

static struct conf_file *open_files(struct reader *r, const struct source_list *list)
{
	struct conf_file *files = arena_array(&r->scratch, list->count, sizeof(*files));

	for (size_t i = 0; i < list->count; i++)
		if (text_ends_with(list->at[i].rel, ".conf"))
			open_file(r, &files[i], &list->at[i]);
	return files;
}

static void close_files(struct conf_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (files[i].parsed)
			config_destroy(&files[i].config);
}

/* ---- the files of forms/ ---- */

static int is_report(const struct source *source)
{
	return strcmp(source->folder, "reports") == 0;
}

static int is_form(const struct source *source)
{
	return text_ends_with(source->rel, ".conf") && !is_report(source);
}

static void read_outlines(struct reader *r, const struct source_list *files)
{
	static const struct spec specs[] = {
		SPEC_NEED("reports", LIST, 0, "reports = ( { id = \"...\"; ... } );"),
		SPEC_SKIP("source"),
		SPEC_END,
	};

	for (size_t i = 0; i < files->count; i++) {
		config_setting_t *list = NULL;
		config_t config;

		r->source = &files->at[i];
		if (!is_report(r->source) || !text_ends_with(r->source->rel, ".conf") ||
			source_load(r, &files->at[i]) < 0)
			continue;
		if (source_parse(r, r->source, &config) == 0)
			read_group(r, config_root_setting(&config), specs, NULL, &list);
		if (list)
			read_reports(r, list, files);
		config_destroy(&config);
	}
}

/* A stored text takes its file's place; without a file it stands alone. */
static void place_stored(struct reader *r, const struct stored_form *stored,
	struct source_list *files, size_t *count)
{
	struct source *source = NULL;

	for (size_t i = 0; i < *count; i++)
		if (is_form(&files->at[i]) && strcmp(files->at[i].stem, stored->id) == 0)
			source = &files->at[i];
	if (!source) {
		source = &files->at[(*count)++];
		source->rel = arena_printf(r->mem, "%s.conf", stored->id);
		source->folder = stored->folder ? arena_text(r->mem, stored->folder) : "";
		source->stem = arena_text(r->mem, stored->id);
		source->path = source->rel;
	}
	source->path = arena_printf(r->mem, _("%s (as applied)"), source->path);
	source->stored = 1;
	source->len = strlen(stored->source);
	source->text = arena_text_len(r->mem, stored->source, source->len);
}

static void add_stored(struct reader *r, const struct stored_form *stored, size_t count,
	struct source_list *files)
{
	struct source *all = arena_array(r->mem, files->count + count, sizeof(*all));

	if (files->count > 0)
		memcpy(all, files->at, files->count * sizeof(*all));
	files->at = all;
	for (size_t i = 0; i < count; i++)
		place_stored(r, &stored[i], files, &files->count);
}

static void list_drafts(struct reader *r, struct source_list *files)
{
	r->drafts = arena_array(&r->scratch, files->count, sizeof(*r->drafts));
	for (size_t i = 0; i < files->count; i++)
		if (is_form(&files->at[i]))
			r->drafts[r->draft_count++].source = &files->at[i];
}

/* ---- all of it ---- */

static void hand_over(struct reader *r)
{
	struct model *model = r->model;

	model->indicators = r->indicators.at;
	model->indicator_count = r->indicators.count;
	model->keys = r->keys.at;
	model->key_count = r->keys.count;
	model->reports = r->reports.at;
	model->report_count = r->reports.count;
}

/* A cycle that is left out would open what is closed: data/ has to know. */
static int cycles_are_unsure(const struct reader *r)
{
	for (size_t i = 0; i < r->faults.count; i++)
		if (text_ends_with(r->faults.at[i].file, "cycles.conf"))
			return 1;
	return 0;
}

static void set_defaults(struct model *model)
{
	model->site.name = model->site.short_name = "";
	model->site.lang = LANG_ZH;
	model->calendar.weekend = 1u << 5 | 1u << 6;
	model->calendar.season = (struct season){ 1, 1, 12, 31 };
}

static void read_all(
	struct reader *r, const struct source_list *conf, struct source_list *forms)
{
	struct conf_file *files = open_files(r, conf);

	read_sections(r, files, conf->count, BEFORE_FORMS);
	finish_measures(r);
	finish_cycle_list(r);
	finish_lists(r);
	finish_units(r);
	finish_roles(r);
	finish_workflows(r);
	r->texts = r->mem;
	list_drafts(r, forms);
	read_forms(r);
	finish_site(r);
	finish_cycles(r);
	finish_kept(r);
	read_sections(r, files, conf->count, AFTER_FORMS);
	read_outlines(r, forms);
	finish_later(r);
	close_files(files, conf->count);
	r->model->cycles_unsure = cycles_are_unsure(r);
	hand_over(r);
}

/* In place of loading: line ends as in text.c. */
static void set_text(struct source *source, const struct conf_change *change, struct arena *mem)
{
	char *text = arena_alloc(mem, change->len + 1);
	size_t len = 0;

	for (size_t i = 0; i < change->len; i++)
		if (change->text[i] != '\r' || i + 1 >= change->len ||
			change->text[i + 1] != '\n')
			text[len++] = change->text[i];
	source->text = text;
	source->len = len;
}

static size_t rank_of(const struct source_list *list, const char *rel)
{
	size_t at = 0;

	while (at < list->count && strcmp(list->at[at].rel, rel) < 0)
		at++;
	return at;
}

/* The file at its place in the order of names, new, other or gone. */
static void change_file(struct arena *mem, struct source_list *list,
	const struct conf_change *change, const char *rel, const char *installed,
	const char *own)
{
	struct source *all = arena_array(mem, list->count + 1, sizeof(*all));
	size_t at = rank_of(list, rel);
	int known = at < list->count && strcmp(list->at[at].rel, rel) == 0;
	const char *shipped = arena_printf(mem, "%s/%s", installed, rel);
	size_t after = list->count - at - (size_t)known;
	int stays = change->text || access(shipped, F_OK) == 0;

	if (at)
		memcpy(all, list->at, at * sizeof(*all));
	if (after)
		memcpy(all + at + stays, list->at + at + known, after * sizeof(*all));
	if (stays) {
		source_name(&all[at], mem, rel);
		all[at].path = change->text ? arena_printf(mem, "%s/%s", own, rel) : shipped;
		if (change->text)
			set_text(&all[at], change, mem);
	}
	list->at = all;
	list->count = at + (size_t)stays + after;
}

static void apply_change(struct arena *mem, const struct conf_dirs *dirs,
	const struct conf_change *change, struct source_list *conf, struct source_list *forms)
{
	const char *rel = change ? strchr(change->name, '/') + 1 : NULL;

	if (change && text_starts_with(change->name, "forms/"))
		change_file(mem, forms, change, rel, dirs->forms, dirs->data_forms);
	else if (change)
		change_file(mem, conf, change, rel, dirs->conf, dirs->data_conf);
}

static int read_dirs(const struct conf_dirs *dirs, const struct conf_change *change,
	const struct stored_form *stored, size_t count, struct arena *mem, struct model **out,
	struct faults *faults, struct err *err)
{
	struct source_list conf, forms;
	struct reader r = { .fault_mem = mem, .model = model_new() };

	*out = r.model;
	*faults = (struct faults){ 0 };
	r.mem = &r.model->mem;
	r.texts = &r.scratch;
	set_defaults(r.model);
	if (files_list(dirs->conf, dirs->data_conf, r.mem, &conf, err) < 0 ||
		files_list(dirs->forms, dirs->data_forms, r.mem, &forms, err) < 0)
		return -1;
	apply_change(r.mem, dirs, change, &conf, &forms);
	add_stored(&r, stored, count, &forms);
	read_all(&r, &conf, &forms);
	faults_finish(&r, faults);
	arena_release(&r.scratch);
	return 0;
}

int conf_read_with(const struct conf_dirs *dirs, const struct stored_form *stored, size_t count,
	struct arena *mem, struct model **out, struct faults *faults, struct err *err)
{
	return read_dirs(dirs, NULL, stored, count, mem, out, faults, err);
}

int conf_read_changed(const struct conf_dirs *dirs, const struct conf_change *change,
	struct arena *mem, struct model **out, struct faults *faults, struct err *err)
{
	return read_dirs(dirs, change, NULL, 0, mem, out, faults, err);
}

int conf_read(const struct conf_dirs *dirs, struct arena *mem, struct model **out,
	struct faults *faults, struct err *err)
{
	return conf_read_with(dirs, NULL, 0, mem, out, faults, err);
}

unsigned long long conf_stamp(const struct conf_dirs *dirs)
{
	return files_stamp(dirs->conf) + files_stamp(dirs->forms) +
		files_stamp(dirs->data_conf) + files_stamp(dirs->data_forms);
}

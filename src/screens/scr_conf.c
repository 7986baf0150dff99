/*
 * scr_conf.c - what of conf/ and forms/ is in force, whose it is, and what is wrong with it.
 */
#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/str.h"
#include "conf/conf.h"
#include "conf/in_force.h"
#include "data/conf_noted.h"
#include "data/dataset.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/screens.h"
#include "screens/text_table.h"
#include "tui/list_find.h"
#include "tui/popup.h"

struct conf_screen {
	struct text_screen in; /* its memory holds all below */
	struct app *app; /* not ours */
	struct conf_file_info *files;
	size_t count;
	struct conf_noted *noted;
	size_t noted_count;
	struct faults faults;
	const char *const *waiting; /* not ours: forms */
	size_t waiting_count;
};

static size_t faults_of(const struct conf_screen *c, const struct conf_file_info *file)
{
	size_t count = 0;

	for (size_t i = 0; i < c->faults.count; i++)
		count += strcmp(c->faults.at[i].file, file->path) == 0;
	return count;
}

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	text_table_draw(&((struct text_screen *)s)->table, body, "");
}

static void hint(const struct screen *s, struct str *out)
{
	const struct conf_screen *c = (const struct conf_screen *)s;

	if (c->faults.count)
		str_addf(out,
			P_("%zu fault, in the files marked !; Enter shows it",
				"%zu faults, in the files marked !; Enter shows them",
				c->faults.count),
			c->faults.count);
	else
		str_addf(out, P_("%zu file, no faults", "%zu files, no faults", c->count),
			c->count);
	if (c->waiting_count)
		str_addf(out,
			P_("; %zu form waits for forms --apply",
				"; %zu forms wait for forms --apply", c->waiting_count),
			c->waiting_count);
}

/* ---- loading ---- */

static int read_all(struct conf_screen *c, struct arena *mem, struct err *err)
{
	struct model *model = NULL;
	int status = conf_noted_may_see(c->app->data, err);

	c->faults = (struct faults){ 0 };
	if (status == 0)
		status = conf_files(c->app->dirs, mem, &c->files, &c->count, err);
	if (status == 0)
		status = conf_noted_list(c->app->data, mem, &c->noted, &c->noted_count, err);
	if (status == 0)
		status = conf_read(c->app->dirs, mem, &model, &c->faults, err);
	model_drop(&model);
	if (c->app->waiting)
		c->waiting = c->app->waiting(c->app->context, &c->waiting_count);
	return status;
}

static void add_file(struct conf_screen *c, const struct conf_file_info *file)
{
	const struct conf_noted *noted = conf_noted_find(c->noted, c->noted_count, file->name);
	struct text_table *t = &c->in.table;
	struct text_row *row = text_table_add(t);
	struct str when = { 0 }, who = { 0 };

	conf_noted_when(noted, file->own ? file->changed : 0, &when);
	conf_noted_who(noted, &who);
	row->cell[0] = file->name;
	row->cell[1] = conf_file_label(file);
	row->cell[2] = str_keep(&when, &t->mem);
	row->cell[3] = str_keep(&who, &t->mem);
	row->mark = faults_of(c, file) ? '!' : 0;
	row->data = file;
}

static enum screen_next load(struct screen *s)
{
	struct conf_screen *c = (struct conf_screen *)s;
	const char *const titles[] = {
		_("File"), _("In force"), _("Changed"), _("Changed by"), NULL
	};
	struct err err = { 0 };

	app_refresh(c->app);
	text_table_begin(&c->in.table, titles);
	if (read_all(c, &c->in.table.mem, &err) < 0)
		return screen_fail_load(s, &err);
	/* what is wrong is seen first */
	for (int faulty = 1; faulty >= 0; faulty--)
		for (size_t i = 0; i < c->count; i++)
			if ((faults_of(c, &c->files[i]) > 0) == faulty)
				add_file(c, &c->files[i]);
	text_table_end(&c->in.table);
	return SCREEN_STAY;
}

/* ---- one file ---- */

static void add_faults(const struct conf_screen *c, const struct conf_file_info *file,
	struct str *out)
{
	for (size_t i = 0; i < c->faults.count; i++)
		if (strcmp(c->faults.at[i].file, file->path) == 0)
			str_addf(out, _("Line %d: %s\n"), c->faults.at[i].line,
				c->faults.at[i].sentence);
	if (!faults_of(c, file))
		str_addf(out, "%s\n", _("No faults."));
}

static int is_waiting(const struct conf_screen *c, const char *file)
{
	for (size_t i = 0; i < c->waiting_count; i++) {
		struct str end = { 0 };
		int is;

		str_addf(&end, "/%s.conf", c->waiting[i]);
		is = text_ends_with(file, str_text(&end));
		str_release(&end);
		if (is)
			return 1;
	}
	return 0;
}

static void add_how(const struct conf_screen *c, const char *name, struct str *out)
{
	const char *host = app_model(c->app)->site.ssh;

	host = text_is_empty(host) ? "SERVER" : host;
	str_addf(out, "\n%s\n", _("To change it, on your own computer:"));
	str_addf(out, "ssh %s conf get %s > a.conf\n", host, name);
	str_addf(out, "ssh %s conf put %s < a.conf\n", host, name);
}

static enum screen_next open_one(struct screen *s)
{
	struct conf_screen *c = (struct conf_screen *)s;
	const struct conf_file_info *file = text_screen_data(s);
	const struct conf_noted *noted = conf_noted_find(c->noted, c->noted_count, file->name);
	struct err ignored = { 0 };
	struct str text = { 0 };

	str_addf(&text, "%s: %s\n", _("In force"), conf_file_label(file));
	str_addf(&text, "%s\n", file->path);
	if (noted && *noted->digest)
		str_addf(&text, "SHA-256 %s\n", noted->digest);
	str_add_char(&text, '\n');
	add_faults(c, file, &text);
	if (is_waiting(c, file->name))
		str_addf(&text, "%s\n",
			_("The form has another shape than what is stored: it waits for "
			  "herbledger forms --apply on the server."));
	if (may(app_model(c->app), dataset_viewer(c->app->data), ACTION_CONF, NULL, NULL,
		    &ignored) == 0)
		add_how(c, file->name, &text);
	screen_show_text(s, file->name, str_text(&text));
	str_release(&text);
	return SCREEN_STAY;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "conf-open", .keys = "Enter", .label = N_("In full"),
	  .help = N_("Show what is wrong with this file, where it is and how it is changed."), .run = open_one, .when = text_screen_has_row },
	{ .name = "conf-again", .keys = "u", .label = N_("Read again"),
	  .help = N_("Read all files again."), .run = screen_again },
	ACTION_FIND(text_screen_find, text_screen_has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class conf_class = {
	.name = "conf",
	.title = N_("Settings in force"),
	.size = sizeof(struct conf_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = text_screen_unload,
	.key = text_screen_key,
	.hint = hint,
};

struct screen *scr_conf(struct app *app)
{
	struct conf_screen *c = screen_new(&conf_class);

	c->app = app;
	return &c->in.screen;
}

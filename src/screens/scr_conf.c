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
#include "tui/list.h"
#include "tui/list_find.h"
#include "tui/popup.h"

enum column { COL_FILE, COL_WHOSE, COL_WHEN, COL_WHO, COL_COUNT };

struct conf_screen {
	struct screen screen;
	struct app *app; /* not ours */
	struct arena mem; /* of all below */
	struct conf_file_info *files;
	size_t count;
	struct conf_noted *noted;
	size_t noted_count;
	struct faults faults;
	const char *const *waiting; /* not ours: forms */
	size_t waiting_count;
	struct list_view list;
	struct list_column columns[COL_COUNT];
};

static const struct conf_file_info *current(const struct conf_screen *c)
{
	return c->list.at < c->count ? &c->files[c->list.at] : NULL;
}

static size_t faults_of(const struct conf_screen *c, const struct conf_file_info *file)
{
	size_t count = 0;

	for (size_t i = 0; i < c->faults.count; i++)
		count += strcmp(c->faults.at[i].file, file->path) == 0;
	return count;
}

/* ---- drawing ---- */

static void cell(const void *ctx, size_t row, size_t column, struct str *out)
{
	const struct conf_screen *c = ctx;
	const struct conf_file_info *file = &c->files[row];
	const struct conf_noted *noted = conf_noted_find(c->noted, c->noted_count, file->name);

	switch ((enum column)column) {
	case COL_FILE:
		str_add(out, file->name);
		break;
	case COL_WHOSE:
		str_add(out, conf_file_label(file));
		break;
	case COL_WHEN:
		conf_noted_when(noted, file->own ? file->changed : 0, out);
		break;
	case COL_WHO:
		conf_noted_who(noted, out);
		break;
	default:
		break;
	}
}

static char mark(const void *ctx, size_t row)
{
	const struct conf_screen *c = ctx;

	return faults_of(c, &c->files[row]) ? '!' : 0;
}

static struct list_table table(const struct conf_screen *c)
{
	return (struct list_table){
		.columns = c->columns,
		.column_count = COL_COUNT,
		.frozen = 1,
		.row_count = c->count,
		.cell = cell,
		.mark = mark,
		.ctx = c,
	};
}

static void set_columns(struct conf_screen *c, int cols)
{
	int rest = cols - 16 - 10 - 18 - 10; /* the others, margins and gaps */

	c->columns[COL_FILE] =
		(struct list_column){ _("File"), rest > 24 ? rest : 24, CANVAS_LEFT };
	c->columns[COL_WHOSE] = (struct list_column){ _("In force"), 18, CANVAS_LEFT };
	c->columns[COL_WHEN] = (struct list_column){ _("Changed"), 16, CANVAS_LEFT };
	c->columns[COL_WHO] = (struct list_column){ _("Changed by"), 10, CANVAS_LEFT };
}

static void draw(struct screen *s, struct canvas *body)
{
	struct conf_screen *c = (struct conf_screen *)s;
	struct list_table t;

	set_columns(c, body->cols);
	t = table(c);
	list_draw_table(&c->list, body, &t);
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

static enum screen_next load(struct screen *s)
{
	struct conf_screen *c = (struct conf_screen *)s;
	struct arena fresh = { 0 };
	struct err err = { 0 };

	app_refresh(c->app);
	if (read_all(c, &fresh, &err) < 0) {
		c->count = c->noted_count = 0;
		c->faults = (struct faults){ 0 };
		arena_release(&fresh);
		screen_refused(&err);
		screen_warn(s, "%s", err.text);
		return SCREEN_BACK;
	}
	arena_release(&c->mem);
	c->mem = fresh;
	list_count(&c->list, c->count);
	return SCREEN_STAY;
}

static void unload(struct screen *s)
{
	arena_release(&((struct conf_screen *)s)->mem);
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
	const struct conf_file_info *file = current(c);
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
			_("The form has another shape than what is stored: it waits for herbledger "
			  "forms --apply on the server."));
	if (may(app_model(c->app), dataset_viewer(c->app->data), ACTION_CONF, NULL, NULL,
		    &ignored) == 0)
		add_how(c, file->name, &text);
	screen_show_text(s, file->name, str_text(&text));
	str_release(&text);
	return SCREEN_STAY;
}

static void row_text(const void *ctx, size_t row, struct str *out)
{
	for (size_t column = 0; column < COL_COUNT; column++) {
		cell(ctx, row, column, out);
		str_add(out, "  ");
	}
}

static enum screen_next find(struct screen *s)
{
	struct conf_screen *c = (struct conf_screen *)s;
	struct list_find f = {
		.text = row_text, .at = &c->list.at, .count = &c->list.count, .ctx = c
	};

	return list_find_run(s, &f);
}

static enum screen_next again(struct screen *s)
{
	(void)s;
	return SCREEN_REFRESH;
}

static int has_row(const struct screen *s)
{
	return current((const struct conf_screen *)s) != NULL;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "conf-open", .keys = "Enter", .label = N_("In full"),
	  .help = N_("Show what is wrong with this file, where it is and how it is changed."), .run = open_one, .when = has_row },
	{ .name = "conf-again", .keys = "u", .label = N_("Read again"),
	  .help = N_("Read all files again."), .run = again },
	ACTION_FIND(find, has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	struct conf_screen *c = (struct conf_screen *)s;
	struct list_table t = table(c);

	return list_table_key(&c->list, &t, k) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

const struct screen_class conf_class = {
	.name = "conf",
	.title = N_("Settings in force"),
	.size = sizeof(struct conf_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.hint = hint,
};

struct screen *scr_conf(struct app *app)
{
	struct conf_screen *c = screen_new(&conf_class);

	c->app = app;
	set_columns(c, 80);
	return &c->screen;
}

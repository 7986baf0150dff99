/*
 * scr_matrix.c - the matrix of a reporting cycle: units down, periods across, a sign a cell.
 *
 * From here to a unit's lines, to review, to filing and nil reports, to who is silent, to
 * closing.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/unit.h"
#include "model/viewer.h"
#include "screens/classes.h"
#include "screens/file_period.h"
#include "screens/inbox.h"
#include "screens/matrix.h"
#include "screens/screens.h"
#include "tui/bare.h"
#include "tui/keys.h"
#include "tui/list.h"
#include "tui/list_find.h"
#include "tui/popup.h"
#include "tui/screen.h"
#include "tui/terminal.h"
#include "work/collect.h"
#include "work/inbox.h"

enum { MARGIN = 2, COLUMNS_LEAST = 3, HEADING_AND_COUNTS = 2, WORK_US = 100000 };

struct matrix_screen {
	struct screen screen;
	struct app *app; /* not ours */
	struct model *model; /* one hold: the matrix belongs to it */
	char *cycle; /* id, ours; NULL: the first one */
	struct matrix matrix;
	struct list_view list;
	size_t column; /* the cell's */
	size_t wanted; /* columns that the terminal had room for at the last load */
	struct period at; /* of the cell, found again after a load */
	enum unit_view view; /* as was, unless asked */
};

static const struct filing *cell_now(const struct matrix_screen *m)
{
	return m->matrix.column_count ? matrix_at(&m->matrix, m->list.at, m->column) : NULL;
}

static struct period period_now(const struct matrix_screen *m)
{
	return m->matrix.column_count ? m->matrix.columns[m->column].period
				      : (struct period){ 0 };
}

/* ---- which cycle ---- */

static int may_read(const struct app *app, const struct cycle *cycle)
{
	struct err ignored = { 0 };

	return cycle->on && cycle->form &&
		may(app_model(app), dataset_viewer(app->data), ACTION_READ, cycle->form, NULL,
			&ignored) == 0;
}

static const struct cycle *chosen(const struct matrix_screen *m)
{
	const struct model *model = app_model(m->app);
	const struct cycle *first = NULL;

	for (size_t i = 0; i < model->cycle_count; i++) {
		const struct cycle *cycle = &model->cycles[i];

		if (!may_read(m->app, cycle))
			continue;
		if (m->cycle && strcmp(cycle->id, m->cycle) == 0)
			return cycle;
		first = first ? first : cycle;
	}
	return first;
}

/* ---- loading ---- */

static void take_cycle(struct matrix_screen *m)
{
	size_t wanted = matrix_room(terminal_cols());

	if (app_model(m->app) != m->model) {
		matrix_release(&m->matrix);
		model_drop(&m->model);
		m->model = model_hold((struct model *)app_model(m->app));
	}
	m->wanted = wanted > COLUMNS_LEAST ? wanted : COLUMNS_LEAST;
	matrix_begin(&m->matrix, m->app, chosen(m), m->wanted);
	m->matrix.view = m->view;
	m->column = m->matrix.column_count ? m->matrix.column_count - 1 : 0;
	for (size_t i = 0; i < m->matrix.column_count; i++)
		if (memcmp(&m->matrix.columns[i].period, &m->at, sizeof(m->at)) == 0)
			m->column = i;
}

/* As much as a tenth of a second allows; 1: there is something new to draw. */
static int read_some(struct matrix_screen *m)
{
	int64_t start = instant_now();
	struct err err = { 0 };
	int got = 0, some = 0;

	while (m->matrix.cycle && instant_now() - start < WORK_US &&
		(got = matrix_read(&m->matrix, m->app, &err)) > 0)
		some = 1;
	if (got < 0 && err.code != ERR_CANCELLED) {
		screen_fail(&m->screen, &err);
		some = 1;
	}
	list_count(&m->list, m->matrix.unit_count);
	return some;
}

/* What the ledger holds for the period one stays at; 1: it is new. */
static int read_detail(struct matrix_screen *m)
{
	struct err err = { 0 };
	int got = m->matrix.column_count
		? matrix_fill(&m->matrix, m->app, m->column, &err)
		: 0;

	if (got < 0 && err.code != ERR_CANCELLED)
		screen_fail(&m->screen, &err);
	list_count(&m->list, m->matrix.unit_count);
	return got > 0 || (got < 0 && err.code != ERR_CANCELLED);
}

static enum screen_next load(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;
	size_t row = m->list.at;

	app_refresh(m->app);
	m->at = period_now(m);
	take_cycle(m);
	read_some(m);
	m->list.at = row;
	read_detail(m);
	list_count(&m->list, m->matrix.unit_count);
	return SCREEN_STAY;
}

/* Reads on when nobody types; anew when the terminal has grown. */
static enum screen_next tick(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;
	size_t room = matrix_room(terminal_cols());

	if (room > m->wanted && m->matrix.column_count == m->wanted)
		return SCREEN_REFRESH;
	return read_some(m) || read_detail(m) ? SCREEN_STAY : SCREEN_PASS;
}

/* ---- drawing ---- */

/* The counts stand below the last unit, the legend below them. */
static void draw(struct screen *s, struct canvas *body)
{
	struct matrix_screen *m = (struct matrix_screen *)s;
	int rows = at_most(body->rows - 1, (int)m->matrix.unit_count + HEADING_AND_COUNTS);
	struct canvas table = canvas_part(body, 0, 0, rows, body->cols);
	struct str legend = { 0 };

	if (!m->matrix.column_count) {
		canvas_wrap(body, 1, 2, body->rows - 1, body->cols - 4, LOOK_PLAIN,
			m->matrix.cycle ? _("Nothing has been due for this task yet.")
					: _("No reporting task is switched on."));
		return;
	}
	matrix_draw(&m->matrix, &m->list, m->column, &table);
	filing_legend(&legend);
	canvas_put(body, at_most(rows + 1, body->rows - 1), MARGIN, LOOK_PLAIN,
		str_text(&legend));
	str_release(&legend);
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct matrix_screen *m = (const struct matrix_screen *)s;

	(void)right;
	if (m->matrix.cycle)
		str_addf(left, "  %s", cycle_label(m->matrix.cycle));
	if (m->view == UNITS_NOW)
		str_addf(left, "  %s", unit_view_label(m->view));
}

/* Of several, which went on in this unit, each by its name. */
static void add_cell_text(const struct matrix_screen *m, struct str *out)
{
	const struct filing **all;
	struct arena mem = { 0 };
	size_t count = matrix_all_at(&m->matrix, m->list.at, m->column, &mem, &all);

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			str_add(out, "  ");
		if (all[i]->unit != m->matrix.units[m->list.at])
			str_addf(out, "%s ", unit_name(all[i]->unit, DATE_NONE));
		matrix_cell_text(m->model, &m->matrix, all[i], out);
	}
	arena_release(&mem);
}

/* All of the cell one is at. */
static void hint(const struct screen *s, struct str *out)
{
	const struct matrix_screen *m = (const struct matrix_screen *)s;
	const struct filing *f = cell_now(m);

	if (!m->matrix.column_count)
		return;
	period_print_long(period_now(m), out);
	str_add(out, "  ");
	if (!m->matrix.columns[m->column].known) {
		str_add(out, _("reading ..."));
		return;
	}
	if (!f) {
		str_add(out, _("not due from this unit"));
		return;
	}
	add_cell_text(m, out);
}

/* ---- what may be done ---- */

static int has_column(const struct screen *s)
{
	return ((const struct matrix_screen *)s)->matrix.column_count > 0;
}

static int has_cell(const struct screen *s)
{
	return cell_now((const struct matrix_screen *)s) != NULL;
}

static int may_file_cell(const struct screen *s)
{
	const struct filing *f = cell_now((const struct matrix_screen *)s);

	return f && file_may(((const struct matrix_screen *)s)->app);
}

static int may_nil(const struct screen *s)
{
	return may_file_cell(s) && ((const struct matrix_screen *)s)->matrix.cycle->nil_count;
}

/* Who files sees his own row there, and records what was signed on paper. */
static int may_review(const struct screen *s)
{
	const struct app *app = ((const struct matrix_screen *)s)->app;

	return has_column(s) && (inbox_reviews(app) || file_may(app));
}

static int has_kept(const struct screen *s, enum kept what)
{
	const struct matrix_screen *m = (const struct matrix_screen *)s;
	const struct form *form = kept_form(app_model(m->app), what);
	struct err ignored = { 0 };

	return form &&
		may(app_model(m->app), dataset_viewer(m->app->data), ACTION_READ, form, NULL,
			&ignored) == 0;
}

static int has_changes(const struct screen *s)
{
	const struct model *model = app_model(((const struct matrix_screen *)s)->app);

	return has_column(s) && (model->change_count || model->units.moves);
}

static int sees_closings(const struct screen *s)
{
	return has_column(s) && has_kept(s, KEPT_CLOSING);
}

static int sees_corrections(const struct screen *s)
{
	return has_kept(s, KEPT_CORRECTION);
}

/* ---- actions ---- */

static enum screen_next review(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;

	return screen_push(s, scr_review(m->app, m->matrix.cycle, period_now(m)));
}

static enum screen_next lines(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;
	const struct filing *f = cell_now(m);

	return screen_push(s, scr_lines(m->app, f->cycle, f->unit, f->period));
}

/* For those who report: what was returned opens on its first comment. */
static enum screen_next open_cell(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;
	const struct filing *f = cell_now(m);

	if (inbox_reviews(m->app))
		return review(s);
	return f->returned
		? screen_push(s, scr_returned(m->app, f->cycle, f->unit, f->period))
		: lines(s);
}

static enum screen_next file_cell(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;
	const struct filing *f = cell_now(m);

	return file_ask(s, m->app, f->cycle, f->unit, f->period, 0);
}

static enum screen_next nil_cell(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;
	const struct filing *f = cell_now(m);

	return file_ask(s, m->app, f->cycle, f->unit, f->period, 1);
}

static enum screen_next change_cycle(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;
	const struct model *model = app_model(m->app);
	struct arena mem = { 0 };
	const struct cycle **cycles =
		arena_array(&mem, model->cycle_count + 1, sizeof(*cycles));
	const char **labels = arena_array(&mem, model->cycle_count + 1, sizeof(*labels));
	size_t count = 0, now = 0;
	int at;

	for (size_t i = 0; i < model->cycle_count; i++) {
		if (!may_read(m->app, &model->cycles[i]))
			continue;
		if (m->matrix.cycle && strcmp(m->matrix.cycle->id, model->cycles[i].id) == 0)
			now = count;
		labels[count] = cycle_label(&model->cycles[i]);
		cycles[count++] = &model->cycles[i];
	}
	at = count ? screen_choose(s, _("Which task?"), labels, count, now) : -1;
	if (at >= 0) {
		free(m->cycle);
		m->cycle = xstrdup(cycles[at]->id);
		m->list = (struct list_view){ 0 };
	}
	arena_release(&mem);
	return at >= 0 ? SCREEN_REFRESH : SCREEN_STAY;
}

static enum screen_next overdue(struct screen *s)
{
	return screen_push(s, scr_overdue(((struct matrix_screen *)s)->app));
}

/* One block a receiver, to be printed or read out on the telephone. */
static void add_reminders(const struct reminder *at, size_t count, struct str *out)
{
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || strcmp(at[i].to, at[i - 1].to) != 0)
			str_addf(out, "%s%s\n", i ? "\n" : "", at[i].to);
		str_addf(out, "  %s\n", at[i].sentence);
	}
}

static enum screen_next reminders(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;
	struct arena mem = { 0 };
	struct reminder *at = NULL;
	struct str text = { 0 };
	struct err err = { 0 };
	size_t count = 0;
	int got = reminders_read(m->app->data, &mem, &at, &count, &err);

	if (got == 0 && count) {
		str_add(&text, _("Reminders of "));
		date_print(m->matrix.today, &text);
		str_add(&text, "\n\n");
		add_reminders(at, count, &text);
		bare_show(str_text(&text));
	} else if (got == 0) {
		screen_message(s, _("Nobody is to be reminded today."));
	}
	str_release(&text);
	arena_release(&mem);
	return got < 0 ? screen_fail(s, &err) : SCREEN_STAY;
}

static enum screen_next change_view(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;

	m->view = m->view == UNITS_WAS ? UNITS_NOW : UNITS_WAS;
	m->list = (struct list_view){ 0 };
	return SCREEN_REFRESH;
}

static enum screen_next closing(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;

	return screen_push(s, scr_close(m->app, m->matrix.cycle, period_now(m)));
}

static enum screen_next corrections(struct screen *s)
{
	return screen_push(s, scr_corrections(((struct matrix_screen *)s)->app));
}

static int has_row(const struct screen *s)
{
	return ((const struct matrix_screen *)s)->matrix.unit_count > 0;
}

/* The name, then how it may be typed besides. */
static void find_text(const void *ctx, size_t row, struct str *out)
{
	const struct unit *unit = ((const struct matrix_screen *)ctx)->matrix.units[row];

	str_addf(out, "%s %s\n%s\n%s", unit_name(unit, DATE_NONE), unit->code,
		unit->pinyin ? unit->pinyin : "", unit->initials ? unit->initials : "");
}

static enum screen_next find(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;
	struct list_find f = {
		.text = find_text, .at = &m->list.at, .count = &m->list.count, .ctx = m
	};

	return list_find_run(s, &f);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "matrix-open", .keys = "Enter", .label = N_("Open"),
	  .help = N_("Review the period; for those who report: the unit's lines of the period."), .run = open_cell, .when = has_cell },
	{ .name = "matrix-lines", .keys = "l", .label = N_("Lines"),
	  .help = N_("Open the unit's lines of the period."), .run = lines, .when = has_cell },
	{ .name = "matrix-review", .keys = "v", .label = N_("Review"),
	  .help = N_("What all units filed for the period, exceptions first."), .run = review, .when = may_review },
	{ .name = "period-file", .keys = "F f", .label = N_("File it"),
	  .help = N_("File what stands in the ledger for the period; it is shown first."), .run = file_cell, .when = may_file_cell },
	{ .name = "period-nil", .keys = "z", .label = N_("Nil report"),
	  .help = N_("File that there is nothing to report for the period; it is shown first."), .run = nil_cell, .when = may_nil },
	{ .name = "matrix-overdue", .keys = "o", .label = N_("Overdue"),
	  .help = N_("List who has not filed although it is due."), .run = overdue, .when = has_column },
	{ .name = "matrix-cycle", .keys = "c", .label = N_("Task"),
	  .help = N_("Look at another reporting task."), .run = change_cycle },
	{ .name = "matrix-reminders", .keys = "p", .label = N_("Reminders"),
	  .help = N_("Today's reminders as pages to print or copy."), .run = reminders, .when = has_column },
	{ .name = "matrix-close", .keys = "C U", .label = N_("Close"),
	  .help = N_("Close the period, or unlock it: what is open, who unlocked it."), .run = closing, .when = sees_closings },
	{ .name = "matrix-corrections", .keys = "K", .label = N_("Corrections"),
	  .help = N_("Corrections of closed periods, and unlocks in force."), .run = corrections, .when = sees_corrections },
	{ .name = "matrix-units", .keys = "w", .label = N_("As now"),
	  .help = N_("Units as they are now, what was merged where it goes on; again: as they were."), .run = change_view,
	  .when = has_changes, .flags = ACTION_QUIET },
	{ .name = "matrix-again", .keys = "u", .label = N_("Read again"),
	  .help = N_("Read all of it again."), .run = screen_again, .flags = ACTION_QUIET },
	ACTION_FIND(find, has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	struct matrix_screen *m = (struct matrix_screen *)s;

	if (k == K_LEFT || k == K_RIGHT) {
		if (k == K_LEFT)
			m->column -= m->column > 0;
		else if (m->column + 1 < m->matrix.column_count)
			m->column++;
		return SCREEN_STAY;
	}
	return list_key(&m->list, k) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

static void unload(struct screen *s)
{
	struct matrix_screen *m = (struct matrix_screen *)s;

	matrix_release(&m->matrix);
	model_drop(&m->model);
	free(m->cycle);
}

const struct screen_class matrix_class = {
	.name = "matrix",
	.title = N_("Reporting"),
	.size = sizeof(struct matrix_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.heading = heading,
	.hint = hint,
	.tick = tick,
};

struct screen *scr_matrix(struct app *app, const struct cycle *cycle)
{
	struct matrix_screen *m = screen_new(&matrix_class);

	m->app = app;
	m->view = UNITS_WAS;
	if (cycle)
		m->cycle = xstrdup(cycle->id);
	return &m->screen;
}

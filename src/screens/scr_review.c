/*
 * scr_review.c - what all units filed for a period on one screen, exceptions first.
 *
 * What is done there is in review_acts.c; what is remarkable is work/review.h's to say.
 */
#include "screens/review.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/comments.h"
#include "screens/screens.h"
#include "tui/list_find.h"
#include "tui/popup.h"

enum { MONTH_AT = 5, NAME_MOST = 16, STATE_COLS = 16, REMARKS_LEAST = 10, GAP = 2, MARGIN = 3 };

struct review_line *review_now(const struct review *r)
{
	return r->list.at < r->count ? &r->lines[r->list.at] : NULL;
}

/* ---- loading: what may be done ----------------------------------------------------------- */

static void take_choice(struct review_line *line, const struct act_choice *choice)
{
	const struct work_action *action = choice->action, **place;

	if (action->only_with)
		return;
	place = action->asks ? &line->paper : action->reason ? &line->back : &line->onward;
	if (!*choice->refusal && !*place)
		*place = action;
	else if (*choice->refusal && place == &line->onward && !*line->refusal)
		line->refusal = choice->refusal;
}

static int read_choices(struct review *r, struct review_line *line, struct err *err)
{
	struct act_choice *choices;
	size_t count;

	line->refusal = "";
	if (!line->row->now.record)
		return 0;
	if (data_acts(r->app->data, line->row->now.record, &r->mem, &choices, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		take_choice(line, &choices[i]);
	return 0;
}

/* ---- loading: cells ---------------------------------------------------------------------- */

/* "06-27" of this year, with the year otherwise; "late" behind it. */
static void filed_text(const struct review *r, const struct filing *f, struct str *out)
{
	struct str day = { 0 };
	int same;

	if (f->state == STATE_NEW || f->filed == DATE_NONE)
		return;
	same = date_split(f->filed).year == r->period.year;
	date_print(f->filed, &day);
	str_add(out, str_text(&day) + (same ? MONTH_AT : 0));
	if (f->due == DUE_LATE)
		str_addf(out, " %s", _("late"));
	str_release(&day);
}

static void cell_text(
	struct review *r, const struct review_line *line, size_t column, struct str *out)
{
	const struct review_row *row = line->row;

	switch (column) {
	case REVIEW_UNIT:
		str_add(out, unit_name(row->now.unit, DATE_NONE));
		break;
	case REVIEW_STATE:
		review_state_text(r->model, row, out);
		break;
	case REVIEW_FILED:
		filed_text(r, &row->now, out);
		break;
	case REVIEW_PERCENT:
		if (row->now.cells || row->now.nil)
			str_addf(out, "%d%%", filing_percent(&row->now));
		break;
	case REVIEW_FIGURE:
		review_figure_text(r->model, row, row->now.figures, out);
		break;
	case REVIEW_BEFORE:
		review_figure_text(r->model, row, row->before, out);
		break;
	case REVIEW_CHANGE:
		review_change_text(row, out);
		break;
	default:
		review_remarks(r->model, row, out);
	}
}

static const char *reviewer_of(struct review *r, const struct review_line *line)
{
	struct str text = { 0 };

	if (line->row->now.record)
		comments_reviewer_of(r->app, line->row->now.record, &text);
	return str_keep(&text, &r->mem);
}

static void fill_line(struct review *r, struct review_line *line)
{
	for (size_t column = 0; column < REVIEW_COLUMNS; column++) {
		struct str text = { 0 };

		cell_text(r, line, column, &text);
		line->cell[column] = str_keep(&text, &r->mem);
	}
	line->reviewer = reviewer_of(r, line);
	r->filed += line->row->now.state != STATE_NEW;
	r->exceptions += line->row->marks != 0;
	r->open += line->onward != NULL;
}

static void fit_columns(struct review *r)
{
	const char *const titles[REVIEW_COLUMNS] = { _("Unit"), _("State"), _("Filed"), "%",
		r->cycle->figures.count == 1 ? field_label(r->cycle->figures.at[0], i18n_lang())
					     : _("Figure"),
		_("Last"), _("Change"), _("Remarkable") };
	int most[REVIEW_COLUMNS] = { [REVIEW_UNIT] = NAME_MOST, [REVIEW_STATE] = STATE_COLS };

	for (size_t i = 0; i < REVIEW_COLUMNS; i++) {
		int width = (int)utf8_width(titles[i]);

		for (size_t k = 0; k < r->count; k++)
			width = at_least(width, (int)utf8_width(r->lines[k].cell[i]));
		r->columns[i] = (struct list_column){ .title = titles[i],
			.width = most[i] ? at_most(width, most[i]) : width,
			.fit = i >= REVIEW_PERCENT && i <= REVIEW_CHANGE ? CANVAS_RIGHT
									 : CANVAS_LEFT };
	}
}

/* ---- loading ----------------------------------------------------------------------------- */

static void take_model(struct review *r)
{
	struct model *now;

	app_refresh(r->app);
	now = (struct model *)app_model(r->app);
	if (now != r->model) {
		model_drop(&r->model);
		r->model = model_hold(now);
	}
	r->cycle = model_cycle(r->model, r->cycle_id);
}

static int read_all(struct review *r, struct err *err)
{
	struct review_row *rows;

	arena_clear(&r->mem);
	r->count = r->filed = r->exceptions = r->open = 0;
	r->lines = NULL;
	if (review_read(r->app->data, r->cycle, r->period, &r->mem, &rows, &r->count, err) <
		0) {
		r->count = 0;
		return -1;
	}
	r->lines = arena_array(&r->mem, r->count + 1, sizeof(*r->lines));
	for (size_t i = 0; i < r->count; i++) {
		r->lines[i].row = &rows[i];
		if (read_choices(r, &r->lines[i], err) < 0) {
			r->count = 0;
			return -1;
		}
		fill_line(r, &r->lines[i]);
	}
	fit_columns(r);
	return 0;
}

/* What was marked and can no more be acted on is marked no more. */
static void prune_marks(struct review *r)
{
	struct marks kept = { 0 };

	for (size_t i = 0; i < r->count; i++) {
		const struct record *record = r->lines[i].row->now.record;

		if (record && r->lines[i].onward && marks_has(&r->marks, record->id))
			marks_add(&kept, &record->id, 1);
	}
	marks_release(&r->marks);
	r->marks = kept;
}

/* The cursor stays with its unit, though the order is another. */
static void go_to(struct review *r, const char *code)
{
	list_count(&r->list, r->count);
	for (size_t i = 0; *code && i < r->count; i++)
		if (strcmp(r->lines[i].row->now.unit->code, code) == 0)
			r->list.at = i;
}

static enum screen_next load(struct screen *s)
{
	struct review *r = (struct review *)s;
	const struct review_line *at = review_now(r);
	char *code = xstrdup(at && s->loaded ? at->row->now.unit->code : "");
	struct err err = { 0 };
	enum screen_next next = SCREEN_STAY;

	/* back from the lines: with nothing written it is no more being looked into */
	if (r->app->reviewing && !reviewing_count(r->app->reviewing))
		reviewing_end(&r->app->reviewing);
	take_model(r);
	if (!r->cycle || !r->cycle->form) {
		screen_warn(s, _("This reporting task is not there any more."));
		next = SCREEN_BACK;
	} else if (read_all(r, &err) < 0) {
		next = screen_fail_load(s, &err);
	} else {
		prune_marks(r);
		go_to(r, code);
	}
	free(code);
	return next;
}

static void unload(struct screen *s)
{
	struct review *r = (struct review *)s;

	reviewing_end(&r->app->reviewing);
	marks_release(&r->marks);
	arena_release(&r->mem);
	model_drop(&r->model);
	free(r->cycle_id);
}

/* ---- drawing ----------------------------------------------------------------------------- */

static void cell(const void *ctx, size_t row, size_t column, struct str *out)
{
	str_add(out, ((const struct review *)ctx)->lines[row].cell[column]);
}

/* `!` is remarkable, `+` is marked, `#` is both. */
static char mark(const void *ctx, size_t row)
{
	const struct review *r = ctx;
	const struct review_line *line = &r->lines[row];
	const struct record *record = line->row->now.record;
	int remarkable = line->row->marks != 0;

	if (record && marks_has(&r->marks, record->id))
		return remarkable ? '#' : '+';
	return remarkable ? '!' : 0;
}

static struct list_table table_of(const struct review *r)
{
	return (struct list_table){
		.columns = r->columns,
		.column_count = REVIEW_COLUMNS,
		.frozen = 1,
		.row_count = r->count,
		.cell = cell,
		.mark = mark,
		.ctx = r,
	};
}

static void draw(struct screen *s, struct canvas *body)
{
	struct review *r = (struct review *)s;
	struct list_table t = table_of(r);
	int room = body->cols - MARGIN;

	for (size_t i = 0; i < REVIEW_REMARKS; i++)
		room -= r->columns[i].width + GAP;
	r->cut = room < REMARKS_LEAST ? 0 : room;
	r->columns[REVIEW_REMARKS].width = at_least(room, REMARKS_LEAST);
	if (r->count)
		list_draw_table(&r->list, body, &t);
	else
		canvas_put(body, 1, 2, LOOK_PLAIN,
			_("No unit in your sight owes this for the period."));
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct review *r = (const struct review *)s;

	(void)right;
	if (!r->cycle)
		return;
	str_addf(left, "  %s  ", cycle_label(r->cycle));
	period_print_long(r->period, left);
	str_addf(left, _("  %zu/%zu filed"), r->filed, r->count);
	if (r->exceptions)
		str_addf(left, _("  %zu remarkable"), r->exceptions);
	if (r->marks.count)
		str_addf(left, _("  %zu marked"), r->marks.count);
}

/* Only what the row itself does not show: each line there costs bytes at every step. */
static void hint(const struct screen *s, struct str *out)
{
	const struct review *r = (const struct review *)s;
	const struct review_line *line = review_now(r);
	const struct record *record = line ? line->row->now.record : NULL;

	if (!line)
		return;
	if (record && reviewing_is(r->app->reviewing, record->id) &&
		reviewing_count(r->app->reviewing))
		str_addf(out,
			P_("%zu comment written, not sent yet  ",
				"%zu comments written, not sent yet  ",
				reviewing_count(r->app->reviewing)),
			reviewing_count(r->app->reviewing));
	if (*line->reviewer)
		str_addf(out, "%s  ", line->reviewer);
	if ((int)utf8_width(line->cell[REVIEW_REMARKS]) > r->cut)
		str_add(out, line->cell[REVIEW_REMARKS]);
}

static void help(const struct screen *s, struct str *out)
{
	(void)s;
	str_add(out,
		_("! marks what is remarkable: not filed, returned, rules broken, warnings "
		  "accepted, a figure far from the last period's, cells missing, late. + marks "
		  "what you have marked, # both. Marking all marks only what is not "
		  "remarkable.\n"));
}

/* ---- one filing in full ------------------------------------------------------------------ */

static void tell_figures(const struct review *r, struct review_row *row, struct str *out)
{
	size_t was = row->figure;

	for (size_t i = 0; i < r->cycle->figures.count; i++) {
		row->figure = i;
		str_addf(out, "\n%s  ", field_label(r->cycle->figures.at[i], i18n_lang()));
		review_figure_text(r->model, row, row->now.figures, out);
		str_addf(out, "  %s ", _("Last"));
		review_figure_text(r->model, row, row->before, out);
	}
	row->figure = was;
}

static enum screen_next in_full(struct screen *s)
{
	struct review *r = (struct review *)s;
	struct review_line *line = review_now(r);
	const struct filing *f = &line->row->now;
	struct str text = { 0 };

	str_addf(&text, "%s  %s\n", line->cell[REVIEW_STATE], line->cell[REVIEW_FILED]);
	if (*line->cell[REVIEW_REMARKS])
		str_addf(&text, "%s\n", line->cell[REVIEW_REMARKS]);
	str_addf(&text, P_("%" PRIu64 " line", "%" PRIu64 " lines", f->records), f->records);
	tell_figures(r, line->row, &text);
	str_addf(&text, "  %s\n", line->cell[REVIEW_CHANGE]);
	if (*line->refusal)
		str_addf(&text, "%s\n", line->refusal);
	if (*line->reviewer)
		str_addf(&text, "%s\n", line->reviewer);
	screen_show_text(s, line->cell[REVIEW_UNIT], str_text(&text));
	str_release(&text);
	return SCREEN_STAY;
}

/* ---- actions ----------------------------------------------------------------------------- */

static int has_row(const struct screen *s)
{
	return review_now((const struct review *)s) != NULL;
}

static int has_open(const struct screen *s)
{
	return ((const struct review *)s)->open > 0;
}

static int is_filed(const struct screen *s)
{
	return has_row(s) && review_now((const struct review *)s)->row->now.record;
}

static enum screen_next history(struct screen *s)
{
	struct review *r = (struct review *)s;
	const struct record *filing = review_now(r)->row->now.record;

	return screen_push(s, scr_history(r->app, filing->form, filing->id));
}

static enum screen_next turn(struct screen *s, struct period to)
{
	struct review *r = (struct review *)s;

	if (to.kind == PERIOD_NONE)
		return SCREEN_STAY;
	r->period = to;
	marks_release(&r->marks);
	return SCREEN_REFRESH;
}

static enum screen_next period_before(struct screen *s)
{
	return turn(s, period_previous(((struct review *)s)->period));
}

static enum screen_next period_after(struct screen *s)
{
	return turn(s, period_next(((struct review *)s)->period));
}

static void find_text(const void *ctx, size_t row, struct str *out)
{
	for (size_t i = 0; i < REVIEW_COLUMNS; i++) {
		cell(ctx, row, i, out);
		str_add(out, "  ");
	}
}

static enum screen_next find(struct screen *s)
{
	struct review *r = (struct review *)s;
	struct list_find f = {
		.text = find_text, .at = &r->list.at, .count = &r->list.count, .ctx = r
	};

	return list_find_run(s, &f);
}

/* What is not sent is there again when the filing is opened. */
static enum screen_next back(struct screen *s)
{
	struct review *r = (struct review *)s;

	if (reviewing_count(r->app->reviewing))
		screen_message(s,
			_("The comments you wrote are kept and are there when you return that "
			  "filing."));
	return SCREEN_BACK;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "review-open", .keys = "Enter", .label = N_("Lines"), .run = review_open, .when = has_row,
	  .help = N_("Open the unit's lines; while you look, others see that you do.") },
	{ .name = "review-onward", .keys = "a F9", .label = N_("Confirm"), .run = review_onward,
	  .when = review_can_onward, .flags = ACTION_KEEP,
	  .help = N_("Confirm or accept the marked filings, or this one, as they were shown here.") },
	{ .name = "review-why", .keys = "a F9", .label = N_("Why not"), .run = review_why,
	  .when = review_is_refused, .flags = ACTION_QUIET,
	  .help = N_("Why this filing cannot be confirmed by you, and who can.") },
	{ .name = "review-back", .keys = "r", .label = N_("Return"), .run = review_back, .when = review_can_back,
	  .help = N_("Return this filing with a reason and the comments you wrote on its cells.") },
	{ .name = "review-paper", .keys = "p", .label = N_("On paper"), .run = review_paper,
	  .when = review_can_paper,
	  .help = N_("Record a confirmation that was signed on paper: who, when, number of the scan.") },
	{ .name = "review-mark", .keys = "Space", .label = N_("Mark"), .run = review_mark,
	  .when = review_can_onward, .help = N_("Mark this filing, or take the mark away.") },
	{ .name = "review-mark-clean", .keys = "*", .label = N_("Mark clean"), .run = review_mark_clean,
	  .when = has_open,
	  .help = N_("Mark all filings that can be confirmed and have nothing remarkable; again: none.") },
	{ .name = "review-full", .keys = "i", .label = N_("In full"), .run = in_full, .when = has_row,
	  .help = N_("All figures of this filing and what is remarkable about it.") },
	{ .name = "record-history", .keys = "v h", .label = N_("Who did what"), .run = history,
	  .when = is_filed, .help = N_("Who filed, returned, confirmed and accepted it, and when.") },
	{ .name = "review-period-before", .keys = "<", .label = N_("Before"), .run = period_before,
	  .help = N_("The period before.") },
	{ .name = "review-period-after", .keys = ">", .label = N_("After"), .run = period_after,
	  .help = N_("The period after.") },
	{ .name = "review-again", .keys = "u", .label = N_("Read again"), .run = screen_again,
	  .help = N_("Read what was filed again."), .flags = ACTION_QUIET },
	ACTION_FIND(find, has_row),
	{ .name = "screen-back", .keys = "Esc ^B F10", .label = N_("Back"), .run = back,
	  .help = N_("Leave this screen."), .flags = ACTION_KEEP },
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	struct review *r = (struct review *)s;
	struct list_table t = table_of(r);

	return list_table_key(&r->list, &t, k) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

const struct screen_class review_class = {
	.name = "review",
	.title = N_("Review"),
	.size = sizeof(struct review),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.heading = heading,
	.hint = hint,
	.help = help,
};

struct screen *scr_review(struct app *app, const struct cycle *cycle, struct period period)
{
	struct review *r = screen_new(&review_class);

	r->app = app;
	r->cycle_id = xstrdup(cycle->id);
	r->period = period;
	return &r->screen;
}

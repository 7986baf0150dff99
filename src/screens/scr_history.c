/*
 * scr_history.c - the revisions of one record, newest first: who, when, what changed.
 *
 * Enter shows the record as it was.  Where the chain of hashes does not hold, it says so.
 */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/ledger.h"
#include "screens/record_text.h"
#include "screens/screens.h"
#include "tui/list.h"
#include "tui/list_find.h"
#include "tui/popup.h"

enum { COL_NUMBER, COL_WHEN, COL_WHO, COL_ACTION, COL_CHANGES, COL_COUNT };

struct history {
	struct screen screen;
	struct ledger in;
	uint64_t id;
	struct arena mem; /* of this load */
	struct revision_list revisions; /* oldest first */
	const char **changes; /* a line for each */
	size_t broken; /* revisions whose hash does not hold */
	const char *title; /* of the record */
	struct list_column columns[COL_COUNT];
	struct list_view list;
};

/* Rows are shown newest first. */
static const struct revision *row_revision(const struct history *h, size_t row)
{
	return &h->revisions.at[h->revisions.count - 1 - row];
}

/* Nobody's name: what the program itself wrote, as when it was set up. */
static const char *who(const struct revision *r)
{
	return *r->user_name ? r->user_name : *r->user ? r->user : _("system");
}

static void cell(const void *ctx, size_t row, size_t column, struct str *out)
{
	const struct history *h = ctx;
	const struct revision *r = row_revision(h, row);

	switch (column) {
	case COL_NUMBER:
		str_addf(out, "%" PRIu64, r->number);
		break;
	case COL_WHEN:
		instant_print_minute(r->instant, out);
		break;
	case COL_WHO:
		str_addf(out, "%s%s", who(r), r->acting ? _(" (acting)") : "");
		break;
	case COL_ACTION:
		str_add(out, data_deed_label(h->in.form, r->action));
		break;
	default:
		str_add(out, h->changes[h->revisions.count - 1 - row]);
	}
}

static char mark(const void *ctx, size_t row)
{
	return row_revision(ctx, row)->whole ? 0 : '!';
}

static struct list_table table(const struct history *h)
{
	return (struct list_table){
		.columns = h->columns,
		.column_count = COL_COUNT,
		.frozen = COL_CHANGES,
		.row_count = h->revisions.count,
		.cell = cell,
		.mark = mark,
		.ctx = h,
	};
}

/* ---- loading ---- */

static void add_part(const struct str *part, struct str *line)
{
	if (part->len)
		str_addf(line, "%s%s", line->len ? _("; ") : "", str_text(part));
}

static const char *changes_line(struct history *h, size_t i)
{
	const struct revision *r = &h->revisions.at[i];
	const struct record *before = i ? h->revisions.at[i - 1].record : NULL;
	struct str line = { 0 }, part = { 0 };
	const char *out;

	if (*r->entered_for)
		str_addf(&line, _("Entered for %s"), r->entered_for);
	if (*r->reason)
		str_addf(&part, _("Reason: %s"), r->reason);
	add_part(&part, &line);
	str_clear(&part);
	if (r->record)
		record_changes(h->in.model, h->in.app->data, before, r->record, &part);
	add_part(&part, &line);
	out = arena_text(&h->mem, str_text(&line));
	str_release(&line);
	str_release(&part);
	return out;
}

static void fit_columns(struct history *h)
{
	const char *const titles[COL_COUNT] = {
		_("No."),
		_("When"),
		_("Who"),
		_("Action"),
		_("What changed"),
	};
	struct str text = { 0 };

	for (size_t k = 0; k < COL_COUNT; k++) {
		h->columns[k] = (struct list_column){ .title = titles[k],
			.width = (int)utf8_width(titles[k]),
			.fit = CANVAS_LEFT };
		for (size_t row = 0; row < h->revisions.count; row++) {
			str_clear(&text);
			cell(h, row, k, &text);
			if (h->columns[k].width < (int)utf8_width(str_text(&text)))
				h->columns[k].width = (int)utf8_width(str_text(&text));
		}
	}
	str_release(&text);
}

static void describe(struct history *h)
{
	size_t count = h->revisions.count;
	const struct record *last = count ? h->revisions.at[count - 1].record : NULL;
	struct str title = { 0 };

	h->changes = arena_array(&h->mem, count + 1, sizeof(*h->changes));
	for (size_t i = 0; i < count; i++) {
		h->changes[i] = changes_line(h, i);
		h->broken += !h->revisions.at[i].whole;
	}
	if (last)
		record_title(h->in.model, last, &title);
	h->title = arena_text(&h->mem, str_text(&title));
	str_release(&title);
	fit_columns(h);
	list_count(&h->list, count);
}

static enum screen_next load(struct screen *s)
{
	struct history *h = (struct history *)s;
	struct err err = { 0 };
	int got;

	if (ledger_load(&h->in, &err) < 0)
		return screen_fail_load(s, &err);
	arena_clear(&h->mem);
	h->revisions = (struct revision_list){ 0 };
	h->broken = 0;
	got = data_history(h->in.app->data, h->in.form, h->id, &h->mem, &h->revisions, &err);
	if (got > 0)
		err_set(&err, ERR_NOT_FOUND, _("This record is not there any more."));
	if (got)
		return screen_fail_load(s, &err);
	describe(h);
	if (h->broken)
		screen_warn(s,
			_("Broken history: what is marked ! is not as it was written; tell the "
			  "auditor."));
	return SCREEN_STAY;
}

static void unload(struct screen *s)
{
	struct history *h = (struct history *)s;

	ledger_release(&h->in);
	arena_release(&h->mem);
}

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	struct history *h = (struct history *)s;
	struct list_table t = table(h);

	list_draw_table(&h->list, body, &t);
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct history *h = (const struct history *)s;

	(void)right;
	str_addf(left, "  %s  %s", form_label(h->in.form, i18n_lang()), h->title);
}

static void hint(const struct screen *s, struct str *out)
{
	const struct history *h = (const struct history *)s;
	unsigned long count = (unsigned long)h->revisions.count;

	str_addf(out, P_("%lu revision", "%lu revisions", count), count);
	if (h->broken)
		str_addf(out, _("; %zu marked ! are not as they were written"), h->broken);
	else
		str_add(out, _("; the chain is whole"));
	if (h->revisions.hidden)
		str_addf(out,
			P_("; %zu left out, the record was another unit's then",
				"; %zu left out, the record was another unit's then",
				h->revisions.hidden),
			h->revisions.hidden);
}

/* ---- actions ---- */

/* "role@unit" in words. */
static void add_post(const struct model *model, const char *post, struct str *out)
{
	const char *at = strchr(post, '@');
	struct arena mem = { 0 };
	const char *code = at ? arena_text_len(&mem, post, (size_t)(at - post)) : post;
	const struct unit *unit = at ? unit_find(&model->units, at + 1) : NULL;

	str_addf(out, "  %s", role_name(model, code));
	if (unit)
		str_addf(out, " %s", unit_name(unit, DATE_NONE));
	arena_release(&mem);
}

static void about(const struct ledger *in, const struct revision *r, struct str *out)
{
	struct str when = { 0 };

	instant_print(r->instant, &when);
	str_addf(out, "%s  %s  %s", str_text(&when), who(r),
		data_deed_label(in->form, r->action));
	if (*r->post)
		add_post(in->model, r->post, out);
	if (r->acting)
		str_add(out, _(" (acting)"));
	str_add_char(out, '\n');
	if (*r->entered_for)
		str_addf(out, _("Entered for %s\n"), r->entered_for);
	if (*r->reason)
		str_addf(out, "%s\n", r->reason);
	if (*r->import_id)
		str_addf(out, _("Import %s\n"), r->import_id);
	if (!r->whole)
		str_addf(out, "%s\n",
			_("This revision is not as it was written: the chain is broken here."));
	str_release(&when);
}

static enum screen_next as_it_was(struct screen *s)
{
	struct history *h = (struct history *)s;
	const struct revision *r = row_revision(h, h->list.at);
	struct str title = { 0 }, text = { 0 };

	str_addf(&title, _("Revision %" PRIu64), r->number);
	about(&h->in, r, &text);
	str_add_char(&text, '\n');
	if (r->record)
		record_text_named(h->in.app->data, r->record, &text);
	screen_show_text(s, str_text(&title), str_text(&text));
	str_release(&title);
	str_release(&text);
	return SCREEN_STAY;
}

static int has_rows(const struct screen *s)
{
	return ((const struct history *)s)->revisions.count > 0;
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
	struct history *h = (struct history *)s;
	struct list_find f = {
		.text = row_text, .at = &h->list.at, .count = &h->list.count, .ctx = h
	};

	return list_find_run(s, &f);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "history-open", .keys = "Enter", .label = N_("As it was"),
	  .help = N_("Show the record as it was after this revision."), .run = as_it_was, .when = has_rows },
	ACTION_FIND(find, has_rows),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	struct history *h = (struct history *)s;
	struct list_table t = table(h);

	return list_table_key(&h->list, &t, k) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

const struct screen_class history_class = {
	.name = "history",
	.title = N_("History"),
	.size = sizeof(struct history),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.heading = heading,
	.hint = hint,
};

struct screen *scr_history(struct app *app, const struct form *form, uint64_t id)
{
	struct history *h = screen_new(&history_class);

	ledger_init(&h->in, app, form);
	h->id = id;
	h->title = "";
	return &h->screen;
}

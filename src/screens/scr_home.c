/*
 * scr_home.c - the first screen: the ledgers one may read, by kind of work.
 *
 * How many records each has, and who has not reported, is counted when nobody types.
 */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "data/proof.h"
#include "data/query.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/figures.h"
#include "screens/ledger.h"
#include "screens/person.h"
#include "screens/screens.h"
#include "screens/typing.h"
#include "tui/list.h"
#include "tui/list_find.h"
#include "tui/pick.h"
#include "tui/terminal.h"

enum { GROUP_COLS = 8, LABEL_COLS = 20, COUNT_COLS = 12, PROOF_FROM = 12 };
enum { WORK_US = 100000, NAMES = 5 };

struct ledger_row {
	const struct form *form;
	const char *group; /* label of its kind of work; "" as in the row above */
	int counted;
	uint64_t records;
	const char *due, *names; /* of the latest period: how many reported, who has not */
};

struct home {
	struct screen screen;
	struct app *app; /* not ours */
	struct model *model; /* one hold: rows belong to it */
	struct arena mem;
	struct ledger_row *rows;
	size_t count;
	struct list_view list;
	struct str text; /* of the row being drawn */
	int told; /* of drafts, once a session */
	size_t drafts; /* at the last load */
	uint64_t rights; /* of the viewer, by which the ledgers were listed */
	const char *proof; /* of the last proven backup, NULL: not for this user */
	int proof_old;
};

static const struct ledger_row *current(const struct home *h)
{
	return h->list.at < h->count ? &h->rows[h->list.at] : NULL;
}

static int may_do(const struct home *h, enum deed what, const struct form *form)
{
	struct err ignored = { 0 };

	return may(h->model, dataset_viewer(h->app->data), what, form, NULL, &ignored) == 0;
}

/* ---- loading ---- */

static const char *group_label(const struct model *model, const char *folder)
{
	const struct code_list *list = model_list(model, "work");
	const struct code *code = list && folder ? code_list_find(list, folder) : NULL;

	return code ? code_label(code, i18n_lang()) : folder ? folder : "";
}

static void add_form(struct home *h, const struct form *form)
{
	const struct ledger_row *last = h->count ? &h->rows[h->count - 1] : NULL;
	int same = last && last->form->folder && form->folder &&
		strcmp(last->form->folder, form->folder) == 0;

	h->rows[h->count++] = (struct ledger_row){
		.form = form,
		.group = same ? "" : group_label(h->model, form->folder),
		.due = "",
		.names = "",
	};
}

static void add_forms(struct home *h)
{
	const struct form **forms;
	size_t count = ledger_list(h->model, dataset_viewer(h->app->data), &h->mem, &forms);

	for (size_t i = 0; i < count; i++)
		add_form(h, forms[i]);
}

/* What was counted stays in sight until it is counted again. */
static void keep_counts(
	struct home *h, const struct ledger_row *old, size_t count, const struct model *model)
{
	for (size_t i = 0; model == h->model && i < count && i < h->count; i++) {
		h->rows[i].records = old[i].records;
		h->rows[i].due = arena_text(&h->mem, old[i].due);
		h->rows[i].names = arena_text(&h->mem, old[i].names);
		h->rows[i].counted = old[i].counted ? 2 : 0;
	}
}

/* How old the last proven backup is, for who administrates. */
static void read_proof(struct home *h)
{
	struct err ignored = { 0 };

	h->proof = NULL;
	data_proof_line(h->app->data, &h->mem, &h->proof, &h->proof_old, &ignored);
}

/* At login those that wait are shown by themselves. */
static enum screen_next tell_drafts(struct home *h)
{
	size_t waiting;
	int first = !h->told;

	h->drafts = drafts_count(h->app, &waiting);
	h->told = 1;
	return first && waiting ? screen_push(&h->screen, scr_drafts(h->app)) : SCREEN_STAY;
}

static enum screen_next load(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct arena old = h->mem;
	struct ledger_row *rows = h->rows;
	size_t count = h->count;
	const struct model *before = h->model;

	app_refresh(h->app);
	h->mem = (struct arena){ 0 };
	if (app_model(h->app) != h->model) {
		model_drop(&h->model);
		h->model = model_hold((struct model *)app_model(h->app));
	}
	h->rights = dataset_viewer(h->app->data)->rights;
	h->rows = arena_array(&h->mem, h->model->form_count + 1, sizeof(*h->rows));
	h->count = 0;
	add_forms(h);
	read_proof(h);
	keep_counts(h, rows, count, before);
	arena_release(&old);
	list_count(&h->list, h->count);
	if (h->app->notice.len && !s->message.len)
		screen_warn(s, "%s", str_text(&h->app->notice));
	str_clear(&h->app->notice);
	return tell_drafts(h);
}

/* ---- counting ---- */

static int owed_by_someone(const struct home *h, const struct form *form)
{
	const struct unit_tree *units = &h->model->units;

	for (size_t i = 0; i < units->count; i++)
		for (const char **r = units->units[i].reports; r && *r; r++)
			if (strcmp(*r, form->id) == 0)
				return 1;
	return 0;
}

/* "2021年上半年  15 of 16 reported", in the home's memory. */
static const char *due_line(struct home *h, struct period period, const char *due)
{
	struct str text = { 0 };
	const char *out;

	period_print_long(period, &text);
	str_addf(&text, "  %s", due);
	out = arena_text(&h->mem, *due ? str_text(&text) : "");
	str_release(&text);
	return out;
}

static int read_due(struct home *h, struct ledger_row *row, struct err *err)
{
	struct arena mem = { 0 };
	struct period period;
	struct due due = { 0 };
	int got;

	if (!row->form->period || !row->form->unit || !owed_by_someone(h, row->form))
		return 0;
	got = due_period(h->app->data, row->form, &period, &mem, err);
	if (got == 0)
		got = due_read(h->app->data, row->form, period, NAMES, &mem, &due, err);
	if (got == 0 && due.all) {
		row->due = due_line(h, period, due.short_text);
		row->names = due_line(h, period, due.text);
	}
	arena_release(&mem);
	return got;
}

static int count_row(struct home *h, struct ledger_row *row, struct err *err)
{
	struct query q = { .form = row->form };

	uint64_t records;
	int got = query_count(h->app->data, &q, &records, err);

	if (got == 0)
		row->records = records;
	if (got == 0)
		got = read_due(h, row, err);
	/* a key came meanwhile: at another tick */
	if (got == 0 || err->code != ERR_CANCELLED)
		row->counted = 1;
	return got;
}

/* As many ledgers as a tenth of a second allows; the rest at the next tick. */
static enum screen_next tick(struct screen *s)
{
	struct home *h = (struct home *)s;
	int64_t start = instant_now();
	enum screen_next next = SCREEN_PASS;

	for (size_t i = 0; i < h->count && instant_now() - start < WORK_US; i++) {
		struct err err = { 0 };

		if (h->rows[i].counted == 1)
			continue;
		if (count_row(h, &h->rows[i], &err) < 0) {
			if (err.code == ERR_CANCELLED)
				break;
			screen_warn(s, "%s", err.text);
		}
		next = SCREEN_STAY;
	}
	return next;
}

/* ---- drawing ---- */

static void pad(struct str *out, const char *text, int cols, int right)
{
	utf8_fit(text, (size_t)cols, right, out);
	str_add_char(out, ' ');
}

static const char *row_text(const void *ctx, size_t i)
{
	struct home *h = (struct home *)ctx;
	const struct ledger_row *row = &h->rows[i];
	struct str count = { 0 };

	str_clear(&h->text);
	pad(&h->text, row->group, GROUP_COLS, 0);
	str_addf(&h->text, i < 9 ? "%zu " : "  ", i + 1);
	pad(&h->text, form_label(row->form, i18n_lang()), LABEL_COLS, 0);
	if (row->counted)
		str_addf(&count, P_("%" PRIu64 " record", "%" PRIu64 " records", row->records),
			row->records);
	pad(&h->text, str_text(&count), COUNT_COLS, 1);
	if (*row->due)
		str_addf(&h->text, " %s", row->due);
	str_release(&count);
	return str_text(&h->text);
}

static void draw(struct screen *s, struct canvas *body)
{
	struct home *h = (struct home *)s;
	struct canvas rows = canvas_part(body, 1, 0, body->rows - 1, body->cols);

	canvas_put(body, 0, 1, LOOK_ACCENT, _("Ledgers"));
	if (h->proof && utf8_width(h->proof) + PROOF_FROM < (size_t)body->cols)
		canvas_put(body, 0, body->cols - 1 - (int)utf8_width(h->proof),
			h->proof_old ? LOOK_WARN : LOOK_PLAIN, h->proof);
	if (h->count)
		list_draw(&h->list, &rows, h->count, row_text, h);
	else
		canvas_put(&rows, 1, 2, LOOK_PLAIN,
			_("No ledger is open to your posts; ask the administrator."));
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	(void)right;
	str_addf(left, "  %s", ((const struct home *)s)->model->site.name);
}

/* Who has not reported the ledger one is at. */
static void hint(const struct screen *s, struct str *out)
{
	const struct ledger_row *row = current((const struct home *)s);

	if (row)
		str_add(out, row->names);
}

/* ---- actions ---- */

static int has_row(const struct screen *s)
{
	return current((const struct home *)s) != NULL;
}

static int may_add(const struct screen *s)
{
	const struct home *h = (const struct home *)s;

	return has_row(s) && may_do(h, ACTION_CREATE, current(h)->form);
}

static int has_grid(const struct screen *s)
{
	return has_row(s) && current((const struct home *)s)->form->grid.rows;
}

static enum screen_next open_ledger(struct screen *s)
{
	struct home *h = (struct home *)s;

	return screen_push(s, scr_browse(h->app, current(h)->form, NULL));
}

static enum screen_next new_record(struct screen *s)
{
	struct home *h = (struct home *)s;

	return screen_push(s, scr_card(h->app, current(h)->form, 0, NULL));
}

static enum screen_next open_grid(struct screen *s)
{
	struct home *h = (struct home *)s;

	return screen_push(s, scr_grid(h->app, current(h)->form, (struct period){ 0 }));
}

static size_t find_ledgers(
	void *ctx, const char *typed, struct arena *mem, const struct pick_item **items)
{
	const struct home *h = ctx;
	struct pick_item *found = arena_array(mem, h->count + 1, sizeof(*found));
	size_t count = 0;

	for (size_t i = 0; i < h->count; i++) {
		const struct form *form = h->rows[i].form;
		struct pick_key key = { .code = form->id,
			.name = form_label(form, i18n_lang()),
			.pinyin = "",
			.initials = "" };

		if (pick_score(&key, typed) > 0)
			found[count++] = (struct pick_item){ form->id, key.name,
				group_label(h->model, form->folder), form };
	}
	*items = found;
	return count;
}

static enum screen_next find(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct pick pick = { .title = _("Find a ledger"), .find = find_ledgers, .ctx = h };
	struct arena mem = { 0 };
	struct pick_item chosen;
	int got = pick_run(s, &pick, &mem, &chosen);
	const struct form *form = got == 0 ? chosen.data : NULL;

	arena_release(&mem);
	for (size_t i = 0; form && i < h->count; i++)
		if (h->rows[i].form == form)
			h->list.at = i;
	return form ? open_ledger(s) : SCREEN_STAY;
}

static enum screen_next test_keys(struct screen *s)
{
	return screen_push(s, scr_keys());
}

/* Those who may read who the users are: administrators, and nobody else as shipped. */
static int sees_people(const struct screen *s)
{
	const struct home *h = (const struct home *)s;
	const char *id = h->model->site.users.form;
	const struct form *form = id ? model_form(h->model, id) : NULL;

	return form && may_do(h, ACTION_READ, form);
}

static enum screen_next open_people(struct screen *s)
{
	return screen_push(s, scr_people(((struct home *)s)->app));
}

static int may_audit(const struct screen *s)
{
	return may_do((const struct home *)s, ACTION_AUDIT, NULL);
}

static int may_end_sessions(const struct screen *s)
{
	const struct home *h = (const struct home *)s;

	return h->app->dir && may_do(h, ACTION_SESSIONS, NULL);
}

static int may_see_conf(const struct screen *s)
{
	const struct home *h = (const struct home *)s;

	return h->app->dirs && (may_audit(s) || may_do(h, ACTION_CONF, NULL));
}

static enum screen_next open_events(struct screen *s)
{
	return screen_push(s, scr_events(((struct home *)s)->app));
}

static enum screen_next open_sessions(struct screen *s)
{
	return screen_push(s, scr_sessions(((struct home *)s)->app));
}

static enum screen_next open_conf(struct screen *s)
{
	return screen_push(s, scr_conf(((struct home *)s)->app));
}

static int has_drafts(const struct screen *s)
{
	return ((const struct home *)s)->drafts > 0;
}

static enum screen_next open_drafts(struct screen *s)
{
	return screen_push(s, scr_drafts(((struct home *)s)->app));
}

static void find_text(const void *ctx, size_t row, struct str *out)
{
	str_add(out, row_text(ctx, row));
}

static enum screen_next find_row(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct list_find f = {
		.text = find_text, .at = &h->list.at, .count = &h->list.count, .ctx = h
	};

	return list_find_run(s, &f);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "home-find", .keys = "/", .label = N_("Find"),
	  .help = N_("Find a ledger by typing a part of its name."), .run = find, .when = has_row },
	{ .name = "ledger-open", .keys = "Enter", .label = N_("Open"),
	  .help = N_("Open the ledger; the digits 1 to 9 open it by its number."), .run = open_ledger, .when = has_row },
	{ .name = "record-new", .keys = "n Ins", .label = N_("New"),
	  .help = N_("Enter a new record."), .run = new_record, .when = may_add },
	{ .name = "grid-open", .keys = "g", .label = N_("Grid"),
	  .help = N_("Show units down and figures across."), .run = open_grid, .when = has_grid },
	{ .name = "drafts-open", .keys = "r", .label = N_("Drafts"),
	  .help = N_("Show what you typed and did not save, to go on with it."), .run = open_drafts, .when = has_drafts },
	{ .name = "people-open", .keys = "p", .label = N_("People"),
	  .help = N_("Users: what they see and may do, lost keys, locks, hand-over."), .run = open_people, .when = sees_people },
	{ .name = "events-open", .keys = "e", .label = N_("Events"),
	  .help = N_("Show who came, gave out, was refused or changed something."), .run = open_events, .when = may_audit },
	{ .name = "sessions-open", .keys = "o", .label = N_("Sessions"),
	  .help = N_("Show who is here now, and end a session."), .run = open_sessions, .when = may_end_sessions },
	{ .name = "conf-show", .keys = "c", .label = N_("Settings"),
	  .help = N_("Show which files of conf/ and forms/ are in force, and what is wrong with them."), .run = open_conf, .when = may_see_conf },
	{ .name = "keys-test", .keys = "k", .label = N_("Key test"),
	  .help = N_("Show what the terminal sends for each key and what it does."), .run = test_keys,
	  .flags = ACTION_QUIET },
	{ .name = "list-find", .keys = "^F", .label = N_("Find"),
	  .help = N_("Type a part of a row to go to it; Enter goes to the next."), .run = find_row,
	  .when = has_row, .flags = ACTION_QUIET },
	{ .name = "screen-quit", .keys = "q", .label = N_("Quit"),
	  .help = N_("Leave the program."), .run = screen_quit, .flags = ACTION_KEEP },
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	struct home *h = (struct home *)s;
	struct err ignored = { 0 }; /* what is refused is said where it is asked for */
	size_t before = h->count;

	dataset_freshen(h->app->data, &ignored);
	/* somebody's rights changed: the key still counts where the list is the same */
	if (dataset_viewer(h->app->data)->rights != h->rights &&
		(load(s) != SCREEN_STAY || h->count != before))
		return SCREEN_REFRESH;
	if (k >= '1' && k <= '9' && (size_t)(k - '1') < h->count) {
		h->list.at = (size_t)(k - '1');
		return open_ledger(s);
	}
	return list_key(&h->list, k) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

static void unload(struct screen *s)
{
	struct home *h = (struct home *)s;

	model_drop(&h->model);
	arena_release(&h->mem);
	str_release(&h->text);
}

const struct screen_class home_class = {
	.name = "home",
	.title = N_("Herb Ledger"),
	.size = sizeof(struct home),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.heading = heading,
	.hint = hint,
	.tick = tick,
};

struct screen *scr_home(struct app *app)
{
	struct home *h = screen_new(&home_class);

	h->app = app;
	return &h->screen;
}

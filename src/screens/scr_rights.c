/*
 * scr_rights.c - what one person sees and may do: posts, and for each ledger what is allowed,
 * on whose rows, and where not, why and who can.
 */
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "model/form.h"
#include "screens/classes.h"
#include "screens/person.h"
#include "screens/screens.h"
#include "tui/list_find.h"
#include "tui/popup.h"
#include "work/rights.h"

struct rights_screen {
	struct person_screen in;
	struct work_rights rights; /* in the table's memory */
	const char *posts;
};

/* ---- loading ---- */

/* Some rights are over the program itself, not over a ledger. */
static const char *over(const struct form *form)
{
	return form ? form_label(form, i18n_lang()) : _("The program itself");
}

/* The next right of another ledger. */
static size_t after_form(const struct work_rights *r, size_t at)
{
	const struct form *form = r->at[at].form;

	while (at < r->count && r->at[at].form == form)
		at++;
	return at;
}

/* Blanks between them: all of them fit a line of 80. */
static void add_name(struct str *out, const char *name)
{
	str_add(out, out->len ? " " : "");
	str_add(out, name);
}

static void add_ledger(struct rights_screen *r, size_t at, size_t end)
{
	struct text_row *row = text_table_add(&r->in.list.table);
	struct arena *mem = &r->in.list.table.mem;
	struct str may = { 0 };
	const char *where = "";

	for (size_t i = at; i < end; i++) {
		const struct work_right *right = &r->rights.at[i];

		if (*right->refusal)
			continue;
		add_name(&may, right->name);
		where = *where ? where : right->where;
	}
	row->cell[0] = over(r->rights.at[at].form);
	row->cell[1] = where;
	row->cell[2] = may.len ? arena_text(mem, str_text(&may))
		: r->rights.at[at].form                    ? _("sees nothing of it")
						          : _("nothing");
	row->data = &r->rights.at[at];
	str_release(&may);
}

static int read_rights(struct rights_screen *r, struct err *err)
{
	const char *const titles[] = { _("Ledger"), _("Rows of"), _("May"), NULL };
	struct str posts = { 0 };

	text_table_begin(&r->in.list.table, titles);
	if (rights_of(r->in.view.app->data, r->in.view.user->login, &r->in.list.table.mem,
		    &r->rights, err) < 0)
		return -1;
	for (size_t at = 0; at < r->rights.count;) {
		size_t end = after_form(&r->rights, at);

		add_ledger(r, at, end);
		at = end;
	}
	text_table_end(&r->in.list.table);
	person_posts(&r->in.view, r->in.view.id, &posts);
	r->posts = arena_text(&r->in.list.table.mem,
		r->in.view.user->locked ? _("Locked: may not log in, sees nothing.")
			: posts.len  ? str_text(&posts)
				     : _("Holds no post today."));
	str_release(&posts);
	return 0;
}

static enum screen_next load(struct screen *s)
{
	struct rights_screen *r = (struct rights_screen *)s;
	struct err err = { 0 };

	if (person_load(&r->in.view, &err) == 0 && read_rights(r, &err) == 0)
		return SCREEN_STAY;
	return screen_fail_load(s, &err);
}

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	struct rights_screen *r = (struct rights_screen *)s;
	int used = canvas_wrap(body, 0, 1, 4, body->cols - 2, LOOK_PLAIN, r->posts);
	struct canvas rows = canvas_part(body, used + 1, 0, body->rows - used - 1, body->cols);

	text_table_draw(&r->in.list.table, &rows, _("There are no ledgers."));
}

/* ---- actions ---- */

static void add_right(const struct work_right *right, struct str *out)
{
	if (*right->refusal)
		str_addf(out, _("no   %s: %s\n"), right->name, right->refusal);
	else
		str_addf(out, _("yes  %s: %s\n"), right->name, right->where);
}

static enum screen_next explain(struct screen *s)
{
	struct rights_screen *r = (struct rights_screen *)s;
	const struct work_right *at = text_screen_data(s);
	const struct work_right *end = r->rights.at + r->rights.count;
	const struct form *form = at->form;
	struct str text = { 0 };

	for (; at < end && at->form == form; at++)
		add_right(at, &text);
	screen_show_text(s, over(form), str_text(&text));
	str_release(&text);
	return SCREEN_STAY;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "rights-explain", .keys = "Enter", .label = N_("Why"),
	  .help = N_("Each thing that can be done in this ledger: whether this person may, and why not."), .run = explain, .when = text_screen_has_row },
	ACTION_FIND(text_screen_find, text_screen_has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class rights_class = {
	.name = "rights",
	.title = N_("Sees and may do"),
	.size = sizeof(struct rights_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = person_unload,
	.key = text_screen_key,
	.heading = person_heading,
};

struct screen *scr_rights(struct app *app, uint64_t user)
{
	return person_open(&rights_class, app, user);
}

/*
 * browse_rows.c - which records a browse screen shows: query, page, figures, sort, filter.
 */
#include "screens/browse.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "screens/screens.h"
#include "screens/words.h"
#include "tui/popup.h"
#include "tui/terminal.h"

static size_t screenful(void)
{
	return terminal_rows() > 8 ? (size_t)terminal_rows() : 8;
}

/* ---- the query ---- */

static int condition(
	struct browse *b, const char *line, const struct expr **out, struct err *err)
{
	struct expr_options options = {
		.model = b->in.model, .form = b->in.form, .want = EXPR_BOOL
	};
	const struct expr *own = NULL, *typed = NULL;

	if (b->where && expr_parse(b->where, &options, &b->mem, &own, err) < 0)
		return -1;
	if (words_condition(
		    b->in.model, b->in.form, line, b->in.app->data, &b->mem, &typed, err) < 0)
		return -1;
	*out = expr_and(own, typed, &b->mem);
	return 0;
}

static void order(struct browse *b)
{
	const struct field *field =
		b->sort.len ? form_field(b->in.form, str_text(&b->sort)) : NULL;
	size_t count = field ? 1 : b->in.form->sort.count;
	struct sort_key *keys;

	if (!field && !b->descending)
		return;
	keys = arena_array(&b->mem, count + 1, sizeof(*keys));
	for (size_t i = 0; i < count; i++)
		keys[i] = (struct sort_key){ field ? field : b->in.form->sort.at[i],
			b->descending };
	b->query.sort = keys;
	b->query.sort_count = count;
}

/* All of it from the texts that are kept. */
static int make_query(struct browse *b, struct err *err)
{
	const struct expr *where = NULL;
	struct str said = { 0 };

	arena_clear(&b->mem);
	b->said = NULL;
	b->query = (struct query){ .form = b->in.form, .units = b->units };
	b->columns.units = b->units;
	if (condition(b, str_text(&b->filter), &where, err) < 0)
		return -1;
	b->query.where = where;
	if (where) {
		b->query.states = expr_states(where);
		expr_show(b->in.model, where, &said);
		b->said = arena_text(&b->mem, str_text(&said));
		str_release(&said);
	}
	order(b);
	return 0;
}

/* ---- loading ---- */

/*
 * Asked to yield to a key, or not waited for, it is counted at another tick; 1: there is
 * something new to draw.
 */
static int count_now(struct browse *b)
{
	struct str text = { 0 };
	struct err err = { 0 };

	b->counted = 1;
	if (figures_read(&b->figures, b->in.app->data, &b->query, &err) < 0) {
		b->counted = err.code != ERR_CANCELLED;
		if (b->counted)
			screen_fail(&b->screen, &err);
		return b->counted;
	}
	for (size_t i = 0; i < b->columns.count; i++) {
		str_clear(&text);
		if (i == 0)
			browse_count_text(b, &text);
		else
			figures_show(&b->figures, b->in.model, b->in.form, b->columns.fields[i],
				&text);
		columns_widen(&b->columns, i, str_text(&text));
	}
	str_release(&text);
	return 1;
}

void browse_count_text(const struct browse *b, struct str *out)
{
	str_addf(out, P_("%" PRIu64 " record", "%" PRIu64 " records", b->figures.records),
		b->figures.records);
}

void browse_rows_came(struct browse *b)
{
	list_count(&b->list, b->rows.count);
	columns_load(&b->columns, b->in.app->data, b->rows.rows, b->rows.count);
	b->pane.id = 0;
}

/* What is all in sight is counted at once. */
static void show_rows(struct browse *b)
{
	browse_rows_came(b);
	b->unread = b->counted = 0;
	if (window_is_all(&b->rows))
		count_now(b);
}

static void drop_filter(struct browse *b, const struct err *why)
{
	struct err err = { 0 };

	screen_warn(&b->screen, "%s", why->text);
	str_clear(&b->filter);
	if (make_query(b, &err) < 0)
		b->query = (struct query){ .form = b->in.form };
}

static enum screen_next leave(struct screen *s, const struct err *err)
{
	screen_refused(err);
	screen_warn(s, "%s", err->text);
	return SCREEN_BACK;
}

/* What was read by rights that are gone is not to stand there any longer. */
static int has_other_rights(const struct browse *b)
{
	struct err ignored = { 0 }; /* the load that follows says it */

	dataset_freshen(b->in.app->data, &ignored);
	return dataset_viewer(b->in.app->data)->rights != b->rights;
}

static uint64_t id_at(const struct browse *b)
{
	return b->list.at < b->rows.count ? b->rows.rows[b->list.at]->id : 0;
}

enum screen_next browse_load(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	struct err err = { 0 };
	uint64_t at = id_at(b);
	int changed = ledger_load(&b->in, &err);

	if (changed < 0)
		return leave(s, &err);
	if (has_other_rights(b)) {
		window_release(&b->rows);
		b->rights = dataset_viewer(b->in.app->data)->rights;
		b->counted = 0;
	}
	if (changed || !b->columns.count) {
		window_release(&b->rows);
		browse_forget_undo(b);
		figures_release(&b->figures);
		b->counted = 0;
		columns_release(&b->columns);
		columns_init(&b->columns, b->in.model, b->in.form);
	}
	if (make_query(b, &err) < 0)
		drop_filter(b, &err);
	err_clear(&err);
	if (window_again(&b->rows, b->in.app->data, &b->query, 2 * screenful(), &err) < 0) {
		b->unread = !b->rows.count;
		return s->loaded && err.code != ERR_DENIED ? screen_fail(s, &err)
							   : leave(s, &err);
	}
	if (at && window_find(&b->rows, at) < b->rows.count)
		b->list.at = window_find(&b->rows, at);
	show_rows(b);
	return SCREEN_STAY;
}

/* Counts when nobody types; reads more when the terminal has grown. */
enum screen_next browse_tick(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	if (b->rows.count < b->drawn && b->rows.more_after)
		return SCREEN_REFRESH;
	if (!b->counted && has_other_rights(b))
		return SCREEN_REFRESH;
	if (b->counted || b->unread || !count_now(b))
		return SCREEN_PASS;
	return SCREEN_STAY;
}

enum screen_next browse_key(struct screen *s, int32_t k)
{
	struct browse *b = (struct browse *)s;
	struct list_table t;
	struct err err = { 0 };
	uint64_t at = id_at(b);
	int got;

	/* somebody's rights changed: the key still counts where it finds the same row */
	if (has_other_rights(b)) {
		enum screen_next next = browse_load(s);

		if (next != SCREEN_STAY || id_at(b) != at)
			return next;
	}
	got = window_reach(&b->rows, b->in.app->data, &b->query, &b->list, k, &err);
	if (got < 0)
		return err.code == ERR_DENIED ? leave(s, &err) : screen_fail(s, &err);
	if (got)
		browse_rows_came(b);
	t = browse_table(b);
	return list_table_key(&b->list, &t, k) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

/* ---- filter ---- */

/* From the first row, the columns as wide as what is found there. */
static int from_start(struct browse *b, struct err *err)
{
	if (make_query(b, err) < 0 ||
		window_open(&b->rows, b->in.app->data, &b->query, WINDOW_FIRST, 2 * screenful(),
			err) < 0)
		return -1;
	b->list = (struct list_view){ .page = b->list.page };
	columns_release(&b->columns);
	columns_init(&b->columns, b->in.model, b->in.form);
	b->columns.units = b->units;
	show_rows(b);
	return 0;
}

static void set_text(struct str *text, const char *to)
{
	str_clear(text);
	str_add(text, to);
}

/*
 * Other rows or another order (NULL: the same); what is not understood or not waited for
 * leaves all as it was.
 */
static int change_view(
	struct browse *b, const char *filter, const char *sort, int descending)
{
	char *old_filter = xstrdup(str_text(&b->filter)),
	     *old_sort = xstrdup(str_text(&b->sort));
	int old_descending = b->descending;
	struct err err = { 0 }, ignored = { 0 };
	int status;

	if (filter)
		set_text(&b->filter, filter);
	if (sort)
		set_text(&b->sort, sort);
	b->descending = descending;
	status = from_start(b, &err);
	if (status < 0) {
		set_text(&b->filter, old_filter);
		set_text(&b->sort, old_sort);
		b->descending = old_descending;
		make_query(b, &ignored);
		screen_fail(&b->screen, &err);
	}
	free(old_filter);
	free(old_sort);
	return status;
}

enum screen_next browse_filter(struct browse *b, const char *line)
{
	change_view(b, line, NULL, b->descending);
	return SCREEN_STAY;
}

/* ---- one field chosen from a list ---- */

struct field_list {
	const struct field **fields;
	const char **texts;
	size_t count;
};

static int can_sort(const struct field *field)
{
	return !(field_type_flags(field) & (TYPE_GROUP | TYPE_COMPUTED | TYPE_NOT_KEYED)) &&
		!(field->flags & FIELD_SEVERAL);
}

/* Fields with what detail says about each. */
static struct field_list fields_with(struct browse *b, int (*wanted)(const struct field *),
	void (*detail)(const struct browse *, const struct field *, struct str *),
	struct arena *mem)
{
	const struct form *form = b->in.form;
	struct field_list list = {
		.fields = arena_array(mem, form->field_count + 1, sizeof(*list.fields)),
		.texts = arena_array(mem, form->field_count + 1, sizeof(*list.texts)),
	};

	for (size_t i = 0; i < form->field_count; i++) {
		struct str text = { 0 };

		if (!wanted(&form->fields[i]))
			continue;
		str_add(&text, field_label(&form->fields[i], i18n_lang()));
		detail(b, &form->fields[i], &text);
		list.fields[list.count] = &form->fields[i];
		list.texts[list.count++] = arena_text(mem, str_text(&text));
		str_release(&text);
	}
	return list;
}

/* ---- sort ---- */

const char *browse_sort_label(const struct browse *b)
{
	const struct field *field = form_field(b->in.form, str_text(&b->sort));

	return field ? field_label(field, i18n_lang()) : str_text(&b->sort);
}

static void sort_detail(const struct browse *b, const struct field *field, struct str *out)
{
	if (strcmp(str_text(&b->sort), field->id) == 0)
		str_add(out, b->descending ? _("  falling") : _("  rising"));
}

/* The column sorted by already is turned round; "" is the form's own order. */
static void sort_by(struct browse *b, const char *id)
{
	int again = *id && strcmp(str_text(&b->sort), id) == 0;

	change_view(b, NULL, id, again && !b->descending);
}

/* The first row of the list is the form's own order. */
enum screen_next browse_sort(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	struct arena mem = { 0 };
	struct field_list list = fields_with(b, can_sort, sort_detail, &mem);
	const char **texts = arena_array(&mem, list.count + 1, sizeof(*texts));
	int chosen;

	texts[0] = _("(the ledger's own order)");
	memcpy(texts + 1, list.texts, list.count * sizeof(*texts));
	chosen = screen_choose(s, _("Sort by which field?"), texts, list.count + 1, 0);
	if (chosen >= 0)
		sort_by(b, chosen ? list.fields[chosen - 1]->id : "");
	arena_release(&mem);
	return SCREEN_STAY;
}

/* Other rows when the condition names a unit; other names in any case. */
enum screen_next browse_units(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	enum unit_view old = b->units;

	b->units = old == UNITS_NOW ? UNITS_WAS : UNITS_NOW;
	if (change_view(b, NULL, NULL, b->descending) < 0) {
		b->units = b->query.units = b->columns.units = old;
	}
	return SCREEN_STAY;
}

enum screen_next browse_turn(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	change_view(b, NULL, NULL, !b->descending);
	return SCREEN_STAY;
}

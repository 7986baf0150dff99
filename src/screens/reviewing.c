/*
 * reviewing.c - a filing that is open for review: the comments written on its cells until the
 * return is sent, kept as a draft of their own, and the sign to others that somebody looks.
 */
#include "screens/comments.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "data/drafts.h"
#include "data/holds.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/screens.h"
#include "screens/typing.h"
#include "tui/popup.h"

enum { COMMENT_LIMIT = 200 };

static const char kind[] = "comments";

struct written {
	uint64_t record;
	char *field; /* id, ours; NULL: the whole line */
	char *text; /* ours */
};

struct reviewing {
	struct app *app; /* not ours */
	char *cycle, *unit, *form; /* ids and code, ours */
	struct period period;
	char *filing_form; /* ours */
	uint64_t filing;
	struct {
		struct written *at;
		size_t count, cap;
	} list;
	struct new_comment *sent; /* as the return takes them, ours */
	struct draft *draft; /* NULL: nothing is written */
	struct hold *hold;
};

/* ---- the draft --------------------------------------------------------------------------- */

/* Beside the user's other drafts, not among them: it comes back with the filing, unasked. */
static char *owner(const struct reviewing *r)
{
	struct str name = { 0 };

	str_addf(&name, "%s.%s", typing_user(r->app), kind);
	return str_detach(&name);
}

/* Tells once what cannot be kept; the comments still stand on the screen. */
static void untold(const struct err *err)
{
	log_line(LOG_WARN, "comments not kept: %s", err->text);
}

static void put_line(const struct written *w, struct str *out)
{
	char id[24];

	snprintf(id, sizeof(id), "%" PRIu64, w->record);
	draft_put(out, id);
	draft_put(out, w->field);
	draft_put(out, w->text);
}

static void begin_draft(struct reviewing *r)
{
	const struct form *form = model_form(app_model(r->app), r->form);
	struct draft_head head = { .kind = kind,
		.form = r->filing_form,
		.id = r->filing,
		.context = "",
		.title = "" };
	struct str version = { 0 };
	struct err err = { 0 };
	char *user = owner(r);

	if (form)
		form_version(form, &version);
	head.version = str_text(&version);
	if (draft_new(r->app->dir, user, &head, &r->draft, &err) < 0)
		untold(&err);
	free(user);
	str_release(&version);
}

static void keep(struct reviewing *r)
{
	const char **lines = xalloc((r->list.count + 1) * sizeof(*lines));
	struct err err = { 0 };

	if (!r->app->dir)
		r->draft = NULL;
	else if (r->list.count && !r->draft)
		begin_draft(r);
	for (size_t i = 0; i < r->list.count; i++) {
		struct str line = { 0 };

		put_line(&r->list.at[i], &line);
		lines[i] = str_detach(&line);
	}
	if (r->draft && !r->list.count)
		draft_drop(&r->draft);
	if (r->draft &&
		(draft_rewrite(r->draft, lines, r->list.count, &err) < 0 ||
			draft_sync(r->draft, &err) < 0))
		untold(&err);
	for (size_t i = 0; i < r->list.count; i++)
		free((char *)lines[i]);
	free(lines);
}

static void take_line(struct reviewing *r, const char *line)
{
	struct arena mem = { 0 };
	size_t count;
	char **parts = draft_split(line, &mem, &count);

	if (count == 3 && parts[0] && parts[2])
		*VEC_PUSH(&r->list) = (struct written){
			.record = strtoull(parts[0], NULL, 10),
			.field = parts[1] ? xstrdup(parts[1]) : NULL,
			.text = xstrdup(parts[2]),
		};
	arena_release(&mem);
}

static void take_draft(struct reviewing *r, const char *user, const char *name)
{
	struct arena mem = { 0 };
	struct draft_head head;
	const char **lines;
	struct err err = { 0 };
	size_t count;
	int got = draft_take(
		r->app->dir, user, name, &mem, &r->draft, &head, &lines, &count, &err);

	if (got < 0)
		untold(&err);
	for (size_t i = 0; got == 0 && i < count; i++)
		take_line(r, lines[i]);
	arena_release(&mem);
}

/* What was written before and not sent. */
static void find_draft(struct reviewing *r)
{
	struct arena mem = { 0 };
	struct draft_list list = { 0 };
	struct err ignored = { 0 };
	char *user = owner(r);

	if (r->app->dir)
		drafts_list(r->app->dir, user, &mem, &list, &ignored);
	for (size_t i = 0; i < list.count && !r->draft; i++)
		/* one that is open in another session of the same user stays there */
		if (!list.at[i].held && strcmp(list.at[i].head.kind, kind) == 0 &&
			list.at[i].head.id == r->filing &&
			strcmp(list.at[i].head.form, r->filing_form) == 0)
			take_draft(r, user, list.at[i].name);
	free(user);
	arena_release(&mem);
}

/* ---- the sign to others ------------------------------------------------------------------ */

static void take_hold(struct reviewing *r)
{
	const struct viewer *viewer = dataset_viewer(r->app->data);
	struct hold_info who = { .login = viewer->login ? viewer->login : "",
		.name = viewer->name ? viewer->name : "" };
	struct err err = { 0 };

	if (!r->app->dir)
		return;
	if (dataset_now(r->app->data, &who.since, &err) < 0 ||
		hold_take(r->app->dir, r->filing_form, r->filing, &who, &r->hold, &err) < 0)
		log_line(LOG_WARN, "%s", err.text);
}

/* ---- life -------------------------------------------------------------------------------- */

struct reviewing *reviewing_begin(struct app *app, const struct cycle *cycle,
	const struct unit *unit, struct period period, const struct record *filing)
{
	struct reviewing *r = xalloc(sizeof(*r));

	*r = (struct reviewing){ .app = app, .period = period, .filing = filing->id };
	r->cycle = xstrdup(cycle->id);
	r->unit = xstrdup(unit->code);
	r->form = xstrdup(cycle->form->id);
	r->filing_form = xstrdup(filing->form->id);
	find_draft(r);
	take_hold(r);
	return r;
}

static void release_one(struct written *w)
{
	free(w->field);
	free(w->text);
}

static void forget(struct reviewing *r)
{
	for (size_t i = 0; i < r->list.count; i++)
		release_one(&r->list.at[i]);
	r->list.count = 0;
}

void reviewing_end(struct reviewing **reviewing)
{
	struct reviewing *r = *reviewing;

	*reviewing = NULL;
	if (!r)
		return;
	forget(r);
	VEC_RELEASE(&r->list);
	draft_close(&r->draft);
	hold_drop(&r->hold);
	free(r->sent);
	free(r->cycle);
	free(r->unit);
	free(r->form);
	free(r->filing_form);
	free(r);
}

void reviewing_sent(struct reviewing *r)
{
	forget(r);
	draft_drop(&r->draft);
}

/* ---- asking it --------------------------------------------------------------------------- */

int reviewing_is(const struct reviewing *r, uint64_t filing)
{
	return r && r->filing == filing;
}

struct reviewing *reviewing_of(const struct app *app, const struct record *line)
{
	const struct model *model = app_model(app);
	struct reviewing *r = app->reviewing;
	const struct cycle *cycle = r ? model_cycle(model, r->cycle) : NULL;
	const struct unit *unit = record_of_unit(model, line);

	if (!cycle || !unit || !line->id || strcmp(line->form->id, r->form) != 0 ||
		period_key_compare(record_of_period(line), r->period) != 0)
		return NULL;
	unit = cycle_unit_of(cycle, model, r->period, unit);
	return unit && strcmp(unit->code, r->unit) == 0 ? r : NULL;
}

size_t reviewing_count(const struct reviewing *r)
{
	return r ? r->list.count : 0;
}

const struct new_comment *reviewing_comments(const struct reviewing *reviewing, size_t *count)
{
	struct reviewing *r = (struct reviewing *)reviewing;
	const struct form *form = model_form(app_model(r->app), r->form);

	free(r->sent);
	r->sent = xalloc((r->list.count + 1) * sizeof(*r->sent));
	for (size_t i = 0; i < r->list.count; i++)
		r->sent[i] = (struct new_comment){ .form = form,
			.record = r->list.at[i].record,
			.field = r->list.at[i].field,
			.text = r->list.at[i].text };
	*count = form ? r->list.count : 0;
	return r->sent;
}

static int is_on(const struct written *w, const struct record *line, const struct field *field)
{
	if (w->record != line->id)
		return 0;
	return field && w->field ? strcmp(field->id, w->field) == 0 : !field && !w->field;
}

static struct written *find(
	const struct reviewing *r, const struct record *line, const struct field *field)
{
	for (size_t i = 0; r && i < r->list.count; i++)
		if (is_on(&r->list.at[i], line, field))
			return &r->list.at[i];
	return NULL;
}

const char *reviewing_on(
	const struct reviewing *r, const struct record *line, const struct field *field)
{
	const struct written *w = find(r, line, field);

	return w ? w->text : NULL;
}

static void put(struct reviewing *r, const struct record *line, const struct field *field,
	const char *text)
{
	struct written *w = find(r, line, field);

	if (w && text_is_empty(text)) {
		release_one(w);
		*w = r->list.at[--r->list.count];
	} else if (w) {
		free(w->text);
		w->text = xstrdup(text);
	} else if (!text_is_empty(text)) {
		*VEC_PUSH(&r->list) = (struct written){ .record = line->id,
			.field = field ? xstrdup(field->id) : NULL,
			.text = xstrdup(text) };
	}
	keep(r);
}

enum screen_next reviewing_ask(struct reviewing *r, struct screen *s, const struct record *line,
	const struct field *field)
{
	const char *before = reviewing_on(r, line, field);
	struct str label = { 0 }, text = { 0 };

	str_addf(&label, _("Comment on %s (sent with the return)"),
		field ? field_label(field, i18n_lang()) : _("the whole line"));
	str_add(&text, before ? before : "");
	if (screen_prompt(s, str_text(&label), COMMENT_LIMIT, &text) == 0) {
		put(r, line, field, str_text(&text));
		screen_message(s,
			P_("%zu comment written; it is sent when you return the filing.",
				"%zu comments written; they are sent when you return the "
				"filing.",
				r->list.count),
			r->list.count);
	}
	str_release(&label);
	str_release(&text);
	return SCREEN_STAY;
}

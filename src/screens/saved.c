/*
 * saved.c - saved queries on the screen; what they are and who may change them is data/'s.
 */
#include "screens/saved.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "data/named.h"
#include "model/form.h"
#include "model/model.h"
#include "tui/keys.h"
#include "tui/pick.h"
#include "tui/popup.h"
#include "tui/screen.h"

enum { NAME_CHARACTERS = 20 };

/* A dialog about the queries of one form. */
struct saved {
	struct screen *s;
	struct dataset *data;
	const struct form *form; /* of the dataset's model */
	struct arena mem; /* of one turn of the dialog */
	struct named_query *list;
	size_t count;
};

static int saved_open(
	struct saved *d, struct screen *s, struct dataset *data, const struct form *form)
{
	*d = (struct saved){ .s = s, .data = data };
	d->form = model_form(dataset_model(data), form->id);
	if (!d->form)
		screen_warn(s, _("This ledger is gone from the forms."));
	return d->form ? 0 : -1;
}

static int saved_list(struct saved *d)
{
	struct err err = { 0 };

	arena_clear(&d->mem);
	if (data_named_list(d->data, d->form, &d->mem, &d->list, &d->count, &err) == 0)
		return 0;
	screen_fail(d->s, &err);
	return -1;
}

/* ---- saving ---- */

/* Until it is one; what was typed stays to be put right.  0, or 1 when cancelled. */
static int type_name(struct saved *d, struct str *name)
{
	struct err err = { 0 };
	int got;

	while ((got = screen_prompt(d->s, _("Name of this query (then @name calls it)"),
			NAME_CHARACTERS, name)) == 0 &&
		data_named_name(str_text(name), &err) < 0)
		screen_fail(d->s, &err);
	/* the rule was for the name that is put right now */
	str_clear(&d->s->message);
	return got;
}

/* 0, or 1 when cancelled. */
static int ask_name(struct saved *d, struct str *name, int *shared)
{
	const struct choice choices[] = { { 'y', _("everybody") }, { 'n', _("only I") } };
	int answer;

	if (type_name(d, name) != 0)
		return 1;
	answer = screen_ask(
		d->s, _("Who is to see it in the list?"), choices, COUNT_OF(choices));
	*shared = answer == 0;
	return answer < 0;
}

static int save_now(struct saved *d, const struct named_query *query, struct save_result *out)
{
	struct err err = { 0 };
	int got = data_named_save(d->data, d->form, query, &d->mem, out, &err);

	if (got < 0)
		screen_fail(d->s, &err);
	else if (got == DATA_OK)
		screen_message(d->s, _("Saved: @%s"), query->name);
	else if (got != DATA_DUPLICATE)
		screen_warn(d->s, "%s", out->sentence);
	return got;
}

/* One's own of that name may make way. */
static void replace(struct saved *d, struct named_query *query, uint64_t other)
{
	struct save_result result = { 0 };
	struct str question = { 0 };

	str_addf(&question, _("You have saved @%s already. Replace it?"), query->name);
	if (query->id)
		screen_warn(d->s, _("You have saved @%s already; choose another name."),
			query->name);
	else if (screen_confirm(d->s, str_text(&question))) {
		query->id = other;
		save_now(d, query, &result);
	}
	str_release(&question);
}

/* With the id of the query to change, or 0. */
static void name_and_save(struct saved *d, uint64_t id, const char *was, const char *line)
{
	struct named_query query = { .id = id, .words = line };
	struct save_result result = { 0 };
	struct str name = { 0 };

	str_add(&name, was);
	if (ask_name(d, &name, &query.shared) == 0) {
		query.name = str_text(&name);
		if (save_now(d, &query, &result) == DATA_DUPLICATE)
			replace(d, &query, result.other);
	}
	str_release(&name);
}

void saved_save(
	struct screen *s, struct dataset *data, const struct form *form, const char *line)
{
	struct saved d;

	if (saved_open(&d, s, data, form) < 0)
		return;
	if (text_is_empty(line))
		screen_warn(s, _("There is no condition to save yet."));
	else
		name_and_save(&d, 0, "", line);
	arena_release(&d.mem);
}

/* ---- the list ---- */

static int matches(const struct named_query *query, const char *typed)
{
	typed += *typed == '@';
	return strcasestr(query->name, typed) || strcasestr(query->words, typed) ||
		strcasestr(query->owner, typed);
}

static size_t find(
	void *ctx, const char *typed, struct arena *mem, const struct pick_item **items)
{
	struct saved *d = ctx;
	struct {
		struct pick_item *at;
		size_t count, cap;
	} found = { 0 };

	for (size_t i = 0; i < d->count; i++) {
		const struct named_query *query = &d->list[i];

		if (!matches(query, typed))
			continue;
		*VEC_PUSH_IN(mem, &found) = (struct pick_item){
			.code = query->name,
			.label = arena_printf(mem, "%s%s  %s",
				data_named_is_own(d->data, query) ? _("mine") : query->owner,
				query->shared ? _(", shared") : "", query->words),
			.data = query,
		};
	}
	*items = found.at;
	return found.count;
}

static void delete_one(struct saved *d, const struct named_query *query)
{
	struct save_result result = { 0 };
	struct str question = { 0 };
	struct err err = { 0 };
	int got;

	str_addf(&question, _("Delete the saved query @%s?"), query->name);
	if (screen_confirm(d->s, str_text(&question))) {
		got = data_named_delete(d->data, query->id, &d->mem, &result, &err);
		if (got < 0)
			screen_fail(d->s, &err);
		else if (got == DATA_OK)
			screen_message(d->s, _("Deleted: @%s"), query->name);
		else
			screen_warn(d->s, "%s", result.sentence);
	}
	str_release(&question);
}

/* A key that is about one's own: 1 when it is one's own, else the sentence. */
static int is_mine(struct saved *d, const struct named_query *query)
{
	if (!query)
		screen_warn(d->s, _("Move to one of the saved queries first."));
	else if (!data_named_is_own(d->data, query))
		screen_warn(d->s, _("@%s belongs to %s, who alone changes and deletes it."),
			query->name, query->owner);
	return query && data_named_is_own(d->data, query);
}

static void act(struct saved *d, int32_t key, const struct named_query *query, const char *line)
{
	if (key == K_CTRL('S')) {
		if (text_is_empty(line))
			screen_warn(d->s, _("There is no condition to save yet."));
		else
			name_and_save(d, 0, "", line);
		return;
	}
	if (!is_mine(d, query))
		return;
	if (key == K_CTRL('X'))
		delete_one(d, query);
	else
		name_and_save(d, query->id, query->name, query->words);
}

/* By name, unless one's own of the same name would be meant then. */
static void take(struct saved *d, const struct named_query *query, struct str *out)
{
	struct named_query meant;
	struct err ignored = { 0 };

	str_clear(out);
	if (data_named(d->data, d->form, query->name, &d->mem, &meant, &ignored) == 0 &&
		meant.id == query->id)
		str_addf(out, "@%s", query->name);
	else
		str_add(out, query->words);
}

/* One turn: 0 chosen, 1 closed, 2 something was done, and the list comes again. */
static int turn(struct saved *d, const char *line, struct str *out)
{
	static const int32_t keys[] = { K_CTRL('S'), K_CTRL('R'), K_CTRL('X'), 0 };
	int32_t pressed = 0;
	struct pick_item item = { 0 };
	struct pick pick = {
		.title = _("Saved queries"),
		.foot = _("type to find  Enter Take  ^S Save this  ^R Rename  ^X Delete"),
		.find = find,
		.ctx = d,
		.keys = keys,
		.pressed = &pressed,
	};

	if (saved_list(d) < 0)
		return 1;
	if (!d->count && text_is_empty(line)) {
		screen_message(d->s,
			_("Nothing is saved yet: / or f gives a condition, then @ saves it."));
		return 1;
	}
	if (pick_run(d->s, &pick, &d->mem, &item) != 0)
		return 1;
	if (!pressed) {
		take(d, item.data, out);
		return 0;
	}
	act(d, pressed, item.data, line);
	return 2;
}

int saved_choose(struct screen *s, struct dataset *data, const struct form *form,
	const char *line, struct str *out)
{
	struct saved d;
	int got;

	if (saved_open(&d, s, data, form) < 0)
		return 1;
	do
		got = turn(&d, line, out);
	while (got == 2 && !s->message.len);
	arena_release(&d.mem);
	return got == 0 ? 0 : 1;
}

/*
 * actions.c - the one table of actions: check, dispatch, key line, help.
 *
 * Knows which action a key means; running it is screen.c's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "tui/keys.h"
#include "tui/screen.h"

enum { HELP_KEYS = 16 }; /* columns for the keys in the help */

struct override {
	char *name; /* ours */
	char *keys; /* ours */
};

static VEC(struct override) overrides;

int actions_override(const char *name, const char *keys, struct err *err)
{
	struct override *o = NULL;

	if (key_list_check(keys, err) < 0)
		return -1;
	for (size_t i = 0; i < overrides.count; i++)
		if (strcmp(overrides.at[i].name, name) == 0)
			o = &overrides.at[i];
	if (!o) {
		o = VEC_PUSH(&overrides);
		o->name = xstrdup(name);
	}
	free(o->keys);
	o->keys = xstrdup(keys);
	return 0;
}

void actions_override_clear(void)
{
	for (size_t i = 0; i < overrides.count; i++) {
		free(overrides.at[i].name);
		free(overrides.at[i].keys);
	}
	VEC_RELEASE(&overrides);
}

static const char *action_keys(const struct action *a)
{
	for (size_t i = 0; i < overrides.count; i++)
		if (strcmp(overrides.at[i].name, a->name) == 0)
			return overrides.at[i].keys;
	return a->keys;
}

int action_has_key(const struct action *a, int32_t key)
{
	return key_list_has(action_keys(a), key);
}

/* ---- checks ------------------------------------------------------------------------------ */

static int check_row(const struct action *a, struct err *err)
{
	if (text_is_empty(a->label))
		return err_set(err, ERR_FAULT, _("action %s has no label"), a->name);
	if (!a->run)
		return err_set(err, ERR_FAULT, _("action %s does nothing"), a->name);
	if (text_is_empty(action_keys(a)))
		return err_set(err, ERR_FAULT, _("action %s has no key"), a->name);
	if (key_list_check(action_keys(a), err) < 0)
		return err_prefix(err, _("action %s"), a->name);
	return 0;
}

static int check_pair(const struct action *a, const struct action *b, struct err *err)
{
	const char *list = action_keys(a);
	size_t pos = 0;
	int32_t key;

	if (strcmp(a->name, b->name) == 0)
		return err_set(err, ERR_FAULT, _("two actions are named %s"), a->name);
	/* two conditions may exclude each other; one and the same does not */
	if (a->when && b->when && a->when != b->when)
		return 0;
	while (key_list_next(list, &pos, &key) > 0) {
		if (key_list_has(action_keys(b), key)) {
			struct str name = { 0 };

			key_print(key, &name);
			err_set(err, ERR_FAULT, _("key %s belongs to both %s and %s"),
				str_text(&name), a->name, b->name);
			str_release(&name);
			return -1;
		}
	}
	return 0;
}

int actions_check(const struct action *table, struct err *err)
{
	for (const struct action *a = table; a->name; a++) {
		if (check_row(a, err) < 0)
			return -1;
		for (const struct action *b = a + 1; b->name; b++)
			if (check_pair(a, b, err) < 0)
				return -1;
		for (const struct action *b = screen_common_actions; b->name; b++)
			if (table != screen_common_actions && check_pair(a, b, err) < 0)
				return -1;
	}
	return 0;
}

static int has_key_while_typing(const char *list)
{
	size_t pos = 0;
	int32_t key;

	while (key_list_next(list, &pos, &key) > 0)
		if (!key_is_text(key))
			return 1;
	return 0;
}

int actions_check_typing(const struct action *table, struct err *err)
{
	for (const struct action *a = table; a && a->name; a++)
		if (has_key_while_typing(a->keys) && !has_key_while_typing(action_keys(a)))
			return err_set(err, ERR_FAULT,
				_("action %s needs a key like ^S or F2, not a character"),
				a->name);
	return 0;
}

/* ---- dispatch ---------------------------------------------------------------------------- */

int screen_is_typing(const struct screen *s)
{
	return s->cls->typing && s->cls->typing(s);
}

static const struct action *find_in(
	const struct screen *s, const struct action *table, int32_t key)
{
	for (const struct action *a = table; a && a->name; a++)
		if ((!a->when || a->when(s)) && key_list_has(action_keys(a), key))
			return a;
	return NULL;
}

const struct action *screen_action(const struct screen *s, int32_t key)
{
	const struct action *a;

	if (key_is_text(key) && screen_is_typing(s))
		return NULL;
	a = find_in(s, s->cls->actions, key);
	return a ? a : find_in(s, screen_common_actions, key);
}

/* ---- the key line ------------------------------------------------------------------------ */

struct item {
	char *text; /* ours: "^S Save" */
	int keep;
	int gone;
};

struct items {
	struct item *at;
	size_t count, cap;
};

/*
 * The first key of the action that would do it now; K_NONE when none would.  Between two places
 * that are typed into, one that would do it in both, as the line is not to change for each.
 */
static int32_t key_now(const struct screen *s, const struct action *a)
{
	const char *list = action_keys(a);
	size_t pos = 0;
	int32_t key;

	while (key_list_next(list, &pos, &key) > 0)
		if (screen_action(s, key) == a && !(s->typing_on && key_is_text(key)))
			return key;
	return K_NONE;
}

static void add_items(const struct screen *s, const struct action *table, struct items *items)
{
	for (const struct action *a = table; a && a->name; a++) {
		int32_t key = (a->flags & ACTION_QUIET) ? K_NONE : key_now(s, a);
		struct str text = { 0 };
		struct item *item;

		if (key == K_NONE)
			continue;
		key_print(key, &text);
		str_addf(&text, " %s", _(a->label));
		item = VEC_PUSH(items);
		item->text = str_detach(&text);
		item->keep = (a->flags & ACTION_KEEP) != 0;
	}
}

static size_t items_width(const struct items *items)
{
	size_t width = 0;

	for (size_t i = 0; i < items->count; i++)
		if (!items->at[i].gone)
			width += utf8_width(items->at[i].text) + (width ? 2 : 1);
	return width;
}

/* Drops from the end what may be dropped until the rest fits. */
static void drop_items(struct items *items, int columns)
{
	for (size_t i = items->count; i-- > 0 && items_width(items) > (size_t)columns;)
		if (!items->at[i].keep)
			items->at[i].gone = 1;
}

void screen_key_line(const struct screen *s, int columns, struct str *out)
{
	struct items items = { 0 };
	size_t start = out->len;

	add_items(s, s->cls->actions, &items);
	if (!s->cls->every_key)
		add_items(s, screen_common_actions, &items);
	drop_items(&items, columns);
	for (size_t i = 0; i < items.count; i++) {
		if (!items.at[i].gone)
			str_addf(out, "%s%s", out->len > start ? "  " : " ", items.at[i].text);
		free(items.at[i].text);
	}
	VEC_RELEASE(&items);
}

/* ---- the help ---------------------------------------------------------------------------- */

static void help_rows(const struct action *table, struct str *out)
{
	for (const struct action *a = table; a && a->name; a++) {
		const char *keys = action_keys(a);
		size_t columns = utf8_width(keys);

		str_add(out, "  ");
		utf8_fit(keys, columns > HELP_KEYS ? columns : HELP_KEYS, 0, out);
		str_addf(out, "  %s\n", a->help ? _(a->help) : _(a->label));
	}
}

void screen_help_text(const struct screen *s, struct str *out)
{
	size_t start = out->len;

	if (s->cls->help)
		s->cls->help(s, out);
	if (out->len > start)
		str_add(out, out->at[out->len - 1] == '\n' ? "\n" : "\n\n");
	str_addf(out, "%s\n", _("Keys"));
	help_rows(s->cls->actions, out);
	help_rows(screen_common_actions, out);
}

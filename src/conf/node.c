/*
 * node.c - settings into C by tables: types, unknown names, what would be right.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

struct place place_of(const struct reader *r, const config_setting_t *node)
{
	return (struct place){ .file = r->source->path, .line = node_line(node) };
}

int node_line(const config_setting_t *node)
{
	int line = (int)config_setting_source_line(node);

	return line > 0 ? line : 1; /* the root of a file has none */
}

int line_of(config_setting_t *group, const char *name)
{
	config_setting_t *member = config_setting_get_member(group, name);

	return node_line(member ? member : group);
}

size_t node_count(const config_setting_t *list)
{
	return list ? (size_t)config_setting_length(list) : 0;
}

int word_is_in(const char *word, const char *words)
{
	size_t len = strlen(word);

	for (const char *at = words; (at = strstr(at, word)); at++)
		if ((at == words || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
			return 1;
	return 0;
}

static const char *shown_name(const config_setting_t *node)
{
	while (node && !config_setting_name(node))
		node = config_setting_parent(node);
	return node ? config_setting_name(node) : "";
}

/* "\\x1b" and a raw line end get past the check of the file. */
static int is_showable(const char *text, size_t len, unsigned flags)
{
	size_t pos = 0;

	while (pos < len) {
		size_t before = pos;
		int32_t c = utf8_next(text, len, &pos);

		if (c == '\n' && (flags & SPEC_LINES))
			continue;
		if (!utf8_is_clean(c) || (c == 0xFFFD && pos - before == 1))
			return 0;
	}
	return 1;
}

static const char *checked_text(struct reader *r, config_setting_t *node, unsigned flags)
{
	const char *text = config_setting_get_string(node);
	size_t len = strlen(text);

	if (!r->source->escapes && !strpbrk(text, "\n\t"))
		return arena_text_len(r->mem, text, len);
	if (is_showable(text, len, flags))
		return arena_text_len(r->mem, text, len);
	fault_here(r, node_line(node),
		_("%s holds a character that cannot be shown; take it out"), shown_name(node));
	return NULL;
}

static const char *text_or_fault(struct reader *r, config_setting_t *node, unsigned flags)
{
	if (config_setting_type(node) == CONFIG_TYPE_STRING)
		return checked_text(r, node, flags);
	if (config_setting_is_number(node)) {
		const char *bare = source_bare(r, node);

		if (*bare)
			fault_here(r, node_line(node),
				_("%s is written as a bare number; "
				  "write it in quotes: \"%s\""),
				bare, bare);
		else
			fault_here(r, node_line(node),
				_("%s holds a bare number; "
				  "write it in quotes"),
				shown_name(node));
		return NULL;
	}
	fault_here(r, node_line(node), _("%s is a text; write it in quotes"), shown_name(node));
	return NULL;
}

const char *node_text(struct reader *r, config_setting_t *node)
{
	return text_or_fault(r, node, 0);
}

static void fault_missing(struct reader *r, int line, const struct spec *spec)
{
	if (spec->example)
		fault_here(r, line, _("%s is missing; write it like this: %s"), spec->name,
			spec->example);
	else
		fault_here(r, line, _("%s is missing"), spec->name);
}

static int take_text(
	struct reader *r, config_setting_t *node, const struct spec *spec, const char **out)
{
	const char *text = text_or_fault(r, node, spec->flags);

	if (!text)
		return -1;
	if (!*text && (spec->flags & SPEC_NEEDED)) {
		fault_missing(r, node_line(node), spec);
		return -1;
	}
	*out = text;
	return 0;
}

static int is_id(const char *text)
{
	return text[0] >= 'a' && text[0] <= 'z' &&
		strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(text);
}

static int take_id(
	struct reader *r, config_setting_t *node, const struct spec *spec, const char **out)
{
	if (take_text(r, node, spec, out) < 0)
		return -1;
	if (is_id(*out))
		return 0;
	fault_here(r, node_line(node),
		_("%s \"%s\" begins with a small letter and holds only "
		  "a to z, 0 to 9 and _"),
		spec->name, *out);
	return -1;
}

static int take_label(
	struct reader *r, config_setting_t *node, const struct spec *spec, const char **out)
{
	const struct spec languages[] = {
		{ .name = "zh",
			.want = WANT_TEXT,
			.flags = spec->flags | SPEC_NEEDED,
			.at = LANG_ZH * sizeof(*out),
			.example = spec->example },
		{ .name = "en",
			.want = WANT_TEXT,
			.flags = spec->flags & SPEC_LINES,
			.at = LANG_EN * sizeof(*out) },
		SPEC_END,
	};

	out[LANG_EN] = NULL;
	if (config_setting_is_group(node))
		return read_group(r, node, languages, NULL, out);
	return take_text(r, node, spec, &out[LANG_ZH]);
}

static int take_texts(
	struct reader *r, config_setting_t *node, const struct spec *spec, const char ***out)
{
	size_t count = node_count(node);
	const char **texts;
	int done = 0;

	if (!config_setting_is_array(node) && !config_setting_is_list(node)) {
		fault_here(r, node_line(node),
			_("%s is a list of texts; write it like this: %s"), spec->name,
			spec->example ? spec->example : "[\"a\", \"b\"]");
		return -1;
	}
	texts = arena_array(r->mem, count + 1, sizeof(*texts));
	for (size_t i = 0; i < count; i++) {
		texts[i] = text_or_fault(r, config_setting_get_elem(node, (unsigned)i), 0);
		if (!texts[i])
			done = -1;
	}
	if (done == 0)
		*out = texts;
	return done;
}

static int take_number(
	struct reader *r, config_setting_t *node, const struct spec *spec, int *out)
{
	int number = config_setting_get_int(node);

	if (config_setting_type(node) == CONFIG_TYPE_INT && number >= spec->least &&
		number <= spec->most) {
		*out = number;
		return 0;
	}
	fault_here(r, node_line(node), _("%s is a whole number from %d to %d, without quotes"),
		spec->name, spec->least, spec->most);
	return -1;
}

static int take_yes(struct reader *r, config_setting_t *node, const struct spec *spec, int *out)
{
	if (config_setting_type(node) == CONFIG_TYPE_BOOL) {
		*out = config_setting_get_bool(node) != 0;
		return 0;
	}
	fault_here(r, node_line(node), _("%s is true or false, without quotes"), spec->name);
	return -1;
}

static int take_day(
	struct reader *r, config_setting_t *node, const struct spec *spec, int32_t *out)
{
	const char *text = text_or_fault(r, node, 0);
	struct err err = { 0 };

	if (!text)
		return -1;
	if (date_parse(text, out, &err) == 0)
		return 0;
	fault_here(r, node_line(node), _("%s is a day like \"2021-06-25\": %s"), spec->name,
		err.text);
	return -1;
}

static void join_words(const char *const *words, size_t count, struct str *out)
{
	for (size_t i = 0; i < count; i++)
		str_addf(out, "%s%s", i ? ", " : "", words[i]);
}

/* "x" is no NAME; near one: ask for it, else list all there are. */
static void fault_word(struct reader *r, int line, const char *name, const char *word,
	const char *const *known, size_t count)
{
	const char *near = nearest_name(word, known, count);
	struct str all = { 0 };

	join_words(known, count, &all);
	if (near)
		fault_here(r, line, _("%s cannot be \"%s\"; did you mean \"%s\"?"), name, word,
			near);
	else
		fault_here(r, line, _("%s cannot be \"%s\"; it is one of: %s"), name, word,
			str_text(&all));
	str_release(&all);
}

static int take_choice(
	struct reader *r, config_setting_t *node, const struct spec *spec, int *out)
{
	const char *text = text_or_fault(r, node, 0);
	size_t count = 0;

	if (!text)
		return -1;
	for (; spec->words[count]; count++)
		if (strcmp(spec->words[count], text) == 0) {
			*out = (int)count;
			return 0;
		}
	fault_word(r, node_line(node), spec->name, text, spec->words, count);
	return -1;
}

static int take_node(struct reader *r, config_setting_t *node, const struct spec *spec,
	config_setting_t **out)
{
	int list = config_setting_is_list(node);

	if (spec->want == WANT_LIST && !list) {
		fault_here(r, node_line(node),
			_("%s is a list of groups; write it like this: "
			  "%s = ( { ... }, { ... } );"),
			spec->name, spec->name);
		return -1;
	}
	if (spec->want == WANT_GROUP && !config_setting_is_group(node)) {
		fault_here(r, node_line(node),
			_("%s is a group; write it like this: "
			  "%s = { ... };"),
			spec->name, spec->name);
		return -1;
	}
	*out = node;
	return 0;
}

static int take(struct reader *r, config_setting_t *node, const struct spec *spec, void *out)
{
	void *at = (char *)out + spec->at;

	switch (spec->want) {
	case WANT_TEXT:
		return take_text(r, node, spec, at);
	case WANT_ID:
		return take_id(r, node, spec, at);
	case WANT_LABEL:
		return take_label(r, node, spec, at);
	case WANT_TEXTS:
		return take_texts(r, node, spec, at);
	case WANT_NUMBER:
		return take_number(r, node, spec, at);
	case WANT_YES:
		return take_yes(r, node, spec, at);
	case WANT_DAY:
		return take_day(r, node, spec, at);
	case WANT_CHOICE:
		return take_choice(r, node, spec, at);
	case WANT_LIST:
	case WANT_GROUP:
	case WANT_NODE:
		return take_node(r, node, spec, at);
	case WANT_NOTHING:
		break;
	}
	return 0;
}

enum { MOST_NAMES = 48 };

/* Names that are right in a group of this kind. */
static size_t known_names(const struct spec *specs, const char *kind, const char **out)
{
	size_t count = 0;

	for (; specs->name && count < MOST_NAMES; specs++)
		if (!specs->only || !kind || word_is_in(kind, specs->only))
			out[count++] = specs->name;
	return count;
}

static void fault_unknown(
	struct reader *r, config_setting_t *node, const struct spec *specs, const char *kind)
{
	const char *known[MOST_NAMES], *name = config_setting_name(node);
	size_t count = known_names(specs, kind, known);
	const char *near = nearest_name(name, known, count);
	struct str all = { 0 };

	join_words(known, count, &all);
	if (near)
		fault_here(r, node_line(node),
			_("there is no setting \"%s\" here; "
			  "did you mean \"%s\"?"),
			name, near);
	else
		fault_here(r, node_line(node),
			_("there is no setting \"%s\" here; known are: %s"), name,
			str_text(&all));
	str_release(&all);
}

static int take_member(struct reader *r, config_setting_t *node, const struct spec *specs,
	const char *kind, void *out)
{
	const struct spec *spec = specs;

	while (spec->name && strcmp(spec->name, config_setting_name(node)) != 0)
		spec++;
	if (!spec->name) {
		fault_unknown(r, node, specs, kind);
		return -1;
	}
	if (spec->only && kind && !word_is_in(kind, spec->only)) {
		fault_here(r, node_line(node),
			_("%s does not belong to type %s; it is for: %s"), spec->name, kind,
			spec->only);
		return -1;
	}
	return take(r, node, spec, out);
}

int read_group(struct reader *r, config_setting_t *group, const struct spec *specs,
	const char *kind, void *out)
{
	size_t count = node_count(group);
	int done = 0;

	for (size_t i = 0; i < count; i++)
		if (take_member(r, config_setting_get_elem(group, (unsigned)i), specs, kind,
			    out) < 0)
			done = -1;
	for (const struct spec *spec = specs; spec->name; spec++) {
		if (!(spec->flags & SPEC_NEEDED) ||
			config_setting_get_member(group, spec->name))
			continue;
		if (spec->only && kind && !word_is_in(kind, spec->only))
			continue;
		fault_missing(r, node_line(group), spec);
		done = -1;
	}
	return done;
}

config_setting_t *group_at(struct reader *r, config_setting_t *list, size_t i)
{
	config_setting_t *node = config_setting_get_elem(list, (unsigned)i);

	if (node && config_setting_is_group(node))
		return node;
	if (node)
		fault_here(r, node_line(node), _("a group { ... } belongs here"));
	return NULL;
}

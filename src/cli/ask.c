/*
 * ask.c - from the command line to a query.
 */
#include "cli/ask.h"

#include "cli/cli.h"
#include "cli/session.h"
#include "data/named.h"
#include "model/aids.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/qbe.h"
#include "model/qbe_line.h"

#include <string.h>

static int sort_keys(struct session *s, const struct form *form, const char *list,
		     struct query *out, struct err *err)
{
	char *rest = arena_text(&s->mem, list), *word;
	struct sort_key *keys = arena_array(&s->mem, strlen(list) + 1, sizeof(*keys));

	while ((word = strsep(&rest, ","))) {
		struct sort_key *key = &keys[out->sort_count];

		key->descending = *word == '-';
		key->field = form_field_named(form, word + key->descending);
		if (!key->field)
			return err_set(err, ERR_USAGE, _("%s has no field '%s'"),
				       form_label(form, i18n_lang()), word + key->descending);
		out->sort_count++;
	}
	out->sort = keys;
	return 0;
}

/* What a field of that type takes. */
static int ask_value(struct session *s, const char *type, const char *option, const char *text,
		     struct value *out, struct err *err)
{
	const struct field_type *of = field_type_find(type);
	struct field field = { .id = option, .label = { option, option }, .type = of };

	aids_set(dataset_today(s->data));       /* --period h1 --as-of t-1 */
	if (field_parse(s->model, &field, text, &s->mem, out, err) == 0 &&
		out->state == VALUE_GIVEN)
		return 0;
	if (err->text[0] == '\0')
		err_set(err, ERR_USAGE, _("%s needs a value, not '%s'"), option, text);
	err->code = ERR_USAGE;
	return -1;
}

int ask_period(struct session *s, const char *option, const char *text, struct period *out,
	       struct err *err)
{
	struct value value;

	if (ask_value(s, "period", option, text, &value, err) < 0)
		return -1;
	*out = value.period;
	return 0;
}

int ask_day(
	struct session *s, const char *option, const char *text, int32_t *out, struct err *err)
{
	struct value value;

	if (ask_value(s, "date", option, text, &value, err) < 0)
		return -1;
	*out = value.date;
	return 0;
}

int ask_unit(struct session *s, const char *option, const char *text, const struct unit **out,
	struct err *err)
{
	struct value value;

	if (ask_value(s, "unit", option, text, &value, err) < 0)
		return -1;
	*out = unit_find(&s->model->units, value.text);
	return *out ? 0 : err_set(err, ERR_NOT_FOUND, _("There is no unit %s"), text);
}

/* Words field=cell and @name, all of which hold. */
static int ask_words(struct cli *cli, struct session *s, struct query *out, struct err *err)
{
	struct qbe_saved saved = data_named_words(s->data);

	aids_set(dataset_today(s->data));
	for (size_t i = 1; i < cli->word_count; i++) {
		const struct expr *one = NULL;
		int got = qbe_line_saved(cli->words[i])
			? qbe_line_condition(s->model, out->form, cli->words[i], &saved,
				  &s->mem, &one, err)
			: qbe_words(s->model, out->form, &cli->words[i], 1, &s->mem, &one, err);

		if (got < 0)
			return -1;
		out->where = expr_and(out->where, one, &s->mem);
	}
	return 0;
}

int ask_units(struct cli *cli, enum unit_view *out, struct err *err)
{
	const char *text = cli_option(cli, "--units");

	if (text && unit_view_parse(text, out) < 0)
		return err_set(err, ERR_USAGE, _("--units is was or now, not '%s'"), text);
	return 0;
}

int ask_query(struct cli *cli, struct session *s, struct query *out, struct err *err)
{
	const char *sort = cli_option(cli, "--sort");

	*out = (struct query){ .form = session_form(s, cli->words[0], err) };
	if (!out->form || ask_units(cli, &out->units, err) < 0)
		return -1;
	if (ask_words(cli, s, out, err) < 0)
		return -1;
	if (out->where)
		out->states = expr_states(out->where);
	if (cli_option(cli, "--deleted"))
		out->states = 1u << STATE_DELETED;
	return sort ? sort_keys(s, out->form, sort, out, err) : 0;
}

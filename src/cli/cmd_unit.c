/*
 * cmd_unit.c - herbledger unit: how units have changed, and changing them.
 *
 *	unit list                                   the changes, numbered, by day
 *	unit merge UNIT.. --into UNIT --on DATE     with --name, into a new one of that code
 *	unit split UNIT --new CODE NAME --on DATE   --villages A,B go to the new one
 *	unit rename UNIT --name NAME --on DATE
 *	unit transfer UNIT.. --to UNIT --on DATE
 *	unit undo N                                 as if the change had never been
 */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/conf_change.h"
#include "cli/conf_watch.h"
#include "cli/listing.h"
#include "cli/session.h"
#include "conf/in_force.h"
#include "model/model.h"
#include "model/unit_change.h"
#include "work/unit_change.h"

/* ---- the list ---- */

static int list(struct cli *cli, struct session *s, struct err *err)
{
	const struct rows_column columns[] = {
		{ "nth", _("No."), ROWS_NUMBER },
		{ "on", _("From"), ROWS_LEFT },
		{ "change", _("The change"), ROWS_LEFT },
		{ "source", _("Source"), ROWS_LEFT },
	};
	enum { COUNT = sizeof(columns) / sizeof(columns[0]) };
	const struct model *model = s->model;
	enum rows_format format = ROWS_TEXT;
	const char **cells = arena_array(&s->mem, (model->change_count + 1) * COUNT,
		sizeof(*cells));

	if (listing_format(cli, &format, err) < 0)
		return -1;
	for (size_t i = 0; i < model->change_count; i++) {
		const struct unit_change *c = &model->changes[i];
		struct str day = { 0 }, text = { 0 };
		const char **row = cells + i * COUNT;

		date_print(c->on, &day);
		unit_change_show(&model->units, c, &text);
		row[0] = arena_printf(&s->mem, "%zu", i + 1);
		row[1] = str_keep(&day, &s->mem);
		/* the day stands in a column of its own */
		row[2] = strchr(str_keep(&text, &s->mem), ' ') + 1;
		row[3] = c->source ? c->source : "";
	}
	return listing_print(format, columns, COUNT, cells, model->change_count, err);
}

/* ---- a change from words ---- */

/* The code is kept: the model it comes from is read again on the way. */
static int find_unit(struct session *s, const char *option, const char *text, const char **code,
	struct err *err)
{
	const struct unit *unit;

	if (ask_unit(s, option, text, &unit, err) < 0)
		return -1;
	*code = arena_text(&s->mem, unit->code);
	return 0;
}

static int option_unit(struct cli *cli, struct session *s, const char *option,
	const char **code, struct err *err)
{
	const char *text = cli_option(cli, option);

	if (!text)
		return err_set(err, ERR_USAGE, _("say which unit: %s UNIT"), option);
	return find_unit(s, option, text, code, err);
}

static int find_units(struct session *s, char **words, size_t count, const char ***out,
	struct err *err)
{
	*out = arena_array(&s->mem, count + 1, sizeof(**out));
	for (size_t i = 0; i < count; i++)
		if (find_unit(s, "UNIT", words[i], &(*out)[i], err) < 0)
			return -1;
	return 0;
}

static int read_villages(struct cli *cli, struct session *s, struct unit_change *c,
	struct err *err)
{
	const char *list = cli_option(cli, "--villages");
	char *rest = arena_text(&s->mem, list ? list : ""), *word;
	char **words = arena_array(&s->mem, strlen(rest) + 1, sizeof(*words));
	size_t count = 0;

	while ((word = strsep(&rest, ",")))
		if (*word)
			words[count++] = word;
	return count ? find_units(s, words, count, &c->villages, err) : 0;
}

static int kind_of(const char *verb, enum unit_change_kind *out)
{
	for (int kind = 0; kind < CHANGE_KINDS; kind++)
		if (strcmp(verb, unit_change_word((enum unit_change_kind)kind)) == 0) {
			*out = (enum unit_change_kind)kind;
			return 1;
		}
	return 0;
}

/* What of the kind there is beside the units and the day. */
static int read_rest(struct cli *cli, struct session *s, struct unit_change *c, size_t *units,
	struct err *err)
{
	c->name = cli_option(cli, "--name");
	c->pinyin = cli_option(cli, "--pinyin");
	c->initials = cli_option(cli, "--initials");
	switch (c->kind) {
	case CHANGE_MERGE:
		if (!c->name)
			return option_unit(cli, s, "--into", &c->into, err);
		c->into = cli_option(cli, "--into");
		if (c->into)
			return 0;
		return err_set(err, ERR_USAGE, _("say which unit: %s UNIT"), "--into");
	case CHANGE_TRANSFER:
		return option_unit(cli, s, "--to", &c->into, err);
	case CHANGE_RENAME:
		if (c->name)
			return 0;
		return err_set(err, ERR_USAGE, _("say what it is called: --name NAME"));
	default:
		c->into = cli_option(cli, "--new");
		/* --new CODE NAME: the name is a word of its own */
		if (!c->name && *units == 2)
			c->name = cli->words[--*units + 1];
		if (!c->into)
			return err_set(err, ERR_USAGE,
				_("say the code and the name of the new unit: --new CODE "
				  "NAME"));
		return read_villages(cli, s, c, err);
	}
}

static int read_change(struct cli *cli, struct session *s, struct unit_change *c,
	struct err *err)
{
	const char *on = cli_option(cli, "--on");
	size_t units = cli->word_count - 1;
	int many = c->kind == CHANGE_MERGE || c->kind == CHANGE_TRANSFER;

	if (!on)
		return err_set(err, ERR_USAGE,
			_("say the first day on which it holds: --on 2024-01-01"));
	if (ask_day(s, "--on", on, &c->on, err) < 0 || read_rest(cli, s, c, &units, err) < 0)
		return -1;
	if (units < 1 || (!many && units > 1))
		return err_set(err, ERR_USAGE,
			many ? _("name the units that change")
			     : _("name the one unit that changes"));
	c->source = cli_option(cli, "--source");
	return find_units(s, cli->words + 1, units, &c->units, err);
}

/* ---- making it ---- */

static void say_faults(const struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		say("%s:%d: %s", faults->at[i].file, faults->at[i].line,
			faults->at[i].sentence);
}

static int show_effect(struct session *s, const struct conf_change *change, struct err *err)
{
	struct unit_effect effect;
	struct model *next = NULL;
	struct faults faults;
	struct str text = { 0 };
	int status = conf_try(&s->dirs, change, &s->mem, &next, &faults, err);

	if (status == 0 && faults.count) {
		say_faults(&faults);
		say(_("Nothing was changed: put right what is listed above, and try again"));
		status = 1;
	} else if (status == 0) {
		status = work_unit_effect(s->data, next, &s->mem, &effect, err);
	}
	if (status == 0) {
		work_unit_effect_show(&effect, &text);
		out_text(str_text(&text));
	}
	str_release(&text);
	model_drop(&next);
	return status;
}

static int make(struct cli *cli, struct session *s, const struct str *text, struct err *err)
{
	struct conf_change change = { unit_changes_file, str_text(text), text->len };
	struct conf_outcome outcome = { 0 };
	int dry = cli_option(cli, "--dry-run") != NULL;
	int status = show_effect(s, &change, err);

	if (status == 0)
		status = conf_change_make(s, &change, dry, &outcome, err);
	say_faults(&outcome.faults);
	for (size_t i = 0; i < outcome.sentence_count; i++)
		say("%s", outcome.sentences[i]);
	if (status == 0)
		out_line("%s", dry ? _("Tried only: nothing was changed.") : outcome.done);
	return status;
}

static int change(struct cli *cli, struct session *s, struct err *err)
{
	struct unit_change c = { 0 };
	struct str text = { 0 }, shown = { 0 };
	int status;

	kind_of(cli->words[0], &c.kind);
	if (may(s->model, &s->viewer, ACTION_CONF, NULL, NULL, err) < 0 ||
		read_change(cli, s, &c, err) < 0 ||
		(!cli_option(cli, "--dry-run") && work_units_day(s->data, &c, err) < 0))
		return -1;
	conf_watch(s);
	unit_change_show(&s->model->units, &c, &shown);
	out_line("%s", str_text(&shown));
	work_units_with(s->model, &c, &text);
	status = make(cli, s, &text, err);
	str_release(&shown);
	str_release(&text);
	return status;
}

static int undo(struct cli *cli, struct session *s, struct err *err)
{
	const char *word = cli->words[1];
	char *end;
	unsigned long nth = strtoul(word, &end, 10);
	struct str text = { 0 };
	int status;

	if (*end || nth < 1)
		return err_set(err, ERR_USAGE,
			_("unit undo takes the number of a change, as unit list prints it"));
	if (may(s->model, &s->viewer, ACTION_CONF, NULL, NULL, err) < 0)
		return -1;
	conf_watch(s);
	status = work_units_without(s->model, nth, &text, err);
	if (status == 0)
		status = make(cli, s, &text, err);
	str_release(&text);
	return status;
}

int cmd_unit(struct cli *cli, struct err *err)
{
	const char *verb = cli->word_count ? cli->words[0] : "list";
	enum unit_change_kind kind;

	if (strcmp(verb, "list") == 0 && cli->word_count <= 1)
		return session_run(cli, list, err);
	if (strcmp(verb, "undo") == 0 && cli->word_count == 2)
		return session_run(cli, undo, err);
	if (kind_of(verb, &kind) && cli->word_count > 1)
		return session_run(cli, change, err);
	return err_set(err, ERR_USAGE,
		_("write unit list, unit merge UNIT.. --into UNIT, unit split UNIT --new CODE "
		  "NAME, unit rename UNIT --name NAME, unit transfer UNIT.. --to UNIT (each "
		  "with --on DATE), or unit undo N"));
}

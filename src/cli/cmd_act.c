/*
 * cmd_act.c - herbledger act FORM ID [ACTION]: what may be done to a record, or do it.
 *
 * A filing may be named by what it is of, CYCLE/UNIT/PERIOD; it need not be there yet to be
 * submitted.
 */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/cli.h"
#include "cli/filing_name.h"
#include "cli/session.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/workflow.h"
#include "work/act.h"
#include "work/collect.h"
#include "work/correct.h"

/* What is to be done, to what. */
struct acting {
	struct cli *cli;
	struct session *s;
	const struct form *form;
	struct record *record;          /* NULL: a filing that is not there yet */
	struct filing_name of;          /* cycle NULL: no filing */
	struct record *given;           /* what the action asks; NULL nothing was said */
	VEC(struct new_comment) comments;
};

/* ---- without an action ---- */

/* What can be done now, and why not. */
static int list_acts(struct acting *a, struct err *err)
{
	const struct record *record = a->record;
	const char *form = form_label(a->form, i18n_lang());
	const char *state = record ? state_label(a->s->model, record->state) : "";
	struct act_choice *acts;
	size_t count;

	if (!record) {
		out_line(_("Nothing has been filed there yet; submit files what is in the "
			   "ledger"));
		return 0;
	}
	if (data_acts(a->s->data, record, &a->s->mem, &acts, &count, err) < 0)
		return -1;
	if (count == 0 && !record->form->workflow)
		out_line(_("%s has no actions: its records are submitted on saving"), form);
	else if (count == 0)
		out_line(_("%s %llu is %s: there is nothing to be done to it"), form,
			(unsigned long long)record->id, state);
	for (size_t i = 0; i < count; i++)
		out_line("%s  %s%s%s", acts[i].action->id, action_label(acts[i].action),
			*acts[i].refusal ? "  " : "", acts[i].refusal);
	return 0;
}

/* ---- words after the action ---- */

/* "12.area:=text" or "12:=text", on a record that goes back. */
static int take_comment(struct acting *a, const char *word, const char *sign, struct err *err)
{
	char *where = arena_text_len(&a->s->mem, word, (size_t)(sign - word));
	char *dot = strchr(where, '.'), *end;
	struct new_comment comment = { .form = a->of.cycle ? a->of.cycle->form : a->form,
		.text = sign + 2 };
	const struct field *field = NULL;

	if (dot)
		*dot = '\0';
	comment.record = strtoull(where, &end, 10);
	if (!comment.record || *end)
		return err_set(err, ERR_USAGE,
			_("%s: a comment is written RECORD.FIELD:=TEXT, with the record's "
			  "number"),
			word);
	if (dot) {
		field = form_field_named(comment.form, dot + 1);
		if (!field)
			return err_set(err, ERR_USAGE, _("%s has no field %s"),
				form_label(comment.form, i18n_lang()), dot + 1);
		comment.field = field->id;
	}
	*VEC_PUSH_IN(&a->s->mem, &a->comments) = comment;
	return 0;
}

static int take_value(struct acting *a, const struct work_action *action, const char *word,
	const char *sign, struct err *err)
{
	const char *name = arena_text_len(&a->s->mem, word, (size_t)(sign - word));
	const struct field *field = form_field_named(a->form, name);

	if (!field)
		return err_set(err, ERR_USAGE, _("%s has no field %s"),
			form_label(a->form, i18n_lang()), name);
	if (!action_asks(a->form, action, field))
		return err_set(err, ERR_USAGE, _("%s does not ask for %s: leave it out"),
			action_label(action), field_label(field, i18n_lang()));
	if (!a->given)
		a->given = record_new(a->form, &a->s->mem);
	return field_parse(a->s->model, field, sign + 1, &a->s->mem,
		&a->given->values[field->index], err);
}

static int take_words(struct acting *a, struct err *err)
{
	const struct work_action *action = form_action(a->form, a->cli->words[2]);

	for (size_t i = 3; i < a->cli->word_count; i++) {
		const char *word = a->cli->words[i];
		const char *equals = strchr(word, '=');
		int got;

		if (!action || !equals || equals == word)
			return err_set(err, ERR_USAGE,
				_("%s: after the action stand FIELD=VALUE, what it asks, and "
				  "RECORD.FIELD:=TEXT, comments"),
				word);
		got = equals[-1] == ':' ? take_comment(a, word, equals - 1, err)
					: take_value(a, action, word, equals, err);
		if (got < 0)
			return -1;
	}
	return 0;
}

/* ---- doing it ---- */

static int say_done(struct acting *a, const struct save_result *result, size_t also)
{
	int dry = cli_option(a->cli, "--dry-run") != NULL;
	const char *state = state_label(a->s->model, result->state);
	const char *form = form_label(a->form, i18n_lang());

	if (also)
		out_line(dry ? _("%s %llu would be %s, and %zu records with it")
			     : _("%s %llu is %s, and %zu records with it"),
			form, (unsigned long long)result->id, state, also);
	else
		out_line(dry ? _("%s %llu would be %s") : _("%s %llu is %s"), form,
			(unsigned long long)result->id, state);
	return 0;
}

/* Whoever approves a correction is told what was printed with the old figure. */
static int say_printed(struct acting *a, const struct save_result *result, struct err *err)
{
	const struct work_state *state = model_state(a->s->model, result->state);
	enum kept what;
	const char **lines;
	size_t count;

	if (!form_is_kept(a->s->model, a->form, &what) || what != KEPT_CORRECTION || !state ||
		!state->counts || cli_option(a->cli, "--dry-run"))
		return 0;
	if (correct_printed(a->s->data, result->id, &a->s->mem, &lines, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		out_line("%s", lines[i]);
	return 0;
}

static int file_it(struct acting *a, struct err *err)
{
	struct file_order order = { .nil = cli_option(a->cli, "--nil") != NULL,
		.entered_for = cli_option(a->cli, "--for"),
		.dry_run = cli_option(a->cli, "--dry-run") != NULL };
	struct save_result result;
	int status;

	if (cli_reason(a->cli, &order.reason, err) < 0 ||
		(order.entered_for && text_check("--for", order.entered_for, err) < 0))
		return -1;
	status = file_period(a->s->data, a->of.cycle, a->of.unit, a->of.period, &order,
		&a->s->mem, &result, err);
	if (status < 0)
		return -1;
	if (status > 0) {
		say("%s", result.sentence);
		return 1;
	}
	return say_done(a, &result, 0);
}

static int refuse_unfiled(const struct acting *a, struct err *err)
{
	struct str period = { 0 };

	period_print_long(a->of.period, &period);
	err_set(err, ERR_NOT_FOUND, _("%s has filed nothing for %s %s yet"),
		unit_name(a->of.unit, DATE_NONE), cycle_label(a->of.cycle), str_text(&period));
	str_release(&period);
	return -1;
}

static int do_act(struct acting *a, struct err *err)
{
	struct act_order order = { .action = a->cli->words[2],
		.dry_run = cli_option(a->cli, "--dry-run") != NULL };
	struct act_done done;
	long long revision;
	int status;

	if (!a->record)
		return refuse_unfiled(a, err);
	revision = (long long)a->record->revision;
	if (take_words(a, err) < 0 || cli_reason(a->cli, &order.reason, err) < 0 ||
		cli_number(a->cli, "--rev", 1, &revision, err) < 0)
		return -1;
	order.given = a->given;
	order.comments = a->comments.at;
	order.comment_count = a->comments.count;
	status = work_act(a->s->data, a->form, a->record->id, (uint64_t)revision, &order,
		&a->s->mem, &done, err);
	if (status < 0)
		return -1;
	if (status > 0) {
		say("%s", done.result.sentence);
		return 1;
	}
	say_done(a, &done.result, done.also);
	return say_printed(a, &done.result, err);
}

static int find(struct acting *a, struct err *err)
{
	const char *which = a->cli->words[1];
	enum kept what;

	if (!form_is_kept(a->s->model, a->form, &what) || what != KEPT_FILING)
		return session_record(a->s, a->form, which, &a->record, err);
	if (strchr(which, '/'))
		return filing_named(a->s, which, &a->of, &a->record, err);
	if (session_record(a->s, a->form, which, &a->record, err) < 0)
		return -1;
	return filing_of_record(a->s->model, a->record, &a->of);
}

static int act(struct cli *cli, struct session *s, struct err *err)
{
	struct acting a = { .cli = cli, .s = s, .form = session_form(s, cli->words[0], err) };

	if (!a.form || find(&a, err) < 0)
		return -1;
	if (cli->word_count < 3)
		return list_acts(&a, err);
	if (a.of.cycle && strcmp(cli->words[2], "submit") == 0)
		return file_it(&a, err);
	return do_act(&a, err);
}

int cmd_act(struct cli *cli, struct err *err)
{
	return session_run(cli, act, err);
}

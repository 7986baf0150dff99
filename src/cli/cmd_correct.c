/*
 * cmd_correct.c - herbledger correct FORM ID FIELD=VALUE --reason TEXT: a correction proposed.
 */
#include "cli/commands.h"

#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/record.h"
#include "model/workflow.h"
#include "work/correct.h"

/* Who decides, so that it does not lie about. */
static int say_next(struct session *s, const struct correct_done *done, struct err *err)
{
	const struct form *form = kept_form(s->model, KEPT_CORRECTION);
	const struct work_action *acts[4];
	size_t count = form_actions_from(form, done->result.state, acts, COUNT_OF(acts));
	struct record *record;
	struct str who = { 0 };

	if (data_get(s->data, form, done->result.id, &s->mem, &record, err) != DATA_OK)
		return -1;
	for (size_t i = 0; i < count && i < COUNT_OF(acts); i++) {
		if (!acts[i]->changes || may_act_who(s->model, acts[i], record, &who) == 0)
			continue;
		out_line(_("It is carried out when %s does this: herbledger act %s %llu %s"),
			str_text(&who), form->id, (unsigned long long)record->id, acts[i]->id);
	}
	str_release(&who);
	return 0;
}

static int run(struct cli *cli, struct session *s, struct err *err)
{
	const char *equals = strchr(cli->words[2], '=');
	struct correct_order order = { .form = session_form(s, cli->words[0], err),
		.dry_run = cli_option(cli, "--dry-run") != NULL };
	struct correct_done done;
	struct record *record;
	int got;

	if (!order.form)
		return -1;
	if (!equals || equals == cli->words[2])
		return err_set(
			err, ERR_USAGE, _("write FIELD=VALUE: what the value should be"));
	if (session_record(s, order.form, cli->words[1], &record, err) < 0 ||
		cli_reason(cli, &order.reason, err) < 0)
		return -1;
	order.record = record->id;
	order.field = arena_text_len(&s->mem, cli->words[2], (size_t)(equals - cli->words[2]));
	order.value = equals + 1;
	got = correct_propose(s->data, &order, &s->mem, &done, err);
	if (got < 0)
		return -1;
	if (got > 0) {
		say("%s", done.result.sentence);
		return 1;
	}
	if (order.dry_run) {
		out_line(_("It could be proposed: %s → %s"), done.old_text, done.new_text);
		return 0;
	}
	out_line(_("Correction %s is proposed: %s → %s"), done.number, done.old_text,
		done.new_text);
	return say_next(s, &done, err);
}

int cmd_correct(struct cli *cli, struct err *err)
{
	return session_run(cli, run, err);
}

/*
 * person.c - words of the command line that mean people, posts, units and days.
 */
#include "cli/person.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "work/handover.h"
#include "work/people.h"

static const struct field *post_field(const struct session *s, const char *id)
{
	const char *form_id = s->model->site.posts.form;
	const struct form *form = form_id ? model_form(s->model, form_id) : NULL;

	return form && id ? form_field(form, id) : NULL;
}

int person_unit(struct cli *cli, struct session *s, const struct unit **out, struct err *err)
{
	const char *text = cli_option(cli, "--unit");

	*out = NULL;
	return text ? ask_unit(s, "--unit", text, out, err) : 0;
}

int person_day(struct cli *cli, struct session *s, const char *option, int32_t *out,
	struct err *err)
{
	const char *text = cli_option(cli, option);

	*out = DATE_NONE;
	return text ? ask_day(s, option, text, out, err) : 0;
}

const char *person_role(struct session *s, const char *typed)
{
	const struct field *field = post_field(s, s->model->site.posts.role);
	struct err ignored = { 0 };
	struct value value;

	if (field && field_parse(s->model, field, typed, &s->mem, &value, &ignored) == 0 &&
		value_is_given(&value))
		return value.text;
	return role_called(s->model, typed);
}

void person_holders(
	const struct people *people, const struct post *post, int32_t day, struct str *out)
{
	for (size_t i = 0; i < people->holdings.count; i++) {
		const struct holding *h = &people->holdings.at[i];
		const struct person *user = people_user(people, h->user);

		if (h->post != post->id || !holding_on(h, day) || !user)
			continue;
		str_addf(out, "%s%s (%s)", out->len ? _(", ") : "", user->name, user->login);
		str_add(out, h->acting ? _(" (acting)") : "");
		str_add(out, user->locked ? _(" (locked)") : "");
	}
}

/* ---- hand-over ---- */

static void say_post(const struct handover_post *post)
{
	struct str counts = { 0 };

	for (size_t i = 0; i < post->count; i++)
		str_addf(&counts, "%s%s %llu", i ? _(", ") : "",
			form_label(post->counts[i].form, i18n_lang()),
			(unsigned long long)post->counts[i].count);
	out_line("  %s%s%s%s", post->title, post->acting ? _(" (acting)") : "",
		counts.len ? _("; records that refer to it: ") : "", str_text(&counts));
	if (*post->refusal)
		out_line("    %s", post->refusal);
	str_release(&counts);
}

void person_say_plan(const struct handover_plan *plan)
{
	struct str day = { 0 };

	date_print(plan->day, &day);
	if (plan->to)
		out_line(_("From %s to %s, from %s on:"), plan->from->name, plan->to->name,
			str_text(&day));
	else
		out_line(_("%s holds no more from %s on:"), plan->from->name, str_text(&day));
	for (size_t i = 0; i < plan->count; i++)
		say_post(&plan->posts[i]);
	str_release(&day);
}

static int take_people(struct cli *cli, struct session *s, const char *login,
	struct handover *wanted, struct err *err)
{
	const char *next = cli_option(cli, "--successor"), *which = cli_option(cli, "--post");
	const struct person *user;
	const struct unit *unit;
	const struct post *post;
	struct people people;

	if (people_load(s->data, &s->mem, &people, err) < 0 ||
		person_unit(cli, s, &unit, err) < 0 ||
		work_user(&people, login, &user, err) < 0)
		return -1;
	wanted->from = user->id;
	if (next && work_user(&people, next, &user, err) < 0)
		return -1;
	wanted->to = next ? user->id : 0;
	if (which && work_post(s->data, &people, which, unit, &post, err) < 0)
		return -1;
	wanted->post = which ? post->id : 0;
	return 0;
}

int person_hand_over(struct cli *cli, struct session *s, const char *login, struct err *err)
{
	struct handover wanted = { .acting = cli_option(cli, "--acting") != NULL };
	struct handover_plan plan;
	const char *reason;
	int got;

	if (!cli_option(cli, "--successor"))
		return err_set(err, ERR_USAGE, _("say who comes next: --successor LOGIN"));
	if (cli_reason(cli, &reason, err) < 0 ||
		person_day(cli, s, "--day", &wanted.day, err) < 0 ||
		take_people(cli, s, login, &wanted, err) < 0)
		return -1;
	got = handover_plan(s->data, &wanted, &s->mem, &plan, err);
	if (got > 0)
		return err_set(err, ERR_NOT_FOUND,
			_("He holds no such post on that day; herbledger user lists them"));
	if (got < 0)
		return -1;
	person_say_plan(&plan);
	if (cli_option(cli, "--dry-run")) {
		out_line(_("Nothing has been changed"));
		return 0;
	}
	if (handover_do(s->data, &wanted, reason, &s->mem, err) < 0)
		return -1;
	out_line(_("Handed over"));
	return 0;
}

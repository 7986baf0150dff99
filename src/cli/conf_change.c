/*
 * conf_change.c - a change of conf/ or forms/: tried, noted, made, in this order.
 *
 * Noted before it is made: a change that cannot be noted is not made.
 */
#include "cli/conf_change.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/session.h"
#include "conf/in_force.h"
#include "data/conf_noted.h"
#include "model/form.h"
#include "model/model.h"
#include "model/viewer.h"
#include "report/report.h"

struct making {
	struct session *s;
	const struct conf_change *change;
	struct model *next;             /* what would be in force; one hold */
	VEC(const char *) sentences;
};

static void say_of(struct making *m, const char *sentence)
{
	*VEC_PUSH_IN(&m->s->mem, &m->sentences) = arena_text(&m->s->mem, sentence);
}

/* 1 when a template that was sound is not any more. */
static int spoils_report(const struct making *m, const char *id, struct err *fault)
{
	struct err before = { 0 };
	int sound = !model_report(m->s->model, id) ||
		report_check(m->s->model, id, &before) == 0;

	return report_check(m->next, id, fault) < 0 &&
		(sound || strcmp(before.text, fault->text) != 0);
}

/* Whoever took the right from himself could not put it right again. */
static int locks_out(const struct making *m)
{
	struct err ignored = { 0 };

	return may(m->next, &m->s->viewer, ACTION_CONF, NULL, NULL, &ignored) < 0;
}

/* How far one of the viewer's posts reaches: 0 nowhere, 1 its unit, 2 every unit. */
static int reach(const struct model *model, const struct viewer *viewer, enum deed deed,
	const char *form_id)
{
	const struct form *form = form_id ? model_form(model, form_id) : NULL;
	int most = 0;

	for (size_t i = 0; i <= viewer->post_count; i++) {
		const char *id = i < viewer->post_count ? viewer->posts[i].role : ROLE_OF_ALL;
		const struct role *role = model_role(model, id);
		const struct right *right = role ? role_right(role, deed, form) : NULL;
		int far = right ? 1 + right->whole : 0;

		most = far > most ? far : most;
	}
	return most;
}

/* 1 when who changes it would have more rights in a ledger that is there, or in the program. */
static int gains(const struct making *m)
{
	const struct model *now = m->s->model;

	for (size_t i = 0; i <= now->form_count; i++) {
		const char *form = i < now->form_count ? now->forms[i]->id : NULL;

		for (int deed = 0; deed < ACTION_COUNT && (!form || model_form(m->next, form));
			deed++)
			if (reach(m->next, &m->s->viewer, (enum deed)deed, form) >
				reach(now, &m->s->viewer, (enum deed)deed, form))
				return 1;
	}
	return 0;
}

/* 1 when roles that are three people's could be one's. */
static int joins_roles(const struct making *m)
{
	const struct model *now = m->s->model;

	for (size_t i = 0; i < now->role_count; i++)
		for (size_t j = i + 1; j < now->role_count; j++)
			if (roles_are_apart(now, now->roles[i].id, now->roles[j].id) &&
				!roles_are_apart(m->next, now->roles[i].id, now->roles[j].id))
				return 1;
	return 0;
}

/* 1 when what says who people are and what they hold would be read from elsewhere. */
static int moves_people(const struct making *m)
{
	const struct site *was = &m->s->model->site, *is = &m->next->site;
	const struct {
		const char *was, *is;
	} names[] = {
		{ was->users.form, is->users.form }, { was->users.login, is->users.login },
		{ was->users.locked, is->users.locked }, { was->users.rows, is->users.rows },
		{ was->posts.form, is->posts.form }, { was->posts.role, is->posts.role },
		{ was->posts.unit, is->posts.unit }, { was->posts.rows, is->posts.rows },
		{ was->posts.user, is->posts.user }, { was->posts.from, is->posts.from },
		{ was->posts.to, is->posts.to }, { was->ssh_keys.form, is->ssh_keys.form },
		{ was->ssh_keys.user, is->ssh_keys.user },
		{ was->ssh_keys.line, is->ssh_keys.line },
		{ was->ssh_keys.ended, is->ssh_keys.ended },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].was && (!names[i].is || strcmp(names[i].was, names[i].is) != 0))
			return 1;
	return 0;
}

static int differ(const struct field *one, const struct field *other)
{
	return one && (!other || strcmp(one->id, other->id) != 0);
}

/* 1 when rows that a unit or an owner keeps to themselves would be open to others. */
static int opens_rows(const struct making *m)
{
	for (size_t i = 0; i < m->s->model->form_count; i++) {
		const struct form *was = m->s->model->forms[i];
		const struct form *is = model_form(m->next, was->id);

		if (is && (differ(was->unit, is->unit) || differ(was->owner, is->owner) ||
				  differ(is->shared, was->shared)))
			return 1;
	}
	return 0;
}

/* 1 when a unit's rows would be seen that are not seen now: its post reaches further. */
static int sees_more(const struct making *m)
{
	const struct model *now = m->s->model;
	const struct viewer *viewer = &m->s->viewer;

	for (size_t i = 0; i < now->form_count; i++) {
		const struct form *was = now->forms[i], *is = model_form(m->next, was->id);

		for (size_t k = 0; is && was->unit && k < m->next->units.count; k++) {
			const struct unit *next = &m->next->units.units[k];
			const struct unit *unit = unit_find(&now->units, next->code);

			if (unit && !viewer_sees(now, viewer, was, unit) &&
				viewer_sees(m->next, viewer, is, next))
				return 1;
		}
	}
	return 0;
}

/* Who keeps conf/ does not give himself by it what another gives; that takes a shell there. */
static void check_rights(struct making *m)
{
	if (m->s->viewer.everything)
		return;
	if (gains(m))
		say_of(m,
			_("With it you would have rights yourself that you do not have now; "
			  "nobody gives rights to himself."));
	else if (sees_more(m))
		say_of(m,
			_("With it you would see rows of units that you do not see now; nobody "
			  "gives rights to himself."));
	if (joins_roles(m))
		say_of(m,
			_("With it one person could hold roles that are kept apart; that is "
			  "changed on the server itself."));
	if (opens_rows(m))
		say_of(m,
			_("With it rows that one unit or one person sees alone would be seen "
			  "by others; that is changed on the server itself."));
	if (moves_people(m))
		say_of(m,
			_("With it users, posts or keys would be read from elsewhere; that is "
			  "changed on the server itself."));
}

static size_t check(struct making *m)
{
	for (size_t i = 0; i < m->next->report_count; i++) {
		struct err fault = { 0 };

		if (spoils_report(m, m->next->reports[i].id, &fault))
			say_of(m, fault.text);
	}
	if (locks_out(m))
		say_of(m, _("With it you could not change conf any more yourself."));
	check_rights(m);
	return m->sentences.count;
}

/* Forms whose rows are stored otherwise: they wait. */
static void tell_waiting(struct making *m)
{
	for (size_t i = 0; i < m->next->form_count; i++) {
		const struct form *wanted = m->next->forms[i];
		const struct form *now = model_form(m->s->model, wanted->id);

		if (now && data_shape_differs(now, wanted))
			say_of(m,
				arena_printf(&m->s->mem,
					_("%s: its file has another shape than what is stored; "
					  "herbledger forms --apply takes it over"),
					wanted->id));
	}
}

/* ---- noting and making ---- */

/* Of what will be found there: the new text, else the installed one's; "" none. */
static int next_digest(struct making *m, char out[CONF_DIGEST_SIZE], struct err *err)
{
	struct session *s = m->s;
	struct conf_dirs installed = { .conf = s->dirs.conf, .forms = s->dirs.forms };
	struct conf_file_info *files;
	const struct conf_file_info *file;
	struct str text = { 0 };
	size_t count;
	int status = 0;

	*out = '\0';
	if (m->change->text) {
		conf_digest(m->change->text, m->change->len, out);
		return 0;
	}
	if (conf_files(&installed, &s->mem, &files, &count, err) < 0)
		return -1;
	file = conf_file_find(files, count, m->change->name);
	if (file)
		status = conf_file_read(file, &text, err);
	if (file && status == 0)
		conf_digest(str_text(&text), text.len, out);
	str_release(&text);
	return status;
}

static int note(struct making *m, struct err *err)
{
	struct session *s = m->s;
	char digest[CONF_DIGEST_SIZE];
	struct conf_noted *all, one = { .name = m->change->name, .digest = digest };
	const struct conf_noted *was;
	size_t count;
	int status;

	if (next_digest(m, digest, err) < 0)
		return -1;
	if (conf_noted_list(s->data, &s->mem, &all, &count, err) < 0)
		return -1;
	was = conf_noted_find(all, count, one.name);
	one.revision = was ? was->revision : 0;
	one.how = m->change->text ? CONF_PUT : CONF_DROPPED;
	status = conf_note(s->data, &(struct conf_noting){ .at = &one, .count = 1 }, err);
	if (status > 0)
		return err_set(err, ERR_CONFLICT,
			_("somebody else is changing %s just now; look at it again"), one.name);
	return status;
}

static int make(struct making *m, struct err *err)
{
	struct conf_staged staged;
	int status = conf_stage(&m->s->dirs, m->change, &staged, err);

	if (status < 0)
		return -1;
	status = note(m, err);
	if (conf_settle(&staged, status == 0, err) < 0)
		status = -1;
	return status;
}

/* 1 when there is nothing to be changed. */
static int is_same(struct making *m, struct err *err)
{
	struct session *s = m->s;
	struct conf_file_info *files;
	const struct conf_file_info *file;
	struct str text = { 0 };
	size_t count;
	int same = 0;

	if (conf_files(&s->dirs, &s->mem, &files, &count, err) < 0)
		return -1;
	file = conf_file_find(files, count, m->change->name);
	if (!m->change->text && (!file || !file->own))
		return err_set(err, ERR_NOT_FOUND,
			_("%s is not changed here: the installed file holds, or there is none"),
			m->change->name);
	if (m->change->text && file && file->own && conf_file_read(file, &text, err) == 0)
		same = text.len == m->change->len &&
			memcmp(str_text(&text), m->change->text, text.len) == 0;
	str_release(&text);
	return err->code == ERR_NONE ? same : -1;
}

static const char *done_sentence(const struct making *m, int try_only)
{
	const char *name = m->change->name;

	if (try_only)
		return arena_printf(&m->s->mem, _("%s: sound; nothing was changed"), name);
	if (m->change->text)
		return arena_printf(&m->s->mem, _("%s is in force now"), name);
	return arena_printf(&m->s->mem, _("%s: the installed file holds again"), name);
}

static int run(struct making *m, int try_only, struct conf_outcome *out, struct err *err)
{
	int status = is_same(m, err);

	if (status > 0) {
		out->done = arena_printf(
			&m->s->mem, _("%s is that already; nothing was changed"),
			m->change->name);
		return 0;
	}
	if (status < 0 ||
		conf_try(&m->s->dirs, m->change, &m->s->mem, &m->next, &out->faults, err) < 0)
		return -1;
	if (check(m) + out->faults.count)
		return 1;
	if (!try_only && make(m, err) < 0)
		return -1;
	tell_waiting(m);
	out->done = done_sentence(m, try_only);
	return 0;
}

int conf_change_make(struct session *s, const struct conf_change *change, int try_only,
	struct conf_outcome *out, struct err *err)
{
	struct making m = { .s = s, .change = change };
	int status = run(&m, try_only, out, err);

	out->sentences = m.sentences.at;
	out->sentence_count = m.sentences.count;
	model_drop(&m.next);
	return status;
}

/*
 * handover.c - which posts would go to whom, and the one batch that does it.
 */
#include "work/handover.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/form.h"
#include "model/model.h"
#include "work/handover_steps.h"
#include "work/people.h"
#include "work/records.h"

/* What is handed over, with the people it is handed over among. */
struct job {
	struct dataset *data;
	const struct handover *wanted;
	struct arena *mem;
	struct people people;
	int32_t day;
	const struct holding **at;
	size_t count;
};

static int is_wanted(const struct job *job, const struct holding *h)
{
	const struct handover *w = job->wanted;

	if (h->user != w->from || (w->post && h->post != w->post))
		return 0;
	return h->to == DATE_NONE || h->to >= job->day;
}

static int job_begin(struct job *job, struct err *err)
{
	const struct handover *w = job->wanted;

	if (people_load(job->data, job->mem, &job->people, err) < 0)
		return -1;
	job->day = w->day == DATE_NONE ? dataset_today(job->data) : w->day;
	if (!people_user(&job->people, w->from) || (w->to && !people_user(&job->people, w->to)))
		return err_set(err, ERR_NOT_FOUND,
			_("There is no such user; herbledger user lists them"));
	if (w->to == w->from)
		return err_set(err, ERR_USAGE, _("Nobody hands over to himself"));
	job->at = arena_array(job->mem, job->people.holdings.count, sizeof(*job->at));
	for (size_t i = 0; i < job->people.holdings.count; i++)
		if (is_wanted(job, &job->people.holdings.at[i]))
			job->at[job->count++] = &job->people.holdings.at[i];
	return 0;
}

static int step(const struct job *job, struct changes *c, size_t at, struct err *err)
{
	struct handover_step one = { .people = &job->people,
		.holding = job->at[at],
		.to = job->wanted->to,
		.day = job->day,
		.acting = job->wanted->acting };

	return handover_step(c, &one, err);
}

/* ---- the plan ---- */

/* Why this post alone could not go, "" it can. */
static const char *refusal(const struct job *job, size_t at)
{
	struct changes c;
	struct err why = { 0 };

	changes_begin(&c, job->data, job->mem);
	if (step(job, &c, at, &why) < 0 || changes_save(&c, NULL, 1, &why) < 0)
		return arena_text(job->mem, why.text);
	return "";
}

static int plan_post(
	const struct job *job, size_t at, struct handover_post *out, struct err *err)
{
	const struct model *model = dataset_model(job->data);
	const struct holding *h = job->at[at];
	struct holding bare = { .user = h->user, .post = h->post, .role = h->role,
		.unit = h->unit, .from = DATE_NONE, .to = DATE_NONE };
	const char *form = model->site.posts.form;
	struct str title = { 0 };

	*out = (struct handover_post){ .post = people_post(&job->people, h->post),
		.acting = h->acting };
	holding_text(model, &job->people, &bare, &title);
	out->title = arena_text(job->mem, str_text(&title));
	str_release(&title);
	if (h->post && form &&
		data_referring(job->data, model_form(model, form), h->post, job->mem,
			&out->counts, &out->count, err) < 0)
		return -1;
	out->refusal = refusal(job, at);
	return 0;
}

int handover_plan(struct dataset *data, const struct handover *wanted, struct arena *mem,
	struct handover_plan *out, struct err *err)
{
	struct job job = { .data = data, .wanted = wanted, .mem = mem };

	*out = (struct handover_plan){ 0 };
	if (job_begin(&job, err) < 0)
		return -1;
	out->from = people_user(&job.people, wanted->from); /* all in mem */
	out->to = wanted->to ? people_user(&job.people, wanted->to) : NULL;
	out->day = job.day;
	out->posts = arena_array(mem, job.count, sizeof(*out->posts));
	for (size_t i = 0; i < job.count; i++)
		if (plan_post(&job, i, &out->posts[out->count++], err) < 0)
			return -1;
	return job.count == 0;
}

int handover_do(struct dataset *data, const struct handover *wanted, const char *reason,
	struct arena *mem, struct err *err)
{
	struct job job = { .data = data, .wanted = wanted, .mem = mem };
	struct changes c;

	if (job_begin(&job, err) < 0)
		return -1;
	if (job.count == 0)
		return err_set(err, ERR_NOT_FOUND,
			_("He holds no such post on that day; herbledger user lists them"));
	changes_begin(&c, data, mem);
	for (size_t i = 0; i < job.count; i++)
		if (step(&job, &c, i, err) < 0)
			return -1;
	return changes_save(&c, reason, 0, err);
}

/*
 * inbox.c - what the holder of one's posts owes, and who owes him: from filings, of the last
 * two periods and any older one that is not done with.
 */
#include "work/inbox.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/workflow.h"
#include "work/close.h"
#include "work/inbox_internal.h"

struct inbox_item *box_add(struct box *box, enum inbox_kind kind, struct str *text)
{
	struct inbox_item *item = VEC_PUSH_IN(box->mem, &box->items);

	item->kind = kind;
	item->sentence = str_keep(text, box->mem);
	item->count = 1;
	return item;
}

/* ---- who the viewer is ---- */

int box_reports(const struct box *box, const struct form *form, const struct unit *unit)
{
	for (size_t i = 0; i < box->viewer->post_count; i++) {
		const struct viewer_post *post = &box->viewer->posts[i];
		const struct right *right =
			role_right(model_role(box->model, post->role), ACTION_CREATE, form);

		if (right && !right->whole && post->unit &&
			(!unit || unit_is_within(unit, post->unit, DATE_NONE)))
			return 1;
	}
	return 0;
}

static int has_role(const struct work_action *action, const char *role)
{
	for (const char **id = action->roles; id && *id; id++)
		if (strcmp(*id, role) == 0)
			return 1;
	return 0;
}

const struct viewer_post *box_actor(
	const struct box *box, const struct work_action *action, const struct form *form)
{
	for (size_t i = 0; i < box->viewer->post_count; i++) {
		const struct viewer_post *post = &box->viewer->posts[i];

		if (has_role(action, post->role) &&
			role_right(model_role(box->model, post->role), ACTION_READ, form))
			return post;
	}
	return NULL;
}

/* He has something to do with what others file. */
static int reviews(const struct box *box, const struct form *filings)
{
	const struct workflow *flow = filings->workflow;

	for (size_t i = 0; flow && i < flow->action_count; i++) {
		const struct viewer_post *post = box_actor(box, &flow->actions[i], filings);
		const struct right *own = post
			? role_right(model_role(box->model, post->role), ACTION_CREATE, filings)
			: NULL;

		if (post && (!own || own->whole))
			return 1;
	}
	return 0;
}

/* ---- one's own ---- */

/* The unit is named only to who has several. */
static void add_task(const struct filing *f, int several, struct str *out)
{
	if (several)
		str_addf(out, "%s ", unit_name(f->unit, DATE_NONE));
	cycle_period_text(f->cycle, f->period, out);
}

static struct inbox_item *add_filing(
	struct box *box, enum inbox_kind kind, struct str *text, const struct filing *f)
{
	struct inbox_item *item = box_add(box, kind, text);

	item->cycle = f->cycle;
	item->period = f->period;
	item->unit = f->unit;
	item->form = f->cycle->form;
	item->record = f->record ? f->record->id : 0;
	item->remind =
		cycle_reminds(f->cycle, box->model, f->period, box->kept.today, &item->days);
	return item;
}

static void add_returned(struct box *box, const struct filing *f, int several)
{
	struct str task = { 0 }, text = { 0 };

	add_task(f, several, &task);
	if (f->rounds > 1)
		str_addf(&text, _("%s: returned (round %d), put it right and file it again"),
			str_text(&task), (int)f->rounds);
	else
		str_addf(&text, _("%s: returned, put it right and file it again"),
			str_text(&task));
	str_release(&task);
	add_filing(box, INBOX_RETURNED, &text, f);
	*VEC_PUSH_IN(box->mem, &box->returned) = f->cycle->form;
}

static void add_due(struct box *box, const struct filing *f, int several)
{
	struct str task = { 0 }, text = { 0 };

	add_task(f, several, &task);
	due_sentence(box->model, f, str_text(&task), box->kept.today, &text);
	str_release(&task);
	add_filing(box, f->due == DUE_OVERDUE ? INBOX_OVERDUE : INBOX_DUE, &text, f);
}

/* Nobody can file it any more, unless it is unlocked. */
static int is_past(const struct box *box, const struct filing *f)
{
	return f->closed || (f->lock_day != DATE_NONE && box->kept.today > f->lock_day);
}

static void add_own(struct box *box, const struct filing *f, int several)
{
	if (f->returned)
		add_returned(box, f, several);
	else if (f->state == STATE_NEW && f->due != DUE_NOT_OPEN && !is_past(box, f))
		add_due(box, f, several);
}

static size_t add_all_own(
	struct box *box, const struct form *form, const struct filing *filings, size_t count)
{
	size_t own = 0;

	for (size_t i = 0; i < count; i++)
		own += (size_t)box_reports(box, form, filings[i].unit);
	for (size_t i = 0; own > 0 && i < count; i++)
		if (box_reports(box, form, filings[i].unit))
			add_own(box, &filings[i], own > 1);
	return own;
}

/* ---- others ---- */

struct picked {
	const struct filing *first;     /* NULL: none */
	size_t count;
	struct str task, names;         /* "2027 H1 Planting"; the first few units */
};

static struct picked pick(struct box *box, const struct filing *filings, size_t count,
	int (*is)(const struct box *box, const struct filing *f))
{
	VEC(const char *) names = { 0 };
	struct picked p = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (!is(box, &filings[i]))
			continue;
		p.first = p.first ? p.first : &filings[i];
		*VEC_PUSH_IN(box->mem, &names) = unit_name(filings[i].unit, DATE_NONE);
	}
	p.count = names.count;
	if (!p.first)
		return p;
	cycle_period_text(p.first->cycle, p.first->period, &p.task);
	some_text(names.at, names.count, &p.names);
	return p;
}

static void add_picked(struct box *box, struct picked *p, struct str *text)
{
	struct inbox_item *item = add_filing(box, INBOX_OVERDUE, text, p->first);

	str_release(&p->task);
	str_release(&p->names);
	item->record = 0;
	item->count = p->count;
	if (p->count > 1)
		item->unit = NULL;
}

static int is_silent(const struct box *box, const struct filing *f)
{
	return f->state == STATE_NEW && f->due == DUE_OVERDUE && !is_past(box, f);
}

static void add_silent(struct box *box, const struct filing *filings, size_t count)
{
	struct picked p = pick(box, filings, count, is_silent);
	struct str text = { 0 };

	if (!p.first)
		return;
	str_addf(&text,
		P_("%s: %zu unit is overdue: %s", "%s: %zu units are overdue: %s", p.count),
		str_text(&p.task), p.count, str_text(&p.names));
	add_picked(box, &p, &text);
}

/* Reopened while it was unlocked, and the unlock has ended: figures of a closed period lack it. */
static int is_loose(const struct box *box, const struct filing *f)
{
	return f->closed && filing_is_loose(box->model, f);
}

/* For who closes periods. */
static void add_loose(struct box *box, const struct filing *filings, size_t count)
{
	const struct form *form = kept_form(box->model, KEPT_CLOSING);
	struct err refused = { 0 };
	struct str text = { 0 };
	struct picked p;

	if (!form || may(box->model, box->viewer, ACTION_CREATE, form, NULL, &refused) < 0)
		return;
	p = pick(box, filings, count, is_loose);
	if (!p.first)
		return;
	str_addf(&text,
		P_("%s is closed, and %zu unit was opened again and not locked: %s",
			"%s is closed, and %zu units were opened again and not locked: %s",
			p.count),
		str_text(&p.task), p.count, str_text(&p.names));
	add_picked(box, &p, &text);
}

/* ---- cycles ---- */

static int box_period(
	struct box *box, const struct cycle *cycle, struct period period, struct err *err)
{
	const struct form *form = kept_form(box->model, KEPT_FILING);
	struct filing *filings;
	size_t count;

	if (!cycle_asks(cycle, box->model, period))
		return 0;
	if (filings_filed_in(box->data, &box->kept, cycle, period, NULL, box->mem, &filings,
		    &count, err) < 0)
		return -1;
	if (add_all_own(box, form, filings, count) < count && reviews(box, form))
		add_silent(box, filings, count);
	add_loose(box, filings, count);
	return box_waiting_filings(box, filings, count, err);
}

static int has_period(const struct period *at, size_t count, struct period period)
{
	for (size_t i = 0; i < count; i++)
		if (period_key_compare(at[i], period) == 0)
			return 1;
	return 0;
}

static int box_cycle(struct box *box, const struct cycle *cycle, struct err *err)
{
	const struct field *field = kept_field(box->model, KEPT_FILING, FILING_PERIOD);
	VEC(struct period) periods = { 0 };
	struct period latest = cycle_latest(cycle, box->model, box->kept.today);

	if (latest.kind == PERIOD_NONE)
		return 0;
	box->kept.filings.count = 0;
	if (kept_filings(box->data, cycle, (struct period){ PERIOD_NONE, 0, 0 }, box->mem,
		    &box->kept, err) < 0)
		return -1;
	*VEC_PUSH_IN(box->mem, &periods) = latest;
	*VEC_PUSH_IN(box->mem, &periods) = period_previous(latest);
	for (size_t i = 0; i < box->kept.filings.count; i++) {
		const struct value *v = &box->kept.filings.at[i]->values[field->index];

		if (!has_period(periods.at, periods.count, v->period))
			*VEC_PUSH_IN(box->mem, &periods) = v->period;
	}
	for (size_t i = 0; i < periods.count; i++)
		if (box_period(box, cycle, periods.at[i], err) < 0)
			return -1;
	return 0;
}

static int may_look(const struct box *box, const struct form *form)
{
	struct err refused = { 0 };

	return form && may(box->model, box->viewer, ACTION_READ, form, NULL, &refused) == 0;
}

static int box_cycles(struct box *box, struct err *err)
{
	if (!may_look(box, kept_form(box->model, KEPT_FILING)))
		return 0;
	for (size_t i = 0; i < box->model->cycle_count; i++) {
		const struct cycle *cycle = &box->model->cycles[i];

		if (cycle->on && may_look(box, cycle->form) && box_cycle(box, cycle, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- all of it ---- */

static int goes_before(const struct inbox_item *a, const struct inbox_item *b)
{
	return a->kind != b->kind ? a->kind < b->kind : a->days < b->days;
}

/* Few, and those alike stay as they came. */
static void sort(struct box *box)
{
	for (size_t i = 1; i < box->items.count; i++) {
		struct inbox_item item = box->items.at[i];
		size_t at = i;

		for (; at > 0 && goes_before(&item, &box->items.at[at - 1]); at--)
			box->items.at[at] = box->items.at[at - 1];
		box->items.at[at] = item;
	}
}

/* Otherwise it would look as if nothing were due. */
static void add_unsure(struct box *box)
{
	struct str text = { 0 };

	str_add(&text, _("conf/cycles.conf has a fault: what is due cannot be told; the "
			 "administrator mends it (herbledger check)"));
	box_add(box, INBOX_OVERDUE, &text);
}

int inbox_read(struct dataset *data, struct arena *mem, struct inbox_item **out, size_t *count,
	struct err *err)
{
	struct box box = { .data = data,
		.model = dataset_model(data),
		.viewer = dataset_viewer(data),
		.mem = mem };

	*out = NULL;
	*count = 0;
	if (box.viewer->locked || box.viewer->post_count == 0)
		return 0;
	if (box.model->cycles_unsure)
		add_unsure(&box);
	if (kept_begin(data, mem, &box.kept, err) < 0 || box_cycles(&box, err) < 0 ||
		box_waiting_records(&box, err) < 0)
		return -1;
	sort(&box);
	*out = box.items.at;
	*count = box.items.count;
	return 0;
}

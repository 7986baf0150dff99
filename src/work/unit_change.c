/*
 * unit_change.c - compares where every record counts in two models of the same ledgers.
 */
#include "work/unit_change.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset.h"
#include "data/unit_use.h"
#include "model/cycle.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"

enum { PERIODS_MOST = 60, DEEPEST = 16 };

const char unit_changes_file[] = "conf/changes.conf";

/* ---- the file ---- */

static void print_but(
	const struct model *model, const struct unit_change *more, size_t but, struct str *out)
{
	struct arena mem = { 0 };
	struct unit_change *all = arena_array(&mem, model->change_count + 2, sizeof(*all));
	size_t count = 0;

	for (size_t i = 0; i < model->change_count; i++)
		if (i + 1 != but)
			all[count++] = model->changes[i];
	if (more)
		all[count++] = *more;
	unit_changes_sort(all, count);
	unit_changes_print(all, count, out);
	arena_release(&mem);
}

void work_units_with(
	const struct model *model, const struct unit_change *change, struct str *out)
{
	print_but(model, change, 0, out);
}

int work_units_without(const struct model *model, size_t nth, struct str *out, struct err *err)
{
	if (nth < 1 || nth > model->change_count)
		return err_set(err, ERR_NOT_FOUND,
			_("there is no change %zu; herbledger unit list shows them"), nth);
	print_but(model, NULL, nth, out);
	return 0;
}

int work_units_day(struct dataset *data, const struct unit_change *change, struct err *err)
{
	int32_t today = dataset_today(data);
	struct str day = { 0 };

	if (today == DATE_NONE || change->on <= today)
		return 0;
	date_print(change->on, &day);
	err_set(err, ERR_USAGE,
		_("%s is still to come, and lists as now and who sees what would follow it at "
		  "once; make the change on that day, and try it before with --dry-run"),
		str_text(&day));
	str_release(&day);
	return -1;
}

/* ---- where a unit stands in one and in the other ---- */

struct concerned {
	const struct form *form;
	size_t order;                   /* of the form */
	struct period period;
	uint64_t id;
	int was, now;
};

struct comparing {
	const struct model *was, *next;
	struct arena *mem;
	VEC(struct concerned) all;
	VEC(struct unit_effect_post) posts;
	VEC(struct unit_effect_due) due;
};

static int same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* 1 when the unit counts otherwise on that day: below others, or under another name. */
static int differs(const struct comparing *c, const char *code, int32_t day)
{
	const struct unit *a = unit_find(&c->was->units, code);
	const struct unit *b = unit_find(&c->next->units, code);

	if (!a || !b)
		return a != b;
	if (!same_text(unit_on(a, day)->code, unit_on(b, day)->code))
		return 1;
	for (int depth = 0; a && b && depth < DEEPEST; depth++) {
		if (!same_text(a->code, b->code) ||
			!same_text(unit_name(a, day), unit_name(b, day)))
			return 1;
		a = unit_parent(a, day);
		b = unit_parent(b, day);
	}
	return a != NULL || b != NULL;
}

/* ---- records and posts ---- */

static void add_post(struct comparing *c, const struct unit_use *use)
{
	struct unit_effect_post *post = VEC_PUSH_IN(c->mem, &c->posts);
	struct str title = { 0 };

	record_title(c->was, use->record, &title);
	post->id = use->id;
	post->title = str_keep(&title, c->mem);
}

static int take_use(void *context, const struct unit_use *use, struct err *err)
{
	struct comparing *c = context;
	struct concerned one = { .form = use->form, .period = use->period, .id = use->id };

	(void)err;
	one.now = differs(c, use->unit, DATE_NONE);
	one.was = use->day == DATE_NONE ? one.now : differs(c, use->unit, use->day);
	if (!one.now && !one.was)
		return 0;
	while (one.order < c->was->form_count && c->was->forms[one.order] != use->form)
		one.order++;
	*VEC_PUSH_IN(c->mem, &c->all) = one;
	if (use->record)
		add_post(c, use);
	return 0;
}

static int in_order(const void *a, const void *b)
{
	const struct concerned *x = a, *y = b;
	int order = (x->order > y->order) - (x->order < y->order);

	if (order == 0)
		order = period_key_compare(x->period, y->period);
	return order ? order : (x->id > y->id) - (x->id < y->id);
}

/* "3 5-9" */
static void add_run(struct str *ids, uint64_t first, uint64_t last)
{
	str_addf(ids, "%s%llu", ids->len ? " " : "", (unsigned long long)first);
	if (last > first)
		str_addf(ids, "-%llu", (unsigned long long)last);
}

/* From at on, those of one form and period; returns how many. */
static size_t fold_line(struct comparing *c, size_t at, struct unit_effect_records *line)
{
	const struct concerned *all = c->all.at, *first = &all[at];
	struct str ids = { 0 };
	size_t from = at, i = at;

	*line = (struct unit_effect_records){ .form = first->form, .period = first->period };
	for (; i < c->all.count && all[i].form == first->form &&
		period_key_compare(all[i].period, first->period) == 0;
		i++) {
		line->was += (size_t)all[i].was;
		line->now += (size_t)all[i].now;
		if (i > from && all[i].id != all[i - 1].id + 1) {
			add_run(&ids, all[from].id, all[i - 1].id);
			from = i;
		}
	}
	add_run(&ids, all[from].id, all[i - 1].id);
	line->count = i - at;
	line->ids = str_keep(&ids, c->mem);
	return i - at;
}

static void fold(struct comparing *c, struct unit_effect *out)
{
	if (c->all.count > 1)
		qsort(c->all.at, c->all.count, sizeof(*c->all.at), in_order);
	out->records = arena_array(c->mem, c->all.count + 1, sizeof(*out->records));
	for (size_t at = 0; at < c->all.count;)
		at += fold_line(c, at, &out->records[out->record_count++]);
	out->concerned = c->all.count;
}

/* ---- who owes what ---- */

static int is_in(const struct unit *const *units, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(units[i]->code, code) == 0)
			return 1;
	return 0;
}

/* Names of those of a that are not in b. */
static const char *beyond(struct comparing *c, const struct unit **a, size_t a_count,
	const struct unit **b, size_t b_count, int32_t day)
{
	struct str names = { 0 };

	for (size_t i = 0; i < a_count; i++)
		if (!is_in(b, b_count, a[i]->code))
			str_addf(&names, "%s%s", names.len ? _(", ") : "",
				unit_name(a[i], day));
	return str_keep(&names, c->mem);
}

static void compare_period(
	struct comparing *c, const struct cycle *was, const struct cycle *next, struct period p)
{
	int32_t day = period_last_day(p, &c->was->calendar.season);
	const struct unit **a, **b;
	size_t before = cycle_units(was, c->was, p, c->mem, &a);
	size_t after = cycle_units(next, c->next, p, c->mem, &b);
	struct unit_effect_due due = { .cycle = was, .period = p };

	due.more = beyond(c, b, after, a, before, day);
	due.less = beyond(c, a, before, b, after, day);
	if (*due.more || *due.less)
		*VEC_PUSH_IN(c->mem, &c->due) = due;
}

/* The first day on which the two trees can differ. */
static int32_t first_day(const struct comparing *c)
{
	const struct model *models[] = { c->was, c->next };
	int32_t first = INT32_MAX;

	for (int m = 0; m < 2; m++)
		for (size_t i = 0; i < models[m]->change_count; i++) {
			const struct unit_change *one = &models[m]->changes[i];
			int known = 0;

			for (size_t k = 0; k < models[!m]->change_count; k++)
				known |= models[!m]->changes[k].on == one->on &&
					models[!m]->changes[k].kind == one->kind &&
					same_text(models[!m]->changes[k].units[0],
						one->units[0]);
			if (!known && one->on < first)
				first = one->on;
		}
	return first;
}

static void compare_cycles(struct comparing *c, int32_t today)
{
	const struct season *season = &c->was->calendar.season;
	int32_t from = first_day(c);

	for (size_t i = 0; i < c->was->cycle_count && from != INT32_MAX; i++) {
		const struct cycle *was = &c->was->cycles[i];
		const struct cycle *next = model_cycle(c->next, was->id);
		int32_t until = from > today ? from : today;
		struct period p;

		if (!was->on || !next || !next->on)
			continue;
		p = period_of_day(from, was->kind, season);
		if (was->since.kind != PERIOD_NONE && period_compare(p, was->since, season) < 0)
			p = was->since;
		for (int n = 0; n < PERIODS_MOST && p.kind != PERIOD_NONE; n++) {
			compare_period(c, was, next, p);
			/* the one under way, and the next */
			if (period_first_day(p, season) > until)
				break;
			p = period_next(p);
		}
	}
}

int work_unit_effect(struct dataset *data, const struct model *next, struct arena *mem,
	struct unit_effect *out, struct err *err)
{
	struct comparing c = { .was = dataset_model(data), .next = next, .mem = mem };
	int32_t today = dataset_today(data);

	*out = (struct unit_effect){ 0 };
	if (data_unit_uses(data, take_use, &c, err) < 0)
		return -1;
	fold(&c, out);
	compare_cycles(&c, today);
	out->due = c.due.at;
	out->due_count = c.due.count;
	out->posts = c.posts.at;
	out->post_count = c.posts.count;
	return 0;
}

/* ---- in lines ---- */

static void show_period(struct period p, struct str *out)
{
	if (p.kind == PERIOD_NONE)
		return;
	str_add_char(out, ' ');
	period_print(p, out);
}

static void show_due(const struct unit_effect_due *due, struct str *out)
{
	str_addf(out, "  %s", cycle_label(due->cycle));
	show_period(due->period, out);
	if (*due->less)
		str_addf(out, _("; no longer due: %s"), due->less);
	if (*due->more)
		str_addf(out, _("; newly due: %s"), due->more);
	str_add_char(out, '\n');
}

void work_unit_effect_show(const struct unit_effect *effect, struct str *out)
{
	str_addf(out,
		P_("%zu record counts elsewhere or under another name; its values stay",
			"%zu records count elsewhere or under another name; their values stay",
			effect->concerned),
		effect->concerned);
	str_add_char(out, '\n');
	for (size_t i = 0; i < effect->record_count; i++) {
		const struct unit_effect_records *line = &effect->records[i];

		str_addf(out, "  %s", form_label(line->form, i18n_lang()));
		show_period(line->period, out);
		str_addf(out, _(": %zu (as was %zu, as now %zu), numbers %s"), line->count,
			line->was, line->now, line->ids);
		str_add_char(out, '\n');
	}
	if (effect->due_count)
		str_addf(out, "%s\n", _("Who is due:"));
	for (size_t i = 0; i < effect->due_count; i++)
		show_due(&effect->due[i], out);
	if (effect->post_count)
		str_addf(out, "%s\n", _("Posts there:"));
	for (size_t i = 0; i < effect->post_count; i++)
		str_addf(out, "  %s\n", effect->posts[i].title);
}

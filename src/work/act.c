/*
 * act.c - an action as the office means it: a filing with the records it covers and the
 * comments that go back with it, in one batch; every other record by itself.
 */
#include "work/act.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/periods.h"
#include "model/field_type.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/unit.h"
#include "model/viewer.h"
#include "model/workflow.h"
#include "work/collect_internal.h"
#include "work/comments.h"
#include "work/correct.h"

enum { TRIES = 5 };

struct act_job {
	struct dataset *data;
	const struct model *model;
	const struct act_order *order;
	struct arena *mem;
	struct record *record;          /* it is done to */
	const struct work_action *action;
	int is_filing;
	struct filing f;                /* cycle, unit and period alone */
	struct record **lines;
	size_t line_count;
	uint64_t rows; /* period_rows() before they were read */
	VEC(struct save_item) items;
	struct act_done *out;
};

static int refuse(struct act_job *j, int result, const char *sentence)
{
	j->out->result.sentence = sentence;
	return result;
}

static int takes_back(const struct act_job *j)
{
	const struct work_state *to = model_state(j->model, j->action->to);

	return to && !to->counts && !to->settled;
}

/* ---- what it covers ---- */

static int read_filing(struct act_job *j, struct err *err)
{
	const struct value *cycle = kept_value(j->model, j->record, KEPT_FILING, FILING_CYCLE);
	const struct value *unit = kept_value(j->model, j->record, KEPT_FILING, FILING_UNIT);
	const struct value *period =
		kept_value(j->model, j->record, KEPT_FILING, FILING_PERIOD);

	j->f = (struct filing){ .record = j->record, .state = j->record->state };
	j->f.cycle = value_is_given(cycle) ? model_cycle(j->model, cycle->text) : NULL;
	j->f.unit = value_is_given(unit) ? unit_find(&j->model->units, unit->text) : NULL;
	if (!j->f.cycle || !j->f.cycle->form || !j->f.unit || !value_is_given(period))
		return err_set(err, ERR_FAULT,
			_("What this filing is of is not in conf/ any more: look at its cycle "
			  "and unit in conf/cycles.conf"));
	j->f.period = period->period;
	if (period_rows(j->data, j->f.cycle, j->f.period, j->f.unit, &j->rows, err) < 0)
		return -1;
	return filing_records(j->data, &j->f, j->mem, &j->lines, &j->line_count, err);
}

static struct record *line_of(const struct act_job *j, uint64_t id)
{
	for (size_t i = 0; i < j->line_count; i++)
		if (j->lines[i]->id == id)
			return j->lines[i];
	return NULL;
}

static int was_seen(const struct act_order *order, const struct record *line)
{
	for (size_t i = 0; i < order->seen_count; i++)
		if (order->seen[i][0] == line->id)
			return order->seen[i][1] == line->revision;
	return 0;
}

/* Nothing is judged that was not looked at. */
static int check_seen(struct act_job *j)
{
	int same = j->line_count == j->order->seen_count;

	if (!j->order->seen)
		return DATA_OK;
	for (size_t i = 0; same && i < j->line_count; i++)
		same = was_seen(j->order, j->lines[i]);
	if (same)
		return DATA_OK;
	j->out->result.theirs = j->record;
	return refuse(j, DATA_CONFLICT,
		_("What was filed has changed since you looked: look at it again, then "
		  "decide"));
}

static int check_closed(struct act_job *j, struct err *err)
{
	struct period_hold hold;
	struct str period = { 0 };

	if (!takes_back(j))
		return DATA_OK;
	if (period_hold_of(j->data, j->f.cycle, j->f.period, j->f.unit, &hold, err) < 0)
		return -1;
	if (!hold.closing || hold.unlock)
		return DATA_OK;
	cycle_period_text(j->f.cycle, j->f.period, &period);
	refuse(j, DATA_FINDINGS,
		arena_printf(j->mem,
			_("%s is closed: it has to be unlocked first (herbledger unlock), then "
			  "it can go back"),
			str_text(&period)));
	str_release(&period);
	return DATA_FINDINGS;
}

static int counts(const struct act_job *j, enum record_state number)
{
	const struct work_state *state = model_state(j->model, number);

	return state && state->counts;
}

/* 0: some of it belongs to others by now (a village that went), and is not for us to miss. */
static int sees_all(const struct act_job *j)
{
	const struct unit_tree *tree = &j->model->units;

	for (size_t i = 0; i < tree->count; i++)
		if (cycle_unit_of(j->f.cycle, j->model, j->f.period, &tree->units[i]) ==
				j->f.unit &&
			!viewer_sees(j->model, dataset_viewer(j->data), j->f.cycle->form,
				&tree->units[i]))
			return 0;
	return 1;
}

/* What was filed may have been deleted or emptied since: that leads no further. */
static int check_complete(struct act_job *j)
{
	struct cells cells;
	struct str title = { 0 }, names = { 0 };

	if (!counts(j, j->action->to) ||
		!cells_lacking(&cells, j->model, &j->f, j->lines, j->line_count, j->mem) ||
		!sees_all(j))
		return DATA_OK;
	filing_title(&j->f, &title);
	some_text(cells.lacks.at, cells.lacks.count, &names);
	if (j->line_count == 0)
		refuse(j, DATA_FINDINGS,
			arena_printf(j->mem,
				_("%s: what was filed has been deleted since.  Return it, to be "
				  "filed again."),
				str_text(&title)));
	else
		refuse(j, DATA_FINDINGS,
			arena_printf(j->mem,
				_("%s is not complete any more (%llu of %llu): %s.  Return it, "
				  "to be filed again."),
				str_text(&title), (unsigned long long)cells.given,
				(unsigned long long)cells.wanted, str_text(&names)));
	str_release(&title);
	str_release(&names);
	return DATA_FINDINGS;
}

/* Nobody confirms "nothing to report" where there is something by now. */
static int check_nil(struct act_job *j)
{
	const struct value *nil = kept_value(j->model, j->record, KEPT_FILING, FILING_NIL);
	struct str title = { 0 };

	if (takes_back(j) || nil->state != VALUE_GIVEN || !nil->yes)
		return DATA_OK;
	for (size_t i = 0; i < j->line_count; i++) {
		if (record_is_nil(j->model, j->f.cycle, j->lines[i], j->mem))
			continue;
		record_title(j->model, j->lines[i], &title);
		return refuse(j, DATA_FINDINGS,
			arena_printf(j->mem,
				_("It was filed as nil, and something has been entered since: "
				  "%s.  Return it, so that it is filed with what there is"),
				str_keep(&title, j->mem)));
	}
	return DATA_OK;
}

/* ---- the batch ---- */

/*
 * A record that is as far already, or further, is left as it is, and so is one that does not
 * count when the filing goes back.
 */
static int is_passed_over(const struct act_job *j, const struct record *line)
{
	const struct work_action *act = form_action(line->form, j->action->triggers);
	const struct work_state *is = model_state(j->model, line->state);

	if (!act) /* "submit" */
		return counts(j, line->state);
	if (line->state == act->to)
		return 1;
	if (act->from >> line->state & 1)
		return 0;
	return counts(j, act->to) ? is && is->settled : is && !is->counts;
}

static int add_lines(struct act_job *j, struct err *err)
{
	const char *id = j->action->triggers;

	if (!id || (!j->f.cycle->form->workflow && strcmp(id, "submit") != 0))
		return 0;
	if (strcmp(id, "submit") != 0 && !form_action(j->f.cycle->form, id))
		return err_set(err, ERR_FAULT,
			_("%s of a filing does this with its records: %s; the workflow of %s "
			  "has no such action, see conf/workflows.conf"),
			action_label(j->action), id,
			form_label(j->f.cycle->form, i18n_lang()));
	for (size_t i = 0; i < j->line_count; i++) {
		struct record *bare;

		if (is_passed_over(j, j->lines[i]))
			continue;
		bare = record_copy(j->lines[i], j->mem);
		if (strcmp(id, "submit") != 0)
			bare->values = NULL;
		*VEC_PUSH_IN(j->mem, &j->items) = (struct save_item){ .record = bare,
			.act = bare->values ? NULL : id };
	}
	return 0;
}

/* What is asked comes from the order, all else from the record; a return is one more round. */
static struct record *given_of(struct act_job *j)
{
	struct record *given = record_copy(j->record, j->mem);
	const struct record *from = j->order->given;
	int64_t rounds;

	for (size_t i = 0; from && i < given->form->field_count; i++)
		if (action_asks(given->form, j->action, &given->form->fields[i]))
			given->values[i] = from->values[i];
	if (j->is_filing && takes_back(j)) {
		rounds = kept_number(j->model, given, KEPT_FILING, FILING_ROUND);
		kept_set(j->model, given, KEPT_FILING, FILING_ROUND,
			value_number(decimal_of(rounds + 1)));
	}
	return given;
}

static void add_itself(struct act_job *j)
{
	*VEC_PUSH_IN(j->mem, &j->items) = (struct save_item){ .record = given_of(j),
		.act = j->action->id, .reason = j->order->reason };
}

static int add_comments(struct act_job *j, struct err *err)
{
	for (size_t i = 0; i < j->order->comment_count; i++) {
		const struct new_comment *wanted = &j->order->comments[i];
		int own = wanted->record == j->record->id &&
			strcmp(wanted->form->id, j->record->form->id) == 0;
		struct comment_at at = { .record = own ? j->record : line_of(j, wanted->record),
			.filing = j->is_filing ? j->record : NULL };
		struct record *comment;

		if (!at.record || strcmp(at.record->form->id, wanted->form->id) != 0)
			return err_set(err, ERR_NOT_FOUND,
				_("There is no record %llu in what goes back: a comment has to "
				  "be on one of its records"),
				(unsigned long long)wanted->record);
		comment = comment_new(j->data, &at, wanted, j->mem, err);
		if (!comment)
			return -1;
		*VEC_PUSH_IN(j->mem, &j->items) = (struct save_item){ .record = comment };
	}
	return 0;
}

/* ---- the answer ---- */

static const char *line_named(struct act_job *j, const struct save_item *item)
{
	const struct record *line = line_of(j, item->record->id);
	struct str text = { 0 };
	const char *kept;

	str_addf(&text, "%s %llu", form_label(item->record->form, i18n_lang()),
		(unsigned long long)item->record->id);
	if (line) {
		str_add(&text, " (");
		record_title(j->model, line, &text);
		str_add(&text, ")");
	}
	kept = arena_text(j->mem, str_text(&text));
	str_release(&text);
	return kept;
}

/* Whichever record refused refuses the whole, and is named. */
static int tell(struct act_job *j, int got, struct err *err)
{
	const struct save_item *own = NULL, *other = NULL;

	for (size_t i = 0; i < j->items.count; i++) {
		const struct save_item *item = &j->items.at[i];

		if (item->record->id == j->record->id &&
			item->record->form->workflow == j->record->form->workflow && item->act &&
			strcmp(item->record->form->id, j->record->form->id) == 0)
			own = item;
		else if (item->result != DATA_OK && !other)
			other = item;
	}
	if (own)
		j->out->result = own->detail;
	if (got == DATA_OK)
		j->out->also = j->items.count - 1 - j->order->comment_count;
	if (got == DATA_OK || !other || (own && own->result != DATA_OK))
		return got;
	if (got < 0) {
		const char *why = arena_text(j->mem, err->text);
		enum err_code code = err->code;

		err_clear(err);
		return err_set(err, code, "%s: %s", line_named(j, other), why);
	}
	j->out->result.findings = other->detail.findings;
	j->out->result.theirs = other->detail.theirs;
	j->out->result.sentence = arena_printf(
		j->mem, "%s: %s", line_named(j, other), other->detail.sentence);
	return got;
}

static int save(struct act_job *j, struct err *err)
{
	struct save_options options = { .reason = j->order->reason,
		.flags = SAVE_VERB | (j->order->dry_run ? SAVE_DRY_RUN : 0),
		.rows = j->is_filing ? &j->rows : NULL };
	int got = data_save_together(
		j->data, j->items.at, j->items.count, &options, j->mem, err);

	return tell(j, got, err);
}

static int check_alone(const struct act_job *j, struct err *err)
{
	if (!j->action->only_with)
		return 0;
	return err_set(err, ERR_DENIED,
		_("This is never done by itself: %s; it comes with what is done to a filing, a "
		  "period or a correction"),
		action_label(j->action));
}

static int do_once(struct act_job *j, struct err *err)
{
	int got;

	j->items.at = NULL;
	j->items.count = j->items.cap = 0;
	if (check_alone(j, err) < 0 || (j->is_filing && read_filing(j, err) < 0))
		return -1;
	got = check_seen(j);
	if (got == DATA_OK && j->is_filing)
		got = check_closed(j, err);
	if (got == DATA_OK && j->is_filing)
		got = check_complete(j);
	if (got == DATA_OK && j->is_filing)
		got = check_nil(j);
	if (got != DATA_OK)
		return got;
	add_itself(j);
	if ((j->is_filing && add_lines(j, err) < 0) || add_comments(j, err) < 0)
		return -1;
	return save(j, err);
}

/* As data_act() would say that there is no such action. */
static int act_plainly(struct act_job *j, const struct form *form, uint64_t id,
	uint64_t revision, struct err *err)
{
	struct act_options options = { .action = j->order->action, .reason = j->order->reason,
		.dry_run = j->order->dry_run, .given = j->order->given };

	return data_act(j->data, form, id, revision, &options, j->mem, &j->out->result, err);
}

static int approves(const struct act_job *j, const struct form *form)
{
	const struct work_action *action = form_action(form, j->order->action);
	enum kept what;

	return action && form_is_kept(j->model, form, &what) && what == KEPT_CORRECTION &&
		counts(j, action->to);
}

/* 0; 1 another revision stands, and *out says so; -1. */
static int read_record(struct act_job *j, const struct form *form, uint64_t id,
	uint64_t revision, struct err *err)
{
	int got = data_get(j->data, form, id, j->mem, &j->record, err);

	if (got == DATA_NONE)
		return refuse(j, DATA_NONE, _("There is no such record where you may look"));
	if (got == DATA_OK && revision && revision != j->record->revision) {
		j->out->result.theirs = j->record;
		return refuse(j, DATA_CONFLICT,
			_("Somebody saved this record meanwhile: compare, then save again"));
	}
	return got;
}

int work_act(struct dataset *data, const struct form *form, uint64_t id, uint64_t revision,
	const struct act_order *order, struct arena *mem, struct act_done *out,
	struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct form *now = model_form(model, form->id);
	struct act_job j = { .data = data, .model = model, .order = order, .mem = mem,
		.out = out };
	enum kept what;
	int got = DATA_CONFLICT;

	form = now ? now : form;
	j.is_filing = form_is_kept(model, form, &what) && what == KEPT_FILING;
	j.action = form_action(form, order->action ? order->action : "");
	*out = (struct act_done){ .also = 0 };
	if (!j.action || (!j.is_filing && !approves(&j, form) && order->comment_count == 0))
		return act_plainly(&j, form, id, revision, err);
	/* a record of it changed meanwhile: all of it is looked at again */
	for (int i = 0; i < TRIES && got == DATA_CONFLICT; i++) {
		*out = (struct act_done){ .also = 0 };
		got = read_record(&j, form, id, revision, err);
		if (got != DATA_OK)
			return got;
		if (approves(&j, form))
			return correct_approve(data, id, order, mem, out, err);
		got = do_once(&j, err);
		if (order->seen && got == DATA_CONFLICT)
			return got;
	}
	return got;
}

int work_act_many(struct dataset *data, struct save_item *items, size_t count,
	const struct act_order *order, struct arena *mem, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct record *record = items[i].record;
		struct act_done done;
		struct err why = { 0 };

		items[i].result = work_act(data, record->form, record->id, record->revision,
			order, mem, &done, &why);
		items[i].detail = done.result;
		if (items[i].result >= 0)
			continue;
		if (why.code == ERR_STORE || why.code == ERR_CANCELLED) {
			*err = why;
			return -1;
		}
		items[i].detail.sentence = arena_text(mem, why.text);
	}
	return 0;
}

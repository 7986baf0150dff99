/*
 * second.c - blind second entry: what may be seen before, what was typed against what stands,
 * and what is kept of it.
 */
#include "work/second.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/workflow.h"
#include "work/collect_internal.h"
#include "work/second_internal.h"

static const struct value nothing = { .state = VALUE_NONE };

/* ---- who may ---- */

/* Typing it, in whatever way; not looking it through. */
static int is_typing(const struct form *form, const char *deed)
{
	static const char *const deeds[] = { "create", "save", "change", "submit", "import" };
	const struct work_action *action = form_action(form, deed);

	for (size_t i = 0; i < COUNT_OF(deeds); i++)
		if (strcmp(deeds[i], deed) == 0)
			return 1;
	return action && action->changes;
}

static int refuse(struct dataset *data, const struct record *record, const char *why,
	struct err *err)
{
	const struct model *model = dataset_model(data);
	struct str who = { 0 };

	may_who(model, ACTION_CREATE, kept_form(model, KEPT_SECOND), NULL, &who);
	err_set(err, ERR_DENIED,
		_("%s. The second entry of %s %llu is for somebody else: %s."), why,
		form_label(record->form, i18n_lang()), (unsigned long long)record->id,
		who.len ? str_text(&who) : _("nobody"));
	str_release(&who);
	return -1;
}

static int refuse_typist(
	struct dataset *data, struct record *record, struct arena *mem, struct err *err)
{
	const char *user = dataset_viewer(data)->user;

	if (data_deeds(data, record, mem, err) < 0)
		return -1;
	for (size_t i = 0; user && i < record->done_count; i++)
		if (strcmp(record->done[i].user, user) == 0 &&
			is_typing(record->form, record->done[i].action))
			return refuse(data, record,
				_("You have typed or changed this record yourself"), err);
	return 0;
}

const struct field *second_kept(const struct dataset *data, size_t which)
{
	return kept_field(dataset_model(data), KEPT_SECOND, which);
}

/* Kept ones of the record, each visited. */
int second_each(struct dataset *data, const struct record *record, struct arena *mem,
	int (*visit)(void *context, const struct record *kept, struct err *err), void *context,
	struct err *err)
{
	const struct model *model = dataset_model(data);
	struct query query = { .form = kept_form(model, KEPT_SECOND) };

	query.where = work_condition(model, query.form, mem, err,
		"%s = '%s' and %s = '%" PRIu64 "'", second_kept(data, SECOND_LEDGER)->id,
		record->form->id, second_kept(data, SECOND_RECORD)->id, record->id);
	return query.where ? query_each(data, &query, visit, context, err) : -1;
}

static int is_by(void *context, const struct record *kept, struct err *err)
{
	const char **user = context;

	(void)err;
	if (!*user || !kept->changed_by || strcmp(kept->changed_by, *user) != 0)
		return 0;
	*user = NULL;
	return 1;
}

/* Whoever has seen where the two differ is blind no more. */
static int refuse_again(
	struct dataset *data, struct record *record, struct arena *mem, struct err *err)
{
	const char *user = dataset_viewer(data)->user;
	int by_someone = user != NULL;

	if (second_each(data, record, mem, is_by, &user, err) < 0)
		return -1;
	if (!by_someone || user)
		return 0;
	return refuse(data, record, _("You have typed this record a second time already"), err);
}

static int read_first(struct dataset *data, const struct form *form, uint64_t id,
	struct arena *mem, struct record **out, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct form *seconds = kept_form(model, KEPT_SECOND);
	int got;

	if (!seconds)
		return err_set(err, ERR_FAULT,
			_("conf/cycles.conf names no ledger of second entries"));
	if (form_is_kept(model, form, NULL))
		return err_set(err, ERR_USAGE,
			_("%s is kept by the program: nobody types it, once or twice"),
			form_label(form, i18n_lang()));
	if (may(model, dataset_viewer(data), ACTION_CREATE, seconds, NULL, err) < 0)
		return -1;
	got = data_get(data, form, id, mem, out, err);
	if (got == DATA_OK && (*out)->state == STATE_DELETED)
		return DATA_NONE;
	if (got == DATA_OK && (refuse_typist(data, *out, mem, err) < 0 ||
				      refuse_again(data, *out, mem, err) < 0))
		return -1;
	return got;
}

/* ---- what is typed ---- */

int second_types(const struct form *form, const struct field *field)
{
	return !field->compute &&
		!(field->flags & (FIELD_KEY | FIELD_READ_ONLY | FIELD_RETIRED)) &&
		!action_asks(form, NULL, field);
}

int second_open(struct dataset *data, const struct form *form, uint64_t id, struct arena *mem,
	struct record **out, struct err *err)
{
	struct record *first;
	int got = read_first(data, form, id, mem, &first, err);

	if (got != DATA_OK)
		return got;
	*out = record_new(form, mem);
	for (size_t i = 0; i < form->field_count; i++)
		(*out)->values[i] = form->fields[i].flags & FIELD_KEY
			? value_copy(&first->values[i], mem)
			: nothing;
	return DATA_OK;
}

/* ---- comparing ---- */

struct comparing {
	struct dataset *data;
	const struct form *form;
	const struct record *sides[2];
	struct arena *mem;
	VEC(struct second_cell) cells;
};

static int alike(const struct value *a, const struct value *b)
{
	struct value x = *a, y = *b;

	x.note = y.note = NULL;
	x.carried = y.carried = 0;
	return value_equal(&x, &y);
}

static struct expr_scope scope_of(struct comparing *c, int side)
{
	return (struct expr_scope){ .model = dataset_model(c->data),
		.record = c->sides[side],
		.param = data_rule_param,
		.context = c->data,
		.mem = c->mem };
}

/* By one of the two; what cannot be told is asked. */
static int is_asked(struct comparing *c, const struct field *field)
{
	int asked = 0;

	for (int side = 0; side < 2 && !asked; side++) {
		struct expr_scope scope = scope_of(c, side);
		struct err ignored = { 0 };

		asked = field_is_asked(field, &scope, &ignored) != 0;
	}
	return asked;
}

static size_t rows_of(const struct value *v)
{
	return value_is_given(v) && v->kind == KIND_ROWS ? v->rows.count : 0;
}

static const struct value *cell_of(const struct value *v, size_t row, size_t column)
{
	return row < rows_of(v) ? &v->rows.cells[row * v->rows.width + column] : &nothing;
}

static void add_cell(struct comparing *c, struct second_cell cell)
{
	if (cell.first->state == VALUE_NONE && cell.second->state == VALUE_NONE)
		return;
	cell.same = alike(cell.first, cell.second);
	*VEC_PUSH_IN(c->mem, &c->cells) = cell;
}

/* "Known to be missing" of a whole table is a cell of its own. */
static void add_table(struct comparing *c, const struct field *group, const struct value *first,
	const struct value *second)
{
	size_t rows = rows_of(first), more = rows_of(second);

	if (more > rows)
		rows = more;
	if (!rows)
		add_cell(c, (struct second_cell){ group, NULL, 0, first, second, 0 });
	for (size_t row = 0; row < rows; row++)
		for (size_t i = 0; i < group->group->field_count; i++) {
			const struct field *field = &group->group->fields[i];

			if (field->compute || field->flags & FIELD_RETIRED)
				continue;
			add_cell(c, (struct second_cell){ field, group, row,
				cell_of(first, row, i), cell_of(second, row, i), 0 });
		}
}

static void add_field(struct comparing *c, const struct field *field)
{
	const struct value *first = &c->sides[0]->values[field->index];
	const struct value *second = &c->sides[1]->values[field->index];

	if (!is_asked(c, field))
		return;
	if (field->group)
		add_table(c, field, first, second);
	else
		add_cell(c, (struct second_cell){ field, NULL, 0, first, second, 0 });
}

/* Parts into out->parts, which has room for all fields. */
static void compare_all(struct comparing *c, struct second *out)
{
	out->parts = arena_array(c->mem, c->form->field_count, sizeof(*out->parts));
	for (size_t i = 0; i < c->form->field_count; i++) {
		const struct field *field = &c->form->fields[i];
		struct second_part *part = &out->parts[out->part_count];

		*part = (struct second_part){ .field = field, .from = c->cells.count };
		if (second_types(c->form, field))
			add_field(c, field);
		part->count = c->cells.count - part->from;
		for (size_t n = 0; n < part->count; n++)
			part->agreed += c->cells.at[part->from + n].same != 0;
		out->part_count += part->count > 0;
		out->agreed += part->agreed;
	}
	out->cells = c->cells.at;
	out->cell_count = c->cells.count;
}

size_t second_cells(struct dataset *data, const struct record *typed)
{
	struct arena mem = { 0 };
	struct comparing c = { .data = data, .form = typed->form, .mem = &mem,
		.sides = { typed, typed } };
	struct second s = { 0 };

	compare_all(&c, &s);
	arena_release(&mem);
	return s.cell_count;
}

static int check_key(const struct record *first, const struct record *typed, struct err *err)
{
	const struct field_set *key = &typed->form->key;

	for (size_t i = 0; i < key->count; i++) {
		size_t at = key->at[i]->index;

		if (!alike(&first->values[at], &typed->values[at]))
			return err_set(err, ERR_USAGE,
				_("What was typed has another %s than %s %llu: it is not this "
				  "record"),
				field_label(key->at[i], i18n_lang()),
				form_label(typed->form, i18n_lang()),
				(unsigned long long)first->id);
	}
	return 0;
}

int second_compare(struct dataset *data, uint64_t id, const struct record *typed,
	struct arena *mem, struct second *out, struct err *err)
{
	struct comparing c = { .data = data, .form = typed->form, .mem = mem };
	struct record *first = NULL;
	struct err why = { 0 };
	int got = read_first(data, typed->form, id, mem, &first, err);

	*out = (struct second){ .first = first, .typed = typed, .refusal = "" };
	if (got == DATA_OK && check_key(first, typed, err) < 0)
		return -1;
	if (got != DATA_OK)
		return got;
	c.sides[0] = first;
	c.sides[1] = typed;
	compare_all(&c, out);
	if (may(dataset_model(data), dataset_viewer(data), ACTION_CHANGE, typed->form, first,
		    &why) < 0)
		out->refusal = arena_text(mem, why.text);
	return DATA_OK;
}

/* ---- keeping ---- */

/* "Area: 878 / 873" */
static void cell_text(struct dataset *data, const struct second_cell *cell, struct str *out)
{
	const struct value *sides[] = { cell->first, cell->second };

	if (cell->group)
		str_addf(out, "%s %zu ", field_label(cell->group, i18n_lang()), cell->row + 1);
	str_addf(out, "%s: ", field_label(cell->field, i18n_lang()));
	for (int i = 0; i < 2; i++) {
		str_add(out, i ? " / " : "");
		if (sides[i]->state == VALUE_NONE)
			str_add(out, _("(empty)"));
		else
			data_show(data, cell->field, sides[i], out);
	}
}

const char *const second_marks[] = {
	[SECOND_OPEN] = "[?]", [SECOND_FIRST] = "[1]", [SECOND_TAKEN] = "[2]"
};

/* A line a cell; as many as a note can hold. */
static const char *differing(struct dataset *data, const struct second *s, struct arena *mem)
{
	struct str all = { 0 }, line = { 0 };
	size_t room = FIELD_TEXT_LIMIT - 1;

	for (size_t i = 0; i < s->part_count; i++) {
		const struct second_part *part = &s->parts[i];

		for (size_t n = part->from; n < part->from + part->count; n++) {
			if (s->cells[n].same)
				continue;
			str_clear(&line);
			str_addf(&line, "%s%s ", all.len ? "\n" : "",
				second_marks[part->choice]);
			cell_text(data, &s->cells[n], &line);
			if (utf8_count(str_text(&line)) > room) {
				str_add(&all, "…");
				room = 0;
				break;
			}
			room -= utf8_count(str_text(&line));
			str_add(&all, str_text(&line));
		}
		if (!room)
			break;
	}
	str_release(&line);
	return str_keep(&all, mem);
}

static struct record *make_kept(
	struct dataset *data, const struct second *s, struct arena *mem)
{
	const struct model *model = dataset_model(data);
	const struct form *form = s->typed->form;
	struct record *kept = record_new(kept_form(model, KEPT_SECOND), mem);
	const char *lines = differing(data, s, mem);

	kept_set(model, kept, KEPT_SECOND, SECOND_LEDGER, value_text(form->id));
	kept_set(model, kept, KEPT_SECOND, SECOND_RECORD,
		value_text(arena_printf(mem, "%" PRIu64, s->first->id)));
	if (form->unit)
		kept_set(model, kept, KEPT_SECOND, SECOND_UNIT,
			s->first->values[form->unit->index]);
	if (form->period)
		kept_set(model, kept, KEPT_SECOND, SECOND_PERIOD,
			s->first->values[form->period->index]);
	kept_set(model, kept, KEPT_SECOND, SECOND_COMPARED,
		value_number(decimal_of((int64_t)s->cell_count)));
	kept_set(model, kept, KEPT_SECOND, SECOND_AGREED,
		value_number(decimal_of((int64_t)s->agreed)));
	if (*lines)
		kept_set(model, kept, KEPT_SECOND, SECOND_DIFFERING, value_text(lines));
	return kept;
}

/* The record with what was taken; NULL: nothing was. */
static struct record *make_changed(const struct second *s, struct arena *mem, size_t *taken)
{
	struct record *now = record_copy(s->first, mem);

	*taken = 0;
	for (size_t i = 0; i < s->part_count; i++) {
		const struct second_part *part = &s->parts[i];
		size_t at = part->field->index;

		if (part->choice != SECOND_TAKEN || part->agreed == part->count)
			continue;
		now->values[at] = value_copy(&s->typed->values[at], mem);
		++*taken;
	}
	return *taken ? now : NULL;
}

int second_keep(struct dataset *data, const struct second *s, struct arena *mem,
	struct save_result *out, size_t *taken, struct err *err)
{
	struct record *changed = make_changed(s, mem, taken);
	struct save_item items[2] = { { .record = make_kept(data, s, mem) },
		{ .record = changed } };
	struct save_options how = { .flags = SAVE_VERB | SAVE_GUARDED };
	int got;

	*out = (struct save_result){ 0 };
	if (changed && *s->refusal)
		return err_set(err, ERR_DENIED, "%s", s->refusal);
	if (changed) {
		how.reason = _("second entry");
		/* one that was given before goes on with the record */
		how.flags |= changed->warn_reason ? SAVE_ACCEPT_WARNINGS : 0;
		how.flags |= changed->state == STATE_SAVED ? SAVE_KEEP : 0;
	}
	got = data_save_together(data, items, changed ? 2 : 1, &how, mem, err);
	for (int i = 0; i < 2 && got > 0; i++)
		if (items[i].result == got)
			*out = items[i].detail;
	return got;
}

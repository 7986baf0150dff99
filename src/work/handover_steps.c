/*
 * handover_steps.c - one holding ends the day before, the successor's begins.
 */
#include "work/handover_steps.h"

#include <string.h>

#include "base/date.h"
#include "model/model.h"

static const struct post_fields *post_names(const struct changes *c)
{
	return &dataset_model(c->data)->site.posts;
}

/* A row that would never have been held is taken out; the history of the record keeps it. */
static void end_row(struct record *record, const char *rows, size_t row, const char *from,
	const char *to, int32_t day)
{
	int32_t first = day_of_value(cell_in(record, rows, row, from));

	if (first != DATE_NONE && first >= day)
		row_drop(record, rows, row);
	else
		*cell_in(record, rows, row, to) = value_date(day - 1);
}

/* Rows of the user that reach to the day or past it; a row before it is no matter. */
static int reaches(const struct record *record, const char *rows, size_t row, const char *to,
	int32_t day)
{
	int32_t last = day_of_value(cell_in(record, rows, row, to));

	return last == DATE_NONE || last >= day;
}

static void end_holder(
	struct changes *c, struct record *record, uint64_t user, int32_t day)
{
	const struct post_fields *n = post_names(c);

	for (size_t i = rows_of(record, n->rows); i-- > 0;)
		if (id_of_value(cell_in(record, n->rows, i, n->user)) == user &&
			reaches(record, n->rows, i, n->to, day))
			end_row(record, n->rows, i, n->from, n->to, day);
}

static int holds_already(
	struct changes *c, const struct record *record, uint64_t user, int32_t day)
{
	const struct post_fields *n = post_names(c);

	for (size_t i = 0; i < rows_of(record, n->rows); i++) {
		int32_t first = day_of_value(cell_in(record, n->rows, i, n->from));

		if (id_of_value(cell_in(record, n->rows, i, n->user)) == user &&
			(first == DATE_NONE || first <= day) &&
			!value_is_given(cell_in(record, n->rows, i, n->to)))
			return 1;
	}
	return 0;
}

static void begin_holder(struct changes *c, struct record *record,
	const struct handover_step *step)
{
	const struct post_fields *n = post_names(c);
	size_t row;

	if (!step->to || holds_already(c, record, step->to, step->day))
		return;
	row = row_add(record, n->rows, c->mem);
	*cell_in(record, n->rows, row, n->user) = value_of_id(step->to, c->mem);
	*cell_in(record, n->rows, row, n->from) = value_date(step->day);
	if (step->acting || step->holding->acting)
		*cell_in(record, n->rows, row, n->acting) = value_bool(1);
}

/* ---- a row of older data: the user's own record holds it ---- */

static int is_row(struct changes *c, const struct record *record, size_t row,
	const struct holding *h)
{
	const struct user_fields *n = &dataset_model(c->data)->site.users;
	const struct value *role = cell_in(record, n->rows, row, n->post);
	const struct value *unit = cell_in(record, n->rows, row, n->unit);

	return value_is_given(role) && strcmp(role->text, h->role) == 0 &&
		(!value_is_given(unit) || strcmp(unit->text, h->unit->code) == 0);
}

static int end_old_row(struct changes *c, const struct handover_step *step, struct err *err)
{
	const struct user_fields *n = &dataset_model(c->data)->site.users;
	struct record *record = changes_open(c, n->form, step->holding->user, err);

	if (!record)
		return -1;
	for (size_t i = rows_of(record, n->rows); i-- > 0;)
		if (is_row(c, record, i, step->holding) &&
			reaches(record, n->rows, i, n->to, step->day))
			end_row(record, n->rows, i, n->from, n->to, step->day);
	return 0;
}

/* The post that the row should have been: of that role at that unit; made when absent. */
static struct record *post_of_row(
	struct changes *c, const struct handover_step *step, struct err *err)
{
	const struct post_fields *n = post_names(c);
	const struct holding *h = step->holding;
	struct record *record;

	for (size_t i = 0; i < step->people->posts.count; i++) {
		const struct post *post = &step->people->posts.at[i];

		if (post->unit == h->unit && strcmp(post->role, h->role) == 0)
			return changes_open(c, n->form, post->id, err);
	}
	record = changes_new(c, n->form, err);
	if (!record)
		return NULL;
	set_in(record, n->name, value_text(role_name(dataset_model(c->data), h->role)));
	set_in(record, n->role, value_text(h->role));
	set_in(record, n->unit, value_text(h->unit->code));
	return record;
}

int handover_step(struct changes *c, const struct handover_step *step, struct err *err)
{
	struct record *record;

	if (step->holding->post) {
		record = changes_open(c, post_names(c)->form, step->holding->post, err);
		if (record && !step->acting)
			end_holder(c, record, step->holding->user, step->day);
	} else {
		if (!step->acting && end_old_row(c, step, err) < 0)
			return -1;
		if (!step->to)
			return 0;
		record = post_of_row(c, step, err);
	}
	if (!record)
		return -1;
	begin_holder(c, record, step);
	return 0;
}

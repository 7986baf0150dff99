/*
 * merge.c - three-way merge of records: values, their notes, and rows of groups.
 *
 * Rows have no names, so a side's rows are matched with those that were there by the longest
 * common run; what is between is a hunk.  Hunks of both sides go together unless they meet.
 */
#include "model/merge.h"

#include <string.h>

#include "base/vec.h"
#include "model/form.h"

/* Beyond this many pairs of changed rows nobody matches them any more. */
enum { MOST_PAIRS = 1 << 20 };

enum verdict { SAME, TAKEN, KEPT, BOTH, CLASH };

/* ---- one side's rows against those that were there --------------------------------------- */

struct hunk {
	size_t from, to; /* rows that were there ... */
	size_t first, last; /* ... and what stands in their place on this side */
};

struct hunks {
	struct hunk *at;
	size_t count, cap;
};

struct diff {
	const struct row_values *was, *is;
	size_t head; /* rows alike at the top */
	size_t was_count, is_count; /* in between, without those alike at the bottom */
	unsigned *common; /* (was_count + 1) x (is_count + 1): longest run from there on */
	struct arena *mem;
	struct hunks out;
};

static int rows_equal(
	const struct row_values *a, size_t row_a, const struct row_values *b, size_t row_b)
{
	for (size_t i = 0; i < a->width; i++) {
		if (!value_equal(
			    &a->cells[row_a * a->width + i], &b->cells[row_b * b->width + i]))
			return 0;
	}
	return 1;
}

static int meets(const struct diff *d, size_t was, size_t is)
{
	return rows_equal(d->was, d->head + was, d->is, d->head + is);
}

static unsigned *common_at(struct diff *d, size_t was, size_t is)
{
	return &d->common[was * (d->is_count + 1) + is];
}

static void find_common(struct diff *d)
{
	d->common =
		arena_array(d->mem, (d->was_count + 1) * (d->is_count + 1), sizeof(*d->common));
	for (size_t w = d->was_count; w-- > 0;) {
		for (size_t i = d->is_count; i-- > 0;) {
			unsigned down = *common_at(d, w + 1, i),
				 right = *common_at(d, w, i + 1);

			if (meets(d, w, i))
				*common_at(d, w, i) = *common_at(d, w + 1, i + 1) + 1;
			else
				*common_at(d, w, i) = down > right ? down : right;
		}
	}
}

/* As many rows before as after: each was changed where it stands. */
static void add_hunk(struct diff *d, struct hunk hunk)
{
	size_t rows = hunk.to - hunk.from;

	hunk.from += d->head;
	hunk.to += d->head;
	hunk.first += d->head;
	hunk.last += d->head;
	if (rows == 0 || rows != hunk.last - hunk.first) {
		*VEC_PUSH_IN(d->mem, &d->out) = hunk;
		return;
	}
	for (size_t i = 0; i < rows; i++)
		*VEC_PUSH_IN(d->mem, &d->out) = (struct hunk){ hunk.from + i, hunk.from + i + 1,
			hunk.first + i, hunk.first + i + 1 };
}

static void walk_common(struct diff *d)
{
	struct hunk open = { 0 };
	size_t w = 0, i = 0;

	while (w < d->was_count && i < d->is_count) {
		if (!meets(d, w, i)) {
			if (*common_at(d, w + 1, i) >= *common_at(d, w, i + 1))
				w++;
			else
				i++;
			continue;
		}
		open.to = w++;
		open.last = i++;
		if (open.to > open.from || open.last > open.first)
			add_hunk(d, open);
		open = (struct hunk){ .from = w, .first = i };
	}
	open.to = d->was_count;
	open.last = d->is_count;
	if (open.to > open.from || open.last > open.first)
		add_hunk(d, open);
}

static struct hunks changes(
	const struct row_values *was, const struct row_values *is, struct arena *mem)
{
	struct diff d = { .was = was, .is = is, .mem = mem };
	size_t least = was->count < is->count ? was->count : is->count, tail = 0;

	while (d.head < least && rows_equal(was, d.head, is, d.head))
		d.head++;
	while (d.head + tail < least &&
		rows_equal(was, was->count - 1 - tail, is, is->count - 1 - tail))
		tail++;
	d.was_count = was->count - d.head - tail;
	d.is_count = is->count - d.head - tail;
	if (d.is_count > 0 && d.was_count > MOST_PAIRS / d.is_count) {
		add_hunk(&d, (struct hunk){ 0, d.was_count, 0, d.is_count });
		return d.out;
	}
	find_common(&d);
	walk_common(&d);
	return d.out;
}

/* ---- both sides' rows together ----------------------------------------------------------- */

struct side {
	const struct row_values *rows;
	struct hunks hunks;
	size_t next; /* hunk not yet taken */
};

struct joining {
	const struct row_values *was;
	struct side mine, theirs;
	struct arena *mem;
	VEC(struct value) cells;
};

static void take_row(struct joining *j, const struct row_values *rows, size_t row)
{
	for (size_t i = 0; i < rows->width; i++)
		*VEC_PUSH_IN(j->mem, &j->cells) = rows->cells[row * rows->width + i];
}

static void take_hunk(struct joining *j, const struct side *side, const struct hunk *hunk)
{
	for (size_t row = hunk->first; row < hunk->last; row++)
		take_row(j, side->rows, row);
}

static int is_insert(const struct hunk *hunk)
{
	return hunk->from == hunk->to;
}

static int same_hunk(
	const struct joining *j, const struct hunk *mine, const struct hunk *theirs)
{
	if (mine->from != theirs->from || mine->to != theirs->to ||
		mine->last - mine->first != theirs->last - theirs->first)
		return 0;
	for (size_t i = 0; i < mine->last - mine->first; i++) {
		if (!rows_equal(
			    j->mine.rows, mine->first + i, j->theirs.rows, theirs->first + i))
			return 0;
	}
	return 1;
}

/* Both added rows at one place: theirs, then those of mine that are not among them. */
static void take_both(struct joining *j, const struct hunk *mine, const struct hunk *theirs)
{
	take_hunk(j, &j->theirs, theirs);
	for (size_t row = mine->first; row < mine->last; row++) {
		size_t i = theirs->first;

		while (i < theirs->last && !rows_equal(j->mine.rows, row, j->theirs.rows, i))
			i++;
		if (i == theirs->last)
			take_row(j, j->mine.rows, row);
	}
}

static int hunks_meet(const struct hunk *a, const struct hunk *b)
{
	if (is_insert(a))
		return b->from < a->from && a->from < b->to;
	if (is_insert(b))
		return a->from < b->from && b->from < a->to;
	return a->from < b->to && b->from < a->to;
}

static const struct hunk *waiting(const struct side *side)
{
	return side->next < side->hunks.count ? &side->hunks.at[side->next] : NULL;
}

/* Earlier in the record; of two at one place the added rows. */
static int is_before(const struct hunk *a, const struct hunk *b)
{
	if (!b || !a)
		return a != NULL;
	return a->from != b->from ? a->from < b->from : is_insert(a) || !is_insert(b);
}

static int join_next(struct joining *j, size_t *at)
{
	const struct hunk *mine = waiting(&j->mine), *theirs = waiting(&j->theirs), *first;
	struct side *side = is_before(theirs, mine) ? &j->theirs : &j->mine;

	first = waiting(side);
	while (*at < first->from)
		take_row(j, j->was, (*at)++);
	*at = first->to;
	if (mine && theirs && same_hunk(j, mine, theirs))
		take_hunk(j, &j->theirs, theirs);
	else if (mine && theirs && is_insert(mine) && is_insert(theirs) &&
		mine->from == theirs->from)
		take_both(j, mine, theirs);
	else if (mine && theirs && hunks_meet(mine, theirs))
		return -1;
	else {
		take_hunk(j, side, first);
		side->next++;
		return 0;
	}
	j->mine.next++;
	j->theirs.next++;
	return 0;
}

static int is_rows(const struct value *v, size_t width)
{
	return v->state == VALUE_NONE ||
		(v->state == VALUE_GIVEN && v->kind == KIND_ROWS && v->rows.width == width);
}

static struct row_values rows_of(const struct value *v, size_t width)
{
	return v->state == VALUE_GIVEN ? v->rows : (struct row_values){ .width = width };
}

/* 0 into *out, or -1 when a row was changed by both. */
static int join_rows(const struct value *base, const struct value *mine,
	const struct value *theirs, size_t width, struct arena *mem, struct value *out)
{
	struct row_values was = rows_of(base, width), a = rows_of(mine, width),
			  b = rows_of(theirs, width);
	struct joining j = { .was = &was, .mem = mem };
	size_t at = 0;

	j.mine = (struct side){ .rows = &a, .hunks = changes(&was, &a, mem) };
	j.theirs = (struct side){ .rows = &b, .hunks = changes(&was, &b, mem) };
	while (waiting(&j.mine) || waiting(&j.theirs)) {
		if (join_next(&j, &at) < 0)
			return -1;
	}
	while (at < was.count)
		take_row(&j, &was, at++);
	*out = value_state_only(VALUE_NONE);
	if (j.cells.count == 0)
		return 0;
	out->state = VALUE_GIVEN;
	out->kind = KIND_ROWS;
	out->rows = (struct row_values){
		.cells = j.cells.at, .count = j.cells.count / width, .width = width
	};
	return 0;
}

/* ---- values ------------------------------------------------------------------------------ */

static int same_note(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static int same_content(const struct value *a, const struct value *b)
{
	struct value x = *a, y = *b;

	x.note = y.note = NULL;
	return value_equal(&x, &y);
}

static enum verdict judge(int mine_as_base, int theirs_as_base, int alike)
{
	if (alike)
		return mine_as_base ? SAME : BOTH;
	if (mine_as_base)
		return TAKEN;
	return theirs_as_base ? KEPT : CLASH;
}

/* What one did to the value and the other to its note go together. */
static enum verdict join_value(const struct value *base, const struct value *mine,
	const struct value *theirs, struct value *out)
{
	enum verdict content = judge(same_content(mine, base), same_content(theirs, base),
			     same_content(mine, theirs)),
		     note = judge(same_note(mine->note, base->note),
			     same_note(theirs->note, base->note),
			     same_note(mine->note, theirs->note));

	*out = *mine;
	if (content == CLASH || note == CLASH)
		return CLASH;
	if (content == TAKEN)
		*out = *theirs;
	out->note = note == TAKEN ? theirs->note : mine->note;
	if (content == TAKEN || note == TAKEN)
		return content == KEPT || note == KEPT ? BOTH : TAKEN;
	return content == KEPT || note == KEPT ? KEPT : SAME;
}

static enum verdict join_field(const struct field *field, const struct value *base,
	const struct value *mine, const struct value *theirs, struct arena *mem,
	struct value *out)
{
	enum verdict verdict = join_value(base, mine, theirs, out);
	size_t width = field->group ? field->group->field_count : 0;

	if (verdict != CLASH || width == 0 || !is_rows(base, width) || !is_rows(mine, width) ||
		!is_rows(theirs, width))
		return verdict;
	return join_rows(base, mine, theirs, width, mem, out) < 0 ? CLASH : BOTH;
}

static void add_field(struct merge_fields *set, const struct field *field)
{
	set->at[set->count++] = field;
}

static void note_verdict(struct merge *out, const struct field *field, enum verdict verdict,
	const struct record *mine, const struct record *theirs)
{
	const struct value *merged = &out->merged->values[field->index];

	if (verdict == CLASH) {
		add_field(&out->clashes, field);
		return;
	}
	/* of what both have changed each sees what is new to him */
	if (verdict == TAKEN ||
		(verdict == BOTH && !value_equal(merged, &mine->values[field->index])))
		add_field(&out->taken, field);
	if (verdict == KEPT ||
		(verdict == BOTH && !value_equal(merged, &theirs->values[field->index])))
		add_field(&out->kept, field);
}

static const char *join_reason(
	const struct record *base, const struct record *mine, const struct record *theirs)
{
	return same_note(mine->warn_reason, base->warn_reason) ? theirs->warn_reason
							       : mine->warn_reason;
}

void merge_records(const struct record *base, const struct record *mine,
	const struct record *theirs, struct arena *mem, struct merge *out)
{
	const struct form *form = theirs->form;
	size_t count = form->field_count;

	*out = (struct merge){ .merged = record_copy(theirs, mem) };
	out->clashes.at = arena_array(mem, count, sizeof(*out->clashes.at));
	out->taken.at = arena_array(mem, count, sizeof(*out->taken.at));
	out->kept.at = arena_array(mem, count, sizeof(*out->kept.at));
	for (size_t i = 0; i < count; i++) {
		const struct field *field = &form->fields[i];
		struct value value;
		enum verdict verdict;

		if (field->compute)
			continue;
		verdict = join_field(field, &base->values[i], &mine->values[i],
			&theirs->values[i], mem, &value);
		out->merged->values[i] = value_copy(&value, mem);
		note_verdict(out, field, verdict, mine, theirs);
	}
	out->merged->warn_reason = join_reason(base, mine, theirs);
	if (out->merged->warn_reason)
		out->merged->warn_reason = arena_text(mem, out->merged->warn_reason);
}

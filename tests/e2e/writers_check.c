/*
 * writers_check.c - after the storm: every noted save is there with its values, nothing was
 * done twice, and the totals are what the records add up to.
 */
#include "writers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/query.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

struct noted {
	unsigned long long id, revision;
	int state, own;
	char area[32], as_of[16];
};

struct check {
	struct session s;
	const struct form *form;
	VEC(struct noted) all;
	uint64_t revisions; /* of all lines of the writers */
};

static void read_notes(struct check *c, const char *path, long limit)
{
	FILE *in = fopen(path, "re");
	struct noted n;

	while (in && (limit < 0 || ftell(in) < limit) &&
		fscanf(in, "%llu %llu %d %d %31s %15s", &n.id, &n.revision, &n.state, &n.own,
			n.area, n.as_of) == 6) {
		*VEC_PUSH(&c->all) = n;
		fgetc(in);
	}
	if (in)
		fclose(in);
}

static int by_id(const void *a, const void *b)
{
	const struct noted *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->revision < y->revision ? -1 : x->revision > y->revision;
}

static void must_show(
	struct check *c, const struct record *record, const char *id, const char *want)
{
	const struct field *field = form_field(record->form, id);
	struct str text = { 0 };

	field_format(c->s.model, field, &record->values[field->index], &text);
	if (strcmp(str_text(&text), want) != 0)
		fail_msg("record %llu, revision %llu: %s is %s, %s was acknowledged",
			(unsigned long long)record->id, (unsigned long long)record->revision,
			id, str_text(&text), want);
	str_release(&text);
}

/* One line's acknowledged revisions, in order. */
static void check_line(struct check *c, const struct noted *noted, size_t count)
{
	struct revision_list list = { 0 };
	struct arena mem = { 0 };
	struct err err = { 0 };

	if (data_history(c->s.data, c->form, noted[0].id, &mem, &list, &err) != DATA_OK)
		fail_msg("record %llu is lost: %s", noted[0].id, err.text);
	for (size_t i = 0; i < count; i++) {
		const struct noted *n = &noted[i];

		if (i > 0 && n->revision == noted[i - 1].revision)
			fail_msg("record %llu: revision %llu was given twice", n->id,
				n->revision);
		if (n->revision > list.count)
			fail_msg("record %llu: revision %llu was acknowledged and is lost",
				n->id, n->revision);
		assert_int_equal(list.at[n->revision - 1].number, n->revision);
		assert_true(list.at[n->revision - 1].whole);
		assert_int_equal(list.at[n->revision - 1].record->state, n->state);
		must_show(c, list.at[n->revision - 1].record, "area", n->area);
		must_show(c, list.at[n->revision - 1].record, "as_of", n->as_of);
	}
	arena_release(&mem);
}

static int count_revisions(void *context, const struct record *record, struct err *err)
{
	struct check *c = context;
	const struct value *grower = &record->values[form_field(c->form, "grower")->index];

	(void)err;
	if (value_is_given(grower) && grower->text[0] == 'W')
		c->revisions += record->revision;
	return 0;
}

/* By period, unit and species, as of a day in the middle and at the end. */
static void check_totals(struct check *c, int32_t as_of)
{
	struct group_query q = {
		.base = { .form = c->form }, .as_of = as_of, .sum_count = 1, .by_count = 3
	};
	struct group_result totals, scan;
	struct arena mem = { 0 };
	struct err err = { 0 };
	const char *by[] = { "period", "unit", "species" };

	for (int i = 0; i < 3; i++)
		q.by[i] = (struct group_by){ form_field(c->form, by[i]), -1 };
	q.sums[0] = form_field(c->form, "area");
	if (query_group(c->s.data, &q, &mem, &totals, &err) < 0 ||
		query_group_scan(c->s.data, &q, &mem, &scan, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(totals.plan.kind, PLAN_TOTALS);
	assert_int_equal(scan.plan.kind, PLAN_SCAN);
	assert_int_equal(totals.count, scan.count);
	for (size_t i = 0; i < scan.count; i++) {
		for (int k = 0; k < 3; k++)
			assert_true(
				value_equal(&totals.rows[i].keys[k], &scan.rows[i].keys[k]));
		assert_int_equal(totals.rows[i].records, scan.rows[i].records);
		assert_true(
			value_equal(&totals.rows[i].sums[0].sum, &scan.rows[i].sums[0].sum));
	}
	arena_release(&mem);
}

static void check_lines(struct check *c)
{
	size_t i = 0, next;

	qsort(c->all.at, c->all.count, sizeof(*c->all.at), by_id);
	for (; i < c->all.count; i = next) {
		for (next = i; next < c->all.count && c->all.at[next].id == c->all.at[i].id;)
			next++;
		check_line(c, &c->all.at[i], next - i);
	}
}

/* A killed session may leave one batch that was applied and never answered, nobody more. */
static void check_count(struct check *c, int kills)
{
	struct query q = { .form = c->form,
		.states = 1u << STATE_SAVED | 1u << STATE_SUBMITTED | 1u << STATE_DELETED };
	struct err err = { 0 };

	if (query_each(c->s.data, &q, count_revisions, c, &err) < 0)
		fail_msg("%s", err.text);
	if (c->revisions < c->all.count || c->revisions > c->all.count + (uint64_t)kills)
		fail_msg("%llu revisions, %llu acknowledged, %d sessions killed",
			(unsigned long long)c->revisions, (unsigned long long)c->all.count,
			kills);
}

uint64_t writers_check(struct writers *w, const char *data, const struct notes *limit)
{
	struct check c = { 0 };
	struct err err = { 0 };
	uint64_t count;

	if (w->failed)
		fail_msg("%s", w->why);
	for (int i = 0; i <= WRITERS; i++) {
		char name[32], *path;

		snprintf(name, sizeof(name), "notes-%d", i);
		path = house_path(w->folder, name);
		read_notes(&c, path, limit && i < WRITERS ? limit->length[i] : -1);
		free(path);
	}
	if (house_enter(&c.s, data, "zhang", &err) < 0)
		fail_msg("%s", err.text);
	c.form = model_form(c.s.model, "planting");
	check_lines(&c);
	if (!limit)
		check_count(&c, w->kills);
	check_totals(&c, DATE_NONE);
	check_totals(&c, date_of(2024, 4, 15));
	count = c.all.count;
	VEC_RELEASE(&c.all);
	session_close(&c.s);
	return count;
}

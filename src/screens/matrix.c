/*
 * matrix.c - filings of the last periods as a table of units and periods.
 */
#include "screens/matrix.h"

#include "base/date.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/model.h"
#include "model/unit.h"
#include "screens/file_period.h"
#include "screens/screens.h"
#include "work/collect.h"

void matrix_release(struct matrix *m)
{
	arena_release(&m->mem);
	*m = (struct matrix){ 0 };
}

void matrix_begin(
	struct matrix *m, const struct app *app, const struct cycle *cycle, size_t columns)
{
	const struct model *model = app_model(app);
	struct period period = cycle ? file_latest(app, cycle) : (struct period){ 0 };

	matrix_release(m);
	m->cycle = cycle;
	m->today = dataset_today(app->data);
	m->columns = arena_array(&m->mem, columns + 1, sizeof(*m->columns));
	while (m->column_count < columns && period.kind != PERIOD_NONE &&
		cycle_asks(cycle, model, period)) {
		m->columns[m->column_count++].period = period;
		period = period_previous(period);
	}
	for (size_t i = 0; 2 * i + 1 < m->column_count; i++) {
		struct period last = m->columns[m->column_count - 1 - i].period;

		m->columns[m->column_count - 1 - i].period = m->columns[i].period;
		m->columns[i].period = last;
	}
}

static size_t row_of(const struct matrix *m, const struct unit *unit)
{
	size_t row = 0;

	while (row < m->unit_count && m->units[row] != unit)
		row++;
	return row;
}

static const struct unit *stands_at(const struct matrix *m, const struct filing *f)
{
	return m->view == UNITS_NOW ? unit_on(f->unit, DATE_NONE) : f->unit;
}

/* Those of an older period that are not there any more stand behind the others. */
static void add_rows(struct matrix *m, const struct matrix_column *column)
{
	const struct unit **units =
		arena_array(&m->mem, m->unit_count + column->count + 1, sizeof(*units));

	for (size_t i = 0; i < m->unit_count; i++)
		units[i] = m->units[i];
	m->units = units;
	for (size_t i = 0; i < column->count; i++)
		if (row_of(m, stands_at(m, &column->filings[i])) == m->unit_count)
			m->units[m->unit_count++] = stands_at(m, &column->filings[i]);
}

static void count(struct matrix_column *column)
{
	column->in_time = column->late = column->missing = 0;
	for (size_t i = 0; i < column->count; i++) {
		enum due_state due = column->filings[i].due;

		column->in_time += due == DUE_IN_TIME;
		column->late += due == DUE_LATE;
		column->missing += due != DUE_IN_TIME && due != DUE_LATE;
	}
}

int matrix_read(struct matrix *m, struct app *app, struct err *err)
{
	for (size_t i = m->column_count; i-- > 0;) {
		struct matrix_column *column = &m->columns[i];

		if (column->known)
			continue;
		if (filings_filed(app->data, m->cycle, column->period, &m->mem,
			    &column->filings, &column->count, err) < 0) {
			/* what cannot be read is not asked for again at each tick */
			column->known = err->code != ERR_CANCELLED;
			column->count = 0;
			return -1;
		}
		column->known = 1;
		count(column);
		add_rows(m, column);
		return 1;
	}
	return 0;
}

int matrix_fill(struct matrix *m, struct app *app, size_t column, struct err *err)
{
	struct matrix_column *c = &m->columns[column];
	struct filing *filings;
	size_t all;

	if (!c->known || c->full)
		return 0;
	if (filings_of(app->data, m->cycle, c->period, &m->mem, &filings, &all, err) < 0) {
		c->full = err->code != ERR_CANCELLED;
		return -1;
	}
	c->full = 1;
	c->filings = filings;
	c->count = all;
	count(c);
	add_rows(m, c);
	return 1;
}

const struct filing *matrix_at(const struct matrix *m, size_t row, size_t column)
{
	const struct matrix_column *c = &m->columns[column];
	const struct filing *other = NULL;

	for (size_t i = 0; row < m->unit_count && i < c->count; i++) {
		if (c->filings[i].unit == m->units[row])
			return &c->filings[i];
		if (!other && stands_at(m, &c->filings[i]) == m->units[row])
			other = &c->filings[i];
	}
	return other;
}

size_t matrix_all_at(const struct matrix *m, size_t row, size_t column, struct arena *mem,
	const struct filing ***out)
{
	const struct matrix_column *c = &m->columns[column];
	const struct filing *first = matrix_at(m, row, column);
	size_t count = 0;

	*out = arena_array(mem, c->count + 1, sizeof(**out));
	if (first)
		(*out)[count++] = first;
	for (size_t i = 0; first && i < c->count; i++)
		if (&c->filings[i] != first && stands_at(m, &c->filings[i]) == m->units[row])
			(*out)[count++] = &c->filings[i];
	return count;
}

void matrix_counts(const struct matrix *m, size_t column, struct str *out)
{
	const struct matrix_column *c = &m->columns[column];

	if (c->known)
		str_addf(out, "%zu/%zu/%zu/%zu", c->in_time, c->late, c->missing, c->count);
}

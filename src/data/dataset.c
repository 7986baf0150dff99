/*
 * dataset.c - opening the ledgers for a viewer, and changing the model under them.
 */
#include "data/dataset.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/dataset_internal.h"
#include "data/people_rights.h"
#include "data/scope.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "store/store.h"

static struct viewer viewer_copy(
	const struct viewer *viewer, const struct model *model, struct arena *mem)
{
	struct viewer copy = *viewer;

	copy.user = viewer->user ? arena_text(mem, viewer->user) : "";
	copy.login = viewer->login ? arena_text(mem, viewer->login) : "";
	copy.name = viewer->name ? arena_text(mem, viewer->name) : "";
	copy.posts = arena_array(mem, viewer->post_count, sizeof(*copy.posts));
	copy.post_count = 0;
	for (size_t i = 0; i < viewer->post_count; i++) {
		struct viewer_post post = viewer->posts[i];

		if (post.unit)
			post.unit = unit_find(&model->units, post.unit->code);
		if (viewer->posts[i].unit && !post.unit)
			continue; /* the unit is gone: so is the post */
		post.role = arena_text(mem, post.role);
		post.id = post.id ? arena_text(mem, post.id) : NULL;
		post.name = post.name ? arena_text(mem, post.name) : NULL;
		copy.posts[copy.post_count++] = post;
	}
	return copy;
}

int dataset_open(struct store *store, struct model *model, const struct viewer *viewer,
	struct dataset **out, struct err *err)
{
	struct dataset *data = xalloc(sizeof(*data));

	(void)err;
	data->store = store;
	data->model = model_hold(model);
	data->viewer = viewer_copy(viewer, model, &data->mem);
	*out = data;
	return 0;
}

void dataset_close(struct dataset **data)
{
	struct dataset *old = *data;

	*data = NULL;
	if (!old)
		return;
	dataset_let(old);
	parts_forget(old);
	VEC_RELEASE(&old->shapes);
	arena_release(&old->mem);
	model_drop(&old->model);
	free(old);
}

int dataset_hurry(struct dataset *data, int hurry)
{
	return store_hurry(data->store, hurry);
}

void dataset_pulse(struct dataset *data,
	int (*pulse)(void *context, uint64_t rows, uint64_t of), void *context)
{
	data->pulse = pulse;
	data->pulse_context = context;
}

int dataset_beat(struct dataset *data, uint64_t rows, uint64_t of, struct err *err)
{
	if (!data->pulse || !data->pulse(data->pulse_context, rows, of))
		return 0;
	return err_set(err, ERR_CANCELLED, _("Cancelled; nothing was changed after that."));
}

int dataset_reads(
	struct dataset *data, const struct shape *shape, uint64_t rows, struct err *err)
{
	return dataset_beat(data, shape->sees_all ? rows : 0, 0, err);
}

void dataset_use_model(struct dataset *data, struct model *model)
{
	struct model *old = data->model;
	struct arena mem = { 0 };

	data->model = model_hold(model);
	data->viewer = viewer_copy(&data->viewer, model, &mem);
	parts_forget(data);
	VEC_RELEASE(&data->shapes);
	arena_release(&data->mem);
	data->mem = mem;
	model_drop(&old);
}

/* What was there stays in memory until the model changes: others may still point to it. */
void dataset_set_viewer(struct dataset *data, const struct viewer *viewer)
{
	data->viewer = viewer_copy(viewer, data->model, &data->mem);
	scope_refresh(data);
}

int dataset_is_stale(const struct dataset *data)
{
	for (size_t i = 0; i < data->shapes.count; i++) {
		const struct shape *shape = data->shapes.at[i];

		if (shape->number && !shape->usable && !shape->rebuilding)
			return 1;
	}
	return 0;
}

const struct model *dataset_model(const struct dataset *data)
{
	return data->model;
}

const struct viewer *dataset_viewer(const struct dataset *data)
{
	return &data->viewer;
}

int dataset_now(struct dataset *data, int64_t *out, struct err *err)
{
	return store_now(data->store, out, err);
}

int32_t dataset_today(struct dataset *data)
{
	struct err ignored = { 0 };
	int64_t now;

	return store_now(data->store, &now, &ignored) < 0 ? DATE_NONE : instant_day(now);
}

/* Rights as they are now; -1 too when the form may not be read any more. */
static int follow_rights(struct dataset *data, const struct view *view, struct err *err)
{
	struct viewer before = data->viewer;
	struct err ignored = { 0 };
	const struct form *form = view->shape->form;
	int changed = data->held ? 0 : rights_follow(data, view->snapshot, err);

	if (changed <= 0 || may(data->model, &before, ACTION_READ, form, NULL, &ignored) < 0)
		return changed;
	return may(data->model, &data->viewer, ACTION_READ, form, NULL, err);
}

static int open_once(struct dataset *data, enum snapshot_life life, struct view *out,
	struct err *err)
{
	out->snapshot = data->held;
	if (!out->snapshot && snapshot_open(data->store, life, &out->snapshot, err) < 0)
		return -1;
	if (follow_rights(data, out, err) < 0 ||
		shape_refresh(out->shape, out->snapshot, err) < 0) {
		view_close(out);
		return -1;
	}
	return 0;
}

int view_open(struct dataset *data, const struct form *form, enum snapshot_life life,
	struct view *out, struct err *err)
{
	int got, tries = 0;

	*out = (struct view){ .shape = shape_of(data, form), .borrowed = data->held != NULL };
	do {
		got = open_once(data, life, out, err);
	} while (view_again(data, got, tries++, err));
	return got;
}

void view_close(struct view *view)
{
	if (!view->borrowed)
		snapshot_close(&view->snapshot);
	view->snapshot = NULL;
}

int read_again(int got, int tries, struct err *err)
{
	if (got >= 0 || err->code != ERR_EXPIRED || tries >= 3)
		return 0;
	err_clear(err);
	return 1;
}

int view_again(const struct dataset *data, int got, int tries, struct err *err)
{
	return !data->held && read_again(got, tries, err);
}

int dataset_hold(struct dataset *data, struct err *err)
{
	dataset_let(data);
	if (snapshot_open(data->store, SNAPSHOT_REPORT, &data->held, err) < 0)
		return -1;
	if (rights_follow(data, data->held, err) >= 0)
		return 0;
	dataset_let(data);
	return -1;
}

void dataset_let(struct dataset *data)
{
	snapshot_close(&data->held);
}

int may_read(struct dataset *data, const struct form *form, struct err *err)
{
	struct err why = { 0 }, ignored = { 0 };

	if (may(data->model, &data->viewer, ACTION_READ, form, NULL, &why) == 0)
		return 1;
	/* he may have been given the right meanwhile */
	if (!data->held && dataset_freshen(data, &ignored) > 0)
		return may(data->model, &data->viewer, ACTION_READ, form, NULL, err) == 0;
	err_set(err, why.code, "%s", why.text);
	return 0;
}

const char *record_unit(const struct shape *shape, const struct record *record)
{
	const struct value *value;

	if (!shape->form->unit)
		return NULL;
	value = &record->values[shape->form->unit->index];
	return value->state == VALUE_GIVEN && value->kind == KIND_TEXT ? value->text : NULL;
}

int data_shape_differs(const struct form *applied, const struct form *wanted)
{
	struct str a = { 0 }, b = { 0 };
	int differs;

	form_shape(applied, &a);
	form_shape(wanted, &b);
	differs = !bytes_equal(bytes_of_str(&a), bytes_of_str(&b));
	str_release(&a);
	str_release(&b);
	return differs;
}

const struct expr *expr_make(const struct model *model, const struct form *form,
	struct arena *mem, struct err *err, const char *fmt, ...)
{
	struct expr_options options = { .model = model, .form = form, .want = EXPR_BOOL };
	const struct expr *expr = NULL;
	struct str text = { 0 };
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	if (expr_parse(str_text(&text), &options, mem, &expr, err) < 0)
		expr = NULL;
	str_release(&text);
	return expr;
}

/* What a computed field keeps of its answer: a number at the field's scale, half-up. */
static struct value at_scale(const struct field *field, struct value value, struct err *err)
{
	if (value.state == VALUE_GIVEN && value.kind == KIND_NUMBER &&
		decimal_rescale(value.number, field->scale, &value.number, err) < 0)
		value = value_state_only(VALUE_MISSING);
	return value;
}

int compute_fields(
	const struct expr_scope *scope, struct record *record, int aggregates, struct err *err)
{
	for (size_t i = 0; i < record->form->field_count; i++) {
		const struct field *field = &record->form->fields[i];
		struct err ignored = { 0 };
		struct value value;

		if (!field->compute || (!aggregates && expr_has_aggregate(field->compute)))
			continue;
		if (expr_eval(field->compute, scope, &value, err) < 0)
			return err_prefix(err, "%s", field_label(field, i18n_lang()));
		record->values[i] = at_scale(field, value, &ignored);
	}
	return 0;
}

int compute_own(
	const struct model *model, struct record *record, struct arena *mem, struct err *err)
{
	struct expr_scope scope = { .model = model, .record = record, .mem = mem };

	return compute_fields(&scope, record, 0, err);
}

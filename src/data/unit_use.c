/*
 * unit_use.c - reads every ledger's units past the viewer, for who may change conf.
 */
#include "data/unit_use.h"

#include <string.h>

#include "base/date.h"
#include "data/dataset_internal.h"
#include "data/query.h"
#include "model/form.h"
#include "model/unit.h"

struct using {
	const struct model *model;
	int (*visit)(void *context, const struct unit_use *use, struct err *err);
	void *context;
};

static int use_one(void *context, const struct record *record, struct err *err)
{
	const struct using *u = context;
	const struct form *form = record->form;
	const struct value *unit = &record->values[form->unit->index];
	const char *posts = u->model->site.posts.form;
	struct unit_use use = { .form = form, .id = record->id };

	if (unit->state != VALUE_GIVEN || unit->kind != KIND_TEXT)
		return 0;
	use.unit = unit->text;
	use.day = unit_view_day(
		UNITS_WAS, form, record->values, &u->model->calendar.season);
	if (form->period && value_is_given(&record->values[form->period->index]))
		use.period = record->values[form->period->index].period;
	if (posts && strcmp(posts, form->id) == 0)
		use.record = record;
	return u->visit(u->context, &use, err);
}

int data_unit_uses(struct dataset *data,
	int (*visit)(void *context, const struct unit_use *use, struct err *err),
	void *context, struct err *err)
{
	const struct model *model = data->model;
	struct using u = { model, visit, context };
	struct viewer owner = viewer_owner(data->viewer.now);
	struct dataset *all = NULL;
	int status;

	if (may(model, &data->viewer, ACTION_CONF, NULL, NULL, err) < 0)
		return -1;
	status = dataset_open(data->store, data->model, &owner, &all, err);
	for (size_t i = 0; status == 0 && i < model->form_count; i++) {
		struct query query = { .form = model->forms[i] };

		if (query.form->unit)
			status = query_each(all, &query, use_one, &u, err);
	}
	dataset_close(&all);
	return status;
}

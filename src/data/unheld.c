/*
 * unheld.c - the levels that are absent: roles which nobody holds for a record's unit today.
 */
#include "data/dataset_internal.h"

#include <string.h>

#include "base/date.h"
#include "data/people_rights.h"
#include "model/workflow.h"

static int is_held(const struct model *model, const struct people *people, const char *role,
	const struct record *record, int32_t day)
{
	const struct value *where =
		record->form->unit ? &record->values[record->form->unit->index] : NULL;
	const struct unit *unit =
		where && value_is_given(where) ? unit_find(&model->units, where->text) : NULL;

	for (size_t i = 0; i < people->holdings.count; i++) {
		const struct holding *h = &people->holdings.at[i];
		const struct person *user = people_user(people, h->user);
		struct viewer_post post = { .role = h->role, .unit = h->unit };
		struct viewer holder = { .posts = &post, .post_count = 1 };

		if (strcmp(h->role, role) == 0 && holding_on(h, day) && user && !user->locked &&
			viewer_sees(model, &holder, record->form, unit))
			return 1;
	}
	return 0;
}

/* The role that may be absent for the action, where the record's state asks; NULL none. */
static const char *asks_for(const struct work_action *action, const struct record *record)
{
	return action->from_if_absent >> record->state & 1 ? action->absent : NULL;
}

static int is_asked(const struct record *record)
{
	const struct workflow *flow = record->form->workflow;

	for (size_t i = 0; flow && i < flow->action_count; i++)
		if (asks_for(&flow->actions[i], record))
			return 1;
	return 0;
}

int unheld_read(struct dataset *data, struct people **known, struct record *record,
	struct arena *mem, struct err *err)
{
	const struct workflow *flow = record->form->workflow;
	int64_t now;
	size_t count = 0;

	if (!is_asked(record) || !data->model->site.users.form)
		return 0;
	if (!*known) {
		*known = arena_alloc(mem, sizeof(**known));
		if (people_load_all(data->store, data->model, mem, *known, &now, err) < 0)
			return -1;
	} else if (dataset_now(data, &now, err) < 0) {
		return -1;
	}
	record->unheld = arena_array(mem, flow->action_count + 1, sizeof(*record->unheld));
	for (size_t i = 0; i < flow->action_count; i++) {
		const char *role = asks_for(&flow->actions[i], record);

		if (role && !is_held(data->model, *known, role, record, instant_day(now)))
			record->unheld[count++] = role;
	}
	return 0;
}

/*
 * states.c - what the states of the model mean for stored records.
 */
#include "data/dataset_internal.h"

int data_counts(const struct dataset *data, enum record_state state)
{
	return model_states_counting(data->model) >> state & 1;
}

/* Until the model has it. */
__attribute__((weak)) int may_act(const struct model *model, const struct viewer *viewer,
	const struct work_action *action, const struct record *record, struct err *err)
{
	(void)model;
	(void)viewer;
	(void)action;
	(void)record;
	return err_set(err, ERR_DENIED, "%s", "later");
}

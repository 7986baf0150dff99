/*
 * states.c - what the states of the model mean for stored records.
 */
#include "data/dataset_internal.h"

int data_counts(const struct dataset *data, enum record_state state)
{
	return model_states_counting(data->model) >> state & 1;
}

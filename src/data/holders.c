/*
 * holders.c - the people of the store, read beside the viewer's dataset as its owner would.
 */
#include "data/holders.h"

#include "data/dataset_internal.h"

int holders_load(struct dataset *data, struct arena *mem, struct people *out, struct err *err)
{
	struct viewer owner = viewer_owner(data->viewer.now);
	struct dataset *beside = NULL;
	int got = dataset_open(data->store, data->model, &owner, &beside, err);

	if (got == 0)
		got = people_load(beside, mem, out, err);
	if (got == 0)
		out->keys.count = 0;
	dataset_close(&beside);
	return got;
}

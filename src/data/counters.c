/*
 * counters.c - gap-free numbers of named series.
 */
#include "data/dataset.h"

#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset_internal.h"
#include "model/form.h"

/* batch NULL: only looks. */
static int plan_number(struct dataset *data, struct batch *batch, struct bytes key,
	uint64_t *out, struct err *err)
{
	struct snapshot *view = NULL;
	struct arena mem = { 0 };
	struct bytes value;
	struct str next = { 0 };
	uint64_t last = 0;
	int got = snapshot_open(data->store, SNAPSHOT_SCREEN, &view, err);

	if (got == 0)
		got = store_get(view, TABLE_COUNTERS, key, &mem, &value, err);
	snapshot_close(&view);
	if (got == STORE_OK) {
		last = key_last_u64(value);
		if (batch)
			batch_expect(batch, TABLE_COUNTERS, key, last);
	} else if (got == STORE_NONE && batch) {
		batch_expect_absent(batch, TABLE_COUNTERS, key);
	}
	put_u64(&next, last + 1);
	if (batch)
		batch_put(batch, TABLE_COUNTERS, key, bytes_of_str(&next));
	*out = last + 1;
	str_release(&next);
	arena_release(&mem);
	return got < 0 ? -1 : 0;
}

static struct bytes series_key(const char *series, struct arena *mem)
{
	return bytes_of_text(arena_printf(mem, "series/%s", series));
}

int number_plan(struct dataset *data, struct batch *batch, const struct save_number *number,
	struct record *record, struct arena *mem, struct err *err)
{
	const struct field *field = form_field(record->form, number->field);
	uint64_t next;

	if (!field)
		return err_set(err, ERR_FAULT, "no field %s for the number", number->field);
	if (plan_number(data, batch, series_key(number->series, mem), &next, err) < 0)
		return -1;
	record->values[field->index] = value_text(
		arena_printf(mem, "%s%llu", number->before, (unsigned long long)next));
	return 0;
}

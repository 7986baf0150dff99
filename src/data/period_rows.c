/*
 * period_rows.c - which rows a filing stands on: a counter of what was written for it.
 *
 * Rows are added to (they do not wait for each other), what is done to the filing expects it:
 * no row slips in between being looked at and being confirmed.
 */
#include "data/periods_internal.h"

#include "base/i18n.h"
#include "base/str.h"
#include "data/encode.h"
#include "data/save_internal.h"

static struct bytes rows_key(const struct cycle *cycle, struct period period,
	const struct unit *unit, struct arena *mem)
{
	struct str when = { 0 };
	struct bytes key;

	period_print(period, &when);
	key = bytes_of_text(
		arena_printf(mem, "rows/%s/%s/%s", cycle->id, str_text(&when), unit->code));
	str_release(&when);
	return key;
}

static int rows_in(struct snapshot *view, struct bytes key, uint64_t *out, struct err *err)
{
	struct arena mem = { 0 };
	struct bytes value;
	int got = store_get(view, TABLE_META, key, &mem, &value, err);

	*out = got == STORE_OK ? key_last_u64(value) : 0;
	arena_release(&mem);
	return got < 0 ? -1 : 0;
}

int period_rows(struct dataset *data, const struct cycle *cycle, struct period period,
	const struct unit *unit, uint64_t *out, struct err *err)
{
	struct snapshot *view = data->held;
	struct arena mem = { 0 };
	int got = 0;

	if (!data->held)
		got = snapshot_open(data->store, SNAPSHOT_SCREEN, &view, err);
	if (got == 0)
		got = rows_in(
			view, rows_key(cycle, period, unit, &mem), out, err);
	if (!data->held)
		snapshot_close(&view);
	arena_release(&mem);
	return got;
}

void period_rows_touch(const struct period_seen *seen, struct pass *pass)
{
	const int64_t one = 1;

	if (seen->hold.unit)
		batch_add(pass->batch, TABLE_META,
			rows_key(
				seen->cycle, seen->period, seen->hold.unit, &pass->work),
			&one, 1);
}

int period_rows_check(struct pass *pass, struct save_item *item, const struct period_seen *seen,
	struct err *err)
{
	const uint64_t *rows = pass->options ? pass->options->rows : NULL;
	struct bytes key;
	uint64_t is;

	if (!rows || !seen->hold.unit)
		return 0;
	key = rows_key(seen->cycle, seen->period, seen->hold.unit, &pass->work);
	if (rows_in(pass->view.snapshot, key, &is, err) < 0)
		return -1;
	if (is != *rows)
		return pass_refuse(pass, item, DATA_CONFLICT,
			_("What was filed has changed since you looked: look at it again, then "
			  "decide"));
	if (pass->batch && is)
		batch_expect(pass->batch, TABLE_META, key, is);
	else if (pass->batch)
		batch_expect_absent(pass->batch, TABLE_META, key);
	return 0;
}

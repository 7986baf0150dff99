/*
 * verify_records.c - each record beside its chain: the last revision is the record.
 */
#include "data/verify.h"

#include <string.h>

#include "base/i18n.h"
#include "data/encode.h"
#include "data/history.h"
#include "data/totals.h"

/* The end of the chain being read. */
struct chain_at {
	uint64_t id, rows; /* id 0: none yet */
	struct str record; /* of the last row */
	int bad;
};

struct beside {
	struct form_check *c;
	struct scan scan; /* of records */
	struct row_page page;
	size_t at;
	int more;
	struct arena mem, bounds;
	struct chain_at chain;
};

static void fault_of(struct form_check *c, uint64_t id, const char *what)
{
	verify_fault(c->v, "%s %llu: %s", c->shape->form->id, (unsigned long long)id, what);
}

/* The next record; NULL at the end. */
static int next_record(struct beside *b, const struct row **out, struct err *err)
{
	*out = NULL;
	while (b->at >= b->page.count) {
		if (!b->more)
			return 0;
		arena_clear(&b->mem);
		b->at = 0;
		if (store_scan(b->c->v->view, &b->scan, &b->mem, &b->page, err) < 0)
			return -1;
		b->more = scan_next(&b->scan, &b->page, &b->bounds);
	}
	*out = &b->page.rows[b->at];
	return 0;
}

static void expect_row(void *context, struct bytes key, struct bytes value)
{
	row_set_add(&((struct form_check *)context)->expected, key, value);
}

static void take_record(struct form_check *c, uint64_t id, struct bytes value)
{
	struct arena mem = { 0 };
	struct record *record;
	struct err err = { 0 };

	c->v->report->records++;
	c->last_id = id;
	if (record_decode(c->shape, id, value, &mem, &record, &err) < 0) {
		fault_of(c, id, _("the record cannot be read"));
		arena_release(&mem);
		return;
	}
	if (!model_state(c->v->model, record->state))
		fault_of(c, id, _("its state is none of conf/workflows: put it back there"));
	if (c->rows) {
		implied_rows(c->shape, record, expect_row, c);
		totals_add(c->shape, c->shape->number, record, 1, &c->sums);
		parts_add(c->shape, c->shape->number, record, 1, &c->sums);
	}
	arena_release(&mem);
}

/* Records up to the chain's id: those before it have no chain. */
static int match_chain(struct beside *b, struct err *err)
{
	struct chain_at *chain = &b->chain;
	const struct row *row;
	struct record_head head;

	for (;;) {
		uint64_t id;

		if (next_record(b, &row, err) < 0)
			return -1;
		id = row ? key_last_u64(row->key) : UINT64_MAX;
		if (!row || id > chain->id)
			break;
		b->at++;
		take_record(b->c, id, row->value);
		if (id < chain->id) {
			fault_of(b->c, id, _("the record has no history"));
			continue;
		}
		if (chain->bad || !bytes_equal(bytes_of_str(&chain->record), row->value))
			fault_of(b->c, id, _("the record is not what its history says"));
		else if (record_head(row->value, &head) == 0 && head.revision != chain->rows)
			fault_of(b->c, id, _("the record's history has gaps"));
		chain->id = 0;
		return 0;
	}
	if (chain->id && chain->id != UINT64_MAX)
		fault_of(b->c, chain->id, _("there is history, but no record"));
	chain->id = 0;
	return 0;
}

static int take_link(void *context, const struct row *row, struct err *err)
{
	struct beside *b = context;
	struct bytes chain = bytes_of(row->key.at, row->key.len - 8);
	uint64_t id = key_last_u64(chain);
	struct history_row history;
	struct chain_row link;
	struct err damaged = { 0 };

	if (b->chain.id && b->chain.id != id && match_chain(b, err) < 0)
		return -1;
	if (b->chain.id != id) {
		b->chain.id = id;
		b->chain.rows = 0;
		b->chain.bad = 0;
	}
	b->c->v->report->revisions++;
	b->chain.rows++;
	str_clear(&b->chain.record);
	if (chain_decode(row->value, &link, &damaged) < 0 ||
		history_decode(link.payload, &history) < 0 || history.revision != b->chain.rows)
		b->chain.bad = 1;
	else
		put_bytes(&b->chain.record, history.record);
	return 0;
}

int verify_records(struct form_check *c, struct err *err)
{
	struct beside b = { .c = c, .more = 1 };
	struct str prefix = { 0 };
	int got;

	b.scan = (struct scan){ .table = TABLE_RECORDS, .from = c->shape->prefix };
	b.scan.to = bytes_after_prefix(c->shape->prefix, &b.bounds);
	put_u8(&prefix, 'r');
	put_bytes(&prefix, c->shape->prefix);
	got = each_row(c->v->view, TABLE_HISTORY, bytes_of_str(&prefix), take_link, &b, err);
	if (got == 0 && b.chain.id)
		got = match_chain(&b, err);
	b.chain.id = UINT64_MAX; /* what is left has no history */
	while (got == 0 && b.chain.id == UINT64_MAX) {
		const struct row *row;

		got = next_record(&b, &row, err);
		if (got < 0 || !row)
			break;
		got = match_chain(&b, err);
		b.chain.id = UINT64_MAX;
	}
	str_release(&prefix);
	str_release(&b.chain.record);
	arena_release(&b.mem);
	arena_release(&b.bounds);
	return got;
}

/*
 * fuzz_wire.c - whatever a peer sends is a request or refused: frames, batches, pages,
 * answers, chain rows.  What is a batch is applied to a store in memory.
 */
#include "base/str.h"
#include "base/xalloc.h"
#include "store/admin.h"
#include "store/batch.h"
#include "store/store.h"
#include "store/wire.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void fuzz_batch(struct bytes ops)
{
	struct store_options options = { .kind = STORE_MEMORY };
	struct batch *batch = batch_new();
	struct store *store;
	struct err err = { 0 };

	if (store_open(&options, &store, &err) != 0)
		BUG("%s", err.text);
	put_bytes(&batch->ops, ops);
	if (store_commit(store, batch, &err) == STORE_OK &&
		store_seals_check(store, NULL, &err) != STORE_OK)
		BUG("a batch broke the history: %s", err.text);
	batch_free(&batch);
	store_close(&store);
}

/* A request that was understood says the same when it is sent on. */
static void fuzz_request(struct bytes frame)
{
	struct request request, again;
	struct str out = { 0 };

	if (request_decode(frame, &request) == 0) {
		request_encode(&request, &out);
		if (request_decode(bytes_of_str(&out), &again) != 0 || again.op != request.op ||
			again.view != request.view || again.number != request.number ||
			!bytes_equal(again.ops, request.ops) ||
			!bytes_equal(again.scan.from, request.scan.from) ||
			!bytes_equal(again.scan.to, request.scan.to))
			BUG("a request of kind %d changed on its way", (int)request.op);
		if (request.op == WIRE_COMMIT)
			fuzz_batch(request.ops);
	}
	str_release(&out);
}

static void fuzz_page(struct bytes body)
{
	struct arena mem = { 0 };
	struct row_page page = { 0 };
	unsigned sum = 0;

	if (page_decode(body, &mem, &page) == 0)
		for (size_t i = 0; i < page.count; i++) {
			for (size_t n = 0; n < page.rows[i].key.len; n++)
				sum += page.rows[i].key.at[n];
			for (size_t n = 0; n < page.rows[i].value.len; n++)
				sum += page.rows[i].value.at[n];
		}
	if (sum == 1)
		arena_clear(&mem);
	arena_release(&mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes all = bytes_of(data, len), rest;
	struct hello hello;
	struct chain_row row;
	struct err err = { 0 };

	if (len == 0)
		return 0;
	rest = bytes_of(data + 1, len - 1);
	switch (data[0] % 6) {
	case 0:
		fuzz_request(rest);
		break;
	case 1:
		fuzz_batch(rest);
		break;
	case 2:
		fuzz_page(rest);
		break;
	case 3:
		answer_fault(rest, &err);
		break;
	case 4:
		if (chain_decode(rest, &row, &err) == 0)
			chain_row_is_whole(all, &row);
		break;
	default:
		hello_decode(rest, &hello);
	}
	return 0;
}

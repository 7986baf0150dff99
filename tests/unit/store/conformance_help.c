/* conformance_help.c - values, commits, views and keys in a line each. */
#include "conformance_help.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "store/admin.h"

/* ---- short hands ---- */

struct bytes t(const char *text)
{
	return bytes_of_text(text);
}

struct bytes row_value(struct arena *mem, uint64_t revision, const char *text)
{
	struct str s = { 0 };
	struct bytes out;

	put_u64(&s, revision);
	str_add(&s, text);
	out = arena_bytes(mem, bytes_of_str(&s));
	str_release(&s);
	return out;
}

void commit_ok(struct store *store, struct batch *batch)
{
	struct err err = { 0 };

	if (store_commit(store, batch, &err) != 0)
		fail_msg("commit: %s", err.text);
	batch_free(&batch);
}

void put_in(struct store *store, enum table table, const char *key, const char *value)
{
	struct batch *batch = batch_new();

	batch_put(batch, table, t(key), t(value));
	commit_ok(store, batch);
}

struct snapshot *view_of(struct store *store)
{
	struct snapshot *view;
	struct err err = { 0 };

	if (snapshot_open(store, SNAPSHOT_SCREEN, &view, &err) != 0)
		fail_msg("snapshot: %s", err.text);
	return view;
}

/* The value as text, "-" when absent. */
const char *seen(struct snapshot *view, enum table table, const char *key, struct arena *mem)
{
	struct bytes value;
	struct err err = { 0 };
	int status = store_get(view, table, t(key), mem, &value, &err);

	if (status < 0)
		fail_msg("get: %s", err.text);
	return status == STORE_NONE
		? "-"
		: (const char *)arena_text_len(mem, (const char *)value.at, value.len);
}

const char *now_in(struct store *store, enum table table, const char *key, struct arena *mem)
{
	struct snapshot *view = view_of(store);
	const char *text = seen(view, table, key, mem);

	snapshot_close(&view);
	assert_null(view);
	return text;
}

/* Keys of a range, joined by blanks, in pages of at most max rows. */
char *keys_of(struct snapshot *view, struct scan scan, struct arena *mem)
{
	struct row_page page;
	struct str out = { 0 };
	struct err err = { 0 };
	char *text;

	do {
		if (store_scan(view, &scan, mem, &page, &err) != 0)
			fail_msg("scan: %s", err.text);
		if (scan.max_rows)
			assert_true(page.count <= scan.max_rows);
		for (size_t i = 0; i < page.count; i++) {
			str_add_len(&out, page.rows[i].key.at, page.rows[i].key.len);
			str_add_char(&out, ' ');
		}
	} while (scan_next(&scan, &page, mem));
	text = arena_text(mem, str_text(&out));
	str_release(&out);
	return text;
}

/*
 * conf_noted.c - rows `noted/NAME` of TABLE_META and the events that go with their changes.
 */
#include "data/conf_noted.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset_internal.h"
#include "data/events_internal.h"
#include "data/value_bytes.h"
#include "store/hash.h"
#include "store/store.h"

enum { EVENTS_MOST = 30 };

static const char prefix[] = "noted/", stamp_key[] = "noted-stamp";

void conf_digest(const char *text, size_t len, char hex[CONF_DIGEST_SIZE])
{
	struct sha256 *hash = sha256_new();

	sha256_add(hash, text, len);
	sha256_end(&hash, hex);
}

/* ---- reading ---- */

static int take_row(
	const struct row *row, struct arena *mem, struct conf_noted *out, struct err *err)
{
	struct taker in = { .left = row->value };
	size_t skip = strlen(prefix);

	*out = (struct conf_noted){ .revision = take_u64(&in) };
	out->how = take_u8(&in);
	out->instant = take_i64(&in);
	out->digest = text_take(&in);
	out->login = text_take(&in);
	out->user_name = text_take(&in);
	out->name =
		arena_text_len(mem, (const char *)row->key.at + skip, row->key.len - skip);
	if (in.bad)
		return err_set(err, ERR_STORE,
			_("What was noted of %s is damaged: run herbledger verify"), out->name);
	return 0;
}

static int read_rows(struct dataset *data, struct arena *mem, struct conf_noted **out,
	size_t *count, struct err *err)
{
	VEC(struct conf_noted) all = { 0 };
	struct scan scan = { .table = TABLE_META, .from = bytes_of_text(prefix) };
	struct snapshot *view;
	struct row_page page;
	int got;

	if (snapshot_open(data->store, SNAPSHOT_SCREEN, &view, err) < 0)
		return -1;
	scan.to = bytes_after_prefix(scan.from, mem);
	do {
		got = store_scan(view, &scan, mem, &page, err);
		for (size_t i = 0; got == 0 && i < page.count; i++)
			got = take_row(&page.rows[i], mem, VEC_PUSH_IN(mem, &all), err);
	} while (got == 0 && scan_next(&scan, &page, mem));
	snapshot_close(&view);
	*out = all.at;
	*count = all.count;
	return got < 0 ? -1 : 0;
}

int conf_noted_list(struct dataset *data, struct arena *mem, struct conf_noted **out,
	size_t *count, struct err *err)
{
	int got, tries = 0;

	*out = NULL;
	*count = 0;
	do {
		got = read_rows(data, mem, out, count, err);
	} while (read_again(got, tries++, err));
	return got;
}

const struct conf_noted *conf_noted_find(
	const struct conf_noted *all, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i].name, name) == 0)
			return &all[i];
	return NULL;
}

void conf_noted_when(const struct conf_noted *noted, int64_t changed, struct str *out)
{
	if (noted && noted->how != CONF_FOUND)
		instant_print_minute(noted->instant, out);
	else if (changed)
		instant_print_minute(changed, out);
}

void conf_noted_who(const struct conf_noted *noted, struct str *out)
{
	if (noted && (noted->how == CONF_PUT || noted->how == CONF_DROPPED))
		str_add(out, *noted->user_name ? noted->user_name : noted->login);
	else if (noted && noted->how == CONF_BEHIND)
		str_add(out, _("on the server"));
}

int conf_noted_may_see(struct dataset *data, struct err *err)
{
	struct err ignored = { 0 };

	if (dataset_freshen(data, err) < 0)
		return -1;
	if (may(data->model, &data->viewer, ACTION_AUDIT, NULL, NULL, &ignored) == 0)
		return 0;
	return may(data->model, &data->viewer, ACTION_CONF, NULL, NULL, err);
}

static int read_stamp(struct dataset *data, uint64_t *out, struct err *err)
{
	struct arena mem = { 0 };
	struct taker in = { 0 };
	struct snapshot *view;
	int got;

	if (snapshot_open(data->store, SNAPSHOT_SCREEN, &view, err) < 0)
		return -1;
	got = store_get(view, TABLE_META, bytes_of_text(stamp_key), &mem, &in.left, err);
	take_u64(&in);
	*out = got == 0 ? take_u64(&in) : 0;
	snapshot_close(&view);
	arena_release(&mem);
	return got < 0 ? -1 : 0;
}

int conf_noted_stamp(struct dataset *data, uint64_t *out, struct err *err)
{
	int got, tries = 0;

	*out = 0;
	do {
		got = read_stamp(data, out, err);
	} while (read_again(got, tries++, err));
	return got;
}

/* ---- writing ---- */

static void put_row(struct dataset *data, struct batch *batch, const struct conf_noted *n,
	int64_t now, struct arena *mem)
{
	struct bytes key = bytes_of_text(arena_printf(mem, "%s%s", prefix, n->name));
	struct str value = { 0 };

	if (n->revision)
		batch_expect(batch, TABLE_META, key, n->revision);
	else
		batch_expect_absent(batch, TABLE_META, key);
	put_u64(&value, n->revision + 1);
	put_u8(&value, (uint8_t)n->how);
	put_i64(&value, now);
	text_put(n->digest, &value);
	text_put(data->viewer.login ? data->viewer.login : "", &value);
	text_put(data->viewer.name ? data->viewer.name : "", &value);
	batch_put(batch, TABLE_META, key, bytes_of_str(&value));
	str_release(&value);
}

static void add_sentence(const struct conf_noted *n, struct str *out)
{
	if (n->how == CONF_PUT)
		str_addf(out, _("%s: changed"), n->name);
	else if (n->how == CONF_DROPPED)
		str_addf(out, _("%s: the installed one again"), n->name);
	else if (*n->digest)
		str_addf(out, _("%s: changed on the server, found at this login"), n->name);
	else
		str_addf(out, _("%s: taken away on the server, found at this login"), n->name);
	if (*n->digest)
		str_addf(out, "  SHA-256 %s", n->digest);
}

static int add_event(
	struct dataset *data, struct batch *batch, const char *text, struct err *err)
{
	return event_append(data->store, batch, &data->viewer, EVENT_CONF, text, err);
}

static int add_events(struct dataset *data, struct batch *batch,
	const struct conf_noting *noting, struct err *err)
{
	struct str text = { 0 };
	size_t found = 0;
	int status = 0;

	for (size_t i = 0; i < noting->count && status == 0; i++) {
		found += noting->at[i].how == CONF_FOUND;
		if (noting->at[i].how == CONF_FOUND || i >= EVENTS_MOST)
			continue;
		str_clear(&text);
		add_sentence(&noting->at[i], &text);
		status = add_event(data, batch, str_text(&text), err);
	}
	str_clear(&text);
	if (found)
		str_addf(&text,
			P_("%zu file of conf/ and forms/ noted for the first time",
				"%zu files of conf/ and forms/ noted for the first time",
				found),
			found);
	else if (noting->count > EVENTS_MOST)
		str_addf(&text, _("and %zu more files changed"), noting->count - EVENTS_MOST);
	if (status == 0 && text.len)
		status = add_event(data, batch, str_text(&text), err);
	str_release(&text);
	return status;
}

static void put_stamp(struct batch *batch, uint64_t stamp)
{
	struct str value = { 0 };

	put_u64(&value, 1);
	put_u64(&value, stamp);
	batch_put(batch, TABLE_META, bytes_of_text(stamp_key), bytes_of_str(&value));
	str_release(&value);
}

int conf_note(struct dataset *data, const struct conf_noting *noting, struct err *err)
{
	struct batch *batch = batch_new();
	struct arena mem = { 0 };
	int64_t now;
	int status = store_now(data->store, &now, err);

	for (size_t i = 0; status == 0 && i < noting->count; i++)
		put_row(data, batch, &noting->at[i], now, &mem);
	if (status == 0)
		status = add_events(data, batch, noting, err);
	if (status == 0 && noting->stamp)
		put_stamp(batch, noting->stamp);
	if (status == 0)
		status = store_commit(data->store, batch, err);
	batch_free(&batch);
	arena_release(&mem);
	return status;
}

/*
 * chain.c - encoding, decoding and hashing of chain rows; sums of days.
 */
#include "store/chain.h"

#include <sha2.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/batch.h"
#include "store/errors.h"
#include "store/pack.h"

enum { CHAIN_VERSION = 1, HASHED_HEAD = 8 + 8 + 4 + CHAIN_HASH_SIZE };

/* head: sequence, instant, uid, previous, as they stand in the value. */
static void hash_row(const unsigned char *head, struct bytes chain, struct bytes payload,
	unsigned char out[CHAIN_HASH_SIZE])
{
	unsigned char start[1 + HASHED_HEAD + 4];
	SHA2_CTX ctx;

	start[0] = CHAIN_VERSION;
	memcpy(start + 1, head, HASHED_HEAD);
	pack_u32(start + 1 + HASHED_HEAD, (uint32_t)chain.len);
	SHA256Init(&ctx);
	SHA256Update(&ctx, start, sizeof(start));
	SHA256Update(&ctx, chain.at, chain.len);
	SHA256Update(&ctx, payload.at, payload.len);
	SHA256Final(out, &ctx);
}

struct bytes chain_key(struct bytes chain, uint64_t sequence, struct arena *mem)
{
	unsigned char *key = arena_alloc(mem, chain.len + 8);

	memcpy(key, chain.at, chain.len);
	pack_u64(key + chain.len, sequence);
	return bytes_of(key, chain.len + 8);
}

void chain_next(struct bytes chain, struct bytes payload, int64_t instant, uint32_t uid,
	struct chain_end *end, struct arena *mem, struct row *out)
{
	unsigned char *value = arena_alloc(mem, CHAIN_HEAD_SIZE + payload.len);
	unsigned char *head = value + 1;

	end->sequence++;
	value[0] = CHAIN_VERSION;
	pack_u64(head, end->sequence);
	pack_u64(head + 8, (uint64_t)instant ^ (UINT64_C(1) << 63));
	pack_u32(head + 16, uid);
	memcpy(head + 20, end->hash, CHAIN_HASH_SIZE);
	hash_row(head, chain, payload, end->hash);
	memcpy(head + HASHED_HEAD, end->hash, CHAIN_HASH_SIZE);
	if (payload.len)
		memcpy(value + CHAIN_HEAD_SIZE, payload.at, payload.len);
	out->key = chain_key(chain, end->sequence, mem);
	out->value = bytes_of(value, CHAIN_HEAD_SIZE + payload.len);
}

int chain_decode(struct bytes value, struct chain_row *out, struct err *err)
{
	struct taker t = { .left = value };
	uint8_t version = take_u8(&t);
	struct bytes run;

	memset(out, 0, sizeof(*out));
	out->sequence = take_u64(&t);
	out->instant = take_i64(&t);
	out->uid = take_u32(&t);
	run = take_bytes(&t, CHAIN_HASH_SIZE);
	if (!t.bad)
		memcpy(out->previous, run.at, CHAIN_HASH_SIZE);
	run = take_bytes(&t, CHAIN_HASH_SIZE);
	if (!t.bad)
		memcpy(out->hash, run.at, CHAIN_HASH_SIZE);
	out->payload = t.left;
	if (t.bad || version != CHAIN_VERSION)
		return fault_set(
			err, ERR_STORE, N_("A row of the history cannot be read."), NULL);
	return 0;
}

int chain_row_is_whole(struct bytes chain, const struct chain_row *row)
{
	unsigned char head[HASHED_HEAD], hash[CHAIN_HASH_SIZE];

	pack_u64(head, row->sequence);
	pack_u64(head + 8, (uint64_t)row->instant ^ (UINT64_C(1) << 63));
	pack_u32(head + 16, row->uid);
	memcpy(head + 20, row->previous, CHAIN_HASH_SIZE);
	hash_row(head, chain, row->payload, hash);
	return memcmp(hash, row->hash, CHAIN_HASH_SIZE) == 0;
}

/* ---- days ---- */

void day_add(struct day_sum *day, const unsigned char hash[CHAIN_HASH_SIZE])
{
	unsigned carry = 0;

	for (int i = CHAIN_HASH_SIZE - 1; i >= 0; i--) {
		carry += (unsigned)day->sum[i] + hash[i];
		day->sum[i] = (unsigned char)carry;
		carry >>= 8;
	}
	day->count++;
}

struct bytes day_key(int32_t day, struct arena *mem)
{
	size_t prefix = strlen(META_DAY);
	unsigned char *key = arena_alloc(mem, prefix + 4);

	memcpy(key, META_DAY, prefix);
	pack_u32(key + prefix, (uint32_t)day ^ (UINT32_C(1) << 31));
	return bytes_of(key, prefix + 4);
}

struct bytes day_encode(const struct day_sum *day, struct arena *mem)
{
	unsigned char *value = arena_alloc(mem, DAY_VALUE_SIZE);

	pack_u64(value, day->count); /* first: it serves as the row's revision */
	memcpy(value + 8, day->sum, CHAIN_HASH_SIZE);
	pack_u64(value + 8 + CHAIN_HASH_SIZE, day->sealed);
	return bytes_of(value, DAY_VALUE_SIZE);
}

int day_decode(struct bytes key, struct bytes value, struct day_sum *out)
{
	struct taker k = { .left = key };
	struct taker v = { .left = value };
	struct bytes sum;

	take_bytes(&k, strlen(META_DAY));
	out->day = (int32_t)(take_u32(&k) ^ (UINT32_C(1) << 31));
	out->count = take_u64(&v);
	sum = take_bytes(&v, CHAIN_HASH_SIZE);
	if (!v.bad)
		memcpy(out->sum, sum.at, CHAIN_HASH_SIZE);
	out->sealed = take_u64(&v);
	return k.bad || v.bad ? -1 : 0;
}

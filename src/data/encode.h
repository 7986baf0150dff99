/*
 * encode.h - a record as stored bytes, and back.
 *
 * Every entry carries its field's id, so a record opens after its form has changed.  The
 * fields a scan needs have slots: their offsets stand in the head, so that they are read
 * without touching the rest.  Texts end with a NUL: decoding copies nothing, what comes
 * out points into the bytes given.
 *
 * Layout: u64 revision, u8 version, u8 state, u8 state before deletion, u64 shape,
 * i64 changed, u32 offset of the earlier lines, u16 slots, u16 offset of each (0: none),
 * changed_by, warn_reason, u16 entries (id, value), u16 earlier lines.
 */
#ifndef DATA_ENCODE_H
#define DATA_ENCODE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "data/shape.h"

struct record_head {
	uint64_t revision;
	uint8_t state, before;          /* enum record_state */
	uint64_t shape;
	int64_t changed;
	uint32_t earlier_at;
	uint16_t slots;
};

void record_encode(const struct shape *shape, const struct record *record,
		   enum record_state before, struct str *out);
/* 0, or -1 when the bytes are no record of this version. */
int record_head(struct bytes value, struct record_head *out);
/* The whole record; points into value, which has to live as long.  ERR_STORE when damaged. */
int record_decode(const struct shape *shape, uint64_t id, struct bytes value,
		  struct arena *mem, struct record **out, struct err *err);
/* As above into a record used again and again; values has room for the form's fields. */
int record_decode_into(const struct shape *shape, struct bytes value, struct arena *mem,
		       struct record *out, struct err *err);
/* One slot's value, when the head says the record has the form's present shape. 0 or -1. */
int record_slot(struct bytes value, size_t slot, struct value *out);
/*
 * The values of the fields without slots that needs (by field index) asks for.  -1: decode
 * the record, something in it is not plain.
 */
int record_needed(const struct shape *shape, struct bytes value,
		  const struct record_head *head, const unsigned char *needs,
		  struct value *values);
/* The slot's bytes as value_put_plain() makes them; empty: they must be made anew. */
struct bytes record_slot_plain(struct bytes value, size_t slot);

#endif

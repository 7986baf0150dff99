/*
 * bytes.h - a borrowed run of bytes, its order, and big-endian numbers in it.
 *
 * Ordered keys of the store are built with the put_ functions: memcmp order of
 * what they append is the order of the values.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

struct str;

struct bytes {
	const unsigned char *at;        /* not ours */
	size_t len;
};

static inline struct bytes bytes_of(const void *at, size_t len)
{
	return (struct bytes){ .at = at, .len = len };
}

struct bytes bytes_of_text(const char *text);   /* without the NUL */
struct bytes bytes_of_str(const struct str *s);
int bytes_compare(struct bytes a, struct bytes b);      /* memcmp order, shorter first */
int bytes_equal(struct bytes a, struct bytes b);        /* 1 or 0 */
int bytes_start_with(struct bytes a, struct bytes prefix);

void put_u8(struct str *out, uint8_t n);
void put_u16(struct str *out, uint16_t n);      /* big-endian, ordered */
void put_u32(struct str *out, uint32_t n);
void put_u64(struct str *out, uint64_t n);
void put_i64(struct str *out, int64_t n);       /* sign bit flipped: ordered */
void put_bytes(struct str *out, struct bytes run);
/*
 * Text inside a key: bytes (0x00 as 0x00 0xFF), then 0x00 0x01, so that "a" < "ab" < "b"
 * whatever follows; any byte may occur in it.
 */
void put_key_text(struct str *out, struct bytes text);
/* u32 length, then the bytes (values and the wire, unordered). */
void put_sized(struct str *out, struct bytes run);

/*
 * A reader over bytes: each take_ moves on; past the end it sets .bad, gives 0
 * and stays there, so that a whole record is read and .bad asked once.
 */
struct taker {
	struct bytes left;
	int bad;
};

uint8_t take_u8(struct taker *t);
uint16_t take_u16(struct taker *t);
uint32_t take_u32(struct taker *t);
uint64_t take_u64(struct taker *t);
int64_t take_i64(struct taker *t);
struct bytes take_bytes(struct taker *t, size_t len);
struct bytes take_sized(struct taker *t);
/* The inverse of put_key_text, unescaped into out (cleared first). */
void take_key_text(struct taker *t, struct str *out);

#endif

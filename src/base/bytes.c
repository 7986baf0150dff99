/*
 * bytes.c - runs of bytes, ordered keys and the numbers in them.
 */
#include "base/bytes.h"

#include <string.h>

#include "base/str.h"

struct bytes bytes_of_text(const char *text)
{
	return bytes_of(text, strlen(text));
}

struct bytes bytes_of_str(const struct str *s)
{
	return bytes_of(str_text(s), s->len);
}

int bytes_compare(struct bytes a, struct bytes b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.at, b.at, len) : 0;

	if (order != 0)
		return order < 0 ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

int bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

int bytes_start_with(struct bytes a, struct bytes prefix)
{
	return a.len >= prefix.len && bytes_equal(bytes_of(a.at, prefix.len), prefix);
}

static void put_number(struct str *out, uint64_t n, int size)
{
	unsigned char run[8];

	for (int i = 0; i < size; i++)
		run[i] = (unsigned char)(n >> (8 * (size - 1 - i)));
	str_add_len(out, run, (size_t)size);
}

void put_u8(struct str *out, uint8_t n)
{
	str_add_char(out, (char)n);
}

void put_u16(struct str *out, uint16_t n)
{
	put_number(out, n, 2);
}

void put_u32(struct str *out, uint32_t n)
{
	put_number(out, n, 4);
}

void put_u64(struct str *out, uint64_t n)
{
	put_number(out, n, 8);
}

void put_i64(struct str *out, int64_t n)
{
	put_number(out, (uint64_t)n ^ (UINT64_C(1) << 63), 8);
}

void put_bytes(struct str *out, struct bytes run)
{
	str_add_len(out, run.at, run.len);
}

void put_key_text(struct str *out, struct bytes text)
{
	const unsigned char *zero;

	while (text.len && (zero = memchr(text.at, 0, text.len))) {
		size_t len = (size_t)(zero - text.at) + 1;

		str_add_len(out, text.at, len);
		put_u8(out, 0xFF); /* above the end mark, below nothing else */
		text = bytes_of(text.at + len, text.len - len);
	}
	put_bytes(out, text);
	put_u16(out, 0x0001);
}

void put_sized(struct str *out, struct bytes run)
{
	put_u32(out, (uint32_t)run.len);
	put_bytes(out, run);
}

struct bytes take_bytes(struct taker *t, size_t len)
{
	struct bytes run = { .at = t->left.at, .len = len };

	if (t->bad || len > t->left.len) {
		t->bad = 1;
		t->left.len = 0;
		return bytes_of("", 0);
	}
	t->left.len -= len;
	if (len > 0)
		t->left.at += len;
	return run;
}

static uint64_t take_number(struct taker *t, size_t size)
{
	struct bytes run = take_bytes(t, size);
	uint64_t n = 0;

	for (size_t i = 0; i < run.len; i++)
		n = n << 8 | run.at[i];
	return n;
}

uint8_t take_u8(struct taker *t)
{
	return (uint8_t)take_number(t, 1);
}

uint16_t take_u16(struct taker *t)
{
	return (uint16_t)take_number(t, 2);
}

uint32_t take_u32(struct taker *t)
{
	return (uint32_t)take_number(t, 4);
}

uint64_t take_u64(struct taker *t)
{
	return take_number(t, 8);
}

int64_t take_i64(struct taker *t)
{
	uint64_t n = take_number(t, 8);

	return t->bad ? 0 : (int64_t)(n ^ (UINT64_C(1) << 63));
}

struct bytes take_sized(struct taker *t)
{
	size_t len = take_u32(t);

	return take_bytes(t, len);
}

void take_key_text(struct taker *t, struct str *out)
{
	str_clear(out);
	while (!t->bad) {
		uint8_t byte = take_u8(t);

		if (byte == 0 && !t->bad) {
			uint8_t mark = take_u8(t);

			if (mark == 0x01)
				return;
			if (mark != 0xFF)
				t->bad = 1;
		}
		if (!t->bad)
			str_add_char(out, (char)byte);
	}
	t->left.len = 0;
	str_clear(out);
}

/*
 * base64.c - three bytes are four letters; decoding takes nothing that encoding never gives.
 */
#include "base/base64.h"

#include <stdint.h>
#include <string.h>

#include "base/str.h"

static const char letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct bytes bytes, struct str *out)
{
	for (size_t i = 0; i < bytes.len; i += 3) {
		size_t left = bytes.len - i;
		uint32_t three = (uint32_t)bytes.at[i] << 16;

		if (left > 1)
			three |= (uint32_t)bytes.at[i + 1] << 8;
		if (left > 2)
			three |= bytes.at[i + 2];
		str_add_char(out, letters[three >> 18]);
		str_add_char(out, letters[three >> 12 & 63]);
		str_add_char(out, left > 1 ? letters[three >> 6 & 63] : '=');
		str_add_char(out, left > 2 ? letters[three & 63] : '=');
	}
}

/* 0..63, -1 no letter of it. */
static int number_of(char letter)
{
	const char *at = letter ? strchr(letters, letter) : NULL;

	return at ? (int)(at - letters) : -1;
}

/* Four letters, of which the last pad are '='. */
static int take_four(const char *four, size_t pad, struct str *out)
{
	uint32_t all = 0;

	for (size_t i = 0; i < 4; i++) {
		int number = i < 4 - pad ? number_of(four[i]) : 0;

		if (number < 0)
			return -1;
		all = all << 6 | (uint32_t)number;
	}
	if ((pad == 1 && all & 0xff) || (pad == 2 && all & 0xffff))
		return -1; /* bits that nobody wrote */
	for (size_t i = 0; i < 3 - pad; i++)
		put_u8(out, (uint8_t)(all >> (16 - 8 * i)));
	return 0;
}

int base64_decode(const char *text, size_t len, struct str *out)
{
	if (len % 4 != 0)
		return -1;
	for (size_t i = 0; i < len; i += 4) {
		size_t pad = 0;

		if (i + 4 == len && text[i + 3] == '=')
			pad = text[i + 2] == '=' ? 2 : 1;
		if (take_four(text + i, pad, out) < 0)
			return -1;
	}
	return 0;
}

/*
 * ambiguous.c - stand-ins for ambiguous characters: U+20000 and the character itself, which
 * is a Hanzi to the emulator.
 */
#include "lib/ambiguous.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAND_IN 0x20000u
#define RANGES "src/dist/ambiguous.txt"

static unsigned char is_wide[0x10000];
static int loaded;

/* <U00A7>...<U00A8>	2 */
static void load(void)
{
	FILE *in = fopen(RANGES, "r");
	char line[256];

	if (!in) {
		fprintf(stderr, "cannot read %s (tests run in the source folder)\n", RANGES);
		abort();
	}
	while (fgets(line, sizeof(line), in)) {
		unsigned first, last;
		int got = sscanf(line, "<U%x>...<U%x>", &first, &last);

		if (got == 1)
			last = first;
		for (unsigned c = first; got > 0 && c <= last && c < 0x10000; c++)
			is_wide[c] = 1;
	}
	fclose(in);
	loaded = 1;
}

static size_t length_of(unsigned char lead)
{
	return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

static uint32_t decode(const unsigned char *at, size_t len)
{
	uint32_t c = len == 1 ? at[0] : len == 2 ? at[0] & 0x1fu : at[0] & 0x0fu;

	for (size_t i = 1; i < len; i++)
		c = c << 6 | (at[i] & 0x3fu);
	return c;
}

static size_t put_stand_in(uint32_t c, char *out)
{
	c += STAND_IN;
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 63));
	out[2] = (char)(0x80 | (c >> 6 & 63));
	out[3] = (char)(0x80 | (c & 63));
	return 4;
}

size_t ambiguous_widen(
	struct ambiguous *a, int wide, const char *bytes, size_t len, char *out)
{
	size_t made = 0;

	if (wide && !loaded)
		load();
	for (size_t i = 0; i < len; i++) {
		const unsigned char *at = (const unsigned char *)a->carry;
		size_t want;

		a->carry[a->carried++] = bytes[i];
		want = length_of(at[0]);
		/* a new character begins where one was cut: let the emulator see both */
		if (a->carried < want &&
			(a->carried == 1 || (at[a->carried - 1] & 0xc0) == 0x80))
			continue;
		if (wide && a->carried == want && want > 1 && want < 4 &&
			is_wide[decode(at, want)]) {
			made += put_stand_in(decode(at, want), out + made);
		} else {
			memcpy(out + made, a->carry, a->carried);
			made += a->carried;
		}
		a->carried = 0;
	}
	return made;
}

uint32_t ambiguous_character(uint32_t shown)
{
	return shown >= STAND_IN && shown < STAND_IN + 0x10000 && is_wide[shown - STAND_IN]
		? shown - STAND_IN
		: shown;
}

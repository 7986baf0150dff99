/*
 * utf8.c - decoding, cleaning, columns and folding of UTF-8.
 *
 * What may be stored is a table of its own, so that no machine's locale changes
 * it; how wide a character is, is the locale's word, because ncurses asks it too.
 */
#include "base/utf8.h"

#include <string.h>
#include <wchar.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"

enum { BAD_CHARACTER = 0xFFFD };

struct range {
	int32_t first, last;
};

/*
 * Not clean: controls, joiners, bidi marks, variation selectors, fillers, combining
 * marks, surrogates, private use, and everything whose width terminals disagree on.
 * In order, for the binary search.
 */
/* clang-format off */
static const struct range unclean[] = {
	{ 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x00AD, 0x00AD }, { 0x0300, 0x036F },
	{ 0x061C, 0x061C }, { 0x115F, 0x11FF }, { 0x180B, 0x180F }, { 0x1AB0, 0x1AFF },
	{ 0x1DC0, 0x1DFF }, { 0x200B, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F },
	{ 0x20D0, 0x20FF }, { 0x302A, 0x302F }, { 0x3099, 0x309A }, { 0x3164, 0x3164 },
	{ 0xD800, 0xF8FF }, { 0xFDD0, 0xFDEF }, { 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F },
	{ 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFFB }, { 0xFFFE, 0xFFFF },
	{ 0x1BCA0, 0x1BCA3 }, { 0x1D165, 0x1D1AD }, { 0x1F000, 0x1FFFF },
	{ 0x2FFFE, 0x2FFFF }, { 0x3FFFE, 0x10FFFF },
};
/* clang-format on */

/* Bytes of a character beginning with lead; 0 if none does. */
static size_t length_of(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xC2)
		return 0;
	if (lead < 0xE0)
		return 2;
	if (lead < 0xF0)
		return 3;
	return lead < 0xF5 ? 4 : 0;
}

/* The character at text, its length in *size; -1 if the bytes are none. */
static int32_t decode(const unsigned char *text, size_t len, size_t *size)
{
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	static const unsigned char lead_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	size_t need = length_of(text[0]);
	int32_t character;

	if (need == 0 || need > len)
		return -1;
	character = text[0] & lead_bits[need];
	for (size_t i = 1; i < need; i++) {
		if ((text[i] & 0xC0) != 0x80)
			return -1;
		character = character << 6 | (text[i] & 0x3F);
	}
	if (character < least[need] || character > 0x10FFFF ||
		(character >= 0xD800 && character <= 0xDFFF))
		return -1;
	*size = need;
	return character;
}

int32_t utf8_next(const char *text, size_t len, size_t *pos)
{
	int32_t character;
	size_t size = 1;

	if (*pos >= len)
		return -1;
	character = decode((const unsigned char *)text + *pos, len - *pos, &size);
	*pos += size;
	return character < 0 ? BAD_CHARACTER : character;
}

size_t utf8_previous(const char *text, size_t pos)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t back = 1, size = 0;

	while (back < 4 && back < pos && (bytes[pos - back] & 0xC0) == 0x80)
		back++;
	if (back <= pos && decode(bytes + pos - back, back, &size) >= 0 && size == back)
		return pos - back;
	return pos > 0 ? pos - 1 : 0;
}

void utf8_put(struct str *out, int32_t character)
{
	uint32_t c = (uint32_t)character;

	if (character < 0 || character > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = BAD_CHARACTER;
	if (c < 0x80) {
		str_add_char(out, (char)c);
		return;
	}
	if (c < 0x800) {
		str_add_char(out, (char)(0xC0 | c >> 6));
	} else {
		if (c < 0x10000) {
			str_add_char(out, (char)(0xE0 | c >> 12));
		} else {
			str_add_char(out, (char)(0xF0 | c >> 18));
			str_add_char(out, (char)(0x80 | (c >> 12 & 0x3F)));
		}
		str_add_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
	}
	str_add_char(out, (char)(0x80 | (c & 0x3F)));
}

size_t utf8_valid_until(const char *text, size_t len)
{
	size_t pos = 0, size;

	while (pos < len && decode((const unsigned char *)text + pos, len - pos, &size) >= 0)
		pos += size;
	return pos;
}

size_t utf8_count(const char *text)
{
	size_t len = strlen(text), pos = 0, count = 0;

	while (utf8_next(text, len, &pos) >= 0)
		count++;
	return count;
}

int utf8_is_clean(int32_t character)
{
	size_t low = 0, high = COUNT_OF(unclean);

	if (character < 0 || character > 0x10FFFF)
		return 0;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (character > unclean[middle].last)
			low = middle + 1;
		else if (character < unclean[middle].first)
			high = middle;
		else
			return 0;
	}
	return 1;
}

void utf8_clean(const char *text, size_t len, int multi_line, struct str *out)
{
	size_t pos = 0;

	while (pos < len) {
		size_t start = pos, size = 1;
		int32_t character = decode((const unsigned char *)text + pos, len - pos, &size);

		pos += size;
		if (multi_line && character == '\r' && pos < len && text[pos] == '\n')
			continue; /* a line end of another system, not a fault */
		if (utf8_is_clean(character) || (multi_line && character == '\n'))
			str_add_len(out, text + start, size);
		else
			str_add_char(out, '?');
	}
}

int utf8_first_dirty(const char *text, size_t len, int multi_line, size_t *offset)
{
	for (size_t pos = 0, size = 1; pos < len; pos += size) {
		int32_t character = decode((const unsigned char *)text + pos, len - pos, &size);

		if (utf8_is_clean(character) || (multi_line && character == '\n') ||
		    (multi_line && character == '\r' && pos + 1 < len && text[pos + 1] == '\n'))
			continue;
		*offset = pos;
		return 1;
	}
	return 0;
}

void utf8_say_where(const char *text, size_t len, size_t offset, struct str *out)
{
	size_t pos = 0, line = 1, count = 1, size = 1;
	int32_t character;

	while (pos < offset) {
		character = utf8_next(text, len, &pos);
		count++;
		if (character == '\n') {
			line++;
			count = 1;
		}
	}
	if (line > 1)
		str_addf(out, _("line %zu, "), line);
	if (offset >= len)
		return;
	character = decode((const unsigned char *)text + offset, len - offset, &size);
	if (character < 0)
		str_addf(out, _("character %zu (byte %02X)"), count,
			(unsigned)(unsigned char)text[offset]);
	else
		str_addf(out, _("character %zu (U+%04X)"), count, (unsigned)character);
}

int utf8_char_width(int32_t character)
{
	int width = character < 0 ? -1 : wcwidth((wchar_t)character);

	return width < 0 ? 1 : width;
}

size_t utf8_width_len(const char *text, size_t len)
{
	size_t pos = 0, columns = 0;
	int32_t character;

	while ((character = utf8_next(text, len, &pos)) >= 0)
		columns += (size_t)utf8_char_width(character);
	return columns;
}

size_t utf8_width(const char *text)
{
	return utf8_width_len(text, strlen(text));
}

size_t utf8_cut(const char *text, size_t columns)
{
	size_t len = strlen(text), pos = 0, end = 0, used = 0;
	int32_t character;

	while ((character = utf8_next(text, len, &pos)) >= 0) {
		used += (size_t)utf8_char_width(character);
		if (used > columns)
			break;
		end = pos;
	}
	return end;
}

static void add_blanks(struct str *out, size_t count)
{
	str_reserve(out, count);
	while (count-- > 0)
		str_add_char(out, ' ');
}

void utf8_fit(const char *text, size_t columns, int right_align, struct str *out)
{
	size_t len = utf8_cut(text, columns);
	size_t blanks = columns - utf8_width_len(text, len);

	if (right_align)
		add_blanks(out, blanks);
	str_add_len(out, text, len);
	if (!right_align)
		add_blanks(out, blanks);
}

/* ASCII for one character of an expression or a number; NULL to leave it alone. */
static const char *folded(int32_t character)
{
	switch (character) {
	case 0x3000: /* ideographic space */
		return " ";
	case 0x201C:
	case 0x201D:
		return "\"";
	case 0x2018:
	case 0x2019:
		return "'";
	case 0x2265:
	case 0x2267:
		return ">=";
	case 0x2264:
	case 0x2266:
		return "<=";
	case 0x2260:
		return "!=";
	case 0x00D7:
		return "*";
	case 0x00F7:
		return "/";
	case 0x2212: /* minus sign */
		return "-";
	default:
		return NULL;
	}
}

void utf8_fold_punctuation(const char *text, size_t len, struct str *out)
{
	size_t pos = 0, start = 0;
	int32_t character;

	for (; (character = utf8_next(text, len, &pos)) >= 0; start = pos) {
		const char *ascii = folded(character);

		if (character >= 0xFF01 && character <= 0xFF5E)
			str_add_char(out, (char)(character - 0xFEE0));
		else if (ascii)
			str_add(out, ascii);
		else
			str_add_len(out, text + start, pos - start);
	}
}

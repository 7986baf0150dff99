/*
 * csv_cell.c - one CSV cell: its quotes, and the ' that keeps a spreadsheet from spoiling it.
 *
 * A text whose first sign (after any ' that it has itself) begins a formula, and a code that a
 * spreadsheet would round or strip of its zeros, gets one ' more on the way out and loses one
 * on the way in, so that a round trip changes nothing.
 */
#include "exchange/rows_out.h"

#include <string.h>

static const char *const formula_signs[] = {
	"=",
	"+",
	"-",
	"@",
	"\t",
	"\r",
	"\n",
	"\xEF\xBC\x9D",
	"\xEF\xBC\x8B",
	"\xEF\xBC\x8D",
	"\xEF\xBC\xA0",
};

static int begins_formula(const char *text)
{
	text += strspn(text, " ");
	for (size_t i = 0; i < sizeof(formula_signs) / sizeof(formula_signs[0]); i++) {
		if (text_starts_with(text, formula_signs[i]))
			return 1;
	}
	return 0;
}

/* Sign, digits, one point: what a spreadsheet reads as the number that it is. */
static int is_plain_number(const char *text)
{
	size_t digits;

	if (*text == '-' || *text == '+')
		text++;
	digits = strspn(text, "0123456789");
	if (digits == 0)
		return 0;
	text += digits;
	if (*text != '.')
		return *text == '\0';
	text++;
	digits = strspn(text, "0123456789");
	return digits > 0 && text[digits] == '\0';
}

enum { DIGITS_SHOWN = 11 };     /* longer ones turn into 1.505E+11 */

static int is_code(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (text[digits] != '\0')
		return 0;
	return digits > DIGITS_SHOWN || (digits > 1 && *text == '0');
}

static int needs_quotes(const char *text)
{
	size_t len = strlen(text);

	if (len == 0)
		return 0;
	if (text[strcspn(text, ",;\t\"\r\n")] != '\0')
		return 1;
	return text[0] == ' ' || text[len - 1] == ' ';
}

void csv_put_cell(const char *text, struct str *out)
{
	const char *bare = text + strspn(text, "'");
	int guard = is_code(bare) || (begins_formula(bare) && !is_plain_number(text));

	if (!needs_quotes(text)) {
		if (guard)
			str_add_char(out, '\'');
		str_add(out, text);
		return;
	}
	str_add(out, guard ? "\"'" : "\"");
	for (; *text; text++) {
		if (*text == '"')
			str_add_char(out, '"');
		str_add_char(out, *text);
	}
	str_add_char(out, '"');
}

char *csv_unguard(char *text)
{
	const char *bare = text + strspn(text, "'");

	if (*text == '\'' && (is_code(bare) || begins_formula(bare)))
		return text + 1;
	return text;
}

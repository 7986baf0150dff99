/*
 * faults.c - what is wrong in conf/ and forms/, and what would be right.
 */
#include "conf/reader.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

static void add_fault(struct reader *r, const char *file, int line, const char *fmt,
	va_list args) __attribute__((format(printf, 4, 0)));

/* Sentences quote the files, so they are cleaned before anybody shows them. */
static void add_fault(
	struct reader *r, const char *file, int line, const char *fmt, va_list args)
{
	struct str text = { 0 }, clean = { 0 };

	str_vaddf(&text, fmt, args);
	utf8_clean(str_text(&text), text.len, 0, &clean);
	*VEC_PUSH_IN(r->fault_mem, &r->faults) = (struct fault){
		.file = arena_text(r->fault_mem, file),
		.line = line,
		.sentence = arena_text(r->fault_mem, str_text(&clean)),
	};
	str_release(&text);
	str_release(&clean);
}

void fault_at(struct reader *r, const char *file, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_fault(r, file, line, fmt, args);
	va_end(args);
}

void fault_here(struct reader *r, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_fault(r, r->source->path, line, fmt, args);
	va_end(args);
}

static int by_place(const void *left, const void *right)
{
	const struct fault *a = left, *b = right;
	int order = strcmp(a->file, b->file);

	if (order == 0)
		order = (a->line > b->line) - (a->line < b->line);
	return order ? order : strcmp(a->sentence, b->sentence);
}

void faults_finish(struct reader *r, struct faults *out)
{
	size_t kept = 0;

	if (r->faults.count > 0)
		qsort(r->faults.at, r->faults.count, sizeof(*r->faults.at), by_place);
	for (size_t i = 0; i < r->faults.count; i++)
		if (kept == 0 || by_place(&r->faults.at[kept - 1], &r->faults.at[i]) != 0)
			r->faults.at[kept++] = r->faults.at[i];
	*out = (struct faults){ .at = r->faults.at, .count = kept };
}

enum { LONGEST_NAME = 40 };

static int least_of(int a, int b, int c)
{
	int least = a < b ? a : b;

	return least < c ? least : c;
}

/* How many bytes to add, drop or change to make b of a; names are ASCII. */
static int distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	int row[LONGEST_NAME + 1];

	if (la > LONGEST_NAME || lb > LONGEST_NAME)
		return LONGEST_NAME;
	for (size_t j = 0; j <= lb; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= la; i++) {
		int corner = row[0];

		row[0] = (int)i;
		for (size_t j = 1; j <= lb; j++) {
			int above = row[j];

			row[j] = least_of(
				above + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1]));
			corner = above;
		}
	}
	return row[lb];
}

const char *nearest_name(const char *name, const char *const *known, size_t count)
{
	const char *best = NULL;
	int limit = (int)strlen(name) / 2, least = limit < 3 ? limit : 3;

	for (size_t i = 0; i < count; i++) {
		int far = distance(name, known[i]);

		if (far < least || (far == least && !best && far > 0)) {
			least = far;
			best = known[i];
		}
	}
	return best;
}

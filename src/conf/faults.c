/*
 * faults.c - what is wrong in conf/ and forms/, and what would be right.
 */
#include "conf/reader.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/nearest.h"
#include "base/str.h"
#include "base/utf8.h"

static struct fault fault_of(struct reader *r, const char *file, int line, const char *fmt,
	va_list args) __attribute__((format(printf, 4, 0)));

/* Sentences quote the files, so they are cleaned before anybody shows them. */
static struct fault fault_of(
	struct reader *r, const char *file, int line, const char *fmt, va_list args)
{
	struct str text = { 0 }, clean = { 0 };
	struct fault fault = { .file = arena_text(r->fault_mem, file), .line = line };

	str_vaddf(&text, fmt, args);
	utf8_clean(str_text(&text), text.len, 0, &clean);
	fault.sentence = arena_text(r->fault_mem, str_text(&clean));
	str_release(&text);
	str_release(&clean);
	return fault;
}

void fault_at(struct reader *r, const char *file, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	*VEC_PUSH_IN(r->fault_mem, &r->faults) = fault_of(r, file, line, fmt, args);
	va_end(args);
}

void fault_here(struct reader *r, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	*VEC_PUSH_IN(r->fault_mem, &r->faults) =
		fault_of(r, r->source->path, line, fmt, args);
	va_end(args);
}

void remark_here(struct reader *r, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	*VEC_PUSH_IN(r->fault_mem, &r->remarks) =
		fault_of(r, r->source->path, line, fmt, args);
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

/* In order, equal ones once; how many are left. */
static size_t sorted(struct fault *at, size_t count)
{
	size_t kept = 0;

	if (count > 0)
		qsort(at, count, sizeof(*at), by_place);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || by_place(&at[kept - 1], &at[i]) != 0)
			at[kept++] = at[i];
	return kept;
}

void faults_finish(struct reader *r, struct faults *out)
{
	*out = (struct faults){
		.at = r->faults.at,
		.count = sorted(r->faults.at, r->faults.count),
		.remarks = r->remarks.at,
		.remark_count = sorted(r->remarks.at, r->remarks.count),
	};
}

const char *nearest_name(const char *name, const char *const *known, size_t count)
{
	const char *best = NULL;
	size_t limit = strlen(name) / 2, least = limit < 3 ? limit : 3;

	for (size_t i = 0; i < count; i++) {
		size_t far = text_edits(name, known[i]);

		if (far < least || (far == least && !best && far > 0)) {
			least = far;
			best = known[i];
		}
	}
	return best;
}

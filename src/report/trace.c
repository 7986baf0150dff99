/*
 * trace.c - sets of record ids by form, and counts of lines.
 */
#include "report/trace.h"

#include <stdlib.h>
#include <string.h>

#include "model/form.h"

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The form's place, made when there is none. */
static struct trace_source *source_of(
	struct trace *trace, const struct form *form, struct arena *mem)
{
	size_t at = 0;

	while (at < trace->sources.count &&
		strcmp(trace->sources.at[at].form->id, form->id) < 0)
		at++;
	if (at < trace->sources.count && trace->sources.at[at].form == form)
		return &trace->sources.at[at];
	VEC_PUSH_IN(mem, &trace->sources);
	memmove(&trace->sources.at[at + 1], &trace->sources.at[at],
		(trace->sources.count - 1 - at) * sizeof(*trace->sources.at));
	trace->sources.at[at] = (struct trace_source){ .form = form };
	return &trace->sources.at[at];
}

void trace_add(struct trace *trace, const struct form *form, const uint64_t *ids, size_t count,
	struct arena *mem)
{
	struct trace_source *source = source_of(trace, form, mem);
	uint64_t *all;
	size_t kept = 0;

	trace->asked = 1;
	if (!trace->zero && form->zero[LANG_ZH])
		trace->zero = form;
	if (count == 0)
		return;
	all = arena_array(mem, source->count + count, sizeof(*all));
	if (source->count > 0)
		memcpy(all, source->ids, source->count * sizeof(*all));
	memcpy(all + source->count, ids, count * sizeof(*all));
	count += source->count;
	qsort(all, count, sizeof(*all), by_number);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || all[kept - 1] != all[i])
			all[kept++] = all[i];
	source->ids = all;
	source->count = kept;
}

void trace_add_base(struct trace *trace, const struct trace_base *base, struct arena *mem)
{
	for (size_t i = 0; i < trace->bases.count; i++)
		if (memcmp(&trace->bases.at[i], base, sizeof(*base)) == 0)
			return;
	*VEC_PUSH_IN(mem, &trace->bases) = *base;
}

void trace_merge(struct trace *into, const struct trace *from, struct arena *mem)
{
	for (size_t i = 0; i < from->sources.count; i++) {
		const struct trace_source *source = &from->sources.at[i];

		trace_add(into, source->form, source->ids, source->count, mem);
	}
	for (size_t i = 0; i < from->bases.count; i++)
		trace_add_base(into, &from->bases.at[i], mem);
	into->asked |= from->asked;
}

/*
 * used.c - the records behind the figures of a whole report, each once, as they were then.
 */
#include "report/build.h"

#include "data/printed.h"

int report_find_uses(
	struct dataset *data, struct report *report, struct arena *mem, struct err *err)
{
	struct trace all = { 0 };

	for (size_t i = 0; i < report->figure_count; i++) {
		const struct report_figure *f = &report->figures[i];

		for (size_t j = 0; j < f->source_count; j++)
			trace_add(&all, f->sources[j].form, f->sources[j].ids,
				f->sources[j].count, mem);
	}
	report->uses = arena_array(mem, all.sources.count + 1, sizeof(*report->uses));
	report->use_count = all.sources.count;
	for (size_t i = 0; i < all.sources.count; i++)
		report->uses[i] = (struct printed_use){ .form = all.sources.at[i].form,
			.ids = all.sources.at[i].ids,
			.count = all.sources.at[i].count };
	return printed_look(data, report->uses, report->use_count, mem, err);
}

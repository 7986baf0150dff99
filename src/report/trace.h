/*
 * trace.h - what a figure stands on: the records behind it, and the lines that gave nothing.
 * Private to report/.  Everything lives in the report's arena.
 */
#ifndef REPORT_TRACE_H
#define REPORT_TRACE_H

#include "base/arena.h"
#include "base/vec.h"

#include <stddef.h>
#include <stdint.h>

struct field;
struct form;

struct trace_source {
	const struct form *form;
	uint64_t *ids;                  /* ascending, each once */
	size_t count;
};

/* Lines a sum was taken over. */
struct trace_base {
	const struct form *form;
	const struct field *field;
	uint64_t given, missing;
};

struct trace {
	VEC(struct trace_source) sources;       /* in order of form id */
	VEC(struct trace_base) bases;
	const struct form *zero;        /* the form whose word for 0 fits, NULL none */
	int asked;                      /* records were asked, even if there was none */
};

/* ids in any order. */
void trace_add(struct trace *trace, const struct form *form, const uint64_t *ids, size_t count,
	       struct arena *mem);
void trace_add_base(struct trace *trace, const struct trace_base *base, struct arena *mem);
void trace_merge(struct trace *into, const struct trace *from, struct arena *mem);

#endif

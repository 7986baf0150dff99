/*
 * report.h - a template and the records become a text whose figures can be traced.
 *
 * Templates are plain text in forms/reports; what stands in {braces} is explained in
 * template.h.  The same records and request give the same bytes, in the office's language
 * whatever the user's is; warnings are sentences for the user and never part of the text.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/arena.h"
#include "base/err.h"
#include "model/period.h"
#include "model/unit.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct form;
struct indicator;
struct model;
struct printed_use;
struct str;
struct unit;

struct report_request {
	const char *name;               /* id of a template in forms/reports/outline.conf */
	struct period period;
	int32_t as_of;                  /* DATE_NONE: the period's end, at the latest today */
	const struct unit *unit;        /* whose report it is; NULL: the site's, or
					   the place its reader is confined to */
	enum unit_view units;           /* 0 as now; the printed ones are as was: their period */
};

/* Records of one form that a figure stands on. */
struct report_source {
	const struct form *form;
	const uint64_t *ids;            /* ascending */
	size_t count;
};

/* A printed number that records stand behind. */
struct report_figure {
	const char *text;               /* as printed: "3.7万吨", "无新增" */
	size_t offset;                  /* of it in the report's text, bytes */
	const char *value;              /* exact, in measure: "3.66144"; "" missing */
	const char *measure;            /* label of its unit, "" none */
	const char *expression;         /* canonical; an indicator's own when it is one */
	const struct indicator *indicator;      /* NULL: not an indicator by itself */
	const struct report_source *sources;    /* in order of form id */
	size_t source_count;
};

struct report {
	const char *text;               /* UTF-8, ends with one newline */
	struct report_figure *figures;  /* in order of the text */
	size_t figure_count;
	const char **warnings;          /* each once, in the user's language */
	size_t warning_count;
	int32_t as_of;                  /* as it was built: what the request left open too */
	const struct unit *unit;
	/* all records behind its figures, as they were: for who prints it */
	struct printed_use *uses;
	size_t use_count;
};

enum { REPORT_MOST_RECORDS = 100000 };  /* ids kept for one figure and form */

/* All of *out lives in mem.  ERR_NOT_FOUND: no such report (the sentence lists those known). */
int report_build(struct dataset *data, const struct report_request *request, struct arena *mem,
		 struct report *out, struct err *err);

/* Reads one template without records: 0, or -1 with "file:line:column: what is wrong". */
int report_check(const struct model *model, const char *name, struct err *err);

/*
 * One JSON object a line and figure: text, value, measure, expression, indicator, offset,
 * records (an object: form id -> array of record ids).
 */
void report_figures_json(const struct report *report, struct str *out);

#endif

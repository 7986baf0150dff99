/*
 * figures_json.c - the figures of a report as JSON lines, for scripts and for who doubts.
 */
#include "report/report.h"

#include <inttypes.h>

#include "base/str.h"
#include "exchange/json.h"
#include "model/form.h"
#include "model/model.h"

static void put_pair(const char *key, const char *text, struct str *out)
{
	json_put_text(key, out);
	str_add(out, ": ");
	json_put_text(text, out);
	str_add(out, ", ");
}

static void put_records(const struct report_figure *figure, struct str *out)
{
	str_add(out, "\"records\": {");
	for (size_t i = 0; i < figure->source_count; i++) {
		const struct report_source *source = &figure->sources[i];

		str_add(out, i ? ", " : "");
		json_put_text(source->form->id, out);
		str_add(out, ": [");
		for (size_t k = 0; k < source->count; k++)
			str_addf(out, "%s\"%" PRIu64 "\"", k ? ", " : "", source->ids[k]);
		str_add_char(out, ']');
	}
	str_add(out, "}");
}

void report_figures_json(const struct report *report, struct str *out)
{
	for (size_t i = 0; i < report->figure_count; i++) {
		const struct report_figure *figure = &report->figures[i];

		str_add_char(out, '{');
		put_pair("text", figure->text, out);
		put_pair("value", figure->value, out);
		put_pair("measure", figure->measure, out);
		put_pair("expression", figure->expression, out);
		put_pair("indicator", figure->indicator ? figure->indicator->id : "", out);
		str_addf(out, "\"offset\": %zu, ", figure->offset);
		put_records(figure, out);
		str_add(out, "}\n");
	}
}

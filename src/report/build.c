/*
 * build.c - walks a template's parts and makes the report.
 */
#include "report/build.h"

#include <stdarg.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/unit.h"
#include "model/viewer.h"

enum { MOST_RETRIES = 3 };

void build_warn(struct build *b, const char *fmt, ...)
{
	struct str text = { 0 };
	va_list args;
	int known = 0;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	for (size_t i = 0; i < b->warnings.count && !known; i++)
		known = strcmp(b->warnings.at[i], str_text(&text)) == 0;
	if (!known)
		*VEC_PUSH_IN(b->mem, &b->warnings) = arena_text(b->mem, str_text(&text));
	str_release(&text);
}

static int build_if(struct build *b, const struct part *part, struct err *err)
{
	for (size_t i = 0; i < part->branch_count; i++) {
		const struct branch *branch = &part->branches[i];
		struct err why = { 0 };
		int yes = branch->when ? build_truth(b, branch->when, &why) : 1;

		if (yes < 0) {
			err_set(err, why.code, "%s", why.text);
			return template_fault(b->source, part, err);
		}
		if (yes)
			return build_parts(b, &branch->body, err);
	}
	return 0;
}

static int build_part(struct build *b, const struct part *part, struct err *err)
{
	switch (part->kind) {
	case PART_TEXT:
		str_add(&b->out, part->text);
		return 0;
	case PART_IF:
		return build_if(b, part, err);
	case PART_EACH:
		return build_each(b, part, err);
	default:
		if (build_value(b, part, err) < 0)
			return template_fault(b->source, part, err);
		return 0;
	}
}

int build_parts(struct build *b, const struct parts *parts, struct err *err)
{
	for (size_t i = 0; i < parts->count; i++)
		if (build_part(b, &parts->at[i], err) < 0)
			return -1;
	return 0;
}

/* ---- a report ---- */

static const struct report_template *template_named(
	const struct model *model, const char *name, struct err *err)
{
	const struct report_template *source = model_report(model, name);
	struct str known = { 0 };

	if (source)
		return source;
	for (size_t i = 0; i < model->report_count; i++)
		str_addf(&known, "%s%s", i ? ", " : "", model->reports[i].id);
	if (known.len > 0)
		err_set(err, ERR_NOT_FOUND, _("There is no report \"%s\"; there are: %s."),
			name, str_text(&known));
	else
		err_set(err, ERR_NOT_FOUND,
			_("There is no report \"%s\"; forms/reports/outline.conf lists none."),
			name);
	str_release(&known);
	return NULL;
}

/* The template says what it can speak of: a month's check, a half-year's area. */
static int check_period(const struct build *b, struct period period, struct err *err)
{
	const struct report_template *source = b->source;
	struct field field = {
		.id = source->id,
		.label = { source->label[0], source->label[1] },
		.type = field_type_find("period"),
		.period_kinds = source->period_kinds,
	};
	struct value value = value_period(period);

	if (field_validate(b->model, &field, &value, DATE_NONE, err) == 0)
		return 0;
	err->code = ERR_USAGE;
	return -1;
}

/* Who may not see the whole gets the report of the one place that he sees. */
static const struct unit *own_unit(const struct build *b)
{
	const struct viewer *viewer = dataset_viewer(b->data);
	const struct unit *root = b->model->site.root, *own = NULL;

	if (!root || viewer_sees(b->model, viewer, NULL, root))
		return root;
	for (size_t i = 0; i < viewer->post_count; i++) {
		if (!viewer->posts[i].unit || (own && viewer->posts[i].unit != own))
			return root;
		own = viewer->posts[i].unit;
	}
	own = own ? unit_find(&b->model->units, own->code) : NULL;
	return own ? own : root;
}

static int complete(struct build *b, const struct report_request *request, struct err *err)
{
	const struct season *season = &b->model->calendar.season;

	b->request = *request;
	b->today = dataset_today(b->data);
	if (request->period.kind == PERIOD_NONE)
		return err_set(err, ERR_USAGE,
			_("A report needs a period; write for example --period 2021H1."));
	if (check_period(b, request->period, err) < 0)
		return -1;
	if (b->today == DATE_NONE)
		return err_set(
			err, ERR_STORE, _("The server does not tell the date; try again."));
	if (request->as_of == DATE_NONE) {
		b->request.as_of = period_last_day(request->period, season);
		if (b->request.as_of > b->today)
			b->request.as_of = b->today;
	}
	if (!b->request.unit)
		b->request.unit = own_unit(b);
	if (!b->request.unit)
		return err_set(err, ERR_FAULT,
			_("conf/site.conf names no root unit; a report needs one."));
	return 0;
}

/* Blank lines and blanks at the end are layout. */
static void finish_text(struct str *out)
{
	while (out->len > 0 && strchr(" \t\n", out->at[out->len - 1]))
		str_truncate(out, out->len - 1);
	str_add_char(out, '\n');
}

static int build_all(struct build *b, const struct report_request *request, struct report *out,
	struct err *err)
{
	struct template template;

	if (complete(b, request, err) < 0 ||
		template_parse(b->model, b->source, b->data, b->mem, &template, err) < 0 ||
		build_parts(b, &template.parts, err) < 0)
		return -1;
	finish_text(&b->out);
	*out = (struct report){
		.text = arena_text_len(b->mem, str_text(&b->out), b->out.len),
		.figures = b->figures.at,
		.figure_count = b->figures.count,
		.warnings = b->warnings.at,
		.warning_count = b->warnings.count,
		.as_of = b->request.as_of,
		.unit = b->request.unit,
	};
	return 0;
}

/* All questions of a report are asked of one instant. */
static int build_once(struct dataset *data, const struct report_template *source,
	const struct report_request *request, struct arena *mem, struct report *out,
	struct err *err)
{
	const struct model *model = dataset_model(data);
	struct build b = {
		.data = data,
		.model = model,
		.source = source,
		.mem = mem,
		.user = i18n_lang(),
		.office = model->site.lang,
	};
	int rc = dataset_hold(data, err);

	if (rc == 0)
		rc = build_all(&b, request, out, err);
	if (rc == 0)
		rc = report_find_uses(data, out, mem, err);
	dataset_let(data);
	i18n_use(b.user);
	str_release(&b.out);
	return rc;
}

int report_build(struct dataset *data, const struct report_request *request, struct arena *mem,
	struct report *out, struct err *err)
{
	const struct report_template *source =
		template_named(dataset_model(data), request->name, err);
	int rc = source ? build_once(data, source, request, mem, out, err) : -1;

	/* The instant was given up for the sake of writers: take a new one. */
	for (int again = 0; rc < 0 && err->code == ERR_EXPIRED && again < MOST_RETRIES;
		again++) {
		err_clear(err);
		rc = build_once(data, source, request, mem, out, err);
	}
	return rc;
}

int report_check(const struct model *model, const char *name, struct err *err)
{
	const struct report_template *source = template_named(model, name, err);
	struct arena mem = { 0 };
	struct template template;
	int rc;

	if (!source)
		return -1;
	rc = template_parse(model, source, NULL, &mem, &template, err);
	arena_release(&mem);
	return rc;
}

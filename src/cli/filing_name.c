/*
 * filing_name.c - finds the filing of CYCLE/UNIT/PERIOD.
 */
#include "cli/filing_name.h"

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/cycle_name.h"
#include "cli/session.h"
#include "model/field_type.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/record.h"
#include "work/collect.h"

/* The unit of a post of one's own that owes it. */
static int own_unit(struct session *s, struct filing_name *of, struct err *err)
{
	const struct viewer *viewer = dataset_viewer(s->data);

	of->unit = NULL;
	for (size_t i = 0; i < viewer->post_count; i++) {
		const struct unit *unit = viewer->posts[i].unit
			? unit_find(&s->model->units, viewer->posts[i].unit->code)
			: NULL;
		const struct unit *owes =
			unit ? cycle_unit_of(of->cycle, s->model, of->period, unit) : NULL;

		if (!owes || owes == of->unit)
			continue;
		if (of->unit)
			return err_set(err, ERR_USAGE,
				_("You hold posts of several units that file this: write "
				  "CYCLE/UNIT/PERIOD"));
		of->unit = owes;
	}
	if (of->unit)
		return 0;
	return err_set(err, ERR_USAGE,
		_("No post of yours is of a unit that files this: write CYCLE/UNIT/PERIOD"));
}

static int check_asked(struct session *s, const struct filing_name *of, struct err *err)
{
	struct str period = { 0 };

	if (cycle_asks(of->cycle, s->model, of->period))
		return 0;
	period_print_long(of->period, &period);
	err_set(err, ERR_USAGE, _("%s is not asked for in %s"), cycle_label(of->cycle),
		str_text(&period));
	str_release(&period);
	return -1;
}

static int find_unit(
	struct session *s, const char *name, struct filing_name *of, struct err *err)
{
	if (*name)
		return ask_unit(s, "UNIT", name, &of->unit, err);
	return check_asked(s, of, err) < 0 ? -1 : own_unit(s, of, err);
}

static int find_record(struct session *s, const struct filing_name *of, struct record **out,
	struct err *err)
{
	int got = filing_find(s->data, of->cycle, of->unit, of->period, &s->mem, out, err);

	if (got != DATA_NONE)
		return got < 0 ? -1 : 0;
	*out = NULL;
	if (check_asked(s, of, err) < 0)
		return -1;
	if (viewer_sees(s->model, dataset_viewer(s->data), of->cycle->form, of->unit))
		return 0;
	return err_set(err, ERR_NOT_FOUND,
		_("What %s files is not yours to see"), unit_name(of->unit, DATE_NONE));
}

int filing_named(struct session *s, const char *text, struct filing_name *out,
	struct record **record, struct err *err)
{
	char *cycle = arena_text_len(&s->mem, text, strlen(text));
	char *unit = strchr(cycle, '/'), *period;

	*unit++ = '\0';
	period = strrchr(unit, '/');
	if (period)
		*period++ = '\0';
	if (cycle_named(s, cycle, &out->cycle, err) < 0 ||
		period_parse(period ? period : unit, &out->period, err) < 0 ||
		find_unit(s, period ? unit : "", out, err) < 0)
		return -1;
	return find_record(s, out, record, err);
}

int filing_of_record(
	const struct model *model, const struct record *record, struct filing_name *out)
{
	const struct value *cycle = kept_value(model, record, KEPT_FILING, FILING_CYCLE);
	const struct value *unit = kept_value(model, record, KEPT_FILING, FILING_UNIT);
	const struct value *period = kept_value(model, record, KEPT_FILING, FILING_PERIOD);

	*out = (struct filing_name){ .cycle = NULL };
	if (!value_is_given(cycle) || !value_is_given(unit) || !value_is_given(period))
		return 0;
	out->cycle = model_cycle(model, cycle->text);
	out->unit = unit_find(&model->units, unit->text);
	out->period = period->period;
	if (!out->unit)
		out->cycle = NULL;
	return 0;
}

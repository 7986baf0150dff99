/*
 * model.c - the holder of everything read from conf/ and forms/, counted, and its finders.
 */
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/xalloc.h"

struct model *model_new(void)
{
	static unsigned long serials;
	struct model *model = xalloc(sizeof(*model));

	model->holders = 1;
	model->serial = ++serials;
	model->site = (struct site){ .name = "", .short_name = "", .lang = LANG_ZH };
	return model;
}

struct model *model_hold(struct model *model)
{
	model->holders++;
	return model;
}

void model_drop(struct model **model)
{
	struct model *old = *model;

	*model = NULL;
	if (!old || --old->holders > 0)
		return;
	if (old->holders < 0)
		BUG("a model dropped too often");
	arena_release(&old->mem);
	free(old);
}

const struct form *model_form(const struct model *model, const char *id)
{
	for (size_t i = 0; i < model->form_count; i++) {
		if (strcmp(model->forms[i]->id, id) == 0)
			return model->forms[i];
	}
	return NULL;
}

static int is_label(const char *const label[LANG_COUNT], const char *name)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		if (label[lang] && strcmp(label[lang], name) == 0)
			return 1;
	}
	return 0;
}

const struct form *model_form_named(const struct model *model, const char *name)
{
	const struct form *found = model_form(model, name);

	for (size_t i = 0; i < model->form_count && !found; i++) {
		if (is_label(model->forms[i]->label, name))
			found = model->forms[i];
	}
	return found;
}

const struct code_list *model_list(const struct model *model, const char *id)
{
	for (size_t i = 0; i < model->list_count; i++) {
		if (strcmp(model->lists[i].id, id) == 0)
			return &model->lists[i];
	}
	return NULL;
}

const struct indicator *model_indicator(const struct model *model, const char *id)
{
	for (size_t i = 0; i < model->indicator_count; i++) {
		if (strcmp(model->indicators[i].id, id) == 0)
			return &model->indicators[i];
	}
	return NULL;
}

const struct report_template *model_report(const struct model *model, const char *id)
{
	for (size_t i = 0; i < model->report_count; i++) {
		if (strcmp(model->reports[i].id, id) == 0)
			return &model->reports[i];
	}
	return NULL;
}

const struct role *model_role(const struct model *model, const char *id)
{
	for (size_t i = 0; i < model->role_count; i++) {
		if (strcmp(model->roles[i].id, id) == 0)
			return &model->roles[i];
	}
	return NULL;
}

int model_unit_is_own(const struct model *model, const struct unit *unit)
{
	const struct unit *root = model->site.root;

	if (!root || unit_is_within(unit, root, DATE_NONE))
		return 1;
	for (size_t i = 0; i < unit->parent_count; i++) {
		if (model_unit_is_own(model, unit->parents[i].parent))
			return 1;
	}
	return 0;
}

static int has_day(const int32_t *days, size_t count, int32_t day)
{
	for (size_t i = 0; i < count; i++) {
		if (days[i] == day)
			return 1;
	}
	return 0;
}

int calendar_is_workday(const struct calendar *calendar, int32_t day)
{
	if (has_day(calendar->workdays, calendar->workday_count, day))
		return 1;
	if (has_day(calendar->holidays, calendar->holiday_count, day))
		return 0;
	return !(calendar->weekend & 1u << (date_weekday(day) - 1));
}

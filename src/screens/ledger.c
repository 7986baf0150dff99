/*
 * ledger.c - a form by id over the changes of the conf.
 */
#include "screens/ledger.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/model.h"
#include "screens/screens.h"

void ledger_init(struct ledger *l, struct app *app, const struct form *form)
{
	*l = (struct ledger){ .app = app, .form_id = xstrdup(form->id) };
	l->model = model_hold((struct model *)app_model(app));
	l->form = form;
}

void ledger_release(struct ledger *l)
{
	free(l->form_id);
	model_drop(&l->model);
	*l = (struct ledger){ 0 };
}

int ledger_load(struct ledger *l, struct err *err)
{
	const struct model *now;
	const struct form *form;

	app_refresh(l->app);
	now = app_model(l->app);
	if (now == l->model)
		return 0;
	form = model_form(now, l->form_id);
	if (!form)
		return err_set(err, ERR_NOT_FOUND,
			_("The ledger %s is gone from the forms; "
			  "ask the administrator to run herbledger check."),
			form_label(l->form, i18n_lang()));
	model_drop(&l->model);
	l->model = model_hold((struct model *)now);
	l->form = form;
	return 1;
}

int ledger_may(const struct ledger *l, enum deed what, const struct record *record)
{
	struct err ignored = { 0 };
	struct record known;
	int typing = what != ACTION_READ && what != ACTION_EXPORT;

	if (typing && data_is_typed(l->app->data, l->form, &ignored) < 0)
		return 0;
	/* who did what before is looked at when it is done */
	if (record && !record->done_known) {
		known = *record;
		known.done_known = 1;
		record = &known;
	}
	return may(l->model, dataset_viewer(l->app->data), what, l->form, record, &ignored) ==
		0;
}

/* ---- all of them ---- */

static int is_of(const struct form *form, const struct code *work)
{
	return form->folder && strcmp(form->folder, work->code) == 0;
}

/* Those the viewer may read, kept by the program or not. */
static size_t list_all(const struct model *model, const struct viewer *viewer, int kept,
	struct arena *mem, const struct form ***out)
{
	const struct code_list *list = model_list(model, "work");
	size_t groups = list ? list->count : 0, count = 0;
	struct err ignored;

	*out = arena_array(mem, model->form_count + 1, sizeof(**out));
	for (size_t g = 0; g <= groups; g++) {
		for (size_t i = 0; i < model->form_count; i++) {
			const struct form *form = model->forms[i];
			int here = g < groups ? is_of(form, &list->codes[g])
					      : !list || !form->folder ||
					!code_list_find(list, form->folder);

			ignored = (struct err){ 0 };
			if (here && form_is_kept(model, form, NULL) == kept &&
				may(model, viewer, ACTION_READ, form, NULL, &ignored) == 0)
				(*out)[count++] = form;
		}
	}
	return count;
}

size_t ledger_list(const struct model *model, const struct viewer *viewer, struct arena *mem,
	const struct form ***out)
{
	return list_all(model, viewer, 0, mem, out);
}

size_t ledger_list_kept(const struct model *model, const struct viewer *viewer,
	struct arena *mem, const struct form ***out)
{
	return list_all(model, viewer, 1, mem, out);
}

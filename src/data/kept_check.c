/*
 * kept_check.c - ledgers that only the office's verbs write: whoever types is told which verb.
 */
#include "data/save_internal.h"

#include "base/i18n.h"
#include "model/kept.h"

static const char *const verbs[KEPT_COUNT] = {
	[KEPT_FILING] = N_("Filings are not typed: herbledger act filing CYCLE/UNIT/PERIOD "
			   "submit makes them, and so does filing on the screen"),
	[KEPT_COMMENT] = N_("Comments are not typed here: they are written when a filing is "
			    "returned (herbledger act filing CYCLE/UNIT/PERIOD return)"),
	[KEPT_CLOSING] = N_("Closings are not typed: herbledger close CYCLE PERIOD makes them"),
	[KEPT_UNLOCK] = N_("Unlockings are not typed: herbledger unlock CYCLE PERIOD makes them"),
	[KEPT_CORRECTION] = N_("Corrections are not typed here: herbledger correct FORM ID "
			       "FIELD=VALUE makes them"),
	[KEPT_SECOND] = N_("Second entries are not typed here: herbledger second FORM ID makes "
			   "them"),
};

int data_is_typed(const struct dataset *data, const struct form *form, struct err *err)
{
	const struct form *now = model_form(data->model, form->id);
	enum kept what;

	if (data->viewer.everything || !form_is_kept(data->model, now ? now : form, &what))
		return 0;
	return err_set(err, ERR_DENIED, "%s", _(verbs[what]));
}

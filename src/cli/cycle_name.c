/*
 * cycle_name.c - finds the cycle and the period that were meant.
 */
#include "cli/cycle_name.h"

#include "base/str.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "model/model.h"

int cycle_named(struct session *s, const char *name, const struct cycle **out, struct err *err)
{
	struct str known = { 0 };

	*out = model_cycle_named(s->model, name);
	if (*out)
		return 0;
	for (size_t i = 0; i < s->model->cycle_count; i++)
		if (s->model->cycles[i].on)
			str_addf(&known, "%s%s (%s)", known.len ? ", " : "",
				s->model->cycles[i].id, cycle_label(&s->model->cycles[i]));
	err_set(err, ERR_NOT_FOUND, _("Nothing called %s is collected; there are: %s"), name,
		str_text(&known));
	str_release(&known);
	return -1;
}

int cycle_period_named(struct session *s, char *const *words, const struct cycle **cycle,
	struct period *period, struct err *err)
{
	if (cycle_named(s, words[0], cycle, err) < 0)
		return -1;
	return ask_period(s, "PERIOD", words[1], period, err);
}

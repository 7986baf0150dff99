/*
 * app.c - one run of the terminal application: its model, its status line, its keys.
 */
#include "screens/screens.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/vec.h"
#include "data/dataset.h"
#include "data/drafts.h"
#include "model/aids.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/plain.h"
#include "screens/typing.h"
#include "tui/progress.h"
#include "tui/screen.h"

enum { REFRESH_US = 1000000 };

const struct screen_class *const screen_classes[] = {
	&home_class,
	&browse_class,
	&card_class,
	&grid_class,
	&history_class,
	&deleted_class,
	&query_class,
	&keys_class,
	&events_class,
	&sessions_class,
	&conf_class,
	&units_class,
	&people_class,
	&rights_class,
	&person_keys_class,
	&lock_class,
	&handover_class,
	&leave_class,
	&inbox_class,
	&matrix_class,
	&overdue_class,
	&review_class,
	&closing_class,
	&corrections_class,
	NULL,
};

const struct model *app_model(const struct app *app)
{
	return dataset_model(app->data);
}

/* ---- the status: who, which post, which day ---- */

static const char *weekday(int32_t day)
{
	static const char *const names[] = {
		N_("Mon"),
		N_("Tue"),
		N_("Wed"),
		N_("Thu"),
		N_("Fri"),
		N_("Sat"),
		N_("Sun"),
	};

	return _(names[date_weekday(day) - 1]);
}

static void add_post(const struct model *model, const struct viewer *viewer, struct str *out)
{
	const struct viewer_post *post = viewer->posts;
	const struct role *role;

	if (!viewer->post_count)
		return;
	role = model_role(model, post->role);
	/* whose rows are all rows need not be told where they sit */
	if (post->unit && role && !role_is_whole(role))
		str_addf(out, "%s ", unit_name(post->unit, DATE_NONE));
	str_addf(out, "%s%s ", role_name(model, post->role),
		post->acting ? _(" (acting)") : "");
}

static void set_status(struct app *app)
{
	const struct viewer *viewer = dataset_viewer(app->data);
	int32_t today = dataset_today(app->data);
	struct str status = { 0 };

	aids_set(today);
	add_post(app_model(app), viewer, &status);
	str_add(&status, viewer->name ? viewer->name : "");
	if (today != DATE_NONE) {
		str_add(&status, "  ");
		date_print(today, &status);
		str_addf(&status, " %s", weekday(today));
	}
	screens_set_status(str_text(&status));
	str_release(&status);
}

/* ---- keys ---- */

static int is_action(const char *name)
{
	for (size_t i = 0; screen_classes[i]; i++)
		for (const struct action *a = screen_classes[i]->actions; a && a->name; a++)
			if (strcmp(a->name, name) == 0)
				return 1;
	for (const struct action *a = screen_common_actions; a->name; a++)
		if (strcmp(a->name, name) == 0)
			return 1;
	return 0;
}

/* The folder is the administrator's; people need the file's name. */
static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int use_setting(const struct key_setting *setting, struct err *err)
{
	if (!is_action(setting->action))
		return err_set(err, ERR_FAULT,
			_("%s:%d: no screen has an action %s; the help (?) shows the names"),
			file_name(setting->at.file), setting->at.line, setting->action);
	if (actions_override(setting->action, setting->keys, err) < 0)
		return err_prefix(err, "%s:%d", file_name(setting->at.file), setting->at.line);
	return 0;
}

/* A wrong setting is told and passed over; keys that collide take all settings away. */
static void use_keys(struct app *app)
{
	const struct model *model = app_model(app);
	struct err err = { 0 };

	actions_override_clear();
	str_clear(&app->notice);
	for (size_t i = 0; i < model->key_count; i++)
		use_setting(&model->keys[i], &err);
	for (size_t i = 0; screen_classes[i]; i++) {
		struct err clash = { 0 };

		if (actions_check(screen_classes[i]->actions, &clash) == 0 &&
			(!screen_classes[i]->typing ||
				actions_check_typing(screen_classes[i]->actions, &clash) == 0))
			continue;
		actions_override_clear();
		err_clear(&err);
		err_set(&err, ERR_FAULT, _("conf/keys is not used: %s"), clash.text);
		break;
	}
	str_add(&app->notice, err.text);
}

/* ---- the record saved last ---- */

struct last_record {
	struct model *model; /* one hold */
	const struct form *form; /* in model */
	struct arena mem;
	struct record *record;
};

static void release_last(struct last_record *l)
{
	arena_release(&l->mem);
	model_drop(&l->model);
}

const struct record *app_last(const struct app *app, const struct form *form)
{
	for (size_t i = 0; i < app->last.count; i++)
		if (app->last.at[i].form == form)
			return app->last.at[i].record;
	return NULL;
}

/* One a form, by id: what a form of an older model holds is of no more use. */
void app_keep_last(struct app *app, const struct record *record)
{
	struct last_record *l = NULL;

	for (size_t i = 0; i < app->last.count && !l; i++)
		if (strcmp(app->last.at[i].form->id, record->form->id) == 0)
			l = &app->last.at[i];
	if (l)
		release_last(l);
	else
		l = VEC_PUSH(&app->last);
	*l = (struct last_record){ .form = record->form };
	l->model = model_hold((struct model *)app_model(app));
	l->record = record_copy(record, &l->mem);
}

void app_forget_last(struct app *app)
{
	for (size_t i = 0; i < app->last.count; i++)
		release_last(&app->last.at[i]);
	VEC_RELEASE(&app->last);
}

/* ---- the run ---- */

void app_refresh(struct app *app)
{
	int64_t now = instant_now();
	struct err err = { 0 };
	int got;

	if (app->refreshed && now - app->refreshed < REFRESH_US && now >= app->refreshed)
		return;
	app->refreshed = now;
	got = app->reload ? app->reload(app->context, &err) : 0;
	if (got < 0)
		log_line(LOG_WARN, "conf not read again: %s", err.text);
	if (got > 0)
		use_keys(app);
	err_clear(&err);
	dataset_freshen(app->data, &err); /* what is refused is said where it is asked for */
	set_status(app);
}

int app_run(struct app *app, struct err *err)
{
	int gone;

	(void)err;
	use_keys(app);
	set_status(app);
	dataset_pulse(app->data, progress_pulse, NULL);
	if (app->dir)
		drafts_prepare(app->dir, typing_user(app));
	gone = app->plain ? plain_run(app) : screens_run(scr_home(app));
	dataset_pulse(app->data, NULL, NULL);
	actions_override_clear();
	app_forget_last(app);
	str_release(&app->notice);
	str_release(&app->resume);
	str_release(&app->later);
	return gone;
}

/*
 * session.c - opens conf, store and dataset in the one order that is right.
 *
 * A form whose file has changed shape is read from the text the store applied last, until
 * forms --apply has rebuilt what hangs on it.
 */
#include "cli/session.h"

#include "base/date.h"
#include "base/place.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "cli/cli.h"
#include "cli/key_follow.h"
#include "cli/presence.h"
#include "model/form.h"
#include "model/model.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Unquoted on the compiler's command line: make install DATA=... */
#define QUOTED(words) #words
#define QUOTE(macro) QUOTED(macro)
#ifndef HERB_DATA_DIR
#define HERB_DATA_DIR /var/lib/herbledger
#endif

const char *session_default_dir(void)
{
	return QUOTE(HERB_DATA_DIR);
}

const char *session_data_dir(const struct cli_globals *g)
{
	const char *dir = g->data ? g->data : getenv("HERBLEDGER_DATA");

	return text_is_empty(dir) ? session_default_dir() : dir;
}

static const char *own_path(struct arena *mem)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (len <= 0)
		return NULL;
	path[len] = '\0';
	return arena_text(mem, path);
}

/* The option, else where the program was built or installed. */
static const char *shipped_dir(struct arena *mem, const char *given, const char *name)
{
	struct str path = { 0 }, installed = { 0 };
	const char *dir = given;

	if (!given) {
		str_addf(&installed, "share/herbledger/%s", name);
		place_find(name, str_text(&installed), &path);
		dir = arena_text(mem, str_text(&path));
	}
	str_release(&path);
	str_release(&installed);
	return dir;
}

static int read_model(struct session *s, const struct stored_form *stored, size_t count,
		      struct err *err)
{
	struct model *model = NULL;

	if (conf_read_with(&s->dirs, stored, count, &s->mem, &model, &s->faults, err) < 0)
		return -1;
	model_drop(&s->model);
	s->model = model;
	return 0;
}

int session_read_conf(struct session *s, const struct cli_globals *g, struct err *err)
{
	s->dir = session_data_dir(g);
	s->dirs = (struct conf_dirs){
		.conf = shipped_dir(&s->mem, g->conf, "conf"),
		.forms = shipped_dir(&s->mem, g->forms, "forms"),
		.data_conf = arena_printf(&s->mem, "%s/conf", s->dir),
		.data_forms = arena_printf(&s->mem, "%s/forms", s->dir),
	};
	s->stamp = conf_stamp(&s->dirs);
	if (read_model(s, NULL, 0, err) < 0)
		return -1;
	if (!g->lang)
		i18n_use(s->model->site.lang);
	return 0;
}

/* Applied forms whose text differs from the file's: maybe of another shape. */
static size_t changed_forms(struct session *s, const struct applied_form *applied, size_t count,
			    struct stored_form *out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct form *form = model_form(s->model, applied[i].id);

		if (!form || strcmp(form->source, applied[i].source))
			out[n++] = (struct stored_form){
				.id = applied[i].id, .source = applied[i].source,
				.folder = form ? form->folder : NULL,
			};
	}
	return n;
}

/* Keeps of changed only those that store keys otherwise than their file wants. */
static size_t differing_forms(
	struct session *s, struct model *applied, struct stored_form *changed, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct form *was = model_form(applied, changed[i].id);
		const struct form *wanted = model_form(s->model, changed[i].id);

		if (was && (!wanted || data_shape_differs(was, wanted)))
			changed[n++] = changed[i];
	}
	return n;
}

static int use_applied_shapes(struct session *s, struct err *err)
{
	struct applied_form *applied;
	struct stored_form *changed;
	struct model *old = NULL;
	struct faults ignored = { 0 };
	size_t count, n;

	if (data_applied_forms(s->store, &s->mem, &applied, &count, err) < 0)
		return -1;
	changed = arena_array(&s->mem, count + 1, sizeof(*changed));
	n = changed_forms(s, applied, count, changed);
	if (!n)
		return 0;
	if (conf_read_with(&s->dirs, changed, n, &s->mem, &old, &ignored, err) < 0)
		return -1;
	n = differing_forms(s, old, changed, n);
	model_drop(&old);
	s->waiting = arena_array(&s->mem, n + 1, sizeof(*s->waiting));
	s->waiting_count = n;
	for (size_t i = 0; i < n; i++)
		s->waiting[i] = changed[i].id;
	return n ? read_model(s, changed, n, err) : 0;
}

static struct data_options store_options(struct session *s, const struct cli_globals *g)
{
	return (struct data_options){
		.dir = s->dir,
		.how = g->alone ? DATA_ALONE : DATA_SERVER,
		.wait_for_system = s->model->site.system_serves && !g->scratch,
		.now = g->now,
		.program = own_path(&s->mem),
	};
}

int session_open_store(struct session *s, const struct cli_globals *g, struct err *err)
{
	struct data_options options;

	if (session_read_conf(s, g, err) < 0)
		return -1;
	options = store_options(s, g);
	if (data_open_store(&options, &s->store, err) < 0)
		return -1;
	return use_applied_shapes(s, err);
}

static const char *unix_login(struct arena *mem)
{
	struct passwd *pw = getpwuid(getuid());

	return pw ? arena_text(mem, pw->pw_name) : "";
}

int session_enter(struct session *s, const struct cli_globals *g, struct err *err)
{
	const char *login = g->as ? g->as : unix_login(&s->mem);
	int result;

	presence_prepare(s, g, login, err);
	if (session_open_store(s, g, err) < 0)
		return -1;
	result = viewer_load(s->store, s->model, login, &s->mem, &s->viewer, err);
	if (result < 0)
		return -1;
	/* through the gate a record's number is no name */
	if (result > 0 || (g->remote && strcmp(s->viewer.login, login)))
		return err_set(err, ERR_DENIED,
			g->remote ? _("%s is not a user of this ledger; ask the administrator")
				  : _("%s is not a user of this ledger; ask the administrator, "
				      "or name one with --as"),
			login);
	if (s->viewer.locked)
		return err_set(err, ERR_DENIED,
			_("%s is locked and may do nothing; the security administrator "
			  "unlocks"),
			s->viewer.name);
	if (dataset_open(s->store, s->model, &s->viewer, &s->data, err) < 0)
		return -1;
	presence_begin(s);
	return key_follow(s, err);
}

int session_enter_owner(struct session *s, const struct cli_globals *g, struct err *err)
{
	int64_t now;

	if (!s->store && session_open_store(s, g, err) < 0)
		return -1;
	if (data_now(s->store, &now, err) < 0)
		return -1;
	s->viewer = viewer_owner(now);
	return dataset_open(s->store, s->model, &s->viewer, &s->data, err);
}

void session_rest(struct session *s)
{
	dataset_close(&s->data);
	data_close_store(&s->store);
}

int session_wake(struct session *s, const struct cli_globals *g, struct err *err)
{
	struct data_options options = store_options(s, g);

	if (data_open_store(&options, &s->store, err) < 0)
		return -1;
	return dataset_open(s->store, s->model, &s->viewer, &s->data, err);
}

int session_reload(struct session *s, struct err *err)
{
	unsigned long long stamp = conf_stamp(&s->dirs);

	if (stamp == s->stamp && !dataset_is_stale(s->data))
		return 0;
	s->stamp = stamp;
	if (read_model(s, NULL, 0, err) < 0 || use_applied_shapes(s, err) < 0)
		return -1;
	dataset_use_model(s->data, s->model);
	presence_reloaded(s);
	return 1;
}

void session_close(struct session *s)
{
	presence_end(s);
	dataset_close(&s->data);
	data_close_store(&s->store);
	model_drop(&s->model);
	arena_release(&s->mem);
}

int session_run(struct cli *cli, session_verb *run, struct err *err)
{
	struct session s = { 0 };
	int status = session_enter(&s, &cli->globals, err);

	if (status == 0)
		status = run(cli, &s, err);
	session_close(&s);
	return status;
}

const char *session_place(struct session *s, const struct cli_globals *g, const char *text)
{
	const struct {
		const char *dir, *name;
	} places[] = {
		{ s->dirs.data_conf, "conf" }, { s->dirs.data_forms, "forms" },
		{ s->dirs.conf, "conf" }, { s->dirs.forms, "forms" },
	};

	for (size_t i = 0; g->remote && i < COUNT_OF(places); i++) {
		size_t len = strlen(places[i].dir);

		if (!strncmp(text, places[i].dir, len) && text[len] == '/')
			return arena_printf(&s->mem, "%s%s", places[i].name, text + len);
	}
	return text;
}

const struct form *session_form(const struct session *s, const char *name, struct err *err)
{
	const struct form *form = model_form_named(s->model, name);

	if (!form)
		err_set(err, ERR_NOT_FOUND,
			_("there is no form '%s'; herbledger forms lists them, herbledger "
			  "check says what is wrong with one"),
			name);
	return form;
}

int session_record(struct session *s, const struct form *form, const char *which,
		   struct record **out, struct err *err)
{
	char *end;
	unsigned long long id = strtoull(which, &end, 10);
	int result;

	if (!id || *end)
		return err_set(err, ERR_USAGE, _("'%s' is not a record number"), which);
	result = data_get(s->data, form, id, &s->mem, out, err);
	if (result > 0)
		return err_set(err, ERR_NOT_FOUND, _("there is no record %s in %s"), which,
			       form_label(form, i18n_lang()));
	return result;
}

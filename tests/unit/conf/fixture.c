/* fixture.c - reads a fixture over the sound conf/ and forms/. */
#include "unit/conf/fixture.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/i18n.h"
#include "model/model.h"

#define SOUND "tests/data/faults/sound"

const char *fixture_path(const char *name, const char *file)
{
	static char path[512];

	snprintf(path, sizeof(path), "tests/data/faults/%s/%s", name, file);
	return path;
}

struct conf_dirs fixture_dirs(const char *name)
{
	static char conf[512], forms[512];
	struct conf_dirs dirs = { .conf = SOUND "/conf", .forms = SOUND "/forms" };

	if (!name)
		return dirs;
	snprintf(conf, sizeof(conf), "%s", fixture_path(name, "conf"));
	snprintf(forms, sizeof(forms), "%s", fixture_path(name, "forms"));
	dirs.data_conf = conf;
	dirs.data_forms = forms;
	return dirs;
}

void fixture_open(struct fixture *f, const char *name)
{
	struct conf_dirs dirs = fixture_dirs(name);
	struct err err = { 0 };

	*f = (struct fixture){ .model = NULL };
	i18n_init(LANG_EN, NULL);
	if (conf_read(&dirs, &f->mem, &f->model, &f->faults, &err) < 0)
		fail_msg("%s: %s", name ? name : "sound", err.text);
}

void fixture_close(struct fixture *f)
{
	model_drop(&f->model);
	arena_release(&f->mem);
}

/* own.c - files of one test in a folder of its own, read over the sound conf/ and forms/. */
#include "unit/conf/own.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "lib/folder.h"

static char dir[64];

int own_set_up(void **state)
{
	(void)state;
	i18n_init(LANG_EN, NULL);
	folder_make(dir, sizeof(dir));
	return mkdir(own_path("conf"), 0700) < 0 || mkdir(own_path("forms"), 0700) < 0 ? -1 : 0;
}

int own_tear_down(void **state)
{
	(void)state;
	folder_remove(dir);
	return 0;
}

const char *own_path(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

void own_write(const char *name, const char *text)
{
	char folder[256];
	FILE *file;

	snprintf(folder, sizeof(folder), "%s", own_path(name));
	*strrchr(folder, '/') = '\0';
	mkdir(folder, 0700); /* it may be there */
	file = fopen(own_path(name), "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

void own_open(struct fixture *f)
{
	static char conf[256], forms[256];
	struct conf_dirs dirs = fixture_dirs(NULL);
	struct err err = { 0 };

	snprintf(conf, sizeof(conf), "%s", own_path("conf"));
	snprintf(forms, sizeof(forms), "%s", own_path("forms"));
	dirs.data_conf = conf;
	dirs.data_forms = forms;
	*f = (struct fixture){ .model = NULL };
	if (conf_read(&dirs, &f->mem, &f->model, &f->faults, &err) < 0)
		fail_msg("%s", err.text);
}

/*
 * fuzz_conf.c - any bytes as a form file and as a conf file: faults, never a crash or a hang.
 *
 * The bytes lie in DATA's place over tests/data/faults/sound, as an override would.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "conf/conf.h"
#include "model/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char dir[64], conf[128], forms[128], conf_file[192], form_file[192];

static void remove_all(void)
{
	char ledger[160];

	snprintf(ledger, sizeof(ledger), "%s/ledger", forms);
	unlink(conf_file);
	unlink(form_file);
	rmdir(ledger);
	rmdir(forms);
	rmdir(conf);
	rmdir(dir);
}

static void make_all(void)
{
	char ledger[160];

	/* In memory where there is such a place: thousands of files a second. */
	snprintf(dir, sizeof(dir), "%s/fuzz-conf-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(dir))
		abort();
	snprintf(conf, sizeof(conf), "%s/conf", dir);
	snprintf(forms, sizeof(forms), "%s/forms", dir);
	snprintf(ledger, sizeof(ledger), "%s/ledger", forms);
	snprintf(conf_file, sizeof(conf_file), "%s/extra.conf", conf);
	snprintf(form_file, sizeof(form_file), "%s/broken.conf", ledger);
	if (mkdir(conf, 0700) < 0 || mkdir(forms, 0700) < 0 || mkdir(ledger, 0700) < 0)
		abort();
	atexit(remove_all);
	i18n_init(LANG_EN, NULL);
}

static void write_file(const char *path, const uint8_t *data, size_t size)
{
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
		abort();
}

static void read_it(void)
{
	struct conf_dirs dirs = {
		.conf = "tests/data/faults/sound/conf",
		.forms = "tests/data/faults/sound/forms",
		.data_conf = conf,
		.data_forms = forms,
	};
	struct arena mem = { 0 };
	struct faults faults;
	struct model *model;
	struct err err = { 0 };

	if (conf_read(&dirs, &mem, &model, &faults, &err) < 0)
		abort();
	for (size_t i = 0; i < faults.count; i++)
		if (!faults.at[i].file || faults.at[i].line < 0 || !*faults.at[i].sentence)
			abort();
	if (!model_form(model, "plain")) /* no file may take another's form away */
		abort();
	model_drop(&model);
	arena_release(&mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!*dir)
		make_all();
	write_file(form_file, data,
		size); /* what is no form may be a section, and the other way */
	write_file(conf_file, data, size);
	read_it();
	return 0;
}

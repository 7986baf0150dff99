/*
 * ledgers.c - opens the example ledgers for the tests of reports.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "unit/report/ledgers.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "conf/conf.h"
#include "exchange/import.h"

static void import(struct ledgers *l, const char *form_id, FILE *in, const char *from)
{
	struct import_options options = {
		.format = IMPORT_JSON,
		.flags = IMPORT_UNRECORDED,
		.warn_reason = "test",
	};
	const struct form *form = model_form(l->model, form_id);
	struct import_result result;
	struct err err = { 0 };
	int rc;

	assert_non_null(form);
	rc = import_run(l->data, form, in, &options, &l->mem, &result, &err);
	if (rc == IMPORT_FAULTS)
		fail_msg("%s: row %d: %s", from, (int)result.faults[0].row,
			result.faults[0].sentence);
	if (rc < 0)
		fail_msg("%s: %s", from, err.text);
}

/* "conf/demo/20-planting-2021.jsonl" -> "planting" */
static const char *form_of(struct ledgers *l, const char *path)
{
	const char *name = strrchr(path, '-');
	const char *start = strchr(strrchr(path, '/'), '-') + 1;

	if (name < start)
		name = strrchr(path, '.');
	return arena_text_len(&l->mem, start, strcspn(start, "-."));
}

void ledgers_put(struct ledgers *l, const char *form, const char *lines)
{
	FILE *in = fmemopen((void *)lines, strlen(lines), "r");

	assert_non_null(in);
	import(l, form, in, lines);
	fclose(in);
}

static void import_all(struct ledgers *l)
{
	glob_t files;

	assert_int_equal(glob("conf/demo/*.jsonl", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		FILE *in = fopen(files.gl_pathv[i], "r");

		assert_non_null(in);
		import(l, form_of(l, files.gl_pathv[i]), in, files.gl_pathv[i]);
		fclose(in);
	}
	globfree(&files);
}

void ledgers_open(struct ledgers *l)
{
	/* the examples name units of their own */
	struct conf_dirs dirs = {
		.conf = "conf", .forms = "forms", .data_conf = "conf/demo/conf"
	};
	struct data_options options = { .how = DATA_MEMORY, .create = 1 };
	struct faults faults;
	struct viewer owner;
	struct err err = { 0 };
	int64_t now = 0;

	*l = (struct ledgers){ 0 };
	i18n_init(LANG_EN, NULL);
	if (conf_read(&dirs, &l->mem, &l->model, &faults, &err) < 0)
		fail_msg("%s", err.text);
	if (faults.count > 0)
		fail_msg("%s:%d: %s", faults.at[0].file, faults.at[0].line,
			faults.at[0].sentence);
	if (data_open_store(&options, &l->store, &err) < 0 ||
		data_now(l->store, &now, &err) < 0)
		fail_msg("%s", err.text);
	owner = viewer_owner(now);
	if (dataset_open(l->store, l->model, &owner, &l->data, &err) < 0)
		fail_msg("%s", err.text);
	import_all(l);
}

void ledgers_close(struct ledgers *l)
{
	dataset_close(&l->data);
	data_close_store(&l->store);
	model_drop(&l->model);
	arena_release(&l->mem);
}

struct report ledgers_report(
	struct ledgers *l, const char *name, const char *period, const char *as_of)
{
	struct report_request request = { .name = name, .as_of = DATE_NONE };
	struct report report = { 0 };
	struct err err = { 0 };

	if (period_parse(period, &request.period, &err) < 0 ||
		(as_of && date_parse(as_of, &request.as_of, &err) < 0) ||
		report_build(l->data, &request, &l->mem, &report, &err) < 0)
		fail_msg("%s: %s", name, err.text);
	return report;
}

/* The model's first report gets another text for a while. */
struct report ledgers_print(
	struct ledgers *l, const char *text, const char *period, const char *as_of)
{
	struct report_template *template = &l->model->reports[0], old = *template;
	struct report report = { 0 };

	template->text = text;
	report = ledgers_report(l, template->id, period, as_of);
	*template = old;
	return report;
}

const char *ledgers_fault(struct ledgers *l, const char *text)
{
	struct report_template *template = &l->model->reports[0], old = *template;
	struct err err = { 0 };

	template->text = text;
	template->at.file = "t.txt";
	report_check(l->model, template->id, &err);
	*template = old;
	return arena_text(&l->mem, err.text);
}

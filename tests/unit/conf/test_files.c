/* test_files.c - DATA's files in place of the installed ones, stamps, stored forms. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "base/str.h"
#include "conf/conf.h"
#include "lib/folder.h"
#include "model/model.h"
#include "unit/conf/fixture.h"

struct own { /* a DATA directory of the test's */
	char dir[64];
	char conf[96], forms[96], ledger[128];
	struct conf_dirs dirs;
};

static int make_own(void **state)
{
	struct own *own = calloc(1, sizeof(*own));

	folder_make(own->dir, sizeof(own->dir));
	snprintf(own->conf, sizeof(own->conf), "%s/conf", own->dir);
	snprintf(own->forms, sizeof(own->forms), "%s/forms", own->dir);
	snprintf(own->ledger, sizeof(own->ledger), "%s/ledger", own->forms);
	own->dirs = fixture_dirs(NULL);
	own->dirs.data_conf = own->conf;
	own->dirs.data_forms = own->forms;
	i18n_init(LANG_EN, NULL);
	*state = own;
	return 0;
}

static int drop_own(void **state)
{
	struct own *own = *state;

	folder_remove(own->dir);
	free(own);
	return 0;
}

static void write_file(const char *dir, const char *name, const char *text)
{
	struct str path = { 0 };
	FILE *file;

	str_addf(&path, "%s/%s", dir, name);
	file = fopen(str_text(&path), "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	str_release(&path);
}

static void make_dirs(const struct own *own)
{
	assert_int_equal(mkdir(own->conf, 0700), 0);
	assert_int_equal(mkdir(own->forms, 0700), 0);
	assert_int_equal(mkdir(own->ledger, 0700), 0);
}

static void open_own(const struct own *own, struct fixture *f)
{
	struct err err = { 0 };

	*f = (struct fixture){ .model = NULL };
	assert_int_equal(conf_read(&own->dirs, &f->mem, &f->model, &f->faults, &err), 0);
}

#define FORM(id, label)                                                                        \
	"id = \"" id "\"; label = \"" label "\";"                                              \
	" fields = ( { id = \"word\"; type = \"text\"; label = \"Word\"; } );"
#define OWN_PLAIN FORM("plain", "Ours")

static void without_own_directories_the_installed_ones_count(void **state)
{
	struct fixture f;

	open_own(*state, &f);
	assert_int_equal(f.faults.count, 0);
	assert_int_equal(f.model->form_count, 3);
	fixture_close(&f);
}

static void own_files_replace_installed_ones_one_by_one(void **state)
{
	const struct own *own = *state;
	struct fixture f;

	make_dirs(own);
	write_file(own->ledger, "plain.conf", OWN_PLAIN);
	write_file(own->conf, "site.conf", "name = \"Another office\"; root = \"U01\";");
	write_file(own->conf, "more.conf",
		"units = ( { code = \"U03\"; name = \"West\"; parent = \"U00\"; } );");
	write_file(own->conf, "site.conf~", "what an editor leaves behind");
	write_file(own->conf, ".hidden.conf", "not ours");
	open_own(own, &f);
	assert_int_equal(f.faults.count, 0);
	assert_string_equal(f.model->site.name, "Another office");
	assert_string_equal(form_label(model_form(f.model, "plain"), LANG_ZH), "Ours");
	assert_int_equal(f.model->form_count, 3);
	assert_int_equal(f.model->units.count, 5);
	fixture_close(&f);
}

static void a_form_in_another_folder_is_a_new_file(void **state)
{
	const struct own *own = *state;
	struct fixture f;

	make_dirs(own);
	write_file(own->forms, "extra.conf", FORM("extra", "Extra"));
	open_own(own, &f);
	assert_int_equal(f.faults.count, 0);
	assert_string_equal(model_form(f.model, "extra")->folder, "");
	fixture_close(&f);
}

static void windows_line_ends_are_as_good(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, "crlf");
	assert_int_equal(f.faults.count, 0);
	assert_null(strchr(model_form(f.model, "windows")->source, '\r'));
	assert_int_equal(model_form(f.model, "windows")->fields[0].at.line, 3);
	fixture_close(&f);
}

static void the_stamp_changes_with_any_file(void **state)
{
	const struct own *own = *state;
	unsigned long long first = conf_stamp(&own->dirs), second, third;

	assert_true(first == conf_stamp(&own->dirs));
	make_dirs(own);
	write_file(own->ledger, "plain.conf", OWN_PLAIN);
	second = conf_stamp(&own->dirs);
	assert_true(second != first);
	write_file(own->ledger, "plain.conf", OWN_PLAIN " # more");
	third = conf_stamp(&own->dirs);
	assert_true(third != second);
	assert_true(third == conf_stamp(&own->dirs));
}

static void an_unreadable_directory_is_an_error_not_a_crash(void **state)
{
	struct conf_dirs dirs = { .conf = "/nonexistent/conf", .forms = "/nonexistent/forms" };
	struct fixture f = { .model = NULL };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(conf_read(&dirs, &f.mem, &f.model, &f.faults, &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent/conf"));
	assert_non_null(f.model);
	assert_int_equal(f.model->form_count, 0);
	fixture_close(&f);
}

static void a_file_that_cannot_be_read_is_a_fault(void **state)
{
	const struct own *own = *state;
	struct str path = { 0 };
	struct fixture f;

	make_dirs(own);
	str_addf(&path, "%s/pipe.conf", own->conf);
	assert_int_equal(mkfifo(str_text(&path), 0600), 0); /* must not wait for a writer */
	open_own(own, &f);
	assert_int_equal(f.faults.count, 1);
	assert_string_equal(f.faults.at[0].file, str_text(&path));
	assert_int_equal(f.model->form_count, 3);
	str_release(&path);
	fixture_close(&f);
}

static void stored_texts_stand_in_for_files(void **state)
{
	const struct stored_form stored[] = {
		{ .id = "plain", .source = OWN_PLAIN },
		{ .id = "gone", .folder = "old", .source = FORM("gone", "Gone") },
		{ .id = "visit", .source = "id = \"visit\"; label = ;" },
	};
	struct fixture f = { .model = NULL };
	struct conf_dirs dirs = fixture_dirs(NULL);
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
		conf_read_with(&dirs, stored, 3, &f.mem, &f.model, &f.faults, &err), 0);
	assert_int_equal(f.faults.count, 1);
	assert_non_null(strstr(f.faults.at[0].file, "visit.conf (as applied)"));
	assert_string_equal(form_label(model_form(f.model, "plain"), LANG_ZH), "Ours");
	assert_string_equal(model_form(f.model, "plain")->folder, "ledger");
	assert_string_equal(model_form(f.model, "plain")->source, OWN_PLAIN);
	assert_string_equal(model_form(f.model, "gone")->folder, "old");
	assert_null(model_form(f.model, "visit"));
	assert_non_null(model_form(f.model, "harvest"));
	fixture_close(&f);
}

int main(void)
{
#define WITH_OWN(test) cmocka_unit_test_setup_teardown(test, make_own, drop_own)
	const struct CMUnitTest tests[] = {
		WITH_OWN(without_own_directories_the_installed_ones_count),
		WITH_OWN(own_files_replace_installed_ones_one_by_one),
		WITH_OWN(a_form_in_another_folder_is_a_new_file),
		cmocka_unit_test(windows_line_ends_are_as_good),
		WITH_OWN(the_stamp_changes_with_any_file),
		cmocka_unit_test(an_unreadable_directory_is_an_error_not_a_crash),
		WITH_OWN(a_file_that_cannot_be_read_is_a_fault),
		cmocka_unit_test(stored_texts_stand_in_for_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

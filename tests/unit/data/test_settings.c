/* test_settings.c - what a user chose is kept, replaced whole, and never in the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/settings.h"
#include "lib/folder.h"

static char dir[64];

static const char *get(const char *user, const char *name)
{
	static struct str out;

	str_clear(&out);
	return settings_get(dir, user, name, &out) ? str_text(&out) : NULL;
}

static void write_file(const char *user, const char *text)
{
	char path[256];
	FILE *out;

	snprintf(path, sizeof(path), "%s/drafts/%s/settings", dir, user);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void kept_for_each_user(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_null(get("zhang", "look"));
	assert_int_equal(settings_put(dir, "zhang", "look", "rich", &err), 0);
	assert_string_equal(get("zhang", "look"), "rich");
	assert_null(get("bao", "look"));
	assert_int_equal(settings_put(dir, "zhang", "look", "lean", &err), 0);
	assert_string_equal(get("zhang", "look"), "lean");
	assert_null(get("zhang", "loo"));
}

static void the_rest_of_the_file_stays(void **state)
{
	struct err err = { 0 };

	(void)state;
	settings_put(dir, "li", "look", "rich", &err);
	write_file("li", "later = 1\r\nlook=  lean  \nhalf");
	assert_string_equal(get("li", "look"), "lean");
	assert_int_equal(settings_put(dir, "li", "look", "rich", &err), 0);
	assert_string_equal(get("li", "later"), "1");
	assert_string_equal(get("li", "look"), "rich");
	/* what stands in the file is not trusted */
	write_file("li", "look = ri\033[2Jch\n");
	assert_string_equal(get("li", "look"), "ri?[2Jch");
}

static void a_name_is_no_path(void **state)
{
	struct err err = { 0 };
	char path[256];

	(void)state;
	assert_int_equal(settings_put(dir, "../../herb-outside", "look", "rich", &err), 0);
	assert_string_equal(get("../../herb-outside", "look"), "rich");
	snprintf(path, sizeof(path), "%s/../herb-outside", dir);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void what_cannot_be_kept_is_said(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(settings_put("/nonexistent/place", "zhang", "look", "rich", &err), -1);
	assert_non_null(strstr(err.text, "settings"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_for_each_user),
		cmocka_unit_test(the_rest_of_the_file_stays),
		cmocka_unit_test(a_name_is_no_path),
		cmocka_unit_test(what_cannot_be_kept_is_said),
	};
	int failed;

	i18n_init(LANG_EN, NULL);
	folder_make(dir, sizeof(dir));
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	folder_remove(dir);
	return failed;
}

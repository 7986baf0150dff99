/*
 * test_place.c - the program's own files: beside it, under its prefix, and neither.
 *
 * The test is copied into a tree of its own and asks there, as the place is where it runs from.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/place.h"
#include "lib/folder.h"

static char folder[64];

/* What the copy in bin/ says about conf and share/herb/conf: "1 PATH". */
static const char *asked(const char *make)
{
	static char said[512];
	char line[1024];
	FILE *out;

	snprintf(line, sizeof(line),
		"cd %s && rm -rf t && mkdir -p t/bin && cp /proc/%d/exe t/bin/program && %s; "
		"t/bin/program --ask",
		folder, (int)getpid(), make);
	out = popen(line, "re");
	assert_non_null(out);
	said[0] = '\0';
	if (!fgets(said, sizeof(said), out))
		fail_msg("no answer");
	pclose(out);
	said[strcspn(said, "\n")] = '\0';
	return said;
}

static void test_place(void **state)
{
	char want[256];

	(void)state;
	folder_make(folder, sizeof(folder));
	snprintf(want, sizeof(want), "1 %s/t/bin/conf", folder);
	assert_string_equal(asked("mkdir t/bin/conf"), want);
	assert_string_equal(asked("mkdir -p t/bin/conf t/share/herb/conf"), want);
	snprintf(want, sizeof(want), "1 %s/t/share/herb/conf", folder);
	assert_string_equal(asked("mkdir -p t/share/herb/conf"), want);
	/* another program of that name is no folder of ours */
	assert_string_equal(asked("mkdir -p t/share/herb/conf && touch t/bin/conf"), want);
	snprintf(want, sizeof(want), "0 %s/t/share/herb/conf", folder);
	assert_string_equal(asked("true"), want);
	folder_remove(folder);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_place) };
	struct str path = { 0 };
	int found;

	if (argc == 2 && strcmp(argv[1], "--ask") == 0) {
		found = place_find("conf", "share/herb/conf", &path);
		printf("%d %s\n", found, str_text(&path));
		str_release(&path);
		return 0;
	}
	return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}

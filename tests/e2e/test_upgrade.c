/*
 * test_upgrade.c - every data directory ever committed under tests/data/store-v* still opens:
 * what its file `asks` says is answered, it takes saves, and it verifies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"

static void unpack(const char *fixture, const char *folder)
{
	char *archive = house_path(fixture, "data.tar.gz");
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execlp("tar", "tar", "-xzSf", archive, "-C", folder, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	free(archive);
}

/* Lines "words => text": herbledger --as zhang words; stdout has the text. */
static void ask_all(const char *fixture, const char *data)
{
	char *path = house_path(fixture, "asks"), line[600], *text;
	FILE *in = fopen(path, "re");
	struct str words = { 0 };
	int asked = 0;

	assert_non_null(in);
	while (fgets(line, sizeof(line), in)) {
		text = strstr(line, " => ");
		line[strcspn(line, "\n")] = '\0';
		if (*line == '#' || !text)
			continue;
		*text = '\0';
		text += strlen(" => ");
		str_clear(&words);
		str_addf(&words, "--as zhang %s", line);
		house_must(0, data, str_text(&words));
		if (!strstr(house_stdout, text))
			fail_msg("%s: %s: no '%s' in\n%s", fixture, line, text, house_stdout);
		asked++;
	}
	assert_true(asked > 0);
	fclose(in);
	str_release(&words);
	free(path);
}

static void must_put(const char *data, const char *period, const char *area)
{
	char line[200];
	int status;

	snprintf(line, sizeof(line),
		"{\"period\":\"%sH1\",\"unit\":\"150525105\",\"area\":\"%s\","
		"\"as_of\":\"%s-06-25\"}\n",
		period, area, period);
	status = house_feed(data, "--as zhang put planting -", line);
	if (status != 0)
		fail_msg("put ended with %d: %s%s", status, house_stdout, house_stderr);
}

static void live_with(const char *fixture)
{
	char *folder = house_folder(), *data = house_path(folder, "data");

	printf("%s\n", fixture);
	unpack(fixture, folder);
	ask_all(fixture, data);
	house_must(0, data, "verify");
	must_put(data, "2040", "12.5");
	must_put(data, "2040", "13.5"); /* the same line, corrected */
	house_must(0, data, "--as zhang list planting period=2040H1 --sum area");
	assert_non_null(strstr(house_stdout, "13.5"));
	house_must(0, data, "forms --apply"); /* to the shapes of today */
	ask_all(fixture, data);
	must_put(data, "2041", "7");
	house_must(0, data, "verify");
	house_stop(data);
	house_must(0, data, "verify --alone");
	ask_all(fixture, data);
	free(data);
	house_remove(&folder);
}

static void test_fixtures(void **state)
{
	glob_t found;

	(void)state;
	assert_int_equal(glob("tests/data/store-v*", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		live_with(found.gl_pathv[i]);
	globfree(&found);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_fixtures) };

	house_begin(argc, argv);
	return cmocka_run_group_tests_name(
		"data directories of earlier versions", tests, NULL, NULL);
}

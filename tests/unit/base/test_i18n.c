/* test_i18n.c - sentences in both languages on a machine that has only C.UTF-8. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"

static char dir[] = "/tmp/herb-i18n-XXXXXX";

static const char messages[] =
	"msgid \"\"\n"
	"msgstr \"Content-Type: text/plain; charset=UTF-8\\n"
	"Plural-Forms: nplurals=1; plural=0;\\n\"\n"
	"msgid \"Save\"\n"
	"msgstr \"保存\"\n"
	"msgid \"%lu record\"\n"
	"msgid_plural \"%lu records\"\n"
	"msgstr[0] \"%lu 条记录\"\n";

static int make_messages(void **state)
{
	struct str command = { 0 };
	FILE *pipe;
	int rc;

	(void)state;
	if (!mkdtemp(dir))
		return -1;
	str_addf(&command, "mkdir -p %s/zh_CN/LC_MESSAGES && "
		 "msgfmt -o %s/zh_CN/LC_MESSAGES/herbledger.mo -", dir, dir);
	pipe = popen(command.at, "w");
	str_release(&command);
	if (!pipe)
		return -1;
	fputs(messages, pipe);
	rc = pclose(pipe);
	setenv("HERBLEDGER_LOCALE_DIR", dir, 1);
	/* what a terminal session may bring along must not matter */
	setenv("LANG", "de_DE.ISO-8859-1", 1);
	setenv("LC_ALL", "C", 1);
	setenv("LANGUAGE", "fr", 1);
	return rc;
}

static int remove_messages(void **state)
{
	static const char *const rest[] = { "/zh_CN/LC_MESSAGES/herbledger.mo",
					    "/zh_CN/LC_MESSAGES", "/zh_CN", "" };
	struct str path = { 0 };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		str_clear(&path);
		str_addf(&path, "%s%s", dir, rest[i]);
		remove(path.at);
	}
	str_release(&path);
	return 0;
}

static void sentences_follow_the_language_at_run_time(void **state)
{
	const char *save = N_("Save");

	(void)state;
	assert_string_equal(_(save), "Save");   /* not set up yet: the source's own */
	i18n_init(LANG_ZH, NULL);
	assert_int_equal(i18n_lang(), LANG_ZH);
	assert_string_equal(_(save), "保存");
	i18n_use(LANG_EN);
	assert_int_equal(i18n_lang(), LANG_EN);
	assert_string_equal(_(save), "Save");
	i18n_use(LANG_ZH);
	assert_string_equal(_(save), "保存");
	assert_string_equal(i18n_text(""), "");
	assert_string_equal(i18n_text("Not translated"), "Not translated");
}

static void counts_follow_the_language(void **state)
{
	struct str s = { 0 };

	(void)state;
	i18n_init(LANG_EN, NULL);
	str_addf(&s, P_("%lu record", "%lu records", 1UL), 1UL);
	str_addf(&s, P_("|%lu record", "|%lu records", 2UL), 2UL);
	assert_string_equal(s.at, "1 record|2 records");
	i18n_use(LANG_ZH);
	str_clear(&s);
	str_addf(&s, P_("%lu record", "%lu records", 2UL), 2UL);
	assert_string_equal(s.at, "2 条记录");
	str_release(&s);
}

static void characters_are_utf8_and_numbers_stay_plain(void **state)
{
	(void)state;
	i18n_init(LANG_ZH, NULL);
	assert_string_equal(nl_langinfo(CODESET), "UTF-8");
	assert_string_equal(localeconv()->decimal_point, ".");
	assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
	i18n_init(LANG_ZH, "xx_XX.NONE");
	assert_string_equal(nl_langinfo(CODESET), "UTF-8");
}

/* Needs the private locales; without them there is nothing to tell. */
static void messages_stay_utf8_on_a_chinese_charset_terminal(void **state)
{
	char *private = realpath("build/locale", NULL);

	(void)state;
	if (private)
		setenv("LOCPATH", private, 1);
	i18n_init(LANG_ZH, "zh_CN.GB18030");
	if (strcmp(nl_langinfo(CODESET), "GB18030") == 0)
		assert_string_equal(_("Save"), "保存");
	i18n_init(LANG_ZH, NULL);
	unsetenv("LOCPATH");
	free(private);
}

static void languages_have_names(void **state)
{
	enum lang lang = LANG_ZH;
	struct err err = { 0 };

	(void)state;
	i18n_init(LANG_EN, NULL);
	assert_int_equal(lang_parse("en", &lang, &err), 0);
	assert_int_equal(lang, LANG_EN);
	assert_int_equal(lang_parse("zh", &lang, &err), 0);
	assert_int_equal(lang, LANG_ZH);
	assert_true(lang_parse("zh_CN", &lang, &err) < 0);
	assert_int_equal(err.code, ERR_USAGE);
	assert_string_equal(err.text, "There is no language \"zh_CN\"; write zh or en.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_follow_the_language_at_run_time),
		cmocka_unit_test(counts_follow_the_language),
		cmocka_unit_test(characters_are_utf8_and_numbers_stay_plain),
		cmocka_unit_test(messages_stay_utf8_on_a_chinese_charset_terminal),
		cmocka_unit_test(languages_have_names),
	};

	return cmocka_run_group_tests(tests, make_messages, remove_messages);
}

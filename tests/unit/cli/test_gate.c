/*
 * test_gate.c - nobody is anybody but himself, and nothing of a shell is in what is asked.
 */
#include "cli/cli.h"
#include "cli/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

extern char **environ;

/* ---- words ---- */

/* The words after "herbledger", each in []; or the refusal's first letters after "!". */
static void words_of(const char *text, size_t len, const char *charset, struct str *out)
{
	struct arena mem = { 0 };
	struct err err = { 0 };
	char **argv;
	int argc;

	if (gate_words(text, len, charset, &mem, &argv, &argc, &err) < 0) {
		str_addf(out, "!%s", err.text);
	} else {
		assert_string_equal(argv[0], "herbledger");
		assert_null(argv[argc]);
		for (int i = 1; i < argc; i++)
			str_addf(out, "[%s]", argv[i]);
	}
	arena_release(&mem);
}

static void check_words(const char *text, size_t len, const char *charset, const char *want)
{
	struct str got = { 0 };

	words_of(text, len, charset, &got);
	if (want[0] == '!')
		assert_memory_equal(str_text(&got), want, strlen(want));
	else
		assert_string_equal(str_text(&got), want);
	str_release(&got);
}

static void words_are_split_as_a_shell_does_and_nothing_is_expanded(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" },
		{ "  \t ", "" },
		{ "herbledger", "" },
		{ "list planting", "[list][planting]" },
		{ "  herbledger   list\tplanting ", "[list][planting]" },
		{ "herbledger herbledger list", "[herbledger][list]" },
		{ "'herbledger' list", "[list]" },
		{ "/usr/local/bin/herbledger list", "[/usr/local/bin/herbledger][list]" },
		{ "list planting unit=新镇 area=>=100",
			"[list][planting][unit=新镇][area=>=100]" },
		{ "list planting 'area=a|b;c'", "[list][planting][area=a|b;c]" },
		{ "list planting area=a|b", "[list][planting][area=a|b]" },
		{ "put x --for 'two words'", "[put][x][--for][two words]" },
		{ "put x \"two 'words'\"", "[put][x][two 'words']" },
		{ "a'b'c\"d\"e", "[abcde]" },
		{ "'' \"\"", "[][]" },
		{ "a\\ b \\' \\\" \\\\", "[a b]['][\"][\\]" },
		{ "\"\\\" \\\\ \\$ \\` \\n\"", "[\" \\ $ ` \\n]" },
		{ "'\\'", "[\\]" },
		{ "$(id) `id` $HOME ${HOME} ~ * ? [a] {a,b} !! #x",
			"[$(id)][`id`][$HOME][${HOME}][~][*][?][[a]][{a,b}][!!][#x]" },
		{ "a;b a&b a&&b >x <x a>b", "[a;b][a&b][a&&b][>x][<x][a>b]" },
		{ "'|' \\; \"&&\"", "[|][;][&&]" },
		{ "--as=li '--as' li", "[--as=li][--as][li]" },
		{ "A=b LD_PRELOAD=/x list", "[A=b][LD_PRELOAD=/x][list]" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check_words(rows[i].text, strlen(rows[i].text), NULL, rows[i].want);
}

static void what_is_no_plain_line_is_refused(void **state)
{
#define LINE(text) text, sizeof(text) - 1
	static const struct {
		const char *text;
		size_t len;
		const char *want;
	} rows[] = {
		{ LINE("list 'planting"), "!a quote ' has no other end" },
		{ LINE("list \"planting'"), "!a quote \" has no other end" },
		{ LINE("list \"a\\"), "!a quote \" has no other end" },
		{ LINE("list a\\"), "!a backslash at the end" },
		{ LINE("list planting\nid"), "!what was asked for has a sign" },
		{ LINE("list 'planting\nid'"), "!what was asked for has a sign" },
		{ LINE("list planting\r"), "!what was asked for has a sign" },
		{ LINE("list planting\0serve"), "!what was asked for has a sign" },
		{ LINE("list \033[2J"), "!what was asked for has a sign" },
		{ LINE("list \177"), "!what was asked for has a sign" },
		{ LINE("list \302\205"), "!what was asked for has a sign" },
		{ LINE("list \342\200\256x"), "!what was asked for has a sign" },
		{ LINE("list \342\200\213x"), "!what was asked for has a sign" },
		{ LINE("list \377"), "!what was asked for is not UTF-8" },
		{ LINE("list \300\257"), "!what was asked for is not UTF-8" },
		{ LINE("list \355\240\200"), "!what was asked for is not UTF-8" },
		{ LINE("list planting ; id"), "!there is no shell on this side, so ';'" },
		{ LINE("list planting | sh"), "!there is no shell on this side, so '|'" },
		{ LINE("list planting && id"), "!there is no shell on this side, so '&&'" },
		{ LINE("export planting > /etc/x"), "!there is no shell on this side, so '>'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check_words(rows[i].text, rows[i].len, NULL, rows[i].want);
}

static void too_much_is_refused(void **state)
{
	struct str text = { 0 }, want = { 0 };

	(void)state;
	for (int i = 1; i < GATE_WORDS_MOST; i++) {
		str_add(&text, "a ");
		str_add(&want, "[a]");
	}
	check_words(str_text(&text), text.len, NULL, str_text(&want));
	str_add(&text, "a");
	check_words(str_text(&text), text.len, NULL, "!more than 1000 words");
	str_clear(&text);
	str_clear(&want);
	while (text.len < GATE_TEXT_MOST)
		str_add_char(&text, 'a');
	str_addf(&want, "[%s]", str_text(&text));
	check_words(str_text(&text), text.len, NULL, str_text(&want));
	str_add_char(&text, 'a');
	check_words(str_text(&text), text.len, NULL, "!what was asked for is longer");
	str_release(&text);
	str_release(&want);
}

static void a_session_of_another_charset_is_understood(void **state)
{
	static const struct {
		const char *text, *charset, *want;
	} rows[] = {
		{ "list \320\302\325\362", "zh_CN.GB18030", "[list][新镇]" },
		{ "list \320\302\325\362", "zh_CN.gbk", "[list][新镇]" },
		{ "list \320\302\325\362", "zh_CN.eucCN@x", "[list][新镇]" },
		{ "list \320\302\325\362", "zh_CN.UTF-8", "!what was asked for is not UTF-8" },
		{ "list \320\302\325\362", "", "!what was asked for is not UTF-8" },
		{ "list \320\302\325\362", NULL, "!what was asked for is not UTF-8" },
		/* a byte of a Hanzi that is a backslash or a bar alone: 乗 is 81 5C, 亅 81 7C */
		{ "list \201\134 \201\174", "zh_CN.GB18030", "[list][乗][亅]" },
		/* not GB18030 but UTF-8 */
		{ "list \346\226\260\351\225\207\347", "zh_CN.GB18030",
			"!what was asked for is not" },
		{ "list \320", "zh_CN.GB18030", "!what was asked for is not" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check_words(rows[i].text, strlen(rows[i].text), rows[i].charset, rows[i].want);
}

/* ---- who, and what he may ask ---- */

enum { LINE_WORDS = 12 };

struct attempt {
	const char *line[LINE_WORDS]; /* after the program's name */
	const char *sudo_user;
	const char *asked;
	const char *want; /* "bao: list [planting]", or "3 first letters" */
};

/* A table row is enough for the answer: nothing is opened. */
static void answer(const struct attempt *a, struct str *out)
{
	struct gate gate = { .sudo_user = a->sudo_user ? a->sudo_user : "",
		.asked = a->asked ? a->asked : "",
		.charset = "" };
	struct cli cli = { 0 };
	struct err err = { 0 };
	char *argv[LINE_WORDS + 2] = { (char *)(uintptr_t) "herbledger" };
	int argc = 1;

	while (a->line[argc - 1]) {
		argv[argc] = (char *)(uintptr_t)a->line[argc - 1];
		argc++;
	}
	if (!gate_is_line(argc, argv)) {
		str_add(out, "no gate");
	} else if (gate_parse(&gate, argc, argv, &cli, &err) < 0) {
		str_addf(out, "%d %s", err_exit_status(&err), err.text);
	} else {
		assert_int_equal(cli.globals.remote, 1);
		str_addf(out, "%s: %s", cli.globals.as, cli.command ? cli.command->name : "");
		for (size_t i = 0; i < cli.word_count; i++)
			str_addf(out, " [%s]", cli.words[i]);
	}
	gate_release(&gate);
}

static void check_attempts(const struct attempt *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str got = { 0 };
		size_t len = strlen(rows[i].want);

		answer(&rows[i], &got);
		/* a refusal by its first letters, an answer whole */
		if (rows[i].want[0] >= '0' && rows[i].want[0] <= '9' && got.len > len)
			str_truncate(&got, len);
		assert_string_equal(str_text(&got), rows[i].want);
		str_release(&got);
	}
}

static void one_place_alone_says_who_it_is(void **state)
{
	static const struct attempt rows[] = {
		{ { "gate", "bao" }, NULL, NULL, "bao: " },
		{ { "gate" }, "bao", NULL, "bao: " },
		{ { "gate" }, NULL, NULL, "3 this login is set up wrongly: neither" },
		{ { "gate", "" }, NULL, NULL, "3 this login is set up wrongly: neither" },
		{ { "gate", "bao" }, "li", NULL,
			"3 this login is set up wrongly: a key's line and" },
		{ { "gate", "bao" }, "bao", NULL,
			"3 this login is set up wrongly: a key's line and" },
		{ { "gate", "bao", "li" }, NULL, NULL,
			"3 this login is set up wrongly: after gate" },
		{ { "gate", "--as", "li" }, NULL, NULL,
			"3 this login is set up wrongly: after gate" },
		{ { "gate", "--as=li" }, NULL, NULL,
			"3 this login is set up wrongly: after gate" },
		{ { "gate", "--as=li" }, "bao", NULL,
			"3 this login is set up wrongly: after gate" },
		{ { "--data", "/d", "--conf=/c", "--forms", "/f", "gate", "bao" }, NULL,
			"list planting", "bao: list [planting]" },
		{ { "--as", "li", "gate", "bao" }, NULL, NULL, "no gate" },
		{ { "--alone", "gate", "bao" }, NULL, NULL, "no gate" },
		{ { "--data", "gate" }, NULL, NULL, "no gate" },
		{ { "list", "gate" }, NULL, NULL, "no gate" },
	};

	(void)state;
	check_attempts(rows, COUNT(rows));
}

#define ASKED(text, want)                                                                      \
	{                                                                                      \
		{ "gate", "bao" }, NULL, text, want                                            \
	}
#define AS_REFUSED "3 --as is not taken over ssh"
#define READ_REFUSED(of) "3 " of ": over ssh no file of the server is read by name"
#define WRITE_REFUSED(of) "3 " of ": over ssh no file of the server is written by name"

static void nobody_asks_to_be_another(void **state)
{
	static const struct attempt rows[] = {
		ASKED("--as li list planting", AS_REFUSED),
		ASKED("list --as li planting", AS_REFUSED),
		ASKED("list planting --as li", AS_REFUSED),
		ASKED("list planting --as=li", AS_REFUSED),
		ASKED("list planting '--as=li'", AS_REFUSED),
		ASKED("list planting -\\-as=li", AS_REFUSED),
		ASKED("list planting \"--a\"s li", AS_REFUSED),
		ASKED("list planting --as", AS_REFUSED),
		ASKED("list planting --as=", AS_REFUSED),
		ASKED("herbledger --as li list planting", AS_REFUSED),
		ASKED("--as li", AS_REFUSED),
		ASKED("--as li --help", AS_REFUSED),
		ASKED("list planting --a li", "2 --a is not an option"),
		ASKED("list planting --AS li", "2 --AS is not an option"),
		ASKED("list planting -as li", "2 -as is not an option"),
		ASKED("list planting --user li", "2 --user is not an option"),
		/* after -- it is a word of the query, and no option */
		ASKED("list planting -- --as li", "bao: list [planting] [--as] [li]"),
		ASKED("gate li", "3 gate is for somebody with a shell"),
		ASKED("herbledger gate li", "3 gate is for somebody with a shell"),
		ASKED("--data /x gate li", "3 gate is for somebody with a shell"),
		ASKED("USER=li list planting", "2 USER=li is not a subcommand"),
		ASKED("SUDO_USER=li herbledger gate", "2 SUDO_USER=li is not a subcommand"),
		ASKED("li", "2 li is not a subcommand"),
	};

	(void)state;
	check_attempts(rows, COUNT(rows));
}

static void no_file_of_the_server_is_opened(void **state)
{
	static const struct attempt rows[] = {
		ASKED("--data /x list planting", "3 --data is not taken"),
		ASKED("list planting --data=/x", "3 --data is not taken"),
		ASKED("list planting --conf /x", "3 --conf is not taken"),
		ASKED("list planting --forms /x", "3 --forms is not taken"),
		ASKED("list planting --alone", "3 --alone is not taken"),
		ASKED("list planting --now 2021-01-01", "3 --now is not taken"),
		ASKED("forms --apply", "3 --apply is not taken"),
		ASKED("export planting -o x", WRITE_REFUSED("-o x")),
		ASKED("export planting -o=x", WRITE_REFUSED("-o x")),
		ASKED("export planting -o ''", WRITE_REFUSED("-o ")),
		ASKED("export planting -o /dev/stdout", WRITE_REFUSED("-o /dev/stdout")),
		ASKED("export planting -o -", "bao: export [planting]"),
		ASKED("report summary --period 2021H1 -o x", WRITE_REFUSED("-o x")),
		ASKED("import planting - --errors x", WRITE_REFUSED("--errors x")),
		ASKED("import planting - --errors=./-", WRITE_REFUSED("--errors ./-")),
		ASKED("import planting - --errors -", "bao: import [planting] [-]"),
		ASKED("import planting /etc/passwd", READ_REFUSED("import /etc/passwd")),
		ASKED("import /etc/passwd planting", READ_REFUSED("import planting")),
		ASKED("import planting --dry-run -- /etc/passwd",
			READ_REFUSED("import /etc/passwd")),
		ASKED("import planting -", "bao: import [planting] [-]"),
		ASKED("put planting x.jsonl", READ_REFUSED("put x.jsonl")),
		ASKED("put planting ''", READ_REFUSED("put ")),
		ASKED("put planting -", "bao: put [planting] [-]"),
		ASKED("put planting", "bao: put [planting]"),
	};

	(void)state;
	check_attempts(rows, COUNT(rows));
}

static void only_what_is_for_ssh_runs(void **state)
{
	static const struct attempt rows[] = {
		ASKED("", "bao: "),
		ASKED("herbledger", "bao: "),
		ASKED("--plain", "bao: "),
		ASKED("herbledger --lang en --plain", "bao: "),
		ASKED("--help", "bao: "),
		ASKED("--rehearse", "bao: "),
		ASKED("herbledger --rehearse --plain", "bao: "),
		ASKED("--rehearse list planting", "2 --rehearse opens the screens"),
		ASKED("delete --rehearse planting 1", "2 --rehearse opens the screens"),
		ASKED("--rehearse=x", "2 --rehearse takes no value"),
		ASKED("--rehearse --as li", "3 --as is not taken"),
		ASKED("--rehearse --data /x", "3 --data is not taken"),
		ASKED("--rehearse --alone", "3 --alone is not taken"),
		ASKED("list planting unit=x area=>=1",
			"bao: list [planting] [unit=x] [area=>=1]"),
		ASKED("serve", "3 serve is for somebody with a shell"),
		ASKED("serve --stop", "3 serve is for somebody with a shell"),
		ASKED("init --demo", "3 init is for somebody with a shell"),
		ASKED("verify", "3 verify is for somebody with a shell"),
		ASKED("backup /tmp/x", "3 backup is for somebody with a shell"),
		ASKED("restore /tmp/x", "3 restore is for somebody with a shell"),
		ASKED("--help serve", "3 serve is for somebody with a shell"),
		ASKED("sh", "2 sh is not a subcommand"),
		ASKED("sh -i", "2 sh is not a subcommand"),
		ASKED("/bin/bash -c id", "2 /bin/bash is not a subcommand"),
		ASKED("export; id", "2 export; is not a subcommand"),
		ASKED("export;id", "2 export;id is not a subcommand"),
		ASKED("$(id)", "2 $(id) is not a subcommand"),
		ASKED("`id`", "2 `id` is not a subcommand"),
		ASKED("list planting|sh", "bao: list [planting|sh]"),
		ASKED("list planting; id", "bao: list [planting;] [id]"),
		ASKED("list planting $(id)", "bao: list [planting] [$(id)]"),
		ASKED("list planting ; id", "3 there is no shell on this side"),
		ASKED("list planting\nid", "2 what was asked for has a sign"),
		ASKED("list planting\n--as li", "2 what was asked for has a sign"),
		ASKED("internal-sftp", "3 no files are copied here (internal-sftp)"),
		ASKED("/usr/lib/openssh/sftp-server",
			"3 no files are copied here (sftp-server)"),
		ASKED("scp -t /tmp", "3 no files are copied here (scp)"),
		ASKED("scp -f /etc/passwd", "3 no files are copied here (scp)"),
		ASKED("rsync --server .", "3 no files are copied here (rsync)"),
	};

	(void)state;
	check_attempts(rows, COUNT(rows));
}

/* A new command for ssh is thought about here: does it name a file, does it ask who may? */
static void the_table_lets_through_what_is_listed_here(void **state)
{
	static const char *const remote[] = { "check", "forms", "list", "show", "put", "delete",
		"act", "due", "import", "export", "report", "history", "user", "post", "events",
		"sessions", "conf", "close", "unlock", "correct", "unit", "second" };

	(void)state;
	for (const struct command *c = cli_commands; c->name; c++) {
		int listed = 0;

		for (size_t i = 0; i < COUNT(remote); i++)
			listed |= !strcmp(remote[i], c->name);
		if (!(c->flags & COMMAND_REMOTE))
			continue;
		if (!listed)
			fail_msg("%s is for ssh and not listed here", c->name);
		/* what is called a file is marked as one; conf's are names, not paths */
		if (strstr(c->words, "FILE") && !c->file && strcmp(c->name, "conf"))
			fail_msg("%s names a file over ssh", c->name);
		for (const struct option_row *o = c->options; o && o->name; o++)
			if ((!strcmp(o->value, "FILE") || !strcmp(o->value, "DIR")) &&
				!o->flags)
				fail_msg("%s %s names a file over ssh", c->name, o->name);
	}
}

/* ---- the environment ---- */

static void the_environment_keeps_what_is_listed(void **state)
{
	static const char *const set[] = { "TERM=xterm-256color", "LANG=zh_CN.GB18030",
		"LC_CTYPE=zh_CN.UTF-8@amb2", "LC_ALL=../../evil", "LC_EVIL=x",
		"HERBLEDGER_DATA=/x", "HERBLEDGER_LOCALE_DIR=/x", "USER=li", "LOGNAME=li",
		"SUDO_USER=li", "LD_PRELOAD=/x", "LOCPATH=/x", "TERMINFO=/x", "IFS=x",
		"PATH=/evil", "HOME=/x", "SSH_ORIGINAL_COMMAND=list planting",
		"SSH_CONNECTION=203.0.113.9 5 10.0.0.1 22" };
	static const char *const kept[] = { "TERM=xterm-256color", "LANG=zh_CN.GB18030",
		"LC_CTYPE=zh_CN.UTF-8@amb2", "PATH=/usr/local/bin:/usr/bin:/bin" };
	struct gate gate = { 0 };
	size_t n = 0;

	(void)state;
	clearenv();
	for (size_t i = 0; i < COUNT(set); i++)
		putenv((char *)(uintptr_t)set[i]);
	gate_environment(&gate);
	for (char **e = environ; *e; e++, n++) {
		int found = 0;

		for (size_t i = 0; i < COUNT(kept); i++)
			found |= !strcmp(*e, kept[i]);
		assert_true(found);
	}
	assert_int_equal(n, COUNT(kept));
	assert_string_equal(gate.asked, "list planting");
	assert_string_equal(gate.sudo_user, "li");
	assert_string_equal(gate.charset, "zh_CN.UTF-8@amb2");
	assert_string_equal(gate.from, "203.0.113.9");
	gate_release(&gate);
}

static void a_value_is_a_short_plain_name(void **state)
{
	static const char *const good[] = { "xterm", "xterm-256color", "screen.xterm+x",
		"C.UTF-8", "zh_CN.UTF-8@amb2", "vt100" };
	static const char *const bad[] = { "", "../x", "/etc/x", "a/b", ".x", "-x", "%s", "a b",
		"a\nb", "\xe6\x96\xb0", "a;b", "() { :; }",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_int_equal(gate_value_is_plain(good[i]), 1);
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(gate_value_is_plain(bad[i]), 0);
	assert_int_equal(gate_value_is_plain(NULL), 0);
}

static void an_address_is_an_address(void **state)
{
	static const struct {
		const char *connection, *want;
	} rows[] = {
		{ "203.0.113.9 50122 10.0.0.1 22", "203.0.113.9" },
		{ "2001:DB8::1 50122 ::1 22", "2001:db8::1" },
		{ "fe80::1%eth0 50122 fe80::2%eth0 22", "fe80::1" },
		{ "::1", "::1" },
		{ "", NULL },
		{ "UNKNOWN 65535 UNKNOWN 65535", NULL },
		{ "1.2.3 5 6 7", NULL },
		{ "1.2.3.4\n5", NULL },
		{ "1.2.3.4;x 5", NULL },
		{ "host.example 5", NULL },
		{ "0000000000000000000000000000000000000000000000000000000000001.2.3.4", NULL },
	};
	struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *got = gate_address(rows[i].connection, &mem);

		if (rows[i].want)
			assert_string_equal(got, rows[i].want);
		else
			assert_null(got);
	}
	arena_release(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_split_as_a_shell_does_and_nothing_is_expanded),
		cmocka_unit_test(what_is_no_plain_line_is_refused),
		cmocka_unit_test(too_much_is_refused),
		cmocka_unit_test(a_session_of_another_charset_is_understood),
		cmocka_unit_test(one_place_alone_says_who_it_is),
		cmocka_unit_test(nobody_asks_to_be_another),
		cmocka_unit_test(no_file_of_the_server_is_opened),
		cmocka_unit_test(only_what_is_for_ssh_runs),
		cmocka_unit_test(the_table_lets_through_what_is_listed_here),
		cmocka_unit_test(the_environment_keeps_what_is_listed),
		cmocka_unit_test(a_value_is_a_short_plain_name),
		cmocka_unit_test(an_address_is_an_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_ssh_six.c - people of seven roles at once over a real sshd, each at a screen of his own
 * and with commands beside it: reported, confirmed, accepted, reported on; posts, keys, events.
 * Each is refused what is another's, and told whose it is.  Nothing is lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"
#include "lib/screen.h"
#include "remote.h"

enum { ROUNDS = 3, PATIENCE_MS = 20000, COMMAND_ROOM = 160 };
enum who { BAO, CHEN, SUN, WANG, ANQUAN, SHENJI, ADMIN, PEOPLE };

static const char *const logins[] = { "bao", "chen", "sun", "wang", "anquan", "shenji", "admin",
	"qian", NULL };

static struct remote r;
static enum sshd_mode mode;
static struct screen *at[PEOPLE];
static char own_id[32]; /* a record that sun typed himself */

#define ROW(unit, grower) \
	"{\"period\":\"2021H2\",\"unit\":\"" unit "\",\"grower\":\"" grower "\"," \
	"\"area\":\"3\",\"as_of\":\"2021-09-01\"}\n"
#define OWN ROW("150525105", "不许")
#define OTHER ROW("150525101", "不许")

/* ---- screens ---- */

static void fail_screen(enum who w, const char *what, const char *text)
{
	char *all = screen_text(at[w]);

	fail_msg("%s: %s \"%s\"; the screen is\n%s", logins[w], what, text, all);
}

static void see(enum who w, const char *text)
{
	if (!screen_expect(at[w], text, 1, PATIENCE_MS))
		fail_screen(w, "does not see", text);
}

static void see_no(enum who w, const char *text)
{
	if (!screen_expect(at[w], text, 0, PATIENCE_MS))
		fail_screen(w, "still sees", text);
}

static void type(enum who w, const char *text)
{
	if (screen_send(at[w], text, strlen(text)) < 0)
		fail_screen(w, "cannot type", text);
}

static void press(enum who w, const char *key)
{
	type(w, screen_key(key));
}

static void log_in(enum who w)
{
	char *argv[] = { "ssh", "-F", r.sshd->config, "-tt", (char *)(uintptr_t)logins[w],
		NULL };

	at[w] = screen_open(&(struct screen_how){ .argv = argv });
	assert_non_null(at[w]);
}

/* ---- commands beside them ---- */

static void start(struct remote_child *c, enum who w, const char *command, const char *input)
{
	const char *const argv[] = { "ssh", "--", logins[w], command, NULL };

	remote_start(&r, c, argv, 1);
	if (write(c->in, input, strlen(input)) < 0)
		fail_msg("%s: %s is not read", logins[w], command);
	close(c->in);
	c->in = -1;
}

static void end(
	struct remote_child *c, enum who w, const char *command, int wanted, const char *says)
{
	int status = remote_wait(&r, c);

	if (status != wanted || !strstr(wanted ? r.err : r.out, says))
		fail_msg("%s: %s: ended with %d, expected %d and %s\n%s%s", logins[w], command,
			status, wanted, says, r.out, r.err);
	if (wanted && wanted != 1 && r.out_len)
		fail_msg("%s: %s: refused and printed\n%s", logins[w], command, r.out);
}

/* The number of the record of that grower. */
static void find(const char *grower, char *out, size_t size)
{
	char command[COMMAND_ROOM];
	const char *id;

	snprintf(command, sizeof(command), "--as li list planting grower=%s --format json",
		grower);
	house_must(0, r.data, command);
	id = strstr(house_stdout, "\"_id\": \"");
	assert_non_null(id);
	snprintf(out, size, "%.*s", (int)strspn(id + 8, "0123456789"), id + 8);
}

/* ---- a round: who does what at the same time ---- */

static void name(char out[32], int round)
{
	snprintf(out, 32, "户%d", round);
}

static void bao_types(int round)
{
	char text[64];

	if (round >= ROUNDS)
		return;
	type(BAO, "n");
	see(BAO, "截止日期 [");
	/* period and unit stay from one new record to the next */
	if (round == 0)
		type(BAO, "2021h2\r东明镇\r");
	see(BAO, "[东明镇");
	snprintf(text, sizeof(text), "\t\t\t户%d\t\t%d.5\r", round, 100 + round);
	type(BAO, text);
}

static void bao_submits(int round)
{
	char text[64];

	if (round >= ROUNDS)
		return;
	snprintf(text, sizeof(text), "[%d.5", 100 + round);
	see(BAO, text);
	press(BAO, "^S");
}

static void bao_is_back(int round)
{
	if (round >= ROUNDS)
		return;
	see(BAO, "已保存并提交。");
	press(BAO, "esc");
	see(BAO, "g 网格");
}

/* chen and sun: the record of that round is looked for, opened, and what can be done asked. */
static void opens(enum who w, int round)
{
	char text[64];

	if (round < 0 || round >= ROUNDS)
		return;
	snprintf(text, sizeof(text), "/grower=户%d\r", round);
	type(w, "1");
	see(w, "/ 筛选");
	type(w, text);
}

static void asks(enum who w, int round, const char *state)
{
	char text[32];

	if (round < 0 || round >= ROUNDS)
		return;
	name(text, round);
	see(w, text);
	see(w, "1 条");
	press(w, "enter");
	see(w, state);
	type(w, "a");
	see(w, "办什么");
}

static void acts(enum who w, int round, const char *said)
{
	if (round < 0 || round >= ROUNDS)
		return;
	press(w, "enter");
	see(w, said);
	press(w, "esc");
	see_no(w, "办什么");
	press(w, "esc");
	see(w, "g 网格");
}

/* ---- the others of each round, by commands, their screens open meanwhile ---- */

static char *public_key(int round)
{
	char command[600], line[400] = "";
	FILE *in;

	snprintf(command, sizeof(command),
		"cd '%s' && ssh-keygen -q -t ed25519 -N '' -C li%d -f "
		"sshd/client/li%d && cat sshd/client/li%d.pub",
		r.folder, round, round, round);
	in = popen(command, "r");
	assert_non_null(in);
	assert_non_null(fgets(line, sizeof(line), in));
	assert_int_equal(pclose(in), 0);
	return strdup(line);
}

static const char *const post_words[ROUNDS + 2] = {
	"post give 填报员 qian --unit 东明镇 --acting --from 2021-09-01",
	"post end 填报员 qian --unit 东明镇 --to 2021-09-09 --reason 误授",
	"post give 填报员 qian --unit 东明镇 --acting",
	"post",
	"post",
};

static void one_round(int round)
{
	struct remote_child report, post, key, events, counted;
	char *pub = public_key(round);

	bao_types(round);
	opens(CHEN, round - 1);
	opens(SUN, round - 2);
	start(&report, WANG, "report area --period 2021H1", "");
	start(&post, ANQUAN, post_words[round], "");
	start(&key, ADMIN, "user key li add", pub);
	start(&events, SHENJI, "events --kind login --limit 500", "");
	start(&counted, SUN, "list planting period=2021H1 --count", "");
	bao_submits(round);
	asks(CHEN, round - 1, "(已提交)");
	asks(SUN, round - 2, "(已确认)");
	acts(CHEN, round - 1, "已办：确认");
	acts(SUN, round - 2, "已办：审定");
	bao_is_back(round);
	end(&report, WANG, "report", 0, "种植面积");
	end(&post, ANQUAN, "post", 0, "填报员");
	end(&key, ADMIN, "user key", 0, "SHA256:");
	end(&events, SHENJI, "events", 0, "bao");
	end(&counted, SUN, "list", 0, "15");
	free(pub);
}

/* A key is good, and a post counts, as soon as it was given; taken away, it is no more. */
static void follow_round(int round)
{
	char login[32];
	const char *const argv[] = { "ssh", "--", login, "list planting period=2021H1 --count",
		NULL };

	snprintf(login, sizeof(login), "li%d", round);
	if (remote_run(&r, argv, "", 0) != 0 || !strstr(r.out, "15"))
		fail_msg("li with a new key: %s%s", r.out, r.err);
	snprintf(login, sizeof(login), "qian");
	if (round != 1 && (remote_run(&r, argv, "", 0) != 0 || *r.out != '1'))
		fail_msg("qian with a post: %s%s", r.out, r.err);
	if (round == 1 && (remote_run(&r, argv, "", 0) != 3 || !strstr(r.err, "不能查看")))
		fail_msg("qian without the post: %s%s", r.out, r.err);
}

/* ---- refusals ---- */

/* ID: of a record that bao reported, OWN_ID: of one that sun did. */
static const struct refusal {
	enum who who;
	int status;
	const char *command, *input, *says;
} refusals[] = {
	{ BAO, 3, "act planting ID confirm", "", "这要由 东明镇 的 苏木乡镇审核人 办理" },
	{ BAO, 1, "put planting -", OTHER, "只管东明镇及其下属" },
	{ BAO, 4, "show planting OWN_ID", "", "OWN_ID" },
	{ BAO, 3, "post give 填报员 liu --unit 东明镇", "", "安全管理员" },
	{ BAO, 3, "events", "", "这要由 安全审计员 办理" },
	{ CHEN, 3, "put planting -", OWN, "不能新增“种植面积”。这要由 苏木乡镇填报员" },
	{ CHEN, 3, "act planting ID accept", "", "这要由 中心业务股室、中心股室负责人 办理" },
	{ SUN, 3, "act planting OWN_ID accept", "", "您本人办理过“新增”，“审定”要由别人办理" },
	{ SUN, 3, "act planting ID confirm", "", "苏木乡镇审核人" },
	{ SUN, 3, "user key sun add", "", "系统管理员" },
	{ WANG, 3, "act planting ID accept", "", "这要由 中心业务股室、中心股室负责人 办理" },
	{ WANG, 3, "delete planting ID --reason x", "", "不能删除“种植面积”" },
	{ ANQUAN, 3, "list planting", "", "不能查看“种植面积”" },
	{ ANQUAN, 3, "user add wei --name 魏某", "", "这要由 系统管理员 办理" },
	{ ANQUAN, 3, "post give 安全审计员 anquan", "", "本人的岗位，不能由本人授予" },
	{ ANQUAN, 3, "events", "", "这要由 安全审计员 办理" },
	{ SHENJI, 3, "put planting -", OWN, "岗位“安全审计员”不能新增" },
	{ SHENJI, 3, "act planting ID confirm", "", "这要由 东明镇 的 苏木乡镇审核人 办理" },
	{ SHENJI, 3, "post give 填报员 liu --unit 东明镇", "", "这要由 安全管理员 办理" },
	{ ADMIN, 3, "post give 填报员 liu --unit 东明镇", "", "这要由 安全管理员 办理" },
	{ ADMIN, 3, "user lock bao --reason x", "", "安全管理员" },
	{ ADMIN, 3, "events", "", "这要由 安全审计员 办理" },
	{ ADMIN, 3, "list planting", "", "不能查看“种植面积”" },
};
enum { REFUSALS = sizeof(refusals) / sizeof(refusals[0]), AT_ONCE = 8 };

static void with_ids(const char *text, const char *id, char out[COMMAND_ROOM])
{
	const char *found = strstr(text, "OWN_ID");

	if (found)
		snprintf(out, COMMAND_ROOM, "%.*s%s%s", (int)(found - text), text, own_id,
			found + 6);
	else if ((found = strstr(text, "ID")))
		snprintf(out, COMMAND_ROOM, "%.*s%s%s", (int)(found - text), text, id,
			found + 2);
	else
		snprintf(out, COMMAND_ROOM, "%s", text);
}

/* Some at a time, while all seven sit at their screens. */
static void test_refused(void **state)
{
	char id[32], command[AT_ONCE][COMMAND_ROOM], says[COMMAND_ROOM];
	struct remote_child c[AT_ONCE];

	(void)state;
	find("户0", id, sizeof(id));
	for (size_t i = 0; i < REFUSALS; i += AT_ONCE) {
		size_t n = REFUSALS - i < AT_ONCE ? REFUSALS - i : AT_ONCE;

		for (size_t j = 0; j < n; j++) {
			with_ids(refusals[i + j].command, id, command[j]);
			start(&c[j], refusals[i + j].who, command[j], refusals[i + j].input);
		}
		for (size_t j = 0; j < n; j++) {
			with_ids(refusals[i + j].says, id, says);
			end(&c[j], refusals[i + j].who, command[j], refusals[i + j].status,
				says);
		}
	}
	house_must(0, r.data, "--as li list planting grower=不许 --count");
	assert_int_equal(strtol(house_stdout, NULL, 10), 0);
}

/* At the screen: the same sentences, and what was typed meanwhile is nobody's. */
static void test_refused_at_screens(void **state)
{
	(void)state;
	type(BAO, "1");
	see(BAO, "/ 筛选");
	type(BAO, "/grower=户0\r");
	see(BAO, "1 条");
	press(BAO, "enter");
	see(BAO, "(已审定)");
	press(BAO, "f9");
	see(BAO, "退回（不能办");
	press(BAO, "enter");
	press(BAO, "esc");
	see_no(BAO, "办什么");
	type(BAO, "7");
	see(BAO, "不再改动");
	type(CHEN, "1");
	see(CHEN, "/ 筛选");
	press(CHEN, "enter");
	see(CHEN, "已");
	type(CHEN, "7");
	see(CHEN, "不能修改");
	see(CHEN, "苏木乡镇填报员");
	type(ADMIN, "p");
	see(ADMIN, "东明镇 填报员");
	type(ADMIN, "h");
	see(ADMIN, "这要由 安全管理员 办理");
	type(SHENJI, "e");
	see(SHENJI, "类别");
	for (int w = 0; w < PEOPLE; w++)
		screen_hang_up(at[w]);
}

/* ---- */

static void test_together(void **state)
{
	(void)state;
	for (int w = 0; w < PEOPLE; w++)
		log_in((enum who)w);
	see(BAO, "包某");
	see(CHEN, "陈某");
	see(SUN, "孙某");
	see(WANG, "王某");
	see(ANQUAN, "安某");
	see(SHENJI, "沈某");
	see(ADMIN, "管理员 管理员");
	for (int round = 0; round < ROUNDS + 2; round++) {
		one_round(round);
		follow_round(round);
	}
}

/* Each record is there once, accepted, by whom it should be. */
static void test_nothing_lost(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		char grower[32], id[32], command[COMMAND_ROOM], figure[32];

		name(grower, round);
		find(grower, id, sizeof(id));
		snprintf(command, sizeof(command), "--as li --lang zh history planting %s", id);
		house_must(0, r.data, command);
		snprintf(figure, sizeof(figure), "%d.5", 100 + round);
		if (!strstr(house_stdout, "包某") || !strstr(house_stdout, "陈某  确认") ||
			!strstr(house_stdout, "孙某  审定") || !strstr(house_stdout, figure))
			fail_msg("history of %s:\n%s", grower, house_stdout);
	}
	house_must(0, r.data, "--as li list planting period=2021H2 state=accepted --count");
	assert_int_equal(strtol(house_stdout, NULL, 10), ROUNDS);
	house_must(0, r.data,
		"--as shenji --lang zh events --kind refused --limit 500 --format csv");
	for (size_t i = 0; i < REFUSALS; i++)
		if (refusals[i].status == 3 && !strstr(house_stdout, logins[refusals[i].who]))
			fail_msg(
				"no refusal of %s:\n%s", logins[refusals[i].who], house_stdout);
	house_must(0, r.data,
		"--as shenji --lang zh events --kind people --limit 500 --format csv");
	assert_non_null(strstr(house_stdout, "admin"));
	assert_non_null(strstr(house_stdout, "anquan"));
	house_must(0, r.data, "verify");
}

static int open_one(void **state)
{
	(void)state;
	remote_open(&r, mode, NULL);
	house_must(0, r.data, "--now 2021-09-10T09:00 --as li list planting --count");
	for (const char *const *login = logins; *login; login++)
		assert_int_equal(sshd_key(r.sshd, *login), 0);
	remote_must(&r, 0, "sun", "put planting -", ROW("150525101", "本人"));
	find("本人", own_id, sizeof(own_id));
	return 0;
}

static int close_one(void **state)
{
	(void)state;
	for (int w = 0; w < PEOPLE; w++)
		screen_close(&at[w]);
	remote_close(&r);
	return 0;
}

static int run_mode(enum sshd_mode which, const char *name)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_at_screens),
		cmocka_unit_test(test_nothing_lost),
	};

	mode = which;
	return cmocka_run_group_tests_name(name, tests, open_one, close_one);
}

int main(int argc, char **argv)
{
	house_begin(argc, argv);
	return remote_each_mode(run_mode);
}

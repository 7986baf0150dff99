/*
 * test_ssh_refused.c - what a key does not open: asked of a real sshd, as root and as an
 * ordinary user, whose own configuration would allow all of it.  Each refusal is a sentence;
 * nothing is printed, written or started.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"
#include "lib/sshd_account.h"
#include "ports.h"
#include "remote.h"

enum { FAMILY = 128, PATH_ROOM = 600, END_MS = 10000 };

static struct remote r;
static enum sshd_mode mode;
static char before[64], mark[PATH_ROOM], control[PATH_ROOM];

/* ---- what was there before, and is there after ---- */

static void count(char out[64])
{
	house_must(0, r.data, "--as zhang list planting --count");
	snprintf(out, 64, "%s", house_stdout);
}

/* What descends from sshd but sshd itself and the store server. */
static int strangers(void)
{
	pid_t family[FAMILY];
	int all = keeper_descendants(r.sshd->keeper, family, FAMILY), found = 0;

	for (int i = 0; i < all; i++) {
		char path[64], name[64] = "", words[4096] = "";
		FILE *in;

		snprintf(path, sizeof(path), "/proc/%d/comm", family[i]);
		if ((in = fopen(path, "re"))) {
			(void)!fgets(name, sizeof(name), in);
			fclose(in);
		}
		snprintf(path, sizeof(path), "/proc/%d/cmdline", family[i]);
		if ((in = fopen(path, "re"))) {
			size_t len = fread(words, 1, sizeof(words) - 1, in);

			for (size_t j = 0; j + 1 < len; j++)
				words[j] = words[j] ? words[j] : ' ';
			fclose(in);
		}
		found += *words && strncmp(name, "sshd", 4) != 0 &&
			!strstr(words, "herbledger --data") && !strstr(words, " serve ");
	}
	return found;
}

static void nothing_done(const char *what)
{
	if (access(mark, F_OK) == 0)
		fail_msg("%s: %s was written", what, mark);
	if (strangers())
		fail_msg("%s: something else than herbledger was started", what);
}

/* Something in Chinese: no shell's word, nor a fault of the program. */
static int is_sentence(const char *text)
{
	while (*text && !((unsigned char)*text >= 0xE4 && (unsigned char)*text <= 0xE9))
		text++;
	return *text != '\0';
}

static void refused(const char *what, int status)
{
	if (status <= 0 || status > 5)
		fail_msg("%s: ended with %d\n%s%s", what, status, r.out, r.err);
	if (r.out_len)
		fail_msg("%s: printed\n%s", what, r.out);
	if (!is_sentence(r.err) || strstr(r.err, "not found") || strstr(r.err, "Sanitizer"))
		fail_msg("%s: is no sentence of ours:\n%s", what, r.err);
	nothing_done(what);
}

/* ---- as bao, over one connection ---- */

/* MARK stands for a path that must not come to be. */
static void say(const char *with_mark)
{
	const char *argv[] = { "ssh", "-S", control, "--", "bao", NULL, NULL };
	struct str command = { 0 };
	const char *at;

	for (; (at = strstr(with_mark, "MARK")); with_mark = at + 4) {
		str_add_len(&command, with_mark, (size_t)(at - with_mark));
		str_add(&command, mark);
	}
	str_add(&command, with_mark);
	argv[5] = str_text(&command);
	refused(argv[5], remote_run(&r, argv, "", 0));
	str_release(&command);
}

static void say_all(const char *const *commands, size_t count_of)
{
	for (size_t i = 0; i < count_of; i++)
		say(commands[i]);
}
#define SAY_ALL(commands) say_all(commands, sizeof(commands) / sizeof((commands)[0]))

static void test_shell(void **state)
{
	static const char *const commands[] = { "sh -i", "sh", "bash",
		"/bin/sh -c 'touch MARK'", "exec touch MARK", "touch MARK", "env touch MARK",
		"sudo touch MARK", "su - zhang", "/usr/lib/openssh/sftp-server",
		"internal-sftp", "scp -t MARK", "scp -f /etc/passwd", "rsync --server . MARK",
		"git-receive-pack MARK", "mosh-server new -- touch MARK",
		"python3 -c 'open(\"MARK\",\"w\")'", "vi MARK", "!touch MARK",
		"-c 'touch MARK'" };
	const char *const none[] = { "ssh", "bao", NULL };

	(void)state;
	refused("a shell", remote_run(&r, none, "touch marker\n", 13));
	SAY_ALL(commands);
}

static void test_quoting(void **state)
{
	static const char *const commands[] = { "; touch MARK", "list planting; touch MARK",
		"list planting ;touch MARK", "list planting && touch MARK",
		"list planting || touch MARK", "list planting | touch MARK",
		"list planting & touch MARK", "list planting > MARK", "list planting >MARK",
		"list planting >> MARK", "list planting < /etc/passwd",
		"list planting $(touch MARK)", "list planting `touch MARK`",
		"list planting \"$(touch MARK)\"", "$(touch MARK)", "`touch MARK`",
		"list planting\ntouch MARK", "list planting\n", "\ntouch MARK",
		"list planting\r\ntouch MARK", "list planting\rtouch MARK", "list 'planting",
		"list \"planting", "list planting\\", "list planting ';touch MARK",
		"list planting \"\\\"; touch MARK\"", "list planting '\n' ; touch MARK",
		"list planting {touch,MARK}", "list planting (touch MARK)",
		"list planting\ttouch\tMARK", "list planting \033]0;x\007",
		"list planting \302\233x", "list planting \377\376",
		"list planting \342\200\256x", "list planting $HOME", "list planting ~",
		"list planting *", "''", "' '", "--", "-" };

	(void)state;
	SAY_ALL(commands);
}

static void test_options(void **state)
{
	static const char *const commands[] = { "--data /tmp list planting",
		"--data=/tmp list planting", "list planting --data /tmp",
		"--conf /tmp list planting", "list planting --conf=/tmp",
		"--forms /tmp list planting", "list planting --forms /tmp",
		"--alone list planting", "list planting --alone",
		"--now 2021-09-01T09:00 list planting", "list planting --now=2021-09-01T09:00",
		"export planting -o MARK", "export planting -o=MARK", "export planting -oMARK",
		"export planting --output MARK", "-o MARK export planting",
		"report area -o MARK", "import planting - --errors MARK",
		"import planting --errors=MARK -", "import planting /etc/passwd",
		"put planting /etc/passwd", "import planting MARK", "put planting MARK", "init",
		"init --demo", "serve", "backup MARK", "restore MARK", "check", "verify MARK",
		"gate", "--demo", "export planting --alone=1" };

	(void)state;
	SAY_ALL(commands);
}

static void test_another_user(void **state)
{
	static const char *const commands[] = { "--as zhang list planting",
		"--as=zhang list planting", "list planting --as zhang",
		"list planting --as=zhang", "list --as zhang planting", "list planting --as",
		"--as bao list planting", "'--as' zhang list planting",
		"\"--as=zhang\" list planting", "--\\as zhang list planting",
		"-as zhang list planting", "gate zhang", "gate zhang list planting",
		"--data /tmp gate zhang", "herbledger gate zhang",
		"herbledger --as zhang list planting", "zhang", "zhang list planting",
		"USER=zhang list planting", "HERBLEDGER_USER=zhang list planting",
		"SUDO_USER=zhang list planting", "env SUDO_USER=zhang list planting",
		"sudo -u zhang list planting", "list planting -- --as zhang", "-u zhang",
		"list planting\n--as zhang", "user add eve --name eve --post GL --unit 150525",
		"user" };

	(void)state;
	SAY_ALL(commands);
}

static void test_account(void **state)
{
	static const char *const users[] = { "zhang", "bao", "root", "nobody", "herb2", "" };
	static const char *const ways[] = { "password", "keyboard-interactive", "hostbased",
		"none", "gssapi-with-mic" };
	char option[128];

	(void)state;
	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		const char *const argv[] = { "ssh", "-l", users[i], "bao", "list planting",
			NULL };
		int status = remote_run(&r, argv, "", 0);

		if (!r.sshd->scratch_account && status != 255)
			continue;
		if (status != 255 || r.out_len || !strstr(r.err, *users[i] ? "denied" : ""))
			fail_msg("-l '%s': %d\n%s%s", users[i], status, r.out, r.err);
	}
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		const char *const argv[] = { "ssh", "-o", option, "bao", "list planting",
			NULL };

		snprintf(option, sizeof(option), "PreferredAuthentications=%s", ways[i]);
		assert_int_equal(remote_run(&r, argv, "", 0), 255);
		assert_int_equal(r.out_len, 0);
	}
	nothing_done("another account");
}

/* ---- files ---- */

static void test_files(void **state)
{
	char to[PATH_ROOM + 8], from[PATH_ROOM + 8], local[PATH_ROOM], batch[PATH_ROOM * 4];
	const char *const copies[][8] = { { "scp", "-q", "/etc/hostname", to, NULL },
		{ "scp", "-q", "-O", "/etc/hostname", to, NULL },
		{ "scp", "-q", from, local, NULL }, { "scp", "-q", "-O", from, local, NULL },
		{ "scp", "-q", "-O", "bao:authorized_keys", local, NULL },
		{ "sftp", "-q", "-b", "-", "bao", NULL }, { "ssh", "-s", "bao", "sftp", NULL },
		{ "ssh", "-s", "bao", "herbledger", NULL } };

	(void)state;
	snprintf(to, sizeof(to), "bao:%s", mark);
	snprintf(from, sizeof(from), "bao:%s/format", r.data);
	snprintf(local, sizeof(local), "%s/local", r.folder);
	snprintf(batch, sizeof(batch), "put /etc/hostname %s\nget %s/format %s\n", mark, r.data,
		local);
	for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]); i++) {
		int status = remote_run(&r, copies[i], batch, strlen(batch));

		if (status <= 0 || access(local, F_OK) == 0 || r.out_len)
			fail_msg("%s %s: %d\n%s%s", copies[i][0], copies[i][1], status, r.out,
				r.err);
		nothing_done(copies[i][0]);
	}
}

/* ---- forwarding ---- */

/* Nothing answers behind a port of ours that ssh -L or -D opened. */
static void no_way_through(
	const char *option, const char *target, const char *bytes, size_t len)
{
	int port = port_free(), fd;
	char spec[PATH_ROOM + 64], got[256];
	const char *const argv[] = { "ssh", "-N", option, spec, "bao", NULL };
	struct remote_child c;
	ssize_t n;

	snprintf(spec, sizeof(spec), "127.0.0.1:%d%s%s", port, *target ? ":" : "", target);
	remote_start(&r, &c, argv, 0);
	fd = port_connect(port, END_MS);
	if (fd < 0)
		fail_msg("ssh %s %s does not listen", option, spec);
	n = port_ask(fd, bytes, len, got, sizeof(got), END_MS);
	/* -D answers a greeting of its own; sshd's would be text */
	if (n < 0 || n > 2)
		fail_msg("ssh %s %s: %s", option, spec, n < 0 ? "the line stays open" : got);
	close(fd);
	kill(c.pid, SIGKILL);
	remote_wait(&r, &c);
}

static void test_forward_out(void **state)
{
	char target[64], path[PATH_ROOM];
	unsigned char socks[] = { 5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 0 };
	const char *const straight[] = { "ssh", "-W", target, "bao", NULL };

	(void)state;
	snprintf(target, sizeof(target), "127.0.0.1:%d", r.sshd->port);
	snprintf(path, sizeof(path), "%s/socket", r.data);
	socks[11] = (unsigned char)(r.sshd->port >> 8);
	socks[12] = (unsigned char)r.sshd->port;
	assert_int_equal(remote_run(&r, straight, "", 0), 255);
	assert_int_equal(r.out_len, 0);
	no_way_through("-L", target, "", 0);
	no_way_through("-L", path, "", 0);
	no_way_through("-D", "", (const char *)socks, sizeof(socks));
	nothing_done("forwarding");
}

/* What sshd refuses at once when the client insists. */
static void insist(const char *option, const char *spec)
{
	const char *const argv[] = { "ssh", "-o", "ExitOnForwardFailure=yes", option, spec,
		"bao", "list planting --count", NULL };
	int status = remote_run(&r, argv, "", 0);

	if (status != 255 || r.out_len)
		fail_msg("ssh %s %s: %d\n%s%s", option, spec, status, r.out, r.err);
	nothing_done(spec);
}

static void test_forward_in(void **state)
{
	char spec[PATH_ROOM + 64];

	(void)state;
	snprintf(spec, sizeof(spec), "127.0.0.1:%d:127.0.0.1:%d", port_free(), r.sshd->port);
	insist("-R", spec);
	snprintf(spec, sizeof(spec), "%d", port_free());
	insist("-R", spec);
	snprintf(spec, sizeof(spec), "%s:%s/socket", mark, r.data);
	insist("-R", spec);
	insist("-w", "any:any");
}

/* sshd's own word on the rest: a tunnel cannot even be asked for without a device here. */
static void test_configuration(void **state)
{
	static const char *const closed[] = { "permittunnel no", "disableforwarding yes",
		"allowtcpforwarding no", "allowstreamlocalforwarding no",
		"allowagentforwarding no", "x11forwarding no", "permituserrc no",
		"passwordauthentication no", "kbdinteractiveauthentication no",
		"maxstartups 60:30:120", "compression yes" };
	char command[PATH_ROOM + 128], line[256], all[16384] = "";
	FILE *in;

	(void)state;
	snprintf(command, sizeof(command),
		"/usr/sbin/sshd -T -f '%s/sshd/server/sshd_config' "
		"-C user=%s,host=localhost,addr=127.0.0.1",
		r.folder, r.sshd->account);
	in = popen(command, "r");
	assert_non_null(in);
	while (fgets(line, sizeof(line), in))
		if (strlen(all) + strlen(line) < sizeof(all))
			snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s", line);
	assert_int_equal(pclose(in), 0);
	for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++)
		if (!strstr(all, closed[i]))
			fail_msg("sshd does not say: %s\n%s", closed[i], all);
	for (const char *at = strstr(all, "acceptenv "); at; at = strstr(at + 1, "acceptenv "))
		if (strncmp(at + 10, "LANG\n", 5) != 0 &&
			strncmp(at + 10, "LC_ALL\n", 7) != 0 &&
			strncmp(at + 10, "LC_CTYPE\n", 9) != 0)
			fail_msg("sshd takes more than the charset: %.40s", at);
}

/* ---- the environment ---- */

/* Appends the environment of the program that the waiting session runs, a line a variable. */
static int gate_environment_text(struct str *out)
{
	pid_t family[FAMILY];
	int all = keeper_descendants(r.sshd->keeper, family, FAMILY);

	for (int i = 0; i < all; i++) {
		char path[64], words[4096] = "", part[4096];
		size_t len;
		FILE *in;

		snprintf(path, sizeof(path), "/proc/%d/cmdline", family[i]);
		if (!(in = fopen(path, "re")))
			continue;
		len = fread(words, 1, sizeof(words) - 1, in);
		fclose(in);
		if (len < 5 || memcmp(words + len - 9, "gate\0bao", 9) != 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/environ", family[i]);
		if (!(in = fopen(path, "re")))
			continue;
		while ((len = fread(part, 1, sizeof(part), in)) > 0)
			for (size_t j = 0; j < len; j++)
				str_add_len(out, part[j] ? &part[j] : "\n", 1);
		fclose(in);
		return 1;
	}
	return 0;
}

static const char *const evil[] = { "LC_EVIL=1", "HERBLEDGER_DATA=/nowhere",
	"HERBLEDGER_LOCALE_DIR=/nowhere", "HERBLEDGER_USER=zhang", "SUDO_USER=zhang",
	"LD_PRELOAD=/nowhere.so", "TERMINFO=/nowhere", "LOCPATH=/nowhere", "IFS=x",
	"ENV=/nowhere", "BASH_ENV=/nowhere", "DISPLAY=127.0.0.1:77", "SSH_AUTH_SOCK=/nowhere" };

/* What is sent by both ways a client has, X11 and an agent asked for besides. */
static void test_environment(void **state)
{
	const char *argv[] = { "ssh", "-Y", "-A", "-o", "SendEnv=LC_* HERBLEDGER_* SUDO_* IFS",
		"-o",
		"SetEnv=LC_EVIL=1 HERBLEDGER_DATA=/nowhere SUDO_USER=zhang "
		"LD_PRELOAD=/nowhere.so LOCPATH=/nowhere ENV=/nowhere BASH_ENV=/nowhere "
		"SSH_ORIGINAL_COMMAND=sh HERBLEDGER_USER=zhang TERMINFO=/nowhere",
		"bao", "import planting -", NULL };
	static const char *const sent[] = { "LC_EVIL=1", "HERBLEDGER_DATA=/nowhere",
		"HERBLEDGER_LOCALE_DIR=/nowhere", "DISPLAY=127.0.0.1:77", "IFS=x",
		"SUDO_USER=zhang", NULL };
	struct remote_child c;
	struct str seen = { 0 };
	double until = house_seconds() + END_MS / 1000.0;

	(void)state;
	r.env = sent;
	remote_start(&r, &c, argv, 1);
	/* what the gate cleared is hidden from its own account: root alone can look */
	while (sshd_can_be_root() && !gate_environment_text(&seen) && house_seconds() < until)
		house_pause();
	close(c.in);
	c.in = -1;
	remote_wait(&r, &c);
	if (!strstr(r.err, "X11 forwarding request failed"))
		fail_msg("X11: %s", r.err);
	if (sshd_can_be_root() &&
		!strstr(str_text(&seen), "SSH_ORIGINAL_COMMAND=import planting -\n"))
		fail_msg("the gate was not seen:\n%s%s", str_text(&seen), r.err);
	for (size_t i = 0; i < sizeof(evil) / sizeof(evil[0]); i++) {
		char name[64];

		snprintf(name, sizeof(name), "\n%.*s=", (int)strcspn(evil[i], "="), evil[i]);
		if (strstr(str_text(&seen), name))
			fail_msg("%s came through:\n%s", evil[i], str_text(&seen));
	}
	str_release(&seen);
}

/* What is allowed to be sent is no way in either: the answer is the same as without. */
static void test_locale(void **state)
{
	static const char *const values[] = { "LC_ALL=../../../tmp/x", "LANG=$(touch marker)",
		"LC_CTYPE=zh_CN.UTF-8\nLD_PRELOAD=x",
		"LANG=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		"LC_ALL=%n%n%n" };
	char usual[64];

	(void)state;
	remote_must(&r, 0, "bao", "list planting --count", NULL);
	snprintf(usual, sizeof(usual), "%s", r.out);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const char *const env[] = { values[i], NULL };

		r.env = env;
		remote_must(&r, 0, "bao", "list planting --count", NULL);
		assert_string_equal(r.out, usual);
	}
	nothing_done("a locale");
}

/* ---- the key's line ---- */

static void test_closed_key(void **state)
{
	char path[PATH_ROOM], line[4096];
	FILE *in;
	int lines = 0;

	(void)state;
	snprintf(path, sizeof(path), "%s/authorized_keys", r.data);
	in = fopen(path, "re");
	assert_non_null(in);
	while (fgets(line, sizeof(line), in)) {
		if (*line == '#' || *line == '\n')
			continue;
		lines++;
		if (strncmp(line, "restrict,pty,command=\"", 22) != 0)
			fail_msg("a key that is not closed: %s", line);
	}
	fclose(in);
	assert_int_equal(lines, 2);
}

/* ---- */

static int open_one(void **state)
{
	static const char *const logins[] = { "bao", "zhang", NULL };
	const char *const master[] = { "ssh", "-S", control, "-M", "-N", "-f", "bao", NULL };

	(void)state;
	remote_open(&r, mode, logins);
	snprintf(mark, sizeof(mark), "%s/data/mark", r.folder);
	snprintf(control, sizeof(control), "%s/control", r.folder);
	count(before);
	if (remote_run(&r, master, "", 0) != 0)
		fail_msg("no connection: %s", r.err);
	return 0;
}

static int close_one(void **state)
{
	const char *const end[] = { "ssh", "-S", control, "-O", "exit", "bao", NULL };
	char after[64];

	(void)state;
	if (!r.sshd)
		return -1;
	remote_run(&r, end, "", 0);
	count(after);
	assert_string_equal(after, before);
	remote_close(&r);
	return 0;
}

static int run_mode(enum sshd_mode which, const char *name)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shell),
		cmocka_unit_test(test_quoting),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_another_user),
		cmocka_unit_test(test_account),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_forward_out),
		cmocka_unit_test(test_forward_in),
		cmocka_unit_test(test_configuration),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_locale),
		cmocka_unit_test(test_closed_key),
	};

	mode = which;
	return cmocka_run_group_tests_name(name, tests, open_one, close_one);
}

int main(int argc, char **argv)
{
	house_begin(argc, argv);
	return remote_each_mode(run_mode);
}

/*
 * test_sudo.c - a site with passwords: real sudo, and a real sshd in front of it, let each
 * person through the gate as himself and through nothing else.
 *
 * Accounts, sudoers, the program and its data are in a mount namespace of the test's own, which
 * needs root; started by somebody else, the test starts itself again with sudo.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"
#include "lib/screen.h"

#define PREFIX "/opt/herb"
#define PROGRAM PREFIX "/bin/herbledger"
#define DATA "/var/lib/herbledger"
#define ETC "/opt/etc"

enum {
	HERB_ID = 59801,
	FIRST_PERSON = 59810,
	GROUP_ID = 59899,
	PATH_ROOM = 600,
	WAIT_MS = 20000
};

/* Unix accounts; all but eve are in the group, mallory and 2 are nobody in the ledger. */
static const char *const people[] = { "bao", "zhang", "mallory", "2", "eve" };
enum { BAO, ZHANG, MALLORY, TWO, EVE, PEOPLE, ROOT, HERB };

/* ---- the room ---- */

static void must(int ok, const char *what)
{
	if (!ok) {
		printf("%s: %s\n", what, strerror(errno));
		exit(1);
	}
}

static void shell(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void shell(const char *fmt, ...)
{
	struct str command = { 0 };
	va_list args;

	va_start(args, fmt);
	str_vaddf(&command, fmt, args);
	va_end(args);
	must(system(str_text(&command)) == 0, str_text(&command));
	str_release(&command);
}

static void write_accounts(void)
{
	FILE *passwd = fopen(ETC "/passwd", "we"), *group = fopen(ETC "/group", "we");
	FILE *shadow = fopen(ETC "/shadow", "we");

	must(passwd && group && shadow, ETC);
	fprintf(passwd,
		"root:x:0:0::/root:/bin/sh\nsshd:x:105:65534::/run/sshd:/usr/sbin/nologin\n"
		"nobody:x:65534:65534::/:/usr/sbin/nologin\nherb:x:%d:%d::" DATA ":/bin/sh\n",
		HERB_ID, HERB_ID);
	fprintf(group,
		"root:x:0:\ntty:x:5:\nnogroup:x:65534:\nherb:x:%d:\nherbledger:x:%d:", HERB_ID,
		GROUP_ID);
	fprintf(shadow, "root:*:19000::::::\nsshd:*:19000::::::\nherb:*:19000::::::\n");
	for (int i = 0; i < PEOPLE; i++) {
		fprintf(passwd, "%s:x:%d:%d::/opt/home:/bin/sh\n", people[i], FIRST_PERSON + i,
			FIRST_PERSON + i);
		fprintf(shadow, "%s:*:19000::::::\n", people[i]);
		fprintf(group, "%s%s", i == EVE ? "" : i ? "," : "", i == EVE ? "" : people[i]);
	}
	fprintf(group, "\n");
	must(!fclose(passwd) && !fclose(group) && !fclose(shadow), ETC);
}

/* As Debian's, and an administrator's who keeps far too much of the environment. */
static void write_sudoers(void)
{
	FILE *out = fopen(ETC "/sudoers", "we");

	must(out != NULL, ETC "/sudoers");
	fputs("Defaults env_reset, use_pty, requiretty\n"
	      "Defaults env_keep += \"LC_* HERBLEDGER_* LOCPATH TERMINFO IFS\"\n"
	      "Defaults secure_path=\"/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\"\n"
	      "root ALL=(ALL:ALL) ALL\n@includedir " ETC "/sudoers.d\n",
		out);
	must(!fclose(out), ETC "/sudoers");
	shell("mkdir -p " ETC "/sudoers.d && "
	      "sed 's,@PREFIX@," PREFIX ",; s,@ACCOUNT@,herb,' src/dist/sudoers "
	      ">" ETC "/sudoers.d/herbledger && chmod 440 " ETC "/sudoers " ETC "/sudoers.d/*");
}

static void mount_over(const char *name)
{
	char from[64], to[64];

	snprintf(from, sizeof(from), ETC "/%s", name);
	snprintf(to, sizeof(to), "/etc/%s", name);
	must(mount(from, to, NULL, MS_BIND, NULL) == 0, to);
}

/* Nothing here is seen from outside, and nothing of the machine is changed. */
static void enter_room(void)
{
	static const char *const empty[] = { "/opt", "/var/lib", "/var/log", "/run" };
	static const char *const files[] = { "passwd", "group", "shadow", "sudoers" };

	must(unshare(CLONE_NEWNS) == 0, "a mount namespace");
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "private mounts");
	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
		must(mount("room", empty[i], "tmpfs", 0, "mode=755") == 0, empty[i]);
	shell("mkdir -p " ETC " " PREFIX "/bin /opt/home/.ssh /run/sshd " DATA);
	write_accounts();
	write_sudoers();
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		mount_over(files[i]);
	shell("cd '%.*s' && cp -rL herbledger conf forms locale " PREFIX "/bin/ && "
	      "chmod -R a+rX " PREFIX " && chown herb:herb " DATA " && chmod 700 " DATA,
		(int)(strrchr(house_program(), '/') - house_program()), house_program());
	house_use(PROGRAM, HERB_ID, HERB_ID);
}

/* ---- somebody runs something ---- */

static struct str out, errors;

static void read_all(FILE *file, struct str *into)
{
	char part[4096];
	size_t got;

	str_clear(into);
	rewind(file);
	while ((got = fread(part, 1, sizeof(part), file)) > 0)
		str_add_len(into, part, got);
	fclose(file);
}

static void become(int person)
{
	uid_t uid = person == HERB ? HERB_ID : (uid_t)(FIRST_PERSON + person);
	gid_t groups[] = { GROUP_ID };

	if (person == ROOT)
		return;
	if (setgroups(person < EVE, groups) < 0 || setresgid(uid, uid, uid) < 0 ||
		setresuid(uid, uid, uid) < 0)
		_exit(126);
}

/*
 * In a shell of that person's, what ssh would have been asked for in the environment.
 * Exit status; what was printed is in out and errors.
 */
static int as(int person, const char *asked, const char *line)
{
	FILE *to = tmpfile(), *complaints = tmpfile();
	pid_t pid;
	int status;

	must(to && complaints, "a temporary file");
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDONLY);

		dup2(null, 0);
		dup2(fileno(to), 1);
		dup2(fileno(complaints), 2);
		clearenv();
		setenv("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:" PREFIX "/bin", 1);
		if (asked)
			setenv("SSH_ORIGINAL_COMMAND", asked, 1);
		if (chdir("/") < 0)
			_exit(126);
		become(person);
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	read_all(to, &out);
	read_all(complaints, &errors);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#define GATE "sudo -n -u herb " PROGRAM " gate"

static void must_be(const char *what, int got, int wanted, const char *sentence)
{
	if (got != wanted || !strstr(str_text(&errors), sentence))
		fail_msg("%s: %d, wanted %d and '%s'\n%s%s", what, got, wanted, sentence,
			str_text(&out), str_text(&errors));
}

/* By sudo: nothing of ours has run. */
static void sudo_refuses(int person, const char *line)
{
	int status = as(person, "list planting", line);

	if (status == 0 || out.len || strstr(str_text(&errors), "\344"))
		fail_msg("%s as %s: %d\n%s%s", line, people[person], status, str_text(&out),
			str_text(&errors));
	if (strncmp(str_text(&errors), "sudo:", 5) &&
		!strstr(str_text(&errors), "is not allowed") &&
		!strstr(str_text(&errors), "usage: sudo"))
		fail_msg("%s: refused by somebody else: %s", line, str_text(&errors));
}

/* ---- */

static void sudo_understands_the_file(void **state)
{
	(void)state;
	must_be("visudo", as(ROOT, NULL, "visudo -cf " ETC "/sudoers.d/herbledger"), 0, "");
	must_be("visudo", as(ROOT, NULL, "visudo -c"), 0, "");
}

static void count_of(const char *login, char *into, size_t room)
{
	char words[64];

	snprintf(words, sizeof(words), "--as %s list planting --count", login);
	house_must(0, DATA, words);
	snprintf(into, room, "%s", house_stdout);
}

static void each_is_himself(void **state)
{
	char bao[64], zhang[64];

	(void)state;
	count_of("bao", bao, sizeof(bao));
	count_of("zhang", zhang, sizeof(zhang));
	assert_string_not_equal(bao, zhang);
	must_be("bao", as(BAO, "list planting --count", GATE), 0, "");
	assert_string_equal(str_text(&out), bao);
	must_be("zhang", as(ZHANG, "herbledger list planting --count", GATE), 0, "");
	assert_string_equal(str_text(&out), zhang);
	/* what he sets before sudo is not his to set */
	must_be("bao",
		as(BAO, "list planting --count",
			"SUDO_USER=zhang USER=zhang LOGNAME=zhang SUDO_UID=0 LC_EVIL=x "
			"HERBLEDGER_DATA=/nowhere HERBLEDGER_LOCALE_DIR=/nowhere "
			"LANG=../../x LC_ALL='() { :; }' "
			"LOCPATH=/nowhere IFS=t " GATE),
		0, "");
	assert_string_equal(str_text(&out), bao);
}

static void who_is_not_in_the_ledger_is_refused(void **state)
{
	(void)state;
	must_be("mallory", as(MALLORY, "list planting", GATE), 3, "mallory");
	must_be("a number", as(TWO, "list planting", GATE), 3, "2 ");
	must_be("root", as(ROOT, "list planting", GATE), 3, "root");
	assert_int_equal(out.len, 0);
	must_be("nobody", as(MALLORY, "check", GATE), 3, "mallory");
	must_be("nobody", as(MALLORY, "forms", GATE), 3, "mallory");
}

static void only_the_one_line_goes_through_sudo(void **state)
{
	static const char *const lines[] = { GATE " zhang", GATE " --as zhang", GATE " ''",
		GATE " bao", "sudo -n -u herb " PROGRAM,
		"sudo -n -u herb " PROGRAM " list planting",
		"sudo -n -u herb " PROGRAM " --data /tmp gate",
		"sudo -n -u herb " PROGRAM " 'gate zhang'",
		"sudo -n -u herb " PROGRAM " --as zhang list planting",
		"sudo -n " PROGRAM " gate", "sudo -n -u root " PROGRAM " gate",
		"sudo -n -u zhang " PROGRAM " gate", "sudo -n -u herb -g tty " PROGRAM " gate",
		"sudo -n -u herb sh", "sudo -n -u herb -s", "sudo -n -u herb -i", "sudo -n -s",
		"sudo -n sh -c id", "sudo -n -u herb /bin/cat " DATA "/authorized_keys",
		"sudo -n -E -u herb " PROGRAM " gate",
		"sudo -n -u herb SUDO_USER=zhang " PROGRAM " gate",
		"sudo -n -u herb HERBLEDGER_DATA=/tmp " PROGRAM " gate",
		"SUDO_USER=zhang sudo -n --preserve-env=SUDO_USER -u herb " PROGRAM " gate",
		"sudo -n -D /tmp -u herb " PROGRAM " gate",
		"sudo -n -R /tmp -u herb " PROGRAM " gate",
		"sudo -n -u herb " PREFIX "/bin/../bin/herbledger gate zhang",
		"sudo -n -u herb -e " DATA "/authorized_keys" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		sudo_refuses(BAO, lines[i]);
	sudo_refuses(EVE, GATE);
}

static void the_gate_refuses_what_it_refuses_a_key(void **state)
{
	static const char *const asked[] = { "--as zhang list planting",
		"list planting --as=zhang", "gate zhang", "herbledger gate zhang",
		"export planting -o /tmp/x", "serve --stop", "import planting /etc/passwd",
		"list planting\nid", "list planting ; id", "sh -i",
		"/usr/lib/openssh/sftp-server", "scp -t /tmp" };

	(void)state;
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		int status = as(BAO, asked[i], GATE);

		if ((status != 2 && status != 3) || out.len || !errors.len)
			fail_msg("%s: %d\n%s%s", asked[i], status, str_text(&out),
				str_text(&errors));
	}
	must_be("no terminal", as(BAO, NULL, GATE), 2, "ssh -t");
	must_be("both say who", as(HERB, NULL, "SUDO_USER=bao " PROGRAM " gate zhang"), 3,
		"sudo");
	must_be("neither says who", as(HERB, NULL, PROGRAM " gate"), 3, "sudo");
}

/* Without sudo he is who the kernel says, and the data are not his. */
static void without_sudo_there_is_nothing(void **state)
{
	static const char *const lines[] = { PROGRAM " gate zhang",
		"SUDO_USER=zhang " PROGRAM " gate", PROGRAM " --as zhang list planting",
		PROGRAM " list planting",
		PROGRAM " --alone list "
			"planting",
		"cat " DATA "/authorized_keys", "ls /var/lib/herbledger" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		int status = as(BAO, "list planting", lines[i]);

		if (status == 0 || out.len)
			fail_msg("%s: %d\n%s%s", lines[i], status, str_text(&out),
				str_text(&errors));
	}
}

/* ---- with sshd before it ---- */

/* sshd for one connection, its ends those of ssh: no port, nothing left over. */
static void write_ssh(void)
{
	FILE *sshd = fopen(ETC "/sshd_config", "we"), *ssh = fopen(ETC "/ssh_config", "we");

	must(sshd && ssh, ETC);
	fputs("Include " ETC "/herbledger.conf\nHostKey " ETC "/host\nUsePAM no\nPidFile none\n"
	      "AuthorizedKeysFile " ETC
	      "/key.pub\nStrictModes no\nSubsystem sftp internal-sftp\n"
	      "PermitUserEnvironment yes\nAcceptEnv LANG LC_* HERBLEDGER_*\n",
		sshd);
	fputs("Host *\nUser bao\nIdentityFile " ETC "/key\nIdentitiesOnly yes\nBatchMode yes\n"
	      "StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n"
	      "ProxyCommand /usr/sbin/sshd -i -f " ETC "/sshd_config -E " ETC "/sshd.log\n",
		ssh);
	must(!fclose(sshd) && !fclose(ssh), ETC);
	shell("sed 's,@PREFIX@," PREFIX ",; s,@ACCOUNT@,herb,; s,@DATA@," DATA ",' "
	      "src/dist/sshd_config >" ETC "/herbledger.conf && cd " ETC " && "
	      "ssh-keygen -q -t ed25519 -N '' -f host && "
	      "ssh-keygen -q -t ed25519 -N '' -f key && "
	      "chmod 644 key.pub");
}

static int run_ssh(const char *how, const char *asked)
{
	struct str line = { 0 };
	int status;

	str_addf(&line, "ssh -F " ETC "/ssh_config %s -- bao '%s'", how, asked);
	status = as(ROOT, NULL, str_text(&line));
	str_release(&line);
	return status;
}

static void through_sshd_it_is_the_same(void **state)
{
	char bao[64];

	(void)state;
	count_of("bao", bao, sizeof(bao));
	must_be("ssh", run_ssh("", "list planting --count"), 0, "");
	assert_string_equal(str_text(&out), bao);
	must_be("ssh --as", run_ssh("", "--as zhang list planting"), 3, "--as");
	must_be("ssh sh", run_ssh("", "sh -i"), 2, "sh");
	/* of a subsystem sshd passes on no sentence */
	must_be("sftp", run_ssh("-s", "sftp"), 3, "");
	assert_int_equal(out.len, 0);
	must_be("scp", run_ssh("", "scp -t /tmp"), 3, "scp");
	must_be("no terminal", run_ssh("-T", ""), 2, "ssh -t");
}

static void the_screens_come_through_it(void **state)
{
	char *const argv[] = { "ssh", "-F", ETC "/ssh_config", "-tt", "bao", NULL };
	struct screen_how how = { .argv = argv };
	struct screen *s = screen_open(&how);

	(void)state;
	assert_non_null(s);
	if (!screen_expect(s, "\345\214\205\346\237\220", 1, WAIT_MS)) {
		char *text = screen_text(s);

		fail_msg("no screen of bao's:\n%s", text);
	}
	screen_hang_up(s);
	screen_wait(s, WAIT_MS);
	screen_close(&s);
}

/* ---- */

/* Not root: sudo makes it so, where it asks for no password. */
static void be_root(char **argv)
{
	const char *tmp = getenv("TMPDIR");
	char tmpdir[PATH_ROOM], path[PATH_ROOM];

	if (geteuid() == 0)
		return;
	snprintf(tmpdir, sizeof(tmpdir), "TMPDIR=%s", tmp ? tmp : "/tmp");
	snprintf(path, sizeof(path), "PATH=%s", getenv("PATH"));
	printf("Not run by root: going on with sudo, which must ask no password\n");
	fflush(stdout);
	execlp("sudo", "sudo", "-n", "env", tmpdir, path, argv[0], (char *)NULL);
	must(0, "sudo");
}

static int setup(void **state)
{
	(void)state;
	house_must(0, DATA, "init --demo");
	write_ssh();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	house_stop(DATA);
	str_release(&out);
	str_release(&errors);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sudo_understands_the_file),
		cmocka_unit_test(each_is_himself),
		cmocka_unit_test(who_is_not_in_the_ledger_is_refused),
		cmocka_unit_test(only_the_one_line_goes_through_sudo),
		cmocka_unit_test(the_gate_refuses_what_it_refuses_a_key),
		cmocka_unit_test(without_sudo_there_is_nothing),
		cmocka_unit_test(through_sshd_it_is_the_same),
		cmocka_unit_test(the_screens_come_through_it),
	};

	be_root(argv);
	house_begin(argc, argv);
	enter_room();
	return cmocka_run_group_tests(tests, setup, teardown);
}

/*
 * test_install.c - make install, and the deployment in README walked line by line in a scratch
 * root (this machine over again, its changes in memory) up to a login over its sshd, then back.
 *
 * install_steps does all but the namespaces and the terminal.  Nothing of the machine changes.
 */
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/folder.h"
#include "lib/screen.h"

enum { NO_NAMESPACE = 77, PATIENCE_MS = 20000, LINE_MOST = 256 };

static int step(const char *verb, const char *folder)
{
	char line[512];
	int status;

	snprintf(line, sizeof(line), "tests/e2e/install_steps %s %s", verb, folder);
	fflush(stdout);
	status = system(line);
	if (status)
		printf("install_steps %s: status %d\n", verb, status);
	fflush(stdout);
	return status;
}

static void test_destdir(void **state)
{
	char folder[64];

	(void)state;
	folder_make(folder, sizeof(folder));
	assert_int_equal(step("destdir", folder), 0);
	folder_remove(folder);
}

/* ---- a root, a network and processes of its own ---- */

static int raise_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), status = -1;

	if (fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &request) == 0) {
		request.ifr_flags |= IFF_UP;
		status = ioctl(fd, SIOCSIFFLAGS, &request);
	}
	if (fd >= 0)
		close(fd);
	return status;
}

static int enter_root(const char *folder)
{
	char root[128], here[4096];

	snprintf(root, sizeof(root), "%s/root", folder);
	if (!getcwd(here, sizeof(here)) || chroot(root) < 0 || chdir(here) < 0)
		return -1;
	setenv("HOME", "/root", 1);
	setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("TMPDIR", "/tmp", 1);
	unsetenv("HERBLEDGER_DATA");
	return 0;
}

/* The last line of README's block, typed on a terminal. */
static int log_in(void)
{
	char line[LINE_MOST] = "";
	FILE *file = fopen("/tmp/login", "re");
	char *argv[] = { "sh", "-c", line, NULL };
	char *env[] = { "PATH=/usr/bin:/bin", "HOME=/root", "TERM=xterm-256color",
		"LANG=C.UTF-8", "LC_EVIL=1", NULL };
	struct screen_how how = { .argv = argv, .env = env };
	struct screen *s;
	int seen;
	char *text;

	if (!file || !fgets(line, sizeof(line), file))
		return 1;
	fclose(file);
	s = screen_open(&how);
	/* the home of whoever administrates, with what was proven just now */
	seen = s && screen_expect(s, "奈曼旗药材研究发展中心", 1, PATIENCE_MS) &&
		screen_expect(s, "最近一次验证过的备份：今天", 1, PATIENCE_MS);
	text = s ? screen_text(s) : NULL;
	if (!seen) {
		printf("after %s:\n%s\n", line, text ? text : "?");
		fflush(stdout);
		if (system("cat /tmp/sshd.log /tmp/*.service.log"))
			printf("no logs\n");
		fflush(stdout);
	} else
		screen_send(s, "q", 1);
	seen = seen && screen_wait(s, PATIENCE_MS) == 0;
	free(text);
	screen_close(&s);
	return !seen;
}

/* First process of the namespace: all others end with it. */
static int deploy(const char *folder)
{
	pid_t pid;
	int status;

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 || raise_loopback() < 0)
		return NO_NAMESPACE;
	status = step("mount", folder);
	if (status)
		return WEXITSTATUS(status) == NO_NAMESPACE ? NO_NAMESPACE : 1;
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(enter_root(folder) < 0 || step("walk", "") || step("look", "") ||
			log_in() || step("leave", ""));
	if (waitpid(pid, &status, 0) != pid || status != 0)
		return 1;
	return step("left", folder) != 0;
}

static int in_namespace(const char *folder)
{
	int status;
	pid_t pid;

	if (unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC) < 0)
		return NO_NAMESPACE;
	pid = fork();
	if (pid == 0) {
		status = deploy(folder);
		fflush(stdout);
		_exit(status);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 1;
	return WEXITSTATUS(status);
}

static void test_deployment(void **state)
{
	char folder[64];
	int status;
	pid_t pid;

	(void)state;
	folder_make(folder, sizeof(folder));
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(in_namespace(folder));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	folder_remove(folder);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_NAMESPACE)
		printf("no root of one's own here: README's lines were not walked\n");
	else
		assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_destdir),
		cmocka_unit_test(test_deployment),
	};

	return cmocka_run_group_tests_name("install", tests, NULL, NULL);
}

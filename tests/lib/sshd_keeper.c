/*
 * sshd_keeper.c - the process between a test and its sshd: whatever sshd starts, and whatever
 * that starts, becomes its child in the end; when the test ends, or says so, all of it ends.
 */
#include "lib/sshd_account.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, FAMILY = 1024, GRACE_MS = 15000, LOOK_MS = 20 };

static pid_t parent_of(const char *pid)
{
	char path[64];
	FILE *in;
	int parent = 0;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	in = fopen(path, "re");
	if (!in)
		return 0;
	/* the name stands in brackets and may have blanks */
	if (fscanf(in, "%*[^)]) %*c %d", &parent) != 1)
		parent = 0;
	fclose(in);
	return parent;
}

struct process {
	pid_t pid, parent;
};

static size_t list_processes(struct process *all, size_t most)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	size_t n = 0;

	while (proc && n < most && (entry = readdir(proc))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid > 0)
			all[n++] = (struct process){ pid, parent_of(entry->d_name) };
	}
	if (proc)
		closedir(proc);
	return n;
}

int keeper_descendants(pid_t of, pid_t *out, int most)
{
	enum { ALL = 32768 };
	struct process *all = calloc(ALL, sizeof(*all));
	size_t count = all ? list_processes(all, ALL) : 0;
	int found = 0;
	pid_t parent;

	for (int next = 0; next <= found; next++) {
		parent = next ? out[next - 1] : of;
		for (size_t i = 0; i < count && found < most; i++)
			if (all[i].parent == parent)
				out[found++] = all[i].pid;
	}
	free(all);
	return found;
}

static void signal_all(int signal)
{
	pid_t family[FAMILY];
	int count = keeper_descendants(getpid(), family, FAMILY);

	for (int i = 0; i < count; i++)
		kill(family[i], signal);
}

/* 1: no child is left. */
static int reap(pid_t daemon, int *daemon_gone)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		if (pid == daemon)
			*daemon_gone = 1;
	return pid < 0;
}

/* Politely first: a server writes what it has, a session keeps its draft. */
static _Noreturn void end_all(pid_t daemon)
{
	int gone = 0;

	signal_all(SIGTERM);
	for (int waited = 0; !reap(daemon, &gone); waited += LOOK_MS) {
		if (waited >= GRACE_MS)
			signal_all(SIGKILL);
		poll(NULL, 0, LOOK_MS);
	}
	_exit(0);
}

static _Noreturn void become_sshd(const struct sshd *s, const struct sshd_how *how)
{
	char folder[PATH_ROOM], conf[PATH_ROOM + 16], log[PATH_ROOM + 16];
	sigset_t none;
	int in = open("/dev/null", O_RDONLY), out;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	snprintf(folder, sizeof(folder), "%s/sshd/server", s->folder);
	snprintf(conf, sizeof(conf), "%s/sshd_config", folder);
	snprintf(log, sizeof(log), "%s/log", folder);
	out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0644);
	if (in < 0 || out < 0 || account_enter(s, folder, how->mode) < 0)
		_exit(126);
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	closefrom(3);
	execl("/usr/sbin/sshd", "/usr/sbin/sshd", "-D", "-e", "-f", conf, (char *)NULL);
	_exit(127);
}

_Noreturn void keeper_run(const struct sshd *s, const struct sshd_how *how, pid_t parent)
{
	struct pollfd fds[2];
	struct signalfd_siginfo info;
	sigset_t mine;
	int daemon_gone = 0;
	pid_t daemon;

	setsid();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_NAME, "sshd-keeper");
	sigemptyset(&mine);
	sigaddset(&mine, SIGTERM);
	sigaddset(&mine, SIGINT);
	sigaddset(&mine, SIGHUP);
	sigaddset(&mine, SIGCHLD);
	sigprocmask(SIG_SETMASK, &mine, NULL);
	closefrom(3);
	fds[0] = (struct pollfd){ .fd = signalfd(-1, &mine, SFD_CLOEXEC), .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = (int)syscall(SYS_pidfd_open, parent, 0),
		.events = POLLIN };
	daemon = fork();
	if (daemon == 0)
		become_sshd(s, how);
	while (!daemon_gone && poll(fds, 2, -1) >= 0) {
		if (fds[1].fd < 0 || (fds[1].revents & POLLIN))
			break;
		if (read(fds[0].fd, &info, sizeof(info)) != sizeof(info) ||
			info.ssi_signo != SIGCHLD)
			break;
		reap(daemon, &daemon_gone);
	}
	end_all(daemon);
}

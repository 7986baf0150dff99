/*
 * sshd_account.c - passwd and group with one more account, seen by sshd and what it starts
 * alone: bind mounts in a namespace (of users too, where the test is not run by root).
 */
#include "lib/sshd_account.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/namespace.h"

#define ACCOUNT "herb"
enum { FIRST_ID = 59901, LAST_ID = 59999, PATH_ROOM = 4096 };

/* ---- the files ---- */

static FILE *create(const char *folder, const char *name)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return fopen(path, "we");
}

/* Copies the machine's file but for the lines that begin with skip. */
static void copy_but(FILE *out, const char *from, const char *skip)
{
	FILE *in = fopen(from, "re");
	char *line = NULL;
	size_t size = 0;

	while (in && getline(&line, &size, in) > 0)
		if (strncmp(line, skip, strlen(skip)) != 0)
			fputs(line, out);
	free(line);
	if (in)
		fclose(in);
}

/*
 * sshd gives a terminal to the group tty.  It may, without being root, only where that is the
 * account's own group: many containers mount devpts without gid=5.
 */
static int write_files(const struct sshd *s, const char *folder)
{
	FILE *passwd = create(folder, "passwd"), *group = create(folder, "group");
	FILE *shadow = create(folder, "shadow");

	if (!passwd || !group || !shadow)
		return -1;
	copy_but(passwd, "/etc/passwd", ACCOUNT ":");
	fprintf(passwd, "%s:x:%u:%u::%s:/bin/sh\n", s->account, s->uid, s->gid, s->data);
	copy_but(group, "/etc/group", "tty:");
	fprintf(group, "tty:x:%u:\n", s->gid);
	/* "*": no password, yet not locked, which sshd would refuse without PAM */
	fprintf(shadow, "root:*:19000::::::\nsshd:*:19000::::::\n%s:*:19000::::::\n",
		s->account);
	return fclose(passwd) | fclose(group) | fclose(shadow);
}

/* ---- the namespace ---- */

static int new_namespace(void)
{
	unsigned uid = geteuid();

	return uid == 0 ? unshare(CLONE_NEWNS) : namespace_enter(uid, getegid());
}

static int bind_over(const char *folder, const char *name)
{
	char from[PATH_ROOM], to[64];

	snprintf(from, sizeof(from), "%s/%s", folder, name);
	snprintf(to, sizeof(to), "/etc/%s", name);
	return mount(from, to, NULL, MS_BIND, NULL);
}

static int mount_files(const char *folder)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -1;
	if (bind_over(folder, "passwd") < 0 || bind_over(folder, "group") < 0)
		return -1;
	if (geteuid() != 0)
		return 0;
	/* who logged in is written by sshd as root: not into the machine's own records */
	if (bind_over(folder, "shadow") < 0 ||
		mount("run", "/run", "tmpfs", 0, "mode=755") < 0 ||
		mount("log", "/var/log", "tmpfs", 0, "mode=755") < 0)
		return -1;
	return mkdir("/run/sshd", 0755);
}

/* Whether all of that may be done here, tried in a child. */
static int may_mount(const char *folder)
{
	pid_t pid = fork();
	int status = 1;

	if (pid == 0)
		_exit(new_namespace() < 0 || mount_files(folder) < 0);
	waitpid(pid, &status, 0);
	return status == 0;
}

/* ---- */

static int free_id(void)
{
	for (unsigned id = FIRST_ID; id <= LAST_ID; id++)
		if (!getpwuid(id) && !getgrgid(id))
			return (int)id;
	return -1;
}

int account_choose(struct sshd *s, const char *folder)
{
	const struct passwd *self;
	int id = geteuid() == 0 ? free_id() : 0;

	if (id < 0)
		return -1;
	s->uid = id ? (uid_t)id : geteuid();
	s->gid = id ? (gid_t)id : getegid();
	s->account = strdup(ACCOUNT);
	if (write_files(s, folder) < 0)
		return -1;
	s->scratch_account = may_mount(folder);
	if (s->scratch_account)
		return 0;
	self = getpwuid(geteuid());
	if (!self)
		return -1;
	free(s->account);
	s->account = strdup(self->pw_name);
	s->uid = self->pw_uid;
	s->gid = self->pw_gid;
	return 0;
}

int account_enter(const struct sshd *s, const char *folder, enum sshd_mode mode)
{
	if (!s->scratch_account)
		return 0;
	if (new_namespace() < 0 || mount_files(folder) < 0)
		return -1;
	if (geteuid() != 0 || mode == SSHD_ROOT)
		return 0;
	if (setgroups(0, NULL) < 0 || setresgid(s->gid, s->gid, s->gid) < 0)
		return -1;
	return setresuid(s->uid, s->uid, s->uid);
}

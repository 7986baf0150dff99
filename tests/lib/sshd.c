/*
 * sshd.c - the folder of a test's sshd: keys, configurations of both ends, start and end.
 */
#include "lib/sshd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/sshd_account.h"

#define SNIPPET "src/dist/sshd_config"
#define ADMIN "admin" /* in the example ledgers */
enum { START_MS = 20000, LOOK_MS = 5, TRIES = 5, FAMILY = 512 };

static __attribute__((format(printf, 1, 2))) char *text(const char *fmt, ...)
{
	char *made = NULL;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vasprintf(&made, fmt, args);
	va_end(args);
	if (len < 0)
		abort();
	return made;
}

/* Runs a command; -1, said, when it fails. */
static int shell(char *command)
{
	int status = system(command);

	if (status != 0)
		printf("failed (%d): %s\n", status, command);
	fflush(stdout);
	free(command);
	return status ? -1 : 0;
}

/* ---- the folder ---- */

static uid_t new_uid;
static gid_t new_gid;

static int give_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)type;
	(void)at;
	return st->st_uid == new_uid ? 0 : lchown(path, new_uid, new_gid);
}

static int give(const struct sshd *s, const char *path)
{
	new_uid = s->uid;
	new_gid = s->gid;
	return geteuid() == 0 ? nftw(path, give_one, 32, FTW_PHYS) : 0;
}

/* The program with conf/, forms/ and translations beside it, and the terminals' locales. */
static int copy_program(const struct sshd *s, const char *program)
{
	char *copy = strdup(program), *out = dirname(copy);
	int status = 0;

	if (access(s->program, X_OK) < 0)
		status = shell(text("mkdir -p '%s/sshd/bin' && cd '%s' && "
				    "cp -rL herbledger conf forms locale '%s/sshd/bin/' && "
				    "{ [ ! -d ../locale ] || cp -rL ../locale '%s/sshd/'; } && "
				    "chmod -R a+rX '%s/sshd/bin'",
			s->folder, out, s->folder, s->folder, s->folder));
	free(copy);
	return status;
}

static int make_folder(struct sshd *s, const struct sshd_how *how)
{
	char *server = text("%s/sshd/server", s->folder);
	int status = shell(text(
		"mkdir -p '%s' '%s/sshd/client' && cd '%s' && "
		"{ [ -f host_key ] || ssh-keygen -q -t ed25519 -N '' -f host_key; } && "
		"rm -f log",
		server, s->folder, server));

	if (status == 0 && account_choose(s, server) < 0) {
		printf("no account for sshd: %s\n", strerror(errno));
		status = -1;
	}
	if (status == 0)
		status = copy_program(s, how->program);
	if (status == 0 && give(s, s->folder) < 0) {
		printf("%s cannot be given away: %s\n", s->folder, strerror(errno));
		status = -1;
	}
	free(server);
	return status;
}

/* ---- sshd's configuration ---- */

static char *replace_all(char *in, const char *what, const char *by)
{
	char *out = NULL, *at = in, *next;
	size_t size;
	FILE *stream = open_memstream(&out, &size);

	for (; (next = strstr(at, what)); at = next + strlen(what)) {
		fwrite(at, 1, (size_t)(next - at), stream);
		fputs(by, stream);
	}
	fputs(at, stream);
	fclose(stream);
	free(in);
	return out;
}

static char *read_text(const char *path)
{
	FILE *in = fopen(path, "re");
	char *got = NULL;
	size_t size;

	if (!in || getdelim(&got, &size, '\0', in) <= 0) {
		free(got);
		got = strdup("");
	}
	if (in)
		fclose(in);
	return got;
}

static FILE *server_file(const struct sshd *s, const char *name)
{
	char *path = text("%s/sshd/server/%s", s->folder, name);
	FILE *out = fopen(path, "we");

	free(path);
	return out;
}

static int write_shipped(const struct sshd *s)
{
	char *shipped = read_text(SNIPPET), *prefix = text("%s/sshd", s->folder);
	FILE *out = server_file(s, "herbledger.conf");

	if (!out || !*shipped)
		return -1;
	shipped = replace_all(shipped, "@ACCOUNT@", s->account);
	shipped = replace_all(shipped, "@DATA@", s->data);
	shipped = replace_all(shipped, "@PREFIX@", prefix);
	fputs(shipped, out);
	free(shipped);
	free(prefix);
	return fclose(out);
}

static int write_impatience(const struct sshd *s, int seconds)
{
	FILE *out = server_file(s, "alive.conf");

	if (!out)
		return -1;
	if (seconds)
		fprintf(out,
			"Match User %s\n\tClientAliveInterval %d\n\tClientAliveCountMax 2\n",
			s->account, seconds);
	return fclose(out);
}

/*
 * As Debian's: the shipped part is read first.  What an administrator may have left open stands
 * after it, so it is that part, and the lines of the keys, which close it.
 */
static int write_sshd_config(const struct sshd *s, const struct sshd_how *how)
{
	FILE *out = server_file(s, "sshd_config");

	if (!out || write_impatience(s, how->alive_seconds) < 0 || write_shipped(s) < 0)
		return -1;
	fprintf(out,
		"Include %s/sshd/server/alive.conf\nInclude %s/sshd/server/herbledger.conf\n"
		"ListenAddress 127.0.0.1\nPort %d\nHostKey %s/sshd/server/host_key\n"
		"PidFile none\nUsePAM no\nPermitRootLogin prohibit-password\nStrictModes %s\n"
		"AllowTcpForwarding yes\nAllowStreamLocalForwarding yes\n"
		"AllowAgentForwarding yes\n"
		"X11Forwarding yes\nPermitTunnel yes\nGatewayPorts yes\n"
		"PermitUserEnvironment yes\nAcceptEnv LANG LC_* HERBLEDGER_* PATH\n"
		"Subsystem sftp internal-sftp\n",
		s->folder, s->folder, s->port, s->folder, s->scratch_account ? "yes" : "no");
	return fclose(out);
}

/* ---- the client's ---- */

int sshd_go_through(const struct sshd *s, int port)
{
	char *pub_path = text("%s/sshd/server/host_key.pub", s->folder);
	char *hosts_path = text("%s/sshd/client/known_hosts", s->folder);
	char *pub = read_text(pub_path);
	FILE *hosts = fopen(hosts_path, "we"), *out = fopen(s->config, "we");

	if (!hosts || !out)
		return -1;
	fprintf(hosts, "herb-test %s", pub);
	fprintf(out,
		"Host *\nHostName 127.0.0.1\nHostKeyAlias herb-test\nPort %d\nUser %s\n"
		"IdentityFile %s/sshd/client/%%n\nIdentitiesOnly yes\nIdentityAgent none\n"
		"UserKnownHostsFile %s\nGlobalKnownHostsFile none\nStrictHostKeyChecking yes\n"
		"BatchMode yes\nConnectTimeout 60\nSendEnv LANG LC_ALL LC_CTYPE\n"
		"LogLevel ERROR\n",
		port, s->account, s->folder, hosts_path);
	free(pub_path);
	free(hosts_path);
	free(pub);
	return fclose(hosts) | fclose(out);
}

/* ---- start and end ---- */

static int free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int ok = fd >= 0 && bind(fd, (struct sockaddr *)&at, len) == 0 &&
		getsockname(fd, (struct sockaddr *)&at, &len) == 0;

	if (fd >= 0)
		close(fd);
	return ok ? ntohs(at.sin_port) : -1;
}

/* 1 listens, 0 ended, -1 neither in time. */
static int wait_listening(struct sshd *s)
{
	for (int waited = 0; waited < START_MS; waited += LOOK_MS) {
		char *log = read_text(s->log);
		int listens = strstr(log, "Server listening on") != NULL;

		free(log);
		if (listens)
			return 1;
		if (waitpid(s->keeper, NULL, WNOHANG) == s->keeper) {
			s->keeper = 0;
			return 0;
		}
		poll(NULL, 0, LOOK_MS);
	}
	return -1;
}

static int start_once(struct sshd *s, const struct sshd_how *how)
{
	pid_t self = getpid();

	s->port = free_port();
	if (s->port < 0 || write_sshd_config(s, how) < 0 || sshd_go_through(s, s->port) < 0)
		return -1;
	fflush(stdout);
	s->keeper = fork();
	if (s->keeper == 0)
		keeper_run(s, how, self);
	return wait_listening(s);
}

int sshd_can_be_root(void)
{
	return geteuid() == 0;
}

struct sshd *sshd_start(const struct sshd_how *how)
{
	struct sshd *s = calloc(1, sizeof(*s));
	int started = -1;

	if (!s)
		abort();
	s->folder = strdup(how->folder);
	s->data = strdup(how->data);
	s->program = text("%s/sshd/bin/herbledger", s->folder);
	s->config = text("%s/sshd/client/config", s->folder);
	s->log = text("%s/sshd/server/log", s->folder);
	if (make_folder(s, how) == 0)
		for (int i = 0; i < TRIES && (started = start_once(s, how)) == 0; i++)
			;
	if (started != 1) {
		char *log = read_text(s->log);

		printf("sshd does not start:\n%s", log);
		free(log);
		sshd_stop(&s);
	}
	return s;
}

void sshd_stop(struct sshd **at)
{
	struct sshd *s = *at;

	*at = NULL;
	if (!s)
		return;
	if (s->keeper > 0) {
		kill(s->keeper, SIGTERM);
		waitpid(s->keeper, NULL, 0);
	}
	free(s->folder);
	free(s->data);
	free(s->program);
	free(s->config);
	free(s->log);
	free(s->account);
	free(s);
}

int sshd_sessions(const struct sshd *s, pid_t *out, int most)
{
	pid_t family[FAMILY];
	int count = keeper_descendants(s->keeper, family, FAMILY), found = 0;

	/* the first is the one that listens */
	for (int i = 1; i < count && found < most; i++) {
		char *path = text("/proc/%d/comm", family[i]), *name = read_text(path);

		if (strncmp(name, "sshd", 4) == 0)
			out[found++] = family[i];
		free(path);
		free(name);
	}
	return found;
}

/* ---- keys ---- */

int sshd_key(const struct sshd *s, const char *login)
{
	char *key = text("%s/sshd/client/%s", s->folder, login);
	char *as_account = s->uid == geteuid()
		? strdup("")
		: text("setpriv --reuid=%u --regid=%u --clear-groups ", s->uid, s->gid);
	int status = shell(text("[ -f '%s' ] || ssh-keygen -q -t ed25519 -N '' -C '%s' -f '%s'",
		key, login, key));

	if (status == 0)
		status = shell(
			text("%s'%s' --data '%s' --as " ADMIN " user key '%s' add <'%s.pub' "
			     ">/dev/null",
				as_account, s->program, s->data, login, key));
	free(as_account);
	free(key);
	return status;
}

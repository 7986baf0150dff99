/*
 * cmd_gate.c - herbledger gate USER: makes the process safe, then the words that were asked for
 * into a struct cli that runs as that user.  Nothing is started from here and no shell is.
 */
#include "cli/gate.h"

#include "base/i18n.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/commands.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the line that sshd's conf or sudoers holds ---- */

/* argv[*at] as "--data" and the next word, or "--data=DIR"; NULL when it is another. */
static const char *dir_option(int argc, char **argv, int *at, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(argv[*at], name, len))
		return NULL;
	if (argv[*at][len] == '=')
		return argv[*at] + len + 1;
	if (argv[*at][len] || *at + 1 >= argc)
		return NULL;
	return argv[++*at];
}

/* Where "gate" stands, 0 nowhere: before it are directories only. */
static int find_gate(int argc, char **argv, struct cli_globals *out)
{
	for (int i = 1; i < argc; i++) {
		const char *dir;

		if (!strcmp(argv[i], "gate"))
			return i;
		if ((dir = dir_option(argc, argv, &i, "--data")))
			out->data = dir;
		else if ((dir = dir_option(argc, argv, &i, "--conf")))
			out->conf = dir;
		else if ((dir = dir_option(argc, argv, &i, "--forms")))
			out->forms = dir;
		else
			return 0;
	}
	return 0;
}

int gate_is_line(int argc, char **argv)
{
	struct cli_globals ignored = { 0 };

	return find_gate(argc, argv, &ignored) > 0;
}

/* ---- the process ---- */

static const char *taken(struct gate *gate, const char *name)
{
	const char *value = getenv(name);

	return arena_text(&gate->mem, value ? value : "");
}

void gate_environment(struct gate *gate)
{
	static const char *const names[] = { "TERM", "LANG", "LC_CTYPE", "LC_ALL" };
	enum { KEPT = sizeof(names) / sizeof(names[0]) };
	const char *values[KEPT];

	gate->sudo_user = taken(gate, "SUDO_USER");
	gate->asked = taken(gate, "SSH_ORIGINAL_COMMAND");
	gate->from = gate_address(taken(gate, "SSH_CONNECTION"), &gate->mem);
	if (!gate->from)
		gate->from = gate_address(taken(gate, "SSH_CLIENT"), &gate->mem);
	for (size_t i = 0; i < KEPT; i++)
		values[i] = taken(gate, names[i]);
	clearenv();
	gate->charset = "";
	for (size_t i = 0; i < KEPT; i++) {
		if (!gate_value_is_plain(values[i]))
			continue;
		setenv(names[i], values[i], 1);
		if (i > 0) /* the last one wins, as in setlocale(3) */
			gate->charset = values[i];
	}
	setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
}

/* Nobody has handed us more than the three, and these are there whatever is opened later. */
static void settle_files(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (close_range(STDERR_FILENO + 1, ~0u, 0) == 0)
		return;
	for (fd = STDERR_FILENO + 1; fd < 65536; fd++) /* a kernel before 5.9 */
		close(fd);
}

void gate_shut(struct gate *gate)
{
	const struct rlimit none = { 0, 0 };

	gate_environment(gate);
	settle_files();
	umask(077);
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
}

/* ---- who, and what ---- */

/* Of the line or of sudo, and of one of them only: the other could be somebody else's word. */
static const char *who(const struct gate *gate, int argc, char **argv, int at, struct err *err)
{
	const char *word = at + 1 < argc ? argv[at + 1] : "";

	if (at + 2 < argc || word[0] == '-')
		err_set(err, ERR_DENIED,
			_("this login is set up wrongly: after gate stands one user's login "
			  "and nothing else; ask the administrator"));
	else if (*word && *gate->sudo_user)
		err_set(err, ERR_DENIED,
			_("this login is set up wrongly: a key's line and sudo both say who "
			  "you are; ask the administrator"));
	else if (!*word && !*gate->sudo_user)
		err_set(err, ERR_DENIED,
			_("this login is set up wrongly: neither a key's line nor sudo says "
			  "who you are; ask the administrator"));
	return *word ? word : gate->sudo_user;
}

/* Copies of files are asked for in these words, whatever the client is called. */
static int refuse_copying(const char *word, struct err *err)
{
	static const char *const programs[] = { "sftp-server", "internal-sftp", "sftp", "scp",
		"rsync" };
	const char *slash = strrchr(word, '/'), *name = slash ? slash + 1 : word;

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (!strcmp(name, programs[i]))
			return err_set(err, ERR_DENIED,
				_("no files are copied here (%s); ssh SERVER export FORM > "
				  "a.csv gets records, ssh SERVER import FORM - < a.csv "
				  "brings them"),
				name);
	return 0;
}

int gate_parse(struct gate *gate, int argc, char **argv, struct cli *cli, struct err *err)
{
	struct cli_globals *g = &cli->globals;
	int at = find_gate(argc, argv, g), count;
	char **words;

	g->remote = 1;
	g->from = gate->from;
	g->as = who(gate, argc, argv, at, err);
	if (err->code != ERR_NONE ||
		gate_words(gate->asked, strlen(gate->asked), gate->charset, &gate->mem, &words,
			&count, err) < 0 ||
		(count > 1 && refuse_copying(words[1], err) < 0))
		return -1;
	return cli_parse(count, words, cli, err);
}

void gate_release(struct gate *gate)
{
	arena_release(&gate->mem);
}

/* Reached when the line is not as above, --as before it for one. */
int cmd_gate(struct cli *cli, struct err *err)
{
	(void)cli;
	return err_set(err, ERR_DENIED,
		_("gate is started by sshd or sudo, as [--data DIR] [--conf DIR] [--forms "
		  "DIR] gate USER and nothing else"));
}

/*
 * script.c - reads a script line by line: words, variables, the table of commands.
 */
#include "lib/script.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void set_as(struct script *s, char *rest);
static void set_now(struct script *s, char *rest);
static void set_lang(struct script *s, char *rest);
static void set_env(struct script *s, char *rest);
static void set_timeout(struct script *s, char *rest);
static void write_lines(struct script *s, char *rest);
static void add_line(struct script *s, char *rest);

static const struct command {
	const char *name;
	void (*run)(struct script *s, char *rest);
	const char *usage;      /* arguments and meaning, for --help */
} commands[] = {
	/* clang-format off */
	{ "init-demo", run_demo,         "                fill $DATA as `herbledger init --demo` does (copied from one made before)" },
	{ "as",        set_as,           "USER            --as USER from here on (- takes it back)" },
	{ "now",       set_now,          "DATETIME        --now DATETIME from here on" },
	{ "lang",      set_lang,         "zh|en           --lang from here on" },
	{ "env",       set_env,          "K=V             environment of what is started; K= unsets" },
	{ "timeout",   set_timeout,      "SECONDS         how long expect waits (15 at the start)" },
	{ "run",       run_program,      "STATUS WORDS... herbledger WORDS must end with STATUS" },
	{ "sh",        run_shell,        "STATUS COMMAND  a shell command, in $TMP" },
	{ "input",     run_input,        "FILE            what the next run reads; a bare name is in $TMP" },
	{ "file",      write_lines,      "NAME            makes $TMP/NAME of the lines `| TEXT` that follow" },
	{ "|",         add_line,         "TEXT" },
	{ "stdout-has", run_stdout_has,  "TEXT            what the last run printed" },
	{ "stdout-not", run_stdout_not,  "TEXT" },
	{ "stdout-is", run_stdout_is,    "NAME            is tests/e2e/expected/NAME, byte for byte" },
	{ "stdout-lines", run_stdout_lines, "N               so many lines" },
	{ "stdout-to", run_keep,         "NAME            kept in $TMP/NAME" },
	{ "stderr-has", run_stderr_has,  "TEXT" },
	{ "stderr-not", run_stderr_not,  "TEXT            (without TEXT: nothing at all)" },
	{ "let",       run_let,          "NAME KEY        $NAME = the first \"KEY\": value of the JSON printed" },
	{ "size",      term_size,        "ROWS COLS       of terminals spawned from here on (24 80)" },
	{ "charset",   term_charset,     "NAME            of terminals spawned from here on (UTF-8)" },
	{ "session",   term_session,     "NAME            go to that terminal (made if new); `main` at the start" },
	{ "spawn",     term_spawn,       "WORDS...        herbledger WORDS on the terminal" },
	{ "send",      term_send,        "TEXT            \\r \\t \\e \\s (blank) \\\\ \\xNN" },
	{ "key",       term_key,         "NAME [TIMES]    up down left right home end pgup pgdn ins del bs tab btab enter esc space f1..f12 ^X" },
	{ "keys",      term_keys,        "[MOST]          count keys from here; with MOST: no more were sent since" },
	{ "expect",    term_expect,      "TEXT            stands on the screen, now or soon" },
	{ "expect-not", term_expect_not, "TEXT            does not, now or soon" },
	{ "screen",    term_picture,     "NAME            is tests/e2e/expected/NAME.txt, cursor included" },
	{ "cursor",    term_cursor,      "ROW COL         from 1" },
	{ "resize",    term_resize,      "ROWS COLS" },
	{ "wait",      term_wait,        "MS              let time pass" },
	{ "line",      term_line,        "BITS MS         of terminals spawned from here on: bits a second, round trip (0 0)" },
	{ "ambwide",   term_ambwide,     "0|1             of terminals spawned from here on: ambiguous characters are wide" },
	{ "start",     term_start,       "PROGRAM WORDS   another program on the terminal" },
	{ "bytes",     measure_bytes,    "[MOST [text|places|row N]]  count from here; no more than MOST came since, besides\n"
					 "                            the new text on the screen (and going to its rows), or a row's text" },
	{ "keep",      measure_keep,     "NAME            $NAME = the bytes that came since; count from here" },
	{ "bursts",    measure_bursts,   "MOST            no more often than that was something written since `bytes`" },
	{ "no-query",  measure_no_query, "                nothing since `bytes` asked the terminal for an answer" },
	{ "within",    measure_within,   "MS TEXT         stands on the screen not later than that after the last key" },
	{ "shake",     measure_shake,    "TIMES [TEXT]    random sizes, TEXT typed meanwhile; then 24 80 again" },
	{ "print",     measure_figure,   "TEXT            a figure, for make bench" },
	{ "show",      term_show,        "                print the screen (while writing a script)" },
	{ "hup",       term_hup,         "                the line is cut" },
	{ "kill",      term_kill,        "                kill -9 the program of this terminal" },
	{ "exit",      term_exit,        "STATUS          the program ends so (137: killed)" },
	{ "sshd",      ssh_start,        "[user] [alive=N] a real sshd for $DATA: as root, or as an ordinary user; a silent client is\n"
					 "                            given up after 2 N s.  $DATA is its account's, `run` runs as that" },
	{ "stop-sshd", ssh_stop,         "                and its sessions and their servers" },
	{ "ssh-key",   ssh_key,          "LOGIN           a key for that login, made and given to the program" },
	{ "ssh",       ssh_run,          "STATUS LOGIN WORDS... over ssh; input, stdout and stderr as with run" },
	{ "login",     ssh_login,        "LOGIN           ssh -tt on the terminal" },
	{ "relay",     ssh_relay,        "[cut|silent]    ssh goes through a relay from here on; it is cut, or only carries no more" },
	{ "kill-sshd", ssh_kill,         "                kill -9 sshd's processes of all who are logged in" },
	{ "nobody",    ssh_none,         "                is logged in over ssh, now or soon" },
	{ "stop-server", run_stop,       "                end the servers of $DATA" },
	/* clang-format on */
};

void script_help(void)
{
	puts("One command a line; # begins a comment.  $DATA $TMP $SRC $OUT $LOCALES and\n"
	     "what `let` sets are replaced.  Words may be quoted, TEXT is the rest of a line.\n"
	     "Leave out --data: HERBLEDGER_DATA is $DATA.\n");
	for (size_t i = 0; i < COUNT(commands); i++)
		printf("  %-12s %s\n", commands[i].name, commands[i].usage);
}

void script_fail(struct script *s, const char *fmt, ...)
{
	va_list args;

	if (s->failed)
		return;
	s->failed = 1;
	printf("%s:%d: ", s->file, s->line);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
}

void script_set(struct pair *table, size_t count, const char *name, const char *value)
{
	for (size_t i = 0; i < count; i++) {
		if (table[i].name && strcmp(table[i].name, name) != 0)
			continue;
		if (!table[i].name)
			table[i].name = strdup(name);
		free(table[i].value);
		table[i].value = value ? strdup(value) : NULL;
		return;
	}
	fprintf(stderr, "too many variables\n");
	abort();
}

const char *script_get(const struct pair *table, size_t count, const char *name)
{
	for (size_t i = 0; i < count && table[i].name; i++)
		if (strcmp(table[i].name, name) == 0)
			return table[i].value;
	return NULL;
}

static void free_pairs(struct pair *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(table[i].name);
		free(table[i].value);
	}
}

/* The longest variable whose name begins at text, or NULL. */
static const struct pair *variable_at(const struct script *s, const char *text)
{
	const struct pair *best = NULL;

	for (size_t i = 0; i < COUNT(s->vars) && s->vars[i].name; i++) {
		size_t len = strlen(s->vars[i].name);

		if (strncmp(s->vars[i].name, text, len) == 0 &&
			(!best || len > strlen(best->name)))
			best = &s->vars[i];
	}
	return best;
}

static char *substitute(const struct script *s, const char *text)
{
	char *result = NULL;
	size_t size;
	FILE *out = open_memstream(&result, &size);

	for (; *text; text++) {
		const struct pair *var = *text == '$' ? variable_at(s, text + 1) : NULL;

		if (!var) {
			fputc(*text, out);
			continue;
		}
		fputs(var->value, out);
		text += strlen(var->name);
	}
	fclose(out);
	return result;
}

size_t script_words(char *rest, char **words)
{
	size_t count = 0;
	char *in = rest, *out = rest;

	for (;;) {
		char quote = 0;

		while (*in == ' ' || *in == '\t')
			in++;
		if (!*in || count == SCRIPT_WORDS - 1)
			break;
		words[count++] = out;
		for (; *in && (quote || (*in != ' ' && *in != '\t')); in++) {
			if (quote ? *in == quote : (*in == '\'' || *in == '"'))
				quote = quote ? 0 : *in;
			else if (*in == '\\' && quote != '\'' && in[1])
				*out++ = *++in;
			else
				*out++ = *in;
		}
		if (*in)
			in++;
		*out++ = '\0';
	}
	words[count] = NULL;
	return count;
}

char **script_argv(struct script *s, char **words)
{
	char **argv = calloc(SCRIPT_WORDS + 2 * COUNT(s->options) + 6, sizeof(*argv));
	size_t n = 0;

	if (s->run_uid && (uid_t)s->run_uid != geteuid()) {
		snprintf(s->uid_option, sizeof(s->uid_option), "--reuid=%d", s->run_uid);
		snprintf(s->gid_option, sizeof(s->gid_option), "--regid=%d", s->run_gid);
		argv[n++] = "setpriv";
		argv[n++] = s->uid_option;
		argv[n++] = s->gid_option;
		argv[n++] = "--clear-groups";
	}
	argv[n++] = (char *)s->program;
	for (size_t i = 0; i < COUNT(s->options) && s->options[i].name; i++) {
		if (!s->options[i].value)
			continue;
		argv[n++] = s->options[i].name;
		argv[n++] = s->options[i].value;
	}
	while (*words)
		argv[n++] = *words++;
	return argv;
}

char **script_env(struct script *s)
{
	char **env = calloc(COUNT(s->env) + 1, sizeof(*env));
	size_t n = 0;

	for (size_t i = 0; i < COUNT(s->env) && s->env[i].name; i++)
		if (s->env[i].value && asprintf(&env[n], "%s=%s", s->env[i].name,
			s->env[i].value) > 0)
			n++;
	return env;
}

void script_free_env(char **env)
{
	for (size_t i = 0; env[i]; i++)
		free(env[i]);
	free(env);
}

char *script_path(const char *dir, const char *name)
{
	char *path = NULL;
	int len = *name == '/' ? asprintf(&path, "%s", name) :
		asprintf(&path, "%s/%s", dir, name);

	if (len < 0)
		abort();
	return path;
}

char *script_expected_path(const char *name)
{
	return script_path("tests/e2e/expected", name);
}

char *script_read_file(const char *path, size_t *len)
{
	FILE *in = fopen(path, "rb");
	char *bytes = NULL;
	size_t size;
	FILE *out;
	int c;

	if (!in)
		return NULL;
	out = open_memstream(&bytes, &size);
	while ((c = fgetc(in)) != EOF)
		fputc(c, out);
	fclose(out);
	fclose(in);
	if (len)
		*len = size;
	return bytes;
}

int script_write_file(const char *path, const char *bytes, size_t len)
{
	FILE *out = fopen(path, "wb");
	int bad;

	if (!out)
		return -1;
	bad = fwrite(bytes, 1, len, out) != len;
	bad |= fclose(out) != 0;
	return bad ? -1 : 0;
}

void script_compare(struct script *s, const char *name, const char *bytes, size_t len)
{
	char *path = script_expected_path(name);
	size_t want_len = 0;
	char *want = script_read_file(path, &want_len);

	if (want && want_len == len && memcmp(want, bytes, len) == 0) {
		free(want);
		free(path);
		return;
	}
	if (s->accept) {
		mkdir("tests/e2e/expected", 0777);
		if (script_write_file(path, bytes, len) < 0)
			script_fail(s, "cannot write %s: %s", path, strerror(errno));
	} else if (!want) {
		script_fail(s, "%s is not there; make accept makes it of this:\n%s", path,
			bytes);
	} else {
		script_fail(s, "differs from %s\n---- expected\n%s---- but is\n%s----", path,
			want, bytes);
	}
	free(want);
	free(path);
}

static void set_option(struct script *s, const char *name, const char *value)
{
	script_set(s->options, COUNT(s->options), name,
		*value && strcmp(value, "-") != 0 ? value : NULL);
}

static void set_as(struct script *s, char *rest)
{
	set_option(s, "--as", rest);
}

static void set_now(struct script *s, char *rest)
{
	set_option(s, "--now", rest);
}

static void set_lang(struct script *s, char *rest)
{
	set_option(s, "--lang", rest);
}

static void set_env(struct script *s, char *rest)
{
	char *value = strchr(rest, '=');

	if (!value) {
		script_fail(s, "env wants K=V");
		return;
	}
	*value++ = '\0';
	script_set(s->env, COUNT(s->env), rest, *value ? value : NULL);
}

static void set_timeout(struct script *s, char *rest)
{
	s->patience = (int)(strtod(rest, NULL) * 1000);
}

static void write_lines(struct script *s, char *rest)
{
	char *path = script_path(s->tmp, rest);

	script_set(s->vars, COUNT(s->vars), "FILE", path);
	if (script_write_file(path, "", 0) < 0)
		script_fail(s, "cannot write %s: %s", path, strerror(errno));
	free(path);
}

static void add_line(struct script *s, char *rest)
{
	const char *path = script_get(s->vars, COUNT(s->vars), "FILE");
	FILE *out = path ? fopen(path, "ab") : NULL;

	if (!out) {
		script_fail(s, "no file to write this line to");
		return;
	}
	fprintf(out, "%s\n", rest);
	fclose(out);
}

static void run_line(struct script *s, char *line)
{
	size_t len = strcspn(line, " ");
	char *rest = substitute(s, line[len] ? line + len + 1 : "");

	for (size_t i = 0; i < COUNT(commands); i++)
		if (strlen(commands[i].name) == len &&
			strncmp(commands[i].name, line, len) == 0) {
			commands[i].run(s, rest);
			free(rest);
			return;
		}
	script_fail(s, "no such command: %.*s (screen-script --help)", (int)len, line);
	free(rest);
}

static void set_environment(struct script *s)
{
	static const char *const kept[] = { "PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS",
		"LSAN_OPTIONS", "TMPDIR", "HERB_RUN_DIR", "LD_LIBRARY_PATH" };
	static const struct pair pinned[] = { { "TERM", "xterm-256color" },
		{ "LC_ALL", "C.UTF-8" }, { "TZ", "UTC" }, { "ESCDELAY", "25" } };

	for (size_t i = 0; i < COUNT(kept); i++)
		if (getenv(kept[i]))
			script_set(s->env, COUNT(s->env), kept[i], getenv(kept[i]));
	for (size_t i = 0; i < COUNT(pinned); i++)
		script_set(s->env, COUNT(s->env), pinned[i].name, pinned[i].value);
	script_set(s->env, COUNT(s->env), "HOME", s->tmp);
	script_set(s->env, COUNT(s->env), "HERBLEDGER_DATA", s->data);
}

static void set_folders(struct script *s)
{
	const char *tmp = getenv("TMPDIR");
	char *here = getcwd(NULL, 0), *out, *locales;

	s->tmp = script_path(tmp ? tmp : "/tmp", "herb-e2e.XXXXXX");
	if (!mkdtemp(s->tmp))
		abort();
	s->data = script_path(s->tmp, "data");
	out = script_path(here, s->out_dir);
	locales = script_path(out, "../locale");
	s->program = getenv("HERBLEDGER") ? strdup(getenv("HERBLEDGER")) :
		script_path(out, "herbledger");
	script_set(s->vars, COUNT(s->vars), "SRC", here);
	script_set(s->vars, COUNT(s->vars), "OUT", out);
	script_set(s->vars, COUNT(s->vars), "LOCALES", locales);
	script_set(s->vars, COUNT(s->vars), "TMP", s->tmp);
	script_set(s->vars, COUNT(s->vars), "DATA", s->data);
	free(here);
	free(out);
	free(locales);
}

static void set_up(struct script *s, const char *file)
{
	const char *build = getenv("BUILD");

	*s = (struct script){ .file = file, .rows = 24, .cols = 80, .patience = 15000 };
	if (build && (strcmp(build, "asan") == 0 || strcmp(build, "cov") == 0))
		s->patience *= 3;
	s->accept = getenv("ACCEPT") && strcmp(getenv("ACCEPT"), "1") == 0;
	s->out_dir = getenv("OUT") ? getenv("OUT") : "build/debug";
	set_folders(s);
	set_environment(s);
	s->sessions[0].name = strdup("main");
}

static void tear_down(struct script *s)
{
	char *command = NULL;

	term_release(s);
	ssh_stop(s, NULL);
	run_stop_servers(s->data);
	/* tests/run removes the folder above; alone we do it ourselves. */
	if (!getenv("HERB_KEEP") && asprintf(&command, "rm -rf '%s'", s->tmp) > 0)
		(void)!system(command);
	free(command);
	free_pairs(s->vars, COUNT(s->vars));
	free_pairs(s->env, COUNT(s->env));
	free_pairs(s->options, COUNT(s->options));
	free((char *)s->program);
	free(s->charset);
	free(s->input);
	free(s->output);
	free(s->errors);
	free(s->tmp);
	free(s->data);
}

int script_run_file(const char *file)
{
	FILE *in = fopen(file, "r");
	struct script s;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	if (!in) {
		printf("%s: %s\n", file, strerror(errno));
		return 1;
	}
	set_up(&s, file);
	while (!s.failed && (len = getline(&line, &size, in)) > 0) {
		s.line++;
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (*line && *line != '#')
			run_line(&s, line);
		fflush(stdout);
	}
	free(line);
	fclose(in);
	tear_down(&s);
	return s.failed;
}

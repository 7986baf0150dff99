/*
 * script.h - the little language of the .e2e scripts; `screen-script --help` prints it.
 *
 * script.c reads lines and owns the table of commands, script_term.c drives terminals,
 * script_run.c runs the program to its end and stops servers left behind, script_ssh.c goes
 * through sshd.
 */
#ifndef TESTS_LIB_SCRIPT_H
#define TESTS_LIB_SCRIPT_H

#include "lib/screen.h"
#include "lib/sshd.h"

#include <stddef.h>

#define SCRIPT_SESSIONS 16
#define SCRIPT_WORDS 128

struct session {
	char *name;             /* NULL: free */
	struct screen *screen;  /* NULL before spawn */
	size_t keys;            /* sent since they were counted from nothing */
};

struct pair {
	char *name, *value;
};

struct script {
	const char *file;       /* being run, for messages */
	int line;
	int failed;             /* 1 after the first fault */

	const char *program;    /* herbledger */
	const char *out_dir;    /* where it was built */
	char *tmp, *data;       /* fresh folders of this script */
	char uid_option[32], gid_option[32];    /* of setpriv, for run_uid */
	int accept;             /* ACCEPT=1: renew what is expected */
	int patience;           /* ms that an expect waits */

	struct pair vars[64];   /* $NAME */
	struct pair env[64];    /* of what is started */
	struct pair options[8]; /* --as, --now, --lang put before every command line */
	char *charset;
	int ambiguous_wide;
	int line_bits, line_ms;
	int rows, cols;
	struct session sessions[SCRIPT_SESSIONS];
	int current;            /* index into sessions */

	struct sshd *sshd;      /* NULL: none runs */
	pid_t relay;            /* between ssh and sshd; 0: none */
	int run_uid, run_gid;   /* who runs the program; 0: who runs the script */

	char *input;            /* file that the next run reads; NULL is /dev/null */
	char *output, *errors;  /* what the last run printed */
	size_t output_len;
};

/* Prints "file:line: sentence" once and marks the script as failed. */
void script_fail(struct script *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int script_run_file(const char *file);  /* 0 passed, 1 failed */
void script_help(void);
void script_set(struct pair *table, size_t count, const char *name, const char *value);
const char *script_get(const struct pair *table, size_t count, const char *name);

/* rest cut into words ('..', "..", \x), NULL after the last; they live in rest. */
size_t script_words(char *rest, char **words);
/*
 * The command line of the program: itself (after what makes it another user's), the options,
 * then words. Caller frees the array.
 */
char **script_argv(struct script *s, char **words);
char **script_env(struct script *s);            /* "K=V"...; free with script_free_env */
void script_free_env(char **env);
/* dir/name, or name alone if it is absolute. Caller frees. */
char *script_path(const char *dir, const char *name);
/* Where an expected screen or output lies. Caller frees. */
char *script_expected_path(const char *name);
char *script_read_file(const char *path, size_t *len);  /* NULL when it cannot be read */
int script_write_file(const char *path, const char *bytes, size_t len);
/* Renews or compares one expected file; shows both when they differ. */
void script_compare(struct script *s, const char *name, const char *bytes, size_t len);

/* script_term.c */
void term_size(struct script *s, char *rest);
void term_charset(struct script *s, char *rest);
void term_session(struct script *s, char *rest);
void term_spawn(struct script *s, char *rest);
void term_send(struct script *s, char *rest);
void term_key(struct script *s, char *rest);
void term_keys(struct script *s, char *rest);
void term_expect(struct script *s, char *rest);
void term_expect_not(struct script *s, char *rest);
void term_picture(struct script *s, char *rest);
void term_cursor(struct script *s, char *rest);
void term_resize(struct script *s, char *rest);
void term_hup(struct script *s, char *rest);
void term_kill(struct script *s, char *rest);
void term_exit(struct script *s, char *rest);
void term_line(struct script *s, char *rest);
void term_ambwide(struct script *s, char *rest);
void term_start(struct script *s, char *rest);
void term_wait(struct script *s, char *rest);

/* script_measure.c */
void measure_bytes(struct script *s, char *rest);
void measure_keep(struct script *s, char *rest);
void measure_bursts(struct script *s, char *rest);
void measure_no_query(struct script *s, char *rest);
void measure_within(struct script *s, char *rest);
void measure_shake(struct script *s, char *rest);
void measure_figure(struct script *s, char *rest);
void term_show(struct script *s, char *rest);
/* Another program on the terminal of this session. */
void script_open_terminal(struct script *s, char **argv);
void term_release(struct script *s);
/* The terminal of this session; NULL and a fault when nothing runs on it. */
struct screen *term_screen(struct script *s);
void term_fail(struct script *s, struct screen *screen, const char *what, const char *text);

/* script_run.c */
/* Runs another program as run does; words of argv, the status wanted. */
void script_run_argv(struct script *s, char **argv, const char *status);
void run_program(struct script *s, char *rest);
void run_shell(struct script *s, char *rest);
void run_demo(struct script *s, char *rest);
void run_stop(struct script *s, char *rest);
void run_input(struct script *s, char *rest);
void run_stdout_has(struct script *s, char *rest);
void run_stdout_not(struct script *s, char *rest);
void run_stdout_is(struct script *s, char *rest);
void run_stdout_lines(struct script *s, char *rest);
void run_stderr_has(struct script *s, char *rest);
void run_stderr_not(struct script *s, char *rest);
void run_keep(struct script *s, char *rest);
void run_let(struct script *s, char *rest);

/* script_ssh.c */
void ssh_start(struct script *s, char *rest);
void ssh_stop(struct script *s, char *rest);
void ssh_key(struct script *s, char *rest);
void ssh_run(struct script *s, char *rest);
void ssh_login(struct script *s, char *rest);
void ssh_relay(struct script *s, char *rest);
void ssh_kill(struct script *s, char *rest);
void ssh_none(struct script *s, char *rest);

/* Ends every process of ours that has dir on its command line or a file in it open. */
void run_stop_servers(const char *dir);

#endif

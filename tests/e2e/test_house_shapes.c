/*
 * test_house_shapes.c - two sessions on two shapes: one began before a form's file changed,
 * one after; both save, forms --apply comes in between, the old one is told and reloads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

enum { ANSWER_MS = 30000 };

/* ---- a session that does what it is told, one letter a time ---- */

struct answer {
	int got; /* of the call; -1: err */
	int code;
	int has_field; /* the form has the new field */
	char text[1500];
};

struct other {
	struct session s;
	const char *data;
	unsigned plot;
	struct arena mem;
};

static int set(struct other *o, struct record *record, const char *id, const char *text,
	struct err *err)
{
	const struct field *field = form_field(record->form, id);

	return field_parse(
		o->s.model, field, text, &o->mem, &record->values[field->index], err);
}

static int save(struct other *o, struct answer *answer, struct err *err)
{
	const struct form *form = session_form(&o->s, "planting", err);
	struct record *record = record_new(form, &o->mem);
	struct save_result result = { 0 };
	char plot[16];
	int got = 0;

	snprintf(plot, sizeof(plot), "P%d-%u", (int)getpid(), ++o->plot);
	got |= set(o, record, "period", "2023H1", err);
	got |= set(o, record, "unit", "150525105200", err);
	got |= set(o, record, "plot", plot, err);
	got |= set(o, record, "area", "1.5", err);
	got |= set(o, record, "as_of", "2023-06-25", err);
	if (got == 0)
		got = data_save(o->s.data, record, NULL, &o->mem, &result, err);
	if (result.sentence)
		snprintf(answer->text, sizeof(answer->text), "%s", result.sentence);
	return got;
}

static void obey(struct other *o, char letter, struct answer *answer)
{
	struct err err = { 0 };

	arena_clear(&o->mem);
	if (letter == 'o')
		answer->got = house_enter(&o->s, o->data, "zhang", &err);
	else if (letter == 'r')
		answer->got = session_reload(&o->s, &err);
	else
		answer->got = save(o, answer, &err);
	answer->code = (int)err.code;
	if (err.code)
		snprintf(answer->text, sizeof(answer->text), "%s", err.text);
	if (o->s.model)
		answer->has_field =
			form_field(model_form(o->s.model, "planting"), "team") != NULL;
}

static void serve_orders(const char *data, int fd)
{
	struct other o = { .data = data };
	char letter;

	while (read(fd, &letter, 1) == 1 && letter != 'q') {
		struct answer answer = { 0 };

		obey(&o, letter, &answer);
		if (write(fd, &answer, sizeof(answer)) != (ssize_t)sizeof(answer))
			break;
	}
	session_close(&o.s);
	arena_release(&o.mem);
	_exit(0);
}

struct session_at {
	pid_t pid;
	int fd;
};

static struct session_at begin(const char *data)
{
	struct timeval patience = { .tv_sec = ANSWER_MS / 1000 };
	struct session_at at;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	fflush(stdout);
	at.pid = fork();
	if (at.pid == 0) {
		close(ends[0]);
		serve_orders(data, ends[1]);
	}
	close(ends[1]);
	at.fd = ends[0];
	setsockopt(at.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return at;
}

static struct answer tell(struct session_at at, char letter)
{
	struct answer answer = { 0 };

	assert_int_equal(write(at.fd, &letter, 1), 1);
	assert_int_equal(recv(at.fd, &answer, sizeof(answer), MSG_WAITALL), sizeof(answer));
	return answer;
}

static void must(struct session_at at, char letter)
{
	struct answer answer = tell(at, letter);

	if (answer.got < 0 || (letter != 'r' && answer.got != 0))
		fail_msg("'%c' gave %d: %s", letter, answer.got, answer.text);
}

static void end(struct session_at at)
{
	int status;

	assert_int_equal(write(at.fd, "q", 1), 1);
	close(at.fd);
	assert_true(house_wait_gone(at.pid, ANSWER_MS));
	waitpid(at.pid, &status, 0);
	assert_int_equal(status, 0);
}

/* ---- the form with another key, another index and one field more ---- */

static char *slurp(const char *path)
{
	struct str text = { 0 };
	char part[4096];
	size_t got;
	FILE *in = fopen(path, "re");

	assert_non_null(in);
	while ((got = fread(part, 1, sizeof(part), in)) > 0)
		str_add_len(&text, part, got);
	fclose(in);
	return str_detach(&text);
}

static void replace(char **text, const char *old, const char *with)
{
	char *at = strstr(*text, old);
	struct str out = { 0 };

	if (!at)
		fail_msg("the form has no %s", old);
	str_add_len(&out, *text, (size_t)(at - *text));
	str_add(&out, with);
	str_add(&out, at + strlen(old));
	free(*text);
	*text = str_detach(&out);
}

static void change_form(const char *data)
{
	char *shipped = house_path(house_program(), "../forms/primary/planting.conf");
	char *own = house_path(data, "forms/primary/planting.conf");
	char *source = house_path(data, "../planting.conf"), *dir = house_path(data, "forms");
	char *folder = house_path(data, "forms/primary"),
	     *slash = strstr(shipped, "herbledger/../");
	char *text;
	FILE *out;

	memmove(slash, slash + strlen("herbledger/../"),
		strlen(slash + strlen("herbledger/../")) + 1);
	text = slurp(shipped);
	replace(&text, "\"grower\", \"plot\"];\ncolumns",
		"\"grower\", \"plot\", \"team\"];\ncolumns");
	replace(&text, "  { id = \"planted\"",
		"  { id = \"team\"; type = \"text\"; width = 8;\n"
		"    label = { zh = \"小组\"; en = \"Team\"; }; },\n  { id = \"planted\"");
	replace(&text, "indexes = ( [\"period\", \"unit\"]",
		"indexes = ( [\"grower\"], [\"period\", \"unit\"]");
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_int_equal(mkdir(folder, 0700), 0);
	out = fopen(source, "we");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
	assert_int_equal(rename(source, own), 0);
	free(text);
	free(shipped);
	free(own);
	free(source);
	free(dir);
	free(folder);
}

/* Told, and nothing written; once read again it goes on with the new form. */
static void told_then_on(struct session_at at)
{
	struct answer answer = tell(at, 's');

	assert_int_equal(answer.got, -1);
	assert_int_equal(answer.code, ERR_VERSION);
	assert_false(answer.has_field);
	assert_int_equal(tell(at, 'r').got, 1);
	answer = tell(at, 's');
	if (answer.got != 0)
		fail_msg("after reloading: %d %s", answer.got, answer.text);
	assert_true(answer.has_field);
}

static void test_shapes(void **state)
{
	char *folder = house_folder(), *data = house_demo(folder);
	struct session_at old = begin(data), later;

	(void)state;
	must(old, 'o');
	must(old, 's');
	change_form(data);
	later = begin(data);
	must(later, 'o');
	for (int i = 0; i < 10; i++) { /* both on the applied shape */
		must(old, 's');
		must(later, 's');
	}
	must(old, 'r'); /* the file is read, the shape stays */
	assert_false(tell(old, 's').has_field);
	house_must(0, data, "check");
	assert_non_null(strstr(house_stderr, "forms --apply"));
	house_must(0, data, "forms --apply");
	told_then_on(old);
	told_then_on(later);
	end(old);
	end(later);
	house_must(0, data, "--as zhang list planting period=2023H1 --sum area");
	assert_non_null(strstr(house_stdout, "36")); /* 24 lines of 1.5 */
	house_must(0, data, "--as zhang list planting period=2023H1 --count");
	assert_int_equal(strtol(house_stdout, NULL, 10), 24);
	house_must(0, data, "verify");
	free(data);
	house_remove(&folder);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_shapes) };

	house_begin(argc, argv);
	return cmocka_run_group_tests_name("two shapes", tests, NULL, NULL);
}

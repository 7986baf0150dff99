/*
 * clerks.c - the villages, their users and posts, and the race itself.
 */
#include "lib/clerks.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "model/model.h"
#include "work/collect.h"

static const char *conf_dir = "conf", *forms_dir = "forms";

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- the ledgers before the race ---- */

static int tell(const char *what)
{
	printf("clerks: %s did not work\n", what);
	return -1;
}

static int run(const char *program, const char *dir, const char *words, const char *input)
{
	struct str command = { 0 };
	FILE *to;
	int status;

	str_addf(&command, "'%s' --data '%s' %s >/dev/null", program, dir, words);
	to = popen(str_text(&command), "w");
	str_release(&command);
	if (!to)
		return tell(words);
	fputs(input, to);
	status = pclose(to);
	return status == 0 ? 0 : tell(words);
}

static char *read_file(const char *path)
{
	struct str text = { 0 };
	char part[4096];
	size_t got;
	FILE *in = fopen(path, "re");

	while (in && (got = fread(part, 1, sizeof(part), in)) > 0)
		str_add_len(&text, part, got);
	if (in)
		fclose(in);
	return str_detach(&text);
}

/* The shipped cycles, the first of them asked of the villages. */
static int write_cycles(const struct clerks *c, const char *dir)
{
	struct str path = { 0 }, text = { 0 };
	char *shipped, *at;
	FILE *out;

	str_addf(&path, "%s/cycles.conf", conf_dir);
	shipped = read_file(str_text(&path));
	at = shipped ? strstr(shipped, "form = \"planting\";") : NULL;
	if (at) {
		str_add_len(&text, shipped, (size_t)(at - shipped));
		str_add(&text, "units = [");
		for (int i = 0; i < c->count; i++)
			str_addf(&text, "%s\"%s\"", i ? ", " : "", c->units[i]);
		str_addf(&text, "]; %s", at);
	}
	str_clear(&path);
	str_addf(&path, "%s/conf", dir);
	mkdir(str_text(&path), 0700);
	str_add(&path, "/cycles.conf");
	out = at ? fopen(str_text(&path), "we") : NULL;
	if (out)
		fputs(str_text(&text), out);
	free(shipped);
	str_release(&path);
	str_release(&text);
	return out && fclose(out) == 0 ? 0 : tell("the cycle of the villages");
}

static int choose_villages(struct clerks *c, const char *dir)
{
	struct cli_globals g = { .data = dir, .conf = conf_dir, .forms = forms_dir };
	struct session s = { 0 };
	struct err err = { 0 };
	int found = 0;

	if (session_read_conf(&s, &g, &err) < 0)
		return tell(err.text);
	for (size_t i = 0; i < s.model->units.count && found < c->count; i++) {
		const struct unit *unit = &s.model->units.units[i];

		if (unit_level(unit, DATE_NONE) == 2 && strlen(unit->code) < CLERK_UNIT &&
			unit_is_within(unit, s.model->site.root, DATE_NONE))
			snprintf(c->units[found++], CLERK_UNIT, "%s", unit->code);
	}
	session_close(&s);
	return found == c->count ? 0 : tell("finding the villages");
}

static void add_lines(const struct clerks *c, int i, struct str *out)
{
	for (int line = 1; line <= 2; line++)
		str_addf(out,
			"{\"period\":\"%dH1\",\"unit\":\"%s\",\"grower\":\"户%d\","
			"\"area\":\"%d\",\"as_of\":\"%d-06-20\"}\n",
			c->year, c->units[i], line, 10 + i, c->year);
}

static int make_people(const struct clerks *c, const char *program, const char *dir)
{
	struct str users = { 0 }, posts = { 0 }, lines = { 0 };
	int got;

	for (int i = 0; i < c->count; i++) {
		str_addf(&users, "{\"login\":\"clerk%d\",\"name\":\"录%d\"}\n", i, i);
		str_addf(&posts,
			"{\"unit\":\"%s\",\"name\":\"填报员\",\"role\":\"TB\",\"holders\":"
			"[{\"user\":\"clerk%d\",\"from\":\"2026-01-01\"}]}\n",
			c->units[i], i);
		add_lines(c, i, &lines);
	}
	got = run(program, dir, "--as admin put user", str_text(&users));
	if (got == 0)
		got = run(program, dir, "--as anquan put post", str_text(&posts));
	if (got == 0)
		got = run(program, dir, "--as zhang put planting --keep", str_text(&lines));
	str_release(&users);
	str_release(&posts);
	str_release(&lines);
	return got;
}

/* A server that is there; its clock. */
static int set_clock(const struct clerks *c, const char *program, const char *dir)
{
	char words[60];

	snprintf(words, sizeof(words), "serve --now %d-06-20T09:00", c->year);
	if (run(program, dir, "--as zhang list planting --count", "") < 0)
		return -1;
	return run(program, dir, words, "");
}

struct clerks *clerks_new(const char *program, const char *dir, int count)
{
	struct clerks *c = mmap(
		NULL, sizeof(*c), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (c == MAP_FAILED)
		abort();
	c->count = count;
	c->year = 2027;
	if (choose_villages(c, dir) < 0 || write_cycles(c, dir) < 0 ||
		set_clock(c, program, dir) < 0 || make_people(c, program, dir) < 0)
		clerks_free(&c);
	return c;
}

int clerks_next_year(struct clerks *c, const char *program, const char *dir)
{
	struct str lines = { 0 };
	int got;

	c->year++;
	add_lines(c, 0, &lines);
	got = set_clock(c, program, dir);
	if (got == 0)
		got = run(program, dir, "--as zhang put planting --keep", str_text(&lines));
	str_release(&lines);
	return got;
}

void clerks_free(struct clerks **c)
{
	if (*c)
		munmap(*c, sizeof(**c));
	*c = NULL;
}

/* ---- the race ---- */

static void one_clerk(struct clerks *c, const char *dir, int i, int same)
{
	char login[24];
	struct cli_globals g = {
		.data = dir, .conf = conf_dir, .forms = forms_dir, .as = login, .lang = "en"
	};
	struct period period = { PERIOD_HALF_YEAR, (int16_t)c->year, 1 };
	struct save_result result = { 0 };
	struct session s = { 0 };
	struct err err = { 0 };
	double began;

	snprintf(login, sizeof(login), "clerk%d", same ? 0 : i);
	c->got[i] = session_enter(&s, &g, &err);
	__sync_fetch_and_add(&c->ready, 1);
	while (c->got[i] == 0 && !c->go)
		usleep(500);
	began = seconds();
	if (c->got[i] == 0)
		c->got[i] = file_period(s.data,
			model_cycle(s.model, "planting"),
			unit_find(&s.model->units, c->units[same ? 0 : i]), period,
			&(struct file_order){ 0 }, &s.mem, &result, &err);
	c->took[i] = seconds() - began;
	snprintf(c->why[i], CLERK_WHY, "%.299s", result.sentence ? result.sentence : err.text);
	session_close(&s);
}

static int wait_all(pid_t *pids, int count, double until)
{
	int left = 0;

	for (int i = 0; i < count; i++) {
		while (waitpid(pids[i], NULL, WNOHANG) == 0 && seconds() < until)
			usleep(1000);
		if (seconds() >= until) {
			kill(pids[i], SIGKILL);
			waitpid(pids[i], NULL, 0);
			left++;
		}
	}
	return left ? -1 : 0;
}

int clerks_run(struct clerks *c, const char *dir, int same, int deadline_ms)
{
	double until = seconds() + deadline_ms / 1000.0;
	pid_t pids[CLERKS_MOST];

	c->ready = c->go = 0;
	fflush(stdout);
	for (int i = 0; i < c->count; i++) {
		c->got[i] = -1;
		pids[i] = fork();
		if (pids[i] == 0) {
			one_clerk(c, dir, i, same);
			_exit(0);
		}
	}
	while (c->ready < c->count && seconds() < until)
		usleep(1000);
	c->go = 1;
	return wait_all(pids, c->count, until);
}

double clerks_slowest(const struct clerks *c)
{
	double most = 0;

	for (int i = 0; i < c->count; i++)
		if (c->took[i] > most)
			most = c->took[i];
	return most;
}

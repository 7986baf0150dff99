/*
 * test_house_kill.c - sessions and the server killed at random under load: nothing
 * acknowledged is lost, totals and chains hold, nobody is stuck.  HERB_KILLS says how often.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>

#include "lib/prop.h"
#include "writers.h"

struct drill {
	struct writers *w;
	struct prop dice;
	int kills, server_kills, unanswered;
	double outage; /* longest from a server's death to the next save */
};

static int is_stopped(pid_t pid)
{
	char path[64], state = '?';
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	in = fopen(path, "re");
	if (!in)
		return 1;
	if (fscanf(in, "%*d (%*[^)]) %c", &state) != 1)
		state = '?';
	fclose(in);
	return state == 'T' || state == 'Z';
}

static int stop_process(pid_t pid)
{
	double until = house_seconds() + 5;

	assert_true(pid > 0);
	if (kill(pid, SIGSTOP) < 0)
		return -1;
	while (!is_stopped(pid) && house_seconds() < until)
		house_pause();
	return 0;
}

/* The same batch seen twice while the server stands still: it will not be answered. */
static int some_batch_waits(struct writers *w)
{
	uint64_t before[WRITERS];
	int waiting[WRITERS], any = 0;

	for (int i = 0; i < WRITERS; i++) {
		waiting[i] = w->at[i].watch.unanswered;
		before[i] = w->at[i].watch.number;
	}
	house_pause();
	for (int i = 0; i < WRITERS; i++)
		any |= waiting[i] && w->at[i].watch.unanswered &&
			before[i] == w->at[i].watch.number;
	return any;
}

static int kill_server(struct drill *d)
{
	pid_t pid = house_server(d->w->data);
	double start, until = house_seconds() + 0.3;
	int waits;

	if (!pid || stop_process(pid) < 0)
		return 0;
	do {
		waits = some_batch_waits(d->w);
	} while (!waits && house_seconds() < until);
	start = house_seconds();
	kill(pid, SIGKILL);
	d->unanswered += waits;
	d->server_kills++;
	if (writers_await(d->w, 1) == 0 && house_seconds() - start > d->outage)
		d->outage = house_seconds() - start;
	return 1;
}

/* Three in four are looked for inside a batch, the rest are killed wherever they are. */
static int kill_writer(struct drill *d)
{
	int i = (int)prop_below(&d->dice, WRITERS), tries = prop_chance(&d->dice, 75) ? 200 : 1;
	struct writer *at = &d->w->at[i];

	while (tries--) {
		if (stop_process(at->pid) < 0)
			return 0;
		if (at->watch.unanswered || !tries)
			break;
		kill(at->pid, SIGCONT);
		nanosleep(&(struct timespec){ .tv_nsec = (long)prop_below(&d->dice, 500000) },
			NULL);
	}
	d->unanswered += at->watch.unanswered;
	kill(at->pid, SIGKILL);
	waitpid(at->pid, NULL, 0);
	d->w->kills++;
	writer_start(d->w, i);
	return 1;
}

static void kill_on(struct drill *d, int kills)
{
	while (d->kills < kills && writers_await(d->w, prop_below(&d->dice, 60)) == 0)
		d->kills += prop_chance(&d->dice, 45) ? kill_server(d) : kill_writer(d);
}

static void tell(const struct drill *d)
{
	uint64_t expired = 0, conflicts = 0;
	double longest = 0;

	for (int i = 0; i < WRITERS; i++) {
		expired += d->w->at[i].expired;
		conflicts += d->w->at[i].conflicts;
		if (d->w->at[i].longest > longest)
			longest = d->w->at[i].longest;
	}
	printf("%d kills (%d of the server), %d with a batch unanswered; %llu saves, "
	       "%llu conflicts, %llu begun again; longest save %.2f s, longest outage %.2f s\n",
		d->kills, d->server_kills, d->unanswered,
		(unsigned long long)writers_saves(d->w), (unsigned long long)conflicts,
		(unsigned long long)expired, longest, d->outage);
}

static void test_kills(void **state)
{
	const char *given = getenv("HERB_KILLS");
	int kills = given ? (int)strtol(given, NULL, 10) : 20;
	char *folder = house_folder(), *data = house_demo(folder);
	struct drill d = { .dice = prop_start("kills", (uint64_t)time(NULL)) };

	(void)state;
	d.w = writers_new(folder, data, d.dice.state);
	writers_start(d.w);
	kill_on(&d, kills);
	writers_end(d.w);
	tell(&d);
	writers_check(d.w, data, NULL);
	assert_int_equal(d.kills, kills);
	assert_true(d.unanswered * 2 >= kills);
	house_must(0, data, "verify");
	house_stop(data);
	house_must(0, data, "verify --alone");
	writers_free(&d.w);
	free(data);
	house_remove(&folder);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_kills) };

	house_begin(argc, argv);
	return cmocka_run_group_tests_name("the house under kills", tests, NULL, NULL);
}

/*
 * bench_saves.c - durable saves a second at 1, 4, 16 and 64 sessions, beside SQLite.
 *
 * A session is a process: ours saves through the store server, the peer's has a connection
 * of its own.  Both begin with the same lines stored and add the same made-up ones.
 */
#include "bench/bench.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/xalloc.h"
#include "bench/peer.h"
#include "data/dataset.h"
#include "model/model.h"

enum { MOST = 64, RUNS = 3 };

struct board {                          /* shared by all workers of one run */
	volatile int ready, go;
	volatile double until;
	volatile long long saves[MOST];
};

struct contest {
	struct model *model;
	const char *dir, *file;
	struct board *board;
	int run;                        /* numbers every run of either */
};

/* A session's first save finds out what the others build on: it comes before the start. */
static void wait_for_go(struct board *board)
{
	__sync_fetch_and_add(&board->ready, 1);
	while (!board->go)
		usleep(500);
}

static void save_ours(struct dataset *data, const struct contest *at, int worker, uint64_t i,
		      struct arena *mem)
{
	struct save_result result = { 0 };
	struct err err = { 0 };
	struct plot plot;

	bench_plot_of(at->model, worker, at->run, i, &plot);
	arena_clear(mem);
	if (data_save(data, bench_record(at->model, &plot, mem), NULL, mem, &result, &err) != DATA_OK)
		bench_stop("a save failed: %s", err.text[0] ? err.text : result.sentence);
}

static void work_ours(const struct contest *at, int worker)
{
	struct store *store = NULL;
	struct dataset *data = bench_open(at->dir, at->model, &store);
	struct arena mem = { 0 };

	save_ours(data, at, worker, 0, &mem);
	wait_for_go(at->board);
	for (uint64_t i = 1; bench_seconds() < at->board->until; i++) {
		save_ours(data, at, worker, i, &mem);
		at->board->saves[worker]++;
	}
	arena_release(&mem);
	bench_close(&data, &store);
}

static void work_peer(const struct contest *at, int worker)
{
	struct peer peer = { 0 };
	struct plot plot;

	peer_open(&peer, at->file, 0);
	bench_plot_of(at->model, worker, at->run, 0, &plot);
	peer_save(&peer, &plot);
	wait_for_go(at->board);
	for (uint64_t i = 1; bench_seconds() < at->board->until; i++) {
		bench_plot_of(at->model, worker, at->run, i, &plot);
		peer_save(&peer, &plot);
		at->board->saves[worker]++;
	}
	peer_close(&peer);
}

static void start(const struct contest *at, int worker, int peer)
{
	pid_t pid = fork();

	if (pid < 0)
		bench_stop("fork: %s", strerror(errno));
	if (pid != 0)
		return;
	if (peer)
		work_peer(at, worker);
	else
		work_ours(at, worker);
	_exit(0);
}

/* Saves a second of all; *share is the slowest session's part of the average. */
static double run(struct contest *at, int sessions, int peer, double *share)
{
	double seconds = (double)bench_number("BENCH_SAVE_MS", 3000) / 1000;
	long long sum = 0, least = -1;
	int status, failed = 0;

	memset((void *)at->board, 0, sizeof(*at->board));
	at->run++;
	for (int i = 0; i < sessions; i++)
		start(at, i, peer);
	while (at->board->ready < sessions)
		if (waitpid(-1, &status, WNOHANG) > 0 || usleep(500) < 0)
			bench_stop("a session ended before it began");
	at->board->until = bench_seconds() + seconds;
	at->board->go = 1;
	for (int i = 0; i < sessions; i++)
		failed |= wait(&status) < 0 || status != 0;
	if (failed)
		bench_stop("a session failed");
	for (int i = 0; i < sessions; i++) {
		sum += at->board->saves[i];
		if (least < 0 || at->board->saves[i] < least)
			least = at->board->saves[i];
	}
	*share = (double)least * sessions / (double)sum;
	return (double)sum / seconds;
}

static void measure(struct contest *at, int sessions, double aim)
{
	double ours[RUNS], peers[RUNS], share, least = 1, peer_least = 1, a, b;
	char what[64], wanted[64];

	for (int i = 0; i < RUNS; i++) {
		ours[i] = run(at, sessions, 0, &share);
		least = share < least ? share : least;
		peers[i] = run(at, sessions, 1, &share);
		peer_least = share < peer_least ? share : peer_least;
	}
	a = bench_median(ours, RUNS);
	b = bench_median(peers, RUNS);
	snprintf(what, sizeof(what), "durable saves, %d session%s", sessions, sessions > 1 ? "s" : "");
	snprintf(wanted, sizeof(wanted), "%gx", aim);
	bench_line(what, aim > 0 ? wanted : NULL, a >= aim * b,
		   "two cores are busy with a save's reads and checks, not with the disk",
		   "%.0f/s, SQLite %.0f/s: %.1fx", a, b, a / b);
	if (sessions > 1)
		bench_line("  slowest session of the average", "80%", least >= 0.8,
			   "the scheduler of two busy cores",
			   "%.0f%%, SQLite's %.0f%%", 100 * least, 100 * peer_least);
}

static void load_peer(const struct contest *at, uint64_t count)
{
	struct peer peer = { 0 };
	struct plot plot;

	peer_open(&peer, at->file, 1);
	peer_begin(&peer);
	for (uint64_t i = 0; i < count; i++) {
		bench_plot(at->model, i, count, &plot);
		peer_put(&peer, &plot);
	}
	peer_commit(&peer);
	peer_close(&peer);
}

int main(void)
{
	static const struct {
		int sessions;
		double aim;
	} levels[] = { { 1, 0 }, { 4, 0 }, { 16, 4 }, { 64, 6 } };
	int only = (int)bench_number("BENCH_SESSIONS", 0);
	uint64_t stored = (uint64_t)bench_number("BENCH_STORED", 100000);
	struct contest at = { .dir = bench_path("saves"), .file = bench_path("saves.sqlite") };

	at.board = mmap(NULL, sizeof(*at.board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	at.model = bench_model();
	bench_init(at.dir);
	bench_import(at.dir, stored);
	load_peer(&at, stored);
	for (size_t i = 0; i < COUNT_OF(levels); i++)
		if (!only || only == levels[i].sessions)
			measure(&at, levels[i].sessions, levels[i].aim);
	bench_stop_server(at.dir);
	bench_remove(at.dir);
	unlink(at.file);
	model_drop(&at.model);
	return 0;
}

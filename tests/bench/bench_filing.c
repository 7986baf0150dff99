/*
 * bench_filing.c - fifty clerks file in the same moment: the slowest answer, beside SQLite.
 *
 * A filing submits two lines with itself in one batch.  The peer's clerk writes the same three
 * rows, their indexes, sums and history in one transaction; it checks no rule and no cycle.
 */
#include "bench/bench.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/peer.h"
#include "lib/clerks.h"
#include "model/model.h"

enum { CLERKS = 50, DEADLINE_MS = 60000, RUNS = 3 };

struct board {
	volatile int ready, go;
	volatile double took[CLERKS];
};

static void peer_clerk(
	const struct model *model, const char *file, struct board *board, int who, int run)
{
	struct peer peer = { 0 };
	struct plot plots[3];
	double began;

	peer_open(&peer, file, 0);
	for (uint64_t i = 0; i < 3; i++)
		bench_plot_of(model, who, run, i, &plots[i]);
	__sync_fetch_and_add(&board->ready, 1);
	while (!board->go)
		usleep(500);
	began = bench_seconds();
	peer_begin(&peer);
	for (int i = 0; i < 3; i++)
		peer_put(&peer, &plots[i]);
	peer_commit(&peer);
	board->took[who] = bench_seconds() - began;
	peer_close(&peer);
}

static double peer_run(const struct model *model, const char *file, struct board *board, int run)
{
	double slowest = 0;

	board->ready = board->go = 0;
	for (int i = 0; i < CLERKS; i++)
		if (fork() == 0) {
			peer_clerk(model, file, board, i, run);
			_exit(0);
		}
	while (board->ready < CLERKS)
		usleep(500);
	board->go = 1;
	while (wait(NULL) > 0)
		;
	for (int i = 0; i < CLERKS; i++)
		if (board->took[i] > slowest)
			slowest = board->took[i];
	return slowest;
}

static double our_run(int run)
{
	const char *dir = bench_path("filing%d", run);
	char *init[] = { (char *)bench_program(), "--data", (char *)dir, "init", "--demo", NULL };
	struct clerks *clerks;
	double slowest;

	bench_remove(dir);
	if (bench_run(init) < 0)
		bench_stop("%s cannot be made", dir);
	clerks = clerks_new(bench_program(), dir, CLERKS);
	if (!clerks || clerks_run(clerks, dir, 0, DEADLINE_MS) < 0)
		bench_stop("the clerks did not come to an end");
	for (int i = 0; i < CLERKS; i++)
		if (clerks->got[i] != 0)
			bench_stop("clerk %d: %s", i, clerks->why[i]);
	slowest = clerks_slowest(clerks);
	clerks_free(&clerks);
	bench_stop_server(dir);
	bench_remove(dir);
	return slowest;
}

int main(void)
{
	struct board *board = mmap(
		NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const char *file = bench_path("filing.sqlite");
	struct model *model = bench_model();
	double ours[RUNS], peers[RUNS], a, b;
	struct peer peer = { 0 };

	peer_open(&peer, file, 1);
	peer_close(&peer);
	for (int i = 0; i < RUNS; i++) {
		ours[i] = our_run(i);
		peers[i] = peer_run(model, file, board, i);
	}
	a = bench_median(ours, RUNS);
	b = bench_median(peers, RUNS);
	bench_line("fifty clerks file at once, slowest answer", NULL, 1, "",
		"%.0f ms, SQLite %.0f ms: %.1fx", a * 1000, b * 1000, b / a);
	unlink(file);
	model_drop(&model);
	munmap(board, sizeof(*board));
	return 0;
}

/*
 * bench_start.c - a session's start on a filled ledger, and the memory it holds.
 */
#include "bench/bench.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUNS = 15 };

int main(void)
{
	uint64_t count = (uint64_t)bench_number("BENCH_START_RECORDS", 100000);
	const char *dir = bench_path("ledger-%llu", (unsigned long long)count);
	char *list[] = { (char *)bench_program(), "--data", (char *)dir, "--as", "bench", "list",
			 "planting", "--limit", "20", NULL };
	double took[RUNS], median, memory = 0;
	pid_t maker = fork();
	int status;

	if (maker == 0) {               /* apart, so that its size is not ours */
		bench_ledger(count);
		_exit(0);
	}
	if (maker < 0 || waitpid(maker, &status, 0) < 0 || status != 0)
		bench_stop("no ledger");
	if (bench_run(list) < 0)        /* starts the server */
		bench_stop("list failed");
	for (int i = 0; i < RUNS; i++)
		took[i] = bench_run_size(list, &memory);
	median = 1000 * bench_median(took, RUNS);
	bench_line("session start to first page", "50 ms", median <= 50,
		   "conf/ and forms/ are read and checked at every start", "%.0f ms at %llu records", median,
		   (unsigned long long)count);
	bench_line("memory of a session", "12 MB", memory <= 12,
		   "the villages, codes and forms of conf/ as read", "%.1f MB", memory);
	bench_stop_server(dir);
	return 0;
}

/*
 * bench_start.c - a session's start on a filled ledger, and the memory it holds.
 */
#include "bench/bench.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/screen.h"

enum { RUNS = 15 };

/* Resident memory of a process now, in MB. */
static double memory_of(pid_t pid)
{
	char path[64], line[256];
	double kilobytes = 0;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	in = fopen(path, "r");
	while (in && fgets(line, sizeof(line), in))
		sscanf(line, "VmRSS: %lf", &kilobytes);
	if (in)
		fclose(in);
	return kilobytes / 1024;
}

/* The terminal on its first ledger; browse has its first page and totals. */
static double terminal_memory(const char *dir)
{
	char *argv[] = { (char *)bench_program(), "--data", (char *)dir, "--as", "bench", NULL };
	struct screen_how how = { .argv = argv };
	struct screen *s = screen_open(&how);
	double memory;

	if (!s || !screen_expect(s, "种植面积", 1, 20000))
		bench_stop("the terminal shows no ledgers");
	screen_send(s, "1", 1);
	if (!screen_expect(s, "2021", 1, 20000))
		bench_stop("the terminal shows no plots");
	screen_settle(s, 500);
	memory = memory_of(screen_pid(s));
	screen_close(&s);
	return memory;
}

int main(void)
{
	uint64_t count = (uint64_t)bench_number("BENCH_START_RECORDS", 100000);
	const char *dir = bench_path("ledger-%llu", (unsigned long long)count);
	char *list[] = { (char *)bench_program(), "--data", (char *)dir, "--as", "bench", "list",
			 "planting", "--limit", "20", NULL };
	double took[RUNS], median, page, memory;
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
		took[i] = bench_run_size(list, &page);
	median = 1000 * bench_median(took, RUNS);
	memory = terminal_memory(dir);
	bench_line("session start to first page", "50 ms", median <= 50,
		   "conf/ and forms/ are read and checked at every start", "%.0f ms at %llu records", median,
		   (unsigned long long)count);
	bench_line("memory of a session", "12 MB", memory <= 12,
		   "the villages, codes and forms of conf/ as read", "%.1f MB at browse, %.1f MB for a list", memory,
		   page);
	bench_stop_server(dir);
	return 0;
}

/*
 * bench_import.c - a file of many plots into an empty ledger, beside SQLite.
 *
 * Ours is `herbledger import`, from the start of the process to its end: the file is checked
 * whole before its first row is written.  The peer reads the same file in this process, with
 * the same indexes, sums and history there from the start, and checks nothing.
 */
#include "bench/bench.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "bench/peer.h"

static void read_plot(char *line, struct plot *out)
{
	char *cells[9] = { 0 }, *rest = line;
	struct err err = { 0 };

	for (int i = 0; i < 9; i++)
		cells[i] = strsep(&rest, ",\n");
	if (!cells[8] || date_parse(cells[7], &out->as_of, &err) < 0 ||
	    date_parse(cells[8], &out->planted, &err) < 0)
		bench_stop("a line cannot be read %s", err.text);
	out->unit = cells[1];
	out->species = cells[2];
	out->land = cells[3];
	snprintf(out->grower, sizeof(out->grower), "%s", cells[4]);
	snprintf(out->plot, sizeof(out->plot), "%s", cells[5]);
	out->area = strtoll(cells[6], &rest, 10) * 100 + strtoll(rest + 1, NULL, 10);
}

/* batch 0: all of it in one transaction. */
static double import_peer(const char *file, uint64_t count, uint64_t batch)
{
	double began = bench_seconds();
	FILE *in = fopen(bench_csv(count), "r");
	struct peer peer = { 0 };
	struct plot plot;
	char line[512];
	uint64_t n = 0;

	if (!in || !fgets(line, sizeof(line), in))
		bench_stop("the file of plots cannot be read");
	peer_open(&peer, file, 1);
	peer_begin(&peer);
	while (fgets(line, sizeof(line), in)) {
		read_plot(line, &plot);
		peer_put(&peer, &plot);
		if (batch && ++n % batch == 0) {
			peer_commit(&peer);
			peer_begin(&peer);
		}
	}
	peer_commit(&peer);
	peer_close(&peer);
	fclose(in);
	return bench_seconds() - began;
}

int main(void)
{
	uint64_t count = (uint64_t)bench_number("BENCH_RECORDS", 1000000);
	const char *dir = bench_path("ledger-%llu", (unsigned long long)count);
	const char *file = bench_path("plots-%llu.sqlite", (unsigned long long)count);
	const char *done = bench_path("ledger-%llu/bench.done", (unsigned long long)count);
	double ours, one, batches;
	char what[64];
	FILE *mark;

	bench_csv(count);
	bench_init(dir);
	ours = bench_import(dir, count);
	mark = fopen(done, "w");
	if (!mark || fclose(mark) != 0)
		bench_stop("%s cannot be written", done);
	one = import_peer(file, count, 0);
	batches = import_peer(file, count, 4000);
	snprintf(what, sizeof(what), "import of %llu plots", (unsigned long long)count);
	bench_line(what, "faster", ours < batches,
		   "each row is read and checked twice, by all its rules, and hashed into a chain",
		   "%.1f s, SQLite in batches of 4000 %.1f s: %.2fx", ours, batches, batches / ours);
	bench_line("  SQLite in one transaction", NULL, 1, NULL, "%.1f s: %.2fx", one, one / ours);
	return 0;
}

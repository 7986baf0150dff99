/*
 * bench_totals.c - area by township and species: from the totals, and by reading every record.
 */
#include "bench/bench.h"

#include <sys/stat.h>

#include "base/arena.h"
#include "base/date.h"
#include "bench/peer.h"
#include "data/query.h"
#include "model/form.h"
#include "model/model.h"

enum { RUNS = 9, SCANS = 5 };

typedef int grouper(struct dataset *data, const struct group_query *query, struct arena *mem,
		    struct group_result *out, struct err *err);

static double group(struct dataset *data, const struct group_query *query, grouper *how,
		    size_t *rows)
{
	double began = bench_seconds();
	struct group_result result;
	struct arena mem = { 0 };
	struct err err = { 0 };

	if (how(data, query, &mem, &result, &err) < 0)
		bench_stop("%s", err.text);
	*rows = result.count;
	arena_release(&mem);
	return bench_seconds() - began;
}

static void from_totals(struct dataset *data, const struct group_query *query)
{
	double took[RUNS], median;
	size_t rows;

	for (int i = 0; i < RUNS; i++)
		took[i] = group(data, query, query_group, &rows);
	median = 1000 * bench_median(took, RUNS);
	bench_line("area by township, species: totals", "10 ms", median <= 10,
		   "the sums are kept by village and land: all of them are read",
		   "%.1f ms, %zu groups", median, rows);
}

/* The same question of both, in turn. */
static void by_scan(const char *what, struct dataset *data, const struct group_query *query,
		    struct peer *peer, const char *sql)
{
	double ours[SCANS], peers[SCANS], a, b;
	size_t rows = 0, peer_count = 0;

	for (int i = 0; i < SCANS; i++) {
		double began;

		ours[i] = group(data, query, query_group_scan, &rows);
		began = bench_seconds();
		peer_count = (size_t)peer_rows(peer, sql);
		peers[i] = bench_seconds() - began;
	}
	if (rows != peer_count)
		bench_stop("%zu groups here, %zu there", rows, peer_count);
	a = 1000 * bench_median(ours, SCANS);
	b = 1000 * bench_median(peers, SCANS);
	bench_line(what, "3x", b >= 3 * a, "each page of records crosses a socket and is copied there, on two cores",
		   "%.0f ms, SQLite %.0f ms: %.1fx", a, b, b / a);
}

static void open_peer(struct peer *peer, struct model *model, uint64_t count)
{
	const char *file = bench_path("plots-%llu.sqlite", (unsigned long long)count);
	struct plot plot;
	struct stat st;

	if (stat(file, &st) == 0) {
		peer_open(peer, file, 0);
		return;
	}
	peer_open(peer, file, 1);
	peer_begin(peer);
	for (uint64_t i = 0; i < count; i++) {
		bench_plot(model, i, count, &plot);
		peer_put(peer, &plot);
	}
	peer_commit(peer);
}

static const struct expr *condition(const struct model *model, const struct form *form,
				    const char *text, struct arena *mem)
{
	struct expr_options options = { .model = model, .form = form, .want = EXPR_BOOL };
	const struct expr *out = NULL;
	struct err err = { 0 };

	if (expr_parse(text, &options, mem, &out, &err) < 0)
		bench_stop("%s", err.text);
	return out;
}

int main(void)
{
	uint64_t count = (uint64_t)bench_number("BENCH_RECORDS", 1000000);
	struct model *model = bench_model();
	const struct form *form = model_form(model, "planting");
	const char *dir = bench_ledger(count);
	struct store *store = NULL;
	struct dataset *data = bench_open(dir, model, &store);
	struct group_query query = { .base = { .form = form }, .as_of = DATE_NONE, .by_count = 2,
				     .sum_count = 1 };
	struct arena mem = { 0 };
	struct peer peer = { 0 };

	query.by[0] = (struct group_by){ form_field(form, "unit"), 1 };
	query.by[1] = (struct group_by){ form_field(form, "species"), -1 };
	query.sums[0] = form_field(form, "area");
	from_totals(data, &query);
	open_peer(&peer, model, count);
	by_scan("  by scan", data, &query, &peer,
		"SELECT substr(unit,1,9), species, count(*), sum(area) FROM records NOT INDEXED"
		" GROUP BY 1, 2");
	query.base.where = condition(model, form, "area >= 10 and planted < 2021-05-10", &mem);
	by_scan("  by scan, two conditions", data, &query, &peer,
		"SELECT substr(unit,1,9), species, count(*), sum(area) FROM records NOT INDEXED"
		" WHERE area >= 1000 AND planted < 18757 GROUP BY 1, 2");
	peer_close(&peer);
	bench_close(&data, &store);
	bench_stop_server(dir);
	arena_release(&mem);
	model_drop(&model);
	return 0;
}

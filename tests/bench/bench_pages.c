/*
 * bench_pages.c - first page, last page and look-up by key in a small and a large ledger.
 *
 * What is asked was asked once before: pages come from the cache, in either ledger.
 */
#include "bench/bench.h"

#include "base/arena.h"
#include "data/dataset.h"
#include "data/query.h"
#include "model/model.h"
#include "model/record.h"

enum { TIMES = 301, ROWS = 20 };

enum what { FIRST, LAST, KEY, WHATS };

struct ledger {
	struct model *model;
	struct dataset *data;
	struct store *store;
	uint64_t count;
};

static void look_up(const struct ledger *l, uint64_t i, struct arena *mem)
{
	struct err err = { 0 };
	struct record *found;
	struct plot plot;

	bench_plot(l->model, i * 7919 % l->count, l->count, &plot);
	if (data_get_by_key(l->data, bench_record(l->model, &plot, mem), mem, &found, &err) != DATA_OK)
		bench_stop("a plot is not found: %s", err.text);
}

static void page(const struct ledger *l, int from_end, struct arena *mem)
{
	struct query query = { .form = model_form(l->model, "planting") };
	struct page_at at = { .limit = ROWS, .from_end = from_end };
	struct record_page out;
	struct err err = { 0 };

	if (query_page(l->data, &query, &at, mem, &out, &err) < 0 || out.count != ROWS)
		bench_stop("no page: %s", err.text);
}

static double once(const struct ledger *l, enum what what, uint64_t i)
{
	struct arena mem = { 0 };
	double began = bench_seconds();

	if (what == KEY)
		look_up(l, i, &mem);
	else
		page(l, what == LAST, &mem);
	began = bench_seconds() - began;
	arena_release(&mem);
	return began;
}

static double median_of(const struct ledger *l, enum what what)
{
	double took[TIMES];

	for (int i = 0; i < TIMES; i++)
		once(l, what, (uint64_t)i);
	for (int i = 0; i < TIMES; i++)
		took[i] = once(l, what, (uint64_t)i);
	return 1e6 * bench_median(took, TIMES);
}

static struct ledger open_ledger(struct model *model, uint64_t count)
{
	struct ledger l = { .model = model, .count = count };

	l.data = bench_open(bench_ledger(count), model, &l.store);
	return l;
}

int main(void)
{
	static const char *const names[WHATS] = { "first page", "last page", "look-up by key" };
	uint64_t count = (uint64_t)bench_number("BENCH_RECORDS", 1000000);
	struct model *model = bench_model();
	struct ledger few = open_ledger(model, 1000), many = open_ledger(model, count);

	for (int what = 0; what < WHATS; what++) {
		double a = median_of(&few, (enum what)what), b = median_of(&many, (enum what)what);

		bench_line(names[what], "same within 2x", b <= 2 * a, "the large ledger's tree is a level deeper, its pages colder",
			   "%.0f us at 1000 records, %.0f us at %llu: %.2fx", a, b,
			   (unsigned long long)count, b / a);
	}
	bench_close(&few.data, &few.store);
	bench_close(&many.data, &many.store);
	bench_stop_server(bench_path("ledger-1000"));
	bench_stop_server(bench_path("ledger-%llu", (unsigned long long)count));
	model_drop(&model);
	return 0;
}

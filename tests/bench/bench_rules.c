/*
 * bench_rules.c - evaluating a rule of three conditions on one record.
 */
#include "bench/bench.h"

#include "base/arena.h"
#include "model/expr.h"
#include "model/model.h"

enum { RUNS = 5 };

static double once(const struct expr *rule, const struct expr_scope *scope, long long times)
{
	double began = bench_seconds();
	struct err err = { 0 };

	for (long long i = 0; i < times; i++)
		if (expr_truth(rule, scope, &err) != TRUTH_TRUE)
			bench_stop("the rule does not hold: %s", err.text);
	return bench_seconds() - began;
}

int main(void)
{
	static const char text[] = "area > 0 and area <= 12000000 and planted <= as_of";
	long long times = bench_number("BENCH_RULES", 1000000);
	struct model *model = bench_model();
	struct expr_options options = { .model = model, .form = model_form(model, "planting"),
					.want = EXPR_BOOL };
	struct arena mem = { 0 };
	struct expr_scope scope = { .model = model, .mem = &mem };
	const struct expr *rule;
	struct err err = { 0 };
	struct plot plot;
	double took[RUNS], median;

	bench_plot(model, 1, 1000, &plot);
	scope.record = bench_record(model, &plot, &mem);
	if (expr_parse(text, &options, &mem, &rule, &err) < 0)
		bench_stop("%s", err.text);
	for (int i = 0; i < RUNS; i++)
		took[i] = once(rule, &scope, times);
	median = bench_median(took, RUNS);
	bench_line("evaluations of a rule", "0.2 s for 1000000", median <= 0.2e-6 * (double)times, NULL,
		   "%lld in %.3f s", times, median);
	arena_release(&mem);
	model_drop(&model);
	return 0;
}

/*
 * bench.h - what the benchmarks share: clock, medians, printed lines, made-up plots, ledgers.
 *
 * A benchmark prints one line a figure: what, measured, [aim], and "missed: why" when the
 * aim is missed.  It fails only when it cannot measure.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

struct dataset;
struct model;
struct record;
struct store;
struct arena;

/* A whole number from the environment, else fallback. */
long long bench_number(const char *name, long long fallback);
double bench_seconds(void);                     /* a steady clock */
double bench_median(double *values, size_t count);      /* sorts values */
_Noreturn void bench_stop(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* One line; why is printed when met is 0. */
void bench_line(const char *what, const char *aim, int met, const char *why, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Paths below $OUT/bench, made when absent; the text lives for ever. */
const char *bench_path(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
const char *bench_program(void);                /* $OUT/herbledger */
void bench_remove(const char *path);            /* a folder of ours with all in it */
/* Runs the program, stdout thrown away: wall seconds; -1 exit status other than 0. */
double bench_run(char *const *argv);
/* Also the most memory it held.  A child begins with its parent's size: be small. */
double bench_run_size(char *const *argv, double *megabytes);

/* ---- made-up plots ---- */

struct plot {
	const char *unit, *species, *land;
	char grower[32], plot[16];
	int64_t area;                   /* hundredths */
	int32_t as_of, planted;         /* days */
};

#define BENCH_PERIOD "2021H1"

struct model *bench_model(void);
/* The i-th of count plots; a village's rows stand together, its households one after another. */
void bench_plot(const struct model *model, uint64_t i, uint64_t count, struct plot *out);
/* A plot that no other worker, run or number has. */
void bench_plot_of(const struct model *model, int worker, int run, uint64_t i, struct plot *out);
struct record *bench_record(const struct model *model, const struct plot *plot,
			    struct arena *mem);
/* The CSV file of count plots, written when absent. */
const char *bench_csv(uint64_t count);

/* ---- ledgers ---- */

/* A new data directory with the user "bench". */
void bench_init(const char *dir);
/* Seconds that herbledger import took. */
double bench_import(const char *dir, uint64_t count);
/* A data directory holding count plots, made when absent or older than the program. */
const char *bench_ledger(uint64_t count);
struct dataset *bench_open(const char *dir, struct model *model, struct store **store);
void bench_close(struct dataset **data, struct store **store);
void bench_stop_server(const char *dir);

#endif

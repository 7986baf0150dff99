/*
 * bench.c - clock, lines, folders and the program as a child of the benchmarks.
 */
#include "bench/bench.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

long long bench_number(const char *name, long long fallback)
{
	const char *text = getenv(name);

	return text && *text ? strtoll(text, NULL, 10) : fallback;
}

double bench_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
	const double *l = a, *r = b;

	return (*l > *r) - (*l < *r);
}

double bench_median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), by_size);
	return values[count / 2];
}

void bench_stop(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fputs("bench: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

void bench_line(const char *what, const char *aim, int met, const char *why, const char *fmt, ...)
{
	va_list args;

	printf("%-34s ", what);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	if (aim)
		printf(" [%s]", aim);
	if (aim && !met)
		printf(" missed: %s", why ? why : "not looked into");
	putchar('\n');
	fflush(stdout);
}

static const char *out_dir(void)
{
	const char *out = getenv("OUT");

	return out && *out ? out : "build/release";
}

const char *bench_path(const char *fmt, ...)
{
	struct str path = { 0 };
	va_list args;

	str_addf(&path, "%s/bench/data", out_dir());
	mkdir(str_text(&path), 0700);
	str_add(&path, "/");
	va_start(args, fmt);
	str_vaddf(&path, fmt, args);
	va_end(args);
	return str_detach(&path);
}

const char *bench_program(void)
{
	struct str path = { 0 };
	char *whole;

	str_addf(&path, "%s/herbledger", out_dir());
	whole = realpath(str_text(&path), NULL);        /* the server starts in another directory */
	if (!whole)
		bench_stop("%s is not built", str_text(&path));
	str_release(&path);
	return whole;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

void bench_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

double bench_run(char *const *argv)
{
	return bench_run_size(argv, NULL);
}

double bench_run_size(char *const *argv, double *megabytes)
{
	double began = bench_seconds();
	struct rusage usage = { 0 };
	int status, null;
	pid_t pid = fork();

	if (pid < 0)
		bench_stop("fork: %s", strerror(errno));
	if (pid == 0) {
		null = open("/dev/null", O_RDWR);
		dup2(null, STDOUT_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	while (wait4(pid, &status, 0, &usage) < 0)
		if (errno != EINTR)
			bench_stop("wait: %s", strerror(errno));
	if (megabytes)
		*megabytes = (double)usage.ru_maxrss / 1024;
	return status == 0 ? bench_seconds() - began : -1;
}

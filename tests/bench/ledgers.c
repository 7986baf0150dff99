/*
 * ledgers.c - data directories for the benchmarks, filled by herbledger import.
 */
#include "bench/bench.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"
#include "conf/conf.h"
#include "data/dataset.h"
#include "data/upkeep.h"
#include "model/model.h"

struct model *bench_model(void)
{
	struct conf_dirs dirs = { .conf = "conf", .forms = "forms" };
	struct arena mem = { 0 };
	struct faults faults = { 0 };
	struct model *model = NULL;
	struct err err = { 0 };

	if (conf_read(&dirs, &mem, &model, &faults, &err) < 0)
		bench_stop("%s", err.text);
	arena_release(&mem);
	return model;
}

void bench_init(const char *dir)
{
	char *program = (char *)bench_program(), *data = (char *)dir;
	char *init[] = { program, "--data", data, "init", "--admin", "boss", NULL };
	char *user[] = { program, "--data", data, "--as", "boss", "user", "add", "bench", NULL };
	char *post[] = { program, "--data", data, "--as", "anquan", "user", "post", "bench",
			 "--post", "YW", "--unit", "150525000", NULL };

	bench_stop_server(dir);
	bench_remove(dir);
	if (bench_run(init) < 0 || bench_run(user) < 0 || bench_run(post) < 0)
		bench_stop("%s cannot be made", dir);
}

double bench_import(const char *dir, uint64_t count)
{
	char *argv[] = { (char *)bench_program(), "--data", (char *)dir, "--as", "bench", "import",
			 "planting", (char *)bench_csv(count), NULL };
	double took = bench_run(argv);

	if (took < 0)
		bench_stop("%s was not imported into %s", argv[7], dir);
	return took;
}

/* Kept from an earlier run unless the program is newer. */
static int is_fresh(const char *mark)
{
	struct stat made, program;

	return stat(mark, &made) == 0 && stat(bench_program(), &program) == 0 &&
	       made.st_mtime >= program.st_mtime;
}

const char *bench_ledger(uint64_t count)
{
	const char *dir = bench_path("ledger-%llu", (unsigned long long)count);
	const char *mark = bench_path("ledger-%llu/bench.done", (unsigned long long)count);
	FILE *done;

	if (is_fresh(mark))
		return dir;
	bench_init(dir);
	bench_import(dir, count);
	done = fopen(mark, "w");
	if (!done || fclose(done) != 0)
		bench_stop("%s cannot be written", mark);
	return dir;
}

struct dataset *bench_open(const char *dir, struct model *model, struct store **store)
{
	struct data_options options = { .dir = dir, .how = DATA_SERVER,
					.program = bench_program(), .ready_fd = -1 };
	struct dataset *data = NULL;
	struct viewer viewer;
	struct err err = { 0 };
	int64_t now = 0;

	if (data_open_store(&options, store, &err) < 0 || data_now(*store, &now, &err) < 0)
		bench_stop("%s", err.text);
	viewer = viewer_owner(now);
	if (dataset_open(*store, model, &viewer, &data, &err) < 0)
		bench_stop("%s", err.text);
	return data;
}

void bench_close(struct dataset **data, struct store **store)
{
	dataset_close(data);
	data_close_store(store);
}

void bench_stop_server(const char *dir)
{
	struct err ignored = { 0 };

	if (data_is_served(dir))
		data_stop_server(dir, &ignored);
}

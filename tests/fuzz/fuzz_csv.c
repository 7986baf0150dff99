/*
 * fuzz_csv.c - any bytes as a file to import, CSV or JSON lines: faults or records, never a
 * crash; and the cells read from it survive being written and read again.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "conf/conf.h"
#include "data/dataset.h"
#include "exchange/import.h"
#include "exchange/rows_in.h"
#include "exchange/rows_out.h"
#include "model/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct model *model;
static struct store *store;
static struct dataset *ledgers;

static void close_all(void)
{
	dataset_close(&ledgers);
	data_close_store(&store);
	model_drop(&model);
}

static void open_all(void)
{
	struct conf_dirs dirs = { .conf = "conf", .forms = "forms" };
	struct data_options options = { .how = DATA_MEMORY, .create = 1 };
	struct viewer viewer = viewer_owner(0);
	struct arena mem = { 0 };
	struct faults faults;
	struct err err = { 0 };

	i18n_init(LANG_EN, NULL);
	if (conf_read(&dirs, &mem, &model, &faults, &err) < 0 ||
	    data_open_store(&options, &store, &err) < 0 ||
	    dataset_open(store, model, &viewer, &ledgers, &err) < 0)
		abort();
	arena_release(&mem);
	atexit(close_all);
}

static void check_import(FILE *in, const struct form *form, enum import_format format)
{
	struct str failed = { 0 }, line = { 0 };
	struct sink sink = sink_to_str(&failed);
	struct import_options options = {
		.format = format, .failed = &sink, .batch = 7, .flags = IMPORT_DRY_RUN
	};
	struct import_result result;
	struct arena mem = { 0 };
	struct err err = { 0 };
	int got = import_run(ledgers, form, in, &options, &mem, &result, &err);

	if (got < 0 && !err.text[0])
		abort();
	if (got >= 0 && result.created + result.changed + result.unchanged + result.failed !=
			result.rows)
		abort();
	for (size_t i = 0; got >= 0 && i < result.faults_kept; i++)
		import_fault_print(&result.faults[i], &line);
	str_release(&failed);
	str_release(&line);
	arena_release(&mem);
}

static void write_cells(const struct row_in *row, struct str *out)
{
	for (size_t i = 0; i < row->count; i++) {
		if (i > 0)
			str_add_char(out, ',');
		csv_put_cell(row->cells[i], out);
	}
	str_add_char(out, '\n');
}

/* All rows as CSV with commas. */
static int write_again(FILE *in, struct str *out)
{
	struct rows_in *rows;
	struct row_in row;
	struct err err = { 0 };
	int got;

	/* The mark and a first line with nothing but commas keep the guesses the same. */
	str_add(out,
		"\xEF\xBB\xBF"
		",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n");
	if (rows_in_open(in, ROWS_CELLS, &rows, &err) < 0)
		return -1;
	while ((got = rows_in_next(rows, &row, &err)) > 0)
		write_cells(&row, out);
	rows_in_close(&rows);
	return got;
}

static void round_trip(FILE *in)
{
	struct str once = { 0 }, twice = { 0 };

	if (write_again(in, &once) == 0) {
		FILE *again = fmemopen(once.at, once.len, "r");

		if (!again || write_again(again, &twice) < 0 ||
		    strcmp(str_text(&once), str_text(&twice)) != 0)
			abort();
		fclose(again);
	}
	str_release(&once);
	str_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *in;

	if (!model)
		open_all();
	if (size < 2)
		return 0;
	in = fmemopen((void *)(data + 1), size - 1, "r");
	if (!in)
		return 0;
	if (data[0] % 4 == 1)
		check_import(in, model->forms[data[0] / 4 % model->form_count], IMPORT_JSON);
	else if (data[0] % 4 == 2)
		round_trip(in);
	else
		check_import(in, model->forms[data[0] / 4 % model->form_count], IMPORT_CSV);
	fclose(in);
	return 0;
}

/*
 * listing.c - the short lists of subcommands: people, posts, keys, files, sessions, events.
 */
#include "cli/listing.h"

#include <stdio.h>

#include "cli/cli.h"
#include "exchange/sink.h"

int listing_format(const struct cli *cli, enum rows_format *out, struct err *err)
{
	const char *name = cli_option(cli, "--format");

	return name ? rows_format_parse(name, out, err) : 0;
}

int listing_print(enum rows_format format, const struct rows_column *columns,
	size_t column_count, const char *const *cells, size_t rows, struct err *err)
{
	struct sink sink = out_sink(stdout);
	struct rows_out *out = rows_out_open(format, 0, columns, column_count, &sink);
	int status = 0;

	for (size_t i = 0; i < rows && status == 0; i++)
		status = rows_out_row(out, cells + i * column_count, err);
	if (status == 0)
		status = rows_out_finish(out, err);
	rows_out_close(&out);
	return status;
}

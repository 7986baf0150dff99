/*
 * listing.h - a list made whole and printed on stdout, in the format asked for.
 */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "base/err.h"
#include "exchange/rows_out.h"

#include <stddef.h>

struct cli;

/* --format; *out untouched when not given. */
int listing_format(const struct cli *cli, enum rows_format *out, struct err *err);
/* cells: those of each row after those of the one before. */
int listing_print(enum rows_format format, const struct rows_column *columns,
		  size_t column_count, const char *const *cells, size_t rows, struct err *err);

#endif

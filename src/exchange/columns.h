/*
 * columns.h - the header row of a table: which column is which field.
 *
 * A header is a field's id or label in any language, full-width folded; a measure unit in
 * brackets may follow, another one of the same dimension makes its cells converted exactly.
 * Columns beginning with _ are ours: _id and _rev are used, others (the reasons written
 * beside failed rows) passed over, as are computed fields.
 */
#ifndef EXCHANGE_COLUMNS_H
#define EXCHANGE_COLUMNS_H

#include "base/arena.h"
#include "base/err.h"
#include "exchange/incoming.h"
#include "exchange/rows_in.h"

#include <stddef.h>

struct measure;
struct model;

enum column_use { COLUMN_FIELD, COLUMN_ID, COLUMN_REVISION, COLUMN_REASON, COLUMN_PASSED };

struct column_in {
	enum column_use use;
	const struct field *field;      /* COLUMN_FIELD */
	const struct field *wide;       /* for converted cells: with more decimals, else NULL */
	const struct measure *measure;  /* of the cells when not the field's, else NULL */
	const char *header;             /* as written, in mem */
};

struct columns_in {
	const struct form *form;
	struct column_in *at;
	size_t count;
};

/* What is wrong with one place of a table. */
struct place_fault {
	size_t column;                  /* from 0; SIZE_MAX: the whole row */
	const struct field *field;      /* NULL none */
	char sentence[ERR_TEXT];
};

/*
 * Calls fault for each thing wrong (unknown or repeated column, key column missing); returns
 * how many.
 */
size_t columns_read(const struct model *model, const struct form *form,
		    const struct row_in *header, struct arena *mem, struct columns_in *out,
		    void (*fault)(void *context, const struct place_fault *fault),
		    void *context);
/* One row's cells -> an incoming; each fault is told, all cells are tried; returns how many. */
size_t columns_take(struct dataset *data, const struct columns_in *columns,
		    const struct row_in *row, struct arena *mem, struct incoming *out,
		    void (*fault)(void *context, const struct place_fault *fault),
		    void *context);

#endif

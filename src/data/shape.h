/*
 * shape.h - what a form stores: which fields have slots, the keys of its rows, its number.
 *
 * A shape is made once for each form of a dataset's model.  number and usable are what the
 * store said last: shape_refresh() reads them again within a snapshot.
 */
#ifndef DATA_SHAPE_H
#define DATA_SHAPE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "model/form.h"
#include "model/record.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct snapshot;
struct str;
struct taker;

struct shape {
	const struct form *form;
	struct bytes prefix;            /* the form's id as it stands in keys */
	struct bytes text;              /* form_shape() */
	uint64_t number, revision;      /* 0: never applied */
	int usable;                     /* it is the applied one: keys and totals serve */
	int rebuilding;                 /* forms --apply is at work, or was cut short */
	const struct field **slots;     /* in keys, indexes, totals, parts, as-of */
	size_t slot_count;
	int *slot_of;                   /* by field index, -1 none */
	const struct field **order;     /* stored fields, those with slots first */
	size_t order_count;
	const struct field **sums;      /* form_sums() */
	size_t sum_count;
	struct field_set *by;           /* for each total: period, unit, then the others */
	size_t **sum_at;                /* for each total: places of its sums in sums */
	struct field_set line;          /* natural key without period and as-of */
	unsigned char *seen;            /* by unit index: the viewer sees its rows */
	int sees_units, sees_unitless;  /* rows of every unit, of none */
	/* rows are their owner's unless shared; NULL: nobody's, or all is seen */
	const struct field *owner, *shared;
	int sees_all;                   /* the viewer sees every row there is */
	uint64_t id_next, id_end;       /* reserved record ids */
	uint64_t id_block;              /* how many the next reservation takes */
};

/* The shape of one of the model's forms; lives until the dataset changes its model. */
struct shape *shape_of(struct dataset *data, const struct form *form);
struct shape *shape_make(const struct form *form, struct arena *mem);
int shape_refresh(struct shape *shape, struct snapshot *view, struct err *err);

/* The row of TABLE_META that holds a form's shape. */
struct shape_row {
	uint64_t revision, number;
	uint64_t target;                /* 0, or the number being built */
	uint64_t leftover;              /* 0, or a number whose rows are still to be dropped */
	struct bytes text;              /* canonical shape, applied */
	const char *source;
};
struct bytes shape_key(const char *form_id, struct arena *mem);
int shape_row_get(struct snapshot *view, const char *form_id, struct arena *mem,
		  struct shape_row *out, struct err *err);      /* STORE_NONE: no row */
void shape_row_encode(const struct shape_row *row, struct str *out);
int shape_row_decode(struct bytes value, struct arena *mem, struct shape_row *out,
		     struct err *err);

/* ---- keys ---- */

void key_put_value(const struct field *field, const struct value *value, struct str *out);
void key_take_value(struct taker *in, const struct field *field, struct arena *mem,
		    struct value *out);
void key_put_fields(const struct field_set *fields, const struct value *values,
		    struct str *out);

/* Kinds of rows; each key is the letter, the form, the shape number, then its own. */
enum { ROW_KEY = 'k', ROW_INDEX = 'i', ROW_TOTAL = 't', ROW_PARTS = 'p' };
void key_start(const struct shape *shape, int kind, uint64_t number, struct str *out);
void key_index_start(const struct shape *shape, size_t index, struct str *out);
void key_natural(const struct shape *shape, uint64_t number, const struct value *values,
		 struct str *out);
void key_index(const struct shape *shape, uint64_t number, size_t index,
	       const struct record *record, struct str *out);
void key_parts(const struct shape *shape, uint64_t number, const struct value *values,
	       struct str *out);
uint16_t parts_mask(const struct form *form, const struct value *values);
/* Of a record, also its chain. */
struct bytes key_record(const struct shape *shape, uint64_t id, struct arena *mem);
struct bytes key_chain(const struct shape *shape, uint64_t id, struct arena *mem);
struct bytes key_deleted(const struct shape *shape, uint64_t id, struct arena *mem);
struct bytes key_ids(const struct shape *shape, struct arena *mem);
uint64_t key_last_u64(struct bytes key);        /* the id at a key's end; 0 when too short */
struct bytes copy_str(const struct str *s, struct arena *mem);

#endif

/*
 * second.h - blind second entry: a record typed once more by somebody else, and compared.
 *
 * Whoever types it gets the natural key and nothing else.  What was compared, how much agreed
 * and what became of the rest stays as one record of the kept form KEPT_SECOND.
 *
 * A cell is a field (of a table: a field of a row) that is asked in one of the two entries and
 * holds something in one of them.  A qualifier and a state (missing, not applicable) belong to
 * the value; notes and marks of carried values do not.
 */
#ifndef WORK_SECOND_H
#define WORK_SECOND_H

#include "base/arena.h"
#include "base/err.h"
#include "data/dataset.h"
#include "model/period.h"

#include <stddef.h>
#include <stdint.h>

struct str;

/*
 * What to begin with: a new record with the key's values alone.  DATA_NONE: no such record in
 * sight.  -1 ERR_DENIED: who typed it, or typed it twice before, is told who can.
 */
int second_open(struct dataset *data, const struct form *form, uint64_t id, struct arena *mem,
		struct record **out, struct err *err);
/* 1: typed in a second entry; else the key, computed, not to be typed at all. */
int second_types(const struct form *form, const struct field *field);
/* How many cells typed holds; says nothing of the first entry. */
size_t second_cells(struct dataset *data, const struct record *typed);

struct second_cell {
	const struct field *field, *group;      /* group NULL: of the record itself */
	size_t row;                             /* of the group, from 0 */
	const struct value *first, *second;
	int same;
};
enum second_choice { SECOND_OPEN, SECOND_FIRST, SECOND_TAKEN };
struct second_part {                   /* what is chosen as one: a table is one */
	const struct field *field;
	size_t from, count;             /* of cells */
	size_t agreed;
	enum second_choice choice;      /* for the caller to set where they differ */
};
struct second {
	const struct record *first;     /* as it stands now */
	const struct record *typed;
	struct second_cell *cells;
	struct second_part *parts;
	size_t cell_count, part_count, agreed;
	/* why who typed it may not change the record, "" he may: then it is only kept */
	const char *refusal;
};

/* typed: of the form, the key as second_open() gave it (else ERR_USAGE).  As second_open(). */
int second_compare(struct dataset *data, uint64_t id, const struct record *typed,
		   struct arena *mem, struct second *out, struct err *err);
/*
 * Keeps it, and changes the record where SECOND_TAKEN was chosen, in one batch; *taken: how
 * many fields.  As data_save(): > 0, out->sentence says what stands in the way and nothing is kept.
 */
int second_keep(struct dataset *data, const struct second *s, struct arena *mem,
		struct save_result *out, size_t *taken, struct err *err);

/* "Second entry differs: ..." that nobody has decided on since the record changed last, or "". */
int second_open_text(struct dataset *data, const struct record *record, struct arena *mem,
		     struct str *out, struct err *err);

/* ---- agreement ---- */

struct second_rate {
	const struct form *form;        /* NULL: not there any more */
	const char *form_id;
	const char *unit;               /* code, NULL: not of one unit */
	const char *typist;             /* name of who typed second, NULL: not of one person */
	uint64_t entries, cells, agreed;
};
/* Of each form: all of it, then by unit, then by typist.  period PERIOD_NONE: all. */
int second_rates(struct dataset *data, const struct form *form, struct period period,
		 struct arena *mem, struct second_rate **out, size_t *count, struct err *err);
/* "98.5": half up, "" when nothing was compared. */
void second_percent(uint64_t agreed, uint64_t cells, struct str *out);

#endif

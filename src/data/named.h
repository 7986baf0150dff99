/*
 * named.h - saved queries: a condition under a name, shared or one's own, called as @name.
 *
 * They are records of the ledger that conf/site names under `queries`, so that they have
 * history, export and rights like everything else.  What is kept is a line of words with field
 * ids and cells as typed ("period=2021H1 area>=1000"), so that t-7 stays relative.  A shared
 * name is given once in a ledger; only the owner (a login) changes or deletes his own.
 */
#ifndef DATA_NAMED_H
#define DATA_NAMED_H

#include "base/arena.h"
#include "base/err.h"
#include "data/dataset.h"
#include "model/qbe_line.h"

#include <stddef.h>
#include <stdint.h>

struct expr;
struct form;

struct named_query {
	uint64_t id;                    /* of the record that holds it; 0 new */
	const char *name;
	const char *words;              /* one line, as model/qbe_line.h reads */
	const char *owner;              /* login */
	int shared;
};

/* Those of a form that the viewer sees, his own and shared; ERR_NOT_FOUND: none kept here. */
int data_named_list(struct dataset *data, const struct form *form, struct arena *mem,
		    struct named_query **out, size_t *count, struct err *err);
/* One's own before a shared one; ERR_NOT_FOUND with a sentence that names the near ones. */
int data_named(struct dataset *data, const struct form *form, const char *name,
	       struct arena *mem, struct named_query *out, struct err *err);
/* 0, or -1 with the rule of names. */
int data_named_name(const char *name, struct err *err);
int data_named_is_own(const struct dataset *data, const struct named_query *query);

/* For lines of words: @name by data_named(). */
struct qbe_saved data_named_words(struct dataset *data);
/*
 * For expr_options.saved, context a dataset: shared ones alone, so that a report says the same
 * to everybody.
 */
int data_named_condition(void *data, const struct form *form, const char *name,
			 struct arena *mem, const struct expr **out, struct err *err);

/*
 * Saves query->words (any line, @names too) under the name as one's own; with an id that record
 * is changed.  As data_save(): DATA_DUPLICATE, one's own of that name is out->other.
 */
int data_named_save(struct dataset *data, const struct form *form,
		    const struct named_query *query, struct arena *mem,
		    struct save_result *out, struct err *err);
int data_named_delete(struct dataset *data, uint64_t id, struct arena *mem,
		      struct save_result *out, struct err *err);

#endif

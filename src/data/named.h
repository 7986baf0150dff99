/*
 * named.h - saved queries: a condition under a name, shared or one's own, called as @name.
 *
 * They are records of the ledger that conf/site names under `queries`, so that they have
 * history, export and rights like everything else.  What is kept is the words with field ids
 * ("period=2021H1 area=>=1000"), so that t-7 stays relative.
 */
#ifndef DATA_NAMED_H
#define DATA_NAMED_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

struct dataset;
struct form;

struct named_query {
	uint64_t id;                    /* of the record that holds it */
	const char *name;
	const char *words;              /* one line, as screens/words and the command line read */
	const char *owner;              /* user id */
	int shared;
};

/* One's own and the shared ones of a form, by name. */
int data_named_list(struct dataset *data, const struct form *form, struct arena *mem,
		    struct named_query **out, size_t *count, struct err *err);
/* One's own before a shared one; ERR_NOT_FOUND with a sentence that names the near ones. */
int data_named(struct dataset *data, const struct form *form, const char *name,
	       struct arena *mem, struct named_query *out, struct err *err);

#endif

/*
 * ledgers.h - the shipped conf/ and forms/ with the example records, in memory.
 */
#ifndef TESTS_REPORT_LEDGERS_H
#define TESTS_REPORT_LEDGERS_H

#include "base/arena.h"
#include "data/dataset.h"
#include "model/model.h"
#include "report/report.h"

struct ledgers {
	struct arena mem;               /* of the model's faults and of reports */
	struct model *model;
	struct store *store;
	struct dataset *data;
};

/* With every file of conf/demo; any fault fails the test. */
void ledgers_open(struct ledgers *l);
void ledgers_close(struct ledgers *l);
/* Records of one form as JSON lines. */
void ledgers_put(struct ledgers *l, const char *form, const char *lines);
/* A report by a template of the shipped outline, or by any text (name "", else replaced). */
struct report ledgers_report(struct ledgers *l, const char *name, const char *period,
			     const char *as_of);
struct report ledgers_print(struct ledgers *l, const char *text, const char *period,
			    const char *as_of);
/* The fault of a template, "" none. */
const char *ledgers_fault(struct ledgers *l, const char *text);

#endif

/*
 * group.h - the parts of grouping that its files share.
 */
#ifndef DATA_GROUP_H
#define DATA_GROUP_H

#include "data/plan.h"
#include "data/summap.h"

struct group_pass {
	struct dataset *data;
	const struct group_query *query;
	struct view view;
	struct filter filter;
	struct sum_map groups;          /* { lines, (sum, given, missing)... } */
	/* as was: a group's key ends with the day its records count for; NULL: it does not */
	const struct field *day;
	const struct field_set *by;     /* of the total that answered, NULL: a scan */
	struct source source;           /* of the scan */
	struct arena mem;
};

/* Behind a group's key, where the groups have a day: value is the row's pass->day. */
void group_put_day(const struct group_pass *pass, const struct value *value, struct str *key);

/* 0 done, 1 the totals do not hold the answer, -1. */
int group_by_totals(struct group_pass *pass, struct err *err);
int group_by_scan(struct group_pass *pass, struct err *err);
/* As group_by_totals() for a bare count of records. */
int count_by_totals(struct view *view, struct filter *filter, uint64_t *out, struct err *err);

#endif

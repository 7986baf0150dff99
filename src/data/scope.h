/*
 * scope.h - which rows of a form the viewer sees: those of his units, and of rows that are
 * somebody's own those that are his or shared.
 *
 * The one place that says so; every reading path in data/ asks here.
 */
#ifndef DATA_SCOPE_H
#define DATA_SCOPE_H

struct dataset;
struct field;
struct form;
struct model;
struct record;
struct shape;

/* Fills in what the shape keeps of it: seen, sees_units, sees_all, owner. */
void scope_find(struct dataset *data, struct shape *shape);
/* The viewer's posts have changed: all shapes anew, in place. */
void scope_refresh(struct dataset *data);
/* 1 when the viewer sees a row of that unit (code, NULL none), whoever owns it. */
int shape_sees(const struct dataset *data, const struct shape *shape, const char *unit);
/* The field with the login of whose the row is; NULL: rows are nobody's own. */
const struct field *scope_owner(const struct model *model, const struct form *form);
/* 1 when the viewer sees the record as these values have it. */
int scope_sees(
	const struct dataset *data, const struct shape *shape, const struct record *record);

#endif

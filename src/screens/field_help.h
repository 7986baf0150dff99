/*
 * field_help.h - all that is known of a field, to be read at it.  Private to this folder.
 */
#ifndef SCREENS_FIELD_HELP_H
#define SCREENS_FIELD_HELP_H

struct field;
struct form;
struct model;
struct str;

/*
 * Appends lines: label and meaning, measure unit and range, where the value comes from, what
 * may be typed, the rules that look at it, who may change it.  group: the rows field whose
 * column it is, NULL when it is the form's own.
 */
void field_help(const struct model *model, const struct form *form, const struct field *group,
	const struct field *field, struct str *out);

#endif

/*
 * past_view.h - what stood in a cell before, as a pop-up.  Private to this folder.
 */
#ifndef SCREENS_PAST_VIEW_H
#define SCREENS_PAST_VIEW_H

struct app;
struct field;
struct form;
struct model;
struct past;
struct record;
struct screen;
struct str;

/*
 * The last twelve figures of the field of this record and those of the units beside it; a
 * sentence on the message line when there are none.
 */
void past_show(struct screen *s, struct app *app, const struct record *record,
	const struct field *field);

/* The pop-up's lines: earlier figures on the left, the neighbours on the right. */
void past_lines(const struct model *model, const struct form *form, const struct field *field,
	const struct past *past, struct str *out);

#endif

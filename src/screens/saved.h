/*
 * saved.h - dialogs on the saved queries of a ledger: list, save, rename, delete.
 *
 * Private to this folder.
 */
#ifndef SCREENS_SAVED_H
#define SCREENS_SAVED_H

struct dataset;
struct form;
struct screen;
struct str;

/* Asks for a name and whether to share it, and saves the line of conditions. */
void saved_save(struct screen *s, struct dataset *data, const struct form *form,
	const char *line);
/*
 * The list, with its keys to save the present line, to rename and to delete one's own.
 * 0: *out is the line to filter with; 1: nothing was chosen.
 */
int saved_choose(struct screen *s, struct dataset *data, const struct form *form,
	const char *line, struct str *out);

#endif

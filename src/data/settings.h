/*
 * settings.h - what one user has chosen for oneself: DATA/drafts/USER/settings, `name = value`.
 *
 * Names of our own ("look"), one line each; lines of a newer program are kept as they are.
 */
#ifndef DATA_SETTINGS_H
#define DATA_SETTINGS_H

#include "base/err.h"

struct str;

/* Appends the value: 1, or 0 when there is none (or no file that can be read). */
int settings_get(const char *dir, const char *user, const char *name, struct str *out);
/* The file is replaced as a whole, never seen half-written. */
int settings_put(const char *dir, const char *user, const char *name, const char *value,
		 struct err *err);

#endif

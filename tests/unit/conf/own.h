/* own.h - conf/ and forms/ that a test writes itself, laid over the sound ones. */
#ifndef UNIT_CONF_OWN_H
#define UNIT_CONF_OWN_H

#include "unit/conf/fixture.h"

/* Before and after a group of tests: an empty folder, sentences in English. */
int own_set_up(void **state);
int own_tear_down(void **state);
const char *own_path(const char *name); /* until the next call */
/* "conf/extra.conf", "forms/FOLDER/own.conf": its folder is made. */
void own_write(const char *name, const char *text);
void own_open(struct fixture *f);       /* ends with fixture_close() */

#endif

/* fixture.h - conf/ and forms/ of tests/data/faults read into a model. */
#ifndef UNIT_CONF_FIXTURE_H
#define UNIT_CONF_FIXTURE_H

#include "base/arena.h"
#include "conf/conf.h"

struct model;

struct fixture {
	struct arena mem;
	struct model *model;
	struct faults faults;
};

struct conf_dirs fixture_dirs(const char *name); /* NULL: the sound ones alone */
void fixture_open(struct fixture *f, const char *name); /* never fails */
void fixture_close(struct fixture *f);
const char *fixture_path(const char *name, const char *file); /* until the next call */

#endif

/*
 * desk.h - what the tests of screens/ sit at: the sound forms of tests/data, a store in memory.
 */
#ifndef TESTS_UNIT_SCREENS_DESK_H
#define TESTS_UNIT_SCREENS_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "data/dataset.h"

struct conf_dirs;

struct desk {
	struct arena mem;
	struct model *model;
	struct store *store;
	struct dataset *data;
};

/* On forms of one's own. */
void desk_set_up(struct desk *d, const struct conf_dirs *dirs);
void desk_take_down(struct desk *d);
int desk_open(void **state); /* cmocka set-up: *state is a struct desk *; English */
int desk_close(void **state);
const struct form *desk_form(struct desk *d, const char *id);
/* A record of "field", "text" pairs ended by NULL; asserts that it is saved. */
uint64_t desk_put(struct desk *d, const char *form, ...);

#endif

/*
 * holders.h - who holds which post, by name, whoever asks.
 *
 * The names of holders are no secret (the history has them), but users and posts as records are
 * read by few.  Who prints them keeps to the units that his viewer sees.
 */
#ifndef DATA_HOLDERS_H
#define DATA_HOLDERS_H

#include "base/arena.h"
#include "base/err.h"
#include "data/people.h"

struct dataset;

/* As people_load(), without keys. */
int holders_load(struct dataset *data, struct arena *mem, struct people *out, struct err *err);

#endif

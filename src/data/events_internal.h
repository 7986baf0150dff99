/*
 * events_internal.h - an event that is written in one batch with what it tells of.
 */
#ifndef DATA_EVENTS_INTERNAL_H
#define DATA_EVENTS_INTERNAL_H

#include "base/err.h"
#include "data/events.h"
#include "model/viewer.h"

struct batch;
struct store;

int event_append(struct store *store, struct batch *batch, const struct viewer *viewer,
		 enum event_kind kind, const char *what, struct err *err);

#endif

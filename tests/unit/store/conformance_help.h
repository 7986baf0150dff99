/*
 * conformance_help.h - short hands of the conformance suite: they fail the test themselves.
 */
#ifndef TESTS_STORE_CONFORMANCE_HELP_H
#define TESTS_STORE_CONFORMANCE_HELP_H

#include "store/store.h"

struct bytes t(const char *text);
struct bytes row_value(struct arena *mem, uint64_t revision, const char *text);
void commit_ok(struct store *store, struct batch *batch);
void put_in(struct store *store, enum table table, const char *key, const char *value);
struct snapshot *view_of(struct store *store);
const char *seen(struct snapshot *view, enum table table, const char *key, struct arena *mem);
const char *now_in(struct store *store, enum table table, const char *key, struct arena *mem);
char *keys_of(struct snapshot *view, struct scan scan, struct arena *mem);

#endif

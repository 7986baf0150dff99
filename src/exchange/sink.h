/*
 * sink.h - where exported bytes go: a file, a text in memory, or a caller's function.
 */
#ifndef EXCHANGE_SINK_H
#define EXCHANGE_SINK_H

#include "base/err.h"

#include <stddef.h>
#include <stdio.h>

struct str;

struct sink {
	/* 0, or -1 with *err (disk full, reader gone). */
	int (*write)(void *context, const void *bytes, size_t len, struct err *err);
	void *context;
};

struct sink sink_to_file(FILE *out);            /* flushed by the caller */
struct sink sink_to_str(struct str *out);
int sink_write(const struct sink *sink, const struct str *bytes, struct err *err);

#endif

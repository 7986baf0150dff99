/*
 * trail.h - the way through a form that leads: forwards past sound fields only, backwards
 * through the fields really visited.
 *
 * Pure: what the fields are is asked of the caller.  Places are kept by name, since rows come
 * and go.  Private to this folder.
 */
#ifndef SCREENS_TRAIL_H
#define SCREENS_TRAIL_H

#include "base/str.h"

#include <stddef.h>

struct trail {
	struct str *at;                 /* places left forwards, in order */
	size_t count, cap;
};

struct trail_fields {
	size_t count;
	int (*is_open)(const void *ctx, size_t i);      /* asked, and may be typed into */
	int (*is_sound)(const void *ctx, size_t i);     /* may be left forwards */
	size_t (*after)(const void *ctx, size_t i);     /* what comes next in the form */
	void (*place)(const void *ctx, size_t i, struct str *out);
	const void *ctx;
};

enum trail_moved { TRAIL_MOVED, TRAIL_HELD, TRAIL_END };        /* held: *at is not sound */

enum trail_moved trail_forward(struct trail *t, const struct trail_fields *f, size_t *at);
/* TRAIL_END: this is where it began. */
enum trail_moved trail_back(struct trail *t, const struct trail_fields *f, size_t *at);
/*
 * To a field visited before; or forwards, as far as the fields up to it are sound.
 * TRAIL_HELD: not all the way.
 */
enum trail_moved trail_jump(
	struct trail *t, const struct trail_fields *f, size_t *at, size_t target);
void trail_release(struct trail *t);

#endif

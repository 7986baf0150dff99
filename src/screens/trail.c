/*
 * trail.c - the way through a form that leads; see the header.
 */
#include "screens/trail.h"

#include <string.h>

#include "base/vec.h"

static void drop_last(struct trail *t)
{
	str_release(&t->at[--t->count]);
}

void trail_release(struct trail *t)
{
	while (t->count > 0)
		drop_last(t);
	VEC_RELEASE(t);
}

static void leave(struct trail *t, const struct trail_fields *f, size_t i)
{
	struct str *place = VEC_PUSH(t);

	f->place(f->ctx, i, place);
}

/* Where the place is now; count when it is gone. */
static size_t find(const struct trail_fields *f, const struct str *place)
{
	struct str name = { 0 };
	size_t i = 0;

	for (; i < f->count; i++) {
		str_clear(&name);
		f->place(f->ctx, i, &name);
		if (strcmp(str_text(&name), str_text(place)) == 0)
			break;
	}
	str_release(&name);
	return i;
}

static size_t open_from(const struct trail_fields *f, size_t i)
{
	while (i < f->count && !f->is_open(f->ctx, i))
		i++;
	return i;
}

enum trail_moved trail_forward(struct trail *t, const struct trail_fields *f, size_t *at)
{
	size_t next;

	if (*at >= f->count)
		return TRAIL_END;
	if (!f->is_sound(f->ctx, *at))
		return TRAIL_HELD;
	next = open_from(f, f->after(f->ctx, *at));
	if (next >= f->count)
		return TRAIL_END;
	leave(t, f, *at);
	*at = next;
	return TRAIL_MOVED;
}

enum trail_moved trail_back(struct trail *t, const struct trail_fields *f, size_t *at)
{
	while (t->count > 0) {
		size_t i = find(f, &t->at[t->count - 1]);

		drop_last(t);
		/* a field that has gone or is not asked any more is passed over */
		if (i < f->count && i != *at && f->is_open(f->ctx, i)) {
			*at = i;
			return TRAIL_MOVED;
		}
	}
	return TRAIL_END;
}

static int is_on(const struct trail *t, const struct trail_fields *f, size_t target)
{
	for (size_t i = 0; i < t->count; i++) {
		if (find(f, &t->at[i]) == target)
			return 1;
	}
	return 0;
}

/* To a field that was passed over: what was visited behind it was never on this way. */
static void cut(struct trail *t, const struct trail_fields *f, size_t target)
{
	while (t->count > 0 && find(f, &t->at[t->count - 1]) >= target)
		drop_last(t);
}

enum trail_moved trail_jump(
	struct trail *t, const struct trail_fields *f, size_t *at, size_t target)
{
	if (target == *at)
		return TRAIL_MOVED;
	if (target < *at || is_on(t, f, target)) {
		cut(t, f, target);
		*at = target;
		return TRAIL_MOVED;
	}
	while (*at < target) {
		size_t next;

		if (!f->is_sound(f->ctx, *at))
			return TRAIL_HELD;
		next = open_from(f, f->after(f->ctx, *at));
		leave(t, f, *at);
		*at = next < target ? next : target;
	}
	return TRAIL_MOVED;
}

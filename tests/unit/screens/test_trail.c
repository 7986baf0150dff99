/* test_trail.c - the strict path: sound fields only, skips, back the way one came. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/vec.h"
#include "lib/prop.h"
#include "screens/trail.h"

enum { FIELDS = 12 };

struct form_state {
	size_t count;
	int skipped[FIELDS], faulty[FIELDS];
};

static int is_open(const void *ctx, size_t i)
{
	return !((const struct form_state *)ctx)->skipped[i];
}

static int is_sound(const void *ctx, size_t i)
{
	return !((const struct form_state *)ctx)->faulty[i];
}

static size_t after(const void *ctx, size_t i)
{
	(void)ctx;
	return i + 1;
}

static void place(const void *ctx, size_t i, struct str *out)
{
	(void)ctx;
	str_addf(out, "field%zu", i);
}

static struct trail_fields fields_of(const struct form_state *s)
{
	return (struct trail_fields){ s->count, is_open, is_sound, after, place, s };
}

static void an_unsound_field_holds(void **state)
{
	struct form_state s = { .count = 4, .faulty = { [1] = 1 } };
	struct trail_fields f = fields_of(&s);
	struct trail t = { 0 };
	size_t at = 0;

	(void)state;
	assert_int_equal(trail_forward(&t, &f, &at), TRAIL_MOVED);
	assert_int_equal(trail_forward(&t, &f, &at), TRAIL_HELD);
	assert_int_equal(at, 1);
	assert_int_equal(trail_back(&t, &f, &at), TRAIL_MOVED);
	assert_int_equal(at, 0);
	assert_int_equal(trail_back(&t, &f, &at), TRAIL_END);
	trail_release(&t);
}

static void a_skipped_field_is_passed_both_ways(void **state)
{
	struct form_state s = { .count = 4, .skipped = { [1] = 1 } };
	struct trail_fields f = fields_of(&s);
	struct trail t = { 0 };
	size_t at = 0;

	(void)state;
	trail_forward(&t, &f, &at);
	assert_int_equal(at, 2);
	s.skipped[1] = 0;               /* asked now, but it was not visited */
	assert_int_equal(trail_back(&t, &f, &at), TRAIL_MOVED);
	assert_int_equal(at, 0);
	trail_forward(&t, &f, &at);
	assert_int_equal(at, 1);
	trail_release(&t);
}

static void the_last_field_is_the_end(void **state)
{
	struct form_state s = { .count = 3, .skipped = { [2] = 1 } };
	struct trail_fields f = fields_of(&s);
	struct trail t = { 0 };
	size_t at = 1;

	(void)state;
	assert_int_equal(trail_forward(&t, &f, &at), TRAIL_END);
	assert_int_equal(at, 1);
	assert_int_equal(t.count, 0);
	trail_release(&t);
}

static void a_jump_ends_at_the_first_unsound_field(void **state)
{
	struct form_state s = { .count = 6, .faulty = { [3] = 1 } };
	struct trail_fields f = fields_of(&s);
	struct trail t = { 0 };
	size_t at = 0;

	(void)state;
	assert_int_equal(trail_jump(&t, &f, &at, 5), TRAIL_HELD);
	assert_int_equal(at, 3);
	s.faulty[3] = 0;
	assert_int_equal(trail_jump(&t, &f, &at, 5), TRAIL_MOVED);
	assert_int_equal(at, 5);
	assert_int_equal(trail_jump(&t, &f, &at, 2), TRAIL_MOVED);
	assert_int_equal(at, 2);
	trail_back(&t, &f, &at);
	assert_int_equal(at, 1);
	trail_release(&t);
}

/* Forwards and back at random, what is asked changing on the way. */
static void going_back_retraces_at_random(void **state)
{
	struct prop p = prop_start("trail", 20210625);

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct form_state s = { .count = 2 + prop_below(&p, FIELDS - 1) };
		struct trail_fields f = fields_of(&s);
		struct trail t = { 0 };
		size_t visited[1000] = { 0 }, depth = 0, at = 0;

		for (int step = 0; step < 200; step++) {
			size_t was = at;

			/* what is typed here can change only what stands behind the cursor */
			for (size_t i = at + 1; i < s.count; i++) {
				s.skipped[i] = prop_chance(&p, 20);
				s.faulty[i] = prop_chance(&p, 20);
			}
			s.faulty[at] = prop_chance(&p, 30);
			if (prop_chance(&p, 60)) {
				enum trail_moved moved = trail_forward(&t, &f, &at);

				assert_int_equal(moved == TRAIL_HELD, s.faulty[was]);
				if (moved != TRAIL_MOVED) {
					assert_int_equal(at, was);
					continue;
				}
				assert_true(at > was && !s.skipped[at]);
				visited[depth++] = was;
			} else if (trail_back(&t, &f, &at) == TRAIL_MOVED) {
				assert_true(depth > 0);
				assert_int_equal(at, visited[--depth]);
			} else {
				assert_int_equal(depth, 0);
				assert_int_equal(at, 0);
			}
		}
		while (trail_back(&t, &f, &at) == TRAIL_MOVED)
			assert_int_equal(at, visited[--depth]);
		assert_int_equal(depth, 0);
		trail_release(&t);
	}
}

/* However it jumps, no field behind one that was never sound is reached. */
static void nothing_is_reached_past_an_unsound_field(void **state)
{
	struct prop p = prop_start("trail jumps", 7);

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct form_state s = { .count = FIELDS };
		struct trail_fields f = fields_of(&s);
		struct trail t = { 0 };
		size_t at = 0, wall = 1 + prop_below(&p, FIELDS - 1);

		s.faulty[wall] = 1;
		for (int step = 0; step < 40; step++) {
			if (prop_chance(&p, 50))
				trail_jump(&t, &f, &at, prop_below(&p, FIELDS));
			else if (prop_chance(&p, 50))
				trail_forward(&t, &f, &at);
			else
				trail_back(&t, &f, &at);
			assert_true(at <= wall);
		}
		trail_release(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unsound_field_holds),
		cmocka_unit_test(a_skipped_field_is_passed_both_ways),
		cmocka_unit_test(the_last_field_is_the_end),
		cmocka_unit_test(a_jump_ends_at_the_first_unsound_field),
		cmocka_unit_test(going_back_retraces_at_random),
		cmocka_unit_test(nothing_is_reached_past_an_unsound_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

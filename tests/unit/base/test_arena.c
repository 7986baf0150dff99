/* test_arena.c - memory dropped together. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"

static int all_zero(const char *at, size_t size)
{
	while (size-- > 0) {
		if (*at++ != 0)
			return 0;
	}
	return 1;
}

static void memory_is_zeroed_and_aligned(void **state)
{
	struct arena mem = { 0 };

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 3000; size += 7) {
			char *at = arena_alloc(&mem, size);

			assert_int_equal((uintptr_t)at % _Alignof(max_align_t), 0);
			assert_true(all_zero(at, size));
			memset(at, 0xAA, size);
		}
		arena_clear(&mem);
		assert_int_equal(mem.used, 0);
	}
	arena_release(&mem);
}

static void pieces_do_not_overlap(void **state)
{
	enum { COUNT = 500 };
	struct arena mem = { 0 };
	char *at[COUNT];

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		at[i] = arena_alloc(&mem, (size_t)(i % 300 + 1));
		memset(at[i], i % 256, (size_t)(i % 300 + 1));
	}
	for (int i = 0; i < COUNT; i++) {
		for (int j = 0; j < i % 300 + 1; j++)
			assert_int_equal((unsigned char)at[i][j], i % 256);
	}
	arena_release(&mem);
}

static void texts_are_copied(void **state)
{
	struct arena mem = { 0 };
	char source[] = "herb";
	char *copy = arena_text(&mem, source);
	struct bytes run;

	(void)state;
	source[0] = 'x';
	assert_string_equal(copy, "herb");
	assert_string_equal(arena_text_len(&mem, "herbs", 2), "he");
	assert_string_equal(arena_printf(&mem, "%s-%05d", "a", 42), "a-00042");
	run = arena_bytes(&mem, bytes_of("a\0b", 3));
	assert_memory_equal(run.at, "a\0b", 4);
	assert_int_equal(run.len, 3);
	run = arena_bytes(&mem, bytes_of(NULL, 0));
	assert_int_equal(run.len, 0);
	assert_int_equal(run.at[0], 0);
	arena_release(&mem);
}

static void a_huge_piece_is_given_and_given_back(void **state)
{
	struct arena mem = { 0 };
	char *at = arena_array(&mem, 1000, 5000);

	(void)state;
	assert_true(all_zero(at, 5000000));
	assert_true(mem.used >= 5000000);
	arena_clear(&mem);
	assert_null(mem.blocks);
	arena_text(&mem, "still usable");
	arena_clear(&mem);
	assert_non_null(mem.blocks);
	arena_release(&mem);
	assert_null(mem.blocks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(pieces_do_not_overlap),
		cmocka_unit_test(texts_are_copied),
		cmocka_unit_test(a_huge_piece_is_given_and_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_err.c - sentences of errors and exit statuses. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/err.h"
#include "base/utf8.h"

static void the_first_error_wins(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(err_set(&err, ERR_DENIED, "no %s", "way"), -1);
	assert_int_equal(err_set(&err, ERR_STORE, "later"), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_string_equal(err.text, "no way");
	err_clear(&err);
	assert_int_equal(err.code, ERR_NONE);
	err_set(&err, ERR_STORE, "later");
	assert_string_equal(err.text, "later");
	assert_int_equal(err_set(NULL, ERR_STORE, "nobody asks"), -1);
}

static void a_prefix_tells_where(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(err_prefix(&err, "empty"), -1);
	assert_string_equal(err.text, "");
	err_set(&err, ERR_FAULT, "100%% wrong: %s", "%s");
	assert_int_equal(err_prefix(&err, "%s:%d", "a.conf", 3), -1);
	assert_string_equal(err.text, "a.conf:3: 100% wrong: %s");
	assert_int_equal(err.code, ERR_FAULT);
}

static void long_sentences_end_with_a_whole_character(void **state)
{
	(void)state;
	for (int shift = 0; shift < 3; shift++) {
		struct err err = { 0 };
		char text[1000] = "xx";
		size_t len = (size_t)shift;

		for (; len < 900; len += 3)
			memcpy(text + len, "药", 3);
		text[len] = '\0';
		err_set(&err, ERR_FAULT, "%s", text);
		len = strlen(err.text);
		assert_true(len > ERR_TEXT - 4 && len < ERR_TEXT);
		assert_int_equal(utf8_valid_until(err.text, len), len);
		assert_int_equal(err.code, ERR_FAULT);
		err_prefix(&err, "%s", "药");
		len = strlen(err.text);
		assert_int_equal(utf8_valid_until(err.text, len), len);
	}
}

static void quoted_rubbish_cannot_reach_a_terminal(void **state)
{
	struct err err = { 0 };

	(void)state;
	err_set(&err, ERR_FAULT, "wrong: %s\nnext", "\033[2J\xff药");
	assert_string_equal(err.text, "wrong: ?[2J?药\nnext");
}

static void each_code_has_its_exit_status(void **state)
{
	static const struct {
		enum err_code code;
		int status;
	} rows[] = {
		{ ERR_NONE, 0 }, { ERR_FAULT, 1 }, { ERR_CONFLICT, 1 }, { ERR_USAGE, 2 },
		{ ERR_DENIED, 3 }, { ERR_NOT_FOUND, 4 }, { ERR_STORE, 5 }, { ERR_EXPIRED, 5 },
		{ ERR_FULL, 5 }, { ERR_VERSION, 5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = { .code = rows[i].code };

		assert_int_equal(err_exit_status(&err), rows[i].status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_error_wins),
		cmocka_unit_test(a_prefix_tells_where),
		cmocka_unit_test(long_sentences_end_with_a_whole_character),
		cmocka_unit_test(quoted_rubbish_cannot_reach_a_terminal),
		cmocka_unit_test(each_code_has_its_exit_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

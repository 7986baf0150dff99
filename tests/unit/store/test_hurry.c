/* test_hurry.c - who types does not wait for a server that is away or stuck; who saves does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <unistd.h>

#include <cmocka.h>

#include "conformance.h"
#include "life.h"
#include "store/clock.h"

enum { AT_ONCE_US = 150 * 1000, SOON_US = 1500 * 1000 };

/* How a read ends and how long it took. */
static int look(struct store *store, int64_t *us)
{
	struct snapshot *view;
	struct err err = { 0 };
	int64_t begun = clock_steady();
	int status = snapshot_open(store, SNAPSHOT_SCREEN, &view, &err);

	*us = clock_steady() - begun;
	if (status == 0)
		snapshot_close(&view);
	else
		assert_int_equal(err.code, ERR_STORE);
	return status;
}

static void test_dead_server(void **state)
{
	const char *dir = scratch_dir();
	struct store *store = open_kind(STORE_SERVER, dir);
	int64_t us, now, before;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(store_now(store, &before, &err), 0);
	assert_int_equal(store_hurry(store, 1), 0);
	assert_int_equal(look(store, &us), 0);
	kill(server_of(dir), SIGKILL);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(look(store, &us), -1);
		assert_true(us < AT_ONCE_US);
	}
	usleep(60000);
	assert_int_equal(store_now(store, &now, &err), 0);
	assert_true(now > before && now - before < 60 * 1000000LL);
	assert_int_equal(store_hurry(store, 0), 1);
	assert_int_equal(look(store, &us), 0); /* it is started again */
	store_close(&store);
	scratch_remove();
}

static void test_stuck_server(void **state)
{
	const char *dir = scratch_dir();
	struct store *store = open_kind(STORE_SERVER, dir);
	pid_t server = server_of(dir);
	int64_t us, first = 0;
	int got = 0, again;

	(void)state;
	store_hurry(store, 1);
	assert_int_equal(kill(server, SIGSTOP), 0);
	/* its threads stop one after the other */
	for (int i = 0; i < 100 && got == 0; i++)
		got = look(store, &first);
	again = look(store, &us);
	kill(server, SIGCONT);
	assert_int_equal(got, -1);
	assert_true(first < SOON_US);
	assert_int_equal(again, -1);
	assert_true(us < AT_ONCE_US);
	store_hurry(store, 0);
	assert_int_equal(look(store, &us), 0);
	store_close(&store);
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dead_server),
		cmocka_unit_test(test_stuck_server),
	};

	return cmocka_run_group_tests_name("hurry", tests, NULL, NULL);
}

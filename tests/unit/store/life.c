/* life.c - opening, saving, looking; where the server is and how it is started. */
#include "life.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "conformance.h"
#include "store/admin.h"
#include "store/clock.h"
#include "store/datadir.h"

/* ---- short hands ---- */

struct store *open_kind(enum store_kind kind, const char *dir)
{
	struct store_options options = { .kind = kind, .dir = dir, .create = 1 };
	struct store *store;
	struct err err = { 0 };

	if (store_open(&options, &store, &err) != 0)
		fail_msg("open: %s", err.text);
	return store;
}

enum err_code open_fails(enum store_kind kind, const char *dir, const char *says)
{
	struct store_options options = { .kind = kind, .dir = dir };
	struct store *store;
	struct err err = { 0 };

	assert_int_equal(store_open(&options, &store, &err), STORE_FAILED);
	assert_null(store);
	if (!strstr(err.text, says))
		fail_msg("'%s' does not say '%s'", err.text, says);
	return err.code;
}

void put(struct store *store, const char *key, const char *value)
{
	struct batch *batch = batch_new();
	struct err err = { 0 };

	batch_put(batch, TABLE_RECORDS, bytes_of_text(key), bytes_of_text(value));
	if (store_commit(store, batch, &err) != 0)
		fail_msg("commit: %s", err.text);
	batch_free(&batch);
}

int has(struct store *store, const char *key)
{
	struct snapshot *view;
	struct arena mem = { 0 };
	struct bytes value;
	struct err err = { 0 };
	int status;

	if (snapshot_open(store, SNAPSHOT_SCREEN, &view, &err) != 0)
		fail_msg("snapshot: %s", err.text);
	status = store_get(view, TABLE_RECORDS, bytes_of_text(key), &mem, &value, &err);
	if (status < 0)
		fail_msg("get: %s", err.text);
	snapshot_close(&view);
	arena_release(&mem);
	return status == STORE_OK;
}

pid_t server_of(const char *dir)
{
	char *path = datadir_path(dir, "lock");
	FILE *file = fopen(path, "r");
	int pid = 0;

	free(path);
	assert_non_null(file);
	assert_int_equal(fscanf(file, "serve %d", &pid), 1);
	fclose(file);
	return pid;
}

int exists(const char *dir, const char *name)
{
	char *path = datadir_path(dir, name);
	int found = access(path, F_OK) == 0;

	free(path);
	return found;
}

/* 1 once the socket of dir is gone, 0 after ms. */
int is_gone(const char *dir, int ms)
{
	int64_t until = clock_steady() + ms * INT64_C(1000);

	while (exists(dir, "socket") && clock_steady() < until)
		usleep(20000);
	return !exists(dir, "socket");
}

pid_t serve_in_background(const char *dir, int auto_started, int idle_seconds, int *ready)
{
	int ends[2];
	pid_t pid;
	char news = 0;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		struct serve_options options = { .dir = dir,
			.auto_started = auto_started,
			.idle_seconds = idle_seconds,
			.ready_fd = ends[1] };
		struct err err = { 0 };

		close(ends[0]);
		_exit(store_serve(&options, &err) < 0 ? 5 : 0);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &news, 1), 1);
	*ready = news == 'R';
	close(ends[0]);
	return pid;
}

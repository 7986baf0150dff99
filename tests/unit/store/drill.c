/*
 * drill.c - the kill drill: writers, a killer, and the count afterwards.
 *
 * Each writer owns one record; its n-th batch expects revision n - 1, writes n, appends n
 * to the record's chain and adds 1 to its total.  What is acknowledged stands in shared
 * memory, which outlives everybody.
 */
#include "drill.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "store/admin.h"
#include "store/store.h"

enum { WRITERS = 6, STUCK_SECONDS = 30 };

struct board {
	volatile uint64_t acknowledged[WRITERS];
	volatile int in_flight[WRITERS];
	volatile double longest[WRITERS];
	volatile int failed, stop;
	char why[600];
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void failed(struct board *board, const char *what, const char *why)
{
	if (!board->failed)
		snprintf(board->why, sizeof(board->why), "%s: %s", what, why);
	board->failed = 1;
}

static struct store *open_or_fail(struct board *board, const char *dir)
{
	struct store_options options = { .kind = STORE_SERVER, .dir = dir, .create = 1 };
	struct store *store;
	struct err err = { 0 };

	if (store_open(&options, &store, &err) == 0)
		return store;
	failed(board, "open", err.text);
	return NULL;
}

/* The record's revision, its total and its chain's length. */
static int read_state(struct store *store, int writer, uint64_t *revision, int64_t *total,
	uint64_t *length, struct err *err)
{
	struct arena mem = { 0 };
	char name[] = { 'r', (char)('A' + writer), '\0' };
	struct bytes key = bytes_of_text(name), value = { 0 };
	struct scan last = {
		.table = TABLE_HISTORY, .from = key, .flags = SCAN_REVERSE, .max_rows = 1
	};
	struct row_page page = { 0 };
	struct snapshot *view = NULL;
	struct taker t;
	int status = snapshot_open(store, SNAPSHOT_SCREEN, &view, err);

	last.to = bytes_after_prefix(key, &mem);
	*revision = *length = 0;
	*total = 0;
	if (status == 0)
		status = store_get(view, TABLE_RECORDS, key, &mem, &value, err);
	if (status == STORE_OK) {
		t = (struct taker){ .left = value };
		*revision = take_u64(&t);
	}
	if (status >= 0)
		status = store_get(view, TABLE_TOTALS, key, &mem, &value, err);
	if (status == STORE_OK) {
		t = (struct taker){ .left = value };
		*total = take_i64(&t);
	}
	if (status >= 0)
		status = store_scan(view, &last, &mem, &page, err);
	if (status >= 0 && page.count) {
		t = (struct taker){ .left = page.rows[0].key };
		take_bytes(&t, key.len);
		*length = take_u64(&t);
	}
	snapshot_close(&view);
	arena_release(&mem);
	return status < 0 ? -1 : 0;
}

static int save(struct store *store, int writer, uint64_t n, struct err *err)
{
	char name[] = { 'r', (char)('A' + writer), '\0' };
	struct bytes key = bytes_of_text(name);
	struct batch *batch = batch_new();
	struct str value = { 0 };
	int status;

	put_u64(&value, n);
	while (value.len < 200 + n % 300)
		str_add_char(&value, 'x');
	if (n == 1)
		batch_expect_absent(batch, TABLE_RECORDS, key);
	else
		batch_expect(batch, TABLE_RECORDS, key, n - 1);
	batch_put(batch, TABLE_RECORDS, key, bytes_of_str(&value));
	batch_append(batch, key, bytes_of_str(&value));
	batch_add(batch, TABLE_TOTALS, key, (int64_t[]){ 1 }, 1);
	status = store_commit(store, batch, err);
	str_release(&value);
	batch_free(&batch);
	return status;
}

/* What is there when a writer begins: all that was acknowledged, at most one batch more. */
static int begin(struct board *board, struct store *store, int writer, uint64_t *revision)
{
	uint64_t acknowledged = board->acknowledged[writer], length;
	struct err err = { 0 };
	int64_t total;
	int status;

	do {
		err_clear(&err);
		status = read_state(store, writer, revision, &total, &length, &err);
	} while (status < 0 && err.code == ERR_EXPIRED);
	if (status < 0)
		failed(board, "read", err.text);
	else if (*revision < acknowledged)
		failed(board, "lost", "an acknowledged batch is not there");
	else if (*revision > acknowledged + 1 || *revision != length ||
		(int64_t)*revision != total)
		failed(board, "state", "record, chain and total do not agree");
	return board->failed ? -1 : 0;
}

/*
 * What a killed session had sent may be applied after its successor has read: that one's
 * first batch, and no other, may find the record one revision ahead.
 */
static int was_overtaken(
	struct board *board, struct store *store, int writer, int first, uint64_t n)
{
	uint64_t revision;

	return first && begin(board, store, writer, &revision) == 0 && revision == n;
}

static void write_on(struct board *board, const char *dir, int writer)
{
	struct store *store = open_or_fail(board, dir);
	uint64_t n;
	struct err err = { 0 };

	if (!store || begin(board, store, writer, &n) < 0)
		_exit(1);
	board->acknowledged[writer] = n;
	for (int first = 1; !board->stop && !board->failed; first = 0) {
		double start = seconds(), took;
		int status;

		board->in_flight[writer] = 1;
		status = save(store, writer, ++n, &err);
		if (status == STORE_CONFLICT && was_overtaken(board, store, writer, first, n))
			status = STORE_OK;
		if (status != 0)
			failed(board, status > 0 ? "applied twice" : "commit", err.text);
		else
			board->acknowledged[writer] = n;
		board->in_flight[writer] = 0;
		took = seconds() - start;
		if (took > board->longest[writer])
			board->longest[writer] = took;
	}
	store_close(&store);
	_exit(0);
}

static pid_t start_writer(struct board *board, const char *dir, int writer)
{
	pid_t pid = fork();

	if (pid == 0)
		write_on(board, dir, writer);
	return pid;
}

static pid_t server_pid(const char *dir)
{
	char path[512], who[16] = "";
	int pid = 0;
	FILE *lock;

	snprintf(path, sizeof(path), "%s/lock", dir);
	lock = fopen(path, "r");
	if (!lock)
		return 0;
	if (fscanf(lock, "%15s %d", who, &pid) != 2 || strcmp(who, "serve") != 0)
		pid = 0;
	fclose(lock);
	return pid;
}

/* On a busy machine sessions take their time to start: a kill waits for work, two seconds at most. */
static void wait_for_work(const struct board *board, int writer)
{
	double until = seconds() + 2;
	int busy = 0;

	while (!busy && seconds() < until) {
		for (int i = 0; i < WRITERS; i++)
			busy |= board->in_flight[i] && (writer < 0 || writer == i);
		if (!busy)
			usleep(500);
	}
}

/* Stopped first, so that what is unanswered then stays unanswered. */
static int kill_server(struct board *board, const char *dir, struct drill_result *out)
{
	int unanswered = 0;
	pid_t pid;

	wait_for_work(board, -1);
	pid = server_pid(dir);
	if (pid <= 0 || kill(pid, SIGSTOP) < 0)
		return 0;
	usleep(2000);
	for (int i = 0; i < WRITERS; i++)
		unanswered |= board->in_flight[i];
	kill(pid, SIGKILL);
	out->unanswered += unanswered;
	out->server_kills++;
	return 1;
}

static int kill_writer(
	struct board *board, const char *dir, pid_t *pids, int i, struct drill_result *out)
{
	wait_for_work(board, i);
	kill(pids[i], SIGSTOP);
	usleep(500);
	out->unanswered += board->in_flight[i];
	kill(pids[i], SIGKILL);
	waitpid(pids[i], NULL, 0);
	board->in_flight[i] = 0;
	pids[i] = start_writer(board, dir, i);
	return 1;
}

static void kill_on(struct board *board, const char *dir, pid_t *pids, unsigned seed, int kills,
	struct drill_result *out)
{
	double patience = seconds() + 60 + 4 * kills;

	while (out->kills < kills && !board->failed) {
		usleep(20000 + (useconds_t)(rand_r(&seed) % 150000));
		if (rand_r(&seed) % 2)
			out->kills += kill_server(board, dir, out);
		else
			out->kills +=
				kill_writer(board, dir, pids, rand_r(&seed) % WRITERS, out);
		if (seconds() > patience)
			failed(board, "stuck", "the drill does not get on");
	}
}

static void end_writers(struct board *board, pid_t *pids)
{
	double until = seconds() + STUCK_SECONDS + 5;
	int left = WRITERS, status;

	board->stop = 1;
	while (left && seconds() < until) {
		for (int i = 0; i < WRITERS; i++)
			if (pids[i] && waitpid(pids[i], &status, WNOHANG) == pids[i]) {
				pids[i] = 0;
				left--;
			}
		usleep(10000);
	}
	for (int i = 0; i < WRITERS; i++)
		if (pids[i]) {
			failed(board, "stuck", "a session did not end");
			kill(pids[i], SIGKILL);
			waitpid(pids[i], NULL, 0);
		}
}

static void count(struct board *board, const char *dir, struct drill_result *out)
{
	struct store *store = open_or_fail(board, dir);
	struct err err = { 0 };
	uint64_t revision;

	for (int i = 0; i < WRITERS && store && !board->failed; i++) {
		begin(board, store, i, &revision);
		out->acknowledged += board->acknowledged[i];
		if (board->longest[i] > out->longest)
			out->longest = board->longest[i];
	}
	if (store && !board->failed && store_seals_check(store, NULL, &err) != 0)
		failed(board, "chains", err.text);
	if (store && !board->failed && store_verify_pages(store, &err) != 0)
		failed(board, "pages", err.text);
	if (out->longest > STUCK_SECONDS)
		failed(board, "stuck", "a commit took longer than 30 s");
	store_close(&store);
}

int drill_run(const char *dir, unsigned seed, int kills, struct drill_result *out)
{
	struct board *board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pids[WRITERS];
	int status;

	memset(out, 0, sizeof(*out));
	for (int i = 0; i < WRITERS; i++)
		pids[i] = start_writer(board, dir, i);
	kill_on(board, dir, pids, seed, kills, out);
	end_writers(board, pids);
	count(board, dir, out);
	printf("drill: %d kills (%d of the server, %d with a batch unanswered), "
	       "%llu acknowledged, longest commit %.2f s\n",
		out->kills, out->server_kills, out->unanswered,
		(unsigned long long)out->acknowledged, out->longest);
	if (board->failed)
		printf("drill: FAILED: %s\n", board->why);
	status = board->failed ? -1 : 0;
	munmap(board, sizeof(*board));
	return status;
}

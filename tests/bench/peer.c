/*
 * peer.c - statements of the SQLite peer.
 */
#include "bench/peer.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "bench/bench.h"

static const char schema[] =
	"PRAGMA journal_mode=WAL;"
	"CREATE TABLE records(id INTEGER PRIMARY KEY, revision INT, state INT, changed INT,"
	" changed_by TEXT, period TEXT, unit TEXT, species TEXT, land TEXT, grower TEXT, plot TEXT,"
	" area INT, as_of INT, planted INT);"
	"CREATE UNIQUE INDEX by_key ON records(period,unit,species,land,grower,plot);"
	"CREATE INDEX by_period ON records(period,unit);"
	"CREATE INDEX by_species ON records(species);"
	"CREATE TABLE totals(period TEXT, unit TEXT, species TEXT, land TEXT, state INT, as_of INT,"
	" lines INT, area INT, given INT,"
	" PRIMARY KEY(period,unit,species,land,state,as_of)) WITHOUT ROWID;"
	"CREATE TABLE history(record INT, revision INT, instant INT, user TEXT, action TEXT, body TEXT,"
	" PRIMARY KEY(record,revision)) WITHOUT ROWID;";

static const char settings[] =
	"PRAGMA synchronous=FULL; PRAGMA cache_size=-262144; PRAGMA wal_autocheckpoint=10000;"
	"PRAGMA temp_store=MEMORY;";

static void fail(struct peer *peer, const char *what)
{
	bench_stop("SQLite, %s: %s", what, sqlite3_errmsg(peer->db));
}

static void run(struct peer *peer, const char *sql)
{
	if (sqlite3_exec(peer->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(peer, sql);
}

static sqlite3_stmt *prepare(struct peer *peer, const char *sql)
{
	sqlite3_stmt *out = NULL;

	if (sqlite3_prepare_v3(peer->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &out, NULL) != SQLITE_OK)
		fail(peer, sql);
	return out;
}

static void remove_old(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < 3; i++) {
		struct str name = { 0 };

		str_addf(&name, "%s%s", path, ends[i]);
		unlink(str_text(&name));
		str_release(&name);
	}
}

void peer_open(struct peer *peer, const char *path, int fresh)
{
	if (fresh)
		remove_old(path);
	if (sqlite3_open(path, &peer->db) != SQLITE_OK)
		fail(peer, path);
	sqlite3_busy_timeout(peer->db, 30000);
	if (fresh)
		run(peer, schema);
	run(peer, settings);
	peer->begin = prepare(peer, "BEGIN IMMEDIATE");
	peer->commit = prepare(peer, "COMMIT");
	peer->record = prepare(peer,
		"INSERT INTO records VALUES(NULL,1,2,?1,'bench',?2,?3,?4,?5,?6,?7,?8,?9,?10)");
	peer->total = prepare(peer,
		"INSERT INTO totals VALUES(?1,?2,?3,?4,2,?5,1,?6,1) ON CONFLICT DO UPDATE SET"
		" lines=lines+1, area=area+excluded.area, given=given+1");
	peer->history = prepare(peer, "INSERT INTO history VALUES(?1,1,?2,'bench','create',?3)");
}

void peer_close(struct peer *peer)
{
	sqlite3_finalize(peer->begin);
	sqlite3_finalize(peer->commit);
	sqlite3_finalize(peer->record);
	sqlite3_finalize(peer->total);
	sqlite3_finalize(peer->history);
	sqlite3_close(peer->db);
}

static void step(struct peer *peer, sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);

	sqlite3_reset(statement);
	if (code != SQLITE_DONE)
		fail(peer, sqlite3_sql(statement));
}

static void text(sqlite3_stmt *statement, int at, const char *value)
{
	sqlite3_bind_text(statement, at, value, -1, SQLITE_STATIC);
}

void peer_begin(struct peer *peer)
{
	step(peer, peer->begin);
}

void peer_commit(struct peer *peer)
{
	step(peer, peer->commit);
}

static void put_record(struct peer *peer, const struct plot *p, int64_t now)
{
	sqlite3_stmt *s = peer->record;
	const char *const key[] = { BENCH_PERIOD, p->unit, p->species, p->land, p->grower, p->plot };

	sqlite3_bind_int64(s, 1, now);
	for (int i = 0; i < 6; i++)
		text(s, 2 + i, key[i]);
	sqlite3_bind_int64(s, 8, p->area);
	sqlite3_bind_int(s, 9, p->as_of);
	sqlite3_bind_int(s, 10, p->planted);
	step(peer, s);
}

static void put_total(struct peer *peer, const struct plot *p)
{
	const char *const by[] = { BENCH_PERIOD, p->unit, p->species, p->land };

	for (int i = 0; i < 4; i++)
		text(peer->total, 1 + i, by[i]);
	sqlite3_bind_int(peer->total, 5, p->as_of);
	sqlite3_bind_int64(peer->total, 6, p->area);
	step(peer, peer->total);
}

static void put_history(struct peer *peer, const struct plot *p, int64_t now)
{
	char body[512];

	snprintf(body, sizeof(body),
		 "{\"period\":\"%s\",\"unit\":\"%s\",\"species\":\"%s\",\"land\":\"%s\",\"grower\":\"%s\","
		 "\"plot\":\"%s\",\"area\":\"%lld\",\"as_of\":%d,\"planted\":%d}", BENCH_PERIOD, p->unit,
		 p->species, p->land, p->grower, p->plot, (long long)p->area, p->as_of, p->planted);
	sqlite3_bind_int64(peer->history, 1, sqlite3_last_insert_rowid(peer->db));
	sqlite3_bind_int64(peer->history, 2, now);
	text(peer->history, 3, body);
	step(peer, peer->history);
}

void peer_put(struct peer *peer, const struct plot *plot)
{
	int64_t now = (int64_t)time(NULL) * 1000000;

	put_record(peer, plot, now);
	put_total(peer, plot);
	put_history(peer, plot, now);
}

void peer_save(struct peer *peer, const struct plot *plot)
{
	peer_begin(peer);
	peer_put(peer, plot);
	peer_commit(peer);
}

long long peer_rows(struct peer *peer, const char *sql)
{
	sqlite3_stmt *s = prepare(peer, sql);
	long long rows = 0;
	int code;

	while ((code = sqlite3_step(s)) == SQLITE_ROW)
		rows++;
	sqlite3_finalize(s);
	if (code != SQLITE_DONE)
		fail(peer, sql);
	return rows;
}

/*
 * server.h - the inside of the store server: sessions, their threads, the writer.
 */
#ifndef STORE_SERVER_H
#define STORE_SERVER_H

#include <pthread.h>

#include "base/arena.h"
#include "base/str.h"
#include "store/batch.h"
#include "store/engine.h"
#include "store/wire.h"

struct server;

enum { VIEWS_MAX = 64 }; /* open snapshots of one session */

/* Who numbers requests: outlives a broken connection, shared by two during a change-over. */
struct session {
	struct session *next;
	unsigned char id[SESSION_ID_SIZE];
	int refs;
	int loaded;
	uint64_t last; /* number of the last commit applied; the writer's */
};

/*
 * One connection.  Its thread owns it, but while pending is set the writer has job, plan and
 * the frame they point into.
 */
struct conn {
	struct conn *next; /* in server->conns */
	struct conn *next_waiting; /* in server->waiting */
	struct server *server;
	int fd;
	uint32_t uid;
	struct session *session; /* NULL before the hello */
	struct reader in;
	struct str out;
	struct arena mem;
	struct plan plan;
	struct view *views[VIEWS_MAX];
	uint32_t view_ids[VIEWS_MAX];
	uint32_t next_view;
	pthread_mutex_t lock;
	pthread_cond_t idle;
	int pending; /* a commit waits for the writer's answer */
	struct {
		struct commit commit;
		uint64_t number, before; /* of the commit, of the session's last one */
		struct row own; /* the session's row, into key and value */
		unsigned char key[32], value[16];
	} job;
};

struct server {
	struct engine *engine;
	const char *dir;
	int auto_started;
	int wake[2]; /* a pipe: the main thread looks around */
	pthread_mutex_t lock; /* guards the rest */
	pthread_cond_t all_gone;
	struct conn *conns;
	struct session *sessions;
	size_t conn_count, session_count;
	int stopping;

	pthread_t writer;
	pthread_cond_t work; /* waiting is not empty, or writer_stops */
	struct conn *waiting; /* commits to be applied, the last one first */
	size_t waiting_count;
	int writer_stops;

	pthread_t flusher;
	pthread_cond_t flush; /* applied is not empty, or flusher_stops */
	pthread_cond_t taken; /* applied is empty */
	struct conn *applied; /* not yet durable, not yet answered */
	int flusher_stops;
};

/* server.c */
void server_stop(struct server *server);
struct session *session_join(struct server *server, const unsigned char id[SESSION_ID_SIZE]);
void session_leave(struct server *server, struct session *session);
void server_conn_gone(struct server *server, struct conn *conn);
void server_enqueue(struct server *server, struct conn *conn);

/* conn.c: the thread of one connection; it ends in server_conn_gone(). */
void *conn_run(void *conn);
void conn_free(struct conn *conn);
/* Tells the session how its commit ended (writer's thread). */
void conn_answer_commit(struct conn *conn);

#endif

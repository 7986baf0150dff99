/*
 * client.h - a session's connection to the store server.  Private to store/.
 */
#ifndef STORE_CLIENT_H
#define STORE_CLIENT_H

#include "base/str.h"
#include "store/backend.h"
#include "store/wire.h"

enum {
	SECOND = 1000 * 1000,
	DEADLINE_SECONDS = 30, /* nobody waits longer for an answer */
};

/* The next page of a long scan is asked for while its reader is at the last one. */
struct ahead {
	enum { AHEAD_NONE, AHEAD_SENT, AHEAD_HERE } state;
	uint32_t view;
	enum table table;
	unsigned flags;
	struct str from, to; /* also when nothing was sent: where the last page ended */
	struct str answer; /* AHEAD_HERE */
};

struct client {
	struct store base;
	struct store_options options; /* dir and program are ours */
	char *dir, *program;
	unsigned char id[SESSION_ID_SIZE];
	uint64_t number; /* of the last commit */
	struct batch *flying; /* sent, not yet answered; NULL none */
	unsigned connection; /* counts them: snapshots belong to one */
	int64_t away_until; /* steady: till then nobody in a hurry asks again */
	int64_t clock_asked, clock; /* steady, and the server's clock then; 0 not known */
	struct ahead ahead;
	int fd; /* -1: not connected */
	struct reader in;
	struct str out;
};

int64_t deadline(int seconds);
/* The same, or soon when someone is typing. */
int64_t deadline_of(const struct client *c, int seconds);
void disconnect(struct client *c);
/* 0 connected, 1 nobody there, -1. */
int try_connect(struct client *c, int64_t until, struct err *err);
/* Someone in a hurry has waited in vain: not again for a while. */
void stay_away(struct client *c);
/* Connects if need be; a server is started when we may and nobody is in a hurry. */
int reach(struct client *c, int64_t until, struct err *err);
int no_server(struct client *c, struct err *err);

#endif

/*
 * wire.h - what sessions and the server say to each other over the Unix socket.
 *
 * A frame is a u32 length and that many bytes.  The first frame each way is a hello,
 * whose layout never changes; then requests (u8 enum wire_op, fields) and answers (u8
 * enum wire_status, fields).  Every length is checked here.
 */
#ifndef STORE_WIRE_H
#define STORE_WIRE_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/str.h"
#include "store/admin.h"
#include "store/errors.h"
#include "store/store.h"

enum {
	WIRE_VERSION = 1,
	SESSION_ID_SIZE = 16,
	FRAME_MAX = 64 * 1024 * 1024,
};

enum wire_op {
	WIRE_NOW = 1,
	WIRE_SNAPSHOT,
	WIRE_SNAPSHOT_END /* not answered */,
	WIRE_GET,
	WIRE_SCAN,
	WIRE_COMMIT,
	WIRE_SET_NOW,
	WIRE_BACKUP,
	WIRE_VERIFY,
	WIRE_STATUS,
	WIRE_STOP_IF_IDLE,
};

enum wire_status { ANSWER_OK = 0, ANSWER_NONE = 1, ANSWER_CONFLICT = 2, ANSWER_FAILED = 3 };

enum hello_status { HELLO_WELCOME, HELLO_REFUSED, HELLO_FINISHING /* the server makes way */ };

struct hello {
	int version;
	int status; /* of the server's: enum hello_status */
	unsigned char session[SESSION_ID_SIZE]; /* of the client's: who repeats requests */
};

void hello_encode(const struct hello *hello, struct str *out);
int hello_decode(struct bytes frame, struct hello *out); /* 0 or -1 */

struct request {
	enum wire_op op;
	uint32_t view;
	enum snapshot_life life;
	struct scan scan; /* GET uses table and from */
	uint64_t number; /* of a commit in its session */
	struct bytes ops; /* a batch; for BACKUP a path */
	int64_t now;
};

void request_encode(const struct request *request, struct str *out);
int request_decode(struct bytes frame, struct request *out); /* 0 or -1 */

/* Answers: the status byte is at the front of out already when rows or numbers follow. */
/* fault says the same as err when it is known (may be NULL). */
void answer_failed(const struct err *err, const struct fault *fault, struct str *out);
int answer_fault(struct bytes body, struct err *err); /* fills err; -1 */
void page_encode(const struct row_page *page, struct str *out);
int page_decode(struct bytes body, struct arena *mem, struct row_page *out); /* 0 or -1 */

/* ---- frames over a socket ---- */

struct reader {
	int fd; /* not ours */
	struct str buf;
	size_t at; /* start of what was not taken yet */
};

/*
 * The next frame, into *out until the next call.  1 when there is one, 0 at the end of the
 * connection, -1 on garbage, a broken connection or after until (steady us, 0: no limit).
 */
int reader_next(struct reader *reader, int64_t until, struct bytes *out);
void reader_release(struct reader *reader);
/* Waits until something can be read, taking nothing. */
void reader_wait(struct reader *reader);
/* A frame of bytes: 0, or -1 when the peer is gone. */
int frame_send(int fd, struct bytes payload);

#endif

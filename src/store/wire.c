/*
 * wire.c - encoding and decoding of hellos, requests, answers; frames on a socket.
 */
#include "store/wire.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/i18n.h"
#include "store/batch.h"
#include "store/clock.h"
#include "store/errors.h"
#include "store/pack.h"

static const char magic[4] = { 'H', 'L', 'S', 'T' };

void hello_encode(const struct hello *hello, struct str *out)
{
	str_add_len(out, magic, sizeof(magic));
	put_u16(out, (uint16_t)hello->version);
	put_u8(out, (uint8_t)hello->status);
	str_add_len(out, hello->session, SESSION_ID_SIZE);
}

int hello_decode(struct bytes frame, struct hello *out)
{
	struct taker t = { .left = frame };
	struct bytes head = take_bytes(&t, sizeof(magic));
	struct bytes session;

	if (t.bad || memcmp(head.at, magic, sizeof(magic)) != 0)
		return -1;
	out->version = take_u16(&t);
	out->status = take_u8(&t);
	session = take_bytes(&t, SESSION_ID_SIZE);
	if (t.bad)
		return -1;
	memcpy(out->session, session.at, SESSION_ID_SIZE);
	return 0;
}

/* ---- requests ---- */

static void encode_scan(const struct request *r, struct str *out)
{
	put_u32(out, r->view);
	put_u8(out, (uint8_t)r->scan.table);
	put_sized(out, r->scan.from);
	if (r->op != WIRE_SCAN)
		return;
	put_sized(out, r->scan.to);
	put_u8(out, (uint8_t)r->scan.flags);
	put_u32(out, r->scan.max_rows > UINT32_MAX ? UINT32_MAX : (uint32_t)r->scan.max_rows);
}

void request_encode(const struct request *request, struct str *out)
{
	put_u8(out, (uint8_t)request->op);
	switch (request->op) {
	case WIRE_SNAPSHOT:
		put_u8(out, (uint8_t)request->life);
		break;
	case WIRE_SNAPSHOT_END:
		put_u32(out, request->view);
		break;
	case WIRE_GET:
	case WIRE_SCAN:
		encode_scan(request, out);
		break;
	case WIRE_COMMIT:
		put_u64(out, request->number);
		put_bytes(out, request->ops);
		break;
	case WIRE_SET_NOW:
		put_i64(out, request->now);
		break;
	case WIRE_BACKUP:
		put_sized(out, request->ops);
		break;
	case WIRE_NOW:
	case WIRE_VERIFY:
	case WIRE_STATUS:
	case WIRE_STOP_IF_IDLE:
		break;
	}
}

static int decode_scan(struct taker *t, struct request *out)
{
	int table;

	out->view = take_u32(t);
	table = take_u8(t);
	out->scan.from = take_sized(t);
	if (table >= TABLE_COUNT || out->scan.from.len > KEY_MAX)
		return -1;
	out->scan.table = (enum table)table;
	if (out->op != WIRE_SCAN)
		return 0;
	out->scan.to = take_sized(t);
	out->scan.flags = take_u8(t);
	out->scan.max_rows = take_u32(t);
	return out->scan.to.len > KEY_MAX || out->scan.flags > (SCAN_REVERSE | SCAN_KEYS_ONLY)
		? -1
		: 0;
}

static int decode_fields(struct taker *t, struct request *out)
{
	int life;

	switch (out->op) {
	case WIRE_SNAPSHOT:
		life = take_u8(t);
		out->life = (enum snapshot_life)life;
		return life > SNAPSHOT_REPORT ? -1 : 0;
	case WIRE_SNAPSHOT_END:
		out->view = take_u32(t);
		return 0;
	case WIRE_GET:
	case WIRE_SCAN:
		return decode_scan(t, out);
	case WIRE_COMMIT:
		out->number = take_u64(t);
		out->ops = take_bytes(t, t->left.len);
		return 0;
	case WIRE_SET_NOW:
		out->now = take_i64(t);
		return 0;
	case WIRE_BACKUP:
		out->ops = take_sized(t);
		return out->ops.len == 0 || memchr(out->ops.at, 0, out->ops.len) ? -1 : 0;
	case WIRE_NOW:
	case WIRE_VERIFY:
	case WIRE_STATUS:
	case WIRE_STOP_IF_IDLE:
		return 0;
	}
	return -1;
}

int request_decode(struct bytes frame, struct request *out)
{
	struct taker t = { .left = frame };
	int op = take_u8(&t);

	memset(out, 0, sizeof(*out));
	if (op < WIRE_NOW || op > WIRE_STOP_IF_IDLE)
		return -1;
	out->op = (enum wire_op)op;
	if (decode_fields(&t, out) < 0)
		return -1;
	return t.bad || t.left.len ? -1 : 0;
}

/* ---- answers ---- */

void answer_failed(const struct err *err, const struct fault *fault, struct str *out)
{
	int known = fault && fault->code == err->code && err->code != ERR_NONE;

	put_u8(out, ANSWER_FAILED);
	put_u8(out, (uint8_t)err->code);
	put_sized(out, bytes_of_text(known ? fault->msgid : "%s"));
	put_sized(out, bytes_of_text(known ? fault->detail : err->text));
}

int answer_fault(struct bytes body, struct err *err)
{
	struct taker t = { .left = body };
	int code = take_u8(&t);
	struct bytes msgid = take_sized(&t);
	struct bytes detail = take_sized(&t);
	struct str sentence = { 0 }, hole = { 0 };

	if (t.bad || code <= ERR_NONE || code > ERR_CANCELLED)
		return fault_set(
			err, ERR_STORE, N_("The store server gave no sensible answer."), NULL);
	str_add_len(&sentence, msgid.at, msgid.len);
	str_add_len(&hole, detail.at, detail.len);
	fault_set(err, (enum err_code)code, str_text(&sentence), str_text(&hole));
	str_release(&sentence);
	str_release(&hole);
	return -1;
}

/* u8 more, u32 count, and of each row u32 and u32 lengths, key, value. */
void page_encode(const struct row_page *page, struct str *out)
{
	size_t room = 5;
	unsigned char *at;

	for (size_t i = 0; i < page->count; i++)
		room += 8 + page->rows[i].key.len + page->rows[i].value.len;
	str_reserve(out, room);
	at = (unsigned char *)out->at + out->len;
	at[0] = (unsigned char)page->more;
	pack_u32(at + 1, (uint32_t)page->count);
	at += 5;
	for (size_t i = 0; i < page->count; i++) {
		const struct row *row = &page->rows[i];

		pack_u32(at, (uint32_t)row->key.len);
		pack_u32(at + 4, (uint32_t)row->value.len);
		memcpy(at + 8, row->key.at, row->key.len);
		if (row->value.len)
			memcpy(at + 8 + row->key.len, row->value.at, row->value.len);
		at += 8 + row->key.len + row->value.len;
	}
	out->len += room;
	out->at[out->len] = '\0';
}

int page_decode(struct bytes body, struct arena *mem, struct row_page *out)
{
	const unsigned char *at, *end;
	size_t count;

	if (body.len < 5)
		return -1;
	body = arena_bytes(mem, body);
	at = body.at + 5;
	end = body.at + body.len;
	out->more = body.at[0] != 0;
	count = unpack_u32(body.at + 1);
	if (count > body.len / 8)
		return -1;
	out->rows = arena_array(mem, count ? count : 1, sizeof(*out->rows));
	for (out->count = 0; out->count < count; out->count++) {
		size_t key, value;

		if (end - at < 8)
			return -1;
		key = unpack_u32(at);
		value = unpack_u32(at + 4);
		at += 8;
		if ((size_t)(end - at) < key || (size_t)(end - at) - key < value)
			return -1;
		out->rows[out->count].key = bytes_of(at, key);
		out->rows[out->count].value = bytes_of(at + key, value);
		at += key + value;
	}
	return 0;
}

/* ---- frames ---- */

enum { READ_STEP = 64 * 1024, READ_STEP_MOST = 1024 * 1024 };

/* 1 when something can be read, 0 never mind, -1 when time is up. */
static int wait_readable(int fd, int64_t until)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left;
	int ready;

	if (!until)
		return 0;
	do {
		left = until - clock_steady();
		ready = left > 0 ? poll(&p, 1, (int)(left / 1000) + 1) : 0;
	} while (ready < 0 && errno == EINTR);
	return ready > 0 ? 1 : -1;
}

/* More bytes from the socket: 1, 0 at its end, -1. Memory grows only as bytes come. */
static int read_more(struct reader *r, size_t want, int64_t until)
{
	size_t step = want < READ_STEP  ? READ_STEP
		: want > READ_STEP_MOST ? READ_STEP_MOST
					: want;
	ssize_t got;

	if (wait_readable(r->fd, until) < 0)
		return -1;
	str_reserve(&r->buf, step);
	do {
		got = recv(r->fd, r->buf.at + r->buf.len, r->buf.cap - r->buf.len - 1, 0);
	} while (got < 0 && errno == EINTR);
	if (got <= 0)
		return got < 0 ? -1 : 0;
	r->buf.len += (size_t)got;
	return 1;
}

/* Drops what was taken; a large buffer is not kept for small frames. */
static void compact(struct reader *r)
{
	size_t left = r->buf.len - r->at;

	if (left == 0 && r->buf.cap > 4 * READ_STEP_MOST)
		str_release(&r->buf);
	else if (left)
		memmove(r->buf.at, r->buf.at + r->at, left);
	r->buf.len = left;
	r->at = 0;
}

int reader_next(struct reader *reader, int64_t until, struct bytes *out)
{
	size_t have, len;
	int status;

	compact(reader);
	for (;;) {
		have = reader->buf.len;
		len = have >= 4 ? unpack_u32((unsigned char *)reader->buf.at) : 0;
		if (len > FRAME_MAX || (have >= 4 && len == 0))
			return -1;
		if (have >= 4 && have - 4 >= len)
			break;
		status = read_more(reader, have >= 4 ? len + 4 - have : 4, until);
		if (status <= 0)
			return status == 0 && have == 0 ? 0 : -1;
	}
	*out = bytes_of(reader->buf.at + 4, len);
	reader->at = 4 + len;
	return 1;
}

void reader_wait(struct reader *reader)
{
	struct pollfd p = { .fd = reader->fd, .events = POLLIN };

	while (poll(&p, 1, -1) < 0 && errno == EINTR)
		;
}

void reader_release(struct reader *reader)
{
	str_release(&reader->buf);
	reader->at = 0;
}

int frame_send(int fd, struct bytes payload)
{
	unsigned char head[4];
	struct iovec parts[2] = {
		{ .iov_base = head, .iov_len = 4 },
		{ .iov_base = (void *)(uintptr_t)payload.at, .iov_len = payload.len },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	pack_u32(head, (uint32_t)payload.len);
	while (parts[0].iov_len + parts[1].iov_len > 0) {
		ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return -1;
		for (int i = 0; i < 2; i++) {
			size_t part = (size_t)sent < parts[i].iov_len ? (size_t)sent
								      : parts[i].iov_len;

			parts[i].iov_base = (char *)parts[i].iov_base + part;
			parts[i].iov_len -= part;
			sent -= (ssize_t)part;
		}
	}
	return 0;
}

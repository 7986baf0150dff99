/*
 * screen.c - one pseudo-terminal with a terminal emulator behind it.
 *
 * What the program prints goes through iconv (if its charset is not UTF-8) into
 * libvterm; what the emulator answers (cursor reports) goes back.
 */
#include "lib/screen.h"

#include <errno.h>
#include <iconv.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "lib/screen_internal.h"

enum { BURST_US = 5000 };

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void set_up_terminal(struct screen *s, const char *charset)
{
	s->vt = vterm_new(s->rows, s->cols);
	vterm_set_utf8(s->vt, 1);
	s->cells = vterm_obtain_screen(s->vt);
	vterm_screen_enable_altscreen(s->cells, 1);
	vterm_screen_reset(s->cells, 1);
	s->from = s->to = NO_ICONV;
	if (charset && strcmp(charset, "UTF-8") != 0) {
		s->from = iconv_open("UTF-8", charset);
		s->to = iconv_open(charset, "UTF-8");
	}
}

struct screen *screen_open(const struct screen_how *how)
{
	struct screen *s = calloc(1, sizeof(*s));
	struct winsize size;

	if (!s)
		return NULL;
	s->rows = how->rows ? how->rows : 24;
	s->cols = how->cols ? how->cols : 80;
	size = (struct winsize){ .ws_row = (unsigned short)s->rows,
		.ws_col = (unsigned short)s->cols };
	set_up_terminal(s, how->charset);
	s->ambiguous_wide = how->ambiguous_wide;
	s->up.bits = s->down.bits = how->line_bits;
	s->up.delay_ms = s->down.delay_ms = how->line_ms / 2;
	s->pid = forkpty(&s->fd, NULL, NULL, &size);
	if (s->pid == 0) {
		if (how->env)
			execvpe(how->argv[0], how->argv, how->env);
		else
			execvp(how->argv[0], how->argv);
		fprintf(stderr, "cannot start %s: %s\n", how->argv[0], strerror(errno));
		_exit(127);
	}
	if (s->pid < 0) {
		s->pid = 0;
		s->fd = -1;
		screen_close(&s);
	}
	return s;
}

void screen_close(struct screen **at)
{
	struct screen *s = *at;

	if (!s)
		return;
	screen_hang_up(s);
	if (s->pid && screen_wait(s, 2000) < 0) {
		screen_kill(s, SIGKILL);
		screen_wait(s, 5000);
	}
	vterm_free(s->vt);
	line_release(&s->up);
	line_release(&s->down);
	free(s->raw);
	free(s->mark);
	if (s->from != NO_ICONV)
		iconv_close(s->from);
	if (s->to != NO_ICONV)
		iconv_close(s->to);
	free(s);
	*at = NULL;
}

static int write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

/* What the terminal sends, over the line. */
static int send_bytes(struct screen *s, const char *bytes, size_t len)
{
	if (!s->up.bits)
		return write_all(s->fd, bytes, len);
	line_put(&s->up, bytes, len);
	return 0;
}

int screen_send(struct screen *s, const char *bytes, size_t len)
{
	char *room, *out, *in = (char *)bytes;
	size_t left = len * 4 + 16, size = left;
	int result;

	if (s->fd < 0)
		return -1;
	s->sent_at = now_ms();
	if (s->to == NO_ICONV)
		return send_bytes(s, bytes, len);
	room = out = malloc(size);
	if (!room)
		return -1;
	iconv(s->to, &in, &len, &out, &left);
	result = send_bytes(s, room, size - left);
	free(room);
	return result;
}

static void feed_utf8(struct screen *s, const char *bytes, size_t len)
{
	char *whole = malloc(len * 2 + 8);

	if (!whole)
		abort();
	len = ambiguous_widen(&s->ambiguous, s->ambiguous_wide, bytes, len, whole);
	vterm_input_write(s->vt, whole, len);
	free(whole);
}

static void feed_converted(struct screen *s, const char *bytes, size_t len)
{
	char in[8192 + sizeof(s->carry)], out[4 * sizeof(in)];
	char *from = in, *to = out;
	size_t left, room = sizeof(out);

	memcpy(in, s->carry, s->carried);
	memcpy(in + s->carried, bytes, len);
	left = s->carried + len;
	s->carried = 0;
	while (left && iconv(s->from, &from, &left, &to, &room) == (size_t)-1) {
		if (errno == EINVAL && left < sizeof(s->carry)) {
			memcpy(s->carry, from, left);
			s->carried = left;
			break;
		}
		*to++ = '?';
		room--;
		from++;
		left--;
	}
	feed_utf8(s, out, sizeof(out) - room);
}

static void keep_raw(struct screen *s, const char *bytes, size_t len)
{
	if (s->raw_len + len + 1 > s->raw_cap) {
		s->raw_cap = (s->raw_len + len + 1) * 2;
		s->raw = realloc(s->raw, s->raw_cap);
		if (!s->raw)
			abort();
	}
	memcpy(s->raw + s->raw_len, bytes, len);
	s->raw_len += len;
	s->raw[s->raw_len] = '\0';
}

/* Bytes have arrived at the terminal. */
static void arrive(struct screen *s, const char *bytes, size_t len)
{
	char answer[512];
	size_t answered;

	s->bytes += len;
	keep_raw(s, bytes, len);
	if (s->from == NO_ICONV)
		feed_utf8(s, bytes, len);
	else
		feed_converted(s, bytes, len);
	while ((answered = vterm_output_read(s->vt, answer, sizeof(answer))) > 0)
		(void)send_bytes(s, answer, answered);
}

/* One read from the program: 1 something, 0 nothing, -1 end of file. */
static int take_from_program(struct screen *s, int ms)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };
	char bytes[8192];
	ssize_t n;

	if (s->fd < 0)
		return -1;
	if (poll(&p, 1, ms) <= 0)
		return 0;
	n = read(s->fd, bytes, sizeof(bytes));
	if (n < 0 && errno == EINTR)
		return 0;
	if (n <= 0)
		return -1;
	/* the kernel hands one write over in pieces */
	s->bursts += line_now() - s->read_at > BURST_US;
	s->read_at = line_now();
	if (s->down.bits)
		line_put(&s->down, bytes, (size_t)n);
	else
		arrive(s, bytes, (size_t)n);
	return 1;
}

/* The same over a slow line: what is under way moves on in time. */
static int take_from_line(struct screen *s, int ms)
{
	long long end = now_ms() + ms;
	char bytes[8192];

	for (;;) {
		size_t len = line_take(&s->up, bytes, sizeof(bytes));
		int left = (int)(end - now_ms());
		int wait;

		if (len && s->fd >= 0)
			(void)write_all(s->fd, bytes, len);
		len = line_take(&s->down, bytes, sizeof(bytes));
		if (len) {
			arrive(s, bytes, len);
			return 1;
		}
		if (s->ended && !s->down.count)
			return -1;
		if (left < 0)
			return 0;
		wait = line_wait(&s->down, line_wait(&s->up, left));
		if (s->ended)
			poll(NULL, 0, wait);
		else if (take_from_program(s, wait) < 0)
			s->ended = 1;
		if (left == 0 && !line_wait(&s->down, 1))
			continue;
		if (left == 0)
			return 0;
	}
}

/* One read, if anything comes within ms: 1 something, 0 nothing, -1 end of file. */
static int take(struct screen *s, int ms)
{
	return s->down.bits ? take_from_line(s, ms) : take_from_program(s, ms);
}

int screen_pump(struct screen *s, int ms)
{
	long long end = now_ms() + ms;
	long long left;

	while ((left = end - now_ms()) > 0)
		if (take(s, (int)left) < 0)
			return -1;
	return 0;
}

void screen_settle(struct screen *s, int quiet_ms)
{
	while (take(s, quiet_ms) > 0)
		;
}

int screen_expect(struct screen *s, const char *text, int wanted, int ms)
{
	long long end = now_ms() + ms;

	for (;;) {
		char *all = screen_text(s);
		int found = strstr(all, text) != NULL;
		long long left = end - now_ms();

		free(all);
		if (found == wanted)
			return 1;
		if (left <= 0 || take(s, (int)left) < 0)
			return 0;
	}
}

static void put_utf8(FILE *out, uint32_t c)
{
	if (c < 0x80) {
		fputc((int)c, out);
	} else if (c < 0x800) {
		fputc((int)(0xc0 | c >> 6), out);
		fputc((int)(0x80 | (c & 63)), out);
	} else if (c < 0x10000) {
		fputc((int)(0xe0 | c >> 12), out);
		fputc((int)(0x80 | (c >> 6 & 63)), out);
		fputc((int)(0x80 | (c & 63)), out);
	} else {
		fputc((int)(0xf0 | c >> 18), out);
		fputc((int)(0x80 | (c >> 12 & 63)), out);
		fputc((int)(0x80 | (c >> 6 & 63)), out);
		fputc((int)(0x80 | (c & 63)), out);
	}
}

/* Half of a wide character without its other half prints as "~": it should never be seen. */
int screen_put_cell(FILE *out, const VTermScreenCell *cell, int wide)
{
	if (cell->chars[0] == (uint32_t)-1) {
		fputc('~', out);
		return 1;
	}
	if (!cell->chars[0])
		fputc(' ', out);
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
		put_utf8(out, wide ? ambiguous_character(cell->chars[i]) : cell->chars[i]);
	return cell->width > 1 ? cell->width : 1;
}

static void put_row(struct screen *s, int row, FILE *out)
{
	VTermPos at = { .row = row, .col = 0 };
	VTermScreenCell cell;

	while (at.col < s->cols) {
		vterm_screen_get_cell(s->cells, at, &cell);
		at.col += screen_put_cell(out, &cell, s->ambiguous_wide);
	}
}

static void cut_blanks(char *line)
{
	size_t len = strlen(line);

	while (len && line[len - 1] == ' ')
		line[--len] = '\0';
}

static char *picture(struct screen *s, int framed)
{
	char *all = NULL, *line = NULL;
	size_t size, line_size;
	FILE *out = open_memstream(&all, &size);
	int row, col;

	for (row = 0; row < s->rows; row++) {
		FILE *one = open_memstream(&line, &line_size);

		put_row(s, row, one);
		fclose(one);
		if (!framed)
			cut_blanks(line);
		fprintf(out, framed ? "%s|\n" : "%s\n", line);
		free(line);
	}
	screen_cursor(s, &row, &col);
	if (framed)
		fprintf(out, "cursor %d %d\n", row, col);
	fclose(out);
	return all;
}

char *screen_text(struct screen *s)
{
	return picture(s, 0);
}

char *screen_picture(struct screen *s)
{
	return picture(s, 1);
}

void screen_cursor(struct screen *s, int *row, int *col)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(s->vt), &at);
	*row = at.row + 1;
	*col = at.col + 1;
}

void screen_resize(struct screen *s, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
		.ws_col = (unsigned short)cols };

	free(s->mark);
	s->mark = NULL;
	s->rows = rows;
	s->cols = cols;
	vterm_set_size(s->vt, rows, cols);
	if (s->fd >= 0)
		ioctl(s->fd, TIOCSWINSZ, &size);
}

void screen_hang_up(struct screen *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

void screen_kill(struct screen *s, int signal)
{
	if (s->pid)
		kill(s->pid, signal);
}

static int reap(struct screen *s)
{
	int status;

	if (s->pid && waitpid(s->pid, &status, WNOHANG) == s->pid) {
		s->pid = 0;
		s->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	}
	return s->pid == 0;
}

int screen_wait(struct screen *s, int ms)
{
	long long end = now_ms() + ms, left;
	int process = s->pid ? (int)syscall(SYS_pidfd_open, s->pid, 0) : -1;
	struct pollfd p[2];

	/* The terminal is read on, so that a program that still prints can end. */
	while (!reap(s) && (left = end - now_ms()) > 0) {
		p[0] = (struct pollfd){ .fd = process, .events = POLLIN };
		p[1] = (struct pollfd){ .fd = s->fd, .events = POLLIN };
		if ((process < 0 || s->up.bits) && left > 20)
			left = 20;
		poll(p, s->fd < 0 ? 1 : 2, (int)left);
		if (s->fd >= 0 && (p[1].revents || s->up.bits) && take(s, 0) < 0)
			screen_hang_up(s);
	}
	if (process >= 0)
		close(process);
	while (s->fd >= 0 && take(s, 0) > 0)
		;
	return s->pid ? -1 : s->status;
}

pid_t screen_pid(const struct screen *s)
{
	return s->pid;
}

const char *screen_key(const char *name)
{
	static const char *const keys[][2] = {
		/* clang-format off */
		{ "up", "\033OA" },     { "down", "\033OB" },   { "right", "\033OC" },
		{ "left", "\033OD" },   { "home", "\033OH" },   { "end", "\033OF" },
		{ "pgup", "\033[5~" },  { "pgdn", "\033[6~" },  { "del", "\033[3~" },
		{ "ins", "\033[2~" },   { "bs", "\177" },       { "tab", "\t" },
		{ "btab", "\033[Z" },   { "enter", "\r" },      { "esc", "\033" },
		{ "space", " " },
		{ "f1", "\033OP" },     { "f2", "\033OQ" },     { "f3", "\033OR" },
		{ "f4", "\033OS" },     { "f5", "\033[15~" },   { "f6", "\033[17~" },
		{ "f7", "\033[18~" },   { "f8", "\033[19~" },   { "f9", "\033[20~" },
		{ "f10", "\033[21~" },  { "f11", "\033[23~" },  { "f12", "\033[24~" },
		/* clang-format on */
	};
	static char control[2];

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(keys[i][0], name) == 0)
			return keys[i][1];
	if (name[0] == '^' && name[1] && !name[2]) {
		control[0] = (char)(name[1] & 31);
		return control;
	}
	return NULL;
}

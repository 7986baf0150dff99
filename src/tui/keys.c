/*
 * keys.c - names of keys, and the decoder from bytes to keys.
 *
 * One pass over bytes with at most one escape sequence and one multibyte character
 * held back.  A byte that fits nowhere never swallows the keys after it.
 */
#include "tui/keys.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"

/* clang-format off */
static const struct key_name {
	int32_t key;
	const char *name;
} names[] = {
	{ K_ENTER,      "Enter" },
	{ K_TAB,        "Tab" },
	{ K_BACKTAB,    "S-Tab" },
	{ K_ESC,        "Esc" },
	{ K_BACKSPACE,  "BS" },
	{ ' ',          "Space" },
	{ K_INS,        "Ins" },
	{ K_DEL,        "Del" },
	{ K_UP,         "Up" },
	{ K_DOWN,       "Down" },
	{ K_LEFT,       "Left" },
	{ K_RIGHT,      "Right" },
	{ K_HOME,       "Home" },
	{ K_END,        "End" },
	{ K_PGUP,       "PgUp" },
	{ K_PGDN,       "PgDn" },
	{ K_WORD_LEFT,  "C-Left" },
	{ K_WORD_RIGHT, "C-Right" },
	{ K_F1,         "F1" },
	{ K_F2,         "F2" },
	{ K_F3,         "F3" },
	{ K_F4,         "F4" },
	{ K_F5,         "F5" },
	{ K_F6,         "F6" },
	{ K_F7,         "F7" },
	{ K_F8,         "F8" },
	{ K_F9,         "F9" },
	{ K_F10,        "F10" },
	{ K_F11,        "F11" },
	{ K_F12,        "F12" },
};

/* CSI n ~ (PuTTY, VT220 and later, linux, rxvt). */
static const struct {
	int number;
	int32_t key;
} tilde_keys[] = {
	{ 1, K_HOME }, { 2, K_INS }, { 3, K_DEL }, { 4, K_END }, { 5, K_PGUP }, { 6, K_PGDN },
	{ 7, K_HOME }, { 8, K_END },
	{ 11, K_F1 }, { 12, K_F2 }, { 13, K_F3 }, { 14, K_F4 }, { 15, K_F5 },
	{ 17, K_F6 }, { 18, K_F7 }, { 19, K_F8 }, { 20, K_F9 }, { 21, K_F10 },
	{ 23, K_F11 }, { 24, K_F12 },
	{ 200, K_PASTE_BEGIN }, { 201, K_PASTE_END },
};

/* The last byte of CSI ... and of SS3 sequences (xterm, VT100 application keys). */
struct final_key {
	char last;
	int32_t key;
};

static const struct final_key csi_keys[] = {
	{ 'A', K_UP }, { 'B', K_DOWN }, { 'C', K_RIGHT }, { 'D', K_LEFT },
	{ 'a', K_UP }, { 'b', K_DOWN }, { 'c', K_RIGHT }, { 'd', K_LEFT },
	{ 'H', K_HOME }, { 'F', K_END }, { 'Z', K_BACKTAB },
};

/* With parameters only: without them other terminals mean other things by these. */
static const struct final_key csi_pf_keys[] = {
	{ 'P', K_F1 }, { 'Q', K_F2 }, { 'S', K_F4 },
};

static const struct final_key linux_keys[] = {
	{ 'A', K_F1 }, { 'B', K_F2 }, { 'C', K_F3 }, { 'D', K_F4 }, { 'E', K_F5 },
};

static const struct final_key ss3_keys[] = {
	{ 'A', K_UP }, { 'B', K_DOWN }, { 'C', K_RIGHT }, { 'D', K_LEFT },
	{ 'a', K_UP }, { 'b', K_DOWN }, { 'c', K_WORD_RIGHT }, { 'd', K_WORD_LEFT },
	{ 'H', K_HOME }, { 'F', K_END }, { 'M', K_ENTER },
	{ 'P', K_F1 }, { 'Q', K_F2 }, { 'R', K_F3 }, { 'S', K_F4 },
	{ 'j', '*' }, { 'k', '+' }, { 'l', ',' }, { 'm', '-' }, { 'n', '.' }, { 'o', '/' },
	{ 'p', '0' }, { 'q', '1' }, { 'r', '2' }, { 's', '3' }, { 't', '4' },
	{ 'u', '5' }, { 'v', '6' }, { 'w', '7' }, { 'x', '8' }, { 'y', '9' }, { 'X', '=' },
};
/* clang-format on */

static const char paste_end[] = "\x1b[201~";

int key_is_text(int32_t key)
{
	return key >= ' ' && key < K_NAMED;
}

/* Some of them are what other keys send, too. */
static int32_t control_key(unsigned char byte)
{
	switch (byte) {
	case '\r':
	case '\n':
		return K_ENTER;
	case '\t':
		return K_TAB;
	case '\b':
	case 0x7f:
		return K_BACKSPACE;
	default:
		return byte;
	}
}

int32_t key_parse(const char *name, size_t len)
{
	size_t pos = 0;
	int32_t key;

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strlen(names[i].name) == len && memcmp(names[i].name, name, len) == 0)
			return names[i].key;
	if (len == 2 && name[0] == '^' && name[1] >= 'A' && name[1] <= 'Z')
		return K_CTRL(name[1]);
	key = utf8_next(name, len, &pos);
	return pos == len && key > ' ' && utf8_is_clean(key) ? key : K_NONE;
}

void key_print(int32_t key, struct str *out)
{
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (names[i].key == key) {
			str_add(out, names[i].name);
			return;
		}
	}
	if (key > 0 && key < ' ')
		str_addf(out, "^%c", (char)(key + '@'));
	else if (key_is_text(key))
		utf8_put(out, key);
}

int key_list_next(const char *list, size_t *pos, int32_t *key)
{
	size_t start = *pos + strspn(list + *pos, " ");
	size_t len = strcspn(list + start, " ");

	*pos = start + len;
	if (len == 0)
		return 0;
	*key = key_parse(list + start, len);
	if (*key > 0 && *key < ' ')
		*key = control_key((unsigned char)*key);
	return *key == K_NONE ? -1 : 1;
}

int key_list_has(const char *list, int32_t key)
{
	size_t pos = 0;
	int32_t other;
	int got;

	while ((got = key_list_next(list, &pos, &other)) != 0)
		if (got > 0 && other == key)
			return 1;
	return 0;
}

int key_list_check(const char *list, struct err *err)
{
	size_t pos = 0, from = 0;
	int32_t key;
	int got;

	while ((got = key_list_next(list, &pos, &key)) != 0) {
		if (got < 0)
			return err_set(err, ERR_FAULT,
				_("there is no key named '%.*s'; write for example "
				  "^S, F2, Esc, Enter, PgDn or one character"),
				(int)strcspn(list + from + strspn(list + from, " "), " "),
				list + from + strspn(list + from, " "));
		if (key_list_has(list + pos, key))
			return err_set(err, ERR_FAULT, _("a key stands twice in '%s'"), list);
		from = pos;
	}
	return 0;
}

void key_decoder_init(struct key_decoder *d)
{
	memset(d, 0, sizeof(*d));
}

static void ready(struct key_decoder *d, int32_t key)
{
	if (key != K_NONE && d->count < KEY_QUEUE)
		d->ready[d->count++] = key;
}

static void drop_partial(struct key_decoder *d)
{
	d->bad += (unsigned long)d->partial;
	if (d->pasting && d->partial)
		ready(d, NO_CHARACTER);
	d->partial = 0;
	memset(&d->state, 0, sizeof(d->state));
}

static void text_byte(struct key_decoder *d, unsigned char byte)
{
	char in = (char)byte;
	wchar_t wide = 0;
	size_t took;

	/* GB18030 has second bytes in ASCII, but never a control. */
	if (d->partial && (byte < ' ' || byte == 0x7f))
		drop_partial(d);
	if (d->partial == 0 && byte < 0x80) {
		if (d->pasting)
			ready(d, byte ? byte : NO_CHARACTER);
		else
			ready(d, control_key(byte));
		return;
	}
	took = mbrtowc(&wide, &in, 1, &d->state);
	if (took == (size_t)-2) {
		d->partial++;
	} else if (took == (size_t)-1) {
		int again = d->partial > 0;

		d->bad += !again;
		if (d->pasting && !again)
			ready(d, NO_CHARACTER);
		drop_partial(d);
		if (again)
			text_byte(d, byte);
	} else {
		d->partial = 0;
		if (d->pasting || utf8_is_clean((int32_t)wide)) {
			ready(d, (int32_t)wide);
		} else {
			d->refused++;
			d->refused_last = (int32_t)wide;
		}
	}
}

static int32_t final_lookup(const struct final_key *table, size_t count, unsigned char last)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].last == (char)last)
			return table[i].key;
	return K_NONE;
}

static int32_t tilde_lookup(int number)
{
	for (size_t i = 0; i < COUNT_OF(tilde_keys); i++)
		if (tilde_keys[i].number == number)
			return tilde_keys[i].key;
	return K_NONE;
}

/* The numbers of CSI a ; b last; -1 where there is none. */
static void csi_numbers(const struct key_decoder *d, int number[2])
{
	size_t n = 0;

	number[0] = number[1] = -1;
	for (size_t i = 2; i + 1 < d->held_len && n < 2; i++) {
		if (d->held[i] >= '0' && d->held[i] <= '9' && number[n] < 1000)
			number[n] = (number[n] < 0 ? 0 : number[n] * 10) + d->held[i] - '0';
		else if (d->held[i] == ';')
			n++;
	}
}

/* What a whole CSI sequence means; K_NONE drops it, as the answers of a probe come late. */
static int32_t csi_key(const struct key_decoder *d)
{
	unsigned char last = d->held[d->held_len - 1];
	int number[2];
	int32_t key;

	if (d->held_len > 2 && strchr("<=>?", d->held[2]))
		return K_NONE;
	csi_numbers(d, number);
	if (last == '~' || last == '^' || last == '$')
		return tilde_lookup(number[0]);
	if (number[0] >= 0) {
		key = final_lookup(csi_pf_keys, COUNT_OF(csi_pf_keys), last);
		if (key != K_NONE)
			return key;
	}
	key = final_lookup(csi_keys, COUNT_OF(csi_keys), last);
	/* modifiers are 1 + a sum, in which 4 is Ctrl */
	if (number[1] > 0 && ((number[1] - 1) & 4)) {
		if (key == K_LEFT)
			return K_WORD_LEFT;
		if (key == K_RIGHT)
			return K_WORD_RIGHT;
	}
	return key;
}

static void csi_byte(struct key_decoder *d, unsigned char byte)
{
	if (d->held_len == 4 && d->held[2] == '[') {
		ready(d, final_lookup(linux_keys, COUNT_OF(linux_keys), byte));
		d->held_len = 0;
	} else if (d->held_len == 3 && byte == '[') {
		return;
	} else if (byte >= 0x40 && byte <= 0x7e) {
		int32_t key = csi_key(d);

		ready(d, key);
		d->held_len = 0;
		d->pasting = key == K_PASTE_BEGIN;
	} else if (byte < ' ' || byte > 0x7e) {
		d->held_len = 0;
		key_decoder_byte(d, byte);
	}
}

static void ss3_byte(struct key_decoder *d, unsigned char byte)
{
	int32_t key = final_lookup(ss3_keys, COUNT_OF(ss3_keys), byte);

	d->held_len = 0;
	if (key != K_NONE) {
		ready(d, key);
		return;
	}
	/* typed by hand in one burst: Esc, a capital O and something */
	ready(d, K_ESC);
	ready(d, 'O');
	key_decoder_byte(d, byte);
}

/* What was held back as the end of a paste and is none: text like the rest. */
static void release_held(struct key_decoder *d)
{
	size_t len = d->held_len;

	d->held_len = 0;
	for (size_t i = 0; i < len; i++)
		text_byte(d, d->held[i]);
}

static void paste_byte(struct key_decoder *d, unsigned char byte)
{
	if (byte != (unsigned char)paste_end[d->held_len]) {
		release_held(d);
		if (byte != (unsigned char)paste_end[0]) {
			text_byte(d, byte);
			return;
		}
	}
	d->held[d->held_len++] = byte;
	if (paste_end[d->held_len])
		return;
	key_decoder_end_paste(d);
	ready(d, K_PASTE_END);
}

void key_decoder_end_paste(struct key_decoder *d)
{
	drop_partial(d);
	d->held_len = 0;
	d->pasting = 0;
}

void key_decoder_byte(struct key_decoder *d, unsigned char byte)
{
	if (d->pasting) {
		paste_byte(d, byte);
		return;
	}
	if (d->held_len == 0) {
		if (byte == 0x1b) {
			drop_partial(d);
			d->held[d->held_len++] = byte;
		} else {
			text_byte(d, byte);
		}
		return;
	}
	/* Too long to be a key: go on to its end without keeping more. */
	if (d->held_len == KEY_SEQUENCE)
		d->held_len--;
	d->held[d->held_len++] = byte;
	if (d->held_len == 2) {
		if (byte == '[' || byte == 'O')
			return;
		ready(d, K_ESC);
		d->held_len = 0;
		key_decoder_byte(d, byte);
	} else if (d->held[1] == '[') {
		csi_byte(d, byte);
	} else {
		ss3_byte(d, byte);
	}
}

void key_decoder_settle(struct key_decoder *d)
{
	if (d->pasting)
		return;
	if (d->held_len == 1 || d->held_len == 2)
		ready(d, K_ESC);
	if (d->held_len == 2)
		ready(d, d->held[1]);
	d->held_len = 0;
	drop_partial(d);
}

int key_decoder_holds(const struct key_decoder *d)
{
	return !d->pasting && (d->held_len > 0 || d->partial > 0);
}

int key_decoder_in_sequence(const struct key_decoder *d)
{
	return !d->pasting && d->held_len > 1;
}

int32_t key_decoder_next(struct key_decoder *d)
{
	int32_t key;

	if (d->count == 0)
		return K_NONE;
	key = d->ready[0];
	memmove(d->ready, d->ready + 1, --d->count * sizeof(d->ready[0]));
	return key;
}

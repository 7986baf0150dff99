/*
 * keys.h - keys: their codes, their names as text, and the bytes they arrive as.
 *
 * A key is one int32_t: a character is its Unicode code point, ^A..^Z are 1..26
 * (except those with a name of their own), named keys lie above Unicode.  The
 * decoder knows the sequences of PuTTY, xterm, linux, rxvt and VT terminals
 * whatever TERM says; it knows nothing of curses and has no clock of its own.
 * Between K_PASTE_BEGIN and K_PASTE_END each character comes as it is, controls too.
 */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

struct str;

enum key_code {
	K_NONE = 0,             /* nothing came: the tick */
	NO_CHARACTER = 0xFFFD,  /* in a paste: bytes that are no text here */
	K_NAMED = 0x110000,
	K_ENTER, K_TAB, K_BACKTAB, K_ESC, K_BACKSPACE, K_INS, K_DEL,
	K_UP, K_DOWN, K_LEFT, K_RIGHT, K_HOME, K_END, K_PGUP, K_PGDN,
	K_WORD_LEFT, K_WORD_RIGHT,      /* Ctrl with Left, Right */
	K_F1, K_F2, K_F3, K_F4, K_F5, K_F6, K_F7, K_F8, K_F9, K_F10, K_F11, K_F12,
	K_PASTE_BEGIN, K_PASTE_END,     /* bracketed paste, when it is switched on */
	K_RESIZE,               /* the terminal has another size */
	K_HANGUP,               /* the line is gone or we are asked to end: save and leave */
};

#define K_CTRL(letter) ((letter) & 0x1f)

/* 1 if the key is a character to be put into a text. */
int key_is_text(int32_t key);

/*
 * "^S" "F2" "Esc" "Enter" "Tab" "S-Tab" "Space" "BS" "Ins" "Del" "Up" "Down" "Left"
 * "Right" "Home" "End" "PgUp" "PgDn" "C-Left" "C-Right", or one character.
 * K_NONE when the name is unknown.
 */
int32_t key_parse(const char *name, size_t len);
void key_print(int32_t key, struct str *out);

/* Next key of names separated by blanks; *pos starts at 0. 1; 0 at the end; -1 unknown name. */
int key_list_next(const char *list, size_t *pos, int32_t *key);
int key_list_has(const char *list, int32_t key);        /* 1 or 0 */
/* Every name known and none twice, else ERR_FAULT with a sentence. */
int key_list_check(const char *list, struct err *err);

enum { KEY_QUEUE = 48, KEY_SEQUENCE = 32 };

struct key_decoder {
	int32_t ready[KEY_QUEUE];       /* keys decoded, oldest first */
	size_t count;
	unsigned char held[KEY_SEQUENCE];       /* an escape sequence so far */
	size_t held_len;
	mbstate_t state;                /* of a multibyte character so far */
	int partial;                    /* bytes of it */
	unsigned long bad;              /* bytes that are no text in this session's charset */
	unsigned long refused;          /* typed characters that may not be stored */
	int32_t refused_last;
	int pasting;                    /* 1 after K_PASTE_BEGIN: escape sequences are text */
};

void key_decoder_init(struct key_decoder *d);
/* Takes one byte, in the charset of LC_CTYPE; take the keys out before the next one. */
void key_decoder_byte(struct key_decoder *d, unsigned char byte);
/* Nothing came for the escape delay: what is held is settled (a lone Esc is Esc). */
void key_decoder_settle(struct key_decoder *d);
int key_decoder_holds(const struct key_decoder *d);     /* 1 within a sequence or character */
/* 1 once it is a sequence beyond doubt: what is missing may be waited for longer than for Esc. */
int key_decoder_in_sequence(const struct key_decoder *d);
void key_decoder_end_paste(struct key_decoder *d);      /* its end was lost */
int32_t key_decoder_next(struct key_decoder *d);        /* K_NONE when there is none */

#endif

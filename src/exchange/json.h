/*
 * json.h - records as JSON lines, both ways.
 *
 * Keys are field ids; every value is the string that field_format() gives and field_parse()
 * takes (decimals as digits, codes as codes, "." "/" "X", qualifiers inside: "50余");
 * several is an array of strings, rows an array of objects, null is empty.  Written too:
 * _id _rev _state _changed _by, and _reason where warnings were accepted.  Where there are any,
 * _notes ({"id": "as measured"}) and _carried (["id"]: copied from last period, not yet
 * confirmed) follow, of a row of a group within its object; read again, they take the place of
 * what the named fields had.
 */
#ifndef EXCHANGE_JSON_H
#define EXCHANGE_JSON_H

#include "base/arena.h"
#include "base/err.h"
#include "exchange/incoming.h"

#include <stddef.h>
#include <stdint.h>

struct field;
struct model;
struct record;
struct str;

enum json_flags {
	JSON_BARE = 1 << 0,             /* without _id and the like; notes stay */
	JSON_SPARSE = 1 << 1,           /* empty fields are left out instead of null */
};

/* Appends one object on one line, without a newline.  fields NULL: all of the form. */
void record_to_json(const struct model *model, const struct record *record,
		    const struct field *const *fields, size_t field_count, unsigned flags,
		    struct str *out);
/* A text as a JSON string with its quotes. */
void json_put_text(const char *text, struct str *out);

/*
 * One line -> what it says about a record.  Accepted beside field ids: _id, _rev, _reason,
 * _notes, _carried; the other _ keys and computed fields are passed over.  A ref is a record
 * id or an object of the target's natural key, looked up in data.  A JSON integer is taken for
 * integer fields; other numbers are refused.  Faults name the field; *out belongs to mem.
 */
int json_to_incoming(struct dataset *data, const struct form *form, const char *line,
		     size_t len, struct arena *mem, struct incoming *out, struct err *err);

/* The line's object with one more (or another) text member; the line as it is if it is none. */
void json_with_text(const char *line, const char *key, const char *text, struct str *out);

#endif

/*
 * base64.h - bytes as RFC 4648 writes them: one run of letters, padded.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/bytes.h"

#include <stddef.h>

struct str;

void base64_encode(struct bytes bytes, struct str *out);
/* 0; -1 when the text (len bytes) is not what base64_encode() writes. */
int base64_decode(const char *text, size_t len, struct str *out);

#endif

/*
 * hash.h - SHA-256 of bytes that come piece by piece (contents of imported files).
 */
#ifndef STORE_HASH_H
#define STORE_HASH_H

#include <stddef.h>

enum { SHA256_HEX_SIZE = 65 }; /* 64 digits and the NUL */

struct sha256;

struct sha256 *sha256_new(void);
void sha256_add(struct sha256 *hash, const void *bytes, size_t len);
/* Frees and clears the pointer. */
void sha256_end(struct sha256 **hash, char hex[SHA256_HEX_SIZE]);

#endif

/*
 * hash.c - SHA-256 through libmd, which no other folder sees.
 */
#include "store/hash.h"

#include <sha2.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct sha256 {
	SHA2_CTX ctx;
};

struct sha256 *sha256_new(void)
{
	struct sha256 *hash = xalloc(sizeof(*hash));

	SHA256Init(&hash->ctx);
	return hash;
}

void sha256_add(struct sha256 *hash, const void *bytes, size_t len)
{
	SHA256Update(&hash->ctx, bytes, len);
}

void sha256_end(struct sha256 **hash, char hex[SHA256_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[SHA256_DIGEST_LENGTH];

	SHA256Final(sum, &(*hash)->ctx);
	for (size_t i = 0; i < sizeof(sum); i++) {
		hex[2 * i] = digits[sum[i] >> 4];
		hex[2 * i + 1] = digits[sum[i] & 15];
	}
	hex[2 * sizeof(sum)] = '\0';
	free(*hash);
	*hash = NULL;
}

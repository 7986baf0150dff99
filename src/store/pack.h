/*
 * pack.h - big-endian numbers at a place in memory, for the store's hot paths.
 */
#ifndef STORE_PACK_H
#define STORE_PACK_H

#include <stdint.h>

static inline void pack_u32(unsigned char *at, uint32_t n)
{
	at[0] = (unsigned char)(n >> 24);
	at[1] = (unsigned char)(n >> 16);
	at[2] = (unsigned char)(n >> 8);
	at[3] = (unsigned char)n;
}

static inline void pack_u64(unsigned char *at, uint64_t n)
{
	pack_u32(at, (uint32_t)(n >> 32));
	pack_u32(at + 4, (uint32_t)n);
}

static inline uint32_t unpack_u32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static inline uint64_t unpack_u64(const unsigned char *at)
{
	return (uint64_t)unpack_u32(at) << 32 | unpack_u32(at + 4);
}

#endif

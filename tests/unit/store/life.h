/*
 * life.h - short hands of the tests that start, stop and kill servers.
 */
#ifndef TESTS_STORE_LIFE_H
#define TESTS_STORE_LIFE_H

#include "store/store.h"

#include <sys/types.h>

struct store *open_kind(enum store_kind kind, const char *dir);
enum err_code open_fails(enum store_kind kind, const char *dir, const char *says);
void put(struct store *store, const char *key, const char *value);
int has(struct store *store, const char *key);
pid_t server_of(const char *dir);
int exists(const char *dir, const char *name);
int is_gone(const char *dir, int ms);
pid_t serve_in_background(const char *dir, int auto_started, int idle_seconds, int *ready);

#endif

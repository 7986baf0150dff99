/*
 * sshd_account.h - the account that sshd's sessions run as, for sshd.c: a scratch one in a
 * mount namespace, and the process that ends everything.
 */
#ifndef TESTS_LIB_SSHD_ACCOUNT_H
#define TESTS_LIB_SSHD_ACCOUNT_H

#include "lib/sshd.h"

/* Name, uid, gid and whether there may be a scratch account; writes its files to folder. */
int account_choose(struct sshd *s, const char *folder);
/* In the child that becomes sshd: the account is there from here on. -1: errno. */
int account_enter(const struct sshd *s, const char *folder, enum sshd_mode mode);
/* Runs sshd in a child, and ends with the caller; never returns. */
_Noreturn void keeper_run(const struct sshd *s, const struct sshd_how *how, pid_t parent);
/* Descendants of that process, at most so many; how many. */
int keeper_descendants(pid_t of, pid_t *out, int most);

#endif

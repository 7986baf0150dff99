/*
 * key_follow.h - DATA/authorized_keys follows the ledgers of people: on entering a session and
 * after every change that this process makes.
 */
#ifndef CLI_KEY_FOLLOW_H
#define CLI_KEY_FOLLOW_H

#include "base/err.h"

struct session;

/*
 * Brings the file up to date and goes on doing so; what is wrong is said on stderr.  -1
 * ERR_DENIED: sshd let somebody in by a file that still held a key of his that has ended.
 */
int key_follow(struct session *s, struct err *err);

#endif

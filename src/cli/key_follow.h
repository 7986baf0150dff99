/*
 * key_follow.h - DATA/authorized_keys follows the ledgers of people: on entering a session and
 * after every change that this process makes.
 */
#ifndef CLI_KEY_FOLLOW_H
#define CLI_KEY_FOLLOW_H

struct session;

/* Brings the file up to date and goes on doing so; what is wrong is said on stderr. */
void key_follow(struct session *s);

#endif

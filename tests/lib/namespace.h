/*
 * namespace.h - mounts of a test's own: a user and mount namespace for this process.
 */
#ifndef TESTS_LIB_NAMESPACE_H
#define TESTS_LIB_NAMESPACE_H

/* Who runs the test is uid and gid in it; -1: none here, errno. */
int namespace_enter(unsigned uid, unsigned gid);

#endif

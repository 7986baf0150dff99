/*
 * demo_conf.h - the conf of the example data: copied into a new data directory.
 */
#ifndef CLI_DEMO_CONF_H
#define CLI_DEMO_CONF_H

#include "base/err.h"

/* Each *.conf of the folder into the other one (made when absent); one that is there stays. */
int demo_conf_copy(const char *from, const char *to, struct err *err);

#endif

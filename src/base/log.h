/*
 * log.h - what happened, for whoever looks after the machine: lines in a file.
 *
 * Nothing goes to the terminal; before log_open() and after log_close() lines are
 * dropped.  One line a call: instant, level, pid, text.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_ERROR_LEVEL, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Appends, 0600, O_CLOEXEC; a log already open is closed. */
int log_open(const char *path, enum log_level least, struct err *err);
void log_close(void);
void log_line(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif

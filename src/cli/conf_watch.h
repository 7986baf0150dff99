/*
 * conf_watch.h - files of conf/ and forms/ that were changed otherwise than by herbledger conf.
 */
#ifndef CLI_CONF_WATCH_H
#define CLI_CONF_WATCH_H

struct session;

/* Notes them, once whoever sees them first; quiet when it cannot.  One get if none are. */
void conf_watch(struct session *s);

#endif

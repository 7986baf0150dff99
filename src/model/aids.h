/*
 * aids.h - whether a person is typing just now, and on what day.
 *
 * While somebody types, figures may be sums (120+35) and dates and periods may be told from
 * today (t-7, 0625, h1).  Files and scripts carry finished values: there no day is set, and
 * the same text is refused, so that a file means the same whenever it is read.
 */
#ifndef MODEL_AIDS_H
#define MODEL_AIDS_H

#include "base/date.h"

#include <stdint.h>

void aids_set(int32_t today);   /* DATE_NONE: nobody types */
int32_t aids_today(void);       /* DATE_NONE at first */
static inline int aids_are_on(void) { return aids_today() != DATE_NONE; }

#endif

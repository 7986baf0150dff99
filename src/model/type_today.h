/*
 * type_today.h - inside model/: days and periods told from today, and how dates are read.
 */
#ifndef MODEL_TYPE_TODAY_H
#define MODEL_TYPE_TODAY_H

#include "base/arena.h"
#include "model/period.h"

#include <stdint.h>

enum day_result {
	DAY_READ,
	DAY_NOT_ONE,            /* not the look of a date */
	DAY_NO_SUCH,            /* 0230 */
	DAY_TWO,                /* 112: 1-12 or 11-2 */
};

/*
 * t t-7 t+3, 今天 昨天 前天 明天, 0625 625 6-25 6.25 6月25日 25日 (of this year, this month),
 * 月初 月底 上月底 下月底 6月底 季末 年初 年底 去年底.  Folded, trimmed.
 */
int day_from_today(const char *text, int32_t today, int32_t *out);

/*
 * h1 q2 s 6月 上半年 (of this year), 今年 去年, m m-1 q-1 h y s t (the one that today is in,
 * or so many before it), 本月 上月 本季度 本旬, 本期 上期 when kinds holds one kind only.
 * Folded, without blanks; PERIOD_NONE: none of these.
 */
struct period period_from_today(const char *text, int32_t today, unsigned kinds,
				const struct season *season, struct arena *mem);
/* In full, 2021h1 or 2021年上半年 (type_date.c); PERIOD_NONE unlike any. */
struct period period_typed(const char *typed);

#endif

/*
 * aids.c - the day of whoever types; one for the process, like its language.
 */
#include "model/aids.h"

static int32_t day_of_typing = DATE_NONE;

void aids_set(int32_t today)
{
	day_of_typing = today;
}

int32_t aids_today(void)
{
	return day_of_typing;
}

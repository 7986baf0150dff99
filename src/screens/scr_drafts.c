/*
 * scr_drafts.c - the user's drafts: resume, compare, discard.
 */
#include "screens/typing.h"

#include "screens/screens.h"

enum typing_offer typing_offer(struct app *app, struct screen *s, const char *kind,
	const char *form, uint64_t id, const char *context, struct typing **out)
{
	(void)app;
	(void)s;
	(void)kind;
	(void)form;
	(void)id;
	(void)context;
	*out = NULL;
	return OFFER_NONE;
}

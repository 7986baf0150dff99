/* pending.c - stands in for the card and the grid until they are here. */
#include "screens/classes.h"
#include "screens/screens.h"

static const struct action none[] = { { 0 } };

const struct screen_class grid_class __attribute__((weak)) = {
	.name = "grid", .size = sizeof(struct screen), .actions = none,
};

__attribute__((weak)) struct screen *scr_grid(struct app *app, const struct form *form)
{
	(void)app, (void)form;
	return screen_new(&grid_class);
}

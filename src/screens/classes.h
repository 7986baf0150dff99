/*
 * classes.h - the class of each screen, defined in its scr_<noun>.c; private to this folder.
 */
#ifndef SCREENS_CLASSES_H
#define SCREENS_CLASSES_H

#include "tui/screen.h"

extern const struct screen_class home_class;
extern const struct screen_class browse_class;
extern const struct screen_class card_class;
extern const struct screen_class grid_class;
extern const struct screen_class history_class;
extern const struct screen_class deleted_class;
extern const struct screen_class query_class;
extern const struct screen_class keys_class;
extern const struct screen_class drafts_class;
extern const struct screen_class events_class;
extern const struct screen_class sessions_class;
extern const struct screen_class conf_class;
extern const struct screen_class units_class;
extern const struct screen_class people_class;
extern const struct screen_class rights_class;
extern const struct screen_class person_keys_class;
extern const struct screen_class lock_class;
extern const struct screen_class handover_class;
extern const struct screen_class leave_class;
extern const struct screen_class inbox_class;
extern const struct screen_class matrix_class;
extern const struct screen_class overdue_class;
extern const struct screen_class review_class;
extern const struct screen_class closing_class;
extern const struct screen_class corrections_class;

#endif

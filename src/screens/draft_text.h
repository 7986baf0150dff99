/*
 * draft_text.h - drafts in words: how old, what is in them beside what is stored.  Private to
 * this folder.
 */
#ifndef SCREENS_DRAFT_TEXT_H
#define SCREENS_DRAFT_TEXT_H

#include "data/drafts.h"

#include <stddef.h>
#include <stdint.h>

struct app;
struct err;
struct str;
struct typing;

/* "12 minutes ago" */
void draft_age(int64_t changed, struct str *out);
size_t draft_places(const struct typing *t);    /* how many differ from their beginning */
/* The form's label, its id when it is gone. */
const char *draft_form_label(const struct app *app, const struct draft_head *head);

enum draft_state { DRAFT_FITS, DRAFT_OLDER_FORM, DRAFT_RECORD_GONE, DRAFT_FORM_GONE };
/* What has become of what it belongs to; without the store's answer it fits. */
/* 1: of a record that the viewer does not see now: nothing but his own typing is shown. */
int draft_is_foreign(const struct app *app, const struct draft_head *head);
enum draft_state draft_state(const struct app *app, const struct draft_head *head);
const char *draft_state_text(enum draft_state state);   /* a sentence, "" when it fits */

/* Each place: its label, what was there, what was typed, what is stored now. */
void draft_compare(struct app *app, const struct typing *t, struct str *out);

#endif

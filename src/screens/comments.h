/*
 * comments.h - comments on cells at the screen: collected while a filing is reviewed, and gone
 * through one by one by those who put it right.  Private to this folder.
 *
 * The reviewer's stay with the review (and in a draft) until the return is sent.  Those of a
 * returned filing are read with the line they stand on.
 */
#ifndef SCREENS_COMMENTS_H
#define SCREENS_COMMENTS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/cycle.h"
#include "model/record.h"
#include "tui/screen.h"
#include "work/act.h"

#include <stddef.h>
#include <stdint.h>

struct app;
struct field;
struct str;

/* ---- being reviewed: written, not yet sent ---- */

struct reviewing;                       /* one filing that is open for review */

/* Opened with scr_review's filing; what was written before and not sent is there again. */
struct reviewing *reviewing_begin(struct app *app, const struct cycle *cycle,
				  const struct unit *unit, struct period period,
				  const struct record *filing);
void reviewing_end(struct reviewing **r);       /* what was not sent is kept as a draft */
/* 1 when it is this filing's. */
int reviewing_is(const struct reviewing *r, uint64_t filing);
/* The review in which this line stands, NULL none. */
struct reviewing *reviewing_of(const struct app *app, const struct record *line);
size_t reviewing_count(const struct reviewing *r);
/* As the return takes them; valid until the next change. */
const struct new_comment *reviewing_comments(const struct reviewing *r, size_t *count);
void reviewing_sent(struct reviewing *r);       /* they stand with the return now */
/* The comment written on that cell, NULL none. */
const char *reviewing_on(const struct reviewing *r, const struct record *line,
			 const struct field *field);
/* Asks for one, or for other words; none: it is taken away.  field NULL: the whole line. */
enum screen_next reviewing_ask(struct reviewing *r, struct screen *s, const struct record *line,
			       const struct field *field);

/* ---- returned: read, gone through, answered ---- */

struct comment_trail {
	struct arena mem;
	struct comment *at;             /* the open ones, in order of lines and fields */
	size_t count;
};

/* Of the filing that covers the line, where it was returned; 0, also when there are none. */
int comments_read(struct app *app, const struct record *line, struct comment_trail *out,
		  struct err *err);
void comments_release(struct comment_trail *t);
/* The open one on that cell (field NULL: the line), NULL none. */
const struct comment *comments_on(const struct comment_trail *t, uint64_t record,
				  const struct field *field);
/*
 * From one of them (NULL: from that line) to the next or the one before, round the end; NULL
 * there is none at all.
 */
const struct comment *comments_next(const struct comment_trail *t,
				    const struct comment *from, uint64_t record, int step);
/* "Comment 1/3, round 2, Chen: too much?" */
void comment_text(const struct comment_trail *t, const struct comment *c, struct str *out);
/* Asks for an answer and gives it: 1 done. */
int comment_answer(struct app *app, struct screen *s, const struct comment *c);

/* Who else reviews the filing of this line: "Sun has been reviewing since 14:02", "" nobody. */
void comments_reviewer(struct app *app, const struct record *line, struct str *out);
/* The same behind what the screen has just said, "Saved.": it is never in the way. */
void comments_add_reviewer(struct screen *s, const char *reviewer);
void comments_reviewer_of(struct app *app, const struct record *filing, struct str *out);

#endif

/*
 * scr_handover.c - posts go from one person to the next; somebody who leaves hands over all of
 * them, ends his keys and is locked, in one batch.
 *
 * What refers to a post goes with it by itself: the table only counts it.
 */
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/person.h"
#include "screens/screens.h"
#include "tui/popup.h"
#include "work/handover.h"
#include "work/leave.h"
#include "work/people.h"

enum { HEIRS_MOST = 32, DATE_MOST = 10 };

struct handing {
	struct person_screen in;
	int leaving;
	int32_t day;
	int acting;
	uint64_t successor; /* of all; 0 nobody yet */
	struct leave_heir heirs[HEIRS_MOST]; /* who is chosen for one post alone */
	size_t heir_count;
	uint64_t only; /* this post alone is handed over; 0 all */
	struct leave_plan plan; /* in the table's memory */
};

/* ---- loading ---- */

static uint64_t heir_of(const struct handing *h, uint64_t post)
{
	for (size_t i = 0; i < h->heir_count; i++)
		if (h->heirs[i].post == post)
			return h->heirs[i].user;
	return h->successor;
}

/* "planting 12, trials 3" */
static const char *counts_text(const struct handing *h, const struct handover_post *post)
{
	struct arena *mem = (struct arena *)&h->in.list.table.mem;
	struct str text = { 0 };

	for (size_t i = 0; i < post->count; i++) {
		const struct ref_count *c = &post->counts[i];
		const struct work_state *state =
			model_state(app_model(h->in.view.app), c->state);

		str_addf(&text, "%s%s %llu", i ? _(", ") : "",
			form_label(c->form, i18n_lang()), (unsigned long long)c->count);
		if (state)
			str_addf(&text, " (%s)", text_in(state->label, i18n_lang()));
	}
	return text.len ? str_keep(&text, mem) : _("nothing");
}

static const char *name_of(const struct handing *h, uint64_t user)
{
	const struct person *person = user ? people_user(&h->in.view.people, user) : NULL;

	return person ? person->name : _("nobody yet");
}

static void add_post(struct handing *h, const struct handover_post *post)
{
	struct text_row *row;
	uint64_t id = post->post ? post->post->id : 0;

	if (h->only && id != h->only)
		return;
	row = text_table_add(&h->in.list.table);
	row->cell[0] = post->title;
	row->cell[1] = post->acting ? _("yes") : "";
	row->cell[2] = id ? name_of(h, heir_of(h, id)) : _("only ends");
	row->cell[3] = *post->refusal ? post->refusal : counts_text(h, post);
	row->data = post;
}

static struct leave leave_of(const struct handing *h, const char *reason)
{
	return (struct leave){
		.user = h->in.view.id, .successor = h->successor, .heirs = h->heirs,
		.heir_count = h->heir_count, .day = h->day, .reason = reason,
		.dir = h->in.view.app->dir,
	};
}

static struct handover handover_of(const struct handing *h)
{
	return (struct handover){
		.from = h->in.view.id, .to = h->successor, .post = h->only, .day = h->day,
		.acting = h->acting,
	};
}

static int read_plan(struct handing *h, struct err *err)
{
	struct leave leave = leave_of(h, NULL);
	struct handover handover = handover_of(h);
	struct arena *mem = &h->in.list.table.mem;
	struct dataset *data = h->in.view.app->data;
	int got;

	h->plan = (struct leave_plan){ .locked = 0 };
	got = h->leaving ? leave_plan(data, &leave, mem, &h->plan, err)
			 : handover_plan(data, &handover, mem, &h->plan.posts, err);
	return got < 0 ? -1 : 0;
}

static enum screen_next load(struct screen *s)
{
	struct handing *h = (struct handing *)s;
	const char *const titles[] = {
		_("Post"), _("Acting"), _("Goes to"), _("What hangs on it"), NULL
	};
	struct err err = { 0 };

	if (person_load(&h->in.view, &err) < 0)
		return screen_fail_load(s, &err);
	if (h->day == DATE_NONE)
		h->day = h->in.view.day;
	text_table_begin(&h->in.list.table, titles);
	if (read_plan(h, &err) < 0) {
		screen_refused(&err);
		screen_warn(s, "%s", err.text);
		if (!s->loaded)
			return SCREEN_BACK;
	}
	for (size_t i = 0; i < h->plan.posts.count; i++)
		add_post(h, &h->plan.posts.posts[i]);
	text_table_end(&h->in.list.table);
	return SCREEN_STAY;
}

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	struct handing *h = (struct handing *)s;
	struct canvas rows = canvas_part(body, 4, 0, body->rows - 4, body->cols);
	struct str day = { 0 };

	date_print(h->day, &day);
	if (h->leaving) {
		canvas_putf(body, 0, 1, LOOK_PLAIN, _("Successor: %s   First day: %s"),
			name_of(h, h->successor), str_text(&day));
		canvas_putf(body, 1, 1, LOOK_PLAIN,
			_("Ends with it: %zu keys, %zu open sessions; %zu drafts stay. Then "
			  "the user is locked."),
			h->plan.key_count, h->plan.session_count, h->plan.drafts);
	} else {
		canvas_putf(body, 0, 1, LOOK_PLAIN,
			_("Successor: %s   First day: %s   Acting: %s"),
			name_of(h, h->successor), str_text(&day),
			h->acting ? _("yes") : _("no"));
		canvas_put(body, 1, 1, LOOK_PLAIN,
			h->only ? _("Only this post is handed over; o: all of them.")
				: _("All posts are handed over; o: only the one marked >."));
	}
	canvas_put(body, 2, 1, LOOK_PLAIN,
		_("What was signed before keeps the name of who signed."));
	text_table_draw(&h->in.list.table, &rows, _("Holds no post."));
	str_release(&day);
}

/* ---- actions ---- */

static uint64_t current_post(const struct screen *s)
{
	const struct handover_post *post = text_screen_data(s);

	return post && post->post ? post->post->id : 0;
}

static enum screen_next choose_all(struct screen *s)
{
	struct handing *h = (struct handing *)s;
	uint64_t id = person_choose(&h->in.view, s, _("Successor"), h->in.view.id);

	if (!id)
		return SCREEN_STAY;
	h->successor = id;
	h->heir_count = 0;
	return SCREEN_REFRESH;
}

static enum screen_next choose_one(struct screen *s)
{
	struct handing *h = (struct handing *)s;
	uint64_t post = current_post(s), id;
	size_t at = 0;

	id = person_choose(&h->in.view, s, _("Successor of this post"), h->in.view.id);
	if (!id)
		return SCREEN_STAY;
	while (at < h->heir_count && h->heirs[at].post != post)
		at++;
	if (at == HEIRS_MOST) {
		screen_warn(s, _("Too many posts with successors of their own."));
		return SCREEN_STAY;
	}
	h->heirs[at] = (struct leave_heir){ .post = post, .user = id };
	h->heir_count += at == h->heir_count;
	return SCREEN_REFRESH;
}

static enum screen_next set_day(struct screen *s)
{
	struct handing *h = (struct handing *)s;
	struct str text = { 0 };
	struct err err = { 0 };
	int32_t day;
	enum screen_next next = SCREEN_STAY;

	date_print(h->day, &text);
	if (screen_prompt(s, _("First day of the successor: "), DATE_MOST, &text) == 0) {
		if (date_parse(str_text(&text), &day, &err) < 0) {
			next = screen_fail(s, &err);
		} else {
			h->day = day;
			next = SCREEN_REFRESH;
		}
	}
	str_release(&text);
	return next;
}

static enum screen_next turn_acting(struct screen *s)
{
	struct handing *h = (struct handing *)s;

	h->acting = !h->acting;
	return SCREEN_REFRESH;
}

static enum screen_next turn_only(struct screen *s)
{
	struct handing *h = (struct handing *)s;

	h->only = h->only ? 0 : current_post(s);
	return SCREEN_REFRESH;
}

static size_t heirless(const struct handing *h)
{
	size_t count = 0;

	for (size_t i = 0; i < h->plan.posts.count; i++) {
		const struct post *post = h->plan.posts.posts[i].post;

		count += post && (!h->only || post->id == h->only) && !heir_of(h, post->id);
	}
	return count;
}

static int confirmed(struct screen *s)
{
	struct handing *h = (struct handing *)s;
	size_t posts = h->in.list.table.count, without = heirless(h);
	struct str question = { 0 };
	int yes;

	str_addf(&question,
		P_("%s: %zu post is handed over.", "%s: %zu posts are handed over.", posts),
		h->in.view.user->name, posts);
	if (without)
		str_addf(&question,
			P_(" %zu post stays without a holder.",
				" %zu posts stay without a holder.", without),
			without);
	if (h->leaving)
		str_addf(&question,
			_(" %zu keys and %zu sessions end, and the user is locked."),
			h->plan.key_count, h->plan.session_count);
	str_add(&question, _(" Do it?"));
	yes = screen_confirm(s, str_text(&question));
	str_release(&question);
	return yes;
}

static enum screen_next done(struct screen *s, int got, size_t ended, const struct err *err)
{
	struct handing *h = (struct handing *)s;

	if (got < 0)
		return screen_fail(s, err);
	if (h->leaving)
		screen_message(s, _("%s has left: posts handed over, keys ended, locked; %zu "
				    "sessions ended."),
			h->in.view.user->name, ended);
	else
		screen_message(s, _("Handed over."));
	return SCREEN_BACK;
}

static enum screen_next do_it(struct screen *s)
{
	struct handing *h = (struct handing *)s;
	struct arena mem = { 0 };
	struct str reason = { 0 };
	struct err err = { 0 };
	size_t ended = 0;
	enum screen_next next = SCREEN_STAY;

	if (!h->leaving && !h->successor) {
		screen_warn(s, _("Choose the successor first (s)."));
		return SCREEN_STAY;
	}
	if (person_reason(s, _("Reason: "), &reason) && confirmed(s)) {
		struct leave leave = leave_of(h, str_text(&reason));
		struct handover handover = handover_of(h);
		int got = h->leaving
			? leave_do(h->in.view.app->data, &leave, &mem, &ended, &err)
			: handover_do(h->in.view.app->data, &handover, str_text(&reason), &mem,
				  &err);

		next = done(s, got, ended, &err);
	}
	str_release(&reason);
	arena_release(&mem);
	return next;
}

static int has_post(const struct screen *s)
{
	return current_post(s) != 0;
}

static int leaving_with_post(const struct screen *s)
{
	return ((const struct handing *)s)->leaving && has_post(s);
}

static int handing_over(const struct screen *s)
{
	return !((const struct handing *)s)->leaving;
}

static int can_turn_only(const struct screen *s)
{
	return handing_over(s) && (((const struct handing *)s)->only || has_post(s));
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "handover-successor", .keys = "s", .label = N_("Successor"),
	  .help = N_("Who takes the posts over."), .run = choose_all },
	{ .name = "handover-one", .keys = "Enter", .label = N_("Of this post"),
	  .help = N_("Another successor for this post alone."), .run = choose_one, .when = leaving_with_post },
	{ .name = "handover-only", .keys = "o", .label = N_("One / all"),
	  .help = N_("Hand over this post alone, or all of them."), .run = turn_only, .when = can_turn_only },
	{ .name = "handover-day", .keys = "d", .label = N_("Day"),
	  .help = N_("The successor's first day; the last day of who hands over is the one before."), .run = set_day },
	{ .name = "handover-acting", .keys = "a", .label = N_("Acting"),
	  .help = N_("The successor only stands in; the holder stays."), .run = turn_acting, .when = handing_over },
	{ .name = "handover-do", .keys = "^S F2", .label = N_("Do it"),
	  .help = N_("Everything shown here, in one go, or nothing of it."), .run = do_it, .flags = ACTION_KEEP },
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class handover_class = {
	.name = "handover",
	.title = N_("Hand over"),
	.size = sizeof(struct handing),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = person_unload,
	.key = text_screen_key,
	.heading = person_heading,
};

const struct screen_class leave_class = {
	.name = "leave",
	.title = N_("Has left"),
	.size = sizeof(struct handing),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = person_unload,
	.key = text_screen_key,
	.heading = person_heading,
};

static struct screen *open_for(
	const struct screen_class *class, struct app *app, uint64_t user, int leaving)
{
	struct screen *s = person_open(class, app, user);

	((struct handing *)s)->leaving = leaving;
	((struct handing *)s)->day = DATE_NONE;
	return s;
}

struct screen *scr_handover(struct app *app, uint64_t user)
{
	return open_for(&handover_class, app, user, 0);
}

struct screen *scr_leave(struct app *app, uint64_t user)
{
	return open_for(&leave_class, app, user, 1);
}

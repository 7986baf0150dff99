/*
 * test_leak_screens.c - every screen as each of the twelve roles, every action of each, then
 * any keys at all: nothing foreign reaches the terminal, and home counts what is theirs.  Then
 * the same on a program whose filter was taken out, where it must be found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "leak_visit.h"
#include "base/i18n.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/ledger.h"

enum {
	WORKERS = 17, /* most of it is waiting */
	ARRIVE = 150, /* ms for a screen that he should not have */
	COUNTED = 60, /* looks at home until its counts stand */
	KEYS = 300,
	BURST = 12,
	SKIP = 4, /* a role walks one action of so many; the first roles all */
	ALL_ACTIONS = 1,
	PARTS = 5, /* in which such a role is walked */
};

/* ---- the screens: how one gets there from home, what stands there then ------------------- */

/* Who reads a ledger that a reporting cycle asks for. */
#define COLLECTS "TB TS YW KS ZR BG JB SJ"

/* A key opens it above another one; # is the digit of a ledger.  who: roles that have it. */
static const struct route {
	const char *name;
	const struct screen_class *cls;
	const char *above, *keys, *stands;
	enum visit_kind kind;
	const char *who; /* NULL: see is_due() */
} routes[] = {
	{ "home", &home_class, NULL, "", "q Quit", VISIT_ROW, "*" },
	{ "browse", &browse_class, "home", "#", "f Query form", VISIT_ROW, "*" },
	{ "card", &card_class, "browse", "enter", "Enter Next field", VISIT_SUGGESTION, NULL },
	{ "grid", &grid_class, "browse", "g", "state", VISIT_ROW, NULL },
	{ "history", &history_class, "browse", "h", "History ", VISIT_HISTORY, NULL },
	{ "deleted", &deleted_class, "browse", "u", "Deleted records", VISIT_ROW, "*" },
	{ "query", &query_class, "browse", "f", "query by example", VISIT_SUGGESTION, "*" },
	{ "keys", &keys_class, "home", "k", "Key test", VISIT_ROW, "*" },
	{ "drafts", &drafts_class, "home", "r", "Typed and not saved", VISIT_ROW, NULL },
	{ "events", &events_class, "home", "e", "Events", VISIT_ROW, "SJ" },
	{ "sessions", &sessions_class, "home", "o", "Sessions", VISIT_ROW, "GL" },
	{ "conf", &conf_class, "home", "c", "Settings in force", VISIT_ROW, "GL" },
	{ "units", &units_class, "home", "u", "Units over time", VISIT_ROW, "GL" },
	{ "people", &people_class, "home", "p", "Login   Name", VISIT_ROW, "GL AQ" },
	{ "rights", &rights_class, "people", "enter", "Sees and may do", VISIT_ROW, "GL AQ" },
	{ "person_keys", &person_keys_class, "people", "k", "SSH keys", VISIT_ROW, "GL AQ" },
	{ "lock", &lock_class, "people", "l", "Lock", VISIT_ROW, "AQ" },
	{ "handover", &handover_class, "people", "h", "Hand over", VISIT_ROW, "AQ" },
	{ "leave", &leave_class, "people", "v", "Has left", VISIT_ROW, "AQ" },
	{ "inbox", &inbox_class, "home", "i", "u Read again", VISIT_ROW, "*" },
	{ "matrix", &matrix_class, "home", "m", "In time/late/not/all", VISIT_ROW, COLLECTS },
	{ "review", &review_class, "matrix", "v", "Review ", VISIT_HOLD, "TB TS YW KS" },
	{ "overdue", &overdue_class, "matrix", "o", "Overdue and silent", VISIT_ROW, COLLECTS },
	{ "closing", &closing_class, "matrix", "C", "Closing ", VISIT_ROW, COLLECTS },
	{ "corrections", &corrections_class, "matrix", "K", "unlocks in force", VISIT_ROW,
		COLLECTS },
};
enum { ROUTES = sizeof(routes) / sizeof(*routes) };

static const struct route *route_named(const char *name)
{
	for (size_t i = 0; i < ROUTES; i++)
		if (strcmp(routes[i].name, name) == 0)
			return &routes[i];
	abort();
}

static int is_of_ledger(const struct route *r)
{
	return r->above && (*r->keys == '#' || strcmp(r->above, "browse") == 0);
}

/* ---- coming and going -------------------------------------------------------------------- */

/* Back to home, whatever asks on the way; anew where that does not help. */
static void go_home(struct visit *w)
{
	for (int i = 0; i < 8; i++) {
		if (visit_stands(w, "q Quit"))
			return;
		if (screen_wait(w->s, 0) >= 0)
			break;
		if (visit_stands(w, "What you typed is not saved"))
			visit_press(w, "d");
		else if (visit_stands(w, "Key test"))
			visit_press(w, "q");
		else
			visit_press(w, "Esc");
	}
	visit_log_out(w);
	visit_log_in(w);
	visit_press(w, "Esc");
}

/* The role has that screen, so it must come. */
static int is_due(const struct visit *w, const struct route *r, size_t ledger)
{
	const struct form *form = w->forms[ledger];

	if (strcmp(r->name, "drafts") == 0) /* left by who tries every action */
		return w->role - leak_roles < ALL_ACTIONS;
	if (r->who)
		return *r->who == '*' || strstr(r->who, w->role->role) != NULL;
	return strcmp(r->name, "grid") == 0 ? form->grid.rows != NULL
					    : leak_count(w->l, w->role, form->id) > 0;
}

/* 1 when the screen stands there: not every role has every one. */
static int go(struct visit *w, const struct route *r, size_t ledger)
{
	char keys[40], digit[2] = { (char)('1' + (int)ledger), '\0' }, *save = NULL;
	int due = is_due(w, r, ledger);

	if (!r->above)
		go_home(w);
	else if (!go(w, route_named(r->above), ledger))
		return 0;
	w->where = r->name;
	w->kind = r->kind;
	snprintf(keys, sizeof(keys), "%s", r->keys);
	for (char *key = strtok_r(keys, " ", &save); key; key = strtok_r(NULL, " ", &save))
		visit_press(w, strcmp(key, "#") == 0 ? digit : key);
	if (!screen_expect(w->s, r->stands, 1, due ? VISIT_PATIENCE : ARRIVE)) {
		if (due)
			visit_tell(w, "does not come", "");
		return 0;
	}
	visit_look(w);
	if (getenv("LEAK_SHOW"))
		visit_show(w);
	w->found->seen[r - routes]++;
	return 1;
}

/* ---- home -------------------------------------------------------------------------------- */

/* "2 Planting area   38 records": the number; -1 not counted yet. */
static long counted(const char *text, const char *label)
{
	const char *at = text, *end;
	char *stop;

	while ((at = strstr(at, label))) {
		long n = strtol(at + strlen(label), &stop, 10);

		end = at + strlen(label);
		if (stop > end && strncmp(stop, " record", 7) == 0)
			return n;
		at = end;
	}
	return -1;
}

static void check_home(struct visit *w)
{
	const struct model *m = w->l->s.model;

	go_home(w);
	w->where = "home";
	w->kind = VISIT_COUNT;
	for (size_t i = 0; i < m->form_count; i++) {
		const struct form *form = m->forms[i];
		const char *label = form_label(form, LANG_EN);
		unsigned long wanted = leak_count(w->l, w->role, form->id);
		long n = -1;

		if (!leak_reads(w->l, w->role, form->id) || form_is_kept(m, form, NULL))
			continue;
		for (int tries = 0; n < 0 && tries < COUNTED; tries++) {
			char *text = screen_text(w->s);

			n = counted(text, label);
			free(text);
			if (n < 0)
				screen_pump(w->s, 100);
		}
		w->found->counted++;
		if (n >= 0 && (unsigned long)n == wanted)
			continue;
		w->found->leaks[VISIT_COUNT]++;
		if (!w->quiet) {
			printf("%s: home counts %ld of %s, %lu are his\n", w->role->login, n,
				form->id, wanted);
			visit_tell(w, "a wrong count", "");
		}
	}
	visit_look(w);
}

/* ---- every action of every screen -------------------------------------------------------- */

static void first_key(const struct action *a, char *out, size_t size)
{
	snprintf(out, size, "%.*s", (int)strcspn(a->keys, " "), a->keys);
}

/* What leads out of the program, or only away. */
static int is_left_alone(const struct action *a)
{
	return strcmp(a->name, "screen-quit") == 0 || strcmp(a->name, "screen-back") == 0 ||
		strcmp(a->name, "keys-leave") == 0;
}

/* Presses it, looks a little around in what opens, and comes back. */
static void try_action(
	struct visit *w, const struct route *r, const struct action *a, size_t ledger)
{
	char key[16];

	if (!visit_stands(w, r->stands) && !go(w, r, ledger))
		return;
	first_key(a, key, sizeof(key));
	w->where = a->name;
	visit_press(w, key);
	if (strcmp(a->name, "records-export") == 0)
		visit_press(w, "p");
	visit_press(w, "Down");
	visit_press(w, "PgDn");
	for (int i = 0; i < 2 && !visit_stands(w, r->stands); i++)
		visit_press(w, "Esc");
}

static void walk_screen(struct visit *w, const struct route *r, size_t ledger, unsigned skip)
{
	unsigned n = (unsigned)(w->role - leak_roles);

	if (!go(w, r, ledger))
		return;
	if (r->kind == VISIT_HOLD)
		visit_press(w, "End"); /* what is filed stands below what is not */
	visit_press(w, "F1");
	visit_press(w, "Esc");
	for (const struct action *a = r->cls->actions; a && a->name; a++, n++)
		if (n % skip == 0 && !is_left_alone(a))
			try_action(w, r, a, ledger);
}

/* Made for this test: it has every kind of field. */
static int is_marked(const struct form *form)
{
	return strncmp(form->id, "leak", strlen("leak")) == 0;
}

/* The ledger in which most is foreign, all its texts marked; the others are only opened. */
static size_t main_ledger(const struct visit *w)
{
	size_t best = 0, most = 0;

	for (size_t i = 0; i < w->form_count && i < 9; i++) {
		size_t count = 0;

		for (size_t k = 0; k < w->l->row_count; k++) {
			const struct leak_row *row = &w->l->rows[k];

			count += strcmp(row->form, w->forms[i]->id) == 0 && row->moved;
		}
		if (count > most || (count == most && is_marked(w->forms[i]))) {
			most = count;
			best = i;
		}
	}
	return best;
}

/* Of so many parts the screens and ledgers of one. */
static void walk_all(struct visit *w, unsigned skip, size_t part, size_t parts)
{
	size_t ledger = main_ledger(w);

	for (size_t i = part; i < ROUTES; i += parts)
		walk_screen(w, &routes[i], ledger, skip);
	for (size_t i = part; i < w->form_count && i < 9; i += parts)
		for (size_t k = 0; k < ROUTES; k++)
			if (i != ledger && is_of_ledger(&routes[k]) && (i + k) % skip == 0)
				go(w, &routes[k], i);
}

/* ---- any keys at all --------------------------------------------------------------------- */

static void random_keys(struct visit *w)
{
	static const char *const keys[] = { "\r", "\033", "\t", " ", "/", "@", "f", "h", "u",
		"g", "n", "s", "S", "m", "*", "x", "p", "c", "1", "2", "3", "6", "7", "zq",
		"150525101", "\006", "\026", "\024", "\016", "\004", "\020", "\033OA", "\033OB",
		"\033[6~", "\033[5~", "\033OP", "a", "j", "l", "k" };

	go_home(w);
	w->where = "random keys";
	w->kind = VISIT_ROW;
	for (int n = 0; n < KEYS; n += BURST) {
		for (int i = 0; i < BURST; i++) {
			const char *key =
				keys[prop_below(&w->prop, sizeof(keys) / sizeof(*keys))];

			screen_send(w->s, key, strlen(key));
		}
		visit_look(w);
		if (screen_wait(w->s, 0) < 0)
			continue;
		visit_log_out(w);
		visit_log_in(w);
	}
}

/* ---- drafts ------------------------------------------------------------------------------ */

static void must_come(struct visit *w, const char *text)
{
	if (screen_expect(w->s, text, 1, VISIT_PATIENCE))
		return;
	visit_show(w);
	fail_msg("no '%s' on the screen", text);
}

/* Typed into a record that was here then and is another unit's now. */
static void leave_draft(struct visit *w, const struct form *form)
{
	struct leak *l = w->l;
	struct leak_row *row = leak_add(l, form, "150525105", "150525101", 49);
	size_t at = 0;
	char filter[80];

	while (at < w->form_count && w->forms[at] != form)
		at++;
	visit_log_in(w);
	if (!go(w, route_named("browse"), at))
		fail_msg("no ledger");
	visit_press(w, "/");
	snprintf(filter, sizeof(filter), "name=zq%04dw\r", row->mark);
	visit_bytes(w, filter, strlen(filter));
	must_come(w, "1 record");
	visit_press(w, "Enter");
	must_come(w, "Enter Next field");
	for (int i = 0; i < 3; i++)
		visit_press(w, "Tab");
	visit_bytes(w, "77", 2);
	visit_press(w, "Tab");
	must_come(w, "(not saved)");
	if (getenv("LEAK_SHOW"))
		visit_show(w);
	visit_log_out(w);
	leak_move(l, row, "150525101");
	w->found->leaks[VISIT_ROW] = w->found->own = 0; /* then it was his to see */
}

/* ---- all of them ------------------------------------------------------------------------- */

static struct visit worker_of(
	struct leak *l, const struct leak_role *role, struct visited *found)
{
	struct visit w = { .l = l, .role = role, .found = found, .where = "" };
	struct viewer viewer;
	struct err err = { 0 };

	w.prop = prop_start("leaks", (uint64_t)(role - leak_roles) + 1);
	/* which digit opens which is home's own business */
	if (viewer_load(l->s.store, l->s.model, role->login, &l->mem, &viewer, &err) != 0)
		fail_msg("%s: %s", role->login, err.text);
	w.form_count = ledger_list(l->s.model, &viewer, &l->mem, &w.forms);
	return w;
}

static void see_home(struct visit *w)
{
	visit_log_in(w);
	check_home(w);
	visit_log_out(w);
}

static void walk_role(struct visit *w, unsigned skip, size_t part, size_t parts)
{
	unsigned own = w->found->own;

	visit_log_in(w);
	walk_all(w, skip, part, parts);
	if (!w->quiet && part == 0)
		random_keys(w);
	visit_log_out(w);
	if (w->found->own == own)
		visit_tell(w, "saw nothing of his own: is the search blind?", "");
}

/* What is to be walked; workers take one after the other, the longest first. */
struct job {
	size_t role, part, parts;
	unsigned skip;
};

struct turn {
	struct visit *roles; /* LEAK_ROLES */
	struct visited *found; /* WORKERS */
	const struct job *jobs;
	size_t count;
	int home; /* only counted there */
	atomic_size_t *next; /* shared */
};

static void walk_some(void *context, size_t n)
{
	struct turn *t = context;
	size_t at;

	while ((at = atomic_fetch_add(t->next, 1)) < t->count) {
		const struct job *job = &t->jobs[at];
		struct visit w = t->roles[job->role];

		w.found = &t->found[n];
		if (t->home)
			see_home(&w);
		else
			walk_role(&w, job->skip, job->part, job->parts);
	}
}

static struct leak house;

static void *shared(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(at, MAP_FAILED);
	return at;
}

/* All jobs, by as many workers as there are; the sum of what they found. */
static struct visited walk_jobs(const struct job *jobs, size_t count, int home, int quiet)
{
	struct visited *found = shared(WORKERS * sizeof(*found)), all = { 0 };
	struct visit roles[LEAK_ROLES];
	struct turn turn = { roles, found, jobs, count, home, shared(sizeof(atomic_size_t)) };

	for (size_t i = 0; i < leak_role_count; i++) {
		roles[i] = worker_of(&house, &leak_roles[i], NULL);
		roles[i].quiet = quiet;
	}
	leak_workers(WORKERS, walk_some, &turn);
	for (size_t n = 0; n < WORKERS; n++) {
		all.faults += found[n].faults;
		all.looks += found[n].looks;
		all.counted += found[n].counted;
		for (size_t i = 0; i < ROUTES; i++)
			all.seen[i] += found[n].seen[i];
		for (size_t i = 0; i < VISIT_KINDS; i++)
			all.leaks[i] += found[n].leaks[i];
	}
	munmap(found, WORKERS * sizeof(*found));
	munmap(turn.next, sizeof(*turn.next));
	return all;
}

/* Each role; those that try every action in parts. */
static size_t all_jobs(struct job *out, unsigned skip)
{
	size_t count = 0;

	for (size_t i = 0; i < leak_role_count; i++) {
		size_t parts = i < ALL_ACTIONS ? PARTS : 1;

		for (size_t part = 0; part < parts; part++)
			out[count++] =
				(struct job){ i, part, parts, i < ALL_ACTIONS ? 1 : skip };
	}
	return count;
}

/* Home is counted before anybody's random keys have saved something. */
static void nothing_foreign_is_shown(void **state)
{
	struct job jobs[LEAK_ROLES * PARTS], home[LEAK_ROLES];
	size_t count = all_jobs(jobs, SKIP);
	struct visited counted, all;

	(void)state;
	for (size_t i = 0; i < leak_role_count; i++)
		home[i] = (struct job){ i, 0, 1, 1 };
	counted = walk_jobs(home, leak_role_count, 1, 0);
	all = walk_jobs(jobs, count, 0, 0);
	printf("%u looks as %zu roles, %u counts at home\n", counted.looks + all.looks,
		leak_role_count, counted.counted);
	for (size_t i = 0; i < ROUTES; i++)
		if (!all.seen[i]) {
			printf("nobody came to the screen %s\n", routes[i].name);
			all.faults++;
		}
	assert_int_equal(counted.faults + all.faults, 0);
}

static void without_the_filter_it_is_found(void **state)
{
	const struct job home = { 0, 0, 1, 1 };
	struct job jobs[PARTS];
	struct visited counted, found;

	(void)state;
	for (size_t i = 0; i < PARTS; i++)
		jobs[i] = (struct job){ 0, i, PARTS, 3 * SKIP };
	leak_unscoped();
	counted = walk_jobs(&home, 1, 1, 1);
	found = walk_jobs(jobs, PARTS, 0, 1);
	house_back();
	for (size_t i = 0; i < VISIT_KINDS; i++)
		found.leaks[i] += counted.leaks[i];
	leak_is_not_blind(found.leaks, visit_kinds, VISIT_KINDS);
}

/* classes.h names all there are. */
static void each_screen_is_walked(void **state)
{
	FILE *in = fopen("src/screens/classes.h", "re");
	char line[200], name[60];
	size_t found = 0;

	(void)state;
	assert_non_null(in);
	while (fgets(line, sizeof(line), in)) {
		size_t i = 0;

		if (sscanf(line, "extern const struct screen_class %59[a-z_];", name) != 1)
			continue;
		found++;
		name[strlen(name) - strlen("_class")] = '\0';
		while (i < ROUTES && strcmp(name, routes[i].name) != 0)
			i++;
		if (i == ROUTES)
			fail_msg("screen %s has no leak check: add it to routes[]", name);
	}
	fclose(in);
	assert_int_equal(found, ROUTES);
}

static int open_it(void **state)
{
	struct visited found = { 0 };
	struct visit w;

	(void)state;
	leak_open(&house);
	w = worker_of(&house, &leak_roles[0], &found);
	w.quiet = 1;
	leave_draft(&w, model_form(house.s.model, "leakp"));
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	leak_close(&house);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_screen_is_walked),
		cmocka_unit_test(nothing_foreign_is_shown),
		cmocka_unit_test(without_the_filter_it_is_found),
	};

	house_begin(argc, argv);
	i18n_init(LANG_EN, NULL); /* widths of characters */
	return cmocka_run_group_tests_name("leaks: screens", tests, open_it, close_it);
}

/*
 * test_leak_screens.c - every screen as each of the twelve roles, every action of each, then any
 * keys at all: nothing foreign reaches the terminal, and home counts what is theirs.  Then the
 * same on a program whose filter was taken out, where it must be found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "leak.h"
#include "base/i18n.h"
#include "lib/prop.h"
#include "lib/screen.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/ledger.h"

enum {
	WORKERS = 4, /* most of it is waiting */
	TOLD = 6,
	ROWS = 30,
	COLS = 120,
	QUIET = 12,
	ANSWER = 30, /* ms for the first byte of an answer */
	ARRIVE = 150, /* for a screen that he should not have */
	COUNTED = 60, /* looks at home until its counts stand */
	PATIENCE = 20000,
	KEYS = 300,
	BURST = 12,
	SKIP = 4, /* a role walks one action of so many; the first roles all */
	ALL_ACTIONS = 1,
	CLASSES = 40
};

enum kind { ROW, COUNT, SUGGESTION, HISTORY, KINDS };
static const char *const kinds[KINDS] = { "row", "count", "suggestion", "history" };

/* In memory that the workers share. */
struct found {
	unsigned leaks[KINDS];
	unsigned looks, own, faults, counted;
	unsigned seen[CLASSES];
};

struct worker {
	struct leak *l;
	const struct leak_role *role;
	struct found *found;
	struct screen *s;
	struct prop prop;
	enum kind kind;                 /* what is being looked at */
	unsigned told;
	int quiet;
	const char *where;              /* the screen and action, for messages */
	const struct form **forms;      /* as home lists them */
	size_t form_count;
};

/* ---- the screens: how one gets there from home, and what stands there then ---------------- */

/* A key opens it above another one; # is the digit of a ledger.  who: roles that have it. */
static const struct route {
	const char *name;
	const struct screen_class *cls;
	const char *above, *keys, *stands;
	enum kind kind;
	const char *who; /* NULL: see is_due() */
} routes[] = {
	{ "home", &home_class, NULL, "", "q Quit", ROW, "*" },
	{ "browse", &browse_class, "home", "#", "f Query form", ROW, "*" },
	{ "card", &card_class, "browse", "enter", "Enter Next field", SUGGESTION, NULL },
	{ "grid", &grid_class, "browse", "g", "state", ROW, NULL },
	{ "history", &history_class, "browse", "h", "History ", HISTORY, NULL },
	{ "deleted", &deleted_class, "browse", "u", "Deleted records", ROW, "*" },
	{ "query", &query_class, "browse", "f", "query by example", SUGGESTION, "*" },
	{ "keys", &keys_class, "home", "k", "Key test", ROW, "*" },
	{ "drafts", &drafts_class, "home", "r", "Typed and not saved", ROW, "TB" },
	{ "events", &events_class, "home", "e", "Events", ROW, "SJ" },
	{ "sessions", &sessions_class, "home", "o", "Sessions", ROW, "GL" },
	{ "conf", &conf_class, "home", "c", "Settings in force", ROW, "GL" },
	{ "people", &people_class, "home", "p", "Login   Name", ROW, "GL AQ" },
	{ "rights", &rights_class, "people", "enter", "Sees and may do", ROW, "GL AQ" },
	{ "person_keys", &person_keys_class, "people", "k", "SSH keys", ROW, "GL AQ" },
	{ "lock", &lock_class, "people", "l", "Lock", ROW, "AQ" },
	{ "handover", &handover_class, "people", "h", "Hand over", ROW, "AQ" },
	{ "leave", &leave_class, "people", "v", "Has left", ROW, "AQ" },
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

/* ---- looking ----------------------------------------------------------------------------- */

static void tell(struct worker *w, const char *what, const char *detail)
{
	char *picture;

	w->found->faults++;
	if (w->quiet || w->told++ >= TOLD)
		return;
	picture = w->s ? screen_picture(w->s) : NULL;
	printf("%s (%s) at %s: %s%.60s\n%s", w->role->login, w->role->role, w->where, what,
		detail, picture ? picture : "");
	fflush(stdout);
	free(picture);
}

/* LEAK_SHOW: each screen that one comes to. */
static void show(struct worker *w)
{
	char *text = screen_text(w->s);

	printf("---- %s: %s\n%s", w->role->login, w->where, text);
	fflush(stdout);
	free(text);
}

static void search(struct worker *w, const char *bytes, size_t len)
{
	const char *at = NULL;
	size_t own = 0;

	if (leak_search(w->l, w->role, bytes, len, NULL, &at, &own)) {
		w->found->leaks[w->kind]++;
		if (!w->quiet)
			tell(w, kinds[w->kind], at);
	}
	w->found->own += (unsigned)own;
}

/* All that has come since, as bytes and as it stands there now. */
static void look(struct worker *w)
{
	size_t len;
	const char *raw;
	char *text;

	if (screen_bursts(w->s) == 0)
		screen_pump(w->s, ANSWER);
	screen_settle(w->s, QUIET);
	raw = screen_raw(w->s, &len);
	search(w, raw, len);
	text = screen_text(w->s);
	search(w, text, strlen(text));
	free(text);
	screen_bytes(w->s);
	w->found->looks++;
}

static void press_bytes(struct worker *w, const char *bytes, size_t len)
{
	screen_send(w->s, bytes, len);
	look(w);
}

/* A key as the key tables name it. */
static void press(struct worker *w, const char *name)
{
	char lower[16];
	const char *bytes = NULL;
	size_t len = strlen(name);

	if (len > 1 && len < sizeof(lower)) {
		for (size_t i = 0; i <= len; i++)
			lower[i] = name[0] != '^' && name[i] >= 'A' && name[i] <= 'Z'
				? (char)(name[i] + 'a' - 'A')
				: name[i];
		bytes = screen_key(strcmp(lower, "s-tab") == 0 ? "btab" : lower);
	}
	press_bytes(w, bytes ? bytes : name, strlen(bytes ? bytes : name));
}

static int stands(struct worker *w, const char *text)
{
	return screen_expect(w->s, text, 1, 0);
}

/* ---- coming and going -------------------------------------------------------------------- */

static void log_in(struct worker *w)
{
	char *argv[] = { (char *)(uintptr_t)house_program(), "--data", w->l->data, "--as",
		(char *)(uintptr_t)w->role->login, "--lang", "en", NULL };
	struct screen_how how = { .argv = argv, .rows = ROWS, .cols = COLS };
	double end = house_seconds() + PATIENCE / 1000.0;

	w->where = "login";
	w->s = screen_open(&how);
	assert_non_null(w->s);
	while (!stands(w, "q Quit") && !stands(w, "Typed and not saved"))
		if (house_seconds() > end || screen_pump(w->s, QUIET) < 0) {
			tell(w, "no home", "");
			break;
		}
	look(w);
}

static void log_out(struct worker *w)
{
	screen_hang_up(w->s);
	if (screen_wait(w->s, PATIENCE) > 128)
		tell(w, "killed by a signal", "");
	screen_close(&w->s);
}

/* Back to home, whatever asks on the way; anew where that does not help. */
static void go_home(struct worker *w)
{
	for (int i = 0; i < 8; i++) {
		if (stands(w, "q Quit"))
			return;
		if (screen_wait(w->s, 0) >= 0)
			break;
		if (stands(w, "What you typed is not saved"))
			press(w, "d");
		else if (stands(w, "Key test"))
			press(w, "q");
		else
			press(w, "Esc");
	}
	log_out(w);
	log_in(w);
	press(w, "Esc");
}

static unsigned long count_of(const struct worker *w, const char *form)
{
	unsigned long count = 0;

	for (size_t i = 0; i < w->l->row_count; i++) {
		const struct leak_row *row = &w->l->rows[i];

		count += strcmp(row->form, form) == 0 && row->state != STATE_DELETED &&
			leak_sees(w->l, w->role, row->form, row->unit, row->owner);
	}
	return count;
}

/* The role has that screen, so it must come. */
static int is_due(const struct worker *w, const struct route *r, size_t ledger)
{
	const struct form *form = w->forms[ledger];

	if (r->who)
		return *r->who == '*' || strstr(r->who, w->role->role) != NULL;
	return strcmp(r->name, "grid") == 0 ? form->grid.rows != NULL
					    : count_of(w, form->id) > 0;
}

/* 1 when the screen stands there: not every role has every one. */
static int go(struct worker *w, const struct route *r, size_t ledger)
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
		press(w, strcmp(key, "#") == 0 ? digit : key);
	if (!screen_expect(w->s, r->stands, 1, due ? PATIENCE : ARRIVE)) {
		if (due)
			tell(w, "does not come", "");
		return 0;
	}
	look(w);
	if (getenv("LEAK_SHOW"))
		show(w);
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

static void check_home(struct worker *w)
{
	const struct model *m = w->l->s.model;

	go_home(w);
	w->where = "home";
	w->kind = COUNT;
	for (size_t i = 0; i < m->form_count; i++) {
		const struct form *form = m->forms[i];
		const char *label = form_label(form, LANG_EN);
		unsigned long wanted = count_of(w, form->id);
		long n = -1;

		if (!leak_reads(w->l, w->role, form->id))
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
		w->found->leaks[COUNT]++;
		if (!w->quiet) {
			printf("%s: home counts %ld of %s, %lu are his\n", w->role->login, n,
				form->id, wanted);
			tell(w, "a wrong count", "");
		}
	}
	look(w);
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
	struct worker *w, const struct route *r, const struct action *a, size_t ledger)
{
	char key[16];

	if (!stands(w, r->stands) && !go(w, r, ledger))
		return;
	first_key(a, key, sizeof(key));
	w->where = a->name;
	press(w, key);
	if (strcmp(a->name, "records-export") == 0)
		press(w, "p");
	press(w, "Down");
	press(w, "PgDn");
	for (int i = 0; i < 2 && !stands(w, r->stands); i++)
		press(w, "Esc");
}

static void walk_screen(struct worker *w, const struct route *r, size_t ledger, unsigned skip)
{
	unsigned n = (unsigned)(w->role - leak_roles);

	if (!go(w, r, ledger))
		return;
	press(w, "F1");
	press(w, "Esc");
	for (const struct action *a = r->cls->actions; a && a->name; a++, n++)
		if (n % skip == 0 && !is_left_alone(a))
			try_action(w, r, a, ledger);
}

/* The ledger in which most is foreign; the others are only opened. */
static size_t main_ledger(const struct worker *w)
{
	size_t best = 0, most = 0;

	for (size_t i = 0; i < w->form_count && i < 9; i++) {
		size_t count = 0;

		for (size_t k = 0; k < w->l->row_count; k++) {
			const struct leak_row *row = &w->l->rows[k];

			count += strcmp(row->form, w->forms[i]->id) == 0 && row->moved;
		}
		if (count >= most) {
			most = count;
			best = i;
		}
	}
	return best;
}

static void walk_all(struct worker *w, unsigned skip)
{
	size_t ledger = main_ledger(w);

	for (size_t i = 0; i < ROUTES; i++)
		walk_screen(w, &routes[i], ledger, skip);
	for (size_t i = 0; i < w->form_count && i < 9; i++)
		for (size_t k = 0; k < ROUTES; k++)
			if (i != ledger && is_of_ledger(&routes[k]) && (i + k) % skip == 0)
				go(w, &routes[k], i);
}

/* ---- any keys at all --------------------------------------------------------------------- */

static void random_keys(struct worker *w)
{
	static const char *const keys[] = { "\r", "\033", "\t", " ", "/", "@", "f", "h", "u",
		"g", "n", "s", "S", "m", "*", "x", "p", "c", "1", "2", "3", "6", "7", "zq",
		"150525101", "\006", "\026", "\024", "\016", "\004", "\020", "\033OA", "\033OB",
		"\033[6~", "\033[5~", "\033OP", "a", "j", "l", "k" };

	go_home(w);
	w->where = "random keys";
	w->kind = ROW;
	for (int n = 0; n < KEYS; n += BURST) {
		for (int i = 0; i < BURST; i++) {
			const char *key =
				keys[prop_below(&w->prop, sizeof(keys) / sizeof(*keys))];

			screen_send(w->s, key, strlen(key));
		}
		look(w);
		if (screen_wait(w->s, 0) < 0)
			continue;
		log_out(w);
		log_in(w);
	}
}

/* ---- drafts ------------------------------------------------------------------------------ */

static void must_come(struct worker *w, const char *text)
{
	if (screen_expect(w->s, text, 1, PATIENCE))
		return;
	show(w);
	fail_msg("no '%s' on the screen", text);
}

/* Typed into a record that was here then and is another unit's now. */
static void leave_draft(struct worker *w, const struct form *form)
{
	struct leak *l = w->l;
	struct leak_row *row = leak_add(l, form, "150525105", "150525101");
	size_t at = 0;
	char filter[80];

	while (at < w->form_count && w->forms[at] != form)
		at++;
	log_in(w);
	if (!go(w, route_named("browse"), at))
		fail_msg("no ledger");
	press(w, "/");
	snprintf(filter, sizeof(filter), "name=zq%04dw\r", row->mark);
	press_bytes(w, filter, strlen(filter));
	must_come(w, "1 record");
	press(w, "Enter");
	must_come(w, "Enter Next field");
	for (int i = 0; i < 3; i++)
		press(w, "Tab");
	press_bytes(w, "77", 2);
	press(w, "Tab");
	must_come(w, "(not saved)");
	if (getenv("LEAK_SHOW"))
		show(w);
	log_out(w);
	leak_move(l, row, "150525101");
	w->found->leaks[ROW] = w->found->own = 0; /* then it was his to see */
}

/* ---- all of them ------------------------------------------------------------------------- */

static struct worker worker_of(struct leak *l, const struct leak_role *role, struct found *found)
{
	struct worker w = { .l = l, .role = role, .found = found, .where = "" };
	struct viewer viewer;
	struct err err = { 0 };

	w.prop = prop_start("leaks", (uint64_t)(role - leak_roles) + 1);
	/* which digit opens which is home's own business */
	if (viewer_load(l->s.store, l->s.model, role->login, &l->mem, &viewer, &err) != 0)
		fail_msg("%s: %s", role->login, err.text);
	w.form_count = ledger_list(l->s.model, &viewer, &l->mem, &w.forms);
	return w;
}

static void see_home(struct worker *w)
{
	log_in(w);
	check_home(w);
	log_out(w);
}

static void walk_role(struct worker *w, unsigned skip)
{
	unsigned own = w->found->own;

	log_in(w);
	walk_all(w, skip);
	if (!w->quiet)
		random_keys(w);
	log_out(w);
	if (w->found->own == own)
		tell(w, "saw nothing of his own: is the search blind?", "");
}

/* Home is counted before anybody's random keys have saved something. */
static void walk_some(struct worker *workers, size_t first, struct found *found, int home)
{
	for (size_t i = first; i < leak_role_count; i += WORKERS) {
		workers[i].found = found;
		if (home)
			see_home(&workers[i]);
		else
			walk_role(&workers[i], i < ALL_ACTIONS ? 1 : SKIP);
	}
}

static void walk_roles(struct worker *workers, struct found *found, int home)
{
	pid_t pids[WORKERS];
	int status;

	fflush(stdout);
	for (size_t n = 0; n < WORKERS; n++) {
		pids[n] = fork();
		if (pids[n] != 0)
			continue;
		walk_some(workers, n, &found[n], home);
		fflush(stdout);
		_exit(0);
	}
	for (size_t n = 0; n < WORKERS; n++) {
		assert_int_equal(waitpid(pids[n], &status, 0), pids[n]);
		assert_int_equal(status, 0);
	}
}

static struct leak house;

static void nothing_foreign_is_shown(void **state)
{
	struct found *found = mmap(NULL, WORKERS * sizeof(*found), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct worker workers[LEAK_ROLES];
	unsigned faults = 0, looks = 0, counts = 0, seen[ROUTES] = { 0 };

	(void)state;
	assert_ptr_not_equal(found, MAP_FAILED);
	for (size_t i = 0; i < leak_role_count; i++)
		workers[i] = worker_of(&house, &leak_roles[i], NULL);
	walk_roles(workers, found, 1);
	walk_roles(workers, found, 0);
	for (size_t n = 0; n < WORKERS; n++) {
		faults += found[n].faults;
		looks += found[n].looks;
		counts += found[n].counted;
		for (size_t i = 0; i < ROUTES; i++)
			seen[i] += found[n].seen[i];
	}
	printf("%u looks as %zu roles, %u counts at home\n", looks, leak_role_count, counts);
	for (size_t i = 0; i < ROUTES; i++)
		if (!seen[i]) {
			printf("nobody came to the screen %s\n", routes[i].name);
			faults++;
		}
	munmap(found, WORKERS * sizeof(*found));
	assert_int_equal(faults, 0);
}

static void without_the_filter_it_is_found(void **state)
{
	struct found found = { 0 };
	struct worker w = worker_of(&house, &leak_roles[0], &found);
	struct str path = { 0 };

	(void)state;
	str_addf(&path, "%s-unscoped", house_program());
	house_use(str_text(&path), 0, 0);
	w.quiet = 1;
	see_home(&w);
	walk_role(&w, 3 * SKIP);
	house_back();
	for (int kind = 0; kind < KINDS; kind++) {
		printf("%s: %u found\n", kinds[kind], found.leaks[kind]);
		if (found.leaks[kind] == 0)
			fail_msg("no leak of kind %s was found: the search is blind to it",
				kinds[kind]);
	}
	str_release(&path);
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
		while (i < ROUTES && (strncmp(name, routes[i].name, strlen(routes[i].name)) != 0 ||
					     strcmp(name + strlen(routes[i].name), "_class") != 0))
			i++;
		if (i == ROUTES)
			fail_msg("screen %s has no leak check: add it to routes[]", name);
	}
	fclose(in);
	assert_int_equal(found, ROUTES);
}

static int open_it(void **state)
{
	struct found found = { 0 };
	struct worker w;

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

/*
 * scr_person_keys.c - the keys a person logs in with: a lost one ends, a new one is pasted in.
 */
#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/model.h"
#include "model/viewer.h"
#include "screens/classes.h"
#include "screens/person.h"
#include "screens/screens.h"
#include "tui/popup.h"
#include "work/keys.h"

enum { LINE_MOST = 0 /* as long as it is */, REMARK_MOST = 40 };

struct keys_screen {
	struct person_screen in;
	size_t valid;
};

/* ---- loading ---- */

static const char *day_text(struct arena *mem, int32_t day)
{
	struct str text = { 0 };

	if (day != DATE_NONE)
		date_print(day, &text);
	return str_keep(&text, mem);
}

/* What ssh-keygen wrote behind the key: mostly whose computer it is. */
static const char *comment_of(const char *line, struct arena *mem)
{
	struct public_key key;
	struct err ignored = { 0 };

	return public_key_read(line, mem, &key, &ignored) < 0 ? "" : key.comment;
}

/* As it was called when it was added, and as the key calls it itself. */
static const char *computer_of(const struct user_key *key, struct arena *mem)
{
	const char *comment = comment_of(key->line, mem);

	if (text_is_empty(key->remark))
		return comment;
	return *comment ? arena_printf(mem, "%s (%s)", key->remark, comment) : key->remark;
}

static void add_key(struct keys_screen *k, const struct user_key *key)
{
	struct text_row *row = text_table_add(&k->in.list.table);
	struct arena *mem = &k->in.list.table.mem;
	int valid = key_valid_on(key, k->in.view.day);

	k->valid += valid != 0;
	row->cell[0] = valid ? _("valid") : _("ended");
	row->cell[1] = day_text(mem, key->from);
	row->cell[2] = day_text(mem, key->ended);
	row->cell[3] = computer_of(key, mem);
	row->cell[4] = key->fingerprint;
	row->data = key;
}

static enum screen_next load(struct screen *s)
{
	struct keys_screen *k = (struct keys_screen *)s;
	const char *const titles[] = {
		_("State"), _("From"), _("Ended"), _("Computer"), _("Fingerprint"), NULL
	};
	struct err err = { 0 };

	if (person_load(&k->in.view, &err) < 0)
		return screen_fail_load(s, &err);
	k->valid = 0;
	text_table_begin(&k->in.list.table, titles);
	for (size_t i = 0; i < k->in.view.people.keys.count; i++)
		if (k->in.view.people.keys.at[i].user == k->in.view.id)
			add_key(k, &k->in.view.people.keys.at[i]);
	text_table_end(&k->in.list.table);
	return SCREEN_STAY;
}

static void draw(struct screen *s, struct canvas *body)
{
	text_table_draw(&((struct keys_screen *)s)->in.list.table, body,
		_("No key yet, so this person cannot log in. n takes one: the line that "
		  "ssh-keygen or PuTTYgen shows as the public key."));
}

/* ---- actions ---- */

static void put_line(struct str *out, const char *label, const char *text)
{
	if (*text)
		str_addf(out, "%s: %s\n", label, text);
}

/* The whole fingerprint, to be compared on the telephone. */
static enum screen_next show(struct screen *s)
{
	const struct user_key *key = text_screen_data(s);
	struct arena mem = { 0 };
	struct str text = { 0 };
	struct public_key parts;
	struct err ignored = { 0 };

	put_line(&text, _("Computer"), computer_of(key, &mem));
	put_line(&text, _("From"), day_text(&mem, key->from));
	put_line(&text, _("Ended"), day_text(&mem, key->ended));
	if (public_key_read(key->line, &mem, &parts, &ignored) == 0)
		put_line(&text, _("Kind"), parts.type);
	put_line(&text, _("Fingerprint"), key->fingerprint);
	screen_show_text(s, _("SSH keys"), str_text(&text));
	str_release(&text);
	arena_release(&mem);
	return SCREEN_STAY;
}

/* Nobody pastes a key first to hear then that it is not for him. */
static int may_add(struct screen *s, struct err *err)
{
	const struct app *app = ((struct keys_screen *)s)->in.view.app;
	const struct model *model = app_model(app);
	const char *form = model->site.ssh_keys.form;

	return form ? may(model, dataset_viewer(app->data), ACTION_CREATE,
			      model_form(model, form), NULL, err)
		    : 0;
}

/* key 0: all of them. */
static enum screen_next end_keys(struct screen *s, uint64_t key, const char *question)
{
	struct keys_screen *k = (struct keys_screen *)s;
	struct arena mem = { 0 };
	struct str reason = { 0 };
	struct err err = { 0 };
	const struct app *app = k->in.view.app;
	size_t count = 0, ended;
	enum screen_next next = SCREEN_STAY;

	if (person_reason(s, _("Reason (lost, stolen, changed): "), &reason) &&
		screen_confirm(s, question)) {
		if (key_end(app->data, k->in.view.id, key, str_text(&reason), 0, &mem, &count,
			    &err) < 0 ||
			(app->dir &&
				key_sessions_end(app->dir, k->in.view.id, &ended, &err) < 0)) {
			next = screen_fail(s, &err);
		} else {
			screen_message(s,
				P_("%zu key ended; nobody logs in with it any more.",
					"%zu keys ended; nobody logs in with them any more.",
					count),
				count);
			next = SCREEN_REFRESH;
		}
	}
	str_release(&reason);
	arena_release(&mem);
	return next;
}

static enum screen_next end_one(struct screen *s)
{
	const struct user_key *key = text_screen_data(s);

	return end_keys(s, key->id,
		_("End this key? It never becomes valid again, and open sessions of this "
		  "person end; drafts stay."));
}

static enum screen_next end_all(struct screen *s)
{
	struct keys_screen *k = (struct keys_screen *)s;
	struct str question = { 0 };
	enum screen_next next;

	str_addf(&question,
		P_("End %zu key? This person cannot log in until a new one is here; open "
		   "sessions end, drafts stay.",
			"End all %zu keys? This person cannot log in until a new one is here; "
			"open sessions end, drafts stay.",
			k->valid),
		k->valid);
	next = end_keys(s, 0, str_text(&question));
	str_release(&question);
	return next;
}

static enum screen_next add(struct screen *s)
{
	struct keys_screen *k = (struct keys_screen *)s;
	struct arena mem = { 0 };
	struct str line = { 0 }, remark = { 0 };
	struct user_key key;
	struct err err = { 0 };
	enum screen_next next = SCREEN_STAY;

	if (may_add(s, &err) < 0)
		return screen_fail(s, &err);
	if (screen_prompt(s, _("Paste the public key, one line: "), LINE_MOST, &line) == 0 &&
		line.len &&
		screen_prompt(s, _("Of which computer (may be empty): "), REMARK_MOST,
			&remark) == 0) {
		if (key_add(k->in.view.app->data, k->in.view.id, str_text(&line),
			    remark.len ? str_text(&remark) : NULL, 0, &mem, &key, &err) < 0) {
			next = screen_fail(s, &err);
		} else {
			screen_message(s, _("Key added: %s"), key.fingerprint);
			next = SCREEN_REFRESH;
		}
	}
	str_release(&line);
	str_release(&remark);
	arena_release(&mem);
	return next;
}

static int is_valid(const struct screen *s)
{
	const struct user_key *key = text_screen_data(s);

	return key && key_valid_on(key, ((const struct keys_screen *)s)->in.view.day);
}

static int any_valid(const struct screen *s)
{
	return ((const struct keys_screen *)s)->valid > 0;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "key-show", .keys = "Enter", .label = N_("In full"),
	  .help = N_("The whole fingerprint, and of which computer the key is."), .run = show, .when = text_screen_has_row },
	{ .name = "key-add", .keys = "n Ins", .label = N_("New key"),
	  .help = N_("Paste a public key: the line that ssh-keygen or PuTTYgen shows."), .run = add },
	{ .name = "key-end", .keys = "d Del", .label = N_("End"),
	  .help = N_("End this key: nobody logs in with it any more."), .run = end_one, .when = is_valid },
	{ .name = "keys-end-all", .keys = "x", .label = N_("End all"),
	  .help = N_("The computer is lost: end all keys of this person."), .run = end_all, .when = any_valid },
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class person_keys_class = {
	.name = "person-keys",
	.title = N_("SSH keys"),
	.size = sizeof(struct keys_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = person_unload,
	.key = text_screen_key,
	.heading = person_heading,
};

struct screen *scr_person_keys(struct app *app, uint64_t user)
{
	return person_open(&person_keys_class, app, user);
}

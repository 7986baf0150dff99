/*
 * cmd_user_more.c - user key and user rights: the verbs of herbledger user that print most.
 */
#include "cli/person.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/session.h"
#include "model/form.h"
#include "work/keys.h"
#include "work/people.h"
#include "work/rights.h"

/* ---- keys ---- */

enum { LINE_MOST = 16384 };

static const char *day_text(struct arena *mem, int32_t day)
{
	struct str text = { 0 };

	if (day != DATE_NONE)
		date_print(day, &text);
	return str_keep(&text, mem);
}

static int list_keys(struct session *s, uint64_t user, struct err *err)
{
	const struct rows_column columns[] = {
		{ "id", _("Number"), ROWS_NUMBER },
		{ "fingerprint", _("Fingerprint"), ROWS_LEFT },
		{ "from", _("From"), ROWS_LEFT },
		{ "ended", _("Ended"), ROWS_LEFT },
	};
	enum { COUNT = sizeof(columns) / sizeof(columns[0]) };
	struct user_key *keys;
	const char **cells;
	size_t count;

	if (key_list(s->data, user, &s->mem, &keys, &count, err) < 0)
		return -1;
	cells = arena_array(&s->mem, count * COUNT, sizeof(*cells));
	for (size_t i = 0; i < count; i++) {
		const char **row = cells + i * COUNT;

		row[0] = arena_printf(&s->mem, "%" PRIu64, keys[i].id);
		row[1] = keys[i].fingerprint;
		row[2] = day_text(&s->mem, keys[i].from);
		row[3] = day_text(&s->mem, keys[i].ended);
	}
	return listing_print(ROWS_TEXT, columns, COUNT, cells, count, err);
}

/* All of stdin, one line of it; a line end behind it is no part of the key. */
static int read_line(struct arena *mem, const char **out, struct err *err)
{
	char *text = arena_alloc(mem, LINE_MOST + 1);
	size_t len = fread(text, 1, LINE_MOST, stdin);

	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	text[len] = '\0';
	*out = text;
	if (len == 0 || strlen(text) != len || utf8_valid_until(text, len) != len)
		return err_set(err, ERR_USAGE,
			_("Put the public key on stdin, one line: ... user key LOGIN add < "
			  "id_ed25519.pub"));
	return 0;
}

static int add_key(struct cli *cli, struct session *s, uint64_t user, struct err *err)
{
	struct user_key key;
	const char *line, *reason;

	if (cli_reason(cli, &reason, err) < 0 || read_line(&s->mem, &line, err) < 0 ||
		key_add(s->data, user, line, reason, cli_option(cli, "--dry-run") != NULL,
			&s->mem, &key, err) < 0)
		return -1;
	out_line("%s", key.fingerprint);
	return 0;
}

static int end_keys(struct cli *cli, struct session *s, uint64_t user, struct err *err)
{
	const char *which = cli->word_count > 3 ? cli->words[3] : "0", *reason;
	int dry = cli_option(cli, "--dry-run") != NULL;
	size_t count, ended = 0;

	if (strspn(which, "0123456789") != strlen(which))
		return err_set(err, ERR_USAGE, _("'%s' is not a record number"), which);
	if (cli_reason(cli, &reason, err) < 0 ||
		key_end(s->data, user, strtoull(which, NULL, 10), reason, dry, &s->mem, &count,
			err) < 0 ||
		(!dry && key_sessions_end(s->dir, user, &ended, err) < 0))
		return -1;
	out_line(dry ? P_("%zu key would end; nothing has been changed",
			       "%zu keys would end; nothing has been changed", count)
		     : P_("%zu key has ended", "%zu keys have ended", count),
		count);
	if (ended)
		out_line(P_("%zu session ended; what was not saved is kept as a draft",
				 "%zu sessions ended; what was not saved is kept as drafts",
				 ended),
			ended);
	return 0;
}

int cmd_user_key(struct cli *cli, struct session *s, struct err *err)
{
	const char *verb = cli->word_count > 2 ? cli->words[2] : "list";
	const struct person *user;
	struct people people;

	if (people_load(s->data, &s->mem, &people, err) < 0 ||
		work_user(&people, cli->words[1], &user, err) < 0)
		return -1;
	if (!strcmp(verb, "list") && cli->word_count <= 3)
		return list_keys(s, user->id, err);
	if (!strcmp(verb, "add") && cli->word_count == 3)
		return add_key(cli, s, user->id, err);
	if (!strcmp(verb, "end") && cli->word_count <= 4)
		return end_keys(cli, s, user->id, err);
	return err_set(err, ERR_USAGE, _("usage: herbledger %s %s"), "user",
		_("key LOGIN [list | add | end [NUMBER]]"));
}

/* ---- rights ---- */

static void say_person(struct session *s, const struct work_rights *rights)
{
	struct str text = { 0 };

	out_line("%s (%s)%s", rights->user.name, rights->user.login,
		rights->user.locked ? _(" (locked)") : "");
	for (size_t i = 0; i < rights->holding_count; i++) {
		str_clear(&text);
		holding_text(s->model, rights->people, &rights->holdings[i], &text);
		out_line("  %s", str_text(&text));
	}
	str_release(&text);
}

/* One line for what he may do on the same rows, one for each thing he may not, and why. */
static size_t say_rights(const struct work_right *at, size_t count)
{
	struct str names = { 0 };
	size_t n = 0;

	if (*at->refusal) {
		out_line(_("  no   %s: %s"), at->name, at->refusal);
		return 1;
	}
	for (; n < count && at[n].form == at->form && !*at[n].refusal &&
		!strcmp(at[n].where, at->where);
		n++)
		str_addf(&names, "%s%s", n ? _(", ") : "", at[n].name);
	out_line(_("  yes  %s: %s"), str_text(&names), at->where);
	str_release(&names);
	return n;
}

/* Who does not see a ledger does nothing else in it: that once is enough. */
static size_t say_hidden(const struct work_right *at, size_t count)
{
	size_t n = 1;

	while (n < count && at[n].form == at->form && *at[n].refusal)
		n++;
	if (!at->form || at->deed != ACTION_READ || at->action || !*at->refusal ||
		(n < count && at[n].form == at->form))
		return 0;
	out_line(_("  no   %s: %s"), at->name, at->refusal);
	return n;
}

int cmd_user_rights(struct session *s, const char *login, struct err *err)
{
	struct work_rights rights;
	size_t n;

	if (rights_of(s->data, login, &s->mem, &rights, err) < 0)
		return -1;
	say_person(s, &rights);
	for (size_t i = 0; i < rights.count; i += n) {
		const struct work_right *at = &rights.at[i];

		n = 0;
		if (i == 0 || at->form != at[-1].form) {
			out_line("%s", at->form ? form_label(at->form, i18n_lang())
						: _("The program"));
			n = say_hidden(at, rights.count - i);
		}
		n = n ? n : say_rights(at, rights.count - i);
	}
	return 0;
}

/*
 * rehearsal.c - from a session on the ledgers to one on a copy of them, and back.
 */
#include "cli/rehearsal.h"

#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/cli.h"
#include "data/dataset.h"
#include "data/settings.h"
#include "work/rehearse.h"

enum { MB = 1 << 20 };

static void tell_progress(uint64_t done, uint64_t of)
{
	say(_("Copying the ledgers for the rehearsal: %llu of %llu MB"),
		(unsigned long long)done / MB, (unsigned long long)of / MB + 1);
}

/* Of example ledgers the clock may have been moved; the copy's begins there. */
static int copy_clock(struct rehearsing *r, struct cli_globals *scratch, struct err *err)
{
	const char *mark = arena_printf(&r->real.mem, "%s/demo", scratch->data);

	return access(mark, F_OK) < 0 ? 0 : data_now(r->real.store, &scratch->now, err);
}

/* How the screens look is one's own, also when practising. */
static void copy_look(struct rehearsing *r, const struct cli_globals *scratch)
{
	const char *user = r->real.viewer.user;
	struct str look = { 0 };
	struct err ignored = { 0 };

	if (settings_get(r->real.dir, user, "look", &look) > 0)
		settings_put(scratch->data, user, "look", str_text(&look), &ignored);
	str_release(&look);
}

int rehearsal_begin(struct rehearsing *r, struct cli_globals *globals,
	struct cli_globals *scratch, struct err *err)
{
	r->globals = globals;
	if (session_enter(&r->real, globals, err) < 0 ||
		rehearse_begin(r->real.store, r->real.dir, r->real.viewer.login, tell_progress,
			&r->copy, err) < 0)
		return -1;
	*scratch = *globals;
	scratch->data = rehearse_dir(r->copy);
	scratch->as = r->real.viewer.login;
	scratch->scratch = 1;
	if (copy_clock(r, scratch, err) < 0)
		return -1;
	copy_look(r, scratch);
	session_rest(&r->real);
	r->real.here.err = NULL; /* what ends the rehearsal is no refusal of the ledgers */
	return 0;
}

void rehearsal_end(struct rehearsing *r)
{
	struct err err = { 0 };

	rehearse_end(&r->copy);
	if (r->real.model && !r->real.store &&
		session_wake(&r->real, r->globals, &err) < 0)
		log_line(LOG_WARN, "end of a rehearsal not noted: %s", err.text);
	session_close(&r->real);
}

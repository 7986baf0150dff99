/*
 * incoming.c - what put, import and init share.
 */
#include "cli/incoming.h"

#include "base/str.h"
#include "cli/cli.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 1 when nobody hears us any more.  Where stdin and stdout are two lines, one may end first. */
static int is_cut(void)
{
	struct pollfd line = { .fd = STDOUT_FILENO };
	struct stat st;
	int wait_ms = fstat(STDOUT_FILENO, &st) == 0 && S_ISSOCK(st.st_mode) ? 0 : 100;

	return poll(&line, 1, wait_ms) > 0 && (line.revents & (POLLHUP | POLLERR));
}

/* The server's disk is everybody's. */
enum { INCOMING_MOST = 64 << 20 };

/* All of stdin: half a file looks whole when the line was cut, and must not be taken. */
static FILE *take_whole(struct err *err)
{
	FILE *whole = tmpfile();
	char piece[65536];
	size_t len, all = 0;

	while (whole && all <= INCOMING_MOST &&
		(len = fread(piece, 1, sizeof(piece), stdin)) > 0) {
		all += len;
		if (fwrite(piece, 1, len, whole) != len)
			break;
	}
	if (all > INCOMING_MOST)
		err_set(err, ERR_USAGE,
			_("What was sent is more than %d MB; nothing was written, send it in "
			  "parts"),
			INCOMING_MOST >> 20);
	else if (!whole || ferror(whole) || fflush(whole))
		err_set(err, errno == ENOSPC ? ERR_FULL : ERR_STORE,
			_("What was sent cannot be kept on the server: %s"), strerror(errno));
	else if (ferror(stdin) || is_cut())
		err_set(err, ERR_STORE,
			_("The line was cut before the end of what was sent; nothing was "
			  "written, send it again"));
	else
		rewind(whole);
	if (err->code != ERR_NONE && whole) {
		fclose(whole);
		return NULL;
	}
	return whole;
}

FILE *incoming_open(const struct cli_globals *g, const char *path, struct err *err)
{
	FILE *file;

	if (!path || !strcmp(path, "-"))
		return g->remote ? take_whole(err) : stdin;
	if (g->remote) {
		err_set(err, ERR_DENIED, _("over ssh no file of the server is opened by name"));
		return NULL;
	}
	file = fopen(path, "re");
	if (!file)
		err_set(err, ERR_NOT_FOUND, _("%s cannot be read: %s"), path, strerror(errno));
	return file;
}

void incoming_close(FILE **file)
{
	if (*file && *file != stdin)
		fclose(*file);
	*file = NULL;
}

void incoming_say(const struct import_result *result)
{
	for (size_t i = 0; i < result->faults_kept; i++) {
		struct str line = { 0 };

		import_fault_print(&result->faults[i], &line);
		say("%s", str_text(&line));
		str_release(&line);
	}
	if (result->fault_count > result->faults_kept)
		say(_("... and %llu more"),
		    (unsigned long long)(result->fault_count - result->faults_kept));
	if (result->parts > 0)
		say(_("With --replace totals give way to their parts, or parts to their "
		  "total"));
	for (size_t i = 0; i < result->note_count; i++)
		say("%s", result->notes[i]);
}

void incoming_counts(const struct import_result *result, int written)
{
	out_line(written
			? _("%llu rows: %llu created, %llu changed, %llu unchanged, %llu "
			  "failed")
			: _("%llu rows: %llu would be created, %llu changed, %llu unchanged, "
			  "%llu failed"),
		(unsigned long long)result->rows, (unsigned long long)result->created,
		(unsigned long long)result->changed, (unsigned long long)result->unchanged,
		(unsigned long long)result->failed);
}

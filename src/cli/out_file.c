/*
 * out_file.c - a file that is whole or not there.
 */
#include "cli/out_file.h"

#include "base/str.h"
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(struct out_file *out, struct err *err)
{
	return err_set(err, errno == ENOSPC ? ERR_FULL : ERR_STORE,
		_("%s cannot be written: %s"), out->path, strerror(errno));
}

/* A device or a pipe is written to as it stands; renaming a file over it would replace it. */
static int is_no_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

int out_file_open(
	struct out_file *out, const struct cli_globals *g, const char *path, struct err *err)
{
	struct str name = { 0 };
	int fd;

	*out = (struct out_file){ .at = stdout };
	if (!path || !strcmp(path, "-"))
		return 0;
	if (g->remote)
		return err_set(err, ERR_DENIED,
			_("over ssh no file of the server is opened by name"));
	out->path = path;
	if (is_no_file(path)) {
		out->at = fopen(path, "w");
		return out->at ? 0 : fail(out, err);
	}
	str_addf(&name, "%s.XXXXXX", path);
	out->temporary = str_detach(&name);
	fd = mkstemp(out->temporary);
	out->at = fd < 0 ? NULL : fdopen(fd, "w");
	if (out->at)
		return 0;
	fail(out, err);
	free(out->temporary);
	out->temporary = NULL;
	return -1;
}

int out_file_close(struct out_file *out, int status, struct err *err)
{
	int bad;

	if (!out->at || out->at == stdout)
		return status;
	bad = fflush(out->at) || ferror(out->at) || (out->temporary && fsync(fileno(out->at)));
	bad |= fclose(out->at);
	if (status == 0 && (bad || (out->temporary && rename(out->temporary, out->path))))
		status = fail(out, err);
	if (status && out->temporary)
		unlink(out->temporary);
	free(out->temporary);
	out->temporary = NULL;
	return status;
}

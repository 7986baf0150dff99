/*
 * demo_conf.c - copies the few files of conf that the examples need into the data directory.
 */
#include "cli/demo_conf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"

static int is_conf(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && text_ends_with(entry->d_name, ".conf");
}

static int fail(const char *path, struct err *err)
{
	return err_set(err, ERR_STORE, _("%s: %s"), path, strerror(errno));
}

static int pour(FILE *in, FILE *out)
{
	char piece[4096];
	size_t len;

	while ((len = fread(piece, 1, sizeof(piece), in)) > 0)
		if (fwrite(piece, 1, len, out) != len)
			return -1;
	return ferror(in) ? -1 : 0;
}

/* What somebody has put there already is his. */
static int copy_file(const char *from, const char *to, struct err *err)
{
	int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), bad;
	FILE *in, *out;

	if (fd < 0)
		return errno == EEXIST ? 0 : fail(to, err);
	in = fopen(from, "re");
	out = fdopen(fd, "w");
	bad = !in || !out || pour(in, out) < 0;
	if (in)
		fclose(in);
	if (out)
		bad |= fclose(out) != 0;
	else
		close(fd);
	if (!bad)
		return 0;
	fail(to, err);
	unlink(to);
	return -1;
}

int demo_conf_copy(const char *from, const char *to, struct err *err)
{
	struct dirent **names = NULL;
	int count = scandir(from, &names, is_conf, alphasort), status = 0;

	if (count < 0)
		return errno == ENOENT ? 0 : fail(from, err);
	if (count > 0 && mkdir(to, 0700) < 0 && errno != EEXIST)
		status = fail(to, err);
	for (int i = 0; i < count; i++) {
		struct str source = { 0 }, target = { 0 };

		str_addf(&source, "%s/%s", from, names[i]->d_name);
		str_addf(&target, "%s/%s", to, names[i]->d_name);
		if (status == 0)
			status = copy_file(str_text(&source), str_text(&target), err);
		str_release(&source);
		str_release(&target);
		free(names[i]);
	}
	free(names);
	return status;
}

/*
 * place.c - paths from /proc/self/exe; where that cannot be read, the usual prefix.
 */
#include "base/place.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

/* Appends the folder of the program. */
static void add_own_folder(struct str *out)
{
	char path[PATH_ROOM];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path));
	const char *slash = len > 0 ? memrchr(path, '/', (size_t)len) : NULL;

	if (slash && len < PATH_ROOM)
		str_add_len(out, path, (size_t)(slash - path));
	else
		str_add(out, "/usr/local/bin");
}

/* /usr/bin/locale is a program, not ours. */
static int is_folder(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISDIR(about.st_mode) &&
		access(path, R_OK | X_OK) == 0;
}

int place_find(const char *beside, const char *installed, struct str *out)
{
	struct str dir = { 0 }, path = { 0 };
	size_t len;
	int found;

	add_own_folder(&dir);
	str_addf(&path, "%s/%s", str_text(&dir), beside);
	found = is_folder(str_text(&path));
	if (!found) {
		const char *slash = strrchr(str_text(&dir), '/');

		len = slash ? (size_t)(slash - str_text(&dir)) : 0;
		str_clear(&path);
		str_addf(&path, "%.*s/%s", (int)len, str_text(&dir), installed);
		found = is_folder(str_text(&path));
	}
	str_add(out, str_text(&path));
	str_release(&path);
	str_release(&dir);
	return found;
}

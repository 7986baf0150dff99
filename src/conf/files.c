/*
 * files.c - which files there are: DATA's own in place of the installed ones.
 *
 * Knows names and times only; what is in them is for text.c.
 */
#include "conf/reader.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "base/str.h"

enum { DEEPEST = 3 }; /* forms/<folder>/<id>.conf, and one to spare */

typedef void file_visit(
	void *context, const char *path, const char *rel, const struct stat *st);

/* Hidden files and what editors leave behind are none of ours. */
static int is_ours(const char *name)
{
	return name[0] != '.' &&
		(text_ends_with(name, ".conf") || text_ends_with(name, ".txt"));
}

/* conf/demo is for `init --demo` alone: its conf belongs to the example data. */
static int is_examples(const char *name, int depth)
{
	return depth == 0 && strcmp(name, "demo") == 0;
}

static int visit_dir(
	const char *dir, const char *below, int depth, file_visit *visit, void *context);

static void visit_entry(const char *dir, const char *below, const char *name, int depth,
	file_visit *visit, void *context)
{
	struct str path = { 0 }, rel = { 0 };
	struct stat st;

	str_addf(&path, "%s/%s", dir, name);
	str_addf(&rel, "%s%s%s", below, *below ? "/" : "", name);
	if (stat(path.at, &st) == 0) {
		if (S_ISDIR(st.st_mode) && name[0] != '.' && !is_examples(name, depth))
			visit_dir(path.at, rel.at, depth + 1, visit, context);
		else if (is_ours(name))
			visit(context, path.at, rel.at, &st);
	}
	str_release(&path);
	str_release(&rel);
}

static int visit_dir(
	const char *dir, const char *below, int depth, file_visit *visit, void *context)
{
	DIR *open;
	struct dirent *entry;

	if (depth > DEEPEST)
		return 0;
	open = opendir(dir);
	if (!open)
		return -1;
	while ((entry = readdir(open)))
		visit_entry(dir, below, entry->d_name, depth, visit, context);
	closedir(open);
	return 0;
}

struct listing {
	VEC(struct source) files;
	struct arena *mem;
	int own; /* files of DATA, which win */
};

void source_name(struct source *source, struct arena *mem, const char *rel)
{
	const char *slash = strrchr(rel, '/'), *base = slash ? slash + 1 : rel;
	const char *dot = strrchr(base, '.');

	source->rel = arena_text(mem, rel);
	source->folder = slash ? arena_text_len(mem, rel, (size_t)(slash - rel)) : "";
	source->stem = arena_text_len(mem, base, (size_t)(dot - base));
}

static struct source *known_source(struct listing *list, const char *rel)
{
	for (size_t i = 0; list->own && i < list->files.count; i++)
		if (strcmp(list->files.at[i].rel, rel) == 0)
			return &list->files.at[i];
	return NULL;
}

static void list_file(void *context, const char *path, const char *rel, const struct stat *st)
{
	struct listing *list = context;
	struct source *source = known_source(list, rel);

	(void)st;
	if (!source) {
		source = VEC_PUSH_IN(list->mem, &list->files);
		source_name(source, list->mem, rel);
	}
	source->path = arena_text(list->mem, path);
}

static int by_rel(const void *a, const void *b)
{
	return strcmp(((const struct source *)a)->rel, ((const struct source *)b)->rel);
}

int files_list(const char *installed, const char *own, struct arena *mem,
	struct source_list *out, struct err *err)
{
	struct listing list = { .mem = mem };

	if (visit_dir(installed, "", 0, list_file, &list) < 0)
		return err_set(err, ERR_FAULT, _("the folder %s cannot be read: %s"), installed,
			strerror(errno));
	list.own = 1;
	if (own && visit_dir(own, "", 0, list_file, &list) < 0 && errno != ENOENT)
		return err_set(err, ERR_FAULT, _("the folder %s cannot be read: %s"), own,
			strerror(errno));
	if (list.files.count > 0)
		qsort(list.files.at, list.files.count, sizeof(*list.files.at), by_rel);
	*out = (struct source_list){ .at = list.files.at, .count = list.files.count };
	return 0;
}

static unsigned long long mix(unsigned long long hash, const void *at, size_t len)
{
	const unsigned char *byte = at;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ byte[i]) * 1099511628211ULL; /* FNV-1a */
	return hash;
}

/* Sums over files, so that the order of a directory's entries does not matter. */
static void stamp_file(void *context, const char *path, const char *rel, const struct stat *st)
{
	unsigned long long *sum = context, hash = 14695981039346656037ULL;

	(void)rel;
	hash = mix(hash, path, strlen(path));
	hash = mix(hash, &st->st_size, sizeof(st->st_size));
	hash = mix(hash, &st->st_ino, sizeof(st->st_ino));
	hash = mix(hash, &st->st_mtim.tv_sec, sizeof(st->st_mtim.tv_sec));
	hash = mix(hash, &st->st_mtim.tv_nsec, sizeof(st->st_mtim.tv_nsec));
	*sum += hash;
}

unsigned long long files_stamp(const char *dir)
{
	unsigned long long sum = 0;

	if (dir)
		visit_dir(dir, "", 0, stamp_file, &sum);
	return sum;
}

/*
 * in_force.c - files of conf/ and forms/ by name; a new one is tried, written beside, renamed.
 */
#include "conf/in_force.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "conf/reader.h"

enum { NAME_MOST = 120, DEEPEST = 3 };

static const char in_conf[] = "conf/", in_forms[] = "forms/";

/* ---- names ---- */

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_' || c == '-' || c == '.';
}

/* The parts between slashes: each of plain letters, none that is hidden or leads up. */
static int is_plain_path(const char *rel)
{
	int depth = 0;

	for (const char *at = rel;; at++) {
		if (*at == '.' || !is_letter(*at) || ++depth > DEEPEST)
			return 0;
		while (is_letter(*at))
			at++;
		if (*at != '/')
			return *at == '\0';
	}
}

/* What stands after the folder, NULL: in neither. */
static const char *rel_of(const char *name, int *is_form)
{
	*is_form = text_starts_with(name, in_forms);
	if (*is_form)
		return name + strlen(in_forms);
	return text_starts_with(name, in_conf) ? name + strlen(in_conf) : NULL;
}

int conf_name_check(const char *name, struct err *err)
{
	int is_form;
	const char *rel = rel_of(name, &is_form);

	if (!rel || strlen(name) > NAME_MOST || !is_plain_path(rel))
		return err_set(err, ERR_USAGE,
			_("'%s' is not a file of conf/ or forms/; herbledger conf lists them"),
			name);
	if (!text_ends_with(name, ".conf") && !text_ends_with(name, ".txt"))
		return err_set(err, ERR_USAGE,
			_("'%s': files of conf/ and forms/ end with .conf or .txt"), name);
	return 0;
}

/* ---- the list ---- */

struct listed {
	VEC(struct conf_file_info) all;
	struct arena *mem;
};

static int64_t changed_at(const char *path)
{
	struct stat about;

	if (stat(path, &about) < 0)
		return 0;
	return (int64_t)about.st_mtim.tv_sec * 1000000 + about.st_mtim.tv_nsec / 1000;
}

static int is_there(const char *dir, const char *rel)
{
	struct str path = { 0 };
	int there;

	str_addf(&path, "%s/%s", dir, rel);
	there = access(str_text(&path), F_OK) == 0;
	str_release(&path);
	return there;
}

static int add_files(struct listed *l, const char *folder, const char *installed,
	const char *own, struct err *err)
{
	struct source_list list;

	if (files_list(installed, own, l->mem, &list, err) < 0)
		return -1;
	for (size_t i = 0; i < list.count; i++) {
		const char *rel = list.at[i].rel;

		*VEC_PUSH_IN(l->mem, &l->all) = (struct conf_file_info){
			.name = arena_printf(l->mem, "%s%s", folder, rel),
			.path = list.at[i].path,
			.own = own && is_there(own, rel),
			.shipped = is_there(installed, rel),
			.changed = changed_at(list.at[i].path),
		};
	}
	return 0;
}

int conf_files(const struct conf_dirs *dirs, struct arena *mem, struct conf_file_info **out,
	size_t *count, struct err *err)
{
	struct listed l = { .mem = mem };

	*out = NULL;
	*count = 0;
	if (add_files(&l, in_conf, dirs->conf, dirs->data_conf, err) < 0 ||
		add_files(&l, in_forms, dirs->forms, dirs->data_forms, err) < 0)
		return -1;
	*out = l.all.at;
	*count = l.all.count;
	return 0;
}

const char *conf_file_label(const struct conf_file_info *info)
{
	if (!info->own)
		return _("installed");
	return info->shipped ? _("own, in place of the installed one") : _("own");
}

const struct conf_file_info *conf_file_find(
	const struct conf_file_info *all, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i].name, name) == 0)
			return &all[i];
	return NULL;
}

static int fault(const char *name, struct err *err)
{
	return err_set(err, errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORE,
		"%s: %s", name, strerror(errno));
}

int conf_file_read(const struct conf_file_info *info, struct str *out, struct err *err)
{
	int fd = open(info->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char bytes[4096];
	ssize_t got = -1;

	while (fd >= 0 && (got = read(fd, bytes, sizeof(bytes))) > 0 &&
		out->len < CONF_FILE_MOST)
		str_add_len(out, bytes, (size_t)got);
	if (got < 0)
		fault(info->name, err);
	if (fd >= 0)
		close(fd);
	return got < 0 ? -1 : 0;
}

/* ---- trying ---- */

static int is_known(const struct faults *before, const struct fault *f)
{
	for (size_t i = 0; i < before->count; i++)
		if (strcmp(before->at[i].file, f->file) == 0 &&
			strcmp(before->at[i].sentence, f->sentence) == 0)
			return 1;
	return 0;
}

/* What was wrong before does not stand in the way: files are put right one after the other. */
static void keep_fresh(
	const struct faults *before, const struct faults *after, struct arena *mem,
	struct faults *out)
{
	*out = (struct faults){
		.remarks = after->remarks, .remark_count = after->remark_count
	};
	out->at = arena_array(mem, after->count + 1, sizeof(*out->at));
	for (size_t i = 0; i < after->count; i++)
		if (!is_known(before, &after->at[i]))
			out->at[out->count++] = after->at[i];
}

int conf_try(const struct conf_dirs *dirs, const struct conf_change *change, struct arena *mem,
	struct model **model, struct faults *fresh, struct err *err)
{
	struct faults before, after;
	struct model *now = NULL;
	int status = conf_read(dirs, mem, &now, &before, err);

	model_drop(&now);
	*model = NULL;
	if (status == 0)
		status = conf_read_changed(dirs, change, mem, model, &after, err);
	if (status == 0)
		keep_fresh(&before, &after, mem, fresh);
	else
		model_drop(model);
	return status;
}

/* ---- making it so ---- */

/* The folders above a path of DATA. */
static int make_folders(const char *path, size_t from)
{
	char *copy = xstrdup(path);
	int status = 0;

	for (char *at = copy + from; status == 0 && (at = strchr(at, '/')); *at++ = '/') {
		*at = '\0';
		if (mkdir(copy, 0700) < 0 && errno != EEXIST)
			status = -1;
	}
	free(copy);
	return status;
}

static void sync_folder(const char *path)
{
	char *folder = xstrdup(path);
	int fd;

	*strrchr(folder, '/') = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

static int write_fresh(const char *path, const struct conf_change *change)
{
	int fd, failed;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -1;
	failed = write(fd, change->text, change->len) != (ssize_t)change->len || fsync(fd) < 0;
	return close(fd) < 0 || failed ? -1 : 0;
}

static void forget(struct conf_staged *staged)
{
	free(staged->path);
	free(staged->fresh);
	*staged = (struct conf_staged){ 0 };
}

int conf_stage(const struct conf_dirs *dirs, const struct conf_change *change,
	struct conf_staged *out, struct err *err)
{
	int is_form;
	const char *rel = rel_of(change->name, &is_form), *dir;
	struct str path = { 0 }, fresh = { 0 };

	*out = (struct conf_staged){ 0 };
	if (conf_name_check(change->name, err) < 0)
		return -1;
	dir = is_form ? dirs->data_forms : dirs->data_conf;
	str_addf(&path, "%s/%s", dir, rel);
	/* hidden: nobody reads it until it has its name */
	str_add_len(&fresh, path.at, (size_t)(strrchr(path.at, '/') - path.at) + 1);
	str_addf(&fresh, ".new-%s", strrchr(path.at, '/') + 1);
	out->path = str_detach(&path);
	if (change->text)
		out->fresh = str_detach(&fresh);
	str_release(&fresh);
	if (!change->text || (make_folders(out->path, strlen(dir)) == 0 &&
				     write_fresh(out->fresh, change) == 0))
		return 0;
	fault(change->name, err);
	unlink(out->fresh);
	forget(out);
	return -1;
}

int conf_settle(struct conf_staged *staged, int kept, struct err *err)
{
	int status = 0;

	if (kept && staged->fresh)
		status = rename(staged->fresh, staged->path);
	else if (kept)
		status = unlink(staged->path);
	if (status < 0)
		fault(staged->path, err);
	if (staged->fresh && (!kept || status < 0))
		unlink(staged->fresh);
	if (kept && status == 0)
		sync_folder(staged->path);
	forget(staged);
	return status;
}

/*
 * backup.c - hot copies, their way back, and page checks.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "store/datadir.h"
#include "store/engine.h"
#include "store/errors.h"

/* Written last: a backup without it was cut short. */
static const char complete[] = "complete";
/* What of the data directory goes with the tables (file or folder). */
static const char *const companions[] = { "conf", "forms", "drafts", "demo",
	"authorized_keys" };
/* Room that is kept for drafts, not a draft. */
static const char reserve[] = ".reserve";

enum { ROOM_LEAST = 1 << 20 }; /* bytes: with less of them a copy failed for want of room */

/* ---- copying files ---- */

/* Not the disk that the ledgers are on. */
static int no_room(const char *into, struct err *err)
{
	return fault_set(err, ERR_FULL,
		N_("There is no room for it in %s; make room there, or name another disk."),
		into);
}

static int copy_bytes(int from, int to)
{
	char *buf = xalloc(1 << 18);
	ssize_t got, put = 0;

	while ((got = read(from, buf, 1 << 18)) > 0)
		for (ssize_t at = 0; at < got; at += put)
			if ((put = write(to, buf + at, (size_t)(got - at))) < 0) {
				free(buf);
				return -1;
			}
	free(buf);
	return got < 0 ? -1 : 0;
}

/* A draft may go while it is copied: it was saved, or thrown away. */
static int copy_file(const char *from, const char *to, struct err *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out, status = 0;

	if (in < 0)
		return errno == ENOENT ? 0 : fault_errno(err, errno, from);
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (out < 0 || copy_bytes(in, out) < 0 || fsync(out) < 0)
		status = errno == ENOSPC || errno == EDQUOT ? no_room(to, err)
							    : fault_errno(err, errno, to);
	close(in);
	if (out >= 0)
		close(out);
	return status;
}

/* Copies a file or a folder with what is in it; nothing when it does not exist. */
static int copy_tree(const char *from, const char *to, struct err *err)
{
	struct stat about;
	struct dirent *entry;
	DIR *entries;
	int status;

	if (lstat(from, &about) < 0)
		return 0;
	if (S_ISREG(about.st_mode))
		return copy_file(from, to, err);
	if (!S_ISDIR(about.st_mode))
		return 0;
	status = datadir_make(to, err);
	entries = status == 0 ? opendir(from) : NULL;
	if (!entries)
		return status < 0 ? -1 : fault_errno(err, errno, from);
	while (status == 0 && (entry = readdir(entries))) {
		char *inner, *outer;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
			strcmp(entry->d_name, reserve) == 0)
			continue;
		inner = datadir_path(from, entry->d_name);
		outer = datadir_path(to, entry->d_name);
		status = copy_tree(inner, outer, err);
		free(inner);
		free(outer);
	}
	closedir(entries);
	datadir_sync(to);
	return status;
}

static int copy_named(const char *from, const char *to, const char *name, struct err *err)
{
	char *source = datadir_path(from, name);
	char *target = datadir_path(to, name);
	int status = copy_tree(source, target, err);

	free(source);
	free(target);
	return status;
}

static int copy_companions(const char *from, const char *to, struct err *err)
{
	int status = 0;

	for (size_t i = 0; i < COUNT_OF(companions) && status == 0; i++)
		status = copy_named(from, to, companions[i], err);
	return status;
}

static int need_empty(const char *dir, struct err *err)
{
	if (!datadir_is_empty(dir))
		return fault_set(err, ERR_USAGE,
			N_("%s is not empty; name a new or an empty directory."), dir);
	return datadir_make(dir, err);
}

/* ---- backup ---- */

/* After the tables were copied: the flushed log then covers every page in the copy. */
static int copy_logs(struct engine *e, const char *into, struct err *err)
{
	char **names = NULL;
	int code = e->env->log_flush(e->env, NULL);
	int status = 0;

	if (!code)
		code = e->env->log_archive(e->env, &names, DB_ARCH_LOG);
	if (code)
		return fault_db(err, code);
	for (char **name = names; name && *name && status == 0; name++)
		status = copy_named(e->home, into, *name, err);
	free(names);
	return status;
}

/* Berkeley DB gives EPERM when a write found no room: asks the disk itself. */
static int copying_failed(const char *into, int code, struct err *err)
{
	struct statvfs about;

	if (statvfs(into, &about) == 0 && about.f_bavail * about.f_frsize < ROOM_LEAST)
		return no_room(into, err);
	return fault_db(err, code);
}

static int copy_tables(struct engine *e, const char *into, struct err *err)
{
	char *store = datadir_path(into, "store");
	int status = datadir_make(store, err);
	int code;

	if (status == 0) {
		code = e->env->backup(e->env, store, DB_BACKUP_NO_LOGS | DB_CREATE);
		status = code ? copying_failed(store, code, err) : copy_logs(e, store, err);
	}
	datadir_sync(store);
	free(store);
	return status;
}

int engine_backup(struct engine *engine, const char *into, struct err *err)
{
	char *mark = datadir_path(into, complete);
	int status = need_empty(into, err);
	int fd;

	pthread_mutex_lock(&engine->files_lock);
	if (status == 0)
		status = engine->env->txn_checkpoint(engine->env, 0, 0, DB_FORCE)
			? fault_set(err, ERR_STORE, N_("The backup could not begin."), NULL)
			: copy_tables(engine, into, err);
	pthread_mutex_unlock(&engine->files_lock);
	if (status == 0)
		status = copy_companions(engine->dir, into, err);
	if (status == 0)
		status = datadir_write_format(into, err);
	if (status == 0) {
		fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0 || fsync(fd) < 0)
			status = fault_errno(err, errno, mark);
		if (fd >= 0)
			close(fd);
		datadir_sync(into);
	}
	free(mark);
	return status;
}

/* ---- restore ---- */

static int check_backup(const char *from, struct err *err)
{
	char *mark = datadir_path(from, complete);
	int found = access(mark, F_OK) == 0;

	free(mark);
	if (!found)
		return fault_set(err, ERR_NOT_FOUND,
			N_("%s is not a finished backup; nothing was restored."), from);
	return datadir_prepare(from, 0, err);
}

/* The tables as the logs have them; with check, every page looked at. */
static int recover(const char *dir, int check, struct err *err)
{
	struct engine_options options = { .recover_all = 1, .lock_fd = -1 };
	struct engine *engine = NULL;
	char *path = datadir_resolve(dir, err);
	int status;

	if (!path)
		return -1;
	options.dir = path;
	status = engine_open(&options, &engine, err);
	if (status == 0 && check)
		status = engine_verify(engine, err);
	engine_close(&engine);
	free(path);
	return status;
}

int store_restore(const char *from, const char *dir, struct err *err)
{
	if (check_backup(from, err) < 0 || need_empty(dir, err) < 0 ||
		copy_named(from, dir, "store", err) < 0 ||
		copy_companions(from, dir, err) < 0 || recover(dir, 1, err) < 0)
		return -1;
	return datadir_write_format(dir, err); /* last: until here it cannot be opened */
}

int store_settle(const char *backup, struct err *err)
{
	char *mark = datadir_path(backup, complete);
	int status = check_backup(backup, err);

	if (status == 0)
		status = recover(backup, 0, err);
	if (status == 0 && unlink(mark) < 0)
		status = fault_errno(err, errno, mark);
	free(mark);
	return status;
}

/* ---- page checks ---- */

static void verify_message(const DB_ENV *env, const char *prefix, const char *text)
{
	(void)env;
	(void)prefix;
	log_line(LOG_WARN, "verify: %s", text);
}

/* The file is whole on the disk: the caller holds the writer back and has checkpointed. */
static int verify_file(struct engine *e, enum table t, struct err *err)
{
	char *path = datadir_path(e->home, table_files[t]);
	DB *db;
	int code = db_create(&db, NULL, 0);

	if (!code) {
		db->set_errcall(db, verify_message);
		code = db->verify(db, path, NULL, NULL, 0);
	}
	free(path);
	if (!code)
		return 0;
	log_line(LOG_ERROR_LEVEL, "%s: %s", table_files[t], db_strerror(code));
	return fault_set(err, ERR_STORE,
		N_("The file store/%s is damaged on the disk. Restore the newest backup "
		   "into a new directory: herbledger restore"),
		table_files[t]);
}

int engine_verify(struct engine *engine, struct err *err)
{
	int status = 0;

	for (int t = 0; t < TABLE_COUNT && status == 0; t++) {
		pthread_mutex_lock(&engine->write_lock);
		status = engine_checkpoint(engine, 0, err);
		if (status == 0)
			status = verify_file(engine, (enum table)t, err);
		pthread_mutex_unlock(&engine->write_lock);
	}
	return status;
}

/*
 * key_file.c - DATA/authorized_keys: what sshd reads, written whole or not at all.
 *
 * The first line tells of which rights and which day it is and for which program, so that a
 * session sees at a glance whether it is still right.
 */
#include "work/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/model.h"

static const char file_name[] = "authorized_keys", new_name[] = ".authorized_keys.new",
		  lock_name[] = ".authorized_keys.lock";

static int fail(const char *path, struct err *err)
{
	return err_set(err, errno == ENOSPC ? ERR_FULL : ERR_STORE,
		_("%s could not be written: %s; nobody who was locked or has lost a key is "
		  "shut out of SSH until it is"),
		path, strerror(errno));
}

/* ---- the text ---- */

/* It stands in single quotes for a shell, within double quotes for sshd. */
static int is_quotable(const char *path)
{
	for (const char *at = path; *at; at++)
		if ((unsigned char)*at < 0x20 || strchr("'\"\\", *at))
			return 0;
	return 1;
}

static int add_command(const struct key_file *file, struct str *out, struct err *err)
{
	if (!is_quotable(file->program) || !is_quotable(file->dir))
		return err_set(err, ERR_FAULT,
			_("The paths of program and data may hold no quotes, backslashes or "
			  "line ends: %s, %s"),
			file->program, file->dir);
	str_addf(out, "'%s'", file->program);
	if (!file->is_default_dir)
		str_addf(out, " --data '%s'", file->dir);
	str_add(out, " gate ");
	return 0;
}

static void add_head(const struct key_file *file, uint64_t rights, int32_t day, struct str *out)
{
	str_addf(out, "# herbledger writes this file: rights %" PRIu64 ", ", rights);
	date_print(day, out);
	str_addf(out, ", %s, %s\n", file->program, file->is_default_dir ? "" : file->dir);
}

static void add_keys(const struct people *people, int32_t day, const char *command,
	struct arena *mem, struct str *out)
{
	for (size_t i = 0; i < people->keys.count; i++) {
		const struct user_key *k = &people->keys.at[i];
		const struct person *user = people_user(people, k->user);
		struct public_key key;
		struct err ignored = { 0 };

		if (!user || user->locked || !login_is_plain(user->login) ||
			!key_valid_on(k, day) ||
			public_key_read(k->line, mem, &key, &ignored) < 0)
			continue;
		str_addf(out, "restrict,pty,command=\"%s%s\" %s %s %s\n", command, user->login,
			key.type, key.blob, user->login);
	}
}

static int read_people(struct store *store, struct model *model, struct arena *mem,
	struct people *people, int32_t *day, struct err *err)
{
	struct dataset *all = NULL;
	struct viewer owner;
	int64_t now;
	int got;

	if (data_now(store, &now, err) < 0)
		return -1;
	owner = viewer_owner(now);
	*day = instant_day(now);
	if (dataset_open(store, model, &owner, &all, err) < 0)
		return -1;
	got = people_load(all, mem, people, err);
	dataset_close(&all);
	return got;
}

static int make_text(struct store *store, struct model *model, const struct key_file *file,
	struct str *out, struct err *err)
{
	struct arena mem = { 0 };
	struct people people;
	struct str command = { 0 };
	int32_t day;
	int got = add_command(file, &command, err);

	if (got == 0)
		got = read_people(store, model, &mem, &people, &day, err);
	if (got == 0) {
		add_head(file, people.rights, day, out);
		add_keys(&people, day, str_text(&command), &mem, out);
	}
	str_release(&command);
	arena_release(&mem);
	return got;
}

/* ---- the file ---- */

static int write_new(const char *path, const struct str *text)
{
	int fd, failed;

	unlink(path); /* whatever a session cut short has left, and no link is followed */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -1;
	failed = fchmod(fd, 0600) < 0 ||
		write(fd, str_text(text), text->len) != (ssize_t)text->len || fsync(fd) < 0;
	return close(fd) < 0 || failed ? -1 : 0;
}

static void sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static int replace(const struct key_file *file, const struct str *text, struct arena *mem,
	struct err *err)
{
	const char *path = arena_printf(mem, "%s/%s", file->dir, file_name);
	const char *fresh = arena_printf(mem, "%s/%s", file->dir, new_name);

	if (write_new(fresh, text) < 0 || rename(fresh, path) < 0) {
		fail(path, err);
		unlink(fresh);
		return -1;
	}
	sync_folder(file->dir);
	return 0;
}

int keys_write(struct store *store, struct model *model, const struct key_file *file,
	struct err *err)
{
	struct arena mem = { 0 };
	struct str text = { 0 };
	const char *lock = arena_printf(&mem, "%s/%s", file->dir, lock_name);
	int fd, got = 1;

	if (model->site.ssh_keys.form && model->site.users.form) {
		/* one at a time, so that what was read last is what is written last */
		fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		got = fd < 0 || flock(fd, LOCK_EX) < 0 ? fail(lock, err) : 0;
		if (got == 0)
			got = make_text(store, model, file, &text, err);
		if (got == 0)
			got = replace(file, &text, &mem, err);
		if (fd >= 0)
			close(fd);
	}
	str_release(&text);
	arena_release(&mem);
	return got;
}

/* 1 when the file's first line is this one. */
static int begins_with(const char *path, const struct str *head)
{
	FILE *in = fopen(path, "re");
	int same = in != NULL;

	for (size_t i = 0; same && i < head->len; i++)
		same = getc(in) == (unsigned char)head->at[i];
	if (in)
		fclose(in);
	return same;
}

size_t keys_of_login(const struct key_file *file, const char *login)
{
	struct arena mem = { 0 };
	FILE *in = fopen(arena_printf(&mem, "%s/%s", file->dir, file_name), "re");
	const char *gate = arena_printf(&mem, " gate %s\" ", login);
	char *line = NULL;
	size_t room = 0, count = 0;

	while (in && getline(&line, &room, in) > 0)
		count += strstr(line, gate) != NULL;
	free(line);
	if (in)
		fclose(in);
	arena_release(&mem);
	return count;
}

int keys_current(struct store *store, struct model *model, const struct key_file *file,
	struct err *err)
{
	struct arena mem = { 0 };
	struct str head = { 0 };
	uint64_t rights;
	int64_t now;
	int got;

	if (!model->site.ssh_keys.form || !model->site.users.form)
		return 1;
	if (data_rights(store, &rights, err) < 0 || data_now(store, &now, err) < 0)
		return -1;
	add_head(file, rights, instant_day(now), &head);
	got = begins_with(arena_printf(&mem, "%s/%s", file->dir, file_name), &head);
	str_release(&head);
	arena_release(&mem);
	return got ? 0 : keys_write(store, model, file, err);
}

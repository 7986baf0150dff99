/*
 * drafts.c - the drafts of a user: their folder, what their files say, the list of them.
 */
#include "data/drafts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "data/drafts_internal.h"
#include "model/form.h"

enum { LIST_BYTES = 64 * 1024, MOST_BYTES = 64 * 1024 * 1024 };

static const char first_line[] = "herbledger-draft 1";
static const char suffix[] = ".draft";

/* ---- lines ------------------------------------------------------------------------------- */

static void put_escaped(struct str *line, const char *text)
{
	for (; *text; text++) {
		const char *at = strchr("\tt\nn\\\\\rr", *text);

		if (!strchr("\t\n\\\r", *text))
			str_add_char(line, *text);
		else
			str_addf(line, "\\%c", at[1]);
	}
}

void draft_put(struct str *line, const char *text)
{
	if (line->len)
		str_add_char(line, '\t');
	if (text)
		put_escaped(line, text);
	else
		str_add(line, "\\N");
}

/* In place; NULL for what stands for it. */
static char *unescaped(char *text)
{
	char *to = text;

	if (strcmp(text, "\\N") == 0)
		return NULL;
	for (const char *at = text; *at; at++) {
		if (*at == '\\' && at[1])
			at++;
		else {
			*to++ = *at;
			continue;
		}
		*to++ = *at == 't' ? '\t' : *at == 'n' ? '\n' : *at == 'r' ? '\r' : *at;
	}
	*to = '\0';
	return text;
}

char **draft_split(const char *line, struct arena *mem, size_t *count)
{
	char *at = arena_text(mem, line), **out;
	size_t i = 0;

	*count = 1;
	for (const char *tab = line; (tab = strchr(tab, '\t')); tab++)
		++*count;
	out = arena_array(mem, *count, sizeof(*out));
	while (at) {
		char *tab = strchr(at, '\t');

		if (tab)
			*tab++ = '\0';
		out[i++] = unescaped(at);
		at = tab;
	}
	return out;
}

/* ---- a file's text ----------------------------------------------------------------------- */

void draft_put_head(const struct draft_head *head, struct str *out)
{
	const char *texts[] = { head->kind, head->form, head->version, NULL, NULL,
		head->context, head->title };
	struct str line = { 0 }, number = { 0 };

	draft_put(&line, "head");
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		str_clear(&number);
		str_addf(&number, "%llu",
			(unsigned long long)(i == 3 ? head->id : head->revision));
		draft_put(&line,
			i == 3 || i == 4   ? str_text(&number)
				: texts[i] ? texts[i]
					   : "");
	}
	str_addf(out, "%s\n%s\n", first_line, str_text(&line));
	str_release(&line);
	str_release(&number);
}

void draft_put_pid(struct str *out)
{
	str_addf(out, "pid\t%10d\n", (int)getpid());
}

static void parse_head(const char *line, struct arena *mem, struct draft_text *out)
{
	size_t count;
	char **part = draft_split(line, mem, &count);

	if (count != 8)
		return;
	for (size_t i = 0; i < count; i++)
		if (!part[i])
			return;
	out->head = (struct draft_head){ .kind = part[1],
		.form = part[2],
		.version = part[3],
		.id = strtoull(part[4], NULL, 10),
		.revision = strtoull(part[5], NULL, 10),
		.context = part[6],
		.title = part[7] };
	out->sound = 1;
}

static void parse_line(
	const char *line, size_t len, struct arena *mem, struct draft_text *out, size_t *cap)
{
	const char *text;

	/* a hole of zeros after a power cut */
	if (memchr(line, '\0', len))
		return;
	text = arena_text_len(mem, line, len);
	if (*text == '+') {
		out->lines = vec_grow_in(mem, out->lines, out->count, cap, sizeof(*out->lines));
		out->lines[out->count++] = text + 1;
	} else if (text_starts_with(text, "head\t") && !out->sound) {
		parse_head(text, mem, out);
	}
}

void draft_parse(const struct str *bytes, struct arena *mem, struct draft_text *out)
{
	const char *at = str_text(bytes), *end = at + bytes->len, *line_end;
	size_t cap = 0;

	*out = (struct draft_text){ 0 };
	if (bytes->len <= strlen(first_line) || memcmp(at, first_line, strlen(first_line)) != 0)
		return;
	for (; (line_end = memchr(at, '\n', (size_t)(end - at))); at = line_end + 1) {
		if (text_starts_with(at, "pid\t") && !out->pid_at) {
			out->pid = (pid_t)strtol(at + 4, NULL, 10);
			out->pid_at = (size_t)(at - str_text(bytes));
		}
		parse_line(at, (size_t)(line_end - at), mem, out, &cap);
	}
	out->whole = (size_t)(at - str_text(bytes));
}

int draft_load(int fd, size_t most, struct str *out)
{
	char buf[16 * 1024];
	ssize_t got;

	str_clear(out);
	while (out->len < most && (got = pread(fd, buf, sizeof(buf), (off_t)out->len)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		str_add_len(out, buf, (size_t)got);
	}
	return 0;
}

int draft_fault(struct err *err, int number)
{
	if (number == ENOSPC || number == EDQUOT)
		return err_set(err, ERR_FULL,
			_("Disk full: typing is kept in this session only; tell the "
			  "administrator."));
	return err_set(err, ERR_STORE,
		_("No draft written (%s): kept here only; tell the administrator."),
		strerror(number));
}

/* ---- the folder -------------------------------------------------------------------------- */

/* As it is, but nothing that means something in a path. */
static void put_folder_name(struct str *out, const char *user)
{
	for (const char *at = user; *at; at++) {
		unsigned char c = (unsigned char)*at;

		if (c <= ' ' || c == 0x7f || strchr("/%~", c) || (c == '.' && at == user))
			str_addf(out, "%%%02x", c);
		else
			str_add_char(out, *at);
	}
	if (!*user)
		str_add(out, "%");
}

char *draft_path(const char *dir, const char *user, const char *name)
{
	struct str path = { 0 };

	str_addf(&path, "%s/drafts", dir);
	if (user) {
		str_add_char(&path, '/');
		put_folder_name(&path, user);
	}
	if (name)
		str_addf(&path, "/%s", name);
	return str_detach(&path);
}

static int is_name(const char *name)
{
	return *name != '.' && text_ends_with(name, suffix) && !strchr(name, '/');
}

/* 1 when somebody has it open just now. */
static int is_held(int fd)
{
	return flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
}

static int64_t instant_of(const struct timespec *t)
{
	return (int64_t)t->tv_sec * 1000000 + t->tv_nsec / 1000;
}

/* 1 when the file is a draft. */
static int look(int fd, const char *name, struct arena *mem, struct draft_info *out)
{
	struct str bytes = { 0 };
	struct draft_text text = { 0 };
	struct stat about;

	if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode) &&
		draft_load(fd, LIST_BYTES, &bytes) == 0)
		draft_parse(&bytes, mem, &text);
	str_release(&bytes);
	if (!text.sound)
		return 0;
	*out = (struct draft_info){ .name = arena_text(mem, name),
		.head = text.head,
		.begun = strtoll(name, NULL, 10),
		.changed = instant_of(&about.st_mtim),
		.bytes = (size_t)about.st_size,
		.held = is_held(fd) };
	return 1;
}

static int newest_first(const void *a, const void *b)
{
	const struct draft_info *one = a, *two = b;

	if (one->changed != two->changed)
		return one->changed < two->changed ? 1 : -1;
	return strcmp(two->name, one->name);
}

int drafts_list(const char *dir, const char *user, struct arena *mem, struct draft_list *out,
	struct err *err)
{
	char *path = draft_path(dir, user, NULL);
	DIR *folder = opendir(path);
	struct dirent *entry;
	size_t cap = 0;

	free(path);
	*out = (struct draft_list){ 0 };
	if (!folder)
		return errno == ENOENT ? 0 : draft_fault(err, errno);
	while ((entry = readdir(folder))) {
		struct draft_info info;
		int fd = is_name(entry->d_name)
			? openat(dirfd(folder), entry->d_name,
				  O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
			: -1;

		if (fd < 0)
			continue;
		if (look(fd, entry->d_name, mem, &info)) {
			out->at = vec_grow_in(mem, out->at, out->count, &cap, sizeof(*out->at));
			out->at[out->count++] = info;
		}
		close(fd);
	}
	closedir(folder);
	if (out->count)
		qsort(out->at, out->count, sizeof(*out->at), newest_first);
	return 0;
}

static int open_named(const char *dir, const char *user, const char *name)
{
	char *path = draft_path(dir, user, name);
	int fd = -1;

	errno = ENOENT;
	if (is_name(name))
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	free(path);
	return fd;
}

int draft_read(const char *dir, const char *user, const char *name, struct arena *mem,
	struct draft_head *head, const char ***lines, size_t *count, struct err *err)
{
	int fd = open_named(dir, user, name), failed = 0;
	struct str bytes = { 0 };
	struct draft_text text = { 0 };

	if (fd < 0)
		return errno == ENOENT ? 1 : draft_fault(err, errno);
	if (draft_load(fd, MOST_BYTES, &bytes) < 0)
		failed = errno;
	close(fd);
	if (!failed)
		draft_parse(&bytes, mem, &text);
	str_release(&bytes);
	if (failed)
		return draft_fault(err, failed);
	*head = text.head;
	*lines = text.lines;
	*count = text.count;
	return !text.sound;
}

int draft_remove(const char *dir, const char *user, const char *name, struct err *err)
{
	char *path = draft_path(dir, user, name);
	int fd = open_named(dir, user, name), status = 0;

	if (fd < 0 && errno != ENOENT)
		status = draft_fault(err, errno);
	else if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		status = unlink(path) == 0 ? 1 : draft_fault(err, errno);
	if (fd >= 0)
		close(fd);
	free(path);
	return status;
}

/* ---- versions ---------------------------------------------------------------------------- */

void form_version(const struct form *form, struct str *out)
{
	struct str shape = { 0 };
	unsigned long long hash = 14695981039346656037ULL; /* FNV-1a */
	const char *text = form->source;

	if (!text) {
		form_shape(form, &shape);
		text = str_text(&shape);
	}
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211ULL;
	str_addf(out, "%016llx", hash);
	str_release(&shape);
}

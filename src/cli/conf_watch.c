/*
 * conf_watch.c - compares the files in force with what was noted of them last.
 */
#include "cli/conf_watch.h"

#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/session.h"
#include "conf/in_force.h"
#include "data/conf_noted.h"

struct watch {
	struct arena mem;
	struct conf_noted *noted;
	size_t noted_count;
	VEC(struct conf_noted) changed;
};

static void add(struct watch *w, const char *name, const char *digest,
	const struct conf_noted *was)
{
	*VEC_PUSH_IN(&w->mem, &w->changed) = (struct conf_noted){
		.name = name,
		.digest = arena_text(&w->mem, digest),
		.how = w->noted_count ? CONF_BEHIND : CONF_FOUND,
		.revision = was ? was->revision : 0,
	};
}

static int look_at(struct watch *w, const struct conf_file_info *file, struct err *err)
{
	const struct conf_noted *was = conf_noted_find(w->noted, w->noted_count, file->name);
	char digest[CONF_DIGEST_SIZE];
	struct str text = { 0 };
	int status = conf_file_read(file, &text, err);

	if (status == 0) {
		conf_digest(str_text(&text), text.len, digest);
		if (!was || strcmp(was->digest, digest) != 0)
			add(w, file->name, digest, was);
	}
	str_release(&text);
	return status;
}

static int compare(struct watch *w, struct session *s, struct err *err)
{
	struct conf_file_info *files;
	size_t count;

	if (conf_files(&s->dirs, &w->mem, &files, &count, err) < 0 ||
		conf_noted_list(s->data, &w->mem, &w->noted, &w->noted_count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (look_at(w, &files[i], err) < 0)
			return -1;
	for (size_t i = 0; i < w->noted_count; i++)
		if (*w->noted[i].digest && !conf_file_find(files, count, w->noted[i].name))
			add(w, w->noted[i].name, "", &w->noted[i]);
	return 0;
}

void conf_watch(struct session *s)
{
	struct watch w = { 0 };
	struct err err = { 0 };
	uint64_t stamp;
	int status = conf_noted_stamp(s->data, &stamp, &err);

	if (status == 0 && stamp != s->stamp) {
		status = compare(&w, s, &err);
		if (status == 0)
			status = conf_note(s->data,
				&(struct conf_noting){
					w.changed.at, w.changed.count, s->stamp },
				&err);
	}
	if (status < 0)
		log_line(LOG_WARN, "conf not compared: %s", err.text);
	arena_release(&w.mem);
}

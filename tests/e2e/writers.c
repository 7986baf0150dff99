/*
 * writers.c - one writing session: what it saves, and what it notes.
 */
#include "writers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "lib/prop.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

enum { OWN_MAX = 250 };

struct line {
	uint64_t id;
	int state; /* enum record_state, as acknowledged */
};

struct me {
	struct writers *w;
	struct writer *writer;
	int i;
	struct session s;
	struct prop dice;
	const struct form *form;
	VEC(struct line) own;
	uint64_t made; /* new lines tried in this life */
	int notes; /* file descriptor */
	struct arena mem; /* of one save */
};

void writers_fail(struct writers *w, const char *fmt, ...)
{
	va_list args;

	if (__sync_lock_test_and_set(&w->failed, 1))
		return;
	va_start(args, fmt);
	vsnprintf(w->why, sizeof(w->why), fmt, args);
	va_end(args);
}

/* ---- notes ---- */

static char *notes_path(const struct writers *w, int i)
{
	char name[32];

	snprintf(name, sizeof(name), "notes-%d", i);
	return house_path(w->folder, name);
}

static void learn_own(struct me *me, FILE *notes)
{
	unsigned long long id, revision;
	int state, own;

	while (fscanf(notes, "%llu %llu %d %d %*s %*s", &id, &revision, &state, &own) == 4) {
		size_t k = 0;

		if (!own)
			continue;
		while (k < me->own.count && me->own.at[k].id != id)
			k++;
		if (k == me->own.count)
			*VEC_PUSH(&me->own) = (struct line){ .id = id };
		me->own.at[k].state = state;
	}
}

static void open_notes(struct me *me)
{
	char *path = notes_path(me->w, me->i);
	FILE *old = fopen(path, "re");

	if (old) {
		learn_own(me, old);
		fclose(old);
	}
	me->notes = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (me->notes < 0)
		writers_fail(me->w, "%s: %s", path, strerror(errno));
	free(path);
}

void notes_now(const struct writers *w, struct notes *out)
{
	for (int i = 0; i < WRITERS; i++) {
		char *path = notes_path(w, i);
		FILE *file = fopen(path, "re");

		out->length[i] = 0;
		if (file && fseek(file, 0, SEEK_END) == 0)
			out->length[i] = ftell(file);
		if (file)
			fclose(file);
		free(path);
	}
}

static const char *value_text_of(struct me *me, const struct record *record, const char *id)
{
	const struct field *field = form_field(record->form, id);
	struct str text = { 0 };
	const char *copy;

	field_format(me->s.model, field, &record->values[field->index], &text);
	copy = arena_text(&me->mem, str_text(&text));
	str_release(&text);
	return copy;
}

/* Acknowledged: it is on our own disk before the next save. */
static void note(
	struct me *me, const struct record *record, const struct save_result *result, int own)
{
	struct str line = { 0 };

	str_addf(&line, "%llu %llu %d %d %s %s\n", (unsigned long long)result->id,
		(unsigned long long)result->revision, (int)result->state, own,
		value_text_of(me, record, "area"), value_text_of(me, record, "as_of"));
	if (write(me->notes, line.at, line.len) != (ssize_t)line.len ||
		fdatasync(me->notes) < 0)
		writers_fail(me->w, "notes: %s", strerror(errno));
	str_release(&line);
	me->writer->saves++;
}

/* ---- saves ---- */

static void set(struct me *me, struct record *record, const char *id, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
static void set(struct me *me, struct record *record, const char *id, const char *fmt, ...)
{
	const struct field *field = form_field(record->form, id);
	char text[128];
	struct err err = { 0 };
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (!field ||
		field_parse(me->s.model, field, text, &me->mem, &record->values[field->index],
			&err) < 0)
		writers_fail(me->w, "%s = %s: %s", id, text, err.text);
}

static void set_area(struct me *me, struct record *record)
{
	set(me, record, "area", "%d.%02d", (int)prop_below(&me->dice, 2000),
		(int)prop_below(&me->dice, 100));
}

static const struct unit *a_village(struct me *me)
{
	const struct unit_tree *units = &me->s.model->units;
	char town[16];
	size_t skip = prop_below(&me->dice, 4);

	snprintf(town, sizeof(town), "15052510%d", me->i);
	for (size_t i = 0; i < units->count; i++)
		if (strlen(units->units[i].code) == 12 &&
			text_starts_with(units->units[i].code, town) && skip-- == 0)
			return &units->units[i];
	writers_fail(me->w, "%s has no villages", town);
	return &units->units[0];
}

static struct record *new_line(struct me *me)
{
	static const char *const periods[] = { "2023H1", "2024H1", "2025H1" };
	static const char *const lands[] = { "GD", "LX", "SD" };
	struct record *record = record_new(me->form, &me->mem);
	unsigned year = (unsigned)prop_below(&me->dice, 3);

	set(me, record, "period", "%s", periods[year]);
	set(me, record, "unit", "%s", a_village(me)->code);
	set(me, record, "species", "S00%d", (int)prop_below(&me->dice, 5) + 1);
	set(me, record, "land", "%s", lands[prop_below(&me->dice, 3)]);
	set(me, record, "grower", "W%d", me->i);
	set(me, record, "plot", "%u-%llu", me->w->rounds, (unsigned long long)++me->made);
	set(me, record, "as_of", "%u-0%d-15", 2023 + year, (int)prop_below(&me->dice, 3) + 1);
	set_area(me, record);
	return record;
}

static int finish(struct me *me, const struct record *record, int got, int own,
	const struct save_result *result, struct err *err)
{
	if (got == DATA_OK) {
		note(me, record, result, own);
		return 1;
	}
	if (got == DATA_CONFLICT && !own) {
		me->writer->conflicts++;
	} else if (got < 0 && err->code == ERR_EXPIRED) {
		me->writer->expired++;
	} else if (!me->w->failed) {
		writers_fail(me->w, "writer %d: a save of record %llu gave %d: %s%s", me->i,
			(unsigned long long)record->id, got, err->text,
			result->sentence ? result->sentence : "");
	}
	return 0;
}

static void save_new(struct me *me)
{
	struct record *record = new_line(me);
	struct save_options options = { .flags = prop_chance(&me->dice, 10) ? SAVE_KEEP : 0 };
	struct save_result result = { 0 };
	struct err err = { 0 };
	int got = data_save(me->s.data, record, &options, &me->mem, &result, &err);

	if (finish(me, record, got, 1, &result, &err))
		*VEC_PUSH(&me->own) = (struct line){ result.id, (int)result.state };
}

static struct record *get(struct me *me, uint64_t id)
{
	struct record *record = NULL;
	struct err err = { 0 };
	int got = data_get(me->s.data, me->form, id, &me->mem, &record, &err);

	if (got == DATA_OK)
		return record;
	if (got < 0 && err.code == ERR_EXPIRED)
		me->writer->expired++;
	else
		writers_fail(me->w, "writer %d: record %llu cannot be read (%d): %s", me->i,
			(unsigned long long)id, got, err.text);
	return NULL;
}

/* The line's present day moved on inside its half-year. */
static void report_later(struct record *record)
{
	const struct field *field = form_field(record->form, "as_of");
	struct value *v = &record->values[field->index];
	struct ymd day = date_split(v->date);

	if (day.month < 6)
		*v = value_date(date_of(day.year, day.month + 1, 15));
}

static void change(struct me *me, uint64_t id, struct line *line)
{
	struct record *record = get(me, id);
	struct save_result result = { 0 };
	struct err err = { 0 };
	int got;

	if (!record)
		return;
	if (record->state == STATE_DELETED) { /* by a batch of ours that was never answered */
		line->state = STATE_DELETED;
		return;
	}
	set_area(me, record);
	if (prop_chance(&me->dice, 40))
		report_later(record);
	got = data_save(me->s.data, record, NULL, &me->mem, &result, &err);
	if (finish(me, record, got, line != NULL, &result, &err) && line)
		line->state = (int)result.state;
}

/* A delete or its undoing that was never answered may have been done: ask first. */
static void turn(struct me *me, struct line *line)
{
	struct record *record = get(me, line->id);
	struct save_result result = { 0 };
	struct err err = { 0 };
	int got;

	if (!record)
		return;
	line->state = (int)record->state;
	if (record->state == STATE_DELETED)
		got = data_undelete(me->s.data, me->form, line->id, &me->mem, &result, &err);
	else
		got = data_delete(
			me->s.data, me->form, line->id, "drill", &me->mem, &result, &err);
	if (finish(me, record, got, 1, &result, &err))
		line->state = (int)result.state;
}

static void save_one(struct me *me)
{
	struct line *line =
		me->own.count ? &me->own.at[prop_below(&me->dice, me->own.count)] : NULL;
	int what = (int)prop_below(&me->dice, 100);

	if (what < 6)
		change(me, me->w->shared[prop_below(&me->dice, SHARED_LINES)], NULL);
	else if (!line || (what < 40 && me->own.count < OWN_MAX))
		save_new(me);
	else if (what > 90 || line->state == STATE_DELETED)
		turn(me, line);
	else
		change(me, line->id, line);
}

static void one_save(struct me *me)
{
	double start = house_seconds(), took;

	arena_clear(&me->mem);
	save_one(me);
	took = house_seconds() - start;
	if (took > me->writer->longest)
		me->writer->longest = took;
}

static void write_on(struct writers *w, int i)
{
	struct me me = {
		.w = w, .i = i, .writer = &w->at[i], .dice = { w->seed + 1000003u * w->rounds }
	};
	struct err err = { 0 };

	house_watch(&me.writer->watch);
	open_notes(&me);
	if (house_enter(&me.s, w->data, "zhang", &err) < 0)
		writers_fail(w, "writer %d cannot begin: %s", i, err.text);
	else
		me.form = model_form(me.s.model, "planting");
	while (!w->stop && !w->failed)
		one_save(&me);
	session_close(&me.s);
	arena_release(&me.mem);
	VEC_RELEASE(&me.own);
	_exit(0);
}

/* ---- all of them, from outside ---- */

void writer_start(struct writers *w, int i)
{
	pid_t pid;

	w->rounds++;
	w->at[i].watch.unanswered = 0;
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		write_on(w, i);
	w->at[i].pid = pid; /* not in the child: the memory is shared */
}

void writers_start(struct writers *w)
{
	w->stop = 0;
	for (int i = 0; i < WRITERS; i++)
		writer_start(w, i);
}

/* Lines that all of them write. */
static void make_shared(struct writers *w)
{
	struct me me = { .w = w, .i = 6, .writer = &w->at[0], .dice = { w->seed } };
	struct err err = { 0 };

	open_notes(&me);
	if (house_enter(&me.s, w->data, "zhang", &err) < 0)
		writers_fail(w, "the shared lines: %s", err.text);
	else
		me.form = model_form(me.s.model, "planting");
	for (int i = 0; i < SHARED_LINES && !w->failed; i++) {
		save_new(&me);
		if (me.own.count)
			w->shared[i] = me.own.at[me.own.count - 1].id;
	}
	w->at[0].saves = 0;
	session_close(&me.s);
	arena_release(&me.mem);
	VEC_RELEASE(&me.own);
	close(me.notes);
}

struct writers *writers_new(const char *folder, const char *data, uint64_t seed)
{
	struct writers *w = mmap(
		NULL, sizeof(*w), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (w == MAP_FAILED)
		abort();
	snprintf(w->folder, sizeof(w->folder), "%s", folder);
	snprintf(w->data, sizeof(w->data), "%s", data);
	w->seed = seed;
	make_shared(w);
	return w;
}

void writers_free(struct writers **w)
{
	munmap(*w, sizeof(**w));
	*w = NULL;
}

uint64_t writers_saves(const struct writers *w)
{
	uint64_t all = 0;

	for (int i = 0; i < WRITERS; i++)
		all += w->at[i].saves;
	return all;
}

int writers_await(struct writers *w, uint64_t more)
{
	uint64_t goal = writers_saves(w) + more;
	double until = house_seconds() + STUCK_SECONDS;

	while (writers_saves(w) < goal && !w->failed) {
		if (house_seconds() > until)
			writers_fail(w, "stuck: nothing was saved for %d s", STUCK_SECONDS);
		house_pause();
	}
	return w->failed ? -1 : 0;
}

void writers_end(struct writers *w)
{
	double until = house_seconds() + STUCK_SECONDS + 5;

	w->stop = 1;
	for (int i = 0; i < WRITERS; i++) {
		struct writer *at = &w->at[i];
		int left = (int)((until - house_seconds()) * 1000), status = 0;

		if (at->pid <= 0)
			continue;
		if (!house_wait_gone(at->pid, left > 0 ? left : 0)) {
			writers_fail(w, "writer %d did not end", i);
			kill(at->pid, SIGKILL);
		}
		waitpid(at->pid, &status, 0);
		if (status != 0)
			writers_fail(w, "writer %d ended with status %d", i, status);
		at->pid = 0;
		if (at->longest > STUCK_SECONDS)
			writers_fail(w, "stuck: a save took %.1f s", at->longest);
	}
}

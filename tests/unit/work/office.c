/*
 * office.c - conf/ and forms/ as shipped, with tasks: a form, a workflow and units of the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "unit/work/office.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "conf/conf.h"
#include "data/upkeep.h"
#include "exchange/import.h"
#include "lib/folder.h"
#include "model/field_type.h"
#include "model/form.h"

static const char tasks[] =
	"id = \"task\"; label = { zh = \"事项\"; en = \"Tasks\"; }; unit = \"unit\";\n"
	"workflow = \"duty\"; key = [\"name\"];\n"
	"fields = (\n"
	" { id = \"name\"; type = \"text\"; label = { zh = \"名\"; en = \"Name\"; }; },\n"
	" { id = \"unit\"; type = \"unit\"; label = { zh = \"单\"; en = \"Unit\"; }; },\n"
	" { id = \"owner\"; type = \"ref\"; form = \"post\";\n"
	"   label = { zh = \"责任岗位\"; en = \"Owner\"; }; },\n"
	" { id = \"others\"; type = \"ref\"; form = \"post\"; several = true;\n"
	"   label = { zh = \"协办\"; en = \"Others\"; }; },\n"
	" { id = \"steps\"; type = \"rows\"; label = { zh = \"步骤\"; en = \"Steps\"; }; fields = (\n"
	"   { id = \"by\"; type = \"ref\"; form = \"post\"; label = { zh = \"谁\"; en = \"By\"; }; }\n"
	" ); },\n"
	" { id = \"said\"; type = \"note\"; label = { zh = \"说明\"; en = \"Said\"; }; }\n"
	");\n";

static const char duty[] =
	"states = ( { id = \"done\"; number = 20; counts = true; settled = false;\n"
	"  label = { zh = \"已办\"; en = \"done\"; }; } );\n"
	"workflows = ( { id = \"duty\"; label = { zh = \"办\"; en = \"do\"; }; actions = (\n"
	" { id = \"do\"; label = { zh = \"办\"; en = \"do\"; }; from = [\"submitted\", \"done\"];\n"
	"   to = \"done\"; holder = \"owner\"; } ); } );\n";

static const char people[] =
	"{\"login\":\"zhang\",\"name\":\"Zhang\"}\n{\"login\":\"bao\",\"name\":\"Bao\"}\n"
	"{\"login\":\"chen\",\"name\":\"Chen\"}\n{\"login\":\"admin\",\"name\":\"Admin\"}\n"
	"{\"login\":\"anquan\",\"name\":\"An\"}\n{\"login\":\"shenji\",\"name\":\"Shen\"}\n"
	"{\"login\":\"wu\",\"name\":\"Wu\"}\n";

static const char posts[] =
	"{\"unit\":\"U17\",\"name\":\"section\",\"role\":\"YW\",\"holders\":[{\"user\":\"zhang\",\"from\":\"2021-01-01\"}]}\n"
	"{\"unit\":\"150525105\",\"name\":\"clerk\",\"role\":\"TB\",\"holders\":[{\"user\":\"bao\",\"from\":\"2021-01-01\"}]}\n"
	"{\"unit\":\"150525105\",\"name\":\"leader\",\"role\":\"TS\",\"holders\":[{\"user\":\"chen\",\"from\":\"2021-01-01\"}]}\n"
	"{\"unit\":\"U17\",\"name\":\"system\",\"role\":\"GL\",\"holders\":[{\"user\":\"admin\",\"from\":\"2021-01-01\"}]}\n"
	"{\"unit\":\"U17\",\"name\":\"security\",\"role\":\"AQ\",\"holders\":[{\"user\":\"anquan\",\"from\":\"2021-01-01\"}]}\n"
	"{\"unit\":\"U17\",\"name\":\"audit\",\"role\":\"SJ\",\"holders\":[{\"user\":\"shenji\",\"from\":\"2021-01-01\"}]}\n"
	"{\"unit\":\"150525103\",\"name\":\"clerk of another town\",\"role\":\"TB\"}\n";

static void write_file(struct office *o, const char *folder, const char *name, const char *text)
{
	const char *path = arena_printf(&o->mem, "%s/%s", o->dir, folder);
	FILE *out;

	mkdir(path, 0700);
	out = fopen(arena_printf(&o->mem, "%s/%s", path, name), "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void read_conf(struct office *o)
{
	struct conf_dirs dirs = { .conf = "conf",
		.forms = "forms",
		.data_conf = arena_printf(&o->mem, "%s/conf", o->dir),
		.data_forms = arena_printf(&o->mem, "%s/forms", o->dir) };
	struct faults faults;
	struct err err = { 0 };

	write_file(o, "conf", "duty.conf", duty);
	write_file(o, "forms", ".keep", "");
	write_file(o, "forms/primary", "task.conf", tasks);
	if (conf_read(&dirs, &o->mem, &o->model, &faults, &err) < 0)
		fail_msg("%s", err.text);
	if (faults.count > 0)
		fail_msg("%s:%d: %s", faults.at[0].file, faults.at[0].line,
			faults.at[0].sentence);
}

void office_now(struct office *o, const char *instant)
{
	struct err err = { 0 };
	int64_t now;

	if (instant_parse(instant, &now, &err) < 0 || data_set_now(o->store, now, &err) < 0)
		fail_msg("%s", err.text);
	if (o->owner)
		o->today = dataset_today(o->owner);
}

static char *read_shipped(struct office *o, const char *file)
{
	FILE *in = fopen(arena_printf(&o->mem, "conf/%s", file), "r");
	size_t room = 1 << 20;
	char *text = arena_alloc(&o->mem, room);

	assert_non_null(in);
	text[fread(text, 1, room - 1, in)] = '\0';
	fclose(in);
	return text;
}

static void edit_conf(struct office *o, const struct office_edit *edits)
{
	const char *text = NULL;

	for (; edits && edits->file; edits++) {
		const char *at;

		text = text ? text : read_shipped(o, edits->file);
		at = strstr(text, edits->from);
		if (!at)
			fail_msg("%s: not there: %s", edits->file, edits->from);
		text = arena_printf(&o->mem, "%.*s%s%s", (int)(at - text), text, edits->to,
			at + strlen(edits->from));
		if (edits[1].file && strcmp(edits[1].file, edits->file) == 0)
			continue;
		write_file(o, "conf", edits->file, text);
		text = NULL;
	}
}

void office_open(struct office *o)
{
	office_open_edited(o, NULL);
}

void office_open_edited(struct office *o, const struct office_edit *edits)
{
	struct data_options options = { .how = DATA_MEMORY, .create = 1 };
	struct viewer owner = viewer_owner(0);
	struct err err = { 0 };

	*o = (struct office){ 0 };
	i18n_init(LANG_EN, NULL);
	folder_make(o->dir, sizeof(o->dir));
	edit_conf(o, edits);
	read_conf(o);
	if (data_open_store(&options, &o->store, &err) < 0 ||
		dataset_open(o->store, o->model, &owner, &o->owner, &err) < 0)
		fail_msg("%s", err.text);
	office_now(o, "2026-03-02T09:00");
	office_put(o, "user", people);
	office_put(o, "post", posts);
}

void office_close(struct office *o)
{
	dataset_close(&o->owner);
	data_close_store(&o->store);
	model_drop(&o->model);
	folder_remove(o->dir);
	arena_release(&o->mem);
}

void office_put(struct office *o, const char *form_id, const char *lines)
{
	struct import_options options = { .format = IMPORT_JSON,
		.flags = IMPORT_UNRECORDED,
		.warn_reason = "test" };
	const struct form *form = model_form(o->model, form_id);
	FILE *in = fmemopen((void *)lines, strlen(lines), "r");
	struct import_result result;
	struct err err = { 0 };
	int got;

	assert_non_null(form);
	assert_non_null(in);
	got = import_run(o->owner, form, in, &options, &o->mem, &result, &err);
	fclose(in);
	if (got == IMPORT_FAULTS)
		fail_msg("%s: row %d: %s", form_id, (int)result.faults[0].row,
			result.faults[0].sentence);
	if (got < 0)
		fail_msg("%s: %s", form_id, err.text);
}

struct dataset *office_enter(struct office *o, const char *login)
{
	struct dataset *data = NULL;
	struct viewer viewer;
	struct err err = { 0 };

	if (viewer_load(o->store, o->model, login, &o->mem, &viewer, &err) != 0 ||
		dataset_open(o->store, o->model, &viewer, &data, &err) < 0)
		fail_msg("%s: %s", login, err.text);
	return data;
}

struct people office_people(struct office *o)
{
	struct people all;
	struct err err = { 0 };

	if (people_load(o->owner, &o->mem, &all, &err) < 0)
		fail_msg("%s", err.text);
	return all;
}

uint64_t office_user(struct office *o, const char *login)
{
	struct people all = office_people(o);
	const struct person *user = people_login(&all, login);

	if (!user)
		fail_msg("no user %s", login);
	return user->id;
}

uint64_t office_post(struct office *o, const char *name)
{
	struct people all = office_people(o);

	for (size_t i = 0; i < all.posts.count; i++)
		if (strcmp(all.posts.at[i].name, name) == 0)
			return all.posts.at[i].id;
	fail_msg("no post %s", name);
	return 0;
}

struct record *office_get(struct dataset *data, struct office *o, const char *form, uint64_t id)
{
	struct record *record = NULL;
	struct err err = { 0 };

	if (data_get(data, model_form(o->model, form), id, &o->mem, &record, &err) != DATA_OK)
		fail_msg("%s %d: %s", form, (int)id, err.text);
	return record;
}

int office_touch(struct office *o, struct dataset *data, const char *form, uint64_t id,
	const char *field, const char *text, struct err *err)
{
	struct record *record = office_get(o->owner, o, form, id);
	const struct field *at = form_field(record->form, field);
	struct save_result result;
	int got;

	if (*text && field_parse(o->model, at, text, &o->mem, record_value(record, field), err) < 0)
		fail_msg("%s", err->text);
	if (!*text)
		*record_value(record, field) = (struct value){ 0 };
	got = data_save(data, record, NULL, &o->mem, &result, err);
	if (got > 0)
		err_set(err, ERR_FAULT, "%s", result.sentence);
	return got;
}

/*
 * users.c - who is looking: the user's record becomes a viewer with the posts held today.
 */
#include "data/dataset.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "data/dataset_internal.h"
#include "data/query.h"
#include "model/field_type.h"

struct viewer viewer_owner(int64_t now)
{
	return (struct viewer){
		.user = "", .login = "", .name = "", .now = now, .everything = 1
	};
}

struct search {
	const struct model *model;
	const char *login;
	int32_t day;
	struct arena *mem;
	struct viewer *out;
	int found;
};

static const char *text_of(const struct form *form, const struct value *values, const char *id)
{
	const struct field *field = id ? form_field(form, id) : NULL;
	const struct value *v = field ? &values[field->index] : NULL;

	return v && v->state == VALUE_GIVEN && v->kind == KIND_TEXT ? v->text : "";
}

static int32_t day_of(const struct form *form, const struct value *values, const char *id)
{
	const struct field *field = id ? form_field(form, id) : NULL;
	const struct value *v = field ? &values[field->index] : NULL;

	return v && v->state == VALUE_GIVEN && v->kind == KIND_DATE ? v->date : DATE_NONE;
}

static int is_yes(const struct form *form, const struct value *values, const char *id)
{
	const struct field *field = id ? form_field(form, id) : NULL;
	const struct value *v = field ? &values[field->index] : NULL;

	return v && v->state == VALUE_GIVEN && v->kind == KIND_BOOL && v->yes;
}

static int holds(const struct form *group, const struct user_fields *names,
	const struct value *cells, int32_t day)
{
	int32_t from = day_of(group, cells, names->from), to = day_of(group, cells, names->to);

	return (from == DATE_NONE || from <= day) && (to == DATE_NONE || to >= day);
}

static void take_posts(struct search *s, const struct field *rows, const struct value *value)
{
	const struct user_fields *names = &s->model->site.users;
	struct viewer *out = s->out;

	if (!rows || !rows->group || value->state != VALUE_GIVEN || value->kind != KIND_ROWS)
		return;
	out->posts = arena_array(s->mem, value->rows.count, sizeof(*out->posts));
	for (size_t i = 0; i < value->rows.count; i++) {
		const struct value *cells = &value->rows.cells[i * value->rows.width];
		const char *unit = text_of(rows->group, cells, names->unit);
		struct viewer_post post = {
			.role = arena_text(s->mem, text_of(rows->group, cells, names->post)),
			.unit = *unit ? unit_find(&s->model->units, unit) : NULL,
			.acting = is_yes(rows->group, cells, names->acting),
		};

		if (!post.unit && !*unit)
			post.unit = s->model->site.root;
		if (post.unit && *post.role && holds(rows->group, names, cells, s->day))
			out->posts[out->post_count++] = post;
	}
}

static int is_user(void *context, const struct record *record, struct err *err)
{
	struct search *s = context;
	const struct user_fields *names = &s->model->site.users;
	const char *login = text_of(record->form, record->values, names->login);
	const struct field *rows = names->rows ? form_field(record->form, names->rows) : NULL;
	char id[24];

	(void)err;
	snprintf(id, sizeof(id), "%" PRIu64, record->id);
	if (strcmp(login, s->login) != 0 && strcmp(id, s->login) != 0)
		return 0;
	s->out->user = arena_text(s->mem, id);
	s->out->login = arena_text(s->mem, login);
	s->out->name = arena_text(s->mem, text_of(record->form, record->values, names->name));
	s->out->posts = NULL;
	s->out->post_count = 0;
	if (rows)
		take_posts(s, rows, &record->values[rows->index]);
	s->found = 1;
	return strcmp(login, s->login) == 0; /* a login goes before a like-named id */
}

int viewer_load(struct store *store, struct model *model, const char *login, struct arena *mem,
	struct viewer *out, struct err *err)
{
	const char *id = model->site.users.form;
	const struct form *form = id ? model_form(model, id) : NULL;
	struct search search = { .model = model, .login = login, .mem = mem, .out = out };
	struct query query = { .form = form, .states = 1u << STATE_SUBMITTED };
	struct dataset *data = NULL;
	struct viewer owner;
	int64_t now;
	int got, tries = 0;

	*out = (struct viewer){ 0 };
	if (!form)
		return err_set(err, ERR_FAULT,
			_("conf/site.conf names no form that holds the users, or is at fault; "
			  "herbledger check says what is wrong"));
	if (store_now(store, &now, err) < 0)
		return -1;
	out->now = now;
	search.day = instant_day(now);
	owner = viewer_owner(now);
	if (dataset_open(store, model, &owner, &data, err) < 0)
		return -1;
	do {
		search.found = 0;
		got = query_each(data, &query, is_user, &search, err);
	} while (read_again(got, tries++, err));
	dataset_close(&data);
	return got < 0 ? -1 : !search.found;
}

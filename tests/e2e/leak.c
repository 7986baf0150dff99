/*
 * leak.c - fills the ledgers and knows whose each marker is.
 */
#include "leak.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/xalloc.h"
#include "data/query.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

enum { MARKS = 4000, ROWS = 4000, YEAR = 1950, HERE = 1211, THERE = 739153 };

#define HOME "150525105"
#define AWAY "150525101"

const struct leak_role leak_roles[LEAK_ROLES] = {
	{ "TB", "bao", "primary village supervision ", 0, HOME, NULL },
	{ "TS", "chen", "primary village supervision ", 0, HOME, NULL },
	{ "LL", "liu", "committee supervision ", 0, "U13", NULL },
	{ "DZ", "qian", "party ", 1, NULL, NULL },
	{ "GL", "admin", "people ", 1, NULL, NULL },
	{ "AQ", "anquan", "people ", 1, NULL, NULL },
	{ "YW", "zhang", "*-", 1, NULL, NULL },
	{ "KS", "sun", "*-", 1, NULL, NULL },
	{ "ZR", "li", "*-", 1, NULL, NULL },
	{ "BG", "wang", "*-", 1, NULL, NULL },
	{ "JB", "zhao", "*-", 1, NULL, NULL },
	{ "SJ", "shenji", "*", 1, NULL, NULL },
	{ "TB", "both", "primary village supervision ", 0, HOME, AWAY "001" },
};
const size_t leak_role_count = sizeof(leak_roles) / sizeof(*leak_roles);

/* Of a township and its village, of one's own and of others; of members; of nobody. */
static const char *const units[] = { HOME, HOME "200", AWAY, AWAY "001", "150525000", "U13",
	"U12", NULL };

static const char *const key_lines[] = {
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB0Ql4+vjHY6isMFSPNHknwmt1knMnu/FYSa/tmBRgGR",
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFjuu5xo4sjhn6mHyhnvFFK+yQ+DUMltPXkDIIlYnd/k",
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIv9YxqFtKcsAfY5ajs3hwXp5qDNyje/2LuQ9ZbPGLhK",
};

/* ---- whose is it ------------------------------------------------------------------------- */

int leak_reads(const struct leak *l, const struct leak_role *role, const char *form)
{
	const struct form *f = model_form(l->s.model, form);
	size_t len = f && f->folder ? strlen(f->folder) : 0;

	if (strcmp(form, "query") == 0)
		return 1;
	if (*role->reads == '*')
		return role->reads[1] != '-' ||
			(strcmp(form, "user") != 0 && strcmp(form, "key") != 0);
	for (const char *at = role->reads; len && (at = strstr(at, f->folder)); at += len)
		if (at[len] == ' ')
			return 1;
	return 0;
}

int leak_sees(const struct leak *l, const struct leak_role *role, const char *form,
	const char *unit, const char *owner)
{
	const struct unit_tree *tree = &l->s.model->units;
	const struct form *f = model_form(l->s.model, form);
	const struct unit *at = unit ? unit_find(tree, unit) : NULL;

	if (!leak_reads(l, role, form))
		return 0;
	if (owner && strcmp(owner, role->login) != 0)
		return 0;
	if (role->whole || !f->unit)
		return 1;
	if (at && role->also && unit_is_within(at, unit_find(tree, role->also), DATE_NONE))
		return 1;
	return at && unit_is_within(at, unit_find(tree, role->unit), DATE_NONE);
}

const char *leak_sum_field(const char *form)
{
	return strcmp(form, "planting") == 0 || strcmp(form, "leakp") == 0 ? "area" : NULL;
}

static int new_mark(struct leak *l, const char *form, const char *unit, const char *owner)
{
	assert_true(l->mark_count < MARKS);
	l->marks[l->mark_count] = (struct leak_mark){ arena_text(&l->mem, form),
		unit ? arena_text(&l->mem, unit) : NULL,
		owner ? arena_text(&l->mem, owner) : NULL, 0 };
	return (int)l->mark_count++;
}

static const char *mark_text(struct leak *l, int mark)
{
	return arena_printf(&l->mem, "zq%04dw", mark);
}

const char *leak_new_mark(struct leak *l, const char *form, const char *unit)
{
	return mark_text(l, new_mark(l, form, unit, NULL));
}

static int mark_at(const struct leak *l, const char *at, size_t len)
{
	int mark = 0;

	if (len < LEAK_MARK || at[0] != 'z' || at[1] != 'q' || at[LEAK_MARK - 1] != 'w')
		return -1;
	for (int i = 2; i < LEAK_MARK - 1; i++) {
		if (at[i] < '0' || at[i] > '9')
			return -1;
		mark = mark * 10 + at[i] - '0';
	}
	return (size_t)mark < l->mark_count ? mark : -1;
}

size_t leak_search(const struct leak *l, const struct leak_role *role, const char *bytes,
	size_t len, const char *said, const char **first, size_t *own)
{
	const char *at = bytes, *end = bytes + len;
	size_t found = 0;
	char text[LEAK_MARK + 1];

	while ((at = memchr(at, 'z', (size_t)(end - at)))) {
		int mark = mark_at(l, at, (size_t)(end - at));
		const struct leak_mark *m = mark < 0 ? NULL : &l->marks[mark];

		at++;
		if (!m)
			continue;
		if (leak_sees(l, role, m->form, m->unit, m->owner)) {
			*own += 1;
			continue;
		}
		memcpy(text, at - 1, LEAK_MARK);
		text[LEAK_MARK] = '\0';
		if (said && strstr(said, text))
			continue;
		if (found++ == 0)
			*first = at - 1;
	}
	return found;
}

/* ---- values ------------------------------------------------------------------------------ */

static const char *period_text(struct leak *l, const struct field *f, int year)
{
	unsigned kinds = f->period_kinds ? f->period_kinds : ~0u;

	return arena_printf(&l->mem, "%d%s", year,
		kinds & 1u << PERIOD_HALF_YEAR ? "H1"
			: kinds & 1u << PERIOD_MONTH   ? "-01"
			: kinds & 1u << PERIOD_QUARTER ? "Q1"
						       : "");
}

/* What a field holds in the record of that number; NULL: nothing. */
static const char *text_for(
	struct leak *l, const struct field *f, const char *unit, const char *mark, int number)
{
	int year = YEAR + number, home = unit && strncmp(unit, HOME, strlen(HOME)) == 0;
	const char *type = f->type->name;

	if (strcmp(type, "text") == 0 || strcmp(type, "note") == 0)
		return mark;
	if (strcmp(type, "percent") == 0)
		return "50";
	if (strcmp(type, "date") == 0)
		return arena_printf(&l->mem, "%d-01-25", year);
	if (strcmp(type, "yesno") == 0)
		return "yes";
	if (strcmp(type, "unit") == 0)
		return unit;
	if (f->list && !(f->flags & FIELD_SEVERAL) && f->list->count)
		return f->list->codes[0].code;
	if (f->list && f->flags & FIELD_REQUIRED && f->list->count)
		return f->list->codes[0].code;
	if (strcmp(type, "period") == 0)
		return period_text(l, f, year);
	if (f->type->flags & TYPE_NUMBER && !f->compute)
		return arena_printf(&l->mem, "%d", home ? HERE : THERE);
	return NULL;
}

static void fill(struct leak *l, struct record *r, const char *unit, const char *mark,
	int number, int least)
{
	for (size_t i = 0; i < r->form->field_count; i++) {
		const struct field *f = &r->form->fields[i];
		int wanted = f->flags & (FIELD_REQUIRED | FIELD_KEY) ||
			strcmp(f->type->name, "text") == 0 ||
			strcmp(f->type->name, "note") == 0;
		const char *text = text_for(l, f, unit, mark, number);
		struct err err = { 0 };

		if (f == r->form->unit)
			text = unit;
		if (f->asked_if || !text || (least && !wanted && f != r->form->unit))
			continue;
		if (field_parse(l->s.model, f, text, &l->mem, &r->values[i], &err) < 0 &&
			f->flags & FIELD_REQUIRED)
			fail_msg("%s.%s: %s: %s", r->form->id, f->id, text, err.text);
	}
}

static int is_kept(const struct leak *l, const struct form *form)
{
	return form_is_kept(l->s.model, form, NULL);
}

static int try_save(struct leak *l, struct record *r, unsigned flags, struct save_result *out)
{
	struct save_options options = { .flags = flags | SAVE_ACCEPT_WARNINGS };
	struct err err = { 0 };
	int got;

	if (is_kept(l, r->form))
		options.flags |= SAVE_VERB;
	got = data_save(l->all, r, &options, &l->mem, out, &err);

	if (got < 0)
		fail_msg("%s: %s", r->form->id, err.text);
	return got;
}

/* Everything filled in; where rules forbid it, what must be; at last kept unsubmitted. */
static uint64_t save(struct leak *l, const struct form *form, const char *unit, int mark,
	int number, unsigned flags)
{
	const char *text = mark_text(l, mark);
	struct save_result out = { 0 };
	struct record *r = NULL;

	for (int least = 0; least < 2; least++) {
		r = record_new(form, &l->mem);
		fill(l, r, unit, text, number, least);
		r->warn_reason = text;
		if (try_save(l, r, flags, &out) == DATA_OK)
			return out.id;
	}
	if (try_save(l, r, SAVE_KEEP, &out) != DATA_OK)
		fail_msg("%s at %s: %s", form->id, unit ? unit : "no unit", out.sentence);
	return out.id;
}

/* ---- ledgers ----------------------------------------------------------------------------- */

static void delete_row(struct leak *l, const struct form *form, uint64_t id, int mark)
{
	struct save_result out = { 0 };
	struct err err = { 0 };

	if (data_delete(l->all, form, id, mark_text(l, mark), &l->mem, &out, &err) != DATA_OK)
		fail_msg("%s %llu: %s%s", form->id, (unsigned long long)id, err.text,
			out.sentence ? out.sentence : "");
}

/* The same record with another unit and that unit's marker in every text. */
static void move_row(struct leak *l, const struct form *form, uint64_t id, const char *to)
{
	int mark = new_mark(l, form->id, to, NULL);
	const char *text = mark_text(l, mark);
	struct save_result out = { 0 };
	struct record *r = NULL;
	struct err err = { 0 };

	l->marks[mark].moved = 1;
	assert_int_equal(data_get(l->all, form, id, &l->mem, &r, &err), DATA_OK);
	for (size_t i = 0; i < form->field_count; i++)
		if (value_is_given(&r->values[i]) &&
			(strcmp(form->fields[i].type->name, "text") == 0 ||
				strcmp(form->fields[i].type->name, "note") == 0))
			r->values[i] = value_text(text);
	r->values[form->unit->index] = value_text(to);
	r->warn_reason = text;
	if (try_save(l, r, 0, &out) != DATA_OK &&
		try_save(l, r, SAVE_KEEP, &out) != DATA_OK)
		fail_msg("%s: %s", form->id, out.sentence);
}

static void fill_unit(struct leak *l, const struct form *form, const char *unit, int *number)
{
	int mark;
	uint64_t id;

	for (int kind = 0; kind < 3; kind++) {
		mark = new_mark(l, form->id, unit, NULL);
		id = save(l, form, unit, mark, ++*number, kind == 2 ? SAVE_KEEP : 0);
		if (kind == 1 && !is_kept(l, form))
			delete_row(l, form, id, mark);
	}
}

static void fill_moved(struct leak *l, const struct form *form, int *number)
{
	static const char *const ways[][2] = { { AWAY, HOME }, { HOME, AWAY },
		{ "U12", "U13" }, { "U13", "U12" } };

	for (size_t i = 0; i < 4; i++) {
		int mark = new_mark(l, form->id, ways[i][0], NULL);

		move_row(l, form, save(l, form, ways[i][0], mark, ++*number, 0), ways[i][1]);
	}
}

static void fill_form(struct leak *l, const struct form *form)
{
	size_t from = form->unit ? 0 : sizeof(units) / sizeof(*units) - 1;
	int number = 0;

	for (size_t i = from; i < sizeof(units) / sizeof(*units); i++)
		if (units[i] || !form->unit || !(form->unit->flags & FIELD_REQUIRED))
			fill_unit(l, form, units[i], &number);
	if (form->unit)
		fill_moved(l, form, &number);
}

static void fill_queries(struct leak *l)
{
	static const char *const owners[] = { "zhang", "bao", "admin", "li", "chen" };
	const struct form *form = model_form(l->s.model, "query");

	for (size_t i = 0; i < 2 * sizeof(owners) / sizeof(*owners); i++) {
		const char *owner = owners[i / 2];
		int shared = i % 2, mark = new_mark(l, "query", NULL, shared ? NULL : owner);
		struct record *r = record_new(form, &l->mem);
		const char *text = mark_text(l, mark);
		struct save_result out = { 0 };

		*record_value(r, "ledger") = value_text("planting");
		*record_value(r, "name") = value_text(text);
		*record_value(r, "owner") = value_text(owner);
		*record_value(r, "shared") = value_bool(shared);
		*record_value(r, "words") =
			value_text(arena_printf(&l->mem, "grower=%s", text));
		*record_value(r, "remark") = value_text(text);
		if (try_save(l, r, 0, &out) != DATA_OK)
			fail_msg("query: %s", out.sentence);
		if (i == 0)
			l->saved_query = text;
	}
}

static void fill_keys(struct leak *l)
{
	const struct form *form = model_form(l->s.model, "key");

	for (size_t i = 0; form && i < sizeof(key_lines) / sizeof(*key_lines); i++) {
		int mark = new_mark(l, "key", NULL, NULL);
		struct record *r = record_new(form, &l->mem);
		struct save_result out = { 0 };

		*record_value(r, "user") = value_text(i ? "4" : "1");
		*record_value(r, "line") = value_text(key_lines[i]);
		*record_value(r, "remark") = value_text(mark_text(l, mark));
		if (try_save(l, r, 0, &out) != DATA_OK)
			fail_msg("key: %s", out.sentence);
	}
}

static int is_people(const struct form *form)
{
	return form->folder && strcmp(form->folder, "people") == 0;
}

/* ---- what the example ledgers hold ------------------------------------------------------- */

static void note_row(struct leak *l, const struct record *r, int mark)
{
	const char *sum = leak_sum_field(r->form->id);
	const struct value *v = sum ? record_value((struct record *)(uintptr_t)r, sum) : NULL;
	const struct value *unit = r->form->unit ? &r->values[r->form->unit->index] : NULL;
	struct leak_row *row = &l->rows[l->row_count++];
	struct str period = { 0 };

	assert_true(l->row_count < ROWS);
	*row = (struct leak_row){ .form = r->form->id, .id = r->id, .state = r->state,
		.mark = mark };
	if (unit && value_is_given(unit))
		row->unit = arena_text(&l->mem, unit->text);
	if (mark >= 0)
		row->owner = l->marks[mark].owner;
	row->has_sum = v && value_is_given(v);
	row->sum = row->has_sum ? v->number.unscaled : 0;
	row->moved = mark >= 0 && l->marks[mark].moved;
	if (r->form->period && value_is_given(&r->values[r->form->period->index]))
		period_print(r->values[r->form->period->index].period, &period);
	snprintf(row->period, sizeof(row->period), "%s", str_text(&period));
	str_release(&period);
}

struct marking {
	struct leak *l;
	const struct form *form;
	struct save_item *items;
	size_t count;
};

static int want_mark(void *context, const struct record *r, struct err *err)
{
	struct marking *m = context;
	struct record *copy = record_copy(r, &m->l->mem);
	const struct value *unit = m->form->unit ? &r->values[m->form->unit->index] : NULL;
	int mark = new_mark(m->l, m->form->id,
		unit && value_is_given(unit) ? unit->text : NULL, NULL);

	(void)err;
	*record_value(copy, "remark") = value_text(mark_text(m->l, mark));
	if (!copy->warn_reason)
		copy->warn_reason = "-";
	m->items[m->count++].record = copy;
	return 0;
}

/* The example records carry markers too. */
static void mark_examples(struct leak *l, const struct form *form)
{
	struct marking m = { .l = l, .form = form };
	struct save_options options = { .flags = SAVE_ACCEPT_WARNINGS };
	struct query query = { .form = form };
	struct err err = { 0 };

	m.items = arena_array(&l->mem, ROWS, sizeof(*m.items));
	if (!form_field(form, "remark"))
		return;
	if (query_each(l->all, &query, want_mark, &m, &err) < 0 ||
		data_save_many(l->all, m.items, m.count, &options, &l->mem, &err) < 0)
		fail_msg("%s: %s", form->id, err.text);
	for (size_t i = 0; i < m.count; i++)
		if (m.items[i].result != DATA_OK)
			fail_msg("%s: %s", form->id, m.items[i].detail.sentence);
}

static int take_row(void *context, const struct record *r, struct err *err)
{
	struct leak *l = context;
	int mark = -1;

	(void)err;
	for (size_t i = 0; i < r->form->field_count && mark < 0; i++)
		if (r->values[i].state == VALUE_GIVEN && r->values[i].kind == KIND_TEXT)
			mark = mark_at(l, r->values[i].text, strlen(r->values[i].text));
	note_row(l, r, mark);
	return 0;
}

/* ---- one more ---------------------------------------------------------------------------- */

struct leak_row *leak_add(struct leak *l, const struct form *form, const char *unit,
	const char *whose, int number)
{
	int mark = new_mark(l, form->id, whose, NULL);
	uint64_t id = save(l, form, unit, mark, number, 0);
	struct record *r = NULL;
	struct err err = { 0 };

	assert_int_equal(data_get(l->all, form, id, &l->mem, &r, &err), DATA_OK);
	note_row(l, r, mark);
	return &l->rows[l->row_count - 1];
}

void leak_move(struct leak *l, struct leak_row *row, const char *unit)
{
	const struct form *form = model_form(l->s.model, row->form);
	struct save_result out = { 0 };
	struct record *r = NULL;
	struct err err = { 0 };

	assert_int_equal(data_get(l->all, form, row->id, &l->mem, &r, &err), DATA_OK);
	r->values[form->unit->index] = value_text(unit);
	if (try_save(l, r, 0, &out) != DATA_OK)
		fail_msg("%s: %s", form->id, out.sentence);
	row->unit = arena_text(&l->mem, unit);
}

/* ---- opening ----------------------------------------------------------------------------- */

static void copy_forms(const struct leak *l)
{
	static const char *const files[][2] = { { "primary", "leakp" },
		{ "committee", "leakc" }, { "party", "leakd" } };

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct str line = { 0 };

		str_addf(&line,
			"mkdir -p %s/forms/%s && cp tests/data/leak/%s.conf %s/forms/%s/",
			l->data, files[i][0], files[i][1], l->data, files[i][0]);
		if (system(str_text(&line)) != 0)
			fail_msg("%s", str_text(&line));
		str_release(&line);
	}
}

/* Township clerks type into the primary ledger of the test as into the shipped ones. */
static void open_ledger(const struct leak *l)
{
	struct str line = { 0 };

	str_addf(&line,
		"mkdir -p %s/conf && sed 's/\"planting\", \"carryover\"/\"leakp\", &/' "
		"conf/roles.conf >%s/conf/roles.conf && grep -q leakp %s/conf/roles.conf",
		l->data, l->data, l->data);
	if (system(str_text(&line)) != 0)
		fail_msg("conf/roles.conf: who types into planting is written otherwise now");
	str_release(&line);
}

/* A file of another township, under a name of its own. */
static void import_foreign(struct leak *l)
{
	const char *mark = mark_text(l, new_mark(l, "planting", AWAY, NULL));
	const char *path = arena_printf(&l->mem, "%s/%s.csv", l->folder, mark);
	FILE *out = fopen(path, "we");
	char *start, *end;

	assert_non_null(out);
	fprintf(out, "period,unit,grower,area,as_of\n1930H1,%s,%s,5,1930-06-25\n", AWAY, mark);
	fclose(out);
	house_must(0, l->data,
		arena_printf(&l->mem, "--as zhang import planting %s --reason %s", path, mark));
	start = strstr(house_stdout, "Import ");
	assert_non_null(start);
	end = start + strcspn(start + 7, "\n") + 7;
	l->import_id = arena_text_len(&l->mem, start + 7, (size_t)(end - start - 7));
}

static void read_rows(struct leak *l)
{
	for (size_t i = 0; i < l->s.model->form_count; i++) {
		struct query query = { .form = l->s.model->forms[i], .states = ~1u };
		struct err err = { 0 };

		if (query_each(l->all, &query, take_row, l, &err) < 0)
			fail_msg("%s", err.text);
	}
}

/* One clerk for two units: a township, and as a deputy a village of another. */
static void hire_for_two(const struct leak *l)
{
	house_must(0, l->data, "--as admin user add both --name Both");
	house_must(0, l->data, "--as anquan user post both --post TB --unit " HOME);
	house_must(0, l->data,
		"--as anquan user post both --post TB --unit " AWAY "001 --acting");
}

void leak_open(struct leak *l)
{
	struct viewer owner = viewer_owner(0);
	struct err err = { 0 };

	*l = (struct leak){ .marks = xcalloc(MARKS, sizeof(*l->marks)),
		.rows = xcalloc(ROWS, sizeof(*l->rows)) };
	l->folder = house_folder();
	l->data = house_demo(l->folder);
	/* what is due, and held for review, on that day */
	house_must(0, l->data, "--now 2026-11-22T09:00 --as zhang list planting --count");
	house_must(0, l->data, "serve --now 2026-11-22T09:00");
	copy_forms(l);
	open_ledger(l);
	house_must(0, l->data, "check");
	hire_for_two(l);
	if (house_enter(&l->s, l->data, "zhang", &err) < 0 ||
		dataset_open(l->s.store, l->s.model, &owner, &l->all, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < l->s.model->form_count; i++)
		mark_examples(l, l->s.model->forms[i]);
	for (size_t i = 0; i < l->s.model->form_count; i++)
		if (!is_people(l->s.model->forms[i]))
			fill_form(l, l->s.model->forms[i]);
	fill_queries(l);
	fill_keys(l);
	import_foreign(l);
	read_rows(l);
	leak_office_open(l);
}

void leak_close(struct leak *l)
{
	leak_office_close(l);
	dataset_close(&l->all);
	session_close(&l->s);
	arena_release(&l->mem);
	free(l->marks);
	free(l->rows);
	free(l->data);
	house_remove(&l->folder);
}

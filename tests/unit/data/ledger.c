#include "unit/data/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/upkeep.h"
#include "lib/folder.h"
#include "model/field_type.h"

static const struct field_def planting_fields[] = {
	{ .id = "period", .type = "period", .flags = FIELD_REQUIRED },
	{ .id = "unit", .type = "unit", .flags = FIELD_REQUIRED },
	{ .id = "species", .type = "code" },
	{ .id = "land", .type = "code" },
	{ .id = "plot", .type = "text" },
	{ .id = "area", .type = "decimal", .scale = 2, .flags = FIELD_QUALIFIED },
	{ .id = "trees", .type = "integer" },
	{ .id = "as_of", .type = "date" },
	{ .id = "remark", .type = "note" },
	{ .id = "dense", .type = "computed", .scale = 2, .compute = "trees / area" },
	{ 0 },
};

const struct form_def planting_def = {
	.id = "planting",
	.fields = planting_fields,
	.key = "period unit species land plot",
	.sort = "period unit species",
	.over_time = TIME_CUMULATIVE,
	.period = "period",
	.unit = "unit",
	.as_of = "as_of",
	.indexes = { "unit species", "plot" },
	.total_by = { "period unit species land" },
	.total_sum = { "area trees" },
	.within = "period",
	.axes = "species land plot",
	.rule = "area >= 0",
	.warning = "area <= 100000",
};

static const struct field_def event_fields[] = {
	{ .id = "month", .type = "period", .flags = FIELD_REQUIRED },
	{ .id = "unit", .type = "unit" },
	{ .id = "kind", .type = "code" },
	{ .id = "people", .type = "integer" },
	{ .id = "cost", .type = "decimal", .scale = 2 },
	{ .id = "title", .type = "text" },
	{ .id = "held", .type = "date" },
	{ .id = "indoors", .type = "yesno" },
	{ 0 },
};

const struct form_def event_def = {
	.id = "event",
	.fields = event_fields,
	.key = "",
	.sort = "month unit",
	.over_time = TIME_FLOW,
	.period = "month",
	.unit = "unit",
	.indexes = { "month unit", "people", "held title" },
	.total_by = { "month unit", "kind" },
	.total_sum = { "people", "people cost" },
};

static const struct field_def post_fields[] = {
	{ .id = "role", .type = "text" },
	{ .id = "where", .type = "unit" },
	{ .id = "since", .type = "date" },
	{ .id = "until", .type = "date" },
	{ .id = "stands_in", .type = "yesno" },
	{ 0 },
};

static const struct field_def user_fields[] = {
	{ .id = "login", .type = "text" },
	{ .id = "called", .type = "text" },
	{ .id = "skills", .type = "code", .flags = FIELD_SEVERAL },
	{ .id = "duties", .type = "rows", .group = post_fields },
	{ 0 },
};

const struct form_def user_def = {
	.id = "person", .fields = user_fields, .key = "login", .sort = "login",
};

/* ---- the model ---- */

static void add_unit(struct model *m, const char *code, const struct unit *parent)
{
	struct unit *u = &m->units.units[m->units.count];

	u->code = arena_text(&m->mem, code);
	u->short_name = u->report_name = u->code;
	u->kind = u->pinyin = u->initials = "";
	u->aliases = u->reports = arena_array(&m->mem, 1, sizeof(char *));
	if (strlen(code) == 2 && strcmp(code, "00") != 0) {
		u->reports = arena_array(&m->mem, 2, sizeof(char *));
		u->reports[0] = "planting";
	}
	u->names = arena_array(&m->mem, 1, sizeof(*u->names));
	u->names[0] = (struct unit_name){ u->code, DATE_NONE, DATE_NONE };
	u->name_count = 1;
	u->valid_from = u->valid_to = DATE_NONE;
	u->index = m->units.count++;
	if (!parent)
		return;
	u->parents = arena_array(&m->mem, 1, sizeof(*u->parents));
	u->parents[0] = (struct unit_parent){ parent, DATE_NONE, DATE_NONE };
	u->parent_count = 1;
}

static void add_units(struct model *m)
{
	struct unit *units = m->units.units = arena_array(&m->mem, 17, sizeof(*units));
	char code[32];

	add_unit(m, "00", NULL);
	for (int town = 1; town <= 4; town++) {
		const struct unit *above = &units[m->units.count];

		snprintf(code, sizeof(code), "%02d", town);
		add_unit(m, code, &units[0]);
		for (int village = 1; village <= 3; village++) {
			snprintf(code, sizeof(code), "%02d%02d", town, village);
			add_unit(m, code, above);
		}
	}
	m->site.root = &units[0];
}

static void add_codes(struct model *m)
{
	struct code_list *list = m->lists = arena_alloc(&m->mem, sizeof(*list));

	m->list_count = 1;
	*list = (struct code_list){ .id = "codes", .label = { "codes", "codes" }, .count = 6 };
	list->codes = arena_array(&m->mem, 6, sizeof(*list->codes));
	for (int i = 0; i < 6; i++) {
		struct code *c = &list->codes[i];

		c->code = arena_printf(&m->mem, "%c", 'A' + i);
		c->label[0] = c->label[1] = c->code;
		c->pinyin = c->initials = c->note = "";
		c->valid_from = c->valid_to = DATE_NONE;
	}
}

static void add_measures(struct model *m)
{
	static const char *const labels[][2] = { { "PLAN", "planned" }, { "ABOUT", "about" } };
	struct measure *mu = m->measures.measures = arena_alloc(&m->mem, sizeof(*mu));

	*mu = (struct measure){ .code = "mu",
		.label = { "mu", "mu" },
		.dimension = "area",
		.numerator = 10000,
		.denominator = 15,
		.decimals = -1 };
	m->measures.count = 1;
	m->measures.qualifiers = arena_array(&m->mem, 2, sizeof(struct qualifier));
	m->measures.qualifier_count = 2;
	for (int i = 0; i < 2; i++)
		m->measures.qualifiers[i] = (struct qualifier){ .code = labels[i][0],
			.label = labels[i][1],
			.nature = i == 0 ? NATURE_PLANNED : NATURE_ACTUAL };
}

static struct role *add_roles(struct model *m)
{
	struct role *roles = m->roles = arena_array(&m->mem, 2, sizeof(*roles));

	struct right *rights = arena_array(&m->mem, 2, sizeof(*rights));

	rights[0] = (struct right){ .actions = ~0u };
	rights[1] = (struct right){ .actions = ~0u, .whole = 1 };
	roles[0] = (struct role){ "clerk", { "clerk" }, &rights[0], 1 };
	roles[1] = (struct role){ "section", { "section" }, &rights[1], 1 };
	m->role_count = 2;
	return roles;
}

/* ---- forms ---- */

static struct field_set set_of(struct model *m, const struct form *form, const char *ids)
{
	struct field_set set = { .at = arena_array(&m->mem, 16, sizeof(*set.at)) };
	char *copy = arena_text(&m->mem, ids ? ids : ""), *save = NULL;

	for (char *id = strtok_r(copy, " ", &save); id; id = strtok_r(NULL, " ", &save)) {
		set.at[set.count] = form_field(form, id);
		assert_non_null(set.at[set.count]);
		set.count++;
	}
	return set;
}

static const struct expr *parse(
	struct model *m, const struct form *form, const char *text, enum expr_type want)
{
	struct expr_options options = { .model = m, .form = form, .want = want };
	const struct expr *expr = NULL;
	struct err err = { 0 };

	if (expr_parse(text, &options, &m->mem, &expr, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return expr;
}

static struct form *make_form(struct model *m, const struct form_def *def);

static void make_field(
	struct model *m, struct field *f, const struct field_def *def, size_t index)
{
	f->id = def->id;
	f->label[0] = f->label[1] = def->id;
	f->type = field_type_find(def->type);
	assert_non_null(f->type);
	f->flags = def->flags;
	f->index = index;
	f->scale = def->scale;
	f->list = strcmp(def->type, "code") == 0 ? m->lists : NULL;
	if (f->type->flags & TYPE_NUMBER || def->compute)
		f->measure = m->measures.measures;
	if (def->compute)
		f->result = field_type_find("decimal");
	if (def->group) {
		struct form_def *group = arena_alloc(&m->mem, sizeof(*group));

		*group = (struct form_def){ .id = def->id, .fields = def->group };
		f->group = make_form(m, group);
	}
	if (def->was) {
		f->old_ids = arena_array(&m->mem, 2, sizeof(char *));
		f->old_ids[0] = def->was;
	}
}

static void make_rules(struct model *m, struct form *form, const struct form_def *def)
{
	form->rules = arena_array(&m->mem, 2, sizeof(*form->rules));
	if (def->rule)
		form->rules[form->rule_count++] = (struct rule){ .id = "rule",
			.level = RULE_ERROR,
			.say = { "broken", "broken" },
			.holds = parse(m, form, def->rule, EXPR_BOOL) };
	if (def->warning)
		form->rules[form->rule_count++] = (struct rule){ .id = "warning",
			.level = RULE_WARN,
			.say = { "unlikely", "unlikely" },
			.holds = parse(m, form, def->warning, EXPR_BOOL) };
}

static void make_sets(struct model *m, struct form *form, const struct form_def *def)
{
	form->key = set_of(m, form, def->key);
	form->sort = set_of(m, form, def->sort);
	form->indexes = arena_array(&m->mem, 4, sizeof(*form->indexes));
	while (form->index_count < 4 && def->indexes[form->index_count]) {
		form->indexes[form->index_count].fields =
			set_of(m, form, def->indexes[form->index_count]);
		form->index_count++;
	}
	form->totals = arena_array(&m->mem, 3, sizeof(*form->totals));
	while (form->total_count < 3 && def->total_by[form->total_count]) {
		struct form_total *t = &form->totals[form->total_count];

		t->by = set_of(m, form, def->total_by[form->total_count]);
		t->sum = set_of(m, form, def->total_sum[form->total_count]);
		form->total_count++;
	}
	if (def->within) {
		form->parts.within = set_of(m, form, def->within);
		form->parts.axes = set_of(m, form, def->axes);
		form->parts.unit = form->unit;
	}
}

static struct form *make_form(struct model *m, const struct form_def *def)
{
	struct form *form = arena_alloc(&m->mem, sizeof(*form));
	size_t count = 0;

	while (def->fields[count].id)
		count++;
	form->id = def->id;
	form->label[0] = form->label[1] = def->id;
	form->folder = "primary";
	form->title = "";
	form->source = def->id;
	form->over_time = def->over_time;
	form->fields = arena_array(&m->mem, count, sizeof(*form->fields));
	form->field_count = count;
	for (size_t i = 0; i < count; i++)
		make_field(m, &form->fields[i], &def->fields[i], i);
	form->period = def->period ? form_field(form, def->period) : NULL;
	form->unit = def->unit ? form_field(form, def->unit) : NULL;
	form->as_of = def->as_of ? form_field(form, def->as_of) : NULL;
	for (size_t i = 0; i < count; i++)
		if (def->fields[i].compute)
			form->fields[i].compute =
				parse(m, form, def->fields[i].compute, EXPR_ANY);
	make_sets(m, form, def);
	make_rules(m, form, def);
	return form;
}

struct model *make_model(const struct form_def *const *forms, size_t count)
{
	struct model *m = model_new();

	m->calendar.season = (struct season){ 4, 1, 10, 31 };
	add_units(m);
	add_codes(m);
	add_measures(m);
	add_roles(m);
	m->forms = arena_array(&m->mem, count, sizeof(*m->forms));
	for (size_t i = 0; i < count; i++)
		m->forms[m->form_count++] = make_form(m, forms[i]);
	return m;
}

/* ---- ledgers ---- */

struct dataset *open_data(struct store *store, struct model *model)
{
	struct viewer owner = viewer_owner(0);
	struct dataset *data;
	struct err err = { 0 };

	assert_int_equal(dataset_open(store, model, &owner, &data, &err), 0);
	return data;
}

struct dataset *open_clerk(struct store *store, struct model *model, const char *unit)
{
	struct viewer_post post = { .role = "clerk", .unit = unit_find(&model->units, unit) };
	struct viewer viewer = {
		.user = "7", .login = "clerk", .name = "Clerk", .posts = &post, .post_count = 1
	};
	struct dataset *data;
	struct err err = { 0 };

	assert_int_equal(dataset_open(store, model, &viewer, &data, &err), 0);
	return data;
}

void ledger_open(struct ledger *l, enum store_kind kind)
{
	static const struct form_def *const forms[] = { &planting_def, &event_def };
	struct store_options options = { .kind = kind, .dir = l->dir, .create = 1 };
	struct err err = { 0 };

	*l = (struct ledger){ 0 };
	if (kind != STORE_MEMORY)
		folder_make(l->dir, sizeof(l->dir));
	l->model = make_model(forms, 2);
	if (store_open(&options, &l->store, &err) < 0)
		fail_msg("%s", err.text);
	l->data = open_data(l->store, l->model);
}

void ledger_close(struct ledger *l)
{
	dataset_close(&l->data);
	model_drop(&l->model);
	store_close(&l->store);
	arena_release(&l->mem);
	folder_remove(l->dir);
}

const struct form *form_in(struct dataset *data, const char *id)
{
	const struct form *form = model_form(dataset_model(data), id);

	assert_non_null(form);
	return form;
}

void set_words(
	struct dataset *data, struct record *record, struct arena *mem, const char *words)
{
	char *copy = arena_text(mem, words), *save = NULL;

	for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		char *value = strchr(word, '=');
		const struct field *field;
		struct err err = { 0 };

		assert_non_null(value);
		*value++ = '\0';
		field = form_field(record->form, word);
		assert_non_null(field);
		if (field_parse(dataset_model(data), field, value, mem,
			    &record->values[field->index], &err) < 0)
			fail_msg("%s=%s: %s", word, value, err.text);
	}
}

struct record *make_record(
	struct dataset *data, const char *form, struct arena *mem, const char *words)
{
	struct record *record = record_new(form_in(data, form), mem);

	set_words(data, record, mem, words);
	return record;
}

static uint64_t save_ok(struct dataset *data, struct record *record, struct arena *mem)
{
	struct save_result result;
	struct err err = { 0 };
	int got = data_save(data, record, NULL, mem, &result, &err);

	if (got != DATA_OK)
		fail_msg("save gave %d: %s %s", got, err.text,
			result.sentence ? result.sentence : "");
	return result.id;
}

uint64_t must_save(struct dataset *data, const char *form, struct arena *mem, const char *words)
{
	return save_ok(data, make_record(data, form, mem, words), mem);
}

struct record *must_get(struct dataset *data, const char *form, uint64_t id, struct arena *mem)
{
	struct record *record = NULL;
	struct err err = { 0 };

	if (data_get(data, form_in(data, form), id, mem, &record, &err) != DATA_OK)
		fail_msg("no record %llu: %s", (unsigned long long)id, err.text);
	return record;
}

void must_change(struct dataset *data, const char *form, uint64_t id, struct arena *mem,
	const char *words)
{
	struct record *record = must_get(data, form, id, mem);

	set_words(data, record, mem, words);
	save_ok(data, record, mem);
}

const char *text_of(
	struct dataset *data, const struct record *record, const char *field, struct arena *mem)
{
	const struct field *f = form_field(record->form, field);
	struct str text = { 0 };
	const char *copy;

	field_format(dataset_model(data), f, &record->values[f->index], &text);
	copy = arena_text(mem, str_text(&text));
	str_release(&text);
	return copy;
}

const struct expr *condition(
	struct dataset *data, const char *form, struct arena *mem, const char *text)
{
	struct expr_options options = {
		.model = dataset_model(data), .form = form_in(data, form), .want = EXPR_BOOL
	};
	const struct expr *expr = NULL;
	struct err err = { 0 };

	if (text && expr_parse(text, &options, mem, &expr, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return expr;
}

const char *area_sum(struct dataset *data, struct arena *mem, const char *where, int32_t as_of,
	uint64_t *lines)
{
	const struct form *form = form_in(data, "planting");
	struct group_query q = { .base = { .form = form }, .as_of = as_of, .sum_count = 1 };
	struct group_result result;
	struct str text = { 0 };
	const char *copy;
	struct err err = { 0 };

	q.base.where = condition(data, "planting", mem, where);
	q.sums[0] = form_field(form, "area");
	if (query_group(data, &q, mem, &result, &err) < 0)
		fail_msg("%s", err.text);
	if (lines)
		*lines = result.count ? result.rows[0].records : 0;
	if (!result.count || result.rows[0].sums[0].sum.state != VALUE_GIVEN)
		return ".";
	decimal_print(result.rows[0].sums[0].sum.number, &text);
	copy = arena_text(mem, str_text(&text));
	str_release(&text);
	return copy;
}

void must_verify(struct ledger *l)
{
	struct verify_report report;
	struct err err = { 0 };

	if (data_verify(l->store, l->model, &l->mem, &report, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < report.sentence_count; i++)
		print_message("%s\n", report.sentences[i]);
	assert_int_equal(report.faults, 0);
}

/* ledger.c - the made-up office of the exchange tests. */
#include "ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/xalloc.h"
#include "data/query.h"
#include "exchange/export.h"
#include "model/expr.h"
#include "model/field_type.h"

static void add_units(struct model *m)
{
	static const struct {
		const char *code, *name, *parent;
	} rows[] = {
		{ "15", "某旗", NULL },          { "15100", "大沁他拉镇", "15" },
		{ "15100201", "光明村", "15100" }, { "15100202", "绿洲村", "15100" },
		{ "15101", "东明镇", "15" },      { "15101201", "光明村", "15101" },
		{ "15102", "八仙筒镇", "15" },
	};
	struct unit *units = arena_array(&m->mem, COUNT_OF(rows), sizeof(*units));

	m->units = (struct unit_tree){ .units = units, .count = COUNT_OF(rows) };
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		units[i] = (struct unit){ .code = rows[i].code,
			.report_name = rows[i].name,
			.kind = "",
			.pinyin = "",
			.initials = "",
			.name_count = 1,
			.valid_from = DATE_NONE,
			.valid_to = DATE_NONE };
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct unit *u = &units[i];

		u->names = arena_alloc(&m->mem, sizeof(*u->names));
		u->names[0] = (struct unit_name){ rows[i].name, DATE_NONE, DATE_NONE };
		if (!rows[i].parent)
			continue;
		u->parents = arena_alloc(&m->mem, sizeof(*u->parents));
		u->parents[0] = (struct unit_parent){ unit_find(&m->units, rows[i].parent),
						      DATE_NONE, DATE_NONE };
		u->parent_count = 1;
	}
	unit_tree_settle(&m->units, &m->mem);
	m->site.root = &units[0];
}

static void add_list(struct model *m, const char *id, const struct code *codes, size_t count)
{
	struct code_list *list = &m->lists[m->list_count++];

	*list = (struct code_list){ .id = id, .label = { id, id }, .count = count };
	list->codes = arena_array(&m->mem, count, sizeof(*codes));
	memcpy(list->codes, codes, count * sizeof(*codes));
	code_list_index(list, &m->mem);
}

static void add_lists(struct model *m)
{
	static const char *also[] = { "Total", NULL };
	const struct code kinds[] = {
		{ "S1", { "甘草", "liquorice" }, NULL, "", "", DATE_NONE, DATE_NONE, "", NULL, NULL },
		{ "S2", { "黄芪", "astragalus" }, NULL, "", "", DATE_NONE, DATE_NONE, "", NULL, NULL },
		{ "S3", { "黄芩", NULL }, NULL, "", "", DATE_NONE, DATE_NONE, "", NULL, NULL },
	};
	const struct code words[] = {
		{ "HJ", { "合计", NULL }, also, "", "", DATE_NONE, DATE_NONE, "", NULL, NULL },
		{ "XJ", { "小计", NULL }, NULL, "", "", DATE_NONE, DATE_NONE, "", NULL, NULL },
	};

	m->lists = arena_array(&m->mem, 2, sizeof(*m->lists));
	add_list(m, "kinds", kinds, COUNT_OF(kinds));
	add_list(m, "total_words", words, COUNT_OF(words));
}

static void add_measures(struct model *m)
{
	static struct measure measures[] = {
		{ "mu", { "亩", "mu" }, "area", 10000, 15, -1, "wmu" },
		{ "wmu", { "万亩", "10k mu" }, "area", 100000000, 15, 1, NULL },
		{ "ren", { "人", "persons" }, "ren", 1, 1, 0, NULL },
	};
	static struct qualifier qualifiers[] = {
		{ "YU", "余", 0, 0, NATURE_ACTUAL }, { "PLAN", "计划", 1, 0, NATURE_PLANNED },
	};

	m->measures = (struct measure_table){ measures, COUNT_OF(measures), qualifiers,
					      COUNT_OF(qualifiers) };
}

static void set_fields(struct model *m, struct form *form, const struct field *fields,
		       size_t count)
{
	form->field_count = count;
	form->fields = arena_array(&m->mem, count, sizeof(*fields));
	for (size_t i = 0; i < count; i++) {
		form->fields[i] = fields[i];
		form->fields[i].index = i;
	}
}

static void set_of(struct model *m, struct field_set *set, const struct form *form,
		   const char *const *ids)
{
	size_t count = 0;

	while (ids[count])
		count++;
	set->at = arena_array(&m->mem, count, sizeof(*set->at));
	set->count = count;
	for (size_t i = 0; i < count; i++)
		set->at[i] = form_field(form, ids[i]);
}

static const struct form *group_of_plots(struct model *m)
{
	struct form *group = arena_alloc(&m->mem, sizeof(*group));
	const struct field fields[] = {
		{ .id = "plot", .label = { "地块", "Plot" }, .type = field_type_find("text") },
		{ .id = "size", .label = { "大小", "Size" }, .type = field_type_find("decimal"),
		  .scale = 2, .measure = &m->measures.measures[0], .flags = FIELD_QUALIFIED },
	};

	group->id = "plots";
	group->label[LANG_ZH] = "地块";
	set_fields(m, group, fields, COUNT_OF(fields));
	return group;
}

static const struct expr *expr_of(struct model *m, const struct form *form, const char *text)
{
	struct expr_options options = { .model = m, .form = form };
	struct err err = { 0 };
	const struct expr *expr = NULL;

	if (expr_parse(text, &options, &m->mem, &expr, &err) < 0)
		BUG("%s", err.text);
	return expr;
}

static void add_rules(struct model *m, struct form *form)
{
	form->rule_count = 2;
	form->rules = arena_array(&m->mem, 2, sizeof(*form->rules));
	form->rules[0] = (struct rule){
		.id = "inside", .level = RULE_ERROR, .field = form_field(form, "as_of"),
		.holds = expr_of(m, form, "as_of >= start(period) and as_of <= end(period)"),
		.say = { "日期不在时期内", "The day is not inside the period" } };
	form->rules[1] = (struct rule){
		.id = "many", .level = RULE_WARN, .field = form_field(form, "heads"),
		.holds = expr_of(m, form, "heads <= 1000"),
		.say = { "人数很多", "So many people" } };
}

static struct form *new_form(struct model *m, const char *id, const char *zh, const char *en)
{
	struct form *form = arena_alloc(&m->mem, sizeof(*form));

	form->id = id;
	form->label[LANG_ZH] = zh;
	form->label[LANG_EN] = en;
	form->folder = "primary";
	form->title = "";
	form->source = "";
	m->forms[m->form_count++] = form;
	return form;
}

/* clang-format off */
static void crop_fields(struct model *m, struct form *form)
{
	const struct measure *mu = &m->measures.measures[0], *ren = &m->measures.measures[2];
	const struct code_list *kinds = &m->lists[0];
	const struct field fields[] = {
		{ .id = "period", .label = { "时期", "Period" }, .type = field_type_find("period"),
		  .flags = FIELD_REQUIRED | FIELD_KEY },
		{ .id = "unit", .label = { "单位", "Unit" }, .type = field_type_find("unit"),
		  .flags = FIELD_REQUIRED | FIELD_KEY },
		{ .id = "kind", .label = { "品种", "Kind" }, .type = field_type_find("code"),
		  .list = kinds, .flags = FIELD_KEY },
		{ .id = "grower", .label = { "种植户", "Grower" }, .type = field_type_find("text"),
		  .flags = FIELD_KEY },
		{ .id = "area", .label = { "新增面积", "Area" }, .type = field_type_find("decimal"),
		  .scale = 2, .measure = mu, .flags = FIELD_QUALIFIED | FIELD_REQUIRED,
		  .least = value_number(decimal_of(0)) },
		{ .id = "as_of", .label = { "截止日期", "As of" }, .type = field_type_find("date"),
		  .flags = FIELD_REQUIRED },
		{ .id = "heads", .label = { "人数", "Heads" }, .type = field_type_find("integer"),
		  .measure = ren },
		{ .id = "others", .label = { "其他品种", "Other kinds" },
		  .type = field_type_find("code"), .list = kinds, .flags = FIELD_SEVERAL },
		{ .id = "seed", .label = { "来源", "Seed from" }, .type = field_type_find("ref"),
		  .target = "crop" },
		{ .id = "checked", .label = { "已核", "Checked" }, .type = field_type_find("yesno") },
		{ .id = "remark", .label = { "备注", "Remark" }, .type = field_type_find("note") },
		{ .id = "plots", .label = { "地块", "Plots" }, .type = field_type_find("rows"),
		  .group = group_of_plots(m) },
		{ .id = "half", .label = { "一半", "Half" }, .type = field_type_find("computed"),
		  .result = field_type_find("decimal"), .scale = 2, .measure = mu },
	};

	set_fields(m, form, fields, COUNT_OF(fields));
}
/* clang-format on */

static void add_crop(struct model *m)
{
	static const char *key[] = { "period", "unit", "kind", "grower", NULL };
	static const char *axes[] = { "kind", "grower", NULL }, *within[] = { "period", NULL };
	static const char *by[] = { "period", "unit", "kind", NULL },
			  *sums[] = { "area", NULL };
	static const char *shown[] = { "unit", "kind", "area", NULL };
	struct form *form = new_form(m, "crop", "种植", "Crop");

	crop_fields(m, form);
	set_of(m, &form->key, form, key);
	set_of(m, &form->columns, form, shown);
	form->period = form_field(form, "period");
	form->unit = form_field(form, "unit");
	form->as_of = form_field(form, "as_of");
	form->over_time = TIME_CUMULATIVE;
	form->parts.unit = form->unit;
	set_of(m, &form->parts.axes, form, axes);
	set_of(m, &form->parts.within, form, within);
	form->totals = arena_alloc(&m->mem, sizeof(*form->totals));
	form->total_count = 1;
	set_of(m, &form->totals[0].by, form, by);
	set_of(m, &form->totals[0].sum, form, sums);
	form->fields[12].compute = expr_of(m, form, "area / 2");
	add_rules(m, form);
}

static void add_diary(struct model *m)
{
	struct form *form = new_form(m, "diary", "日记", "Diary");
	const struct field fields[] = {
		{ .id = "day", .label = { "日期", "Day" }, .type = field_type_find("date"),
		  .flags = FIELD_REQUIRED },
		{ .id = "words", .label = { "内容", "Words" }, .type = field_type_find("text") },
	};

	set_fields(m, form, fields, COUNT_OF(fields));
	form->over_time = TIME_FLOW;
}

struct ledger *ledger_open(void)
{
	struct data_options options = { .how = DATA_MEMORY, .create = 1 };
	struct ledger *l = xalloc(sizeof(*l));
	struct viewer viewer;
	struct err err = { 0 };
	int64_t now;

	i18n_init(LANG_EN, NULL);
	l->model = model_new();
	l->model->forms = arena_array(&l->model->mem, 2, sizeof(*l->model->forms));
	l->model->calendar.season = (struct season){ 4, 1, 10, 31 };
	add_units(l->model);
	add_lists(l->model);
	add_measures(l->model);
	add_crop(l->model);
	add_diary(l->model);
	if (data_open_store(&options, &l->store, &err) < 0 ||
	    data_now(l->store, &now, &err) < 0)
		BUG("%s", err.text);
	viewer = viewer_owner(now);
	if (dataset_open(l->store, l->model, &viewer, &l->data, &err) < 0)
		BUG("%s", err.text);
	l->crop = model_form(l->model, "crop");
	l->diary = model_form(l->model, "diary");
	return l;
}

void ledger_close(struct ledger **ledger)
{
	struct ledger *l = *ledger;

	dataset_close(&l->data);
	data_close_store(&l->store);
	model_drop(&l->model);
	arena_release(&l->mem);
	free(l);
	*ledger = NULL;
}

FILE *file_of_bytes(const void *bytes, size_t len)
{
	FILE *file = tmpfile();

	if (!file || fwrite(bytes, 1, len, file) != len)
		BUG("no temporary file");
	rewind(file);
	return file;
}

FILE *file_of(const char *text)
{
	return file_of_bytes(text, strlen(text));
}

int import_text(struct ledger *l, const struct form *form, const char *text,
		const struct import_options *options, struct import_result *out)
{
	struct import_options plain = { .format = IMPORT_CSV };
	FILE *file = file_of(text);
	struct err err = { 0 };
	int got =
		import_run(l->data, form, file, options ? options : &plain, &l->mem, out, &err);

	fclose(file);
	if (got < 0)
		fail_msg("%s", err.text);
	return got;
}

const char *export_text(struct ledger *l, const struct form *form)
{
	struct export_options options = { .format = ROWS_CSV, .rows = ROWS_NO_BOM };
	struct query query = { .form = form };
	struct str out = { 0 };
	struct sink sink = sink_to_str(&out);
	struct err err = { 0 };
	const char *copy;

	if (export_query(l->data, &query, &options, &sink, &l->mem, NULL, NULL, &err) < 0)
		fail_msg("%s", err.text);
	copy = arena_text(&l->mem, str_text(&out));
	str_release(&out);
	return copy;
}

struct first {
	struct arena *mem;
	struct record *record;
};

static int take_first(void *context, const struct record *record, struct err *err)
{
	struct first *first = context;

	(void)err;
	first->record = record_copy(record, first->mem);
	return 1;
}

const struct record *first_record(struct ledger *l, const struct form *form)
{
	struct query query = { .form = form };
	struct first first = { .mem = &l->mem };
	struct err err = { 0 };

	if (query_each(l->data, &query, take_first, &first, &err) < 0 || !first.record)
		fail_msg("no record: %s", err.text);
	return first.record;
}

uint64_t records_in(struct ledger *l, const struct form *form)
{
	struct query query = { .form = form };
	struct err err = { 0 };
	uint64_t count;

	if (query_count(l->data, &query, &count, &err) < 0)
		fail_msg("%s", err.text);
	return count;
}

const char *fault_text(struct ledger *l, const struct import_result *result, size_t which)
{
	struct str text = { 0 };
	const char *copy;

	assert_true(which < result->faults_kept);
	import_fault_print(&result->faults[which], &text);
	copy = arena_text(&l->mem, str_text(&text));
	str_release(&text);
	return copy;
}

/* sample.c - the made-up banner of the model's tests. */
#include "sample.h"

#include "base/date.h"
#include "base/xalloc.h"

int32_t day(int year, int month, int d)
{
	return date_of(year, month, d);
}

/* ---- units: two towns, four villages, two of them with one name ---- */

struct unit_row {
	const char *code, *name, *short_name, *pinyin, *initials, *alias, *parent;
	int order;
	int32_t from, to;
};

static const char **one_text(struct arena *mem, const char *text)
{
	const char **list = arena_array(mem, 2, sizeof(*list));

	list[0] = text;
	return list;
}

static void fill_unit(struct model *m, struct unit *u, const struct unit_row *row)
{
	u->code = row->code;
	u->short_name = row->short_name;
	u->report_name = row->alias ? row->alias : row->name;
	u->kind = "";
	u->pinyin = row->pinyin;
	u->initials = row->initials;
	u->aliases = one_text(&m->mem, row->alias);
	u->reports = one_text(&m->mem, row->order ? "sample" : NULL);
	u->names = arena_alloc(&m->mem, sizeof(*u->names));
	u->names[0] = (struct unit_name){ row->name, DATE_NONE, DATE_NONE };
	u->name_count = 1;
	u->report_order = row->order;
	u->valid_from = row->from;
	u->valid_to = row->to;
}

static void add_units(struct model *m)
{
	const struct unit_row rows[] = {
		{ "15", "某旗", NULL, "mǒu qí", "mq", NULL, NULL, 0, DATE_NONE, DATE_NONE },
		{ "15100", "大沁他拉镇", "大沁他拉", "dà qìn tā lā zhèn", "dqtlz", "大镇", "15", 2,
		  DATE_NONE, DATE_NONE },
		{ "15100201", "光明村", NULL, "guāng míng cūn", "gmc", NULL, "15100", 0, DATE_NONE,
		  DATE_NONE },
		{ "15100202", "绿洲村", NULL, "lǜ zhōu cūn", "lzc", NULL, "15100", 0, DATE_NONE,
		  DATE_NONE },
		{ "15101", "东明镇", "东明", "dōng míng zhèn", "dmz", NULL, "15", 1, DATE_NONE,
		  DATE_NONE },
		{ "15101201", "光明村", NULL, "guāng míng cūn", "gmc", NULL, "15101", 0, DATE_NONE,
		  DATE_NONE },
		{ "15102", "旧镇", NULL, "jiù zhèn", "jz", NULL, "15", 3, DATE_NONE,
		  date_of(2022, 6, 30) },
		{ "15103", "农场", NULL, "nóng chǎng", "nc", NULL, "15", 0, date_of(2020, 1, 1),
		  DATE_NONE },
	};
	struct unit *units = arena_array(&m->mem, COUNT_OF(rows), sizeof(*units));

	m->units = (struct unit_tree){ .units = units, .count = COUNT_OF(rows) };
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		fill_unit(m, &units[i], &rows[i]);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (!rows[i].parent)
			continue;
		units[i].parents = arena_alloc(&m->mem, sizeof(*units[i].parents));
		units[i].parents[0] = (struct unit_parent){ unit_find(&m->units, rows[i].parent),
							    DATE_NONE, DATE_NONE };
		units[i].parent_count = 1;
	}
	unit_tree_settle(&m->units, &m->mem);
	m->site.root = &units[0];
}

/* ---- lists and measures ---- */

static void add_lists(struct model *m)
{
	static const char *sweet[] = { "甜草", NULL };
	static const struct code_attribute latin[] = { { "latin", "Glycyrrhiza" }, { NULL, NULL } };
	const struct code codes[] = {
		{ "S001", { "甘草", NULL }, sweet, "gān cǎo", "gc", DATE_NONE, DATE_NONE, "", latin, NULL },
		{ "S002", { "黄芪", "astragalus" }, NULL, "huáng qí", "hq", DATE_NONE, DATE_NONE, "", NULL, NULL },
		{ "S003", { "黄芩", NULL }, NULL, "huáng qín", "hq", DATE_NONE, DATE_NONE, "", NULL, NULL },
		{ "S010", { "女贞子", NULL }, NULL, "nǚ zhēn zǐ", "nzz", DATE_NONE, DATE_NONE, "", NULL, NULL },
		{ "B9", { "旧种", NULL }, NULL, "", "", date_of(2010, 1, 1), date_of(2019, 12, 31), "", NULL, NULL },
		{ "A1", { "沙 地", "sandy land" }, NULL, "", "", DATE_NONE, DATE_NONE, "", NULL, NULL },
	};

	m->lists = arena_alloc(&m->mem, sizeof(*m->lists));
	m->list_count = 1;
	m->lists[0] = (struct code_list){ .id = "kinds", .label = { "品种", "Kinds" },
					  .count = COUNT_OF(codes) };
	m->lists[0].codes = arena_array(&m->mem, COUNT_OF(codes), sizeof(codes[0]));
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		m->lists[0].codes[i] = codes[i];
	code_list_index(&m->lists[0], &m->mem);
}

static void add_measures(struct model *m)
{
	static struct measure measures[] = {
		{ "mu", { "亩", "mu" }, "area", 10000, 15, -1, "wmu" },
		{ "wmu", { "万亩", "10k mu" }, "area", 100000000, 15, 1, NULL },
		{ "m2", { "平方米", "m2" }, "area", 1, 1, 0, NULL },
		{ "yuan", { "元", "yuan" }, "money", 1, 1, 2, NULL },
	};
	static struct qualifier qualifiers[] = {
		{ "YU", "余", 0, 0, NATURE_ACTUAL },
		{ "DUO", "多", 0, 0, NATURE_ACTUAL },
		{ "GE", "以上", 0, 0, NATURE_ACTUAL },
		{ "APPROX", "约", 1, 0, NATURE_ACTUAL },
		{ "FORECAST", "预计", 1, 0, NATURE_EXPECTED },
		{ "PLAN", "计划", 1, 0, NATURE_PLANNED },
		{ "YEARPLAN", "全年计划", 1, 0, NATURE_PLANNED },
		{ "RANGE", "~", 0, 1, NATURE_ACTUAL },
	};

	m->measures = (struct measure_table){ measures, COUNT_OF(measures), qualifiers,
					      COUNT_OF(qualifiers) };
}

/* ---- a form of every type ---- */

static struct form *group_form(struct model *m)
{
	struct form *group = arena_alloc(&m->mem, sizeof(*group));
	struct field fields[] = {
		{ .id = "what", .label = { "品种", "Kind" }, .type = field_type_find("code"),
		  .list = &m->lists[0] },
		{ .id = "much", .label = { "面积", "Area" }, .type = field_type_find("decimal"),
		  .scale = 2, .measure = &m->measures.measures[0], .flags = FIELD_QUALIFIED |
		  FIELD_REQUIRED },
		{ .id = "words", .label = { "说明", "Words" }, .type = field_type_find("text") },
	};

	group->id = "group";
	group->label[LANG_ZH] = "明细";
	group->field_count = COUNT_OF(fields);
	group->fields = arena_array(&m->mem, COUNT_OF(fields), sizeof(fields[0]));
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		group->fields[i] = fields[i];
		group->fields[i].index = i;
	}
	return group;
}

static void add_fields(struct model *m, struct form *form)
{
	static const char *old_area[] = { "size", NULL };
	const struct measure *mu = &m->measures.measures[0], *yuan = &m->measures.measures[3];
	const struct value zero = value_number(decimal_of(0));
	const struct value large = value_number((struct decimal){ 9999999900, 2 });
	const struct field fields[] = {
		{ .id = "when", .label = { "报告期", "Period" }, .type = field_type_find("period"),
		  .period_kinds = 1u << PERIOD_HALF_YEAR | 1u << PERIOD_YEAR,
		  .flags = FIELD_REQUIRED | FIELD_KEY },
		{ .id = "where", .label = { "单位", "Unit" }, .type = field_type_find("unit"),
		  .flags = FIELD_REQUIRED | FIELD_KEY },
		{ .id = "kind", .label = { "品种", "Kind" }, .type = field_type_find("code"),
		  .list = &m->lists[0], .flags = FIELD_KEY },
		{ .id = "area", .label = { "面积（亩）", "Area" }, .type = field_type_find("decimal"),
		  .scale = 2, .measure = mu, .least = zero, .most = large, .old_ids = old_area,
		  .flags = FIELD_QUALIFIED | FIELD_REQUIRED },
		{ .id = "heads", .label = { "人数", "Heads" }, .type = field_type_find("integer"),
		  .measure = mu },
		{ .id = "cost", .label = { "金额", "Cost" }, .type = field_type_find("money"),
		  .scale = 2, .measure = yuan },
		{ .id = "share", .label = { "比例", "Share" }, .type = field_type_find("percent"),
		  .scale = 1, .measure = mu, .flags = FIELD_QUALIFIED },
		{ .id = "on", .label = { "日期", "Date" }, .type = field_type_find("date") },
		{ .id = "any", .label = { "时段", "Any period" }, .type = field_type_find("period") },
		{ .id = "kinds", .label = { "多个品种", "Kinds" }, .type = field_type_find("code"),
		  .list = &m->lists[0], .flags = FIELD_SEVERAL },
		{ .id = "base", .label = { "基地", "Base" }, .type = field_type_find("ref"),
		  .target = "other" },
		{ .id = "ok", .label = { "合格", "Passed" }, .type = field_type_find("yesno") },
		{ .id = "name", .label = { "名称", "Name" }, .type = field_type_find("text") },
		{ .id = "note", .label = { "备注", "Note" }, .type = field_type_find("note") },
		{ .id = "rows", .label = { "明细", "Rows" }, .type = field_type_find("rows"),
		  .group = group_form(m) },
		{ .id = "sum", .label = { "合计", "Sum" }, .type = field_type_find("computed"),
		  .result = field_type_find("decimal"), .scale = 2, .measure = mu },
	};

	form->field_count = COUNT_OF(fields);
	form->fields = arena_array(&m->mem, COUNT_OF(fields), sizeof(fields[0]));
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		form->fields[i] = fields[i];
		form->fields[i].index = i;
	}
}

static void set_of(struct model *m, struct field_set *set, const struct field *first, size_t count)
{
	set->at = arena_array(&m->mem, count, sizeof(*set->at));
	set->count = count;
	for (size_t i = 0; i < count; i++)
		set->at[i] = first + i;
}

static void add_form(struct model *m)
{
	struct form *form = arena_alloc(&m->mem, sizeof(*form));

	form->id = "sample";
	form->label[LANG_ZH] = "样表";
	form->label[LANG_EN] = "Sample";
	form->folder = "primary";
	form->title = "";
	add_fields(m, form);
	set_of(m, &form->key, &form->fields[0], 3);
	form->period = &form->fields[0];
	form->unit = &form->fields[1];
	form->totals = arena_array(&m->mem, 2, sizeof(*form->totals));
	form->total_count = 2;
	set_of(m, &form->totals[0].by, &form->fields[0], 2);
	set_of(m, &form->totals[0].sum, &form->fields[3], 2);
	set_of(m, &form->totals[1].by, &form->fields[0], 1);
	set_of(m, &form->totals[1].sum, &form->fields[4], 2);
	m->forms = arena_alloc(&m->mem, sizeof(*m->forms));
	m->forms[0] = form;
	m->form_count = 1;
}

struct model *sample_model(void)
{
	struct model *m = model_new();

	i18n_init(LANG_EN, NULL);
	add_units(m);
	add_lists(m);
	add_measures(m);
	m->calendar.season = (struct season){ 4, 1, 10, 31 };
	m->calendar.weekend = 1u << 5 | 1u << 6;
	add_form(m);
	return m;
}

const struct form *sample_form(const struct model *model)
{
	return model_form(model, "sample");
}

const struct field *sample_field(const struct model *model, const char *id)
{
	return form_field(sample_form(model), id);
}

const struct unit *sample_unit(const struct model *model, const char *code)
{
	return unit_find(&model->units, code);
}

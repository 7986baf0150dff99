/* model_fixture.c - see model_fixture.h; everything lies in the model's arena. */
#include "lib/model_fixture.h"

#include "base/date.h"
#include "base/xalloc.h"
#include "model/expr.h"
#include "model/field_type.h"

#include <string.h>

static struct measure measures[] = {
	{ "mu", { "亩", "mu" }, "area", 10000, 15, -1, "wmu" },
	{ "wmu", { "万亩", "10,000 mu" }, "area", 100000000, 15, 1, NULL },
	{ "ge", { "个", "" }, "count", 1, 1, 0, NULL },
};

static struct qualifier qualifiers[] = {
	{ "YU", "余", 0, 0, NATURE_ACTUAL },
	{ "JH", "计划", 1, 0, NATURE_PLANNED },
};

static const char *lxzy_aliases[] = { "林下种植", NULL };
static struct code lands[] = {
	{ .code = "LX", .label = { "林下", "under trees" }, .aliases = lxzy_aliases,
	  .pinyin = "lín xià", .initials = "lx", .valid_from = DATE_NONE, .valid_to = DATE_NONE },
	{ .code = "GD", .label = { "耕地", "arable" }, .pinyin = "gēng dì", .initials = "gd",
	  .valid_from = DATE_NONE, .valid_to = DATE_NONE },
	{ .code = "QT", .label = { "其他", "other" }, .pinyin = "qí tā", .initials = "qt",
	  .valid_from = DATE_NONE, .valid_to = DATE_NONE },
};

static struct code species[] = {
	{ .code = "S001", .label = { "甘草", NULL }, .pinyin = "gān cǎo", .initials = "gc",
	  .valid_from = DATE_NONE, .valid_to = DATE_NONE },
	{ .code = "S002", .label = { "黄芪", NULL }, .pinyin = "huáng qí", .initials = "hq",
	  .valid_from = DATE_NONE, .valid_to = DATE_NONE },
	{ .code = "S003", .label = { "黄芩", NULL }, .pinyin = "huáng qín", .initials = "hq",
	  .valid_from = DATE_NONE, .valid_to = DATE_NONE },
};

static struct code_list lists[] = {
	{ .id = "land_type", .label = { "用地类型", "land type" }, .codes = lands, .count = 3 },
	{ .id = "species", .label = { "品种", "species" }, .codes = species, .count = 3 },
};

static const char *no_texts[] = { NULL };

static void add_unit(struct model *model, size_t i, const char *code, const char *name,
		     const char *report_name, const char *initials, size_t parent)
{
	struct arena *mem = &model->mem;
	struct unit *unit = &model->units.units[i];

	unit->code = code;
	unit->short_name = "";
	unit->report_name = report_name;
	unit->kind = i == 0 ? "QI" : i < 3 ? "ZHEN" : "CUN";
	unit->pinyin = "";
	unit->initials = initials;
	unit->aliases = unit->reports = no_texts;
	unit->names = arena_array(mem, 1, sizeof(*unit->names));
	unit->names[0] = (struct unit_name){ name, DATE_NONE, DATE_NONE };
	unit->name_count = 1;
	unit->valid_from = unit->valid_to = DATE_NONE;
	unit->index = i;
	if (i == 0)
		return;
	unit->parents = arena_array(mem, 1, sizeof(*unit->parents));
	unit->parents[0] =
		(struct unit_parent){ &model->units.units[parent], DATE_NONE, DATE_NONE };
	unit->parent_count = 1;
}

static void add_units(struct model *model)
{
	model->units.units = arena_array(&model->mem, 5, sizeof(*model->units.units));
	model->units.count = 5;
	add_unit(model, 0, "150525000", "奈曼旗", "", "nmq", 0);
	add_unit(model, 1, "150525100", "大沁他拉镇", "大镇", "dqtlz", 0);
	add_unit(model, 2, "150525100200", "光明村", "", "gmc", 1);
	add_unit(model, 3, "150525105", "东明镇", "东镇", "dmz", 0);
	add_unit(model, 4, "150525105201", "光明村", "", "gmc", 3);
	model->units.units[3].kind = "ZHEN";
	model->units.units[2].kind = "CUN";
}

struct shape {
	const char *id, *zh, *en, *type, *list, *measure;
	int scale;
	unsigned flags;
};

/* clang-format off */
static const struct shape planting[] = {
	{ "period",   "报告期",   "Period",   "period",  NULL, NULL, 0, FIELD_KEY | FIELD_REQUIRED },
	{ "unit",     "单位",     "Unit",     "unit",    NULL, NULL, 0, FIELD_KEY | FIELD_REQUIRED },
	{ "species",  "品种",     "Species",  "code",    "species", NULL, 0, FIELD_KEY },
	{ "land",     "用地类型", "Land",     "code",    "land_type", NULL, 0, FIELD_KEY },
	{ "grower",   "种植户",   "Grower",   "text",    NULL, NULL, 0, FIELD_KEY },
	{ "area",     "种植面积", "Area",     "decimal", NULL, "mu", 2, FIELD_QUALIFIED },
	{ "verified", "核实面积", "Verified", "decimal", NULL, "mu", 2, 0 },
	{ "count",    "地块数",   "Plots",    "integer", NULL, "ge", 0, 0 },
	{ "as_of",    "截止日期", "As of",    "date",    NULL, NULL, 0, 0 },
	{ "organic",  "有机",     "Organic",  "yesno",   NULL, NULL, 0, 0 },
	{ "kinds",    "兼种",     "Kinds",    "code",    "species", NULL, 0, FIELD_SEVERAL },
	{ "diff",     "差额",     "Difference", "computed", NULL, "mu", 2, 0 },
	{ "odd",      "面积(旱地)", "Dry area", "decimal", NULL, "mu", 2, 0 },
	{ "by_land",  "分地类",   "By land",  "rows",    NULL, NULL, 0, 0 },
	{ "twin_a",   "备注",     "Note A",   "text",    NULL, NULL, 0, 0 },
	{ "twin_b",   "备注",     "Note B",   "text",    NULL, NULL, 0, 0 },
};
static const struct shape by_land[] = {
	{ "land",     "地类",     "Land",     "code",    "land_type", NULL, 0, 0 },
	{ "reported", "上报",     "Reported", "decimal", NULL, "mu", 2, FIELD_QUALIFIED },
	{ "verified", "核实",     "Verified", "decimal", NULL, "mu", 2, 0 },
};
static const struct shape carryover[] = {
	{ "period",   "报告期",   "Period",   "period",  NULL, NULL, 0, FIELD_KEY },
	{ "area",     "在地面积", "Standing", "decimal", NULL, "wmu", 1, 0 },
};
/* clang-format on */

static struct form *make_form(struct model *model, const char *id, const char *zh,
			      const char *en, const struct shape *shapes, size_t count)
{
	struct form *form = arena_alloc(&model->mem, sizeof(*form));

	form->id = id;
	form->label[LANG_ZH] = zh;
	form->label[LANG_EN] = en;
	form->folder = "primary";
	form->title = "";
	form->fields = arena_array(&model->mem, count, sizeof(*form->fields));
	form->field_count = count;
	for (size_t i = 0; i < count; i++) {
		struct field *field = &form->fields[i];

		field->id = shapes[i].id;
		field->label[LANG_ZH] = shapes[i].zh;
		field->label[LANG_EN] = shapes[i].en;
		field->type = field_type_find(shapes[i].type);
		if (!field->type)
			BUG("no type %s", shapes[i].type);
		field->flags = shapes[i].flags;
		field->index = i;
		field->scale = shapes[i].scale;
		if (shapes[i].measure)
			field->measure = measure_find(&model->measures, shapes[i].measure);
		if (shapes[i].list)
			field->list = model_list(model, shapes[i].list);
	}
	return form;
}

static struct field *field_of(struct form *form, const char *id)
{
	return (struct field *)form_field(form, id);
}

static void add_forms(struct model *model)
{
	struct form *form = make_form(model, "planting", "种植面积表", "Planting", planting,
		COUNT_OF(planting));
	struct expr_options options = { .model = model, .form = form };
	struct err err = { 0 };

	model->forms = arena_array(&model->mem, 2, sizeof(*model->forms));
	model->forms[0] = form;
	model->forms[1] = make_form(model, "carryover", "结转面积", "Carry-over", carryover,
		COUNT_OF(carryover));
	model->form_count = 2;
	model->forms[1]->period = field_of(model->forms[1], "period");
	form->period = field_of(form, "period");
	form->unit = field_of(form, "unit");
	form->as_of = field_of(form, "as_of");
	field_of(form, "by_land")->group =
		make_form(model, "by_land", "分地类", "By land", by_land, COUNT_OF(by_land));
	if (expr_parse("verified - area", &options, &model->mem,
		    &field_of(form, "diff")->compute, &err) < 0)
		BUG("%s", err.text);
}

static const char *clerk_forms[] = { "primary/", NULL };
static struct right rights[] = {
	{ 1 << ACTION_READ | 1 << ACTION_CREATE | 1 << ACTION_CHANGE | 1 << ACTION_SUBMIT,
	  clerk_forms, NULL, 0 },
	{ (1 << ACTION_COUNT) - 1, NULL, NULL, 1 },
	{ 1 << ACTION_READ, NULL, NULL, 0 },
};
static struct role roles[] = {
	{ "clerk", { "乡镇录入员", "Township clerk" }, &rights[0], 1 },
	{ "section", { "业务股" }, &rights[1], 1 },
	{ "reader", { "查阅" }, &rights[2], 1 },
};

struct model *fixture_model(void)
{
	struct model *model = model_new();

	model->calendar.season = (struct season){ 4, 1, 10, 31 };
	model->calendar.weekend = 1 << 5 | 1 << 6;
	model->measures = (struct measure_table){ measures, COUNT_OF(measures), qualifiers,
		COUNT_OF(qualifiers) };
	model->lists = lists;
	model->list_count = COUNT_OF(lists);
	model->roles = roles;
	model->role_count = COUNT_OF(roles);
	add_units(model);
	model->site = (struct site){ .name = "中心", .short_name = "中心",
		.root = &model->units.units[0] };
	add_forms(model);
	return model;
}

struct record *fixture_record(const struct model *model, const char *form)
{
	return record_new(model_form(model, form), (struct arena *)&model->mem);
}

void fixture_set(const struct model *model, struct record *record, const char *field,
		 const char *text)
{
	const struct field *f = form_field(record->form, field);
	struct err err = { 0 };

	if (!f || field_parse(model, f, text, (struct arena *)&model->mem,
			  &record->values[f->index], &err) < 0)
		BUG("%s = %s: %s", field, text, err.text);
}

void fixture_row(const struct model *model, struct record *record, const char *land,
		 const char *reported, const char *verified)
{
	const struct field *group = form_field(record->form, "by_land");
	struct value *v = &record->values[group->index];
	struct arena *mem = (struct arena *)&model->mem;
	struct row_values rows = { .width = group->group->field_count };
	struct record row = { .form = group->group };
	size_t had = value_is_given(v) ? v->rows.count : 0;

	rows.count = had + 1;
	rows.cells = arena_array(mem, rows.count * rows.width, sizeof(*rows.cells));
	if (had)
		memcpy(rows.cells, v->rows.cells, had * rows.width * sizeof(*rows.cells));
	row.values = rows.cells + had * rows.width;
	if (land)
		fixture_set(model, &row, "land", land);
	if (reported)
		fixture_set(model, &row, "reported", reported);
	if (verified)
		fixture_set(model, &row, "verified", verified);
	*v = (struct value){ .state = VALUE_GIVEN, .kind = KIND_ROWS, .rows = rows };
}

/*
 * plots.c - made-up planting lines: villages x species x land x grower x plot, always the same.
 *
 * Each village grows 13 species on 2 types of land, as the facts of the storage prototype
 * assumed (some 10,000 sums of village, species and land); households and plots fill up.
 */
#include "bench/bench.h"

#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "model/code.h"
#include "model/model.h"
#include "model/record.h"
#include "model/unit.h"

enum { SPECIES = 13, LANDS = 2, KINDS = SPECIES * LANDS, PLOTS = 2, VILLAGES_MOST = 1000 };

/* ---- what there is to choose from ---- */

static size_t villages(const struct model *model, const struct unit **out[])
{
	static const struct unit *at[VILLAGES_MOST];
	static size_t count;
	static unsigned long serial;

	if (serial != model->serial)
		count = 0;
	for (size_t i = 0; serial != model->serial && i < model->units.count; i++)
		if (unit_level(&model->units.units[i], DATE_NONE) == 2 && count < VILLAGES_MOST)
			at[count++] = &model->units.units[i];
	serial = model->serial;
	if (count == 0)
		bench_stop("conf/ has no villages");
	*out = at;
	return count;
}

static const char *code_at(const struct model *model, const char *list, uint64_t i)
{
	const struct code_list *l = model_list(model, list);

	if (!l || l->count == 0)
		bench_stop("conf/ has no list %s", list);
	return l->codes[i % l->count].code;
}

static void name_grower(uint64_t village, uint64_t household, char *out, size_t size)
{
	static const char *const family[] = { "王", "李", "张", "刘", "陈", "杨", "赵", "包",
					      "白", "韩", "吴", "孙", "马", "高", "何", "席" };
	static const char *const given[] = { "海", "福", "明", "军", "玉", "春", "国", "秀",
					     "宝", "文", "山", "兰", "金", "龙", "艳", "生" };

	snprintf(out, size, "%s%s%s%s", family[household % 16], given[household / 16 % 16],
		 given[village % 16], household / 256 ? "二" : "");
}

static void fill(const struct model *model, uint64_t village, uint64_t kind, struct plot *out)
{
	const struct unit **at;
	size_t count = villages(model, &at);

	out->unit = at[village % count]->code;
	out->species = code_at(model, "species", village * 7 + kind / LANDS);
	out->land = code_at(model, "land_type", village + kind % LANDS);
	out->as_of = date_of(2021, 6, 25);
}

void bench_plot(const struct model *model, uint64_t i, uint64_t count, struct plot *out)
{
	const struct unit **at;
	uint64_t each = count / villages(model, &at) + 1;
	uint64_t village = i / each, place = i % each;
	uint64_t household = place / KINDS / PLOTS;

	fill(model, village, place % KINDS, out);
	name_grower(village, household, out->grower, sizeof(out->grower));
	snprintf(out->plot, sizeof(out->plot), "%d", (int)(1 + place / KINDS % PLOTS));
	out->area = (int64_t)(50 + i * 7919 % 5000);
	out->planted = date_of(2021, 4, 10) + (int32_t)(i % 40);
}

void bench_plot_of(const struct model *model, int worker, int run, uint64_t i, struct plot *out)
{
	fill(model, (uint64_t)worker * 5, i % KINDS, out);
	snprintf(out->grower, sizeof(out->grower), "录入%d-%d", worker, run);
	snprintf(out->plot, sizeof(out->plot), "%llu", (unsigned long long)i);
	out->area = (int64_t)(50 + i * 7919 % 5000);
	out->planted = date_of(2021, 4, 10) + (int32_t)(i % 40);
}

/* ---- as a record, as a file ---- */

static void put(struct record *record, const char *field, struct value value)
{
	struct value *at = record_value(record, field);

	if (!at)
		bench_stop("the form has no field %s", field);
	*at = value;
}

struct record *bench_record(const struct model *model, const struct plot *plot,
			    struct arena *mem)
{
	const struct form *form = model_form(model, "planting");
	struct record *r = form ? record_new(form, mem) : NULL;
	struct period period = { 0 };
	struct err err = { 0 };

	if (!r || period_parse(BENCH_PERIOD, &period, &err) < 0)
		bench_stop("the ledger of planted areas cannot be read %s", err.text);
	put(r, "period", value_period(period));
	put(r, "unit", value_text(plot->unit));
	put(r, "species", value_text(plot->species));
	put(r, "land", value_text(plot->land));
	put(r, "grower", value_text(arena_text(mem, plot->grower)));
	put(r, "plot", value_text(arena_text(mem, plot->plot)));
	put(r, "area", value_number((struct decimal){ plot->area, 2 }));
	put(r, "as_of", value_date(plot->as_of));
	put(r, "planted", value_date(plot->planted));
	return r;
}

static void print_plot(const struct plot *p, FILE *out)
{
	struct str days = { 0 };

	date_print(p->as_of, &days);
	str_add_char(&days, ',');
	date_print(p->planted, &days);
	fprintf(out, "%s,%s,%s,%s,%s,%s,%lld.%02lld,%s\n", BENCH_PERIOD, p->unit, p->species, p->land,
		p->grower, p->plot, (long long)p->area / 100, (long long)p->area % 100,
		str_text(&days));
	str_release(&days);
}

const char *bench_csv(uint64_t count)
{
	const char *path = bench_path("plots-%llu.csv", (unsigned long long)count);
	struct model *model;
	struct plot plot;
	struct stat st;
	FILE *out;

	if (stat(path, &st) == 0 && st.st_size > 0)
		return path;
	model = bench_model();
	out = fopen(path, "w");
	if (!out)
		bench_stop("%s cannot be written", path);
	fputs("period,unit,species,land,grower,plot,area,as_of,planted\n", out);
	for (uint64_t i = 0; i < count; i++) {
		bench_plot(model, i, count, &plot);
		print_plot(&plot, out);
	}
	if (fclose(out) != 0)
		bench_stop("%s cannot be written", path);
	model_drop(&model);
	return path;
}

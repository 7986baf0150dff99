/*
 * expected.c - reads the example records and the conf by searching for strings, and adds up
 * hundredths: nothing of the program's own reading, summing or printing is used.
 */
#include "unit/report/expected.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_UNITS = 32 };

struct town {
	char code[16], name[64];
	int order, lines, given;
	long long area; /* hundredths */
};

static char line[8192];

/* The value behind key in line: JSON "key": "value" or conf key = "value". */
static const char *value_of(const char *from, const char *key)
{
	static char value[256];
	char wanted[64];
	const char *at;

	snprintf(wanted, sizeof(wanted), "\"%s\": \"", key);
	at = strstr(from, wanted);
	if (!at) {
		snprintf(wanted, sizeof(wanted), "%s = \"", key);
		at = strstr(from, wanted);
	}
	if (!at)
		return "";
	at += strlen(wanted);
	snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\""), at);
	return value;
}

static long long hundredths(const char *text)
{
	long long whole = strtoll(text, (char **)&text, 10);
	int digits = 0;

	for (text += *text == '.'; digits < 2; digits++)
		whole = whole * 10 + (*text ? *text++ - '0' : 0);
	return whole;
}

/* number / base with so many decimals, half-up. */
static void put_quotient(struct str *out, long long number, long long base, int decimals)
{
	long long scale = 1, rounded;

	for (int i = 0; i < decimals; i++)
		scale *= 10;
	rounded = (2 * number * scale + base) / (2 * base);
	str_addf(out, "%lld", rounded / scale);
	if (decimals)
		str_addf(out, ".%0*lld", decimals, rounded % scale);
}

static void put_area(struct str *out, long long area)
{
	str_addf(out, "%lld", area / 100);
	if (area % 100)
		str_addf(out, area % 10 ? ".%02lld" : ".%lld",
			area % 10 ? area % 100 : area % 100 / 10);
}

static int by_order(const void *a, const void *b)
{
	return ((const struct town *)a)->order - ((const struct town *)b)->order;
}

static FILE *open_file(const char *path)
{
	FILE *in = fopen(path, "r");

	if (!in)
		abort();
	return in;
}

/* Those that owe planting, in report order. */
static size_t read_towns(struct town *towns)
{
	FILE *in = open_file("conf/townships.conf");
	struct town town = { 0 };
	size_t count = 0;

	while (fgets(line, sizeof(line), in)) {
		if (strstr(line, "{ code = ")) {
			town = (struct town){ 0 };
			snprintf(town.code, sizeof(town.code), "%s", value_of(line, "code"));
			snprintf(town.name, sizeof(town.name), "%s",
				value_of(line, "report_name"));
		}
		if (strstr(line, "report_order = "))
			town.order =
				(int)strtol(strstr(line, "report_order = ") + 15, NULL, 10);
		if (strstr(line, "\"planting\""))
			towns[count++] = town;
	}
	fclose(in);
	qsort(towns, count, sizeof(*towns), by_order);
	return count;
}

static void read_areas(struct town *towns, size_t count)
{
	FILE *in = open_file("conf/demo/70-planting-2022.jsonl");

	while (fgets(line, sizeof(line), in)) {
		char unit[32];

		snprintf(unit, sizeof(unit), "%s", value_of(line, "unit"));
		if (strcmp(value_of(line, "period"), "2022H1") != 0 ||
			strcmp(value_of(line, "as_of"), "2022-06-25") > 0)
			continue;
		for (size_t i = 0; i < count; i++)
			if (strncmp(unit, towns[i].code, strlen(towns[i].code)) == 0) {
				const char *area = value_of(line, "area");

				towns[i].lines++;
				towns[i].given += *area != '.';
				towns[i].area += *area == '.' ? 0 : hundredths(area);
			}
	}
	fclose(in);
}

static void read_line(const char *path)
{
	FILE *in = open_file(path);

	if (!fgets(line, sizeof(line), in))
		abort();
	fclose(in);
}

void expect_area(struct str *text, struct str *silent)
{
	struct town towns[MOST_UNITS] = { 0 };
	size_t count = read_towns(towns);
	long long carried, lost, fresh = 0;
	int printed = 0;

	read_areas(towns, count);
	for (size_t i = 0; i < count; i++)
		fresh += towns[i].area;
	read_line("conf/demo/71-carryover-2022.jsonl");
	carried = hundredths(value_of(line, "opening"));
	lost = hundredths(value_of(line, "harvested")) +
		hundredths(value_of(line, "withdrawn"));
	str_add(text, "1、全力推进蒙中药材种植面积。全旗种植面积在2021年末");
	put_quotient(text, carried, 1000000, 1);
	str_add(text, "万亩在地蒙中药材的基础上，截止6月25日新增蒙中药材种植面积");
	put_quotient(text, fresh, 1000000, 1);
	str_add(text, "万亩，总面积达到");
	put_quotient(text, carried + fresh - lost, 1000000, 1);
	str_add(text, "万亩。其中：");
	for (size_t i = 0; i < count; i++) {
		if (!towns[i].lines) {
			str_addf(silent, "%s has not reported\n", towns[i].name);
			continue;
		}
		str_addf(text, "%s%s", printed++ ? "，" : "", towns[i].name);
		if (!towns[i].given)
			str_add(text, "新增面积暂缺");
		else if (!towns[i].area)
			str_add(text, "无新增");
		else {
			str_add(text, "新增");
			put_area(text, towns[i].area);
			str_add(text, "亩");
		}
	}
	str_add(text, "。\n");
}

/* The land types of conf/codes.conf that stand in the spot check at record. */
static void put_lands(struct str *text, const char *record, long long verified)
{
	FILE *in = open_file("conf/codes.conf");
	const char *lands = strstr(record, "\"by_land\"");
	int inside = 0, printed = 0;

	while (fgets(line, sizeof(line), in)) {
		char label[64], wanted[64];
		const char *row;
		long long area;

		if (strstr(line, "{ id = "))
			inside = strstr(line, "\"land_type\"") != NULL;
		if (!inside || !strstr(line, "{ code = "))
			continue;
		snprintf(label, sizeof(label), "%s", value_of(line, "zh"));
		snprintf(wanted, sizeof(wanted), "{\"land\": \"%s\"", value_of(line, "code"));
		row = lands ? strstr(lands, wanted) : NULL;
		if (!row || row > strchr(lands, ']'))
			continue;
		area = hundredths(value_of(row, "verified"));
		str_addf(text, "%s%s种植面积", printed++ ? "，" : "", label);
		put_area(text, area);
		str_add(text, "亩，占总核实面积");
		put_quotient(text, 100 * area, verified, 1);
		str_add(text, "%");
	}
	fclose(in);
}

void expect_spotcheck(struct str *text)
{
	struct town towns[MOST_UNITS] = { 0 };
	size_t count = read_towns(towns);
	long long fresh = 0, reported, verified, difference;
	char *record;

	read_areas(towns, count);
	for (size_t i = 0; i < count; i++)
		fresh += towns[i].area;
	read_line("conf/demo/72-spotcheck-2022.jsonl");
	record = strdup(line);
	reported = hundredths(value_of(record, "reported"));
	verified = hundredths(value_of(record, "verified"));
	difference = llabs(verified - reported);
	str_add(text,
		"2、全旗药材新增面积抽查核实。按照年度工作安排，于2022年6月份，"
		"以新增蒙中药材种植面积为基础，在全旗范围内展开蒙中药材种植面积抽查核实，"
		"本次抽查核实总面积");
	put_area(text, reported);
	str_add(text, "亩，占年度总新增面积的");
	put_quotient(text, 100 * reported, fresh, 0);
	str_add(text, " %，经抽查核实实际面积为");
	put_area(text, verified);
	str_addf(text, "亩，较上报面积%s", verified > reported ? "高" : "低");
	put_area(text, difference);
	str_add(text, "亩，误差率");
	put_quotient(text, 100 * difference, reported, 2);
	str_add(text, "%。实际核实面积中，");
	put_lands(text, record, verified);
	str_add(text, "。\n");
	free(record);
}

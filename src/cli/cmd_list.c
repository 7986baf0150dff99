/*
 * cmd_list.c - herbledger list FORM [QUERY]: records, their number, or groups with sums.
 */
#include "cli/commands.h"

#include "base/date.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/session.h"
#include "exchange/export.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The condition as it is understood, saved queries taken in, and how it was answered. */
static void explain(struct cli *cli, const struct query *query, const struct plan *plan)
{
	struct str text = { 0 };

	if (!cli_option(cli, "--explain"))
		return;
	if (query->where) {
		expr_print(query->where, &text);
		say(_("Condition: %s"), str_text(&text));
	}
	str_release(&text);
	if (plan->sentence)
		say("%s", plan->sentence);
}

static int explain_query(struct cli *cli, struct session *s, const struct query *query,
			 struct err *err)
{
	struct record_page page;

	if (!cli_option(cli, "--explain"))
		return 0;
	if (query_page(s->data, query, &(struct page_at){ .limit = 1 }, &s->mem, &page, err) <
		0)
		return -1;
	explain(cli, query, &page.plan);
	return 0;
}

static int count_records(struct cli *cli, struct session *s, const struct query *query,
			 struct err *err)
{
	uint64_t count;

	if (query_count(s->data, query, &count, err) < 0)
		return -1;
	if (explain_query(cli, s, query, err) < 0)
		return -1;
	out_line("%llu", (unsigned long long)count);
	return 0;
}

/* "unit@1" -> the field and the level it rolls up to. */
static int group_field(const struct form *form, const char *word, struct group_by *out,
		       struct err *err)
{
	const char *at = strchr(word, '@');
	struct arena mem = { 0 };
	const char *name = at ? arena_text_len(&mem, word, (size_t)(at - word)) : word;

	out->field = form_field_named(form, name);
	out->level = at && at[1] >= '0' && at[1] <= '9' && !at[2] ? at[1] - '0' : -1;
	if (!out->field)
		err_set(err, ERR_USAGE, _("%s has no field '%s'"),
			form_label(form, i18n_lang()), name);
	else if (at && (out->level < 0 || out->field != form->unit))
		err_set(err, ERR_USAGE,
			_("'%s': only the unit rolls up, to a level from 0 to 9, as in unit@1"),
			word);
	arena_release(&mem);
	return err->text[0] ? -1 : 0;
}

/* A quantity adds up; a share or a word does not. */
static int check_sums(const struct field *const *sums, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct field_type *type =
			sums[i]->result ? sums[i]->result : sums[i]->type;

		if (!(type->flags & TYPE_NUMBER) || !strcmp(type->name, "percent"))
			return err_set(err, ERR_USAGE,
				_("%s cannot be added up; --sum takes quantities"),
				field_label(sums[i], i18n_lang()));
	}
	return 0;
}

static int group_fields(
	struct cli *cli, struct session *s, struct group_query *q, struct err *err)
{
	const char *by = cli_option(cli, "--by");
	char *words = arena_text(&s->mem, by ? by : ""), *rest = words, *word;

	while ((word = strsep(&rest, ",")) && *word) {
		if (q->by_count == GROUP_MAX_FIELDS)
			return err_set(err, ERR_USAGE, _("--by takes at most %d fields"),
				GROUP_MAX_FIELDS);
		if (group_field(q->base.form, word, &q->by[q->by_count++], err) < 0)
			return -1;
	}
	return 0;
}

static int sum_groups(struct cli *cli, struct session *s, const struct query *query,
		      enum rows_format format, struct err *err)
{
	struct group_query q = { .base = *query, .as_of = DATE_NONE };
	struct group_result result;
	const struct field *const *sums;
	struct sink sink = out_sink(stdout);
	const char *as_of = cli_option(cli, "--as-of");

	if (export_columns(query->form, cli_option(cli, "--sum"), &s->mem, &sums, &q.sum_count,
		    err) < 0 ||
		check_sums(sums, q.sum_count, err) < 0 || group_fields(cli, s, &q, err) < 0 ||
		(as_of && ask_day(s, "--as-of", as_of, &q.as_of, err) < 0))
		return -1;
	if (q.sum_count > GROUP_MAX_SUMS)
		return err_set(
			err, ERR_USAGE, _("--sum takes at most %d fields"), GROUP_MAX_SUMS);
	memcpy(q.sums, sums, q.sum_count * sizeof(*sums));
	if (query_group(s->data, &q, &s->mem, &result, err) < 0)
		return -1;
	explain(cli, query, &result.plan);
	return export_groups(s->data, &q, &result, format, &sink, err);
}

static int print_records(struct cli *cli, struct session *s, const struct query *query,
			 enum rows_format format, struct err *err)
{
	struct export_options options = { .format = format,
		.flags = EXPORT_IDS | EXPORT_SHOWN };
	const char *columns = cli_option(cli, "--columns");
	struct sink sink = out_sink(stdout);
	long long limit = 0;

	if (cli_number(cli, "--limit", 1, &limit, err) < 0)
		return -1;
	options.limit = (uint64_t)limit;
	if (columns && export_columns(query->form, columns, &s->mem, &options.fields,
				      &options.field_count, err) < 0)
		return -1;
	if (explain_query(cli, s, query, err) < 0)
		return -1;
	return export_query(s->data, query, &options, &sink, &s->mem, NULL, NULL, err);
}

static int list(struct cli *cli, struct session *s, struct err *err)
{
	struct query query;
	enum rows_format format = ROWS_TEXT;

	if (ask_query(cli, s, &query, err) < 0 ||
		listing_format(cli, &format, err) < 0)
		return -1;
	if (cli_option(cli, "--count"))
		return count_records(cli, s, &query, err);
	if (cli_option(cli, "--sum"))
		return sum_groups(cli, s, &query, format, err);
	if (cli_option(cli, "--by") || cli_option(cli, "--as-of"))
		return err_set(err, ERR_USAGE,
			_("--by and --as-of belong to --sum: say which fields to add up"));
	return print_records(cli, s, &query, format, err);
}

int cmd_list(struct cli *cli, struct err *err)
{
	return session_run(cli, list, err);
}

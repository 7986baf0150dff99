#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "unit/work/acting.h"

#include "base/str.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/workflow.h"

const char town[] = "150525105";

static const char more_people[] =
	"{\"login\":\"sun\",\"name\":\"Sun\"}\n{\"login\":\"li\",\"name\":\"Li\"}\n"
	"{\"login\":\"cun\",\"name\":\"Cun\"}\n";
static const char more_posts[] =
	"{\"unit\":\"U17\",\"name\":\"head\",\"role\":\"KS\",\"holders\":[{\"user\":\"sun\",\"from\":\"2021-01-01\"}]}\n"
	"{\"unit\":\"U17\",\"name\":\"director\",\"role\":\"ZR\",\"holders\":[{\"user\":\"li\",\"from\":\"2021-01-01\"}]}\n";

void acts_enter(struct acts *a)
{
	office_put(&a->c.o, "user", more_people);
	office_put(&a->c.o, "post", more_posts);
	a->sun = office_enter(&a->c.o, "sun");
	a->li = office_enter(&a->c.o, "li");
}

void acts_open(struct acts *a)
{
	*a = (struct acts){ .sun = NULL };
	collecting_open(&a->c);
	acts_enter(a);
}

void acts_close(struct acts *a)
{
	dataset_close(&a->sun);
	dataset_close(&a->li);
	collecting_close(&a->c);
}

const struct form *planting(struct acts *a)
{
	return model_form(a->c.o.model, "planting");
}

const struct form *filings(struct acts *a)
{
	return kept_form(a->c.o.model, KEPT_FILING);
}

uint64_t filing_id(struct acts *a, const char *unit)
{
	return filing_now(&a->c, unit).record->id;
}

/* The id of the unit's filing, with so many lines of the clerk's. */
uint64_t filed(struct acts *a, size_t lines)
{
	static const char *const species[] = { "S001", "S002", "S003" };

	for (size_t i = 0; i < lines; i++)
		enter(&a->c, a->c.bao, town, species[i], "10", 0);
	if (file_it(&a->c, a->c.bao, town, 0) != DATA_OK)
		fail_msg("%s%s", a->c.err.text,
			a->c.result.sentence ? a->c.result.sentence : "");
	return filing_id(a, town);
}

int do_order(struct acts *a, struct dataset *data, const struct form *form, uint64_t id,
	const struct act_order *order)
{
	err_clear(&a->err);
	return work_act(data, form, id, 0, order, &a->c.o.mem, &a->done, &a->err);
}

int act(struct acts *a, struct dataset *data, uint64_t id, const char *action,
	const char *reason)
{
	struct act_order order = { .action = action, .reason = reason };

	return do_order(a, data, filings(a), id, &order);
}

/* What was said when it was not done. */
const char *said(const struct acts *a)
{
	return a->err.code ? a->err.text
			   : (a->done.result.sentence ? a->done.result.sentence : "");
}

void says(const struct acts *a, const char *words)
{
	if (!strstr(said(a), words))
		fail_msg("\"%s\" says nothing of \"%s\"", said(a), words);
}

const char *state_of(struct acts *a, const char *form, uint64_t id)
{
	return state_id(a->c.o.model, office_get(a->c.o.owner, &a->c.o, form, id)->state);
}

/* A value of the filing as files carry it. */
const char *value_of(struct acts *a, uint64_t id, const char *field)
{
	struct record *record = office_get(a->c.o.owner, &a->c.o, "filing", id);
	struct str text = { 0 };
	const char *kept;

	field_format(a->c.o.model, form_field(record->form, field), record_value(record, field),
		&text);
	kept = arena_text(&a->c.o.mem, str_text(&text));
	str_release(&text);
	return kept;
}

struct record *given(struct acts *a, const char *signer, const char *day,
	const char *scan)
{
	struct record *record = record_new(filings(a), &a->c.o.mem);
	const char *const texts[][2] = {
		{ "signer", signer }, { "signed", day }, { "scan", scan }
	};
	struct err err = { 0 };

	for (size_t i = 0; i < 3; i++)
		if (field_parse(a->c.o.model, form_field(record->form, texts[i][0]),
			    texts[i][1], &a->c.o.mem, record_value(record, texts[i][0]),
			    &err) < 0)
			fail_msg("%s", err.text);
	return record;
}

/* typing.c - typing into a field of the sample form. */
#include "typing.h"

#include "base/str.h"

struct typing typing_start(void)
{
	return (struct typing){ .model = sample_model() };
}

void typing_end(struct typing *t)
{
	arena_release(&t->mem);
	model_drop(&t->model);
}

int typed(struct typing *t, const char *field, const char *text)
{
	err_clear(&t->err);
	t->value = value_state_only(VALUE_NONE);
	return field_parse(t->model, sample_field(t->model, field), text, &t->mem, &t->value, &t->err);
}

static const char *kept(struct typing *t, struct str *s)
{
	const char *text = arena_text(&t->mem, str_text(s));

	str_release(s);
	return text;
}

const char *stored(struct typing *t, const char *field, const char *text)
{
	struct str s = { 0 };

	if (typed(t, field, text) < 0)
		return t->err.text;
	field_format(t->model, sample_field(t->model, field), &t->value, &s);
	return kept(t, &s);
}

const char *shown(struct typing *t, const char *field, const char *text)
{
	struct str s = { 0 };

	if (typed(t, field, text) < 0)
		return t->err.text;
	field_show(t->model, sample_field(t->model, field), &t->value, &s);
	return kept(t, &s);
}

const char *fault(struct typing *t, const char *field, const char *text, int32_t on)
{
	if (typed(t, field, text) < 0)
		return t->err.text;
	if (field_validate(t->model, sample_field(t->model, field), &t->value, on, &t->err) < 0)
		return t->err.text;
	return "";
}

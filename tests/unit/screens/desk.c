/* desk.c - opens and closes what desk.h promises. */
#include "unit/screens/desk.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/xalloc.h"
#include "conf/conf.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

void desk_set_up(struct desk *d, const struct conf_dirs *dirs)
{
	struct data_options options = { .dir = "", .how = DATA_MEMORY, .create = 1 };
	struct viewer viewer = viewer_owner(instant_now());
	struct faults faults = { 0 };
	struct err err = { 0 };

	i18n_init(LANG_EN, NULL);
	if (conf_read(dirs, &d->mem, &d->model, &faults, &err) < 0 ||
		data_open_store(&options, &d->store, &err) < 0 ||
		dataset_open(d->store, d->model, &viewer, &d->data, &err) < 0)
		fail_msg("%s", err.text);
	i18n_use(LANG_EN);
}

void desk_take_down(struct desk *d)
{
	dataset_close(&d->data);
	data_close_store(&d->store);
	model_drop(&d->model);
	arena_release(&d->mem);
}

int desk_open(void **state)
{
	struct desk *d = xalloc(sizeof(*d));
	struct conf_dirs dirs = { .conf = "tests/data/faults/sound/conf",
		.forms = "tests/data/faults/sound/forms" };

	desk_set_up(d, &dirs);
	*state = d;
	return 0;
}

int desk_close(void **state)
{
	struct desk *d = *state;

	desk_take_down(d);
	free(d);
	return 0;
}

const struct form *desk_form(struct desk *d, const char *id)
{
	const struct form *form = model_form(d->model, id);

	assert_non_null(form);
	return form;
}

uint64_t desk_put(struct desk *d, const char *form_id, ...)
{
	const struct form *form = desk_form(d, form_id);
	struct record *record = record_new(form, &d->mem);
	struct save_options options = { .flags = SAVE_ACCEPT_WARNINGS };
	struct save_result result = { 0 };
	struct err err = { 0 };
	const char *id;
	va_list pairs;

	va_start(pairs, form_id);
	while ((id = va_arg(pairs, const char *))) {
		const struct field *field = form_field(form, id);

		assert_non_null(field);
		if (field_parse(d->model, field, va_arg(pairs, const char *), &d->mem,
			    &record->values[field->index], &err) < 0)
			fail_msg("%s", err.text);
	}
	va_end(pairs);
	record->warn_reason = "test";
	if (data_save(d->data, record, &options, &d->mem, &result, &err) != DATA_OK)
		fail_msg("%s%s", err.text, result.sentence ? result.sentence : "");
	return result.id;
}

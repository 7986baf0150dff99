/*
 * sample.h - a small made-up banner for the tests of model/: units, codes, measures and a
 * form of every field type.  Everything lives in the model; drop it to free it.
 */
#ifndef UNIT_MODEL_SAMPLE_H
#define UNIT_MODEL_SAMPLE_H

#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"

/* English sentences and labels; i18n_use(LANG_ZH) gives Chinese labels. */
struct model *sample_model(void);
const struct form *sample_form(const struct model *model);
const struct field *sample_field(const struct model *model, const char *id);
const struct unit *sample_unit(const struct model *model, const char *code);
int32_t day(int year, int month, int day);

#endif

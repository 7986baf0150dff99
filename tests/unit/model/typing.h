/* typing.h - typing into a field of the sample form and looking at what comes of it. */
#ifndef UNIT_MODEL_TYPING_H
#define UNIT_MODEL_TYPING_H

#include "sample.h"

struct typing {
	struct model *model;
	struct arena mem;
	struct value value;     /* of the last typed() */
	struct err err;
};

struct typing typing_start(void);
void typing_end(struct typing *t);
/* 0 or -1 as field_parse. */
int typed(struct typing *t, const char *field, const char *text);
/* What the stored form of the typed text is; the error's sentence when it is refused. */
const char *stored(struct typing *t, const char *field, const char *text);
/* What a screen shows of it. */
const char *shown(struct typing *t, const char *field, const char *text);
/* The sentence of field_validate, "" when it is right. */
const char *fault(struct typing *t, const char *field, const char *text, int32_t on);

#endif

/*
 * words.c - reads a line of conditions with the saved queries.
 */
#include "screens/words.h"

#include "data/named.h"
#include "model/qbe_line.h"

int words_condition(const struct model *model, const struct form *form, const char *line,
	struct dataset *data, struct arena *mem, const struct expr **out, struct err *err)
{
	struct qbe_saved saved = data_named_words(data);

	return qbe_line_condition(model, form, line, data ? &saved : NULL, mem, out, err);
}

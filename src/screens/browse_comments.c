/*
 * browse_comments.c - comments on a line of a ledger while its filing is reviewed.
 */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/form.h"
#include "screens/browse.h"
#include "screens/comments.h"
#include "screens/screens.h"
#include "tui/popup.h"

static struct reviewing *reviewing_here(const struct browse *b)
{
	const struct record *record = browse_current(b);

	return record ? reviewing_of(b->in.app, record) : NULL;
}

int browse_can_comment(const struct screen *s)
{
	return reviewing_here((const struct browse *)s) != NULL;
}

/* The line as a whole first, then its fields; a `*` at what has a comment. */
static const char **places(
	const struct browse *b, struct arena *mem, const struct field **fields, size_t *count)
{
	const struct record *record = browse_current(b);
	const struct reviewing *r = reviewing_here(b);
	const struct form *form = record->form;
	const char **labels = arena_array(mem, form->field_count + 1, sizeof(*labels));

	*count = 0;
	for (size_t i = 0; i <= form->field_count; i++) {
		const struct field *field = i ? &form->fields[i - 1] : NULL;

		if (field && (field->flags & FIELD_RETIRED))
			continue;
		fields[*count] = field;
		labels[(*count)++] = arena_printf(mem, "%s%s",
			field ? field_label(field, i18n_lang()) : _("the whole line"),
			reviewing_on(r, record, field) ? " *" : "");
	}
	return labels;
}

enum screen_next browse_comment(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	const struct record *record = browse_current(b);
	struct arena mem = { 0 };
	const struct field **fields =
		arena_array(&mem, record->form->field_count + 1, sizeof(struct field *));
	const char **labels;
	size_t count;
	int at;

	labels = places(b, &mem, fields, &count);
	at = screen_choose(s, _("Comment on what?"), labels, count, 0);
	if (at >= 0)
		reviewing_ask(reviewing_here(b), s, record, fields[at]);
	arena_release(&mem);
	return SCREEN_STAY;
}

void browse_comment_hint(const struct browse *b, struct str *out)
{
	const struct reviewing *r = reviewing_here(b);

	if (reviewing_count(r))
		str_addf(out,
			P_("%zu comment written, not sent yet  ",
				"%zu comments written, not sent yet  ", reviewing_count(r)),
			reviewing_count(r));
}

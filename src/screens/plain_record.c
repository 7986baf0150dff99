/*
 * plain_record.c - a card in lines: its fields asked one by one, its keys as words.
 *
 * Drives the card's own screen, so that every rule, draft and step is the same one.
 */
#include "screens/plain.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "model/field_type.h"
#include "model/form.h"
#include "screens/card.h"
#include "screens/classes.h"
#include "screens/entry_choice.h"
#include "tui/keys.h"
#include "tui/lines.h"
#include "tui/plain.h"
#include "tui/screen.h"

/* What a word does: an action of the card by its name. */
/* clang-format off */
static const struct word {
	const char *word, *action, *help;
} words[] = {
	{ ":s", "card-save",       N_("save the record") },
	{ ":b", "card-tab-back",   N_("back to the field before") },
	{ ":l", "card-choose",     N_("list what this field may be") },
	{ ":p", "card-repeat",     N_("the same value as in the record before") },
	{ ":d", "card-repeat-all", N_("all of the record before into what is empty") },
	{ ":z", "card-undo",       N_("take the last change back") },
	{ ":y", "card-redo",       N_("do it again") },
	{ ":n", "card-note",       N_("a note on this value") },
	{ ":v", "card-past",       N_("what stood here before") },
	{ ":r", "card-row-add",    N_("another row of a table") },
	{ ":x", "card-row-delete", N_("delete this row of a table") },
	{ ":o", "card-act",        N_("confirm, accept, return and the like") },
	{ ":f", "card-for",        N_("who reported it, when you type it for others") },
	{ ":c", "comment-next",    N_("the next comment of a returned filing, on another record too") },
	{ ":w", "comment-write",   N_("answer the comment on this field") },
};
/* clang-format on */

static void help(const struct screen *s)
{
	struct str field = { 0 };

	s->cls->help(s, &field);
	lines_text(str_text(&field));
	str_release(&field);
	lines_text(_("Enter alone keeps what is in the brackets and goes on.\n"
		     ":e empties the field, :a shows all fields, :5 goes to the fifth,"));
	for (size_t i = 0; i < COUNT_OF(words); i++)
		lines_put("%s  %s", words[i].word, _(words[i].help));
	lines_put("?   %s", _("what this field means"));
	lines_put(":q  %s", _("leave the record"));
}

/* ---- saying ------------------------------------------------------------------------------ */

static void add_label(const struct entry *e, const struct box *box, struct str *out)
{
	if (box->group)
		str_addf(out, "%s %zu ", field_label(box->group, i18n_lang()), box->row + 1);
	if (box->level)
		entry_level_label(e, box, out);
	else
		str_add(out, field_label(box->field, i18n_lang()));
}

static void add_box(const struct entry *e, const struct box *box, struct str *out)
{
	str_addf(out, "%zu ", (size_t)(box - e->boxes.at) + 1);
	add_label(e, box, out);
	str_addf(out, " [%s%s]", box->value.carried ? "~" : "", editor_text(&box->editor));
	if (box->echo.len)
		str_addf(out, " %s", str_text(&box->echo));
	if (box->value.note)
		str_addf(out, " (%s)", box->value.note);
}

static void print_all(const struct entry *e)
{
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct str line = { 0 };

		add_box(e, &e->boxes.at[i], &line);
		lines_text(str_text(&line));
		if (e->boxes.at[i].error.len)
			lines_put("! %s", str_text(&e->boxes.at[i].error));
		str_release(&line);
	}
}

/* ---- obeying ----------------------------------------------------------------------------- */

static void go_to(struct entry *e, const char *number)
{
	size_t n = strtoul(number, NULL, 10);

	if (n >= 1 && n <= e->boxes.count && entry_can_focus(e, &e->boxes.at[n - 1]) &&
		e->form->path == PATH_FREE)
		entry_go(e, n - 1);
	else
		lines_text(_("You cannot go to that field; :a shows them all."));
}

/* The card speaks of ^S. */
static void tell_last(struct card *c, size_t at)
{
	if (c->entry.at != at)
		return;
	str_clear(&c->base.message);
	lines_text(_("That was the last field; :s saves, :a shows all."));
}

/* Another text for the field, then on; a text that is no value is asked for again. */
static void type(struct card *c, const char *text)
{
	struct entry *e = &c->entry;
	size_t at = e->at;

	screens_give(K_CTRL('E'));
	screens_give(K_CTRL('U'));
	if (*text)
		screens_paste(text);
	screens_give(K_ENTER);
	if (screens_top() != &c->base || at >= e->boxes.count)
		return;
	if (!e->boxes.at[at].error.len) {
		tell_last(c, at);
		return;
	}
	str_clear(&c->base.message);
	lines_put("! %s", str_text(&e->boxes.at[at].error));
	if (e->at != at && e->form->path == PATH_FREE)
		entry_go(e, at);
}

static void enter(struct card *c)
{
	size_t at = c->entry.at;

	screens_give(K_ENTER);
	if (screens_top() == &c->base)
		tell_last(c, at);
}

/* The colon of a Chinese keyboard is as good. */
static const char *half_colon(const char *answer, struct str *out)
{
	if (!text_starts_with(answer, "："))
		return answer;
	str_addf(out, ":%s", answer + strlen("："));
	return str_text(out);
}

static int is_word(const char *answer)
{
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (strcmp(words[i].word, answer) != 0)
			continue;
		if (!screens_act(words[i].action))
			lines_text(_("That cannot be done here."));
		return 1;
	}
	return 0;
}

static void obey(struct card *c, const char *answer)
{
	struct str folded = { 0 };

	answer = half_colon(answer, &folded);
	if (!*answer)
		enter(c);
	else if (is_word(answer))
		;
	else if (strcmp(answer, ":a") == 0)
		print_all(&c->entry);
	else if (strcmp(answer, ":e") == 0)
		type(c, "");
	else if (*answer == ':' && answer[1] >= '0' && answer[1] <= '9')
		go_to(&c->entry, answer + 1);
	else if (*answer == ':' || strcmp(answer, "?") == 0 || strcmp(answer, "？") == 0)
		help(&c->base);
	else
		type(c, answer);
	str_release(&folded);
}

static void ask(struct card *c)
{
	struct str question = { 0 }, answer = { 0 }, comment = { 0 };
	const struct box *box = entry_now(&c->entry);

	card_comment_hint(c, &comment);
	if (comment.len)
		lines_text(str_text(&comment));
	if (c->done)
		str_add(&question, _("n Next new one, :q Back"));
	else if (c->entry.locked || !box)
		str_addf(&question, "%s", c->denied.text);
	else
		add_box(&c->entry, box, &question);
	str_add(&question, " > ");
	/* without anybody to ask it stays a draft */
	if (plain_line(str_text(&question), &answer) && !plain_is_over())
		screens_act("screen-back");
	else if (plain_is_over())
		;
	else if (c->done && strcmp(str_text(&answer), "n") == 0)
		screens_act("card-new");
	else if (!c->entry.locked || *str_text(&answer) == '?' ||
		strcmp(str_text(&answer), ":o") == 0)
		obey(c, str_text(&answer));
	str_release(&question);
	str_release(&answer);
	str_release(&comment);
}

void plain_record(struct app *app, const struct form *form, uint64_t id)
{
	screens_open(scr_card(app, form, id, NULL));
	if (screens_top() && screens_top()->cls == &card_class && id)
		print_all(&((struct card *)screens_top())->entry);
	while (screens_top() && !plain_is_over()) {
		struct screen *s = screens_top();

		plain_tell(s);
		if (s->cls == &card_class) {
			ask((struct card *)s);
			continue;
		}
		lines_text(
			_("This is not shown in lines; open the application without --plain."));
		screens_act("screen-back");
	}
	/* nobody is there any more: drafts stay */
	screens_end();
}

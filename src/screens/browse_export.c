/*
 * browse_export.c - taking a list away: the ssh line that does it from one's own computer, or
 * the rows page by page without frames, to be copied from the terminal.
 *
 * Nothing is written on the server: files belong to the computer of who wants them.
 */
#include "screens/browse.h"

#include <string.h>

#include "base/i18n.h"
#include "data/dataset.h"
#include "data/events.h"
#include "data/named.h"
#include "exchange/export.h"
#include "model/form.h"
#include "model/model.h"
#include "model/qbe_line.h"
#include "screens/screens.h"
#include "tui/bare.h"
#include "tui/popup.h"
#include "tui/progress.h"

enum { ROWS_MOST = 5000 };

/* Letters that mean nothing to a shell, neither there nor here. */
static int is_plain(const char *word)
{
	for (const unsigned char *c = (const unsigned char *)word; *c; c++)
		if (*c < 0x80 && !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789_-=.,:@/+%", *c))
			return 0;
	return *word != '\0';
}

/* For the other end: it takes '...' and "..." apart as a shell does. */
static void add_word(struct str *line, const char *word)
{
	str_add_char(line, ' ');
	if (is_plain(word)) {
		str_add(line, word);
		return;
	}
	str_add_char(line, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			str_add(line, "'\\''");
		else
			str_add_char(line, *word);
	}
	str_add_char(line, '\'');
}

/* For the shell here, which would take quotes and signs away first. */
static void add_shielded(struct str *out, const char *line)
{
	if (!strpbrk(line, "'\"\\$`!<>|&;*?()~#")) {
		str_add(out, line);
		return;
	}
	str_add_char(out, '"');
	for (; *line; line++) {
		if (strchr("\"\\$`", *line))
			str_add_char(out, '\\');
		str_add_char(out, *line);
	}
	str_add_char(out, '"');
}

/* The conditions as words of a command, fields by id; -1: one of them cannot be one. */
static int add_conditions(const struct browse *b, struct str *line)
{
	struct qbe_saved saved = data_named_words(b->in.app->data);
	struct arena mem = { 0 };
	struct qbe_words words = { 0 };
	struct str kept = { 0 };
	struct err ignored = { 0 };
	int status = qbe_line_keep(
		b->in.model, b->in.form, str_text(&b->filter), &saved, &kept, &ignored);

	qbe_line_split(str_text(&kept), &mem, &words);
	for (size_t i = 0; i < words.count; i++) {
		if (!qbe_line_name(words.at[i]))
			status = -1;
		add_word(line, words.at[i]);
	}
	str_release(&kept);
	arena_release(&mem);
	return status;
}

/* "ssh herb@host export ..." and where the answer goes. */
static int command_line(const struct browse *b, const char *format, struct str *out)
{
	const struct site *site = &b->in.model->site;
	struct str words = { 0 };
	int status;

	str_addf(&words, "export %s", b->in.form->id);
	status = add_conditions(b, &words);
	if (b->units == UNITS_WAS)
		str_add(&words, " --units was");
	if (strcmp(format, "csv") != 0)
		str_addf(&words, " --format %s", format);
	str_addf(out, "ssh %s ", *site->ssh ? site->ssh : _("herb@SERVER"));
	add_shielded(out, str_text(&words));
	str_addf(out, " > %s.%s", b->in.form->id, format);
	str_release(&words);
	return status;
}

static enum screen_next show_line(struct browse *b, const char *format)
{
	struct str line = { 0 }, text = { 0 };

	if (b->where || command_line(b, format, &line) < 0) {
		screen_warn(&b->screen,
			_("This list is narrowed by something a command cannot say; look at "
			  "it in pages, or filter it with field=cell (/)."));
	} else {
		if (*screens_mark())
			str_addf(&text, "%s\n\n",
				_("This is a rehearsal: the line below fetches the real "
				  "records, not those you see here."));
		str_addf(&text, _("Copy this line into a terminal on your own computer; the "
				  "file is written there:\n\n%s\n"),
			str_text(&line));
		bare_show(str_text(&text));
	}
	str_release(&line);
	str_release(&text);
	return SCREEN_STAY;
}

/* Read at once, as many as somebody would page through. */
static enum screen_next show_pages(struct browse *b)
{
	struct export_options options = {
		.format = ROWS_TEXT, .flags = EXPORT_SHOWN, .limit = ROWS_MOST
	};
	struct str text = { 0 };
	struct sink sink = sink_to_str(&text);
	struct arena mem = { 0 };
	struct err err = { 0 };
	uint64_t written = 0;
	int got;

	progress_begin(_("Reading"));
	got = export_query(
		b->in.app->data, &b->query, &options, &sink, &mem, &written, NULL, &err);
	progress_end();
	/* not shown when it cannot be noted: nothing leaves unseen */
	if (got == 0)
		got = event_note(b->in.app->data, EVENT_EXPORT, &err,
			P_("%s on the screen: %llu record", "%s on the screen: %llu records",
				written),
			form_label(b->in.form, i18n_lang()), (unsigned long long)written);
	if (got == 0)
		bare_show(str_text(&text));
	if (got == 0 && written == ROWS_MOST)
		screen_message(&b->screen,
			_("The first %d records; narrow the list to see the others."),
			ROWS_MOST);
	str_release(&text);
	arena_release(&mem);
	return got < 0 ? screen_fail(&b->screen, &err) : SCREEN_STAY;
}

enum screen_next browse_export(struct screen *s)
{
	static const char *const formats[] = { "csv", "json" };
	struct browse *b = (struct browse *)s;
	const struct choice choices[] = {
		{ 'c', _("Line for a spreadsheet file") },
		{ 'j', _("Line for JSON") },
		{ 'p', _("Pages without frames") },
	};
	struct err err = { 0 };
	int at;

	if (may(b->in.model, dataset_viewer(b->in.app->data), ACTION_EXPORT, b->in.form, NULL,
		    &err) < 0)
		return screen_fail(s, &err);
	at = screen_ask(s, _("How do you want these records?"), choices, 3);
	if (at < 0)
		return SCREEN_STAY;
	return at < 2 ? show_line(b, formats[at]) : show_pages(b);
}

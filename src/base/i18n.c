/*
 * i18n.c - sentences through gettext; the only file that knows <libintl.h>.
 *
 * Only the locale C.UTF-8 need exist on the machine: gettext translates under it,
 * and takes the language from LANGUAGE, which is set here and nowhere else.
 */
#include "base/i18n.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/place.h"
#include "base/str.h"

#define DOMAIN "herbledger"
#define ANY_LOCALE "C.UTF-8"

/* glibc's own counter: raising it makes gettext look at LANGUAGE again (see its manual) */
extern int _nl_msg_cat_cntr;

static const struct {
	const char *name; /* what people write */
	const char *language; /* what gettext looks for; en has no file: the source's own */
} languages[LANG_COUNT] = {
	[LANG_ZH] = { "zh", "zh_CN" },
	[LANG_EN] = { "en", "en" },
};

static enum lang current;

const char *i18n_text(const char *msgid)
{
	return msgid[0] ? dgettext(DOMAIN, msgid) : msgid; /* "" is the file's head */
}

const char *i18n_plural(const char *one, const char *many, unsigned long n)
{
	return dngettext(DOMAIN, one, many, n);
}

static void bind_messages(void)
{
	const char *told = getenv("HERBLEDGER_LOCALE_DIR");
	struct str dir = { 0 };

	if (!text_is_empty(told))
		str_add(&dir, told);
	else
		place_find("locale", "share/locale", &dir);
	bindtextdomain(DOMAIN, str_text(&dir));
	/* the program holds UTF-8 whatever the terminal's charset is */
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	str_release(&dir);
}

void i18n_init(enum lang lang, const char *charset_locale)
{
	if (text_is_empty(charset_locale) || !setlocale(LC_CTYPE, charset_locale))
		setlocale(LC_CTYPE, ANY_LOCALE);
	setlocale(LC_COLLATE, ANY_LOCALE);
	setlocale(LC_MESSAGES, ANY_LOCALE);
	bind_messages();
	i18n_use(lang);
}

void i18n_use(enum lang lang)
{
	setenv("LANGUAGE", languages[lang].language, 1);
	_nl_msg_cat_cntr++;
	current = lang;
}

enum lang i18n_lang(void)
{
	return current;
}

int lang_parse(const char *text, enum lang *out, struct err *err)
{
	for (int i = 0; i < LANG_COUNT; i++) {
		if (strcmp(text, languages[i].name) == 0) {
			*out = (enum lang)i;
			return 0;
		}
	}
	return err_set(
		err, ERR_USAGE, _("There is no language \"%.40s\"; write zh or en."), text);
}

/*
 * i18n.h - languages: sentences are English in the source, Chinese in src/po/zh_CN.po.
 *
 * The language is --lang, else the user's, else conf/site's, else Chinese; never a
 * missing LANG.  Form labels are data and carry their own languages (enum lang).
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include "base/err.h"

enum lang { LANG_ZH, LANG_EN, LANG_COUNT };

const char *i18n_text(const char *msgid) __attribute__((format_arg(1)));
const char *i18n_plural(const char *one, const char *many, unsigned long n)
	__attribute__((format_arg(1), format_arg(2)));

#define _(text) i18n_text(text)
#define N_(text) (text)
#define P_(one, many, n) i18n_plural(one, many, n)

/*
 * Sets LC_CTYPE, LC_COLLATE and LC_MESSAGES (never LC_NUMERIC).  charset_locale is the
 * session's LC_CTYPE locale or NULL for C.UTF-8.  Messages come from DIR/locale beside
 * the program, else from the installed place.
 */
void i18n_init(enum lang lang, const char *charset_locale);
void i18n_use(enum lang lang);  /* switch at run time */
enum lang i18n_lang(void);
int lang_parse(const char *text, enum lang *out, struct err *err);      /* "zh" or "en" */

#endif

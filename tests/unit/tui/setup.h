/* setup.h - what every test of tui/ begins with: cmocka, the language, the charset. */
#ifndef TESTS_UNIT_TUI_SETUP_H
#define TESTS_UNIT_TUI_SETUP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/i18n.h"
#include "base/str.h"

/* Where make built the private locales; before the first i18n_init. */
static inline void use_private_locales(void)
{
	const char *out = getenv("OUT");
	struct str path = { 0 };

	str_addf(&path, "%s/../locale", out ? out : "build/debug");
	setenv("LOCPATH", str_text(&path), 1);
	str_release(&path);
}

static inline int speak_english(void **state)
{
	(void)state;
	i18n_init(LANG_EN, NULL);
	return 0;
}

#endif

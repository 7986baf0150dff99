/*
 * expected.h - the two paragraphs computed by themselves, in plain C from the files.
 */
#ifndef TESTS_REPORT_EXPECTED_H
#define TESTS_REPORT_EXPECTED_H

#include "base/str.h"

/* From conf/demo's 2022 and conf/townships.conf; silent units are named in *silent. */
void expect_area(struct str *text, struct str *silent);
void expect_spotcheck(struct str *text);

#endif

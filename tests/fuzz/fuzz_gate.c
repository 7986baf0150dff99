/*
 * fuzz_gate.c - any bytes as what was asked for over ssh: taken into words or refused without a
 * crash; the words hold nothing but clean UTF-8, and quoted again they give the same words.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/gate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum way { IN_SINGLE, IN_DOUBLE, BY_BACKSLASH, WAY_COUNT };

static void quote(const char *word, enum way way, struct str *out)
{
	const char *mark = way == IN_SINGLE ? "'" : way == IN_DOUBLE ? "\"" : *word ? "" : "''";

	str_add(out, " ");
	str_add(out, *mark ? (char[]){ mark[0], 0 } : "");
	for (; *word; word++) {
		if (way == IN_SINGLE && *word == '\'')
			str_add(out, "'\\'");
		else if (way == IN_DOUBLE ? strchr("\"\\$`", *word) != NULL
					  : way == BY_BACKSLASH && (*word & 0xc0) != 0x80)
			str_add_char(out, '\\');
		str_add_char(out, *word);
	}
	str_add(out, *mark ? (char[]){ mark[0], 0 } : "");
}

static void check_again(char **words, int count, const struct str *line)
{
	struct arena mem = { 0 };
	struct err err = { 0 };
	char **again;
	int n;

	if (line->len > GATE_TEXT_MOST)
		return;
	if (gate_words(str_text(line), line->len, NULL, &mem, &again, &n, &err) < 0 ||
		n != count)
		abort();
	for (int i = 0; i < n; i++)
		if (strcmp(words[i], again[i]) != 0)
			abort();
	arena_release(&mem);
}

static void check_words(char **words, int count)
{
	size_t dirty;

	if (strcmp(words[0], "herbledger") != 0 || words[count])
		abort();
	for (int i = 1; i < count; i++)
		for (const char *p = words[i]; *p; p++)
			if ((unsigned char)*p < ' ' && *p != '\t')
				abort();
	for (int i = 1; i < count; i++)
		if (!strchr(words[i], '\t') &&
			utf8_first_dirty(words[i], strlen(words[i]), 0, &dirty))
			abort();
	for (enum way way = IN_SINGLE; way < WAY_COUNT; way++) {
		struct str line = { 0 };

		str_add(&line, "herbledger");
		for (int i = 1; i < count; i++)
			quote(words[i], way, &line);
		check_again(words, count, &line);
		str_release(&line);
	}
}

/* Whatever it is, it is nobody else and names no file. */
static void check_parse(char **words, int count)
{
	struct cli cli = { .globals = { .remote = 1, .as = "bao" } };
	struct err err = { 0 };

	if (cli_parse(count, words, &cli, &err) < 0) {
		if (err.code != ERR_USAGE && err.code != ERR_DENIED)
			abort();
		return;
	}
	if (strcmp(cli.globals.as, "bao") != 0 || cli.globals.data || cli.globals.conf ||
		cli.globals.forms || cli.globals.alone || cli.globals.now)
		abort();
	if (cli.command && !(cli.command->flags & COMMAND_REMOTE))
		abort();
	if (cli.command && cli.command->file && cli.word_count >= cli.command->file &&
		!cli.help && strcmp(cli.words[cli.command->file - 1], "-") != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const charsets[] = { NULL, "zh_CN.GB18030" };
	struct arena mem = { 0 };

	for (size_t i = 0; i < 2; i++) {
		struct err err = { 0 };
		char **words;
		int count;

		if (gate_words((const char *)data, size, charsets[i], &mem, &words, &count,
			    &err) < 0)
			continue;
		check_words(words, count);
		check_parse(words, count);
	}
	arena_release(&mem);
	return 0;
}

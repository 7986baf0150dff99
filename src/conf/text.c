/*
 * text.c - a file's bytes become settings: encoding and syntax, each told by its name.
 */
#include "conf/reader.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

enum { LARGEST_FILE = 8 * 1024 * 1024 };

static int line_at(const char *text, size_t offset)
{
	int line = 1;

	for (size_t i = 0; i < offset; i++)
		line += text[i] == '\n';
	return line;
}

/* Reads up to size bytes; 0, -1 with errno. */
static int read_all(int fd, char *at, size_t size, size_t *len)
{
	*len = 0;
	while (*len < size) {
		ssize_t got = read(fd, at + *len, size - *len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		*len += (size_t)got;
	}
	return 0;
}

static int read_open_file(struct reader *r, struct source *source, int fd)
{
	struct stat st;
	char *text;

	if (fstat(fd, &st) < 0)
		return -1;
	errno = EINVAL;
	if (!S_ISREG(st.st_mode))
		return -1;
	errno = EFBIG;
	if (st.st_size > LARGEST_FILE)
		return -1;
	text = arena_alloc(r->texts, (size_t)st.st_size + 1);
	if (read_all(fd, text, (size_t)st.st_size, &source->len) < 0)
		return -1;
	source->text = text;
	return 0;
}

/* Windows' line ends become ours, in place. */
static void drop_returns(struct source *source)
{
	char *text = (char *)source->text;
	size_t kept = 0;

	for (size_t i = 0; i < source->len; i++)
		if (text[i] != '\r' || i + 1 >= source->len || text[i + 1] != '\n')
			text[kept++] = text[i];
	text[kept] = '\0';
	source->len = kept;
}

static int load_file(struct reader *r, struct source *source)
{
	int fd = open(source->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int done = fd < 0 ? -1 : read_open_file(r, source, fd);

	if (done < 0)
		fault_at(r, source->path, 0, _("the file cannot be read: %s"), strerror(errno));
	else
		drop_returns(source);
	if (fd >= 0)
		close(fd);
	return done;
}

static int starts_with(const struct source *source, const char *bytes)
{
	size_t len = strlen(bytes);

	return source->len >= len && memcmp(source->text, bytes, len) == 0;
}

static int is_plain(char c)
{
	return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

static int fault_character(
	struct reader *r, const struct source *source, size_t at, int32_t c, size_t len)
{
	int line = line_at(source->text, at);

	if (c == 0xFFFD && len == 1)
		fault_at(r, source->path, line,
			_("here are bytes that are not UTF-8 (GB18030 "
			  "perhaps); save the file as UTF-8"));
	else
		fault_at(r, source->path, line,
			_("the character U+%04X cannot be shown; take it "
			  "out"),
			(unsigned)c);
	return -1;
}

static int source_check(struct reader *r, const struct source *source)
{
	size_t pos = 0;

	if (starts_with(source, "\xEF\xBB\xBF")) {
		fault_at(r, source->path, 1,
			_("the file begins with a byte order mark (BOM); "
			  "save it as UTF-8 without BOM"));
		return -1;
	}
	if (starts_with(source, "\xFF\xFE") || starts_with(source, "\xFE\xFF")) {
		fault_at(r, source->path, 1, _("the file is UTF-16; save it as UTF-8"));
		return -1;
	}
	while (pos < source->len) {
		size_t before = pos;
		int32_t c;

		if (is_plain(source->text[pos])) { /* most of a file: no need to decode */
			pos++;
			continue;
		}
		c = utf8_next(source->text, source->len, &pos);
		if (!utf8_is_clean(c) || (c == 0xFFFD && pos - before == 1))
			return fault_character(r, source, before, c, pos - before);
	}
	return 0;
}

int source_load(struct reader *r, struct source *source)
{
	if (!source->text && load_file(r, source) < 0) /* stored texts are there already */
		return -1;
	source->escapes = memchr(source->text, '\\', source->len) != NULL;
	return source_check(r, source);
}

/* The sentence for libconfig's own words. */
static const char *syntax_sentence(const char *text)
{
	if (strstr(text, "duplicate"))
		return _("a setting is given twice in one group; keep one of them");
	if (strstr(text, "mismatched") || strstr(text, "array"))
		return _("the elements between [ and ] are of different kinds; "
			 "write every one in quotes");
	return _("the syntax is wrong here or just before; look for a missing "
		 "; or , or a bracket or quote that is not closed");
}

/* @include would read a file relative to wherever the program was started. */
static int has_include(const struct source *source, int *line)
{
	const char *at = source->text;

	while ((at = strstr(at, "@include"))) {
		const char *before = at;

		while (before > source->text && (before[-1] == ' ' || before[-1] == '\t'))
			before--;
		if (before == source->text || before[-1] == '\n') {
			*line = line_at(source->text, (size_t)(at - source->text));
			return 1;
		}
		at++;
	}
	return 0;
}

int source_parse(struct reader *r, const struct source *source, config_t *config)
{
	int line;

	config_init(config);
	if (has_include(source, &line)) {
		fault_at(r, source->path, line,
			_("@include is not for these files; write the settings here"));
		return -1;
	}
	if (config_read_string(config, source->text) == CONFIG_TRUE)
		return 0;
	fault_at(r, source->path, config_error_line(config), "%s",
		syntax_sentence(config_error_text(config) ? config_error_text(config) : ""));
	return -1;
}

static const char *line_start(const char *text, int line)
{
	while (--line > 0 && text) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	return text;
}

/* The run of a number's characters at text. */
static size_t number_length(const char *text)
{
	size_t len = *text == '-' || *text == '+' ? 1 : 0;

	if (!isdigit((unsigned char)text[len]) && text[len] != '.')
		return 0;
	while (isalnum((unsigned char)text[len]) || text[len] == '.')
		len++;
	return len;
}

/* name, blanks, = or :, blanks, a number: the number's place, else NULL. */
static const char *number_after(const char *at, const char *name)
{
	at += strlen(name);
	at += strspn(at, " \t");
	if (*at != '=' && *at != ':')
		return NULL;
	at++;
	at += strspn(at, " \t\n");
	return number_length(at) > 0 ? at : NULL;
}

const char *source_bare(struct reader *r, const config_setting_t *setting)
{
	const char *name = config_setting_name(setting);
	const char *at = line_start(r->source->text, node_line(setting));
	const char *end = at ? strchr(at, '\n') : NULL;

	for (; name && at && (at = strstr(at, name)) && (!end || at < end); at++) {
		const char *number = number_after(at, name);
		int inside = at > r->source->text &&
			(isalnum((unsigned char)at[-1]) || at[-1] == '_');

		if (number && !inside)
			return arena_text_len(&r->scratch, number, number_length(number));
	}
	return "";
}

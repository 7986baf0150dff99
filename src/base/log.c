/*
 * log.c - the log file; owns its descriptor, never speaks to the terminal.
 */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

static int log_fd = -1;
static enum log_level log_least;

int log_open(const char *path, enum log_level least, struct err *err)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);

	if (fd < 0)
		return err_set(err, ERR_STORE, _("The log %s cannot be written: %s."), path,
			strerror(errno));
	log_close();
	log_fd = fd;
	log_least = least;
	return 0;
}

void log_close(void)
{
	if (log_fd >= 0)
		close(log_fd);
	log_fd = -1;
}

void log_line(enum log_level level, const char *fmt, ...)
{
	static const char *const names[] = { "error", "warn", "info", "debug" };
	int saved = errno;
	struct str text = { 0 }, line = { 0 };
	va_list args;

	if (log_fd < 0 || level > log_least)
		return;
	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	instant_print(instant_now(), &line);
	str_addf(&line, " %-5s %ld ", names[level], (long)getpid());
	utf8_clean(str_text(&text), text.len, 0, &line);
	str_add_char(&line, '\n');
	/* one write, so that lines of several processes never mix; a full disk loses it */
	while (write(log_fd, line.at, line.len) < 0 && errno == EINTR)
		;
	str_release(&text);
	str_release(&line);
	errno = saved;
}

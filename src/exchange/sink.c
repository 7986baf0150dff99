/*
 * sink.c - the two usual places for exported bytes.
 */
#include "exchange/sink.h"

#include <errno.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

static int to_file(void *context, const void *bytes, size_t len, struct err *err)
{
	if (fwrite(bytes, 1, len, context) == len)
		return 0;
	return err_set(err, errno == ENOSPC ? ERR_FULL : ERR_FAULT,
		_("The output could not be written: %s."), strerror(errno));
}

static int to_str(void *context, const void *bytes, size_t len, struct err *err)
{
	(void)err;
	str_add_len(context, bytes, len);
	return 0;
}

struct sink sink_to_file(FILE *out)
{
	return (struct sink){ .write = to_file, .context = out };
}

struct sink sink_to_str(struct str *out)
{
	return (struct sink){ .write = to_str, .context = out };
}

int sink_write(const struct sink *sink, const struct str *bytes, struct err *err)
{
	return bytes->len ? sink->write(sink->context, bytes->at, bytes->len, err) : 0;
}

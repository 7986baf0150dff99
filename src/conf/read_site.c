/*
 * read_site.c - conf/site.conf: whose ledgers these are.
 */
#include "conf/reader.h"

static const char *const servers[] = { "auto", "system", NULL };
static const char *const languages[] = { "zh", "en", NULL };    /* in the order of enum lang */

struct site_read {
	const char *name, *short_name, *root;
	int lang, server;
};

/* clang-format off */
static const struct spec specs[] = {
	SPEC_NEED("name", TEXT, offsetof(struct site_read, name), "name = \"...\";"),
	SPEC("short_name", TEXT, offsetof(struct site_read, short_name)),
	SPEC_NEED("root", TEXT, offsetof(struct site_read, root), "root = \"...\";"),
	SPEC_WORDS("lang", offsetof(struct site_read, lang), languages),
	SPEC_WORDS("server", offsetof(struct site_read, server), servers),
	SPEC_SKIP("source"),
	SPEC_END,
};
/* clang-format on */

void read_site(struct reader *r, config_setting_t *root)
{
	struct site_read site = { .lang = LANG_ZH };

	read_group(r, root, specs, NULL, &site);        /* what is sound counts */
	if (site.name) {
		r->model->site.name = site.name;
		r->model->site.short_name = site.name;
	}
	if (site.short_name)
		r->model->site.short_name = site.short_name;
	r->model->site.lang = (enum lang)site.lang;
	r->model->site.system_serves = site.server == 1;
	r->root = site.root;
	r->root_at = (struct place){ r->source->path, line_of(root, "root") };
}

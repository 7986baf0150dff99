/*
 * main_unscoped.c - the filter taken out: linked with herbledger's own main by --wrap, so that
 * the leak tests can show that they find what comes through then.
 */
struct dataset;
struct err;
struct form;
struct model;
struct record;
struct shape;
struct unit;
struct viewer;

int __wrap_viewer_sees(const struct model *model, const struct viewer *viewer,
	const struct form *form, const struct unit *unit);
int __wrap_scope_sees(
	const struct dataset *data, const struct shape *shape, const struct record *record);
int __wrap_may_read(struct dataset *data, const struct form *form, struct err *err);

int __wrap_viewer_sees(const struct model *model, const struct viewer *viewer,
	const struct form *form, const struct unit *unit)
{
	(void)model;
	(void)viewer;
	(void)form;
	(void)unit;
	return 1;
}

int __wrap_scope_sees(
	const struct dataset *data, const struct shape *shape, const struct record *record)
{
	(void)data;
	(void)shape;
	(void)record;
	return 1;
}

int __wrap_may_read(struct dataset *data, const struct form *form, struct err *err)
{
	(void)data;
	(void)form;
	(void)err;
	return 1;
}

/*
 * cmd_verify.c - herbledger verify: everything stored, computed again from the records.
 */
#include "cli/commands.h"

#include "cli/cli.h"
#include "cli/session.h"
#include "data/upkeep.h"

int cmd_verify(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	struct verify_report report = { 0 };
	int status = session_open_store(&s, &cli->globals, err);

	if (status == 0)
		status = data_verify(s.store, s.model, &s.mem, &report, err);
	if (status < 0)
		goto out;
	for (size_t i = 0; i < report.sentence_count; i++)
		out_line("%s", report.sentences[i]);
	out_line(
		_("%llu records, %llu revisions, %llu index rows, %llu totals, %llu seals: "
		  "%llu faults"),
		(unsigned long long)report.records, (unsigned long long)report.revisions,
		(unsigned long long)report.index_rows, (unsigned long long)report.totals,
		(unsigned long long)report.seals, (unsigned long long)report.faults);
	status = report.faults ? 1 : 0;
out:
	session_close(&s);
	return status;
}

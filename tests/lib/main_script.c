/*
 * main_script.c - screen-script FILE...: runs end-to-end scripts, exit 1 if one failed.
 * screen-script --stop DIR ends what a test left running in DIR.
 */
#include "lib/script.h"

#include <signal.h>
#include <string.h>

int main(int argc, char **argv)
{
	int failed = 0;

	if (argc < 2 || strcmp(argv[1], "--help") == 0) {
		script_help();
		return argc < 2 ? 2 : 0;
	}
	if (argc == 3 && strcmp(argv[1], "--stop") == 0) {
		run_stop_servers(argv[2]);
		return 0;
	}
	signal(SIGPIPE, SIG_IGN);
	for (int i = 1; i < argc; i++)
		failed |= script_run_file(argv[i]);
	return failed;
}

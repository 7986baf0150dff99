/* soak_store.c - the long kill drill: HERB_KILLS (200) kills of sessions and the server. */
#include "lib/prop.h"
#include "unit/store/drill.c"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
	const char *kills = getenv("HERB_KILLS"), *tmp = getenv("TMPDIR");
	struct prop seed = prop_start("kill drill", (uint64_t)time(NULL));
	struct drill_result result;
	char dir[200];

	snprintf(dir, sizeof(dir), "%s/soak-store-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(dir))
		return 1;
	if (drill_run(dir, (unsigned)seed.state, kills ? (int)strtol(kills, NULL, 10) : 200,
		    &result) != 0)
		return 1;
	if (result.unanswered * 2 < result.kills) {
		printf("soak: only %d of %d kills hit an unanswered batch\n", result.unanswered,
			result.kills);
		return 1;
	}
	return 0;
}

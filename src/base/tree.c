/* tree.c - nftw(3) over a folder. */
#include "base/tree.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"

enum { OPEN_FOLDERS = 16, BLOCK = 512 /* of st_blocks, whatever the disk has */ };

/* nftw() hands nothing on to what it calls; two threads may measure at once. */
static _Thread_local uint64_t bytes;

static int add_one(const char *path, const struct stat *about, int type, struct FTW *where)
{
	(void)path;
	(void)where;
	if (type == FTW_F)
		bytes += (uint64_t)about->st_blocks * BLOCK;
	return 0;
}

uint64_t tree_bytes(const char *path)
{
	bytes = 0;
	nftw(path, add_one, OPEN_FOLDERS, FTW_PHYS);
	return bytes;
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *where)
{
	(void)about;
	(void)type;
	(void)where;
	return remove(path) < 0 && errno != ENOENT ? -1 : 0;
}

int tree_remove(const char *path, struct err *err)
{
	if (nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) < 0 && errno != ENOENT)
		return err_set(err, errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORE,
			_("%s cannot be used: %s"), path, strerror(errno));
	return 0;
}

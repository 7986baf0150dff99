#!/bin/sh
# The long version of tests/e2e/test_house_backup.c: backup after backup under load.
export HERB_BACKUPS="${HERB_BACKUPS:-15}"
exec "${OUT:-build/debug}/e2e/test_house_backup"

#!/bin/sh
# The long version of tests/e2e/test_house_kill.c: sessions and the server killed.
export HERB_KILLS="${HERB_KILLS:-200}"
exec "${OUT:-build/debug}/e2e/test_house_kill"

#!/bin/sh
# The long version of tests/e2e/test_house_idle.c: a large import beside idle sessions.
export HERB_ROWS="${HERB_ROWS:-200000}"
exec "${OUT:-build/debug}/e2e/test_house_idle"

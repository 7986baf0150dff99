#!/bin/sh
# The long version of tests/e2e/test_cuts.c: lines, sessions and servers cut while typing.
export HERB_CUTS="${HERB_CUTS:-1000}"
exec "${OUT:-build/debug}/e2e/test_cuts"

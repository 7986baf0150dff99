#!/bin/sh
# The long version of tests/e2e/test_house_together.c: totals racing their parts.
export HERB_ROUNDS="${HERB_ROUNDS:-2000}"
exec "${OUT:-build/debug}/e2e/test_house_together"

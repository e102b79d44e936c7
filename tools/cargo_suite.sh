#!/bin/bash
# Runs `cargo test ARGS…` as a test suite: sums what its test binaries report into RESULT (see run_suites.py).
#
#   cargo_suite.sh RESULT [miri] ARGS…      with `miri`, under Miri
set -euo pipefail

result=$1
shift
verb=(test)
if [ "${1:-}" = miri ]; then
    verb=(miri test)
    shift
fi
mkdir -p "$(dirname "$result")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

status=0
"${CARGO:-cargo}" "${verb[@]}" --no-fail-fast "$@" 2>&1 | tee "$log" || status=$?

awk -v status="$status" '
    /^test result:/ {
        for (i = 2; i <= NF; i++) {
            if ($i ~ /^passed/) passed += $(i - 1)
            if ($i ~ /^failed/) failed += $(i - 1)
            if ($i ~ /^ignored/) ignored += $(i - 1)
        }
    }
    # A test binary that did not compile or died reports nothing.
    END { print passed + 0, (status && !failed) ? 1 : failed + 0, ignored + 0 }' "$log" >"$result"
exit "$status"

#!/bin/bash
# Runs a build with its output in a log, shows that it is alive, and on failure the end of the log.
#
#   logged_build.sh NAME LOG COMMAND…
#
# Two builds of the same log wait for each other: the second then finds its work done.
set -euo pipefail

name=$1
log=$2
shift 2
mkdir -p "$(dirname "$log")"
if command -v flock >/dev/null; then
    exec 9>"$log.lock"
    flock 9
fi

interval=10
[ ! -t 2 ] || interval=1
start=$SECONDS
shown=''

"$@" >"$log" 2>&1 </dev/null 9>&- &
build=$!
trap 'kill "$build" 2>/dev/null || true' INT TERM

while kill -0 "$build" 2>/dev/null; do
    # Short builds, most of all those with nothing to do, stay silent.
    for ((tick = 0; tick < interval * 10; tick++)); do
        kill -0 "$build" 2>/dev/null || break 2
        sleep 0.1
    done
    line="building $name: $((SECONDS - start)) s, $(tail -n 1 "$log" | tr -d '\r' | cut -c 1-60)"
    if [ -t 2 ]; then printf '\r\033[K%s' "$line" >&2; else echo "$line" >&2; fi
    shown=yes
done
if [ "$shown" ] && [ -t 2 ]; then printf '\r\033[K' >&2; fi

if ! wait "$build"; then
    tail -n 40 "$log" >&2
    echo "error: building $name failed; the whole log: $log" >&2
    exit 1
fi
if [ "$shown" ]; then echo "built $name in $((SECONDS - start)) s" >&2; fi

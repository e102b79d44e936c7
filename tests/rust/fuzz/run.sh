#!/bin/bash
# Fuzzes each structure of the scheduler against its model; see lib.rs. `make fuzz-scheduler` calls it.
#
#   run.sh SECONDS RESULT [TARGET…]      SECONDS for each target, one after the other; RESULT as run_suites.py reads it
#
# What was learnt is kept in build/fuzz-scheduler/corpus, so that each run goes on from the last.
set -euo pipefail

seconds=$1
result=$2
shift 2
root=$(cd "$(dirname "$0")/../../.." && pwd)
build=$root/build/fuzz-scheduler
tools=${MPY_ASYNCIO_CACHE:-$root/.cache}/cargo-fuzz
version=0.13.1
cargo=${CARGO:-$("$root/tools/find_rust.sh")}
rustc=${RUSTC:-$(dirname "$cargo")/rustc}
export CARGO=$cargo RUSTC=$rustc RUSTC_BOOTSTRAP=1 RUST_BACKTRACE=0 CARGO_TARGET_DIR=$build
targets=("$@")
[ $# -gt 0 ] || targets=(task_queue sleep_heap clock event_flags)
mkdir -p "$build" "$(dirname "$result")"

skip() {
    echo "fuzz-scheduler: skipped: $1"
    echo '0 0 1' >"$result"
    exit 0
}

host=$("$rustc" --version --verbose | sed -n 's/^host: //p')
command -v c++ >/dev/null || skip 'libFuzzer is C++, and there is no c++ here'
echo 'fn main() {}' | "$rustc" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    --emit=metadata -o "$build/probe" - >"$build/probe.log" 2>&1 ||
    skip "this rustc can't instrument: $(grep -m 1 . "$build/probe.log")"
# The raised events are the one structure with unsafe code; a distribution's rustc may lack the runtime.
sanitizer=none
if compgen -G "$("$rustc" --print target-libdir)/librustc*_rt.asan.a" >/dev/null; then sanitizer=address; fi

if [ "$("$tools/bin/cargo-fuzz" --version 2>/dev/null)" != "cargo-fuzz $version" ]; then
    CARGO_TARGET_DIR=$build/install "$root/tools/logged_build.sh" "cargo-fuzz $version" "$build/install.log" \
        "$cargo" install cargo-fuzz --version "=$version" --locked --root "$tools" ||
        skip "cargo-fuzz $version can't be had here: $(tail -n 1 "$build/install.log")"
    rm -rf "$build/install"
fi

"$root/tools/logged_build.sh" build/fuzz-scheduler "$build/build.log" env PATH="$(dirname "$cargo"):$PATH" \
    "$tools/bin/cargo-fuzz" build --fuzz-dir "$root/tests/rust/fuzz" --sanitizer "$sanitizer" --target "$host"

passed=0
failed=0
for target in "${targets[@]}"; do
    corpus=$build/corpus/$target
    log=$build/$target.log
    mkdir -p "$corpus" "$build/artifacts"
    echo "fuzz-scheduler: $target for $seconds s …"
    if "$build/$host/release/$target" -max_total_time="$seconds" -print_final_stats=1 -use_value_profile=1 \
        -artifact_prefix="$build/artifacts/$target-" "$corpus" >"$log" 2>&1; then
        # The last line with figures: `#N DONE cov: N ft: N corp: N/…`.
        awk -v target="$target" '/ cov: / { for (i = 1; i < NF; i++) figure[$i] = $(i + 1) }
            /^stat::number_of_executed_units:/ { programs = $2 }
            END { sub("/.*", "", figure["corp:"])
                print "fuzz-scheduler: " target ": " programs " programs as their models, " figure["cov:"] " edges covered, " \
                    figure["corp:"] " programs kept" }' "$log"
        passed=$((passed + 1))
    else
        # What it says, without the frames and what it learnt before.
        grep -vE '^ *#[0-9]|^[[:space:]]*NEW_FUNC|^INFO|^stat::|^$' "$log" | cut -c 1-400 | tail -n 20 >&2
        echo "error: $target is not as its model; again: $build/$host/release/$target $build/artifacts/$target-…" >&2
        failed=$((failed + 1))
    fi
done
echo "$passed $failed" >"$result"
echo "fuzz-scheduler (sanitizer: $sanitizer): $passed targets held, $failed did not"
[ "$failed" = 0 ]

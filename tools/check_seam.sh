#!/bin/bash
# Shows that the compiler compares the declarations in bridge.h with the definitions in Rust: in a copy of the sources, one declaration
# after another is changed, and none of them may build.
#
#   check_seam.sh FOLDER      with MPY_ASYNCIO_CFLAGS_FILE and MPY_ASYNCIO_CWD as a firmware build gives them
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
copy=$1
header=micropython/module/glue/bridge.h

rm -rf "$copy"
mkdir -p "$copy/micropython"
cp -r "$root"/{Cargo.toml,Cargo.lock,build.rs,src} "$copy"
cp -r "$root"/micropython/{export,module,sys} "$copy/micropython"
# What the manifest names has to be there.
mkdir -p "$copy/tests/rust"
cp -r "$root/tests/vm" "$copy/tests"
touch "$copy/tests/rust/scheduler.rs" "$copy/tests/rust/wakes_under_loom.rs"

check() {
    (cd "$copy" && CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target} cargo check --quiet --lib --features firmware 2>&1)
}

if ! out=$(check); then
    echo "$out" >&2
    echo 'error: the copy does not build' >&2
    exit 1
fi
planted=0
# A type of another size, an argument too many, another result, a number where an address is expected, a result that C need not check.
for plant in \
    'mpy_sleep/int64_t ms/int32_t ms' \
    'mpy_loop_leave/void)/bool twice)' \
    'mpy_event_is_set/^bool/mp_obj_t' \
    'mpy_io_next/unsigned int \*events/unsigned int events' \
    'mpy_task_next/^ASYNCIO_MAY_FAIL/mp_obj_t'; do
    IFS=/ read -r name old new <<<"$plant"
    sed "/$name(/s/$old/$new/" "$root/$header" >"$copy/$header"
    if cmp -s "$root/$header" "$copy/$header"; then
        echo "error: nothing to plant: $plant" >&2
        exit 1
    fi
    if out=$(check) || ! grep -q "$name" <<<"$out"; then
        echo "$out" >&2
        echo "error: the compiler does not see $plant" >&2
        exit 1
    fi
    planted=$((planted + 1))
done
rm -rf "$copy"
echo "the compiler refuses all $planted planted mismatches between bridge.h and Rust"

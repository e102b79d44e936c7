#!/usr/bin/env bash
# Has cargo build the firmware, MicroPython and all.
#
#   MICROPYTHON_DIR=/path/to/micropython [STOCK_ASYNCIO=1] cargo_build.sh BUILD ELF [FEATURES]
#   cargo_build.sh BUILD --lint [FEATURES]     clippy, with its warnings as errors; nothing is linked
#
# FEATURES are this package's; without, there is no asyncio of ours.
#
# cargo is $CARGO where that can build for the chip, else the first that can (tools/find_rust.sh). ELF is only written when its content
# changes.
set -euo pipefail

# make's job server is not for us: make does not know that this recipe could use it.
unset MAKEFLAGS MFLAGS

build=$1
elf=$2
features=${3:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
target=riscv32imc-unknown-none-elf

# What esp-hal asks for.
oldest=$(sed -n 's/^rust-version = "1\.\([0-9]*\)"/\1/p' "$here/Cargo.toml")
cargo=$("$root/tools/find_rust.sh" "$target" "$oldest")
if [ -z "$cargo" ]; then
    echo "error: no Rust here is 1.$oldest or newer and can build for $target: rustup has it ('rustup target add $target')," \
        "and Debian 12's security archive (tools/setup.sh esp32)" >&2
    exit 1
fi
rustc=$(dirname "$cargo")/rustc
[ -x "$rustc" ] || rustc=rustc
export RUSTC=$rustc

# The image tells no path of the machine that builds it.
cargo_home=${CARGO_HOME:-${HOME:-}/.cargo}
remaps="'--remap-path-prefix=$cargo_home=cargo','--remap-path-prefix=$("$rustc" --print sysroot)=rust'"
remaps+=",'--remap-path-prefix=$(cd "$root" && pwd)=.','--remap-path-prefix=${MPY_ASYNCIO_TARGET_DIR:-$build/cargo}=target'"
options=(--config "target.$target.rustflags=[$remaps]")
options+=(--release --locked --no-default-features --features "$features" --target "$target" --target-dir "${MPY_ASYNCIO_TARGET_DIR:-$build/cargo}/esp32")
if [ ! -d "$("$rustc" --print target-libdir --target "$target")" ]; then
    # Building core is an unstable option of cargo, which a stable one takes with this.
    export RUSTC_BOOTSTRAP=1
    options+=("-Zbuild-std=core,alloc")
fi

# Rustup's rustc brings the linker that it takes by default, distributions' don't.
if ld=$(command -v ld.lld-22) || { ! compgen -G "$("$rustc" --print sysroot)/lib/rustlib/*/bin/rust-lld" >/dev/null && ld=$(command -v ld.lld); }; then
    export CARGO_TARGET_RISCV32IMC_UNKNOWN_NONE_ELF_LINKER=$ld
fi

cd "$here"
if [ "$elf" = --lint ]; then
    # Its own clippy, not that of another toolchain on the PATH.
    PATH=$(dirname "$cargo"):$PATH
    exec "$cargo" clippy "${options[@]}" -- -D warnings
fi
# The same sources give the same bytes in any folder.
RUSTC_WRAPPER=$here/rustc_wrapper.sh "$cargo" build "${options[@]}"
built=${MPY_ASYNCIO_TARGET_DIR:-$build/cargo}/esp32/$target/release/firmware
cmp --silent "$built" "$elf" || cp "$built" "$elf"

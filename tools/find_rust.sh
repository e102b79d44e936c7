#!/bin/sh
# Prints the path of a cargo that can build this project: 1.85 or newer (edition 2024), the first of PATH's, rustup's, and
# Debian's or Ubuntu's own; nothing if there is none.
#
#   find_rust.sh            for this machine
#   find_rust.sh TARGET     for a bare-metal target: its rustc has a built core for TARGET, or core's source to build it from
#   find_rust.sh TARGET 95  the same of a Rust 1.95 or newer
#
# $MPY_ASYNCIO_RUST_PATH, if set, names the folders to look in instead, separated by colons.
set -u

target=${1:-}
oldest=${2:-85}

# shellcheck disable=SC2310 # a cargo that can't is passed over
can_build() {
    [ -n "$target" ] || return 0
    rustc=$(dirname "$1")/rustc
    libdir=$("$rustc" --print target-libdir --target "$target" 2>/dev/null) || return 1
    case $target in
    xtensa-*) "$rustc" --print target-cpus --target "$target" 2>/dev/null | grep -q '^ *esp32\( \|$\)' || return 1 ;;
    *) ;;
    esac
    [ -d "$libdir" ] || [ -d "$("$rustc" --print sysroot)/lib/rustlib/src/rust/library/core" ]
}

if [ -n "${MPY_ASYNCIO_RUST_PATH+set}" ]; then
    IFS=:
    # shellcheck disable=SC2086 # a list of folders
    set -f -- $MPY_ASYNCIO_RUST_PATH
    unset IFS
else
    # What espup installs is no default toolchain of rustup's, and only an Xtensa needs it.
    espressif=''
    case $target in xtensa-*) espressif=${RUSTUP_HOME:-${HOME:-}/.rustup}/toolchains/esp/bin ;; *) ;; esac
    set -- "$espressif" "$(dirname "$(command -v cargo || echo /)")" "${HOME:-}/.cargo/bin" /usr/bin /usr/lib/rust-*/bin
fi
for folder in "$@"; do
    cargo=$folder/cargo
    [ -x "$cargo" ] || continue
    minor=$("$cargo" --version 2>/dev/null | sed -n 's/^cargo 1\.\([0-9]*\).*/\1/p')
    if [ "${minor:-0}" -ge "$oldest" ] && can_build "$cargo"; then
        echo "$cargo"
        exit
    fi
done

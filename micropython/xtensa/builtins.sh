#!/bin/bash
# Builds Rust's own arithmetic (64-bit, floating point) for an Xtensa whose libgcc is not at hand.
#
#   builtins.sh TARGET.json CORE_FOLDER ARCHIVE      CORE_FOLDER has the libcore-*.rlib that cargo has built for that target
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
spec=$1
core=$2
archive=$3
triple=$(basename "$spec" .json)
rustc=$(dirname "$("$here/../../tools/find_rust.sh" "$triple")")/rustc
source=$("$rustc" --print sysroot)/lib/rustlib/src/rust/library/compiler-builtins/compiler-builtins/src/lib.rs

# make's job server is not for rustc.
unset MAKEFLAGS MFLAGS

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
libraries=$work/sysroot/lib/rustlib/$triple/lib
mkdir -p "$libraries"
# shellcheck disable=SC2012 # cargo's names are plain
ln -s "$(realpath "$(ls -t "$core"/libcore-*.rlib | head -n 1)")" "$libraries/"
RUSTC_BOOTSTRAP=1 "$rustc" --crate-name compiler_builtins --edition 2024 --crate-type rlib "--emit=asm=$work/builtins.s" \
    --cfg 'feature="compiler-builtins"' --cfg 'feature="unmangled-names"' --cfg 'feature="no-asm"' --cap-lints allow \
    --sysroot "$work/sysroot" --target "$(realpath "$spec")" -Zunstable-options -Copt-level=s -Cpanic=abort -Ccodegen-units=1 "$source"
chip=${triple#xtensa-}
"$here/assemble.sh" "${chip%%-*}" "$work/builtins.s" "$archive"

#!/bin/bash
# Makes an archive of the assembly that rustc wrote for an Xtensa: LLVM's own writing of objects is not ready there, GNU's is.
#
#   assemble.sh CHIP ASSEMBLY ARCHIVE
#
# The assembler is ESP-IDF's where its toolchain is in PATH, else Debian's for the ESP8266 with the plug-in of core.sh.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
chip=$1
assembly=$2
archive=$3

for prefix in "xtensa-$chip-elf-" xtensa-lx106-elf- ''; do
    if [ -n "$prefix" ] && command -v "${prefix}as" >/dev/null; then break; fi
done
if [ -z "$prefix" ]; then
    echo "error: no assembler for $chip here: have ESP-IDF's xtensa-$chip-elf-as in PATH (. export.sh), or run tools/setup.sh archive-xtensa (Debian)" >&2
    exit 1
fi
if [ "$prefix" = xtensa-lx106-elf- ]; then
    root=$(cd "$here/../.." && pwd)
    XTENSA_GNU_CONFIG=${MPY_ASYNCIO_CACHE:-$root/.cache}/xtensa-core/plugin.so
    export XTENSA_GNU_CONFIG
    "$here/core.sh" "$XTENSA_GNU_CONFIG"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The assembler knows no call-frame information for this processor, nor LLVM's form of .file. LLVM writes a function's literals
# before it enters the function's section: they belong into that section's pool.
awk '
    /^[ \t]*\.(cfi_[a-z_]+|file|loc)([ \t]|$)/ { next }
    /^[ \t]*\.literal(_position)?([ \t]|$)/ { literals = literals $0 "\n"; next }
    { print }
    /^[ \t]*\.type[ \t].*@function/ { printf "%s", literals; literals = "" }
    END { printf "%s", literals }
' "$assembly" >"$work/mpy_asyncio.s"
"${prefix}as" --longcalls -o "$work/mpy_asyncio.o" "$work/mpy_asyncio.s"
"${prefix}ar" rcsD "$work/libmpy_asyncio.a" "$work/mpy_asyncio.o"
mv "$work/libmpy_asyncio.a" "$archive"

#!/bin/bash
# Builds the plug-in that makes Debian's Xtensa assembler one for the ESP32s (core.c); its table of instructions comes from
# binutils' source, fetched through Debian's archive.
#
#   core.sh PLUGIN
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${MPY_ASYNCIO_CACHE:-$root/.cache}
plugin=$1

if [ "$plugin" -nt "$here/core.c" ] && [ "$plugin" -nt "$here/core.sh" ]; then exit; fi

source=$cache/binutils-source-2.40
"$root/micropython/fetch.sh" binary-all binutils-source 2.40-2 \
    4c03b0d0508f8134200ec083e4dbb81b906efbfa0d7a2bdb7aa0c120aabda246 "$source" bookworm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xf "$source/usr/src/binutils/binutils-2.40.tar.xz" -C "$work" --strip-components=1 --wildcards \
    '*/bfd/xtensa-modules.c' '*/include/xtensa-*.h' '*/include/ansidecl.h'
mkdir -p "$(dirname "$plugin")"
# Upstream's table is not ours to lint.
gcc -shared -fPIC -O1 -w -I"$work/include" -o "$work/plugin.so" "$here/core.c" "$work/bfd/xtensa-modules.c"
mv "$work/plugin.so" "$plugin"

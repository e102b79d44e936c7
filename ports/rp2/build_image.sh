#!/bin/bash
# Builds ports/rp2 of a tree outside of it and leaves firmware.elf, firmware.bin and firmware.uf2 in the build folder.
#
#   build_image.sh TREE BUILD JOBS CMAKE_FLAG…
set -euo pipefail

tree=$1
build=$2
jobs=$3
shift 3

# A configure that failed half-way leaves a cache that the next one would believe.
if [ ! -f "$build/build.ninja" ]; then
    rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"
    cmake -G Ninja -S "$tree/ports/rp2" -B "$build" "$@"
fi
cmake --build "$build" --parallel "$jobs"

platform=$(sed -n 's/^PICO_PLATFORM:[^=]*=//p' "$build/CMakeCache.txt")
case $platform in
rp2040) family=0xe48bff56 ;;
rp2350-riscv) family=0xe48bff5a ;;
rp2350*) family=0xe48bff59 ;;
*)
    echo "error: PICO_PLATFORM=$platform: this chip's UF2 family is not known here" >&2
    exit 1
    ;;
esac

if [ ! "$build/firmware.uf2" -nt "$build/firmware.elf" ]; then
    arm-none-eabi-objcopy -O binary "$build/firmware.elf" "$build/firmware.bin"
    python3 "$tree/tools/uf2conv.py" --base 0x10000000 --family "$family" --convert --output "$build/firmware.uf2" "$build/firmware.bin"
fi

#!/bin/sh
# Whether a pico-sdk is one that ports/rp2 of a MicroPython is written for: check_sdk.sh [FOLDER/pico_sdk_init.cmake|FOLDER] MICROPYTHON_VERSION.
# What doesn't fit fails late and darkly otherwise: in CMake, or at the link.

sdk=${1%/pico_sdk_init.cmake}
part() { sed -n "s/^ *set(PICO_SDK_VERSION_$1 \([0-9]*\))/\1/p" "$sdk/pico_sdk_version.cmake"; }

minor=${2#*.}
minor=${minor%%.*}
if [ "$minor" -ge 29 ]; then
    wanted='2.3 or newer'
elif [ "$minor" -eq 28 ]; then
    wanted='2.2 or newer'
else
    wanted='2.1'
fi
if [ ! -f "$sdk/pico_sdk_version.cmake" ]; then
    echo "error: rp2 of MicroPython $2 needs pico-sdk $wanted, which is no Debian package: give PICO_SDK_PATH=/your/pico-sdk, or a" \
        "MICROPYTHON_DIR= with its submodules" >&2
    exit 1
fi
has=$(part MAJOR).$(part MINOR)
newest=$(printf '%s\n%s\n' "$has" "${wanted%% *}" | sort -V | tail -n 1)
case $wanted in
*newer) [ "$newest" = "$has" ] ;;
# Seen: 1.26 looks for pico/platform/common.h, which 2.2 has elsewhere.
*) [ "$has" = "$wanted" ] ;;
esac && exit
echo "error: rp2 of MicroPython $2 needs pico-sdk $wanted, and $sdk is $has: give PICO_SDK_PATH=/your/pico-sdk" >&2
exit 1

#!/bin/sh
# Prints the path of a cargo new enough for edition 2024: the first of PATH's, rustup's and Debian's own; nothing if none is.
for cargo in "$(command -v cargo)" "$HOME/.cargo/bin/cargo" /usr/bin/cargo; do
    [ -x "$cargo" ] || continue
    minor=$("$cargo" --version 2>/dev/null | sed -n 's/^cargo 1\.\([0-9]*\).*/\1/p')
    if [ "${minor:-0}" -ge 85 ]; then
        echo "$cargo"
        exit
    fi
done

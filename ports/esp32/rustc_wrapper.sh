#!/usr/bin/env bash
# Runs rustc for cargo: rustc_wrapper.sh RUSTC ARGUMENTS…
#
# cargo tells crates of one name apart by a hash (`-C metadata`). Of a crate that is outside the package's workspace, the hash has the folder,
# and the hash is in all names of functions, by which the linker puts them in order. So the same sources in another folder would be another
# image. The crates of this repository are one each, and take their name instead.
set -euo pipefail

crate=
previous=
arguments=()
for argument; do
    [ "$previous" != --crate-name ] || crate=$argument
    case $previous:$crate:$argument in
    -C:firmware:metadata=* | -C:mpy_asyncio:metadata=* | -C:micropython_sys:metadata=*) argument=metadata=$crate ;;
    esac
    arguments+=("$argument")
    previous=$argument
done
exec "${arguments[@]}"

#!/usr/bin/env bash
# Builds the Rust archive that a firmware links.
#
#   cargo_build.sh --target TRIPLE --output ARCHIVE --target-dir FOLDER [--profile P] [--features a,b]
#   cargo_build.sh --target TRIPLE --find      prints the cargo that it would use, or says how to get one
#
# cargo and rustc are $CARGO's where those can build for TRIPLE, else the first that can (tools/find_rust.sh). For a bare-metal
# target they use a core that rustup has installed, else build core from its source. ARCHIVE is only written when its content
# changes, so that an unchanged one relinks nothing. $MPY_ASYNCIO_TARGET_DIR, if set, is used instead of FOLDER: firmwares that share
# it share what cargo has compiled, bindgen first of all. The environment goes through to build.rs (MPY_ASYNCIO_CFLAGS,
# MPY_ASYNCIO_CWD; MPY_ASYNCIO_PREBUILT=1: for no firmware in particular).
#
# For an Xtensa, Espressif's toolchain (espup) writes the archive itself; any other writes assembly for micropython/xtensa/assemble.sh.
set -euo pipefail

die() {
    echo "error: $*" >&2
    exit 1
}

# make's job server is not for us: make does not know that this recipe could use it.
unset MAKEFLAGS MFLAGS

# The module's folder may be a link in somebody else's tree.
root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && cd ../.. && pwd)
target='' output='' target_dir='' profile=release features='' find=''
while [ $# -gt 0 ]; do
    if [ "$1" = --find ]; then
        find=yes
        shift
        continue
    fi
    [ $# -ge 2 ] || die "cargo_build.sh: $1 needs a value"
    case $1 in
    --target) target=$2 ;;
    --output) output=$2 ;;
    --target-dir) target_dir=$2 ;;
    --profile) profile=$2 ;;
    --features) features=$2 ;;
    *) die "cargo_build.sh: unknown option $1" ;;
    esac
    shift 2
done
if [ -z "$target" ] || { [ -z "$find" ] && { [ -z "$output" ] || [ -z "$target_dir" ]; }; }; then
    die "cargo_build.sh: --target, --output and --target-dir are needed"
fi

rustc_of() { echo "$(dirname "$1")/rustc"; }

has_core() { [ -d "$("$(rustc_of "$1")" --print target-libdir --target "$target" 2>/dev/null)" ]; }
has_core_source() { [ -d "$("$(rustc_of "$1")" --print sysroot 2>/dev/null)/lib/rustlib/src/rust/library/core" ]; }

cargo=${CARGO:-}
if [ -z "$cargo" ] || { ! has_core "$cargo" && ! has_core_source "$cargo"; }; then
    cargo=$("$root/tools/find_rust.sh" "$target")
fi
if [ -z "$cargo" ]; then
    case $target in
    xtensa-*) how="'cargo install espup && espup install' and then '. ~/export-esp.sh'" ;;
    *) how="'rustup target add $target'" ;;
    esac
    die "no Rust here can build for $target: run $how, or give a prebuilt archive (MPY_ASYNCIO_ARCHIVE=)"
fi
if [ -n "$find" ]; then
    echo "$cargo"
    exit
fi
RUSTC=$(rustc_of "$cargo")
export RUSTC

target_option=$target
rustc_options=()
assembly=''
if [[ $target == xtensa-* ]]; then
    mkdir -p "$target_dir"
    target_option=$target_dir/$target.json
    "$root/micropython/xtensa/target_spec.py" "$RUSTC" "$target" >"$target_option.new"
    cmp --silent "$target_option.new" "$target_option" || cp "$target_option.new" "$target_option"
fi

# Rust keeps a frame pointer on Arm, which takes a register and 4 % of the code. A target's built-in description can't be told otherwise.
if [[ $target == thumb* ]] && ! has_core "$cargo"; then
    # One for all firmwares, which share what cargo compiles for it.
    target_option=${MPY_ASYNCIO_TARGET_DIR:-$target_dir}/$target.json
    mkdir -p "$(dirname "$target_option")"
    RUSTC_BOOTSTRAP=1 "$RUSTC" -Zunstable-options --print target-spec-json --target "$target" |
        sed 's/"frame-pointer": "always"/"frame-pointer": "may-omit"/' >"$target_option.$$"
    cmp --silent "$target_option.$$" "$target_option" || cp "$target_option.$$" "$target_option"
    rm -f "$target_option.$$"
fi

options=(--package mpy-asyncio --lib --crate-type staticlib --profile "$profile" --target "$target_option")
options+=(--features "archive${features:+,$features}")
if ! has_core "$cargo"; then
    # Building core is an unstable option of cargo, which a stable one takes with this.
    export RUSTC_BOOTSTRAP=1
    options+=(-Zbuild-std=core)
fi
if [[ $target_option == *.json ]] && RUSTC_BOOTSTRAP=1 "$cargo" -Z help 2>/dev/null | grep -q json-target-spec; then
    options+=(-Zjson-target-spec)
fi

# Of the machine that builds it, the archive tells no path: the same sources give the same bytes in any folder.
rustflags=("--remap-path-prefix=${CARGO_HOME:-${HOME:-}/.cargo}=cargo" "--remap-path-prefix=$("$RUSTC" --print sysroot)=rust"
    "--remap-path-prefix=$root=." "--remap-path-prefix=${MPY_ASYNCIO_TARGET_DIR:-$target_dir}=target")
# Lets the linker shorten RISC-V's calls, which are two instructions until their distance is known. And functions save their registers by
# a call (src/kernel/saved_registers.rs).
[[ $target != riscv32* ]] || rustflags+=('-Ctarget-feature=+relax,+save-restore')
options+=(--config "target.'$target'.rustflags=[$(printf "'%s'," "${rustflags[@]}")]")

# build.rs compares it with what the C compiler is told.
MPY_ASYNCIO_INTERFACE=$(python3 "$root/micropython/module/features.py" "$features" | sed -n 's/^MPY_ASYNCIO_INTERFACE=//p')
export MPY_ASYNCIO_INTERFACE

# Linting the same code needs the same view of MicroPython's headers.
mkdir -p "$target_dir"
printf '%s' "${MPY_ASYNCIO_CFLAGS:-}" >"$target_dir/cflags"

# Firmwares of one target write the same file there: each takes its own away before the next may build.
target_dir=${MPY_ASYNCIO_TARGET_DIR:-$target_dir}
mkdir -p "$target_dir"
if command -v flock >/dev/null; then
    exec 9>"$target_dir/.cargo_build.lock"
    flock 9
fi

if [[ $target == xtensa-* ]] && ! grep -q '"cpu": "esp32' "$target_option"; then
    # Beside cargo's own files, since cargo leaves it there when nothing has changed.
    assembly=$target_dir/$target/mpy_asyncio-$(cksum <<<"$output $profile $features ${MPY_ASYNCIO_PREBUILT:-}" | cut -d ' ' -f 1).s
    mkdir -p "$(dirname "$assembly")"
    rustc_options=(-- "--emit=asm=$assembly" -Cdebuginfo=0)
fi

# The compiler warns of these two, which only LLVM knows.
without_feature_warnings() {
    sed -E '/^warning: (unknown and )?unstable feature specified for .-Ctarget-feature.: .(relax|save-restore).$/,/^$/d'
}

cd "$root"
{ "$cargo" rustc --quiet "${options[@]}" --target-dir "$target_dir" "${rustc_options[@]}" 2>&1 >&3 |
    without_feature_warnings >&2; } 3>&1

built=$target_dir/$target/$profile/libmpy_asyncio.a
if [ -n "$assembly" ]; then
    built=$assembly.a
    chip=${target#xtensa-}
    "$root/micropython/xtensa/assemble.sh" "${chip%%-*}" "$assembly" "$built"
fi
cmp --silent "$built" "$output" || cp "$built" "$output"

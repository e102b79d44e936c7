#!/bin/bash
# Installs what a group of targets needs and this machine lacks, as packages of Debian 12 or 13 or Ubuntu 24.04 (root or sudo). Nothing is installed,
# updated or asked when nothing is missing.
#
#   setup.sh GROUP…            a group is a word of the table's first column
#   setup.sh GROUP:optional…   what Debian's archive has of it: that some is missing then is no error
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cache=${MPY_ASYNCIO_CACHE:-$root/.cache}

# groups (comma-separated) | Debian packages | how to tell that they are there: command NAME, file GLOB (any of several),
# or one of the functions below
table='
unix,qemu,rp2,esp32 | build-essential                  | command gcc make
unix,qemu,rp2,esp32 | git                              | command git
unix,qemu,rp2,esp32 | python3                          | command python3
unix,qemu,rp2,esp32 | ca-certificates                  | file /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem
unix,qemu,rp2,esp32 | xz-utils                         | command xz
unix,qemu,rp2,esp32 | bzip2                            | command bzip2
unix,qemu,rp2,esp32 | libclang-dev                     | libclang
unix,qemu,rp2,esp32 | @rust                            | rust
unix                | pkg-config                       | command pkg-config
unix                | libffi-dev                       | libffi
qemu                | gcc-arm-none-eabi                | command arm-none-eabi-gcc
qemu                | libnewlib-arm-none-eabi          | file /usr/lib/arm-none-eabi/newlib/libc.a /usr/arm-none-eabi/lib/libc.a
qemu,esp32,lint     | gcc-riscv64-unknown-elf          | command riscv64-unknown-elf-gcc
qemu,esp32,lint     | picolibc-riscv64-unknown-elf     | file /usr/lib/picolibc/riscv64-unknown-elf
qemu                | @rust-src                        | rust thumbv6m-none-eabi thumbv7m-none-eabi riscv32imc-unknown-none-elf
qemu,esp32          | @qemu                            | qemu
rp2                 | cmake                            | command cmake
rp2                 | ninja-build                      | command ninja
rp2                 | gcc-arm-none-eabi                | command arm-none-eabi-gcc
rp2                 | libnewlib-arm-none-eabi          | file /usr/lib/arm-none-eabi/newlib/libc.a /usr/arm-none-eabi/lib/libc.a
rp2                 | libstdc++-arm-none-eabi-newlib   | file /usr/lib/arm-none-eabi/newlib/libstdc++*.a /usr/arm-none-eabi/lib/libstdc++*.a
rp2                 | @rust-src                        | rust thumbv6m-none-eabi
rp2-emulator        | nodejs                           | command node
rp2-emulator        | npm                              | command npm
rp2-emulator        | python3-pip                      | pip
esp32               | @rust-src                        | rust riscv32imc-unknown-none-elf
esp32               | cmake                            | command cmake
esp32               | ninja-build                      | command ninja
archive             | git                              | command git
archive             | python3                          | command python3
archive             | ca-certificates                  | file /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem
archive             | xz-utils                         | command xz
archive             | libclang-dev                     | libclang
archive             | gcc-riscv64-unknown-elf          | command riscv64-unknown-elf-gcc
archive             | picolibc-riscv64-unknown-elf     | file /usr/lib/picolibc/riscv64-unknown-elf
archive             | @rust-src                        | rust riscv32imc-unknown-none-elf riscv32imac-unknown-none-elf riscv32imafc-unknown-none-elf
archive             | @rust-src                        | rust thumbv6m-none-eabi thumbv7m-none-eabi thumbv8m.main-none-eabi
archive-xtensa      | @rust-src                        | rust xtensa-esp32-none-elf
archive-xtensa      | gcc                              | command gcc
archive-xtensa      | binutils-xtensa-lx106            | command xtensa-lx106-elf-as
archive-xtensa      | gcc-xtensa-lx106                 | command xtensa-lx106-elf-gcc
esp32               | @lld                             | lld
esp32               | python3-venv                     | venv esptool/bin/esptool
unicorn             | python3                          | command python3
board               | python3-venv                     | venv board/bin/python
unicorn             | python3-venv                     | venv unicorn/bin/python
mpremote            | python3-venv                     | venv mpremote/bin/mpremote
thonny              | python3-venv                     | venv thonny/bin/python
works-with          | python3-venv                     | venv works-with/bin/python
picow               | python3-venv                     | venv picow/bin/python
net                 | openssl                          | command openssl
net-board           | mosquitto                        | file /usr/sbin/mosquitto /usr/local/sbin/mosquitto
browser             | chromium                         | chromium
browser             | nodejs                           | command node
browser             | npm                              | command npm
playground          | nodejs                           | command node
playground          | npm                              | command npm
book                | python3-venv                     | venv book/bin/mdbook
lint                | @rust                            | rust
lint                | @rust-lint                       | rust_lint
lint                | @rust-src                        | rust riscv32imc-unknown-none-elf
lint                | @rust-lint                       | rust_lint riscv32imc-unknown-none-elf
lint                | shellcheck                       | command shellcheck
lint                | python3-venv                     | venv lint/bin/ruff
lint                | python3-venv                     | venv types/bin/mypy
'

say() { printf '%s\n' "$*" >&2; }
die() {
    say "error: $*"
    exit 1
}

command_() {
    local name
    for name in "$@"; do command -v "$name" >/dev/null || return 1; done
}
file_() {
    local glob
    for glob in "$@"; do ! compgen -G "$glob" >/dev/null || return 0; done
    return 1
}
# bindgen loads the library, and clang's own headers come with it.
libclang() {
    [ -z "${LIBCLANG_PATH:-}" ] || return 0
    file_ '/usr/lib/llvm-*/lib/libclang.so*' '/usr/lib/llvm-*/lib/libclang-[0-9]*.so*' '/usr/lib/*/libclang-[0-9]*.so*' \
        '/usr/lib64/libclang.so*' '/usr/lib/libclang.so*' && file_ '/usr/lib*/llvm-*/lib/clang/*/include/stddef.h' '/usr/lib*/clang/*/include/stddef.h'
}
libffi() { command_ pkg-config && pkg-config --exists libffi; }
rust() {
    local target
    [ -n "$("$root/tools/find_rust.sh")" ] || return 1
    for target in "$@"; do [ -n "$("$root/tools/find_rust.sh" "$target")" ] || return 1; done
}
rust_lint() {
    local cargo folder
    cargo=$("$root/tools/find_rust.sh" "$@")
    folder=$(dirname "$cargo")
    [ -x "$folder/cargo-clippy" ] && env PATH="$folder:$PATH" cargo fmt --version >/dev/null 2>&1 &&
        env PATH="$folder:$PATH" cargo clippy --version >/dev/null 2>&1
}
qemu() { (PATH=$PATH:$cache/qemu/usr/bin && command_ qemu-system-arm qemu-system-riscv32); }
# Rustup brings a linker of its own, rust-lld.
lld() {
    local cargo sysroot
    command_ ld.lld-22 || command_ ld.lld || {
        cargo=$("$root/tools/find_rust.sh" riscv32imc-unknown-none-elf)
        [ -n "$cargo" ] && sysroot=$("$(dirname "$cargo")/rustc" --print sysroot) && file_ "$sysroot/lib/rustlib/*/bin/rust-lld"
    }
}
chromium() { [ -x "${CHROMIUM:-/usr/bin/chromium}" ]; }
pip() { python3 -m pip --version >/dev/null 2>&1; }
venv() { [ -x "$cache/$1" ] || python3 -c 'import ensurepip, venv' 2>/dev/null; }

there() {
    case $1 in
    command | file) "$1_" "${@:2}" ;;
    *) "$@" ;;
    esac
}

qemu_packages=(qemu-system-arm qemu-system-misc)
# Debian 13 has RISC-V apart.
! apt-cache show qemu-system-riscv >/dev/null 2>&1 || qemu_packages+=(qemu-system-riscv)
# A machine may have parts of a newer QEMU that refuse Debian 12's emulators beside them.
apt_would_install() { apt-get -qq --simulate --no-remove --no-install-recommends install "$@" >/dev/null 2>&1; }
# The emulators without installing them: unpacked into the cache, where tests/boards/qemu.py finds them.
unpack_qemu() {
    local packages=("${qemu_packages[@]}" qemu-system-common qemu-system-data) folder=$cache/qemu.part deb libraries
    say "QEMU's packages don't fit what is installed here; unpacking them into ${cache#"$root"/}/qemu …"
    rm -rf "$folder"
    mkdir -p "$folder/debs"
    (cd "$folder/debs" && apt-get -q=1 -o APT::Sandbox::User=root download "${packages[@]}" >&2) ||
        die "apt-get could not download ${packages[*]}"
    for deb in "$folder"/debs/*.deb; do dpkg-deb -x "$deb" "$folder"; done
    libraries=$(for deb in "$folder"/debs/*.deb; do dpkg-deb -f "$deb" Depends; done | tr ',' '\n' |
        sed 's/^ *//; s/[ (:|].*//' | grep '^lib' | sort -u)
    rm -rf "$folder/debs"
    # shellcheck disable=SC2086 # a list of words
    apt_install $libraries
    rm -rf "$cache/qemu"
    mv "$folder" "$cache/qemu"
}

# Debian 12's own rustc is too old; its security archive has a newer one under other names. So is Ubuntu 24.04's, which has newer ones
# with their version in the name.
ubuntu_rust=1.85
real_packages() {
    local rust=''
    if apt-cache show cargo-web >/dev/null 2>&1; then
        rust=web
    elif apt-cache show "cargo-$ubuntu_rust" >/dev/null 2>&1; then
        rust=$ubuntu_rust
    fi
    case $1 in
    @rust) if [ "$rust" ]; then echo "rustc-$rust cargo-$rust"; else echo rustc cargo; fi ;;
    @rust-src) if [ "$rust" ]; then echo "rustc-$rust cargo-$rust rust-$rust-src"; else echo rustc cargo rust-src; fi ;;
    # Debian 12's own, 14, is too old.
    @lld) if apt-cache show lld-22 >/dev/null 2>&1; then echo lld-22; else echo lld; fi ;;
    # Ubuntu's is no package but a snap, which CI can't have.
    chromium) if apt-cache show chromium >/dev/null 2>&1; then echo chromium; else echo chromium-browser; fi ;;
    @qemu) ! apt_would_install "${qemu_packages[@]}" || echo "${qemu_packages[@]}" ;;
    @rust-lint) if [ "$rust" ]; then echo "rustfmt-$rust rust-$rust-clippy"; else echo rustfmt rust-clippy; fi ;;
    *) echo "$1" ;;
    esac
}

missing_of() {
    local groups packages check
    while IFS='|' read -r groups packages check; do
        groups=${groups// /}
        [ -n "$groups" ] || continue
        [[ ",$groups," == *",$1,"* ]] || continue
        # shellcheck disable=SC2086 # the check is a list of words; its globs are for compgen
        (set -f; there $check) || echo "${packages// /}"
    done <<<"$table"
}

known_groups=$(tr ',' '\n' < <(cut -d '|' -f 1 <<<"$table" | tr -d ' ') | sed '/^$/d' | sort -u | paste -sd ' ')
[ $# -gt 0 ] || die "setup.sh GROUP…: $known_groups"
asked=" $* "
set -- "${@%:optional}"
for group in "$@"; do
    [[ " $known_groups " == *" $group "* ]] || die "setup.sh: no group '$group': $known_groups"
done

wanted=$(for group in "$@"; do missing_of "$group"; done | sort -u)

if [ -n "$wanted" ]; then
    as_root=()
    can=yes
    if ! command_ apt-get; then
        # shellcheck disable=SC1091 # not every system has it
        system=$(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-}")
        die "only Debian 12 and 13 and Ubuntu 24.04 are set up by this script, not ${system:-this system}; install what gives you: \
$(paste -sd ' ' <<<"$wanted" | tr -d '@') (the names are Debian's; Rust 1.85 or newer from rustup will do)"
    fi
    if [ "$(id -u)" != 0 ]; then
        as_root=(sudo)
        # sudo may ask for a password only where somebody can answer.
        command_ sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; } || can=''
    fi
    if [ -z "$can" ]; then
        names=$(for package in $wanted; do real_packages "$package"; done | paste -sd ' ')
        die "neither root nor sudo here; have these packages installed: $names (Rust 1.85 or newer from rustup will do as well)"
    fi
    say "missing: $(paste -sd ' ' <<<"$wanted" | tr -d '@'); installing with apt-get …"
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get -q=1 -o DPkg::Lock::Timeout=600 update >&2
    packages=$(for package in $wanted; do real_packages "$package"; done | tr ' ' '\n' | sort -u)
    apt_install() {
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q=1 -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 \
            install --yes --no-remove --no-install-recommends "$@" >&2 || die "apt-get could not install $*"
    }
    # shellcheck disable=SC2086 # a list of words
    [ -z "$packages" ] || apt_install $packages
    if grep -q '@qemu' <<<"$wanted" && ! qemu; then unpack_qemu; fi
    still=$(for group in "$@"; do [[ $asked == *" $group:optional "* ]] || missing_of "$group"; done | sort -u | paste -sd ' ')
    [ -z "$still" ] || die "still missing or too old after installing them: ${still//@/} (Rust 1.85 or newer: rustup has it)"
fi

# A tool of PyPI's, pinned, in a folder of its own: venv_with GROUP PROGRAM REQUIREMENTS. The list names all that is needed: Thonny's back end
# needs little of what Thonny does.
venv_with() {
    local folder=$cache/$1
    [ ! -x "$folder/bin/$2" ] || cmp -s "$folder/requirements" "$root/tools/$3" || rm -rf "$folder"
    [ ! -x "$folder/bin/$2" ] || return 0
    say "installing ${3%_requirements.txt} into ${folder#"$root"/} …"
    rm -rf "$folder"
    python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$root/tools/$3" >&2 ||
        die "pip could not install $2: see above"
    cp "$root/tools/$3" "$folder/requirements"
}

for group in "$@"; do
    case $group in
    lint)
        venv_with lint ruff ruff_requirements.txt
        venv_with types mypy mypy_requirements.txt
        ;;
    book) venv_with book mdbook mdbook_requirements.txt ;;
    esp32) venv_with esptool esptool esptool_requirements.txt ;;
    works-with) venv_with works-with python works_with_requirements.txt ;;
    board) venv_with board python board_requirements.txt ;;
    picow) venv_with picow python picow_requirements.txt ;;
    unicorn) venv_with unicorn python unicorn_requirements.txt ;;
    mpremote) venv_with mpremote mpremote mpremote_requirements.txt ;;
    thonny) venv_with thonny python thonny_requirements.txt ;;
    esac
done

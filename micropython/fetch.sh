#!/bin/bash
# Fetches sources through the machine's own Debian archive into a private apt set-up: the system's apt state stays as it is.
# apt checks the archive's signature, this script the sha256 it is given, and a tree appears under its final name only when
# it is whole.
#
#   fetch.sh micropython VERSION DEST                           a version that the file `versions` lists
#   fetch.sh source NAME PACKAGE_VERSION SHA256 DEST [SUITE…]   the .orig tarball of a source package
#   fetch.sh binary-all NAME PACKAGE_VERSION SHA256 DEST [SUITE…]   the files of an arch:all package, unpacked, never installed
#   fetch.sh version DIR                                        the version of DIR, if it is a tree that we can build
#   fetch.sh note DIR                                           says so if that version is newer than what we test with
#
# PACKAGE_VERSION may end in `-*`: the revision that the suite has now, whose .orig tarball is the same file.
# SUITE is trixie unless given. Downloads stay in $MPY_ASYNCIO_CACHE (the repository's .cache unless set).
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cache=${MPY_ASYNCIO_CACHE:-$root/.cache}
versions=$root/micropython/versions
oldest=$(sed -n 's/^#define ASYNCIO_OLDEST_MICROPYTHON MICROPY_MAKE_VERSION(\(.*\))/\1/p' "$root/micropython/module/versions.h" | sed 's/, */./g')

say() { printf '%s\n' "$*" >&2; }
die() {
    say "error: $*"
    exit 1
}

known_versions() { awk '!/^#/ && NF { printf "%s%s", sep, $1; sep = ", " }' "$versions"; }

# The machine's Debian stanza with type, suite and components left out: "URIs: …" and, where there is one, "Signed-By: …".
# Reads .sources (deb822) and .list files; what is neither Debian's suite nor component main is somebody else's archive.
debian_archive() {
    local suites='^(bullseye|bookworm|trixie|forky|sid|oldoldstable|oldstable|stable|testing|unstable)$'
    local file
    for file in /etc/apt/sources.list.d/*.sources; do
        [ -e "$file" ] || continue
        awk -v suites="$suites" '
            function flush() {
                if (ok["main"] && ok["suite"] && uris != "" && !off && !found) {
                    print "URIs: " uris
                    if (key != "") print "Signed-By:" key
                    found = 1
                }
                delete ok; uris = ""; key = ""; off = 0; field = ""
            }
            /^#/ { next }
            /^[ \t]*$/ { flush(); next }
            /^[ \t]/ { if (field == "signed-by") key = key "\n" $0; else if (field == "uris") uris = uris " " $0; next }
            {
                colon = index($0, ":"); field = tolower(substr($0, 1, colon - 1)); value = substr($0, colon + 1)
                sub(/^[ \t]+/, "", value)
                n = split(value, word, /[ \t]+/)
                if (field == "uris") uris = value
                if (field == "signed-by") key = " " value
                if (field == "enabled" && tolower(value) == "no") off = 1
                for (i = 1; i <= n; i++) {
                    if (field == "components" && word[i] == "main") ok["main"] = 1
                    if (field == "suites" && word[i] ~ suites) ok["suite"] = 1
                }
            }
            END { flush() }' "$file"
    done
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -e "$file" ] || continue
        awk -v suites="$suites" '
            $1 != "deb" && $1 != "deb-src" { next }
            {
                line = $0; key = ""
                if (match(line, /\[[^]]*\]/)) {
                    options = substr(line, RSTART + 1, RLENGTH - 2)
                    line = substr(line, 1, RSTART - 1) substr(line, RSTART + RLENGTH)
                    n = split(options, option, /[ \t]+/)
                    for (i = 1; i <= n; i++) if (option[i] ~ /^signed-by=/) key = substr(option[i], 11)
                }
                n = split(line, word, /[ \t]+/)
                if (word[2] ~ /^cdrom/ || word[3] !~ suites) next
                for (i = 4; i <= n; i++) if (word[i] == "main") {
                    print "URIs: " word[2]
                    if (key != "") print "Signed-By: " key
                    exit
                }
            }' "$file"
    done
}

# Leaves in $conf the configuration file of a private apt for one suite and one kind (deb-src or deb).
private_apt() {
    local kind=$1 suite=$2 dir archive
    dir=$cache/apt/$kind-$suite
    conf=$dir/apt.conf
    command -v apt-get >/dev/null ||
        die "no apt-get on this machine: give your own MicroPython checkout with MICROPYTHON_DIR=/path/to/micropython"
    # Several stanzas may qualify: the first one's lines end where the next "URIs:" begins.
    archive=$(debian_archive | awk '/^URIs:/ && seen++ { exit } { print }')
    [ -n "$archive" ] ||
        die "no Debian archive (component main) in /etc/apt/sources.list or sources.list.d: add one, or give MICROPYTHON_DIR="
    mkdir -p "$dir/lists/partial" "$dir/archives/partial" "$dir/none"
    : >"$dir/status"
    printf 'Types: %s\n%s\nSuites: %s\nComponents: main\n' "$kind" "$archive" "$suite" >"$dir/debian.sources"
    cat >"$conf" <<CONF
Dir::Etc::sourcelist "$dir/debian.sources";
Dir::Etc::sourceparts "$dir/none";
Dir::Etc::preferences "$dir/none/preferences";
Dir::Etc::preferencesparts "$dir/none";
Dir::State::Lists "$dir/lists";
Dir::State::status "$dir/status";
Dir::Cache "$dir";
Dir::Cache::archives "$dir/archives";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Acquire::Retries "3";
# A mirror that lags behind will do: what comes from it has to have the sha256 that is given.
Acquire::Check-Valid-Until "false";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
CONF
    # The cache may lie where apt's own user can't write (a home folder).
    if [ "$(id -u)" = 0 ]; then
        echo 'APT::Sandbox::User "root";' >>"$conf"
    fi
}

update_lists() {
    say "reading Debian's package list of $1 …"
    apt-get -c "$conf" -q=1 -o APT::Update::Error-Mode=any update >&2
}

# Prints the path of a file in $1 with sha256 $2, if there is one.
file_with_sum() {
    local file
    for file in "$1"/*; do
        if [ -f "$file" ] && echo "$2  $file" | sha256sum --check --status -; then
            printf '%s\n' "$file"
            return
        fi
    done
}

# What a user can do where a version is gone, for the error below.
otherwise=''

# Downloads NAME=VERSION by `apt-get ARGS…` from the first suite that has it; prints the path of the file with that sha256.
download() {
    local kind=$1 name=$2 version=$3 sum=$4 dir found suite wanted
    shift 4
    dir=$cache/downloads/$name-${version%-\*}
    mkdir -p "$dir"
    found=$(file_with_sum "$dir" "$sum")
    if [ -z "$found" ]; then
        for suite in "$@"; do
            private_apt "$kind" "$suite"
            if ! compgen -G "$cache/apt/$kind-$suite/lists/*Release" >/dev/null; then
                update_lists "$suite" || continue
            fi
            say "downloading $name $version from $suite …"
            case $version in
            *'-*') wanted=$name ;;
            *) wanted=$name=$version ;;
            esac
            apt_get_file "$kind" "$dir" "$wanted" || { update_lists "$suite" && apt_get_file "$kind" "$dir" "$wanted"; } || continue
            break
        done
        found=$(file_with_sum "$dir" "$sum")
    fi
    if [ -z "$found" ]; then
        [ -z "$(ls -A "$dir")" ] || die "$name $version: no file in $dir has the pinned sha256 $sum: remove the folder and retry"
        die "$name $version could not be downloaded from Debian ($*): check the network and the machine's Debian archive keys$otherwise"
    fi
    printf '%s\n' "$found"
}

apt_get_file() {
    if [ "$1" = deb-src ]; then
        # apt's advice to clone the packaging is for packagers.
        (cd "$2" && apt-get -c "$conf" -q=1 source --download-only --tar-only "$3" 2>&1) | sed '/^NOTICE: /,/^to retrieve /d' >&2
    else
        (cd "$2" && apt-get -c "$conf" -q=1 download "$3" >&2)
    fi
}

# Unpacks archive $1 into $2 by way of a folder with a temporary name, so that $2 exists only when it is whole.
unpack() {
    local archive=$1 dest=$2 partial=$2.partial.$$
    say "unpacking $(basename "$archive") …"
    mkdir -p "$(dirname "$dest")"
    rm -rf "$dest".partial.*
    mkdir "$partial"
    case $archive in
    *.deb) dpkg-deb -x "$archive" "$partial" ;;
    *) tar -xf "$archive" -C "$partial" --strip-components=1 ;;
    esac
    mv "$partial" "$dest"
}

fetch() {
    local kind=$1 name=$2 version=$3 sum=$4 dest=$5 archive
    shift 5
    [ ! -d "$dest" ] || return 0
    mkdir -p "$cache/apt"
    # Two builds at once would fight over apt's lists.
    exec 9>"$cache/apt/lock"
    flock 9
    [ ! -d "$dest" ] || return 0
    [ $# -gt 0 ] || set -- trixie
    archive=$(download "$kind" "$name" "$version" "$sum" "$@")
    unpack "$archive" "$dest"
}

# The version of the tree in $1, from the macros that its own build uses.
tree_version() {
    awk '$1 == "#define" && $2 ~ /^MICROPY_VERSION_(MAJOR|MINOR|MICRO)$/ && $3 ~ /^[0-9]+$/ { part[$2] = $3; n++ }
        END {
            if (n == 3) print part["MICROPY_VERSION_MAJOR"] "." part["MICROPY_VERSION_MINOR"] "." part["MICROPY_VERSION_MICRO"]
        }' "$1/py/mpconfig.h"
}

check() {
    local dir=$1 file version
    [ -d "$dir" ] || die "MICROPYTHON_DIR=$dir: no such folder"
    for file in py/mpconfig.h py/mkenv.mk extmod/modasyncio.c mpy-cross/Makefile ports/unix/Makefile tools/makemanifest.py; do
        [ -f "$dir/$file" ] || die "MICROPYTHON_DIR=$dir: not a whole MicroPython tree, $file is missing"
    done
    version=$(tree_version "$dir")
    case $version in
    '') die "MICROPYTHON_DIR=$dir: can't read its version from py/mpconfig.h" ;;
    1.*) ;;
    *) die "MICROPYTHON_DIR=$dir is MicroPython $version: 1.x from $oldest on is supported" ;;
    esac
    [ "$(printf '%s\n' "$oldest" "$version" | sort -V | head -n 1)" = "$oldest" ] ||
        die "MICROPYTHON_DIR=$dir is MicroPython $version: $oldest or newer is needed"
    printf '%s\n' "$version"
}

note_newer() {
    local version newest
    version=$(check "$1")
    newest=$(sed -n 's/^#define ASYNCIO_NEWEST_MICROPYTHON MICROPY_MAKE_VERSION(\(.*\))/\1/p' "$root/micropython/module/versions.h" | sed 's/, */./g')
    [ "$(printf '%s\n' "$newest" "$version" | sort -V | tail -n 1)" = "$newest" ] ||
        say "note: MicroPython $version is newer than $newest, the newest that was tried: make check-micropython MICROPYTHON_DIR=$1 tells what has changed"
}

fetch_micropython() {
    local version=$1 dest=$2 row
    row=$(awk -v version="$version" '$1 == version' "$versions")
    [ -n "$row" ] || die "MICROPYTHON_VERSION=$version is unknown: one of $(known_versions), or give MICROPYTHON_DIR="
    local package sum suites
    read -r _ package sum suites <<<"$row"
    # Testing and unstable go on to newer versions; a release keeps its own.
    otherwise=", or choose another version: MICROPYTHON_VERSION= one of $(known_versions), or MICROPYTHON_DIR=/your/micropython"
    # shellcheck disable=SC2086 # the suites are a list of words
    fetch deb-src micropython "$package" "$sum" "$dest" $suites
}

case "${1:-} $#" in
"micropython 3") fetch_micropython "$2" "$3" ;;
"version 2") check "$2" ;;
"note 2") note_newer "$2" ;;
"versions 1") known_versions ;;
*)
    if [ $# -ge 5 ] && [ "$1" = source ]; then
        shift
        fetch deb-src "$@"
    elif [ $# -ge 5 ] && [ "$1" = binary-all ]; then
        shift
        fetch deb "$@"
    else
        sed -n '2,/^set -/s/^# \{0,1\}//p' "$0" >&2
        exit 2
    fi
    ;;
esac

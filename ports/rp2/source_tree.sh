#!/bin/bash
# Makes of an upstream tree whose submodules are empty one that ports/rp2 builds from: a folder of links, with the libraries
# given put in their places. Neither the tree nor the libraries are written to.
#
#   source_tree.sh MICROPYTHON_DIR DEST LIBRARY=FOLDER…     LIBRARY is the name of a folder in MICROPYTHON_DIR/lib
set -euo pipefail

tree=$1
dest=$2
shift 2

link_children() {
    local child
    for child in "$1"/*; do
        [[ " $3 " == *" $(basename "$child") "* ]] || ln -sfn "$child" "$2/$(basename "$child")"
    done
}

libraries=''
for library in "$@"; do libraries+=" ${library%%=*}"; done

# CMake looks for ../.. of ports/rp2, so these two levels have to be folders.
mkdir -p "$dest/lib" "$dest/ports/rp2"
link_children "$tree" "$dest" 'lib ports'
link_children "$tree/lib" "$dest/lib" "$libraries"
link_children "$tree/ports/rp2" "$dest/ports/rp2" ''
for library in "$@"; do ln -sfn "${library#*=}" "$dest/lib/${library%%=*}"; done

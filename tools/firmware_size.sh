#!/bin/bash
# Prints what two builds of one firmware, ours and stock's, take of flash (code and constants) and of RAM (data).
#
#   firmware_size.sh OURS_ELF OURS_FOLDER STOCK_ELF STOCK_FOLDER
set -euo pipefail

# GNU size reads the ELF files of every board: text is what the flash holds beside the initial values of data.
sections() { size "$1" | awk 'NR == 2 { print $1 + $2, $2 + $3 }'; }

# Bytes of the Python modules that a build froze.
frozen() {
    local object
    object=$(find "$1" -name 'frozen_content.o' -o -name 'frozen_content.c.o' -o -name 'frozen_content.c.obj' | head -n 1)
    if [ -n "$object" ]; then size "$object" | awk 'NR == 2 { print $1 + $2 }'; else echo 0; fi
}

read -r ours_flash ours_ram < <(sections "$1")
read -r stock_flash stock_ram < <(sections "$3")
ours_frozen=$(frozen "$2")
stock_frozen=$(frozen "$4")

row='%-28s %10s %10s %10s\n'
# shellcheck disable=SC2059 # one format for all rows
{
    printf "$row" '' ours stock difference
    printf "$row" 'flash, bytes' "$ours_flash" "$stock_flash" "$((ours_flash - stock_flash))"
    printf "$row" 'static RAM, bytes' "$ours_ram" "$stock_ram" "$((ours_ram - stock_ram))"
    printf "$row" 'frozen Python, bytes' "$ours_frozen" "$stock_frozen" "$((ours_frozen - stock_frozen))"
}
echo "A manifest that still freezes stock's asyncio beside ours wastes $((stock_frozen - ours_frozen)) bytes of flash:"
echo 'dropping the line that includes extmod/asyncio gives them back.'

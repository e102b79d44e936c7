#!/usr/bin/env python3
"""Writes the table of measured ratios into Markdown files, between two marks, from the benchmark's report.

    readme_table.py build/bench/report.json FILE…

The marks are the lines `<!-- bench -->` and `<!-- /bench -->`, or `<!-- bench short -->` and `<!-- /bench short -->` for six rows.
"""

import argparse
import json
import pathlib
import sys

ALL, SHORT = "bench", "bench short"
SHOWN = {
    "switch 10": "switch between 10 tasks",
    "switch 1000": "switch between 1,000 tasks",
    "event_pingpong (scan neutralised)": "event ping-pong",
    "lock_handoff (scan neutralised)": "lock hand-off",
    "create_await (scan neutralised)": "create and await a task",
    "wait_for (scan neutralised)": "`wait_for`",
    "gather 10 (scan neutralised)": "`gather`, for each child",
    "cancel (scan neutralised)": "cancel a sleeping task",
    "sleepers_insert 10000": "go to sleep among 10,000",
    "idle_flag elapsed": "switch while a `ThreadSafeFlag` waits",
    "idle_streams 500": "switch while 500 connections wait",
    "echo 100": "echo over 100 connections",
    "import_heap": "heap for `import asyncio`",
    "alloc event": "heap for `await event.wait()`",
    "alloc wait_for": "heap for `await wait_for(…)`",
}
# Of an emulated board.
SHOWN_OF_BOARDS = (
    "switch 10",
    "event_pingpong (scan neutralised)",
    "create_await (scan neutralised)",
    "wait_for (scan neutralised)",
    "alloc wait_for",
)
# The six of the first screen.
SHOWN_SHORT = (
    ("rp2", "switch 10"),
    ("rp2", "event_pingpong (scan neutralised)"),
    ("rp2", "wait_for (scan neutralised)"),
    ("rp2", "alloc wait_for"),
    ("unix", "idle_streams 500"),
    ("unix", "echo 100"),
)
PLACES = {"rp2": "Pico (emulated)", "unix": "Linux"}


def amount(row, column):
    value = row[column]
    if value is None:
        return "–"
    if row["unit"] == "ns" and value >= 1000:
        return f"{value / 1000:,.3g} µs" if value < 1e6 else f"{value / 1e6:,.3g} ms"
    if row["unit"] == "us":
        return f"{value:,.3g} µs" if value < 1000 else f"{value / 1000:,.3g} ms"
    return f"{value:,.0f} {row['unit']}"


def line(row, place):
    ratio = f"{row['ratio']:.1f}" if row["ratio"] else "–"
    return f"| {place} | {SHOWN[row['name']]} | {amount(row, 'stock')} | {amount(row, 'ours')} | {ratio} |"


def table(rows, mark):
    lines = ["| on | what | stock | ours | stock ÷ ours |", "|---|---|---:|---:|---:|"]
    rows = [row for row in rows if row["ours"] is not None]
    if mark == SHORT:
        found = {(row["port"], row["name"]): row for row in rows}
        return lines + [line(found[key], PLACES[key[0]]) for key in SHOWN_SHORT if key in found]
    for row in sorted(rows, key=lambda row: row["port"] != "unix"):
        if row["name"] in (SHOWN if row["port"] == "unix" else SHOWN_OF_BOARDS):
            lines.append(line(row, row["port"]))
    return lines


def write(markdown, rows):
    text = markdown.read_text()
    written = 0
    for mark in (ALL, SHORT):
        begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
        if begin in text and end in text:
            before, rest = text.split(begin, 1)
            lines = table(rows, mark)
            text = before + "\n".join([begin, *lines, end]) + rest.split(end, 1)[1]
            written += len(lines) - 2
    if not written:
        sys.exit(f"readme_table: {markdown} has no lines <!-- {ALL} --> and <!-- /{ALL} --> to put the table between")
    markdown.write_text(text)
    print(f"{markdown}: {written} rows")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("markdown", type=pathlib.Path, nargs="+")
    chosen = parser.parse_args()
    if not chosen.report.is_file():
        sys.exit(f"readme_table: {chosen.report} is not there: run `make bench`")
    rows = json.loads(chosen.report.read_text())
    for markdown in chosen.markdown:
        write(markdown, rows)


if __name__ == "__main__":
    main()

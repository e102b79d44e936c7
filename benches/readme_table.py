#!/usr/bin/env python3
"""Writes the table of measured ratios into a Markdown file, between two marks, from the benchmark's report.

    readme_table.py build/bench/report.json README.md

The marks are the lines `<!-- bench -->` and `<!-- /bench -->`.
"""

import argparse
import json
import pathlib
import sys

BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
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


def amount(row, column):
    value = row[column]
    if value is None:
        return "–"
    if row["unit"] == "ns" and value >= 1000:
        return f"{value / 1000:,.3g} µs" if value < 1e6 else f"{value / 1e6:,.3g} ms"
    if row["unit"] == "us":
        return f"{value:,.3g} µs" if value < 1000 else f"{value / 1000:,.3g} ms"
    return f"{value:,.0f} {row['unit']}"


def table(rows):
    lines = ["| on | what | stock | ours | stock ÷ ours |", "|---|---|---:|---:|---:|"]
    for row in sorted(rows, key=lambda row: row["port"] != "unix"):
        shown = SHOWN if row["port"] == "unix" else SHOWN_OF_BOARDS
        if row["name"] in shown and row["ours"] is not None:
            ratio = f"{row['ratio']:.1f}" if row["ratio"] else "–"
            lines.append(
                f"| {row['port']} | {SHOWN[row['name']]} | {amount(row, 'stock')} | {amount(row, 'ours')} | {ratio} |"
            )
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("markdown", type=pathlib.Path)
    chosen = parser.parse_args()
    if not chosen.report.is_file():
        sys.exit(f"readme_table: {chosen.report} is not there: run `make bench`")
    text = chosen.markdown.read_text()
    if BEGIN not in text or END not in text:
        sys.exit(f"readme_table: {chosen.markdown} has no lines {BEGIN} and {END} to put the table between")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    rows = table(json.loads(chosen.report.read_text()))
    chosen.markdown.write_text(before + "\n".join([BEGIN, *rows, END]) + after)
    print(f"{chosen.markdown}: {len(rows) - 2} rows")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The tasks of a running program, as a table that is shown anew each second: which of them takes the time.

    top.py /dev/ttyACM0 [--every SECONDS] [--count TABLES]

The program has to run `asyncio.repl` on that port, and the firmware to have the features `stats` and `repl` (bundle `diagnostics`). The times are
those since the table before. Ctrl-C ends it; the program goes on.
"""

import argparse
import ast
import os
import sys
import time

from board_repl import BoardRepl, NoAnswer

CLEAR = "\x1b[H\x1b[J"
ROW = "{:<20} {:<10} {:<16} {:>9} {:>10} {:>7}"


def table(now, before):
    """The lines for the statistics `now`, and those of the look before."""
    span = now["total_us"] - before["total_us"] or 1
    idle = now["idle_us"] - before["idle_us"]

    def rate(what):
        return (now[what] - before[what]) * 1e6 / span

    lines = [
        f"{rate('switches'):.0f} switches and {rate('rounds'):.0f} rounds a second, idle {100 * idle / span:.1f} %, {now['streams']} streams",
        f"longest step since the boot: {now['longest_step_us'] / 1000:.1f} ms ({now['longest_step']})",
        "wakes: " + ", ".join(f"{name} {count - before['wakes'].get(name, 0)}" for name, count in now["wakes"].items()),
        ROW.format("task", "state", "waits on", "steps", "ms", "%"),
    ]
    # The same names in the same order are taken for the same tasks.
    earlier = {}
    for task in before["tasks"]:
        earlier.setdefault(task["name"], []).append(task)
    rows = []
    for task in now["tasks"]:
        was = earlier.get(task["name"]) or [{"steps": 0, "time_us": 0}]
        was = was.pop(0)
        us = max(0, task["time_us"] - was["time_us"])
        steps = max(0, task["steps"] - was["steps"])
        rows.append((us, ROW.format(task["name"], task["state"], str(task["waits_on"] or ""), steps, f"{us / 1000:.1f}", f"{100 * us / span:.1f}")))
    return lines + [row for _, row in sorted(rows, key=lambda row: -row[0])]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port")
    parser.add_argument("--every", type=float, default=1, metavar="SECONDS")
    parser.add_argument("--count", type=int, default=0, metavar="TABLES", help="then end; by default go on until Ctrl-C")
    args = parser.parse_args()
    shown = 0
    try:
        with BoardRepl(args.port) as board:

            def look():
                return ast.literal_eval(board.run("print(__import__('asyncio').stats())"))

            before = look()
            while not args.count or shown < args.count:
                time.sleep(args.every)
                now = look()
                print((CLEAR if os.isatty(1) else "") + "\n".join(table(now, before)), flush=True)
                before = now
                shown += 1
    except NoAnswer as problem:
        print(f"top.py: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())

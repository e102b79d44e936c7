#!/usr/bin/env python3
"""Fetches the trace of a running program: fetch_trace.py PORT DUMP [--seconds N]

The program has to run `asyncio.repl` on that serial port. If the trace does not run yet, it runs for N seconds (default 2), and is stopped again.
`tools/trace_view.py DUMP` makes a page of it; `make trace SERIAL=PORT` does both.
"""

import argparse
import pathlib
import sys
import time

from board_repl import BoardRepl, NoAnswer

# Without a name in the program, which may have one of its own like that.
TRACE = "__import__('asyncio').trace"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port")
    parser.add_argument("dump", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=2)
    args = parser.parse_args()
    try:
        with BoardRepl(args.port) as board:
            runs = board.run(f"print({TRACE}.is_running())").strip() == "True"
            if not runs:
                board.run(f"{TRACE}.clear(); {TRACE}.start()")
                time.sleep(args.seconds)
            dump = board.run(f"{TRACE}.dump()")
            if not runs:
                board.run(f"{TRACE}.stop(); {TRACE}.clear()")
    except NoAnswer as problem:
        print(f"fetch_trace.py: {problem}", file=sys.stderr)
        return 1
    args.dump.parent.mkdir(parents=True, exist_ok=True)
    args.dump.write_text(dump)
    return 0


if __name__ == "__main__":
    sys.exit(main())

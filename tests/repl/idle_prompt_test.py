#!/usr/bin/env python3
"""A prompt at which nobody types costs the tasks nothing where the port tells of bytes, and each key still arrives.

    idle_prompt_test.py --firmware firmware.elf [--board MPS2_AN385_FILES]

The instructions are those of benches/qemu/idle_prompt.py. A key is sent when the echo of the one before has come: a wake that is lost leaves the
next echo out, since nothing else asks the port.

Last line: `N passed, N failed`.
"""

import argparse
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from boards.board import BoardError
from boards.qemu import MACHINES, QemuBoard
from boards.raw_repl import Hang, RawRepl
from boards.unicorn_board import UNICORN_BOARDS, UnicornBoard

ROOT = pathlib.Path(__file__).resolve().parents[2]
# 1000 switches beside an idle prompt, to as many without one.
MOST = 1.02
KEYS = 150
SECONDS = 10
PROMPT = b">>> "

PROGRAM = """
import asyncio
import sys

async def spin():
    while True:
        await asyncio.sleep_ms(0)

async def read():
    stdin = asyncio.StreamReader(sys.stdin)
    print("reads")
    while (key := await stdin.read(1)) != ".":
        print(key, end="")

async def main():
    tasks = [asyncio.create_task(spin()) for _ in range(SPINNERS)]
    waits = asyncio.create_task(read()) if READS else asyncio.repl.start()
    for _ in range(3):
        await asyncio.sleep_ms(0)
    print("asked", any(task["asked"] for task in asyncio.stats()["tasks"]))
    await waits

asyncio.run(main())
"""


class Wrong(Exception):
    """The message is for the reader of the test's output."""


def ratio_of_instructions(board, firmware):
    command = [sys.executable, ROOT / "tests/run.py", "--board", board, "--firmware", firmware]
    command += ["--icount", ROOT / "benches/qemu/idle_prompt.py"]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    counts = dict(re.findall(r"idle_prompt (\w+) a prompt (\d+) instructions", done.stdout))
    if counts.keys() != {"without", "beside"}:
        raise Wrong(f"no figures: {done.stdout}{done.stderr}")
    ratio = int(counts["beside"]) / int(counts["without"])
    if ratio > MOST:
        raise Wrong(
            f"beside an idle prompt a switch takes {ratio:.3f} of its instructions, at most {MOST} are admitted: {counts}"
        )
    return f"a switch takes {ratio:.3f} of its instructions beside an idle prompt"


def keys(machine, firmware, spinners, reads):
    board = (QemuBoard if machine in MACHINES else UnicornBoard)(machine, firmware)
    board.start()
    try:
        repl = RawRepl(board)
        repl.enter(SECONDS)
        program = f"SPINNERS, READS = {spinners}, {reads}\n{PROGRAM}"
        repl.paste(program.encode(), SECONDS)
        said = repl.read_until(b"asked", SECONDS, "the program") + repl.read_until(
            b"\n", SECONDS, "whether it is asked"
        )
        if b"asked False" not in said:
            raise Wrong(f"the loop asks sys.stdin again and again: {said!r}")
        for at in range(KEYS):
            key = b"abcdefghij"[at % 10 : at % 10 + 1]
            board.write(key)
            echo = repl.read_until(key, SECONDS, f"the echo of key {at}")
            if echo != key:
                raise Wrong(f"the echo of key {at}, {key}, is {echo!r}")
        if reads:
            board.write(b"kl" * 30 + b".")
            repl.read_until(b"kl" * 30, SECONDS, "60 keys at once")
        else:
            board.write(b"\x03print('got', len('" + b"k" * 60 + b"'))\r")
            repl.read_until(b"got 60", SECONDS, "a line at once")
        return f"{KEYS} keys one by one and 60 at once, {'a StreamReader' if reads else 'a prompt'} beside {spinners} tasks that are ready"
    except Hang as hang:
        raise Wrong(f"{hang}; it said {hang.output!r}") from None
    finally:
        board.stop()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--board", choices=(*MACHINES, *UNICORN_BOARDS), default="MPS2_AN385_FILES")
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    args = parser.parse_args()
    # Only QEMU counts instructions.
    checks = [lambda: ratio_of_instructions(args.board, args.firmware)] if args.board in MACHINES else []
    for spinners in (0, 9):
        for reads in (False, True):
            checks.append(
                lambda spinners=spinners, reads=reads: keys(args.board, args.firmware, spinners, reads)
            )
    passed = failed = 0
    for check in checks:
        try:
            print(f"pass: {check()}")
            passed += 1
        except (Wrong, BoardError, OSError) as problem:
            print(f"FAIL: {problem}")
            failed += 1
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
